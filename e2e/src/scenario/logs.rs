//! What is made of logs: a metric and its alarm; and how long they are kept.

use serde_json::json;

use crate::env::Env;
use crate::stack::{Alarm, Wanted};

/// From a line of a log to a letter.
pub async fn a_metric_filter_raises_the_alarm_that_a_queue_hears<E: Env>(env: &E) {
    let stack = super::stack(env).await;
    let topic = stack.topic().await;
    let listener = stack.listener(&topic, "inbox", &Wanted::Everything).await;
    let group = stack.log_group().await;
    let pattern = r#"{ $.level = "ERROR" }"#;
    stack.count_logs(&group, pattern, "LoggedErrors").await;
    let name = format!("{}-logged-errors", stack.bucket);
    let alarm = Alarm {
        name: &name,
        namespace: &stack.namespace,
        metric_name: "LoggedErrors",
        dimension: None,
        period: env.timing().alarm_period,
        treat_missing_data: "missing",
    };
    stack.alarm(&alarm, &topic).await;
    let lines = [r#"{"level": "INFO"}"#, r#"{"level": "ERROR"}"#, "no JSON"];
    stack.log(&group, &lines).await;
    let letter = stack.letter_of_alarm(&listener, &name, "ALARM").await;
    assert_eq!(letter.told()["Trigger"]["MetricName"], "LoggedErrors");
}

/// That what is older is deleted takes a day; the tests of the emulator let it pass.
pub async fn a_log_group_says_how_long_it_is_kept<E: Env>(env: &E) {
    let stack = super::stack(env).await;
    let group = stack.log_group().await;
    let described = stack.retain(&group, 14).await;
    assert_eq!(described["retentionInDays"], json!(14));
}
