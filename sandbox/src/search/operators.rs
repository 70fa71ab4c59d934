//! The ten operators of F42 and what they mean for each kind of field.

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use serde_json::Value;

use crate::account::{FieldKind, FieldValue, Item};
use crate::text::Needle;
use crate::time::Instant;

/// An operator of the official table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Set,
    NotSet,
    EqualToAny,
    NotEqualToAny,
    ContainsAnyString,
    NotContainsAnyString,
    StartWith,
    LessThan,
    GreaterThan,
    Between,
}

impl Operator {
    const ALL: [(Self, &'static str); 10] = [
        (Self::Set, "Set"),
        (Self::NotSet, "NotSet"),
        (Self::EqualToAny, "EqualToAny"),
        (Self::NotEqualToAny, "NotEqualToAny"),
        (Self::ContainsAnyString, "ContainsAnyString"),
        (Self::NotContainsAnyString, "NotContainsAnyString"),
        (Self::StartWith, "StartWith"),
        (Self::LessThan, "LessThan"),
        (Self::GreaterThan, "GreaterThan"),
        (Self::Between, "Between"),
    ];

    /// The operator of a name, in any case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        let found = all.find(|(_, known)| known.eq_ignore_ascii_case(name));
        found.map(|(operator, _)| *operator)
    }

    /// How many operands it takes.
    fn arity(self) -> RangeInclusive<usize> {
        match self {
            Self::Set | Self::NotSet => 0..=0,
            Self::StartWith | Self::LessThan | Self::GreaterThan => 1..=1,
            Self::Between => 2..=2,
            _ => 1..=usize::MAX,
        }
    }
}

/// One operand in every form it may be compared by, prepared once per search.
#[derive(Debug)]
struct Operand {
    text: Needle,
    number: Option<f64>,
    truth: Option<bool>,
    moment: Option<Instant>,
}

impl Operand {
    fn of(item: Item<'_>) -> Self {
        let text = item.text();
        Self {
            text: Needle::new(&text),
            number: item.number(),
            truth: item.truth(),
            moment: Instant::parse(&text),
        }
    }
}

/// An operator with its operands, for a field of a certain kind (F43).
#[derive(Debug)]
pub(crate) struct Condition {
    operator: Operator,
    kind: FieldKind,
    operands: Vec<Operand>,
}

impl Condition {
    /// Checks the operands; the error completes the sentence that names the operator.
    pub(crate) fn new(
        operator: Operator,
        kind: FieldKind,
        operands: &[Value],
    ) -> Result<Self, String> {
        let arity = operator.arity();
        if !arity.contains(&operands.len()) {
            return Err(wrong_count(&arity, operands.len()));
        }
        let operands = operands.iter().map(|value| Item::of(value).map(Operand::of));
        let operands: Option<Vec<_>> = operands.collect();
        let operands = operands.ok_or("takes texts, numbers and booleans only")?;
        Ok(Self { operator, kind, operands })
    }

    /// Whether a value meets the condition; `None` is a record without a value. The two
    /// negations hold for such a record (section 9, row 11).
    pub(crate) fn holds(&self, value: Option<&FieldValue>) -> bool {
        match self.operator {
            Operator::Set => value.is_some(),
            Operator::NotSet => value.is_none(),
            Operator::EqualToAny => self.any(value, |item, operand| self.equal(item, operand)),
            Operator::NotEqualToAny => !self.any(value, |item, operand| self.equal(item, operand)),
            Operator::ContainsAnyString => self.any(value, contains),
            Operator::NotContainsAnyString => !self.any(value, contains),
            Operator::StartWith => self.any(value, |item, with| with.text.starts(&item.text())),
            Operator::LessThan => self.compares(value, 0, Ordering::is_lt),
            Operator::GreaterThan => self.compares(value, 0, Ordering::is_gt),
            Operator::Between => {
                self.compares(value, 0, Ordering::is_ge) && self.compares(value, 1, Ordering::is_le)
            }
        }
    }

    /// Whether any part of the value and any operand pass the test together.
    fn any(&self, value: Option<&FieldValue>, test: impl Fn(Item<'_>, &Operand) -> bool) -> bool {
        let with_any = |item: Item<'_>| self.operands.iter().any(|operand| test(item, operand));
        value.is_some_and(|value| value.any(with_any))
    }

    /// Equality by the kind of the field: `"123"` equals 123 (F44), dates are compared as
    /// moments. What cannot be read as that kind is compared as text (section 9, row 17).
    fn equal(&self, item: Item<'_>, operand: &Operand) -> bool {
        let as_kind = match self.kind {
            FieldKind::Number => same(item.number(), operand.number),
            FieldKind::Bool => same(item.truth(), operand.truth),
            FieldKind::Date => same(Instant::parse(&item.text()), operand.moment),
            _ => None,
        };
        as_kind.unwrap_or_else(|| operand.text.equals(&item.text()))
    }

    /// Whether a part of the value stands in the wanted order to an operand. Only numbers and
    /// dates have an order (F42).
    fn compares(
        &self,
        value: Option<&FieldValue>,
        place: usize,
        wanted: fn(Ordering) -> bool,
    ) -> bool {
        let order = |item: Item<'_>, operand: &Operand| match self.kind {
            FieldKind::Date => Some(Instant::parse(&item.text())?.cmp(&operand.moment?)),
            _ => item.number()?.partial_cmp(&operand.number?),
        };
        let operand = self.operands.get(place);
        let holds =
            |item: Item<'_>| operand.and_then(|other| order(item, other)).is_some_and(wanted);
        value.is_some_and(|value| value.any(holds))
    }
}

fn contains(item: Item<'_>, operand: &Operand) -> bool {
    operand.text.is_in(&item.text())
}

/// Equality of two readings; `None` when either could not be read.
fn same<T: PartialEq>(left: Option<T>, right: Option<T>) -> Option<bool> {
    Some(left? == right?)
}

fn wrong_count(arity: &RangeInclusive<usize>, given: usize) -> String {
    let wanted = match (arity.start(), arity.end()) {
        (0, _) => "no value".to_owned(),
        (least, most) if least == most => format!("exactly {least} value(s)"),
        (least, _) => format!("at least {least} value(s)"),
    };
    format!("takes {wanted}, {given} given")
}
