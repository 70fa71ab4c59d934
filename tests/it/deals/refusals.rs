//! What is wrong with a question about deals.

use didar_sandbox::{Fault, FaultKind, Switches};

use serde_json::{Value, json};

use super::{
    PIPELINES, STAGES,
    saves::{CHANGE, LEAD, faults, person, saved},
    stored, switched,
};
use crate::support::errors;

const NOBODY: &str = "12345678-1234-4234-8234-123456789012";

#[tokio::test]
async fn a_filter_that_names_what_the_account_has_not_is_refused_and_no_empty_list() {
    let gateway = switched(Switches::default()).await;
    for (filter, path, words) in [
        (format!("pipelineId: \"{NOBODY}\""), "filter.pipelineId", "no such pipeline"),
        (format!("stageId: \"{NOBODY}\""), "filter.stageId", "no such stage"),
        (format!("labelId: \"{NOBODY}\""), "filter.labelId", "no such label"),
        (format!("ownerId: \"{NOBODY}\""), "filter.ownerId", "no such user"),
        ("stageId: \"nonsense\"".to_owned(), "filter.stageId", "GUID"),
        (
            "personId: \"00000000-0000-0000-0000-000000000000\"".to_owned(),
            "filter.personId",
            "nobody",
        ),
        (
            format!("stageId: \"{}\", pipelineId: \"{}\"", STAGES[0], PIPELINES[1]),
            "filter.stageId",
            "is not in the one",
        ),
        ("wonOn: {from: \"1404-01-01\"}, status: LOST".to_owned(), "filter.wonOn", "Won alone"),
        (
            "wonOn: {from: \"1404-01-01\"}, lostOn: {from: \"1404-01-01\"}".to_owned(),
            "filter.lostOn",
            "Lost alone",
        ),
        ("registeredAt: {}".to_owned(), "filter.registeredAt", "at least one"),
        (
            "wonOn: {from: \"1404-02-01\", to: \"1404-01-01\"}".to_owned(),
            "filter.wonOn",
            "must not be later",
        ),
        (
            "customFields: [{key: \"Field_996_12_9\", anyOf: [{isSet: true}]}]".to_owned(),
            "filter.customFields.0.key",
            "does not belong to deals",
        ),
    ] {
        let query = format!("{{ deals(filter: {{{filter}}}) {{ totalCount }} }}");
        let answer = gateway.ask(&query).await;
        let found = errors(&answer);
        assert_eq!(found.len(), 1, "{filter}: {answer:#}");
        assert_eq!((&*found[0].0, &*found[0].1), ("BAD_USER_INPUT", path), "{filter}: {answer:#}");
        assert!(found[0].2.contains(words), "{filter}: {}", found[0].2);
        assert!(!gateway.actions().iter().any(|call| call.starts_with("deal/")), "{filter}");
    }
}

#[tokio::test]
async fn while_a_catalogue_cannot_be_had_its_records_are_errors_and_a_search_goes_on() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let kind = FaultKind::Status { status: 400, text: "no".to_owned(), body: Default::default() };
    gateway.sandbox.add_fault(Fault {
        action: Some("pipeline/list/0".to_owned()),
        times: None,
        kind,
    });
    let query = format!(
        "{{ deals(first: 1, filter: {{stageId: \"{}\"}}) {{ nodes {{ id stageId stage {{ title }} }} }} }}",
        STAGES[0]
    );
    let answer = gateway.ask(&query).await;
    let node = &answer["data"]["deals"]["nodes"][0];
    assert_eq!(node["stageId"], STAGES[0]);
    assert!(node["stage"].is_null());
    let found = errors(&answer);
    assert_eq!((&*found[0].0, &*found[0].1), ("UPSTREAM_REJECTED", "deals.nodes.0.stage"));
    gateway.sandbox.clear_faults();
    let node = gateway.data(&query).await["deals"]["nodes"][0].take();
    assert!(node["stage"]["title"].is_string());
}

#[tokio::test]
async fn a_row_that_does_not_tell_what_it_is_checked_for_is_no_match_and_no_miss() {
    let gateway = switched(Switches::default()).await;
    let reply =
        r#"{"Response":{"List":[{"Id":"12345678-1234-4234-8234-123456789012"}],"TotalCount":1}}"#;
    gateway.sandbox.add_fault(Fault {
        action: Some("deal/search_v2".to_owned()),
        times: None,
        kind: FaultKind::Raw { status: 200, body: reply.to_owned() },
    });
    let query = format!("{{ deals(filter: {{personId: \"{NOBODY}\"}}) {{ totalCount }} }}");
    let found = errors(&gateway.ask(&query).await);
    assert_eq!((&*found[0].0, &*found[0].1), ("UPSTREAM_MALFORMED", "deals"));
}

/// Questions with more, or less, than they may hold, and what is said of each.
#[tokio::test]
async fn too_much_and_too_little_is_refused_at_its_place_before_any_call() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let list =
        |count: usize| (0..count).map(|at| format!("\"{at}\"")).collect::<Vec<_>>().join(",");
    for (query, path, words) in [
        ("{ deals(first: 301) { totalCount } }".to_owned(), "first", "300"),
        ("{ deals(first: -1) { totalCount } }".to_owned(), "first", ""),
        (format!("{{ nodes(ids: [{}]) {{ id }} }}", list(51)), "ids", "50"),
        (format!("{{ productsByCode(codes: [{}]) {{ id }} }}", list(101)), "codes", "100"),
        ("{ products(keywords: \" \") { id } }".to_owned(), "keywords", "empty"),
        ("{ search(keyword: \"\") { totalCount } }".to_owned(), "keyword", "empty"),
        (
            "{ deals(filter: {registeredOn: {from: \"1404-07-31\"}}) { totalCount } }".to_owned(),
            "filter.registeredOn.from",
            "30 days",
        ),
    ] {
        let answer = gateway.ask(&query).await;
        let extensions = &answer["errors"][0]["extensions"];
        let found: Vec<_> = extensions["argumentPath"].as_array().into_iter().flatten().collect();
        let found: Vec<_> = found.iter().filter_map(|part| part.as_str()).collect();
        assert_eq!(extensions["code"], "BAD_USER_INPUT", "{query}: {answer:#}");
        assert_eq!(found.join("."), path, "{query}: {answer:#}");
        let message = answer["errors"][0]["message"].as_str().expect("a message");
        assert!(message.contains(words), "{query}: {message}");
    }
    assert_eq!(gateway.actions(), Vec::<String>::new());
}

/// Changes that name no deal, or two ways to one, or take away what must stay.
#[tokio::test]
async fn a_change_names_one_deal_and_leaves_what_must_stay() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let id = stored(&gateway)[0]["Id"].clone();
    let by_number = json!({ "customField": { "key": "شماره سفارش", "value": "W-1" } });
    for (variables, code, path) in [
        (json!({ "patch": { "title": "x" } }), "REQUIRED", "id"),
        (
            json!({ "id": id, "match": by_number, "patch": { "title": "x" } }),
            "INVALID_VALUE",
            "match",
        ),
        (json!({ "id": id, "patch": {} }), "EMPTY_PATCH", "patch"),
        (json!({ "id": id, "patch": { "stageId": null } }), "REQUIRED", "patch.stageId"),
        (json!({ "id": id, "patch": { "personId": null } }), "REQUIRED", "patch.personId"),
        (json!({ "id": id, "patch": { "status": null } }), "REQUIRED", "patch.status"),
        (
            json!({ "id": "12345678-1234-4234-8234-123456789012", "patch": { "title": "x" } }),
            "NOT_FOUND",
            "id",
        ),
    ] {
        let payload = saved(&gateway, CHANGE, variables.clone()).await;
        assert_eq!(faults(&payload), [(code.to_owned(), path.to_owned())], "{variables}");
    }
    assert!(gateway.actions().iter().all(|action| !action.contains("/save")));
}

/// A field that one pipeline does not use is no field of its deals (F94).
#[tokio::test]
async fn a_field_is_refused_in_a_pipeline_that_does_not_use_it() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let definitions = gateway.sandbox.definitions_json();
    let is_excluded = |row: &&Value| {
        row["ExcludedPipeLineIds"].as_array().is_some_and(|ids| ids.contains(&json!(PIPELINES[1])))
    };
    let field = definitions.iter().find(is_excluded).expect("such a field");
    let (key, options) = (&field["Key"], &field["Options"]);
    let (known, _) = person(&gateway);
    let fields = |at: usize| json!([{ "key": key, "value": { "option": options[at] } }]);
    let lead = |stage: &str| json!({ "input": { "person": { "id": known }, "stageId": stage, "customFields": fields(0) } });
    let refused = saved(&gateway, LEAD, lead(STAGES[1])).await;
    assert_eq!(faults(&refused), [("UNKNOWN_FIELD".to_owned(), "input".to_owned())]);
    let rows = stored(&gateway);
    let deal = rows.iter().find(|row| row["PipelineId"] == PIPELINES[1]).expect("a deal");
    let change = |patch: Value| json!({ "id": deal["Id"], "patch": patch });
    let refused = saved(&gateway, CHANGE, change(json!({ "customFields": fields(1) }))).await;
    assert_eq!(faults(&refused), [("UNKNOWN_FIELD".to_owned(), "patch".to_owned())]);
    assert!(gateway.actions().iter().all(|action| !action.contains("/save")));
    let taken = saved(&gateway, LEAD, lead(STAGES[0])).await;
    assert_eq!(taken["userErrors"], json!([]), "{taken:#}");
    let moved = json!({ "stageId": STAGES[0], "customFields": fields(2) });
    let moved = saved(&gateway, CHANGE, change(moved)).await;
    assert_eq!(moved["userErrors"], json!([]), "it goes where the field is used: {moved:#}");
}
