//! How a body may be compressed: gzip, by any of its names, or not at all.

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::{media::Media, refusal::Refusal};

/// Gives the encoding the name that the next layer knows (names have no case, and
/// `x-gzip` is gzip: RFC 9110, 8.4.1); refuses any other.
pub(super) async fn settle(mut request: Request, next: Next) -> Response {
    let headers = request.headers_mut();
    let mut given = headers.get_all(header::CONTENT_ENCODING).iter();
    let name = match (given.next(), given.next()) {
        (None, _) => return next.run(request).await,
        (Some(name), None) => name.to_str().unwrap_or_default().trim().to_ascii_lowercase(),
        _ => return Refusal::Encoding.respond(Media::Json),
    };
    match name.as_str() {
        "" | "identity" => headers.remove(header::CONTENT_ENCODING),
        "gzip" | "x-gzip" => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))
        }
        _ => return Refusal::Encoding.respond(Media::Json),
    };
    next.run(request).await
}
