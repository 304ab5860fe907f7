//! Records become sums by metric, dimension values and minute.
//!
//! An [`Aggregate`] (in `sums`) is a value: the aggregate of two sets of records is the merge of theirs, in any
//! order and any grouping, as long as the bound on series is not reached. What is published, and by
//! which dimensions, is in `rules`; how samples add up is in `samples`; how many aggregates share
//! the bound on series is in `bound`; where a record's samples go is in `places`.

mod bound;
mod invocation;
mod metric_set;
mod places;
mod rules;
mod samples;
mod sums;

pub use invocation::{Invocation, Labels, Tokens};
pub(crate) use places::Places;
pub use rules::{DEFAULT_MAX_SERIES, Dimension, DimensionSet, Metric, Period, Rules};
pub use samples::Histogram;
pub use sums::{Aggregate, NO_VALUE, Total};

#[cfg(test)]
mod tests;
