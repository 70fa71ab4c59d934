//! A server under measurement: its process, its processor time, its memory.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use anyhow::{Context, bail};

/// What a server answers to a request, status line and headers included.
pub(crate) fn exchange(address: &str, request: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// A process that listens; dropping it ends it.
pub(crate) struct Server(Child);

impl Server {
    /// Starts a program and waits until it listens.
    pub(crate) fn start(
        program: &Path,
        arguments: &[&str],
        address: &str,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let child = Command::new(program)
            .args(arguments)
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        let server = Self(child);
        for _ in 0..200 {
            if TcpStream::connect(address).is_ok() {
                return Ok(server);
            }
            sleep(Duration::from_millis(25));
        }
        bail!("{} does not listen at {address}", program.display());
    }

    /// Processor time so far, in hundredths of a second (`proc(5)`, `utime` and `stime`).
    pub(crate) fn cpu_ticks(&self) -> anyhow::Result<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        let behind_name = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
        let fields: Vec<&str> = behind_name.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<u64>().ok());
        Ok(ticks(11).context("no utime")? + ticks(12).context("no stime")?)
    }

    /// Resident memory, in MB.
    pub(crate) fn resident_mb(&self) -> anyhow::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        Ok(kilobytes.unwrap_or(0u64) / 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
