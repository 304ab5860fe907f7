//! How much the expressions of one request may make.

use std::cell::Cell;

use super::bounds::MAX_POINTS;
use super::fault::Fault;

/// What is left of it. A series costs its data points and one.
#[derive(Debug)]
pub struct Budget {
    points: Cell<usize>,
}

impl Budget {
    /// What there is of it at first.
    pub const MAX_POINTS: usize = MAX_POINTS;

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
