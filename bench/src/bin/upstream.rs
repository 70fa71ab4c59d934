//! A stub of Didar: a page of fixed size after a fixed time, whatever is asked.
//!
//! `upstream ADDR ROWS DELAY_MS`

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Bytes, http::Uri, response::IntoResponse};
use didar_sandbox::{Sandbox, Settings};
use serde::Deserialize;
use serde_json::json;

/// What the stub reads of a search.
#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "Limit")]
    limit: usize,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, rows, delay] = arguments.as_slice() else {
        anyhow::bail!("upstream ADDR ROWS DELAY_MS");
    };
    let (rows, delay): (usize, u64) = (rows.parse()?, delay.parse()?);
    let sandbox =
        Sandbox::start(Settings { contacts: rows + rows / 5 + 10, ..Settings::default() }).await?;
    let persons: Vec<_> =
        sandbox.contacts_json().into_iter().filter(|row| row["Type"] == "Person").collect();
    let definitions = json!({ "Response": sandbox.definitions_json() }).to_string();
    let page = |rows: usize| {
        let rows = &persons[..rows.min(persons.len())];
        json!({ "Response": { "List": rows, "TotalCount": 2000 } }).to_string()
    };
    // As many rows as are asked for: gateways may look at some beside the page.
    let pages: Arc<Vec<String>> = Arc::new((0..=rows + 8).map(page).collect());
    sandbox.stop().await;
    let definitions: Arc<str> = definitions.into();
    let answer = move |uri: Uri, asked: Bytes| {
        let is_page = uri.path().to_ascii_lowercase().ends_with("search");
        let limit = serde_json::from_slice::<Asked>(&asked).map_or(rows, |asked| asked.limit);
        let page = pages.get(limit).or(pages.last()).filter(|_| is_page).cloned();
        let body = page.unwrap_or_else(|| definitions.to_string());
        async move {
            if delay > 0 {
                tokio::time::sleep(Duration::from_millis(delay)).await;
            }
            ([("content-type", "application/json; charset=utf-8")], body).into_response()
        }
    };
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().fallback(answer)).await?;
    Ok(())
}
