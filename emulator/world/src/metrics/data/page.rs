//! One page of an answer.

use super::super::error::MetricsError;
use super::answer::MetricDataResult;
use super::request::GetMetricData;
use crate::value::Epoch;

/// Data points of a page. Source: the API reference.
const MAX_DATAPOINTS: usize = 100_800;

/// Cuts one page out of all results laid end to end. The token is how many datapoints were given before.
pub(super) struct Page {
    skip: usize,
    room: usize,
    given_before: usize,
    given: usize,
    is_cut: bool,
}

impl Page {
    pub(super) fn new(request: &GetMetricData) -> Result<Self, MetricsError> {
        let given_before = match request.next_token.as_deref() {
            None => 0,
            Some(token) => token
                .strip_prefix(TOKEN_PREFIX)
                .and_then(|digits| digits.parse().ok())
                .ok_or(MetricsError::InvalidNextToken)?,
        };
        let room = request
            .max_datapoints
            .and_then(|limit| usize::try_from(limit).ok())
            .filter(|limit| *limit > 0)
            .map_or(MAX_DATAPOINTS, |limit| limit.min(MAX_DATAPOINTS));
        Ok(Self {
            skip: given_before,
            room,
            given_before,
            given: 0,
            is_cut: false,
        })
    }

    pub(super) fn cut(
        &mut self,
        id: &str,
        label: String,
        points: Vec<(Epoch, f64)>,
    ) -> MetricDataResult {
        let skipped = self.skip.min(points.len());
        self.skip -= skipped;
        let left = points.len() - skipped;
        let taken = left.min(self.room - self.given);
        self.given += taken;
        let is_partial = taken < left;
        self.is_cut |= is_partial;
        let (timestamps, values) = points.into_iter().skip(skipped).take(taken).unzip();
        MetricDataResult {
            id: id.to_owned(),
            label,
            timestamps,
            values,
            status_code: if is_partial {
                "PartialData"
            } else {
                "Complete"
            },
        }
    }

    pub(super) fn next_token(&self) -> Option<String> {
        self.is_cut
            .then(|| format!("{TOKEN_PREFIX}{}", self.given_before + self.given))
    }
}

const TOKEN_PREFIX: &str = "datapoints-";
