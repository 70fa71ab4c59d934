//! A gateway and a sandbox of its own for each test.

mod dice;
mod folder;
pub(crate) mod imports;
mod redis;
mod served;
mod stub;

use std::{net::SocketAddr, time::Duration};

pub(crate) use self::{
    dice::Dice,
    folder::Folder,
    redis::Redis,
    served::Served,
    stub::{Reply, Stub, id_of},
};
use didar_graphql::{
    accounts::{self, AccountConfig, Directory},
    app::{self, App, AppOptions},
    graphql::Aliases,
    http,
    settings::{AccountsSettings, Upstream, Whose},
};
use didar_sandbox::{Fault, FaultKind, Sandbox, Settings};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// A running pair; dropping it stops both.
pub(crate) struct Gateway {
    /// The account behind the gateway.
    pub(crate) sandbox: Sandbox,
    /// Where the gateway listens.
    pub(crate) address: SocketAddr,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<std::io::Result<()>>,
}

impl Gateway {
    /// A gateway over an account of 400 contacts.
    pub(crate) async fn start() -> Self {
        Self::with().contacts(400).start().await
    }

    /// A gateway to be described first.
    pub(crate) fn with() -> Builder {
        Builder {
            sandbox: Ok(Settings { contacts: 5, ..Settings::default() }),
            upstream: None,
            directory: None,
            options: AppOptions { drain: Duration::from_secs(5), ..AppOptions::default() },
            patience: Duration::from_secs(3),
            calls_at_once: 256,
            trusts_partial_updates: false,
            names: "[accounts.test]",
        }
    }

    /// Posts a query with a bearer token and returns status and answer.
    pub(crate) async fn ask_as(&self, token: &str, query: &str) -> (u16, Value) {
        let request = self.request(reqwest::Method::POST, "/graphql").bearer_auth(token);
        let answer = request.json(&json!({ "query": query })).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    /// An address of the gateway.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sends a request for the caller to finish: headers, other methods, raw bodies.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// Posts a JSON body to `/graphql` and returns the whole answer.
    pub(crate) async fn post(&self, body: &Value) -> Value {
        let answer = self.request(reqwest::Method::POST, "/graphql").json(body).send().await;
        answer.expect("an answer").json().await.expect("JSON")
    }

    /// Asks a query and returns the whole answer.
    pub(crate) async fn ask(&self, query: &str) -> Value {
        self.post(&json!({ "query": query })).await
    }

    /// Asks a query with variables and returns the whole answer.
    pub(crate) async fn ask_with(&self, query: &str, variables: &Value) -> Value {
        self.post(&json!({ "query": query, "variables": variables })).await
    }

    /// Asks a query that must succeed and returns its data.
    pub(crate) async fn data(&self, query: &str) -> Value {
        data(self.ask(query).await)
    }

    /// Fetches the definitions, so that later counts are the query's own calls.
    pub(crate) async fn warm(&self) {
        self.data("{ account { name } }").await;
        self.sandbox.clear_calls();
    }

    /// Switches a fault on for every call, until faults are cleared.
    pub(crate) fn fault(&self, kind: FaultKind) {
        self.sandbox.add_fault(Fault { action: None, times: None, kind });
    }

    /// The actions called so far, in order; without those for definitions, which a
    /// request may have fetched again beside it.
    pub(crate) fn actions(&self) -> Vec<String> {
        let actions = self.sandbox.calls().into_iter().map(|call| call.action);
        actions.filter(|action| action != "customfield/getcustomfieldlist").collect()
    }

    /// Tells the gateway to stop.
    pub(crate) fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits until the gateway has stopped.
    pub(crate) async fn stopped(&mut self) {
        (&mut self.served).await.expect("no panic").expect("a clean stop");
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.served.abort();
    }
}

/// A gateway that is to start.
pub(crate) struct Builder {
    sandbox: Result<Settings, Sandbox>,
    /// Another server than the sandbox, and its key.
    upstream: Option<(String, String)>,
    directory: Option<Directory>,
    options: AppOptions,
    patience: Duration,
    calls_at_once: usize,
    trusts_partial_updates: bool,
    /// A settings file.
    names: &'static str,
}

impl Builder {
    /// Over a sandbox with so many contacts.
    pub(crate) fn contacts(self, contacts: usize) -> Self {
        self.sandbox(Settings { contacts, ..Settings::default() })
    }

    /// Over a sandbox with these settings.
    pub(crate) fn sandbox(self, settings: Settings) -> Self {
        Self { sandbox: Ok(settings), ..self }
    }

    /// Over a sandbox that runs.
    pub(crate) fn over(self, sandbox: Sandbox) -> Self {
        Self { sandbox: Err(sandbox), ..self }
    }

    /// Over a stub instead of a sandbox.
    pub(crate) fn at(self, stub: &Stub) -> Self {
        let key = "stub0key0stub0key0stub0key0stub0".to_owned();
        Self { upstream: Some((stub.base_url(), key)), ..self.contacts(0) }
    }

    /// Over the account of another gateway.
    pub(crate) fn beside(self, other: &Gateway) -> Self {
        let upstream = (other.sandbox.base_url(), other.sandbox.api_key().to_owned());
        Self { upstream: Some(upstream), ..self.contacts(0) }
    }

    /// For the accounts of a directory.
    pub(crate) fn directory(self, directory: Directory) -> Self {
        Self { directory: Some(directory), ..self }
    }

    /// For callers who bring their keys; any key opens the sandbox's account.
    pub(crate) fn passing_through(self) -> Self {
        let settings = Settings { contacts: 5, any_key: true, ..Settings::default() };
        self.sandbox(settings).directory(Directory::PassThrough)
    }

    /// With these options of the whole.
    pub(crate) fn options(self, options: AppOptions) -> Self {
        Self { options, ..self }
    }

    /// With these options of the cache of accounts.
    pub(crate) fn cache(mut self, accounts: accounts::CacheOptions) -> Self {
        self.options.accounts = accounts;
        self
    }

    /// With these options of the edge.
    pub(crate) fn edge(mut self, http: http::EdgeOptions) -> Self {
        self.options.http = http;
        self
    }

    /// With so much patience with Didar.
    pub(crate) fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Over an account whose fields are called as in the demo.
    pub(crate) fn named(self) -> Self {
        Self { names: include_str!("../../../schema/demo.toml"), ..self }
    }

    /// Sends of updates what changes, and little else.
    pub(crate) fn trusting_partial_updates(self) -> Self {
        Self { trusts_partial_updates: true, ..self }
    }

    /// With so many calls to Didar under way at once.
    pub(crate) fn calls_at_once(self, calls_at_once: usize) -> Self {
        Self { calls_at_once, ..self }
    }

    pub(crate) async fn start(self) -> Gateway {
        let sandbox = match self.sandbox {
            Ok(settings) => Sandbox::start(settings).await.expect("a sandbox"),
            Err(running) => running,
        };
        let own = || (sandbox.base_url(), sandbox.api_key().to_owned());
        let (base_url, key) = self.upstream.unwrap_or_else(own);
        let of_settings = || {
            let accounts = AccountsSettings::with_key(None, self.names, &key).expect("settings");
            app::directory(Whose::Ours(accounts)).expect("names that can be used")
        };
        let directory = self.directory.unwrap_or_else(of_settings);
        let base_url = base_url.parse().expect("a URL");
        let upstream = Upstream {
            base_url,
            timeout: self.patience,
            at_once: self.calls_at_once,
            trusts_partial_updates: self.trusts_partial_updates,
        };
        let app = App::build(directory, &upstream, self.options).expect("an app");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(app.serve(listener, async move {
            let _ = stopped.await;
        }));
        Gateway { sandbox, address, client: reqwest::Client::new(), stop: Some(stop), served }
    }
}

/// An account that this key opens, without tokens or names of its own.
pub(crate) fn account(key: &str) -> AccountConfig {
    AccountConfig {
        name: "test".to_owned(),
        key: key.into(),
        tokens: Vec::new(),
        aliases: Aliases::default(),
    }
}

/// The data of an answer that must have no errors.
pub(crate) fn data(mut answer: Value) -> Value {
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    answer["data"].take()
}

/// The errors of an answer, as `(code, argumentPath or path, message)`.
pub(crate) fn errors(answer: &Value) -> Vec<(String, String, String)> {
    let list = answer["errors"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let path = |error: &Value| {
        let path = error["extensions"]["argumentPath"].as_array().or(error["path"].as_array());
        let segments = path.into_iter().flatten();
        let segments = segments.map(|part| part.as_str().map_or(part.to_string(), str::to_owned));
        segments.collect::<Vec<_>>().join(".")
    };
    list.iter()
        .map(|error| (text(&error["extensions"]["code"]), path(error), text(&error["message"])))
        .collect()
}

/// The `id`s of a list of nodes.
pub(crate) fn ids(nodes: &Value) -> Vec<String> {
    let nodes = nodes.as_array().expect("a list");
    nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
}

/// A schema for the engine's parser, which takes no description of a schema (specification, 3.3).
pub(crate) fn parsable(sdl: &str) -> String {
    let description = |line: &&str| line.starts_with('"') && line.ends_with('"');
    let lines: Vec<_> = sdl.lines().collect();
    let at = lines.iter().position(|line| *line == "schema {").expect("a schema");
    let kept = lines.iter().enumerate().filter(|(here, line)| here + 1 != at || !description(line));
    kept.map(|(_, line)| format!("{line}\n")).collect()
}
