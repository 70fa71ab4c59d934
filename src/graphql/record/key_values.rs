//! Labelled values, as far as they were selected.

use async_graphql::Value;
use serde_json::value::RawValue;

use crate::{
    didar::value::{self, Odd},
    graphql::{
        engine::selection::{Selected, object},
        model::portable::KEY_VALUE,
    },
};

/// The list; an empty one where there is none.
pub(super) fn project(raw: &RawValue, parts: &[Selected<'_>]) -> Result<Value, Odd> {
    let list = value::key_values(raw)?;
    let one = |(label, text): &value::KeyValue<'_>| {
        object(KEY_VALUE, parts, |part| {
            let text = if part.name() == "value" { text } else { label };
            text.as_deref().map_or(Value::Null, Value::from)
        })
    };
    Ok(Value::List(list.iter().map(one).collect()))
}
