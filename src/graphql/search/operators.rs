//! What can be asked of a custom field of each kind, in Didar's ten operators (F42).

use crate::{crm::criteria::Operator, graphql::model::kind::Kind};

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
    "Equals none of these; records without a value are included.",
);

const TEXT: &[Test] = &[
    IS_SET,
    IN,
    NOT_IN,
    test("containsAny", Operands::Several, Operator::ContainsAnyString, "Contains any of these."),
    test(
        "containsNone",
        Operands::Several,
        Operator::NotContainsAnyString,
        "Contains none of these; records without a value are included.",
    ),
    test("startsWith", Operands::One, Operator::StartWith, "Starts with this."),
];

const NUMBER: &[Test] = &[
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

const DATE_TIME: &[Test] = &[
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

const BOOLEAN: &[Test] = &[IS_SET, test("is", Operands::One, Operator::EqualToAny, "Is this.")];

const CHOICE: &[Test] = &[IS_SET, IN, NOT_IN];

/// The tests on one kind of field, the same in every account.
pub(crate) struct Tests {
    /// Entry of `CustomFieldTest`.
    pub(crate) word: &'static str,
    /// What that entry is for.
    pub(crate) fields: &'static str,
    pub(crate) type_name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) tests: &'static [Test],
    /// Type of an operand.
    pub(crate) operand: &'static str,
}

const ON_TEXT: Tests = Tests {
    word: "text",
    fields: "For text fields, and those of unknown kind.",
    type_name: "TextTest",
    doc: "A test on a text field. A text is found in the letters and digits of either keyboard; \
          one that mixes both in itself, only as it is written. A zero-width non-joiner is \
          found where the text looked for has one, or a space.",
    tests: TEXT,
    operand: "String",
};
const ON_NUMBER: Tests = Tests {
    word: "number",
    fields: "For number fields.",
    type_name: "NumberTest",
    doc: "A test on a number field.",
    tests: NUMBER,
    operand: "Float",
};
const ON_DATE_TIME: Tests = Tests {
    word: "dateTime",
    fields: "For date fields.",
    type_name: "DateTimeTest",
    doc: "A test on a date field.",
    tests: DATE_TIME,
    operand: "DateTime",
};
const ON_BOOLEAN: Tests = Tests {
    word: "boolean",
    fields: "For yes/no fields.",
    type_name: "BooleanTest",
    doc: "A test on a yes/no field.",
    tests: BOOLEAN,
    operand: "Boolean",
};
const ON_OPTION: Tests = Tests {
    word: "option",
    fields: "For choice fields, single and multiple.",
    type_name: "OptionTest",
    doc: "A test on a choice field, by the options' texts.",
    tests: CHOICE,
    operand: "String",
};

/// Every kind's.
pub(crate) const ALL: [&Tests; 5] = [&ON_TEXT, &ON_NUMBER, &ON_DATE_TIME, &ON_BOOLEAN, &ON_OPTION];

impl Kind {
    /// What can be asked of a custom field of this kind.
    pub(crate) fn tests(&self) -> &'static Tests {
        match self {
            Self::Number => &ON_NUMBER,
            Self::Boolean => &ON_BOOLEAN,
            Self::DateTime => &ON_DATE_TIME,
            Self::Choice(_) | Self::MultiChoice(_) => &ON_OPTION,
            _ => &ON_TEXT,
        }
    }

    /// The same, written out for a document: what `anyOf` and the typed form list.
    pub(crate) fn example(&self) -> String {
        match self {
            Self::Number => "{ gt: 10 }, { in: [10] }".to_owned(),
            Self::Boolean => "{ is: true }".to_owned(),
            Self::DateTime => "{ after: \"2024-01-01T00:00:00.000Z\" }".to_owned(),
            Self::Choice(choice) | Self::MultiChoice(choice) => {
                let first = choice.options().next().map_or("", |(name, _)| name);
                format!("{{ in: [{first}] }}, {{ isSet: false }}")
            }
            _ => r#"{ startsWith: "س" }, { isSet: false }"#.to_owned(),
        }
    }
}
