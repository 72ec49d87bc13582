//! Identifiers. Each kind is its own type, so that one cannot be passed for another.

use std::fmt;
use std::str::FromStr;

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            DeriveValueType,
        )]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier; later ones sort after earlier ones (UUID version 7).
            #[must_use]
            #[expect(clippy::new_without_default, reason = "a default identifier has no meaning")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

identifier!(
    /// An organisation: the tenant every row belongs to.
    OrgId
);
identifier!(
    /// A person who signs in.
    UserId
);
identifier!(
    /// An uploaded file.
    DocumentId
);
identifier!(
    /// A structured invoice read from a document.
    InvoiceId
);
identifier!(
    /// A piece of work in the queue.
    JobId
);
identifier!(
    /// One start of one worker process; never reused.
    WorkerId
);
identifier!(
    /// A direct upload to object storage that has not become a document yet.
    UploadId
);
