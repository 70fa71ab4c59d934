//! `check`: is the key good, and what is behind it?

use anyhow::Context;

use super::schema;
use crate::{
    app,
    crm::criteria::{ContactCriteria, ContactType, Window},
    didar::{Didar, Need},
    settings::UpstreamSettings,
};

pub(super) async fn run(settings: &UpstreamSettings) -> anyhow::Result<()> {
    let upstream = settings.check()?;
    let didar = app::client(&upstream)?;
    let asked = || format!("asked {}", upstream.base_url);
    let catalogue = didar.catalogue().await.with_context(asked)?;
    let schema = schema::schema(catalogue);
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
