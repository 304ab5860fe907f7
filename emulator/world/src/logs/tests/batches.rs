//! `PutLogEvents`: what is refused, and what of a batch is not taken.

use super::*;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

impl Logs {
    /// Puts events of these moments, in milliseconds from now.
    fn put_at(&mut self, moments: &[i64]) -> Result<Value, LogsError> {
        let now = self.now.as_millisecond();
        let events = moments.iter();
        let events = events.map(|at| json!({"timestamp": now + at, "message": format!("at {at}")}));
        self.put_events("a", events.collect())
    }
}

#[test]
fn a_stream_that_was_not_made_takes_no_events() {
    let mut logs = Logs::with_streams(&["a"]);
    assert_eq!(logs.put("b", &["lost"]), Err(LogsError::NoStream));
    let absent = json!({"logGroupName": "absent", "logStreamName": "a", "logEvents": [{"timestamp": 0, "message": "x"}]});
    assert_eq!(logs.ask("PutLogEvents", absent), Err(LogsError::NoGroup));
}

#[test]
fn what_is_no_batch_is_refused_in_awss_words() {
    let mut logs = Logs::with_streams(&["a"]);
    let now = logs.now.as_millisecond();
    let event = |message: &str| json!({"timestamp": now, "message": message});
    let large = "x".repeat(1_048_576 - 25);
    let half = "x".repeat(524_288);
    for (events, text) in [
        (
            vec![],
            "1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            vec![event("x"); 10_001],
            "1 validation error detected: Value '[..]' at 'logEvents' failed to satisfy constraint: Member must have length less than or equal to 10000",
        ),
        (
            vec![event("x"), event("")],
            "1 validation error detected: Value '' at 'logEvents.2.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            vec![json!({"timestamp": -1, "message": "x"})],
            "1 validation error detected: Value '-1' at 'logEvents.1.member.timestamp' failed to satisfy constraint: Member must have value greater than or equal to 0",
        ),
        (
            vec![event(&large)],
            "Log event too large: 1048577 bytes exceeds limit of 1048576",
        ),
        (
            vec![event(&half), event(&half)],
            "Upload too large: 1048628 bytes exceeds limit of 1048576",
        ),
    ] {
        let refused = logs.put_events("a", events).unwrap_err();
        assert_eq!(refused.to_string(), text);
    }
    let text = "Log events in a single PutLogEvents request must be in chronological order.";
    assert_eq!(logs.put_at(&[1, 0]).unwrap_err().to_string(), text);
    let text =
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.";
    assert_eq!(logs.put_at(&[-DAY - 1, 0]).unwrap_err().to_string(), text);
    assert!(logs.messages().is_empty());
    let most = vec![event("x"); 10_000];
    logs.put_events("a", most).unwrap();
    logs.put_events("a", vec![event(&large[1..])]).unwrap();
}

#[test]
fn what_is_too_old_or_too_new_is_told_by_its_place_and_the_rest_is_taken() {
    let mut logs = Logs::with_streams(&["a"]);
    for (moments, rejected, taken) in [
        (vec![-14 * DAY, 1 - 13 * DAY], Value::Null, 2),
        (vec![0, 2 * HOUR], Value::Null, 2),
        (
            vec![-14 * DAY - 1, 0],
            json!({"tooOldLogEventEndIndex": 1}),
            1,
        ),
        (
            vec![0, 1, 2 * HOUR + 1, 3 * HOUR],
            json!({"tooNewLogEventStartIndex": 2}),
            2,
        ),
        (
            vec![-15 * DAY, 0, 3 * HOUR],
            json!({"tooNewLogEventStartIndex": 2, "tooOldLogEventEndIndex": 1}),
            1,
        ),
        (vec![-15 * DAY], json!({"tooOldLogEventEndIndex": 1}), 0),
        (vec![3 * HOUR], json!({"tooNewLogEventStartIndex": 0}), 0),
    ] {
        let before = logs.messages().len();
        let answer = logs.put_at(&moments);
        if moments[0] == -14 * DAY {
            // A span of more than 24 hours, of events that are taken.
            answer.unwrap_err();
            continue;
        }
        let answer = answer.unwrap();
        assert_eq!(answer["rejectedLogEventsInfo"], rejected, "{moments:?}");
        assert_eq!(logs.messages().len() - before, taken, "{moments:?}");
        assert_eq!(answer["nextSequenceToken"].as_str().unwrap().len(), 56);
    }
}

#[test]
fn what_is_beyond_the_retention_is_told_by_its_place() {
    let mut logs = Logs::with_streams(&["a"]);
    let days = json!({"logGroupName": GROUP, "retentionInDays": 3});
    logs.ok("PutRetentionPolicy", days);
    let answer = logs.put_at(&[-15 * DAY, -3 * DAY, 0]).unwrap();
    assert_eq!(
        answer["rejectedLogEventsInfo"],
        json!({"tooOldLogEventEndIndex": 1, "expiredLogEventEndIndex": 2})
    );
    assert_eq!(logs.messages(), ["at 0"]);
}

#[test]
fn what_comes_in_is_told_to_cloudwatch_by_log_group_and_in_all() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.ok("CreateLogGroup", json!({"logGroupName": "silent"}));
    logs.put("a", &["four", "sixsix"]).unwrap();
    logs.put("a", &["x"]).unwrap();
    logs.put("absent", &["x"]).unwrap_err();
    logs.put_at(&[-15 * DAY]).unwrap();
    logs.wait(60);
    let by_group: &[_] = &[("LogGroupName", GROUP)];
    for dimensions in [by_group, &[]] {
        let mut read = |name| {
            let world = &mut logs.world;
            crate::metrics::reading::points(world, "AWS/Logs", name, dimensions)
        };
        let minute = || "13:28".to_owned();
        assert_eq!(read("IncomingLogEvents"), [(minute(), 2.0, 3.0)]);
        // AWS counts 26 bytes for each event.
        assert_eq!(read("IncomingBytes"), [(minute(), 2.0, 11.0 + 3.0 * 26.0)]);
    }
    let silent = &[("LogGroupName", "silent")];
    let of_silent =
        crate::metrics::reading::points(&mut logs.world, "AWS/Logs", "IncomingLogEvents", silent);
    assert_eq!(of_silent, []);
    assert_eq!(logs.world.next(), None);
}
