//! A multipart upload that is under way.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::checksum::{Checksum, ChecksumAlgorithm, ChecksumType};
use super::content::Content;
use super::headers::Headers;
use crate::context::Context;

/// An upload that is under way.
#[derive(Debug, PartialEq)]
pub(super) struct Upload {
    pub(super) key: String,
    pub(super) initiated: Timestamp,
    pub(super) headers: Box<Headers>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
    pub(super) parts: BTreeMap<u32, Part>,
}

/// One of its parts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) content: Content,
    pub(super) e_tag: String,
    pub(super) checksum: Option<Checksum>,
    pub(super) last_modified: Timestamp,
}

impl Upload {
    /// Gives up the bytes of all parts.
    pub(super) fn release(self, context: &mut Context<'_>) {
        for part in self.parts.into_values() {
            part.content.release(context.effects);
        }
    }
}
