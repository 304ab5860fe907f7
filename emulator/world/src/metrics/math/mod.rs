//! Metric math: expressions over series, as `GetMetricData` and alarms evaluate them.
//!
//! [`Expression::parse`] once, [`Expression::evaluate`] over a [`Scope`], which is what the expression may look at: the queries of
//! its request, a search, the periods of the span. Everything is a value; this knows no store and no request.
//! Source: user guide, Using math expressions with CloudWatch metrics.
//!
//! To read: `token`, `parse`, `node` and `expression`; `evaluate` and `call` with `operator`, `apply`, `aggregate`, `transform`, `fill`, `branch`,
//! `calendar` and `order`, a file a kind of function; `search`, the language inside of `SEARCH`; `label`, the dynamic parts of labels.
//!
//! # Bounds
//! An expression nests [`MAX_DEPTH`] deep; a list has at most [`MAX_SERIES`] series; what the expressions of one request make together is
//! bounded by [`Budget`]. So hostile text takes neither the stack nor the memory.

mod aggregate;
mod apply;
mod bounds;
mod branch;
mod budget;
mod calendar;
mod call;
mod evaluate;
mod expression;
mod fault;
mod fill;
mod function;
mod label;
mod node;
mod operator;
mod order;
mod parse;
mod search;
mod series;
mod token;
mod transform;

#[cfg(test)]
mod tests;

pub use bounds::{MAX_DEPTH, MAX_SERIES};
pub use budget::Budget;
pub use evaluate::Scope;
pub use expression::Expression;
pub use fault::Fault;
pub use function::Function;
pub use label::{Label, Moments};
pub use search::{Candidate, Search};
pub use series::{Properties, Series, Steps, Value};
