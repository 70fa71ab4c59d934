//! What several gateways share: the same tests over one gateway with a memory of its own,
//! and over two gateways with one Redis (`cargo test -- --ignored`; needs `redis-server`).

use std::{num::NonZeroU32, time::Duration};

use didar_graphql::{
    app::{AppOptions, Keys},
    http,
    store::{Claim, Lease, Store},
};
use didar_sandbox::{Fault, FaultKind};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    save::mutations::{SAVE, faults},
    support::{Gateway, Redis, errors},
};

/// The gateways that a client may reach: one, or two that share a Redis.
struct Gateways {
    list: Vec<Gateway>,
    _redis: Option<Redis>,
}

impl Gateways {
    async fn in_memory(http: http::EdgeOptions) -> Self {
        let options = AppOptions { http, drain: Duration::from_secs(5), ..AppOptions::default() };
        Self { list: vec![Gateway::with().options(options).start().await], _redis: None }
    }

    async fn over_redis(http: http::EdgeOptions) -> Self {
        Self::over_redis_with(http, Keys::default()).await
    }

    async fn over_redis_with(http: http::EdgeOptions, keys: Keys) -> Self {
        let redis = Redis::start().await;
        let store = || Some(Store::at(&redis.address()).expect("an address"));
        let drain = Duration::from_secs(5);
        let options = || AppOptions {
            http: http.clone(),
            drain,
            store: store(),
            keys: keys.clone(),
            ..AppOptions::default()
        };
        let first = Gateway::with().options(options()).start().await;
        let second = Gateway::with().beside(&first).options(options()).start().await;
        Self { list: vec![first, second], _redis: Some(redis) }
    }

    /// The gateway that the n-th request reaches.
    fn of(&self, n: usize) -> &Gateway {
        &self.list[n % self.list.len()]
    }

    fn first(&self) -> &Gateway {
        &self.list[0]
    }

    async fn warm(&self) {
        for gateway in &self.list {
            gateway.data("{ account { name } }").await;
        }
    }

    /// How many contacts have this last name.
    fn count(&self, name: &str) -> usize {
        let rows = self.first().sandbox.contacts_json();
        rows.iter().filter(|row| row["LastName"] == name).count()
    }

    fn fault_once(&self, kind: FaultKind) {
        let action = Some(SAVE.to_owned());
        self.first().sandbox.add_fault(Fault { action, times: Some(1), kind });
    }
}

/// Each test over both.
macro_rules! over_both {
    ($($name:ident($http:expr)),+ $(,)?) => {$(
        mod $name {
            #[tokio::test]
            async fn in_memory() {
                super::$name(super::Gateways::in_memory($http).await).await;
            }

            #[tokio::test]
            #[ignore = "needs redis-server"]
            async fn over_redis() {
                super::$name(super::Gateways::over_redis($http).await).await;
            }
        }
    )+};
}

over_both! {
    one_key_is_one_save(didar_graphql::http::EdgeOptions::default()),
    requests_that_are_under_way_together_share_the_save(didar_graphql::http::EdgeOptions::default()),
    what_certainly_did_nothing_may_be_tried_again(didar_graphql::http::EdgeOptions::default()),
    a_lost_create_is_lost_for_all(didar_graphql::http::EdgeOptions::default()),
    a_list_that_is_sent_again_is_saved_once(didar_graphql::http::EdgeOptions::default()),
    a_document_that_was_sent_once_is_known(didar_graphql::http::EdgeOptions::default()),
    a_rate_is_counted_over_all(super::slow()),
}

fn create(name: &str, key: &str) -> String {
    format!(
        "mutation {{ createContact(input: {{lastName: {name:?}}}, idempotencyKey: {key:?}) {{ \
         outcome contact {{ id lastName }} userErrors {{ code field }} }} }}"
    )
}

async fn one_key_is_one_save(gateways: Gateways) {
    let mut ids = Vec::new();
    for n in 0..4 {
        let saved = gateways.of(n).data(&create("one", "k")).await["createContact"].clone();
        assert_eq!(
            (&saved["outcome"], &saved["contact"]["lastName"]),
            (&json!("CREATED"), &json!("one"))
        );
        ids.push(saved["contact"]["id"].clone());
    }
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(gateways.count("one"), 1);
    for n in 0..2 {
        let other = gateways.of(n).data(&create("other", "k")).await["createContact"].clone();
        assert_eq!(faults(&other)[0].0, "IDEMPOTENCY_KEY_REUSED");
    }
    let refused = "mutation { createContact(input: {lastName: \"\", mobilePhone: \"1\"}, \
                   idempotencyKey: \"r\") { userErrors { code } } }";
    for n in 0..2 {
        gateways.of(n).data(refused).await;
    }
    assert_eq!(gateways.count("other"), 0);
}

async fn requests_that_are_under_way_together_share_the_save(gateways: Gateways) {
    gateways.warm().await;
    gateways.fault_once(FaultKind::Delay(Duration::from_millis(400)));
    let mutation = create("together", "k");
    let answers = join_all((0..20).map(|n| gateways.of(n).data(&mutation))).await;
    let first = answers[0]["createContact"]["contact"]["id"].clone();
    assert!(answers.iter().all(|answer| answer["createContact"]["contact"]["id"] == first));
    assert_eq!(gateways.count("together"), 1);
}

async fn what_certainly_did_nothing_may_be_tried_again(gateways: Gateways) {
    gateways.warm().await;
    gateways.fault_once(FaultKind::RateLimited { retry_after: Some(60) });
    let mutation = create("again", "k");
    assert_eq!(errors(&gateways.of(0).ask(&mutation).await)[0].0, "RATE_LIMITED");
    let saved = gateways.of(1).data(&mutation).await;
    assert_eq!(saved["createContact"]["outcome"], "CREATED");
}

async fn a_lost_create_is_lost_for_all(gateways: Gateways) {
    gateways.warm().await;
    gateways.fault_once(FaultKind::LostAnswer);
    let mutation = create("lost", "k");
    for n in 0..4 {
        assert_eq!(errors(&gateways.of(n).ask(&mutation).await)[0].0, "UNKNOWN_OUTCOME");
    }
    assert_eq!(gateways.count("lost"), 1);
}

async fn a_list_that_is_sent_again_is_saved_once(gateways: Gateways) {
    let entries = (0..8).map(|at| format!("{{create: {{lastName: \"list{at}\"}}}}"));
    let list = entries.collect::<Vec<_>>().join(", ");
    let mutation = format!(
        "mutation {{ saveContacts(inputs: [{list}], idempotencyKey: \"k\") {{ contact {{ id }} }} }}"
    );
    let first = gateways.of(0).data(&mutation).await;
    assert_eq!(gateways.of(1).data(&mutation).await, first);
    assert!((0..8).all(|at| gateways.count(&format!("list{at}")) == 1));
}

async fn a_document_that_was_sent_once_is_known(gateways: Gateways) {
    let hash = "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38";
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let named = json!({ "extensions": extensions });
    assert_eq!(errors(&gateways.of(0).post(&named).await)[0].0, "PERSISTED_QUERY_NOT_FOUND");
    gateways.of(0).post(&json!({ "query": "{__typename}", "extensions": extensions })).await;
    for n in 0..2 {
        assert_eq!(gateways.of(n).post(&named).await["data"]["__typename"], "Query");
    }
}

fn slow() -> http::EdgeOptions {
    http::EdgeOptions { requests_per_second: NonZeroU32::new(2), ..http::EdgeOptions::default() }
}

async fn a_rate_is_counted_over_all(gateways: Gateways) {
    let ask = |n: usize| {
        let body = json!({ "query": "{ __typename }" });
        gateways.of(n).request(Method::POST, "/graphql").json(&body).send()
    };
    let answers = join_all((0..20).map(ask)).await;
    let answers: Vec<_> = answers.into_iter().map(|answer| answer.expect("an answer")).collect();
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status() == 429).collect();
    assert!(refused.len() >= 10, "{}", refused.len());
    assert!(refused.iter().all(|answer| answer.headers().contains_key("retry-after")));
}

async fn ready(gateway: &Gateway) -> (u16, String) {
    let answer = gateway.request(Method::GET, "/readyz").send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn without_redis_a_save_under_a_key_is_refused_and_may_be_tried_again() {
    let mut gateways = Gateways::over_redis(http::EdgeOptions::default()).await;
    let first = gateways.first().data(&create("before", "before")).await;
    let port = gateways._redis.take().expect("a Redis").stop();
    for n in 0..2 {
        let refused = gateways.of(n).ask(&create("alone", "k")).await;
        assert_eq!(errors(&refused)[0].0, "IDEMPOTENCY_UNAVAILABLE", "{refused}");
    }
    assert_eq!(gateways.count("alone"), 0);
    assert_eq!(gateways.of(0).data(&create("before", "before")).await, first, "known here");
    let free = "mutation { createContact(input: {lastName: \"free\"}) { outcome } }";
    assert_eq!(gateways.first().data(free).await["createContact"]["outcome"], "CREATED");
    let _again = Redis::at(port).await;
    let saved = loop {
        let answer = gateways.of(1).ask(&create("alone", "k")).await;
        match errors(&answer).first() {
            Some((code, ..)) => assert_eq!(code, "IDEMPOTENCY_UNAVAILABLE", "{answer}"),
            None => break answer,
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    assert_eq!(gateways.of(0).ask(&create("alone", "k")).await, saved);
    assert_eq!(gateways.count("alone"), 1);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn without_redis_a_gateway_that_may_is_on_its_own_and_says_so() {
    let keys = Keys { go_on_without_store: true, ..Keys::default() };
    let mut gateways = Gateways::over_redis_with(slow(), keys).await;
    gateways.first().data(&create("before", "before")).await;
    assert_eq!(ready(gateways.first()).await, (200, "ready\n".to_owned()));
    let redis = gateways._redis.take().expect("a Redis");
    let port = redis.stop();
    let answers: Vec<Value> = join_all((0..2).map(|_| {
        gateways.first().ask("mutation { createContact(input: {lastName: \"alone\"}, idempotencyKey: \"k\") { outcome } }")
    })).await;
    assert!(
        answers.iter().all(|answer| answer["data"]["createContact"]["outcome"] == "CREATED"),
        "{answers:?}"
    );
    assert_eq!(gateways.count("alone"), 1, "its own memory still holds");
    assert_eq!(ready(gateways.first()).await, (200, "ready, without Redis\n".to_owned()));
    let _again = Redis::at(port).await;
    loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        gateways.first().ask(&create("before", "before")).await;
        if ready(gateways.first()).await.1 == "ready\n" {
            break;
        }
    }
}

/// A gateway that began a save and was not heard of again.
#[tokio::test]
#[ignore = "needs redis-server"]
async fn a_save_that_was_abandoned_is_of_unknown_outcome() {
    let redis = Redis::start().await;
    let store = Store::at(&redis.address()).expect("an address");
    let claimant = || Lease::on(&[1; 32], &[2; 32]);
    let (first, second) = (claimant(), claimant());
    for _ in 0..2 {
        assert_eq!(store.claim(&first, false).await, Ok(Claim::Ours), "its answer may be lost");
    }
    assert_eq!(store.claim(&second, true).await, Ok(Claim::Running));
    let other = Lease::on(&[1; 32], &[3; 32]);
    assert_eq!(store.claim(&other, false).await, Ok(Claim::Other));
    redis.forget("*lease*");
    assert_eq!(store.claim(&second, false).await, Ok(Claim::Abandoned));
    store.renew(&first).await.expect("renewed");
    assert_eq!(store.claim(&second, false).await, Ok(Claim::Running));
    redis.forget("*lease*");
    assert_eq!(store.claim(&second, true).await, Ok(Claim::Ours), "what may be repeated");
    store.settle(&first, "the first").await.expect("asked");
    assert_eq!(store.claim(&claimant(), true).await, Ok(Claim::Running), "not its any more");
    store.settle(&second, "the second").await.expect("settled");
    let settled = Ok(Claim::Settled("the second".to_owned()));
    assert_eq!(store.claim(&claimant(), false).await, settled);
    // A Redis that begins anew knows nothing of it, and learns it from who does it.
    redis.forget("*");
    store.renew(&first).await.expect("renewed");
    assert_eq!(store.claim(&claimant(), false).await, Ok(Claim::Running));
    redis.forget("*");
    store.settle(&first, "the first").await.expect("settled");
    let settled = Ok(Claim::Settled("the first".to_owned()));
    assert_eq!(store.claim(&claimant(), false).await, settled);
    redis.forget("*");
    assert_eq!(store.claim(&first, false).await, Ok(Claim::Ours));
    store.release(&first).await.expect("released");
    assert_eq!(store.claim(&second, false).await, Ok(Claim::Ours));
}

/// A connection that was lost while nobody asked.
#[tokio::test]
#[ignore = "needs redis-server"]
async fn a_redis_that_came_back_is_asked_at_once() {
    let redis = Redis::start().await;
    let store = Store::at(&redis.address()).expect("an address");
    let lease = |at: u8| Lease::on(&[at; 32], &[0; 32]);
    assert_eq!(store.claim(&lease(1), false).await, Ok(Claim::Ours));
    let port = redis.stop();
    let again = Redis::at(port).await;
    assert_eq!(store.claim(&lease(2), false).await, Ok(Claim::Ours));
    assert!(store.is_up());
    again.cut_connections();
    assert_eq!(store.claim(&lease(3), false).await, Ok(Claim::Ours));
}

/// Who saw another gateway at it does not begin it again, whatever Redis does.
#[tokio::test]
#[ignore = "needs redis-server"]
async fn a_save_that_another_gateway_was_seen_to_do_is_not_begun_again() {
    let mut gateways = Gateways::over_redis(http::EdgeOptions::default()).await;
    gateways.warm().await;
    gateways.fault_once(FaultKind::Delay(Duration::from_millis(2500)));
    let mutation = create("seen", "k");
    let redis = gateways._redis.take();
    let (first, second, _port) = tokio::join!(
        gateways.of(0).ask(&mutation),
        async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            gateways.of(1).ask(&mutation).await
        },
        async {
            tokio::time::sleep(Duration::from_millis(1500)).await;
            redis.map(Redis::stop)
        },
    );
    assert_eq!(first["data"]["createContact"]["outcome"], "CREATED");
    assert_eq!(errors(&second)[0].0, "UNKNOWN_OUTCOME");
    assert_eq!(errors(&gateways.of(1).ask(&mutation).await)[0].0, "UNKNOWN_OUTCOME");
    assert_eq!(gateways.count("seen"), 1);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn whichever_gateway_counts_a_caller_the_others_know() {
    let redis = Redis::start().await;
    let stores = [(); 2].map(|()| Store::at(&redis.address()).expect("an address"));
    let rate = NonZeroU32::new(3).expect("some");
    let mut waits = Vec::new();
    for store in stores.iter().cycle().take(6) {
        waits.push(store.count(&[1; 32], rate).await.expect("counted").is_some());
    }
    assert_eq!(waits, [false, false, false, true, true, true]);
    assert_eq!(stores[0].count(&[2; 32], rate).await, Ok(None), "another caller");
}
