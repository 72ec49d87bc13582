//! The JSON of a problem.

use poem_openapi::Object;
use poem_openapi::types::ToJSON;

/// Why a request was refused (RFC 9457). Branch on `code`; show `detail` to people.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Problem", skip_serializing_if_is_none)]
pub struct ProblemBody {
    /// A URN that ends in `code`.
    #[oai(rename = "type")]
    pub problem_type: String,
    /// The kind of problem in words; the same for every problem with this code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong in this case, and what is allowed.
    pub detail: String,
    /// The path of the request.
    pub instance: Option<String>,
    /// The stable name of the kind of problem.
    pub code: String,
    /// Every value of the request that cannot be used.
    pub errors: Option<Vec<FieldProblem>>,
    /// The version that is there now, if the one you have seen is not it.
    pub current_version: Option<i32>,
    /// Under which the cause can be found in the server's log.
    pub trace_id: Option<String>,
}

/// One value that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct FieldProblem {
    /// Where the value is: `total_gross`, or `lines[2].quantity`.
    pub field: String,
    /// What is wrong with it, and what is allowed.
    pub detail: String,
}

impl FieldProblem {
    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { field: field.into(), detail: detail.into() }
    }
}

impl ProblemBody {
    pub(super) fn new(code: &str, title: &str, status: u16, detail: String) -> Self {
        Self {
            problem_type: format!("urn:billify:problem:{code}"),
            title: title.to_owned(),
            status,
            detail,
            instance: None,
            code: code.to_owned(),
            errors: None,
            current_version: None,
            trace_id: None,
        }
    }

    pub(super) fn to_json_string(&self) -> String {
        ToJSON::to_json_string(self)
    }
}
