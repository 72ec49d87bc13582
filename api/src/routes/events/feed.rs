//! Wakes the sockets of this process when an event was written anywhere.
//!
//! One connection listens for the whole process. A wake-up carries no event: whoever is woken reads
//! the log, so a wake-up that is lost or comes twice costs nothing but time.

use std::time::Duration;

use billify_shared::domain::ids::OrgId;
use billify_shared::store::events::EVENTS_CHANNEL;
use sea_orm::DatabaseConnection;
use sea_orm::sqlx::postgres::PgListener;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio_util::sync::CancellationToken;

const WAKE_UPS_HELD: usize = 1024;
const RECONNECT_PAUSE: Duration = Duration::from_secs(1);

/// Whose log has grown; `None` if it may be anybody's.
type WakeUp = Option<OrgId>;

/// Where sockets wait. Cheap to clone.
#[derive(Clone, Debug)]
pub struct EventFeed {
    sender: Sender<WakeUp>,
}

/// One waiting socket.
#[derive(Debug)]
pub struct Waiting {
    org: OrgId,
    receiver: Receiver<WakeUp>,
}

impl EventFeed {
    /// Listens until the process is to stop.
    #[must_use]
    pub fn start(db: DatabaseConnection, stop: CancellationToken) -> Self {
        let (sender, _) = broadcast::channel(WAKE_UPS_HELD);
        let feed = Self { sender: sender.clone() };
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = listen(&db, &sender) => {}
            }
        });
        feed
    }

    /// From now on no wake-up of the organisation is missed.
    #[must_use]
    pub fn wait_for(&self, org: OrgId) -> Waiting {
        Waiting { org, receiver: self.sender.subscribe() }
    }
}

impl Waiting {
    /// Returns when the log may have grown; never if nobody listens any more.
    pub async fn woken(&mut self) {
        loop {
            match self.receiver.recv().await {
                Ok(Some(org)) if org != self.org => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    }
}

async fn listen(db: &DatabaseConnection, sender: &Sender<WakeUp>) {
    loop {
        if let Err(error) = pass_on(db, sender).await {
            tracing::warn!(%error, "the listener for events will reconnect");
        }
        tokio::time::sleep(RECONNECT_PAUSE).await;
    }
}

async fn pass_on(
    db: &DatabaseConnection,
    sender: &Sender<WakeUp>,
) -> Result<(), sea_orm::sqlx::Error> {
    let mut listener = PgListener::connect_with(db.get_postgres_connection_pool()).await?;
    listener.listen(EVENTS_CHANNEL).await?;
    loop {
        // What happened while nobody listened is in the log: everybody looks.
        wake(sender, None);
        while let Some(notification) = listener.try_recv().await? {
            wake(sender, organisation(notification.payload()));
        }
    }
}

fn wake(sender: &Sender<WakeUp>, wake_up: WakeUp) {
    // It fails when nobody waits.
    let _ = sender.send(wake_up);
}

/// The payload is `organisation:number`.
fn organisation(payload: &str) -> Option<OrgId> {
    payload.split_once(':').and_then(|(org, _)| org.parse().ok())
}
