//! Why the program does not start.

/// A setting that cannot be used; its text names the setting and never a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSetting(pub String);
