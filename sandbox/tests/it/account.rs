//! The seeded account.

use std::collections::{HashMap, HashSet};

use didar_sandbox::{KeySees, Sandbox, Settings, Switches};
use serde_json::{Value, json};

use crate::support::*;

async fn rows(seed: u64, contacts: usize) -> Vec<Value> {
    let settings = Settings { seed, contacts, ..Settings::default() };
    start(settings).await.contacts_json()
}

fn by_id(rows: &[Value]) -> HashMap<String, &Value> {
    let id = |row: &Value| row["Id"].as_str().expect("an Id").to_owned();
    rows.iter().map(|row| (id(row), row)).collect()
}

/// The share of rows that pass, in hundredths.
fn share(rows: &[Value], test: impl Fn(&Value) -> bool) -> usize {
    rows.iter().filter(|row| test(row)).count() * 100 / rows.len()
}

#[tokio::test]
async fn the_same_seed_gives_the_same_account_and_a_bigger_one_extends_it() {
    let small = rows(7, 150).await;
    assert_eq!(small, rows(7, 150).await);
    assert_ne!(small, rows(8, 150).await);
    let big = rows(7, 400).await;
    let big = by_id(&big);
    assert_eq!(by_id(&small).len(), 150);
    for (id, row) in by_id(&small) {
        assert_eq!(big[&id], row);
    }
}

#[tokio::test]
async fn the_first_contact_never_changes() {
    let row = rows(42, 1).await.remove(0);
    assert_eq!(row["Code"], 1001);
    assert_eq!(row["Id"], FIRST_ID);
    assert_eq!(row["RegisterTime"], FIRST_TIME);
    assert_eq!(row["DisplayName"], FIRST_NAME);
    assert_eq!(row["MobilePhone"], FIRST_PHONE);
}

#[tokio::test]
async fn the_library_lists_persons_and_companies_as_the_searches_do() {
    let sandbox = sandbox(300).await;
    let rows = sandbox.contacts_json();
    for (action, kind) in [("contact/PersonSearch", "Person"), ("contact/CompanySearch", "Company")]
    {
        let found = call(&sandbox, action, &json!({ "Limit": 300 })).await.response();
        let expected: Vec<&Value> = rows.iter().filter(|row| row["Type"] == kind).collect();
        assert!(expected.len() > 10);
        assert_eq!(found["List"], json!(expected));
    }
}

#[tokio::test]
async fn the_account_looks_like_life() {
    let rows = rows(42, 2000).await;
    let is = |name: &'static str| move |row: &Value| row[name] == true;
    assert!((7..=9).contains(&share(&rows, |row| row["Type"] == "Company")));
    assert!((1..=3).contains(&share(&rows, is("IsDeleted"))));
    assert!((3..=9).contains(&share(&rows, is("IsVIP"))));
    let owners: HashSet<String> = rows.iter().map(|row| row["OwnerId"].to_string()).collect();
    assert_eq!(owners.len(), 6);
    let no_budget =
        |row: &Value| matches!(&row["Fields"][BUDGET], Value::Null) || row["Fields"][BUDGET] == "";
    assert!((36..=48).contains(&share(&rows, no_budget)));
    let with_s =
        |row: &Value| row["Fields"][REMARK].as_str().is_some_and(|text| text.starts_with('س'));
    assert!(share(&rows, with_s) > 25);
    let found = |test: &dyn Fn(&Value) -> bool| rows.iter().any(test);
    assert!(found(&|row| row["Fields"].is_null()));
    assert!(found(&|row| row["Fields"] == json!({})));
    assert!(found(&|row| row["Fields"][BUDGET] == 12));
    assert!(found(&|row| row["Fields"][BUDGET] == "12"));
    assert!(found(&|row| row["Fields"][BUDGET].is_f64()));
    assert!(found(&|row| row["Fields"][CITY] == "بندر انزلی"));
    assert!(found(&|row| row["Fields"][INTEREST] == json!([])));
    assert!(found(&|row| row["Fields"][OLD_CODE].is_number()));
    let times: HashSet<&str> = rows.iter().filter_map(|row| row["RegisterTime"].as_str()).collect();
    assert!(times.len() > 1900 && times.len() < 2000);
}

#[tokio::test]
async fn companies_of_persons_exist_and_bear_the_name_given() {
    let rows = rows(42, 500).await;
    let all = by_id(&rows);
    let employed: Vec<&Value> = rows.iter().filter(|row| row["HasCompany"] == true).collect();
    assert!(employed.len() > 100);
    for row in employed {
        let company = all[row["CompanyId"].as_str().expect("an id")];
        assert_eq!(company["Type"], "Company");
        assert_eq!(company["DisplayName"], row["CompanyName"]);
    }
}

#[tokio::test]
async fn a_row_has_every_key_of_the_contact_object() {
    let row = rows(42, 1).await.remove(0);
    for key in ROW_KEYS.split_whitespace() {
        assert!(row.get(key).is_some(), "{key}");
    }
    let keys = row.as_object().expect("an object").len();
    assert_eq!(keys, ROW_KEYS.split_whitespace().count());
}

#[tokio::test]
async fn definitions_are_complete_and_of_every_kind() {
    let sandbox: Sandbox = sandbox(0).await;
    let definitions = sandbox.definitions_json();
    assert_eq!(definitions.len(), 19);
    let ids: HashSet<String> = definitions.iter().map(|one| one["Id"].to_string()).collect();
    assert_eq!(ids.len(), 19);
    for definition in &definitions {
        for key in DEFINITION_KEYS.split_whitespace() {
            assert!(definition.get(key).is_some(), "{key}");
        }
    }
    let served = call(&sandbox, "customfield/GetCustomfieldList", &json!({})).await;
    assert_eq!(served.response(), json!(definitions));
}

#[tokio::test]
async fn a_big_account_answers_deep_pages_and_scans() {
    let sandbox = sandbox(20_000).await;
    let rows = sandbox.contacts_json();
    let persons: Vec<&Value> = rows.iter().filter(|row| row["Type"] == "Person").collect();
    let body = json!({ "From": persons.len() - 2, "Limit": 50 });
    let page = call(&sandbox, "contact/PersonSearch", &body).await.response();
    assert_eq!(page["List"], json!(persons[persons.len() - 2..]));
    let entry = on(&sandbox, CITY, "EqualToAny", json!(["تهران"]));
    let body = json!({ "Criteria": { "CustomFields": [entry] }, "Limit": 0 });
    let found = call(&sandbox, "contact/PersonSearch", &body).await.response();
    let expected = persons.iter().filter(|row| row["Fields"][CITY] == "تهران").count();
    assert_eq!(found["TotalCount"], expected);
    assert_eq!(found["List"], json!([]));
}

const FIRST_ID: &str = "f10e12f7-500c-461b-878e-9410f6bb6fa5";
const FIRST_TIME: &str = "2024-10-14T16:39:34.5534577Z";
const FIRST_NAME: &str = "محمد پورمحمد";
const FIRST_PHONE: &str = "۰۹۱۲۰۰۰۰۰۰۰";

const DEFINITION_KEYS: &str = "Id Key Title FieldType ControlType IsDeleted IsSearchable \
    ExcludedPipeLineIds RequiredPipeLineStageIds ViewOptions Options";

const ROW_KEYS: &str = "Id OwnerId CompanyId ProvinceId CityId Code CustomerCode Title FirstName \
    LastName DisplayName Position BackgroundInfo MobilePhone WorkPhone WorkPhoneExtension Fax \
    Email BirthDate BirthDateisValid BirthDateMessageId RegisterTime CanDelete CanEdit IsDeleted \
    IsVIP IsMine HasAccess IsCustomer IsProspect HasCompany LeadGenerationType LeadStatus \
    LeadType ContactType Type VisibilityType EconomicIssue NationalCode RegistrationNumber \
    NationalID ZipCode CityTitle ProvinceTitle CompanyName CompanyAndPosition CompanyIsCustomer \
    CompanyIsProspect KeepInTouch Feedback OtherPhones OtherEmails Websites Addresses \
    BankAccounts Owner ContactStatus Segments Fields Company _Type OwnerId_Old";

#[tokio::test]
async fn a_key_may_see_its_users_records_alone() {
    let seen = |key_sees| async move {
        let switches = Switches { key_sees, ..Switches::default() };
        let sandbox = start(Settings { contacts: 300, switches, ..Settings::default() }).await;
        let mut rows = Vec::new();
        for action in ["contact/PersonSearch", "deal/search_v2", "Case/search"] {
            let found = call(&sandbox, action, &json!({ "Limit": 1000 })).await.response();
            let list = found["List"].as_array().expect("a list").clone();
            rows.push(list.into_iter().map(|row| row["OwnerId"].clone()).collect::<Vec<_>>());
        }
        (sandbox, rows)
    };
    let (_, all) = seen(KeySees::Everything).await;
    let (sandbox, own) = seen(KeySees::OwnRecords).await;
    for (all, own) in all.iter().zip(&own) {
        assert!(!own.is_empty() && own.len() < all.len(), "{} of {}", own.len(), all.len());
        assert!(own.iter().all(|owner| *owner == own[0]), "{own:?}");
    }
    let contacts = sandbox.contacts_json();
    let others = contacts.iter().find(|row| row["OwnerId"] != own[0][0]).expect("another's");
    let hidden = call(&sandbox, "contact/GetContactDetail", &json!({ "Id": others["Id"] })).await;
    assert_eq!(hidden.status, 404);
}
