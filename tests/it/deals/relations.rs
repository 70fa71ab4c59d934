//! What deals point to, and what points to deals.

use didar_sandbox::{ContactIds, Presence, SeveralContactIds, Switches};
use serde_json::{Value, json};

use super::{OWNER, id, stored, switched};
use crate::support::{Gateway, ids};

/// The node of a deal in an answer.
fn node<'a>(answer: &'a Value, row: &Value) -> &'a Value {
    let nodes = answer["deals"]["nodes"].as_array().expect("nodes");
    nodes.iter().find(|node| node["id"] == row["Id"]).expect("the deal")
}

#[tokio::test]
async fn what_the_row_holds_of_its_person_costs_no_call_and_the_rest_one() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let query = "{ deals(first: 200) { nodes { id personId person { id displayName mobilePhone \
                 customFields(keys: \"Field_996_12_9\") { raw } } } } }";
    let answer = gateway.data(query).await;
    assert_eq!(gateway.actions(), ["deal/search_v2"]);
    let mut seen = 0;
    for row in stored(&gateway) {
        let person = &node(&answer, &row)["person"];
        assert_eq!(node(&answer, &row)["personId"], row["PersonId"]);
        if row["Person"].is_object() {
            assert_eq!(person["id"], row["PersonId"]);
            assert_eq!(person["displayName"], row["Person"]["DisplayName"]);
            seen += 1;
        }
    }
    assert!(seen > 100);
    gateway.sandbox.clear_calls();
    // Rows do not embed it.
    gateway
        .data("{ deals(first: 1) { nodes { person { people(first: 1) { totalCount } } } } }")
        .await;
    assert_eq!(gateway.actions(), ["deal/search_v2"], "a person has none");
}

#[tokio::test]
async fn catalogues_are_asked_for_once_and_then_kept() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let query = "{ deals(first: 200) { nodes { id stageId stage { id title index pipeline { id title } } \
                 pipelineId pipeline { id stages { id } } labelIds labels { id title } \
                 ownerId owner { id displayName email isDisabled } } } }";
    let answer = gateway.data(query).await;
    let mut actions = gateway.actions();
    actions.sort();
    assert_eq!(actions, ["deal/search_v2", "label/getdeallabels", "pipeline/list/0", "user/list"]);
    for row in stored(&gateway) {
        let node = node(&answer, &row);
        assert_eq!(node["stage"]["id"], row["PipelineStageId"]);
        assert_eq!(node["stage"]["pipeline"]["id"], row["PipelineId"]);
        assert_eq!(node["pipeline"]["id"], row["PipelineId"]);
        assert_eq!(node["labelIds"], row["LabelIds"]);
        assert_eq!(json!(ids(&node["labels"])), row["LabelIds"]);
        assert_eq!(node["owner"]["id"], row["OwnerId"]);
        assert!(node["owner"]["email"].as_str().is_some_and(|email| email.contains('@')));
    }
    gateway.sandbox.clear_calls();
    gateway.data(query).await;
    assert_eq!(gateway.actions(), ["deal/search_v2"]);
}

#[tokio::test]
async fn stages_are_in_the_order_of_their_index() {
    let gateway = switched(Switches::default()).await;
    let answer = gateway.data("{ pipelines { stages { index } } }").await;
    for pipeline in answer["pipelines"].as_array().expect("pipelines") {
        let stages = pipeline["stages"].as_array().expect("stages");
        let indexes: Vec<_> = stages.iter().map(|stage| stage["index"].as_i64()).collect();
        assert!(indexes.len() > 1 && indexes.is_sorted(), "{indexes:?}");
    }
}

/// The deals of a contact, in Didar's order.
fn of(gateway: &Gateway, key: &str, contact: &Value) -> Vec<String> {
    let deals = stored(gateway).into_iter().filter(|deal| deal[key] == contact["Id"]);
    deals.map(|deal| id(&deal)).collect()
}

#[tokio::test]
async fn a_contact_has_the_deals_that_point_to_it() {
    let first_only =
        Switches { several_contact_ids: SeveralContactIds::FirstOnly, ..Switches::default() };
    for switches in [Switches::default(), first_only] {
        let gateway = switched(switches).await;
        let mut seen = 0;
        for (arguments, key) in [
            ("last: 140, filter: {type: PERSON}", "PersonId"),
            ("first: 100, filter: {type: COMPANY}", "CompanyId"),
        ] {
            let query = format!(
                "{{ contacts({arguments}) {{ nodes {{ id deals(first: 2) {{ totalCount totalPrice \
                 nodes {{ id person {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }} }} }}"
            );
            let answer = gateway.data(&query).await;
            for contact in answer["contacts"]["nodes"].as_array().expect("contacts") {
                let expected = of(&gateway, key, &json!({ "Id": contact["id"] }));
                let page = &contact["deals"];
                assert_eq!(page["totalCount"], expected.len(), "{arguments}");
                assert_eq!(ids(&page["nodes"]), expected[..expected.len().min(2)]);
                assert_eq!(page["pageInfo"]["hasNextPage"], expected.len() > 2);
                seen += expected.len();
            }
        }
        assert!(seen > 20, "{seen}");
    }
}

#[tokio::test]
async fn a_page_of_related_records_goes_on_where_it_ended_and_takes_a_filter() {
    let gateway = switched(Switches::default()).await;
    let rows = stored(&gateway);
    let person = rows
        .iter()
        .map(|row| row["PersonId"].clone())
        .find(|person| rows.iter().filter(|row| row["PersonId"] == *person).count() > 2);
    let Some(person) = person else { panic!("nobody has three deals") };
    let row = json!({ "Id": person });
    let expected = of(&gateway, "PersonId", &row);
    let page = async |arguments: &str| {
        let query = format!(
            "{{ contact(id: {person}) {{ deals(first: 1{arguments}) {{ nodes {{ id }} \
             totalCount pageInfo {{ endCursor hasNextPage }} }} }} }}"
        );
        gateway.data(&query).await["contact"]["deals"].take()
    };
    let first = page("").await;
    let second = page(&format!(", after: {}", first["pageInfo"]["endCursor"])).await;
    assert_eq!(ids(&first["nodes"]), expected[..1]);
    assert_eq!(ids(&second["nodes"]), expected[1..2]);
    let owned = page(&format!(", filter: {{ownerId: \"{OWNER}\"}}")).await;
    let of_owner = |row: &&Value| row["PersonId"] == person && row["OwnerId"] == OWNER;
    assert_eq!(owned["totalCount"], rows.iter().filter(of_owner).count());
    // A cursor of one person's deals is none of another's.
    let after = &first["pageInfo"]["endCursor"];
    let other = rows.iter().map(|row| &row["PersonId"]).find(|other| **other != person);
    let other = other.expect("another person");
    let query = format!("{{ contact(id: {other}) {{ deals(after: {after}) {{ totalCount }} }} }}");
    let answer = gateway.ask(&query).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_CURSOR", "{answer:#}");
}

#[tokio::test]
async fn a_company_has_the_people_that_point_to_it_and_a_person_has_none() {
    let gateway = switched(Switches::default()).await;
    let rows = gateway.sandbox.contacts_json();
    let company =
        rows.iter().find_map(|row| row["CompanyId"].as_str().filter(|id| !id.starts_with("0000")));
    let company = company.expect("a company with people");
    let query = format!(
        "{{ contact(id: \"{company}\") {{ people(first: 300) {{ totalCount nodes {{ id companyId }} }} }} }}"
    );
    let people = gateway.data(&query).await["contact"]["people"].take();
    let of_company =
        rows.iter().filter(|row| row["CompanyId"] == company && row["IsDeleted"] == false);
    assert_eq!(ids(&people["nodes"]), of_company.map(id).collect::<Vec<_>>());
    let person = rows.iter().find(|row| row["Type"] == "Person").expect("a person");
    let query =
        format!("{{ contact(id: {}) {{ people {{ totalCount nodes {{ id }} }} }} }}", person["Id"]);
    gateway.sandbox.clear_calls();
    assert_eq!(gateway.data(&query).await["contact"]["people"]["totalCount"], 0);
    assert_eq!(gateway.actions(), ["contact/getcontactdetail"]);
}

/// The items that a row shows, as the schema has them.
fn items(row: &Value) -> Value {
    let items = row["Items"].as_array().expect("items").iter();
    items
        .map(|item| {
            let number = |key: &str| json!(item[key].as_f64());
            json!({
                "id": item["Id"], "productCode": item["ProductCode"], "title": item["TitleForInvoice"],
                "quantity": number("Quantity"), "unitPrice": number("UnitPrice"),
                "priceAfterDiscount": number("PriceAfterDiscount"),
            })
        })
        .collect()
}

const ITEMS: &str = "items { id productCode title quantity unitPrice priceAfterDiscount }";

#[tokio::test]
async fn items_are_what_the_old_search_shows_wherever_a_deal_comes_from() {
    let ignored = Switches { contact_ids: ContactIds::IgnoredByOldSearch, ..Switches::default() };
    let present = Switches { items_in_detail: Presence::Present, ..Switches::default() };
    for switches in [Switches::default(), ignored, present] {
        let gateway = switched(switches).await;
        let rows = stored(&gateway);
        let person = &rows.iter().find(|row| items(row) != json!([])).expect("items")["PersonId"];
        for arguments in [
            "first: 30".to_owned(),
            "first: 30, filter: {status: WON}".to_owned(),
            format!("filter: {{personId: {person}}}"),
            format!("filter: {{ownerId: \"{OWNER}\"}}"),
        ] {
            let query = format!("{{ deals({arguments}) {{ totalCount nodes {{ id {ITEMS} }} }} }}");
            let answer = gateway.data(&query).await;
            let nodes = answer["deals"]["nodes"].as_array().expect("nodes");
            assert!(!nodes.is_empty(), "{arguments}");
            for node in nodes {
                let row = rows.iter().find(|row| row["Id"] == node["id"]).expect("stored");
                assert_eq!(node["items"], items(row), "{arguments} under {switches:?}");
            }
        }
        for row in rows.iter().take(10) {
            let query = format!("{{ deal(id: {}) {{ {ITEMS} }} }}", row["Id"]);
            assert_eq!(gateway.data(&query).await["deal"]["items"], items(row));
        }
    }
}

#[tokio::test]
async fn activities_are_read_with_the_details() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let query = "{ deals(first: 20) { nodes { id activities { id typeId type { title } title result \
                 isDone dueOn registeredAt owner { displayName } } } } }";
    let answer = gateway.data(query).await;
    let nodes = answer["deals"]["nodes"].as_array().expect("nodes");
    let activities = nodes.iter().filter_map(|node| node["activities"].as_array()).flatten();
    let activities: Vec<_> = activities.collect();
    assert!(
        activities.iter().any(|one| one["typeId"].is_null() && one["isDone"] == true),
        "a note"
    );
    assert!(activities.iter().any(|one| one["type"]["title"].is_string()));
    let calls = gateway.actions();
    assert_eq!(calls.iter().filter(|call| *call == "deal/getdealdetail").count(), 20);
}

#[tokio::test]
async fn node_finds_deals_and_users_too() {
    let gateway = switched(Switches::default()).await;
    let deal = id(&stored(&gateway)[0]);
    for (id, name) in [(deal.as_str(), "Deal"), (OWNER, "User")] {
        let query = format!("{{ node(id: \"{id}\") {{ __typename id }} }}");
        let node = gateway.data(&query).await["node"].take();
        assert_eq!(node, json!({ "__typename": name, "id": id }));
    }
}

#[tokio::test]
async fn nodes_are_in_the_order_of_their_ids_each_on_its_own() {
    let gateway = switched(Switches::default()).await;
    let deal = id(&stored(&gateway)[0]);
    let contact = id(&gateway.sandbox.contacts_json()[0]);
    let nobody = "12345678-1234-4234-8234-123456789012";
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
    let ids = json!([OWNER, nobody, deal, contact, deal]);
    let answer = gateway.ask_with(query, &json!({ "ids": ids })).await;
    let named = |name: &str, id: &str| json!({ "__typename": name, "id": id });
    let expected = json!([
        named("User", OWNER),
        null,
        named("Deal", &deal),
        named("Contact", &contact),
        named("Deal", &deal)
    ]);
    assert_eq!(answer["data"]["nodes"], expected, "{answer:#}");
    let answer = gateway.ask_with(query, &json!({ "ids": [deal, "nonsense"] })).await;
    assert_eq!(answer["data"]["nodes"][0]["id"], deal.as_str(), "{answer:#}");
    assert_eq!(answer["errors"][0]["extensions"]["argumentPath"], json!(["ids", "1"]));
    let many = vec![deal; 51];
    let answer = gateway.ask_with(query, &json!({ "ids": many })).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{answer:#}");
}
