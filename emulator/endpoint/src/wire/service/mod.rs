//! What the wire knows of each service: one file a service, one line in [`SERVICES`].

mod cloudwatch;
mod iam;
mod lambda;
#[cfg(test)]
mod lambda_members;
mod logs;
mod sns;
mod sqs;
mod sts;

use super::protocols::{ABSENT, Protocols};
use super::refusal::Refusal;
use crate::world::Error;

pub use cloudwatch::CLOUDWATCH;
pub use iam::IAM;
pub use lambda::LAMBDA;
pub use logs::LOGS;
pub use sns::SNS;
pub use sqs::SQS;
pub use sts::STS;

/// Every service whose bytes are ours; S3's are `s3s`'s.
pub const SERVICES: &[&Protocols] = &[&SQS, &CLOUDWATCH, &LAMBDA, &LOGS, &SNS, &STS, &IAM];

/// By the prefix of `X-Amz-Target`, which is also the service's name in rpc-v2-cbor's path.
pub fn by_target(prefix: &str) -> Option<&'static Protocols> {
    find(|service| !prefix.is_empty() && service.target == prefix)
}

/// By the `Version` of a Query request.
pub fn by_version(version: &str) -> Option<&'static Protocols> {
    find(|service| service.versions.contains(&version))
}

/// By what clients sign for; only services that speak Query.
pub fn by_signature(signed_for: &str) -> Option<&'static Protocols> {
    find(|service| service.signed_as == signed_for && !service.versions.is_empty())
}

/// By the operation that a link names.
pub fn by_link(operation: &str) -> Option<&'static Protocols> {
    find(|service| service.links.contains(&operation))
}

fn find(fits: impl Fn(&Protocols) -> bool) -> Option<&'static Protocols> {
    SERVICES.iter().find(|service| fits(service)).copied()
}

/// The world's refusal of a call, as its service spells it. S3 spells its own.
pub fn refusal_of(error: &Error) -> Refusal {
    let mut services = SERVICES.iter();
    let refusal = services.find_map(|service| (service.refuse)(error));
    refusal.unwrap_or_else(|| ABSENT.internal(error))
}
