//! Which account a request means, and its definitions.

mod aliases;
mod credentials;
mod definitions;
mod freshness;
mod reload;
