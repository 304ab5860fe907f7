//! Dashboards, through the world's one way in.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::error::MetricsError;
use super::*;
use crate::call::Call;
use crate::operation::Request;
use crate::origin::{Origin, Region};
use crate::world::World;

fn now() -> Timestamp {
    "2026-04-19T13:28:51Z".parse().unwrap()
}

fn call<R: Request<Error = MetricsError>>(
    world: &mut World,
    request: R,
) -> Result<R::Reply, MetricsError> {
    let call = Call::new(Origin::default(), request.into_operation());
    R::answer(world.apply(now(), call).result)
}

fn put(world: &mut World, name: &str, body: &str) -> Result<PutDashboardOutput, MetricsError> {
    let request = PutDashboard {
        dashboard_name: name.to_owned(),
        dashboard_body: body.to_owned(),
    };
    call(world, request)
}

fn get(world: &mut World, name: &str) -> Result<GetDashboardOutput, MetricsError> {
    let dashboard_name = name.to_owned();
    call(world, GetDashboard { dashboard_name })
}

fn list(world: &mut World, prefix: Option<&str>, token: Option<String>) -> ListDashboardsOutput {
    let request = ListDashboards {
        dashboard_name_prefix: prefix.map(str::to_owned),
        next_token: token,
    };
    call(world, request).unwrap()
}

fn delete(world: &mut World, names: &[&str]) -> Result<DeleteDashboardsOutput, MetricsError> {
    let dashboard_names = names.iter().map(|name| (*name).to_owned()).collect();
    call(world, DeleteDashboards { dashboard_names })
}

/// Path and message of each finding.
fn pairs(findings: Vec<Finding>) -> Vec<(String, String)> {
    let pair = |finding: Finding| (finding.data_path, finding.message);
    findings.into_iter().map(pair).collect()
}

/// What a body with these widgets is refused for.
fn errors(widgets: Value) -> Vec<(String, String)> {
    let body = json!({"widgets": widgets}).to_string();
    match put(&mut World::new(0), "d", &body) {
        Ok(_) => Vec::new(),
        Err(MetricsError::DashboardInvalidInput { findings, .. }) => pairs(findings),
        Err(other) => panic!("{other}"),
    }
}

fn widget(kind: &str, properties: Value) -> Value {
    json!({"type": kind, "x": 0, "y": 0, "width": 12, "height": 6, "properties": properties})
}

fn metrics(rows: Value) -> Value {
    json!([widget(
        "metric",
        json!({"region": "us-east-1", "metrics": rows})
    )])
}

/// A finding, to compare with.
fn at(path: &str, message: &str) -> (String, String) {
    (path.to_owned(), message.to_owned())
}

#[test]
fn a_dashboard_is_given_back_as_it_was_sent() {
    let mut world = World::new(0);
    let body = "{ \"widgets\" : [ ] }";
    let put = put(&mut world, "my-board_1", body).unwrap();
    assert_eq!(put.dashboard_validation_messages, []);
    let found = get(&mut world, "my-board_1").unwrap();
    assert_eq!(found.dashboard_body, body);
    assert_eq!(found.dashboard_name, "my-board_1");
    assert_eq!(
        found.dashboard_arn,
        "arn:aws:cloudwatch::000000000000:dashboard/my-board_1"
    );
    let error = get(&mut world, "other").unwrap_err();
    assert_eq!(
        error,
        MetricsError::DashboardNotFound("Dashboard other does not exist".to_owned())
    );
}

#[test]
fn a_dashboard_is_in_every_region_of_its_partition_and_account() {
    let mut world = World::new(0);
    let get_in = |world: &mut World, region: &str| {
        let origin = Origin {
            region: Region::new(region),
            ..Origin::default()
        };
        let dashboard_name = "d".to_owned();
        let call = Call::new(origin, GetDashboard { dashboard_name }.into_operation());
        GetDashboard::answer(world.apply(now(), call).result)
    };
    put(&mut world, "d", "{\"widgets\":[]}").unwrap();
    let found = get_in(&mut world, "eu-west-1").unwrap();
    assert_eq!(
        found.dashboard_arn,
        "arn:aws:cloudwatch::000000000000:dashboard/d"
    );
    assert!(get_in(&mut world, "cn-north-1").is_err());
}

#[test]
fn names_are_letters_digits_dashes_and_underscores() {
    let mut world = World::new(0);
    let body = "{\"widgets\":[]}";
    for name in ["a b", "a.b", "é", "a/b"] {
        let error = put(&mut world, name, body).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n"
        );
    }
    assert!(put(&mut world, "", body).is_err());
    assert!(put(&mut world, &"n".repeat(256), body).is_err());
    assert!(put(&mut world, &"n".repeat(255), body).is_ok());
}

#[test]
fn dashboards_are_listed_by_name_in_pages_of_a_thousand() {
    let mut world = World::new(0);
    let body = "{\"widgets\":[]}";
    for n in 0..1_001 {
        put(&mut world, &format!("a{n:04}"), body).unwrap();
    }
    put(&mut world, "b", body).unwrap();
    let page = list(&mut world, Some("a"), None);
    assert_eq!(page.dashboard_entries.len(), 1_000);
    let rest = list(&mut world, Some("a"), page.next_token);
    assert_eq!(rest.dashboard_entries.len(), 1);
    assert_eq!(rest.next_token, None);
    let [entry] = list(&mut world, Some("b"), None)
        .dashboard_entries
        .try_into()
        .unwrap();
    assert_eq!(
        entry,
        DashboardEntry {
            dashboard_name: "b".to_owned(),
            dashboard_arn: "arn:aws:cloudwatch::000000000000:dashboard/b".to_owned(),
            last_modified: now().into(),
            size: 14,
        }
    );
    let request = ListDashboards {
        next_token: Some("what is it".to_owned()),
        ..ListDashboards::default()
    };
    assert_eq!(
        call(&mut world, request).unwrap_err(),
        MetricsError::InvalidNextToken
    );
    let later = now() + SignedDuration::from_mins(1);
    let again = PutDashboard {
        dashboard_name: "b".to_owned(),
        dashboard_body: body.to_owned(),
    };
    let again = Call::new(Origin::default(), again.into_operation());
    world.apply(later, again).result.unwrap();
    let changed = list(&mut world, Some("b"), None);
    assert_eq!(changed.dashboard_entries[0].last_modified, later.into());
}

#[test]
fn as_many_as_possible_are_deleted_and_the_others_named() {
    let mut world = World::new(0);
    for name in ["a", "b"] {
        put(&mut world, name, "{\"widgets\":[]}").unwrap();
    }
    let error = delete(&mut world, &["a", "x", "y"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The specified dashboard does not exist. [x, y]"
    );
    assert!(get(&mut world, "a").is_err());
    delete(&mut world, &["b"]).unwrap();
    assert_eq!(list(&mut world, None, None).dashboard_entries, []);
    assert!(delete(&mut world, &[]).is_err());
    assert!(delete(&mut world, &["x"; 101]).is_err());
}

#[test]
fn a_body_that_is_no_json_object_is_refused() {
    for body in ["", "{", "[]", "\"text\"", "null"] {
        let error = put(&mut World::new(0), "d", body).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The field DashboardBody must be a valid JSON object",
            "{body}"
        );
    }
}

#[test]
fn a_refusal_lists_what_is_wrong_as_json() {
    let body = json!({"widgets": [widget("text", json!({})), 5]}).to_string();
    let error = put(&mut World::new(0), "d", &body).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The dashboard body is invalid, there are 2 validation errors:\n[\n  {\n    \"dataPath\": \"/widgets/0/properties\",\n    \"message\": \"Should have required property 'markdown'\"\n  },\n  {\n    \"dataPath\": \"/widgets/1\",\n    \"message\": \"Should be object\"\n  }\n]"
    );
}

#[test]
fn widgets_have_a_type_properties_and_a_place() {
    let mut misplaced = widget("text", json!({"markdown": "m"}));
    misplaced["x"] = json!(24);
    misplaced["y"] = json!(-1);
    misplaced["width"] = json!(25);
    misplaced["height"] = json!(1001);
    for (widgets, expected) in [
        (json!({}), vec![at("/widgets", "Should be array")]),
        (
            json!([{}]),
            vec![
                at("/widgets/0", "Should have required property 'type'"),
                at("/widgets/0", "Should have required property 'properties'"),
            ],
        ),
        (
            json!([misplaced]),
            vec![
                at("/widgets/0/x", "Should be <= 23"),
                at("/widgets/0/y", "Should be >= 0"),
                at("/widgets/0/width", "Should be <= 24"),
                at("/widgets/0/height", "Should be <= 1000"),
            ],
        ),
        (
            json!([{"type": 5, "properties": [], "width": "1"}]),
            vec![
                at("/widgets/0/width", "Should be number"),
                at("/widgets/0/type", "Should be string"),
                at("/widgets/0/properties", "Should be object"),
            ],
        ),
        (
            json!([
                widget("alarm", json!({})),
                widget("text", json!({"markdown": 5}))
            ]),
            vec![
                at(
                    "/widgets/0/properties",
                    "Should have required property 'alarms'",
                ),
                at("/widgets/1/properties/markdown", "Should be string"),
            ],
        ),
        (
            json!(vec![widget("text", json!({"markdown": ""})); 501]),
            vec![at("/widgets", "Should NOT have more than 500 items")],
        ),
        (
            json!([
                widget("log", json!({})),
                widget("alarm", json!({"alarms": []}))
            ]),
            vec![],
        ),
    ] {
        assert_eq!(errors(widgets), expected);
    }
    let missing = put(&mut World::new(0), "d", "{}").unwrap_err();
    assert!(
        missing
            .to_string()
            .contains("Should have required property 'widgets'")
    );
}

#[test]
fn a_metric_widget_needs_metrics_and_a_region_or_an_alarm() {
    const SOURCE: &str =
        "The metric widget should have specified a region and a data source or an alarm annotation";
    let of = |properties: Value| errors(json!([widget("metric", properties)]));
    let path = "/widgets/0/properties";
    assert_eq!(
        of(json!({"region": "us-east-1"})),
        [
            at(path, "Should have required property 'metrics'"),
            at(path, SOURCE),
            at(path, "Should have required property 'annotations'")
        ]
    );
    assert_eq!(
        of(json!({"metrics": []})),
        [
            at(path, "Should have required property 'region'"),
            at(path, SOURCE),
            at(path, "Should have required property 'annotations'")
        ]
    );
    assert_eq!(
        of(json!({"annotations": {"alarms": ["arn:aws:cloudwatch:us-east-1:1:alarm:a"]}})),
        []
    );
    assert_eq!(
        of(json!({
            "region": "us-east-1", "metrics": [["N", "m"]], "period": 61, "stat": "p101",
            "yAxis": {"left": {"min": 5, "max": 5}, "right": {"min": 0}},
        })),
        [
            at("/widgets/0/properties/period", "Should be multiple of 60"),
            at(
                "/widgets/0/properties/stat",
                "Should match pattern of a statistic"
            ),
            at("/widgets/0/properties/yAxis/left/min", "Should be <= 5")
        ]
    );
}

#[test]
fn rows_of_metrics_are_names_and_how_they_are_drawn() {
    let row = "/widgets/0/properties/metrics/0";
    for good in [
        json!([["N", "m"], [".", "."], ["...", {"stat": "p99"}]]),
        json!([["N", "m", "d", "v", {"color": "#1f77b4", "yAxis": "right", "visible": false, "period": 300}]]),
        json!([
            ["N", "m", "d", "v"],
            ["...", "w"],
            [".", "n", ".", "."],
            ["..."]
        ]),
        json!([[{"expression": "m1 / m2", "label": "l", "id": "e1", "region": "us-east-1", "accountId": "1"}]]),
        json!([]),
    ] {
        assert_eq!(errors(metrics(good.clone())), [], "{good}");
    }
    for (bad, expected) in [
        (
            json!({}),
            vec![at("/widgets/0/properties/metrics", "Should be array")],
        ),
        (
            json!(["N"]),
            vec![
                at(row, "Should be array"),
                at(
                    row,
                    "Field \"metrics\" has to be an array of array of strings, with an optional metricRenderer object as last element",
                ),
            ],
        ),
        (
            json!([["N", "m", {"color": "red"}]]),
            vec![at(row, "Should NOT have more than 2 items")],
        ),
        (
            json!([["N", "m", {"stat": "Sum", "dimensions": {}}]]),
            vec![at(row, "Should NOT have more than 2 items")],
        ),
        (
            json!([["N", "m", {"stat": "Sum"}, {"FunctionName": "f"}]]),
            vec![
                at(row, "Should NOT have more than 3 items"),
                at(
                    &format!("{row}/2"),
                    "Invalid metric field type, only \"String\" type is allowed",
                ),
            ],
        ),
        (
            json!([["N", "m", "d", ""]]),
            vec![at(
                &format!("{row}/3"),
                "Invalid metric field type, only \"String\" type is allowed",
            )],
        ),
        (
            json!([["N", "m", "d", "v", "e"]]),
            vec![at(row, "Should NOT have more than 4 items")],
        ),
        (
            json!([["N"]]),
            vec![at(row, "Should NOT have fewer than 2 items")],
        ),
        (
            json!([[]]),
            vec![at(row, "Should NOT have fewer than 2 items")],
        ),
        (
            json!([[{"label": "l"}]]),
            vec![at(row, "Should NOT have fewer than 2 items")],
        ),
    ] {
        assert_eq!(errors(metrics(bad.clone())), expected, "{bad}");
    }
}

#[test]
fn what_would_not_be_drawn_is_taken_with_a_warning() {
    let mut odd = widget("metricc", json!({}));
    odd["z"] = json!(1);
    let repeats = widget("metric", json!({"region": "r", "metrics": [["...", "v"]]}));
    let body = json!({"widgets": [odd, repeats], "colour": "red"}).to_string();
    let put = put(&mut World::new(0), "d", &body).unwrap();
    assert_eq!(
        pairs(put.dashboard_validation_messages),
        [
            at(
                "",
                "The \"colour\" property is not expected, will be ignored"
            ),
            at(
                "/widgets/0",
                "The \"z\" property is not expected to be part of a widget definition, will be ignored"
            ),
            at(
                "/widgets/0/type",
                "The widget type \"metricc\" is not known, it will not be rendered"
            ),
            at(
                "/widgets/1/properties/metrics/0",
                "There is no metric before this one to repeat"
            ),
        ]
    );
}
