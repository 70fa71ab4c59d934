//! `schema`: the account's schema as SDL.

use std::sync::Arc;

use super::demo;
use crate::{
    app,
    crm::catalogue::Catalogue,
    graphql::{AccountFacts, AccountSchema, AccountTag, Spelling},
    settings::SchemaSettings,
};

pub(super) async fn run(settings: &SchemaSettings) -> anyhow::Result<()> {
    let catalogue = if settings.core {
        Catalogue::default()
    } else if settings.demo {
        let sandbox = demo::sandbox(0, 0).await?;
        app::client(&demo::upstream(&sandbox)?)?.catalogue().await?
    } else {
        app::client(&settings.upstream.check()?)?.catalogue().await?
    };
    print!("{}", schema(catalogue).sdl());
    Ok(())
}

/// The schema for definitions that were just fetched.
pub(super) fn schema(catalogue: Catalogue) -> AccountSchema {
    let facts = AccountFacts { name: String::new(), freshness: Arc::default() };
    AccountSchema::build(Arc::new(catalogue), facts, AccountTag([0; 32]), Spelling::default())
}
