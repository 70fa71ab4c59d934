//! One condition: the tests on one custom field, any of which must hold.

use std::cell::RefCell;

use async_graphql::Value;
use jiff::Timestamp;

use super::operators::{Operands, Test};
use crate::{
    crm::{
        criteria::{FieldCondition, FieldTest, Operand, Operator},
        time,
    },
    graphql::{
        argument::Located,
        error::InputError,
        model::{
            choice::{Choice, Wording},
            custom_field::CustomField,
            given,
            kind::Kind,
            spelling::{self, Spelling},
        },
    },
    message::{Message, message},
};

type Compiled<T> = Result<T, InputError>;

/// What is wrong with a second condition on a field (F42).
pub(super) fn twice(key: &str, place: String) -> Message {
    message!(
        "the field {key} takes one condition, with its tests joined by OR, and already has one at \
         {place}",
        key = key.to_owned(),
        place
    )
}

/// The typed form: `[{ gt: 5 }]`.
pub(super) fn typed(
    field: &CustomField,
    tests: &Located<'_>,
    spelling: Spelling,
) -> Compiled<FieldCondition> {
    let items = tests.items()?;
    let any_of: Compiled<_> =
        items.iter().map(|item| test(field, item, Wording::Names, &Doubts::default())).collect();
    Ok(condition(field, any_of?, spelling))
}

/// Options that the account does not have, any more: each with its refusal, where nothing is
/// found. Their texts may still be stored.
pub(super) type Doubts = RefCell<Vec<InputError>>;

/// The portable form: `{ key: "Field_996_12_8", anyOf: [{ number: { gt: 5 } }] }`.
pub(super) fn portable(
    field: &CustomField,
    item: &Located<'_>,
    (spelling, doubts): (Spelling, &Doubts),
) -> Compiled<FieldCondition> {
    if let Some(why) = given::unsearchable(field) {
        return Err(item.required("key")?.fail(why));
    }
    let items = item.required("anyOf")?.items()?;
    let any_of: Compiled<_> = items.iter().map(|item| portable_test(field, item, doubts)).collect();
    Ok(condition(field, any_of?, spelling))
}

/// `{ number: { gt: 5 } }`: the kind is written out and must be the field's.
fn portable_test(field: &CustomField, input: &Located<'_>, doubts: &Doubts) -> Compiled<FieldTest> {
    let (word, tests) = input.only_entry()?;
    if word == "isSet" {
        return test(field, input, Wording::Texts, doubts);
    }
    let expected = field.kind.tests().word;
    if word != expected {
        let key = &field.definition.key;
        return Err(tests.fail(message!(
            "the field {key} takes tests under \"{expected}\"",
            key,
            expected
        )));
    }
    test(field, &tests, Wording::Texts, doubts)
}

/// The condition for a list of tests on a field.
fn condition(field: &CustomField, any_of: Vec<FieldTest>, spellings: Spelling) -> FieldCondition {
    let spelled = |test: &FieldTest| match (&field.kind, test.operator) {
        (_, Operator::Set | Operator::NotSet) => vec![test.clone()],
        (Kind::LongText | Kind::Raw, Operator::EqualToAny | Operator::NotEqualToAny) => {
            spelling::expand(test, spelling::of_whole)
        }
        (Kind::LongText | Kind::Raw, _) => spelling::expand(test, spelling::of_part),
        (Kind::Choice(choice) | Kind::MultiChoice(choice), _) => {
            spelling::expand(test, |option| choice.spellings(option))
        }
        _ => vec![test.clone()],
    };
    let any_of = match spellings {
        Spelling::Any => any_of.iter().flat_map(spelled).collect(),
        Spelling::Exact => any_of,
    };
    FieldCondition {
        definition_id: field.definition.id.clone(),
        key: field.definition.key.clone(),
        any_of,
    }
}

/// One `@oneOf` test on a field.
fn test(
    field: &CustomField,
    input: &Located<'_>,
    wording: Wording,
    doubts: &Doubts,
) -> Compiled<FieldTest> {
    let (name, operand) = input.only_entry()?;
    let test = field.kind.tests().tests.iter().find(|test| test.name == name);
    let test = test.ok_or_else(|| operand.fail(message!("no such test for this kind of field")))?;
    Compiler { kind: &field.kind, wording, doubts }.operands(test, &operand)
}

struct Compiler<'m> {
    kind: &'m Kind,
    wording: Wording,
    doubts: &'m Doubts,
}

impl Compiler<'_> {
    fn operands(&self, test: &Test, input: &Located<'_>) -> Compiled<FieldTest> {
        let operator = test.operator;
        let operands = match test.operands {
            Operands::Presence if input.boolean()? => vec![],
            Operands::Presence => {
                return Ok(FieldTest { operator: Operator::NotSet, operands: vec![] });
            }
            Operands::One => vec![self.operand(input)?],
            Operands::Several => {
                input.items()?.iter().map(|item| self.operand(item)).collect::<Compiled<_>>()?
            }
            Operands::NumberRange => number_range(input)?,
            Operands::InstantRange => instant_range(input)?,
            Operands::Day => {
                let day = input.day()?;
                let (from, to) = day
                    .start()
                    .and_then(|from| Ok((from, day.end()?)))
                    .map_err(|error| input.fail((&error).into()))?;
                vec![Operand::Instant(from), Operand::Instant(to)]
            }
            Operands::DayRange => {
                let (from, to) = day_range(input)?;
                between_instants(from, to)
            }
        };
        Ok(FieldTest { operator, operands })
    }

    /// One value of the field's kind.
    fn operand(&self, input: &Located<'_>) -> Compiled<Operand> {
        Ok(match self.kind {
            Kind::Number => Operand::Number(input.number()?),
            Kind::Boolean => Operand::Boolean(input.boolean()?),
            Kind::DateTime => Operand::Instant(input.instant()?),
            Kind::Choice(choice) | Kind::MultiChoice(choice) => {
                Operand::Text(self.option(choice, input)?)
            }
            _ => Operand::Text(free_text(input)?),
        })
    }

    /// The stored text of an option. A text that is no longer among the options may still be
    /// stored, so the textual form takes any, and has its doubts.
    fn option(&self, choice: &Choice, input: &Located<'_>) -> Compiled<String> {
        let known = choice.given(input, self.wording)?.map(str::to_owned);
        let unknown = || {
            let options = choice.listed(&input.word(), self.wording);
            input.fail(message!("no such option; there are {options}", options))
        };
        match (known, self.wording) {
            (Some(known), _) => Ok(known),
            (None, Wording::Names) => Err(unknown()),
            (None, Wording::Texts) => {
                self.doubts.borrow_mut().push(unknown());
                input.text()
            }
        }
    }
}

fn free_text(input: &Located<'_>) -> Compiled<String> {
    input.text().map_err(|error| match input.value() {
        Value::String(_) => input.fail(message!(
            "an empty text is no condition; isSet: false finds those without a value"
        )),
        _ => error,
    })
}

fn number_range(input: &Located<'_>) -> Compiled<Vec<Operand>> {
    let (from, to) = (input.required("from")?.number()?, input.required("to")?.number()?);
    if from > to {
        return Err(input.fail(message!("from must not be larger than to")));
    }
    Ok(vec![Operand::Number(from), Operand::Number(to)])
}

fn instant_range(input: &Located<'_>) -> Compiled<Vec<Operand>> {
    let (from, to) = instants(input)?;
    Ok(between_instants(from, to))
}

/// The ends of a `DateTimeRange`; at least one is there.
pub(super) fn instants(input: &Located<'_>) -> Compiled<(Option<Timestamp>, Option<Timestamp>)> {
    let end = |name| input.field(name)?.map(|end| end.instant()).transpose();
    checked_ends(input, end("from")?, end("to")?)
}

/// The ends of a `JalaliDateRange` as instants; at least one is there.
pub(super) fn day_range(input: &Located<'_>) -> Compiled<(Option<Timestamp>, Option<Timestamp>)> {
    let days =
        |name| -> Compiled<_> { input.field(name)?.map(|end| Ok((end.days()?, end))).transpose() };
    let failed = |error: crate::crm::jalali::NotJalali, at: &Located<'_>| at.fail((&error).into());
    let from =
        days("from")?.map(|((day, _), at)| day.start().map_err(|e| failed(e, &at))).transpose()?;
    let to = days("to")?.map(|((_, day), at)| day.end().map_err(|e| failed(e, &at))).transpose()?;
    checked_ends(input, from, to)
}

fn checked_ends<T: PartialOrd>(
    input: &Located<'_>,
    from: Option<T>,
    to: Option<T>,
) -> Compiled<(Option<T>, Option<T>)> {
    match (&from, &to) {
        (None, None) => Err(input.fail(message!("at least one of from and to must be given"))),
        (Some(first), Some(last)) if first > last => {
            Err(input.fail(message!("from must not be later than to")))
        }
        _ => Ok((from, to)),
    }
}

/// An open end is Didar's own "no bound" (F16).
fn between_instants(from: Option<Timestamp>, to: Option<Timestamp>) -> Vec<Operand> {
    let (from, to) = (from.unwrap_or(time::EARLIEST), to.unwrap_or(time::LATEST));
    vec![Operand::Instant(from), Operand::Instant(to)]
}
