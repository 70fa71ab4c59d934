//! Didar's own criteria, gathered from the entries of a filter.

use jiff::Timestamp;
use uuid::Uuid;

use super::condition::{day_range, instants};
use crate::{
    crm::{
        criteria::{Check, Compare, Criteria, Criterion, FieldCondition, Operand, Test},
        entity::Entity,
        persian, time,
    },
    didar::IS_DELETED,
    graphql::{
        argument::Located,
        error::InputError,
        model::{
            attribute::{Attribute, By, Hint, Sent},
            entity::Description,
            kind::Kind,
            spelling::Spelling,
        },
    },
    message::{self, Message, message},
};

/// What a filter asks, as far as it can be said without asking Didar.
pub(crate) struct Native {
    of: &'static Description,
    spelling: Spelling,
    /// Each with the place of its attribute.
    found: Vec<(usize, Criterion)>,
    custom: Vec<FieldCondition>,
    checks: Vec<Check>,
    words: Vec<Word>,
    pub(super) references: Vec<Reference>,
    doubts: Vec<InputError>,
}

/// A record that a filter names.
pub(super) struct Reference {
    pub(super) entity: Entity,
    pub(super) id: Uuid,
    /// Key under which the record has what is sent with it.
    pub(super) within: Option<&'static str>,
    pub(super) path: Vec<String>,
}

/// A word that only those records have which an entry of the filter is for.
struct Word {
    key: &'static str,
    word: &'static str,
    /// Which entry.
    path: Vec<String>,
}

impl Native {
    pub(super) fn new(of: &'static Description, spelling: Spelling) -> Self {
        let (found, custom, checks) = (Vec::new(), Vec::new(), Vec::new());
        let (words, references, doubts) = (Vec::new(), Vec::new(), Vec::new());
        Self { of, spelling, found, custom, checks, words, references, doubts }
    }

    /// Adds an entry of the filter.
    pub(super) fn add(&mut self, name: &str, input: &Located<'_>) -> Result<(), InputError> {
        let (at, row) = self.row(name).ok_or_else(|| input.fail(message!("no such criterion")))?;
        let Some(filter) = row.filter else { return Ok(()) };
        let key = row.input_key();
        match filter.by {
            By::Value | By::Within(_) => {
                self.set(at, key, operand(row, input)?, row.kind.compare());
            }
            By::InList => {
                let Operand::Text(text) = operand(row, input)? else { return Ok(()) };
                self.set(at, key, Operand::Texts(vec![text]), Compare::AsDidarDoes);
            }
            By::Fuzzy => {
                let text = input.seen()?;
                // Didar takes one text, and none of its spellings (didar-api.md 9, row 7).
                let is_any = self.spelling == Spelling::Any;
                let text = if is_any { persian::usual(&text) } else { text };
                self.set(at, key, Operand::Text(text), Compare::AsDidarDoes);
            }
            By::Range(first, last) => {
                let (from, to) = ends(row, input)?;
                self.narrow(first, from, |one, other| *one > other);
                self.narrow(last, to, |one, other| *one < other);
            }
            By::Checked(hint) => self.add_checked((at, row), hint, input)?,
        }
        if let Kind::One(entity) = row.kind {
            let within = if let By::Within(key) = filter.by { Some(key) } else { None };
            let path = input.path().to_vec();
            self.references.push(Reference { entity, id: input.guid()?, within, path });
        }
        Ok(())
    }

    /// Adds that records point to this one by the attribute of that entry.
    pub(super) fn point_to(&mut self, name: &str, id: Uuid) -> Result<(), InputError> {
        let fail = |message: Message| Err(InputError::new(&["filter", name], message));
        let Some((at, row)) = self.row(name) else { return fail(message!("no such criterion")) };
        match row.filter.map(|filter| filter.by) {
            Some(By::Checked(hint)) => {
                self.hint_id((at, row), hint, id);
                self.add_words(hint, &[name.to_owned()]);
            }
            Some(By::Value) => {
                let (key, test) = (row.input_key(), Test::Is(id));
                self.checks.push(Check { key, test, is_optional: true });
                let id = Operand::Text(id.to_string());
                match self.found.iter().find(|(_, known)| known.key == key) {
                    Some((_, known)) if known.value == id => {}
                    Some(_) => {
                        return fail(message!(
                            "names another record than the one whose list this is"
                        ));
                    }
                    None => self.set(at, key, id, Compare::AsDidarDoes),
                }
            }
            _ => return fail(message!("finds no records that point to another one")),
        }
        Ok(())
    }

    /// Wants a word under a key too, because of an argument.
    pub(super) fn with_word(
        mut self,
        key: &'static str,
        word: &'static str,
        argument: &str,
    ) -> Result<Self, Vec<InputError>> {
        self.words.push(Word { key, word, path: vec![argument.to_owned()] });
        self.checked()
    }

    /// What is refused where nothing is found.
    pub(super) fn doubt(&mut self, doubts: Vec<InputError>) {
        self.doubts = doubts;
    }

    pub(super) fn take_doubts(&mut self) -> Vec<InputError> {
        std::mem::take(&mut self.doubts)
    }

    pub(super) fn set_custom(&mut self, custom: Vec<FieldCondition>) {
        self.custom = custom;
    }

    /// Leaves out what lies in the bin, unless the filter says otherwise.
    pub(super) fn leave_out_deleted(&mut self) {
        let rows = self.of.attributes.iter();
        let place = rows.clone().position(|row| row.key == IS_DELETED && row.filter.is_some());
        if let Some(at) = place
            && !self.has(IS_DELETED)
        {
            self.set(at, IS_DELETED, Operand::Boolean(false), Compare::AsDidarDoes);
        }
    }

    /// The same, unless its entries contradict each other.
    pub(super) fn checked(mut self) -> Result<Self, Vec<InputError>> {
        let mut errors = Vec::new();
        for Word { key, word, path } in std::mem::take(&mut self.words) {
            let known = self.found.iter().find(|(_, known)| known.key == key);
            match known.map(|(_, known)| &known.value) {
                None => {
                    let at = self.of.attributes.iter().position(|row| row.key == key);
                    let value = Operand::Text(word.to_owned());
                    self.set(at.unwrap_or_default(), key, value, Compare::AsDidarDoes);
                }
                Some(Operand::Text(known)) if known == word => {}
                Some(_) => {
                    let message = message!(
                        "finds {nouns} of {key} {word} alone",
                        nouns = self.of.nouns(),
                        key,
                        word
                    );
                    errors.push(InputError { path, message });
                }
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }

    /// Adds a criterion that is known from elsewhere. False where there is another one.
    pub(super) fn also(&mut self, key: &'static str, id: Uuid) -> bool {
        let value = Operand::Text(id.to_string());
        let known = self.found.iter().find(|(_, known)| known.key == key);
        if let Some((_, known)) = known {
            return known.value == value;
        }
        let at = self.of.attributes.iter().position(|row| row.input_key() == key);
        self.set(at.unwrap_or_default(), key, value, Compare::AsDidarDoes);
        true
    }

    /// The criteria, in an order that does not depend on how they were written.
    pub(super) fn criteria(mut self) -> Criteria {
        self.found.sort_by_key(|(at, criterion)| (*at, criterion.key));
        self.checks.sort_by_key(|check| check.key);
        Criteria {
            native: self.found.into_iter().map(|(_, criterion)| criterion).collect(),
            custom: self.custom,
            checks: self.checks,
        }
    }

    fn row(&self, name: &str) -> Option<(usize, &'static Attribute)> {
        let rows = self.of.attributes.iter().enumerate();
        let mut named = rows.filter(|(_, row)| row.filter.is_some());
        named.find(|(_, row)| row.input_name() == name)
    }

    fn add_checked(
        &mut self,
        (at, row): (usize, &'static Attribute),
        hint: Hint,
        input: &Located<'_>,
    ) -> Result<(), InputError> {
        if let Kind::DateTime | Kind::Day = row.kind {
            let (from, to) = ends(row, input)?;
            if let (Sent::Since(first, last), Some(from)) = (hint.sent, from) {
                self.narrow(first, Some(from), |one, other| *one > other);
                self.narrow(last, Some(time::LATEST), |_, _| true);
            }
            self.checks.push(Check {
                key: row.key,
                test: Test::Between(from, to),
                is_optional: false,
            });
        } else {
            operand(row, input)?;
            self.hint_id((at, row), hint, input.guid()?);
        }
        self.add_words(hint, input.path());
        Ok(())
    }

    fn add_words(&mut self, hint: Hint, path: &[String]) {
        let word = hint.with.map(|(key, word)| Word { key, word, path: path.to_vec() });
        self.words.extend(word);
    }

    /// Sends an id, unless another one is sent already, and compares it.
    fn hint_id(&mut self, (at, row): (usize, &'static Attribute), hint: Hint, id: Uuid) {
        let text = id.to_string();
        let sent = match hint.sent {
            Sent::Value => Some((row.input_key(), Operand::Text(text))),
            Sent::InList(key) => Some((key, Operand::Texts(vec![text]))),
            Sent::Never | Sent::Since(..) => None,
        };
        if let Some((key, value)) = sent.filter(|(key, _)| !self.has(key)) {
            self.set(at, key, value, Compare::AsDidarDoes);
        }
        self.checks.push(Check { key: row.input_key(), test: Test::Is(id), is_optional: false });
    }

    fn has(&self, key: &str) -> bool {
        self.found.iter().any(|(_, known)| known.key == key)
    }

    fn set(&mut self, at: usize, key: &'static str, value: Operand, compare: Compare) {
        self.found.push((at, Criterion { key, value, compare }));
    }

    /// Sets an end of a range, unless a `nearer` one is known.
    fn narrow(
        &mut self,
        key: &'static str,
        end: Option<Timestamp>,
        nearer: impl Fn(&Timestamp, Timestamp) -> bool,
    ) {
        let Some(end) = end else { return };
        let is_far = |criterion: &Criterion| match &criterion.value {
            Operand::Instant(known) => !nearer(known, end),
            _ => true,
        };
        match self.found.iter().position(|(_, known)| known.key == key) {
            Some(known) if is_far(&self.found[known].1) => {
                self.found[known].1.value = Operand::Instant(end);
            }
            Some(_) => {}
            None => {
                // Two attributes may have one range; both hold.
                let at = self.of.attributes.iter().position(|row| row.has_range_end(key));
                self.set(at.unwrap_or_default(), key, Operand::Instant(end), Compare::AsDidarDoes);
            }
        }
    }
}

/// The ends of a range of instants, or of days.
fn ends(
    row: &Attribute,
    input: &Located<'_>,
) -> Result<(Option<Timestamp>, Option<Timestamp>), InputError> {
    if matches!(row.kind, Kind::Day) { day_range(input) } else { instants(input) }
}

/// One value of the attribute's kind.
fn operand(row: &Attribute, input: &Located<'_>) -> Result<Operand, InputError> {
    Ok(match &row.kind {
        Kind::Boolean => Operand::Boolean(input.boolean()?),
        Kind::Phone | Kind::MobilePhone => Operand::Text(input.phone()?),
        Kind::One(_) | Kind::Id => {
            let id = input.guid()?;
            // To Didar the zero GUID is "anyone" (F22).
            if id.is_nil() {
                return Err(
                    input.fail(message!("the zero GUID is nobody; leave it out to mean anyone"))
                );
            }
            Operand::Text(id.to_string())
        }
        Kind::Enumeration(enumeration) => {
            let word = enumeration.wire_of(input.enumeration()?);
            let word = word.ok_or_else(|| {
                let names: Vec<_> = enumeration.values.iter().map(|value| value.name).collect();
                input.fail(message!("expected {names}", names = either(&names)))
            })?;
            Operand::Text(word.to_owned())
        }
        _ => Operand::Text(input.plain()?),
    })
}

/// One name or another.
fn either(names: &[&str]) -> message::Value {
    match names {
        [] => message::Value::Text(String::new()),
        [name] => message::Value::Text((*name).to_owned()),
        [one, rest @ ..] => {
            message!("{one} or {other}", one = (*one).to_owned(), other = either(rest)).into()
        }
    }
}
