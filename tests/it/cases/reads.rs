//! What is read of cases, whatever Didar's rows show.

use didar_sandbox::{Switches, Unproven};
use serde_json::{Value, json};

use super::{NOBODY, REASON, STAGE, TICKET, positions, stored, switched};
use crate::{
    deals::filters::together,
    query::{
        operators::{literal, variable},
        oracle::{custom, equals_any, starts_with},
    },
    support::{Dice, Gateway, errors, ids},
};

type Holds = Box<dyn Fn(&Value) -> bool>;

/// Walks all pages of a filter.
async fn walk(gateway: &Gateway, filter: &Value, is_literal: bool) -> Result<Vec<String>, Value> {
    let (declared, written) = match is_literal {
        true => ("", literal(filter)),
        false => (", $filter: CaseFilter", "$filter".to_owned()),
    };
    let query = format!(
        "query($after: String{declared}) {{ cases(first: 9, after: $after, filter: {written}) {{ \
         totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let mut variables = json!({ "after": null });
    if !is_literal {
        variables["filter"] = variable(filter);
    }
    let (mut found, mut totals) = (Vec::new(), Vec::new());
    loop {
        let answer = gateway.ask_with(&query, &variables).await;
        if answer.get("errors").is_some() {
            return Err(answer);
        }
        let page = &answer["data"]["cases"];
        found.extend(ids(&page["nodes"]));
        totals.push(page["totalCount"].clone());
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        variables["after"] = page["pageInfo"]["endCursor"].clone();
    }
    assert!(totals.iter().all(|total| *total == found.len()), "{filter}: {totals:?}");
    Ok(found)
}

fn is(key: &'static str, value: &Value) -> Holds {
    let value = value.clone();
    Box::new(move |row| row[key] == value)
}

fn filters(rows: &[Value]) -> Vec<(Value, Holds)> {
    let of = |key: &str| {
        let named = rows.iter().find(|row| {
            row[key].as_str().is_some_and(|id| id != "00000000-0000-0000-0000-000000000000")
        });
        named.expect("a row")[key].clone()
    };
    let (deal, owner, person) = (of("DealId"), of("OwnerId"), of("PersonId"));
    let wanted = rows.iter().find_map(|row| custom(row, REASON).as_str()).unwrap_or_default();
    let wanted = wanted.to_owned();
    vec![
        (json!({}), Box::new(|_| true)),
        (json!({ "dealId": deal }), is("DealId", &deal)),
        (json!({ "ownerId": owner }), is("OwnerId", &owner)),
        (json!({ "personId": person }), is("PersonId", &person)),
        (json!({ "personId": NOBODY }), Box::new(|_| false)),
        (
            json!({ "custom": { "field_8785_0_25": [{ "startsWith": "T-1000" }] } }),
            Box::new(|row| starts_with(custom(row, TICKET), "T-1000")),
        ),
        (
            json!({ "customFields": [{ "key": REASON, "anyOf": [{ "option": { "in": [wanted] } }] }] }),
            Box::new(move |row| equals_any(custom(row, REASON), &[&wanted])),
        ),
    ]
}

#[tokio::test]
async fn every_filter_finds_what_a_scan_finds_or_says_that_it_cannot_know() {
    for switches in positions() {
        let gateway = switched(switches).await;
        // The rows of a scan show everything.
        let complete = switched(Switches::default()).await;
        let rows = stored(&complete);
        for (filter, holds) in filters(&rows) {
            let expected: Vec<_> = rows
                .iter()
                .filter(|row| holds(row))
                .map(|row| row["Id"].as_str().unwrap_or_default().to_owned())
                .collect();
            for is_literal in [true, false] {
                let is_told = switches.case_row_ids == Unproven::Present;
                match walk(&gateway, &filter, is_literal).await {
                    Ok(found) => assert_eq!(found, expected, "{filter} under {switches:?}"),
                    Err(answer) => {
                        let code = &errors(&answer)[0].0;
                        let is_unknown = filter.get("personId").is_some() && !is_told;
                        assert!(is_unknown && code == "UPSTREAM_MALFORMED", "{filter}: {answer:#}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn random_filters_find_what_a_scan_finds() {
    let gateway = switched(Switches::default()).await;
    let rows = stored(&gateway);
    let (mut dice, mut tried) = (Dice(7), 0);
    for _ in 0..60 {
        let Some((filter, holds)) = together(filters(&rows), &mut dice) else { continue };
        let matches = rows.iter().filter(|row| holds(row));
        let expected: Vec<_> = matches.map(|row| row["Id"].as_str().unwrap_or_default()).collect();
        let found = walk(&gateway, &filter, dice.roll(2) == 0).await.expect("an answer");
        assert_eq!(found, expected, "{filter}");
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}

const NODE: &str = "id title status dueAt dueOn personId person { displayName mobilePhone } \
    dealId ownerId owner { displayName } stageId stage { title pipeline { title } }";

#[tokio::test]
async fn what_rows_show_costs_no_call_and_what_they_do_not_show_is_null() {
    for case_row_ids in [Unproven::Present, Unproven::Absent] {
        let gateway = switched(Switches { case_row_ids, ..Switches::default() }).await;
        gateway.data("{ users { id } pipelines(kind: CASE) { id } }").await;
        gateway.sandbox.clear_calls();
        let query = format!("{{ cases(first: 100) {{ nodes {{ {NODE} }} }} }}");
        let answer = gateway.data(&query).await;
        assert_eq!(gateway.actions(), ["case/search"]);
        let nodes = answer["cases"]["nodes"].as_array().expect("nodes");
        let rows = stored(&gateway);
        assert_eq!(nodes.len(), rows.len());
        let is_told = case_row_ids == Unproven::Present;
        for (node, row) in nodes.iter().zip(&rows) {
            let name = &row["Contact"]["DisplayName"];
            let has_person = !is_told || !node["personId"].is_null();
            assert_eq!(
                node["person"]["displayName"],
                if has_person { name.clone() } else { Value::Null }
            );
            assert_eq!(node["stage"]["pipeline"]["title"].is_string(), is_told);
            assert_eq!(node["owner"]["displayName"].is_string(), is_told, "{node}");
            let is_due = !row["DueDate"].as_str().is_some_and(|due| due.starts_with("9999"));
            assert_eq!((node["dueAt"].is_string(), node["dueOn"].is_string()), (is_due, is_due));
        }
        assert!(nodes.iter().any(|node| node["person"]["displayName"].is_string()));
        assert!(nodes.iter().any(|node| node["dueAt"].is_null()));
    }
}

#[tokio::test]
async fn cases_are_found_from_their_deals_and_persons() {
    let gateway = switched(Switches::default()).await;
    let rows = stored(&gateway);
    let is_whole = |row: &&Value| row["DealId"].as_str().is_some_and(|id| !id.starts_with("0000"));
    let row = rows.iter().find(is_whole).expect("a case of a deal");
    let of = |key: &str| -> Vec<String> {
        let same = rows.iter().filter(|other| other[key] == row[key]);
        same.map(|row| row["Id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let query = format!(
        "{{ deal(id: {}) {{ cases {{ totalCount nodes {{ id }} }} }}
           contact(id: {}) {{ cases {{ totalCount nodes {{ id deal {{ title }} }} }} }} }}",
        row["DealId"], row["PersonId"]
    );
    let data = gateway.data(&query).await;
    assert_eq!(ids(&data["deal"]["cases"]["nodes"]), of("DealId"));
    assert_eq!(ids(&data["contact"]["cases"]["nodes"]), of("PersonId"));
    assert_eq!(data["contact"]["cases"]["totalCount"], of("PersonId").len());
    let other = format!(
        "{{ deal(id: {}) {{ cases(filter: {{dealId: \"{NOBODY}\"}}) {{ totalCount }} }} }}",
        row["DealId"]
    );
    let found = errors(&gateway.ask(&other).await);
    assert_eq!((&*found[0].0, &*found[0].1), ("BAD_USER_INPUT", "filter.dealId"), "{found:?}");
}

/// Whether a search of cases tells how many there are rests on one source (F171): a list
/// whose end is not known is no answer.
#[tokio::test]
async fn a_list_without_its_total_is_malformed_and_not_taken_for_a_whole_one() {
    let absent = Switches { case_total_count: Unproven::Absent, ..Switches::default() };
    let gateway = switched(absent).await;
    let answer = gateway.ask("{ cases { nodes { id } } }").await;
    let found = errors(&answer);
    assert_eq!((&*found[0].0, &*found[0].1), ("UPSTREAM_MALFORMED", "cases"), "{answer:#}");
}

#[tokio::test]
async fn what_is_wrong_with_a_question_about_cases_is_told_before_any_call() {
    let gateway = switched(Switches::default()).await;
    for (filter, path, words) in [
        (format!("ownerId: \"{NOBODY}\""), "filter.ownerId", "no such user"),
        ("dealId: \"nonsense\"".to_owned(), "filter.dealId", "GUID"),
        (
            "customFields: [{key: \"Field_996_12_9\", anyOf: [{isSet: true}]}]".to_owned(),
            "filter.customFields.0.key",
            "does not belong to cases",
        ),
    ] {
        let answer =
            gateway.ask(&format!("{{ cases(filter: {{{filter}}}) {{ totalCount }} }}")).await;
        let found = errors(&answer);
        assert_eq!((&*found[0].0, &*found[0].1), ("BAD_USER_INPUT", path), "{filter}: {answer:#}");
        assert!(found[0].2.contains(words), "{filter}: {}", found[0].2);
    }
    let answer = gateway.ask(&format!("{{ node(id: \"{STAGE}\") {{ id }} }}")).await;
    assert_eq!(answer["data"]["node"], Value::Null);
    assert!(!gateway.actions().iter().any(|action| action.starts_with("case/")));
}

#[tokio::test]
async fn the_fields_of_cases_and_where_those_of_deals_are_used_can_be_asked_for() {
    let gateway = switched(Switches::default()).await;
    let query = "{ cases: customFields(entity: CASE) { key } \
                 deals: customFields(entity: DEAL) { key excludedPipelineIds requiredStageIds } }";
    let data = gateway.data(query).await;
    let definitions = gateway.sandbox.definitions_json();
    let of = |kind: &'static str| definitions.iter().filter(move |row| row["FieldType"] == kind);
    let live = |row: &&Value| row["IsDeleted"] != true;
    let keys: Vec<_> = of("Case").filter(live).map(|row| json!({ "key": row["Key"] })).collect();
    assert_eq!(data["cases"], json!(keys));
    let expected = of("Deal").filter(live).map(|row| {
        json!({
            "key": row["Key"],
            "excludedPipelineIds": row["ExcludedPipeLineIds"],
            "requiredStageIds": row["RequiredPipeLineStageIds"],
        })
    });
    let expected: Vec<_> = expected.collect();
    assert_eq!(data["deals"], json!(expected));
    assert!(expected.iter().any(|row| row["excludedPipelineIds"] != json!([])));
}
