//! What Didar says is taken at its word, whole: accusations without words, names in any
//! case, records of other ids, keys that come twice, times to wait of any size.

use std::time::Duration;

use didar_graphql::app::AppOptions;
use serde_json::{Value, json};

use crate::support::{Gateway, Reply, Stub, data, errors, id_of};

const PAGE: &str = "{ contacts(filter: {type: PERSON}) { totalCount nodes { id } } }";
const CREATE: &str =
    "mutation { createContact(input: {lastName: \"a\"}) { outcome contact { id } } }";

/// A gateway whose upstream answers one action so, always.
async fn answering(
    action: &'static str,
    reply: impl Fn() -> Reply + Send + Sync + 'static,
) -> (Stub, Gateway) {
    let stub = Stub::start(Vec::new(), move |asked, _| (asked == action).then(&reply)).await;
    let gateway = Gateway::with().at(&stub).start().await;
    (stub, gateway)
}

#[tokio::test]
async fn an_accusation_counts_whether_or_not_it_has_words() {
    for accusation in [
        "\"Error\": true",
        "\"Error\": 1",
        "\"error\": {\"Code\": 7}",
        "\"Errors\": [{}]",
        "\"HasError\": true",
        "\"Success\": \"no\"",
        "\"IsSuccess\": 0",
        "\"success\": \"False\"",
    ] {
        let body = format!("{{{accusation}, \"Response\": {{\"List\": [], \"TotalCount\": 0}}}}");
        let (_stub, gateway) = answering("contact/personsearch", move || Reply::ok(&body)).await;
        let answer = gateway.ask(PAGE).await;
        assert_eq!(errors(&answer)[0].0, "UPSTREAM_REJECTED", "{accusation}: {answer}");
        let record = json!({ "Id": id_of(1) });
        let body = format!("{{{accusation}, \"Response\": {record}}}");
        let (_stub, gateway) = answering("contact/save", move || Reply::ok(&body)).await;
        let answer = gateway.ask(CREATE).await;
        assert_eq!(errors(&answer)[0].0, "UNKNOWN_OUTCOME", "{accusation}: {answer}");
    }
    for nothing in [
        "\"Error\": null, \"Errors\": []",
        "\"HasError\": false, \"Success\": \"yes\"",
        "\"Error\": {}",
    ] {
        let body = format!("{{{nothing}, \"response\": {{\"list\": [], \"totalCount\": 0}}}}");
        let (_stub, gateway) = answering("contact/personsearch", move || Reply::ok(&body)).await;
        assert_eq!(data(gateway.ask(PAGE).await)["contacts"]["totalCount"], 0, "{nothing}");
    }
}

#[tokio::test]
async fn a_record_of_another_id_is_not_the_one_that_was_asked_for_and_is_not_written_to() {
    let other = json!({ "Response": { "Id": id_of(2), "LastName": "B" } });
    let (stub, gateway) = answering("contact/getcontactdetail", move || Reply::ok(&other)).await;
    let query = format!("{{ contact(id: {:?}) {{ id }} }}", id_of(1));
    let answer = gateway.ask(&query).await;
    assert_eq!(answer["data"]["contact"], Value::Null);
    assert_eq!(errors(&answer)[0].0, "UPSTREAM_MALFORMED");
    let update = format!(
        "mutation {{ updateContact(id: {:?}, patch: {{position: \"x\"}}) {{ outcome }} }}",
        id_of(1)
    );
    assert_eq!(errors(&gateway.ask(&update).await)[0].0, "UPSTREAM_MALFORMED");
    assert!(stub.bodies("contact/save").is_empty());
}

#[tokio::test]
async fn a_key_that_comes_twice_has_one_value_whatever_is_selected() {
    let row = format!(
        "{{\"Id\": {:?}, \"DisplayName\": \"one\", \"DisplayName\": \"two\", \"Code\": 7}}",
        id_of(1)
    );
    let body = format!("{{\"Response\": {{\"List\": [{row}], \"TotalCount\": 1}}}}");
    let (_stub, gateway) = answering("contact/personsearch", move || Reply::ok(&body)).await;
    let mut names = Vec::new();
    for selection in ["displayName", "displayName code", "code displayName id"] {
        let query =
            format!("{{ contacts(filter: {{type: PERSON}}) {{ nodes {{ {selection} }} }} }}");
        names.push(gateway.data(&query).await["contacts"]["nodes"][0]["displayName"].clone());
    }
    assert!(names.iter().all(|name| *name == names[0]), "{names:?}");
    let twice = "{\"Response\": {\"List\": [], \"TotalCount\": 0, \"totalcount\": 9}}";
    let (_stub, gateway) = answering("contact/personsearch", move || Reply::ok(twice)).await;
    assert_eq!(errors(&gateway.ask(PAGE).await)[0].0, "UPSTREAM_MALFORMED");
}

#[tokio::test]
async fn ids_come_out_in_one_form() {
    let usual = "aaaaaaaa-0000-4000-8000-000000000001";
    for written in [format!("{{{}}}", usual.to_uppercase()), usual.replace('-', "")] {
        let row = json!({ "Id": written });
        let (_stub, gateway) =
            answering("contact/personsearch", move || Reply::list(std::slice::from_ref(&row), 1))
                .await;
        let nodes = gateway.data(PAGE).await["contacts"]["nodes"].clone();
        assert_eq!(nodes, json!([{ "id": usual }]));
    }
}

#[tokio::test]
async fn options_that_are_numbers_or_have_no_ids_are_options() {
    let definition = |key: &str, number: usize, options: Value| json!({ "Id": id_of(number), "Key": key, "FieldType": "Contact", "Options": options });
    let definitions = vec![
        definition("Field_996_4_1", 1, json!([10, 20])),
        definition("Field_996_4_2", 2, json!([{ "Title": 1403 }, { "title": "x" }])),
    ];
    let stub = Stub::start(definitions, |_, _| None).await;
    let gateway = Gateway::with().at(&stub).start().await;
    let fields = gateway.data("{ customFields { key options { label } } }").await;
    assert_eq!(
        fields["customFields"],
        json!([
            { "key": "Field_996_4_1", "options": [{ "label": "10" }, { "label": "20" }] },
            { "key": "Field_996_4_2", "options": [{ "label": "1403" }, { "label": "x" }] },
        ])
    );
}

#[tokio::test]
async fn a_wish_to_wait_of_any_size_or_form_is_no_panic() {
    for (wish, told) in [
        ("9223372036854775807", Some(604_800)),
        ("18446744073709551615", Some(604_800)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", Some(604_800)),
        ("soon", None),
        ("-1", None),
    ] {
        for (status, code) in [(429, "RATE_LIMITED"), (503, "UPSTREAM_UNAVAILABLE")] {
            let reply = move || Reply {
                status,
                headers: vec![("retry-after", wish.to_owned())],
                body: String::new(),
            };
            let (stub, gateway) = answering("contact/personsearch", reply).await;
            let answer = gateway.ask(PAGE).await;
            assert_eq!(errors(&answer)[0].0, code, "{wish}: {answer}");
            let seconds = answer["errors"][0]["extensions"]["retryAfter"].as_u64();
            assert_eq!(seconds, told, "{wish}: {answer}");
            let is_asked_again = status == 503 && told.is_none();
            assert_eq!(stub.bodies("contact/personsearch").len() > 1, is_asked_again, "{wish}");
        }
    }
    // A save beside it keeps what it did.
    let (_stub, gateway) = answering("contact/save", || Reply {
        status: 429,
        headers: vec![("retry-after", "9223372036854775807".to_owned())],
        body: String::new(),
    })
    .await;
    let answer = gateway.ask(CREATE).await;
    assert_eq!(errors(&answer)[0].0, "RATE_LIMITED");
}

#[tokio::test]
async fn a_read_is_asked_again_when_didar_said_and_not_before() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let stub = Stub::start(Vec::new(), move |action, _| {
        let is_first = asked.fetch_add(
            usize::from(action == "contact/personsearch"),
            std::sync::atomic::Ordering::SeqCst,
        ) == 0;
        (action == "contact/personsearch" && is_first).then(|| Reply {
            status: 503,
            headers: vec![("retry-after", "1".to_owned())],
            body: String::new(),
        })
    })
    .await;
    let gateway = Gateway::with()
        .at(&stub)
        .options(AppOptions::default())
        .patience(Duration::from_secs(10))
        .start()
        .await;
    assert_eq!(gateway.data(PAGE).await["contacts"]["totalCount"], 0);
    assert_eq!(stub.bodies("contact/personsearch").len(), 2);
}
