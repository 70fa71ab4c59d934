//! What is wrong with a question about deals.

use didar_sandbox::{Fault, FaultKind, Switches};

use super::{PIPELINES, STAGES, switched};
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
