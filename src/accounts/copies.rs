//! The last good definitions of each account, on disk.
//!
//! A copy is Didar's own answer, so it holds titles and options of fields, no contact
//! and no key. Its name is a hash.

use std::{io, path::PathBuf, time::SystemTime};

use jiff::Timestamp;
use tracing::warn;
use uuid::Uuid;

use crate::{didar::Definitions, graphql::AccountTag};

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
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The account's copy; one that cannot be read is none.
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
        if let Err(error) = self.write(tag, definitions.text()).await {
            warn!(kind = %error.kind(), "the copy of definitions cannot be written");
        }
    }

    /// Under another name first, so that a reader never finds half a copy.
    async fn write(&self, tag: &AccountTag, text: &str) -> io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        let draft = self.folder.join(format!("{}.draft", Uuid::new_v4()));
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&draft).await?;
        tokio::io::AsyncWriteExt::write_all(&mut file, text.as_bytes()).await?;
        file.sync_all().await?;
        tokio::fs::rename(&draft, self.path(tag)).await
    }

    fn path(&self, tag: &AccountTag) -> PathBuf {
        self.folder.join(format!("definitions-{}.json", tag.hex()))
    }
}

fn timestamp(time: SystemTime) -> Option<Timestamp> {
    Timestamp::try_from(time).ok()
}
