//! Connections: HTTP/1.1 and HTTP/2 without TLS on one port, with time limits on what a
//! client may keep waiting.

use std::{convert::Infallible, io, sync::Arc, time::Duration};

use axum::response::Response;
use futures_util::{FutureExt, future::BoxFuture};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::Service,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tracing::{debug, warn};

use super::{
    edge::Edge,
    unread::{OnTheWay, UNREAD},
};

/// How long a connection may be idle between requests, and the head of one may take.
/// Longer than the 60 s of the usual proxies, so that it is they who close.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a new connection may take to say anything.
const FIRST_BYTES: Duration = Duration::from_secs(10);
/// How many requests an HTTP/2 connection may have under way at once.
const STREAMS: u32 = 100;
/// How many connections are open at once, where the process may open as many files; further
/// ones wait.
const MOST_CONNECTIONS: usize = 10_000;
/// How long a stopping server still reads what comes over open connections: proxies need
/// a moment to learn that they are not to be used again.
const LAST_REQUESTS: Duration = Duration::from_millis(250);
/// What an HTTP/2 connection begins with (RFC 9113, 3.4).
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Serves until `shutdown` is done, then closes the port and lets requests finish, those
/// too that have arrived and were not read yet.
///
/// # Errors
/// Never at present: what fails is one connection.
pub async fn serve(
    listener: TcpListener,
    edge: Edge,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let connections = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(most_connections()));
    let begin = |stream, place| {
        let (edge, watcher) = (edge.clone(), connections.watcher());
        tokio::spawn(async move {
            let _place: Option<OwnedSemaphorePermit> = place;
            if let Err(failure) = converse(stream, edge, watcher).await {
                debug!(%failure, "a connection ended");
            }
        });
    };
    tokio::pin!(shutdown);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (accept(&listener).await, place.ok())
        };
        tokio::select! {
            (stream, place) = next => begin(stream, place),
            () = &mut shutdown => break,
        }
    }
    // Connections that wait to be accepted have requests in them.
    while let Some(Ok((stream, _))) = listener.accept().now_or_never() {
        begin(stream, None);
    }
    drop(listener);
    sleep(LAST_REQUESTS).await;
    connections.shutdown().await;
    Ok(())
}

/// How many connections leave enough files for those to Didar, and for the rest.
fn most_connections() -> usize {
    #[cfg(unix)]
    {
        // As many as the system lets the process have.
        let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
        let files = usize::try_from(files).unwrap_or(usize::MAX);
        let kept = (files / 3).clamp(48, 1024);
        files.saturating_sub(kept).clamp(1, MOST_CONNECTIONS)
    }
    #[cfg(not(unix))]
    MOST_CONNECTIONS
}

type Failure = Box<dyn std::error::Error + Send + Sync>;
type Watcher = hyper_util::server::graceful::Watcher;

/// Serves one connection to its end.
async fn converse(stream: TcpStream, edge: Edge, watcher: Watcher) -> Result<(), Failure> {
    let is_http2 = timeout(FIRST_BYTES, speaks_http2(&stream)).await??;
    let answers = OnTheWay::default();
    let service = Watching { edge: Arc::new(edge), answers: answers.clone() };
    let io = TokioIo::new(stream);
    let served = async {
        if is_http2 {
            let mut server = http2::Builder::new(TokioExecutor::new());
            server.timer(TokioTimer::new()).keep_alive_interval(KEEP_ALIVE);
            server.max_concurrent_streams(STREAMS);
            watcher.watch(server.serve_connection(io, service)).await
        } else {
            let mut server = http1::Builder::new();
            server.timer(TokioTimer::new()).header_read_timeout(KEEP_ALIVE);
            watcher.watch(server.serve_connection(io, service)).await
        }
    };
    tokio::select! {
        served = served => served.map_err(Into::into),
        () = answers.stuck() => Err("nobody takes its answers".into()),
    }
}

/// The edge, its answers watched.
struct Watching {
    edge: Arc<Edge>,
    answers: OnTheWay,
}

impl Service<hyper::Request<Incoming>> for Watching {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn call(&self, request: hyper::Request<Incoming>) -> Self::Future {
        let (edge, answers) = (Arc::clone(&self.edge), self.answers.clone());
        Box::pin(async move { Ok(answers.watch(edge.answer(request).await)) })
    }
}

/// Waits until the first bytes tell.
async fn speaks_http2(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0; PREFACE.len()];
    let mut pause = Duration::from_millis(25);
    loop {
        let known = stream.peek(&mut first).await?;
        if known == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if PREFACE.get(..known) != first.get(..known) {
            return Ok(false);
        }
        if known == PREFACE.len() {
            return Ok(true);
        }
        // Those who stop within the preface are looked at less and less often.
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(800));
    }
}

/// The next connection. Where the process has no file left for one, a while passes.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                give_up_unread(&stream);
                return stream;
            }
            Err(error) if is_of_the_peer(&error) => {}
            Err(error) => {
                warn!(kind = %error.kind(), "a connection cannot be accepted");
                sleep(Duration::from_millis(500)).await;
            }
        }
    }
}

/// Has the system break a connection whose other end takes nothing of what was sent. What
/// the process or the system still hold for it is let go.
fn give_up_unread(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(UNREAD));
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, UNREAD);
}

fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
