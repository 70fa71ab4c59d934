//! The command line.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Output, Stdio},
};

use didar_sandbox::{Sandbox, Settings};
use serde_json::{Value, json};

/// Runs the binary without the caller's settings.
async fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_didar-graphql"));
    for name in ["DIDAR_API_KEY", "DIDAR_BASE_URL", "DIDAR_GRAPHQL_LISTEN", "DIDAR_GRAPHQL_CONFIG"]
    {
        command.env_remove(name);
    }
    command.env("COLUMNS", "100").args(arguments).envs(environment.iter().copied());
    tokio::task::spawn_blocking(move || command.output().expect("the binary runs"))
        .await
        .expect("joined")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[tokio::test]
async fn a_bad_setting_is_a_sentence_that_names_it_and_exit_code_2() {
    for (arguments, environment, named) in [
        (vec!["serve"], vec![], "DIDAR_API_KEY"),
        (vec!["serve"], vec![("DIDAR_API_KEY", "a b")], "DIDAR_API_KEY"),
        (
            vec!["check"],
            vec![("DIDAR_API_KEY", "a"), ("DIDAR_BASE_URL", "nowhere")],
            "DIDAR_BASE_URL",
        ),
        (vec!["serve", "--listen", "here"], vec![("DIDAR_API_KEY", "a")], "--listen"),
        (
            vec!["serve", "--listen", "192.0.2.1:1", "--allow-anonymous"],
            vec![("DIDAR_API_KEY", "a")],
            "--listen",
        ),
        (vec!["serve", "--listen", "0.0.0.0:0"], vec![("DIDAR_API_KEY", "a")], "--allow-anonymous"),
        (vec!["demo", "--contacts", "1000001"], vec![], "--contacts"),
        (vec!["demo", "--log", "a=b=c"], vec![], "--log"),
        (vec!["nonsense"], vec![], "nonsense"),
        (vec!["serve", "--config", "/no/such/file"], vec![], "/no/such/file"),
        (vec!["serve", "--pass-through"], vec![("DIDAR_API_KEY", "a")], "--pass-through"),
        (
            vec!["serve", "--allowed-host", "a.example:80"],
            vec![("DIDAR_API_KEY", "a")],
            "--allowed-host",
        ),
        (vec!["serve"], vec![("DIDAR_API_KEY", "a"), ("REDIS_URL", "nowhere")], "REDIS_URL"),
        (
            vec!["serve", "--otlp-endpoint", "no where"],
            vec![("DIDAR_API_KEY", "a")],
            "--otlp-endpoint",
        ),
        (vec!["fields", "--account", "other"], vec![("DIDAR_API_KEY", "a")], "default"),
    ] {
        let output = run(&arguments, &environment).await;
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(named), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{error}");
    }
}

#[tokio::test]
async fn an_account_that_does_not_answer_is_a_sentence_and_exit_code_1() {
    let sandbox =
        Sandbox::start(Settings { contacts: 1, ..Settings::default() }).await.expect("a sandbox");
    let base = sandbox.base_url();
    let wrong = run(&["check"], &[("DIDAR_API_KEY", "wrongkey"), ("DIDAR_BASE_URL", &base)]).await;
    assert_eq!(wrong.status.code(), Some(1));
    let error = text(&wrong.stderr);
    assert!(error.contains("refused the API key") && !error.contains("wrongkey"), "{error}");
    sandbox.stop().await;
    let gone = run(&["fields"], &[("DIDAR_API_KEY", "a"), ("DIDAR_BASE_URL", &base)]).await;
    assert_eq!(gone.status.code(), Some(1));
    assert!(text(&gone.stderr).contains("could not be reached"));
}

#[tokio::test]
async fn check_fields_and_schema_show_the_account() {
    let sandbox =
        Sandbox::start(Settings { contacts: 100, ..Settings::default() }).await.expect("a sandbox");
    let environment =
        [("DIDAR_API_KEY", sandbox.api_key()), ("DIDAR_BASE_URL", &sandbox.base_url())];
    let check = text(&run(&["check"], &environment).await.stdout);
    assert!(check.contains("The key is good") && check.contains("contacts: 9, typed 9"), "{check}");
    let fields = text(&run(&["fields"], &environment).await.stdout);
    let row = fields.lines().find(|line| line.starts_with("Field_996_4_10")).expect("a row");
    for cell in ["choice", "field_996_4_10", "شهر", "=تهران"] {
        assert!(row.contains(cell), "{row}");
    }
    let names = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/demo.toml");
    let schema = text(&run(&["schema", "--config", names], &environment).await.stdout);
    let demo = text(&run(&["schema", "--demo"], &[]).await.stdout);
    assert_eq!(schema, demo);
}

/// From `token` and `fields --suggest` to a settings file that serves.
#[tokio::test]
async fn what_the_commands_propose_is_a_settings_file_that_works() {
    let sandbox =
        Sandbox::start(Settings { contacts: 5, ..Settings::default() }).await.expect("a sandbox");
    let base = sandbox.base_url();
    let environment = [("DIDAR_API_KEY", sandbox.api_key()), ("DIDAR_BASE_URL", base.as_str())];
    let token = text(&run(&["token"], &[]).await.stdout);
    let hash = token.lines().find(|line| line.contains("sha256:")).expect("a line for the file");
    let names = text(&run(&["fields", "--suggest"], &environment).await.stdout);
    assert!(names.contains("# بودجه (number)\nField_996_12_9 = "), "{names}");
    assert!(names.contains("Field_996_12_9 = \"budget\""), "{names}");
    assert!(
        names.contains("\n[accounts.default.options.Field_996_4_10]\n\"تهران\" = \"TEHRAN\"\n")
    );
    let file = std::env::temp_dir().join(format!("{}.toml", uuid::Uuid::new_v4()));
    std::fs::write(&file, format!("[accounts.default]\n{hash}\n{names}")).expect("written");
    let config = file.display().to_string();
    let schema = run(&["schema", "--config", &config], &environment).await;
    let fields = run(&["fields", "--config", &config], &environment).await;
    let bad = run(&["check", "--config", &config], &[]).await;
    std::fs::write(&file, "[accounts.default.fields]\nField_996_12_9 = \"email\"")
        .expect("written");
    let clash = run(&["serve", "--config", &config], &environment).await;
    std::fs::remove_file(&file).expect("removed");
    let typed = text(&schema.stdout);
    for line in ["  budget: Float\n", "\nenum ContactCity {\n", "\n  TEHRAN\n"] {
        assert!(typed.contains(line), "{line}: {}", text(&schema.stderr));
    }
    assert!(text(&fields.stdout).contains("budget"), "{}", text(&fields.stderr));
    assert!(text(&bad.stderr).contains("DIDAR_API_KEY"));
    let clash = text(&clash.stderr);
    assert!(
        clash.contains("accounts.default.fields") && clash.contains("Field_996_12_9"),
        "{clash}"
    );
}

#[tokio::test]
async fn shells_and_readers_are_told_of_every_command_and_setting() {
    for shell in ["bash", "zsh", "fish"] {
        let said = run(&["completions", shell], &[]).await;
        let text = text(&said.stdout);
        assert!(said.status.success() && text.contains("state-dir"), "{shell}");
    }
    let page = text(&run(&["man"], &[("DIDAR_API_KEY", "secretvalue")]).await.stdout);
    for words in [".TH didar-graphql", "DEMO", "\\-\\-max\\-didar\\-calls", "DIDAR_GRAPHQL_LISTEN"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("secretvalue"));
}

/// What `serve` warns of is what `check` fails on.
#[tokio::test]
async fn check_fails_on_fields_that_the_account_lacks_and_on_variables_that_are_no_settings() {
    let sandbox =
        Sandbox::start(Settings { contacts: 5, ..Settings::default() }).await.expect("a sandbox");
    let base = sandbox.base_url();
    let key = ("DIDAR_OF_ACME", sandbox.api_key());
    let environment = [key, ("DIDAR_BASE_URL", base.as_str())];
    let file = std::env::temp_dir().join(format!("{}.toml", uuid::Uuid::new_v4()));
    let write = |fields: &str| {
        let text =
            "[accounts.acme]\ndidar_api_key_env = \"DIDAR_OF_ACME\"\n[accounts.acme.fields]\n";
        std::fs::write(&file, format!("{text}{fields}")).expect("written");
    };
    let config = file.display().to_string();
    let check = ["check", "--config", &config];
    write("Field_996_12_9 = \"budget\"");
    let good = run(&check, &environment).await;
    assert!(good.status.success(), "{}", text(&good.stderr));
    write(
        "Field_996_12_9 = \"budget\"\nField_996_12_99 = \"nothing\"\n[accounts.acme.options]\n\
         Field_996_4_10 = { \"تهران\" = \"TEHRAN\", \"نیویورک\" = \"NEW_YORK\" }",
    );
    let wrong = [environment.as_slice(), &[("DIDAR_GRAPHQL_LISTN", "127.0.0.1:1")]].concat();
    let bad = run(&check, &wrong).await;
    std::fs::remove_file(&file).expect("removed");
    assert_eq!(bad.status.code(), Some(2));
    let said = text(&bad.stderr);
    assert!(said.contains("the account has no field Field_996_12_99"), "{said}");
    assert!(said.contains("acme.options: the field Field_996_4_10 has no option \"نیویورک\""));
    assert!(!said.contains("تهران"), "{said}");
    assert!(said.contains("DIDAR_GRAPHQL_LISTN; did you mean DIDAR_GRAPHQL_LISTEN?"), "{said}");
}

/// A process that ends with the test.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The demo's account under the names and the tokens of a settings file.
#[tokio::test]
async fn demo_takes_a_settings_file() {
    let token = text(&run(&["token"], &[]).await.stdout);
    let hash = token.lines().find(|line| line.contains("sha256:")).expect("a line for the file");
    let token = token.split_whitespace().find(|word| word.starts_with("dgq_")).expect("a token");
    let file = std::env::temp_dir().join(format!("{}.toml", uuid::Uuid::new_v4()));
    let names = "[accounts.mine.fields]\nField_996_12_9 = \"money\"";
    std::fs::write(&file, format!("[accounts.mine]\n{hash}\n{names}")).expect("written");
    let config = file.display().to_string();
    let arguments = ["demo", "--listen", "127.0.0.1:0", "--contacts", "20", "--config", &config];
    let mut demo = Ends(
        Command::new(env!("CARGO_BIN_EXE_didar-graphql"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs"),
    );
    let lines = BufReader::new(demo.0.stdout.take().expect("stdout")).lines();
    let mut lines = lines.map(|line| line.expect("UTF-8"));
    let endpoint = lines.find_map(|line| Some(line.strip_prefix("Endpoint: ")?.to_owned()));
    let endpoint = endpoint.expect("it says where it listens");
    std::fs::remove_file(&file).expect("removed");
    let query = json!({ "query": "{ account { name } contacts { nodes { custom { money } } } }" });
    let ask = || reqwest::Client::new().post(&endpoint).json(&query);
    assert_eq!(ask().send().await.expect("an answer").status(), 401);
    let answer = ask().bearer_auth(token).send().await.expect("an answer");
    let answer: Value = answer.json().await.expect("JSON");
    assert_eq!(answer["data"]["account"]["name"], "mine", "{answer}");
    assert_eq!(answer["errors"], Value::Null, "{answer}");
}

#[tokio::test]
async fn healthcheck_says_whether_a_gateway_is_ready() {
    let gateway = crate::support::Gateway::start().await;
    let address = gateway.address.to_string();
    let ready = run(&["healthcheck", "--listen", &address], &[]).await;
    assert!(ready.status.success(), "{}", text(&ready.stderr));
    drop(gateway);
    let gone = run(&["healthcheck", "--listen", "127.0.0.1:1"], &[]).await;
    assert_eq!(gone.status.code(), Some(1));
}

#[tokio::test]
async fn help_is_the_reference_of_every_setting() {
    for command in ["serve", "demo", "schema", "fields", "check", "token", "healthcheck"] {
        let output = run(&[command, "--help"], &[("DIDAR_API_KEY", "secretvalue")]).await;
        let help = text(&output.stdout);
        assert!(!help.contains("secretvalue"));
        insta::assert_snapshot!(format!("help_{command}"), help);
    }
}
