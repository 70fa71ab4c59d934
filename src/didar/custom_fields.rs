//! Custom-field definitions: `customfield/GetCustomfieldList` (didar-api.md 5).

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use serde::Deserialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    action::Action,
    client::Didar,
    envelope::{self, Answer, Members, malformed},
    json::Json,
    value::{self, flag, optional_text},
};
use crate::crm::{
    catalogue::Catalogue,
    entity::Entity,
    error::UpstreamError,
    field::{FieldDefinition, FieldKind, FieldOption},
    text,
};

const LIST: Action = Action::read("customfield/GetCustomfieldList");

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    #[serde(default, deserialize_with = "optional_text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "optional_text")]
    key: Option<String>,
    #[serde(default, deserialize_with = "optional_text")]
    title: Option<String>,
    #[serde(default, deserialize_with = "optional_text")]
    field_type: Option<String>,
    #[serde(default, deserialize_with = "optional_text")]
    control_type: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    is_deleted: bool,
    #[serde(default = "yes", deserialize_with = "flag")]
    is_searchable: bool,
    #[serde(default)]
    view_options: Option<ViewOptions>,
    #[serde(default)]
    options: Option<Box<RawValue>>,
    #[serde(default, rename = "ExcludedPipeLineIds")]
    excluded_in: Option<Box<RawValue>>,
    #[serde(default, rename = "RequiredPipeLineStageIds")]
    required_in: Option<Box<RawValue>>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ViewOptions {
    #[serde(default, deserialize_with = "flag")]
    is_required: bool,
}

/// The options of a choice field, each text once. The inner shape was never seen (F95): a
/// list of texts, numbers or objects is taken, anything else counts as no options.
fn read_options(raw: Option<Json<'_>>) -> Vec<FieldOption> {
    let list = raw.and_then(|raw| envelope::items(raw).ok()).unwrap_or_default();
    let mut seen = HashSet::new();
    let texts = list.into_iter().filter_map(option_text);
    texts
        .filter(|text| seen.insert(text.clone()))
        .map(|text| FieldOption { label: text.clone(), value: text })
        .collect()
}

/// A list of ids; one in another shape says nothing.
fn read_ids(raw: Option<&RawValue>) -> Vec<Uuid> {
    raw.and_then(|ids| value::guids(Json::from(ids)).ok()).unwrap_or_default()
}

/// The text that Didar stores for an option, as it is written.
fn option_text(raw: Json<'_>) -> Option<String> {
    let plain = |raw: Json<'_>| match raw.get().as_bytes().first() {
        Some(b'"' | b'-' | b'0'..=b'9') => value::text(raw).ok().flatten().map(Cow::into_owned),
        _ => None,
    };
    let plain = |raw| plain(raw).filter(|text| !text::clean(text).is_empty());
    plain(raw).or_else(|| {
        let members = Members::read(raw.get()).ok()?;
        let mut names = ["title", "text", "name", "label", "value"].into_iter();
        names.find_map(|name| plain(members.one(name).ok()??))
    })
}

/// The definitions of every entity, and the answer they were read from.
///
/// A definition that cannot be read is left out with a log line; the others stay. A
/// definition without id or key is of no use and is left out too.
pub struct Definitions {
    /// What they say.
    pub catalogue: Catalogue,
    answer: Arc<Answer>,
}

impl Definitions {
    fn of(answer: Arc<Answer>) -> Result<Self, UpstreamError> {
        let definitions = entries(answer.response()?)?
            .into_iter()
            .enumerate()
            .filter_map(|(index, raw)| read_definition(index, raw));
        Ok(Self { catalogue: Catalogue::new(definitions.collect()), answer })
    }

    /// Reads what [`Self::text`] gave.
    ///
    /// # Errors
    /// Where the text is no readable list.
    pub fn from_text(text: &str) -> Result<Self, UpstreamError> {
        let answer = Answer::read(text.into());
        let answer = answer.map_err(|_| malformed("$", "not an answer of Didar's"))?;
        Self::of(Arc::new(answer))
    }

    /// Didar's answer as it came.
    #[must_use]
    pub fn text(&self) -> &str {
        self.answer.text()
    }
}

impl Didar {
    /// The definitions of every entity.
    ///
    /// # Errors
    /// Where Didar gives no readable list.
    pub async fn definitions(&self) -> Result<Definitions, UpstreamError> {
        let answer = self.transport.call(LIST, &serde_json::Map::new()).await?;
        Definitions::of(answer)
    }
}

/// The list itself, or a `List` wrapper, or a map keyed by field key (F90).
fn entries(raw: Json<'_>) -> Result<Vec<Json<'_>>, UpstreamError> {
    let listed = envelope::items(raw);
    if listed.is_ok() || !raw.get().starts_with('{') {
        return listed.map_err(|_| malformed("Response", "not a list of definitions"));
    }
    let map: BTreeMap<String, &RawValue> = serde_json::from_str(raw.get())
        .map_err(|_| malformed("Response", "not a list of definitions"))?;
    Ok(map.into_values().map(Json::from).collect())
}

fn read_definition(index: usize, raw: Json<'_>) -> Option<FieldDefinition> {
    match envelope::read::<Definition>(&format!("Response[{index}]"), raw) {
        Ok(definition) => definition.into_domain(),
        Err(error) => {
            tracing::warn!(%error, "a custom-field definition was left out");
            None
        }
    }
}

impl Definition {
    fn into_domain(self) -> Option<FieldDefinition> {
        let (id, key) = (definition_id(&self.id?), self.key?.trim().to_owned());
        Some(FieldDefinition {
            title: self.title.unwrap_or_else(|| key.clone()),
            entity: Entity::of(self.field_type.as_deref(), &key),
            kind: FieldKind::of(self.control_type.as_deref(), &key),
            is_deleted: self.is_deleted,
            is_searchable: self.is_searchable,
            is_required: self.view_options.is_some_and(|options| options.is_required),
            options: read_options(self.options.as_deref().map(Json::from)),
            excluded_in: read_ids(self.excluded_in.as_deref()),
            required_in: read_ids(self.required_in.as_deref()),
            id,
            key,
        })
    }
}

/// A GUID in its usual form; whatever else is there as it is written.
fn definition_id(text: &str) -> String {
    let text = text::plain(text);
    let guid = Uuid::parse_str(&text).map(|guid| guid.hyphenated().to_string());
    guid.unwrap_or_else(|_| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<FieldDefinition> {
        read_definition(0, Json::of_parsed(text))
    }

    #[test]
    fn options_are_read_from_texts_and_from_objects_and_never_repeat() {
        let texts = |options: &str| {
            let json = format!(r#"{{"Id":"A","Key":"Field_996_4_1","Options":{options}}}"#);
            let options = read(&json).expect("readable").options;
            options.into_iter().map(|option| option.value).collect::<Vec<_>>()
        };
        assert_eq!(texts(r#"["x","y","x",""]"#), ["x", "y"]);
        assert_eq!(texts(r#"[{"Id":"1","Title":"x"},{"Id":"2","Title":"y"}]"#), ["x", "y"]);
        assert_eq!(
            texts(r#"[{"Id":1,"Title":"x","Value":"1"},{"Value":"y"},{"Id":3},true]"#),
            ["x", "y"]
        );
        assert_eq!(texts("[10, 20.50, 10]"), ["10", "20.50"]);
        assert_eq!(texts(r#"[{"Title":1403},{"title":"","Text":"z"}]"#), ["1403", "z"]);
        assert_eq!(texts(r#"{"List":["x"]}"#), ["x"]);
        assert_eq!(texts("null"), [""; 0]);
        assert_eq!(texts(r#"{"odd":true}"#), [""; 0]);
    }

    #[test]
    fn a_definition_with_nothing_but_id_and_key_is_readable() {
        let found = read(r#"{"Id":"ABC","Key":"Field_996_12_8"}"#).expect("readable");
        assert_eq!((found.id.as_str(), found.title.as_str()), ("abc", "Field_996_12_8"));
        assert_eq!((found.kind, found.entity), (FieldKind::Number, Entity::Contact));
        assert!(found.is_searchable && !found.is_deleted && !found.is_required);
    }

    #[test]
    fn a_definition_that_cannot_be_read_is_left_out_alone() {
        assert_eq!(read(r#"{"Id":"a","Key":{"odd":1}}"#), None);
        assert_eq!(read(r#"{"Id":"a"}"#), None);
        assert_eq!(read(r#""odd""#), None);
    }
}
