//! Which object a notification speaks of, and whether it is worth fetching.
//!
//! An [`ObjectRef`] is what is left of a notification once its envelope is off: the key is decoded,
//! the version is kept, and what identifies the event (`eTag`, `sequencer`) comes along so that a
//! repeated notification is recognised. It knows nothing of how the object is fetched: that is the
//! object source's business (`crate::adapters::s3`). Where it comes from is
//! [`super::notification`]; what becomes of its message is [`super::settle`].

/// The folder into which Bedrock offloads bodies too large for a record. What lies directly in it is
/// a request or a response, never a log (source: domain facts, "Beside them, same prefix").
const OFFLOADED_BODIES_FOLDER: &str = "data";

/// The empty object that Bedrock writes when logging is switched on, to prove that it may write.
const PERMISSION_CHECK_SUFFIX: &str = "amazon-bedrock-logs-permission-check";

/// The version of what was written without one: in a bucket whose versioning is suspended, each write takes
/// the place of the one before.
const NULL_VERSION: &str = "null";

/// One object named by a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRef {
    /// The bucket's name.
    pub bucket: String,
    /// The key as `GetObject` wants it: decoded, not form-url-encoded.
    pub key: String,
    /// The version that was written, in a versioned bucket.
    pub version_id: Option<String>,
    /// The entity tag of what was written, as the event has it.
    pub etag: Option<String>,
    /// S3's ordering token of the event. Equal tokens for one key mean the same event.
    pub sequencer: Option<String>,
    /// Bytes as stored, when the notification says so.
    pub size: Option<u64>,
}

/// Why an object is left unread, though nothing is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// A request or response body that Bedrock offloaded beside its logs.
    OffloadedBody,
    /// The object that Bedrock writes to prove its permission; it stays for ever.
    PermissionCheck,
    /// Nothing in it.
    Empty,
}

impl SkipReason {
    /// The word that logs use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OffloadedBody => "offloaded body",
            Self::PermissionCheck => "permission check",
            Self::Empty => "empty object",
        }
    }
}

/// What makes two notifications the same event: bucket, key, version or entity tag, sequencer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectIdentity {
    bucket: String,
    key: String,
    revision: Option<String>,
    sequencer: Option<String>,
}

impl ObjectIdentity {
    /// Whether the identity still means the same event in a later invocation.
    ///
    /// Without a sequencer, equal identities may be two writes of one key; only within one
    /// invocation do they surely read the same bytes.
    pub fn outlives_the_invocation(&self) -> bool {
        self.sequencer.is_some()
    }

    /// The identity as one line of text, for a store that wants a string key. No field can imitate
    /// another's boundary: lengths go first.
    pub fn to_key(&self) -> String {
        let revision = self.revision.as_deref().unwrap_or_default();
        let sequencer = self.sequencer.as_deref().unwrap_or_default();
        format!(
            "{}.{}.{}/{}/{}/{revision}/{sequencer}",
            self.bucket.len(),
            self.key.len(),
            revision.len(),
            self.bucket,
            self.key,
        )
    }
}

impl ObjectRef {
    /// Why the object is not to be fetched, as far as key and announced size can tell.
    ///
    /// `None` promises nothing about its content: a notification without a size may name an empty
    /// object, which shows when it is fetched.
    pub fn skip_reason(&self) -> Option<SkipReason> {
        if last_folder(&self.key) == Some(OFFLOADED_BODIES_FOLDER) {
            return Some(SkipReason::OffloadedBody);
        }
        if self.key.ends_with(PERMISSION_CHECK_SUFFIX) {
            return Some(SkipReason::PermissionCheck);
        }
        if self.size == Some(0) {
            return Some(SkipReason::Empty);
        }
        None
    }

    /// The entity tag that the object must still have to be what the event tells of, as a condition writes
    /// it. `None` where there is nothing to compare: a version of its own is never written again, and some
    /// events have no tag, or one that S3 would not write.
    pub fn if_match(&self) -> Option<String> {
        match self.version_id.as_deref() {
            None | Some(NULL_VERSION) => quoted(self.etag.as_deref()?),
            Some(_) => None,
        }
    }

    /// What tells this write from others of the same key.
    fn revision(&self) -> Option<&String> {
        match &self.version_id {
            Some(version) if version != NULL_VERSION => Some(version),
            null_or_none => self.etag.as_ref().or(null_or_none.as_ref()),
        }
    }

    /// What the notification is about, for telling a repeated one.
    pub fn identity(&self) -> ObjectIdentity {
        ObjectIdentity {
            bucket: self.bucket.clone(),
            key: self.key.clone(),
            revision: self.revision().cloned(),
            sequencer: self.sequencer.clone(),
        }
    }
}

/// An entity tag within quotes. Events have it without; a store that writes them is taken at its word. A weak
/// tag, or what is no tag, would match nothing.
fn quoted(etag: &str) -> Option<String> {
    let bare = etag
        .strip_prefix('"')
        .and_then(|tag| tag.strip_suffix('"'))
        .unwrap_or(etag);
    let is_tag = |byte: u8| byte.is_ascii_graphic() && byte != b'"';
    let sound = !bare.is_empty() && bare.bytes().all(is_tag);
    sound.then(|| format!("\"{bare}\""))
}

/// The name of the folder that directly holds the key, if any does.
fn last_folder(key: &str) -> Option<&str> {
    let (folders, _name) = key.rsplit_once('/')?;
    folders.rsplit('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(key: &str, size: Option<u64>) -> ObjectRef {
        ObjectRef {
            bucket: "logs".into(),
            key: key.into(),
            version_id: None,
            etag: None,
            sequencer: None,
            size,
        }
    }

    #[test]
    fn keys_and_sizes_decide_what_is_skipped() {
        let hour = "AWSLogs/111122223333/BedrockModelInvocationLogs/us-east-1/2026/04/19/13";
        let cases = [
            (
                format!("{hour}/20260419T132851123Z_0a1b2c3d4e5f6071.json.gz"),
                Some(10),
                None,
            ),
            (
                format!("{hour}/data/4f7e_input.json.gz"),
                Some(10),
                Some(SkipReason::OffloadedBody),
            ),
            (
                format!("{hour}/data/4f7e_input_media_00.pdf"),
                None,
                Some(SkipReason::OffloadedBody),
            ),
            (
                "data/x.json".into(),
                Some(1),
                Some(SkipReason::OffloadedBody),
            ),
            // Only the last folder counts: a prefix may be called `data`.
            ("data/AWSLogs/log.json.gz".into(), Some(1), None),
            ("metadata/log.json".into(), Some(1), None),
            ("data".into(), Some(1), None),
            ("Data/x.json".into(), Some(1), None),
            (
                format!("{hour}/amazon-bedrock-logs-permission-check"),
                Some(0),
                Some(SkipReason::PermissionCheck),
            ),
            (
                "x-amazon-bedrock-logs-permission-check".into(),
                Some(5),
                Some(SkipReason::PermissionCheck),
            ),
            (
                "amazon-bedrock-logs-permission-check/log.json".into(),
                Some(5),
                None,
            ),
            (
                "bedrock-logs/us-east-1/2026/04/19/invocation-log-001.json".into(),
                Some(0),
                Some(SkipReason::Empty),
            ),
            (
                "bedrock-logs/us-east-1/2026/04/19/invocation-log-001.json".into(),
                None,
                None,
            ),
        ];
        for (key, size, expected) in cases {
            assert_eq!(object(&key, size).skip_reason(), expected, "{key} {size:?}");
        }
    }

    #[test]
    fn the_version_identifies_a_write_better_than_its_entity_tag() {
        let mut first = object("k", None);
        first.etag = Some("same".into());
        let mut second = first.clone();
        assert_eq!(first.identity(), second.identity());
        first.version_id = Some("v1".into());
        second.version_id = Some("v2".into());
        assert_ne!(first.identity(), second.identity());
    }

    #[test]
    fn a_write_without_a_version_of_its_own_is_known_by_its_entity_tag() {
        let condition = |version: Option<&str>, etag: Option<&str>| {
            let mut object = object("k", None);
            object.version_id = version.map(Into::into);
            object.etag = etag.map(Into::into);
            object.if_match()
        };
        let tag = "9b2cf535f27731c974343645a3985328";
        let quoted = format!("\"{tag}\"");
        assert_eq!(condition(None, Some(tag)), Some(quoted.clone()));
        assert_eq!(condition(None, Some(&quoted)), Some(quoted.clone()));
        assert_eq!(condition(Some("null"), Some(tag)), Some(quoted));
        assert_eq!(condition(None, Some("0a-12")).as_deref(), Some("\"0a-12\""));
        assert_eq!(condition(Some("v1"), Some(tag)), None);
        assert_eq!(condition(None, None), None);
        for no_tag in [
            "",
            "\"\"",
            "\"",
            "W/\"0a\"",
            "0a\"",
            "0a 0b",
            "0a\r\nX: y",
            "\u{e9}",
        ] {
            assert_eq!(condition(None, Some(no_tag)), None, "{no_tag:?}");
        }
    }

    #[test]
    fn writes_of_the_null_version_are_told_apart_by_their_entity_tags() {
        let mut first = object("k", None);
        first.version_id = Some("null".into());
        first.etag = Some("a".into());
        let mut second = first.clone();
        assert_eq!(first.identity(), second.identity());
        second.etag = Some("b".into());
        assert_ne!(first.identity(), second.identity());
    }

    #[test]
    fn only_a_sequencer_identifies_an_event_beyond_its_invocation() {
        let mut object = object("k", None);
        assert!(!object.identity().outlives_the_invocation());
        object.sequencer = Some("0055AED6DCD90281E5".into());
        assert!(object.identity().outlives_the_invocation());
    }

    #[test]
    fn an_identitys_text_keeps_its_fields_apart() {
        let mut one = object("a/b", None);
        let mut two = object("a", None);
        one.etag = Some("c".into());
        two.etag = Some("b/c".into());
        assert_ne!(one.identity().to_key(), two.identity().to_key());
    }
}
