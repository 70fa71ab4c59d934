//! Who sends a request: the bearer token, if there is one (RFC 6750, 2.1).

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

use crate::accounts::{Credential, NotAllowed};

/// The credential of a request. Schemes other than Bearer are ignored: a proxy in front may
/// have asked for them.
pub(super) fn of(headers: &HeaderMap) -> Credential {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = given.and_then(|given| given.split_once(' '));
    let token = token.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token.map(|(_, token)| token.trim()).filter(|token| !token.is_empty()) {
        Some(token) => Credential::Bearer(token.into()),
        None => Credential::None,
    }
}

/// Says in a header what a refused request lacks.
pub(super) fn challenge(response: &mut Response, refusal: NotAllowed) {
    let challenge = match refusal {
        NotAllowed::NoToken => "Bearer",
        NotAllowed::UnknownToken | NotAllowed::KeyRefused => "Bearer error=\"invalid_token\"",
    };
    let value = HeaderValue::from_static(challenge);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    *response.status_mut() = StatusCode::UNAUTHORIZED;
}
