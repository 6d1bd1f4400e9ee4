//! Links that people ask for to sign in.

use crate::PortError;
use callout_domain::ids::ResponderName;
use callout_domain::sign_in::SignInRequest;
use std::future::Future;

/// The requests of a day, and whose links they became.
pub trait SignIns: Send + Sync {
    /// Takes a request, for whoever may know the address; `false` if there were too many in this minute.
    fn request_sign_in(
        &self,
        request: &SignInRequest,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;

    /// Takes one of the links that a person gets in a day, and of those of everybody; `false` if either are used up. The same request
    /// takes one.
    fn take_sign_in(
        &self,
        who: &ResponderName,
        request: &SignInRequest,
    ) -> impl Future<Output = Result<bool, PortError>> + Send;
}
