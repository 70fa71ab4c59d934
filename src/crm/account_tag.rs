//! The name of an account where its key must not stand.

/// Tells accounts apart in cursors, locks and files: a hash, so that it gives nothing
/// away.
#[derive(Clone, Copy, Debug)]
pub struct AccountTag(pub [u8; 32]);

impl AccountTag {
    /// As 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }
}
