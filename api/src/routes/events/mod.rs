//! Changes as they happen, over a WebSocket.

mod feed;
mod follow;

use poem::web::Data;
use poem::web::websocket::WebSocket;
use poem::{IntoResponse, Response};
use poem_openapi::param::Query;
use poem_openapi::registry::{MetaResponse, MetaResponses, Registry};
use poem_openapi::{ApiResponse, OpenApi};

pub use feed::EventFeed;

use super::Tag;
use crate::auth::{Allowed, can};
use crate::problem::{ApiError, Reading};
use crate::state::AppState;

#[derive(Debug)]
pub struct EventsApi;

/// The connection is a WebSocket from now on.
#[derive(Debug)]
pub struct Upgraded(Response);

impl IntoResponse for Upgraded {
    fn into_response(self) -> Response {
        self.0
    }
}

impl ApiResponse for Upgraded {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "The connection is a WebSocket from now on.",
                status: Some(101),
                status_range: None,
                content: Vec::new(),
                headers: Vec::new(),
            }],
        }
    }

    fn register(_registry: &mut Registry) {}
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Events")]
impl EventsApi {
    /// Follow changes
    ///
    /// A WebSocket. Every message is a JSON object with `seq`, the number of the event in your
    /// organisation, and `kind`:
    ///
    /// - `document.changed`, `document.deleted`, `invoice.changed`: `id` says which one, `status`
    ///   what it is now, `at` when it happened. Numbers have no gaps.
    /// - `heartbeat`: every 15 seconds and at the start; `seq` is the last number sent.
    /// - `reset`: events between `after` and `seq` are not kept any more. Read your lists anew.
    ///
    /// After a reconnect, give the last `seq` as `after` and no event is missed or comes twice.
    #[oai(path = "/events", method = "get", operation_id = "follow_events")]
    async fn follow_events(
        &self,
        caller: Allowed<can::ReadDocuments>,
        Data(state): Data<&AppState>,
        /// The last `seq` you have seen. If left out, only what happens from now on is sent.
        #[oai(validator(minimum(value = "0")))]
        after: Query<Option<i64>>,
        socket: WebSocket,
    ) -> Result<Upgraded, ApiError<Reading>> {
        let (state, caller) = (state.clone(), caller.clone());
        let tasks = state.tasks.clone();
        let upgraded = socket.on_upgrade(move |socket| {
            tasks.track_future(follow::follow(socket, state, caller, after.0))
        });
        let upgraded = upgraded.into_response();
        Ok(Upgraded(upgraded))
    }
}
