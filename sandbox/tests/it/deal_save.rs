//! `deal/save` and `deal/save_v2`.

use didar_sandbox::{
    CreateFields, DealUpdate, ItemTax, ItemsWithKey, ItemsWithoutKey, Presence, Sandbox,
    SaveAnswer, Switches, UnknownStage,
};
use serde_json::{Value, json};

use crate::support::*;

const OLD_TRACKING: &str = "Field_8783_0_24";

async fn save(sandbox: &Sandbox, body: Value) -> Reply {
    call(sandbox, "deal/save_v2", &body).await
}

async fn created(sandbox: &Sandbox, mut deal: Value) -> Value {
    deal["PersonId"] = json!(SARA);
    save(sandbox, json!({ "Deal": deal })).await.response()
}

#[tokio::test]
async fn a_create_answers_the_deal_without_fields_and_embedded_contacts() {
    let sandbox = with_sara(Switches::default()).await;
    let saved = created(
        &sandbox,
        json!({ "Title": "Order", "Status": "Won", "Price": "1500.50", "Description": "<p>x</p>",
            "RegisterDate": "2024-05-06", "ExpectedCloseDate": "2024-06-01", "LabelIds": [SARA],
            "Code": 77, "TotalValue": 9, "TaxPercent": "0", CHANNEL: "top level", "IsDeleted": true,
            "Fields": { ORDER_NUMBER: "SO-9", INSTALMENTS: "12", OLD_TRACKING: "x", REMARK: "x" } }),
    )
    .await;
    for (key, expected) in [
        ("Title", json!("Order")),
        ("Code", json!(77)),
        ("Status", json!("Won")),
        ("Description", json!("<p>x</p>")),
        ("RegisterTime", json!("2024-05-06T00:00:00Z")),
        ("ExpectedCloseDate", json!("2024-06-01T00:00:00Z")),
        ("ChangeToLossTime", Value::Null),
        ("PersonId", json!(SARA)),
        ("ContactId", json!(SARA)),
        ("CompanyId", json!(NOBODY)),
        ("PipelineId", json!(SALES)),
        ("PipelineStageId", json!(SALES_FIRST)),
        ("LabelIds", json!([SARA])),
        ("IsDeleted", json!(false)),
    ] {
        assert_eq!(saved[key], expected, "{key}");
    }
    assert_eq!(saved["Price"].to_string(), "1500.50");
    assert!(saved["ChangeToWonTime"].is_string());
    assert!(saved["Owner"]["DisplayName"].is_string());
    for key in ["Fields", "Person", "Contact", "Company", "Items", "Invoice", "Activities"] {
        assert_eq!(saved.get(key), None, "{key}");
    }
    let row = deal(&sandbox, &saved["Id"]).await;
    assert_eq!(row["Fields"], json!({ ORDER_NUMBER: "SO-9", INSTALMENTS: 12 }));
    assert_eq!(row["Person"]["DisplayName"], "Sara Example");
}

#[tokio::test]
async fn a_person_is_required_on_create_and_a_company_does_not_do() {
    let sandbox = with_sara(Switches::default()).await;
    let refused = [
        ("deal/save_v2", json!({ "Title": "x" })),
        ("deal/save_v2", json!({ "CompanyId": SARA })),
        ("deal/save_v2", json!({ "PersonId": NOBODY })),
        ("deal/save_v2", json!({ "ContactId": SARA })),
        ("deal/save", json!({ "Title": "x" })),
    ];
    for (action, deal) in refused {
        let reply = call(&sandbox, action, &json!({ "Deal": deal })).await;
        assert_eq!(
            (reply.status, reply.error().as_str()),
            (400, "person and company both are empty")
        );
    }
    assert!(sandbox.deals_json().is_empty());
    for deal in [json!({ "ContactId": SARA }), json!({ "PersonId": SARA, "ContactId": NOBODY })] {
        let saved = call(&sandbox, "Deal/Save", &json!({ "Deal": deal })).await.response();
        assert_eq!(saved["PersonId"], SARA);
        assert_eq!(saved["Title"], "معامله Sara Example");
    }
    assert_eq!(save(&sandbox, json!({})).await.error(), "Deal can not be empty");
}

#[tokio::test]
async fn a_stage_implies_its_pipeline_and_an_unknown_one_the_first() {
    let sandbox = with_sara(Switches::default()).await;
    let cases = [
        (json!({}), SALES, SALES_FIRST),
        (json!({ "PipelineStageId": RENEWALS_SECOND }), RENEWALS, RENEWALS_SECOND),
        (
            json!({ "PipelineStageId": RENEWALS_SECOND, "PipelineId": SALES }),
            RENEWALS,
            RENEWALS_SECOND,
        ),
        (json!({ "PipelineId": RENEWALS }), RENEWALS, RENEWALS_FIRST),
        (json!({ "PipelineStageId": SARA }), SALES, SALES_FIRST),
        (json!({ "PipelineStageId": SARA, "PipelineId": RENEWALS }), RENEWALS, RENEWALS_FIRST),
        (json!({ "PipelineId": SARA }), SALES, SALES_FIRST),
        // A stage of cases.
        (json!({ "PipelineStageId": "57a9e000-0000-4000-8000-000000000031" }), SALES, SALES_FIRST),
    ];
    for (deal, pipeline, stage) in cases {
        let saved = created(&sandbox, deal.clone()).await;
        assert_eq!(saved["PipelineId"], pipeline, "{deal}");
        assert_eq!(saved["PipelineStageId"], stage, "{deal}");
    }
}

#[tokio::test]
async fn an_update_stays_where_it_is_unless_told() {
    let sandbox = with_sara(Switches::default()).await;
    let id = created(&sandbox, json!({ "PipelineStageId": RENEWALS_SECOND })).await["Id"].clone();
    for (change, stage) in [
        (json!({ "Title": "x" }), RENEWALS_SECOND),
        (json!({ "PipelineId": RENEWALS }), RENEWALS_SECOND),
        (json!({ "PipelineId": SALES }), SALES_FIRST),
        (json!({ "PipelineStageId": SALES_SECOND }), SALES_SECOND),
        (json!({ "PipelineStageId": RENEWALS_SECOND }), RENEWALS_SECOND),
        (json!({ "PipelineStageId": SARA }), RENEWALS_FIRST),
    ] {
        let mut deal = change.clone();
        deal["Id"] = id.clone();
        let saved = save(&sandbox, json!({ "Deal": deal })).await.response();
        assert_eq!(saved["PipelineStageId"], stage, "{change}");
    }
}

#[tokio::test]
async fn an_unknown_stage_can_be_refused() {
    let unknown_stage = UnknownStage::Refused;
    let sandbox = with_sara(Switches { unknown_stage, ..Switches::default() }).await;
    for key in ["PipelineStageId", "PipelineId"] {
        let deal = json!({ "PersonId": SARA, key: SARA });
        assert_eq!(save(&sandbox, json!({ "Deal": deal })).await.status, 400);
    }
    assert_eq!(created(&sandbox, json!({})).await["PipelineStageId"], SALES_FIRST);
    assert_eq!(sandbox.deals_json().len(), 1);
}

#[tokio::test]
async fn a_status_leaves_its_moment_behind() {
    let sandbox = with_sara(Switches::default()).await;
    let id = created(&sandbox, json!({})).await["Id"].clone();
    for (status, won, lost) in [
        (json!("won"), true, false),
        (json!(1), true, false),
        (json!("Lost"), false, true),
        (json!(0), false, false),
        (json!("2"), false, true),
    ] {
        let deal = json!({ "Id": id, "Status": status });
        let saved = save(&sandbox, json!({ "Deal": deal })).await.response();
        assert_eq!(saved["ChangeToWonTime"].is_string(), won, "{status}");
        assert_eq!(saved["ChangeToLossTime"].is_string(), lost, "{status}");
    }
    let won = "2025-01-02T03:04:05Z";
    let row = json!({ "PersonId": SARA, "Status": "Won", "ChangeToWonTime": won });
    let id = sandbox.insert_deal(row);
    let again = json!({ "Deal": { "Id": id, "Status": "Won" } });
    assert_eq!(save(&sandbox, again).await.response()["ChangeToWonTime"], won);
}

#[tokio::test]
async fn an_update_keeps_what_it_does_not_send() {
    let sandbox = with_sara(Switches::default()).await;
    let row = json!({ "PersonId": SARA, "CompanyId": SARA, "Title": "Old", "Price": 5,
        "Description": "d", "LabelIds": [SARA], "RegisterTime": "2025-01-01",
        "ExpectedCloseDate": "2025-03-01", "Fields": { ORDER_NUMBER: "1", CHANNEL: "سایت" },
        "Items": [{ "ProductCode": "A", "Quantity": 1, "UnitPrice": 3 }] });
    let id = sandbox.insert_deal(row);
    let before = sandbox.deals_json().remove(0);
    let change = json!({ "Id": id, "title": "New", "ExpectedCloseDate": null, "CompanyId": "",
        "Description": null, "Fields": { ORDER_NUMBER: null } });
    save(&sandbox, json!({ "Deal": change })).await.response();
    let after = sandbox.deals_json().remove(0);
    for key in ["Price", "LabelIds", "RegisterTime", "Items", "Code", "PersonId", "CreatorId"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    assert_eq!(after["Title"], "New");
    assert_eq!(after["ExpectedCloseDate"], Value::Null);
    assert_eq!((&after["CompanyId"], &after["Description"]), (&json!(NOBODY), &Value::Null));
    assert_eq!(after["Fields"], json!({ CHANNEL: "سایت" }));
    assert!(after["LastUpdateTime"].as_str() > before["LastUpdateTime"].as_str());
}

#[tokio::test]
async fn an_update_can_replace_everything_but_fields_and_items() {
    let deal_update = DealUpdate::ReplacesAll;
    let sandbox = with_sara(Switches { deal_update, ..Switches::default() }).await;
    let row = json!({ "PersonId": SARA, "Title": "Old", "Price": 5, "Status": "Won",
        "PipelineStageId": RENEWALS_SECOND, "LabelIds": [SARA], "RegisterTime": "2025-01-01",
        "ChangeToWonTime": "2025-01-02", "Fields": { CHANNEL: "سایت" }, "Items": [{ "UnitPrice": 3 }] });
    let id = sandbox.insert_deal(row);
    let before = sandbox.deals_json().remove(0);
    let change = json!({ "Id": id, "PersonId": SARA, "Status": "Won" });
    save(&sandbox, json!({ "Deal": change })).await.response();
    let after = sandbox.deals_json().remove(0);
    for key in ["Fields", "Items", "RegisterTime", "Code", "ChangeToWonTime", "Id"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    assert_eq!(after["Title"], "معامله Sara Example");
    assert_eq!((&after["Price"], &after["LabelIds"]), (&json!(0), &json!([])));
    assert_eq!(after["PipelineStageId"], SALES_FIRST);
    save(&sandbox, json!({ "Deal": { "Id": id, "PersonId": SARA } })).await.response();
    assert_eq!(sandbox.deals_json()[0]["Status"], "Pending");
}

/// The codes of a deal's items.
fn codes(sandbox: &Sandbox) -> Vec<Value> {
    let rows = sandbox.deals_json();
    let items = rows[0]["Items"].as_array().expect("Items").iter();
    items.map(|item| item["ProductCode"].clone()).collect()
}

#[tokio::test]
async fn items_are_priced_by_themselves_and_never_the_deal() {
    let sandbox = with_sara(Switches::default()).await;
    let item = json!({ "ProductId": "960d0000-0000-4000-8000-000000000100", "VariantId": null,
        "Quantity": "2", "UnitPrice": 75000, "Discount": 2500, "Description": "", "TaxPercent": 9 });
    let other = json!({ "ProductCode": "X", "Quantity": 1.5, "Description": "Free text" });
    let variant = json!({ "ProductId": "960d0000-0000-4000-8000-000000000300",
        "VariantId": "960d0000-0000-4000-8000-000000000302" });
    let body = json!({ "Deal": { "PersonId": SARA, "Price": 1, "DealItems": [] },
        "DealItems": [item, other, variant], "IsWon": true });
    save(&sandbox, body).await.response();
    let row = sandbox.deals_json().remove(0);
    assert_eq!((&row["Price"], &row["Status"]), (&json!(1), &json!("Pending")));
    let (first, second) = (&row["Items"][0], &row["Items"][1]);
    assert_eq!((&first["ProductCode"], &second["ProductCode"]), (&json!("BK-100"), &json!("X")));
    assert_eq!(first["TitleForInvoice"], "کتاب آموزش فروش");
    assert_eq!((&first["Price"], &first["PriceAfterDiscount"]), (&json!(150_000), &json!(145_000)));
    assert_eq!(
        (&second["UnitPrice"], &second["TitleForInvoice"]),
        (&json!(0), &json!("Free text"))
    );
}

#[tokio::test]
async fn what_becomes_of_items_is_a_switch() {
    let kept = Switches::default();
    let emptied = Switches { items_without_key: ItemsWithoutKey::Emptied, ..kept };
    let appended = Switches { items_with_key: ItemsWithKey::Appended, ..kept };
    for (switches, without, with) in [
        (kept, vec!["A"], vec!["B"]),
        (emptied, vec![], vec!["B"]),
        (appended, vec!["A"], vec!["A", "B"]),
    ] {
        let sandbox = with_sara(switches).await;
        let id =
            sandbox.insert_deal(json!({ "PersonId": SARA, "Items": [{ "ProductCode": "A" }] }));
        save(&sandbox, json!({ "Deal": { "Id": id, "Title": "x" } })).await.response();
        assert_eq!(codes(&sandbox), without);
        let items = json!([{ "ProductCode": "B", "Quantity": 1 }]);
        save(&sandbox, json!({ "Deal": { "Id": id }, "DealItems": items })).await.response();
        assert_eq!(codes(&sandbox), with);
    }
}

#[tokio::test]
async fn a_create_can_ignore_custom_fields() {
    let deal_create_fields = CreateFields::Ignored;
    let sandbox = with_sara(Switches { deal_create_fields, ..Switches::default() }).await;
    let fields = json!({ ORDER_NUMBER: "1" });
    let id = created(&sandbox, json!({ "Fields": fields })).await["Id"].clone();
    assert_eq!(deal(&sandbox, &id).await["Fields"], json!({}));
    save(&sandbox, json!({ "Deal": { "Id": id, "Fields": fields } })).await.response();
    assert_eq!(deal(&sandbox, &id).await["Fields"], fields);
}

#[tokio::test]
async fn parts_of_answers_are_switches() {
    let switches = Switches {
        items_in_detail: Presence::Present,
        fields_in_save_answer: Presence::Present,
        save_answer: SaveAnswer::UnderName,
        ..Switches::default()
    };
    let sandbox = with_sara(switches).await;
    let saved = created(&sandbox, json!({ "Fields": { ORDER_NUMBER: "1" } })).await;
    assert_eq!(saved["Deal"]["Fields"], json!({ ORDER_NUMBER: "1" }));
    assert_eq!(saved.as_object().map(serde_json::Map::len), Some(1));
    let detail = deal(&sandbox, &saved["Deal"]["Id"]).await;
    assert_eq!((&detail["Items"], &detail["Activities"]), (&json!([]), &json!([])));
    let contact = json!({ "LastName": "x", "Fields": { REMARK: "y" } });
    let contact = call(&sandbox, "contact/save", &json!({ "Contact": contact })).await.response();
    assert_eq!(contact["Fields"], json!({ REMARK: "y" }));
}

#[tokio::test]
async fn values_that_mean_nothing_are_refused_and_nothing_is_stored() {
    let sandbox = with_sara(Switches::default()).await;
    for (key, value) in [
        ("Status", json!("Robot")),
        ("Status", json!(3)),
        ("Price", json!("much")),
        ("OwnerId", json!("me")),
        ("LabelIds", json!(["x"])),
        ("RegisterDate", json!("someday")),
        ("ExpectedCloseDate", json!(5)),
        ("PipelineStageId", json!("x")),
    ] {
        let reply = save(&sandbox, json!({ "Deal": { "PersonId": SARA, key: value } })).await;
        assert_eq!(reply.status, 400, "{key}");
        assert!(reply.error().contains(key), "{}", reply.error());
    }
    let items = json!([{ "Quantity": "x" }]);
    let body = json!({ "Deal": { "PersonId": SARA }, "DealItems": items });
    assert!(save(&sandbox, body).await.error().contains("Quantity"));
    let unknown = save(&sandbox, json!({ "Deal": { "Id": SARA } })).await;
    assert_eq!(unknown.reason, "Deal's data not found");
    assert!(sandbox.deals_json().is_empty());
}

#[tokio::test]
async fn the_tax_of_an_item_counts_where_it_is_said_to() {
    for (item_tax, paid) in [(ItemTax::Ignored, 20.0), (ItemTax::Counted, 22.0)] {
        let sandbox = with_sara(Switches { item_tax, ..Switches::default() }).await;
        let items = json!([{ "Quantity": 2, "UnitPrice": 10, "TaxPercent": 10 }]);
        let body = json!({ "Deal": { "PersonId": SARA }, "DealItems": items });
        call(&sandbox, "deal/save_v2", &body).await.response();
        let found = call(&sandbox, "deal/search", &json!({})).await.response();
        assert_eq!(found["List"][0]["Items"][0]["PriceAfterDiscount"].as_f64(), Some(paid));
    }
}
