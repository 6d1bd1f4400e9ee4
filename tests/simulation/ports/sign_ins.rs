//! Links to sign in, and verified contacts: read and written as everything else.

use super::super::faults::Part;
use super::Ports;
use callout_domain::ids::{ContactName, ResponderName};
use callout_domain::responder::verification::Verification;
use callout_domain::sign_in::SignInRequest;
use callout_ports::{CommitError, PortError, SignIns, Verifications};
use jiff::Timestamp;
use std::collections::BTreeMap;

impl SignIns for Ports {
    async fn request_sign_in(&self, request: &SignInRequest) -> Result<bool, PortError> {
        self.call(Part::Table, self.twins.fakes.request_sign_in(request)).await
    }

    async fn take_sign_in(&self, who: &ResponderName, request: &SignInRequest) -> Result<bool, PortError> {
        self.call(Part::Table, self.twins.fakes.take_sign_in(who, request)).await
    }
}

impl Verifications for Ports {
    async fn verifications(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<Vec<Verification>, PortError> {
        self.call(Part::Table, self.twins.fakes.verifications(of)).await
    }

    async fn verified_at(
        &self,
        of: &[(ResponderName, ContactName)],
    ) -> Result<BTreeMap<(ResponderName, ContactName), Timestamp>, PortError> {
        self.call(Part::Table, self.twins.fakes.verified_at(of)).await
    }

    async fn save_verification(&self, known: &Verification) -> Result<(), CommitError> {
        self.call(Part::Table, self.twins.fakes.save_verification(known)).await
    }
}
