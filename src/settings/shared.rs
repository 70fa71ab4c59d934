//! What several gateways share.

use clap::Args;

/// The Redis that gateways share.
#[derive(Clone, Args)]
#[command(next_help_heading = "Several gateways")]
pub struct SharedSettings {
    /// Redis in which several gateways share idempotency keys, documents known by hash and
    /// rate limits; without it each has its own.
    #[arg(long, value_name = "URL", env = "REDIS_URL", hide_env_values = true)]
    redis: Option<String>,
    /// Do saves under an idempotency key while Redis cannot be asked; two gateways may then
    /// do one save. Left out: they are refused with IDEMPOTENCY_UNAVAILABLE.
    #[arg(long, env = "DIDAR_GRAPHQL_KEYED_SAVES_WITHOUT_REDIS")]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    pub keyed_saves_without_redis: bool,
}

impl std::fmt::Debug for SharedSettings {
    /// The address may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SharedSettings").finish_non_exhaustive()
    }
}

impl SharedSettings {
    /// Address of the Redis; empty means none.
    #[must_use]
    pub fn redis(&self) -> Option<&str> {
        self.redis.as_deref().map(str::trim).filter(|address| !address.is_empty())
    }
}
