//! Other settings while the gateway serves.

use std::sync::{Arc, PoisonError};

use super::{
    Accounts, Directory,
    profile::{OtherWayIn, Profiles},
};

impl Accounts {
    /// Puts another directory in the place of this one. Requests in flight keep the accounts that
    /// they began with; those whose key, name and names of fields are the same stay open.
    ///
    /// # Errors
    /// Where callers would be let in in another way: whether they are asked for tokens, and
    /// whether the accounts are their own, cannot change while the gateway serves.
    pub async fn replace(&self, directory: Directory) -> Result<(), OtherWayIn> {
        let (old, new) = (self.profiles(), self.profiles_of(directory));
        if !old.let_in_as(&new) {
            return Err(OtherWayIn);
        }
        let kept: Vec<_> = new.known().iter().map(|profile| profile.id).collect();
        *self.0.profiles.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
        for profile in old.known().iter().filter(|profile| !kept.contains(&profile.id)) {
            self.0.cache.invalidate(&profile.id).await;
        }
        self.0.failures.invalidate_all();
        Ok(())
    }

    /// Lets an account go that the settings do not have any more: it may have been built, or
    /// fetched again, while they were read.
    pub(super) async fn drop_if_unknown(&self, id: &[u8; 32]) {
        let is_known = || self.profiles().known().iter().any(|profile| profile.id == *id);
        if !self.0.are_callers && !is_known() {
            self.0.cache.invalidate(id).await;
        }
    }

    fn profiles_of(&self, directory: Directory) -> Profiles {
        Profiles::of(directory, self.0.connector.base_url().as_str())
    }
}
