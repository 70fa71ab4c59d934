//! The table of ratios, on the terminal and in a file.

use std::{fmt::Write, fs, path::Path};

use crate::{Case, load::Figures};

/// The rows so far.
#[derive(Default)]
pub(crate) struct Report(String);

impl Report {
    /// Adds a case: the pass-through, the plain server, the gateway.
    pub(crate) fn add(&mut self, case: &Case, measured: &[Figures]) {
        let [pass, plain, ours] = measured else { return };
        let before = self.0.len();
        for (name, figures) in
            [("pass-through", pass), ("plain async-graphql", plain), ("gateway", ours)]
        {
            // Writing to a string does not fail.
            let _ = writeln!(
                self.0,
                "| {} | {name} | {:.0} | {:.1} | {:.0} | {:.2} | {} | {} | {} | {} | {:.2} |",
                case.name,
                figures.cpu_micros(),
                figures.cpu_micros() / pass.cpu_micros(),
                figures.per_second,
                figures.per_second / pass.per_second,
                figures.p50,
                figures.p99,
                figures.resident_mb,
                figures.first_ms,
                figures.calls as f64 / figures.requests.max(1) as f64,
            );
        }
        print!("{}", &self.0[before..]);
    }

    /// Writes the file.
    pub(crate) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpu.lines().find_map(|line| line.strip_prefix("model name"));
        let model = model.map_or("unknown", |line| line.trim_start_matches([' ', '\t', ':']));
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let text = format!(
            "# Performance\n\n\
             `just bench` wrote this. Ratios are what it is for: all servers, their stub of Didar and \
             `wrk` share one machine ({cores} cores, {model}), so absolute figures say little.\n\n\
             The upstream gives a page of fixed size; a row of the sandbox has some 1.9 KB. The \
             pass-through is axum and reqwest copying bytes. The plain server is async-graphql with \
             types written by hand for this account: no paging, no filters, no limits. Processor time \
             is that of the server's own process, memory what it holds right after the load. The first \
             answer is counted from the start of the process: the gateway reads the account's fields \
             and makes its schema before. Each request has a value of its own in its filter, but for the last case: the gateway asks \
             Didar once for identical reads that are under way at once.\n\n\
             | Case | Server | CPU µs a request | × pass-through | requests/s | of pass-through | p50 | \
             p99 | MB | first answer, ms | calls a request |\n|---|---|---|---|---|---|---|---|---|---|---|\n{}",
            self.0
        );
        fs::write(file, text)?;
        Ok(())
    }
}
