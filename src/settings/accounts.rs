//! The accounts: one by its key in the environment, or those of a settings file.
//!
//! ```toml
//! [accounts.acme]
//! didar_api_key_env = "ACME_DIDAR_KEY"   # or didar_api_key_file, or didar_api_key
//! tokens = ["sha256:…"]                  # `didar-graphql token` makes them
//! read_tokens = ["sha256:…"]             # these may query only
//!
//! keep_old_names = false                 # no field_996_12_9 beside budget any more
//!
//! [accounts.acme.fields]
//! Field_996_12_9 = "budget"              # `didar-graphql fields --suggest` writes these
//!
//! [accounts.acme.options]
//! Field_996_4_10 = { "تهران" = "TEHRAN", "شیراز" = "SHIRAZ" }
//! ```

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

use super::bad_setting::BadSetting;

/// Where the accounts are written.
#[derive(Clone, Args)]
#[command(next_help_heading = "Accounts")]
pub struct AccountsSettings {
    /// The account's API key. Prefer the environment: flags are seen by every user of
    /// the machine.
    #[arg(long = "didar-api-key", value_name = "KEY")]
    #[arg(env = "DIDAR_API_KEY", hide_env_values = true)]
    api_key: Option<String>,
    /// Settings file in TOML: accounts with their keys, tokens and names of fields.
    #[arg(long = "config", value_name = "FILE", env = "DIDAR_GRAPHQL_CONFIG")]
    file: Option<PathBuf>,
}

impl std::fmt::Debug for AccountsSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountsSettings").field("file", &self.file).finish_non_exhaustive()
    }
}

/// An account, checked.
#[derive(Debug, Clone)]
pub struct ConfiguredAccount {
    /// Its name in logs and in `account { name }`.
    pub name: String,
    /// The API key.
    pub key: SecretString,
    /// Hashes of the tokens that open it, as hexadecimal digits.
    pub tokens: Vec<String>,
    /// Of those that open it for queries only.
    pub read_tokens: Vec<String>,
    /// Names for its custom fields and their options.
    pub names: ConfiguredNames,
}

/// The names of an account's schema that its settings give.
#[derive(Debug, Clone)]
pub struct ConfiguredNames {
    /// Of custom fields, by their keys.
    pub fields: BTreeMap<String, String>,
    /// Of options, by the key of their field and their text.
    pub options: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether what has got a name is still there under its old one.
    pub keep_old: bool,
}

/// Whose accounts are served.
#[derive(Debug, Clone)]
pub enum Whose {
    /// Those of the settings.
    Ours(Vec<ConfiguredAccount>),
    /// Those of the callers, who bring their keys.
    Callers,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accounts: BTreeMap<String, Entry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default, deserialize_with = "secret")]
    didar_api_key: Option<SecretString>,
    didar_api_key_env: Option<String>,
    didar_api_key_file: Option<PathBuf>,
    tokens: Option<Vec<String>>,
    read_tokens: Option<Vec<String>>,
    keep_old_names: Option<bool>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    options: BTreeMap<String, BTreeMap<String, String>>,
}

/// A text whose errors do not quote it.
fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    let text = String::deserialize(deserializer);
    let text = text.map_err(|_| serde::de::Error::custom("the key must be a text"))?;
    Ok(Some(SecretString::from(text)))
}

impl AccountsSettings {
    /// Whether there is a file that may change.
    #[must_use]
    pub fn has_file(&self) -> bool {
        self.file.is_some()
    }

    /// The variables of the environment that the file names.
    ///
    /// # Errors
    /// Where the file cannot be understood.
    pub fn variables(&self) -> Result<Vec<String>, BadSetting> {
        let Some(path) = &self.file else { return Ok(Vec::new()) };
        let entries = read(path)?.accounts.into_values();
        Ok(entries.filter_map(|entry| entry.didar_api_key_env).collect())
    }

    /// The accounts, at least one.
    ///
    /// # Errors
    /// Where a key is missing or cannot be one, or the file cannot be understood.
    pub fn check(&self) -> Result<Vec<ConfiguredAccount>, BadSetting> {
        let entries = match &self.file {
            Some(path) => read(path)?.accounts,
            None => BTreeMap::from([("default".to_owned(), Entry::default())]),
        };
        self.checked(entries)
    }

    fn checked(
        &self,
        entries: BTreeMap<String, Entry>,
    ) -> Result<Vec<ConfiguredAccount>, BadSetting> {
        if entries.is_empty() {
            // An empty file must not open the account to everyone.
            return Err(BadSetting("--config: the file has no account".to_owned()));
        }
        let without_key = entries.values().filter(|entry| !entry.names_a_key()).count();
        if without_key > 1 {
            return Err(BadSetting(
                "only one account may do without a didar_api_key: DIDAR_API_KEY holds one"
                    .to_owned(),
            ));
        }
        let accounts = entries.into_iter().map(|(name, entry)| self.account(name, entry));
        let accounts = accounts.collect::<Result<Vec<_>, _>>()?;
        check_tokens(&accounts)?;
        Ok(accounts)
    }

    /// The accounts of a file, else those of a text, all of them with this key, whatever
    /// theirs are.
    ///
    /// # Errors
    /// Where they cannot be understood, or say what cannot be.
    pub fn with_key(
        file: Option<&Path>,
        text: &str,
        key: &str,
    ) -> Result<Vec<ConfiguredAccount>, BadSetting> {
        let file = file.map_or_else(|| parse("", text), read);
        let mut entries = file?.accounts;
        for entry in entries.values_mut() {
            (entry.didar_api_key_env, entry.didar_api_key_file) = (None, None);
            entry.didar_api_key = Some(SecretString::from(key));
        }
        Self { api_key: None, file: None }.checked(entries)
    }

    /// The accounts to serve: those of the settings, or the callers' own.
    ///
    /// # Errors
    /// As [`Self::check`], and where both are asked for.
    pub fn whose(&self, pass_through: bool) -> Result<Whose, BadSetting> {
        if !pass_through {
            return Ok(Whose::Ours(self.check()?));
        }
        let has_accounts = match &self.file {
            Some(path) => !read(path)?.accounts.is_empty(),
            None => false,
        };
        if has_accounts || self.api_key.is_some() {
            return Err(BadSetting(
                "--pass-through takes keys from requests: leave DIDAR_API_KEY and the file's \
                 accounts out"
                    .to_owned(),
            ));
        }
        Ok(Whose::Callers)
    }

    fn account(&self, name: String, entry: Entry) -> Result<ConfiguredAccount, BadSetting> {
        let named = |letter: u8| letter.is_ascii_alphanumeric() || b"-_".contains(&letter);
        if name.is_empty() || !name.bytes().all(named) {
            return Err(BadSetting(format!(
                "accounts.{name:?}: a name has Latin letters, digits, - and _"
            )));
        }
        let (source, key) = self.key(&name, &entry)?;
        let hashes = |tokens: &Option<Vec<String>>| match tokens {
            // The last token was taken away: that must not let everyone in.
            Some(none) if none.is_empty() => Err(BadSetting(format!(
                "accounts.{name}: an empty list of tokens; leave it out to ask for none"
            ))),
            tokens => tokens.iter().flatten().map(|token| token_hash(&name, token)).collect(),
        };
        Ok(ConfiguredAccount {
            key: check_key(&source, &key)?,
            tokens: hashes(&entry.tokens)?,
            read_tokens: hashes(&entry.read_tokens)?,
            names: ConfiguredNames {
                fields: entry.fields,
                options: entry.options,
                keep_old: entry.keep_old_names.unwrap_or(true),
            },
            name,
        })
    }

    /// The account's key, and where it is from.
    fn key(&self, name: &str, entry: &Entry) -> Result<(String, SecretString), BadSetting> {
        let setting = |kind: &str| format!("accounts.{name}.didar_api_key{kind}");
        match (&entry.didar_api_key, &entry.didar_api_key_env, &entry.didar_api_key_file) {
            (None, None, None) => {
                let key = self.api_key.clone().unwrap_or_default();
                Ok(("DIDAR_API_KEY".to_owned(), key.into()))
            }
            (Some(key), None, None) => Ok((setting(""), key.clone())),
            (None, Some(variable), None) => {
                let value = from_environment(variable);
                // Not quoted: people put the key itself there.
                let value = value.ok_or_else(|| {
                    BadSetting(format!("{} names a variable that is not set", setting("_env")))
                })?;
                Ok((setting("_env"), value.into()))
            }
            (None, None, Some(path)) => {
                let text = fs::read_to_string(path).map_err(|error| {
                    let kind = error.kind();
                    BadSetting(format!("{}: the file cannot be read: {kind}", setting("_file")))
                })?;
                Ok((setting("_file"), text.into()))
            }
            _ => Err(BadSetting(format!(
                "accounts.{name}: give one of didar_api_key, didar_api_key_env and \
                 didar_api_key_file"
            ))),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "settings read the environment, once")]
fn from_environment(variable: &str) -> Option<String> {
    std::env::var(variable).ok()
}

impl Entry {
    fn names_a_key(&self) -> bool {
        self.didar_api_key.is_some()
            || self.didar_api_key_env.is_some()
            || self.didar_api_key_file.is_some()
    }
}

fn read(path: &Path) -> Result<File, BadSetting> {
    let name = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| BadSetting(format!("--config {name} cannot be read: {error}")))?;
    parse(&name.to_string(), &text)
}

fn parse(name: &str, text: &str) -> Result<File, BadSetting> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().and_then(|span| text.get(..span.start));
        let line = line.map_or(1, |before| before.matches('\n').count() + 1);
        BadSetting(format!("--config {name}, line {line}: {}", without_value(error.message())))
    })
}

/// A message about a value of the wrong type quotes it, and it may be a secret.
fn without_value(message: &str) -> String {
    match message.rsplit_once(", expected ") {
        Some((wrong, expected)) if wrong.starts_with("invalid") => {
            format!("a value of the wrong type, expected {expected}")
        }
        _ => message.trim().replace('\n', " "),
    }
}

/// Didar's keys are 32 lower-case letters and digits (F3); only what can never be a key
/// is refused here, the rest is Didar's to judge.
fn check_key(source: &str, key: &SecretString) -> Result<SecretString, BadSetting> {
    let key = key.expose_secret().trim();
    if key.is_empty() {
        return Err(BadSetting(format!(
            "{source}: there is no key. Make one in Didar's settings, or try `didar-graphql demo`, \
             which needs none."
        )));
    }
    if !key.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
        return Err(BadSetting(format!(
            "{source} holds a character that no key has; keys are letters and digits."
        )));
    }
    Ok(SecretString::from(key))
}

fn token_hash(account: &str, token: &str) -> Result<String, BadSetting> {
    let hash = token.strip_prefix("sha256:").map(str::to_ascii_lowercase);
    let is_hash =
        |hash: &String| hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    hash.filter(is_hash).ok_or_else(|| {
        BadSetting(format!(
            "accounts.{account}.tokens: an entry is \"sha256:\" and 64 hexadecimal digits; \
             `didar-graphql token` makes one"
        ))
    })
}

/// A token opens one account, and among several each needs one.
fn check_tokens(accounts: &[ConfiguredAccount]) -> Result<(), BadSetting> {
    let mut seen = HashSet::new();
    for account in accounts {
        let name = &account.name;
        let mut tokens = account.tokens.iter().chain(&account.read_tokens);
        if accounts.len() > 1 && tokens.clone().next().is_none() {
            return Err(BadSetting(format!(
                "accounts.{name}.tokens: with several accounts each needs a token"
            )));
        }
        if tokens.any(|token| !seen.insert(token)) {
            return Err(BadSetting(format!("accounts.{name}.tokens: one is there twice")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: Option<&str>, file: Option<&str>) -> Result<Vec<ConfiguredAccount>, BadSetting> {
        let path = std::env::temp_dir().join(format!("{}.toml", uuid::Uuid::new_v4().as_u128()));
        if let Some(text) = file {
            fs::write(&path, text).expect("written");
        }
        let settings = AccountsSettings {
            api_key: key.map(str::to_owned),
            file: file.is_some().then(|| path.clone()),
        };
        assert!(!format!("{settings:?}").contains("abc"));
        let checked = settings.check();
        let _ = fs::remove_file(&path);
        // The file's name is random and may hold anything.
        let name = path.display().to_string();
        checked.map_err(|error| BadSetting(error.0.replace(&name, "FILE")))
    }

    fn token(digit: char) -> String {
        format!("\"sha256:{}\"", String::from(digit).repeat(64))
    }

    #[test]
    fn a_key_alone_is_an_account_and_a_file_names_several() {
        let one = check(Some(" abc\n"), None).expect("an account");
        assert_eq!(one[0].name, "default");
        assert_eq!(one[0].key.expose_secret(), "abc");
        let file = format!(
            "[accounts.a]\ntokens = [{}]\n[accounts.b]\ndidar_api_key = \"def\"\ntokens = [{}]\n\
             [accounts.b.fields]\nField_996_12_9 = \"budget\"\n[accounts.b.options]\n\
             Field_996_4_10 = {{ \"تهران\" = \"TEHRAN\" }}\n",
            token('0'),
            token('A')
        );
        let two = check(Some("abc"), Some(&file)).expect("accounts");
        assert_eq!(two.iter().map(|a| a.key.expose_secret()).collect::<Vec<_>>(), ["abc", "def"]);
        assert_eq!(two[1].tokens, ["a".repeat(64)]);
        let names = &two[1].names;
        assert_eq!(names.fields["Field_996_12_9"], "budget");
        assert_eq!(names.options["Field_996_4_10"]["تهران"], "TEHRAN");
        assert!(names.keep_old);
    }

    #[test]
    fn a_bad_account_is_a_sentence_that_names_it_and_never_the_key() {
        let twice = format!(
            "[accounts.a]\ndidar_api_key = \"x\"\ntokens = [{t}]\n[accounts.b]\n\
             didar_api_key = \"y\"\ntokens = [{t}]",
            t = token('0')
        );
        for (key, file, named) in [
            (None, None, "DIDAR_API_KEY"),
            (Some("  "), None, "DIDAR_API_KEY"),
            (Some("sécrét abc"), None, "DIDAR_API_KEY"),
            (
                None,
                Some("[accounts.a]\ndidar_api_key = \"sécrét abc\""),
                "accounts.a.didar_api_key",
            ),
            (None, Some("[accounts.a]\ndidar_api_key = 7777"), "line 2"),
            (None, Some("[accounts.a]\ndidar_api_key = \"abc"), "line 2"),
            (
                None,
                Some("[accounts.a]\ndidar_api_key_env = \"NO_SUCH_VAR\""),
                "accounts.a.didar_api_key_env",
            ),
            (
                None,
                Some("[accounts.a]\ndidar_api_key_file = \"/no/such\""),
                "accounts.a.didar_api_key_file",
            ),
            (Some("abc"), Some(""), "--config"),
            (Some("abc"), Some("[accounts]"), "--config"),
            (Some("abc"), Some("[accounts.a]\ntokens = []"), "accounts.a"),
            (
                None,
                Some("[accounts.a]\ndidar_api_key = \"a\"\ndidar_api_key_env = \"B\""),
                "accounts.a",
            ),
            (None, Some("[accounts.a]\n[accounts.b]\n"), "only one account"),
            (
                Some("abc"),
                Some("[accounts.a]\n[accounts.b]\ndidar_api_key = \"b\""),
                "accounts.a.tokens",
            ),
            (Some("abc"), Some("[accounts.a]\ntokens = [\"abc\"]"), "accounts.a.tokens"),
            (Some("abc"), Some("[accounts.\"a b\"]"), "accounts."),
            (Some("abc"), Some("[account.a]"), "line 1"),
            (Some("abc"), Some("[accounts.a]\nkeys = 7777"), "line 2"),
            (Some("abc"), Some("[accounts.a]\ntokens = [7777]"), "line 2"),
            (Some("abc"), Some("[accounts.a]\nkeep_old_names = 7777"), "line 2"),
            (Some("abc"), Some("[accounts.a.options]\nField_1 = 7777"), "line 2"),
            (None, Some(&twice), "accounts.b.tokens"),
        ] {
            let error = check(key, file).expect_err(named).to_string();
            assert!(error.contains(named), "{named}: {error}");
            for secret in ["sécrét", "abc", "7777"] {
                assert!(!error.contains(secret), "{error}");
            }
        }
    }
}
