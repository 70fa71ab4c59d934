//! The application: where the parts meet.

use std::{fs, future::Future, io, num::NonZeroU32, path::PathBuf, time::Duration};

use tokio::{net::TcpListener, sync::oneshot};
use tracing::{info, warn};

use crate::{
    accounts::{self, Access, AccountConfig, Accounts, Directory, TokenHash},
    didar::{self, Connector},
    graphql::{
        AccountSchema, Aliases, Guard, KeyLimits, Limits, Memory, Plans, Saves, SchemaOptions,
        Shared, Spelling,
    },
    http::{self, Documents, State},
    settings::{
        BadSetting, ConfiguredAccount, ConfiguredNames, EdgeSettings, ListenSettings,
        ServeSettings, Upstream, Whose,
    },
    store::{Journal, Store},
    telemetry,
};

/// A gateway that is ready to serve.
pub struct App {
    state: State,
    saves: Saves,
    drain: Duration,
}

/// How a gateway serves.
#[derive(Clone, Default)]
pub struct AppOptions {
    /// How long requests in flight may take once the server stops.
    pub drain: Duration,
    /// How accounts are kept.
    pub accounts: accounts::CacheOptions,
    /// How the edge behaves.
    pub http: http::EdgeOptions,
    /// The documents that may be asked.
    pub documents: Documents,
    /// How large they may be.
    pub limits: Limits,
    /// What is shared with other gateways.
    pub store: Option<Store>,
    /// How saves under idempotency keys are remembered.
    pub keys: Keys,
}

/// How saves under idempotency keys are remembered.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Folder of the journal that outlives a restart. Gateways that share a store have that
    /// instead.
    pub journal: Option<PathBuf>,
    /// Whether they go on while the store cannot be asked.
    pub go_on_without_store: bool,
    /// How many are remembered.
    pub limits: KeyLimits,
}

impl TryFrom<&ListenSettings> for AppOptions {
    type Error = BadSetting;

    fn try_from(settings: &ListenSettings) -> Result<Self, BadSetting> {
        let spelling = if settings.exact_spelling { Spelling::Exact } else { Spelling::Any };
        let schema = SchemaOptions { spelling, federation: settings.federation };
        Ok(Self {
            drain: settings.drain(),
            accounts: accounts::CacheOptions { schema, ..accounts::CacheOptions::default() },
            http: http::EdgeOptions {
                metrics_elsewhere: settings.metrics.is_some(),
                ..edge(&settings.edge)?
            },
            documents: documents(&settings.edge)?,
            store: None,
            keys: Keys::default(),
            limits: Limits {
                depth: settings.edge.max_depth,
                didar_calls: settings.edge.max_didar_calls,
                answer_bytes: settings.edge.max_answer_mb.saturating_mul(1 << 20),
                ..Limits::DEFAULT
            },
        })
    }
}

impl TryFrom<&ServeSettings> for AppOptions {
    type Error = BadSetting;

    fn try_from(settings: &ServeSettings) -> Result<Self, BadSetting> {
        let mut options = Self::try_from(&settings.listen)?;
        options.accounts.copies.clone_from(&settings.state_dir);
        options.accounts.memory_bytes = settings.accounts_memory_mb << 20;
        options.store = settings.shared.redis().map(store).transpose()?;
        options.keys.journal.clone_from(&settings.state_dir);
        options.keys.go_on_without_store = settings.shared.keyed_saves_without_redis;
        Ok(options)
    }
}

fn edge(settings: &EdgeSettings) -> Result<http::EdgeOptions, BadSetting> {
    Ok(http::EdgeOptions {
        deadline: Duration::from_secs(settings.request_timeout_seconds),
        at_once: settings.max_requests,
        requests_per_second: NonZeroU32::new(settings.requests_per_second),
        batch: settings.max_batch,
        body_bytes: settings.max_body_kib.saturating_mul(1024),
        origins: settings.origins()?,
        headers: settings.allowed_headers.clone(),
        metrics_elsewhere: false,
        hosts: Some(settings.allowed_hosts.clone()).filter(|hosts| !hosts.is_empty()),
        introspection: !settings.no_introspection,
        playground: !settings.no_graphiql,
    })
}

fn store(address: &str) -> Result<Store, BadSetting> {
    Store::at(address).map_err(|bad| BadSetting(format!("REDIS_URL: {bad}")))
}

fn documents(settings: &EdgeSettings) -> Result<Documents, BadSetting> {
    let Some(path) = &settings.documents else {
        return Ok(Documents::default());
    };
    let refused = |why: String| BadSetting(format!("--documents {}: {why}", path.display()));
    let manifest = fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
    Documents::only(&manifest).map_err(refused)
}

fn memory(keys: Keys, store: Option<Store>) -> anyhow::Result<Memory> {
    let folder = keys.journal.filter(|_| store.is_none());
    let journal = folder.map(|folder| Journal::open(&folder)).transpose();
    Ok(Memory {
        goes_on_without_store: keys.go_on_without_store,
        limits: keys.limits,
        journal: journal.map_err(|error| BadSetting(format!("--state-dir: {error}")))?,
        store,
    })
}

/// A connector to the server in the settings.
///
/// # Errors
/// Where TLS cannot be set up on this machine.
pub fn connector(upstream: &Upstream) -> anyhow::Result<Connector> {
    let Upstream { timeout, at_once, trusts_partial_updates, .. } = *upstream;
    let usual = didar::CallOptions::default();
    let options = didar::CallOptions { timeout, at_once, trusts_partial_updates, ..usual };
    Ok(Connector::new(upstream.base_url.clone(), options)?)
}

/// Names for an account's fields and options.
///
/// # Errors
/// Where one of them cannot be used.
pub fn aliases(account: &ConfiguredAccount) -> Result<Aliases, BadSetting> {
    let ConfiguredNames { fields, options, keep_old } = account.names.clone();
    let bad = |part: &str, bad| BadSetting(format!("accounts.{}.{part}: {bad}", account.name));
    let fields = AccountSchema::aliases(fields).map_err(|error| bad("fields", error))?;
    let named = fields.naming(options).map_err(|error| bad("options", error))?;
    Ok(named.keeping_old(keep_old))
}

/// Who may open which of the accounts in the settings. A single account without tokens
/// is open to everyone.
///
/// # Errors
/// Where the name of a field cannot be used.
pub fn directory(whose: Whose) -> Result<Directory, BadSetting> {
    let Whose::Ours(accounts) = whose else {
        return Ok(Directory::PassThrough);
    };
    let options = accounts.into_iter().map(account_options);
    let mut options = options.collect::<Result<Vec<_>, _>>()?;
    match options.pop_if(|only| only.tokens.is_empty()) {
        Some(only) => Ok(Directory::Open(only)),
        None => Ok(Directory::ByToken(options)),
    }
}

fn account_options(account: ConfiguredAccount) -> Result<AccountConfig, BadSetting> {
    let aliases = aliases(&account)?;
    let with = |tokens: &[String], access| {
        let hashes = tokens.iter().filter_map(|token| TokenHash::parse(token));
        hashes.map(|hash| (hash, access)).collect::<Vec<_>>()
    };
    let mut tokens = with(&account.tokens, Access::Write);
    tokens.extend(with(&account.read_tokens, Access::Read));
    Ok(AccountConfig { tokens, name: account.name, key: account.key, aliases })
}

impl App {
    /// Puts a gateway together. Nothing is asked of Didar yet.
    ///
    /// # Errors
    /// Where TLS cannot be set up on this machine, or the journal cannot be opened.
    pub fn build(
        directory: Directory,
        upstream: &Upstream,
        options: AppOptions,
    ) -> anyhow::Result<Self> {
        // First: what is measured by is made with the parts.
        let metrics = telemetry::metrics();
        let saves = Saves::new(memory(options.keys, options.store.clone())?);
        let guard = Guard::new(options.limits);
        let shared = Shared { guard, saves: saves.clone(), plans: Plans::default() };
        let connector = connector(upstream)?;
        let accounts = Accounts::new(connector, directory, shared, options.accounts);
        let state = State::new(accounts, metrics, options.documents, options.http, options.store);
        Ok(Self { state, saves, drain: options.drain })
    }

    /// Metrics and probes alone, for a listener of their own.
    ///
    /// # Errors
    /// Where the listener fails.
    pub fn metrics(
        &self,
        listener: TcpListener,
    ) -> impl Future<Output = io::Result<()>> + Send + use<> {
        let edge = http::metrics_edge(self.state.clone());
        http::serve(listener, edge, std::future::pending())
    }

    /// Its accounts.
    #[must_use]
    pub fn accounts(&self) -> Accounts {
        self.state.accounts.clone()
    }

    /// Serves until `shutdown` is done, then lets requests in flight and saves finish.
    ///
    /// # Errors
    /// Where the listener fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let stopping = self.state.stopping.clone();
        let (told, begun) = oneshot::channel();
        let signal = async move {
            shutdown.await;
            info!("stopping: no new connections, requests in flight may finish");
            stopping.begin();
            let _ = told.send(());
        };
        let server = http::serve(listener, http::edge(self.state), signal);
        let saves = self.saves;
        let finished = async {
            server.await?;
            // Those whose callers hung up.
            saves.finish().await;
            Ok(())
        };
        tokio::select! {
            result = finished => result,
            () = drained(begun, self.drain) => {
                warn!("stopped with requests in flight: they took longer than the drain allows");
                Ok(())
            }
        }
    }
}

/// Done when the drain is over: `limit` after stopping began.
async fn drained(begun: oneshot::Receiver<()>, limit: Duration) {
    if begun.await.is_ok() {
        tokio::time::sleep(limit).await;
    } else {
        std::future::pending::<()>().await;
    }
}
