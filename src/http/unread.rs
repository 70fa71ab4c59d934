//! A write time-out: ends connections whose client stops reading.
//!
//! An answer goes out a part at a time, each when there is room for it on its way. One
//! whose next part finds no room for too long ends its connection: on HTTP/2 the reader
//! may hold the way shut while the connection itself is alive.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    response::Response,
};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, sleep};

/// How long an answer may wait for its reader to take some more of it.
pub(super) const UNREAD: Duration = Duration::from_secs(30);
/// How much of an answer goes at once.
const PART: usize = 64 * 1024;

/// The answers of a connection that are on their way. Clones share them.
#[derive(Clone, Default)]
pub(super) struct OnTheWay(Arc<Mutex<Answers>>);

#[derive(Default)]
struct Answers {
    last: u64,
    /// When each of them last moved.
    moved: HashMap<u64, Instant>,
}

impl OnTheWay {
    /// The response, watched until the last of it is taken.
    pub(super) fn watch(&self, response: Response) -> Response {
        response.map(|body| {
            let mut answers = self.answers();
            answers.last += 1;
            let number = answers.last;
            answers.moved.insert(number, Instant::now());
            drop(answers);
            Body::new(Watched { body, rest: Bytes::new(), number, of: self.clone() })
        })
    }

    /// Done once one of the answers has not moved for too long.
    pub(super) async fn stuck(&self) {
        loop {
            sleep(UNREAD / 4).await;
            if self.answers().moved.values().any(|moved| moved.elapsed() > UNREAD) {
                return;
            }
        }
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Watched {
    body: Body,
    /// What was taken out of the body and not yet given on.
    rest: Bytes,
    number: u64,
    of: OnTheWay,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.of.answers().moved.remove(&self.number);
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.of.answers().moved.insert(self.number, Instant::now());
        if self.rest.is_empty() {
            match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
                other => return other,
            }
        }
        let length = self.rest.len().min(PART);
        Poll::Ready(Some(Ok(Frame::data(self.rest.split_to(length)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let inner = self.body.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(inner.lower() + rest);
        if let Some(upper) = inner.upper() {
            hint.set_upper(upper + rest);
        }
        hint
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, StreamExt};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_goes_in_parts_and_is_stuck_once_none_is_taken() {
        let answers = OnTheWay::default();
        let whole = vec![b'x'; 3 * PART + 1];
        let response = answers.watch(Response::new(Body::from(whole.clone())));
        assert_eq!(response.body().size_hint().exact(), Some(whole.len() as u64));
        let mut parts = response.into_body().into_data_stream();
        let mut taken = 0;
        while taken < 3 * PART {
            sleep(UNREAD / 2).await;
            taken += parts.next().await.expect("a part").expect("no fault").len();
            assert_eq!(answers.stuck().now_or_never(), None);
        }
        answers.stuck().await;
        assert_eq!(parts.next().await.expect("a part").expect("no fault").len(), 1);
        drop(parts);
        assert!(answers.answers().moved.is_empty());
    }
}
