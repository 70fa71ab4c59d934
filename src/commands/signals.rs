//! Signals that stop a server.

use tokio::signal::unix::{SignalKind, signal};

/// Done at the first SIGTERM or SIGINT; a second one ends the process at once.
pub(super) async fn stop() {
    one().await;
    tokio::spawn(async {
        one().await;
        std::process::exit(130);
    });
}

async fn one() {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        // Without handlers the signals keep their default effect: they end the process.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
