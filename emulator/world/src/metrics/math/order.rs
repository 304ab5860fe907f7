//! Which series of a list come first.

use super::series::Series;

/// By a number of each; those that have none come last, and those that are alike stay as they were.
pub(super) fn sort(
    list: Vec<Series>,
    rank: impl Fn(&Series) -> f64,
    is_descending: bool,
) -> Vec<Series> {
    let mut ranked: Vec<(f64, Series)> = list
        .into_iter()
        .map(|series| (rank(&series), series))
        .collect();
    ranked.sort_by(|(left, _), (right, _)| {
        let order = if is_descending {
            right.total_cmp(left)
        } else {
            left.total_cmp(right)
        };
        left.is_nan().cmp(&right.is_nan()).then(order)
    });
    ranked.into_iter().map(|(_, series)| series).collect()
}

/// From `start` up to `end`, which is not part of it.
pub(super) fn slice(list: Vec<Series>, start: usize, end: usize) -> Vec<Series> {
    let length = end.saturating_sub(start);
    list.into_iter().skip(start).take(length).collect()
}
