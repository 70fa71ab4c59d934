//! `schema`: the account's schema as SDL.

use std::sync::Arc;

use super::demo;
use crate::{
    app,
    crm::{account_tag::AccountTag, catalogue::Catalogue},
    graphql::{AccountFacts, AccountSchema, Aliases, Spelling},
    settings::{AccountSettings, SchemaSettings},
};

pub(super) async fn run(settings: &SchemaSettings) -> anyhow::Result<()> {
    let schema = if settings.core {
        schema(Catalogue::default(), &Aliases::default())
    } else if settings.demo {
        let sandbox = demo::sandbox(0, 0).await?;
        let didar = app::connector(&demo::upstream(&sandbox)?)?.didar(sandbox.api_key().into());
        schema(didar.definitions().await?.catalogue, &Aliases::default())
    } else {
        of_account(&settings.account).await?
    };
    print!("{}", schema.sdl());
    Ok(())
}

/// The schema of the account in the settings, from definitions fetched now.
pub(super) async fn of_account(settings: &AccountSettings) -> anyhow::Result<AccountSchema> {
    let account = settings.check()?;
    let aliases = app::aliases(&account)?;
    let didar = app::connector(&settings.upstream.check()?)?.didar(account.key);
    Ok(schema(didar.definitions().await?.catalogue, &aliases))
}

/// The schema for definitions that were just fetched.
pub(super) fn schema(catalogue: Catalogue, aliases: &Aliases) -> AccountSchema {
    let facts = AccountFacts { name: String::new(), freshness: Arc::default() };
    AccountSchema::build(Some(catalogue), facts, AccountTag([0; 32]), aliases, Spelling::default())
}
