//! The last good definitions of each account, on disk.
//!
//! A copy is Didar's own answer, so it holds titles and options of fields, no contact
//! and no key. Its name is a hash.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;
use tracing::warn;
use uuid::Uuid;

use crate::{crm::account_tag::AccountTag, didar::Definitions};

/// What a copy ends with while it is written.
const DRAFT: &str = "draft";

/// A folder of copies.
pub(super) struct Copies {
    folder: PathBuf,
}

/// A copy that was read.
pub(super) struct Copy {
    pub(super) definitions: Definitions,
    /// When they were fetched.
    pub(super) at: Timestamp,
}

impl Copies {
    /// The copies in a folder; drafts that an earlier process left there are removed.
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == DRAFT) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Self { folder }
    }

    /// The account's copy; `None` where it cannot be read.
    pub(super) async fn read(&self, tag: &AccountTag) -> Option<Copy> {
        let path = self.path(tag);
        let text = tokio::fs::read_to_string(&path).await.ok()?;
        let modified = tokio::fs::metadata(&path).await.ok()?.modified().ok()?;
        match Definitions::from_text(&text) {
            Ok(definitions) => Some(Copy { definitions, at: timestamp(modified)? }),
            Err(failure) => {
                warn!(%failure, "a copy of definitions cannot be read");
                None
            }
        }
    }

    /// Keeps a copy. Failing to costs no request: it is only logged.
    pub(super) async fn keep(&self, tag: &AccountTag, definitions: &Definitions) {
        let draft = self.folder.join(format!("{}.{DRAFT}", Uuid::new_v4()));
        let (path, text) = (self.path(tag), definitions.text().to_owned());
        let written = tokio::task::spawn_blocking(move || {
            let written = write(&draft, &path, &text);
            if written.is_err() {
                let _ = fs::remove_file(&draft);
            }
            written
        });
        if let Ok(Err(error)) = written.await {
            warn!(kind = %error.kind(), "the copy of definitions cannot be written");
        }
    }

    fn path(&self, tag: &AccountTag) -> PathBuf {
        self.folder.join(format!("definitions-{}.json", tag.hex()))
    }
}

/// Under another name first, so that a reader never finds half a copy.
fn write(draft: &Path, path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(draft, path)
}

fn timestamp(time: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(time).ok()
}
