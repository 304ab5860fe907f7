//! What the keys and values of tags may be: of those of IAM's entities, and of a session's.
//!
//! Source: botocore's models of IAM and STS, `Tag`; guide IAM, Tags for IAM resources, "Rules for tagging in IAM and AWS STS".

use super::tag::Tag;
use crate::constraints::may_be_in_tag;

/// Characters of a key, and of a value.
pub(super) const TAG_KEY: usize = 128;
const TAG_VALUE: usize = 256;
/// In any case. "You cannot create a tag key or value that begins with the text aws:."
const RESERVED: &str = "aws:";

/// A key or a value among the tags of a request.
#[derive(Debug)]
pub(crate) struct TagPart<'a> {
    /// As errors name it: `tags.1.member.key`.
    pub(crate) member: String,
    pub(crate) text: &'a str,
    pub(crate) shortest: usize,
    pub(crate) longest: usize,
    pub(crate) pattern: &'static str,
}

impl TagPart<'_> {
    /// Whether its characters are those of the pattern.
    pub(crate) fn fits(&self) -> bool {
        self.text.chars().all(may_be_in_tag)
    }
}

/// The keys and values of a request's tags, in their order.
pub(crate) fn tag_parts(tags: &[Tag]) -> impl Iterator<Item = TagPart<'_>> {
    (1..).zip(tags).flat_map(|(number, tag)| {
        let key = TagPart {
            member: format!("tags.{number}.member.key"),
            text: &tag.key,
            shortest: 1,
            longest: TAG_KEY,
            pattern: r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+",
        };
        let value = TagPart {
            member: format!("tags.{number}.member.value"),
            text: &tag.value,
            shortest: 0,
            longest: TAG_VALUE,
            pattern: r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*",
        };
        [key, value]
    })
}

/// # Errors
/// What is wrong with the tags, where one is AWS's own. Text unverified.
pub(crate) fn check_reserved(tags: &[Tag]) -> Result<(), String> {
    let is_reserved = |tag: &&Tag| begins_reserved(&tag.key) || begins_reserved(&tag.value);
    let reserved = tags.iter().find(is_reserved);
    reserved.map_or(Ok(()), |tag| {
        Err(format!(
            "The tag {} is not valid: a tag key or value that begins with the text {RESERVED} is reserved for AWS internal use.",
            tag.key
        ))
    })
}

fn begins_reserved(text: &str) -> bool {
    let start = text.get(..RESERVED.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(RESERVED))
}
