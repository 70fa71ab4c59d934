//! A real Redis, from Debian's `redis-server`.

use std::{
    net::{Ipv4Addr, TcpListener},
    process::{Child, Command, Stdio},
    time::Duration,
};

const FORGET: &str =
    "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end";

/// A server of its own for a test; dropping it ends it.
pub(crate) struct Redis {
    server: Child,
    port: u16,
}

impl Redis {
    /// A server on a free port.
    pub(crate) async fn start() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        Self::at(port).await
    }

    /// A server on this port.
    pub(crate) async fn at(port: u16) -> Self {
        let port_text = port.to_string();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port_text, "--bind", "127.0.0.1", "--save", "", "--dir", "/"]);
        let server = command.stdout(Stdio::null()).spawn().expect("redis-server");
        while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { server, port }
    }

    pub(crate) fn address(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends the server; another can be started on its port.
    pub(crate) fn stop(mut self) -> u16 {
        let _ = self.server.kill();
        let _ = self.server.wait();
        self.port
    }

    /// Removes the keys that are like this, as time would.
    pub(crate) fn forget(&self, like: &str) {
        self.command(&["EVAL", FORGET, "0", like]);
    }

    /// Closes the connections of all clients.
    pub(crate) fn cut_connections(&self) {
        self.command(&["CLIENT", "KILL", "TYPE", "normal"]);
    }

    fn command(&self, words: &[&str]) {
        let port = self.port.to_string();
        let mut command = Command::new("redis-cli");
        let ran = command.args(["-p", &port]).args(words).stdout(Stdio::null()).status();
        assert!(ran.expect("redis-cli").success());
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
