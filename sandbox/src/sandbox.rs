//! A running sandbox and its handle.

use std::net::SocketAddr;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::account::Definitions;
use crate::app::App;
use crate::calls::Call;
use crate::faults::Fault;
use crate::settings::Settings;
use crate::view::View;
use crate::wire::Spelling;
use crate::{case, contact, deal, product, seed, server};

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    app: Arc<App>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Sandbox {
    /// Binds, seeds the account and starts to serve.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn start(settings: Settings) -> std::io::Result<Self> {
        let listener = TcpListener::bind(settings.listen).await?;
        let address = listener.local_addr()?;
        let (seed, contacts) = (settings.seed, settings.contacts);
        let account = tokio::task::spawn_blocking(move || seed::account(seed, contacts));
        let account = account.await.map_err(std::io::Error::other)?;
        let app = Arc::new(App::new(settings, account));
        let task = tokio::spawn(server::serve(listener, app.clone()));
        Ok(Self { app, address, task })
    }

    /// What a client takes for the API: `http://127.0.0.1:PORT/api`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}/api", self.address)
    }

    /// The address the server listens on.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The key the server expects.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.app.settings.api_key
    }

    /// The calls so far, in order of arrival.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.app.calls.all()
    }

    /// How often an action was called; its name may be in any case.
    #[must_use]
    pub fn call_count(&self, action: &str) -> usize {
        self.app.calls.count(action)
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.app.calls.clear();
    }

    /// Adds a fault behind those already waiting.
    pub fn add_fault(&self, fault: Fault) {
        self.app.faults.add(fault);
    }

    /// Takes every fault away.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// Every stored contact as a search row, persons and companies alike, newest first as an
    /// unfiltered search lists them.
    #[must_use]
    pub fn contacts_json(&self) -> Vec<Value> {
        let account = self.app.read();
        let contacts = account.contacts.newest_first();
        contacts.into_iter().map(|contact| json_of(&contact::Row::search(contact))).collect()
    }

    /// Every stored deal as a row of `deal/search`, items included, newest first.
    #[must_use]
    pub fn deals_json(&self) -> Vec<Value> {
        let account = self.app.read();
        let view = View::new(&account, &self.app.settings.switches);
        let deals = account.deals.newest_first().into_iter();
        deals.map(|deal| json_of(&deal::Row::with_items(deal, view))).collect()
    }

    /// Every stored case as a search row, newest first.
    #[must_use]
    pub fn cases_json(&self) -> Vec<Value> {
        let account = self.app.read();
        let view = View::new(&account, &self.app.settings.switches);
        let cases = account.cases.newest_first().into_iter();
        cases.map(|case| json_of(&case::Row::search(case, view))).collect()
    }

    /// Every stored product as a search row, newest first.
    #[must_use]
    pub fn products_json(&self) -> Vec<Value> {
        let spelling = Spelling::of(&self.app.settings.switches);
        let account = self.app.read();
        let products = account.products.newest_first().into_iter();
        products.map(|product| json_of(&product::Row::of(product, spelling))).collect()
    }

    /// The custom field definitions as they are served.
    #[must_use]
    pub fn definitions_json(&self) -> Vec<Value> {
        self.app.read().definitions.served().to_vec()
    }

    /// Replaces the custom field definitions. Odd ones are served as given and take no part in
    /// filters and saves.
    pub fn set_definitions_json(&self, definitions: Vec<Value>) {
        self.app.write().definitions = Definitions::new(definitions);
    }

    /// Stores a contact past every rule and answers its id. Keys are those of a search row,
    /// plus `IsPinned`; any key and any JSON value is taken into `Fields`. A contact with the
    /// same `Id` is replaced.
    pub fn insert_contact(&self, contact: Value) -> String {
        let mut account = self.app.write();
        let contact = contact::plant::contact(&mut account, &contact);
        let id = contact.id.to_string();
        account.contacts.put(contact);
        id
    }

    /// Removes a contact without a trace; `false` when there is none with this id.
    pub fn remove_contact(&self, id: &str) -> bool {
        let id = id.parse();
        id.is_ok_and(|id| self.app.write().contacts.remove(id))
    }

    /// Stores a deal past every rule and answers its id. Keys are those of a row of
    /// `deal/search`; any key and any JSON value is taken into `Fields`. A deal with the same
    /// `Id` is replaced.
    pub fn insert_deal(&self, deal: Value) -> String {
        let mut account = self.app.write();
        let deal = deal::plant::deal(&mut account, &deal);
        let id = deal.id.to_string();
        account.deals.put(deal);
        id
    }

    /// Removes a deal without a trace; `false` when there is none with this id.
    pub fn remove_deal(&self, id: &str) -> bool {
        let id = id.parse();
        id.is_ok_and(|id| self.app.write().deals.remove(id))
    }

    /// Stores a case past every rule and answers its id. Keys are those of a search row, plus
    /// `RegisterTime` and `PipelineId`; any key and any JSON value is taken into `Fields`.
    pub fn insert_case(&self, case: Value) -> String {
        let mut account = self.app.write();
        let case = case::plant::case(&mut account, &case);
        let id = case.id.to_string();
        account.cases.put(case);
        id
    }

    /// Stores a product past every rule and answers its id. Keys are those of a search row.
    pub fn insert_product(&self, product: Value) -> String {
        let mut account = self.app.write();
        let product = product::plant::product(&mut account, &product);
        let id = product.id.to_string();
        account.products.put(product);
        id
    }

    /// Stops the server and waits until its connections are closed.
    pub async fn stop(mut self) {
        self.task.abort();
        if let Err(ended) = (&mut self.task).await {
            tracing::debug!(%ended, "the sandbox stopped");
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn json_of(row: &impl Serialize) -> Value {
    serde_json::to_value(row).expect("the wire types have text keys only")
}
