//! Bearer tokens. The gateway keeps their hashes only.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// SHA-256 of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &SecretString) -> Self {
        Self(Sha256::digest(token.expose_secret()).into())
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut hash = [0; 32];
        hex::decode_to_slice(text, &mut hash).ok()?;
        Some(Self(hash))
    }

    /// As 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Compares in a time that does not depend on the hashes.
    pub(super) fn equals(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// A new token: 244 random bits from the operating system.
#[must_use]
pub fn new_token() -> SecretString {
    let (one, other) = (Uuid::new_v4().simple(), Uuid::new_v4().simple());
    SecretString::from(format!("dgq_{one}{other}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_back_and_nothing_else_is_one() {
        let hash = TokenHash::of(&SecretString::from("a token"));
        assert_eq!(TokenHash::parse(&hash.hex()), Some(hash));
        assert_eq!(TokenHash::parse(&hash.hex().to_uppercase()), Some(hash));
        for wrong in ["", "00", &"+1".repeat(32), &"é1".repeat(22), &hash.hex()[1..]] {
            assert_eq!(TokenHash::parse(wrong), None, "{wrong}");
        }
    }
}
