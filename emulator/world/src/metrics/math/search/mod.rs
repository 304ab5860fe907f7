//! The language inside of `SEARCH('...')`: `{Namespace,Dimension} MetricName="x" OR (a NOT b)`.
//! Source: user guide, CloudWatch search expression syntax.
//!
//! `parse` reads it out of the words of `word`; `condition` is what it asks, of names as `name` takes them apart.

mod condition;
mod name;
mod parse;
mod word;

pub use condition::{Candidate, Search};
