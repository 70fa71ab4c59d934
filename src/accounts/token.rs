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
        let digits = text.as_bytes();
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        let digits_only = digits.iter().all(u8::is_ascii_hexdigit);
        (digits.len() == 64 && digits_only).then_some(Self(hash))
    }

    /// As 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
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
