//! One socket: sends the log of an organisation from a number on, and stays.

use std::time::Duration;

use billify_shared::store::{events, users};
use futures::{SinkExt, StreamExt};
use poem::web::websocket::{CloseCode, Message, WebSocketStream};
use sea_orm::DbErr;
use serde_json::{Value as Json, json};
use tokio::time::{Instant, interval_at, timeout};

use super::feed::Waiting;
use crate::auth::Principal;
use crate::state::AppState;

const HEARTBEAT: Duration = Duration::from_secs(15);
/// A client that does not take a message within this time is let go; it can resume.
const SEND_TIME: Duration = Duration::from_secs(10);
const EVENTS_AT_ONCE: u64 = 200;

/// Why a socket ends.
#[derive(Debug)]
enum End {
    /// The client closed it, is gone, or does not read.
    Client,
    /// The process stops: reconnect.
    Stopping,
    /// The user may not read any more.
    NotAllowed,
    /// The database does not answer: reconnect later.
    Database(DbErr),
}

impl From<DbErr> for End {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// A socket and how far its client has come.
struct Follower {
    socket: WebSocketStream,
    state: AppState,
    caller: Principal,
    position: i64,
}

/// Sends events until the client or the process ends it.
pub(super) async fn follow(
    socket: WebSocketStream,
    state: AppState,
    caller: Principal,
    after: Option<i64>,
) {
    let waiting = state.event_feed.wait_for(caller.org);
    let mut follower = Follower { socket, state, caller, position: 0 };
    let Err(end) = follower.run(waiting, after).await else { return };
    let close = match end {
        End::Client => None,
        End::Stopping => Some((CloseCode::Away, "the service restarts; reconnect")),
        End::NotAllowed => Some((CloseCode::Policy, "the user may not sign in any more")),
        End::Database(error) => {
            tracing::warn!(%error, "an event socket ends for want of the database");
            Some((CloseCode::Again, "try again later"))
        }
    };
    if let Some((code, reason)) = close {
        let message = Message::Close(Some((code, reason.to_owned())));
        // The client may be gone already, which is as good.
        let _ = timeout(SEND_TIME, follower.socket.send(message)).await;
    }
}

impl Follower {
    async fn run(&mut self, mut waiting: Waiting, after: Option<i64>) -> Result<(), End> {
        self.start_at(after).await?;
        let stop = self.state.stop.clone();
        let mut heartbeats = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        loop {
            self.send_new().await?;
            tokio::select! {
                () = stop.cancelled() => return Err(End::Stopping),
                () = waiting.woken() => {}
                _ = heartbeats.tick() => {
                    self.check_user().await?;
                    self.heartbeat().await?;
                }
                message = self.socket.next() => match message {
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Client),
                    // Pings are answered by the protocol; nothing else is asked of us.
                    Some(Ok(_)) => {}
                },
            }
        }
    }

    /// Goes to the number that the client has seen last, or to the end of the log.
    async fn start_at(&mut self, after: Option<i64>) -> Result<(), End> {
        let kept = events::kept(&self.state.db, self.caller.org).await?;
        self.position = after.unwrap_or(kept.last);
        if self.position > kept.last || self.position + 1 < kept.first {
            return self.reset(kept.last).await;
        }
        self.heartbeat().await
    }

    /// Sends what is in the log behind the position.
    async fn send_new(&mut self) -> Result<(), End> {
        loop {
            let rows =
                events::list_after(&self.state.db, self.caller.org, self.position, EVENTS_AT_ONCE)
                    .await?;
            let Some(first) = rows.first() else { return Ok(()) };
            if first.number != self.position + 1 {
                // The client fell behind what is kept.
                let kept = events::kept(&self.state.db, self.caller.org).await?;
                return self.reset(kept.last).await;
            }
            let complete = (rows.len() as u64) < EVENTS_AT_ONCE;
            for row in rows {
                let number = row.number;
                self.send(&message_of(row)).await?;
                self.position = number;
            }
            if complete {
                return Ok(());
            }
        }
    }

    /// Tells the client that events are missing: it reads its lists anew and goes on from here.
    async fn reset(&mut self, last: i64) -> Result<(), End> {
        self.position = last;
        self.send(&json!({ "kind": "reset", "seq": last })).await
    }

    async fn heartbeat(&mut self) -> Result<(), End> {
        self.send(&json!({ "kind": "heartbeat", "seq": self.position })).await
    }

    async fn check_user(&mut self) -> Result<(), End> {
        let user = users::find_active(&self.state.db, self.caller.org, self.caller.user).await?;
        user.map(drop).ok_or(End::NotAllowed)
    }

    async fn send(&mut self, message: &Json) -> Result<(), End> {
        let sent = timeout(SEND_TIME, self.socket.send(Message::text(message.to_string()))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Client),
        }
    }
}

/// The event's own fields, and around them what every event has.
fn message_of(row: events::Model) -> Json {
    let mut message = match row.payload {
        Json::Object(fields) => fields,
        _ => serde_json::Map::new(),
    };
    message.insert("seq".to_owned(), row.number.into());
    message.insert("kind".to_owned(), row.kind.into());
    message.insert("id".to_owned(), row.subject_id.to_string().into());
    message.insert("at".to_owned(), row.created_at.to_rfc3339().into());
    Json::Object(message)
}
