//! The listening server: plain HTTP/1.1 with the freedom to close a connection unanswered.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::app::App;
use crate::cut::NoAnswer;
use crate::{api, control};

/// Serves until the task is aborted; the connections end with it.
pub(crate) async fn serve(listener: TcpListener, app: Arc<App>) {
    let router = control::routes().fallback(api::answer).with_state(app);
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, router.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

/// The pause after a failed accept, which happens when file handles run out.
const ACCEPT_PAUSE: std::time::Duration = std::time::Duration::from_millis(50);

async fn connection(stream: TcpStream, router: Router) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no delay could not be set");
    }
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| respond(router.clone(), request));
    let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Hands a request to the router. An error here makes hyper drop the connection without a
/// byte, which is what a [`NoAnswer`] asks for.
async fn respond(
    router: TowerToHyperService<Router>,
    request: Request<Incoming>,
) -> Result<Response, std::io::Error> {
    let answered: Result<Response, Infallible> = router.call(request).await;
    let Ok(response) = answered;
    if response.extensions().get::<NoAnswer>().is_some() {
        return Err(std::io::Error::other("closed on purpose"));
    }
    Ok(response)
}
