//! Files: saved as a form of several parts, and told of by their own rows (F145).

use std::sync::Arc;

use reqwest::{
    RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    action::Action,
    client::Didar,
    endpoint::Upload,
    envelope::{Answer, Members, malformed},
    json::Json,
    row::Row,
    save::SaveFailure,
    transport::Payload,
};
use crate::crm::{
    changes::{Changes, NewValue},
    error::UpstreamError,
};

/// Key of a file in Didar's answer.
const KEY: &str = "Key";

/// A file on its way.
struct File<'a> {
    upload: Upload,
    owner: Uuid,
    name: &'a str,
    media_type: &'a str,
    bytes: &'a Arc<[u8]>,
}

impl Didar {
    /// Gives a record a file. The row that is returned has the id of that record.
    pub(super) async fn upload(
        &self,
        action: Action,
        upload: Upload,
        changes: &Changes,
    ) -> Result<Row, SaveFailure> {
        let file = File::of(upload, changes)
            .ok_or_else(|| SaveFailure::NotSaved(malformed("$", "nothing to upload")))?;
        let answer = self.transport.call_with(action, &file).await?;
        Ok(told(&answer, file.owner)?)
    }
}

impl<'a> File<'a> {
    fn of(upload: Upload, changes: &'a Changes) -> Option<Self> {
        let value = |key: &str| changes.attributes.iter().find(|change| change.key == key);
        let NewValue::File(bytes) = &value(upload.file)?.value else { return None };
        let NewValue::Record(owner) = &value(upload.owner)?.value else { return None };
        Some(Self {
            upload,
            owner: Uuid::parse_str(owner).ok()?,
            name: changes.text(upload.name)?,
            media_type: changes.text(upload.media_type)?,
            bytes,
        })
    }
}

impl Payload for File<'_> {
    fn put(&self, request: RequestBuilder) -> RequestBuilder {
        let part = || Part::bytes(self.bytes.to_vec()).file_name(self.name.to_owned());
        // The rules of the save let nothing pass that is no media type.
        let file = part().mime_str(self.media_type).unwrap_or_else(|_| part());
        let form = Form::new().text(self.upload.owner, self.owner.to_string());
        request.multipart(form.part(self.upload.file, file))
    }
}

/// The file that an answer tells of: alone, or the only one of a list.
fn told(answer: &Answer, owner: Uuid) -> Result<Row, UpstreamError> {
    let response = answer.response()?;
    let listed = Members::read(response.get()).ok().and_then(|members| members.one("list").ok()?);
    let file = match listed.unwrap_or(response).items().as_deref() {
        Some([one]) => *one,
        Some(_) => return Err(malformed("Response", "not one file")),
        None => response,
    };
    row(file, owner).ok_or_else(|| malformed("Response", "not a file with a key"))
}

fn row(file: Json<'_>, owner: Uuid) -> Option<Row> {
    let told: Map<String, Value> = serde_json::from_str(file.get()).ok()?;
    let mut members: Map<_, _> =
        told.into_iter().map(|(name, value)| (usual(name), value)).collect();
    let has_key = members.get(KEY)?.as_str().is_some_and(|key| !key.is_empty());
    members.insert("Id".to_owned(), owner.to_string().into());
    let text = serde_json::to_string(&members).ok().filter(|_| has_key)?;
    Row::of_json(&text)
}

/// A name as Didar is known to spell it: one source tells of this answer.
fn usual(name: String) -> String {
    const NAMES: [&str; 5] = [KEY, "Size", "Type", "Name", "Id"];
    let known = NAMES.iter().find(|known| name.eq_ignore_ascii_case(known));
    known.map_or(name, |known| (*known).to_owned())
}
