//! The one place where ARNs are made and read.
//!
//! [`Target`] is a resource that nobody has spelled yet: what an operation is for. [`Arn`] is the text taken apart.

use std::fmt::{self, Write};

use crate::iam::Kind;
use crate::origin::{AccountId, Home, Region};

/// `arn:<partition>:<service>:<region>:<account>:<resource>`, taken apart. Which parts may be empty is each service's rule.
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arn<'a> {
    pub partition: &'a str,
    pub service: &'a str,
    pub region: &'a str,
    pub account: &'a str,
    /// Everything after the fifth colon, colons included.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// `None` for what has fewer than six parts, another scheme or another partition than AWS's.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let (scheme, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        let is_arn = scheme == "arn" && partition.starts_with("aws");
        is_arn.then_some(Self {
            partition,
            service,
            region,
            account,
            resource,
        })
    }

    /// Whether it names a function, or a version or alias of one.
    pub(crate) fn is_function(&self) -> bool {
        self.service == "lambda" && self.resource.starts_with("function:")
    }

    /// Where a regional resource is; `None` without a Region or an account, or in a partition that is not the Region's: what
    /// policies say of a resource they say of its one name.
    pub fn home(&self) -> Option<Home> {
        let account = AccountId::parse(self.account)?;
        let region = (!self.region.is_empty()).then(|| Region::new(self.region))?;
        (self.partition == region.partition()).then_some(Home { account, region })
    }
}

/// A resource, seen from a Region. Its `Display` is the ARN; `*` where the operation is for none in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// Whose it is: the caller's own, unless the request names another's.
    pub account: AccountId,
    pub region: &'a Region,
    pub resource: Resource<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource<'a> {
    Any,
    Bucket(&'a str),
    /// A bucket to be made: whose it will be is not whose it may be already.
    NewBucket(&'a str),
    Object {
        bucket: &'a str,
        key: &'a str,
    },
    Queue(&'a str),
    Function(&'a str),
    /// A version or an alias of a function.
    QualifiedFunction {
        name: &'a str,
        qualifier: &'a str,
    },
    EventSourceMapping(&'a str),
    Topic(&'a str),
    Alarm(&'a str),
    /// In no Region.
    Dashboard(&'a str),
    LogGroup(&'a str),
    LogStream {
        group: &'a str,
        stream: &'a str,
    },
    /// A role, user, group or managed policy, with its path as far as the request says it.
    Identity {
        kind: Kind,
        path: &'a str,
        name: &'a str,
    },
    /// One that is there under this name, whose path the request does not say.
    Entity {
        kind: Kind,
        name: &'a str,
    },
    /// The user who asks; the root, where it does.
    Asker,
    /// An account itself, as a principal.
    Root,
    /// An ARN that the request names itself.
    Named(&'a str),
}

impl<'a> Resource<'a> {
    /// Where the caller is, or in the account that the resource is known to be of.
    pub fn of(self, home: &'a Home) -> Target<'a> {
        Target {
            account: home.account,
            region: &home.region,
            resource: self,
        }
    }
}

impl Target<'_> {
    /// Where it is.
    pub fn home(&self) -> Home {
        Home {
            account: self.account,
            region: self.region.clone(),
        }
    }
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spell(formatter)
    }
}

impl Target<'_> {
    /// The ARN, for where formatting costs too much: every call has it spelled for its line.
    pub(crate) fn arn(&self) -> String {
        let mut arn = String::new();
        self.spell_into(&mut arn);
        arn
    }

    pub(crate) fn spell_into(&self, buffer: &mut String) {
        buffer.reserve(ARN);
        // A text takes everything.
        let _ = self.spell(buffer);
    }

    fn spell(&self, to: &mut impl Write) -> fmt::Result {
        let mut spelled = Spelling { of: self, to };
        match self.resource {
            Resource::Any | Resource::Asker => spelled.text(&["*"]),
            Resource::Bucket(bucket) | Resource::NewBucket(bucket) => {
                spelled.nobodys("s3", &[bucket])
            }
            Resource::Object { bucket, key } => spelled.nobodys("s3", &[bucket, "/", key]),
            Resource::Queue(name) => spelled.regional("sqs", &[name]),
            Resource::Function(name) => spelled.regional("lambda", &["function:", name]),
            Resource::QualifiedFunction { name, qualifier } => {
                spelled.regional("lambda", &["function:", name, ":", qualifier])
            }
            Resource::EventSourceMapping(uuid) => {
                spelled.regional("lambda", &["event-source-mapping:", uuid])
            }
            Resource::Topic(name) => spelled.regional("sns", &[name]),
            Resource::Alarm(name) => spelled.regional("cloudwatch", &["alarm:", name]),
            Resource::Dashboard(name) => spelled.global("cloudwatch", &["dashboard/", name]),
            Resource::LogGroup(group) => spelled.regional("logs", &["log-group:", group]),
            Resource::LogStream { group, stream } => {
                spelled.regional("logs", &["log-group:", group, ":log-stream:", stream])
            }
            Resource::Identity { kind, path, name } => {
                spelled.global("iam", &[kind.noun(), path, name])
            }
            Resource::Entity { kind, name } => spelled.global("iam", &[kind.noun(), "/", name]),
            Resource::Root => spelled.global("iam", &["root"]),
            Resource::Named(arn) => spelled.text(&[arn]),
        }
    }
}

/// What most ARNs have room in, in bytes.
const ARN: usize = 128;

/// Writes an ARN piece by piece.
struct Spelling<'a, W> {
    of: &'a Target<'a>,
    to: &'a mut W,
}

impl<W: Write> Spelling<'_, W> {
    /// Of an account in a Region.
    fn regional(&mut self, service: &str, resource: &[&str]) -> fmt::Result {
        self.scheme(service)?;
        let account = self.of.account.digits();
        self.text(&[self.of.region.as_str(), ":", account.as_str(), ":"])?;
        self.text(resource)
    }

    /// Of an account, in no Region.
    fn global(&mut self, service: &str, resource: &[&str]) -> fmt::Result {
        self.scheme(service)?;
        let account = self.of.account.digits();
        self.text(&[":", account.as_str(), ":"])?;
        self.text(resource)
    }

    /// In no Region and no account.
    fn nobodys(&mut self, service: &str, resource: &[&str]) -> fmt::Result {
        self.scheme(service)?;
        self.text(&["::"])?;
        self.text(resource)
    }

    fn scheme(&mut self, service: &str) -> fmt::Result {
        self.text(&["arn:", self.of.region.partition(), ":", service, ":"])
    }

    fn text(&mut self, pieces: &[&str]) -> fmt::Result {
        pieces.iter().try_for_each(|piece| self.to.write_str(piece))
    }
}

/// An operation for no resource in particular.
pub(crate) fn any(home: &Home) -> Target<'_> {
    Resource::Any.of(home)
}

/// A resource that the request names by its ARN, in the account that it says.
pub(crate) fn at_arn<'a>(home: &'a Home, arn: &'a str) -> Target<'a> {
    let account = Arn::parse(arn).and_then(|arn| AccountId::parse(arn.account));
    Target {
        account: account.unwrap_or(home.account),
        ..Resource::Named(arn).of(home)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_is_read_as_it_is_written() {
        for region in ["us-east-1", "cn-north-1", "us-gov-west-1"] {
            let home = Home {
                account: AccountId::parse("111122223333").unwrap(),
                region: Region::new(region),
            };
            let text = Resource::Function("f").of(&home).to_string();
            let arn = Arn::parse(&text).unwrap();
            assert_eq!(arn.home(), Some(home.clone()), "{text}");
            assert_eq!(arn.partition, home.region.partition());
            assert_eq!(
                (arn.service, arn.resource),
                ("lambda", "function:f"),
                "{text}"
            );
        }
        for text in [
            "",
            "dummy",
            "arn:aws:sqs:us-east-1:000000000000",
            "urn:aws:sqs:a:b:c",
            "arn:gcp:sqs:a:b:c",
        ] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
        // Under another partition's name a policy that denies it would not be asked.
        let elsewhere = Arn::parse("arn:aws-cn:sns:us-east-1:000000000000:t").unwrap();
        assert_eq!(elsewhere.home(), None);
    }
}
