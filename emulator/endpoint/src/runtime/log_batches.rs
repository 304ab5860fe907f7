//! Lines in batches that CloudWatch Logs takes: what is too large for one event goes on in the next.

use crate::world::logs::EVENT_OVERHEAD_BYTES;
use crate::world::logs::{MAX_BATCH_BYTES, MAX_BATCH_EVENTS};

/// Bytes of the longest message. Source: API `PutLogEvents`.
pub(super) const MAX_MESSAGE_BYTES: usize = MAX_BATCH_BYTES - EVENT_OVERHEAD_BYTES;

/// The lines in their order; what is empty is no event.
pub(super) fn batches(lines: impl IntoIterator<Item = String>) -> Vec<Vec<String>> {
    let mut batches: Vec<Vec<String>> = Vec::new();
    let mut bytes = 0;
    for message in lines.into_iter().flat_map(messages) {
        bytes += message.len() + EVENT_OVERHEAD_BYTES;
        match batches.last_mut() {
            Some(batch) if bytes <= MAX_BATCH_BYTES && batch.len() < MAX_BATCH_EVENTS => {
                batch.push(message);
            }
            _ => {
                bytes = message.len() + EVENT_OVERHEAD_BYTES;
                batches.push(vec![message]);
            }
        }
    }
    batches
}

/// A line in messages that are short enough.
fn messages(mut line: String) -> Vec<String> {
    let mut messages = Vec::new();
    while line.len() > MAX_MESSAGE_BYTES {
        let rest = line.split_off(line.floor_char_boundary(MAX_MESSAGE_BYTES));
        messages.push(line);
        line = rest;
    }
    if !line.is_empty() {
        messages.push(line);
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(lines: &[String]) -> Vec<Vec<usize>> {
        let batches = batches(lines.iter().cloned()).into_iter();
        batches
            .map(|batch| batch.iter().map(String::len).collect())
            .collect()
    }

    #[test]
    fn what_fits_goes_together_and_what_is_empty_does_not_go() {
        let lines = ["a", "", "b"].map(str::to_owned);
        assert_eq!(batches(lines), [["a", "b"]]);
        assert!(batches([String::new()]).is_empty());
    }

    #[test]
    fn batches_are_of_so_many_bytes_and_events_and_no_more() {
        let half = "x".repeat(MAX_BATCH_BYTES / 2 - EVENT_OVERHEAD_BYTES);
        assert_eq!(
            lengths(&[half.clone(), half.clone(), half.clone()]).len(),
            2
        );
        let over = format!("{half}x");
        assert_eq!(lengths(&[half, over]).len(), 2);
        let many = vec!["x".to_owned(); MAX_BATCH_EVENTS + 1];
        let counts: Vec<_> = lengths(&many).iter().map(Vec::len).collect();
        assert_eq!(counts, [MAX_BATCH_EVENTS, 1]);
    }

    #[test]
    fn an_overlong_line_goes_on_in_the_next_event() {
        let line = "é".repeat(MAX_MESSAGE_BYTES);
        let lengths = lengths(std::slice::from_ref(&line)).concat();
        assert_eq!(lengths.iter().sum::<usize>(), line.len());
        assert!(
            lengths
                .iter()
                .all(|length| *length <= MAX_MESSAGE_BYTES && length % 2 == 0)
        );
    }
}
