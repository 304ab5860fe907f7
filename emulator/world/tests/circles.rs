//! No circle of files: who understands a file has understood what it imports, and never meets it again there.
//!
//! An arrow runs from a file to each file that defines what one of its paths names: in a `use`, in the code and in what a macro is given
//! or writes. What a `mod.rs` hands on (`pub use`) is read through: it is the place to ask, and nothing that has to be understood. `mod name;`
//! is no arrow either: it says where a file is, and a call of a method is none: its file is the type's, or one above it that says `impl`.
//! Tests are left out.

mod imports;

use std::path::Path;

use imports::circles::{circles, reached, told};
use imports::{Arrows, arrows};

#[test]
fn no_files_import_each_other_in_a_circle() {
    let world = world();
    let circles = circles(&world);
    assert!(circles.is_empty(), "{}", told(&world, &circles));
}

/// What is on top: it needs everything. What calls do needs their context, and what services keep.
#[test]
fn no_operation_needs_the_whole_world() {
    let world = world();
    let below = reached(&world, "operation.rs");
    assert!(below.contains("queue/table.rs") && below.contains("state.rs"));
    for top in ["world.rs", "perform.rs", "call.rs"] {
        let importing = world.iter().filter(|(file, imports)| {
            (below.contains(file.as_str()) || *file == "operation.rs") && imports.contains_key(top)
        });
        let importing: Vec<_> = importing.map(|(file, _)| file).collect();
        assert!(importing.is_empty(), "{top} is imported by {importing:?}");
    }
}

#[test]
fn a_circle_is_found() {
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

#[test]
fn an_import_is_seen_however_it_is_written() {
    for form in [
        "use crate::b::B;",
        "use super::b::{self, B as C};",
        "pub(crate) use super::b::B; fn f(b: B) {}",
        "fn f() { use crate::b::B; }",
        "fn f() { self::super::b::f() }",
        "fn f() -> X { X { ..super::b::x() } }",
        "fn f() { m!(one, crate::b::B) }",
        "macro_rules! m { () => { $crate::b::B }; }",
        "#[error(\"{}\", crate::b::N)] struct E;",
        "use crate::c::D;",
        "use crate::c; fn f() { c::D::new() }",
    ] {
        let arrows = arrows_of(form);
        let imported: Vec<_> = arrows["a.rs"].keys().collect();
        let defined = if form.contains("::c") {
            "c/d.rs"
        } else {
            "b.rs"
        };
        assert!(
            imported.iter().any(|file| *file == defined),
            "{form}: {imported:?}"
        );
    }
    let handing_on = "pub use super::b::B;";
    for none in [
        handing_on,
        "fn f(x: X) { x.b.f() }",
        "#[cfg(test)] use crate::b::B;",
        "use std::b::B;",
    ] {
        assert!(arrows_of(none)["a.rs"].is_empty(), "{none}");
    }
}

/// Of a crate of three modules, the text of whose first is this. What `c` hands on is defined in `c/d.rs`.
fn arrows_of(a: &str) -> Arrows {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("forms");
    std::fs::create_dir_all(folder.join("c")).unwrap();
    for (file, text) in [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a.rs", a),
        ("b.rs", ""),
        ("c/mod.rs", "mod d; pub use d::D;"),
        ("c/d.rs", ""),
    ] {
        std::fs::write(folder.join(file), text).unwrap();
    }
    arrows(&folder.join("lib.rs"), &[])
}

fn world() -> Arrows {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let services = std::fs::read_to_string(sources.join("services.rs")).unwrap();
    arrows(&sources.join("lib.rs"), &written(&services))
}

/// What the one list of services (`Sqs = queue, QueueError, queues: Queues;`) is written out to, and by which file.
fn written(services: &str) -> Vec<(&'static str, String)> {
    let lines = services.lines().map(str::trim);
    let lines = lines.filter(|line| !line.starts_with("//"));
    let mut written = Vec::new();
    for line in lines.filter_map(|line| line.strip_suffix(';')) {
        let Some((_variant, parts)) = line.split_once(" = ") else {
            continue;
        };
        let mut parts = parts.split(", ");
        let (module, error) = (parts.next().unwrap(), parts.next().unwrap());
        let state = parts.next().and_then(|part| part.split_once(": "));
        let mut write = |by, name| written.push((by, format!("crate::{module}::{name}")));
        write("error", error);
        write("operation", "Operation");
        if let Some((_field, state)) = state {
            write("state", state);
        }
    }
    assert!(written.len() > 16, "{written:?}");
    written
}
