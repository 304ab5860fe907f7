//! Whose certificates are trusted: those that this machine trusts, and those of a file.
//!
//! AWS has a list of authorities of its own. This machine's is what its user expects, a company's authority included. Where it is,
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` say, as for other programs.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::OnceCell;

/// What the connections speak.
const PROTOCOL: &[u8] = b"http/1.1";

/// Why a file of certificates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("cannot read the certificates in {}", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} holds no certificates in PEM", path.display())]
    NoCertificates {
        path: PathBuf,
        #[source]
        source: Option<pem::Error>,
    },
    #[error("{} holds a certificate that is of no use", path.display())]
    Useless {
        path: PathBuf,
        #[source]
        source: rustls::Error,
    },
}

/// Whom to trust.
#[derive(Debug, Default)]
pub struct Trust {
    /// Of the file.
    roots: Vec<CertificateDer<'static>>,
    /// Made when it is asked for: to read this machine's certificates takes milliseconds.
    config: OnceCell<Arc<ClientConfig>>,
}

impl Trust {
    /// Those that this machine trusts, and those in a file.
    ///
    /// # Errors
    /// A file that cannot be read, or holds anything else.
    pub fn new(file: Option<&Path>) -> Result<Self, TrustError> {
        let roots = file.map_or(Ok(Vec::new()), read)?;
        Ok(Self {
            roots,
            config: OnceCell::new(),
        })
    }

    pub(super) async fn config(&self) -> Arc<ClientConfig> {
        let config = self.config.get_or_init(|| async {
            let native = tokio::task::spawn_blocking(rustls_native_certs::load_native_certs);
            let mut roots = RootCertStore::empty();
            if let Ok(native) = native.await {
                for error in native.errors {
                    tracing::warn!(%error, "certificates that this machine trusts cannot be read");
                }
                roots.add_parsable_certificates(native.certs);
            }
            roots.add_parsable_certificates(self.roots.iter().cloned());
            Arc::new(config(roots))
        });
        Arc::clone(config.await)
    }
}

fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let text = std::fs::read(path).map_err(|source| TrustError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let none = |source| TrustError::NoCertificates {
        path: path.to_owned(),
        source,
    };
    let certificates = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|error| none(Some(error)))?;
    if certificates.is_empty() {
        return Err(none(None));
    }
    let mut roots = RootCertStore::empty();
    for certificate in &certificates {
        let added = roots.add(certificate.clone());
        added.map_err(|source| TrustError::Useless {
            path: path.to_owned(),
            source,
        })?;
    }
    Ok(certificates)
}

fn config(roots: RootCertStore) -> ClientConfig {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder
        .with_safe_default_protocol_versions()
        .expect("ring has what every version of TLS needs");
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    config
}
