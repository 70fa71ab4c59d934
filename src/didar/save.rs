//! Saving a record (of contacts, didar-api.md 4.5).

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap},
};
use serde_json::{Map, Value, value::RawValue};
use uuid::Uuid;

use super::{
    alike::FIELDS,
    client::Didar,
    criteria::serialize_number,
    endpoint::Endpoint,
    envelope::{Answer, Members, malformed},
    json::Json,
    row::Row,
    value::ZERO_GUID,
};
use crate::crm::{
    changes::{Change, Changes, NewValue, Part},
    error::UpstreamError,
    time,
};

/// Why there is no saved record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveFailure {
    /// Nothing was saved: Didar refused, or was never asked.
    NotSaved(UpstreamError),
    /// The save was sent and no readable answer came: it may have been saved.
    Unknown(UpstreamError),
}

impl From<UpstreamError> for SaveFailure {
    fn from(failure: UpstreamError) -> Self {
        if failure.is_refusal() { Self::NotSaved(failure) } else { Self::Unknown(failure) }
    }
}

impl Didar {
    /// Creates a record, or changes a stored one; returns what Didar answers to it, which may
    /// lack the custom fields (F88). Of a record that no call reads alone this is completed by
    /// what was stored and sent. It is sent once.
    ///
    /// # Errors
    /// With what is known of the outcome.
    pub async fn save(
        &self,
        of: &Endpoint,
        stored: Option<&Row>,
        changes: &Changes,
    ) -> Result<Row, SaveFailure> {
        let id = stored.map(Row::id);
        let Some(action) = of.save else {
            return Err(SaveFailure::NotSaved(malformed("$", "nothing to save this with")));
        };
        if let Some(upload) = of.upload {
            return self.upload(action, upload, changes).await;
        }
        let body = SaveBody { of, record: Record { id, changes } };
        let answer = self.transport.call(action, &body).await?;
        let row = saved(of, &answer)?;
        match id {
            Some(id) if row.id() != id => {
                Err(malformed("Response.Id", "not the record that was sent").into())
            }
            _ if of.detail.is_none() => Ok(body.record.completed(of, stored, &row).unwrap_or(row)),
            _ => Ok(row),
        }
    }
}

/// The record itself under `Response` (F73), or, by one report each, one level below (F74) or
/// the only one of a list (F171).
fn saved(of: &Endpoint, answer: &Answer) -> Result<Row, UpstreamError> {
    let response = answer.response()?;
    let read = |json: Json<'_>, path: &dyn Fn() -> String| Row::of(answer.part(json), of.id, path);
    read(response, &|| "Response".to_owned()).or_else(|failure| {
        let wrapper = of.record.to_ascii_lowercase();
        let Ok(members) = Members::read(response.get()) else { return Err(failure) };
        let inner = |name: &str| members.one(name).ok().flatten();
        if let Some(inner) = inner(&wrapper) {
            return read(inner, &|| format!("Response.{}", of.record));
        }
        match inner("list").and_then(Json::items).as_deref() {
            Some([one]) => read(*one, &|| "Response.List[0]".to_owned()),
            _ => Err(failure),
        }
    })
}

struct SaveBody<'a> {
    of: &'a Endpoint,
    record: Record<'a>,
}

impl Serialize for SaveBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(self.of.record, &self.record)?;
        if let (Some(key), Some(lines)) = (self.of.lines, &self.record.changes.lines) {
            let lines: Vec<_> = lines.iter().map(|line| Fields(line)).collect();
            map.serialize_entry(key, &lines)?;
        }
        for (key, json) in self.of.beside {
            let json: &RawValue = serde_json::from_str(json).map_err(S::Error::custom)?;
            map.serialize_entry(key, json)?;
        }
        map.end()
    }
}

/// `Id` chooses the update (F75).
struct Record<'a> {
    id: Option<Uuid>,
    changes: &'a Changes,
}

impl Record<'_> {
    /// The record as it was answered, and where that is silent as it was sent, or stored before.
    fn completed(&self, of: &Endpoint, stored: Option<&Row>, answered: &Row) -> Option<Row> {
        let mut whole = Map::new();
        // A new one has no other custom fields than those that were sent.
        whole.insert(FIELDS.to_owned(), Map::new().into());
        let read = |row: &Row| serde_json::from_str(row.json()).ok();
        put(&mut whole, stored.map_or(Some(Map::new()), read)?);
        let Value::Object(sent) = serde_json::to_value(self).ok()? else { return None };
        for (id, shown) in of.embedded {
            // What is shown of one record says nothing of another.
            if sent.contains_key(*id) && !has_same(&whole, &sent, id) {
                whole.retain(|key, _| !key.eq_ignore_ascii_case(shown));
            }
        }
        put(&mut whole, sent);
        put(&mut whole, read(answered)?);
        Row::of_json(&serde_json::to_string(&whole).ok()?)
    }
}

/// Whether two objects have the same text under a key, in whatever case.
fn has_same(one: &Map<String, Value>, other: &Map<String, Value>, key: &str) -> bool {
    let text = |object: &Map<String, Value>| {
        let found = object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
        found.and_then(|(_, value)| value.as_str()).map(str::to_ascii_lowercase)
    };
    text(one) == text(other)
}

/// Writes members over those of the same name, in any case (F8). Custom fields are written one
/// by one.
fn put(into: &mut Map<String, Value>, members: Map<String, Value>) {
    for (key, value) in members {
        let known = into.keys().find(|known| known.eq_ignore_ascii_case(&key)).cloned();
        let key = known.unwrap_or(key);
        match (into.get_mut(&key), value) {
            (Some(Value::Object(fields)), Value::Object(more)) if key == FIELDS => {
                fields.extend(more);
            }
            (Some(_), Value::Null) if key == FIELDS => {}
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = self.id {
            map.serialize_entry("Id", &id)?;
        }
        for change in &self.changes.attributes {
            map.serialize_entry(&change.key, &Wire(&change.value))?;
        }
        if !self.changes.fields.is_empty() {
            map.serialize_entry(FIELDS, &Fields(&self.changes.fields))?;
        }
        map.end()
    }
}

/// A map of changes. Those of custom fields are written one key at a time: Didar merges them
/// (F81).
struct Fields<'a>(&'a [Change]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for change in self.0 {
            map.serialize_entry(&change.key, &Wire(&change.value))?;
        }
        map.end()
    }
}

/// What is sent of a part.
struct Sent<'a>(&'a Part, &'static str);

impl Serialize for Sent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(Part { stored, changes }, code) = self;
        let Some(stored) = stored else { return Fields(changes).serialize(serializer) };
        let mut object: Map<String, Value> =
            serde_json::from_str(stored).map_err(S::Error::custom)?;
        // Its code stays as it is stored.
        let changes: Vec<_> = changes.iter().filter(|c| c.key != *code).cloned().collect();
        if let Value::Object(changes) =
            serde_json::to_value(Fields(&changes)).map_err(S::Error::custom)?
        {
            put(&mut object, changes);
        }
        object.serialize(serializer)
    }
}

/// A value with a label (F71).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct KeyValue<'a> {
    key: &'a str,
    value: &'a str,
}

struct Wire<'a>(&'a NewValue);

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            NewValue::Text(text) | NewValue::Record(text) => serializer.serialize_str(text),
            NewValue::Texts(texts) => texts.serialize(serializer),
            NewValue::Labelled(values) => {
                let values: Vec<_> =
                    values.iter().map(|(key, value)| KeyValue { key, value }).collect();
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("KeyValues", &values)?;
                map.end()
            }
            NewValue::Parts(of) => {
                let parts: Vec<_> = of.list.iter().map(|part| Sent(part, of.code)).collect();
                parts.serialize(serializer)
            }
            NewValue::Number(number) => serialize_number(number, serializer),
            NewValue::Boolean(flag) => serializer.serialize_bool(*flag),
            NewValue::Instant(instant) => serializer.serialize_str(&time::format(*instant)),
            NewValue::File(_) => Err(S::Error::custom("a file is no JSON")),
            NewValue::NoRecord => serializer.serialize_str(ZERO_GUID),
            NewValue::Nothing => serializer.serialize_unit(),
        }
    }
}
