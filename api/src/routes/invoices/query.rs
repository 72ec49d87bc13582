//! What a list of invoices can be asked for.

use billify_shared::domain::ids::InvoiceId;
use billify_shared::store::invoice_list::{
    InvoiceFilter, InvoiceOrder, InvoicePosition, InvoiceSort,
};
use billify_shared::store::invoices::Model;
use poem_openapi::Enum;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::pagination::{decode_cursor, encode_cursor, invalid_cursor};
use crate::problem::{Problem, ProblemCode};

macro_rules! orders {
    ($($ascending:ident $descending:ident $name:literal $minus_name:literal,)+) => {
        /// What a list is ordered by; with `-` the largest or latest first. Invoices without the
        /// value come last either way.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        pub enum InvoiceListSort {
            $(
                #[oai(rename = $name)]
                $ascending,
                #[oai(rename = $minus_name)]
                $descending,
            )+
        }

        impl InvoiceListSort {
            pub(super) fn order(self) -> InvoiceOrder {
                match self {$(
                    Self::$ascending =>
                        InvoiceOrder { sort: InvoiceSort::$ascending, descending: false },
                    Self::$descending =>
                        InvoiceOrder { sort: InvoiceSort::$ascending, descending: true },
                )+}
            }

            fn name(self) -> &'static str {
                match self {$(
                    Self::$ascending => $name,
                    Self::$descending => $minus_name,
                )+}
            }
        }
    };
}

orders!(
    CreatedAt CreatedAtDescending "created_at" "-created_at",
    UpdatedAt UpdatedAtDescending "updated_at" "-updated_at",
    IssueDate IssueDateDescending "issue_date" "-issue_date",
    DueDate DueDateDescending "due_date" "-due_date",
    TotalGross TotalGrossDescending "total_gross" "-total_gross",
    SupplierName SupplierNameDescending "supplier_name" "-supplier_name",
    InvoiceNumber InvoiceNumberDescending "invoice_number" "-invoice_number",
    Confidence ConfidenceDescending "confidence" "-confidence",
);

#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    sort: String,
    value: Option<String>,
    id: Uuid,
}

impl InvoiceListSort {
    pub(super) fn cursor_after(self, row: &Model) -> Result<String, Problem> {
        let InvoicePosition { value, id } = self.order().position_of(row);
        encode_cursor(&Cursor { sort: self.name().to_owned(), value, id: id.0 })
    }

    pub(super) fn position(self, cursor: &str) -> Result<InvoicePosition, Problem> {
        let cursor: Cursor = decode_cursor(cursor)?;
        if cursor.sort != self.name() {
            return Err(invalid_cursor());
        }
        Ok(InvoicePosition { value: cursor.value, id: InvoiceId(cursor.id) })
    }
}

/// A bound of an amount.
pub(super) fn amount(name: &str, text: Option<&str>) -> Result<Option<Decimal>, Problem> {
    let parse = |text: &str| {
        Decimal::from_str_exact(text).map_err(|_| {
            let detail = format!("{name}: {text:?} is not a decimal number such as 1234.50.");
            Problem::new(ProblemCode::InvalidParameter, detail)
        })
    };
    text.map(parse).transpose()
}

/// Drops the parts of a filter that hold nothing.
pub(super) fn without_blanks(mut filter: InvoiceFilter) -> InvoiceFilter {
    for text in [&mut filter.supplier, &mut filter.currency, &mut filter.text] {
        *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    }
    filter
}
