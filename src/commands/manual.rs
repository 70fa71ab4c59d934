//! `completions` and `man`: what shells and readers get from the command line's own words.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::settings::Cli;

/// Prints the completions for a shell.
pub(super) fn completions(shell: Shell) {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut io::stdout());
}

/// Prints the manual page: the program's own, then one for each command.
pub(super) fn page() -> io::Result<()> {
    let mut root = Cli::command();
    root.build();
    let mut out = io::stdout().lock();
    Man::new(root.clone()).render(&mut out)?;
    for command in root.get_subcommands().filter(|command| command.get_name() != "help") {
        let man = Man::new(command.clone());
        writeln!(out, ".SH {}", command.get_name().to_uppercase())?;
        man.render_description_section(&mut out)?;
        man.render_options_section(&mut out)?;
    }
    Ok(())
}
