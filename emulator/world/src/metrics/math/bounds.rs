//! How deep and how large an expression may be.

/// How deep an expression may nest. AWS's bound is not known; every level is a few frames of the stack.
pub const MAX_DEPTH: usize = 50;

/// How many series a list may have. Source: user guide, "a graph can display as many as 500 time series".
pub const MAX_SERIES: usize = 500;

/// Data points that the expressions of one request may make together, those in between included: 64 MB of them. AWS's bound
/// is not known; a request has at most 100,800 data points a page.
pub(super) const MAX_POINTS: usize = 4_000_000;
