//! Documents that are known by a hash: those that clients have sent before (Apollo's
//! automatic persisted queries), and those of a list that nothing else may be asked from.

use std::{collections::HashMap, sync::Arc};

use moka::sync::Cache;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::store::Store;

/// What the documents that clients have sent may hold in memory, in bytes.
const MEMORY_BYTES: u64 = 32 << 20;

/// How long a document may be that is shared with other gateways, in bytes: what is shared
/// is not thrown out to make room, and claims on saves stand beside it.
const MOST_SHARED: usize = 32 * 1024;

/// The documents of this process. Clones share them.
#[derive(Clone)]
pub struct Documents {
    sent: Cache<String, Arc<str>>,
    store: Option<Store>,
    /// By id; `None` where any document may be sent.
    allowed: Option<Arc<HashMap<String, Arc<str>>>>,
}

/// The document of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) text: String,
    /// Whether it was sent with its hash: if it can be executed, it is to be kept.
    pub(super) is_new: bool,
}

impl Document {
    fn known(text: &str) -> Self {
        Self { text: text.to_owned(), is_new: false }
    }
}

/// Why a request has no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoDocument {
    /// Neither a document nor a hash.
    Missing,
    /// The hash is not known: the client is to send the document too.
    NotFound,
    /// The hash is of another document.
    WrongHash,
    /// Only documents of the list may be asked.
    NotAllowed,
}

impl Default for Documents {
    fn default() -> Self {
        Self::new(None)
    }
}

impl Documents {
    fn new(allowed: Option<HashMap<String, Arc<str>>>) -> Self {
        // An entry holds some 500 bytes besides its text.
        let weight =
            |_: &String, text: &Arc<str>| u32::try_from(text.len() + 500).unwrap_or(u32::MAX);
        let sent = Cache::builder().weigher(weight).max_capacity(MEMORY_BYTES).build();
        Self { sent, store: None, allowed: allowed.map(Arc::new) }
    }

    /// The same, shared with other gateways.
    #[must_use]
    pub fn shared(self, store: Option<Store>) -> Self {
        Self { store, ..self }
    }

    /// Only the documents of a manifest: Apollo's (`{"operations": [{"id", "body"}]}`), or
    /// Relay's (`{"id": "text"}`).
    ///
    /// # Errors
    /// Where the text is neither.
    pub fn only(manifest: &str) -> Result<Self, String> {
        let manifest: Value = serde_json::from_str(manifest).map_err(|error| error.to_string())?;
        let entries: Option<Vec<(String, String)>> = match manifest.get("operations") {
            Some(Value::Array(operations)) => {
                let part = |operation: &Value, name| operation[name].as_str().map(str::to_owned);
                operations.iter().map(|op| Some((part(op, "id")?, part(op, "body")?))).collect()
            }
            _ => manifest.as_object().and_then(|map| {
                map.iter().map(|(id, text)| Some((id.clone(), text.as_str()?.to_owned()))).collect()
            }),
        };
        let entries = entries.ok_or("expected {\"id\": \"document\"} or Apollo's manifest")?;
        let mut allowed = HashMap::new();
        for (id, text) in entries {
            let text: Arc<str> = text.into();
            allowed.insert(hash(&text), Arc::clone(&text));
            allowed.insert(id, text);
        }
        Ok(Self::new(Some(allowed)))
    }

    /// The document of a request: sent, or named by `documentId` or by the extension
    /// `persistedQuery`.
    pub(super) async fn find(
        &self,
        query: Option<String>,
        document_id: Option<&str>,
        extensions: &Map<String, Value>,
    ) -> Result<Document, NoDocument> {
        let persisted = extensions.get("persistedQuery");
        let hash_given = persisted.and_then(|persisted| persisted.get("sha256Hash")?.as_str());
        let id = document_id.or(hash_given);
        if let Some(allowed) = &self.allowed {
            let key = match (&query, id) {
                (Some(query), _) => hash(query),
                (None, Some(id)) => id.strip_prefix("sha256:").unwrap_or(id).to_owned(),
                (None, None) => return Err(NoDocument::Missing),
            };
            return allowed
                .get(&key)
                .map(|text| Document::known(text))
                .ok_or(NoDocument::NotAllowed);
        }
        match (query, id) {
            (Some(query), Some(id)) if document_id.is_none() => {
                if hash(&query) != id.to_ascii_lowercase() {
                    return Err(NoDocument::WrongHash);
                }
                Ok(Document { text: query, is_new: true })
            }
            (Some(query), _) => Ok(Document { text: query, is_new: false }),
            (None, Some(id)) => {
                let id = id.strip_prefix("sha256:").unwrap_or(id).to_ascii_lowercase();
                let text = self.sent_before(&id).await.ok_or(NoDocument::NotFound)?;
                Ok(Document::known(&text))
            }
            (None, None) => Err(NoDocument::Missing),
        }
    }

    /// A document that some client has sent, to this gateway or another.
    async fn sent_before(&self, hash: &str) -> Option<Arc<str>> {
        if let Some(text) = self.sent.get(hash) {
            return Some(text);
        }
        let is_hash = hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
        let store = self.store.as_ref().filter(|_| is_hash)?;
        let text: Arc<str> = store.document(hash).await.ok()??.into();
        self.sent.insert(hash.to_owned(), Arc::clone(&text));
        Some(text)
    }

    /// Keeps a document that was sent with its hash.
    pub(super) async fn keep(&self, text: &str) {
        let hash = hash(text);
        if let Some(store) = self.store.as_ref().filter(|_| text.len() <= MOST_SHARED) {
            // While it cannot be asked the document is known here alone.
            let _ = store.keep_document(&hash, text).await;
        }
        self.sent.insert(hash, text.into());
    }
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn persisted(hash: &str) -> Map<String, Value> {
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        extensions.as_object().cloned().expect("an object")
    }

    #[tokio::test]
    async fn a_document_is_sent_once_and_then_named_by_its_hash() {
        let documents = Documents::default();
        let (query, none) = ("{ __typename }".to_owned(), Map::new());
        let known = Ok(Document::known(&query));
        let named = persisted(&hash(&query));
        assert_eq!(documents.find(None, None, &none).await, Err(NoDocument::Missing));
        assert_eq!(documents.find(None, None, &named).await, Err(NoDocument::NotFound));
        let wrong = documents.find(Some("{ a }".to_owned()), None, &named).await;
        assert_eq!(wrong, Err(NoDocument::WrongHash));
        let sent = documents.find(Some(query.clone()), None, &named).await.expect("a document");
        assert!(sent.is_new && sent.text == query);
        assert_eq!(
            documents.find(None, None, &named).await,
            Err(NoDocument::NotFound),
            "not kept yet"
        );
        documents.keep(&query).await;
        assert_eq!(documents.find(None, None, &named).await, known);
        let id = format!("sha256:{}", hash(&query));
        assert_eq!(documents.find(None, Some(&id), &none).await, known);
    }

    #[tokio::test]
    async fn a_list_allows_what_is_in_it_and_nothing_else() {
        for manifest in [
            json!({ "x": "{ a }" }),
            json!({ "format": "apollo-persisted-query-manifest", "operations": [{ "id": "x", "body": "{ a }" }] }),
        ] {
            let documents = Documents::only(&manifest.to_string()).expect("a manifest");
            let none = Map::new();
            let ok = Ok(Document::known("{ a }"));
            assert_eq!(documents.find(None, Some("x"), &none).await, ok);
            assert_eq!(documents.find(None, None, &persisted("x")).await, ok);
            assert_eq!(documents.find(Some("{ a }".to_owned()), None, &none).await, ok);
            let other = documents.find(Some("{ b }".to_owned()), None, &none).await;
            assert_eq!(other, Err(NoDocument::NotAllowed));
        }
        assert!(Documents::only("[]").is_err() && Documents::only("{\"a\":1}").is_err());
    }
}
