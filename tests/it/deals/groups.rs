//! Deals in groups, counted here.

use std::collections::BTreeMap;

use didar_sandbox::{DealWindow, Switches};
use serde_json::{Value, json};

use super::{OWNER, stored, switched};

/// The groups of rows by what `key` says of each: how many, and the sum of their prices.
fn groups(rows: &[Value], key: impl Fn(&Value) -> Value) -> BTreeMap<String, (u64, f64)> {
    let mut groups = BTreeMap::new();
    for row in rows {
        let (count, price) = groups.entry(key(row).to_string()).or_insert((0, 0.0));
        *count += 1;
        *price += row["Price"].as_f64().unwrap_or_default();
    }
    groups
}

#[tokio::test]
async fn groups_are_what_a_count_of_the_rows_gives() {
    for deal_window in [DealWindow::LastChange, DealWindow::RegisterTime] {
        let gateway = switched(Switches { deal_window, ..Switches::default() }).await;
        let rows = stored(&gateway);
        let owned: Vec<_> = rows.iter().filter(|row| row["OwnerId"] == OWNER).cloned().collect();
        for (arguments, rows, key) in [
            ("by: STATUS", &rows, "Status"),
            ("by: STAGE", &rows, "PipelineStageId"),
            ("by: PIPELINE", &rows, "PipelineId"),
            ("by: OWNER", &rows, "OwnerId"),
            (&format!("by: STATUS, filter: {{ownerId: \"{OWNER}\"}}"), &owned, "Status"),
        ] {
            let query = format!("{{ dealGroups({arguments}) {{ key title count totalPrice }} }}");
            let answer = gateway.data(&query).await;
            let found = answer["dealGroups"].as_array().expect("groups");
            let counts: Vec<_> = found.iter().map(|group| group["count"].as_u64()).collect();
            assert!(counts.is_sorted_by(|one, other| one >= other), "{arguments}: {counts:?}");
            let expected = groups(rows, |row| match row[key].as_str() {
                Some(word) if key == "Status" => json!(word.to_uppercase()),
                _ => row[key].clone(),
            });
            let found = found.iter().map(|group| {
                assert!(key == "Status" || group["title"].is_string(), "{group}");
                (
                    group["key"].to_string(),
                    (
                        group["count"].as_u64().unwrap_or_default(),
                        group["totalPrice"].as_f64().unwrap_or_default(),
                    ),
                )
            });
            assert_eq!(found.collect::<BTreeMap<_, _>>(), expected, "{arguments}");
        }
    }
}

#[tokio::test]
async fn won_deals_by_month_are_one_call_and_every_one_of_them() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let query = "{ dealGroups(by: WON_MONTH, filter: {wonOn: {from: \"1403-01-01\", to: \"1405-12-29\"}}) { key count totalPrice } }";
    let answer = gateway.data(query).await;
    assert_eq!(gateway.actions(), ["deal/search_v2"]);
    let months = answer["dealGroups"].as_array().expect("groups");
    let keys: Vec<_> = months.iter().map(|month| month["key"].as_str().expect("a month")).collect();
    assert!(
        keys.is_sorted() && keys.len() > 5 && keys.iter().all(|key| key.len() == 7),
        "{keys:?}"
    );
    let won =
        stored(&gateway).iter().filter(|row| row["ChangeToWonTime"].is_string()).count() as u64;
    let counted: u64 = months.iter().filter_map(|month| month["count"].as_u64()).sum();
    assert_eq!(counted, won);
    let contradiction = "{ dealGroups(by: WON_MONTH, filter: {status: LOST}) { count } }";
    let answer = gateway.ask(contradiction).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer:#}");
}
