//! Metrics, and the port that they may have to themselves.
#![cfg(unix)]

use std::time::{Duration, Instant};

use didar_sandbox::{Sandbox, Settings};

use crate::support::Served;

#[tokio::test]
async fn metrics_may_have_a_port_of_their_own() {
    let settings = Settings { contacts: 5, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let served = Served::start(&sandbox, &["--metrics-listen", "127.0.0.1:0"]);
    assert!(served.ask("{ contacts { totalCount } }").await.is_some());
    assert_eq!(served.get("/metrics").await.0, 404);
    let began = Instant::now();
    let address = loop {
        let said = served.logged("metrics");
        if let Some(address) = said.first().and_then(|line| line["address"].as_str()) {
            break address.to_owned();
        }
        assert!(began.elapsed() < Duration::from_secs(30), "no address was told");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let at = |path: &str| reqwest::get(format!("http://{address}{path}"));
    let metrics = at("/metrics").await.expect("an answer").text().await.expect("text");
    let version =
        format!("didar_graphql_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"));
    assert!(metrics.contains(&version), "{metrics}");
    let mut names = vec![
        "didar_graphql_requests_total",
        "didar_graphql_definitions_oldest_seconds",
        "le=\"60\"",
    ];
    if cfg!(target_os = "linux") {
        names.extend([
            "process_resident_memory_bytes",
            "process_open_fds",
            "process_cpu_seconds_total",
        ]);
    }
    for name in names {
        assert!(metrics.contains(name), "{name}: {metrics}");
    }
    assert_eq!(at("/readyz").await.expect("an answer").status(), 200);
    assert_eq!(at("/graphql").await.expect("an answer").status(), 404);
}
