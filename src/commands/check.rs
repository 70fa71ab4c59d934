//! `check`: is the key good, and what is behind it?

use anyhow::Context;

use super::schema;
use crate::{
    app,
    crm::criteria::{Compare, Criteria, Criterion, Operand, Window},
    didar::{Didar, Endpoint, Need, endpoint},
    settings::{AccountSettings, BadSetting, UnknownVariable, unknown_variables},
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
    for (entity, nouns) in schema.entities_with_fields() {
        let fields: Vec<_> =
            schema.fields().filter(|field| field.definition.entity == entity).collect();
        let typed = fields.iter().filter(|field| field.name.is_some()).count();
        println!("  custom fields of {:<10}{}, typed {typed}", format!("{nouns}:"), fields.len());
    }
    println!("  persons:                   {}", persons(&didar, "Person").await?);
    println!("  companies:                 {}", persons(&didar, "Company").await?);
    println!("  deals:                     {}", count(&didar, &endpoint::DEAL, vec![]).await?);
    println!("  pipelines of deals:        {}", didar.list(&endpoint::PIPELINE).await?.len());
    println!("  users:                     {}", didar.list(&endpoint::USER).await?.len());
    let names = schema.unknown_names(&aliases).into_iter();
    let names = names.map(|unknown| format!("accounts.{}.{unknown}", account.name));
    let variables = unknown_variables(&settings.accounts.variables()?);
    let faults: Vec<_> = names.chain(variables.iter().map(UnknownVariable::to_string)).collect();
    if faults.is_empty() { Ok(()) } else { Err(BadSetting(faults.join("\n       ")).into()) }
}

/// How many contacts there are of a type, in Didar's word.
async fn persons(didar: &Didar, contact_type: &str) -> anyhow::Result<u64> {
    let value = Operand::Text(contact_type.to_owned());
    let of_type = Criterion { key: "Type", value, compare: Compare::AsDidarDoes };
    count(didar, &endpoint::CONTACT, vec![of_type]).await
}

async fn count(didar: &Didar, of: &Endpoint, native: Vec<Criterion>) -> anyhow::Result<u64> {
    let criteria = Criteria { native, ..Criteria::default() };
    let window = Window { from: 0, limit: 0 };
    Ok(didar.search(of, &criteria, window, Need::TOTAL).await?.matches)
}
