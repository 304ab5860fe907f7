//! What a comparison found, as a comment on a pull request: a summary, and the details folded.
//!
//! Names and values come from logs, so that everything that Markdown or HTML would take for its own is written as an
//! entity.

use std::fmt::Write as _;

use super::report::{NONE, Report, label, place, rows, signed};
use crate::numbers::whole;

/// Series and places that are listed. A comment has at most 65,536 characters; JSON has them all.
const LISTED: usize = 100;

/// The whole comment.
pub(super) fn render(report: &Report) -> String {
    let mut text = format!("### Metrics: {}\n", report.headline());
    let _ = writeln!(
        text,
        "\nThe same logs through both builds: before {}, after {}.",
        code(&report.before.build),
        code(&report.after.build)
    );
    for note in &report.difference.notes {
        let _ = writeln!(text, "\n> {}", escaped(note));
    }
    series(&mut text, report);
    only_in_one(&mut text, report);
    counts(&mut text, report);
    costs(&mut text, report);
    text.truncate(text.trim_end().len());
    text
}

fn series(text: &mut String, report: &Report) {
    let changes: Vec<_> = report.changes().collect();
    if changes.is_empty() {
        return;
    }
    text.push_str("\n| Series | | Before | After | Change |\n| :-- | :-- | --: | --: | --: |\n");
    for (became, change) in changes.iter().take(LISTED) {
        let mut first = code(&label(&change.id));
        for row in rows(change) {
            let change = match *became {
                "changed" => row.change.replace('<', "&lt;"),
                became => became.to_owned(),
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {change} |",
                std::mem::take(&mut first),
                row.statistic,
                row.before,
                row.after
            );
        }
    }
    more(text, changes.len());
}

fn only_in_one(text: &mut String, report: &Report) {
    let difference = &report.difference;
    let sides = [
        (
            "before",
            &difference.places.before_only,
            &difference.dead_letters.before_only,
        ),
        (
            "after",
            &difference.places.after_only,
            &difference.dead_letters.after_only,
        ),
    ];
    for (side, places, dead_letters) in sides {
        let dead_letters = dead_letters.iter().map(|key| format!("{key}: dead letter"));
        let lines: Vec<_> = places.iter().map(place).chain(dead_letters).collect();
        if lines.is_empty() {
            continue;
        }
        let title = format!("{} only {side}", whole(lines.len() as u64));
        let mut list = String::new();
        for line in lines.iter().take(LISTED) {
            let _ = writeln!(list, "- {}", code(line));
        }
        more(&mut list, lines.len());
        details(text, &title, &list);
    }
}

fn more(text: &mut String, all: usize) {
    if all > LISTED {
        let _ = writeln!(
            text,
            "\n{} more are not listed; `--format json` tells them.",
            all - LISTED
        );
    }
}

fn counts(text: &mut String, report: &Report) {
    let mut rows = String::from("| Count | Before | After | Change |\n| :-- | --: | --: | --: |\n");
    for count in &report.difference.counts {
        let _ = writeln!(
            rows,
            "| {} | {} | {} | {} |",
            count.name,
            whole(count.before),
            whole(count.after),
            signed(count.before, count.after)
        );
    }
    details(text, "Records, objects and dead letters", &rows);
}

fn costs(text: &mut String, report: &Report) {
    let mut rows = String::from("| The function's | Before | After |\n| :-- | --: | --: |\n");
    let mut told = false;
    for [name, before, after] in report.costs() {
        told |= before != NONE || after != NONE;
        let _ = writeln!(rows, "| {name} | {before} | {after} |");
    }
    if told {
        details(
            text,
            "Processor time and memory, which are others each time",
            &rows,
        );
    }
}

fn details(text: &mut String, title: &str, body: &str) {
    let _ = write!(
        text,
        "\n<details><summary>{title}</summary>\n\n{}\n\n</details>\n",
        body.trim_end()
    );
}

/// A name as code, whatever it consists of.
fn code(name: &str) -> String {
    if name
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || " =._:/,-+()".contains(character))
    {
        format!("`{name}`")
    } else {
        format!("<code>{}</code>", escaped(name))
    }
}

/// A text in which nothing means anything: letters, digits and a little more stay as they are.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if character.is_alphanumeric() || " =.:/,-+()".contains(character) {
            escaped.push(character);
        } else {
            let _ = write!(escaped, "&#{};", u32::from(character));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::report;
    use super::*;

    #[test]
    fn a_pull_request_is_told_what_changed_with_the_details_folded() {
        let text = render(&report());
        assert_eq!(format!("{text}\n"), include_str!("snapshots/comment.md"));
    }

    #[test]
    fn names_from_logs_are_no_markdown_and_no_html() {
        assert_eq!(
            code("InputTokens Region=eu-west-1"),
            "`InputTokens Region=eu-west-1`"
        );
        assert_eq!(
            code("a`|<b>@c\n# d"),
            "<code>a&#96;&#124;&#60;b&#62;&#64;c&#10;&#35; d</code>"
        );
    }
}
