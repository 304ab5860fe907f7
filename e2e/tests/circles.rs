//! No circle of files in the emulator, the handler, the benches and this suite, and nothing imports upward. What an arrow is,
//! `emulator/world/tests/circles.rs` says, which holds the same of the world.

#[path = "../../emulator/world/tests/imports/mod.rs"]
mod imports;

use std::collections::BTreeMap;
use std::path::Path;

use imports::circles::{arrow, circles, told};
use imports::{Arrows, arrows};

/// The layers of a crate's source, the lowest first: files, and folders with all that is in them.
type Layers<'a> = &'a [&'a [&'a str]];

/// Each of a layer imports from the layers before it, and nothing of its own layer or above it.
const ENDPOINT: Layers<'_> = &[
    // What there is beside AWS: the clock, the port's loop, files on disk, the page that is written from the world's tables.
    &["clock", "connections", "duration", "file_stream", "support"],
    // Bytes of objects, which are files.
    &["bodies"],
    // The world behind its lock.
    &["aws"],
    // Who carries out what the world orders; the stack, made by calls; AWS's bytes.
    &["runtime", "post", "stack", "wire"],
    // The port: it has the bytes decoded and the calls carried out.
    &["server"],
    // All of it, started.
    &["emulator"],
    // It hands on.
    &["lib"],
];

/// The core is pure; the settings are in its terms; the shell in between knows ports, which the adapters implement.
const HANDLER: Layers<'_> = &[
    &["core"],
    &["config"],
    &["invocation"],
    &["adapters"],
    &["runtime"],
    &["lib"],
];

#[test]
fn no_files_of_the_endpoint_import_each_other_in_a_circle() {
    assert_no_circles(&crate_in("emulator/endpoint"));
}

#[test]
fn no_files_of_the_command_line_import_each_other_in_a_circle() {
    assert_no_circles(&crate_in("emulator"));
}

#[test]
fn no_files_of_the_charts_import_each_other_in_a_circle() {
    assert_no_circles(&crate_in("emulator/chart"));
}

#[test]
fn no_files_of_the_handler_import_each_other_in_a_circle() {
    assert_no_circles(&crate_in("handler"));
}

#[test]
fn no_files_of_this_suite_import_each_other_in_a_circle() {
    assert_no_circles(&crate_in("e2e"));
}

#[test]
fn no_files_of_the_benches_import_each_other_in_a_circle() {
    assert_no_circles(&crate_in("benches"));
}

#[test]
fn the_endpoints_layers_import_downward_only() {
    assert_eq!(upward(&crate_in("emulator/endpoint"), ENDPOINT), [""; 0]);
}

#[test]
fn the_handlers_layers_import_downward_only() {
    assert_eq!(upward(&crate_in("handler"), HANDLER), [""; 0]);
}

#[test]
fn an_import_of_the_own_layer_or_of_one_above_is_told() {
    let arrows: Arrows = [
        ("a/x.rs", "a/y.rs"),
        ("b.rs", "a/x.rs"),
        ("a/y.rs", "b.rs"),
        ("b.rs", "c/mod.rs"),
    ]
    .into_iter()
    .fold(Arrows::new(), |mut all, (from, to)| {
        let of = all.entry(from.to_owned()).or_default();
        of.entry(to.to_owned()).or_default().insert("N".to_owned());
        all
    });
    let told = upward(&arrows, &[&["a"], &["b", "c"]]);
    assert_eq!(told, ["a/y.rs -> b.rs: N", "b.rs -> c/mod.rs: N"]);
}

/// The imports of the library in that folder of the workspace.
fn crate_in(folder: &str) -> Arrows {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let arrows = arrows(&workspace.join(folder).join("src/lib.rs"), &[]);
    let imports: usize = arrows.values().map(BTreeMap::len).sum();
    // A reader that understands nothing finds no circle either.
    assert!(
        imports >= arrows.len() / 2,
        "{folder}: {imports} imports in {} files",
        arrows.len()
    );
    arrows
}

fn assert_no_circles(arrows: &Arrows) {
    let circles = circles(arrows);
    assert!(circles.is_empty(), "{}", told(arrows, &circles));
}

/// The imports that do not run downward.
fn upward(arrows: &Arrows, layers: Layers<'_>) -> Vec<String> {
    let layer = |file: &str| {
        let top = file.split('/').next().unwrap().trim_end_matches(".rs");
        let at = layers.iter().position(|layer| layer.contains(&top));
        (
            top.to_owned(),
            at.unwrap_or_else(|| panic!("no layer has {file}")),
        )
    };
    let mut upward = Vec::new();
    for (from, imports) in arrows {
        let (top, at) = layer(from);
        for (to, names) in imports {
            let (imported, below) = layer(to);
            if top != imported && below >= at {
                upward.push(arrow(from, to, names));
            }
        }
    }
    upward
}
