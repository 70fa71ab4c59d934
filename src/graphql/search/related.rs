//! The records that point to a record, a page at a time.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use super::page::{Asked, Backing, fetch};
use crate::{
    crm::{account_tag::AccountTag, error::UpstreamError},
    didar::Didar,
    graphql::{
        error::FieldErrors,
        model::Model,
        notes::Notes,
        record::page::{Finder, Page, PointedTo, RelatedPage},
    },
};

/// Finds related records by their entity's search.
pub(crate) struct Searches {
    pub(crate) model: Arc<Model>,
    pub(crate) account: AccountTag,
    pub(crate) didar: Didar,
    pub(crate) notes: Notes,
}

impl Finder for Searches {
    fn find<'a>(
        &'a self,
        page: &'a RelatedPage,
        to: &'a PointedTo,
    ) -> BoxFuture<'a, Result<Page, FieldErrors>> {
        let backing = Backing {
            model: &self.model,
            account: &self.account,
            didar: &self.didar,
            notes: &self.notes,
        };
        let links = page.relation.links;
        let is_of = |word: &str| to.word.as_deref().is_some_and(|of| of.eq_ignore_ascii_case(word));
        let link = links.iter().find(|link| link.of.is_none_or(is_of));
        Box::pin(async move {
            let Some(link) = link else { return none(to) };
            let asked = Asked {
                of: self.model.of(page.relation.to).description,
                arguments: &page.arguments,
                selects: page.selects,
                pointing: Some((link.criterion, to.id)),
            };
            fetch(&asked, backing).await
        })
    }
}

/// The page of a record to which none can point.
fn none(to: &PointedTo) -> Result<Page, FieldErrors> {
    if to.word.is_some() {
        return Ok(Page::default());
    }
    let reason = "does not tell of which kind it is".to_owned();
    Err(UpstreamError::Malformed { path: "Response".to_owned(), reason }.into())
}
