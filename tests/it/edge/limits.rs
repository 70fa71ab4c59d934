//! The edge: GET, persisted documents, batches, limits, switches, attacks.

use std::{io::Write, num::NonZeroU32, time::Duration};

use didar_graphql::{
    app::AppOptions,
    graphql::Limits,
    http::{self, Documents},
};
use didar_sandbox::FaultKind;
use futures_util::future::join_all;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Gateway, Served, errors};

async fn send(request: RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

fn get(gateway: &Gateway, parameters: &[(&str, &str)]) -> RequestBuilder {
    let query =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    gateway.request(Method::GET, &format!("/graphql?{query}"))
}

fn code(answer: &Value) -> String {
    errors(answer).first().map(|error| error.0.clone()).unwrap_or_default()
}

#[tokio::test]
async fn a_query_may_go_over_get_and_a_mutation_may_not() {
    let gateway = Gateway::start().await;
    let query = "query A($n: Int) { contacts(first: $n) { nodes { id } } } query B { __typename }";
    let parameters = [("query", query), ("operationName", "A"), ("variables", "{\"n\":2}")];
    let (status, answer) = send(get(&gateway, &parameters)).await;
    assert_eq!(
        (status, answer["data"]["contacts"]["nodes"].as_array().map(Vec::len)),
        (200, Some(2))
    );
    let mutation = "mutation { createContact(input: {lastName: \"a\"}) { outcome } }";
    gateway.sandbox.clear_calls();
    let answer = get(&gateway, &[("query", mutation)]).send().await.expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["allow"]),
        (405, &"POST".parse().expect("a header"))
    );
    assert!(gateway.actions().is_empty());
    for (parameters, status) in [
        (vec![], 400),
        (vec![("query", "")], 400),
        (vec![("query", "{ __typename }"), ("variables", "{")], 400),
    ] {
        let (found, answer) = send(get(&gateway, &parameters)).await;
        assert_eq!((found, code(&answer).as_str()), (status, "BAD_REQUEST"), "{parameters:?}");
    }
    let other = gateway.request(Method::PUT, "/graphql").send().await.expect("an answer");
    assert_eq!(other.status(), 405);
    assert!(other.headers()["allow"].to_str().expect("text").contains("POST"));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_ask_over_get_unseen() {
    let gateway = Gateway::start().await;
    let query = || get(&gateway, &[("query", "{ __typename }")]);
    for (site, header, expected) in [
        ("cross-site", None, 403),
        ("same-site", None, 403),
        ("cross-site", Some("graphql-require-preflight"), 200),
        ("same-origin", None, 200),
        ("none", None, 200),
    ] {
        let mut request = query().header("sec-fetch-site", site);
        if let Some(header) = header {
            request = request.header(header, "1");
        }
        assert_eq!(send(request).await.0, expected, "{site} {header:?}");
    }
}

#[tokio::test]
async fn pages_of_the_origins_that_were_named_may_ask_and_others_may_not() {
    let origins = vec!["https://app.example".parse().expect("a header")];
    let headers = vec!["x-our-own".parse().expect("a name")];
    let options = http::EdgeOptions { origins, headers, ..Default::default() };
    let gateway = Gateway::with().edge(options).start().await;
    for (origin, allowed) in [("https://app.example", true), ("https://evil.example", false)] {
        let preflight = gateway
            .request(Method::OPTIONS, "/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        let answer = preflight.send().await.expect("an answer");
        let headers = answer.headers().get("access-control-allow-headers");
        let headers = headers.and_then(|names| names.to_str().ok()).unwrap_or_default();
        for name in ["apollographql-client-name", "baggage", "sentry-trace", "x-our-own"] {
            assert!(headers.split(',').any(|header| header.trim() == name), "{headers}");
        }
        let named = answer.headers().get("access-control-allow-origin");
        assert_eq!(named.is_some_and(|named| named == origin), allowed, "{origin}");
    }
}

#[tokio::test]
async fn a_document_is_known_by_its_hash_once_it_was_sent() {
    let gateway = Gateway::start().await;
    let hash = "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38";
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let named = json!({ "extensions": extensions });
    for (accept, status) in [("application/json", 200), ("application/graphql-response+json", 400)]
    {
        let request = gateway.request(Method::POST, "/graphql").header("accept", accept);
        assert_eq!(send(request.json(&named)).await.0, status, "{accept}");
    }
    let unknown = gateway.post(&named).await;
    assert_eq!(errors(&unknown)[0].0, "PERSISTED_QUERY_NOT_FOUND");
    assert_eq!(unknown["errors"][0]["message"], "PersistedQueryNotFound");
    let wrong = gateway.post(&json!({ "query": "{ a }", "extensions": extensions })).await;
    assert_eq!(errors(&wrong)[0].0, "BAD_REQUEST");
    let sent = json!({ "query": "{__typename}", "extensions": extensions });
    assert_eq!(gateway.post(&sent).await["data"]["__typename"], "Query");
    assert_eq!(gateway.post(&named).await["data"]["__typename"], "Query");
    let (status, answer) = send(get(&gateway, &[("extensions", &extensions.to_string())])).await;
    assert_eq!((status, &answer["data"]["__typename"]), (200, &json!("Query")));
}

#[tokio::test]
async fn a_gateway_with_a_list_answers_its_documents_only() {
    let documents = Documents::only("{\"types\": \"{ __typename }\"}").expect("a manifest");
    let gateway = Gateway::with()
        .options(AppOptions { documents, drain: Duration::from_secs(5), ..AppOptions::default() })
        .start()
        .await;
    assert_eq!(gateway.ask("{ __typename }").await["data"]["__typename"], "Query");
    let by_id = gateway.post(&json!({ "documentId": "types" })).await;
    assert_eq!(by_id["data"]["__typename"], "Query");
    let other =
        gateway.request(Method::POST, "/graphql").json(&json!({ "query": "{ account { name } }" }));
    let (status, answer) = send(other).await;
    assert_eq!((status, code(&answer).as_str()), (403, "DOCUMENT_NOT_ALLOWED"));
}

#[tokio::test]
async fn a_batch_is_refused_unless_it_is_switched_on_and_then_bounded() {
    let one = || json!({ "query": "{ __typename }" });
    let closed = Gateway::start().await;
    assert_eq!(code(&closed.post(&json!([one()])).await), "BAD_REQUEST");
    let open =
        Gateway::with().edge(http::EdgeOptions { batch: 3, ..Default::default() }).start().await;
    let answers = open.post(&json!([one(), { "query": "{ nothing }" }, one()])).await;
    assert_eq!(answers[0]["data"]["__typename"], "Query");
    assert_eq!(code(&answers[1]), "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(answers[2]["data"]["__typename"], "Query");
    for wrong in [json!([]), json!([one(), one(), one(), one()]), json!([one(), 7])] {
        assert_eq!(code(&open.post(&wrong).await), "BAD_REQUEST", "{wrong}");
    }
}

#[tokio::test]
async fn the_schema_and_the_playground_can_be_kept_to_oneself() {
    let options = http::EdgeOptions {
        introspection: false,
        playground: false,
        ..http::EdgeOptions::default()
    };
    let gateway = Gateway::with().edge(options).start().await;
    for query in [
        "{ __schema { types { name } } }",
        "{ ...F } fragment F on Query { t: __type(name: \"Contact\") { name } }",
        "{ ... on Query { __schema { description } } }",
    ] {
        assert_eq!(code(&gateway.ask(query).await), "INTROSPECTION_DISABLED", "{query}");
    }
    let wrong = gateway.ask("{ contacts { totalCoun } }").await;
    assert!(!wrong.to_string().contains("totalCount"), "nothing is suggested: {wrong}");
    gateway.data("{ contacts { totalCount nodes { __typename } } }").await;
    for path in ["/", "/assets/graphiql.js", "/graphiql-tabs.json", "/graphql/schema"] {
        let answer = gateway.request(Method::GET, path).send().await.expect("an answer");
        assert_eq!(answer.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn requests_beyond_what_is_allowed_are_told_when_to_come_again() {
    let rate = http::EdgeOptions { requests_per_second: NonZeroU32::new(3), ..Default::default() };
    let gateway = Gateway::with().edge(rate).start().await;
    let ask =
        || gateway.request(Method::POST, "/graphql").json(&json!({ "query": "{ __typename }" }));
    let answers = futures_util::future::join_all((0..20).map(|_| ask().send())).await;
    let answers: Vec<_> = answers.into_iter().map(|answer| answer.expect("an answer")).collect();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status() == 429).collect();
    assert!(refused.len() >= 10, "{}", refused.len());
    assert!(refused.iter().all(|answer| answer.headers().contains_key("retry-after")));

    let few = http::EdgeOptions { at_once: 2, ..http::EdgeOptions::default() };
    let gateway = Gateway::with().edge(few).start().await;
    gateway.warm().await;
    gateway.fault(FaultKind::Delay(Duration::from_millis(300)));
    let slow = || gateway.ask("{ contacts { totalCount } }");
    let answers = futures_util::future::join_all((0..6).map(|_| slow())).await;
    let refused = answers.iter().filter(|answer| code(answer) == "OVERLOADED").count();
    assert_eq!(refused, 4, "{answers:?}");
    gateway.sandbox.clear_faults();
    gateway.data("{ contacts { totalCount } }").await;
}

/// How many contacts a sandbox here begins with.
const SEEDED: usize = 5;

async fn hasty() -> Gateway {
    let hasty = http::EdgeOptions { deadline: Duration::from_secs(1), ..Default::default() };
    let gateway = Gateway::with().edge(hasty).start().await;
    gateway.warm().await;
    gateway
}

async fn until_saved(gateway: &Gateway, name: &str) {
    while !gateway.sandbox.contacts_json().iter().any(|row| row["LastName"] == name) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_answered_in_graphql_with_what_is_known() {
    let gateway = hasty().await;
    gateway.fault(FaultKind::Delay(Duration::from_millis(2500)));
    let slow = json!({ "query": "{ __typename contacts { totalCount } }" });
    let (status, answer) = send(gateway.request(Method::POST, "/graphql").json(&slow)).await;
    assert_eq!((status, code(&answer).as_str()), (200, "UPSTREAM_TIMEOUT"));
    assert_eq!(answer["data"], json!({ "__typename": "Query", "contacts": null }));
}

#[tokio::test]
async fn a_save_that_takes_too_long_is_of_unknown_outcome_and_goes_on() {
    let gateway = hasty().await;
    gateway.fault(FaultKind::Delay(Duration::from_millis(2500)));
    let save = |name: &str| {
        format!(
            "createContact(input: {{lastName: {name:?}}}, idempotencyKey: {name:?}) {{ outcome }}"
        )
    };
    let both = format!("mutation {{ a: {} b: {} }}", save("begun"), save("unsent"));
    let answer = gateway.ask(&both).await;
    let faults: Vec<_> = errors(&answer).into_iter().map(|(code, path, _)| (code, path)).collect();
    let fault = |code: &str, path: &str| (code.to_owned(), path.to_owned());
    assert_eq!(faults, [fault("UNKNOWN_OUTCOME", "a"), fault("DEADLINE_EXCEEDED", "b")]);
    until_saved(&gateway, "begun").await;
    gateway.sandbox.clear_faults();
    let again = gateway.data(&both).await;
    assert_eq!(again["a"]["outcome"], "CREATED", "the answer that was missed");
    assert_eq!(again["b"]["outcome"], "CREATED");
    assert_eq!(gateway.sandbox.contacts_json().len(), SEEDED + 2, "each was saved once");
}

#[tokio::test]
async fn a_save_that_was_not_sent_in_time_is_not_called_unknown() {
    let gateway = hasty().await;
    let id = gateway.data("{ contacts(first: 1) { nodes { id } } }").await["contacts"]["nodes"][0]
        ["id"]
        .clone();
    gateway.fault(FaultKind::Delay(Duration::from_millis(2500)));
    let update = format!(
        "mutation {{ updateContact(id: {id}, patch: {{email: \"a@b.test\"}}) {{ outcome }} }}"
    );
    assert_eq!(errors(&gateway.ask(&update).await)[0].0, "UPSTREAM_TIMEOUT");
    let upsert =
        "upsertContact(match: {email: \"a@b.test\"}, input: {lastName: \"x\"}) { outcome }";
    let answer = gateway.ask(&format!("mutation {{ a: {upsert} }}")).await;
    assert_eq!(errors(&answer)[0].0, "UPSTREAM_TIMEOUT");
    assert!(!gateway.actions().contains(&"contact/save".to_owned()));
}

#[tokio::test]
async fn a_list_of_saves_that_takes_too_long_says_of_each_whether_it_began() {
    let gateway = hasty().await;
    gateway.fault(FaultKind::Delay(Duration::from_millis(700)));
    let entries = (0..12).map(|at| format!("{{create: {{lastName: \"n{at}\"}}}}"));
    let list = format!(
        "mutation {{ saveContacts(inputs: [{}], idempotencyKey: \"k\") {{ outcome }} }}",
        entries.collect::<Vec<_>>().join(", ")
    );
    let answer = gateway.ask(&list).await;
    let entries = answer["data"]["saveContacts"].as_array().expect("a list");
    let codes: Vec<_> = errors(&answer).into_iter().map(|(code, ..)| code).collect();
    let count = |wanted: &str| codes.iter().filter(|code| *code == wanted).count();
    let done = entries.iter().filter(|entry| entry["outcome"] == "CREATED").count();
    let (begun, unsent) = (count("UNKNOWN_OUTCOME"), count("DEADLINE_EXCEEDED"));
    assert_eq!((entries.len(), done + begun + unsent), (12, 12), "{answer}");
    assert!(unsent >= 4, "{answer}");
    while gateway.sandbox.contacts_json().len() < SEEDED + done + begun {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    gateway.sandbox.clear_faults();
    let again = gateway.data(&list).await;
    let entries = again["saveContacts"].as_array().expect("a list");
    assert!(entries.iter().all(|entry| entry["outcome"] == "CREATED"), "{again}");
    assert_eq!(gateway.sandbox.contacts_json().len(), SEEDED + 12, "each was saved once");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

#[tokio::test]
async fn bodies_may_be_compressed_and_a_small_one_cannot_become_a_large_one() {
    let gateway = Gateway::start().await;
    let post = |body: Vec<u8>| {
        let request = gateway.request(Method::POST, "/graphql").body(body);
        request.header("content-type", "application/json").header("content-encoding", "gzip")
    };
    let (status, answer) = send(post(gzip(br#"{"query":"{ __typename }"}"#))).await;
    assert_eq!((status, &answer["data"]["__typename"]), (200, &json!("Query")));
    let bomb = gzip(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 1 << 20);
    let (status, answer) = send(post(bomb)).await;
    assert_eq!((status, code(&answer).as_str()), (413, "PAYLOAD_TOO_LARGE"));
    assert_eq!(send(post(b"no gzip".to_vec())).await.0, 400);
    let as_sent = reqwest::Client::builder().no_gzip().build().expect("a client");
    let answer = as_sent.get(gateway.url("/assets/graphiql.js")).header("accept-encoding", "gzip");
    assert_eq!(answer.send().await.expect("an answer").headers()["content-encoding"], "gzip");
}

#[tokio::test]
async fn a_body_is_as_large_as_the_settings_say_and_no_larger() {
    let small = http::EdgeOptions { body_bytes: 2000, ..http::EdgeOptions::default() };
    let gateway = Gateway::with().edge(small).start().await;
    let ask = |padding: usize| {
        let body = json!({ "query": format!("{{ __typename }}{}", " ".repeat(padding)) });
        send(gateway.request(Method::POST, "/graphql").json(&body))
    };
    assert_eq!(ask(1900).await.0, 200);
    let (status, answer) = ask(2000).await;
    assert_eq!((status, code(&answer).as_str()), (413, "PAYLOAD_TOO_LARGE"));
    assert!(answer["errors"][0]["message"].as_str().is_some_and(|said| said.contains("2000")));
}

#[tokio::test]
async fn an_error_quotes_little_and_there_are_at_most_twenty() {
    let gateway = Gateway::start().await;
    let private = "sara@example.test".repeat(100);
    for query in [
        format!("{{ contacts(filter: {{email: \"{private}\" }} {{ totalCount }} }}"),
        format!("{{ {} }}", "nothing_".repeat(500)),
    ] {
        let answer = gateway.ask(&query).await;
        let text = answer.to_string();
        assert!(text.len() < 1000 && !text.contains("sara@"), "{text}");
    }
    let many: String = (0..60).map(|at| format!("nothing{at} ")).collect();
    let answer = gateway.ask(&format!("{{ contacts {{ nodes {{ {many} }} }} }}")).await;
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(20));
}

#[tokio::test]
async fn connections_that_say_little_keep_nobody_else_waiting() {
    let gateway = Gateway::start().await;
    let mut idle = Vec::new();
    for said in ["", "P", "PRI * HTTP/2.0\r\n", "POST /graphql HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
        for _ in 0..50 {
            let mut stream = TcpStream::connect(gateway.address).await.expect("a connection");
            stream.write_all(said.as_bytes()).await.expect("written");
            idle.push(stream);
        }
    }
    for _ in 0..20 {
        gateway.data("{ __typename }").await;
    }
    drop(idle);
}

#[tokio::test]
async fn both_versions_of_http_are_spoken_on_one_port_and_nonsense_is_not() {
    let gateway = Gateway::start().await;
    let client = reqwest::Client::builder().http2_prior_knowledge().build().expect("a client");
    let request = client.post(gateway.url("/graphql")).json(&json!({ "query": "{ __typename }" }));
    let answer = request.send().await.expect("an answer");
    assert_eq!((answer.version(), answer.status().as_u16()), (reqwest::Version::HTTP_2, 200));
    for nonsense in
        [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"GET\r\n\r\n", &[0xff; 4000]]
    {
        let mut stream = TcpStream::connect(gateway.address).await.expect("a connection");
        stream.write_all(nonsense).await.expect("written");
        let mut said = Vec::new();
        let _ = stream.read_to_end(&mut said).await;
        let said = String::from_utf8_lossy(&said);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
    gateway.data("{ __typename }").await;
}

#[tokio::test]
async fn what_is_refused_before_the_handler_is_refused_in_graphql_too() {
    let gateway = Gateway::start().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = gateway.request(method, "/graphql").send().await.expect("an answer");
        assert_eq!(answer.headers()["allow"], "GET, HEAD, POST");
        assert_eq!(answer.status(), 405);
        let answer = answer.json().await.expect("JSON");
        assert_eq!(code(&answer), "METHOD_NOT_ALLOWED");
    }
    let body = json!({ "query": "{ __typename }" }).to_string();
    let sent = |encoding: &'static str, body: Vec<u8>| {
        let request = gateway.request(Method::POST, "/graphql");
        let request = request.header("content-type", "application/json");
        send(request.header("content-encoding", encoding).body(body))
    };
    for encoding in ["deflate", "zstd", "gzip, gzip"] {
        let (status, answer) = sent(encoding, body.clone().into_bytes()).await;
        assert_eq!((status, code(&answer).as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
    }
    for encoding in ["GZIP", "x-gzip"] {
        assert_eq!(sent(encoding, gzip(body.as_bytes())).await.0, 200, "{encoding}");
    }
    assert_eq!(sent("identity", body.into_bytes()).await.0, 200);
}

/// The first line of the answer to a request with these headers.
async fn first_line(gateway: &Gateway, headers: &str) -> String {
    let mut stream = TcpStream::connect(gateway.address).await.expect("a connection");
    let request = format!(
        "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\n{headers}connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_open_gateway_is_asked_by_its_own_names_only() {
    let hosts = Some(vec!["crm.example".to_owned()]);
    let guarded = Gateway::with()
        .edge(http::EdgeOptions { hosts, ..http::EdgeOptions::default() })
        .start()
        .await;
    let open = Gateway::with().edge(http::EdgeOptions::default()).start().await;
    for (host, of_guarded) in [
        ("host: localhost:8080\r\n", "200 OK"),
        ("host: [::1]\r\n", "200 OK"),
        ("host: CRM.example\r\n", "200 OK"),
        ("host: rebound.example\r\n", "421 Misdirected Request"),
    ] {
        assert_eq!(first_line(&guarded, host).await, format!("HTTP/1.1 {of_guarded}"), "{host}");
        assert_eq!(first_line(&open, host).await, "HTTP/1.1 200 OK", "{host}");
    }
    for wrong in ["", "host: a\r\nhost: b\r\n", "host: a b\r\n", "host: a@b\r\n"] {
        assert_eq!(first_line(&open, wrong).await, "HTTP/1.1 400 Bad Request", "{wrong:?}");
    }
}

#[tokio::test]
async fn calls_that_too_many_wait_for_are_refused_and_not_sent() {
    let gateway = Gateway::with().contacts(100).calls_at_once(1).start().await;
    gateway.warm().await;
    gateway.fault(FaultKind::Delay(Duration::from_millis(50)));
    // What asks the same is one call.
    let queries =
        (1..=60).map(|rows| format!("{{ contacts(first: {rows}) {{ nodes {{ id }} }} }}"));
    let answers = join_all(queries.map(|query| async { gateway.ask(&{ query }).await })).await;
    let (refused, answered): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer["data"]["contacts"].is_null());
    assert!(!refused.is_empty() && answered.len() >= 17, "{} were refused", refused.len());
    for answer in refused {
        let error = errors(answer).remove(0);
        assert_eq!((error.0.as_str(), error.1.as_str()), ("OVERLOADED", "contacts"));
        assert_eq!(answer["errors"][0]["extensions"]["retryAfter"], 1);
    }
    assert_eq!(gateway.actions().len(), answered.len());
}

#[cfg(unix)]
#[tokio::test]
async fn idle_connections_leave_files_for_those_to_didar() {
    let settings = didar_sandbox::Settings { contacts: 5, ..Default::default() };
    let sandbox = didar_sandbox::Sandbox::start(settings).await.expect("a sandbox");
    let served = Served::with_files(&sandbox, 200);
    let query = "{ contacts(first: 1) { nodes { id } } }";
    let first = served.ask(query).await.expect("an answer");
    let idle = join_all((0..260).map(|_| TcpStream::connect(served.address()))).await;
    assert!(idle.iter().all(Result::is_ok), "the system takes what the process does not");
    for _ in 0..3 {
        // Over the connection that is open.
        assert_eq!(served.ask(query).await.as_ref(), Some(&first));
    }
    assert_eq!(first["data"]["contacts"]["nodes"].as_array().map(Vec::len), Some(1));
}

/// Whether a large answer is refused because others hold the memory of all.
async fn is_crowded(gateway: &Gateway, large: &Value) -> bool {
    let answer = gateway.post(large).await;
    if answer["errors"].is_null() {
        return false;
    }
    assert_eq!(errors(&answer)[0].0, "OVERLOADED", "{}", answer["errors"]);
    true
}

/// Sends a request, and takes next to nothing of its answer.
async fn unread(gateway: &Gateway, body: &Value) -> TcpStream {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    let mut connection = socket.connect(gateway.address).await.expect("a connection");
    let body = body.to_string();
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        gateway.address,
        body.len()
    );
    connection.write_all(request.as_bytes()).await.expect("sent");
    connection
}

#[tokio::test]
async fn large_answers_that_nobody_reads_leave_room_for_small_ones() {
    let limits = Limits { answers_bytes: 16 << 20, ..Limits::default() };
    let options = AppOptions { limits, drain: Duration::from_secs(5), ..AppOptions::default() };
    let patience = Duration::from_secs(30);
    let gateway = Gateway::with().options(options).patience(patience).start().await;
    let id = "eeeeeeee-0000-4000-8000-000000000001";
    let text = "x".repeat(1 << 20);
    gateway.sandbox.insert_contact(json!({ "Id": id, "LastName": "x", "BackgroundInfo": text }));
    let aliases: String = (0..12).map(|n| format!("a{n}: backgroundInfo ")).collect();
    let large = json!({ "query": format!("{{ contact(id: {id:?}) {{ {aliases} }} }}") });
    assert!(!is_crowded(&gateway, &large).await);
    let held = unread(&gateway, &large).await;
    // Once the answer is on its way, a second one of 12 MB has no room.
    while !is_crowded(&gateway, &large).await {}
    gateway.data("{ contacts(first: 1) { nodes { id } } }").await;
    drop(held);
    while is_crowded(&gateway, &large).await {}
}
