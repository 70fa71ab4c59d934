//! What one would write instead: an async-graphql server whose types were written for one
//! account by hand.
//!
//! `plain ADDR UPSTREAM`

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema, SimpleObject};
use async_graphql_axum::GraphQL;
use axum::{Router, routing::post_service};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(SimpleObject, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Contact {
    id: String,
    display_name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    mobile_phone: Option<String>,
    email: Option<String>,
    register_time: Option<String>,
    #[serde(rename = "Fields")]
    custom: Option<Custom>,
}

#[derive(SimpleObject, Deserialize, Default)]
#[serde(default)]
struct Custom {
    #[serde(rename = "Field_996_12_9")]
    budget: Option<Value>,
    #[serde(rename = "Field_996_0_8")]
    remark: Option<String>,
    #[serde(rename = "Field_996_4_10")]
    city: Option<String>,
    #[serde(rename = "Field_996_3_12")]
    member: Option<Value>,
    #[serde(rename = "Field_996_5_13")]
    contract: Option<String>,
}

#[derive(SimpleObject)]
struct Connection {
    nodes: Vec<Contact>,
    total_count: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    response: Page,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    list: Vec<Contact>,
    total_count: i64,
}

struct Upstream {
    client: reqwest::Client,
    url: String,
}

struct Query;

#[Object]
impl Query {
    async fn contacts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
    ) -> async_graphql::Result<Connection> {
        let upstream = ctx.data::<Upstream>()?;
        let body = json!({ "Criteria": {}, "From": 0, "Limit": first.unwrap_or(30) });
        let answer = upstream.client.post(&upstream.url).json(&body).send().await?;
        let Answer { response } = answer.json().await?;
        Ok(Connection { nodes: response.list, total_count: response.total_count })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, upstream] = arguments.as_slice() else {
        anyhow::bail!("plain ADDR UPSTREAM");
    };
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{upstream}/contact/PersonSearch?apikey=x");
    let schema = Schema::build(Query, EmptyMutation, EmptySubscription)
        .data(Upstream { client, url })
        .finish();
    let router = Router::new().route("/graphql", post_service(GraphQL::new(schema)));
    axum::serve(tokio::net::TcpListener::bind(address).await?, router).await?;
    Ok(())
}
