//! SIGHUP has the settings read again, and no signal loses a request.
#![cfg(unix)]

use std::{
    fs,
    os::unix::net::UnixDatagram,
    process::Command,
    time::{Duration, Instant},
};

use didar_graphql::accounts::new_token;
use didar_sandbox::{Fault, FaultKind, Sandbox, Settings};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Folder, Served};

/// A settings file with one account, and what it may hold.
struct File(Folder);

impl File {
    fn new() -> Self {
        let folder = Folder::new();
        fs::create_dir_all(folder.path()).expect("a folder");
        Self(folder)
    }

    fn path(&self) -> String {
        self.0.path().join("settings.toml").display().to_string()
    }

    fn write(&self, text: &str) {
        fs::write(self.path(), text).expect("written");
    }

    fn write_token(&self, hash: &str, more: &str) {
        self.write(&format!("[accounts.acme]\ntokens = [\"{hash}\"]\n{more}"));
    }
}

/// A token, and the line that lets it in.
fn token() -> (String, String) {
    let token = new_token();
    let hash = Sha256::digest(token.expose_secret());
    (token.expose_secret().to_owned(), format!("sha256:{}", hex::encode(hash)))
}

fn signal(served: &Served, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", served.id())]).status();
    assert!(sent.expect("a shell").success());
}

async fn sandbox() -> Sandbox {
    Sandbox::start(Settings { contacts: 20, ..Settings::default() }).await.expect("a sandbox")
}

/// Asks until what is answered holds; a signal takes a moment.
async fn until(served: &Served, token: &str, query: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let answer = served.ask_as(token, query).await.expect("an answer");
        if holds(&answer) {
            return answer;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{answer:#}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default()
}

const NAME: &str = "{ account { name } }";

#[tokio::test]
async fn tokens_and_names_of_fields_change_and_requests_in_flight_are_answered() {
    let (sandbox, file) = (sandbox().await, File::new());
    let ((old, old_hash), (new, new_hash)) = (token(), token());
    file.write_token(&old_hash, "");
    let served = Served::start(&sandbox, &["--config", &file.path()]);
    let acme = json!({ "data": { "account": { "name": "acme" } } });
    assert_eq!(served.ask_as(&old, NAME).await, Some(acme.clone()));
    assert_eq!(code(&served.ask_as(&new, NAME).await.expect("an answer")), "UNAUTHENTICATED");

    let action = Some("contact/save".to_owned());
    let kind = FaultKind::Delay(Duration::from_secs(2));
    sandbox.add_fault(Fault { action, times: Some(1), kind });
    let save = "mutation { createContact(input: {lastName: \"x\"}) { outcome } }";
    let in_flight = served.ask_as(&old, save);
    let reloaded = async {
        while sandbox.call_count("contact/save") == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        file.write_token(&new_hash, "[accounts.acme.fields]\nField_996_12_9 = \"budget\"\n");
        signal(&served, "HUP");
        until(&served, &new, NAME, |answer| *answer == acme).await;
    };
    let (saved, ()) = tokio::join!(in_flight, reloaded);
    assert_eq!(saved, Some(json!({ "data": { "createContact": { "outcome": "CREATED" } } })));

    assert_eq!(code(&served.ask_as(&old, NAME).await.expect("an answer")), "UNAUTHENTICATED");
    let query = "{ contacts(first: 1) { nodes { custom { budget } } } }";
    let answer = served.ask_as(&new, query).await.expect("an answer");
    assert_eq!(answer.get("errors"), None, "{answer:#}");
}

#[tokio::test]
async fn a_bad_file_is_refused_with_its_reason_and_the_old_settings_stay() {
    let (sandbox, file) = (sandbox().await, File::new());
    let (mine, hash) = token();
    file.write_token(&hash, "");
    let served = Served::start(&sandbox, &["--config", &file.path()]);
    for (text, reason) in [
        ("[accounts.acme\n", "line 1"),
        ("", "no account"),
        ("[accounts.acme]\ntokens = [\"sha256:7\"]\n", "64 hexadecimal digits"),
        // Everyone would be let in.
        ("[accounts.acme]\n", "restart"),
    ] {
        file.write(text);
        let before = served.logged("the settings stay as they were").len();
        signal(&served, "HUP");
        let began = Instant::now();
        let said = loop {
            let said = served.logged("the settings stay as they were");
            if said.len() > before {
                break said;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "nothing was said of {text:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let bad = said.last().expect("a line")["bad"].as_str().unwrap_or_default().to_owned();
        assert!(bad.contains(reason), "{text:?}: {bad}");
        let answer = served.ask_as(&mine, NAME).await.expect("an answer");
        assert_eq!(answer["data"]["account"]["name"], "acme");
    }
}

#[tokio::test]
async fn no_signal_ends_the_process_but_those_that_ask_for_it_and_these_let_saves_finish() {
    let sandbox = sandbox().await;
    let mut served = Served::start(&sandbox, &[]);
    assert!(served.ask(NAME).await.is_some());
    for name in ["HUP", "USR1", "USR2", "ALRM", "PIPE"] {
        signal(&served, name);
        assert!(served.ask(NAME).await.is_some(), "{name}");
    }
    let action = Some("contact/save".to_owned());
    let kind = FaultKind::Delay(Duration::from_secs(1));
    sandbox.add_fault(Fault { action, times: Some(1), kind });
    let save = served.ask("mutation { createContact(input: {lastName: \"x\"}) { outcome } }");
    let stopped = async {
        while sandbox.call_count("contact/save") == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        signal(&served, "QUIT");
    };
    let (saved, ()) = tokio::join!(save, stopped);
    assert_eq!(saved, Some(json!({ "data": { "createContact": { "outcome": "CREATED" } } })));
    assert!(served.wait().success());
}

#[tokio::test]
async fn the_service_manager_is_told_what_the_gateway_does() {
    let (sandbox, file) = (sandbox().await, File::new());
    let (_, hash) = token();
    file.write_token(&hash, "");
    let path = file.0.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    socket.set_read_timeout(Some(Duration::from_secs(30))).expect("a time-out");
    let heard = || {
        let mut buffer = [0; 256];
        let length = socket.recv(&mut buffer).expect("a message");
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    let environment = [("NOTIFY_SOCKET", path.display().to_string())];
    let mut served = Served::with_environment(&sandbox, &["--config", &file.path()], &environment);
    assert_eq!(heard(), "READY=1\n");
    signal(&served, "HUP");
    let reloading = heard();
    let (state, time) = reloading.split_once('\n').expect("two lines");
    assert_eq!(state, "RELOADING=1");
    assert!(time.starts_with("MONOTONIC_USEC="), "{time}");
    assert_eq!(heard(), "READY=1\n");
    signal(&served, "TERM");
    assert_eq!(heard(), "STOPPING=1\n");
    assert!(served.wait().success());
}

/// What keeps a gateway from being ready is said at once, by the log and by the probe.
#[tokio::test]
async fn a_gateway_that_is_not_ready_says_why() {
    let sandbox = sandbox().await;
    let environment = [("DIDAR_GRAPHQL_LISTN", "x".to_owned())];
    let refused = ["--didar-api-key", "0000aaaa0000aaaa0000aaaa0000aaaa"];
    let nobody = ["--didar-base-url", "http://127.0.0.1:9/api"];
    for (arguments, why) in
        [(refused, "Didar refused the API key"), (nobody, "Didar could not be reached")]
    {
        let served = Served::with_environment(&sandbox, &arguments, &environment);
        let ready = served.get("/readyz").await;
        assert!(ready.0 == 503 && ready.1.contains(why), "{ready:?}");
        let began = Instant::now();
        while served.logged("not ready").is_empty() {
            assert!(began.elapsed() < Duration::from_secs(30), "nothing was said");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(served.logged("not ready")[0]["why"], why);
        let said = served.logged_before("there is no setting DIDAR_GRAPHQL_LISTN");
        assert!(said, "the variable is told");
    }
}
