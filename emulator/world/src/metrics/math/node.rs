//! What an expression is made of.

use super::function::Function;
use super::operator::Operator;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Text(String),
    Id(String),
    /// `DESC`, `REPEAT`: means something to a function only.
    Word(String),
    Negated(Box<Node>),
    /// Operators of one rank, from the left: as long as the text is, not as deep.
    Chain(Box<Node>, Vec<(Operator, Node)>),
    Call(Function, Vec<Node>),
    List(Vec<Node>),
}

impl Node {
    /// Shows it, and everything in it.
    pub(super) fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Number(_) | Self::Text(_) | Self::Id(_) | Self::Word(_) => {}
            Self::Negated(inner) => inner.visit(see),
            Self::Chain(first, rest) => {
                first.visit(see);
                for (_, node) in rest {
                    node.visit(see);
                }
            }
            Self::Call(_, nodes) | Self::List(nodes) => {
                for node in nodes {
                    node.visit(see);
                }
            }
        }
    }
}
