//! Documents that were found to be small enough, parsed once each.

use std::sync::Arc;

use async_graphql::{ServerError, parser::types::ExecutableDocument};
use metrics::Counter;
use moka::sync::Cache;
use sha2::{Digest, Sha256};

use super::{document, limits::Limits};
use crate::{crm::budget::Budget, graphql::allowance::Allowance};

/// How many bytes a parsed document holds for each byte of its text, about.
const BYTES_PER_BYTE: usize = 30;
/// What parsed documents may hold in memory, in bytes.
const MEMORY_BYTES: u64 = 64 << 20;

/// Counts documents.
const DOCUMENTS: &str = "didar_graphql_documents_total";

/// A document that is small enough.
#[derive(Clone)]
pub(crate) struct Parsed {
    pub(crate) document: Arc<ExecutableDocument>,
    /// Of its text.
    pub(crate) hash: [u8; 32],
}

/// Stands before the engine: parses documents, once each. Clones share what is parsed.
#[derive(Clone)]
pub struct Guard {
    limits: Arc<Limits>,
    parsed: Cache<[u8; 32], (Arc<ExecutableDocument>, u32)>,
    budget: Budget,
    /// Counts the documents that were parsed before.
    before: Counter,
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
        let budget = Budget::of(limits.answers_bytes);
        let before = metrics::counter!(DOCUMENTS, "parsed" => "before");
        Self { limits: Arc::new(limits), parsed, budget, before }
    }

    /// What one answer may hold.
    pub(crate) fn allowance(&self) -> Allowance {
        Allowance::of(self.limits.answer_bytes, &self.budget)
    }

    /// How many calls to Didar an operation may take, if there is a limit.
    pub(crate) fn most_calls(&self) -> Option<u64> {
        Some(self.limits.didar_calls).filter(|most| *most > 0)
    }

    /// What all answers share.
    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The document, if it is one and within the limits. What is refused is not kept.
    pub(crate) fn parse(&self, query: &str) -> Result<Parsed, ServerError> {
        let hash: [u8; 32] = Sha256::digest(query).into();
        if let Some((document, _)) = self.parsed.get(&hash) {
            self.before.increment(1);
            return Ok(Parsed { document, hash });
        }
        metrics::counter!(DOCUMENTS, "parsed" => "now").increment(1);
        let mut document = document::parse(query, &self.limits)?;
        document::merge_roots(&mut document);
        let document = Arc::new(document);
        let weight = u32::try_from(query.len() * BYTES_PER_BYTE).unwrap_or(u32::MAX);
        self.parsed.insert(hash, (Arc::clone(&document), weight));
        Ok(Parsed { document, hash })
    }
}
