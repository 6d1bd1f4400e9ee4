//! The public keys of SNS's signing certificates, each fetched once.
//!
//! Does not check addresses; the caller does.

use callout_ports::{PortError, Web};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// SNS uses one certificate per region and a new one every few months.
const MAX_CERTIFICATES: usize = 32;

/// Public keys by the address of their certificate.
#[derive(Debug, Default)]
pub struct Certificates(Mutex<HashMap<String, Vec<u8>>>);

impl Certificates {
    /// The public key of the certificate at an address of SNS.
    pub(super) async fn public_key(&self, address: &str, web: &impl Web) -> Result<Vec<u8>, PortError> {
        let cache = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = cache().get(address) {
            return Ok(key.clone());
        }
        let key = read_public_key(&web.get(address).await?)?;
        let mut keys = cache();
        if keys.len() >= MAX_CERTIFICATES {
            keys.clear();
        }
        keys.insert(address.to_owned(), key.clone());
        Ok(key)
    }
}

fn read_public_key(pem: &[u8]) -> Result<Vec<u8>, PortError> {
    let certificate = CertificateDer::from_pem_slice(pem);
    let certificate =
        certificate.map_err(|error| PortError::corrupt("SNS's certificate", error.to_string()))?;
    let read = webpki::EndEntityCert::try_from(&certificate);
    let read = read.map_err(|error| PortError::corrupt("SNS's certificate", error.to_string()))?;
    Ok(read.subject_public_key_info().to_vec())
}
