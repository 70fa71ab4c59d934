//! What Didar is asked to do.

use crate::crm::error::UpstreamError;

/// A Didar action and whether asking it twice does harm.
///
/// Nearly every action is a POST (F4), so the method does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Action {
    pub(super) path: &'static str,
    pub(super) has_body: bool,
    pub(super) has_key: bool,
    pub(super) may_repeat: bool,
}

impl Action {
    /// An action that changes nothing and may be asked again.
    pub(super) const fn read(path: &'static str) -> Self {
        Self { path, has_body: true, has_key: true, may_repeat: true }
    }

    /// The same, by GET and without a body.
    pub(super) const fn get(path: &'static str) -> Self {
        Self { has_body: false, ..Self::read(path) }
    }

    /// The same as `read`, of what is no account's own and asks for no key.
    pub(super) const fn open(path: &'static str) -> Self {
        Self { has_key: false, ..Self::read(path) }
    }

    /// An action that is asked again only where it was certainly not sent.
    pub(super) const fn write(path: &'static str) -> Self {
        Self { may_repeat: false, ..Self::read(path) }
    }

    /// Whether to ask again after this failure.
    pub(super) fn may_follow(self, failure: &UpstreamError) -> bool {
        match failure {
            UpstreamError::Unreachable => true,
            failure => self.may_repeat && failure.is_transient(),
        }
    }
}
