//! Checks the `Host` header (DNS rebinding).
//!
//! A gateway that asks for no token trusts whoever reaches it, on this machine. A page
//! from anywhere reaches it too once its own name leads to 127.0.0.1 (DNS rebinding); to
//! the browser the page then is of the gateway's own site. Only `Host` still says so.

use axum::{
    extract::Request,
    http::{HeaderMap, Version, header, uri::Authority},
};

use super::{refusal::Refusal, state::State};

/// Refuses a request without one valid host, and one for a host that is not the gateway's.
pub(super) fn check(state: &State, request: &Request) -> Result<(), Refusal> {
    let host = host(request)?;
    match &state.options.hosts {
        Some(ours) if !host.is_some_and(|host| is_ours(host.host(), ours)) => {
            Err(Refusal::Misdirected)
        }
        _ => Ok(()),
    }
}

/// The host with its port; HTTP/1.0 may have none (RFC 9112, 3.2; RFC 9113, 8.3.1).
fn host(request: &Request) -> Result<Option<Authority>, Refusal> {
    let in_header = in_header(request.headers())?;
    if request.version() == Version::HTTP_11 && in_header.is_none() {
        return Err(Refusal::NoHost);
    }
    // HTTP/2 and requests to a proxy name it in the address.
    Ok(request.uri().authority().cloned().or(in_header))
}

fn in_header(headers: &HeaderMap) -> Result<Option<Authority>, Refusal> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => Ok(None),
        (Some(host), None) if !host.as_bytes().contains(&b'@') => {
            Authority::try_from(host.as_bytes()).map(Some).map_err(|_| Refusal::NoHost)
        }
        _ => Err(Refusal::NoHost),
    }
}

/// Whether a host is this machine's loopback, or one of those named.
fn is_ours(host: &str, ours: &[String]) -> bool {
    let host = &*host.trim_end_matches('.').to_ascii_lowercase();
    let address = host.trim_matches(['[', ']']).parse();
    host == "localhost"
        || host.ends_with(".localhost")
        || address.is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        || ours.iter().any(|known| known.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_and_what_was_named_is_ours() {
        let ours = ["Crm.Example".to_owned()];
        for host in ["localhost", "a.localhost", "127.0.0.1", "127.8.8.8", "[::1]", "crm.example"] {
            assert!(is_ours(host, &ours), "{host}");
        }
        for host in ["example", "evil-localhost", "localhost.evil.example", "10.0.0.1", "[fe80::1]"]
        {
            assert!(!is_ours(host, &ours), "{host}");
        }
    }
}
