//! docs/support.md says what is built: neither more nor less.

use std::collections::BTreeSet;

use emulator::wire::s3;
use emulator::world::{function, logs, metrics, queue};

/// The operations in the table below the heading `## <service>`.
fn listed(service: &str) -> BTreeSet<&'static str> {
    let page = include_str!("../../../docs/support.md");
    let heading = format!("\n## {service}\n");
    let (_, section) = page.split_once(&heading).expect("a section a service");
    let section = section.split("\n## ").next().unwrap_or(section);
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(operation, _)| operation)
        .collect()
}

fn check(service: &str, built: &[&'static str]) {
    let built: BTreeSet<&str> = built.iter().copied().collect();
    assert_eq!(listed(service), built, "docs/support.md, section {service}");
}

#[test]
fn the_support_table_lists_exactly_what_is_built() {
    check("S3", s3::OPERATIONS);
    check("SQS", queue::Operation::NAMES);
    check("CloudWatch", metrics::Operation::NAMES);
    check("Lambda", function::Operation::NAMES);
    check("CloudWatch Logs", logs::Operation::NAMES);
}
