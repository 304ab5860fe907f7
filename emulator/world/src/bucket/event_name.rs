//! The name of an event.

/// The name of an event, without `s3:`, as it stands in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EventName(&'static str);

impl EventName {
    pub(super) const CREATED_BY_PUT: Self = Self("ObjectCreated:Put");
    pub(super) const CREATED_BY_POST: Self = Self("ObjectCreated:Post");
    pub(super) const CREATED_BY_COPY: Self = Self("ObjectCreated:Copy");
    pub(super) const CREATED_BY_UPLOAD: Self = Self("ObjectCreated:CompleteMultipartUpload");
    pub(super) const REMOVED: Self = Self("ObjectRemoved:Delete");
    pub(super) const DELETE_MARKER_CREATED: Self = Self("ObjectRemoved:DeleteMarkerCreated");
    pub(super) const TAGS_PUT: Self = Self("ObjectTagging:Put");
    pub(super) const TAGS_DELETED: Self = Self("ObjectTagging:Delete");

    pub(super) fn as_str(self) -> &'static str {
        self.0
    }

    /// The version of the message's form: the younger kinds of event have a younger one.
    pub(super) fn version(self) -> &'static str {
        match self {
            Self::TAGS_PUT | Self::TAGS_DELETED => "2.3",
            _ => "2.1",
        }
    }
}
