//! No circle of files: who understands a file has understood what it imports, and never meets it again there.
//!
//! An arrow runs from a file to each file that defines what one of its paths names: in a `use`, in the code and in what a macro is given
//! or writes. What a `mod.rs` hands on (`pub use`) is read through: it is the place to ask, and nothing that has to be understood. `mod name;`
//! is no arrow either: it says where a file is. Tests are left out.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use imports::{Arrows, arrows};

/// What the one list of services is written out to (`services!`).
const WRITTEN: &[(&str, &str)] = &[
    ("state", "crate::queue::Queues"),
    ("state", "crate::metrics::Metrics"),
    ("state", "crate::function::Functions"),
    ("state", "crate::logs::LogGroups"),
    ("state", "crate::topic::Topics"),
    ("error", "crate::bucket::BucketError"),
    ("error", "crate::queue::QueueError"),
    ("error", "crate::metrics::MetricsError"),
    ("error", "crate::function::FunctionError"),
    ("error", "crate::logs::LogsError"),
    ("error", "crate::topic::TopicError"),
    ("error", "crate::sts::StsError"),
    ("error", "crate::iam::IamError"),
    ("operation", "crate::bucket::Operation"),
    ("operation", "crate::queue::Operation"),
    ("operation", "crate::metrics::Operation"),
    ("operation", "crate::function::Operation"),
    ("operation", "crate::logs::Operation"),
    ("operation", "crate::topic::Operation"),
    ("operation", "crate::sts::Operation"),
    ("operation", "crate::iam::Operation"),
];

/// How many files are in a circle still. It only shrinks.
const STILL: usize = 0;

#[test]
fn no_files_import_each_other_in_a_circle() {
    let world = arrows(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"),
        WRITTEN,
    );
    let circles = circles(&world);
    let told: Vec<_> = circles.iter().map(|circle| told(&world, circle)).collect();
    let files = circles.iter().map(Vec::len).sum::<usize>();
    assert_eq!(files, STILL, "{}", told.join("\n"));
}

#[test]
fn a_circle_is_found_however_it_is_imported() {
    let of = |arrows: &[(&str, &str)]| {
        let mut all = Arrows::new();
        for (from, to) in arrows {
            all.entry((*to).to_owned()).or_default();
            let of = all.entry((*from).to_owned()).or_default();
            of.entry((*to).to_owned()).or_default();
        }
        let found = circles(&all);
        found
            .into_iter()
            .map(|circle| circle.join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&[("a", "b"), ("b", "c"), ("c", "b")]), ["b c"]);
    assert!(of(&[("a", "b"), ("a", "c"), ("b", "c")]).is_empty());
}

/// The files of each circle. Files are of one when each reaches the other.
fn circles(arrows: &Arrows) -> Vec<Vec<&str>> {
    let reached: BTreeMap<_, _> = arrows
        .keys()
        .map(|file| (file.as_str(), reached(arrows, file)))
        .collect();
    let mut circles: Vec<Vec<&str>> = Vec::new();
    for (file, to) in &reached {
        let circle: Vec<_> = to
            .iter()
            .copied()
            .filter(|other| reached[other].contains(file))
            .collect();
        // Each circle once, at its first file.
        if circle.len() > 1 && circle[0] == *file {
            circles.push(circle);
        }
    }
    circles
}

/// Everything that a file imports, and what that does.
fn reached<'a>(arrows: &'a Arrows, file: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![file];
    while let Some(file) = next.pop() {
        let to = arrows[file].keys().map(String::as_str);
        next.extend(to.filter(|to| reached.insert(*to)));
    }
    reached
}

fn told(arrows: &Arrows, circle: &[&str]) -> String {
    let mut lines = vec![format!("a circle of {} files:", circle.len())];
    for from in circle {
        for (to, names) in &arrows[*from] {
            if circle.contains(&to.as_str()) {
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                lines.push(format!("  {from} -> {to}: {}", names.join(", ")));
            }
        }
    }
    lines.join("\n")
}
