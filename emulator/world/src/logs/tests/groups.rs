//! How groups are made, described and deleted.

use super::*;

impl Logs {
    fn with_groups(names: &[&str]) -> Self {
        let mut logs = Self::with_streams(&[]);
        for name in names {
            logs.ok("CreateLogGroup", json!({"logGroupName": name}));
        }
        logs
    }

    fn groups(&mut self, request: Value) -> Vec<String> {
        let answer = self.ok("DescribeLogGroups", request);
        texts(&answer, "logGroups", "logGroupName")
    }
}

#[test]
fn groups_come_in_pages_by_prefix_or_by_a_part_of_their_name() {
    let mut logs = Logs::with_groups(&["/app/a", "/app/b", "/job/a"]);
    let first = logs.ok("DescribeLogGroups", json!({"limit": 2}));
    let second = json!({"limit": 2, "nextToken": first["nextToken"]});
    let second = logs.ok("DescribeLogGroups", second);
    assert!(second["nextToken"].is_null());
    let names = |answer| texts(answer, "logGroups", "logGroupName");
    assert_eq!(
        [names(&first), names(&second)].concat(),
        ["/app/a", "/app/b", GROUP, "/job/a"]
    );
    for (request, expected) in [
        (
            json!({"logGroupNamePrefix": "/app"}),
            vec!["/app/a", "/app/b"],
        ),
        (
            json!({"logGroupNamePattern": "p/"}),
            vec!["/app/a", "/app/b"],
        ),
        (
            json!({"logGroupIdentifiers": ["/job/a", GROUP_ARN, "absent"]}),
            vec![GROUP, "/job/a"],
        ),
        (
            json!({"logGroupClass": "STANDARD", "logGroupNamePrefix": "/j"}),
            vec!["/job/a"],
        ),
        (json!({"logGroupClass": "INFREQUENT_ACCESS"}), vec![]),
        (
            json!({"includeLinkedAccounts": true, "logGroupNamePrefix": "/j"}),
            vec!["/job/a"],
        ),
    ] {
        assert_eq!(logs.groups(request.clone()), expected, "{request}");
    }
    for refused in [
        json!({"limit": 51}),
        json!({"limit": 0}),
        json!({"nextToken": "token"}),
        json!({"logGroupNamePrefix": "/", "logGroupNamePattern": "a"}),
        json!({"logGroupNamePrefix": "/", "logGroupIdentifiers": ["a"]}),
        json!({"logGroupIdentifiers": []}),
        json!({"logGroupClass": "COLD"}),
    ] {
        assert!(
            logs.ask("DescribeLogGroups", refused.clone()).is_err(),
            "{refused}"
        );
    }
}

#[test]
fn a_group_is_described() {
    let mut logs = Logs::with_streams(&["a"]);
    logs.put("a", &["four"]).unwrap();
    let described = logs.ok("DescribeLogGroups", json!({}));
    assert_eq!(
        described["logGroups"],
        json!([{
            "logGroupName": GROUP,
            "creationTime": logs.now.as_millisecond(),
            "metricFilterCount": 0,
            "arn": format!("{GROUP_ARN}:*"),
            "storedBytes": 30,
            "logGroupClass": "STANDARD",
            "logGroupArn": GROUP_ARN,
        }])
    );
}

#[test]
fn a_class_of_groups_that_is_not_built_is_refused() {
    let mut logs = Logs::with_streams(&[]);
    for (class, is_made) in [
        ("STANDARD", true),
        ("DELIVERY", false),
        ("ESSENTIALS", false),
        ("COLD", false),
    ] {
        let create = json!({"logGroupName": class, "logGroupClass": class});
        assert_eq!(
            logs.ask("CreateLogGroup", create).is_ok(),
            is_made,
            "{class}"
        );
    }
}

#[test]
fn names_of_groups_are_refused_in_awss_words() {
    let mut logs = Logs::with_streams(&[]);
    let pattern = "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+";
    for (name, constraint) in [
        ("", "Member must have length greater than or equal to 1"),
        ("a b", pattern),
        ("é", pattern),
    ] {
        assert_eq!(
            logs.refusal("CreateLogGroup", json!({"logGroupName": name})),
            format!(
                "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: {constraint}"
            )
        );
    }
    let reserved = json!({"logGroupName": "aws/lambda"});
    assert!(logs.ask("CreateLogGroup", reserved).is_err());
    let again = json!({"logGroupName": GROUP});
    assert_eq!(
        logs.ask("CreateLogGroup", again),
        Err(LogsError::GroupExists)
    );
}

#[test]
fn a_deleted_group_leaves_nothing_to_be_done() {
    let mut logs = Logs::with_streams(&["a"]);
    let retention = json!({"logGroupName": GROUP, "retentionInDays": 1});
    logs.ok("PutRetentionPolicy", retention);
    logs.put("a", &["x"]).unwrap();
    logs.ok("DeleteLogGroup", json!({"logGroupName": GROUP}));
    logs.wait(60);
    assert_eq!(logs.world.next(), None);
    let again = json!({"logGroupName": GROUP});
    assert_eq!(logs.ask("DeleteLogGroup", again), Err(LogsError::NoGroup));
}
