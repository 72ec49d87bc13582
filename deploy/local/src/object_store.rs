//! An S3 server in our own process; objects are plain files.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    time::Duration,
};

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// How long requests under way may take when the server stops.
const STOP_GRACE: Duration = Duration::from_secs(5);
/// What the server answers to any region with; clients must name one.
pub const REGION: &str = "us-east-1";

#[derive(Debug, Error)]
pub enum ObjectStoreError {
    #[error("could not prepare {}", directory.display())]
    Directory { directory: PathBuf, source: io::Error },
    #[error("could not open {} as an object store: {reason}", directory.display())]
    Open { directory: PathBuf, reason: String },
    #[error("could not listen on a loopback port")]
    Listen { source: io::Error },
}

/// Who may use the server.
#[derive(Clone, Debug)]
pub struct AccessKey {
    pub id: String,
    pub secret: String,
}

/// A running server on a free loopback port; ends when dropped.
#[derive(Debug)]
pub struct S3Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl S3Server {
    /// Serves the buckets under `directory`, which holds `bucket` afterwards.
    pub async fn start(
        directory: &Path,
        bucket: &str,
        key: &AccessKey,
    ) -> Result<Self, ObjectStoreError> {
        fs::create_dir_all(directory.join(bucket)).map_err(|source| {
            ObjectStoreError::Directory { directory: directory.to_owned(), source }
        })?;
        let files = FileSystem::new(directory).map_err(|error| ObjectStoreError::Open {
            directory: directory.to_owned(),
            reason: format!("{error:?}"),
        })?;
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(key.id.clone(), key.secret.clone()));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(|source| ObjectStoreError::Listen { source })?;
        let address =
            listener.local_addr().map_err(|source| ObjectStoreError::Listen { source })?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(serve(listener, builder.build(), stopped));
        Ok(Self { address, stop: Some(stop), task })
    }

    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets requests under way end.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        // The task ends by itself within its grace; a panic of it has been printed.
        let _ = (&mut self.task).await;
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, service: S3Service, mut stopped: oneshot::Receiver<()>) {
    let server = Builder::new(TokioExecutor::new());
    let connections = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => break,
        };
        let Ok((stream, _)) = accepted else {
            // Out of file descriptors, most likely: some will be closed.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = server.serve_connection(TokioIo::new(stream), service.clone());
        let connection = connections.watch(connection.into_owned());
        // A broken connection concerns its client, which sees it.
        tokio::spawn(async move { drop(connection.await) });
    }
    drop(listener);
    let _ = timeout(STOP_GRACE, connections.shutdown()).await;
}
