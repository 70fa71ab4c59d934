//! Criteria that Didar may compare loosely, compared exactly here.
//!
//! Whether a search for an e-mail address or a code finds equal values or everything
//! that contains them is not documented (didar-api.md 9, row 6). Such criteria narrow
//! the candidates at Didar; the sieve keeps those that are equal
//! (docs/decisions/0006-loose-criteria-are-sifted.md).

use super::{
    envelope::malformed,
    row::{Row, Stored},
    value,
};
use crate::crm::{
    criteria::{Check, Compare, Criteria, Criterion, Equality, Operand, Test},
    error::UpstreamError,
};

/// What the candidates are compared with. Never empty.
pub(super) struct Sieve<'a> {
    comparisons: Vec<Comparison<'a>>,
    checks: &'a [Check],
}

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
        let checks = &*criteria.checks;
        let is_empty = comparisons.is_empty() && checks.is_empty();
        (!is_empty).then_some(Self { comparisons, checks })
    }

    /// The rows that have every wanted value.
    ///
    /// # Errors
    /// Where a row does not tell what it is checked for: it may be one of those that are
    /// wanted.
    pub(super) fn sifted(&self, rows: Vec<Row>) -> Result<Vec<Row>, UpstreamError> {
        let mut sifted = Vec::new();
        for row in rows {
            if self.passes(&row)? {
                sifted.push(row);
            }
        }
        Ok(sifted)
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

    /// A text that cannot be read is not equal.
    fn passes(&self, row: &Row) -> Result<bool, UpstreamError> {
        let is_equal = |comparison: &Comparison<'_>| {
            let stored = row.attribute(comparison.key).and_then(Stored::text);
            stored.is_some_and(|stored| comparison.equality.holds(&stored, comparison.wanted))
        };
        for check in self.checks {
            if !holds(check, row)? {
                return Ok(false);
            }
        }
        Ok(self.comparisons.iter().all(is_equal))
    }
}

fn holds(check: &Check, row: &Row) -> Result<bool, UpstreamError> {
    let odd = |reason: &str| malformed(&format!("Response.List[].{}", check.key), reason);
    let stored = match row.attribute(check.key) {
        Some(stored) => stored.0,
        None if check.is_optional => return Ok(true),
        None => return Err(odd("is missing")),
    };
    let unreadable = |unreadable: value::Odd| odd(&unreadable.to_string());
    Ok(match &check.test {
        Test::Is(id) => value::guid(stored).map_err(unreadable)? == Some(*id),
        Test::Between(from, to) => match value::instant(stored).map_err(unreadable)? {
            Some(at) => from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to),
            None => false,
        },
    })
}
