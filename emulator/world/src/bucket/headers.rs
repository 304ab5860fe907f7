//! What is said of an object beside its bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the writer of an object says of it and every reader is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Headers {
    pub content_type: Option<String>,
    pub content_encoding: Option<String>,
    pub content_disposition: Option<String>,
    pub content_language: Option<String>,
    pub cache_control: Option<String>,
    pub expires: Option<String>,
    pub website_redirect_location: Option<String>,
    /// `None` is `STANDARD`.
    pub storage_class: Option<String>,
    /// `None` is `AES256`, which every object has. Nothing is really encrypted.
    pub server_side_encryption: Option<String>,
    #[serde(rename = "SSEKMSKeyId")]
    pub ssekms_key_id: Option<String>,
    /// `x-amz-meta-*` without the prefix.
    pub metadata: BTreeMap<String, String>,
}
