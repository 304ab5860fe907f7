//! A page about a replay: one file, no scripts, nothing fetched.
//!
//! What it says depends on the logs and the settings alone, so that the same replay is the same page. Names and values come
//! from logs: each is escaped where it is written ([`escape`]).

use std::fmt::Write as _;

use aws_endpoint::stack::StackSettings;

use super::document::{Document, Metric};
use super::pictures::Pictures;
use crate::numbers::{grouped, megabytes, whole};
use time_chart::svg::{COLOURS, Ink, Look};
use time_chart::text::escape;
use time_chart::{Chart, ChartError, svg};

const STYLE: &str = include_str!("page.css");

/// A chart on a screen or on paper.
const WIDE: Look = Look {
    width: 920.0,
    height: 260.0,
    is_alone: false,
};

/// A chart on a phone: drawn for its width, so that its texts are not made smaller.
const NARROW: Look = Look {
    width: 356.0,
    height: 220.0,
    is_alone: false,
};

/// Rows of a table; the JSON has all.
const MAX_ROWS: usize = 1000;

/// The whole page.
pub(super) fn render(
    pictures: &Pictures,
    document: &Document,
    settings: &StackSettings,
) -> Result<String, ChartError> {
    let mut page = String::new();
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>Replay: {} records</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n",
        whole(document.records.counted),
        colours()
    );
    head(&mut page, document);
    if pictures.charts().is_empty() {
        page.push_str("<p>Nothing was published.</p>\n");
    }
    if let Some(left_out) = &pictures.left_out {
        let _ = writeln!(page, "<p>{}.</p>", escape(left_out));
    }
    for chart in pictures.charts() {
        figure(&mut page, chart)?;
    }
    series(&mut page, &document.metrics);
    places(&mut page, document);
    dead_letters(&mut page, document);
    foot(&mut page, settings);
    page.push_str("</body>\n</html>\n");
    Ok(page)
}

/// The drawing's colours, replaced by those of the page, which change with its mode.
fn colours() -> String {
    let mut rules = String::new();
    for (colour, variable) in [
        (Ink::TEXT, "text"),
        (Ink::LABEL, "soft"),
        (Ink::GRID, "line"),
        (Ink::PAPER, "paper"),
    ] {
        for attribute in ["fill", "stroke"] {
            let _ = writeln!(
                rules,
                "svg [{attribute}=\"{colour}\"] {{ {attribute}: var(--{variable}); }}"
            );
        }
    }
    for (index, colour) in COLOURS.iter().enumerate() {
        let _ = writeln!(rules, ".c{index} {{ background: {colour}; }}");
    }
    rules
}

fn head(page: &mut String, document: &Document) {
    let (records, objects) = (document.records, document.objects);
    page.push_str("<h1>Replay of invocation logs</h1>\n<dl class=\"tiles\">\n");
    let letters = document.dead_letters.len() as u64;
    for (name, value, is_bad) in [
        ("records counted", records.counted, false),
        ("malformed", records.malformed, records.malformed > 0),
        ("duplicate", records.duplicate, false),
        ("expired", records.expired, records.expired > 0),
        ("objects processed", objects.processed, false),
        ("skipped", objects.skipped, false),
        ("failed", objects.failed, objects.failed > 0),
        ("dead letters", letters, letters > 0),
    ] {
        let class = if is_bad { " class=\"bad\"" } else { "" };
        let _ = writeln!(
            page,
            "<div{class}><dt>{name}</dt><dd>{}</dd></div>",
            whole(value)
        );
    }
    let _ = writeln!(
        page,
        "</dl>\n<p>{} MB as stored, {} MB of log text.</p>",
        megabytes(document.bytes.compressed),
        megabytes(document.bytes.uncompressed)
    );
}

fn figure(page: &mut String, chart: &Chart) -> Result<(), ChartError> {
    let _ = writeln!(
        page,
        "<section class=\"chart\">\n<h2>{}</h2>\n<p>{}</p>\n<figure role=\"img\" aria-label=\"{}\">",
        escape(&chart.title),
        chart.periods.caption(),
        escape(&chart.title)
    );
    for (class, look) in [("wide", WIDE), ("narrow", NARROW)] {
        let drawn = svg::inline(chart, look)?;
        let _ = writeln!(page, "<div class=\"{class}\">{drawn}</div>");
    }
    page.push_str("</figure>\n<ul class=\"legend\">\n");
    for (index, line) in chart.lines.iter().enumerate() {
        let _ = writeln!(
            page,
            "<li><i class=\"c{}\"></i>{} <b>{}</b></li>",
            index % COLOURS.len(),
            escape(&line.name),
            grouped(line.total())
        );
    }
    page.push_str("</ul>\n</section>\n");
    Ok(())
}

fn series(page: &mut String, metrics: &[Metric]) {
    page.push_str("<section>\n<h2>Series</h2>\n");
    table(
        page,
        &["Metric", "Dimensions", "Samples", "Sum", "Min", "Max"],
        2,
        metrics.iter().map(|metric| {
            let dimensions = metric.dimensions.iter();
            let dimensions: Vec<_> = dimensions
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            // How many values the function's health has depends on what shared a batch.
            let is_health = metric.dimensions.keys().eq(["FunctionName"]);
            let of_records = |value: f64| {
                if is_health {
                    String::new()
                } else {
                    grouped(value)
                }
            };
            vec![
                metric.name.clone(),
                dimensions.join(" "),
                of_records(metric.sample_count),
                grouped(metric.sum),
                of_records(metric.min),
                of_records(metric.max),
            ]
        }),
    );
    page.push_str("</section>\n");
}

fn places(page: &mut String, document: &Document) {
    let (problems, untold) = (&document.problems, document.problems_untold);
    if problems.is_empty() && untold == 0 {
        return;
    }
    page.push_str("<section>\n<h2>What did not count, and where it is</h2>\n");
    table(
        page,
        &["Object", "Why", "Line", "Byte"],
        2,
        problems.iter().map(|problem| {
            let number = |value: Option<u64>| value.map_or_else(String::new, whole);
            vec![
                problem.object.clone(),
                format!("{}: {}", problem.kind, problem.reason),
                number(problem.line),
                number(problem.offset),
            ]
        }),
    );
    if untold > 0 {
        let _ = writeln!(
            page,
            "<p>The function counted {} more without telling where.</p>",
            whole(untold)
        );
    }
    page.push_str("</section>\n");
}

fn dead_letters(page: &mut String, document: &Document) {
    if document.dead_letters.is_empty() {
        return;
    }
    page.push_str("<section>\n<h2>Dead letters</h2>\n");
    table(
        page,
        &["Message", "Receives"],
        1,
        document.dead_letters.iter().map(|letter| {
            let keys = super::notified::notified_keys(&letter.body);
            let told = if keys.is_empty() {
                letter.body.clone()
            } else {
                keys.join(", ")
            };
            vec![told, letter.receive_count.to_string()]
        }),
    );
    page.push_str("</section>\n");
}

fn foot(page: &mut String, settings: &StackSettings) {
    page.push_str("<section>\n<h2>Settings</h2>\n");
    let seconds = |value: u32| format!("{value} s");
    let mut rows = vec![
        ["Emulator".to_owned(), env!("CARGO_PKG_VERSION").to_owned()],
        ["Region".to_owned(), settings.region.to_string()],
        ["Batch size".to_owned(), settings.batch_size.to_string()],
        ["Batch window".to_owned(), seconds(settings.window_seconds)],
        [
            "Function timeout".to_owned(),
            seconds(settings.function_timeout_seconds),
        ],
        [
            "Function memory".to_owned(),
            format!("{} MB", settings.memory_size_mb),
        ],
        [
            "Visibility timeout".to_owned(),
            seconds(settings.visibility_timeout_seconds),
        ],
        [
            "Receives before the dead-letter queue".to_owned(),
            settings.max_receive_count.to_string(),
        ],
    ];
    let variables = settings.environment.iter();
    rows.extend(variables.map(|(name, value)| [name.clone(), value.clone()]));
    table(
        page,
        &["Setting", "Value"],
        2,
        rows.into_iter().map(Vec::from),
    );
    page.push_str("</section>\n");
}

/// A table whose first columns are texts, the others numbers.
fn table(
    page: &mut String,
    headers: &[&str],
    texts: usize,
    rows: impl ExactSizeIterator<Item = Vec<String>>,
) {
    let more = rows.len().saturating_sub(MAX_ROWS);
    let class = |column: usize| if column < texts { "" } else { " class=\"n\"" };
    // A phone shows a number with its header beside it.
    let cell_class = |column: usize| {
        if column < texts {
            String::new()
        } else {
            format!(" class=\"n\" data-h=\"{}\"", headers[column].to_lowercase())
        }
    };
    page.push_str("<div class=\"scroll\"><table>\n<thead><tr>");
    for (column, header) in headers.iter().enumerate() {
        let _ = write!(page, "<th{}>{header}</th>", class(column));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in rows.take(MAX_ROWS) {
        page.push_str("<tr>");
        for (column, cell) in row.iter().enumerate() {
            let _ = write!(page, "<td{}>{}</td>", cell_class(column), escape(cell));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
    if more > 0 {
        let _ = writeln!(
            page,
            "<p>{} more are in the JSON document.</p>",
            whole(more as u64)
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::document;
    use super::super::pictures::tests::timeline;
    use super::*;

    const HOSTILE: &str = "</svg><script>alert('x')</script><img src=x onerror=\"y\">&\u{1b}";

    fn settings() -> StackSettings {
        StackSettings {
            region: aws_world::origin::Region::default(),
            executable: "/somewhere/bootstrap".into(),
            environment: [("NAME".to_owned(), HOSTILE.to_owned())].into(),
            prefixes: Vec::new(),
            batch_size: 10,
            window_seconds: 0,
            function_timeout_seconds: 300,
            memory_size_mb: 512,
            visibility_timeout_seconds: 1800,
            max_receive_count: 5,
        }
    }

    fn page(name: &str) -> String {
        let pictures = Pictures::of(&[timeline(
            name,
            &[(name, name)],
            &[(1_776_556_800, 5.0), (1_776_560_400, 6.0)],
        )]);
        let mut document = document();
        document.metrics[0].name = name.to_owned();
        document.metrics[0].dimensions = [(name.to_owned(), name.to_owned())].into();
        document.dead_letters[0].body = name.to_owned();
        document.problems[0].object = name.to_owned();
        document.problems[0].reason = name.to_owned();
        render(&pictures, &document, &settings()).unwrap()
    }

    #[test]
    fn names_from_logs_are_texts_and_nothing_else() {
        let page = page(HOSTILE);
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{page}"
        );
        assert!(!page.contains('\u{1b}'));
        assert!(page.contains("&lt;/svg&gt;&lt;script&gt;alert(&#39;x&#39;)"));
        for (tag, count) in [("<svg", 2), ("</svg>", 2), ("<h2", 5), ("<tr>", 17)] {
            assert_eq!(page.matches(tag).count(), count, "{tag}");
        }
    }

    #[test]
    fn a_page_fetches_nothing_and_tells_nothing_of_the_machine_or_the_time() {
        let page = page("InputTokens");
        let links = page.replace("http://www.w3.org/2000/svg", "");
        for word in [
            "http",
            "url(",
            "<script",
            "@import",
            "<img",
            "/somewhere",
            "MB/s",
        ] {
            assert!(!links.contains(word), "{word}");
        }
        assert_eq!(page, self::page("InputTokens"));
    }
}
