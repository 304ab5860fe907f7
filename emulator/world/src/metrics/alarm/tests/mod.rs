//! Alarms, through the world's one way in.

mod actions;
mod composites;
mod configuration;
mod evaluation;
mod lists;

use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::{
    DeleteAlarms, DescribeAlarmHistory, DescribeAlarms, DescribeAlarmsForMetric,
    DisableAlarmActions, EnableAlarmActions, ListTagsForResource, MetricsError, PutCompositeAlarm,
    PutMetricAlarm, PutMetricData, SetAlarmState, TagResource, UntagResource,
};
use crate::call::Call;
use crate::operation::Request;
use crate::origin::Origin;
use crate::world::World;

const START: &str = "2026-04-19T13:28:51Z";
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:alerts";

/// A world whose time the tests move.
struct Stage {
    world: World,
    now: Timestamp,
}

impl Stage {
    fn new() -> Self {
        Self {
            world: World::new(0),
            now: START.parse().unwrap(),
        }
    }

    /// With an alarm called `a`, on the sum of the metric `N m` above 0, of one minute.
    fn with_alarm(extra: Value) -> Self {
        let mut stage = Self::new();
        stage.put_alarm("a", extra).unwrap();
        stage
    }

    fn call<R: Request + DeserializeOwned>(
        &mut self,
        request: Value,
    ) -> Result<R::Reply, R::Error> {
        let request: R = serde_json::from_value(request).unwrap();
        let call = Call::new(Origin::default(), request.into_operation());
        R::answer(self.world.apply(self.now, call).result)
    }

    fn put_alarm(&mut self, name: &str, extra: Value) -> Result<(), MetricsError> {
        self.call::<PutMetricAlarm>(alarm(name, extra))
    }

    fn put_composite(&mut self, name: &str, rule: &str, extra: Value) -> Result<(), MetricsError> {
        let mut request = json!({"AlarmName": name, "AlarmRule": rule});
        merge(&mut request, extra);
        self.call::<PutCompositeAlarm>(request)
    }

    /// Publishes to the metric `N m` now.
    fn publish(&mut self, value: f64) {
        self.publish_with(json!({"MetricName": "m", "Value": value}));
    }

    fn publish_with(&mut self, datum: Value) {
        let put = json!({"Namespace": "N", "MetricData": [datum]});
        self.call::<PutMetricData>(put).unwrap();
    }

    fn set_state(&mut self, name: &str, value: &str) {
        let set = json!({"AlarmName": name, "StateValue": value, "StateReason": "test"});
        self.call::<SetAlarmState>(set).unwrap();
    }

    fn pass(&mut self, seconds: i64) {
        self.now += SignedDuration::from_secs(seconds);
        self.world.advance(self.now);
    }

    fn pass_to(&mut self, time: &str) {
        self.now = format!("2026-04-19T{time}Z").parse().unwrap();
        self.world.advance(self.now);
    }

    /// As `DescribeAlarms` gives it.
    fn describe(&mut self, name: &str) -> Value {
        let describe =
            json!({"AlarmNames": [name], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]});
        let reply = self.call::<DescribeAlarms>(describe).unwrap();
        let reply = serde_json::to_value(reply).unwrap();
        let lists = ["MetricAlarms", "CompositeAlarms"];
        let mut found = lists.iter().filter_map(|list| reply[list].get(0));
        found.next().cloned().unwrap_or_default()
    }

    fn state(&mut self, name: &str) -> String {
        let alarm = self.describe(name);
        alarm["StateValue"].as_str().unwrap_or("absent").to_owned()
    }

    fn reason(&mut self, name: &str) -> String {
        let alarm = self.describe(name);
        alarm["StateReason"].as_str().unwrap().to_owned()
    }

    /// The newest first.
    fn history(&mut self, extra: Value) -> Vec<Value> {
        let mut describe = json!({"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]});
        merge(&mut describe, extra);
        let reply = self.call::<DescribeAlarmHistory>(describe).unwrap();
        let items = serde_json::to_value(reply.alarm_history_items).unwrap();
        items.as_array().unwrap().clone()
    }

    fn summaries(&mut self, extra: Value) -> Vec<String> {
        let items = self.history(extra);
        let summary = |item: &Value| item["HistorySummary"].as_str().unwrap().to_owned();
        items.iter().map(summary).collect()
    }
}

/// A sound request, with these members otherwise.
fn alarm(name: &str, extra: Value) -> Value {
    let mut request = json!({
        "AlarmName": name, "Namespace": "N", "MetricName": "m", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 1, "Threshold": 0.0, "ComparisonOperator": "GreaterThanThreshold",
    });
    merge(&mut request, extra);
    request
}

fn merge(request: &mut Value, extra: Value) {
    let Value::Object(extra) = extra else {
        panic!("extra members are an object");
    };
    let members = request.as_object_mut().unwrap();
    for (name, value) in extra {
        if value.is_null() {
            members.remove(&name);
        } else {
            members.insert(name, value);
        }
    }
}
