//! Criteria that Didar may compare loosely, compared exactly here.
//!
//! Whether a search for an e-mail address or a code finds equal values or everything
//! that contains them is not documented (didar-api.md 9, row 6). Such criteria narrow
//! the candidates at Didar; the sieve keeps those that are equal
//! (docs/decisions/0006-loose-criteria-are-sifted.md).

use super::{row::Row, value};
use crate::crm::{
    criteria::ContactCriteria,
    persian,
    phone::{self, Phone},
    text,
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
            ("Email", &criteria.email, text::are_same),
            ("CustomerCode", &criteria.customer_code, text::are_same),
            ("NationalCode", &criteria.national_code, text::are_same),
            ("ZipCode", &criteria.zip_code, text::are_same),
        ];
        let comparisons = loose.into_iter().filter_map(|(key, wanted, equal)| {
            Some(Comparison { key, wanted: wanted.as_deref()?, equal })
        });
        let comparisons: Vec<_> = comparisons.collect();
        (!comparisons.is_empty()).then_some(Self(comparisons))
    }

    /// The criteria to ask Didar with. Phones may be stored in each of their usual
    /// spellings, codes with the letters and digits of other keyboards: the first of these
    /// that is wanted is asked for in all of them, and the others not at all, because one
    /// spelling of them would leave out candidates that the sieve lets pass.
    pub(super) fn spellings(criteria: &ContactCriteria) -> Vec<ContactCriteria> {
        type Part = fn(&mut ContactCriteria) -> &mut Option<String>;
        type Spellings = fn(&str) -> Vec<String>;
        let parts: [(Part, Spellings); 5] = [
            (|criteria| &mut criteria.mobile_phone, phone_spellings),
            (|criteria| &mut criteria.work_phone, phone_spellings),
            (|criteria| &mut criteria.customer_code, persian::character_spellings),
            (|criteria| &mut criteria.national_code, persian::character_spellings),
            (|criteria| &mut criteria.zip_code, persian::character_spellings),
        ];
        let mut rest = criteria.clone();
        let wanted =
            parts.map(|(part, spellings)| Some((part, spellings(&part(&mut rest).take()?))));
        let first = wanted.into_iter().flatten().next();
        let Some((part, spellings)) = first else {
            return vec![rest];
        };
        let spelled = spellings.into_iter().map(|spelling| {
            let mut criteria = rest.clone();
            *part(&mut criteria) = Some(spelling);
            criteria
        });
        spelled.collect()
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

fn phone_spellings(wanted: &str) -> Vec<String> {
    Phone::parse(wanted).map_or_else(|| vec![wanted.to_owned()], |phone| phone.spellings())
}
