//! What S3 keeps: buckets by name, in each the keys in UTF-8 byte order, of each key its versions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::checksum::Checksum;
use super::content::Content;
use super::error::BucketError;
use super::headers::Headers;
use super::name::is_bucket_name;
use super::notification::NotificationConfiguration;
use super::subresource::{OF_A_NEW_BUCKET, Subresource};
use super::upload::Upload;
use crate::context::Context;
use crate::hex::hex;
use crate::origin::{AccountId, Origin, Region};
use crate::policy::Policy;

/// The canonical user id of the default account.
const DEFAULT_OWNER_ID: &str = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";

/// The canonical user id of an account: 64 hexadecimal digits that say nothing of its number.
pub fn owner_id(account: AccountId) -> Cow<'static, str> {
    if account == AccountId::default() {
        return DEFAULT_OWNER_ID.into();
    }
    hex(&Sha256::digest(account.to_string())).into()
}

/// The display name of every account.
pub const OWNER_NAME: &str = "webfile";

/// Every bucket there is: their names are global.
#[derive(Debug, Default, PartialEq)]
pub struct Buckets {
    pub(super) by_name: BTreeMap<String, Bucket>,
    last_sequencer: u64,
}

/// One bucket.
#[derive(Debug, PartialEq)]
pub(super) struct Bucket {
    pub(super) owner: AccountId,
    pub(super) policy: Option<Policy>,
    pub(super) region: Region,
    pub(super) created: Timestamp,
    pub(super) versioning: Option<Versioning>,
    /// The versions of each key, oldest first; never empty.
    pub(super) keys: BTreeMap<String, Vec<Version>>,
    /// Multipart uploads that are under way, by upload id.
    pub(super) uploads: BTreeMap<String, Upload>,
    pub(super) notification: NotificationConfiguration,
    /// `None` for what a new bucket has.
    pub(super) subresources: BTreeMap<Subresource, Option<String>>,
}

/// Whether a bucket keeps old versions. A bucket that was never asked to has no state at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Versioning {
    Enabled,
    Suspended,
}

/// One version of a key. `id` is `None` for the null version: the one written while versioning was not enabled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Version {
    pub(super) id: Option<String>,
    pub(super) last_modified: Timestamp,
    pub(super) state: VersionState,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum VersionState {
    Object(Box<Object>),
    DeleteMarker,
}

/// An object's description, and where its bytes are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Object {
    pub(super) content: Content,
    /// Without quotes.
    pub(super) e_tag: String,
    pub(super) checksum: Option<Checksum>,
    pub(super) headers: Box<Headers>,
    pub(super) tags: BTreeMap<String, String>,
    /// The sizes of the parts in bytes, for an object that was uploaded in parts.
    pub(super) parts: Vec<u64>,
}

impl Buckets {
    /// Whose the bucket of this name is.
    pub(crate) fn owner(&self, name: &str) -> Option<AccountId> {
        Some(self.by_name.get(name)?.owner)
    }

    /// The policy of the bucket of this name.
    pub(crate) fn policy(&self, name: &str) -> Option<&Policy> {
        self.by_name.get(name)?.policy.as_ref()
    }

    /// The bucket, if it is there and in the Region that was asked.
    pub(super) fn find(&self, origin: &Origin, name: &str) -> Result<&Bucket, BucketError> {
        let bucket = self.by_name.get(name).ok_or_else(|| absent(name))?;
        bucket.check_region(origin)?;
        bucket.check_owner(origin)?;
        Ok(bucket)
    }

    /// [`Buckets::find`], to change it.
    pub(super) fn find_mut(
        &mut self,
        origin: &Origin,
        name: &str,
    ) -> Result<&mut Bucket, BucketError> {
        let bucket = self.by_name.get_mut(name).ok_or_else(|| absent(name))?;
        bucket.check_region(origin)?;
        bucket.check_owner(origin)?;
        Ok(bucket)
    }

    /// The next sequencer: 18 hexadecimal digits, each greater than every one before it, as two are compared as text.
    /// AWS promises this order for one key only.
    pub(super) fn next_sequencer(&mut self, now: Timestamp) -> String {
        // Room for 256 events within a microsecond before the counter runs ahead of the clock.
        let by_clock = u64::try_from(now.as_microsecond()).unwrap_or(0) << 8;
        self.last_sequencer = by_clock.max(self.last_sequencer + 1);
        format!("{:018X}", self.last_sequencer)
    }
}

/// A name that no bucket can have is refused as such, whatever is asked of it.
fn absent(name: &str) -> BucketError {
    if is_bucket_name(name) {
        BucketError::NoSuchBucket
    } else {
        BucketError::InvalidBucketName
    }
}

impl Bucket {
    pub(super) fn new(owner: AccountId, region: Region, created: Timestamp) -> Self {
        Self {
            owner,
            policy: None,
            region,
            created,
            versioning: None,
            keys: BTreeMap::new(),
            uploads: BTreeMap::new(),
            notification: NotificationConfiguration::default(),
            subresources: OF_A_NEW_BUCKET.map(|kind| (kind, None)).into(),
        }
    }

    /// A request without a signature names no Region, so it may reach any bucket.
    fn check_region(&self, origin: &Origin) -> Result<(), BucketError> {
        if !origin.names_region() || origin.region == self.region {
            return Ok(());
        }
        Err(BucketError::PermanentRedirect {
            region: self.region.clone(),
        })
    }

    pub(super) fn check_owner(&self, origin: &Origin) -> Result<(), BucketError> {
        match &origin.expected_bucket_owner {
            Some(expected) if AccountId::parse(expected) != Some(self.owner) => {
                Err(BucketError::OtherOwner)
            }
            _ => Ok(()),
        }
    }

    /// The version that a write gets: a new id, or the null version in place of the one that was there.
    pub(super) fn next_version_id(&self, context: &mut Context<'_>) -> Option<String> {
        match self.versioning {
            Some(Versioning::Enabled) => Some(context.ids.alphanumeric(VERSION_ID_LENGTH)),
            Some(Versioning::Suspended) | None => None,
        }
    }

    /// How a version is called in answers; `None` in a bucket that never had versions.
    pub(super) fn shown_version_id(&self, id: Option<&str>) -> Option<String> {
        self.versioning?;
        Some(id.unwrap_or("null").to_owned())
    }

    /// Makes `version` the newest of its key. What it takes the place of is given up.
    pub(super) fn push(&mut self, key: String, version: Version, context: &mut Context<'_>) {
        let versions = self.keys.entry(key).or_default();
        if version.id.is_none() {
            let replaced = versions.extract_if(.., |old| old.id.is_none());
            for old in replaced {
                old.release(context);
            }
        }
        versions.push(version);
    }

    /// The newest version of a key, when that is an object.
    pub(super) fn newest_object(&self, key: &str) -> Option<(&Version, &Object)> {
        let version = self.keys.get(key)?.last()?;
        Some((version, version.object()?))
    }

    /// The version that a request names, or the newest.
    pub(super) fn version(
        &self,
        key: &str,
        version_id: Option<&str>,
    ) -> Result<&Version, BucketError> {
        let versions = self.keys.get(key).map_or(&[][..], Vec::as_slice);
        match version_id {
            None => versions.last().ok_or(BucketError::NoSuchKey),
            Some(id) => versions
                .iter()
                .find(|version| version.shown_id() == id)
                .ok_or_else(|| unknown_version(id)),
        }
    }
}

/// The length of AWS's version ids, in characters.
const VERSION_ID_LENGTH: usize = 32;

fn unknown_version(id: &str) -> BucketError {
    if id.len() == VERSION_ID_LENGTH || id == "null" {
        BucketError::NoSuchVersion
    } else {
        BucketError::InvalidArgument("Invalid version id specified".to_owned())
    }
}

impl Version {
    pub(super) fn object(&self) -> Option<&Object> {
        match &self.state {
            VersionState::Object(object) => Some(object),
            VersionState::DeleteMarker => None,
        }
    }

    pub(super) fn is_delete_marker(&self) -> bool {
        self.object().is_none()
    }

    pub(super) fn shown_id(&self) -> &str {
        self.id.as_deref().unwrap_or("null")
    }

    pub(super) fn release(self, context: &mut Context<'_>) {
        if let VersionState::Object(object) = self.state {
            object.content.release(context.effects);
        }
    }
}
