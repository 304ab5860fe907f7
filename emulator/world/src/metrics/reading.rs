//! How the tests of services read the metrics that these publish: as a client does.

use jiff::Timestamp;

use super::statistics::StatisticsDatapoint;
use super::{Dimension, GetMetricStatistics, ListMetrics};
use crate::call::Call;
use crate::operation::Request;
use crate::origin::Origin;
use crate::value::Epoch;
use crate::world::World;

/// The day of the tests.
const DAY: &str = "2026-04-19";

/// A minute (`13:28`), how many samples it has, and their sum.
pub(crate) type Point = (String, f64, f64);

/// The minutes of a metric of AWS's own that have data, on the day of the tests.
pub(crate) fn points(
    world: &mut World,
    namespace: &str,
    name: &str,
    dimensions: &[(&str, &str)],
) -> Vec<Point> {
    let datapoints = datapoints(world, namespace, name, dimensions);
    let point = |point: StatisticsDatapoint| {
        let minute = point.timestamp.unwrap().0.strftime("%H:%M").to_string();
        (minute, point.sample_count.unwrap(), point.sum.unwrap())
    };
    datapoints.into_iter().map(point).collect()
}

pub(crate) fn datapoints(
    world: &mut World,
    namespace: &str,
    name: &str,
    dimensions: &[(&str, &str)],
) -> Vec<StatisticsDatapoint> {
    let moment = |time: &str| Epoch(format!("{DAY}T{time}Z").parse().unwrap());
    let statistics = ["SampleCount", "Sum", "Minimum", "Maximum"];
    let request = GetMetricStatistics {
        namespace: namespace.to_owned(),
        metric_name: name.to_owned(),
        dimensions: dimensions
            .iter()
            .map(|(name, value)| Dimension::new(name, value))
            .collect(),
        start_time: moment("00:00:00"),
        end_time: moment("23:59:59"),
        period: 60,
        statistics: statistics.map(str::to_owned).to_vec(),
        extended_statistics: Vec::new(),
        unit: None,
    };
    call(world, request).datapoints
}

/// The names of the metrics of a namespace, each once, in order.
pub(crate) fn names(world: &mut World, namespace: &str) -> Vec<String> {
    let request = ListMetrics {
        namespace: Some(namespace.to_owned()),
        ..ListMetrics::default()
    };
    let listed = call(world, request).metrics.into_iter();
    let mut names: Vec<_> = listed.map(|metric| metric.metric_name).collect();
    names.dedup();
    names
}

fn call<R: Request<Error: std::fmt::Debug>>(world: &mut World, request: R) -> R::Reply {
    let call = Call::new(Origin::default(), request.into_operation());
    R::answer(world.apply(Timestamp::MIN, call).result).unwrap()
}
