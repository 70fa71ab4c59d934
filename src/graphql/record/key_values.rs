//! Labelled values: Didar's `{ "KeyValues": [ { "Key", "Value" } ] }` (F71).

use async_graphql::Value;
use serde_json::value::RawValue;

use crate::{
    didar::value::{self, Odd},
    graphql::{
        engine::selection::{Selected, object},
        model::portable::KEY_VALUE,
    },
};

/// The list, as far as it was selected; an empty one where there is none.
pub(super) fn project(raw: &RawValue, parts: &[Selected<'_>]) -> Result<Value, Odd> {
    const ODD: Odd = Odd("a list of labelled values");
    let wrapped = crate::didar::pick(raw.get(), &["KeyValues"]).into_iter().next().flatten();
    let list = wrapped.unwrap_or(raw);
    if list.get() == "null" || raw.get() == "{}" {
        return Ok(Value::List(Vec::new()));
    }
    let items: Vec<&RawValue> = serde_json::from_str(list.get()).map_err(|_| ODD)?;
    let items: Result<Vec<_>, Odd> = items.into_iter().map(|item| one(item, parts)).collect();
    items.map(Value::List)
}

fn one(item: &RawValue, parts: &[Selected<'_>]) -> Result<Value, Odd> {
    let values = crate::didar::pick(item.get(), &["Key", "Value"]);
    let texts: Result<Vec<_>, Odd> =
        values.into_iter().map(|value| Ok(value.map(value::text).transpose()?.flatten())).collect();
    let texts = texts?;
    Ok(object(KEY_VALUE, parts, |part| {
        let text = texts.get(usize::from(part.name() == "value")).cloned().flatten();
        text.map_or(Value::Null, Value::from)
    }))
}
