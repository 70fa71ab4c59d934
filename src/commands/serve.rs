//! `serve`: the gateway for real accounts.

use tracing::info;

use super::{bind, signals};
use crate::{
    accounts::Directory,
    app::{self, App},
    settings::ServeSettings,
};

pub(super) async fn run(settings: &ServeSettings) -> anyhow::Result<()> {
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
    app.serve(listener, signals::stop()).await?;
    Ok(())
}
