//! Criteria that Didar may compare loosely, compared exactly here.
//!
//! Whether a search for an e-mail address or a code finds equal values or everything
//! that contains them is not documented (didar-api.md 9, row 6). Such criteria narrow
//! the candidates at Didar; the sieve keeps those that are equal
//! (docs/decisions/0006-loose-criteria-are-sifted.md).

use super::{Row, value};
use crate::crm::{
    criteria::ContactCriteria,
    phone::{self, fold_digits},
};

/// What the candidates are compared with. Never empty.
pub(super) struct Sieve<'a>(Vec<Comparison<'a>>);

struct Comparison<'a> {
    key: &'static str,
    wanted: &'a str,
    equal: fn(&str, &str) -> bool,
}

impl<'a> Sieve<'a> {
    /// `None` where Didar's own comparison can be relied on.
    pub(super) fn of(criteria: &'a ContactCriteria) -> Option<Self> {
        type Equal = fn(&str, &str) -> bool;
        let loose: [(_, _, Equal); 6] = [
            ("MobilePhone", &criteria.mobile_phone, phone::are_equal),
            ("WorkPhone", &criteria.work_phone, phone::are_equal),
            ("Email", &criteria.email, are_equal),
            ("CustomerCode", &criteria.customer_code, are_equal),
            ("NationalCode", &criteria.national_code, are_equal),
            ("ZipCode", &criteria.zip_code, are_equal),
        ];
        let comparisons = loose.into_iter().filter_map(|(key, wanted, equal)| {
            Some(Comparison { key, wanted: wanted.as_deref()?, equal })
        });
        let comparisons: Vec<_> = comparisons.collect();
        (!comparisons.is_empty()).then_some(Self(comparisons))
    }

    /// The criteria to ask Didar with: as they are, and with the digits of codes and phones
    /// in Persian, as they may have been typed when they were stored.
    pub(super) fn spellings(criteria: &ContactCriteria) -> Vec<ContactCriteria> {
        let mut persian = criteria.clone();
        for text in [
            &mut persian.mobile_phone,
            &mut persian.work_phone,
            &mut persian.customer_code,
            &mut persian.national_code,
            &mut persian.zip_code,
        ] {
            *text = text.as_deref().map(phone::persian_digits);
        }
        if persian == *criteria { vec![persian] } else { vec![criteria.clone(), persian] }
    }

    /// Whether the row has every wanted value. One that cannot be read is not equal.
    pub(super) fn passes(&self, row: &Row) -> bool {
        let keys: Vec<_> = self.0.iter().map(|comparison| comparison.key).collect();
        let values = row.pick(&keys);
        self.0.iter().zip(values).all(|(comparison, raw)| {
            let stored = raw.and_then(|raw| value::text(raw).ok().flatten());
            stored.is_some_and(|stored| (comparison.equal)(&stored, comparison.wanted))
        })
    }
}

/// Equal but for case, outer spaces and the script of digits.
fn are_equal(one: &str, other: &str) -> bool {
    let folded = |text: &str| fold_digits(text.trim()).to_lowercase();
    folded(one) == folded(other)
}
