//! A form of several parts, read as the object that a JSON body would be.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

use crate::wire::ApiError;

/// Whether a body is such a form.
pub(crate) fn is_one(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// The fields by their names: texts, and of a file its name, type, size and bytes in
/// hexadecimal digits, which the record of calls shows.
pub(crate) async fn read(headers: &HeaderMap, bytes: Bytes) -> Result<Value, ApiError> {
    let problem = |error: &dyn std::fmt::Display| {
        ApiError::bad_request(format!("The form cannot be read: {error}"))
    };
    let mut request = Request::new(Body::from(bytes));
    *request.headers_mut() = headers.clone();
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|error| problem(&error))?;
    let mut fields = Map::new();
    while let Some(field) = form.next_field().await.map_err(|error| problem(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field
            .file_name()
            .map(|name| (name.to_owned(), field.content_type().map(str::to_owned)));
        let bytes = field.bytes().await.map_err(|error| problem(&error))?;
        let value = match file {
            Some((name, kind)) => {
                let content: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                json!({ "Name": name, "Type": kind, "Size": bytes.len(), "Content": content })
            }
            None => String::from_utf8_lossy(&bytes).into_owned().into(),
        };
        fields.insert(name, value);
    }
    Ok(Value::Object(fields))
}
