//! Products are saved by their codes, with all that Didar has of them.

use didar_sandbox::{Fault, FaultKind, SaveAnswer, Switches, VariantsOnSave};
use serde_json::{Value, json};

use crate::{deals::switched, support::Gateway};

const SAVE: &str = "mutation($inputs: [ProductInput!]!, $key: String) { \
    saveProducts(inputs: $inputs, idempotencyKey: $key) { outcome \
    product { id code title invoiceTitle unit unitPrice categoryId variants { id code title unitPrice } } \
    userErrors { code field message upstreamMessage } } }";

const NOBODY: &str = "12345678-1234-4234-8234-123456789012";

async fn save(gateway: &Gateway, inputs: Value) -> Vec<Value> {
    let answer = gateway.ask_with(SAVE, &json!({ "inputs": inputs })).await;
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    answer["data"]["saveProducts"].as_array().expect("payloads").clone()
}

fn faults(payload: &Value) -> Vec<(String, String)> {
    crate::deals::saves::faults(payload)
}

fn bodies(gateway: &Gateway) -> Vec<Value> {
    let calls = gateway.sandbox.calls().into_iter();
    calls
        .filter(|call| call.action == "product/save")
        .map(|call| call.body["Product"].clone())
        .collect()
}

fn product(gateway: &Gateway, code: &str) -> Value {
    let rows = gateway.sandbox.products_json();
    rows.into_iter().find(|row| row["Code"] == code).expect("the product is stored")
}

/// A stored product with variants.
fn with_variants(gateway: &Gateway) -> Value {
    let rows = gateway.sandbox.products_json();
    let has = |row: &Value| row["Variants"].as_array().is_some_and(|all| all.len() > 1);
    rows.into_iter().find(has).expect("a product with variants")
}

/// Whatever Didar does to variants that are not sent, and wherever its answer has the product.
fn positions() -> Vec<Switches> {
    let usual = Switches::default();
    vec![
        usual,
        Switches { variants_on_save: VariantsOnSave::MergeById, ..usual },
        Switches { save_answer: SaveAnswer::UnderName, ..usual },
    ]
}

#[tokio::test]
async fn a_list_takes_one_call_and_one_for_each_that_changed() {
    for switches in positions() {
        let gateway = switched(switches).await;
        gateway.warm().await;
        let stored = with_variants(&gateway);
        let code = stored["Code"].as_str().expect("a code");
        let category = &stored["ProductCategoryId"];
        gateway.data("{ productCategories { id } }").await;
        let new = json!({ "code": " N-1 ", "title": "نو", "unit": "عدد", "unitPrice": 0, "categoryId": category });
        let variant = &stored["Variants"][0];
        let variant_code = variant["VariantCode"].to_string().replace('"', "");
        let changed = json!({
            "code": code,
            "variants": [
                { "code": variant_code, "unitPrice": 77 },
                { "code": "V-9", "title": "تازه", "unitPrice": 9 },
            ],
        });
        let inputs = json!([new, changed]);
        gateway.sandbox.clear_calls();
        let payloads = save(&gateway, inputs.clone()).await;
        assert_eq!(
            (&payloads[0]["outcome"], &payloads[1]["outcome"]),
            (&json!("CREATED"), &json!("UPDATED")),
            "{payloads:#?}"
        );
        let actions = gateway.actions();
        let count = |action: &str| actions.iter().filter(|one| *one == action).count();
        // One for both, one for the code that nobody has with spaces around it, and one to read
        // again what is to be changed.
        let asked = (count("product/getproductbycodes"), count("product/save"), actions.len());
        assert_eq!(asked, (3, 2, 5), "{actions:?}");

        let created = product(&gateway, "N-1");
        assert_eq!(payloads[0]["product"]["id"], created["Id"]);
        assert_eq!((&created["TitleForInvoice"], &created["UnitPrice"]), (&json!("نو"), &json!(0)));
        let after = product(&gateway, code);
        let count = stored["Variants"].as_array().map_or(0, Vec::len) + 1;
        assert_eq!(
            after["Variants"].as_array().map_or(0, Vec::len),
            count,
            "others stay: {after:#}"
        );
        for key in ["Title", "TitleForInvoice", "Unit", "UnitPrice", "ProductCategoryId"] {
            assert_eq!(after[key], stored[key], "{key}");
        }
        let mut expected = variant.clone();
        expected["UnitPrice"] = json!(77);
        assert_eq!(after["Variants"][0], expected, "one value changed under {switches:?}");
        assert_eq!(after["Variants"][count - 1]["Title"], "تازه");
        assert_eq!(payloads[1]["product"]["variants"].as_array().map_or(0, Vec::len), count);

        gateway.sandbox.clear_calls();
        let again = save(&gateway, inputs).await;
        assert!(again.iter().all(|payload| payload["outcome"] == "UNCHANGED"), "{again:#?}");
        assert_eq!(gateway.actions(), ["product/getproductbycodes"]);
    }
}

#[tokio::test]
async fn an_update_sends_every_key_that_didar_wants_and_keeps_a_code_as_it_is_stored() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let stored = with_variants(&gateway);
    let payloads = save(&gateway, json!([{ "code": stored["Code"], "title": "نام دیگر" }])).await;
    assert_eq!(payloads[0]["outcome"], "UPDATED", "{payloads:#?}");
    let mut expected = stored.clone();
    expected["Title"] = json!("نام دیگر");
    let body = &bodies(&gateway)[0];
    for key in ["Id", "Code", "Title", "TitleForInvoice", "Unit", "UnitPrice", "ProductCategoryId"]
    {
        assert_eq!(body[key], expected[key], "{key}: {body:#}");
    }
    assert_eq!(body.get("Variants"), None, "they were not named: {body:#}");
}

#[tokio::test]
async fn what_is_wrong_with_a_product_is_told_at_its_place_and_stops_no_other() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let stored = with_variants(&gateway);
    let good = json!({ "code": "N-2", "title": "x", "unit": "عدد", "unitPrice": 1, "categoryId": stored["ProductCategoryId"] });
    let with = |more: Value| {
        let mut input = good.clone();
        input.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        input
    };
    let inputs = json!([
        with(json!({})),
        { "code": "N-3" },
        with(json!({ "code": " " })),
        with(json!({ "code": "N-2 ", "title": "again" })),
        with(json!({ "code": "n-2", "categoryId": NOBODY })),
        with(json!({ "code": "N-4", "unitPrice": -1 })),
        { "code": stored["Code"], "title": null, "unitPrice": null },
        { "code": "N-5", "variants": [{ "code": "a" }, { "code": "a " }, { "code": "b", "unitPrice": -1 }] },
    ]);
    let payloads = save(&gateway, inputs).await;
    assert_eq!(payloads[0]["outcome"], "CREATED", "{payloads:#?}");
    for (at, expected) in [
        (
            1,
            vec![
                ("REQUIRED", "title"),
                ("REQUIRED", "invoiceTitle"),
                ("REQUIRED", "unit"),
                ("REQUIRED", "unitPrice"),
                ("REQUIRED", "categoryId"),
            ],
        ),
        (2, vec![("REQUIRED", "code")]),
        (3, vec![("DUPLICATE", "code")]),
        (4, vec![("NOT_FOUND", "categoryId")]),
        (5, vec![("OUT_OF_RANGE", "unitPrice")]),
        (6, vec![("REQUIRED", "title"), ("REQUIRED", "unitPrice")]),
        (7, vec![("DUPLICATE", "variants.1.code"), ("OUT_OF_RANGE", "variants.2.unitPrice")]),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(code, path)| (code.to_owned(), format!("inputs.{at}.{path}")))
            .collect();
        assert_eq!(faults(&payloads[at]), expected, "{:#}", payloads[at]);
    }
    assert_eq!(bodies(&gateway).len(), 1);
    let many: Vec<_> = (0..101).map(|at| json!({ "code": at.to_string() })).collect();
    let answer = gateway.ask_with(SAVE, &json!({ "inputs": many })).await;
    assert_eq!(answer["errors"][0]["extensions"]["argumentPath"], json!(["inputs"]), "{answer:#}");
}

/// Somebody elsewhere was faster: the look-up of the list is old by then.
#[tokio::test]
async fn a_code_that_is_taken_meanwhile_is_looked_up_once_more_and_updated() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let stored = with_variants(&gateway);
    let none = Fault {
        action: Some("product/getproductbycodes".to_owned()),
        times: Some(1),
        kind: FaultKind::Raw {
            status: 200,
            body: r#"{"Response":{"Total":0,"Products":[]}}"#.to_owned(),
        },
    };
    gateway.sandbox.add_fault(none);
    let input = json!({ "code": stored["Code"], "title": "نام دیگر", "unit": "عدد", "unitPrice": 5,
        "categoryId": stored["ProductCategoryId"] });
    let payloads = save(&gateway, json!([input])).await;
    assert_eq!(
        (&payloads[0]["outcome"], &payloads[0]["product"]["id"]),
        (&json!("UPDATED"), &stored["Id"]),
        "{payloads:#?}"
    );
    let count =
        gateway.sandbox.products_json().iter().filter(|row| row["Code"] == stored["Code"]).count();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_lost_answer_is_told_and_the_next_save_finds_what_it_left() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let stored = with_variants(&gateway);
    let lose = || {
        gateway.sandbox.add_fault(Fault {
            action: Some("product/save".to_owned()),
            times: Some(1),
            kind: FaultKind::LostAnswer,
        });
    };
    let input = |price: i64| json!([{ "code": "L-1", "title": "x", "unit": "عدد", "unitPrice": price, "categoryId": stored["ProductCategoryId"] }]);
    lose();
    let answer = gateway.ask_with(SAVE, &json!({ "inputs": input(1) })).await;
    assert_eq!(answer["data"]["saveProducts"], json!([null]));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNKNOWN_OUTCOME", "{answer:#}");
    assert_eq!(save(&gateway, input(1)).await[0]["outcome"], "UNCHANGED");
    lose();
    assert_eq!(save(&gateway, input(2)).await[0]["outcome"], "UPDATED", "it was read again");
    // A look-up that failed is no "there is none".
    gateway.sandbox.add_fault(Fault {
        action: Some("product/getproductbycodes".to_owned()),
        times: None,
        kind: FaultKind::Empty { status: 404 },
    });
    let saves = bodies(&gateway).len();
    let answer = gateway.ask_with(SAVE, &json!({ "inputs": input(3) })).await;
    assert_eq!(answer["data"]["saveProducts"], json!([null]), "{answer:#}");
    assert_eq!(bodies(&gateway).len(), saves);
}

/// Codes may be stored with stray spaces (F188), which Didar compares (F161).
#[tokio::test]
async fn a_product_is_found_and_not_doubled_whatever_spaces_its_code_is_stored_with() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let rows = gateway.sandbox.products_json();
    let stray =
        rows.iter().find(|row| row["Code"].as_str().is_some_and(|code| code != code.trim()));
    let stray = stray.expect("a product with a stray space");
    let code = stray["Code"].as_str().unwrap_or_default().trim();
    let input = json!([{ "code": code, "title": "نام دیگر" }]);
    let payloads = save(&gateway, input).await;
    assert_eq!(
        (&payloads[0]["outcome"], &payloads[0]["product"]["id"]),
        (&json!("UPDATED"), &stray["Id"]),
        "{payloads:#?}"
    );
    let after = gateway.sandbox.products_json();
    assert_eq!(after.len(), rows.len());
    let row = after.iter().find(|row| row["Id"] == stray["Id"]).expect("stored");
    assert_eq!((&row["Code"], &row["Title"]), (&stray["Code"], &json!("نام دیگر")));
}

#[tokio::test]
async fn a_short_answer_is_not_taken_for_products_that_are_not_there() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    gateway.sandbox.add_fault(Fault {
        action: Some("product/getproductbycodes".to_owned()),
        times: None,
        kind: FaultKind::Raw {
            status: 200,
            body: r#"{"Response":{"Total":2,"Products":[]}}"#.to_owned(),
        },
    });
    let answer =
        gateway.ask_with(SAVE, &json!({ "inputs": [{ "code": "a" }, { "code": "b" }] })).await;
    assert_eq!(answer["data"]["saveProducts"], json!([null, null]), "{answer:#}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UPSTREAM_MALFORMED");
    assert!(bodies(&gateway).is_empty());
}

/// What was changed after the look-up of the whole list is not undone by what is sent back.
#[tokio::test]
async fn a_change_that_comes_between_look_up_and_save_is_kept() {
    let gateway = switched(Switches::default()).await;
    gateway.warm().await;
    let old = with_variants(&gateway);
    let code = old["Code"].as_str().unwrap_or_default();
    let meanwhile = json!([{ "code": code, "title": "نام دیگر", "variants": [{ "code": "V-9" }] }]);
    assert_eq!(save(&gateway, meanwhile).await[0]["outcome"], "UPDATED");
    gateway.sandbox.add_fault(Fault {
        action: Some("product/getproductbycodes".to_owned()),
        times: Some(1),
        kind: FaultKind::Raw {
            status: 200,
            body: json!({ "Response": { "Total": 1, "Products": [old] } }).to_string(),
        },
    });
    let payloads = save(&gateway, json!([{ "code": code, "unitPrice": 5 }])).await;
    assert_eq!(payloads[0]["outcome"], "UPDATED", "{payloads:#?}");
    let after = product(&gateway, code);
    assert_eq!((&after["Title"], &after["UnitPrice"]), (&json!("نام دیگر"), &json!(5)));
    let variants = after["Variants"].as_array().expect("a list");
    assert!(variants.iter().any(|one| one["VariantCode"] == "V-9"), "{after:#}");
}
