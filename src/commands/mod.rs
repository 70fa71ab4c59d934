//! What the command line can do, one file a command.

mod check;
#[cfg(feature = "demo")]
mod demo;
mod fields;
mod healthcheck;
mod manual;
mod schema;
mod serve;
mod signals;
mod suggest;
mod supervisor;
mod token;

use crate::{
    app::App,
    settings::{BadSetting, Command},
};

/// Runs a command to its end.
///
/// # Errors
/// With a [`BadSetting`] where a setting is at fault, else with what went wrong.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve(settings) => serve::run(&settings).await,
        #[cfg(feature = "demo")]
        Command::Demo(settings) => demo::run(&settings).await,
        Command::Schema(settings) => schema::run(&settings).await,
        Command::Fields(settings) => fields::run(&settings).await,
        Command::Check(settings) => check::run(&settings).await,
        Command::Token => {
            token::run();
            Ok(())
        }
        Command::Completions { shell } => {
            manual::completions(shell);
            Ok(())
        }
        Command::Man => Ok(manual::page()?),
        Command::Healthcheck(settings) => healthcheck::run(&settings).await,
    }
}

/// The exit code for a failed command: 2 for a bad setting, as for a bad flag.
#[must_use]
pub fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<BadSetting>() { 2 } else { 1 }
}

/// How many connections may wait to be accepted.
const QUEUE: u32 = 4096;

/// Binds an address; failing to is a fault of the setting.
fn bind(address: std::net::SocketAddr) -> Result<tokio::net::TcpListener, BadSetting> {
    listener(address)
        .map_err(|error| BadSetting(format!("--listen {address} cannot be used: {error}")))
}

/// Serves metrics at an address of their own, where there is one, until the process ends.
fn serve_metrics(app: &App, address: Option<std::net::SocketAddr>) -> anyhow::Result<()> {
    let Some(address) = address else { return Ok(()) };
    let listener = listener(address).map_err(|error| {
        BadSetting(format!("--metrics-listen {address} cannot be used: {error}"))
    })?;
    tracing::info!(address = %listener.local_addr()?, "metrics");
    tokio::spawn(app.metrics(listener));
    Ok(())
}

/// Listens with a queue that takes the connections of a moment's rush.
fn listener(address: std::net::SocketAddr) -> std::io::Result<tokio::net::TcpListener> {
    let socket = match address {
        std::net::SocketAddr::V4(_) => tokio::net::TcpSocket::new_v4()?,
        std::net::SocketAddr::V6(_) => tokio::net::TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}
