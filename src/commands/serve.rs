//! `serve`: the gateway for real accounts.

use tracing::{error, info, warn};

use super::{
    bind, serve_metrics,
    signals::{Asked, Signals},
    supervisor,
};
use crate::{
    accounts::{Accounts, Directory, NotReady},
    app::{self, App},
    settings::{AccountsSettings, BadSetting, ServeSettings, Whose, unknown_variables},
};

pub(super) async fn run(settings: &ServeSettings) -> anyhow::Result<()> {
    let signals = Signals::take()?;
    for unknown in unknown_variables(&settings.accounts.variables()?) {
        warn!("{unknown}");
    }
    let upstream = settings.upstream.check()?;
    let directory = app::directory(settings.accounts.whose(settings.pass_through)?)?;
    settings.check_exposure(!matches!(directory, Directory::Open(_)))?;
    let mut options: app::AppOptions = settings.try_into()?;
    if matches!(directory, Directory::Open(_)) && !settings.allow_anonymous {
        options.http.hosts.get_or_insert_default();
    }
    let app = App::build(directory, &upstream, options)?;
    let listener = bind(settings.listen.address)?;
    let address = listener.local_addr()?;
    info!(%address, base_url = %upstream.base_url, "listening");
    serve_metrics(&app, settings.listen.metrics)?;
    supervisor::ready();
    tokio::spawn(look(app.accounts()));
    let reload = Reload { settings: settings.accounts.clone(), accounts: app.accounts() };
    app.serve(listener, stopped(signals, reload)).await?;
    Ok(())
}

/// Opens the first account, and says what is wrong before the first request finds out.
async fn look(accounts: Accounts) {
    match accounts.readiness().await {
        Ok(()) => info!("ready"),
        Err(NotReady { account, why }) => error!(account, why, "not ready"),
    }
}

/// Done at the first signal that asks to stop; those before that ask for it have the settings
/// read again.
async fn stopped(mut signals: Signals, reload: Reload) {
    while signals.next().await == Asked::Reload {
        reload.run().await;
    }
    signals.are_final();
    supervisor::stopping();
}

/// What SIGHUP does: the settings file, and the files of keys that it names, are read again.
struct Reload {
    settings: AccountsSettings,
    accounts: Accounts,
}

impl Reload {
    async fn run(&self) {
        supervisor::reloading();
        if self.settings.has_file() {
            self.read_again().await;
        } else {
            info!("there is no settings file to read again");
        }
        supervisor::ready();
    }

    async fn read_again(&self) {
        match self.reload().await {
            Ok(count) => {
                info!(accounts = count, "the settings were read again");
                tokio::spawn(look(self.accounts.clone()));
            }
            Err(bad) => warn!(%bad, "the settings stay as they were"),
        }
    }

    /// Serves the accounts that the settings have now, and says how many.
    async fn reload(&self) -> Result<usize, BadSetting> {
        let accounts = self.settings.check()?;
        let count = accounts.len();
        let directory = app::directory(Whose::Ours(accounts))?;
        let replaced = self.accounts.replace(directory).await;
        replaced.map(|()| count).map_err(|other| BadSetting(other.to_string()))
    }
}
