//! How often a caller asks, over all gateways.

use std::{num::NonZeroU32, time::Duration};

use super::redis::{Down, Store};

impl Store {
    /// Counts a request of a caller who may send so many a second, and as many at once;
    /// returns how long the caller has to wait, if at all.
    ///
    /// # Errors
    /// Where Redis cannot be asked.
    pub async fn count(
        &self,
        caller: &[u8; 32],
        per_second: NonZeroU32,
    ) -> Result<Option<Duration>, Down> {
        let mut script = self.0.scripts.count.prepare_invoke();
        script.key(format!("didar-graphql:rate:{}", hex::encode(caller)));
        script.arg(1_000_000 / per_second).arg(per_second.get());
        let wait: u64 = self.run(&script).await?;
        Ok((wait > 0).then(|| Duration::from_micros(wait)))
    }
}
