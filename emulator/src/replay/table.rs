//! What a replay found, for a person.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use aws_world::metrics::Timeline;
use comfy_table::Table;
use jiff::Timestamp;

use super::document::{Document, Metric};
use super::notified::notified_keys;
use super::sheet::{Numbers, Sheet, empty_table, folded};
use super::stages::{Bench, ProcessorSeconds};
use super::view::{By, Column, ViewArgs};
use crate::numbers::{group_digits, megabytes, to_double, whole};

/// The columns of a table by something.
const BY_COLUMNS: [Column; 7] = [
    Column::Invocations,
    Column::Errors,
    Column::Calls,
    Column::Input,
    Column::Output,
    Column::CacheRead,
    Column::CacheWrite,
];

/// The columns of metrics that no other table has.
const OTHER_COLUMNS: [Column; 4] = [Column::Samples, Column::Sum, Column::Min, Column::Max];

/// Rows with a name, by it.
pub(super) type Rows = BTreeMap<String, Numbers>;

/// The whole report, of lines of at most that width. `hours` are the rows of `--by hour`.
pub(super) fn render(document: &Document, hours: Rows, view: &ViewArgs, width: usize) -> String {
    let mut text = String::new();
    let sheets = match view.by {
        None => usual_sheets(document),
        Some(By::Hour) => vec![sheet_by(By::Hour, hours, view)],
        Some(by) => vec![sheet_by(by, rows_by(document, by), view)],
    };
    for table in sheets
        .into_iter()
        .filter_map(|sheet| sheet.render(view, width))
    {
        let _ = writeln!(text, "{table}\n");
    }
    if let (Some(by), true) = (view.by, text.is_empty()) {
        let _ = writeln!(
            text,
            "Nothing was published by {}.\n",
            by.title().to_lowercase()
        );
    }
    summary(&mut text, document, width);
    if let Some(bench) = &document.bench {
        let _ = write!(text, "\n\n{}", bench_table(bench, document));
        let ProcessorSeconds { emulator, function } = bench.processor_seconds;
        let _ = write!(
            text,
            "\n\nProcessors: {emulator:.2} s in the emulator, {function:.2} s in the function; {:.0} % of the work is the function's",
            100.0 * function / (emulator + function).max(1e-9),
        );
    }
    text
}

/// The guide's metrics, and all others.
fn usual_sheets(document: &Document) -> Vec<Sheet> {
    let mut profiles = Rows::new();
    let mut regions = Rows::new();
    let mut others = Vec::new();
    for metric in &document.metrics {
        let only = only_dimension(metric);
        match (only, Column::of_metric(&metric.name)) {
            (Some(("InferenceProfile", class)), Some(Column::Input | Column::Output)) => {
                add(
                    &mut profiles,
                    class,
                    &metric.name,
                    metric.sum,
                    metric.sample_count,
                );
            }
            (Some(("Region", region)), Some(Column::Invocations | Column::Errors)) => {
                add(
                    &mut regions,
                    region,
                    &metric.name,
                    metric.sum,
                    metric.sample_count,
                );
            }
            _ => others.push(other(metric)),
        }
    }
    let profile_columns = [Column::Calls, Column::Input, Column::Output];
    vec![
        Sheet::new(By::Profile.title(), &profile_columns, profiles),
        Sheet::new(
            By::Region.title(),
            &[Column::Invocations, Column::Errors],
            regions,
        ),
        Sheet::new("Other metrics", &OTHER_COLUMNS, others),
    ]
}

fn sheet_by(by: By, rows: Rows, view: &ViewArgs) -> Sheet {
    let sheet = Sheet::new(by.title(), &BY_COLUMNS, rows)
        .with_short_headers()
        .without_empty_columns();
    // Where all invocations are told, those that tell of tokens are one column too many.
    if sheet.has(Column::Invocations) && !view.columns.contains(&Column::Calls) {
        sheet.without(Column::Calls)
    } else {
        sheet
    }
}

fn rows_by(document: &Document, by: By) -> Rows {
    let mut rows = Rows::new();
    for metric in &document.metrics {
        if let Some((name, value)) = only_dimension(metric)
            && Some(name) == by.dimension()
        {
            add(
                &mut rows,
                value,
                &metric.name,
                metric.sum,
                metric.sample_count,
            );
        }
    }
    rows
}

/// By the hours in which there are sums, of the series in which every call is once.
pub(super) fn rows_by_hour(timelines: &[Timeline]) -> Rows {
    let mut rows = Rows::new();
    for timeline in timelines {
        let is_count = timeline.name.starts_with("Invocation");
        let by = if is_count { By::Region } else { By::Profile };
        let [dimension] = timeline.dimensions.as_slice() else {
            continue;
        };
        if Some(dimension.name.as_str()) != by.dimension() {
            continue;
        }
        let Some(column) = Column::of_metric(&timeline.name) else {
            continue;
        };
        for (second, sum) in &timeline.sums {
            let numbers = rows.entry(hour_of(*second)).or_default();
            *numbers.entry(column).or_default() += sum;
        }
    }
    rows
}

/// The hour of a second since the epoch, in UTC.
fn hour_of(second: i64) -> String {
    let moment = Timestamp::from_second(second).unwrap_or_default();
    moment.strftime("%Y-%m-%d %H:00").to_string()
}

/// Adds a metric to the row of that name. A call may carry one of the two counts of tokens only.
fn add(rows: &mut Rows, row: &str, metric: &str, sum: f64, sample_count: f64) {
    let Some(column) = Column::of_metric(metric) else {
        return;
    };
    let numbers = rows.entry(row.to_owned()).or_default();
    *numbers.entry(column).or_default() += sum;
    if matches!(column, Column::Input | Column::Output) {
        let calls = numbers.entry(Column::Calls).or_default();
        *calls = calls.max(sample_count);
    }
}

fn only_dimension(metric: &Metric) -> Option<(&str, &str)> {
    let mut dimensions = metric.dimensions.iter();
    let (name, value) = dimensions.next()?;
    dimensions.next().is_none().then_some((name, value))
}

fn other(metric: &Metric) -> (String, Numbers) {
    let dimensions = metric.dimensions.iter();
    let dimensions: Vec<_> = dimensions
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let name = format!("{} {}", metric.name, dimensions.join(" "));
    let numbers = [
        (Column::Samples, metric.sample_count),
        (Column::Sum, metric.sum),
        (Column::Min, metric.min),
        (Column::Max, metric.max),
    ];
    (name.trim_end().to_owned(), numbers.into())
}

fn bench_table(bench: &Bench, document: &Document) -> Table {
    let mut rows = empty_table(["Stage", "Busy", "MB/s"]);
    let megabytes = to_double(document.bytes.uncompressed) / 1e6;
    for (name, seconds) in bench.stage_seconds.by_name() {
        rows.add_row(vec![
            name.to_owned(),
            format!("{seconds:.3} s"),
            group_digits(&format!("{:.0}", megabytes / seconds.max(1e-3))),
        ]);
    }
    rows
}

fn summary(text: &mut String, document: &Document, width: usize) {
    let objects = document.objects;
    let records = document.records;
    let _ = write!(
        text,
        "Objects  {} processed, {} skipped, {} failed\n\
         Records  {} counted, {} malformed, {} duplicate, {} expired\n\
         Bytes    {} MB as stored, {} MB of log text\n\
         Time     {:.1} s, {:.1} MB/s",
        whole(objects.processed),
        whole(objects.skipped),
        whole(objects.failed),
        whole(records.counted),
        whole(records.malformed),
        whole(records.duplicate),
        whole(records.expired),
        megabytes(document.bytes.compressed),
        megabytes(document.bytes.uncompressed),
        document.elapsed_seconds,
        document.mb_per_second,
    );
    if document.interrupted {
        text.push_str("\nEnd      interrupted: figures lag behind each other");
    }
    for letter in &document.dead_letters {
        let keys = notified_keys(&letter.body).join(", ");
        let what = if keys.is_empty() { &letter.body } else { &keys };
        let line = format!(
            "Dead letter {} after {} receives: {what}",
            letter.message_id, letter.receive_count
        );
        let _ = write!(text, "\n{}", folded(&line, width));
    }
}

#[cfg(test)]
mod tests {
    use aws_world::metrics::{Dimension, Unit};

    use super::super::document::tests::document;
    use super::*;

    fn metric(name: &str, dimensions: &[(&str, &str)], sum: f64) -> Metric {
        let dimensions = dimensions.iter();
        Metric {
            namespace: "Custom/BedrockMetrics".to_owned(),
            name: name.to_owned(),
            dimensions: dimensions
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            unit: "Count".to_owned(),
            sample_count: 2.0,
            sum,
            min: 0.0,
            max: sum,
        }
    }

    fn report(view: &ViewArgs, hours: Rows) -> String {
        let model = ("ModelId", "us.anthropic.claude-3-haiku-20240307-v1:0");
        let mut document = document();
        document.metrics = vec![
            metric(
                "InputTokens",
                &[("InferenceProfile", "CrossRegion")],
                1234.0,
            ),
            metric(
                "InputTokens",
                &[("InferenceProfile", "CrossRegion"), model],
                1234.0,
            ),
            metric("InputTokens", &[model], 1234.0),
            metric("InvocationCount", &[("Region", "us-east-1")], 2.0),
            metric("InvocationCount", &[model], 2.0),
        ];
        document.dead_letters[0].body =
            r#"{"Records":[{"s3":{"object":{"key":"logs/a+b.json"}}}]}"#.to_owned();
        let text = render(&document, hours, view, 80);
        let lines = text.lines().map(|line| line.trim_end().to_owned() + "\n");
        lines.collect()
    }

    #[test]
    fn the_report_fits_its_width() {
        assert_eq!(
            report(&ViewArgs::default(), Rows::new()),
            include_str!("snapshots/usual.txt")
        );
    }

    #[test]
    fn a_report_says_that_the_replay_was_interrupted() {
        let mut document = document();
        let told = |document: &Document| {
            let text = render(document, Rows::new(), &ViewArgs::default(), 80);
            text.contains("\nEnd      interrupted: figures lag behind each other\n")
        };
        assert!(!told(&document));
        document.interrupted = true;
        assert!(told(&document));
    }

    #[test]
    fn the_report_is_by_what_was_asked_for() {
        let by = |by| ViewArgs {
            by: Some(by),
            ..ViewArgs::default()
        };
        let text = report(&by(By::Model), Rows::new());
        assert_eq!(text, include_str!("snapshots/by_model.txt"));
        let text = report(&by(By::Identity), Rows::new());
        assert!(
            text.starts_with("Nothing was published by identity.\n"),
            "{text}"
        );
    }

    #[test]
    fn an_hour_has_the_sums_of_its_minutes() {
        let timeline = |name: &str, dimension: &str, sums: &[(i64, f64)]| Timeline {
            namespace: "n".to_owned(),
            name: name.to_owned(),
            dimensions: vec![Dimension::new(dimension, "x")],
            unit: Unit::parse("Count").expect("a unit"),
            sums: sums.to_vec(),
        };
        let rows = rows_by_hour(&[
            timeline(
                "InvocationCount",
                "Region",
                &[(0, 1.0), (3540, 2.0), (3600, 4.0)],
            ),
            timeline("InvocationCount", "ModelId", &[(0, 9.0)]),
            timeline("InputTokens", "InferenceProfile", &[(60, 5.0)]),
            timeline("InputTokens", "Region", &[(60, 5.0)]),
            timeline("ProcessedObjects", "InferenceProfile", &[(0, 1.0)]),
        ]);
        let first = [(Column::Invocations, 3.0), (Column::Input, 5.0)];
        let expected = [
            ("1970-01-01 00:00".to_owned(), Numbers::from(first)),
            (
                "1970-01-01 01:00".to_owned(),
                Numbers::from([(Column::Invocations, 4.0)]),
            ),
        ];
        assert_eq!(rows, Rows::from(expected));
    }
}
