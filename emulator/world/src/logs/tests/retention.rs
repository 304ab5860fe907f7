//! Retention: it deletes.

use super::*;

const DAY: i64 = 24 * 60 * 60;

impl Logs {
    fn retain(&mut self, days: i64) {
        let request = json!({"logGroupName": GROUP, "retentionInDays": days});
        self.ok("PutRetentionPolicy", request);
    }

    fn group(&mut self) -> Value {
        self.ok("DescribeLogGroups", json!({}))["logGroups"][0].clone()
    }
}

#[test]
fn events_are_deleted_at_the_end_of_their_retention() {
    let mut logs = Logs::with_streams(&["a", "b"]);
    logs.retain(1);
    assert_eq!(logs.group()["retentionInDays"], 1);
    assert_eq!(logs.world.next(), None, "there is nothing to delete");
    logs.put("a", &["first"]).unwrap();
    logs.wait(DAY / 2);
    logs.put("b", &["second"]).unwrap();
    logs.wait(DAY / 2 - 1);
    assert_eq!(logs.messages(), ["first", "second"]);
    logs.wait(1);
    // Marked for deletion: it is not read any more, and deleted at the whole hour.
    assert_eq!(logs.messages(), ["second"]);
    logs.wait(3_600);
    assert_eq!(logs.group()["storedBytes"], 6 + 26);
    let streams = logs.ok("DescribeLogStreams", json!({"logGroupName": GROUP}));
    assert!(streams["logStreams"][0]["firstEventTimestamp"].is_null());
    assert!(streams["logStreams"][1]["firstEventTimestamp"].is_i64());
    logs.wait(DAY);
    assert_eq!(logs.group()["storedBytes"], 0);
    assert_eq!(logs.world.next(), None);
}

#[test]
fn a_retention_is_about_the_events_that_are_there() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &["x"]).unwrap();
    logs.wait(10 * DAY);
    logs.retain(14);
    assert_eq!(logs.messages(), ["x"]);
    logs.retain(7);
    assert!(logs.messages().is_empty());
    logs.ok("DeleteRetentionPolicy", json!({"logGroupName": GROUP}));
    assert!(logs.group()["retentionInDays"].is_null());
    // It was deleted for good.
    assert!(logs.messages().is_empty());
    assert_eq!(logs.group()["storedBytes"], 0);
    assert_eq!(logs.world.next(), None);
}

#[test]
fn a_deleted_stream_leaves_nothing_to_expire() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.retain(1);
    logs.put("a", &["x"]).unwrap();
    logs.wait(60);
    assert!(logs.world.next().is_some());
    logs.ok("DeleteLogStream", of_stream("a"));
    assert_eq!(logs.world.next(), None);
}

#[test]
fn other_days_than_awss_are_refused() {
    let mut logs = Logs::with_streams(&[]);
    for days in [-1, 0, 2, 366, 4_000] {
        let request = json!({"logGroupName": GROUP, "retentionInDays": days});
        let refusal = logs.refusal("PutRetentionPolicy", request);
        assert!(
            refusal.starts_with(&format!(
                "1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member must \
                 satisfy enum value set: [1, 3, 5, 7, 14, "
            )),
            "{refusal}"
        );
    }
    for days in [1, 400, 3653] {
        logs.retain(days);
    }
    let absent = json!({"logGroupName": "absent", "retentionInDays": 1});
    assert_eq!(
        logs.ask("PutRetentionPolicy", absent),
        Err(LogsError::NoGroup)
    );
    let absent = json!({"logGroupName": "absent"});
    assert_eq!(
        logs.ask("DeleteRetentionPolicy", absent),
        Err(LogsError::NoGroup)
    );
}
