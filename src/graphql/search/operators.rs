//! What can be asked of each kind of custom field, in Didar's ten operators (F42).

use crate::crm::criteria::Operator;

/// A way to test a value: an entry of a `@oneOf` input object.
pub(crate) struct Test {
    pub(crate) name: &'static str,
    pub(crate) operands: Operands,
    pub(crate) operator: Operator,
    pub(crate) doc: &'static str,
}

/// What a test compares with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operands {
    /// `true` for the operator, `false` for [`Operator::NotSet`].
    Presence,
    /// One value of the field's kind.
    One,
    /// At least one value of the field's kind.
    Several,
    /// `from` and `to`, both needed.
    NumberRange,
    /// `from` and `to`, at least one needed.
    InstantRange,
    /// A day in Tehran.
    Day,
    /// `from` and `to` days in Tehran, at least one needed.
    DayRange,
}

const fn test(
    name: &'static str,
    operands: Operands,
    operator: Operator,
    doc: &'static str,
) -> Test {
    Test { name, operands, operator, doc }
}

const IS_SET: Test =
    test("isSet", Operands::Presence, Operator::Set, "True: has a value. False: has none.");
const IN: Test = test("in", Operands::Several, Operator::EqualToAny, "Equals any of these.");
const NOT_IN: Test = test(
    "notIn",
    Operands::Several,
    Operator::NotEqualToAny,
    "Equals none of these; contacts without a value are included.",
);

pub(crate) const TEXT: &[Test] = &[
    IS_SET,
    IN,
    NOT_IN,
    test("containsAny", Operands::Several, Operator::ContainsAnyString, "Contains any of these."),
    test(
        "containsNone",
        Operands::Several,
        Operator::NotContainsAnyString,
        "Contains none of these; contacts without a value are included.",
    ),
    test("startsWith", Operands::One, Operator::StartWith, "Starts with this."),
];

pub(crate) const NUMBER: &[Test] = &[
    IS_SET,
    IN,
    NOT_IN,
    test("lt", Operands::One, Operator::LessThan, "Is smaller. For <= write [{lt: 5}, {in: [5]}]."),
    test(
        "gt",
        Operands::One,
        Operator::GreaterThan,
        "Is larger. For >= write [{gt: 5}, {in: [5]}].",
    ),
    test("between", Operands::NumberRange, Operator::Between, "Lies between, both ends included."),
];

pub(crate) const DATE_TIME: &[Test] = &[
    IS_SET,
    test("before", Operands::One, Operator::LessThan, "Is earlier."),
    test("after", Operands::One, Operator::GreaterThan, "Is later."),
    test(
        "between",
        Operands::InstantRange,
        Operator::Between,
        "Lies between, both ends included; one end may be left open.",
    ),
    test("onDay", Operands::Day, Operator::Between, "Falls on this day in Tehran."),
    test(
        "betweenDays",
        Operands::DayRange,
        Operator::Between,
        "Falls on one of these days in Tehran, both ends included; one end may be left open.",
    ),
];

pub(crate) const BOOLEAN: &[Test] =
    &[IS_SET, test("is", Operands::One, Operator::EqualToAny, "Is this.")];

pub(crate) const CHOICE: &[Test] = &[IS_SET, IN, NOT_IN];
