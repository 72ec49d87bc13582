//! Lists of invoices: what to show, in which order, and from where on.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, NullOrdering, Order, SimpleExpr};
use sea_orm::{Condition, ConnectionTrait, QueryOrder, QuerySelect, Select};

use super::invoices::{Column, Entity, Model, visible};
use crate::domain::ids::{InvoiceId, OrgId};
use crate::domain::status::InvoiceStatus;

/// Which invoices; an absent part matches all.
#[derive(Clone, Debug, Default)]
pub struct InvoiceFilter {
    pub status: Option<InvoiceStatus>,
    /// Part of the supplier's name, in any case.
    pub supplier: Option<String>,
    pub issued_from: Option<Date>,
    pub issued_to: Option<Date>,
    pub due_from: Option<Date>,
    pub due_to: Option<Date>,
    pub gross_min: Option<Decimal>,
    pub gross_max: Option<Decimal>,
    pub currency: Option<String>,
    /// Words that must all appear, each perhaps only begun.
    pub text: Option<String>,
}

/// What a list may be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvoiceSort {
    CreatedAt,
    UpdatedAt,
    IssueDate,
    DueDate,
    TotalGross,
    SupplierName,
    InvoiceNumber,
    Confidence,
}

/// An order. Invoices without the value come last either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoiceOrder {
    pub sort: InvoiceSort,
    pub descending: bool,
}

/// The place of a row in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoicePosition {
    /// The value that the order looks at, as text.
    pub value: Option<String>,
    pub id: InvoiceId,
}

/// The rows after a position, first ones first.
///
/// `None` if the position's value does not fit the order.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    db: &impl ConnectionTrait,
    org: OrgId,
    filter: &InvoiceFilter,
    order: InvoiceOrder,
    (after, limit): (Option<&InvoicePosition>, u64),
) -> Result<Option<Vec<Model>>, DbErr> {
    let mut query = matching(org, filter);
    if let Some(position) = after {
        let Some(condition) = order.after(position) else { return Ok(None) };
        query = query.filter(condition);
    }
    let direction = if order.descending { Order::Desc } else { Order::Asc };
    let rows = query
        .order_by_with_nulls(order.sort.column(), direction.clone(), NullOrdering::Last)
        .order_by(Column::Id, direction)
        .limit(limit)
        .all(db)
        .await?;
    Ok(Some(rows))
}

/// How many invoices match.
///
/// # Errors
/// When the database refuses.
pub async fn count(
    db: &impl ConnectionTrait,
    org: OrgId,
    filter: &InvoiceFilter,
) -> Result<u64, DbErr> {
    matching(org, filter).count(db).await
}

impl InvoiceOrder {
    /// Where a row stands.
    #[must_use]
    pub fn position_of(self, row: &Model) -> InvoicePosition {
        InvoicePosition { value: self.sort.value_of(row), id: row.id }
    }

    fn after(self, position: &InvoicePosition) -> Option<Condition> {
        let column = self.sort.column();
        let id_follows = match self.descending {
            true => Column::Id.lt(position.id),
            false => Column::Id.gt(position.id),
        };
        let Some(text) = &position.value else {
            return Some(Condition::all().add(column.is_null()).add(id_follows));
        };
        let value = self.sort.parse(text)?;
        let value_follows = match self.descending {
            true => column.lt(value.clone()),
            false => column.gt(value.clone()),
        };
        let same = Condition::all().add(column.eq(value)).add(id_follows);
        Some(Condition::any().add(value_follows).add(same).add(column.is_null()))
    }
}

impl InvoiceSort {
    fn column(self) -> Column {
        match self {
            Self::CreatedAt => Column::CreatedAt,
            Self::UpdatedAt => Column::UpdatedAt,
            Self::IssueDate => Column::IssueDate,
            Self::DueDate => Column::DueDate,
            Self::TotalGross => Column::TotalGross,
            Self::SupplierName => Column::SupplierName,
            Self::InvoiceNumber => Column::InvoiceNumber,
            Self::Confidence => Column::Confidence,
        }
    }

    fn value_of(self, row: &Model) -> Option<String> {
        match self {
            Self::CreatedAt => Some(row.created_at.to_rfc3339()),
            Self::UpdatedAt => Some(row.updated_at.to_rfc3339()),
            Self::IssueDate => row.issue_date.map(|date| date.to_string()),
            Self::DueDate => row.due_date.map(|date| date.to_string()),
            Self::TotalGross => row.total_gross.map(|amount| amount.to_string()),
            Self::SupplierName => row.supplier_name.clone(),
            Self::InvoiceNumber => row.invoice_number.clone(),
            Self::Confidence => Some(row.confidence.to_string()),
        }
    }

    fn parse(self, text: &str) -> Option<sea_orm::Value> {
        match self {
            Self::CreatedAt | Self::UpdatedAt => text.parse::<DateTimeUtc>().ok().map(Into::into),
            Self::IssueDate | Self::DueDate => text.parse::<Date>().ok().map(Into::into),
            Self::TotalGross => text.parse::<Decimal>().ok().map(Into::into),
            Self::SupplierName | Self::InvoiceNumber => Some(text.into()),
            Self::Confidence => text.parse::<f32>().ok().map(Into::into),
        }
    }
}

fn matching(org: OrgId, filter: &InvoiceFilter) -> Select<Entity> {
    let text = filter.text.as_deref().and_then(prefix_query);
    let conditions: [Option<SimpleExpr>; 10] = [
        filter.status.map(|status| Column::Status.eq(status.as_str())),
        filter.supplier.as_ref().map(|part| {
            Expr::cust_with_values("strpos(lower(supplier_name), lower($1)) > 0", [part.clone()])
        }),
        filter.issued_from.map(|date| Column::IssueDate.gte(date)),
        filter.issued_to.map(|date| Column::IssueDate.lte(date)),
        filter.due_from.map(|date| Column::DueDate.gte(date)),
        filter.due_to.map(|date| Column::DueDate.lte(date)),
        filter.gross_min.map(|amount| Column::TotalGross.gte(amount)),
        filter.gross_max.map(|amount| Column::TotalGross.lte(amount)),
        filter.currency.as_ref().map(|currency| Column::Currency.eq(currency.as_str())),
        text.map(|text| Expr::cust_with_values("search @@ to_tsquery('simple', $1)", [text])),
    ];
    conditions.into_iter().flatten().fold(visible(org), QueryFilter::filter)
}

/// The words of a search as a text query in which each may be only begun.
///
/// Each word is quoted, so that PostgreSQL takes it apart as it did the text that is searched. It
/// reads `RE-2024` as `re` and the number `-2024`: figures are looked for with the sign as well.
fn prefix_query(text: &str) -> Option<String> {
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    let words: Vec<String> = words
        .map(|word| {
            let word = word.replace('\\', "\\\\").replace('\'', "''");
            match word.starts_with(|first: char| first.is_ascii_digit()) {
                true => format!("('{word}':* | '-{word}':*)"),
                false => format!("'{word}':*"),
            }
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" & "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_and_may_be_begun() {
        assert_eq!(prefix_query("acme o'neil").unwrap(), "'acme':* & 'o''neil':*");
        assert_eq!(prefix_query("2024").unwrap(), "('2024':* | '-2024':*)");
        assert_eq!(prefix_query(" & | ! "), None);
    }
}
