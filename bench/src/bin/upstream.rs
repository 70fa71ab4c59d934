//! A stub of Didar: a page of fixed size after a fixed time, whatever is asked.
//!
//! `upstream ADDR ROWS DELAY_MS`

use std::{sync::Arc, time::Duration};

use axum::{Router, http::Uri, response::IntoResponse};
use didar_sandbox::{Sandbox, Settings};
use serde_json::json;

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
    let page = json!({ "Response": { "List": &persons[..rows], "TotalCount": 2000 } }).to_string();
    sandbox.stop().await;
    let (page, definitions): (Arc<str>, Arc<str>) = (page.into(), definitions.into());
    let answer = move |uri: Uri| {
        let is_page = uri.path().to_ascii_lowercase().ends_with("search");
        let body = if is_page { Arc::clone(&page) } else { Arc::clone(&definitions) };
        async move {
            if delay > 0 {
                tokio::time::sleep(Duration::from_millis(delay)).await;
            }
            ([("content-type", "application/json; charset=utf-8")], body.to_string())
                .into_response()
        }
    };
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().fallback(answer)).await?;
    Ok(())
}
