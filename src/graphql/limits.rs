//! How large a document may be, and documents that were found to be small enough.

use std::sync::Arc;

use async_graphql::{ServerError, parser::types::ExecutableDocument};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{allowance::Allowance, document};

/// How many bytes a parsed document holds for each byte of its text, about.
const BYTES_PER_BYTE: usize = 30;
/// What parsed documents may hold in memory, in bytes.
const MEMORY_BYTES: u64 = 64 << 20;

/// How many items a list in an argument has at most.
pub(super) const MOST_ITEMS: usize = 1_000;

/// How large a document and its answer may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Tokens in its text.
    pub tokens: usize,
    /// Directives in its text.
    pub directives: usize,
    /// How deep selections nest, fragments spread. Standard introspection needs 15.
    pub depth: usize,
    /// Fields its operations select, fragments spread.
    pub fields: usize,
    /// Fields at the root, each of which may ask Didar.
    pub root_fields: usize,
    /// What the answer may hold, in bytes; each value counts for 128 besides its text.
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            tokens: 15_000,
            directives: 200,
            depth: 30,
            fields: 5_000,
            root_fields: 50,
            answer_bytes: 32 << 20,
        }
    }
}

/// Stands before the engine: parses documents, once each. Clones share what is parsed.
#[derive(Clone)]
pub struct Guard {
    limits: Arc<Limits>,
    parsed: Cache<[u8; 32], (Arc<ExecutableDocument>, u32)>,
}

impl Default for Guard {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Guard {
    /// A guard with these limits.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let weight = |_: &[u8; 32], (_, weight): &(Arc<ExecutableDocument>, u32)| *weight;
        let parsed = Cache::builder().weigher(weight).max_capacity(MEMORY_BYTES).build();
        Self { limits: Arc::new(limits), parsed }
    }

    /// What one answer may hold.
    pub(super) fn allowance(&self) -> Allowance {
        Allowance::of(self.limits.answer_bytes)
    }

    /// The document, if it is one and within the limits. What is refused is not kept.
    pub(super) fn parse(&self, query: &str) -> Result<Arc<ExecutableDocument>, ServerError> {
        let key: [u8; 32] = Sha256::digest(query).into();
        if let Some((document, _)) = self.parsed.get(&key) {
            metrics::counter!("documents_total", "parsed" => "before").increment(1);
            return Ok(document);
        }
        metrics::counter!("documents_total", "parsed" => "now").increment(1);
        let mut document = document::parse(query, &self.limits)?;
        document::merge_roots(&mut document);
        let document = Arc::new(document);
        let weight = u32::try_from(query.len() * BYTES_PER_BYTE).unwrap_or(u32::MAX);
        self.parsed.insert(key, (Arc::clone(&document), weight));
        Ok(document)
    }
}
