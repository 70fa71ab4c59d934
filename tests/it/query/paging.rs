//! Cursors over `From` and `Limit`.

use serde_json::Value;

use crate::support::{Gateway, errors, ids};

/// Walks all pages of a selection and returns the ids in order.
async fn walk(gateway: &Gateway, arguments: &str) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = gateway
            .data(&format!(
                "{{ contacts(includeDeleted: true, {arguments}{after}) {{ edges {{ cursor node {{ id }} }} \
                 nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
            ))
            .await;
        let page = &page["contacts"];
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !found.is_empty());
        found.extend(ids(&page["nodes"]));
        let edges = page["edges"].as_array().expect("edges");
        let end = edges.last().map_or(&Value::Null, |edge| &edge["cursor"]);
        assert_eq!(&page["pageInfo"]["endCursor"], end);
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
        after = format!(", after: {end}");
    }
}

/// The ids of the sandbox's contacts of a type, in its order.
fn stored(gateway: &Gateway, contact_type: &str) -> Vec<String> {
    let rows = gateway.sandbox.contacts_json();
    let rows = rows.iter().filter(|row| row["Type"] == contact_type);
    rows.map(|row| row["Id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn a_walk_yields_every_contact_once_persons_before_companies() {
    let gateway = Gateway::start().await;
    let mut expected = stored(&gateway, "Person");
    expected.extend(stored(&gateway, "Company"));
    for size in [1, 7, 30, 64, 100] {
        assert_eq!(walk(&gateway, &format!("first: {size}")).await, expected, "pages of {size}");
    }
    let companies = walk(&gateway, "first: 5, filter: {type: COMPANY}").await;
    assert_eq!(companies, stored(&gateway, "Company"));
}

/// Walks all pages from the end and returns the ids in the list's order.
async fn walk_back(gateway: &Gateway, size: u32) -> Vec<String> {
    let (mut found, mut before) = (Vec::new(), String::new());
    loop {
        let page = gateway
            .data(&format!(
                "{{ contacts(includeDeleted: true, last: {size}{before}) {{ nodes {{ id }} \
                 pageInfo {{ hasNextPage hasPreviousPage startCursor }} }} }}"
            ))
            .await;
        let page = &page["contacts"];
        assert_eq!(page["pageInfo"]["hasNextPage"], !found.is_empty());
        found.splice(0..0, ids(&page["nodes"]));
        if page["pageInfo"]["hasPreviousPage"] == false {
            return found;
        }
        before = format!(", before: {}", page["pageInfo"]["startCursor"]);
    }
}

#[tokio::test]
async fn a_walk_from_the_end_yields_the_same_list() {
    let gateway = Gateway::start().await;
    let mut expected = stored(&gateway, "Person");
    expected.extend(stored(&gateway, "Company"));
    for size in [9, 30, 100] {
        assert_eq!(walk_back(&gateway, size).await, expected, "pages of {size}");
    }
}

#[tokio::test]
async fn a_row_has_one_cursor_whichever_page_it_is_on() {
    let gateway = Gateway::start().await;
    let cursors = async |arguments: &str| -> Vec<Value> {
        let query = format!("{{ contacts({arguments}) {{ edges {{ cursor }} }} }}");
        let page = gateway.data(&query).await;
        let edges = page["contacts"]["edges"].as_array().expect("edges").clone();
        edges.into_iter().map(|mut edge| edge["cursor"].take()).collect()
    };
    let all = cursors("first: 40").await;
    assert_eq!(cursors(&format!("first: 10, after: {}", all[9])).await, all[10..20]);
    assert_eq!(cursors(&format!("last: 10, before: {}", all[20])).await, all[10..20]);
    assert_eq!(cursors(&format!("after: {}, before: {}", all[1], all[7])).await, all[2..7]);
    assert_eq!(cursors(&format!("before: {}", all[39])).await, all[9..39]);
}

#[tokio::test]
async fn a_page_forward_is_one_call_and_one_from_the_end_counts_first() {
    let gateway = Gateway::start().await;
    let query = |arguments: &str| {
        format!("{{ contacts(filter: {{type: PERSON}}, {arguments}) {{ edges {{ cursor }} }} }}")
    };
    let page = gateway.data(&query("first: 10")).await;
    let end = &page["contacts"]["edges"][9]["cursor"];
    gateway.sandbox.clear_calls();
    gateway.data(&query(&format!("first: 10, after: {end}"))).await;
    gateway.data(&query(&format!("last: 5, before: {end}"))).await;
    let windows: Vec<_> = gateway
        .sandbox
        .calls()
        .iter()
        .map(|call| (call.body["From"].clone(), call.body["Limit"].clone()))
        .collect();
    assert_eq!(windows, [(6.into(), 17.into()), (1.into(), 12.into())]);
    gateway.sandbox.clear_calls();
    gateway.data(&query("last: 5")).await;
    assert_eq!(gateway.actions().len(), 2);
}

/// A small generator of its own: the same seed, the same walk.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Inserts and removes a few contacts, and says which were removed.
fn disturb(gateway: &Gateway, dice: &mut Dice) -> Vec<String> {
    for _ in 0..dice.roll(6) {
        let minute = dice.roll(60);
        gateway.sandbox.insert_contact(serde_json::json!({
            "LastName": "New", "RegisterTime": format!("2026-11-01T00:{minute:02}:00.000Z"),
        }));
    }
    let mut stored = stored(gateway, "Person");
    let count = dice.roll(4);
    let removed = (0..count).map(|_| {
        let at = usize::try_from(dice.roll(stored.len() as u64)).expect("an index");
        stored.remove(at)
    });
    let removed: Vec<String> = removed.collect();
    assert!(removed.iter().all(|id| gateway.sandbox.remove_contact(id)));
    removed
}

#[tokio::test]
async fn while_rows_come_and_go_nothing_is_repeated_and_nothing_that_stayed_is_missed() {
    for seed in 0..12 {
        let gateway = Gateway::with()
            .sandbox(didar_sandbox::Settings { contacts: 120, ..Default::default() })
            .start()
            .await;
        let mut dice = Dice(seed);
        let (mut found, mut after, mut gone) = (Vec::new(), String::new(), Vec::new());
        let at_first = stored(&gateway, "Person");
        loop {
            let answer = gateway
                .ask(&format!(
                    "{{ contacts(first: 7, includeDeleted: true, filter: {{type: PERSON}}{after}) {{ nodes {{ id }} \
                     pageInfo {{ hasNextPage endCursor }} }} }}"
                ))
                .await;
            assert_eq!(answer.get("extensions"), None, "seed {seed}");
            let page = &answer["data"]["contacts"];
            found.extend(ids(&page["nodes"]));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
            gone.extend(disturb(&gateway, &mut dice));
        }
        let mut unique = found.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), found.len(), "seed {seed}: repeated");
        let missed: Vec<_> =
            at_first.iter().filter(|id| !gone.contains(id) && !found.contains(id)).collect();
        assert!(missed.is_empty(), "seed {seed}: missed {missed:?}");
    }
}

#[tokio::test]
async fn a_cursor_whose_neighbourhood_is_gone_says_so() {
    let gateway = Gateway::start().await;
    let query = |after: &str| {
        format!(
            "{{ contacts(first: 5, filter: {{type: PERSON}}{after}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}"
        )
    };
    let page = gateway.data(&query("")).await;
    for id in stored(&gateway, "Person").iter().take(8) {
        assert!(gateway.sandbox.remove_contact(id));
    }
    let after = format!(", after: {}", page["contacts"]["pageInfo"]["endCursor"]);
    let answer = gateway.ask(&query(&after)).await;
    assert_eq!(answer["extensions"]["driftDetected"], true);
    assert_eq!(ids(&answer["data"]["contacts"]["nodes"]).len(), 5);
}

#[tokio::test]
async fn a_page_without_rows_still_says_what_there_is() {
    let gateway = Gateway::start().await;
    let none = gateway
        .data(
            "{ contacts(first: 0, includeDeleted: true) { totalCount nodes { id } \
             pageInfo { hasNextPage endCursor } } }",
        )
        .await;
    assert_eq!(none["contacts"]["totalCount"], 400);
    assert_eq!(none["contacts"]["nodes"], Value::Array(vec![]));
    assert_eq!(none["contacts"]["pageInfo"]["hasNextPage"], true);
    let default = gateway.data("{ contacts { nodes { id } } }").await;
    assert_eq!(ids(&default["contacts"]["nodes"]).len(), 30);
}

#[tokio::test]
async fn a_page_beyond_the_limit_is_an_error_that_names_it() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    for (first, word) in [("301", "300"), ("-1", "negative")] {
        let answer = gateway.ask(&format!("{{ contacts(first: {first}) {{ totalCount }} }}")).await;
        let (code, path, message) = errors(&answer).remove(0);
        assert_eq!((code.as_str(), path.as_str()), ("BAD_USER_INPUT", "first"));
        assert!(message.contains(word), "{message}");
    }
    assert!(gateway.actions().is_empty());
}

#[tokio::test]
async fn the_order_in_which_a_filter_is_written_does_not_change_its_cursors() {
    let gateway = Gateway::start().await;
    let cursor = async |filter: &str| {
        let query =
            format!("{{ contacts(first: 1, filter: {{{filter}}}) {{ edges {{ cursor }} }} }}");
        gateway.data(&query).await["contacts"]["edges"][0]["cursor"].clone()
    };
    let one = cursor("custom: {field_996_12_9: [{gt: 1}], field_996_4_10: [{isSet: true}]}").await;
    let other =
        cursor("custom: {field_996_4_10: [{isSet: true}], field_996_12_9: [{gt: 1}]}").await;
    assert!(one.is_string());
    assert_eq!(one, other);
}
