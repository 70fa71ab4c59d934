//! The one place that sends requests to Didar.
//!
//! The key travels in the URL (F2) and `reqwest::Error` prints URLs, so no error of
//! reqwest leaves this file: each becomes an [`UpstreamError`], which holds none.

use std::{
    collections::HashMap,
    pin::pin,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use backon::{ExponentialBuilder, Retryable};
use futures_util::future::BoxFuture;
use hyper::body::Bytes;
use metrics::{Counter, Histogram};
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, debug, debug_span};

use super::{
    action::Action,
    breaker::Breaker,
    envelope::{self, Answer, Hidden},
    in_flight::{InFlight, Outcome, Question, Told},
    reply::{is_refusal, reason_phrase, retry_after, sending_failed},
    turns::{Caller, Turn, Turns},
    utf8::Utf8,
};
use crate::{
    crm::{budget::Budget, error::UpstreamError},
    trace_context,
};

/// A call abandoned by its caller counts against Didar only if it had run this long.
const FAIR_TIME: Duration = Duration::from_secs(5);

/// Counts the calls.
const CALLS: &str = "didar_graphql_calls_total";

/// What of an answer that is being read is not counted: ordinary ones wait for no large one.
const SMALL: usize = 256 << 10;

/// Limits of the calls to Didar.
#[derive(Debug, Clone)]
pub struct CallOptions {
    /// Time for one operation, its retries included.
    pub timeout: Duration,
    /// Time to open a connection.
    pub connect_timeout: Duration,
    /// Largest answer taken, in bytes after decompression.
    pub max_answer_bytes: usize,
    /// How often a read that failed is asked again.
    pub retries: usize,
    /// The most calls that an account has under way at once; further ones wait their turn.
    pub at_once: usize,
    /// Whether an update of any record may leave out what it does not change (F79, F126).
    pub trusts_partial_updates: bool,
}

impl CallOptions {
    /// What holds unless a setting says otherwise.
    pub const DEFAULT: Self = Self {
        timeout: Duration::from_secs(20),
        connect_timeout: Duration::from_secs(5),
        max_answer_bytes: 8 << 20,
        retries: 2,
        at_once: 256,
        trusts_partial_updates: false,
    };
}

impl Default for CallOptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What a request carries. It may be sent more than once.
pub(super) trait Payload: Sync {
    /// Puts it into a request.
    fn put(&self, request: RequestBuilder) -> RequestBuilder;
}

/// A body of JSON.
#[derive(Clone)]
struct JsonText(Bytes);

impl Payload for JsonText {
    fn put(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(header::CONTENT_TYPE, "application/json").body(self.0.clone())
    }
}

/// Told before a write is sent, each time that it is.
pub trait BeforeWrite: Send + Sync {
    /// Done when the write may be sent.
    ///
    /// # Errors
    /// Where it must not be; it is not sent then.
    fn about_to_write(&self) -> BoxFuture<'_, Result<(), UpstreamError>>;
}

/// Sends requests for one account. Cheap to clone.
#[derive(Clone)]
pub(super) struct Transport {
    inner: Arc<Inner>,
    /// How many calls were made since this clone began to count.
    calls: Arc<AtomicU32>,
    /// After how many calls further reads are refused.
    most_calls: Option<u32>,
    /// From when on nothing more is sent.
    deadline: Option<Instant>,
    /// Whose calls these are.
    caller: Caller,
    before_write: Option<Arc<dyn BeforeWrite>>,
    /// Whether it takes part in identical calls of others.
    shares: bool,
}

struct Inner {
    client: Client,
    /// The address that those of the actions begin with, and the key at its end.
    base_url: Url,
    known: RwLock<HashMap<Action, Arc<Known>>>,
    key: SecretString,
    breaker: Breaker,
    options: CallOptions,
    turns: Arc<Turns>,
    /// What all answers that are being read hold.
    reading: Budget,
    in_flight: Arc<InFlight>,
}

/// What is made once of an action.
struct Known {
    url: Url,
    answered: Counter,
    duration: Histogram,
}

/// What is sent once, and again where that failed.
struct Sending<'a, P> {
    action: Action,
    url: &'a Url,
    payload: &'a P,
    /// When to stop waiting.
    until: Instant,
    /// Whether Didar may have it.
    sent: &'a AtomicBool,
}

impl<P> Clone for Sending<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for Sending<'_, P> {}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").field("key", &self.inner.key).finish_non_exhaustive()
    }
}

impl Transport {
    pub(super) fn new(
        client: Client,
        mut base_url: Url,
        key: SecretString,
        breaker: Breaker,
        reading: Budget,
        options: CallOptions,
    ) -> Self {
        let turns = Turns::new(options.at_once);
        base_url.query_pairs_mut().append_pair("apikey", key.expose_secret());
        let in_flight = Arc::default();
        let known = RwLock::default();
        let inner =
            Inner { client, base_url, known, key, breaker, options, turns, reading, in_flight };
        Self::of(Arc::new(inner), None, Caller::default())
    }

    /// The same, counting from nought, and sending nothing from the deadline on.
    pub(super) fn for_request(&self, deadline: Option<Instant>, caller: Caller) -> Self {
        Self::of(Arc::clone(&self.inner), deadline, caller)
    }

    fn of(inner: Arc<Inner>, deadline: Option<Instant>, caller: Caller) -> Self {
        let (calls, most_calls, before_write) = (Arc::default(), None, None);
        Self { inner, calls, most_calls, deadline, caller, before_write, shares: true }
    }

    /// The same, taking part in nobody else's calls: what a save decides by is read for it.
    pub(super) fn alone(&self) -> Self {
        Self { shares: false, ..self.clone() }
    }

    /// The same, refusing reads after this many calls.
    pub(super) fn with_most_calls(&self, most: u32) -> Self {
        Self { most_calls: Some(most), ..self.clone() }
    }

    /// The same, counting on, without deadline and call limit: other requests wait for it too.
    pub(super) fn without_deadline(&self) -> Self {
        Self { deadline: None, most_calls: None, ..self.clone() }
    }

    /// The same, with somebody who is told of writes.
    pub(super) fn telling(self, before_write: Arc<dyn BeforeWrite>) -> Self {
        Self { before_write: Some(before_write), ..self }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    pub(super) fn trusts_partial_updates(&self) -> bool {
        self.inner.options.trusts_partial_updates
    }

    pub(super) fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Calls an action and returns its answer, which holds no refusal.
    pub(super) async fn call<B: Serialize>(&self, action: Action, body: &B) -> Outcome {
        let body = serde_json::to_vec(body).map_err(|error| {
            envelope::malformed("$", &format!("the request: {}", envelope::describe(&error)))
        })?;
        let body = JsonText(body.into());
        if action.may_repeat && self.shares {
            return self.call_with_others(action, body).await;
        }
        // Apart: each read would have room for it.
        Box::pin(self.call_with(action, &body)).await.map(Arc::new)
    }

    /// Calls an action, or takes part in a call that asks the same for the same caller.
    async fn call_with_others(&self, action: Action, body: JsonText) -> Outcome {
        let until = self.patience(action);
        loop {
            let question = Question { action, body: body.0.clone(), caller: self.caller };
            let (this, body) = (self.clone(), body.clone());
            let call = async move { this.told(action, &body).await };
            let (call, is_of_another) = self.inner.in_flight.join(question, call);
            if !is_of_another {
                return call.await.outcome;
            }
            match timeout_at(until, call).await {
                // It was the other's time that was over, or the other's limit, and not ours.
                Ok(told) if told.was_cut && !self.is_late() => {}
                Ok(told) => {
                    metrics::counter!("didar_graphql_calls_shared_total", "action" => action.path)
                        .increment(1);
                    return told.outcome;
                }
                Err(_) => return Err(UpstreamError::Timeout),
            }
        }
    }

    /// What comes of a call that others may wait for.
    async fn told(&self, action: Action, body: &JsonText) -> Told {
        let outcome = self.call_with(action, body).await.map(Arc::new);
        let was_cut = match &outcome {
            Err(UpstreamError::TooManyCalls { .. } | UpstreamError::Late) => true,
            Err(UpstreamError::Timeout | UpstreamError::Crowded) => self.is_late(),
            _ => false,
        };
        Told { outcome, was_cut }
    }

    /// Calls an action with a body in any form.
    pub(super) async fn call_with(
        &self,
        action: Action,
        payload: &impl Payload,
    ) -> Result<Answer, UpstreamError> {
        let _save = (!action.may_repeat).then(|| self.inner.in_flight.save());
        let span = debug_span!("didar", action = action.path, otel.kind = "client");
        self.call_within_deadline(action, payload).instrument(span).await
    }

    async fn call_within_deadline(
        &self,
        action: Action,
        payload: &impl Payload,
    ) -> Result<Answer, UpstreamError> {
        if let Some(most) =
            self.most_calls.filter(|most| action.may_repeat && self.calls() >= *most)
        {
            return Err(UpstreamError::TooManyCalls { most });
        }
        self.inner.breaker.check()?;
        let started = Instant::now();
        let backoff = ExponentialBuilder::default()
            .with_jitter()
            .with_min_delay(Duration::from_millis(50))
            .with_max_delay(Duration::from_secs(1))
            .with_max_times(self.inner.options.retries);
        let (known, until, sent) =
            (self.known(action), self.patience(action), AtomicBool::new(false));
        let sending = Sending { action, url: &known.url, payload, until, sent: &sent };
        let attempts = pin!(
            (|| self.attempt(sending))
                .retry(backoff)
                .when(|failure| action.may_follow(failure))
                .adjust(|error, pause| longer_pause(error, pause, until))
                .notify(|error, pause| debug!(reason = error.label(), ?pause, "asking again"))
        );
        let outcome = timeout_at(until, attempts).await.unwrap_or_else(|_| {
            let sent = sent.load(Ordering::Relaxed);
            Err(if sent { UpstreamError::Timeout } else { UpstreamError::Crowded })
        });
        if !self.is_late() || started.elapsed() >= FAIR_TIME {
            // Else it was the caller who did not wait.
            self.inner.breaker.note(outcome.as_ref().err());
        }
        known.record(action, started, outcome.as_ref().err());
        outcome
    }

    async fn attempt<P: Payload>(&self, sending: Sending<'_, P>) -> Result<Answer, UpstreamError> {
        let turn = self.turn().await?;
        let outcome = self.send(sending).await;
        turn.end(&outcome);
        outcome
    }

    async fn send<P: Payload>(&self, sending: Sending<'_, P>) -> Result<Answer, UpstreamError> {
        let Sending { action, url, payload, until, sent } = sending;
        let may_connect = Instant::now() + self.inner.options.connect_timeout < until;
        if !action.may_repeat && !may_connect {
            // Cut while it connects it would count as sent.
            return Err(UpstreamError::Crowded);
        }
        if let (Some(told), false) = (&self.before_write, action.may_repeat) {
            told.about_to_write().await?;
        }
        sent.store(true, Ordering::Relaxed);
        self.calls.fetch_add(1, Ordering::Relaxed);
        let (client, url) = (&self.inner.client, url.clone());
        let request = if action.has_body { payload.put(client.post(url)) } else { client.get(url) };
        let answer = request
            .headers(trace_context::of_here())
            .send()
            .await
            .map_err(|error| sending_failed(&error))
            .inspect_err(|failure| {
                let no_connection = [UpstreamError::Unreachable, UpstreamError::OutOfFiles];
                sent.store(!no_connection.contains(failure), Ordering::Relaxed);
            })?;
        let status = answer.status();
        let reason = reason_phrase(&answer);
        let retry_after = retry_after(&answer);
        let text = self.read(action, answer).await?;
        if status.is_success() {
            return Answer::read(text).map_err(|hidden| match hidden {
                Hidden::Unreadable(reason) => envelope::malformed("$", &reason),
                Hidden::Refusal { has_record: true, .. } if !action.may_repeat => {
                    envelope::malformed("Response", "a record beside a refusal to save it")
                }
                Hidden::Refusal { message, .. } => self.rejected(status, &message),
            });
        }
        Err(match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => UpstreamError::KeyRefused,
            StatusCode::TOO_MANY_REQUESTS => UpstreamError::RateLimited { retry_after },
            status if is_refusal(status) => {
                let message = envelope::error_text(&text, status, reason.as_deref());
                self.rejected(status, &message)
            }
            status => UpstreamError::Failing { status: status.as_u16(), retry_after },
        })
    }

    /// A turn to send, unless the request's time is over before.
    async fn turn(&self) -> Result<Turn, UpstreamError> {
        let turn = self.inner.turns.take(self.caller);
        match self.deadline {
            Some(_) if self.is_late() => Err(UpstreamError::Late),
            Some(deadline) => timeout_at(deadline, turn).await.unwrap_or(Err(UpstreamError::Late)),
            None => turn.await,
        }
    }

    pub(super) fn is_late(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= Instant::now())
    }

    /// When to stop waiting for an answer that is asked for now. A save that was sent is
    /// waited for beyond the end of the request: somebody asks for its outcome.
    fn patience(&self, action: Action) -> Instant {
        let own = Instant::now() + self.inner.options.timeout;
        self.deadline.filter(|_| action.may_repeat).map_or(own, |deadline| deadline.min(own))
    }

    /// The answer's text, refused where it is larger than allowed or not UTF-8.
    async fn read(&self, action: Action, mut answer: Response) -> Result<String, UpstreamError> {
        let limit = self.inner.options.max_answer_bytes;
        let too_large = || envelope::malformed("$", "the answer is larger than the limit");
        let told =
            answer.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        if told.is_some_and(|length| length > limit) {
            return Err(too_large());
        }
        let expected = told.unwrap_or(16 << 10);
        let share = self.inner.reading.share(SMALL);
        // The answer to a save is read all the same: it says what was done.
        let has_room = |bytes: usize| share.grow(bytes) || !action.may_repeat;
        if !has_room(expected) {
            return Err(UpstreamError::NoRoom);
        }
        let not_utf8 = || envelope::malformed("$", "not UTF-8");
        let mut text = Utf8::with_room(expected);
        while let Some(chunk) = answer.chunk().await.map_err(|error| sending_failed(&error))? {
            if text.len() + chunk.len() > limit {
                return Err(too_large());
            }
            if !has_room(text.len() + chunk.len()) {
                return Err(UpstreamError::NoRoom);
            }
            text.push(&chunk).ok_or_else(not_utf8)?;
        }
        let mut text = text.finish().ok_or_else(not_utf8)?;
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        text.drain(..start);
        Ok(text)
    }

    /// What is made once of an action.
    fn known(&self, action: Action) -> Arc<Known> {
        let all = self.inner.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = all.get(&action) {
            return Arc::clone(known);
        }
        drop(all);
        let name = action.path;
        let known = Arc::new(Known {
            url: self.new_url(action),
            answered: metrics::counter!(CALLS, "action" => name, "outcome" => "ok"),
            duration: metrics::histogram!("didar_graphql_call_duration_seconds", "action" => name),
        });
        let mut all = self.inner.known.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(action).or_insert(known))
    }

    fn new_url(&self, action: Action) -> Url {
        let mut url = self.inner.base_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(action.path.split('/'));
        }
        if !action.has_key {
            url.set_query(None);
        }
        url
    }

    fn rejected(&self, status: StatusCode, message: &str) -> UpstreamError {
        let message = message.replace(self.inner.key.expose_secret(), "[REDACTED]");
        UpstreamError::Rejected {
            status: status.as_u16(),
            message: message.chars().take(300).collect(),
        }
    }
}

/// How long to wait before asking again: as long as Didar said, and not at all where
/// that is beyond the deadline.
fn longer_pause(
    error: &UpstreamError,
    pause: Option<Duration>,
    until: Instant,
) -> Option<Duration> {
    match error.retry_after() {
        Some(wished) => {
            let is_in_time = Instant::now().checked_add(wished).is_some_and(|then| then < until);
            pause.filter(|_| is_in_time).map(|pause| pause.max(wished))
        }
        // 429 without a time to wait.
        None if matches!(error, UpstreamError::RateLimited { .. }) => None,
        None => pause,
    }
}

impl Known {
    fn record(&self, action: Action, started: Instant, error: Option<&UpstreamError>) {
        let elapsed = started.elapsed();
        self.duration.record(elapsed);
        let outcome = error.map_or("ok", UpstreamError::label);
        if error.is_none() {
            self.answered.increment(1);
        } else {
            metrics::counter!(CALLS, "action" => action.path, "outcome" => outcome).increment(1);
        }
        debug!(outcome, elapsed_ms = elapsed.as_millis(), "called Didar");
    }
}
