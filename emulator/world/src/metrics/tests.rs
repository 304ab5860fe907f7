//! CloudWatch's behaviour, through the world's one way in.

mod alarmed;
mod queries;

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::*;
use crate::call::Call;
use crate::operation::Request;
use crate::origin::Origin;
use crate::settings::Settings;
use crate::world::World;

const NOW: &str = "2026-04-19T13:28:51Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn call<R: Request<Error = MetricsError> + DeserializeOwned>(
    world: &mut World,
    request: Value,
) -> Result<R::Reply, MetricsError> {
    let request: R = serde_json::from_value(request).unwrap();
    let call = Call::new(Origin::default(), request.into_operation());
    R::answer(world.apply(now(), call).result)
}

fn put(world: &mut World, data: Value) -> Result<(), MetricsError> {
    call::<PutMetricData>(world, json!({"Namespace": "Custom", "MetricData": data}))
}

/// A world with these datums in it.
fn world_of(data: Value) -> World {
    let mut world = World::new(0);
    put(&mut world, data).unwrap();
    world
}

fn statistics(world: &mut World, extra: Value) -> Result<Value, MetricsError> {
    let mut request = json!({
        "Namespace": "Custom", "MetricName": "m", "Period": 60, "Statistics": ["Sum"],
        "StartTime": "2026-04-19T13:00:00Z", "EndTime": "2026-04-19T14:00:00Z",
    });
    merge(&mut request, extra);
    let reply = call::<GetMetricStatistics>(world, request)?;
    Ok(serde_json::to_value(reply.datapoints).unwrap())
}

fn merge(request: &mut Value, extra: Value) {
    let Value::Object(extra) = extra else {
        panic!("extra members are an object");
    };
    request.as_object_mut().unwrap().extend(extra);
}

/// A sound datum with these members set otherwise.
fn datum(extra: Value) -> Value {
    let mut datum = json!({"MetricName": "m", "Value": 1.0});
    merge(&mut datum, extra);
    datum
}

fn check_refusals<const N: usize>(cases: [(Value, &str); N]) {
    for (bad, expected) in cases {
        let mut world = World::new(0);
        let error = put(&mut world, json!([datum(json!({})), bad])).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}\n{bad}");
        let kept = statistics(&mut world, json!({})).unwrap();
        assert_eq!(
            kept,
            json!([]),
            "one bad datum refuses its good neighbour: {bad}"
        );
    }
}

#[test]
fn bad_names_times_and_values_are_refused_in_awss_words() {
    let old = now() - SignedDuration::from_hours(14 * 24) - SignedDuration::from_secs(1);
    let ahead = now() + SignedDuration::from_hours(2) + SignedDuration::from_secs(1);
    check_refusals([
        (
            datum(json!({"MetricName": ""})),
            "The parameter MetricData.member.2.MetricName is required.",
        ),
        (
            datum(json!({"MetricName": "n".repeat(256)})),
            "The parameter MetricData.member.2.MetricName must be shorter than 256 characters.",
        ),
        (
            datum(json!({"MetricName": ":m"})),
            "The value :m for parameter MetricData.member.2.MetricName is invalid.",
        ),
        (
            datum(json!({"Timestamp": old.to_string()})),
            "The parameter MetricData.member.2.Timestamp must specify a time within the past two weeks.",
        ),
        (
            datum(json!({"Timestamp": ahead.to_string()})),
            "The parameter MetricData.member.2.Timestamp must specify a time no more than two hours in the future.",
        ),
        (
            datum(json!({"Values": [1.0]})),
            "The parameters MetricData.member.2.Value and MetricData.member.2.Values are mutually exclusive and you have specified both.",
        ),
        (
            datum(json!({"Value": null})),
            "At least one of the parameters MetricData.member.2.Value and MetricData.member.2.StatisticValues must be specified.",
        ),
        (
            datum(json!({"Value": null, "Counts": [1.0]})),
            "The parameter MetricData.member.2.Counts must not be specified without MetricData.member.2.Values.",
        ),
        (
            datum(json!({"Value": null, "Values": vec![1.0; 151]})),
            "The collection MetricData.member.2.Values must not have a size greater than 150.",
        ),
        (
            datum(json!({"Value": null, "Values": [1.0, 2.0], "Counts": [1.0]})),
            "The parameters MetricData.member.2.Values and MetricData.member.2.Counts must be of the same size.",
        ),
        (
            datum(json!({"Value": null, "Values": [1.0], "Counts": [-1.0]})),
            "The parameter MetricData.member.2.Counts.member.1 must be greater than or equal to 0.",
        ),
    ]);
}

#[test]
fn bad_numbers_units_and_dimensions_are_refused_in_awss_words() {
    let dimensions: Vec<Value> = (0..31)
        .map(|n| json!({"Name": n.to_string(), "Value": "v"}))
        .collect();
    check_refusals([
        (
            datum(json!({"Value": 1e109})),
            "for parameter MetricData.member.2.Value is invalid.",
        ),
        (
            datum(json!({"Unit": "Tokens"})),
            "The parameter MetricData.member.2.Unit must be a value in the set [ Seconds, Microseconds,",
        ),
        (
            datum(json!({"StorageResolution": 30})),
            "The parameter MetricData.member.2.StorageResolution must be a value in the set [ 1, 60 ].",
        ),
        (
            datum(json!({"Dimensions": dimensions})),
            "The collection MetricData.member.2.Dimensions must not have a size greater than 30.",
        ),
        (
            datum(json!({"Dimensions": [{"Name": "a", "Value": ""}]})),
            "The parameter MetricData.member.2.Dimensions.member.1.Value is required.",
        ),
        (
            datum(json!({"Dimensions": [{"Name": "a", "Value": "é"}]})),
            "The parameter MetricData.member.2.Dimensions.member.1.Value must contain only printable ASCII characters.",
        ),
        (
            datum(json!({"Dimensions": [{"Name": "a", "Value": " "}]})),
            "must contain at least one non-whitespace character.",
        ),
        (
            datum(
                json!({"Dimensions": [{"Name": "a", "Value": "v"}, {"Name": "a", "Value": "w"}]}),
            ),
            "The parameter MetricData.member.2.Dimensions.member.2.Name must not repeat the name of another dimension.",
        ),
        (
            datum(
                json!({"Value": null, "StatisticValues": {"SampleCount": 1.0, "Sum": 1.0, "Minimum": 2.0, "Maximum": 1.0}}),
            ),
            "The parameter MetricData.member.2.StatisticValues.Maximum must be greater than or equal to MetricData.member.2.StatisticValues.Minimum.",
        ),
    ]);
}

#[test]
fn numbers_that_are_none_are_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let datum = MetricDatum {
            metric_name: "m".to_owned(),
            value: Some(value),
            ..MetricDatum::default()
        };
        let request = PutMetricData {
            namespace: "Custom".to_owned(),
            metric_data: vec![datum],
            ..PutMetricData::default()
        };
        let call = Call::new(Origin::default(), request.into_operation());
        let reply = World::new(0).apply(now(), call).result;
        assert!(PutMetricData::answer(reply).is_err(), "{value}");
    }
}

#[test]
fn the_limits_themselves_are_taken() {
    let dimensions: Vec<Value> = (0..30)
        .map(|n| json!({"Name": n.to_string(), "Value": "v".repeat(1024)}))
        .collect();
    let datum = json!({
        "MetricName": "n".repeat(255), "Dimensions": dimensions, "Values": vec![1.0; 150], "Counts": vec![1.0; 150],
        "Timestamp": (now() - SignedDuration::from_hours(14 * 24)).to_string(), "StorageResolution": 1,
    });
    put(&mut World::new(0), json!(vec![datum; 1_000])).unwrap();
    let one = json!({"MetricName": "m", "Value": 1.0});
    let error = put(&mut World::new(0), json!(vec![one; 1_001])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The collection MetricData must not have a size greater than 1000."
    );
}

#[test]
fn a_namespace_of_awss_own_is_refused() {
    for (namespace, expected) in [
        (
            "AWS/Bedrock",
            "The value AWS/ for parameter Namespace is invalid.",
        ),
        (":x", "The value :x for parameter Namespace is invalid."),
        ("", "The parameter Namespace is required."),
    ] {
        let request =
            json!({"Namespace": namespace, "MetricData": [{"MetricName": "m", "Value": 1.0}]});
        let error = call::<PutMetricData>(&mut World::new(0), request).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
    let error =
        call::<PutMetricData>(&mut World::new(0), json!({"Namespace": "Custom"})).unwrap_err();
    assert_eq!(
        error,
        MetricsError::MissingParameter("The parameter MetricData is required.".to_owned())
    );
}

#[test]
fn logs_of_any_age_are_taken_where_ages_are_lifted() {
    let mut world = World::new(0).with_settings(Settings {
        metric_ages: MetricAges::Any,
        ..Settings::default()
    });
    put(
        &mut world,
        json!([{"MetricName": "m", "Value": 1.0, "Timestamp": "2020-01-01T00:00:30Z"}]),
    )
    .unwrap();
    put(
        &mut world,
        json!([{"MetricName": "m", "Value": 2.0, "Timestamp": "2030-01-01T00:00:30Z"}]),
    )
    .unwrap();
    let found = statistics(
        &mut world,
        json!({"StartTime": "2020-01-01T00:00:00Z", "EndTime": "2020-01-02T00:00:00Z"}),
    );
    let expected = json!([{"Timestamp": 1_577_836_800.0, "Sum": 1.0, "Unit": "None"}]);
    assert_eq!(found.unwrap(), expected);
}

#[test]
fn every_statistic_of_a_period_comes_from_its_values_and_counts() {
    let mut world = world_of(json!([
        {"MetricName": "m", "Values": [1.0, 10.0], "Counts": [3.0, 1.0], "Unit": "Count"},
        {"MetricName": "m", "Value": 5.0, "Unit": "Count", "Timestamp": "2026-04-19T13:28:02Z"},
    ]));
    let all = json!({"Statistics": ["Sum", "Average", "Minimum", "Maximum", "SampleCount"]});
    let expected = json!([{
        "Timestamp": 1_776_605_280.0, "Unit": "Count",
        "Sum": 18.0, "Average": 3.6, "Minimum": 1.0, "Maximum": 10.0, "SampleCount": 5.0,
    }]);
    assert_eq!(statistics(&mut world, all).unwrap(), expected);
    let percentiles = json!({"Statistics": [], "ExtendedStatistics": ["p50", "p80", "p99.9"]});
    let expected = json!([{
        "Timestamp": 1_776_605_280.0, "Unit": "Count",
        "ExtendedStatistics": {"p50": 1.0, "p80": 5.0, "p99.9": 10.0},
    }]);
    assert_eq!(statistics(&mut world, percentiles).unwrap(), expected);
    let kin =
        json!({"Statistics": [], "ExtendedStatistics": ["tm80", "TC(1:10)", "PR(:1)", "TM(20:)"]});
    let found = statistics(&mut world, kin).unwrap();
    assert_eq!(
        found[0]["ExtendedStatistics"],
        json!({"tm80": 2.0, "TC(1:10)": 2.0, "PR(:1)": 60.0}),
        "what has no value is left out"
    );
}

#[test]
fn a_statistic_set_has_no_percentiles_but_every_plain_statistic() {
    let set = json!({"SampleCount": 4.0, "Sum": 20.0, "Minimum": 1.0, "Maximum": 9.0});
    let mut world = world_of(json!([{"MetricName": "m", "StatisticValues": set}]));
    let percentile = json!({"Statistics": [], "ExtendedStatistics": ["p50"]});
    assert_eq!(statistics(&mut world, percentile).unwrap(), json!([]));
    let found = statistics(&mut world, json!({"Statistics": ["Average"]})).unwrap();
    assert_eq!(found[0]["Average"], 5.0);
}

#[test]
fn each_set_of_dimensions_is_a_series_of_its_own() {
    let region = json!([{"Name": "Region", "Value": "us-east-1"}]);
    let both = json!([{"Name": "Region", "Value": "us-east-1"}, {"Name": "A", "Value": "a"}]);
    let mut world = world_of(json!([
        {"MetricName": "m", "Value": 1.0, "Dimensions": region},
        {"MetricName": "m", "Value": 2.0, "Dimensions": both},
    ]));
    assert_eq!(
        statistics(&mut world, json!({})).unwrap(),
        json!([]),
        "without dimensions only the series without any answers"
    );
    let found = statistics(&mut world, json!({"Dimensions": region})).unwrap();
    assert_eq!(found[0]["Sum"], 1.0);
    let turned = json!([{"Name": "A", "Value": "a"}, {"Name": "Region", "Value": "us-east-1"}]);
    let found = statistics(&mut world, json!({"Dimensions": turned})).unwrap();
    assert_eq!(found[0]["Sum"], 2.0);
}

#[test]
fn periods_begin_at_the_start_rounded_down_to_the_minute() {
    let mut world = world_of(json!([
        {"MetricName": "m", "Value": 1.0, "Timestamp": "2026-04-19T13:02:59Z"},
        {"MetricName": "m", "Value": 2.0, "Timestamp": "2026-04-19T13:03:01Z"},
        {"MetricName": "m", "Value": 4.0, "Timestamp": "2026-04-19T13:08:00Z"},
        {"MetricName": "m", "Value": 8.0, "Timestamp": "2026-04-19T13:13:00Z"},
    ]));
    let span = json!({
        "Period": 300, "StartTime": "2026-04-19T13:03:40Z", "EndTime": "2026-04-19T13:13:00Z",
    });
    let expected = json!([
        {"Timestamp": 1_776_603_780.0, "Sum": 2.0, "Unit": "None"},
        {"Timestamp": 1_776_604_080.0, "Sum": 4.0, "Unit": "None"},
    ]);
    assert_eq!(statistics(&mut world, span).unwrap(), expected);
}

#[test]
fn high_resolution_keeps_seconds_apart() {
    let mut world = world_of(json!([
        {"MetricName": "m", "Value": 1.0, "Timestamp": "2026-04-19T13:02:01.5Z", "StorageResolution": 1},
        {"MetricName": "m", "Value": 2.0, "Timestamp": "2026-04-19T13:02:07Z", "StorageResolution": 1},
    ]));
    let span = json!({
        "Period": 5, "StartTime": "2026-04-19T13:02:00Z", "EndTime": "2026-04-19T13:03:00Z",
    });
    assert_eq!(
        statistics(&mut world, span).unwrap(),
        json!([
            {"Timestamp": 1_776_603_720.0, "Sum": 1.0, "Unit": "None"},
            {"Timestamp": 1_776_603_725.0, "Sum": 2.0, "Unit": "None"},
        ])
    );
}

#[test]
fn units_are_never_added_up() {
    let mut world = world_of(json!([
        {"MetricName": "m", "Value": 1.0, "Unit": "Count"},
        {"MetricName": "m", "Value": 2.0, "Unit": "Bytes"},
    ]));
    let found = statistics(&mut world, json!({})).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 2);
    let found = statistics(&mut world, json!({"Unit": "Bytes"})).unwrap();
    assert_eq!(found[0]["Sum"], 2.0);
    assert_eq!(
        statistics(&mut world, json!({"Unit": "Seconds"})).unwrap(),
        json!([])
    );
}

#[test]
fn a_bad_question_is_refused_in_awss_words() {
    let cases = [
        (
            json!({"Period": 1, "StartTime": "2026-04-18T14:00:00Z"}),
            "You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
        ),
        (
            json!({"Period": 61}),
            "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.",
        ),
        (
            json!({"Period": 0}),
            "The parameter Period must be greater than or equal to 1.",
        ),
        (
            json!({"StartTime": "2026-04-19T14:00:00Z"}),
            "The parameter StartTime must be less than the parameter EndTime.",
        ),
        (
            json!({"Statistics": ["Median"]}),
            "The parameter Statistics.member.1 must be a value in the set [ SampleCount, Average, Sum, Minimum, Maximum ].",
        ),
        (
            json!({"Statistics": []}),
            "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
        ),
        (
            json!({"ExtendedStatistics": ["p50"]}),
            "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.",
        ),
        (
            json!({"Statistics": [], "ExtendedStatistics": ["p101"]}),
            "The value p101 for parameter ExtendedStatistics.member.1 is not supported.",
        ),
        (
            json!({"Statistics": [], "ExtendedStatistics": ["p50", "TM90"]}),
            "The value TM90 for parameter ExtendedStatistics.member.2 is not supported.",
        ),
        (
            json!({"Unit": "Tokens"}),
            "The parameter Unit must be a value in the set",
        ),
    ];
    for (extra, expected) in cases {
        let error = statistics(&mut World::new(0), extra).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}

fn data(world: &mut World, extra: Value) -> Result<GetMetricDataOutput, MetricsError> {
    let query = |id: &str, stat: &str| json!({"Id": id, "MetricStat": {"Metric": {"Namespace": "Custom", "MetricName": "m"}, "Period": 60, "Stat": stat}});
    let mut request = json!({
        "MetricDataQueries": [query("sum", "Sum"), query("p50", "p50")],
        "StartTime": "2026-04-19T13:00:00Z", "EndTime": "2026-04-19T14:00:00Z",
    });
    merge(&mut request, extra);
    call::<GetMetricData>(world, request)
}

fn three_minutes() -> World {
    world_of(json!([
        {"MetricName": "m", "Value": 1.0, "Timestamp": "2026-04-19T13:01:00Z"},
        {"MetricName": "m", "Value": 2.0, "Timestamp": "2026-04-19T13:02:00Z"},
        {"MetricName": "m", "Value": 3.0, "Timestamp": "2026-04-19T13:03:00Z"},
    ]))
}

#[test]
fn data_comes_newest_first_unless_asked_otherwise() {
    let mut world = three_minutes();
    let found = data(&mut world, json!({})).unwrap();
    let values: Vec<&[f64]> = found
        .metric_data_results
        .iter()
        .map(|result| &result.values[..])
        .collect();
    assert_eq!(values, [[3.0, 2.0, 1.0], [3.0, 2.0, 1.0]]);
    assert_eq!(found.metric_data_results[0].label, "m");
    assert_eq!(found.metric_data_results[0].status_code, "Complete");
    let found = data(&mut world, json!({"ScanBy": "TimestampAscending"})).unwrap();
    assert_eq!(found.metric_data_results[0].values, [1.0, 2.0, 3.0]);
}

#[test]
fn pages_laid_end_to_end_are_the_whole() {
    let mut world = three_minutes();
    let mut values = vec![Vec::new(), Vec::new()];
    let mut token = Value::Null;
    let mut pages = 0;
    loop {
        let page = data(&mut world, json!({"MaxDatapoints": 2, "NextToken": token})).unwrap();
        pages += 1;
        for (index, result) in page.metric_data_results.into_iter().enumerate() {
            values[index].extend(result.values);
        }
        let Some(next) = page.next_token else { break };
        token = json!(next);
    }
    assert_eq!(pages, 3);
    assert_eq!(values, [[3.0, 2.0, 1.0], [3.0, 2.0, 1.0]]);
    assert_eq!(
        data(&mut world, json!({"NextToken": "what"})).unwrap_err(),
        MetricsError::InvalidNextToken
    );
}

#[test]
fn a_query_that_is_none_is_refused() {
    let cases = [
        (
            json!([{"Id": "e", "Expression": "SELECT AVG(m) FROM Custom"}]),
            "Error in expression 'e': Metrics Insights queries (SELECT) are not built in this emulator",
        ),
        (
            json!([{"Id": "E"}]),
            "The value E for parameter MetricDataQueries.member.1.Id is not matching",
        ),
        (
            json!([{"Id": "a"}]),
            "At least one of the parameters MetricDataQueries.member.1.MetricStat",
        ),
        (
            json!([]),
            "The collection MetricDataQueries must have a size from 1 to 500.",
        ),
        (
            json!([{"Id": "a", "MetricStat": {"Metric": {"Namespace": "C", "MetricName": "m"}, "Period": 60, "Stat": "None"}}]),
            "The value None for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.",
        ),
    ];
    for (queries, expected) in cases {
        let error = data(&mut World::new(0), json!({"MetricDataQueries": queries})).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
        assert!(matches!(error, MetricsError::Validation(_)));
    }
}

fn list(world: &mut World, request: Value) -> Vec<String> {
    let found = call::<ListMetrics>(world, request).unwrap();
    let name = |metric: &list::ListedMetric| {
        let dimensions: Vec<String> = metric
            .dimensions
            .iter()
            .map(|d| format!("{}={}", d.name, d.value))
            .collect();
        format!("{}{{{}}}", metric.metric_name, dimensions.join(","))
    };
    found.metrics.iter().map(name).collect()
}

#[test]
fn filters_narrow_the_list_of_series() {
    let mut world = world_of(json!([
        {"MetricName": "a", "Value": 1.0},
        {"MetricName": "b", "Value": 1.0, "Dimensions": [{"Name": "x", "Value": "1"}]},
        {"MetricName": "b", "Value": 1.0, "Dimensions": [{"Name": "x", "Value": "2"}, {"Name": "y", "Value": "1"}]},
    ]));
    assert_eq!(list(&mut world, json!({})), ["a{}", "b{x=1}", "b{x=2,y=1}"]);
    assert_eq!(
        list(
            &mut world,
            json!({"MetricName": "a", "RecentlyActive": "PT3H"})
        ),
        ["a{}"]
    );
    assert_eq!(list(&mut world, json!({"Namespace": "Other"})), [""; 0]);
    assert_eq!(
        list(&mut world, json!({"Dimensions": [{"Name": "x"}]})),
        ["b{x=1}", "b{x=2,y=1}"]
    );
    let filters = json!({"Dimensions": [{"Name": "x", "Value": "2"}, {"Name": "y"}]});
    assert_eq!(list(&mut world, filters), ["b{x=2,y=1}"]);
}

#[test]
fn the_list_of_series_comes_in_pages_of_500() {
    let data: Vec<Value> = (0..1_000)
        .map(|n| json!({"MetricName": format!("m{n:04}"), "Value": 1.0}))
        .collect();
    let mut world = world_of(json!(data));
    put(
        &mut world,
        json!([{"MetricName": "m1000", "Value": 1.0, "Dimensions": [{"Name": "d", "Value": "v"}]}]),
    )
    .unwrap();
    let mut sizes = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = call::<ListMetrics>(&mut world, json!({"NextToken": token})).unwrap();
        sizes.push(page.metrics.len());
        let Some(next) = page.next_token else { break };
        token = json!(next);
    }
    assert_eq!(sizes, [500, 500, 1]);
    for token in ["zz", "0", "61"] {
        let error = call::<ListMetrics>(&mut world, json!({"NextToken": token})).unwrap_err();
        assert_eq!(error, MetricsError::InvalidNextToken, "{token}");
    }
}

#[test]
fn totals_are_over_all_time() {
    let world = world_of(json!([
        {"MetricName": "m", "Values": [1.0, 7.0], "Counts": [2.0, 1.0], "Unit": "Count", "Timestamp": "2026-04-19T13:01:00Z"},
        {"MetricName": "m", "Value": 3.0, "Unit": "Count", "Timestamp": "2026-04-12T13:01:00Z"},
        {"MetricName": "n", "Value": 5.0},
    ]));
    let (_, region) = world.locals().next().unwrap();
    let totals = region.metrics.totals();
    let figures: Vec<_> = totals
        .iter()
        .map(|t| {
            (
                t.name.as_str(),
                t.unit.as_str(),
                t.sample_count,
                t.sum,
                t.minimum,
                t.maximum,
            )
        })
        .collect();
    assert_eq!(
        figures,
        [
            ("m", "Count", 4.0, 12.0, 1.0, 7.0),
            ("n", "None", 1.0, 5.0, 5.0, 5.0)
        ]
    );
}

#[test]
fn timelines_are_sums_by_moment_and_unit() {
    let at = |minute: &str, value: f64, unit: &str| {
        datum(
            json!({"Timestamp": format!("2026-04-19T13:{minute}Z"), "Value": value, "Unit": unit}),
        )
    };
    let world = world_of(json!([
        at("20:59", 1.0, "Count"),
        at("20:01", 2.0, "Count"),
        at("22:00", 4.0, "Count"),
        at("21:00", 8.0, "Bytes"),
    ]));
    let region = world.local(&Origin::default().home()).unwrap();
    let timelines = region.metrics.timelines();
    let begin = "2026-04-19T13:20:00Z"
        .parse::<Timestamp>()
        .unwrap()
        .as_second();
    let sums: Vec<_> = timelines
        .iter()
        .map(|timeline| (timeline.unit.as_str(), timeline.sums.clone()))
        .collect();
    let expected = [
        ("Bytes", vec![(begin + 60, 8.0)]),
        ("Count", vec![(begin, 3.0), (begin + 120, 4.0)]),
    ];
    let mut sorted = sums;
    sorted.sort_by_key(|timeline| timeline.0);
    assert_eq!(sorted, expected);
}
