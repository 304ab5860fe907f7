//! What an operation is for: a resource that nobody has spelled yet.

use std::fmt;

use crate::origin::{ACCOUNT_ID, Region};

/// A resource, seen from a Region. Its `Display` is the ARN; `*` where the operation is for none in particular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    pub region: &'a Region,
    pub resource: Resource<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource<'a> {
    Any,
    Bucket(&'a str),
    Object {
        bucket: &'a str,
        key: &'a str,
    },
    Queue(&'a str),
    Function(&'a str),
    EventSourceMapping(&'a str),
    Topic(&'a str),
    LogGroup(&'a str),
    LogStream {
        group: &'a str,
        stream: &'a str,
    },
    /// An ARN that the request names itself.
    Named(&'a str),
}

impl fmt::Display for Target<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.region;
        let partition = region.partition();
        match self.resource {
            Resource::Any => formatter.write_str("*"),
            Resource::Bucket(bucket) => write!(formatter, "arn:{partition}:s3:::{bucket}"),
            Resource::Object { bucket, key } => {
                write!(formatter, "arn:{partition}:s3:::{bucket}/{key}")
            }
            Resource::Queue(name) => {
                write!(
                    formatter,
                    "arn:{partition}:sqs:{region}:{ACCOUNT_ID}:{name}"
                )
            }
            Resource::Function(name) => write!(
                formatter,
                "arn:{partition}:lambda:{region}:{ACCOUNT_ID}:function:{name}"
            ),
            Resource::EventSourceMapping(uuid) => write!(
                formatter,
                "arn:{partition}:lambda:{region}:{ACCOUNT_ID}:event-source-mapping:{uuid}"
            ),
            Resource::Topic(name) => {
                write!(
                    formatter,
                    "arn:{partition}:sns:{region}:{ACCOUNT_ID}:{name}"
                )
            }
            Resource::LogGroup(group) => write!(
                formatter,
                "arn:{partition}:logs:{region}:{ACCOUNT_ID}:log-group:{group}"
            ),
            Resource::LogStream { group, stream } => write!(
                formatter,
                "arn:{partition}:logs:{region}:{ACCOUNT_ID}:log-group:{group}:log-stream:{stream}"
            ),
            Resource::Named(arn) => formatter.write_str(arn),
        }
    }
}

/// An operation for no resource in particular.
pub(crate) fn any(region: &Region) -> Target<'_> {
    Target {
        region,
        resource: Resource::Any,
    }
}

/// A resource that the request names by its ARN.
pub(crate) fn at_arn<'a>(region: &'a Region, arn: &'a str) -> Target<'a> {
    Target {
        region,
        resource: Resource::Named(arn),
    }
}
