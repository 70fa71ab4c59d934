//! `/graphql`: GraphQL over HTTP.
//!
//! Written here and not taken from async-graphql-axum, whose extractor takes any
//! content type and ignores body limits; its response type writes the engine's answers.

use std::{pin::pin, sync::Arc, time::Duration};

use async_graphql_axum::GraphQLResponse;
use axum::{
    Json,
    extract::{RawQuery, Request, State as Shared},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::{
    body, credential,
    gate::Place,
    media::Media,
    observe::Told,
    refusal::{self, Refusal, finish},
    request::{Body, Parameters},
    sending,
    state::{Admitted, Parts, State},
    wants::Wants,
};
use crate::{
    accounts::{Access, Account, Credential},
    graphql::{Answer, Code, GraphQlRequest, Held, Mutations},
    message::Language,
};

const SCHEMA_VERSION: HeaderName = HeaderName::from_static("x-schema-version");
/// How many calls to Didar an answer took, retries included.
const DIDAR_CALLS: HeaderName = HeaderName::from_static("x-didar-calls");
/// How long the engine may take beyond a deadline to say what it knows.
const GRACE: Duration = Duration::from_secs(1);
/// Headers that a page of another site cannot send without being asked first whether it
/// may (Fetch standard, "CORS-safelisted request-header").
pub(super) const PREFLIGHT: [&str; 3] =
    ["graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name"];

/// `POST`: one operation, or a batch where that is switched on.
pub(super) async fn post(Shared(state): Shared<State>, http: Request) -> Response {
    let Some(wants) = Wants::of(http.headers()) else {
        return Refusal::NotAcceptable.respond(Wants::json(http.headers()));
    };
    let credential = credential::of(http.headers());
    let body = match body::read(&state, http, &credential).await {
        Ok(body) => body,
        Err(refusal) => return refusal.respond(wants),
    };
    let ask = Ask { state: &state, credential: &credential, wants, over_get: false };
    match body {
        Body::One(parameters) => respond(ask.one(parameters).await, wants),
        Body::Batch(list) => {
            let answers = join_all(list.into_iter().map(|parameters| ask.one(parameters))).await;
            let answers = answers.into_iter().map(|outcome| value(outcome, wants.language));
            let (answers, held): (Vec<_>, Vec<_>) = answers.unzip();
            sending::holding(finish(Json(answers).into_response(), wants), held)
        }
    }
}

/// `GET`: queries only.
pub(super) async fn get(
    Shared(state): Shared<State>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(wants) = Wants::of(&headers) else {
        return Refusal::NotAcceptable.respond(Wants::json(&headers));
    };
    if is_cross_site(&headers) {
        return Refusal::CrossSite.respond(wants);
    }
    let parameters = match Parameters::of_address(&query.unwrap_or_default()) {
        Ok(parameters) => parameters,
        Err(bad) => return Refusal::from(bad).respond(wants),
    };
    let credential = credential::of(&headers);
    let ask = Ask { state: &state, credential: &credential, wants, over_get: true };
    respond(ask.one(parameters).await, wants)
}

/// Any other method.
pub(super) async fn other_method(headers: HeaderMap) -> Response {
    Refusal::Method.respond(Wants::of(&headers).unwrap_or_else(|| Wants::json(&headers)))
}

/// Whether a page of another site asks without having had to ask whether it may. Browsers
/// say where a request is from; what is not a browser says nothing.
fn is_cross_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    let is_foreign = site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
    is_foreign && !PREFLIGHT.iter().any(|name| headers.contains_key(*name))
}

/// Who asks, and how.
struct Ask<'a> {
    state: &'a State,
    credential: &'a Credential,
    wants: Wants,
    over_get: bool,
}

/// What became of one operation: an answer, with the account that gave it and the place that it
/// has until it is sent.
type Outcome = Result<(Answer, Arc<Account>, Place), Refusal>;

/// What is kept until an answer has been sent: its place and its share of memory.
type Kept = Option<(Place, Option<Held>)>;

impl Ask<'_> {
    async fn one(&self, parameters: Parameters) -> Outcome {
        let deadline = Instant::now() + self.state.options.deadline;
        // Pinned here: moved into the time-out it would be there twice.
        let answer = pin!(self.answer(parameters, deadline));
        // What is due is answered by the engine, with all that it knows by then.
        let outcome = timeout_at(deadline + GRACE, answer).await;
        let outcome = outcome.unwrap_or(Err(Refusal::TooLate));
        outcome.inspect(|(answer, ..)| self.state.meters.count(answer))
    }

    async fn answer(&self, parameters: Parameters, deadline: Instant) -> Outcome {
        let Parts { accounts, documents, options, .. } = &**self.state;
        let Admitted { account, access, place } = self.state.admit(self.credential).await?;
        let Parameters { query, document_id, operation_name, variables, extensions } = parameters;
        let document = documents.find(query, document_id.as_deref(), &extensions).await;
        let document = document.map_err(Refusal::NoDocument)?;
        let request = GraphQlRequest {
            query: document.text,
            operation_name,
            variables,
            mutations: match access {
                _ if self.over_get => Mutations::NotOverGet,
                Access::Read => Mutations::Forbidden,
                Access::Write => Mutations::Allowed,
            },
            introspection: options.introspection,
            deadline: Some(deadline),
            caller: place.caller(),
            language: self.wants.language,
        };
        let (answer, account) = accounts.execute(account, &request).await;
        if document.is_new && answer.executed {
            // The answer does not wait for it.
            let (documents, text) = (documents.clone(), request.query);
            tokio::spawn(async move { documents.keep(&text).await });
        }
        Ok((answer, account, place))
    }
}

fn respond(outcome: Outcome, wants: Wants) -> Response {
    match outcome {
        Err(refusal) => refusal.respond(wants),
        Ok((mut answer, account, place)) => {
            let kept: Kept = Some((place, answer.held.take()));
            sending::holding(answered(answer, &account, wants), kept)
        }
    }
}

/// As an entry of a batch's answer.
fn value(outcome: Outcome, language: Language) -> (Value, Kept) {
    match outcome {
        Err(refusal) => (json!({ "errors": [refusal.error(language)] }), None),
        Ok((mut answer, _, place)) => {
            let kept = Some((place, answer.held.take()));
            (serde_json::from_slice(&answer.into_json()).unwrap_or_default(), kept)
        }
    }
}

/// What a document at fault has a status of its own for, whatever the media type.
const REFUSED: [Code; 3] = [Code::Forbidden, Code::MethodNotAllowed, Code::DefinitionsUnavailable];

fn answered(answer: Answer, account: &Account, wants: Wants) -> Response {
    let told = tell(&answer, account);
    let mut response = if answer.executed {
        match answer.written {
            Some(_) => ready(answer.into_json()),
            None => GraphQLResponse::from(answer.response).into_response(),
        }
    } else {
        // Nothing was executed: no `data`, not even null.
        let refused = REFUSED.into_iter().find(|code| answer.has_code(*code));
        let status = match (refused, wants.media) {
            (Some(code), _) => refusal::status(code),
            (None, Media::GraphQlResponse) => StatusCode::BAD_REQUEST,
            (None, Media::Json) => StatusCode::OK,
        };
        (status, Json(json!({ "errors": answer.response.errors }))).into_response()
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    response.headers_mut().insert(DIDAR_CALLS, told.upstream_calls.into());
    response.extensions_mut().insert(told);
    if let Ok(version) = HeaderValue::from_str(account.schema.version()) {
        response.headers_mut().insert(SCHEMA_VERSION, version);
    }
    finish(response, wants)
}

/// A response with a body of JSON text, and room for all of its headers.
fn ready(json: Vec<u8>) -> Response {
    let mut response = Response::new(json.into());
    response.headers_mut().reserve(8);
    response
}

fn tell(answer: &Answer, account: &Account) -> Told {
    let name = answer.operation.as_deref();
    let first = answer.response.errors.first().and_then(|error| error.extensions.as_ref());
    let code = first.and_then(|extensions| extensions.get("code"));
    Told {
        account: Arc::clone(&account.label),
        operation: name.map(|name| name.chars().take(80).collect()),
        upstream_calls: answer.calls,
        code: code.and_then(|code| match code {
            async_graphql::Value::String(code) => Some(code.clone()),
            _ => None,
        }),
    }
}
