//! Verification of contacts.

use crate::{CommitError, PortError};
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::Verification;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::future::Future;

/// The store of verification codes that were sent to contacts and entered again.
pub trait Verifications: Send + Sync {
    /// The verifications of these contacts, in no order; contacts without one are left out.
    fn verifications(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> impl Future<Output = Result<Vec<Verification>, PortError>> + Send;

    /// When these contacts were last verified, whatever their addresses are now; contacts that never were are left out. Unlike
    /// a verification it says nothing about an address, so that whoever shows it need not be able to guess one.
    fn verified_at(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> impl Future<Output = Result<BTreeMap<(ResponderName, ContactName), Timestamp>, PortError>> + Send;

    /// Saves a verification with the next version: of two processes that check the same code, one gets a `Conflict`,
    /// so that every try is counted.
    fn save_verification(&self, known: &Verification)
    -> impl Future<Output = Result<(), CommitError>> + Send;
}
