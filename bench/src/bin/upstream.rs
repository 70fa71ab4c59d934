//! A stub of Didar: a page of fixed size after a fixed time, whatever is asked.
//!
//! `upstream ADDR ROWS DELAY_MS [FIELDS]`, with so many custom fields more than the sandbox has, which no
//! row has. `/calls` tells how many pages were asked for.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, http::Uri, response::IntoResponse, routing::get};
use didar_sandbox::{Sandbox, Settings};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the stub reads of a search.
#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "Limit")]
    limit: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (address, rows, delay, fields) = match arguments.as_slice() {
        [address, rows, delay] => (address, rows, delay, "0"),
        [address, rows, delay, fields] => (address, rows, delay, fields.as_str()),
        _ => anyhow::bail!("upstream ADDR ROWS DELAY_MS [FIELDS]"),
    };
    let (rows, delay): (usize, u64) = (rows.parse()?, delay.parse()?);
    let fields: usize = fields.parse()?;
    let sandbox =
        Sandbox::start(Settings { contacts: rows + rows / 5 + 10, ..Settings::default() }).await?;
    let persons: Vec<_> =
        sandbox.contacts_json().into_iter().filter(|row| row["Type"] == "Person").collect();
    let definitions = with_more(sandbox.definitions_json(), fields);
    let definitions = json!({ "Response": definitions }).to_string();
    let page = |rows: usize| {
        let rows = &persons[..rows.min(persons.len())];
        json!({ "Response": { "List": rows, "TotalCount": 2000 } }).to_string()
    };
    // As many rows as are asked for: gateways may look at some beside the page.
    let pages: Arc<Vec<String>> = Arc::new((0..=rows + 8).map(page).collect());
    sandbox.stop().await;
    let definitions: Arc<str> = definitions.into();
    let calls = Arc::new(AtomicU64::new(0));
    let told = Arc::clone(&calls);
    let answer = move |uri: Uri, asked: Bytes| {
        let is_page = uri.path().to_ascii_lowercase().ends_with("search");
        let limit = serde_json::from_slice::<Asked>(&asked).map_or(rows, |asked| asked.limit);
        let page = pages.get(limit).or(pages.last()).filter(|_| is_page).cloned();
        calls.fetch_add(u64::from(is_page), Ordering::Relaxed);
        let body = page.unwrap_or_else(|| definitions.to_string());
        async move {
            if delay > 0 {
                tokio::time::sleep(Duration::from_millis(delay)).await;
            }
            ([("content-type", "application/json; charset=utf-8")], body).into_response()
        }
    };
    let listener = tokio::net::TcpListener::bind(address).await?;
    let tell = move || async move { told.load(Ordering::Relaxed).to_string() };
    axum::serve(listener, Router::new().route("/calls", get(tell)).fallback(answer)).await?;
    Ok(())
}

/// The definitions with so many more, which are texts.
fn with_more(mut definitions: Vec<Value>, fields: usize) -> Vec<Value> {
    let Some(text) = definitions.first().cloned() else { return definitions };
    definitions.extend((0..fields).map(|number| {
        let mut more = text.clone();
        more["Id"] = format!("00000000-0000-4000-8000-{number:012}").into();
        more["Key"] = format!("Field_997_0_{number}").into();
        more["Title"] = format!("More {number}").into();
        more
    }));
    definitions
}
