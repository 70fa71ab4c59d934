//! Environment variables that look like settings and are none: a name with a typing error says
//! nothing, and the default holds.

use clap::Command;
use strsim::damerau_levenshtein;

/// What every variable of this program begins with.
const PREFIX: &str = "DIDAR_";

/// Parts of names that are somebody else's: those by which Kubernetes tells of a service called
/// `didar-graphql`, and those of the sandbox's own binary.
const OTHERS: [&str; 3] = ["_SERVICE_", "_PORT", "DIDAR_SANDBOX_"];

/// A variable that no setting has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownVariable {
    /// Its name.
    pub name: String,
    /// The nearest that a setting has.
    pub nearest: Option<String>,
}

impl std::fmt::Display for UnknownVariable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no setting {}", self.name)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}

/// Those among these names that look like settings and are none of this command line. `known`
/// are others that the settings name.
pub(super) fn unknown(
    root: &Command,
    names: impl Iterator<Item = String>,
    known: &[String],
) -> Vec<UnknownVariable> {
    let ours = ours(root);
    let is_unknown = |name: &String| {
        let is_setting =
            name.starts_with(PREFIX) && !OTHERS.iter().any(|other| name.contains(other));
        is_setting && !ours.contains(name) && !known.contains(name)
    };
    let mut found: Vec<_> = names.filter(is_unknown).collect();
    found.sort_unstable();
    let with_nearest = found.into_iter().map(|name| {
        let nearest = ours.iter().min_by_key(|known| damerau_levenshtein(&name, known)).cloned();
        UnknownVariable { name, nearest }
    });
    with_nearest.collect()
}

/// The variables of all settings of all commands.
fn ours(root: &Command) -> Vec<String> {
    let commands = std::iter::once(root).chain(root.get_subcommands());
    let variables = commands.flat_map(Command::get_arguments).filter_map(|argument| {
        argument.get_env().and_then(|name| name.to_str()).map(str::to_owned)
    });
    variables.collect()
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    #[test]
    fn a_variable_with_a_typing_error_is_told_with_the_nearest_one() {
        let names = [
            "DIDAR_API_KEY",
            "DIDAR_BASE_ULR",
            "ACME_DIDAR_KEY",
            "DIDAR_OF_ACME",
            "DIDAR_GRAPHQL_SERVICE_HOST",
            "DIDAR_GRAPHQL_PORT_8080_TCP_ADDR",
        ];
        let variable = |name: &'static str| Arg::new(name).env(name);
        let serve = Command::new("serve").arg(variable("DIDAR_BASE_URL"));
        let root = Command::new("x").arg(variable("DIDAR_API_KEY")).subcommand(serve);
        let known = ["DIDAR_OF_ACME".to_owned()];
        let found = unknown(&root, names.map(str::to_owned).into_iter(), &known);
        let nearest = Some("DIDAR_BASE_URL".to_owned());
        assert_eq!(found, [UnknownVariable { name: "DIDAR_BASE_ULR".to_owned(), nearest }]);
    }
}
