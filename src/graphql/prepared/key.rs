//! What a prepared operation is valid for.

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::types::{BaseType, OperationDefinition, VariableDefinition},
};
use sha2::{Digest, Sha256};

use crate::graphql::request::{document, parsed::Parsed};

/// All that decides which fields are selected, and whether the document is valid.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    schema: u64,
    document: [u8; 32],
    /// Hash of the operation's name and of the variables, where there are any.
    asked: Option<[u8; 32]>,
}

impl Key {
    /// The key of an operation in the schema with this number.
    ///
    /// Of a variable that stands in arguments of root fields alone, and has a plain type, only
    /// whether it has a value counts: validation looks at the value's type, and it has the right
    /// one. Of every other variable the value counts.
    pub(crate) fn of(
        schema: u64,
        parsed: &Parsed,
        (name, operation): (Option<&str>, &OperationDefinition),
        variables: &Variables,
    ) -> Self {
        let definitions = &operation.variable_definitions;
        let is_alone = name.is_none() && definitions.is_empty();
        let asked = (!is_alone).then(|| {
            let mut hash = Sha256::new();
            hash.update(name.unwrap_or_default());
            let free = document::only_in_arguments(&parsed.document, operation);
            definitions.iter().for_each(|definition| add(&mut hash, definition, &free, variables));
            hash.finalize().into()
        });
        Self { schema, document: parsed.hash, asked }
    }
}

fn add(
    hash: &mut Sha256,
    definition: &Positioned<VariableDefinition>,
    free: &HashSet<&Name>,
    variables: &Variables,
) {
    let definition = &definition.node;
    match variables.get(&definition.name.node) {
        None => hash.update([0]),
        Some(value)
            if free.contains(&definition.name.node)
                && is_plain(&definition.var_type.node.base, value) =>
        {
            hash.update([1]);
        }
        Some(value) => {
            let text = serde_json::to_vec(value).unwrap_or_default();
            hash.update([2]);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
    }
}

/// Whether a value is of a plain type, beyond doubt.
fn is_plain(ty: &BaseType, value: &Value) -> bool {
    let BaseType::Named(name) = ty else { return false };
    match (name.as_str(), value) {
        ("Int", Value::Number(number)) => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        ("String" | "ID", Value::String(_)) => true,
        _ => false,
    }
}
