//! Text operands in all the spellings that mean the same to people.

use crate::crm::{
    criteria::{FieldTest, Operand, Operator},
    persian, text,
};

/// Whether a filter on a text finds other spellings of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// ي and ی, ك and ک, ۱ and 1, joined by a zero-width non-joiner, a space or nothing.
    #[default]
    Any,
    /// As it was written.
    Exact,
}

/// The tests that together ask what `test` asks, in any spelling. Didar joins them
/// with OR; the operators that take several operands take all spellings at once.
pub(crate) fn expand(test: &FieldTest, spellings: impl Fn(&str) -> Vec<String>) -> Vec<FieldTest> {
    let spelled = test.operands.iter().flat_map(|operand| match operand {
        Operand::Text(text) => spellings(text).into_iter().map(Operand::Text).collect(),
        other => vec![other.clone()],
    });
    match test.operator {
        Operator::StartWith => spelled
            .map(|operand| FieldTest { operator: test.operator, operands: vec![operand] })
            .collect(),
        operator => vec![FieldTest { operator, operands: spelled.collect() }],
    }
}

/// The spellings of a whole value: as saves would store it, and as it was written.
pub(crate) fn of_whole(text: &str) -> Vec<String> {
    let mut spellings = persian::spellings(&text::clean(text));
    if !spellings.iter().any(|spelling| spelling == text) {
        spellings.push(text.to_owned());
    }
    spellings
}

/// The spellings of a part of a value, whose outer spaces are looked for too.
pub(crate) fn of_part(text: &str) -> Vec<String> {
    let seen = text::clean(text);
    persian::spellings(if seen == text.trim() { text } else { &seen })
}
