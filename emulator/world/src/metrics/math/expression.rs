//! An expression, understood.

use super::budget::Budget;
use super::evaluate::{Evaluation, Scope};
use super::fault::Fault;
use super::function::Function;
use super::node::Node;
use super::parse;
use super::series::Value;

#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    root: Node,
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
