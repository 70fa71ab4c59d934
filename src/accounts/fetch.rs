//! Where an account's definitions come from: Didar, else the last good ones.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tracing::{info, warn};

use super::{Account, Accounts, account::Source, belief, copies::Copy, profile::Profile};
use crate::{
    crm::error::UpstreamError,
    didar::{
        Definitions,
        schedule::{Reason, Schedule, Turn},
    },
    graphql::Backend,
};

const SUSPICIOUS: &str = "more than half of the definitions are gone";

impl Accounts {
    /// The first entry of an account. A young copy on disk needs no call: a restart
    /// asks nothing of Didar.
    pub(super) async fn first(&self, profile: Arc<Profile>) -> Result<Arc<Account>, UpstreamError> {
        let _turn = self.0.turns.acquire().await;
        let didar = self.0.connector.didar(profile.key.clone());
        let backend = Backend { didar, shared: self.0.shared.clone() };
        let copy = self.copy(&profile).await;
        let max_age = self.max_age(&profile);
        if let Some((copy, rest)) =
            copy.as_ref().and_then(|copy| Some((copy, rest(copy, max_age)?)))
        {
            let source = Source::Fetched(copy.definitions.catalogue.clone(), copy.at);
            return Ok(self.account(backend, profile, Schedule::due_in(rest), source));
        }
        match backend.didar.definitions().await {
            Ok(found) => {
                let held = copy.filter(|copy| is_suspicious(copy, &found));
                let schedule = Schedule::due_in(max_age);
                let source = match held {
                    Some(copy) => {
                        suspect(&profile, &schedule, &found);
                        let why = SUSPICIOUS.to_owned();
                        Source::LastGood(copy.definitions.catalogue, copy.at, why)
                    }
                    None => {
                        self.keep(&profile, &found).await;
                        Source::Fetched(found.catalogue, Timestamp::now())
                    }
                };
                Ok(self.account(backend, profile, schedule, source))
            }
            Err(UpstreamError::KeyRefused) => Err(UpstreamError::KeyRefused),
            // Anybody can bring a key: what it opens must be known to be an account.
            Err(failure) if copy.is_none() && self.0.are_callers => Err(failure),
            Err(failure) => {
                let (known, why) = (
                    if copy.is_some() { "a copy" } else { "nothing" },
                    failure.in_short().to_string(),
                );
                let source = match copy {
                    Some(copy) => Source::LastGood(copy.definitions.catalogue, copy.at, why),
                    None => Source::Nowhere(why),
                };
                warn!(account = profile.label(), %failure, known, "no definitions at first");
                Ok(self.account(backend, profile, Schedule::while_unknown(), source))
            }
        }
    }

    /// Fetches the definitions again and gives the entry that is current after it. One
    /// fetch at a time: who waited for another takes over what that one found.
    pub(super) async fn refresh(
        self,
        held: Arc<Account>,
        turn: Option<Turn>,
        reason: Reason,
    ) -> Arc<Account> {
        let schedule = &held.schedule;
        let fetches = schedule.fetches();
        let _turn = match turn {
            Some(turn) => turn,
            None => schedule.turn().await,
        };
        let current = self.current(&held).await;
        if schedule.fetches() != fetches || !Arc::ptr_eq(&current, &held) {
            return current;
        }
        let found = held.backend.didar.definitions().await;
        schedule.fetched();
        let outcome = found.as_ref().err().map_or("ok", UpstreamError::label);
        metrics::counter!("didar_graphql_definitions_refreshes_total", "outcome" => outcome)
            .increment(1);
        match found {
            Ok(found) => self.learn(&held, found, reason).await,
            Err(failure) => self.do_without(&held, failure).await,
        }
    }

    /// The entry that the cache has now.
    pub(super) async fn current(&self, held: &Arc<Account>) -> Arc<Account> {
        let current = self.0.cache.get(&held.profile.id).await;
        current.unwrap_or_else(|| Arc::clone(held))
    }

    /// Goes on with the last good definitions. A key that is refused opens nothing any
    /// more, if it is a caller's or never opened anything.
    async fn do_without(&self, held: &Arc<Account>, failure: UpstreamError) -> Arc<Account> {
        let account = held.profile.label();
        warn!(account, %failure, "serving the last good definitions");
        held.freshness.fail(failure.in_short().to_string());
        let is_callers = self.0.are_callers || !held.is_known();
        if failure == UpstreamError::KeyRefused && is_callers {
            self.0.cache.invalidate(&held.profile.id).await;
            self.0.failures.insert(held.profile.id, failure).await;
        }
        Arc::clone(held)
    }

    /// Takes over what was found, if it is new and to be believed.
    async fn learn(&self, held: &Arc<Account>, found: Definitions, reason: Reason) -> Arc<Account> {
        let max_age = self.max_age(&held.profile);
        let is_same = held.is_known() && held.schema.is_of(&found.catalogue);
        if is_same {
            held.freshness.renew(Timestamp::now());
            held.schedule.nothing_new(max_age, reason);
            self.keep(&held.profile, &found).await;
            return Arc::clone(held);
        }
        if belief::is_suspicious(held.schema.catalogue(), &found.catalogue)
            && !suspect(&held.profile, &held.schedule, &found)
        {
            held.freshness.fail(SUSPICIOUS.to_owned());
            return Arc::clone(held);
        }
        self.keep(&held.profile, &found).await;
        held.schedule.changed(max_age);
        let (backend, profile) = (held.backend.clone(), Arc::clone(&held.profile));
        let source = Source::Fetched(found.catalogue, Timestamp::now());
        let account = self.account(backend, profile, Arc::clone(&held.schedule), source);
        self.0.cache.insert(held.profile.id, Arc::clone(&account)).await;
        self.drop_if_unknown(&held.profile.id).await;
        account
    }

    fn account(
        &self,
        backend: Backend,
        profile: Arc<Profile>,
        schedule: impl Into<Arc<Schedule>>,
        source: Source,
    ) -> Arc<Account> {
        let account =
            Account::new(backend, profile, schedule.into(), source, self.0.options.schema);
        let label = account.profile.label();
        info!(account = label, version = account.schema.version(), "built the schema");
        for name in account.schema.unknown_names(&account.profile.aliases) {
            warn!(account = label, name, "the settings name what the account does not have");
        }
        Arc::new(account)
    }

    async fn copy(&self, profile: &Profile) -> Option<Copy> {
        self.0.copies.as_ref()?.read(&profile.tag).await
    }

    async fn keep(&self, profile: &Profile, definitions: &Definitions) {
        if let Some(copies) = &self.0.copies {
            copies.keep(&profile.tag, definitions).await;
        }
    }

    /// A tenth more or less for each account, so that accounts opened together are not
    /// refreshed together.
    fn max_age(&self, profile: &Profile) -> Duration {
        let [share, ..] = profile.tag.0;
        self.0.options.definitions_max_age.mul_f64(0.9 + f64::from(share) / 1275.0)
    }
}

/// How long a copy is still young, if it is.
fn rest(copy: &Copy, max_age: Duration) -> Option<Duration> {
    let age = Duration::try_from(Timestamp::now().duration_since(copy.at)).ok()?;
    max_age.checked_sub(age)
}

fn is_suspicious(copy: &Copy, found: &Definitions) -> bool {
    belief::is_suspicious(&copy.definitions.catalogue, &found.catalogue)
}

/// Notes a suspicious answer; whether it is believed now because it is repeated.
fn suspect(profile: &Profile, schedule: &Schedule, found: &Definitions) -> bool {
    let repeated = schedule.are_repeated(belief::hash(&found.catalogue), Instant::now());
    let account = profile.label();
    warn!(account, repeated, SUSPICIOUS);
    repeated
}
