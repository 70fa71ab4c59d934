//! Text operands in all the spellings that mean the same to people.

use crate::crm::{
    criteria::{FieldTest, Operand, Operator},
    persian,
};

/// Whether a filter on a text finds other spellings of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spelling {
    /// ي and ی, ك and ک, joined by a zero-width non-joiner, a space or nothing.
    #[default]
    Any,
    /// As it was written.
    Exact,
}

/// The tests that together ask what `test` asks, in any spelling. Didar joins them
/// with OR; the operators that take several operands take all spellings at once.
pub(super) fn expand(test: &FieldTest) -> Vec<FieldTest> {
    let spelled = test.operands.iter().flat_map(spellings);
    match test.operator {
        Operator::StartWith => spelled
            .map(|operand| FieldTest { operator: test.operator, operands: vec![operand] })
            .collect(),
        operator => vec![FieldTest { operator, operands: spelled.collect() }],
    }
}

fn spellings(operand: &Operand) -> Vec<Operand> {
    match operand {
        Operand::Text(text) => persian::spellings(text).into_iter().map(Operand::Text).collect(),
        other => vec![other.clone()],
    }
}
