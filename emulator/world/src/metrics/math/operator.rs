//! The operators, and how tightly they bind.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    AtMost,
    AtLeast,
    Less,
    Greater,
    Plus,
    Minus,
    Times,
    Divide,
    Power,
}

/// How tightly operators bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    Or,
    And,
    Comparison,
    Sum,
    Product,
    /// Tighter than every operator with two operands that goes from the left.
    Sign,
}

impl Rank {
    pub(super) const LOOSEST: Self = Self::Or;

    /// `None` where a sign comes next.
    pub(super) fn tighter(self) -> Option<Self> {
        match self {
            Self::Or => Some(Self::And),
            Self::And => Some(Self::Comparison),
            Self::Comparison => Some(Self::Sum),
            Self::Sum => Some(Self::Product),
            Self::Product => Some(Self::Sign),
            Self::Sign => None,
        }
    }
}

impl Operator {
    pub(super) fn rank(self) -> Rank {
        match self {
            Self::Or => Rank::Or,
            Self::And => Rank::And,
            Self::Equal
            | Self::NotEqual
            | Self::AtMost
            | Self::AtLeast
            | Self::Less
            | Self::Greater => Rank::Comparison,
            Self::Plus | Self::Minus => Rank::Sum,
            Self::Times | Self::Divide => Rank::Product,
            Self::Power => Rank::Sign,
        }
    }

    pub(super) fn is_arithmetic(self) -> bool {
        matches!(self.rank(), Rank::Sum | Rank::Product | Rank::Sign)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Or => "OR",
            Self::And => "AND",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::Greater => ">",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divide => "/",
            Self::Power => "^",
        })
    }
}
