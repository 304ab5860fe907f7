//! An expression, understood.

use super::evaluate::{Evaluation, Scope};
use super::fault::Fault;
use super::function::Function;
use super::operator::Operator;
use super::series::Value;
use super::{Budget, parse};

/// How deep an expression may nest. AWS's bound is not known; every level is a few frames of the stack.
pub const MAX_DEPTH: usize = 50;

#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    root: Node,
}

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

impl Expression {
    /// Refuses what is no expression, and functions that AWS has and this emulator does not.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        parse::parse(text).map(|root| Self { root })
    }

    /// What it comes to: series or a list of them.
    pub fn evaluate(&self, scope: &dyn Scope, budget: &Budget) -> Result<Value, Fault> {
        let evaluation = Evaluation { scope, budget };
        match evaluation.node(&self.root)? {
            Value::Scalar(_) => Err(Fault::ScalarResult),
            value => Ok(value),
        }
    }

    /// The ids of the queries that it names, each as often as it does.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids = Vec::new();
        self.root.visit(&mut |node| {
            if let Node::Id(id) = node {
                ids.push(id.as_str());
            }
        });
        ids
    }

    /// How often it calls a function.
    pub fn calls(&self, wanted: Function) -> usize {
        let mut count = 0;
        self.root.visit(&mut |node| {
            count += usize::from(matches!(node, Node::Call(function, _) if *function == wanted));
        });
        count
    }
}

impl Node {
    fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Self)) {
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
