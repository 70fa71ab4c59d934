//! One Didar server, and the clients of its accounts.

use std::time::Duration;

use reqwest::{Client, Url};
use secrecy::SecretString;
use url::Host;

use super::{
    breaker::Breaker,
    client::Didar,
    lists::Lists,
    transport::{CallOptions, Transport},
};
use crate::crm::budget::Budget;

/// What all answers that are being read may hold, in bytes.
const READING: usize = 192 << 20;

/// Makes clients for accounts of one Didar server. Their connections are shared; what
/// is counted and limited is each account's own. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connector {
    client: Client,
    base_url: Url,
    breaker: Breaker,
    /// What all answers that are being read hold.
    reading: Budget,
    /// The lists that are kept of all accounts.
    lists: Lists,
    options: CallOptions,
}

/// The HTTP client could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be set up: {0}")]
pub struct SetUpError(String);

impl Connector {
    /// A connector to the API at `base_url` (with the `/api`).
    ///
    /// # Errors
    /// Where TLS cannot be set up on this machine.
    pub fn new(base_url: Url, mut options: CallOptions) -> Result<Self, SetUpError> {
        options.connect_timeout = options.connect_timeout.min(options.timeout / 3);
        let mut client = Client::builder()
            .connect_timeout(options.connect_timeout)
            // Shorter than servers keep connections: a save that is sent into one that
            // was just closed has an unknown outcome.
            .pool_idle_timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("didar-graphql/", env!("CARGO_PKG_VERSION")));
        if is_this_machine(&base_url) {
            // A proxy reaches another machine's loopback, and would see the key.
            client = client.no_proxy();
        }
        let client = client.build();
        let client = client.map_err(|error| SetUpError(error.without_url().to_string()))?;
        Ok(Self {
            client,
            base_url,
            breaker: Breaker::new(),
            reading: Budget::of(READING),
            lists: Lists::default(),
            options,
        })
    }

    /// A client for the account that the key opens.
    #[must_use]
    pub fn didar(&self, key: SecretString) -> Didar {
        let (client, base_url) = (self.client.clone(), self.base_url.clone());
        let (breaker, reading) = (self.breaker.clone(), self.reading.clone());
        let options = self.options.clone();
        let transport = Transport::new(client, base_url, key, breaker, reading, options);
        Didar::new(transport, self.lists.clone())
    }

    /// Address of the API.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
