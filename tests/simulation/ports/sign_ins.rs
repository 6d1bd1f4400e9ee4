//! Links to sign in, counted as everything else.

use super::super::faults::Part;
use super::Ports;
use callout_domain::ids::ResponderName;
use callout_domain::sign_in::SignInRequest;
use callout_ports::{PortError, SignIns};

impl SignIns for Ports {
    async fn request_sign_in(&self, request: &SignInRequest) -> Result<bool, PortError> {
        self.call(Part::Table, self.twins.fakes.request_sign_in(request)).await
    }

    async fn take_sign_in(&self, who: &ResponderName, request: &SignInRequest) -> Result<bool, PortError> {
        self.call(Part::Table, self.twins.fakes.take_sign_in(who, request)).await
    }
}
