//! `check`: is the key good, and what is behind it?

use anyhow::Context;

use super::schema;
use crate::{
    app,
    crm::criteria::{ContactCriteria, ContactType, Window},
    didar::{Didar, Need},
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
    println!("  persons:                   {}", count(&didar, ContactType::Person).await?);
    println!("  companies:                 {}", count(&didar, ContactType::Company).await?);
    println!("  users:                     {}", didar.users().await?.len());
    Ok(())
}

async fn count(didar: &Didar, contact_type: ContactType) -> anyhow::Result<u64> {
    let criteria = ContactCriteria { contact_type: Some(contact_type), ..Default::default() };
    let need = Need { rows: false, total: true };
    let found = didar.search_contacts(&criteria, Window { from: 0, limit: 0 }, need).await?;
    Ok(found.matches)
}
