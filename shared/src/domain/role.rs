//! What a user may do. Code asks for a named permission, never for a role.

use serde::{Deserialize, Serialize};

/// A user's role in the organisation; each one may do all that the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads documents and invoices.
    Viewer,
    /// Uploads documents, corrects and approves invoices.
    Clerk,
    /// Sees the queue and retries jobs.
    Operator,
    /// Manages the organisation and its users.
    Admin,
}

/// A named action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    ReadDocuments,
    WriteDocuments,
    ReadInvoices,
    WriteInvoices,
    ReadJobs,
    RetryJobs,
    ReadUsers,
    ManageUsers,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Clerk, Self::Operator, Self::Admin];

    #[must_use]
    pub fn allows(self, permission: Permission) -> bool {
        self >= permission.least_role()
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Clerk => "clerk",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

impl Permission {
    /// The smallest role that holds this permission.
    #[must_use]
    pub fn least_role(self) -> Role {
        match self {
            Self::ReadDocuments | Self::ReadInvoices | Self::ReadUsers => Role::Viewer,
            Self::WriteDocuments | Self::WriteInvoices => Role::Clerk,
            Self::ReadJobs | Self::RetryJobs => Role::Operator,
            Self::ManageUsers => Role::Admin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clerk_writes_invoices_but_does_not_retry_jobs() {
        assert!(Role::Clerk.allows(Permission::WriteInvoices));
        assert!(!Role::Clerk.allows(Permission::RetryJobs));
        assert!(!Role::Viewer.allows(Permission::WriteDocuments));
        assert!(Role::Admin.allows(Permission::RetryJobs));
    }
}
