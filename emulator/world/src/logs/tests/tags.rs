//! Tags, by both interfaces.

use std::collections::BTreeMap;

use super::*;

impl Logs {
    fn tags(&mut self) -> Value {
        let by_arn = self.ok("ListTagsForResource", json!({"resourceArn": GROUP_ARN}));
        let by_name = self.ok("ListTagsLogGroup", json!({"logGroupName": GROUP}));
        assert_eq!(by_arn, by_name);
        by_arn["tags"].clone()
    }
}

#[test]
fn both_interfaces_tell_and_change_the_same_tags() {
    let mut logs = Logs::with_streams(&[]);
    logs.ok("DeleteLogGroup", json!({"logGroupName": GROUP}));
    logs.ok(
        "CreateLogGroup",
        json!({"logGroupName": GROUP, "tags": {"made": "with"}}),
    );
    logs.ok(
        "TagResource",
        json!({"resourceArn": GROUP_ARN, "tags": {"team": "a", "stage": "b"}}),
    );
    logs.ok(
        "TagLogGroup",
        json!({"logGroupName": GROUP, "tags": {"team": "c"}}),
    );
    assert_eq!(
        logs.tags(),
        json!({"made": "with", "stage": "b", "team": "c"})
    );
    // With `:*` an ARN is the group's too.
    let arn = format!("{GROUP_ARN}:*");
    logs.ok(
        "UntagResource",
        json!({"resourceArn": arn, "tagKeys": ["made", "absent"]}),
    );
    logs.ok(
        "UntagLogGroup",
        json!({"logGroupName": GROUP, "tags": ["stage"]}),
    );
    assert_eq!(logs.tags(), json!({"team": "c"}));
}

#[test]
fn what_is_no_tag_is_refused() {
    let mut logs = Logs::with_streams(&[]);
    for tags in [
        json!({}),
        json!({"": "x"}),
        json!({"aws:x": "x"}),
        json!({"x".repeat(129): "x"}),
        json!({"x": "x".repeat(257)}),
        json!({"a;b": "x"}),
        json!({"a": "b;c"}),
    ] {
        let by_arn = json!({"resourceArn": GROUP_ARN, "tags": tags});
        assert!(logs.ask("TagResource", by_arn).is_err(), "{tags}");
        let by_name = json!({"logGroupName": GROUP, "tags": tags});
        assert!(logs.ask("TagLogGroup", by_name).is_err(), "{tags}");
    }
    assert_eq!(logs.tags(), json!({}));
}

#[test]
fn a_group_has_fifty_tags_at_most() {
    let mut logs = Logs::with_streams(&[]);
    let tags: BTreeMap<String, &str> = (0..50).map(|key| (format!("k{key}"), "v")).collect();
    logs.ok(
        "TagResource",
        json!({"resourceArn": GROUP_ARN, "tags": tags}),
    );
    let another = json!({"resourceArn": GROUP_ARN, "tags": {"another": "v"}});
    let refused = LogsError::TooManyTags(GROUP_ARN.to_owned());
    assert_eq!(logs.ask("TagResource", another), Err(refused));
    logs.ok(
        "TagResource",
        json!({"resourceArn": GROUP_ARN, "tags": {"k1": "w"}}),
    );
}

#[test]
fn what_has_no_tags_is_refused() {
    let mut logs = Logs::with_streams(&[]);
    for (arn, error) in [
        (format!("{GROUP_ARN}s"), LogsError::NoGroup),
        (
            "arn:aws:logs:us-east-1:000000000000:destination:d".to_owned(),
            LogsError::invalid(
                "The ARN arn:aws:logs:us-east-1:000000000000:destination:d is of no log group in this Region",
            ),
        ),
        (
            "text".to_owned(),
            LogsError::invalid("The ARN text is of no log group in this Region"),
        ),
    ] {
        let list = json!({"resourceArn": arn});
        assert_eq!(logs.ask("ListTagsForResource", list), Err(error));
    }
}

#[test]
fn tags_at_creation_ask_for_a_right_of_their_own() {
    let home = Origin::default().home();
    let asked = |request: Value| {
        let operation = Operation::decode("CreateLogGroup", request)
            .unwrap()
            .unwrap();
        let demands = operation.demands(&home);
        let told = demands
            .iter()
            .map(|demand| format!("{} {}", demand.action, demand.target));
        told.collect::<Vec<_>>()
    };
    let tagged = json!({"logGroupName": GROUP, "tags": {"a": "b"}});
    assert_eq!(asked(tagged), [format!("logs:TagResource {GROUP_ARN}")]);
    assert!(asked(json!({"logGroupName": GROUP})).is_empty());
}
