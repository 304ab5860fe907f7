//! No circle of files: who understands a file has understood what it imports, and never meets it again there.
//!
//! An arrow runs from a file to each file that defines what one of its paths names: in a `use`, in the code and in what a macro is given
//! or writes. What a `mod.rs` hands on (`pub use`) is read through: it is the place to ask, and nothing that has to be understood. `mod name;`
//! is no arrow either: it says where a file is. Tests are left out.

mod imports;

use std::path::Path;

use imports::circles::{circles, told};
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
    let files = circles.iter().map(Vec::len).sum::<usize>();
    assert_eq!(files, STILL, "{}", told(&world, &circles));
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
