//! Cursors: opaque to clients, the same for the same row at the same place (Apollo
//! splices pages by comparing them), and of no use for another account or filter.
//!
//! Layout, in Base64 for URLs: version (1 byte), offset (8, big endian), the row's
//! GUID (16), short hashes of the rows before it and of those behind it, the nearest first
//! (3 times 4 each), tag of account and criteria (8), check (4).

use async_graphql::{Error, ErrorExtensions};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    crm::{account_tag::AccountTag, canonical::Canonical, criteria::Criteria, entity::Entity},
    graphql::{
        code::Code,
        error::{FieldErrors, coded},
    },
    message::{Message, message},
};

/// How many rows a cursor remembers on each side of its own.
pub(crate) const NEIGHBOURS: usize = 3;

const VERSION: u8 = 4;
const BODY: usize = 33 + 8 * NEIGHBOURS;
const LENGTH: usize = BODY + 4;

/// What a cursor is valid for: an account, an entity and criteria.
pub(crate) struct Scope([u8; 8]);

impl Scope {
    pub(crate) fn of(account: &AccountTag, entity: Entity, criteria: &Criteria) -> Self {
        let mut hash = Sha256::new();
        hash.update(account.0);
        hash.update(entity.name());
        hash.update(criteria.canonical());
        Self(first(&hash.finalize()))
    }
}

/// A row and its place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) offset: u64,
    pub(crate) row_id: Uuid,
    /// The rows before it, the nearest first; `None` where the list begins.
    pub(crate) before: [Option<[u8; 4]>; NEIGHBOURS],
    /// The rows behind it; `None` where the list ends.
    pub(crate) behind: [Option<[u8; 4]>; NEIGHBOURS],
}

impl Cursor {
    /// The cursor of the row at `index` of rows with these ids.
    pub(crate) fn of(offset: u64, ids: &[Uuid], index: usize) -> Self {
        let before = |back: usize| ids.get(index.checked_sub(back + 1)?).map(Self::short_hash);
        let behind = |on: usize| ids.get(index + on + 1).map(Self::short_hash);
        Self {
            offset,
            row_id: ids.get(index).copied().unwrap_or_default(),
            before: std::array::from_fn(before),
            behind: std::array::from_fn(behind),
        }
    }

    /// Enough of a row's id to tell it from its neighbours; never all zeros.
    pub(crate) fn short_hash(id: &Uuid) -> [u8; 4] {
        let hash: [u8; 4] = first(&Sha256::digest(id.as_bytes()));
        if hash == [0; 4] { [1; 4] } else { hash }
    }

    pub(crate) fn write(&self, scope: &Scope) -> String {
        let mut bytes = Vec::with_capacity(LENGTH);
        bytes.push(VERSION);
        bytes.extend(self.offset.to_be_bytes());
        bytes.extend(self.row_id.as_bytes());
        let neighbours = self.before.iter().chain(&self.behind);
        bytes.extend(neighbours.flat_map(|known| known.unwrap_or_default()));
        bytes.extend(scope.0);
        bytes.extend(check(&bytes));
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a cursor that this gateway wrote for `scope`, out of an argument.
    pub(crate) fn parse(argument: &str, text: &str, scope: &Scope) -> Result<Self, FieldErrors> {
        let refused = |why| invalid(argument, why);
        let bytes =
            BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| refused(Unusable::Malformed))?;
        if bytes.first().is_some_and(|version| *version != VERSION) {
            return Err(refused(Unusable::OtherVersion));
        }
        let (body, sum) =
            bytes.split_at_checked(BODY).ok_or_else(|| refused(Unusable::Malformed))?;
        if sum != check(body) {
            return Err(refused(Unusable::Malformed));
        }
        let (body, tag) = body.split_at(BODY - 8);
        if tag != scope.0 {
            return Err(refused(Unusable::OtherFilter));
        }
        Self::read(body).ok_or_else(|| refused(Unusable::Malformed))
    }

    /// Reads what is between version and tag.
    fn read(body: &[u8]) -> Option<Self> {
        let offset = u64::from_be_bytes(body.get(1..9)?.try_into().ok()?);
        // Larger than any list: would overflow once a page is added.
        if offset > u64::from(u32::MAX) {
            return None;
        }
        let row_id = Uuid::from_slice(body.get(9..25)?).ok()?;
        let known = |at: usize| body.get(25 + 4 * at..29 + 4 * at).map(first::<4>);
        let known = |at: usize| known(at).filter(|hash| *hash != [0; 4]);
        let before = std::array::from_fn(known);
        let behind = std::array::from_fn(|at| known(NEIGHBOURS + at));
        Some(Self { offset, row_id, before, behind })
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

/// Why a cursor cannot be used.
#[derive(Clone, Copy)]
enum Unusable {
    Malformed,
    OtherVersion,
    OtherFilter,
}

impl Unusable {
    /// For programs, and for people.
    fn reason(self) -> (&'static str, Message) {
        match self {
            Self::Malformed => {
                ("MALFORMED", message!("The cursor cannot be used: it is not one of this gateway"))
            }
            Self::OtherVersion => (
                "OTHER_VERSION",
                message!(
                    "The cursor cannot be used: it was made by another version of the gateway"
                ),
            ),
            Self::OtherFilter => (
                "OTHER_FILTER",
                message!("The cursor cannot be used: it belongs to another filter or account"),
            ),
        }
    }
}

fn invalid(argument: &str, why: Unusable) -> FieldErrors {
    let (reason, message) = why.reason();
    let error = coded(message, Code::InvalidCursor);
    let error: Error = error.extend_with(|_, extensions| {
        extensions.set("reason", reason);
        extensions.set("argumentPath", vec![argument]);
    });
    error.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::criteria::{Compare, Criterion, Operand};

    fn scope(email: &str) -> Scope {
        let value = Operand::Text(email.to_owned());
        let wanted = Criterion { key: "Email", value, compare: Compare::AsDidarDoes };
        let criteria = Criteria { native: vec![wanted], ..Criteria::default() };
        Scope::of(&AccountTag([7; 32]), Entity::Contact, &criteria)
    }

    /// The cursor of a row in a list of 43 rows whose ids are their offsets.
    fn cursor(offset: u64) -> Cursor {
        let ids: Vec<_> = (0..43).map(Uuid::from_u128).collect();
        Cursor::of(offset, &ids, usize::try_from(offset).expect("small"))
    }

    fn refusal(text: &str, scope: &Scope) -> String {
        let errors = Cursor::parse("after", text, scope).expect_err("refused");
        let error = errors.iter().next().expect("one error");
        let extensions = serde_json::to_value(error).expect("serializable");
        extensions["extensions"]["reason"].as_str().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_cursor_is_read_back_and_is_always_the_same_text() {
        let scope = scope("a");
        let cursor = cursor(41);
        let text = cursor.write(&scope);
        assert_eq!(text, cursor.write(&scope));
        assert_eq!(Cursor::parse("after", &text, &scope).expect("valid"), cursor);
    }

    #[test]
    fn a_cursor_remembers_the_rows_on_both_sides_as_far_as_there_are_any() {
        let before = |offset| cursor(offset).before.iter().flatten().count();
        assert_eq!([0, 1, 2, 3, 40].map(before), [0, 1, 2, 3, 3]);
        let behind = |offset| cursor(offset).behind.iter().flatten().count();
        assert_eq!([0, 39, 40, 41, 42].map(behind), [3, 3, 2, 1, 0]);
        let scope = scope("a");
        for offset in 0..5 {
            let text = cursor(offset).write(&scope);
            assert_eq!(Cursor::parse("after", &text, &scope).expect("valid"), cursor(offset));
        }
    }

    #[test]
    fn a_cursor_of_another_filter_or_a_damaged_one_is_refused_with_the_reason() {
        let text = cursor(41).write(&scope("a"));
        assert_eq!(refusal(&text, &scope("b")), "OTHER_FILTER");
        for damaged in ["", "abc", "!!", &text[1..], &text[..49], &text.replace('A', "B")] {
            assert!(
                ["MALFORMED", "OTHER_VERSION"].contains(&refusal(damaged, &scope("a")).as_str()),
                "{damaged}"
            );
        }
    }
}
