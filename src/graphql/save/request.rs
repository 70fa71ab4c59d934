//! A save that was understood: what is asked for, of what it is told apart, and where in the
//! arguments it stands.

use uuid::Uuid;

use super::{
    matching::{self, Match},
    outcome::Reply,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::{
        canonical::{Canonical, Words},
        changes::{Change, Changes, NewValue},
    },
    didar::Row,
    graphql::model::{
        attribute::Attribute,
        entity::{ByCode, Description},
    },
    message::message,
};

/// A save that was understood.
#[derive(Clone)]
pub(crate) enum Save {
    Create {
        changes: Changes,
        parts: Parts,
    },
    Update {
        which: Which,
        changes: Changes,
    },
    Upsert {
        wanted: Match,
        changes: Changes,
        parts: Parts,
        /// What a stored record gets instead.
        update: Option<Changes>,
    },
    /// An upsert by the code that the input holds.
    ByCode {
        wanted: Match,
        changes: Changes,
    },
}

/// The record that an update is of.
#[derive(Clone)]
pub(crate) enum Which {
    Id(Uuid),
    Match(Match),
}

/// What else a new record has saved.
#[derive(Clone, Default)]
pub(crate) struct Parts {
    /// What they say of the record itself.
    pub(super) known: Vec<Change>,
    /// The record that it points to, saved before it.
    pub(super) first: Option<First>,
    /// Those that point to it, saved after it.
    pub(super) then: Vec<Placed>,
    /// Of one of these: a list that gets the id which the record before has under a key.
    pub(super) also: Option<(&'static str, &'static str)>,
}

/// A record that is saved first.
#[derive(Clone)]
pub(crate) struct First {
    /// Name of the entry that it stands in.
    pub(super) name: &'static str,
    /// The key that its id goes to.
    pub(super) key: &'static str,
    pub(super) placed: Box<Placed>,
}

/// A save, and where in the arguments it stands.
#[derive(Clone)]
pub(crate) struct Placed {
    pub(crate) of: &'static Description,
    pub(crate) save: Save,
    pub(super) at: Vec<String>,
    /// A key of the record, and the only word that it may have there.
    pub(super) only: Option<(&'static str, &'static str)>,
}

/// A save that can be run, or why it cannot.
pub(crate) type Compiled = Result<Placed, Reply>;

/// What tells a record that may be created from others.
#[derive(Default)]
pub(super) struct Identities {
    /// By what it is looked for before it is created.
    pub(super) own: Vec<String>,
    /// By that and the codes it gets: few records share one.
    pub(super) codes: Vec<String>,
    /// By all that others may look for it by.
    pub(super) values: Vec<String>,
}

impl Save {
    /// Whether doing it twice leaves what doing it once does.
    pub(crate) fn may_repeat(&self) -> bool {
        !matches!(self, Self::Create { .. })
    }

    /// Where its changes stand in its arguments.
    pub(super) fn inner(&self) -> &'static [&'static str] {
        match self {
            Self::Create { .. } | Self::ByCode { .. } => &[],
            Self::Update { .. } => &["patch"],
            Self::Upsert { .. } => &["input"],
        }
    }

    /// What it writes.
    pub(super) fn changes(&self) -> &Changes {
        let (Self::Create { changes, .. }
        | Self::Update { changes, .. }
        | Self::Upsert { changes, .. }
        | Self::ByCode { changes, .. }) = self;
        changes
    }

    /// How its record is found, where that is by what it has.
    pub(super) fn wanted(&self) -> Option<&Match> {
        match self {
            Self::Upsert { wanted, .. }
            | Self::ByCode { wanted, .. }
            | Self::Update { which: Which::Match(wanted), .. } => Some(wanted),
            Self::Create { .. } | Self::Update { .. } => None,
        }
    }

    /// What it has saved besides.
    pub(super) fn parts(&self) -> Option<&Parts> {
        match self {
            Self::Create { parts, .. } | Self::Upsert { parts, .. } => Some(parts),
            Self::Update { .. } | Self::ByCode { .. } => None,
        }
    }
}

impl Parts {
    /// Whether an entry of a new record is one of these.
    pub(super) fn has(of: &Description, name: &str) -> bool {
        let is_nested = |row: &Attribute| row.nested.is_some() && row.name == name;
        of.then().is_some_and(|then| then.name == name) || of.attributes.iter().any(is_nested)
    }
}

impl Canonical for Save {
    fn write(&self, into: &mut Words) {
        match self {
            Self::Create { changes, parts } => into.word("create").part(changes).part(parts),
            Self::Update { which: Which::Id(id), changes } => {
                into.word("update").text(&id.to_string()).part(changes)
            }
            Self::Update { which: Which::Match(wanted), changes } => {
                into.word("update-match").part(wanted).part(changes)
            }
            Self::Upsert { wanted, changes, parts, update: None } => {
                into.word("upsert").part(wanted).part(changes).part(parts)
            }
            Self::Upsert { wanted, changes, parts, update: Some(update) } => {
                into.word("upsert").part(wanted).part(changes).part(parts).word("or").part(update)
            }
            Self::ByCode { wanted, changes } => into.word("by-code").part(wanted).part(changes),
        };
    }
}

impl Canonical for Parts {
    /// One without parts leaves no trace.
    fn write(&self, into: &mut Words) {
        if let Some(First { key, placed, .. }) = &self.first {
            into.word("first").text(key).part(&placed.save);
        }
        if !self.then.is_empty() {
            into.word("then");
            self.then.iter().for_each(|placed| {
                into.part(&placed.save);
            });
        }
    }
}

impl Placed {
    /// The same, of a record that points to a new one, made of these changes.
    pub(super) fn pointing_to(&self, id: Uuid, new: &Changes) -> Self {
        let mut placed = self.clone();
        let Save::Create { changes, parts } = &mut placed.save else { return placed };
        for known in &parts.known {
            let change = changes.attributes.iter_mut().find(|change| change.key == known.key);
            if let Some(change) = change {
                change.value = NewValue::Record(id.to_string());
            }
        }
        if let Some((key, from)) = parts.also
            && !changes.names(key)
            && let Some(Change { value: NewValue::Record(other), .. }) =
                new.attributes.iter().find(|change| change.key == from)
        {
            let value = NewValue::Texts(vec![other.clone()]);
            changes.attributes.push(Change { key: key.to_owned(), value });
        }
        placed
    }

    /// What is wrong with a record that is not of the only kind that may be saved here. One that
    /// does not tell its kind is let pass.
    pub(super) fn is_of_another_kind(&self, row: &Row) -> Option<UserError> {
        let (key, word) = self.only?;
        let told = row.attribute(key)?;
        told.text().filter(|_| !told.is_word(word))?;
        let message = message!(
            "the {noun} that matches is no {word}",
            noun = self.of.noun(),
            word = word.to_lowercase()
        );
        Some(UserError::new(UserErrorCode::InvalidValue, &self.path_to_match(), message))
    }

    /// The path to a part of the save.
    pub(super) fn path(&self, part: &[&str]) -> Vec<String> {
        self.at.iter().cloned().chain(part.iter().map(|&part| part.to_owned())).collect()
    }

    /// The path to how its record is found.
    pub(super) fn path_to_match(&self) -> Vec<String> {
        let code = self.of.saving.as_ref().and_then(|saving| saving.by_code);
        match (&self.save, code) {
            (Save::ByCode { .. }, Some(ByCode { code, .. })) => self.path(&[code]),
            _ => self.path(&["match"]),
        }
    }

    /// The path to an entry of its changes.
    pub(super) fn path_in(&self, entry: &str) -> Vec<String> {
        self.path(&[self.save.inner(), &[entry]].concat())
    }

    /// What tells the record that it may create from others, as closely as records are
    /// compared.
    pub(super) fn identities(&self) -> Identities {
        let (own, changes) = match &self.save {
            Save::Create { changes, .. } => (None, changes.clone()),
            Save::Update { .. } => return Identities::default(),
            Save::Upsert { wanted, changes, .. } | Save::ByCode { wanted, changes } => {
                (Some(wanted.identity()), wanted.complete(changes.clone()))
            }
        };
        let own = own.into_iter().chain(matching::of_unique(self.of, &changes));
        let own: Vec<String> = own.collect();
        Identities {
            codes: own.iter().cloned().chain(matching::of_codes(self.of, &changes)).collect(),
            values: own.iter().cloned().chain(matching::of_values(self.of, &changes)).collect(),
            own,
        }
    }

    /// Whether it creates a record with a value by which Didar tells duplicates (F77): it can
    /// be looked for before it is created once more.
    pub(super) fn can_be_looked_for(&self) -> bool {
        let Save::Create { changes, .. } = &self.save else { return false };
        matching::of_unique(self.of, changes).next().is_some()
    }
}
