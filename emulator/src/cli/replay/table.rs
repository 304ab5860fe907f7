//! What a replay found, for a person.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle, presets};

use super::document::{Document, Metric, to_double};
use super::stages::{Bench, ProcessorSeconds};

/// Columns of text under a line: easy on the eye, and on whoever copies it.
const STYLE: TableStyle =
    presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));

/// The whole report.
pub(super) fn render(document: &Document) -> String {
    let mut text = String::new();
    let mut others = Vec::new();
    let mut profiles: BTreeMap<&str, [Option<&Metric>; 2]> = BTreeMap::new();
    let mut regions: BTreeMap<&str, [Option<&Metric>; 2]> = BTreeMap::new();
    for metric in &document.metrics {
        match place(metric) {
            Some(Place::Profile(class, column)) => {
                profiles.entry(class).or_default()[column] = Some(metric);
            }
            Some(Place::Region(region, column)) => {
                regions.entry(region).or_default()[column] = Some(metric);
            }
            None => others.push(metric),
        }
    }
    append(&mut text, profile_table(&profiles));
    append(&mut text, region_table(&regions));
    append(&mut text, series_table(&others));
    summary(&mut text, document);
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

/// Which cell of the two tables of the guide's metrics a series belongs to.
enum Place<'a> {
    /// The class, and 0 for input, 1 for output tokens.
    Profile(&'a str, usize),
    /// The Region, and 0 for invocations, 1 for errors.
    Region(&'a str, usize),
}

fn place(metric: &Metric) -> Option<Place<'_>> {
    let mut dimensions = metric.dimensions.iter();
    let (name, value) = dimensions.next()?;
    if dimensions.next().is_some() {
        return None;
    }
    match (metric.name.as_str(), name.as_str()) {
        ("InputTokens", "InferenceProfile") => Some(Place::Profile(value, 0)),
        ("OutputTokens", "InferenceProfile") => Some(Place::Profile(value, 1)),
        ("InvocationCount", "Region") => Some(Place::Region(value, 0)),
        ("InvocationErrorCount", "Region") => Some(Place::Region(value, 1)),
        _ => None,
    }
}

fn profile_table(rows: &BTreeMap<&str, [Option<&Metric>; 2]>) -> Option<Table> {
    let mut table = table(&[
        "Inference profile",
        "Calls with tokens",
        "Input tokens",
        "Output tokens",
    ]);
    for (class, [input, output]) in rows {
        // A call may carry one of the two only.
        let calls = [input, output].map(|metric| metric.map_or(0.0, |metric| metric.sample_count));
        table.add_row(vec![
            (*class).to_owned(),
            grouped(calls[0].max(calls[1])),
            sum(*input),
            sum(*output),
        ]);
    }
    (!rows.is_empty()).then_some(table)
}

fn region_table(rows: &BTreeMap<&str, [Option<&Metric>; 2]>) -> Option<Table> {
    let mut table = table(&["Region", "Invocations", "Errors"]);
    for (region, [invocations, errors]) in rows {
        table.add_row(vec![(*region).to_owned(), sum(*invocations), sum(*errors)]);
    }
    (!rows.is_empty()).then_some(table)
}

fn series_table(metrics: &[&Metric]) -> Option<Table> {
    let mut table = table(&["Other metrics", "Samples", "Sum", "Min", "Max"]);
    for metric in metrics {
        let dimensions: Vec<_> = metric
            .dimensions
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        table.add_row(vec![
            format!("{} {}", metric.name, dimensions.join(" "))
                .trim_end()
                .to_owned(),
            grouped(metric.sample_count),
            grouped(metric.sum),
            grouped(metric.min),
            grouped(metric.max),
        ]);
    }
    (!metrics.is_empty()).then_some(table)
}

fn bench_table(bench: &Bench, document: &Document) -> Table {
    let mut rows = table(&["Stage", "Busy", "MB/s"]);
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

/// An empty table: its first column is text, the others are numbers.
fn table(headers: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_header(headers.to_vec());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn append(text: &mut String, table: Option<Table>) {
    if let Some(table) = table {
        let _ = writeln!(text, "{table}\n");
    }
}

fn summary(text: &mut String, document: &Document) {
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
    for letter in &document.dead_letters {
        let _ = write!(
            text,
            "\nDead letter {} after {} receives: {}",
            letter.message_id, letter.receive_count, letter.body
        );
    }
}

fn sum(metric: Option<&Metric>) -> String {
    grouped(metric.map_or(0.0, |metric| metric.sum))
}

/// A number with its thousands apart, and with decimals only where it has some.
pub(in crate::cli) fn grouped(value: f64) -> String {
    if value.fract() == 0.0 {
        group_digits(&format!("{value:.0}"))
    } else {
        format!("{value:.2}")
    }
}

pub(in crate::cli) fn whole(value: u64) -> String {
    group_digits(&value.to_string())
}

fn group_digits(digits: &str) -> String {
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        let left = digits.len() - position;
        if position > 0 && left.is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Bytes as MB of 10^6, with one decimal.
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = (bytes + 50_000) / 100_000;
    format!("{}.{}", whole(tenths / 10), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (value, text) in [
            (0.0, "0"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (1_234_567.0, "1,234,567"),
            (-1000.0, "-1,000"),
            (0.5, "0.50"),
        ] {
            assert_eq!(grouped(value), text);
        }
    }

    #[test]
    fn megabytes_are_rounded_to_one_decimal() {
        for (bytes, text) in [
            (0, "0.0"),
            (49_999, "0.0"),
            (50_000, "0.1"),
            (1_234_000_000, "1,234.0"),
        ] {
            assert_eq!(megabytes(bytes), text);
        }
    }
}
