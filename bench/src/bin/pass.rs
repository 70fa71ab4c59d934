//! The least that a gateway can do: each request becomes one call, whose bytes are the answer.
//!
//! `pass ADDR UPSTREAM`

use axum::{
    Router,
    body::{Body, Bytes},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, upstream] = arguments.as_slice() else {
        anyhow::bail!("pass ADDR UPSTREAM");
    };
    let url = format!("{upstream}/contact/PersonSearch?apikey=x");
    let client = reqwest::Client::builder().no_proxy().build()?;
    let pass = move |body: Bytes| {
        let (client, url) = (client.clone(), url.clone());
        async move { call(&client, &url, body).await }
    };
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().route("/graphql", post(pass))).await?;
    Ok(())
}

async fn call(client: &reqwest::Client, url: &str, body: Bytes) -> Response {
    let Ok(answer) = client.post(url).body(body).send().await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    match answer.bytes().await {
        Ok(bytes) => ([("content-type", "application/json")], Body::from(bytes)).into_response(),
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}
