//! `serve`: the gateway for a real account.

use tracing::info;

use super::{bind, signals};
use crate::{app::App, settings::ServeSettings};

pub(super) async fn run(settings: &ServeSettings) -> anyhow::Result<()> {
    let upstream = settings.upstream.check()?;
    settings.check_exposure()?;
    let app = App::build("default", &upstream, &(&settings.listen).into())?;
    let listener = bind(settings.listen.address).await?;
    let address = listener.local_addr()?;
    info!(%address, base_url = %upstream.base_url, "listening");
    app.serve(listener, signals::stop()).await?;
    Ok(())
}
