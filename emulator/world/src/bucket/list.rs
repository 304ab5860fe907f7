//! Keys are listed: in UTF-8 byte order, under a prefix, folded at a delimiter, page by page.

use std::ops::Bound;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::checksum::{ChecksumAlgorithm, ChecksumType};
use super::error::BucketError;
use super::state::{Bucket, Version};
use crate::context::View;
use crate::state::State;

/// The most entries of one page, whatever is asked for.
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html>
pub const MAX_KEYS: usize = 1000;

/// `ListObjects` and `ListObjectsV2`, which differ only in how the wire spells a page's start.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListObjects {
    pub bucket: String,
    pub prefix: String,
    /// Keys that have it behind the prefix are folded into one common prefix. Empty is none.
    pub delimiter: String,
    /// The key or common prefix after which to go on.
    pub start_after: String,
    pub max_keys: Option<usize>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListObjectsOutput {
    pub contents: Vec<ObjectSummary>,
    pub common_prefixes: Vec<String>,
    /// The last entry of this page, when more follow.
    pub truncated_after: Option<String>,
    pub max_keys: usize,
}

/// What a listing tells of an object.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ObjectSummary {
    pub key: String,
    pub last_modified: Timestamp,
    pub e_tag: String,
    /// In bytes.
    pub size: u64,
    pub storage_class: Option<String>,
    pub checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
}

pub(super) fn list_objects(
    scope: &State,
    context: &View<'_>,
    request: impl Into<ListObjects>,
) -> Result<ListObjectsOutput, BucketError> {
    let request: ListObjects = request.into();
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    let max_keys = request.max_keys.unwrap_or(MAX_KEYS).min(MAX_KEYS);
    let mut contents = Vec::new();
    let mut page = Page::new(
        &request.prefix,
        &request.delimiter,
        &request.start_after,
        max_keys,
    );
    for (key, summary) in newest_objects(bucket, page.first_key()) {
        match page.place(key) {
            Place::Outside => break,
            Place::Before | Place::Folded => {}
            Place::Listed => contents.push(summary),
        }
    }
    Ok(ListObjectsOutput {
        contents,
        truncated_after: page.truncated_after(),
        common_prefixes: page.common_prefixes,
        max_keys,
    })
}

fn newest_objects<'a>(
    bucket: &'a Bucket,
    from: &str,
) -> impl Iterator<Item = (&'a str, ObjectSummary)> {
    let keys = bucket
        .keys
        .range::<str, _>((Bound::Included(from), Bound::Unbounded));
    keys.filter_map(|(key, versions)| {
        let newest = versions.last()?;
        Some((key.as_str(), summary(key, newest)?))
    })
}

fn summary(key: &str, version: &Version) -> Option<ObjectSummary> {
    let object = version.object()?;
    let checksum = object.checksum.as_ref();
    Some(ObjectSummary {
        key: key.to_owned(),
        last_modified: version.last_modified,
        e_tag: object.e_tag.clone(),
        size: object.content.size(),
        storage_class: object.headers.storage_class.clone(),
        checksum: checksum.map(|checksum| (checksum.algorithm, checksum.kind)),
    })
}

/// One page of a listing while it fills.
pub(super) struct Page<'a> {
    prefix: &'a str,
    delimiter: &'a str,
    start_after: &'a str,
    room: usize,
    last: Option<String>,
    truncated: bool,
    pub(super) common_prefixes: Vec<String>,
}

/// Where a key belongs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// An earlier page had it.
    Before,
    /// On this page, by itself.
    Listed,
    /// On this page, as part of a common prefix.
    Folded,
    /// No later key is on this page either.
    Outside,
}

impl<'a> Page<'a> {
    pub(super) fn new(
        prefix: &'a str,
        delimiter: &'a str,
        start_after: &'a str,
        room: usize,
    ) -> Self {
        Self {
            prefix,
            delimiter,
            start_after,
            room,
            last: None,
            truncated: false,
            common_prefixes: Vec::new(),
        }
    }

    /// No key before this one can be on the page.
    pub(super) fn first_key(&self) -> &'a str {
        self.prefix.max(self.start_after)
    }

    /// Finds a key's place. Keys must come in ascending order.
    pub(super) fn place(&mut self, key: &str) -> Place {
        if !key.starts_with(self.prefix) {
            return Place::Outside;
        }
        if let Some(common) = self.common_prefix(key) {
            return self.fold(common);
        }
        if key <= self.start_after && !self.start_after.is_empty() {
            return Place::Before;
        }
        if !self.take(key) {
            return Place::Outside;
        }
        Place::Listed
    }

    /// [`Page::place`] for entries of which several have the same key (versions, uploads); the caller skips what came
    /// before the page.
    pub(super) fn place_again(&mut self, key: &str) -> Place {
        if !key.starts_with(self.prefix) {
            return Place::Outside;
        }
        if let Some(common) = self.common_prefix(key) {
            return self.fold(common);
        }
        if self.take(key) {
            Place::Listed
        } else {
            Place::Outside
        }
    }

    fn fold(&mut self, common: &str) -> Place {
        if common == self.start_after {
            return Place::Before;
        }
        if self
            .common_prefixes
            .last()
            .is_some_and(|last| last == common)
        {
            return Place::Folded;
        }
        if !self.take(common) {
            return Place::Outside;
        }
        self.common_prefixes.push(common.to_owned());
        Place::Folded
    }

    /// The key up to the first delimiter behind the prefix.
    fn common_prefix<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let behind = key.get(self.prefix.len()..)?;
        let at = behind.find(self.delimiter)?;
        key.get(..self.prefix.len() + at + self.delimiter.len())
    }

    fn take(&mut self, entry: &str) -> bool {
        if self.room == 0 {
            // A page of no entries is never called truncated, or nobody would come to an end.
            self.truncated = self.last.is_some();
            return false;
        }
        self.room -= 1;
        self.last = Some(entry.to_owned());
        true
    }

    pub(super) fn truncated_after(&self) -> Option<String> {
        self.last.clone().filter(|_| self.truncated)
    }
}

/// `ListObjectVersions`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListObjectVersions {
    pub bucket: String,
    pub prefix: String,
    pub delimiter: String,
    pub key_marker: String,
    /// Go on within `key_marker`, after this version of it.
    pub version_id_marker: Option<String>,
    pub max_keys: Option<usize>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListObjectVersionsOutput {
    /// Objects and delete markers, by key, newest first.
    pub versions: Vec<VersionSummary>,
    pub common_prefixes: Vec<String>,
    /// Key (or common prefix) and version id of the last entry, when more follow.
    pub truncated_after: Option<(String, Option<String>)>,
    pub max_keys: usize,
}

/// What a listing tells of a version.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VersionSummary {
    pub key: String,
    pub version_id: String,
    pub is_latest: bool,
    pub last_modified: Timestamp,
    /// `None` for a delete marker.
    pub object: Option<ObjectSummary>,
}

pub(super) fn list_object_versions(
    scope: &State,
    context: &View<'_>,
    request: ListObjectVersions,
) -> Result<ListObjectVersionsOutput, BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    let max_keys = request.max_keys.unwrap_or(MAX_KEYS).min(MAX_KEYS);
    let mut page = Page::new(
        &request.prefix,
        &request.delimiter,
        &request.key_marker,
        max_keys,
    );
    let mut versions = Vec::new();
    for version in versions_after(bucket, page.first_key(), &request) {
        match page.place_again(&version.key) {
            Place::Outside => break,
            Place::Before | Place::Folded => {}
            Place::Listed => versions.push(version),
        }
    }
    let truncated_after = page.truncated_after().map(|key| {
        let last = versions.last().filter(|last| last.key == key);
        let version_id = last.map(|last| last.version_id.clone());
        (key, version_id)
    });
    Ok(ListObjectVersionsOutput {
        versions,
        common_prefixes: page.common_prefixes,
        truncated_after,
        max_keys,
    })
}

fn versions_after<'a>(
    bucket: &'a Bucket,
    from: &str,
    request: &'a ListObjectVersions,
) -> impl Iterator<Item = VersionSummary> + use<'a> {
    let keys = bucket
        .keys
        .range::<str, _>((Bound::Included(from), Bound::Unbounded));
    keys.flat_map(move |(key, versions)| {
        let skipped = skipped_versions(key, versions, request);
        let newest_first = versions.iter().rev().enumerate().skip(skipped);
        newest_first.map(move |(age, version)| VersionSummary {
            key: key.clone(),
            version_id: version.shown_id().to_owned(),
            is_latest: age == 0,
            last_modified: version.last_modified,
            object: summary(key, version),
        })
    })
}

/// How many of a key's versions earlier pages had: up to the marker's version, or all when it names none.
fn skipped_versions(key: &str, versions: &[Version], request: &ListObjectVersions) -> usize {
    if request.key_marker.is_empty() || key != request.key_marker {
        return 0;
    }
    let Some(marker) = &request.version_id_marker else {
        return versions.len();
    };
    let position = versions
        .iter()
        .rev()
        .position(|version| version.shown_id() == marker);
    position.map_or(versions.len(), |position| position + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks all pages of `room` entries; objects as they are, common prefixes in brackets.
    fn pages(keys: &[&str], prefix: &str, delimiter: &str, room: usize) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        let mut start_after = String::new();
        loop {
            let mut page = Page::new(prefix, delimiter, &start_after, room);
            let mut entries = Vec::new();
            let first = page.first_key();
            for key in keys.iter().filter(|key| **key >= first) {
                match page.place(key) {
                    Place::Outside => break,
                    Place::Listed => entries.push((*key).to_owned()),
                    Place::Before | Place::Folded => {}
                }
            }
            entries.extend(
                page.common_prefixes
                    .iter()
                    .map(|common| format!("[{common}]")),
            );
            all.push(entries);
            let Some(last) = page.truncated_after() else {
                return all;
            };
            start_after = last;
        }
    }

    const KEYS: [&str; 7] = ["a", "b/1", "b/2", "b/c/3", "c", "d/4", "e"];

    #[test]
    fn a_delimiter_folds_keys_into_common_prefixes() {
        assert_eq!(
            pages(&KEYS, "", "/", 100),
            [["a", "c", "e", "[b/]", "[d/]"]]
        );
        assert_eq!(pages(&KEYS, "b/", "/", 100), [["b/1", "b/2", "[b/c/]"]]);
        assert_eq!(pages(&KEYS, "b", "/", 100), [["[b/]"]]);
    }

    #[test]
    fn a_common_prefix_counts_as_one_entry_and_is_listed_on_one_page() {
        let expected: [&[&str]; 3] = [&["a", "[b/]"], &["c", "[d/]"], &["e"]];
        assert_eq!(pages(&KEYS, "", "/", 2), expected);
    }

    #[test]
    fn every_key_is_on_exactly_one_page() {
        for room in 1..9 {
            assert_eq!(pages(&KEYS, "", "", room).concat(), KEYS, "pages of {room}");
        }
        assert_eq!(pages(&KEYS, "x", "", 3), [Vec::<String>::new()]);
    }

    #[test]
    fn a_page_of_no_entries_ends_the_listing() {
        assert_eq!(pages(&KEYS, "", "", 0), [Vec::<String>::new()]);
    }
}
