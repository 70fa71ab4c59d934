//! Who may open which account.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::token::TokenHash;
use crate::{
    crm::{account_tag::AccountTag, canonical::Canonical},
    graphql::Aliases,
    message::{Message, error_of_message, message},
};

/// What a request shows of who sent it.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Nothing.
    None,
    /// A bearer token.
    Bearer(SecretString),
}

/// What a caller may do with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Only queries.
    Read,
    /// Mutations too.
    Write,
}

/// An account as the settings have it.
#[derive(Debug, Clone)]
pub struct AccountConfig {
    /// Name in logs and in `account { name }`.
    pub name: String,
    /// Its API key.
    pub key: SecretString,
    /// The tokens that open it, and how far.
    pub tokens: Vec<(TokenHash, Access)>,
    /// Names for its custom fields.
    pub aliases: Aliases,
}

/// Whose accounts a gateway serves.
#[derive(Debug, Clone)]
pub enum Directory {
    /// One account, to everyone who asks.
    Open(AccountConfig),
    /// Each account to the holders of its tokens.
    ByToken(Vec<AccountConfig>),
    /// Any account: the bearer token is its API key.
    PassThrough,
}

/// Why a request opens no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAllowed {
    /// It shows no token.
    NoToken,
    /// The token opens nothing.
    UnknownToken,
    /// Didar refused the caller's key.
    KeyRefused,
}

impl From<&NotAllowed> for Message {
    fn from(refused: &NotAllowed) -> Self {
        match refused {
            NotAllowed::NoToken => {
                message!("This gateway asks for a token: send \"Authorization: Bearer …\"")
            }
            NotAllowed::UnknownToken => message!("The token is not valid"),
            NotAllowed::KeyRefused => {
                message!("Didar refused the API key in the Authorization header")
            }
        }
    }
}

error_of_message!(NotAllowed);

/// Settings that let callers in in another way than the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "whether callers are asked for tokens, and whether the accounts are their own, changes with a \
     restart alone"
)]
pub struct OtherWayIn;

/// An account that a request may open.
#[derive(Debug)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) key: SecretString,
    pub(super) aliases: Aliases,
    /// Hash of server and key.
    pub(super) tag: AccountTag,
    /// Tells entries of the cache apart: two accounts of the settings may have one key, and
    /// later settings other names for the fields.
    pub(super) id: [u8; 32],
}

impl Profile {
    fn new(server: &str, name: String, key: SecretString, aliases: Aliases) -> Arc<Self> {
        // The key's hash first: it tells where the server's address ends.
        let mut hash = Sha256::new();
        hash.update(Sha256::digest(key.expose_secret()));
        hash.update(server);
        let tag = AccountTag(hash.finalize().into());
        // The names of fields last: they have no end of their own.
        let id = Sha256::new()
            .chain_update(tag.0)
            .chain_update(Sha256::digest(&name))
            .chain_update(aliases.canonical())
            .finalize()
            .into();
        Arc::new(Self { name, key, aliases, tag, id })
    }

    /// For logs: callers with keys of their own have no names.
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.name, self.tag.hex().get(..8).unwrap_or_default())
    }
}

/// What a credential opens.
#[derive(Debug, Clone)]
pub(super) struct Permit {
    pub(super) profile: Arc<Profile>,
    pub(super) access: Access,
}

impl Permit {
    fn whole(profile: Arc<Profile>) -> Self {
        Self { profile, access: Access::Write }
    }
}

/// The accounts of a directory, ready to be looked up.
pub(super) enum Profiles {
    Open(Arc<Profile>),
    ByToken(Vec<(TokenHash, Permit)>),
    /// Of this server.
    PassThrough(String),
}

impl Profiles {
    pub(super) fn of(directory: Directory, server: &str) -> Self {
        let profile = |account: AccountConfig| {
            Profile::new(server, account.name, account.key, account.aliases)
        };
        match directory {
            Directory::Open(account) => Self::Open(profile(account)),
            Directory::ByToken(accounts) => {
                let tokens = accounts.into_iter().flat_map(|mut account| {
                    let tokens = std::mem::take(&mut account.tokens);
                    let profile = profile(account);
                    let permit = move |(token, access)| {
                        (token, Permit { profile: Arc::clone(&profile), access })
                    };
                    tokens.into_iter().map(permit)
                });
                Self::ByToken(tokens.collect())
            }
            Directory::PassThrough => Self::PassThrough(server.to_owned()),
        }
    }

    pub(super) fn open(&self, credential: &Credential) -> Result<Permit, NotAllowed> {
        match (self, credential) {
            (Self::Open(profile), _) => Ok(Permit::whole(Arc::clone(profile))),
            (_, Credential::None) => Err(NotAllowed::NoToken),
            (Self::ByToken(known), Credential::Bearer(token)) => by_token(known, token),
            (Self::PassThrough(server), Credential::Bearer(key)) => {
                // Others cannot be keys (F3), so Didar need not be asked.
                let possible = |key: &str| {
                    (1..=128).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric())
                };
                if !possible(key.expose_secret()) {
                    return Err(NotAllowed::UnknownToken);
                }
                let name = "pass-through".to_owned();
                Ok(Permit::whole(Profile::new(server, name, key.clone(), Aliases::default())))
            }
        }
    }

    pub(super) fn are_asked_for_tokens(&self) -> bool {
        !matches!(self, Self::Open(_))
    }

    pub(super) fn are_callers(&self) -> bool {
        matches!(self, Self::PassThrough(_))
    }

    /// Whether these let callers in as others do.
    pub(super) fn let_in_as(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Those that are known without a request, each once.
    pub(super) fn known(&self) -> Vec<Arc<Profile>> {
        match self {
            Self::Open(profile) => vec![Arc::clone(profile)],
            Self::ByToken(known) => {
                let mut profiles: Vec<_> =
                    known.iter().map(|(_, permit)| Arc::clone(&permit.profile)).collect();
                profiles.dedup_by(|one, other| Arc::ptr_eq(one, other));
                profiles
            }
            Self::PassThrough(_) => Vec::new(),
        }
    }
}

/// Compares with every token, so that the time taken does not tell which was near.
fn by_token(known: &[(TokenHash, Permit)], token: &SecretString) -> Result<Permit, NotAllowed> {
    let hash = TokenHash::of(token);
    let mut found = None;
    for (known, permit) in known {
        if known.equals(&hash) {
            found = Some(permit);
        }
    }
    found.cloned().ok_or(NotAllowed::UnknownToken)
}
