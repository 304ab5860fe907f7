//! How a service is spoken to: what [`super::service`] says of each, a file a service.

use std::fmt::{self, Display};

use super::cbor;
use super::names::Flat;
use super::refusal::Refusal;
use super::rest_path::RestPath;
use super::value::{DecodeError, Value};
use crate::world::service::ServiceModel;
use crate::world::{Error, Operation};

/// Stands in for a service that is not played: its requests are answered in their own protocol all the same.
pub const ABSENT: Protocols = Protocols::of(|_, _| None, |_| None);

/// `None` where the operation is not built.
pub type Decoded = Option<Result<Operation, DecodeError>>;

/// How a service is spoken to.
#[derive(Clone, Copy)]
pub struct Protocols {
    pub model: &'static ServiceModel,
    /// What clients sign for.
    pub signed_as: &'static str,
    /// The prefix of `X-Amz-Target`, which is also the service's name in rpc-v2-cbor's path; empty where it speaks neither.
    pub target: &'static str,
    /// The `Version`s of its Query requests.
    pub versions: &'static [&'static str],
    /// What its messages link to: the URLs of these operations say no version, and nobody signs them.
    pub links: &'static [&'static str],
    /// The namespace of its shapes in `__type`.
    pub shapes: &'static str,
    /// The namespace of its XML.
    pub xml: &'static str,
    /// Its errors keep the codes of its Query days in `x-amzn-query-error`.
    pub has_query_errors: bool,
    /// Where Query's names differ from those of the JSON model, in requests and in replies.
    pub requests: &'static [Flat],
    pub replies: &'static [Flat],
    /// The members of its replies that are maps with wrapped entries rather than structures.
    pub maps: &'static [&'static str],
    /// The member that the URL of a request stands in for.
    pub url_member: Option<&'static str>,
    /// Bytes that the body of an operation may have, where it is fewer than all may.
    pub largest: &'static [(&'static str, usize)],
    /// The paths of its operations, where it speaks restJson.
    pub rest: &'static [RestPath],
    /// Parameters of its query strings that may come more than once, with the list that they are.
    pub query_lists: &'static [(&'static str, &'static str)],
    /// Decodes the request of the operation called so.
    pub decode_tree: fn(&str, Value) -> Decoded,
    /// The same, straight from CBOR: half as much work for requests that are large. `None` where there are none: a type takes room for
    /// each way that it can be read.
    pub decode_cbor: Option<fn(&str, &mut cbor::Reader<'_>) -> Decoded>,
    /// The refusal of a request without a member that it needs.
    pub missing: fn(&'static str) -> Refusal,
    /// Its own errors; `None` for another service's.
    pub refuse: fn(&Error) -> Option<Refusal>,
    /// Shape and code of a fault of the emulator's own.
    pub broken: (&'static str, &'static str),
}

impl Protocols {
    /// What most services have in common.
    pub(super) const fn of(
        decode_tree: fn(&str, Value) -> Decoded,
        refuse: fn(&Error) -> Option<Refusal>,
    ) -> Self {
        Self {
            model: &ServiceModel {
                name: "an absent service",
                prefix: "",
                operations: &[],
            },
            signed_as: "",
            target: "",
            versions: &[],
            links: &[],
            shapes: "",
            xml: "http://webservices.amazon.com/AWSFault/2005-15-09",
            has_query_errors: false,
            requests: &[],
            replies: &[],
            maps: &[],
            url_member: None,
            largest: &[],
            rest: &[],
            query_lists: &[],
            decode_tree,
            decode_cbor: None,
            missing: |member| {
                Refusal::sender(
                    "MissingParameter",
                    format!("The request must contain the parameter {member}."),
                )
            },
            refuse,
            broken: ("InternalFailure", "InternalFailure"),
        }
    }

    /// Whether an operation of this name is built.
    pub fn has(&self, operation: &str) -> bool {
        let mut operations = self.model.operations.iter();
        operations.any(|known| known.name == operation)
    }

    /// How the element `element` of a request is to be read, where it is flattened.
    pub fn flat_in_request(&self, operation: &str, element: &str) -> Option<&'static Flat> {
        let mut flats = self.requests.iter();
        flats.find(|flat| flat.element == element && flat.is_for(operation))
    }

    /// How the member `member` of a reply is to be written, where it is flattened.
    pub fn flat_in_reply(&self, operation: &str, member: &str) -> Option<&'static Flat> {
        let mut flats = self.replies.iter();
        flats.find(|flat| flat.member == member && flat.is_for(operation))
    }

    /// Whether the member `member` of a reply is a map with wrapped entries rather than a structure.
    pub fn is_map(&self, member: &str) -> bool {
        self.maps.contains(&member)
    }

    /// The refusal of a request that the operation's model does not admit.
    pub fn undecodable(&self, error: &DecodeError) -> Refusal {
        match error {
            DecodeError::Missing(member) => (self.missing)(member),
            DecodeError::Unread(path) => Refusal::unknown_parameter(path),
            DecodeError::Invalid(message) => Refusal::bad_encoding(message),
        }
    }

    /// A fault of the emulator's own.
    pub fn internal(&self, cause: impl Display) -> Refusal {
        let (shape, code) = self.broken;
        Refusal::internal(shape, code, cause)
    }

    /// Whether this stands in for a service that is not played.
    pub fn is_absent(&self) -> bool {
        self.model.operations.is_empty()
    }
}

impl PartialEq for Protocols {
    fn eq(&self, other: &Self) -> bool {
        self.model.name == other.model.name
    }
}

impl Eq for Protocols {}

impl fmt::Debug for Protocols {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.model.name)
    }
}
