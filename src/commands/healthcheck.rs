//! `healthcheck`: asks a running gateway's `/readyz`.

use std::time::Duration;

use anyhow::{Context, bail};

use crate::settings::HealthcheckSettings;

pub(super) async fn run(settings: &HealthcheckSettings) -> anyhow::Result<()> {
    let mut address = settings.address;
    if address.ip().is_unspecified() {
        // Listening everywhere includes this machine.
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).no_proxy().build()?;
    let answer = client.get(format!("http://{address}/readyz")).send().await;
    let answer = answer.map_err(reqwest::Error::without_url);
    let answer = answer.with_context(|| format!("no gateway answers at {address}"))?;
    if !answer.status().is_success() {
        bail!("the gateway at {address} is not ready");
    }
    println!("ready");
    Ok(())
}
