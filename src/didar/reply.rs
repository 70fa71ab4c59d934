//! What a reply, or the lack of one, says before its body is looked at.

use std::{error::Error, time::Duration};

use reqwest::{Response, StatusCode, header};

use super::envelope;
use crate::crm::error::UpstreamError;

/// Whether a status that is no success says that nothing was done. A redirect, a request
/// that a proxy gave up waiting for (408) or would not risk (425) do not say that.
pub(super) fn is_refusal(status: StatusCode) -> bool {
    let is_unclear = matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY);
    status.is_client_error() && !is_unclear
}

pub(super) fn sending_failed(error: &reqwest::Error) -> UpstreamError {
    if error.is_connect() {
        UpstreamError::Unreachable
    } else if error.is_timeout() {
        UpstreamError::Timeout
    } else if error.is_decode() && !was_cut(error) {
        envelope::malformed("$", "the compressed answer could not be unpacked")
    } else {
        UpstreamError::Interrupted
    }
}

/// Whether the connection broke: reqwest calls that a decoding error too.
fn was_cut(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<hyper::Error>() {
            return true;
        }
        cause = inner.source();
    }
    false
}

/// ASP.NET can put the error text into the status line (F30).
pub(super) fn reason_phrase(answer: &Response) -> Option<String> {
    let phrase = answer.extensions().get::<hyper::ext::ReasonPhrase>()?;
    Some(String::from_utf8_lossy(phrase.as_bytes()).into_owned())
}

pub(super) fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}
