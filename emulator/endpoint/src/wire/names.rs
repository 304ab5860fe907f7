//! Where a service's Query names differ from the names of its JSON model.
//!
//! SQS is flattened: its lists and maps stand without a wrapper under a singular name (`Attribute.1.Name` for the
//! map `Attributes`). CloudWatch has nothing here but the names of its maps: in a tree a map looks like a structure.
//! Source: the Query models of botocore before SQS and CloudWatch moved to JSON (1.31).

/// How a list or a map is spelled in Query and XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flat {
    /// The member of the JSON model.
    pub member: &'static str,
    /// The name of one element on the wire.
    pub element: &'static str,
    pub kind: Kind,
    /// The one operation that this line is for; any when `None`.
    operation: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    List,
    /// Entries with their key and value under these names.
    Map {
        key: &'static str,
        value: &'static str,
    },
}

pub(super) const NAME_VALUE: Kind = Kind::Map {
    key: "Name",
    value: "Value",
};
pub(super) const KEY_VALUE: Kind = Kind::Map {
    key: "Key",
    value: "Value",
};

pub(super) const fn list(member: &'static str, element: &'static str) -> Flat {
    Flat {
        member,
        element,
        kind: Kind::List,
        operation: None,
    }
}

pub(super) const fn map(member: &'static str, element: &'static str, kind: Kind) -> Flat {
    Flat {
        member,
        element,
        kind,
        operation: None,
    }
}

pub(super) const fn only(operation: &'static str, flat: Flat) -> Flat {
    Flat {
        operation: Some(operation),
        ..flat
    }
}

impl Flat {
    pub(super) fn is_for(&self, operation: &str) -> bool {
        self.operation.is_none_or(|only| only == operation)
    }
}
