//! Reads the settings, starts logging, runs the command.

use std::process::ExitCode;

use clap::Parser;
use didar_graphql::{
    commands,
    settings::{BadSetting, Cli, LogSettings},
    telemetry,
};

/// What is allocated on one worker is often freed on another one, which is a lock with glibc's
/// allocator (docs/decisions/0022-allocator.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(commands::exit_code(&error))
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let LogSettings { filter, format, .. } = &cli.log;
    let _traces = telemetry::start(filter, *format, cli.log.collector())
        .map_err(|error| BadSetting(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(commands::run(cli.command))
}
