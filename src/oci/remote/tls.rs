//! Whom an HTTPS connection trusts.

use std::io::Read;
use std::path::Path;

use fs_err::File;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::failure::Failure;

/// Largest file of CA certificates that is read; the bundles of systems have 200 KiB.
const MAX_CA_FILE: u64 = 16 << 20;

/// Trusts what the system trusts, and the certificates of a file.
///
/// Where the system has no certificates, as in an empty container, Mozilla's list is built in. With a file it is not
/// used: whoever brings a CA certificate into an empty container is behind a registry of their own.
pub(super) fn config(ca_file: Option<&Path>) -> Result<TlsConfig, Failure> {
    let mut certificates = system_certificates();
    if let Some(path) = ca_file {
        certificates.extend(read(path)?);
    }
    let roots = if certificates.is_empty() { RootCerts::WebPki } else { RootCerts::new_with_certs(&certificates) };
    Ok(TlsConfig::builder().root_certs(roots).build())
}

/// A broken certificate in a system's store is no reason to trust none of the others.
fn system_certificates() -> Vec<Certificate<'static>> {
    let found = rustls_native_certs::load_native_certs();
    found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect()
}

fn read(path: &Path) -> Result<Vec<Certificate<'static>>, Failure> {
    let failure = |source| Failure::CaFile { path: path.to_owned(), source };
    let mut pem = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_CA_FILE).read_to_end(&mut pem));
    read.map_err(|source| failure(Some(source)))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| failure(Some(error.into_io())))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() { Err(failure(None)) } else { Ok(certificates) }
}
