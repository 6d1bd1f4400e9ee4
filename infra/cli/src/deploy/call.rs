//! The error of a failed AWS call: what was tried, AWS's answer, what to do.
//! Must not leave a person without a next step where there is one.

use crate::reason::why;
use crate::to_type::callout;
use anyhow::{Error, anyhow};
use aws_sdk_cloudformation::error::ProvideErrorMetadata;

/// What to do where a permission is missing.
pub(super) fn permissions() -> String {
    let policy = callout("deploy --policy");
    format!("`{policy}` prints the permissions that this command needs; then run the same command again")
}

/// Nothing is lost: AWS continues the operation, and the same command finds it.
const EXPIRED: &str = "the credentials have ended. Nothing is lost: what was begun goes on in AWS. Renew them (with \
    single sign-on `aws sso login`, then `eval \"$(aws configure export-credentials --format env)\"`) and run the \
    same command again; it goes on from there";

/// Codes that mean "not allowed".
const DENIED: [&str; 5] =
    ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden", "AuthorizationError"];

/// Codes that mean "not any more".
const ENDED: [&str; 6] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "TokenRefreshRequired",
];

/// Why a call failed, for whoever must decide what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A permission is missing.
    Denied,
    /// Credentials have ended, or are no longer known.
    Ended,
    /// Anything else.
    Other,
}

impl Trouble {
    /// What an error of the SDK is about.
    pub(super) fn of(error: &impl ProvideErrorMetadata) -> Self {
        match error.code() {
            Some(code) if DENIED.contains(&code) => Self::Denied,
            Some(code) if ENDED.contains(&code) => Self::Ended,
            _ => Self::Other,
        }
    }
}

/// Tells what failed while doing something.
pub(super) fn failed<E>(doing: &str) -> impl FnOnce(E) -> Error
where
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    move |error| {
        let said = match (error.code(), error.message()) {
            (Some(code), Some(message)) => format!("{code}: {message}"),
            (Some(code), None) => code.to_owned(),
            (None, _) => String::new(),
        };
        match Trouble::of(&error) {
            Trouble::Denied => anyhow!("{doing}: {said}. {}", permissions()),
            Trouble::Ended => anyhow!("{doing}: {EXPIRED} (AWS said {said})"),
            Trouble::Other if said.is_empty() => anyhow!("{doing}: {}", why(error)),
            Trouble::Other => anyhow!("{doing}: {said}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_cloudformation::error::ErrorMetadata;
    use aws_sdk_cloudformation::operation::execute_change_set::ExecuteChangeSetError;

    fn told(code: &str, message: &str) -> String {
        let error = ErrorMetadata::builder().code(code).message(message).build();
        failed("start the changes")(ExecuteChangeSetError::generic(error)).to_string()
    }

    #[test]
    fn a_missing_permission_names_the_policy() {
        let told = told("AccessDenied", "ana is not authorized to perform: cloudformation:ExecuteChangeSet");
        assert!(
            told.contains("cloudformation:ExecuteChangeSet") && told.contains("callout deploy --policy"),
            "{told}"
        );
    }

    #[test]
    fn ended_credentials_lose_nothing_and_say_how_to_go_on() {
        let told = told("ExpiredToken", "The security token included in the request is expired");
        assert!(told.contains("Nothing is lost") && told.contains("run the same command again"), "{told}");
    }

    #[test]
    fn any_other_error_is_shown_in_awss_words() {
        assert_eq!(told("Throttling", "Rate exceeded"), "start the changes: Throttling: Rate exceeded");
    }
}
