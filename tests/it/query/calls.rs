//! What a query costs: the calls Didar gets for it.

use didar_sandbox::Settings;
use serde_json::json;

use crate::support::{Gateway, data, errors};

#[tokio::test]
async fn a_page_is_one_call() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.data("{ contacts(first: 10) { nodes { id owner { displayName } } } }").await;
    assert_eq!(gateway.actions(), ["contact/personsearch"]);
    gateway.sandbox.clear_calls();
    let typed = "{ contacts(first: 10, filter: {type: COMPANY, custom: {field_996_12_9: [{gt: 5}]}}) \
                 { totalCount edges { cursor node { id } } pageInfo { hasNextPage } } }";
    gateway.data(typed).await;
    let calls = gateway.sandbox.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].action, "contact/companysearch");
    assert_eq!(
        calls[0].body,
        json!({
            "Criteria": { "IsDeleted": 0, "CustomFields": [{
                "CustomFieldId": "f1e1d000-0000-4000-8000-000000000009",
                "OR": [{ "Type": "GreaterThan", "Value": [5] }],
            }] },
            "From": 0, "Limit": 13,
        })
    );
}

#[tokio::test]
async fn the_exact_total_of_both_kinds_of_contact_costs_one_small_call_more() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.data("{ contacts(first: 10) { totalCount nodes { id } } }").await;
    let limits: Vec<_> =
        gateway.sandbox.calls().iter().map(|call| call.body["Limit"].clone()).collect();
    assert_eq!(gateway.actions(), ["contact/personsearch", "contact/companysearch"]);
    assert_eq!(limits, [10, 1]);
}

#[tokio::test]
async fn a_total_alone_fetches_no_page() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    gateway.data("{ contacts(filter: {type: PERSON}) { totalCount } }").await;
    let calls = gateway.sandbox.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].body, json!({ "Criteria": { "IsDeleted": 0 }, "From": 0, "Limit": 1 }));
}

#[tokio::test]
async fn the_definitions_are_fetched_once_for_a_hundred_first_requests() {
    let gateway = Gateway::start().await;
    let query = "{ account { schemaVersion } }";
    let requests = futures_util::future::join_all((0..100).map(|_| gateway.data(query))).await;
    assert!(requests.iter().all(|answer| answer == &requests[0]));
    assert_eq!(gateway.sandbox.call_count("customfield/GetCustomfieldList"), 1);
}

#[tokio::test]
async fn a_company_is_loaded_once_however_many_point_to_it() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let found = gateway
        .data("{ contacts(first: 100, filter: {type: PERSON}) { nodes { company { id displayName position } } } }")
        .await;
    let nodes = found["contacts"]["nodes"].as_array().expect("nodes");
    let mut companies: Vec<_> =
        nodes.iter().filter_map(|node| node["company"]["id"].as_str()).collect();
    let pointers = companies.len();
    companies.sort_unstable();
    companies.dedup();
    assert!(companies.len() < pointers, "the account has companies of several persons");
    assert_eq!(gateway.sandbox.call_count("contact/GetContactDetail"), companies.len());
}

#[tokio::test]
async fn the_same_contact_under_many_aliases_is_one_call() {
    let gateway = Gateway::start().await;
    let found = gateway.data("{ contacts(first: 1) { nodes { id } } }").await;
    let id = found["contacts"]["nodes"][0]["id"].as_str().expect("an id").to_owned();
    gateway.sandbox.clear_calls();
    let aliases: String =
        (0..20).map(|n| format!("a{n}: contact(id: \"{id}\") {{ id }} ")).collect();
    gateway.data(&format!("{{ {aliases} }}")).await;
    assert_eq!(gateway.actions(), ["contact/getcontactdetail"]);
}

#[tokio::test]
async fn introspection_costs_no_call_once_the_schema_is_built() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let found = gateway.data("{ __schema { types { name description } } __typename }").await;
    assert_eq!(found["__typename"], "Query");
    assert!(gateway.actions().is_empty());
}

#[tokio::test]
async fn variables_reach_didar_as_literals_do() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let literal = "{ contacts(first: 7, filter: {type: PERSON, custom: {field_996_4_10: [{isSet: false}]}, isVip: \
                   true, email: \"a\"}) { nodes { id } } }";
    let with_variables = "query ($f: ContactFilter, $n: Int) { contacts(first: $n, filter: $f) \
                          { nodes { id } } }";
    let filter = json!({
        "type": "PERSON", "custom": { "field_996_4_10": { "isSet": false } }, "isVip": true, "email": "a",
    });
    let one = gateway.data(literal).await;
    let other = data(gateway.ask_with(with_variables, &json!({ "f": filter, "n": 7 })).await);
    assert_eq!(one, other);
    let calls = gateway.sandbox.calls();
    assert_eq!(calls[0].body, calls[1].body);
}

#[tokio::test]
async fn a_whole_value_costs_one_call_and_its_pages_and_totals_are_of_what_is_equal() {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 0, ..Settings::default() }).start().await;
    for at in 0..7 {
        let email = if at % 2 == 0 { "a@b.example" } else { "aa@b.example" };
        let row = json!({ "Type": "Person", "LastName": format!("{at}"), "Email": email });
        gateway.sandbox.insert_contact(row);
    }
    gateway.warm().await;
    let page = |arguments: &str| {
        format!(
            "{{ contacts({arguments}, filter: {{type: PERSON, email: \"A@b.example\"}}) \
             {{ totalCount nodes {{ email }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
    };
    let first = gateway.data(&page("first: 3")).await;
    assert_eq!(gateway.actions().len(), 1);
    assert_eq!(first["contacts"]["totalCount"], 4);
    assert_eq!(first["contacts"]["nodes"].as_array().map(Vec::len), Some(3));
    let cursor = &first["contacts"]["pageInfo"]["endCursor"];
    let second = gateway.data(&page(&format!("first: 3, after: {cursor}"))).await;
    assert_eq!(second["contacts"]["nodes"], json!([{ "email": "a@b.example" }]));
    assert_eq!(second["contacts"]["pageInfo"]["hasNextPage"], false);
}

#[tokio::test]
async fn more_candidates_than_can_be_compared_are_refused_after_one_call() {
    let gateway =
        Gateway::with().sandbox(Settings { contacts: 12_000, ..Settings::default() }).start().await;
    gateway.warm().await;
    let query = "{ contacts(filter: {type: PERSON, email: \"@\"}) { totalCount } }";
    let answer = gateway.ask(query).await;
    assert_eq!(errors(&answer)[0].0, "TOO_MANY_CANDIDATES", "{answer:#}");
    assert_eq!(gateway.actions(), ["contact/personsearch"]);
}

#[tokio::test]
async fn a_code_is_found_whatever_digits_it_was_stored_with_and_however_few_rows_didar_gives() {
    let settings = Settings { contacts: 0, largest_limit: Some(10), ..Settings::default() };
    let gateway = Gateway::with().sandbox(settings).start().await;
    for at in 0..35 {
        let code = match at {
            5 => "۰۰۱۲",
            3 | 15 | 34 => "0012",
            _ => "00123",
        };
        let row = json!({ "Type": "Person", "LastName": format!("{at}"), "NationalCode": code });
        gateway.sandbox.insert_contact(row);
    }
    for written in ["0012", " ۰۰۱۲ ", "٠٠١٢"] {
        let query =
            format!("{{ contacts(filter: {{nationalCode: {written:?}}}) {{ totalCount }} }}");
        assert_eq!(gateway.data(&query).await["contacts"]["totalCount"], 4, "{written}");
    }
}

#[tokio::test]
async fn labels_of_deals_are_one_call_however_often_they_are_named() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let answer = gateway.data("{ labels { id title } again: labels { __typename title } }").await;
    assert_eq!(gateway.actions(), ["label/getdeallabels"]);
    let titles: Vec<_> = answer["labels"].as_array().expect("a list").iter().collect();
    let titles: Vec<_> = titles.iter().map(|label| label["title"].as_str()).collect();
    // The sandbox lists labels of contacts too.
    let deals = ["فوری", "مشتري ويژه", "منتظر پیش‌پرداخت", "نمایشگاه"].map(Some);
    assert_eq!(titles, deals);
    assert_eq!(answer["again"][0], json!({ "__typename": "Label", "title": "فوری" }));
}

#[tokio::test]
async fn the_id_and_the_name_of_a_company_cost_no_call() {
    let gateway = Gateway::start().await;
    gateway.warm().await;
    let page = |company: &str| {
        format!("{{ contacts(first: 100, filter: {{type: PERSON}}) {{ nodes {{ {company} }} }} }}")
    };
    let shown = gateway.data(&page("company { __typename id name: displayName }")).await;
    assert_eq!(gateway.sandbox.call_count("contact/GetContactDetail"), 0);
    let loaded = gateway.data(&page("company { __typename id name: displayName email }")).await;
    assert!(gateway.sandbox.call_count("contact/GetContactDetail") > 0);
    let pairs =
        [&shown, &loaded].map(|answer| answer["contacts"]["nodes"].as_array().expect("rows"));
    let mut companies = 0;
    for (one, other) in pairs[0].iter().zip(pairs[1]) {
        companies += usize::from(!one["company"].is_null());
        for name in ["__typename", "id", "name"] {
            assert_eq!(one["company"][name], other["company"][name]);
        }
    }
    assert!(companies > 10, "{companies} persons have a company");
}

#[tokio::test]
async fn a_company_whose_name_the_row_lacks_is_asked_for() {
    let gateway = Gateway::start().await;
    let row = |id: &str, kind: &str, more: serde_json::Value| {
        let mut row = json!({ "Id": id, "Type": kind, "LastName": "شرکت الف" });
        row.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("one"));
        row
    };
    let [company, person] =
        ["cccccccc-0000-4000-8000-000000000001", "cccccccc-0000-4000-8000-000000000002"];
    gateway.sandbox.insert_contact(row(company, "Company", json!({})));
    gateway.sandbox.insert_contact(row(person, "Person", json!({ "CompanyId": company })));
    gateway.warm().await;
    let query = format!("{{ contact(id: {person:?}) {{ company {{ id displayName }} }} }}");
    let found = gateway.data(&query).await;
    let expected = json!({ "id": company, "displayName": "شرکت الف" });
    assert_eq!(found["contact"]["company"], expected);
    assert_eq!(gateway.sandbox.call_count("contact/GetContactDetail"), 2);
}
