//! Documents that clients have sent with their hash.

use std::time::Duration;

use super::redis::{Down, Store};

/// After how long without a request a document is evicted.
const IDLE: Duration = Duration::from_secs(24 * 3600);

fn key(hash: &str) -> String {
    format!("didar-graphql:document:{hash}")
}

impl Store {
    /// The document of a hash, if one of the gateways was sent it.
    ///
    /// # Errors
    /// Where Redis cannot be asked.
    pub async fn document(&self, hash: &str) -> Result<Option<String>, Down> {
        self.ask(redis::cmd("GETEX").arg(key(hash)).arg("EX").arg(IDLE.as_secs())).await
    }

    /// Keeps a document under its hash.
    ///
    /// # Errors
    /// Where Redis cannot be asked.
    pub async fn keep_document(&self, hash: &str, text: &str) -> Result<(), Down> {
        self.ask(redis::cmd("SET").arg(key(hash)).arg(text).arg("EX").arg(IDLE.as_secs())).await
    }
}
