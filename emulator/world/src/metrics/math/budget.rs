//! How much the expressions of one request may make.

use std::cell::Cell;

use super::fault::Fault;

/// How many series a list may have. Source: user guide, "a graph can display as many as 500 time series".
pub const MAX_SERIES: usize = 500;

/// What is left of it. A series costs its data points and one.
#[derive(Debug)]
pub struct Budget {
    points: Cell<usize>,
}

impl Budget {
    /// Data points that the expressions of one request may make together, those in between included: 64 MB of them. AWS's bound
    /// is not known; a request has at most 100,800 data points a page.
    pub const MAX_POINTS: usize = 4_000_000;

    pub fn new() -> Self {
        Self {
            points: Cell::new(Self::MAX_POINTS),
        }
    }

    /// Takes what a series of so many data points costs.
    pub(super) fn spend(&self, points: usize) -> Result<(), Fault> {
        let left = self.points.get().checked_sub(points.saturating_add(1));
        self.points.set(left.ok_or(Fault::TooManyPoints)?);
        Ok(())
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new()
    }
}
