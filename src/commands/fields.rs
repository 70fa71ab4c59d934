//! `fields`: the account's custom fields as a table.

use super::{
    schema,
    suggest::{self, kind},
};
use crate::{graphql::FieldSummary, settings::FieldsSettings};

pub(super) async fn run(settings: &FieldsSettings) -> anyhow::Result<()> {
    let schema = schema::of_account(&settings.account).await?;
    if settings.suggest {
        let account = settings.account.check()?.name;
        print!("{}", suggest::block(&account, schema.fields()));
        return Ok(());
    }
    let header = ["KEY", "KIND", "SCHEMA NAME", "TITLE", "OPTIONS"].map(str::to_owned);
    let rows: Vec<_> =
        std::iter::once(header).chain(schema.fields().map(|field| row(&field))).collect();
    print!("{}", table(&rows));
    Ok(())
}

fn row(field: &FieldSummary<'_>) -> [String; 5] {
    let options = field.options.iter().map(|(name, text)| format!("{name}={text}"));
    [
        field.definition.key.clone(),
        kind(field.definition.kind).to_owned(),
        field.name.unwrap_or("(not typed)").to_owned(),
        field.definition.title.clone(),
        options.collect::<Vec<_>>().join(" "),
    ]
}

/// Columns as wide as their widest cell; the last one is left ragged.
fn table(rows: &[[String; 5]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; 5] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
