//! Every kind of refusal that is not about a file: a stable code, its status, its title.
//!
//! Kinds that are about a file are `billify_shared::domain::document_problem`.

macro_rules! problem_codes {
    ($($(#[$doc:meta])* $variant:ident => ($code:literal, $status:literal, $title:literal),)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ProblemCode { $($(#[$doc])* $variant,)+ }

        impl ProblemCode {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

problem_codes!(
    MalformedRequest => ("malformed_request", 400, "The request cannot be understood"),
    InvalidParameter => ("invalid_parameter", 400, "A parameter cannot be used"),
    InvalidCursor => ("invalid_cursor", 400, "The cursor does not belong to this list"),
    MalformedMultipart => ("malformed_multipart", 400, "The form cannot be read"),
    IncompleteUpload => ("incomplete_upload", 400, "The upload broke off"),
    InvalidIdempotencyKey => ("invalid_idempotency_key", 400, "The idempotency key cannot be used"),
    Unauthenticated => ("unauthenticated", 401, "Sign in first"),
    InvalidCredentials => ("invalid_credentials", 401, "The address or the password is wrong"),
    Forbidden => ("forbidden", 403, "Your role does not allow this"),
    CrossSite => ("cross_site", 403, "Requests from other sites are not accepted"),
    NotFound => ("not_found", 404, "Not found"),
    MethodNotAllowed => ("method_not_allowed", 405, "The method is not allowed here"),
    RequestTimedOut => ("request_timed_out", 408, "The request took too long to arrive"),
    EmailTaken => ("email_taken", 409, "The address is already in use"),
    LastAdmin => ("last_admin", 409, "The last administrator must stay"),
    InvoiceApproved => ("invoice_approved", 409, "The invoice is approved"),
    InvoiceNotApproved => ("invoice_not_approved", 409, "The invoice is not approved"),
    JobNotRetryable => ("job_not_retryable", 409, "The job cannot be retried"),
    IdempotencyKeyInUse => ("idempotency_key_in_use", 409, "The first request with this key is still under way"),
    UploadMissing => ("upload_missing", 409, "The file has not been uploaded yet"),
    UploadExpired => ("upload_expired", 410, "The upload has expired"),
    VersionConflict => ("version_conflict", 412, "It has changed in the meantime"),
    BodyTooLarge => ("body_too_large", 413, "The request is too large"),
    TooManyFiles => ("too_many_files", 413, "The request holds too many files"),
    UnsupportedMediaType => ("unsupported_media_type", 415, "The content type is not accepted here"),
    RangeNotSatisfiable => ("range_not_satisfiable", 416, "The content does not have these bytes"),
    NoFiles => ("no_files", 422, "The request holds no file"),
    IdempotencyKeyReused => ("idempotency_key_reused", 422, "The key was used for another request"),
    UploadSizeMismatch => ("upload_size_mismatch", 422, "The file does not have the announced size"),
    UploadHashMismatch => ("upload_hash_mismatch", 422, "The file does not have the announced hash"),
    InvalidFields => ("invalid_fields", 422, "Some values cannot be used"),
    VersionRequired => ("version_required", 428, "Say which version you have seen"),
    TooManyAttempts => ("too_many_attempts", 429, "Too many failed attempts"),
    Refused => ("refused", 400, "The request was refused"),
    Internal => ("internal", 500, "Something went wrong on our side"),
    Unavailable => ("unavailable", 503, "Not available right now"),
);

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use billify_shared::domain::document_problem::DocumentProblemCode;

    use super::ProblemCode;

    #[test]
    fn codes_are_unique_over_all_problems() {
        let own = ProblemCode::ALL.iter().map(|code| code.as_str());
        let of_documents = DocumentProblemCode::ALL.iter().map(|code| code.as_str());
        let mut seen = HashSet::new();
        for code in own.chain(of_documents) {
            assert!(seen.insert(code), "{code} is there twice");
        }
    }
}
