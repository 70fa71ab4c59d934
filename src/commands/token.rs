//! `token`: a new token and its hash.

use secrecy::ExposeSecret;

use crate::accounts::{TokenHash, new_token};

pub(super) fn run() {
    let token = new_token();
    println!(
        "For the client, shown only now:\n  Authorization: Bearer {}\n\n\
         For the settings file, below [accounts.NAME]:\n  tokens = [\"sha256:{}\"]",
        token.expose_secret(),
        TokenHash::of(&token).hex()
    );
}
