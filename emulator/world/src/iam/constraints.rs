//! What the members of a request may be, and AWS's texts where they are not.
//!
//! Two kinds of text, as AWS has them: a constraint of the model, of which every broken one is told at once ("2 validation errors
//! detected: ..."), and "The specified value for X is invalid", of which the first is told, where no constraint is broken.
//! Source: botocore's IAM model for the bounds and patterns; texts recorded.

use super::error::IamError;
use super::tag::Tag;
use super::tag_parts::{TAG_KEY, tag_parts};
use crate::constraints;
use crate::constraints::may_be_in_tag;

/// The longest name of a role or of a user. Source: API `CreateRole`, `RoleName`.
pub(super) const ROLE_NAME: usize = 64;
/// The longest name that a user may be asked for by, and that of a group or of a policy. Source: API `GetUser`, `UserName`.
pub(super) const NAME: usize = 128;
/// Source: API `CreateRole`, `Path`.
const PATH: usize = 512;
/// Source: API `AttachRolePolicy`, `PolicyArn`.
const ARN: (usize, usize) = (20, 2048);
/// Source: API `CreateRole`, `AssumeRolePolicyDocument`. How large a policy may be is a quota beside.
const DOCUMENT: usize = 131_072;
/// Source: API `CreateRole`, `Description`.
const DESCRIPTION: usize = 1000;
/// Tags of a request, and of an entity. Source: API `TagRole`, `Tags`; quotas, "Tags that can be attached to an IAM role".
pub(super) const TAGS: usize = 50;

/// What is wrong with a request, member by member.
#[derive(Debug, Default)]
pub(super) struct Constraints {
    broken: Vec<String>,
    /// The first value that breaks no constraint and is invalid all the same.
    invalid: Option<String>,
}

impl Constraints {
    /// A name: `[\w+=,.@-]+`, so long at most.
    pub(super) fn name(self, member: &str, name: &str, longest: usize) -> Self {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte);
        self.length(member, name, 1, longest).valid(
            member,
            name.bytes().all(fits),
            "It must contain only alphanumeric characters and/or the following: +=,.@_-",
        )
    }

    /// The name of a request that may leave it out.
    pub(super) fn optional_name(self, member: &str, name: Option<&str>, longest: usize) -> Self {
        match name {
            Some(name) => self.name(member, name, longest),
            None => self,
        }
    }

    /// `/`, or `/` and printable characters and `/`.
    pub(super) fn path(self, member: &str, path: Option<&str>) -> Self {
        let Some(path) = path else {
            return self;
        };
        let is_path = path.starts_with('/')
            && path.ends_with('/')
            && path.bytes().all(|byte| byte.is_ascii_graphic());
        self.length(member, path, 1, PATH).valid(
            member,
            is_path,
            "It must begin and end with / and contain only alphanumeric characters and/or / characters.",
        )
    }

    /// What the paths of a list begin with.
    pub(super) fn path_prefix(self, prefix: Option<&str>) -> Self {
        let Some(prefix) = prefix else {
            return self;
        };
        let is_prefix =
            prefix.starts_with('/') && prefix.bytes().all(|byte| byte.is_ascii_graphic());
        self.length("pathPrefix", prefix, 1, PATH).valid(
            "pathPrefix",
            is_prefix,
            "It must begin with / and contain only alphanumeric characters and/or / characters.",
        )
    }

    pub(super) fn arn(self, member: &str, arn: &str) -> Self {
        let (shortest, longest) = ARN;
        self.length(member, arn, shortest, longest)
    }

    pub(super) fn optional_arn(self, member: &str, arn: Option<&str>) -> Self {
        match arn {
            Some(arn) => self.arn(member, arn),
            None => self,
        }
    }

    /// The text of a policy: `[\u0009\u000A\u000D\u0020-\u00FF]+`.
    pub(super) fn document(self, member: &str, document: &str) -> Self {
        let fits = |letter| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{ff}');
        self.length(member, document, 1, DOCUMENT).valid(
            member,
            document.chars().all(fits),
            "It must contain only printable ASCII characters.",
        )
    }

    /// The description of a role.
    pub(super) fn description(self, description: Option<&str>) -> Self {
        let Some(description) = description else {
            return self;
        };
        let fits = |letter| matches!(letter, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}');
        self.length("description", description, 0, DESCRIPTION)
            .holds(
                "description",
                description.chars().all(fits),
                r"Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*",
            )
    }

    /// The description of a policy, which may have any characters.
    pub(super) fn policy_description(self, description: Option<&str>) -> Self {
        self.length(
            "description",
            description.unwrap_or_default(),
            0,
            DESCRIPTION,
        )
    }

    /// One of a few words.
    pub(super) fn one_of(self, member: &str, value: Option<&str>, words: &[&str]) -> Self {
        let is_known = value.is_none_or(|value| words.contains(&value));
        self.holds(
            member,
            is_known,
            &format!("Member must satisfy enum value set: [{}]", words.join(", ")),
        )
    }

    /// A whole number.
    pub(super) fn between(self, member: &str, value: Option<i64>, least: i64, most: i64) -> Self {
        let Some(value) = value else {
            return self;
        };
        let text = format!("Member must have value greater than or equal to {least}");
        let long = format!("Member must have value less than or equal to {most}");
        self.holds(member, value >= least, &text)
            .holds(member, value <= most, &long)
    }

    /// Source: API `GetAccessKeyLastUsed`, `AccessKeyId`: 16 to 128 of `[\w]`.
    pub(super) fn access_key_id(self, id: &str) -> Self {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        self.length("accessKeyId", id, 16, 128).holds(
            "accessKeyId",
            id.bytes().all(fits),
            r"Member must satisfy regular expression pattern: [\w]+",
        )
    }

    /// `v1`, `v2` ... Source: API `GetPolicyVersion`, `VersionId`.
    pub(super) fn version_id(self, version_id: &str) -> Self {
        self.holds(
            "versionId",
            is_version_id(version_id),
            r"Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?",
        )
    }

    pub(super) fn tags(mut self, tags: &[Tag]) -> Self {
        let few = format!("Member must have length less than or equal to {TAGS}");
        self = self.holds("tags", tags.len() <= TAGS, &few);
        for part in tag_parts(tags) {
            let pattern = format!(
                "Member must satisfy regular expression pattern: {}",
                part.pattern
            );
            self = self
                .length(&part.member, part.text, part.shortest, part.longest)
                .holds(&part.member, part.fits(), &pattern);
        }
        self
    }

    pub(super) fn tag_keys(self, keys: &[String]) -> Self {
        let few = format!("Member must have length less than or equal to {TAGS}");
        let is_key = |key: &String| {
            (1..=TAG_KEY).contains(&key.chars().count()) && key.chars().all(may_be_in_tag)
        };
        self.holds("tagKeys", keys.len() <= TAGS, &few).holds(
            "tagKeys",
            keys.iter().all(is_key),
            r"Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+, Member must not be null]",
        )
    }

    /// # Errors
    /// What is wrong with the request, if anything is.
    pub(super) fn check(self) -> Result<(), IamError> {
        let text = constraints::told(&self.broken).or(self.invalid);
        text.map_or(Ok(()), |text| Err(IamError::ValidationError(text)))
    }

    pub(super) fn length(self, member: &str, value: &str, shortest: usize, longest: usize) -> Self {
        let length = value.chars().count();
        let short = format!("Member must have length greater than or equal to {shortest}");
        let long = format!("Member must have length less than or equal to {longest}");
        self.holds(member, length >= shortest, &short)
            .holds(member, length <= longest, &long)
    }

    fn holds(mut self, member: &str, holds: bool, constraint: &str) -> Self {
        if !holds {
            self.broken.push(format!(
                "Value at '{member}' failed to satisfy constraint: {constraint}"
            ));
        }
        self
    }

    fn valid(mut self, member: &str, is_valid: bool, rule: &str) -> Self {
        if !is_valid && self.invalid.is_none() {
            self.invalid = Some(format!(
                "The specified value for {member} is invalid. {rule}"
            ));
        }
        self
    }
}

/// `v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`
fn is_version_id(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('v') else {
        return false;
    };
    let (number, suffix) = rest.split_once('.').unwrap_or((rest, ""));
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_suffix = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    is_number && !number.starts_with('0') && suffix.bytes().all(is_suffix)
}
