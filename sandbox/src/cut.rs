//! Connections that end too early.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hyper::body::Frame;

/// Marks a response that must not reach the caller: the connection closes in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoAnswer;

/// Marks a response whose body breaks off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BrokenBody;

/// Stands for "close the connection".
pub(crate) fn no_answer() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(NoAnswer);
    response
}

/// Keeps the head, with the full length, and half of the body.
pub(crate) async fn halve(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await;
    let body = body.unwrap_or_default();
    let length = HeaderValue::from(body.len());
    head.headers.insert(header::CONTENT_LENGTH, length);
    head.extensions.insert(BrokenBody);
    let half = body.slice(..body.len() / 2);
    Response::from_parts(head, Body::new(HalfBody { next: Step::Send(half) }))
}

/// Sends its bytes, waits a turn so that they leave for the wire, then fails.
#[derive(Debug)]
struct HalfBody {
    next: Step,
}

#[derive(Debug)]
enum Step {
    Send(Bytes),
    Flush,
    Break,
}

impl HttpBody for HalfBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        match std::mem::replace(&mut self.next, Step::Break) {
            Step::Send(half) => {
                self.next = Step::Flush;
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            Step::Flush => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Step::Break => Poll::Ready(Some(Err(std::io::Error::other("cut on purpose")))),
        }
    }
}
