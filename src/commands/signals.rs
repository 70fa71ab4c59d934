//! Signals: what stops a server, and what has it read its settings again.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// SIGTERM, SIGINT or SIGQUIT: to stop, once requests in flight are done.
    Stop,
    /// SIGHUP: to read the settings again.
    Reload,
}

/// The signals of a server, taken from the moment this is made: none of them ends the process
/// with requests and saves in flight.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
    hang_up: Signal,
    /// Without a handler each would end the process.
    _ignored: [Signal; 3],
}

impl Signals {
    /// Takes the signals.
    ///
    /// # Errors
    /// Where the system does not let the process have them.
    pub(super) fn take() -> io::Result<Self> {
        let ignored =
            [SignalKind::user_defined1(), SignalKind::user_defined2(), SignalKind::alarm()];
        let [one, two, alarm] = ignored.map(signal);
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            hang_up: signal(SignalKind::hangup())?,
            _ignored: [one?, two?, alarm?],
        })
    }

    /// What the next signal asks for.
    pub(super) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.terminate.recv() => Asked::Stop,
            _ = self.interrupt.recv() => Asked::Stop,
            _ = self.quit.recv() => Asked::Stop,
            _ = self.hang_up.recv() => Asked::Reload,
        }
    }

    /// Waits for the first signal of any kind. Without settings to reload, SIGHUP means that
    /// the terminal was closed.
    #[cfg(feature = "demo")]
    pub(super) async fn stopped(mut self) {
        self.next().await;
        self.are_final();
    }

    /// From now on a signal to stop ends the process at once.
    pub(super) fn are_final(mut self) {
        tokio::spawn(async move {
            while self.next().await != Asked::Stop {}
            std::process::exit(130);
        });
    }
}
