//! The body of a request: read for a while, up to a size, by those who may ask.

use std::time::Duration;

use axum::{
    body::{Body as AxumBody, BodyDataStream},
    extract::Request,
};
use futures_util::StreamExt;
use hyper::body::Body as _;
use tokio::time::timeout;

use super::{gate::Room, media, refusal::Refusal, request::Body, state::State};
use crate::accounts::{Credential, OpenError};

/// How much of a body is read that is not taken.
const MOST_DISCARDED: usize = 8 << 20;
/// And for how long.
const DISCARD_TIME: Duration = Duration::from_secs(1);
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(20);

/// Reads the operations of a request whose sender may ask.
pub(super) async fn read(
    state: &State,
    http: Request,
    credential: &Credential,
) -> Result<Body, Refusal> {
    if !media::is_json(http.headers()) {
        return Err(Refusal::NotJson);
    }
    // Who may not ask is not listened to.
    state.accounts.may_open(credential).map_err(OpenError::from)?;
    let bytes = timeout(BODY_TIME, collect(http.into_body(), state)).await;
    let (bytes, _room) = bytes.map_err(|_| Refusal::TooSlow)??;
    Ok(Body::read(&bytes, state.options.batch)?)
}

/// Reads a body that is not too large and has the room that it takes. Of one that is too
/// large some more is read and thrown away: an answer that overtakes it is lost on clients
/// who still write.
async fn collect(body: AxumBody, state: &State) -> Result<(Vec<u8>, Room), Refusal> {
    let most = state.options.body_bytes;
    let promised = body.size_hint().exact().and_then(|bytes| usize::try_from(bytes).ok());
    let (mut bytes, mut room) = (Vec::new(), Room::default());
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Refusal::Unreadable)?;
        if bytes.len() + chunk.len() > most {
            let _ = timeout(DISCARD_TIME, discard(chunks)).await;
            return Err(Refusal::TooLarge(most));
        }
        state.gate.grow(&mut room, chunk.len()).map_err(Refusal::Closed)?;
        make_room(&mut bytes, chunk.len(), promised.unwrap_or(most).min(most));
        bytes.extend_from_slice(&chunk);
    }
    Ok((bytes, room))
}

/// Makes room for a part of a body, and at once for more of what is promised, or allowed where
/// nothing is, up to sixteen times what there is: fewer pieces of
/// memory are outgrown and linger with the allocator, and promises alone take little.
fn make_room(bytes: &mut Vec<u8>, part: usize, promised: usize) {
    if bytes.capacity() - bytes.len() < part {
        let growth = (15 * bytes.len()).min(promised.saturating_sub(bytes.len()));
        bytes.reserve_exact(growth.max(part));
    }
}

async fn discard(mut chunks: BodyDataStream) {
    let mut size = 0;
    while let Some(Ok(chunk)) = chunks.next().await {
        size += chunk.len();
        if size > MOST_DISCARDED {
            break;
        }
    }
}
