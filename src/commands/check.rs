//! `check`: is the key good, and what is behind it?

use anyhow::Context;

use super::schema;
use crate::{
    app,
    crm::criteria::{Compare, Criteria, Criterion, Operand, Window},
    didar::{Didar, Need, endpoint},
    settings::AccountSettings,
};

pub(super) async fn run(settings: &AccountSettings) -> anyhow::Result<()> {
    let upstream = settings.upstream.check()?;
    let account = settings.check()?;
    let aliases = app::aliases(&account)?;
    let didar = app::connector(&upstream)?.didar(account.key);
    let asked = || format!("asked {}", upstream.base_url);
    let catalogue = didar.definitions().await.with_context(asked)?.catalogue;
    let schema = schema::schema(catalogue, &aliases);
    println!("The key is good at {}", upstream.base_url);
    println!("  custom fields of contacts: {}", schema.fields().count());
    println!(
        "  of these typed:            {}",
        schema.fields().filter(|f| f.name.is_some()).count()
    );
    println!("  persons:                   {}", count(&didar, "Person").await?);
    println!("  companies:                 {}", count(&didar, "Company").await?);
    println!("  users:                     {}", didar.list(&endpoint::USER).await?.len());
    Ok(())
}

/// How many contacts there are of a type, in Didar's word.
async fn count(didar: &Didar, contact_type: &str) -> anyhow::Result<u64> {
    let value = Operand::Text(contact_type.to_owned());
    let of_type = Criterion { key: "Type", value, compare: Compare::AsDidarDoes };
    let criteria = Criteria { native: vec![of_type], custom: Vec::new() };
    let (window, need) = (Window { from: 0, limit: 0 }, Need { rows: false, total: true });
    Ok(didar.search(&endpoint::CONTACT, &criteria, window, need).await?.matches)
}
