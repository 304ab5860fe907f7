//! What is under way is listed: uploads, and the parts of one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::checksum::{Checksum, ChecksumAlgorithm, ChecksumType};
use super::error::BucketError;
use super::list::{Page, Place};
use super::multipart::look_at_upload;
use super::state::Bucket;
use crate::context::View;
use crate::state::State;

/// The most parts or uploads of one page of a listing.
const MAX_ENTRIES: usize = 1000;

/// `ListParts`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListParts {
    pub bucket: String,
    pub key: String,
    pub upload_id: String,
    #[serde(default)]
    pub part_number_marker: u32,
    #[serde(default)]
    pub max_parts: Option<usize>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListPartsOutput {
    pub parts: Vec<PartSummary>,
    pub is_truncated: bool,
    pub max_parts: usize,
    pub checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
    pub storage_class: Option<String>,
}

/// What a listing tells of a part.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PartSummary {
    pub part_number: u32,
    pub e_tag: String,
    /// In bytes.
    pub size: u64,
    pub last_modified: Timestamp,
    pub checksum: Option<Checksum>,
}

pub(super) fn list_parts(
    scope: &State,
    context: &View<'_>,
    request: ListParts,
) -> Result<ListPartsOutput, BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    let upload = look_at_upload(bucket, &request.key, &request.upload_id)?;
    let max_parts = request.max_parts.unwrap_or(MAX_ENTRIES).min(MAX_ENTRIES);
    let mut parts: Vec<_> = upload
        .parts
        .range(request.part_number_marker.saturating_add(1)..)
        .take(max_parts.saturating_add(1))
        .map(|(number, part)| PartSummary {
            part_number: *number,
            e_tag: part.e_tag.clone(),
            size: part.content.size(),
            last_modified: part.last_modified,
            checksum: part.checksum.clone().filter(|_| upload.checksum.is_some()),
        })
        .collect();
    let is_truncated = parts.len() > max_parts && max_parts > 0;
    parts.truncate(max_parts);
    Ok(ListPartsOutput {
        parts,
        is_truncated,
        max_parts,
        checksum: upload.checksum,
        storage_class: upload.headers.storage_class.clone(),
    })
}

/// `ListMultipartUploads`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListMultipartUploads {
    pub bucket: String,
    pub prefix: String,
    pub delimiter: String,
    pub key_marker: String,
    pub upload_id_marker: Option<String>,
    pub max_uploads: Option<usize>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListMultipartUploadsOutput {
    /// By key, then by the moment they began.
    pub uploads: Vec<UploadSummary>,
    pub common_prefixes: Vec<String>,
    /// Key (or common prefix) and upload id of the last entry, when more follow.
    pub truncated_after: Option<(String, Option<String>)>,
    pub max_uploads: usize,
}

/// What a listing tells of an upload.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UploadSummary {
    pub key: String,
    pub upload_id: String,
    pub initiated: Timestamp,
    pub storage_class: Option<String>,
    pub checksum: Option<(ChecksumAlgorithm, ChecksumType)>,
}

pub(super) fn list_multipart_uploads(
    scope: &State,
    context: &View<'_>,
    request: ListMultipartUploads,
) -> Result<ListMultipartUploadsOutput, BucketError> {
    let bucket = scope.buckets.find(context.origin, &request.bucket)?;
    let max_uploads = request.max_uploads.unwrap_or(MAX_ENTRIES).min(MAX_ENTRIES);
    let mut page = Page::new(
        &request.prefix,
        &request.delimiter,
        &request.key_marker,
        max_uploads,
    );
    let mut uploads = Vec::new();
    for upload in uploads_after(bucket, &request) {
        match page.place_again(&upload.key) {
            Place::Outside if !upload.key.starts_with(&request.prefix) => {}
            Place::Outside => break,
            Place::Before | Place::Folded => {}
            Place::Listed => uploads.push(upload),
        }
    }
    let truncated_after = page.truncated_after().map(|key| {
        let last = uploads
            .last()
            .filter(|last: &&UploadSummary| last.key == key);
        let upload_id = last.map(|last| last.upload_id.clone());
        (key, upload_id)
    });
    Ok(ListMultipartUploadsOutput {
        uploads,
        common_prefixes: page.common_prefixes,
        truncated_after,
        max_uploads,
    })
}

fn uploads_after(bucket: &Bucket, request: &ListMultipartUploads) -> Vec<UploadSummary> {
    let mut all: Vec<_> = bucket
        .uploads
        .iter()
        .map(|(upload_id, upload)| UploadSummary {
            key: upload.key.clone(),
            upload_id: upload_id.clone(),
            initiated: upload.initiated,
            storage_class: upload.headers.storage_class.clone(),
            checksum: upload.checksum,
        })
        .collect();
    all.sort_by(|one, other| {
        (&one.key, one.initiated, &one.upload_id).cmp(&(
            &other.key,
            other.initiated,
            &other.upload_id,
        ))
    });
    if request.key_marker.is_empty() {
        return all;
    }
    let marked = all.iter().position(|upload| {
        upload.key == request.key_marker
            && Some(&upload.upload_id) == request.upload_id_marker.as_ref()
    });
    if let Some(position) = marked {
        return all.split_off(position + 1);
    }
    all.retain(|upload| upload.key > request.key_marker);
    all
}
