//! HTTPS addresses outside AWS's APIs, such as the certificate that signs a message.

use crate::PortError;
use std::future::Future;

/// HTTPS requests. The caller must check the address: this does not.
pub trait Web: Send + Sync {
    /// The body at an address; any status outside 2xx is an error, redirects too.
    fn get(&self, address: &str) -> impl Future<Output = Result<Vec<u8>, PortError>> + Send;
}
