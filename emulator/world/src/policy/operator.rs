//! Names of condition operators: `ForAnyValue:StringNotLikeIfExists`.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

/// What a condition's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) kind: Kind,
    /// `..NotEquals`, `..NotLike`, `NotIpAddress`.
    pub(super) is_negated: bool,
    pub(super) quantifier: Option<Quantifier>,
    pub(super) if_exists: bool,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text(Comparison),
    Number(Order),
    Date(Order),
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

/// How texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Exact,
    IgnoringCase,
    /// With wildcards.
    Like,
}

/// How the request's value stands to the policy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    pub(super) fn holds<T: PartialOrd>(self, request: &T, policy: &T) -> bool {
        match self {
            Self::Equal => request == policy,
            Self::Less => request < policy,
            Self::LessOrEqual => request <= policy,
            Self::Greater => request > policy,
            Self::GreaterOrEqual => request >= policy,
        }
    }
}

/// Which of a key's several values have to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantifier {
    All,
    Any,
}

impl Operator {
    /// `None` for a name that AWS does not have.
    pub(super) fn read(name: &str) -> Option<Self> {
        let (quantifier, name) = if let Some(name) = name.strip_prefix("ForAllValues:") {
            (Some(Quantifier::All), name)
        } else if let Some(name) = name.strip_prefix("ForAnyValue:") {
            (Some(Quantifier::Any), name)
        } else {
            (None, name)
        };
        let (if_exists, name) = match name.strip_suffix("IfExists") {
            Some(name) => (true, name),
            None => (false, name),
        };
        let (kind, is_negated) = kind(name)?;
        // Whether a key is there is neither asked of its values nor of a key that may be missing.
        if kind == Kind::Null && (if_exists || quantifier.is_some()) {
            return None;
        }
        Some(Self {
            kind,
            is_negated,
            quantifier,
            if_exists,
        })
    }
}

fn kind(name: &str) -> Option<(Kind, bool)> {
    let found = match name {
        "StringEquals" => (Kind::Text(Comparison::Exact), false),
        "StringNotEquals" => (Kind::Text(Comparison::Exact), true),
        "StringEqualsIgnoreCase" => (Kind::Text(Comparison::IgnoringCase), false),
        "StringNotEqualsIgnoreCase" => (Kind::Text(Comparison::IgnoringCase), true),
        "StringLike" => (Kind::Text(Comparison::Like), false),
        "StringNotLike" => (Kind::Text(Comparison::Like), true),
        "Bool" => (Kind::Bool, false),
        "BinaryEquals" => (Kind::Binary, false),
        "IpAddress" => (Kind::Address, false),
        "NotIpAddress" => (Kind::Address, true),
        "ArnEquals" | "ArnLike" => (Kind::Arn, false),
        "ArnNotEquals" | "ArnNotLike" => (Kind::Arn, true),
        "Null" => (Kind::Null, false),
        _ => return ordered(name),
    };
    Some(found)
}

fn ordered(name: &str) -> Option<(Kind, bool)> {
    let (kind, order): (fn(Order) -> Kind, _) = match name.strip_prefix("Numeric") {
        Some(order) => (Kind::Number, order),
        None => (Kind::Date, name.strip_prefix("Date")?),
    };
    let (order, is_negated) = match order {
        "Equals" => (Order::Equal, false),
        "NotEquals" => (Order::Equal, true),
        "LessThan" => (Order::Less, false),
        "LessThanEquals" => (Order::LessOrEqual, false),
        "GreaterThan" => (Order::Greater, false),
        "GreaterThanEquals" => (Order::GreaterOrEqual, false),
        _ => return None,
    };
    Some((kind(order), is_negated))
}
