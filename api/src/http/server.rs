//! The server: accepts connections, gives slow ones a limit, and stops in an orderly way.
//!
//! Headers must arrive within [`HEADER_TIME`], so that connections that trickle cost nothing for
//! long; the time for a body is the business of whoever reads it.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::endpoint::BoxEndpoint;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Time in which the headers of a request must arrive, and longest idle time of a connection.
const HEADER_TIME: Duration = Duration::from_secs(30);
/// Bytes of the headers of one request at most.
const MAX_HEADER_BYTES: usize = 32 * 1024;
/// Pause after the system refused to accept, for example for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A socket that listens; nothing is answered yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// # Errors
    /// When the address is not free.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// The address really listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `stop`, then gives those under way `grace` to end.
    pub async fn run(
        self,
        application: BoxEndpoint<'static, Response>,
        stop: CancellationToken,
        grace: Duration,
    ) {
        let application = Arc::new(application);
        let local = LocalAddr(self.address.into());
        let connections = TaskTracker::new();
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => {
                        let application = Arc::clone(&application);
                        connections.spawn(serve(stream, local.clone(), peer, application, stop.clone()));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
            }
        }
        drop(self.listener);
        tracing::info!("no longer listening; waiting for requests under way");
        connections.close();
        if tokio::time::timeout(grace, connections.wait()).await.is_err() {
            tracing::warn!("some requests did not end in time and are cut off");
        }
    }
}

/// Answers the requests of one connection.
async fn serve(
    stream: TcpStream,
    local: LocalAddr,
    peer: SocketAddr,
    application: Arc<BoxEndpoint<'static, Response>>,
    stop: CancellationToken,
) {
    // Answers are small: waiting to fill a packet would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "the connection is already gone");
        return;
    }
    let peer = RemoteAddr(peer.into());
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let application = Arc::clone(&application);
        let request = Request::from((request, local.clone(), peer.clone(), Scheme::HTTP));
        async move {
            let response = application.get_response(request).await;
            Ok::<_, Infallible>(hyper::Response::from(response))
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(MAX_HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Writes the address where others wait for it; never half of it.
///
/// # Errors
/// When the file cannot be written.
pub async fn announce(address: SocketAddr, file: &Path) -> io::Result<()> {
    let unfinished = file.with_extension("new");
    tokio::fs::write(&unfinished, address.to_string()).await?;
    tokio::fs::rename(&unfinished, file).await
}
