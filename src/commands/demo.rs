//! `demo`: the gateway over the embedded sandbox, which it reaches over real HTTP.

use std::net::SocketAddr;

use anyhow::Context;
use didar_sandbox::Sandbox;

use super::{bind, serve_metrics, signals::Signals};
use crate::{
    app::{self, App},
    didar::CallOptions,
    graphql::Aliases,
    settings::{AccountsSettings, BadSetting, DemoSettings, Upstream, Whose},
};

/// Names for the fields and options of the sandbox's account.
const NAMES: &str = include_str!("../../schema/demo.toml");

pub(super) async fn run(settings: &DemoSettings) -> anyhow::Result<()> {
    let signals = Signals::take()?;
    let listener = bind(settings.listen.address)?;
    let sandbox = sandbox(settings.contacts, settings.seed).await?;
    let accounts =
        AccountsSettings::with_key(settings.config.as_deref(), NAMES, sandbox.api_key())?;
    let directory = app::directory(Whose::Ours(accounts))?;
    let app = App::build(directory, &upstream(&sandbox)?, (&settings.listen).try_into()?)?;
    announce(listener.local_addr()?, settings.contacts, &sandbox);
    serve_metrics(&app, settings.listen.metrics)?;
    app.serve(listener, signals.stopped()).await?;
    sandbox.stop().await;
    Ok(())
}

/// A sandbox on a free port of this machine.
pub(super) async fn sandbox(contacts: u32, seed: u64) -> anyhow::Result<Sandbox> {
    let contacts = usize::try_from(contacts)?;
    let settings = didar_sandbox::Settings { contacts, seed, ..Default::default() };
    Sandbox::start(settings).await.context("the sandbox could not be started")
}

/// Those names, as `demo` has them without a settings file.
pub(super) fn aliases() -> Result<Aliases, BadSetting> {
    let accounts = AccountsSettings::with_key(None, NAMES, "sandbox")?;
    accounts.first().map_or_else(|| Ok(Aliases::default()), app::aliases)
}

pub(super) fn upstream(sandbox: &Sandbox) -> Result<Upstream, BadSetting> {
    let base_url = sandbox.base_url().parse();
    Ok(Upstream {
        base_url: base_url.map_err(|_| BadSetting("the sandbox has no address".to_owned()))?,
        timeout: CallOptions::DEFAULT.timeout,
        at_once: CallOptions::DEFAULT.at_once,
        trusts_partial_updates: false,
    })
}

fn announce(address: SocketAddr, contacts: u32, sandbox: &Sandbox) {
    println!(
        "A made-up Didar account with {contacts} contacts speaks Didar's wire format at\n  \
         {sandbox}\n\n\
         GraphiQL: http://{address}/\n\
         Endpoint: http://{address}/graphql\n\n\
         Try:\n  \
         curl -s http://{address}/graphql -H 'content-type: application/json' -d \\\n  \
         '{{\"query\":\"{{ contacts(first: 3, filter: {{custom: {{budget: [{{gt: 10}}, \
         {{isSet: false}}]}}}}) {{ totalCount nodes {{ displayName custom {{ budget }} }} }} \
         }}\"}}'\n\n\
         Stop with Ctrl-C.",
        sandbox = sandbox.base_url(),
    );
}
