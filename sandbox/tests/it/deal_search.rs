//! `deal/search` and `deal/search_v2`.

use didar_sandbox::{
    Amounts, ContactIds, Criterion, DealWindow, RegisterTime, Sandbox, Settings, SeveralContactIds,
    Switches,
};
use serde_json::{Value, json};

use crate::support::*;

const ALI: &str = "00000000-0000-4000-8000-0000000000a2";
const FIRM: &str = "00000000-0000-4000-8000-0000000000a3";
const GONE: &str = "00000000-0000-4000-8000-0000000000a4";
const OWNER: &str = "b3170000-0000-4000-8000-0000000000e2";
const URGENT: &str = "1abe1000-0000-4000-8000-000000000001";
const SPECIAL: &str = "1abe1000-0000-4000-8000-000000000002";

/// Four deals: open, won after its month, lost, and one in the bin.
async fn deals(switches: Switches) -> Sandbox {
    let sandbox = with_sara(switches).await;
    sandbox.insert_contact(json!({ "Id": ALI, "LastName": "Ali", "IsDeleted": true }));
    sandbox.insert_contact(json!({ "Id": FIRM, "LastName": "Firm", "Type": "Company" }));
    for row in [
        json!({ "Title": "open", "PersonId": SARA, "CompanyId": FIRM, "Price": 100, "LabelIds": [URGENT],
            "OwnerId": OWNER, "RegisterTime": "2025-01-10T08:00:00.5Z", "Fields": { ORDER_NUMBER: "SO-1" },
            "Items": [{ "ProductCode": "A ", "TitleForInvoice": "Book", "Quantity": 2.5, "UnitPrice": 75, "Discount": 5 }] }),
        json!({ "Title": "won", "PersonId": SARA, "CompanyId": GONE, "Price": "200.50", "Status": "Won",
            "PipelineStageId": RENEWALS_SECOND, "LabelIds": [SPECIAL, URGENT],
            "RegisterTime": "2025-01-20", "ChangeToWonTime": "2025-03-05", "Fields": { INSTALMENTS: 3 } }),
        json!({ "Title": "lost", "PersonId": ALI, "Status": 2, "Price": 50,
            "RegisterTime": "2025-02-01", "ChangeToLossTime": "2025-02-03" }),
        json!({ "Title": "bin", "PersonId": GONE, "IsDeleted": true, "RegisterTime": "2024-12-01",
            "LastUpdateTime": "2025-01-15" }),
    ] {
        sandbox.insert_deal(row);
    }
    sandbox
}

async fn found(sandbox: &Sandbox, action: &str, criteria: &Value) -> Value {
    call(sandbox, action, &json!({ "Criteria": criteria })).await.response()
}

/// The titles found by both searches, newest first.
async fn titles(sandbox: &Sandbox, criteria: Value) -> Vec<String> {
    let old = found(sandbox, "deal/search", &criteria).await;
    let new = found(sandbox, "Deal/Search_V2", &criteria).await;
    assert_eq!(old["TotalCount"], new["TotalCount"], "{criteria}");
    named(&new)
}

fn named(found: &Value) -> Vec<String> {
    let rows = found["List"].as_array().expect("a List").iter();
    rows.map(|row| row["Title"].as_str().expect("a Title").to_owned()).collect()
}

#[tokio::test]
async fn every_criterion() {
    let sandbox = deals(Switches::default()).await;
    let number = on(&sandbox, ORDER_NUMBER, "EqualToAny", json!(["SO-1"]));
    let instalments = on(&sandbox, INSTALMENTS, "GreaterThan", json!(["2"]));
    let cases: [(Value, &[&str]); 24] = [
        (json!({}), &["lost", "won", "open", "bin"]),
        (json!({ "Sort": 0, "Nonsense": 1, "Keywords": "x" }), &["lost", "won", "open", "bin"]),
        (json!({ "IsDeleted": 0 }), &["lost", "won", "open"]),
        (json!({ "IsDeleted": true }), &["bin"]),
        (json!({ "Status": "won" }), &["won"]),
        (json!({ "Status": 1 }), &["won"]),
        (json!({ "Status": "2" }), &["lost"]),
        (json!({ "Status": 0, "IsDeleted": 0 }), &["open"]),
        (json!({ "Status": -1, "IsDeleted": 1 }), &["bin"]),
        (json!({ "Status": "", "PipelineId": RENEWALS }), &["won"]),
        (json!({ "PipelineId": NOBODY, "PipelineStageId": RENEWALS_SECOND }), &["won"]),
        (json!({ "PipelineStageId": SALES_FIRST }), &["lost", "open", "bin"]),
        (json!({ "PipelineId": SALES, "LabelIds": [URGENT] }), &["open"]),
        (json!({ "LabelIds": [URGENT] }), &["won", "open"]),
        (json!({ "LabelIds": [SPECIAL] }), &["won"]),
        (json!({ "LabelIds": [SARA, SPECIAL] }), &["won"]),
        (json!({ "LabelIds": [], "ContactIds": [SARA] }), &["won", "open"]),
        (json!({ "ContactIds": [GONE, ALI] }), &["lost", "bin"]),
        (json!({ "ContactIds": [FIRM] }), &[]),
        (json!({ "CompanyId": FIRM, "OwnerId": OWNER, "IsDeleted": 1 }), &["bin"]),
        (json!({ "CustomFields": [number] }), &["open"]),
        (json!({ "CustomFields": [instalments] }), &["won"]),
        (json!({ "SearchFromTime": "2025-02-03" }), &["lost", "won"]),
        (json!({ "SearchFromTime": "2025-01-01", "SearchToTime": "2025-01-31" }), &["open", "bin"]),
    ];
    for (criteria, expected) in cases {
        assert_eq!(titles(&sandbox, criteria.clone()).await, *expected, "{criteria}");
    }
}

#[tokio::test]
async fn criteria_that_cannot_be_read_are_refused() {
    let sandbox = deals(Switches::default()).await;
    let unknown =
        json!([{ "CustomFieldId": field_id(&sandbox, REMARK), "OR": [{ "Type": "Set" }] }]);
    for criteria in [
        json!({ "Status": "Robot" }),
        json!({ "PipelineId": "x" }),
        json!({ "LabelIds": ["x"] }),
        json!({ "SearchFromTime": "yesterday" }),
        json!({ "CustomFields": unknown }),
    ] {
        let body = json!({ "Criteria": criteria });
        assert_eq!(call(&sandbox, "deal/search", &body).await.status, 400, "{criteria}");
    }
}

#[tokio::test]
async fn totals_are_over_the_whole_match_set_and_leak() {
    let sandbox = deals(Switches::default()).await;
    let body =
        json!({ "Criteria": { "SearchFromTime": "2025-02-03", "IsDeleted": 0 }, "Limit": 1 });
    let page = call(&sandbox, "deal/search_v2", &body).await.response();
    for (key, expected) in [
        ("TotalCount", "2"),
        ("TotalPrice", "250.5"),
        ("AllDealsCount", "3"),
        ("AllDealsTotalPrice", "350.5"),
        ("PendingDealsCount", "0"),
        ("WonDealsCount", "1"),
        ("LostDealsCount", "1"),
    ] {
        assert_eq!(page[key].to_string(), expected, "{key}");
    }
    assert_eq!(page["List"].as_array().map(Vec::len), Some(1));
    let won = found(&sandbox, "deal/search", &json!({ "Status": "Won" })).await;
    assert_eq!((&won["AllDealsCount"], &won["PendingDealsCount"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn only_the_old_search_has_items_and_an_invoice() {
    let sandbox = deals(Switches::default()).await;
    let old = found(&sandbox, "deal/search", &json!({ "PipelineId": SALES })).await;
    let item = &old["List"][1]["Items"][0];
    for (key, expected) in [
        ("ProductCode", json!("A ")),
        ("TitleForInvoice", json!("Book")),
        ("Quantity", json!(2.5)),
        ("UnitPrice", json!(75)),
        ("Price", json!(187.5)),
        ("Discount", json!(5)),
        ("PriceAfterDiscount", json!(175)),
    ] {
        assert_eq!(item[key], expected, "{key}");
    }
    let line = json!({ "OriginalTitle": "Book", "Quantity": 2.5 });
    assert_eq!(old["List"][1]["Invoice"], json!({ "Items": [line] }));
    assert_eq!(old["List"][0]["Invoice"], json!({ "Items": [] }));
    let new = found(&sandbox, "deal/search_v2", &json!({ "PipelineId": SALES })).await;
    assert!(new["List"][1].get("Items").is_none() && new["List"][1].get("Invoice").is_none());
    assert_eq!(sandbox.deals_json()[2]["Items"][0], *item);
}

#[tokio::test]
async fn related_contacts_are_embedded_as_long_as_they_live() {
    let sandbox = deals(Switches::default()).await;
    let rows = found(&sandbox, "deal/search_v2", &json!({})).await;
    let [lost, won, open, _] = &rows["List"].as_array().expect("a List")[..] else {
        panic!("four deals");
    };
    assert_eq!(open["Person"]["Fields"][REMARK], "vip");
    assert_eq!(open["Person"], open["Contact"]);
    assert_eq!(open["Company"]["DisplayName"], "Firm");
    assert_eq!(open["Owner"]["UserId"], OWNER);
    assert_eq!(open["Owner"].as_object().map(serde_json::Map::len), Some(2));
    assert_eq!((&won["CompanyId"], &won["Company"]), (&json!(GONE), &Value::Null));
    assert_eq!((&lost["PersonId"], &lost["Person"]), (&json!(ALI), &Value::Null));
    assert_eq!(lost["Contact"], Value::Null);
    assert!(sandbox.remove_contact(SARA));
    let rows = found(&sandbox, "deal/search_v2", &json!({ "ContactIds": [SARA] })).await;
    assert_eq!(rows["List"][0]["Person"], Value::Null);
}

#[tokio::test]
async fn a_search_may_come_without_criteria() {
    let sandbox = sandbox(100).await;
    for (body, rows) in [("", 30), ("{}", 30), (r#"{"From": 45, "Limit": 6000, "X": 1}"#, 5)] {
        let target = target(&sandbox, "deal/search");
        let found = request(&sandbox, "POST", &target, body).await.response();
        assert_eq!(found["List"].as_array().map(Vec::len), Some(rows), "{body}");
        assert_eq!(found["TotalCount"], 50);
    }
    let settings = Settings { contacts: 100, largest_limit: Some(7), ..Settings::default() };
    let capped = found(&start(settings).await, "deal/search", &json!({})).await;
    assert_eq!(capped["List"].as_array().map(Vec::len), Some(7));
}

#[tokio::test]
async fn the_window_can_mean_the_registration() {
    let switches = Switches { deal_window: DealWindow::RegisterTime, ..Switches::default() };
    let sandbox = deals(switches).await;
    let january = json!({ "SearchFromTime": "2025-01-01", "SearchToTime": "2025-01-31" });
    assert_eq!(titles(&sandbox, january).await, ["won", "open"]);
}

#[tokio::test]
async fn contact_ids_can_be_ignored_or_cut_to_the_first() {
    let contact_ids = ContactIds::IgnoredByOldSearch;
    let sandbox = deals(Switches { contact_ids, ..Switches::default() }).await;
    let criteria = json!({ "ContactIds": [SARA, ALI] });
    let old = found(&sandbox, "deal/search", &criteria).await;
    let new = found(&sandbox, "deal/search_v2", &criteria).await;
    assert_eq!((&old["TotalCount"], &new["TotalCount"]), (&json!(4), &json!(3)));
    let several_contact_ids = SeveralContactIds::FirstOnly;
    let sandbox = deals(Switches { several_contact_ids, ..Switches::default() }).await;
    assert_eq!(titles(&sandbox, criteria).await, ["won", "open"]);
}

#[tokio::test]
async fn companies_and_owners_can_be_criteria() {
    let honoured = Criterion::Honoured;
    let switches =
        Switches { company_criterion: honoured, owner_criterion: honoured, ..Switches::default() };
    let sandbox = deals(switches).await;
    assert_eq!(titles(&sandbox, json!({ "CompanyId": GONE })).await, ["won"]);
    assert_eq!(titles(&sandbox, json!({ "OwnerId": OWNER })).await, ["open"]);
    let any = json!({ "OwnerId": NOBODY, "CompanyId": NOBODY });
    assert_eq!(titles(&sandbox, any).await.len(), 4);
    sandbox.insert_contact(json!({ "LastName": "Employed", "CompanyId": FIRM }));
    assert_eq!(names(&sandbox, json!({ "CompanyId": FIRM })).await, ["Employed"]);
}

#[tokio::test]
async fn amounts_and_moments_have_two_spellings() {
    let sandbox = deals(Switches::default()).await;
    let row = &found(&sandbox, "deal/search", &json!({ "IsDeleted": 0 })).await["List"][2];
    assert_eq!(
        (&row["Price"], &row["RegisterTime"]),
        (&json!(100), &json!("2025-01-10T08:00:00Z"))
    );
    let switches = Switches {
        amounts: Amounts::NumericStrings,
        register_time: RegisterTime::SevenDigits,
        ..Switches::default()
    };
    let sandbox = deals(switches).await;
    let found = found(&sandbox, "deal/search", &json!({ "IsDeleted": 0 })).await;
    let row = &found["List"][2];
    assert_eq!(row["Price"], "100");
    assert_eq!(row["RegisterTime"], "2025-01-10T08:00:00.5000000Z");
    assert_eq!(row["Items"][0]["PriceAfterDiscount"], "175");
    assert_eq!(row["Items"][0]["Quantity"], json!(2.5));
    assert_eq!(found["List"][1]["Price"], "200.50");
    assert_eq!(found["TotalPrice"], "350.5");
}
