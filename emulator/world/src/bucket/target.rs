//! What requests are for.

use crate::arn::{Resource, Target};
use crate::origin::Home;

pub(super) fn bucket<'a>(home: &'a Home, bucket: &'a str) -> Target<'a> {
    Resource::Bucket(bucket).of(home)
}

pub(super) fn new_bucket<'a>(home: &'a Home, bucket: &'a str) -> Target<'a> {
    Resource::NewBucket(bucket).of(home)
}

pub(super) fn object<'a>(home: &'a Home, bucket: &'a str, key: &'a str) -> Target<'a> {
    Resource::Object { bucket, key }.of(home)
}
