//! The whole HTTP application: the API, its description and documentation, and what surrounds them.

use std::sync::Arc;

use bytes::Bytes;
use poem::endpoint::{BoxEndpoint, make_sync};
use poem::{EndpointExt, Response, Route, get};
use poem_openapi::OpenApiService;

use crate::http::cors::CrossOrigin;
use crate::http::docs::DocsPage;
use crate::http::surround::{Surroundings, surround};
use crate::http::{body_limit, metrics, route_table::RouteTable};
use crate::routes::{self, Api};
use crate::state::AppState;

const DESCRIPTION: &str = "Documents come in, invoices that can be trusted come out.\n\n\
    Sign in with `POST /v1/sessions` (cookie) or send HTTP Basic with every request. Every refusal \
    is an `application/problem+json` (RFC 9457) with a stable `code`. Fields that are not known are \
    left out; money is a decimal string with the digits that were printed; lists give `next_cursor` \
    when there is more.";

fn service() -> OpenApiService<Api, ()> {
    OpenApiService::new(routes::all(), "Billify", env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .server("/")
}

/// The OpenAPI description as JSON.
#[must_use]
pub fn openapi_json() -> String {
    with_known_formats(&service().spec())
}

/// The library's name for a date is its own; tools know the one of JSON Schema.
fn with_known_formats(description: &str) -> String {
    description.replace("\"format\": \"naive-date\"", "\"format\": \"date\"")
}

/// Puts the application together.
#[must_use]
pub fn application(state: AppState) -> BoxEndpoint<'static, Response> {
    let service = service();
    let description = Bytes::from(with_known_formats(&service.spec()));
    let table = RouteTable::of_description(&description);
    let docs = DocsPage::new(with_known_formats(&service.swagger_ui_html()));
    let cross_origin = CrossOrigin::new(state.config.http.cors_origins.clone());
    let surroundings = Arc::new(Surroundings { table, cross_origin });

    let routes = Route::new()
        .at("/openapi.json", get(make_sync(move |_| json(description.clone()))))
        .at("/docs", get(docs))
        .at("/metrics", get(metrics::page(state.metrics.clone())))
        .nest("/", service);
    let limited = routes.around(body_limit::limit_json_body).data(state);
    limited
        .around(move |endpoint, request| surround(Arc::clone(&surroundings), endpoint, request))
        .boxed()
}

fn json(bytes: Bytes) -> Response {
    Response::builder().content_type("application/json").body(bytes)
}
