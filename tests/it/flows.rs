//! The operations of `schema/operations`: what each comes to and the calls that it takes, in
//! every position of every switch of the sandbox.

use std::collections::BTreeMap;

use didar_sandbox::{
    Amounts, ContactIds, CreateFields, Criterion, DealUpdate, DealWindow, ErrorBody, ItemTax,
    ItemsWithKey, ItemsWithoutKey, KeySees, Presence, RegisterTime, Sandbox, SaveAnswer, Settings,
    SeveralContactIds, Switches, UnknownContact, UnknownStage, Unproven, VariantsOnSave,
};
use serde_json::{Value, json};

use crate::{
    deals::{LABEL, STAGES, saves::person, stored},
    support::Gateway,
};

/// A kind of activity.
const TYPE: &str = "ac717000-0000-4000-8000-000000000001";
/// A stage of cases.
const CASE_STAGE: &str = "57a9e000-0000-4000-8000-000000000032";

/// What a flow came to, and how often it called each action.
type Walked = (Value, BTreeMap<String, usize>);

/// Runs an operation and returns its data, and the calls that it took.
async fn run(gateway: &Gateway, name: &str, variables: Value) -> Walked {
    let path = format!("{}/schema/operations/{name}.graphql", env!("CARGO_MANIFEST_DIR"));
    let query = std::fs::read_to_string(&path).expect(&path);
    gateway.sandbox.clear_calls();
    let answer = gateway.ask_with(&query, &variables).await;
    assert_eq!(answer.get("errors"), None, "{name}: {answer:#}");
    let mut calls = BTreeMap::new();
    for call in gateway.actions() {
        *calls.entry(call).or_default() += 1;
    }
    (answer["data"].clone(), calls)
}

fn calls<const N: usize>(calls: [(&str, usize); N]) -> BTreeMap<String, usize> {
    calls.map(|(action, times)| (action.to_owned(), times)).into()
}

/// Every switch in its other position, and every setting that changes answers. `key_sees` is
/// none of them: whoever sees less finds less.
fn positions(contacts: usize) -> Vec<(&'static str, Settings)> {
    let usual = Settings { contacts, ..Settings::default() };
    let switched = |change: fn(&mut Switches)| {
        let mut settings = usual.clone();
        change(&mut settings.switches);
        settings
    };
    let set = |change: fn(&mut Settings)| {
        let mut settings = usual.clone();
        change(&mut settings);
        settings
    };
    vec![
        ("usual", usual.clone()),
        ("deal_window", switched(|s| s.deal_window = DealWindow::RegisterTime)),
        ("contact_ids", switched(|s| s.contact_ids = ContactIds::IgnoredByOldSearch)),
        ("several", switched(|s| s.several_contact_ids = SeveralContactIds::FirstOnly)),
        ("company", switched(|s| s.company_criterion = Criterion::Honoured)),
        ("person", switched(|s| s.person_criterion = Criterion::Honoured)),
        ("owner", switched(|s| s.owner_criterion = Criterion::Honoured)),
        ("unknown_stage", switched(|s| s.unknown_stage = UnknownStage::Refused)),
        ("deal_update", switched(|s| s.deal_update = DealUpdate::ReplacesAll)),
        ("items_without", switched(|s| s.items_without_key = ItemsWithoutKey::Emptied)),
        ("items_with", switched(|s| s.items_with_key = ItemsWithKey::Appended)),
        ("item_tax", switched(|s| s.item_tax = ItemTax::Counted)),
        ("create_fields", switched(|s| s.deal_create_fields = CreateFields::Ignored)),
        ("items_in_detail", switched(|s| s.items_in_detail = Presence::Present)),
        ("fields_in_save_answer", switched(|s| s.fields_in_save_answer = Presence::Present)),
        ("save_answer", switched(|s| s.save_answer = SaveAnswer::UnderName)),
        ("case_row_ids", switched(|s| s.case_row_ids = Unproven::Absent)),
        ("case_total_count", switched(|s| s.case_total_count = Unproven::Absent)),
        ("cities", switched(|s| s.cities = Unproven::Absent)),
        ("variants", switched(|s| s.variants_on_save = VariantsOnSave::MergeById)),
        ("amounts", switched(|s| s.amounts = Amounts::NumericStrings)),
        ("register_time", switched(|s| s.register_time = RegisterTime::SevenDigits)),
        ("exact_attributes", set(|s| s.exact_attributes = true)),
        ("unknown_filter_fields", set(|s| s.ignore_unknown_filter_fields = true)),
        ("wide_duplicate_rule", set(|s| s.wide_duplicate_rule = true)),
        ("unknown_contact", set(|s| s.unknown_contact = UnknownContact::NullResponse)),
        ("error_body", set(|s| s.error_body = ErrorBody::Html)),
    ]
}

/// A gateway whose lists are kept already.
async fn warm(settings: Settings) -> Gateway {
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let gateway = Gateway::with().over(sandbox).start().await;
    gateway.warm().await;
    run(&gateway, "set_up", json!({})).await;
    gateway
}

/// The payload of a mutation of one field.
fn payload<'a>(data: &'a Value, name: &str) -> &'a Value {
    assert_eq!(data[name]["userErrors"], json!([]), "{data:#}");
    &data[name]
}

#[tokio::test]
async fn a_set_up_screen_is_six_calls_and_then_none() {
    let sandbox = Sandbox::start(Settings { contacts: 40, ..Settings::default() }).await;
    let gateway = Gateway::with().over(sandbox.expect("a sandbox")).start().await;
    gateway.warm().await;
    let (data, cold) = run(&gateway, "set_up", json!({})).await;
    assert_eq!(cold.values().sum::<usize>(), 6, "{cold:?}");
    assert!(data["users"].as_array().is_some_and(|users| users.len() > 3));
    let (again, calls) = run(&gateway, "set_up", json!({})).await;
    assert_eq!((again, calls), (data, BTreeMap::new()));
}

#[tokio::test]
async fn a_lead_of_a_known_person_is_a_match_a_deal_and_a_note() {
    for (position, settings) in positions(120) {
        let gateway = warm(settings).await;
        let (_, phone) = person(&gateway);
        let lead = json!({ "name": "تازه", "phone": phone, "text": "قیمت", "key": "f1" });
        let (data, made) = run(&gateway, "lead", lead.clone()).await;
        let lead_payload = payload(&data, "createDeal");
        assert_eq!(lead_payload["personOutcome"], "UNCHANGED", "{position}: {data:#}");
        let expected =
            calls([("activity/save", 1), ("contact/getbyphonenumber", 1), ("deal/save_v2", 1)]);
        assert_eq!(made, expected, "{position}");
        let (again, made) = run(&gateway, "lead", lead).await;
        assert_eq!((again, made), (data, BTreeMap::new()), "{position}: repeated");
    }
}

#[tokio::test]
async fn an_order_is_safe_to_repeat_and_can_be_cancelled() {
    for (position, settings) in positions(120) {
        let keeps_fields = settings.switches.deal_create_fields == CreateFields::Stored;
        let gateway = warm(settings).await;
        let (_, phone) = person(&gateway);
        let products = gateway.sandbox.products_json();
        let is_clean = |row: &&Value| row["Code"].as_str().is_some_and(|code| code == code.trim());
        let code = &products.iter().find(is_clean).expect("a product")["Code"];
        let order = json!({
            "number": "W-1", "stage": STAGES[0], "label": LABEL, "call": TYPE, "price": 20, "due": "1405-01-15",
            "person": { "match": { "mobilePhone": phone }, "input": { "lastName": "x" }, "update": {} },
            "items": [{ "productCode": code, "quantity": 2, "unitPrice": 10 }],
        });
        let (data, _) = run(&gateway, "order", order.clone()).await;
        assert_eq!(payload(&data, "upsertDeal")["outcome"], "CREATED", "{position}");
        let created = data["upsertDeal"]["deal"]["id"].clone();
        if !keeps_fields {
            // The number is not stored then, and no later order finds it.
            continue;
        }
        let (data, made) = run(&gateway, "order", order.clone()).await;
        assert_eq!(payload(&data, "upsertDeal")["outcome"], "UNCHANGED", "{position}");
        assert_eq!(data["upsertDeal"]["deal"]["id"], created, "{position}");
        let repeated =
            calls([("deal/search", 1), ("deal/search_v2", 1), ("product/getproductbycodes", 1)]);
        assert_eq!(made, repeated, "{position}");
        let cancelled = json!({ "number": "W-1", "why": "refunded" });
        let (data, made) = run(&gateway, "cancelled", cancelled.clone()).await;
        assert_eq!(payload(&data, "updateDeal")["outcome"], "UPDATED", "{position}");
        assert_eq!(made, calls([("deal/save_v2", 1), ("deal/search_v2", 1)]), "{position}");
        let (data, made) = run(&gateway, "cancelled", cancelled).await;
        assert_eq!(payload(&data, "updateDeal")["outcome"], "UNCHANGED", "{position}");
        assert_eq!(made, calls([("deal/search_v2", 1)]), "{position}");
    }
}

#[tokio::test]
async fn a_bot_moves_a_deal_and_scores_its_person() {
    for (position, settings) in positions(120) {
        let gateway = warm(settings).await;
        let (_, phone) = person(&gateway);
        let deals = stored(&gateway);
        let deal = deals.iter().find(|deal| deal["PipelineStageId"] != STAGES[1]).expect("a deal");
        let variables =
            json!({ "deal": deal["Id"], "stage": STAGES[1], "phone": phone, "score": 77 });
        let (data, made) = run(&gateway, "lesson_done", variables).await;
        assert_eq!(payload(&data, "updateDeal")["outcome"], "UPDATED", "{position}");
        assert_eq!(payload(&data, "updateContact")["outcome"], "UPDATED", "{position}");
        let expected = calls([
            ("contact/getbyphonenumber", 1),
            ("contact/save", 1),
            ("deal/getdealdetail", 1),
            ("deal/save_v2", 1),
        ]);
        assert_eq!(made, expected, "{position}");
    }
}

#[tokio::test]
async fn a_ticket_is_kept_by_the_portals_own_number() {
    for (position, settings) in positions(120) {
        if position == "case_total_count" {
            // Nothing tells whether a list is whole: see the next test.
            continue;
        }
        let gateway = warm(settings).await;
        let (_, phone) = person(&gateway);
        let ticket = json!({
            "number": "P-7", "title": "شکایت", "text": "دیر رسید", "phone": phone, "name": "x",
            "stage": CASE_STAGE, "due": "1405-02-01",
        });
        let (data, made) = run(&gateway, "ticket", ticket.clone()).await;
        assert_eq!(payload(&data, "upsertCase")["outcome"], "CREATED", "{position}");
        let new = calls([("case/save_v2", 1), ("case/search", 1), ("contact/getbyphonenumber", 1)]);
        assert_eq!(made, new, "{position}");
        let (data, made) = run(&gateway, "ticket", ticket).await;
        let outcome = &payload(&data, "upsertCase")["outcome"];
        if position == "case_row_ids" {
            // What rows do not show is sent again.
            assert_eq!(outcome, "UPDATED", "{position}");
            continue;
        }
        assert_eq!(outcome, "UNCHANGED", "{position}");
        assert_eq!(made, calls([("case/search", 1), ("contact/getbyphonenumber", 1)]));
    }
}

#[tokio::test]
async fn a_ticket_is_not_saved_where_nothing_tells_whether_there_is_one_already() {
    let switches = Switches { case_total_count: Unproven::Absent, ..Switches::default() };
    let gateway = warm(Settings { contacts: 410, switches, ..Settings::default() }).await;
    let ticket = json!({
        "number": "P-7", "title": "شکایت", "text": "", "phone": "09351112233", "name": "x",
        "stage": CASE_STAGE, "due": null,
    });
    let query = include_str!("../../schema/operations/ticket.graphql");
    gateway.sandbox.clear_calls();
    let answer = gateway.ask_with(query, &ticket).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UPSTREAM_MALFORMED", "{answer:#}");
    assert!(gateway.actions().iter().all(|action| !action.contains("save")), "{answer:#}");
}

#[tokio::test]
async fn a_shop_s_products_take_one_call_where_nothing_changed() {
    for (position, settings) in positions(120) {
        let gateway = warm(settings).await;
        let category = &gateway.sandbox.products_json()[0]["ProductCategoryId"];
        let product = json!({
            "code": "N-1", "title": "نو", "unit": "عدد", "unitPrice": 5, "categoryId": category,
            "variants": [{ "code": "V-1", "title": "آبی", "unitPrice": 6 }],
        });
        let products = json!({ "products": [product] });
        let (data, made) = run(&gateway, "sync_products", products.clone()).await;
        assert_eq!(data["saveProducts"][0]["outcome"], "CREATED", "{position}: {data:#}");
        let new = calls([
            // Once more with the stray spaces of F188.
            ("product/getproductbycodes", 2),
            ("product/save", 1),
        ]);
        assert_eq!(made, new, "{position}");
        let (data, made) = run(&gateway, "sync_products", products).await;
        assert_eq!(data["saveProducts"][0]["outcome"], "UNCHANGED", "{position}: {data:#}");
        assert_eq!(made, calls([("product/getproductbycodes", 1)]), "{position}");
    }
}

#[tokio::test]
async fn mirrors_take_a_call_a_page_and_reports_one_for_a_thousand() {
    for (position, settings) in positions(410) {
        let gateway = warm(settings).await;
        let (data, made) = run(&gateway, "mirror_deals", json!({ "after": null })).await;
        assert_eq!(data["deals"]["totalCount"], gateway.sandbox.deals_json().len(), "{position}");
        assert_eq!(made, calls([("deal/search", 1)]), "{position}");
        let (data, made) = run(&gateway, "mirror_persons", json!({ "after": null })).await;
        assert_eq!(data["contacts"]["nodes"].as_array().map(Vec::len), Some(300), "{position}");
        assert_eq!(made, calls([("contact/personsearch", 1)]), "{position}");
        let (data, made) = run(&gateway, "won_by_month", json!({})).await;
        assert!(data["dealGroups"].as_array().is_some_and(|months| months.len() > 5), "{data:#}");
        assert_eq!(made, calls([("deal/search_v2", 1)]), "{position}");
    }
}

#[tokio::test]
async fn a_caller_is_known_by_any_spelling_with_what_is_open() {
    for (position, settings) in positions(120) {
        let gateway = warm(settings).await;
        let rows = stored(&gateway);
        let deal = rows.iter().find(|deal| {
            let phone = deal["Person"]["MobilePhone"].as_str();
            deal["Status"] == "Pending" && phone.is_some_and(|phone| phone.starts_with("09"))
        });
        let deal = deal.expect("a pending deal");
        let phone = json!({ "phone": deal["Person"]["MobilePhone"] });
        let (data, made) = run(&gateway, "caller", phone).await;
        let found = data["contactsByPhone"].as_array().expect("callers");
        let is_open = |open: &Value| open["id"] == deal["Id"] && open["stage"]["title"].is_string();
        let has_it = |contact: &Value| {
            contact["deals"]["nodes"].as_array().is_some_and(|deals| deals.iter().any(is_open))
        };
        assert!(found.iter().any(has_it), "{position}: {data:#}");
        assert_eq!(made["deal/search_v2"], found.len(), "{position}");
        assert!(made["contact/getbyphonenumber"] > 1 && made.len() == 2, "{position}: {made:?}");
    }
}

#[tokio::test]
async fn what_is_found_takes_a_call_and_one_for_each_hit() {
    for (position, settings) in positions(120) {
        let gateway = warm(settings).await;
        let (data, made) = run(&gateway, "find", json!({ "text": "کریمی" })).await;
        let nodes = data["search"]["nodes"].as_array().expect("hits").len();
        assert!(nodes > 1, "{position}: {data:#}");
        assert_eq!(made["search/search"], 1, "{position}");
        assert_eq!(made.values().sum::<usize>(), 1 + nodes, "{position}: {made:?}");
    }
}

#[tokio::test]
async fn fewer_rows_a_call_take_more_calls_and_give_the_same() {
    let whole = warm(Settings { contacts: 410, ..Settings::default() }).await;
    let few = Settings { contacts: 410, largest_limit: Some(90), ..Settings::default() };
    let few = warm(few).await;
    for (name, of, action) in [
        ("mirror_persons", "contacts", "contact/personsearch"),
        ("mirror_deals", "deals", "deal/search"),
    ] {
        let (expected, _) = run(&whole, name, json!({ "after": null })).await;
        let (found, made) = run(&few, name, json!({ "after": null })).await;
        // Cursors are of their account.
        let is_same = |part: &str| found[of][part] == expected[of][part];
        assert!(is_same("nodes") && is_same("totalCount"), "{name}");
        assert!(made[action] > 1 && made.len() == 1, "{name}: {made:?}");
    }
    let (expected, _) = run(&whole, "won_by_month", json!({})).await;
    assert_eq!(run(&few, "won_by_month", json!({})).await.0, expected);
}

#[tokio::test]
async fn a_key_that_sees_less_finds_less() {
    let switches = Switches { key_sees: KeySees::OwnRecords, ..Switches::default() };
    let gateway = warm(Settings { contacts: 410, switches, ..Settings::default() }).await;
    let own = "b3170000-0000-4000-8000-0000000000e1";
    let count = |rows: Vec<Value>| rows.iter().filter(|row| row["OwnerId"] == own).count();
    let all = gateway.sandbox.deals_json().len();
    let (data, made) = run(&gateway, "mirror_deals", json!({ "after": null })).await;
    let seen = count(gateway.sandbox.deals_json());
    assert_eq!(data["deals"]["totalCount"], seen);
    assert!(seen > 0 && seen < all);
    assert_eq!(made, calls([("deal/search", 1)]));
    let rows = gateway.sandbox.contacts_json();
    let is_one = |row: &&Value| {
        let phone = row["MobilePhone"].as_str().unwrap_or_default();
        row["OwnerId"] == own && row["Type"] == "Person" && phone.len() == 11
    };
    let phone = &rows.iter().find(is_one).expect("a person of its own")["MobilePhone"];
    let lead = json!({ "name": "تازه", "phone": phone, "text": "قیمت", "key": "f1" });
    let (data, _) = run(&gateway, "lead", lead).await;
    assert_eq!(payload(&data, "createDeal")["personOutcome"], "UNCHANGED", "{data:#}");
}
