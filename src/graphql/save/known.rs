//! The stored records of a list of saves, looked for together.

use tokio::sync::OnceCell;

use crate::{
    crm::error::UpstreamError,
    didar::{Didar, Row},
    graphql::model::entity::Description,
};

/// The records of a list of saves, read by one look-up when the first of the saves needs it. A
/// save whose answer is remembered under its idempotency key never does.
pub(crate) struct Known {
    of: &'static Description,
    codes: Vec<String>,
    found: OnceCell<Result<Vec<Row>, UpstreamError>>,
}

impl Known {
    pub(super) fn new(of: &'static Description, codes: Vec<String>) -> Self {
        Self { of, codes, found: OnceCell::new() }
    }

    /// The records that were found, as they were then.
    pub(super) async fn rows(&self, didar: &Didar) -> Result<&[Row], UpstreamError> {
        let look_up = || didar.by_codes_as_stored(self.of.endpoint, &self.codes);
        let found = self.found.get_or_init(look_up).await;
        found.as_deref().map_err(Clone::clone)
    }
}
