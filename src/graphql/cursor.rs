//! Cursors: opaque to clients, the same for the same row at the same place (Apollo
//! splices pages by comparing them), and of no use for another account or filter.
//!
//! Layout, in Base64 for URLs: version (1 byte), offset (8, big endian), the row's
//! GUID (16), tag of account and criteria (8), check (4).

use async_graphql::{Error, ErrorExtensions};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    AccountTag,
    error::{FieldErrors, code, coded},
};
use crate::crm::criteria::ContactCriteria;

const VERSION: u8 = 1;
const BODY: usize = 33;
const LENGTH: usize = BODY + 4;

/// What a cursor is valid for: an account and its criteria.
pub(super) struct Scope([u8; 8]);

impl Scope {
    pub(super) fn of(account: &AccountTag, criteria: &ContactCriteria) -> Self {
        let mut hash = Sha256::new();
        hash.update(account.0);
        hash.update(format!("{criteria:?}"));
        Self(first(&hash.finalize()))
    }
}

/// A row and its place in the list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) offset: u64,
    /// Nil where the row has no readable id.
    pub(super) row_id: Uuid,
}

impl Cursor {
    pub(super) fn write(&self, scope: &Scope) -> String {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.push(VERSION);
        bytes.extend(self.offset.to_be_bytes());
        bytes.extend(self.row_id.as_bytes());
        bytes.extend(scope.0);
        bytes.extend(check(&bytes));
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that this gateway wrote for `scope`.
    pub(super) fn parse(text: &str, scope: &Scope) -> Result<Self, FieldErrors> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed())?;
        if bytes.first().is_some_and(|version| *version != VERSION) {
            return Err(invalid("OTHER_VERSION", "it was made by another version of the gateway"));
        }
        let (body, sum) = bytes.split_at_checked(BODY).ok_or_else(malformed)?;
        if sum != check(body) {
            return Err(malformed());
        }
        if body.get(25..) != Some(&scope.0) {
            return Err(invalid("OTHER_FILTER", "it belongs to another filter or account"));
        }
        let offset = body.get(1..9).and_then(|part| part.try_into().ok());
        let row_id = body.get(9..25).and_then(|part| part.try_into().ok());
        match (offset, row_id) {
            (Some(offset), Some(row_id)) => {
                let offset = u64::from_be_bytes(offset);
                // Larger than any list: would overflow once the page is added.
                if offset > u64::from(u32::MAX) {
                    return Err(malformed());
                }
                Ok(Self { offset, row_id: Uuid::from_bytes(row_id) })
            }
            _ => Err(malformed()),
        }
    }
}

/// Not a secret: it tells a cursor that was cut or typed from one that was written.
fn check(body: &[u8]) -> [u8; 4] {
    first(&Sha256::digest(body))
}

fn first<const N: usize>(hash: &[u8]) -> [u8; N] {
    let mut bytes = [0; N];
    for (byte, from) in bytes.iter_mut().zip(hash) {
        *byte = *from;
    }
    bytes
}

fn malformed() -> FieldErrors {
    invalid("MALFORMED", "it is not a cursor of this gateway")
}

fn invalid(reason: &str, why: &str) -> FieldErrors {
    let error = coded(format!("The cursor cannot be used: {why}"), code::INVALID_CURSOR);
    let error: Error = error.extend_with(|_, extensions| {
        extensions.set("reason", reason);
        extensions.set("argumentPath", vec!["after"]);
    });
    error.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(email: &str) -> Scope {
        let criteria = ContactCriteria { email: Some(email.to_owned()), ..Default::default() };
        Scope::of(&AccountTag([7; 32]), &criteria)
    }

    fn refusal(text: &str, scope: &Scope) -> String {
        let errors = Cursor::parse(text, scope).expect_err("refused");
        let error = errors.iter().next().expect("one error");
        let extensions = serde_json::to_value(error).expect("serializable");
        extensions["extensions"]["reason"].as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_cursor_is_read_back_and_is_always_the_same_text() {
        let scope = scope("a");
        let cursor = Cursor { offset: 41, row_id: Uuid::from_u128(7) };
        let text = cursor.write(&scope);
        assert_eq!(text, cursor.write(&scope));
        assert_eq!(Cursor::parse(&text, &scope).expect("valid"), cursor);
    }

    #[test]
    fn a_cursor_of_another_filter_or_a_damaged_one_is_refused_with_the_reason() {
        let text = Cursor { offset: 41, row_id: Uuid::nil() }.write(&scope("a"));
        assert_eq!(refusal(&text, &scope("b")), "OTHER_FILTER");
        for damaged in ["", "abc", "!!", &text[1..], &text[..49], &text.replace('A', "B")] {
            assert!(
                ["MALFORMED", "OTHER_VERSION"].contains(&refusal(damaged, &scope("a")).as_str()),
                "{damaged}"
            );
        }
    }
}
