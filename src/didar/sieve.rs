//! Criteria that Didar may compare loosely, compared exactly here.
//!
//! Whether a search for an e-mail address or a code finds equal values or everything
//! that contains them is not documented (didar-api.md 9, row 6). Such criteria narrow
//! the candidates at Didar; the sieve keeps those that are equal
//! (docs/decisions/0006-loose-criteria-are-sifted.md).

use super::row::{Row, Stored};
use crate::crm::criteria::{Compare, Criteria, Criterion, Equality, Operand};

/// What the candidates are compared with. Never empty.
pub(super) struct Sieve<'a>(Vec<Comparison<'a>>);

struct Comparison<'a> {
    key: &'static str,
    wanted: &'a str,
    equality: Equality,
}

impl<'a> Comparison<'a> {
    /// `None` of a criterion on whose comparison at Didar one can rely.
    fn of(criterion: &'a Criterion) -> Option<Self> {
        match criterion {
            Criterion {
                key,
                value: Operand::Text(wanted),
                compare: Compare::Exactly(equality),
            } => Some(Self { key, wanted, equality: *equality }),
            _ => None,
        }
    }

    fn spellings(&self) -> Option<Vec<String>> {
        self.equality.spellings(self.wanted)
    }
}

impl<'a> Sieve<'a> {
    /// `None` where Didar's own comparison can be relied on.
    pub(super) fn of(criteria: &'a Criteria) -> Option<Self> {
        let comparisons: Vec<_> = criteria.native.iter().filter_map(Comparison::of).collect();
        (!comparisons.is_empty()).then_some(Self(comparisons))
    }

    /// The criteria to ask Didar with. Phones may be stored in each of their usual
    /// spellings, codes with the letters and digits of other keyboards: the first of these
    /// that is wanted is asked for in all of them, and the others not at all, because one
    /// spelling of them would leave out candidates that the sieve lets pass.
    pub(super) fn spellings(criteria: &Criteria) -> Vec<Criteria> {
        let spelled = |criterion: &Criterion| Comparison::of(criterion)?.spellings();
        let first = criteria.native.iter().find_map(|c| Some((c, spelled(c)?)));
        let mut rest = criteria.clone();
        rest.native.retain(|criterion| spelled(criterion).is_none());
        let Some((first, spellings)) = first else {
            return vec![rest];
        };
        let with = |spelling| {
            let mut criteria = rest.clone();
            criteria.native.push(Criterion { value: Operand::Text(spelling), ..first.clone() });
            criteria
        };
        spellings.into_iter().map(with).collect()
    }

    /// Whether the row has every wanted value. One that cannot be read is not equal.
    pub(super) fn passes(&self, row: &Row) -> bool {
        self.0.iter().all(|comparison| {
            let stored = row.attribute(comparison.key).and_then(Stored::text);
            stored.is_some_and(|stored| comparison.equality.holds(&stored, comparison.wanted))
        })
    }
}
