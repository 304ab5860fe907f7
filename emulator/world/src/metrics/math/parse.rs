//! From words to an [`Expression`](super::Expression).
//!
//! From the loosest to the tightest: `OR`, `AND`, comparison, sum, product, a sign, power. Operators of one rank go from the left,
//! powers from the right. AWS does not document the ranks; these are those of every language that has the signs.

use super::bounds::MAX_DEPTH;
use super::fault::Fault;
use super::function::Function;
use super::node::Node;
use super::operator::{Operator, Rank};
use super::token::{Token, tokens};

/// What AWS has besides.
const UNBUILT: [&str; 5] = [
    "ANOMALY_DETECTION_BAND",
    "DB_PERF_INSIGHTS",
    "INSIGHT_RULE_METRIC",
    "LAMBDA",
    "SERVICE_QUOTA",
];

pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    if is_insights_query(text) {
        return Err(Fault::Insights);
    }
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens: &tokens,
        depth: 0,
    };
    let root = parser.ranked(Rank::LOOSEST)?;
    if parser.tokens.is_empty() {
        Ok(root)
    } else {
        Err(Fault::Syntax)
    }
}

/// `SELECT AVG(m) FROM ...`, in capitals or not.
fn is_insights_query(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    words
        .next()
        .is_some_and(|first| first.eq_ignore_ascii_case("SELECT"))
}

/// The function that a word names.
fn function(name: &str) -> Result<Function, Fault> {
    if let Some(function) = Function::built(name) {
        return Ok(function);
    }
    let unbuilt = UNBUILT.into_iter().find(|unbuilt| *unbuilt == name);
    Err(unbuilt.map_or_else(|| Fault::UnknownFunction(name.to_owned()), Fault::Unbuilt))
}

struct Parser<'a> {
    tokens: &'a [Token<'a>],
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Operands joined by operators of this rank, each of them of a tighter one.
    fn ranked(&mut self, rank: Rank) -> Result<Node, Fault> {
        let Some(tighter) = rank.tighter() else {
            return self.signed();
        };
        let first = self.ranked(tighter)?;
        let mut rest = Vec::new();
        while let Some(operator) = self.operator_of(rank) {
            rest.push((operator, self.ranked(tighter)?));
        }
        Ok(if rest.is_empty() {
            first
        } else {
            Node::Chain(Box::new(first), rest)
        })
    }

    fn operator_of(&mut self, rank: Rank) -> Option<Operator> {
        match self.tokens.first() {
            Some(Token::Operator(operator)) if operator.rank() == rank => {
                self.tokens = &self.tokens[1..];
                Some(*operator)
            }
            _ => None,
        }
    }

    /// A sign binds looser than a power: `-2^2` is -4.
    fn signed(&mut self) -> Result<Node, Fault> {
        if !self.takes(Token::Operator(Operator::Minus)) {
            return self.power();
        }
        let inner = self.deeper(Self::signed)?;
        Ok(Node::Negated(Box::new(inner)))
    }

    fn power(&mut self) -> Result<Node, Fault> {
        let base = self.primary()?;
        if !self.takes(Token::Operator(Operator::Power)) {
            return Ok(base);
        }
        let exponent = self.deeper(Self::signed)?;
        Ok(Node::Chain(
            Box::new(base),
            vec![(Operator::Power, exponent)],
        ))
    }

    fn primary(&mut self) -> Result<Node, Fault> {
        let (token, rest) = self.tokens.split_first().ok_or(Fault::Syntax)?;
        self.tokens = rest;
        match *token {
            Token::Number(number) => Ok(Node::Number(number)),
            Token::Text(text) => Ok(Node::Text(text.to_owned())),
            Token::Id(_) if self.tokens.first() == Some(&Token::Open) => Err(Fault::Syntax),
            Token::Id(id) => Ok(Node::Id(id.to_owned())),
            Token::Word(word) if self.takes(Token::Open) => {
                let function = function(word)?;
                let arguments = self.list(Token::Close)?;
                Ok(Node::Call(function, arguments))
            }
            Token::Word(word) => Ok(Node::Word(word.to_owned())),
            Token::Open => {
                let inner = self.deeper(|parser| parser.ranked(Rank::LOOSEST))?;
                self.takes(Token::Close)
                    .then_some(inner)
                    .ok_or(Fault::Syntax)
            }
            Token::OpenList => self.list(Token::CloseList).map(Node::List),
            Token::Operator(_) | Token::Close | Token::CloseList | Token::Comma => {
                Err(Fault::Syntax)
            }
        }
    }

    /// What stands between commas, up to the end of the list.
    fn list(&mut self, end: Token<'a>) -> Result<Vec<Node>, Fault> {
        let mut nodes = Vec::new();
        if self.takes(end) {
            return Ok(nodes);
        }
        loop {
            nodes.push(self.deeper(|parser| parser.ranked(Rank::LOOSEST))?);
            if self.takes(end) {
                return Ok(nodes);
            }
            if !self.takes(Token::Comma) {
                return Err(Fault::Syntax);
            }
        }
    }

    fn takes(&mut self, token: Token<'_>) -> bool {
        let is_next = self.tokens.first() == Some(&token);
        if is_next {
            self.tokens = &self.tokens[1..];
        }
        is_next
    }

    fn deeper(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Node, Fault>,
    ) -> Result<Node, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::Depth);
        }
        self.depth += 1;
        let node = inner(self);
        self.depth -= 1;
        node
    }
}
