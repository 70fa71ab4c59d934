//! What one gateway must not forget: a record for each save under an idempotency key, in an
//! embedded database that survives a crash.
//!
//! A thread of its own writes. It takes all that waits into one transaction, so that many
//! saves at once share one wait for the disk.

use std::{
    fs, io,
    path::Path,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use redb::{Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use tokio::sync::oneshot;
use tracing::error;

/// SHA-256 of account and key, and the record as JSON.
const SAVES: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("saves");
const FILE: &str = "saves.redb";
/// How many changes go into one transaction.
const BATCH: usize = 1000;
/// How long to wait for another process that stops and still has the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// The name of a record.
pub type Key = [u8; 32];
/// A record with its name.
pub type Record = (Key, Vec<u8>);

/// A record cannot be written. Why is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the record cannot be written")]
pub struct NotWritten;

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("{path} is used by another gateway: give each a folder of its own")]
    InUse {
        /// The file.
        path: String,
    },
    /// It cannot be opened or read.
    #[error("{path}: {why}")]
    Failed {
        /// The file.
        path: String,
        /// What went wrong.
        why: String,
    },
}

/// Writes records to disk. Cheap to clone; the file is closed with the last clone.
#[derive(Debug, Clone)]
pub struct Journal(Sender<Change>);

enum Change {
    Put(Key, Vec<u8>, oneshot::Sender<Result<(), NotWritten>>),
    Remove(Vec<Key>),
}

impl Journal {
    /// Opens the journal in a folder, which is made if need be, and reads what it holds.
    ///
    /// # Errors
    /// Where the folder cannot be written or another process has the file.
    pub fn open(folder: &Path) -> Result<(Self, Vec<Record>), OpenError> {
        let path = folder.join(FILE);
        let failed = |why: &dyn std::fmt::Display| OpenError::Failed {
            path: path.display().to_string(),
            why: why.to_string(),
        };
        prepare(folder, &path).map_err(|error| failed(&error))?;
        let database = wait_for(&path)?;
        let path_of_thread = path.clone();
        let records = read(&database).map_err(|error| failed(&error))?;
        let (changes, received) = channel();
        thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || write_all(database, &path_of_thread, &received))
            .map_err(|error| failed(&error))?;
        Ok((Self(changes), records))
    }

    /// Writes a record; done once it is on disk.
    ///
    /// # Errors
    /// Where the disk does not take it.
    pub async fn put(&self, key: Key, record: Vec<u8>) -> Result<(), NotWritten> {
        let (done, written) = oneshot::channel();
        self.0.send(Change::Put(key, record, done)).map_err(|_| NotWritten)?;
        written.await.unwrap_or(Err(NotWritten))
    }

    /// Removes records, some time soon.
    pub fn remove(&self, keys: Vec<Key>) {
        // Without the thread nothing is written any more, and puts say so.
        let _ = self.0.send(Change::Remove(keys));
    }
}

/// Makes folder and file, so that only this user can read them.
fn prepare(folder: &Path, path: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

fn wait_for(path: &Path) -> Result<Database, OpenError> {
    let started = Instant::now();
    let name = || path.display().to_string();
    loop {
        match Database::create(path) {
            Ok(database) => return Ok(database),
            Err(DatabaseError::DatabaseAlreadyOpen) if started.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(50));
            }
            Err(DatabaseError::DatabaseAlreadyOpen) => {
                return Err(OpenError::InUse { path: name() });
            }
            Err(error) => {
                return Err(OpenError::Failed { path: name(), why: error.to_string() });
            }
        }
    }
}

fn read(database: &Database) -> Result<Vec<Record>, redb::Error> {
    let transaction = database.begin_write()?;
    transaction.open_table(SAVES)?;
    transaction.commit()?;
    let table = database.begin_read()?.open_table(SAVES)?;
    let mut records = Vec::new();
    for record in table.iter()? {
        let (key, value) = record?;
        // No other keys were ever written.
        if let Ok(key) = key.value().try_into() {
            records.push((key, value.value().to_vec()));
        }
    }
    Ok(records)
}

/// Writes until every sender is dropped.
fn write_all(database: Database, path: &Path, received: &Receiver<Change>) {
    let mut database = Some(database);
    while let Ok(first) = received.recv() {
        let mut changes = vec![first];
        changes.extend(received.try_iter().take(BATCH - 1));
        // After a fault of the disk a database takes nothing more until it is opened anew.
        let open = database.take().map_or_else(|| Database::create(path).map_err(Into::into), Ok);
        let written = open.and_then(|open| {
            write(&open, &changes)?;
            database = Some(open);
            Ok(())
        });
        let written = written.map_err(|error: redb::Error| {
            error!(%error, "the journal of saves cannot be written");
            NotWritten
        });
        for change in changes {
            if let Change::Put(_, _, done) = change {
                // Who no longer waits need not know.
                let _ = done.send(written);
            }
        }
    }
}

fn write(database: &Database, changes: &[Change]) -> Result<(), redb::Error> {
    let transaction = database.begin_write()?;
    {
        let mut table = transaction.open_table(SAVES)?;
        for change in changes {
            match change {
                Change::Put(key, record, _) => {
                    table.insert(key.as_slice(), record.as_slice())?;
                }
                Change::Remove(keys) => {
                    for key in keys {
                        table.remove(key.as_slice())?;
                    }
                }
            }
        }
    }
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn records_are_there_again_after_the_file_was_closed() {
        let folder = std::env::temp_dir().join(format!("journal-{}", uuid::Uuid::new_v4()));
        let (journal, records) = Journal::open(&folder).expect("opened");
        assert!(records.is_empty());
        for at in 0..3 {
            journal.put([at; 32], vec![at]).await.expect("written");
        }
        journal.put([1; 32], vec![7]).await.expect("written");
        journal.remove(vec![[2; 32]]);
        journal.put([3; 32], vec![3]).await.expect("written, and what was sent before it");
        drop(journal);
        let (journal, records) = Journal::open(&folder).expect("opened again");
        assert_eq!(records, [([0; 32], vec![0]), ([1; 32], vec![7]), ([3; 32], vec![3])]);
        drop(journal);
        fs::remove_dir_all(folder).expect("removed");
    }
}
