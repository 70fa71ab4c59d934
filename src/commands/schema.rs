//! `schema`: the account's schema as SDL.

use std::sync::Arc;

use crate::{
    app,
    crm::{account_tag::AccountTag, catalogue::Catalogue},
    graphql::{AccountFacts, AccountSchema, Aliases, SchemaOptions},
    settings::{AccountSettings, SchemaSettings},
};

pub(super) async fn run(settings: &SchemaSettings) -> anyhow::Result<()> {
    if settings.core {
        print!("{}", schema(Catalogue::default(), &Aliases::default()).sdl());
        return Ok(());
    }
    #[cfg(feature = "demo")]
    if settings.demo {
        let sandbox = super::demo::sandbox(0, 0).await?;
        let connector = app::connector(&super::demo::upstream(&sandbox)?)?;
        let definitions = connector.didar(sandbox.api_key().into()).definitions().await?;
        print!("{}", schema(definitions.catalogue, &super::demo::aliases()?).sdl());
        return Ok(());
    }
    print!("{}", of_account(&settings.account).await?.sdl());
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
    let options = SchemaOptions::default();
    AccountSchema::build(Some(catalogue), facts, AccountTag([0; 32]), aliases, options)
}
