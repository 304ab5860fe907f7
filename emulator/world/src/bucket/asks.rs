//! What S3's requests ask for beyond their line in the table: actions of versions, sources of copies, tags, condition keys.
//!
//! Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html>, and "Required permissions" of each
//! operation in the API reference.

use std::collections::BTreeMap;

use super::put::CopySource;
use super::table::Operation;
use super::tags::request_key;
use super::target::object;
use crate::access::{Asks, Demand};
use crate::arn::{Resource, Target};
use crate::origin::Home;
use crate::policy::Value;

impl Asks for Operation {
    fn action(&self) -> Option<&'static str> {
        version_of(self)?;
        match self {
            Self::GetObject(_) | Self::HeadObject(_) => Some("s3:GetObjectVersion"),
            Self::GetObjectAttributes(_) => Some("s3:GetObjectVersionAttributes"),
            Self::GetObjectTagging(_) => Some("s3:GetObjectVersionTagging"),
            Self::DeleteObject(_) => Some("s3:DeleteObjectVersion"),
            Self::PutObjectTagging(_) => Some("s3:PutObjectVersionTagging"),
            Self::DeleteObjectTagging(_) => Some("s3:DeleteObjectVersionTagging"),
            _ => None,
        }
    }

    fn demands<'a>(&'a self, home: &'a Home) -> Vec<Demand<'a>> {
        let demand = |action, bucket, key| Demand {
            action,
            target: object(home, bucket, key),
            key: None,
        };
        match self {
            Self::CopyObject(copy) => {
                let mut demands = vec![read_of_source(&copy.source, home)];
                if copy.tags.as_ref().is_some_and(|tags| !tags.is_empty()) {
                    demands.push(demand("s3:PutObjectTagging", &copy.bucket, &copy.key));
                }
                demands
            }
            Self::PutObject(put) if !put.tags.is_empty() => {
                vec![demand("s3:PutObjectTagging", &put.bucket, &put.key)]
            }
            Self::CreateMultipartUpload(create) if !create.tags.is_empty() => {
                vec![demand("s3:PutObjectTagging", &create.bucket, &create.key)]
            }
            Self::GetObjectAttributes(get) => {
                let action = match get.version_id {
                    Some(_) => "s3:GetObjectVersion",
                    None => "s3:GetObject",
                };
                vec![demand(action, &get.bucket, &get.key)]
            }
            _ => Vec::new(),
        }
    }

    fn key<'a>(&'a self, target: &Target<'_>, name: &str) -> Option<Value<'a>> {
        if name == "s3:versionid" {
            return version_of(self).map(Value::from);
        }
        if let Some(tags) = tags_of(self).filter(|_| !is_source(self, target)) {
            return request_key(tags, name);
        }
        if let Self::CreateBucket(create) = self {
            let constraint = create.location_constraint.as_deref();
            let constraint = constraint.filter(|_| name == "s3:locationconstraint");
            return constraint.map(Value::from);
        }
        let (prefix, delimiter, max_keys) = match self {
            Self::ListObjects(list) => (&list.prefix, &list.delimiter, list.max_keys),
            Self::ListObjectsV2(list) => (&list.prefix, &list.delimiter, list.max_keys),
            Self::ListObjectVersions(list) => (&list.prefix, &list.delimiter, list.max_keys),
            _ => return None,
        };
        match name {
            "s3:prefix" => Some(Value::from(prefix.as_str())),
            "s3:delimiter" => {
                Some(Value::from(delimiter.as_str())).filter(|_| !delimiter.is_empty())
            }
            "s3:max-keys" => max_keys.map(|keys| Value::from(keys.to_string())),
            _ => None,
        }
    }

    /// Each key of `DeleteObjects` is answered by itself.
    fn is_decided_by_part(&self) -> bool {
        matches!(self, Self::DeleteObjects(_))
    }
}

fn read_of_source<'a>(source: &'a CopySource, home: &'a Home) -> Demand<'a> {
    Demand {
        action: match source.version_id {
            Some(_) => "s3:GetObjectVersion",
            None => "s3:GetObject",
        },
        target: Resource::Object {
            bucket: &source.bucket,
            key: &source.key,
        }
        .of(home),
        key: source
            .version_id
            .as_deref()
            .map(|version| ("s3:versionid", version)),
    }
}

/// Whether the target is the source of a copy, and not the copy.
fn is_source(operation: &Operation, target: &Target<'_>) -> bool {
    let (Operation::CopyObject(copy), Resource::Object { bucket, key }) =
        (operation, target.resource)
    else {
        return false;
    };
    (bucket, key) != (&*copy.bucket, &*copy.key)
}

/// The tags that a request brings; `None` of requests that cannot bring any.
fn tags_of(operation: &Operation) -> Option<&BTreeMap<String, String>> {
    match operation {
        Operation::PutObject(put) => Some(&put.tags),
        Operation::CopyObject(copy) => copy.tags.as_ref(),
        Operation::CreateMultipartUpload(create) => Some(&create.tags),
        Operation::PutObjectTagging(put) => Some(&put.tags),
        _ => None,
    }
}

fn version_of(operation: &Operation) -> Option<&str> {
    let version = match operation {
        Operation::GetObject(get) => &get.version_id,
        Operation::HeadObject(get) => &get.version_id,
        Operation::GetObjectAttributes(get) => &get.version_id,
        Operation::GetObjectTagging(get) => &get.version_id,
        Operation::DeleteObject(delete) => &delete.object.version_id,
        Operation::PutObjectTagging(put) => &put.version_id,
        Operation::DeleteObjectTagging(delete) => &delete.version_id,
        _ => return None,
    };
    version.as_deref()
}
