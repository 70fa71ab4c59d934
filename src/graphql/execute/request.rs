//! What a client asks.

use tokio::time::Instant;

use crate::{didar::Caller, message::Language};

/// A request as a client sent it.
#[derive(Debug, Clone)]
pub struct GraphQlRequest {
    /// The document.
    pub query: String,
    /// Which of its operations to execute.
    pub operation_name: Option<String>,
    /// Values of the operation's variables.
    pub variables: serde_json::Map<String, serde_json::Value>,
    /// What becomes of a mutation.
    pub mutations: Mutations,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// When the answer is due: what is not known then is an error in it.
    pub deadline: Option<Instant>,
    /// Who asks, of those that share the account.
    pub caller: Caller,
    /// The language of messages.
    pub language: Language,
}

impl Default for GraphQlRequest {
    fn default() -> Self {
        Self {
            query: String::new(),
            operation_name: None,
            variables: serde_json::Map::new(),
            mutations: Mutations::Allowed,
            introspection: true,
            deadline: None,
            caller: Caller::default(),
            language: Language::default(),
        }
    }
}

/// What becomes of a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutations {
    /// It is executed.
    Allowed,
    /// The token may read only.
    Forbidden,
    /// Requests over GET change nothing.
    NotOverGet,
}
