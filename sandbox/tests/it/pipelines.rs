//! Pipelines, their stages and the fields that depend on them.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::*;

async fn list(kind: u8) -> Vec<Value> {
    let sandbox = sandbox(0).await;
    let found = call(&sandbox, &format!("Pipeline/List/{kind}"), &json!([])).await.response();
    found.as_array().expect("a list").clone()
}

fn stages(pipeline: &Value) -> &Vec<Value> {
    pipeline["Stages"].as_array().expect("Stages")
}

#[tokio::test]
async fn there_are_pipelines_of_deals_and_of_cases() {
    let (deals, cases) = (list(0).await, list(1).await);
    assert_eq!((deals.len(), cases.len()), (2, 1));
    assert!(deals.iter().all(|pipeline| pipeline["Type"] == "Deal"));
    assert!(cases.iter().all(|pipeline| pipeline["Type"] == "Case"));
    assert_eq!((&deals[0]["Id"], &deals[1]["Id"]), (&json!(SALES), &json!(RENEWALS)));
}

#[tokio::test]
async fn stages_are_not_served_in_the_order_of_their_index() {
    let pipelines = [list(0).await, list(1).await].concat();
    for pipeline in &pipelines {
        let served = stages(pipeline).iter().filter_map(|stage| stage["Index"].as_u64());
        let served: Vec<u64> = served.collect();
        let mut sorted = served.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..served.len() as u64).collect::<Vec<_>>());
        assert_ne!(sorted, served);
    }
    let ids = pipelines.iter().flat_map(stages).map(|stage| stage["Id"].to_string());
    assert_eq!(ids.collect::<HashSet<_>>().len(), 11);
}

#[tokio::test]
async fn an_empty_object_stands_for_a_colour_that_is_absent() {
    let pipelines = [list(0).await, list(1).await].concat();
    let colors: Vec<&Value> =
        pipelines.iter().flat_map(stages).map(|stage| &stage["Color"]).collect();
    assert!(colors.iter().any(|color| **color == json!({})));
    assert!(colors.iter().any(|color| color.is_string()));
    assert!(colors.iter().all(|color| color.is_string() || **color == json!({})));
}

#[tokio::test]
async fn a_field_is_excluded_from_pipelines_and_required_in_stages() {
    let sandbox = sandbox(0).await;
    let definitions = sandbox.definitions_json();
    let channel = definitions.iter().find(|one| one["Key"] == CHANNEL).expect("a definition");
    assert_eq!(channel["FieldType"], "Deal");
    assert_eq!(channel["ExcludedPipeLineIds"], json!([RENEWALS]));
    let last = "57a9e000-0000-4000-8000-000000000015";
    assert_eq!(channel["RequiredPipeLineStageIds"], json!([last]));
    let of = |entity: &str| definitions.iter().filter(|one| one["FieldType"] == entity).count();
    assert_eq!((of("Contact"), of("Deal"), of("Case")), (10, 7, 2));
}
