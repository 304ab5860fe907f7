//! Who is to get something.

use std::sync::Arc;

use crate::origin::Home;

/// A subscription, which may be gone by the time at which something comes of what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Addressee {
    pub(super) home: Home,
    /// The topic's name.
    pub(super) topic: String,
    pub(super) subscription: Arc<str>,
}
