//! One bound on series for many aggregates.
//!
//! `max_series` bounds an invocation, and an invocation sums each message apart. So the aggregates of
//! its messages are each other's successors: a series that one of them let in stays let in, and takes
//! room, in all that follow. Merging them back never exceeds the bound.

use std::sync::Arc;

use super::sums::{Aggregate, Index};

impl Aggregate {
    /// An aggregate without sums under the same rules, in which the series of this one, and of those
    /// before it, have their room already.
    #[must_use]
    pub fn successor(&self) -> Self {
        Self {
            rules: Arc::clone(&self.rules),
            groups: Arc::clone(&self.groups),
            series: self.series.clone(),
            series_count: self.series_count,
            series_by_key: self.series_by_key.clone(),
            cells: Vec::new(),
            cells_by_key: Index::default(),
            dropped_samples: 0,
            key: Vec::new(),
            recent: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::core::aggregate::{Invocation, Labels, Rules, Tokens};
    use crate::core::profile::InferenceProfileClass;

    fn call(region: &str) -> Invocation<'_> {
        Invocation {
            epoch_seconds: 0,
            labels: Labels {
                region: Cow::Borrowed(region),
                model_id: Cow::Borrowed("us.anthropic.x"),
                ..Labels::default()
            },
            class: InferenceProfileClass::CrossRegion,
            tokens: Tokens::default(),
        }
    }

    #[test]
    fn successors_share_one_bound_and_merge_without_loss() {
        let rules = Arc::new(Rules {
            max_series: 2,
            ..Rules::default()
        });
        let mut first = Aggregate::new(&rules);
        first.add(&call("us-east-1"));
        let mut second = first.successor();
        for region in ["us-east-1", "us-west-2", "eu-west-1"] {
            second.add(&call(region));
        }
        assert_eq!((second.series_count(), second.dropped_samples()), (2, 1));
        first.merge(&second);
        assert_eq!((first.series_count(), first.dropped_samples()), (2, 1));
    }

    #[test]
    fn a_series_without_room_for_any_metric_takes_no_memory() {
        let rules = Arc::new(Rules {
            max_series: 1,
            ..Rules::default()
        });
        let mut aggregate = Aggregate::new(&rules);
        for minute in 0..3 {
            aggregate.add(&Invocation {
                epoch_seconds: minute * 60,
                tokens: Tokens {
                    input: Some(5),
                    ..Tokens::default()
                },
                ..call("us-east-1")
            });
        }
        assert_eq!((aggregate.series.len(), aggregate.cells.len()), (1, 3));
        assert_eq!(aggregate.dropped_samples(), 3);
    }
}
