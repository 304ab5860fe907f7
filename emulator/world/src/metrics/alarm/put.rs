//! `PutMetricAlarm`.

use super::super::error::MetricsError;
use super::super::state::Metrics;
use super::alarm_type::AlarmType;
use super::check::check;
use super::definition::MetricDefinition;
use super::model::{Definition, Desk, Settings};
use super::put_request::PutMetricAlarm;
use super::save::{Put, taken};
use super::tag::of_request;
use crate::context::Context;

pub(in crate::metrics) fn put_metric_alarm(
    metrics: &mut Metrics,
    context: &mut Context<'_>,
    request: PutMetricAlarm,
) -> Result<(), MetricsError> {
    let checked = check(&request, context.home)?;
    let tags = of_request(&request.tags)?;
    let known = metrics.alarms.get(&request.alarm_name);
    if known.is_some_and(|alarm| alarm.alarm_type() != AlarmType::Metric) {
        return Err(taken(&request.alarm_name, AlarmType::Composite));
    }
    let query_id = known
        .and_then(|alarm| Some(alarm.metric()?.query_id.clone()))
        .unwrap_or_else(|| context.ids.uuid());
    let definition = MetricDefinition {
        query_id,
        source: checked.source,
        evaluation_periods: checked.evaluation_periods,
        datapoints_to_alarm: checked.datapoints_to_alarm,
        threshold: checked.threshold,
        comparison: checked.comparison,
        treat_missing_data: request.treat_missing_data,
        evaluate_low_sample_count_percentile: request.evaluate_low_sample_count_percentile,
        evaluation_window: request.evaluation_window,
    };
    let put = Put {
        name: request.alarm_name,
        settings: Settings {
            description: request.alarm_description,
            actions_enabled: request.actions_enabled.unwrap_or(true),
            ok_actions: request.ok_actions,
            alarm_actions: request.alarm_actions,
            insufficient_data_actions: request.insufficient_data_actions,
        },
        definition: Definition::Metric(Box::new(definition)),
        tags,
    };
    let mut desk = Desk {
        now: context.now,
        home: context.home,
        agenda: context.agenda,
    };
    let name = put.name.clone();
    metrics.alarms.put(&mut desk, put);
    metrics.alarms.schedule(&mut desk, &name);
    Ok(())
}
