//! The queue as an organisation sees it.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::attempt_row::{self, Attempt};
use super::job_row::{self, Job};
use crate::domain::ids::{DocumentId, JobId, OrgId};
use crate::domain::status::JobState;

/// Which jobs; an absent part matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobFilter {
    pub state: Option<JobState>,
    pub queue: Option<String>,
    pub document_id: Option<DocumentId>,
}

/// A job with every attempt at it, oldest first.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct JobDetail {
    pub job: Job,
    pub attempts: Vec<Attempt>,
}

/// Newest first, those before `before` if it is given: the last identifier of the page before.
///
/// # Errors
/// When the database cannot answer.
pub async fn list(
    connection: &impl ConnectionTrait,
    org: OrgId,
    filter: &JobFilter,
    before: Option<JobId>,
    limit: u64,
) -> Result<Vec<Job>, DbErr> {
    let mut select = matching(org, filter);
    if let Some(id) = before {
        select = select.filter(job_row::Column::Id.lt(id));
    }
    let rows = select.order_by_desc(job_row::Column::Id).limit(limit).all(connection).await?;
    rows.into_iter().map(Job::try_from).collect()
}

/// How many jobs match.
///
/// # Errors
/// When the database cannot answer.
pub async fn count(
    connection: &impl ConnectionTrait,
    org: OrgId,
    filter: &JobFilter,
) -> Result<u64, DbErr> {
    matching(org, filter).count(connection).await
}

/// One job with its history.
///
/// # Errors
/// When the database cannot answer.
pub async fn get(
    connection: &impl ConnectionTrait,
    org: OrgId,
    id: JobId,
) -> Result<Option<JobDetail>, DbErr> {
    let row = matching(org, &JobFilter::default())
        .filter(job_row::Column::Id.eq(id))
        .one(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let attempts = attempt_row::Entity::find()
        .filter(attempt_row::Column::JobId.eq(id))
        .order_by_asc(attempt_row::Column::ClaimToken)
        .all(connection)
        .await?;
    let attempts = attempts.into_iter().map(Attempt::try_from).collect::<Result<_, _>>()?;
    Ok(Some(JobDetail { job: row.try_into()?, attempts }))
}

fn matching(org: OrgId, filter: &JobFilter) -> Select<job_row::Entity> {
    let mut select = job_row::Entity::find().filter(job_row::Column::OrgId.eq(org));
    if let Some(state) = filter.state {
        select = select.filter(job_row::Column::State.eq(state.as_str()));
    }
    if let Some(queue) = &filter.queue {
        select = select.filter(job_row::Column::Queue.eq(queue));
    }
    if let Some(document_id) = filter.document_id {
        select = select.filter(job_row::Column::DocumentId.eq(document_id));
    }
    select
}
