//! What a world is made with.

use crate::access::Enforcement;
use crate::function::{Concurrency, Host};
use crate::metrics::MetricAges;

/// What a world is made with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Which timestamps CloudWatch takes.
    pub metric_ages: MetricAges,
    /// What functions run on.
    pub host: Host,
    /// Whose calls policies decide.
    pub enforcement: Enforcement,
    /// `aws:SecureTransport` is false for clients, who come without TLS.
    pub plain_http_is_insecure: bool,
    /// How many invocations there may be.
    pub concurrency: Concurrency,
    /// Somebody outside prepares functions before they are ready ([`crate::Effect::Prepare`]); else they are at once.
    pub functions_are_prepared: bool,
}
