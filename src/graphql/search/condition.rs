//! One condition: the tests on one custom field, any of which must hold.

use async_graphql::Value;
use jiff::Timestamp;

use super::operators::{self, Operands, Test};
use crate::{
    crm::{
        criteria::{FieldCondition, FieldTest, Operand, Operator},
        text, time,
    },
    graphql::{
        argument::Located,
        error::InputError,
        model::{
            choice::Choice,
            custom_field::{Content, CustomField},
            spelling::{self, Spelling},
        },
    },
};

type Compiled<T> = Result<T, InputError>;

/// How the operands of choice fields are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Options {
    /// As enumeration values of this account's schema.
    Enumerated,
    /// As their texts, or their enumeration values: the same type in every account.
    Textual,
}

impl Content {
    /// What can be asked of a field of this content.
    pub(crate) fn tests(&self) -> &'static [Test] {
        match self {
            Self::Text | Self::Raw => operators::TEXT,
            Self::Number => operators::NUMBER,
            Self::Boolean => operators::BOOLEAN,
            Self::DateTime => operators::DATE_TIME,
            Self::Choice(_) | Self::MultiChoice(_) => operators::CHOICE,
        }
    }
}

/// The condition for a list of tests on a field.
pub(crate) fn condition(
    field: &CustomField,
    any_of: Vec<FieldTest>,
    spellings: Spelling,
) -> FieldCondition {
    let spelled = |test: &FieldTest| match (&field.content, test.operator) {
        (_, Operator::Set | Operator::NotSet) => vec![test.clone()],
        (Content::Text | Content::Raw, Operator::EqualToAny | Operator::NotEqualToAny) => {
            spelling::expand(test, spelling::of_whole)
        }
        (Content::Text | Content::Raw, _) => spelling::expand(test, spelling::of_part),
        (Content::Choice(choice) | Content::MultiChoice(choice), _) => {
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
pub(crate) fn test(
    field: &CustomField,
    input: &Located<'_>,
    options: Options,
) -> Compiled<FieldTest> {
    let (name, operand) = input.only_entry()?;
    let test = field.content.tests().iter().find(|test| test.name == name);
    let test = test.ok_or_else(|| operand.fail("no such test for this kind of field"))?;
    Compiler { content: &field.content, options }.operands(test, &operand)
}

struct Compiler<'m> {
    content: &'m Content,
    options: Options,
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
                    .map_err(|error| input.fail(error.to_string()))?;
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
        Ok(match self.content {
            Content::Text | Content::Raw => Operand::Text(free_text(input)?),
            Content::Number => Operand::Number(input.number()?),
            Content::Boolean => Operand::Boolean(input.boolean()?),
            Content::DateTime => Operand::Instant(input.instant()?),
            Content::Choice(choice) | Content::MultiChoice(choice) => {
                Operand::Text(self.option(choice, input)?)
            }
        })
    }

    /// The stored text of an option. A text that is no longer among the options may
    /// still be stored, so the textual form takes any.
    fn option(&self, choice: &Choice, input: &Located<'_>) -> Compiled<String> {
        match self.options {
            Options::Enumerated => {
                let name = input.enumeration()?;
                let text = choice.text_of(name);
                text.map(str::to_owned).ok_or_else(|| input.fail("no such option"))
            }
            Options::Textual => {
                let text = input.text()?;
                let known = choice.find(&text).map(|option| option.value.as_str());
                let known = known.or_else(|| choice.text_of(&text::plain(&text)));
                Ok(known.map(str::to_owned).unwrap_or(text))
            }
        }
    }
}

fn free_text(input: &Located<'_>) -> Compiled<String> {
    input.text().map_err(|error| match input.value() {
        Value::String(_) => {
            input.fail("an empty text is no condition; isSet: false finds those without a value")
        }
        _ => error,
    })
}

fn number_range(input: &Located<'_>) -> Compiled<Vec<Operand>> {
    let (from, to) = (input.required("from")?.number()?, input.required("to")?.number()?);
    if from > to {
        return Err(input.fail("from must not be larger than to"));
    }
    Ok(vec![Operand::Number(from), Operand::Number(to)])
}

fn instant_range(input: &Located<'_>) -> Compiled<Vec<Operand>> {
    let (from, to) = instants(input)?;
    Ok(between_instants(from, to))
}

/// The ends of a `DateTimeRange`; at least one is there.
pub(crate) fn instants(input: &Located<'_>) -> Compiled<(Option<Timestamp>, Option<Timestamp>)> {
    let end = |name| input.field(name)?.map(|end| end.instant()).transpose();
    checked_ends(input, end("from")?, end("to")?)
}

/// The ends of a `JalaliDateRange` as instants; at least one is there.
pub(crate) fn day_range(input: &Located<'_>) -> Compiled<(Option<Timestamp>, Option<Timestamp>)> {
    let day = |name| input.field(name)?.map(|end| Ok((end.day()?, end))).transpose();
    let failed =
        |error: crate::crm::jalali::NotJalali, at: &Located<'_>| at.fail(error.to_string());
    let from = day("from")?.map(|(day, at)| day.start().map_err(|e| failed(e, &at))).transpose()?;
    let to = day("to")?.map(|(day, at)| day.end().map_err(|e| failed(e, &at))).transpose()?;
    checked_ends(input, from, to)
}

fn checked_ends<T: PartialOrd>(
    input: &Located<'_>,
    from: Option<T>,
    to: Option<T>,
) -> Compiled<(Option<T>, Option<T>)> {
    match (&from, &to) {
        (None, None) => Err(input.fail("at least one of from and to must be given")),
        (Some(first), Some(last)) if first > last => {
            Err(input.fail("from must not be later than to"))
        }
        _ => Ok((from, to)),
    }
}

/// An open end is Didar's own "no bound" (F16).
fn between_instants(from: Option<Timestamp>, to: Option<Timestamp>) -> Vec<Operand> {
    let (from, to) = (from.unwrap_or(time::EARLIEST), to.unwrap_or(time::LATEST));
    vec![Operand::Instant(from), Operand::Instant(to)]
}
