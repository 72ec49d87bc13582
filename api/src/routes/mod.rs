//! The resources of the API, one file each: what is asked, what is answered, nothing else.
//!
//! A new resource is a struct with `#[OpenApi]`, added to [`Api`] and [`all`], and its cases in
//! `tests/tenancy.rs`.

pub mod documents;
pub mod events;
pub mod health;
pub mod invoices;
pub mod jobs;
pub mod organisation;
pub mod sessions;
pub mod uploads;
pub mod users;

use poem_openapi::Tags;

/// How the documentation groups operations.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Signing in and out.
    Sessions,
    /// The organisation and its users.
    Organisation,
    /// Uploaded files and what was read from them.
    Documents,
    /// Structured invoices, their evidence and corrections.
    Invoices,
    /// The work behind the scenes.
    Jobs,
    /// Changes as they happen.
    Events,
    /// Whether the service is well.
    Health,
}

/// Every resource of the API.
pub type Api = (
    sessions::SessionsApi,
    organisation::OrganisationApi,
    users::UsersApi,
    documents::DocumentsApi,
    uploads::UploadsApi,
    invoices::InvoicesApi,
    jobs::JobsApi,
    events::EventsApi,
    health::HealthApi,
);

#[must_use]
pub fn all() -> Api {
    (
        sessions::SessionsApi,
        organisation::OrganisationApi,
        users::UsersApi,
        documents::DocumentsApi,
        uploads::UploadsApi,
        invoices::InvoicesApi,
        jobs::JobsApi,
        events::EventsApi,
        health::HealthApi,
    )
}
