//! What a reply, or the lack of one, says before its body is looked at.

use std::{
    error::Error,
    time::{Duration, SystemTime},
};

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
    if is_out_of_files(error) {
        UpstreamError::OutOfFiles
    } else if error.is_connect() {
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

/// Whether the process, or the system, may open no further file: no connection was made.
fn is_out_of_files(error: &reqwest::Error) -> bool {
    // EMFILE and ENFILE, the same numbers on all Unix systems.
    const CODES: [i32; 2] = [24, 23];
    let mut cause = error.source().filter(|_| cfg!(unix) && error.is_connect());
    while let Some(inner) = cause {
        let code = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::raw_os_error);
        if code.is_some_and(|code| CODES.contains(&code)) {
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

/// How long Didar wishes to be left alone: seconds, or a date (RFC 9110, 10.2.3); nonsense
/// is no wish. A wish for more than a week is one for a week.
pub(super) fn retry_after(answer: &Response) -> Option<Duration> {
    let text = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    wished_pause(text, SystemTime::now())
}

const LONGEST_PAUSE: Duration = Duration::from_secs(7 * 24 * 3600);

fn wished_pause(text: &str, now: SystemTime) -> Option<Duration> {
    let pause = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number has are a long time too.
        text.parse().map_or(LONGEST_PAUSE, Duration::from_secs)
    } else {
        let until = httpdate::parse_http_date(text).ok()?;
        // One that is over already is no pause.
        until.duration_since(now).unwrap_or_default()
    };
    Some(pause.min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wished_pause_is_read_in_each_of_its_forms_and_nonsense_is_none() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770);
        for (text, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("9223372036854775807", Some(604_800)),
            ("99999999999999999999999999", Some(604_800)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(7)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(604_800)),
            ("", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(wished_pause(text, now).map(|pause| pause.as_secs()), seconds, "{text}");
        }
    }
}
