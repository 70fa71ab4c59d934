//! Every filter on deals finds what a scan of the rows finds, whatever Didar makes of it.

use didar_sandbox::Switches;
use serde_json::{Value, json};

use super::{LABEL, OWNER, PIPELINES, STAGES, id, positions, stored, switched};
use crate::{
    query::{
        operators::{literal, variable},
        oracle::{custom, equals_any, is_after, is_before, is_set, number, starts_with},
    },
    support::{Dice, Gateway, ids},
};

const ORDER: &str = "Field_8783_0_16";
const CHANNEL: &str = "Field_8783_4_19";
const SCORE: &str = "Field_8783_12_21";

type Holds = Box<dyn Fn(&Value) -> bool>;

/// Some of these at once, where they have no entry in common and do not exclude one another.
pub(crate) fn together(cases: Vec<(Value, Holds)>, dice: &mut Dice) -> Option<(Value, Holds)> {
    let mut left = cases;
    let (mut filter, mut tests) = (json!({}), Vec::new());
    for _ in 0..2 + dice.roll(3) {
        let (more, holds) = left.swap_remove(dice.roll(left.len()));
        let (into, more) = (filter.as_object_mut()?, more.as_object()?.clone());
        if more.keys().any(|key| into.contains_key(key)) {
            return None;
        }
        into.extend(more);
        tests.push(holds);
    }
    let has = |keys: &[&str]| keys.iter().any(|key| filter.get(key).is_some());
    let (won, lost) = (has(&["wonAt", "wonOn"]), has(&["lostAt", "lostOn"]));
    let status = filter["status"].as_str().unwrap_or_default();
    let excluded = (won && (lost || !["", "enum:WON"].contains(&status)))
        || (lost && !["", "enum:LOST"].contains(&status))
        || (has(&["wonAt"]) && has(&["wonOn"]))
        || filter["pipelineId"] == PIPELINES[0] && filter["stageId"] == STAGES[1];
    (!excluded)
        .then(|| (filter, Box::new(move |row: &Value| tests.iter().all(|t| t(row))) as Holds))
}

fn case(filter: Value, holds: impl Fn(&Value) -> bool + 'static) -> (Value, Holds) {
    (filter, Box::new(holds))
}

/// Walks all pages of a filter.
async fn walk(gateway: &Gateway, filter: &Value, is_literal: bool) -> Vec<String> {
    let (declared, written) = match is_literal {
        true => ("", literal(filter)),
        false => (", $filter: DealFilter", "$filter".to_owned()),
    };
    let query = format!(
        "query($after: String{declared}) {{ deals(first: 70, after: $after, filter: {written}) {{ \
         totalCount totalPrice nodes {{ id price }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let mut variables = json!({ "after": null });
    if !is_literal {
        variables["filter"] = variable(filter);
    }
    let (mut found, mut sums, mut price) = (Vec::new(), Vec::new(), 0.0);
    loop {
        let answer = gateway.ask_with(&query, &variables).await;
        assert_eq!(answer.get("errors"), None, "{filter}: {answer:#}");
        let page = &answer["data"]["deals"];
        found.extend(ids(&page["nodes"]));
        let prices = page["nodes"].as_array().expect("nodes").iter();
        price += prices.filter_map(|node| node["price"].as_f64()).sum::<f64>();
        sums.push((page["totalCount"].clone(), page["totalPrice"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        variables["after"] = page["pageInfo"]["endCursor"].clone();
    }
    let whole = (json!(found.len()), json!(price));
    assert!(sums.iter().all(|sum| *sum == whole), "{filter}: {sums:?}, and not {whole:?}");
    found
}

fn within(key: &'static str, from: Option<&str>, to: Option<&str>) -> impl Fn(&Value) -> bool {
    let (from, to) = (from.map(str::to_owned), to.map(str::to_owned));
    move |row| {
        let time = &row[key];
        is_set(time)
            && from.as_deref().is_none_or(|from| !is_before(time, from))
            && to.as_deref().is_none_or(|to| !is_after(time, to))
    }
}

fn cases(rows: &[Value]) -> Vec<(Value, Holds)> {
    let person = rows[3]["PersonId"].as_str().expect("a person").to_owned();
    let company = rows.iter().find_map(|row| row["Company"]["Id"].as_str());
    let company = company.expect("a company").to_owned();
    let (of_person, of_company) = (person.clone(), company.clone());
    let year = [Some("2025-03-20T20:30:00"), Some("2026-03-20T20:29:59.999")];
    let registered = year.map(|end| end.map(|end| format!("{end}Z")));
    vec![
        case(json!({}), |_| true),
        case(json!({ "status": "enum:WON" }), |row| row["Status"] == "Won"),
        case(json!({ "pipelineId": PIPELINES[0] }), |row| row["PipelineId"] == PIPELINES[0]),
        case(json!({ "stageId": STAGES[1] }), |row| row["PipelineStageId"] == STAGES[1]),
        case(json!({ "stageId": STAGES[0], "pipelineId": PIPELINES[0] }), |row| {
            row["PipelineStageId"] == STAGES[0]
        }),
        case(json!({ "labelId": LABEL }), |row| equals_any(&row["LabelIds"], &[LABEL])),
        case(json!({ "personId": person }), move |row| row["PersonId"] == of_person.as_str()),
        case(json!({ "companyId": company }), move |row| row["CompanyId"] == of_company.as_str()),
        case(json!({ "ownerId": OWNER }), |row| row["OwnerId"] == OWNER),
        case(json!({ "ownerId": OWNER, "status": "enum:PENDING" }), |row| {
            row["OwnerId"] == OWNER && row["Status"] == "Pending"
        }),
        case(
            json!({ "registeredAt": { "from": registered[0], "to": registered[1] } }),
            within("RegisterTime", year[0], year[1]),
        ),
        case(
            json!({ "registeredAt": { "to": registered[0] } }),
            within("RegisterTime", None, year[0]),
        ),
        case(
            json!({ "registeredOn": { "from": "1404-01-01", "to": "1404-12-29" } }),
            within("RegisterTime", year[0], year[1]),
        ),
        case(
            json!({ "wonAt": { "from": registered[0], "to": registered[1] } }),
            within("ChangeToWonTime", year[0], year[1]),
        ),
        case(
            json!({ "wonOn": { "from": "1404-01-01" }, "status": "enum:WON" }),
            within("ChangeToWonTime", year[0], None),
        ),
        case(json!({ "lostOn": { "to": "1404-12-29" }, "ownerId": OWNER }), |row| {
            within("ChangeToLossTime", None, Some("2026-03-20T20:29:59.999"))(row)
                && row["OwnerId"] == OWNER
        }),
        case(json!({ "custom": { "field_8783_0_16": [{ "startsWith": "SO-1001" }] } }), |row| {
            starts_with(custom(row, ORDER), "SO-1001")
        }),
        case(
            json!({ "customFields": [{ "key": CHANNEL, "anyOf": [{ "option": { "in": ["سایت"] } }] }] }),
            |row| equals_any(custom(row, CHANNEL), &["سایت"]),
        ),
        case(
            json!({ "custom": { "field_8783_12_21": [{ "gt": 1 }] }, "status": "enum:LOST" }),
            |row| number(custom(row, SCORE)).is_some_and(|n| n > 1.0) && row["Status"] == "Lost",
        ),
    ]
}

async fn compare(switches: Switches) {
    let gateway = switched(switches).await;
    let rows = stored(&gateway);
    for (filter, holds) in cases(&rows) {
        let expected: Vec<_> = rows.iter().filter(|row| holds(row)).map(id).collect();
        assert!(!expected.is_empty(), "{filter} finds nothing, which shows nothing");
        for is_literal in [true, false] {
            let found = walk(&gateway, &filter, is_literal).await;
            assert_eq!(found, expected, "{filter} under {switches:?}");
        }
    }
}

#[tokio::test]
async fn every_filter_finds_what_a_scan_finds_whatever_didar_makes_of_it() {
    for switches in positions() {
        compare(switches).await;
    }
}

#[tokio::test]
async fn random_filters_find_what_a_scan_finds() {
    let (mut tried, mut empty) = (0, 0);
    for (seed, switches) in (0_u64..).zip(positions()) {
        let gateway = switched(switches).await;
        let rows = stored(&gateway);
        let mut dice = Dice(seed);
        for _ in 0..40 {
            let Some((filter, holds)) = together(cases(&rows), &mut dice) else { continue };
            let expected: Vec<_> = rows.iter().filter(|row| holds(row)).map(id).collect();
            let found = walk(&gateway, &filter, dice.roll(2) == 0).await;
            assert_eq!(found, expected, "{filter} under {switches:?}");
            tried += 1;
            empty += usize::from(expected.is_empty());
        }
    }
    assert!(tried > 100 && empty * 2 < tried, "{tried} were tried, and {empty} found nothing");
}

#[tokio::test]
async fn the_bin_is_left_out_unless_it_is_asked_for() {
    let gateway = switched(Switches::default()).await;
    let all = gateway.sandbox.deals_json();
    let deleted = all.iter().filter(|row| row["IsDeleted"] == true).count();
    assert!(deleted > 0);
    for (arguments, expected) in [
        ("", all.len() - deleted),
        ("(includeDeleted: true)", all.len()),
        ("(filter: {isDeleted: true})", deleted),
        ("(filter: {isDeleted: false}, includeDeleted: true)", all.len() - deleted),
    ] {
        let answer = gateway.data(&format!("{{ deals{arguments} {{ totalCount }} }}")).await;
        assert_eq!(answer["deals"]["totalCount"], expected, "{arguments}");
    }
}

#[tokio::test]
async fn a_walk_back_yields_the_same_list_as_a_walk() {
    let gateway = switched(Switches::default()).await;
    let (mut found, mut before) = (Vec::new(), String::new());
    loop {
        let query = format!(
            "{{ deals(last: 40{before}) {{ nodes {{ id }} pageInfo {{ hasPreviousPage startCursor }} }} }}"
        );
        let page = gateway.data(&query).await["deals"].take();
        found.splice(0..0, ids(&page["nodes"]));
        if page["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
        before = format!(", before: {}", page["pageInfo"]["startCursor"]);
    }
    assert_eq!(found, stored(&gateway).iter().map(id).collect::<Vec<_>>());
}
