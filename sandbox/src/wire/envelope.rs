//! The `Response` envelope (F11, F12).

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope<T> {
    response: T,
}

/// A page of a search (F55).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Listing<T> {
    pub(crate) list: Vec<T>,
    pub(crate) total_count: usize,
}

/// Wraps an answer.
pub(crate) fn envelope(response: impl Serialize) -> Vec<u8> {
    serde_json::to_vec(&Envelope { response })
        .expect("the wire types have text keys only and cannot fail to serialise")
}
