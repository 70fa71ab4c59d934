//! The application: where the parts meet.

use std::{future::Future, io, time::Duration};

use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, sync::oneshot};
use tracing::{info, warn};

use crate::{
    accounts::{self, Accounts},
    didar::{self, Didar, Transport},
    graphql::Spelling,
    http::{self, State, Stopping},
    settings::{ListenSettings, Upstream},
    telemetry,
};

/// How long an account's definitions are used before they are fetched again.
const DEFINITIONS_MAX_AGE: Duration = Duration::from_secs(300);

/// A gateway that is ready to serve.
pub struct App {
    state: State,
    drain: Duration,
}

/// How a gateway serves.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How long requests in flight may take once the server stops.
    pub drain: Duration,
    /// Whether filters on text find other spellings.
    pub spelling: Spelling,
}

impl From<&ListenSettings> for Options {
    fn from(settings: &ListenSettings) -> Self {
        let spelling = if settings.exact_spelling { Spelling::Exact } else { Spelling::Any };
        Self { drain: settings.drain(), spelling }
    }
}

/// A client for the account in the settings.
///
/// # Errors
/// Where TLS cannot be set up on this machine.
pub fn client(upstream: &Upstream) -> anyhow::Result<Didar> {
    let options = didar::Options { timeout: upstream.timeout, ..didar::Options::default() };
    let transport = Transport::new(upstream.base_url.clone(), upstream.key.clone(), options)?;
    Ok(Didar::new(transport))
}

impl App {
    /// Puts a gateway for one account together. Nothing is asked of Didar yet.
    ///
    /// # Errors
    /// Where TLS cannot be set up on this machine.
    pub fn build(name: &str, upstream: &Upstream, options: &Options) -> anyhow::Result<Self> {
        let key = Sha256::digest(upstream.key.expose_secret());
        let account = accounts::Options {
            name: name.to_owned(),
            didar: client(upstream)?,
            identity: format!("{} {key:x}", upstream.base_url),
            definitions_max_age: DEFINITIONS_MAX_AGE,
            spelling: options.spelling,
        };
        let state = State {
            accounts: Accounts::single(account),
            metrics: telemetry::metrics(),
            stopping: Stopping::default(),
        };
        Ok(Self { state, drain: options.drain })
    }

    /// Serves until `shutdown` is done, then lets requests in flight finish.
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
        let server = axum::serve(listener, http::router(self.state));
        let server = server.with_graceful_shutdown(signal);
        tokio::select! {
            result = server.into_future() => result,
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
