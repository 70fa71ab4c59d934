//! Activities, their types and their place in the detail of a deal.

use didar_sandbox::{Sandbox, Switches};
use serde_json::{Value, json};

use crate::support::*;

async fn save(sandbox: &Sandbox, activity: Value) -> Reply {
    call(sandbox, "activity/save", &json!({ "Activity": activity })).await
}

async fn with_deal() -> (Sandbox, Value) {
    let sandbox = with_sara(Switches::default()).await;
    let id = sandbox.insert_deal(json!({ "PersonId": SARA, "RegisterTime": "2025-01-01" }));
    (sandbox, json!(id))
}

#[tokio::test]
async fn types_have_a_disabled_one_among_them() {
    let sandbox = sandbox(0).await;
    let types = call(&sandbox, "Activity/GetActivityType", &json!({})).await.response();
    let types = types.as_array().expect("a list");
    for key in ["Id", "Title", "Duration", "IsDisabled", "Icon"] {
        assert!(types.iter().all(|one| one.get(key).is_some()), "{key}");
    }
    assert_eq!(types.iter().filter(|one| one["IsDisabled"] == true).count(), 1);
    assert!(types.iter().all(|one| one["Id"] != NOBODY));
}

#[tokio::test]
async fn a_note_shows_in_the_detail_of_its_deal() {
    let (sandbox, id) = with_deal().await;
    let note = json!({ "ActivityTypeId": NOBODY, "DealId": id, "ContactIds": [SARA],
        "ResultNote": "<p>asked</p>", "IsDone": true, "_loc": {} });
    let saved = save(&sandbox, note).await.response();
    assert_eq!(saved.as_object().map(serde_json::Map::len), Some(1));
    let detail = deal(&sandbox, &id).await;
    let activities = detail["Activities"].as_array().expect("Activities");
    assert_eq!(activities.len(), 1);
    for (key, expected) in [
        ("Id", saved["Id"].clone()),
        ("ActivityTypeId", json!(NOBODY)),
        ("Title", json!("")),
        ("Note", json!("")),
        ("ResultNote", json!("<p>asked</p>")),
        ("IsDone", json!(true)),
        ("ContactIds", json!([SARA])),
        ("DueDate", Value::Null),
    ] {
        assert_eq!(activities[0][key], expected, "{key}");
    }
    assert!(activities[0]["OwnerId"].is_string() && activities[0]["CreateDate"].is_string());
    assert!(detail["LastActivityUpdateTime"].is_string());
}

#[tokio::test]
async fn a_plan_is_done_later_and_keeps_what_is_not_sent() {
    let (sandbox, id) = with_deal().await;
    let plan = json!({ "Title": "Call", "DealId": id, "Note": "ask", "IsDone": false,
        "DueDate": "2025-02-01T09:00:00.000Z" });
    let activity = save(&sandbox, plan).await.response()["Id"].clone();
    let detail = deal(&sandbox, &id).await;
    assert_eq!(detail["NextActivityDate"], "2025-02-01T09:00:00Z");
    for body in [
        json!({ "Activity": { "Id": activity, "ResultNote": "done" }, "SetDone": true }),
        json!({ "Activity": { "Id": activity, "SetDone": true }, "NewAttachments": [] }),
    ] {
        assert_eq!(call(&sandbox, "activity/save", &body).await.response()["Id"], activity);
        let detail = deal(&sandbox, &id).await;
        let shown = &detail["Activities"][0];
        assert_eq!((&shown["Title"], &shown["Note"]), (&json!("Call"), &json!("ask")));
        assert_eq!((&shown["IsDone"], &shown["ResultNote"]), (&json!(true), &json!("done")));
        assert!(shown["DoneDate"].is_string());
        assert_eq!(detail["NextActivityDate"], Value::Null);
        assert_eq!(detail["LastTrackingTime"], shown["DoneDate"]);
    }
}

#[tokio::test]
async fn an_activity_moves_from_deal_to_deal() {
    let (sandbox, first) = with_deal().await;
    let second = json!(sandbox.insert_deal(json!({ "PersonId": SARA })));
    let id =
        save(&sandbox, json!({ "Title": "x", "DealId": first })).await.response()["Id"].clone();
    save(&sandbox, json!({ "Id": id, "DealId": second })).await.response();
    assert_eq!(deal(&sandbox, &first).await["Activities"], json!([]));
    assert_eq!(deal(&sandbox, &second).await["Activities"][0]["Id"], id);
}

#[tokio::test]
async fn unknown_deals_activities_and_dates_are_refused() {
    let (sandbox, id) = with_deal().await;
    for (activity, text) in [
        (json!({ "Title": "x", "DealId": SARA }), "Deal's data not found"),
        (json!({ "Title": "x", "DealId": "x" }), "DealId is not a GUID"),
        (json!({ "Id": SARA, "Title": "x" }), "Activity's data not found"),
        (json!({ "Title": "x", "DealId": id, "DueDate": "soon" }), "DueDate has no meaning"),
    ] {
        let refused = save(&sandbox, activity).await;
        assert_eq!(refused.status, 400);
        assert!(refused.error().starts_with(text), "{}", refused.error());
    }
    assert_eq!(save(&sandbox, json!({ "Title": "of nothing" })).await.status, 200);
    assert_eq!(deal(&sandbox, &id).await["Activities"], json!([]));
}

#[tokio::test]
async fn a_form_gives_an_activity_a_file() {
    let (sandbox, id) = with_deal().await;
    let note = json!({ "ActivityTypeId": NOBODY, "DealId": id, "ResultNote": "x" });
    let activity = save(&sandbox, note).await.response()["Id"].clone();
    let form = |activity: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"activityId\"\r\n\r\n{activity}\r\n\
             --b\r\nContent-Disposition: form-data; name=\"uploads\"; filename=\"a.txt\"\r\n\
             Content-Type: text/plain\r\n\r\nhello\r\n--b--\r\n"
        )
    };
    let action = "activity/AttachFilesToActivity";
    let kind = "multipart/form-data; boundary=b";
    let file = send(&sandbox, action, kind, &form(activity.as_str().expect("an id"))).await;
    let file = file.response();
    assert_eq!((&file["Name"], &file["Type"]), (&json!("a.txt"), &json!("text/plain")));
    assert!(file["Size"] == 5 && file["Key"].is_string(), "{file}");
    assert_eq!(sandbox.calls().last().expect("a call").body["uploads"]["Content"], "68656c6c6f");
    let unknown = send(&sandbox, action, kind, &form(SARA)).await;
    assert_eq!((unknown.status, unknown.error().as_str()), (400, "Activity's data not found"));
    assert_eq!(send(&sandbox, action, kind, "no form").await.status, 400);
    assert_eq!(call(&sandbox, action, &json!({ "activityId": activity })).await.status, 400);
}
