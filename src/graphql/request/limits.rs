//! How large a document and its answer may be.

/// How many items a list in an argument has at most.
pub(crate) const MOST_ITEMS: usize = 1_000;

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
    /// Calls to Didar that an operation may take; nought sets no limit.
    pub didar_calls: u64,
    /// What the answer may hold, in bytes; each value counts for 128 besides its text.
    pub answer_bytes: usize,
    /// What all answers may hold together until they are sent, in bytes, beyond the first
    /// MiB of each.
    pub answers_bytes: usize,
}

impl Limits {
    /// What holds unless a setting says otherwise.
    pub const DEFAULT: Self = Self {
        tokens: 15_000,
        directives: 200,
        depth: 30,
        fields: 5_000,
        root_fields: 50,
        didar_calls: 150,
        answer_bytes: 32 << 20,
        answers_bytes: 192 << 20,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
