//! What a comparison found, for a person.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle, presets};

use super::report::{NONE, Report, label, place, rows, signed};
use crate::numbers::whole;
use crate::replay::folded;

/// As the replay's tables are.
const STYLE: TableStyle =
    presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));

/// Columns of a series' label, whatever stands beside it.
const LEAST_LABEL: usize = 24;

/// Columns between the five columns, before the first and behind the last.
const GAPS: usize = 1 + 4 * 3 + 1;

/// Places that are listed. All are in the JSON.
const PLACES: usize = 20;

/// The whole report, in so many columns as long as names keep [`LEAST_LABEL`].
pub(super) fn render(report: &Report, width: usize) -> String {
    let mut text = format!(
        "before  {}\nafter   {}\n\n",
        report.before.build, report.after.build
    );
    if report.changes().next().is_some() {
        let _ = writeln!(text, "{}\n", series_table(report, width));
    }
    let _ = writeln!(text, "{}\n", counts_table(report));
    let only = &report.difference.places;
    list(
        &mut text,
        "before",
        only.before_only.iter().map(place).collect(),
    );
    list(
        &mut text,
        "after",
        only.after_only.iter().map(place).collect(),
    );
    let letters = &report.difference.dead_letters;
    let dead = |key: &String| format!("{key}: dead letter");
    list(
        &mut text,
        "before",
        letters.before_only.iter().map(dead).collect(),
    );
    list(
        &mut text,
        "after",
        letters.after_only.iter().map(dead).collect(),
    );
    for note in &report.difference.notes {
        let _ = writeln!(text, "Note: {note}");
    }
    if !report.difference.notes.is_empty() {
        text.push('\n');
    }
    if report.costs().iter().any(is_told) {
        text.push_str("* another one each time, and no reason to differ\n\n");
    }
    text.push_str(&report.headline());
    // Columns are padded to their width, the last one too.
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

fn is_told([_, before, after]: &[String; 3]) -> bool {
    before != NONE || after != NONE
}

fn series_table(report: &Report, width: usize) -> Table {
    const HEADERS: [&str; 5] = ["Series", "", "Before", "After", "Change"];
    let mut lines: Vec<[String; 5]> = Vec::new();
    for (became, change) in report.changes() {
        let mut first = label(&change.id);
        for row in rows(change) {
            let change = match became {
                "changed" => row.change,
                became => became.to_owned(),
            };
            let label = std::mem::take(&mut first);
            let statistic = row.statistic.to_owned();
            lines.push([label, statistic, row.before, row.after, change]);
        }
    }
    let widest = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.max().unwrap_or_default().max(HEADERS[column].len())
    };
    let numbers: usize = (1..HEADERS.len()).map(widest).sum();
    let room = width.saturating_sub(numbers + GAPS).max(LEAST_LABEL);
    let mut table = table(&HEADERS);
    for mut line in lines {
        line[0] = folded(&line[0], room);
        table.add_row(line.to_vec());
    }
    left(&mut table, 1);
    table
}

fn counts_table(report: &Report) -> Table {
    let mut rows = table(&["Count", "Before", "After", "Change"]);
    for count in &report.difference.counts {
        rows.add_row(vec![
            count.name.to_owned(),
            whole(count.before),
            whole(count.after),
            signed(count.before, count.after),
        ]);
    }
    for [name, before, after] in report.costs().into_iter().filter(is_told) {
        rows.add_row(vec![format!("{name} *"), before, after]);
    }
    rows
}

/// What is so in one build only.
fn list(text: &mut String, side: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "Only {side}:");
    for line in lines.iter().take(PLACES) {
        let _ = writeln!(text, "  {line}");
    }
    if lines.len() > PLACES {
        let _ = writeln!(
            text,
            "  and {} more, which --format json tells",
            lines.len() - PLACES
        );
    }
    text.push('\n');
}

fn table(headers: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_header(headers.to_vec());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn left(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Left);
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::report;
    use super::*;

    #[test]
    fn a_person_reads_what_changed_and_where() {
        let text = render(&report(), 80);
        assert_eq!(format!("{text}\n"), include_str!("snapshots/table.txt"));
    }
}
