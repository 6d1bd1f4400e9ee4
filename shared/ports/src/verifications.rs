//! Whether contacts were seen to work.

use crate::{CommitError, PortError};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::Verification;
use std::future::Future;

/// The memory of codes that were sent to contacts and came back.
pub trait Verifications: Send + Sync {
    /// What is known about these contacts, in no order; those nobody looked at are left out.
    fn verifications(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> impl Future<Output = Result<Vec<Verification>, PortError>> + Send;

    /// Stores what is known about a contact, one version further: of two who answer the same code one is a
    /// `Conflict`, so that no try goes uncounted.
    fn save_verification(&self, known: &Verification)
    -> impl Future<Output = Result<(), CommitError>> + Send;
}
