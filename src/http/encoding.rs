//! How bodies are compressed: those of requests with gzip, by any of its names, or not at
//! all; those of answers as the client accepts.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
};
use tower_http::CompressionLevel;

use super::{
    accept::{Wish, wishes},
    refusal::Refusal,
};

/// Gives the encoding the name that the next layer knows (names have no case, and
/// `x-gzip` is gzip: RFC 9110, 8.4.1); refuses any other.
pub(super) fn settle(request: &mut Request) -> Result<(), Refusal> {
    let headers = request.headers_mut();
    let mut given = headers.get_all(header::CONTENT_ENCODING).iter();
    let name = match (given.next(), given.next()) {
        (None, _) => return Ok(()),
        (Some(name), None) => name.to_str().unwrap_or_default().trim().to_ascii_lowercase(),
        _ => return Err(Refusal::Encoding),
    };
    match name.as_str() {
        "" | "identity" => headers.remove(header::CONTENT_ENCODING),
        "gzip" | "x-gzip" => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))
        }
        _ => return Err(Refusal::Encoding),
    };
    Ok(())
}

/// How hard answers are compressed: the harder levels take more time than they save on the way.
pub(super) const LEVEL: CompressionLevel = CompressionLevel::Fastest;

/// The encodings of answers.
const OURS: [&str; 3] = ["gzip", "br", "identity"];

/// Settles how an answer may be compressed before anything is executed. The next layer
/// would refuse with 406 once the answer is there; a client that excludes every encoding is
/// sent a plain answer instead, as RFC 9110, 12.5.3 allows.
pub(super) fn settle_answer(headers: &mut HeaderMap) {
    if headers.contains_key(header::ACCEPT_ENCODING) {
        let wishes = wishes(headers, header::ACCEPT_ENCODING);
        let accepted = OURS.into_iter().filter_map(|name| {
            let quality = quality(&wishes, name).filter(|quality| *quality > 0.0)?;
            Some(format!("{name};q={quality:.3}"))
        });
        let accepted = accepted.collect::<Vec<_>>().join(", ");
        match HeaderValue::from_str(&accepted) {
            Ok(accepted) => headers.insert(header::ACCEPT_ENCODING, accepted),
            Err(_) => headers.remove(header::ACCEPT_ENCODING),
        };
    }
}

/// How an encoding is liked; `None` where nothing is said of it.
fn quality(wishes: &[Wish<'_>], name: &str) -> Option<f32> {
    let is_name = |wish: &&Wish<'_>| wish.value.strip_prefix("x-").unwrap_or(&wish.value) == name;
    let named = wishes.iter().find(is_name);
    named.or_else(|| wishes.iter().find(|wish| wish.value == "*")).map(|wish| wish.quality)
}
