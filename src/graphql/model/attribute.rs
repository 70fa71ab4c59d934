//! One attribute of an entity: a row of its table, with a column for each use.

use super::kind::Kind;

/// An attribute of Didar's own. Whatever is made of it comes from here: the object's field,
/// the filter's criterion, the inputs of saves, what records are found and told apart by.
pub(crate) struct Attribute {
    /// Name in GraphQL.
    pub(crate) name: &'static str,
    /// Key in a row of Didar's.
    pub(crate) key: &'static str,
    /// A second key that has a say in the value.
    pub(crate) beside: Option<&'static str>,
    /// Of another record: its field that the row shows too, and under which key.
    pub(crate) shown: Option<(&'static str, &'static str)>,
    /// Of another record that rows embed: its fields that are known to be there.
    pub(crate) embeds: &'static [&'static str],
    pub(crate) kind: Kind,
    /// Documentation of the object's field.
    pub(crate) doc: &'static str,
    /// Of another record: documentation of the field that has its id alone.
    pub(crate) id_doc: Option<&'static str>,
    /// Whether rows show it.
    pub(crate) is_read: bool,
    pub(crate) filter: Option<Filter>,
    pub(crate) write: Option<Write>,
    /// Of another record: how a new record may have it saved first.
    pub(crate) nested: Option<Nested>,
    /// Documentation of the match by it, where records can be found so.
    pub(crate) matched: Option<&'static str>,
    pub(crate) unique: Option<Unique>,
}

/// How records are searched by an attribute.
#[derive(Clone, Copy)]
pub(crate) struct Filter {
    pub(crate) doc: &'static str,
    pub(crate) by: By,
}

/// The criterion of a filter.
#[derive(Clone, Copy)]
pub(crate) enum By {
    /// One value under the attribute's own key.
    Value,
    /// One value, as the only one of a list.
    InList,
    /// One value, sent with that under this key of the record it names.
    Within(&'static str),
    /// A text that Didar looks for in its own way.
    Fuzzy,
    /// A range under these keys of its first and its last value.
    Range(&'static str, &'static str),
    /// Whatever Didar makes of it, every row is compared too.
    Checked(Hint),
}

/// What is sent of a criterion whose effect is not proven: it may find more than it should.
#[derive(Clone, Copy)]
pub(crate) struct Hint {
    pub(crate) sent: Sent,
    /// A word under another key that every record has which can match.
    pub(crate) with: Option<(&'static str, &'static str)>,
}

/// How a value is sent.
#[derive(Clone, Copy)]
pub(crate) enum Sent {
    /// Not at all.
    Never,
    /// Under the attribute's own key.
    Value,
    /// As the only one of a list under this key.
    InList(&'static str),
    /// The first of a range, with what is later than any, under these keys.
    Since(&'static str, &'static str),
}

impl By {
    /// A value that is sent so, and compared.
    pub(crate) const fn checked(sent: Sent) -> Self {
        Self::Checked(Hint { sent, with: None })
    }

    /// The same, of records that have a word under a key.
    pub(crate) const fn checked_with(sent: Sent, key: &'static str, word: &'static str) -> Self {
        Self::Checked(Hint { sent, with: Some((key, word)) })
    }

    /// Whether a range is asked for, where the kind has an order.
    pub(crate) fn is_range(self, kind: &Kind) -> bool {
        match self {
            Self::Range(..) => true,
            Self::Checked(_) => matches!(kind, Kind::DateTime | Kind::Day),
            _ => false,
        }
    }
}

/// How an attribute is written.
#[derive(Clone, Copy)]
pub(crate) struct Write {
    pub(crate) need: Need,
    /// Whether updates send what is stored: Didar may take it for nothing where it is left out
    /// (F221).
    pub(crate) again: bool,
    /// Documentation of the input, where it differs from that of the object's field.
    pub(crate) doc: Option<&'static str>,
}

/// When a value must be given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Free,
    /// With a new record, and never taken away. Updates repeat it: Didar is said to want it
    /// in each save (F80).
    Required,
    /// With a new record only. Didar takes this word where none is given, so updates repeat
    /// any other (F67).
    Once {
        default: &'static str,
    },
    /// With a new record only.
    New,
    /// With a new record, and never taken away: the first of the list where none is given.
    Placed,
    /// With a new record, or the value of another key of it, and never taken away. Updates
    /// repeat it (F160).
    Kept {
        or: Option<&'static str>,
    },
}

/// A record that may be saved before the one that points to it.
#[derive(Clone, Copy)]
pub(crate) struct Nested {
    /// Name of the input type.
    pub(crate) input: &'static str,
    pub(crate) doc: &'static str,
    /// A key of such records, and the word that they have there.
    pub(crate) only: (&'static str, &'static str),
}

/// How far two records may share a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unique {
    /// They may not (F77): another record is looked for before one is created.
    Always,
    /// Didar may refuse it (didar-api.md 9, row 15): the other is looked for where it does.
    Perhaps,
}

impl Attribute {
    /// An attribute that rows show.
    pub(crate) const fn new(
        name: &'static str,
        key: &'static str,
        kind: Kind,
        doc: &'static str,
    ) -> Self {
        let (beside, shown, id_doc) = (None, None, None);
        let (filter, write, nested, matched, unique) = (None, None, None, None, None);
        Self {
            name,
            key,
            beside,
            shown,
            embeds: &[],
            kind,
            doc,
            id_doc,
            is_read: true,
            filter,
            write,
            nested,
            matched,
            unique,
        }
    }

    /// What is written, and not shown by rows.
    pub(crate) const fn input(
        name: &'static str,
        key: &'static str,
        kind: Kind,
        need: Need,
        doc: &'static str,
    ) -> Self {
        let mut row = Self::new(name, key, kind, doc).written(need);
        row.is_read = false;
        row
    }

    /// A criterion that rows do not show.
    pub(crate) const fn criterion(
        name: &'static str,
        key: &'static str,
        kind: Kind,
        by: By,
        doc: &'static str,
    ) -> Self {
        let mut row = Self::new(name, key, kind, doc);
        row.is_read = false;
        row.filter = Some(Filter { doc, by });
        row
    }

    pub(crate) const fn beside(mut self, key: &'static str) -> Self {
        self.beside = Some(key);
        self
    }

    pub(crate) const fn shown(mut self, field: &'static str, key: &'static str) -> Self {
        self.shown = Some((field, key));
        self
    }

    pub(crate) const fn embeds(mut self, fields: &'static [&'static str]) -> Self {
        self.embeds = fields;
        self
    }

    pub(crate) const fn with_id(mut self, doc: &'static str) -> Self {
        self.id_doc = Some(doc);
        self
    }

    pub(crate) const fn filtered(mut self, doc: &'static str) -> Self {
        self.filter = Some(Filter { doc, by: By::Value });
        self
    }

    pub(crate) const fn filtered_by(mut self, by: By, doc: &'static str) -> Self {
        self.filter = Some(Filter { doc, by });
        self
    }

    pub(crate) const fn filtered_between(
        mut self,
        (first, last): (&'static str, &'static str),
        doc: &'static str,
    ) -> Self {
        self.filter = Some(Filter { doc, by: By::Range(first, last) });
        self
    }

    pub(crate) const fn written(mut self, need: Need) -> Self {
        self.write = Some(Write { need, again: false, doc: None });
        self
    }

    pub(crate) const fn written_as(mut self, need: Need, doc: &'static str) -> Self {
        self.write = Some(Write { need, again: false, doc: Some(doc) });
        self
    }

    /// Updates send what is stored.
    pub(crate) const fn again(mut self) -> Self {
        if let Some(write) = &mut self.write {
            write.again = true;
        }
        self
    }

    pub(crate) const fn nested(mut self, nested: Nested) -> Self {
        self.nested = Some(nested);
        self
    }

    pub(crate) const fn matched(mut self, doc: &'static str) -> Self {
        self.matched = Some(doc);
        self
    }

    pub(crate) const fn unique(mut self, unique: Unique) -> Self {
        self.unique = Some(unique);
        self
    }

    /// Its name in inputs: those name another record by its id.
    pub(crate) fn input_name(&self) -> String {
        match self.kind {
            Kind::One(_) => format!("{}Id", self.name),
            _ => self.name.to_owned(),
        }
    }

    /// Its key in criteria and saves: of other records, that of the ids.
    pub(crate) fn input_key(&self) -> &'static str {
        match (&self.kind, self.beside) {
            (Kind::One(_) | Kind::References(_), Some(ids)) => ids,
            _ => self.key,
        }
    }

    /// Whether it is searched by a range that has an end under this key.
    pub(crate) fn has_range_end(&self, key: &str) -> bool {
        match self.filter.map(|filter| filter.by) {
            Some(
                By::Range(first, last) | By::Checked(Hint { sent: Sent::Since(first, last), .. }),
            ) => first == key || last == key,
            _ => false,
        }
    }
}

/// [`Attribute::new`], as tables begin their rows.
pub(crate) const fn attribute(
    name: &'static str,
    key: &'static str,
    kind: Kind,
    doc: &'static str,
) -> Attribute {
    Attribute::new(name, key, kind, doc)
}
