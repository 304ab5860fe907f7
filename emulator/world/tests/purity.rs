//! The world touches nothing outside of itself. That it builds on no runtime, socket or random source its dependency tree
//! proves (`just dependencies`); the standard library is always there, so its source is read here, imports under other names
//! included.

use std::path::{Path, PathBuf};

use syn::UseTree;
use syn::visit::{self, Visit};

/// Modules of the standard library that reach outside.
const OUTSIDE: [&str; 6] = ["fs", "time", "env", "net", "thread", "process"];

/// What of them is used all the same, and why.
const ALLOWED: [(&str, &str); 3] = [
    ("time::Duration", "a value, which reads no clock"),
    ("net::Ipv4Addr", "a value, which opens no socket"),
    ("net::IpAddr", "a value, which opens no socket"),
];

#[test]
fn the_world_touches_nothing_outside_of_itself() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for file in files(&sources) {
        let text = std::fs::read_to_string(&file).unwrap();
        for path in paths_outside(&text) {
            found.push(format!("{}: {path}", file.display()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_import_hides_a_path_outside() {
    for (source, path) in [
        ("use std::fs;", "fs"),
        ("use std::{io, fs::File as Bytes};", "fs::File"),
        ("use std::time::*;", "time::*"),
        ("use ::std::{time::{Duration, Instant}};", "time::Instant"),
        ("use std as innocent;", "*"),
        ("use std::*;", "*"),
        ("extern crate std as innocent;", "*"),
        ("fn f() { std::process::exit(1) }", "process::exit"),
        (
            "fn f() -> std::time::SystemTime { now() }",
            "time::SystemTime",
        ),
        (
            "macro_rules! m { () => { std::env::var(\"A\") } }",
            "env::var",
        ),
        ("fn f() { m!(std::thread::spawn(|| ())) }", "thread::spawn"),
        ("use core::net::TcpListener;", "net::TcpListener"),
    ] {
        assert_eq!(paths_outside(source), [path], "{source}");
    }
    let innocent = "use std::time::Duration; use std::net::Ipv4Addr as Address; use crate::queue::time; fn f() { time::after() }";
    assert!(paths_outside(innocent).is_empty());
}

/// Every path of this source into [`OUTSIDE`] that is not [`ALLOWED`].
fn paths_outside(source: &str) -> Vec<String> {
    let mut paths = Paths::default();
    paths.visit_file(&syn::parse_file(source).expect("a source file is Rust"));
    let is_outside = |path: &String| {
        let module = path.split("::").next().unwrap_or_default();
        module == "*" || OUTSIDE.contains(&module)
    };
    let is_allowed = |path: &String| ALLOWED.iter().any(|(allowed, _)| allowed == path);
    let found = paths.0.into_iter();
    found
        .filter(is_outside)
        .filter(|path| !is_allowed(path))
        .collect()
}

/// Paths below the standard library, by module and item; `*` for the whole of it under another name.
#[derive(Default)]
struct Paths(Vec<String>);

impl Paths {
    fn add(&mut self, segments: &[String]) {
        match segments {
            [root, rest @ ..] if is_std(root) && !rest.is_empty() => {
                self.0.push(rest[..rest.len().min(2)].join("::"));
            }
            _ => {}
        }
    }

    fn add_use(&mut self, tree: &UseTree, before: &[String]) {
        let longer = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.add_use(&path.tree, &longer(path.ident.to_string())),
            UseTree::Name(name) => self.add(&longer(name.ident.to_string())),
            UseTree::Rename(rename) if before.is_empty() && is_std(&rename.ident.to_string()) => {
                self.0.push("*".to_owned());
            }
            UseTree::Rename(rename) => self.add(&longer(rename.ident.to_string())),
            UseTree::Glob(_) => self.add(&longer("*".to_owned())),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, before);
                }
            }
        }
    }

    /// The tokens of a macro are no syntax tree: a path is names with `::` between.
    fn add_tokens(&mut self, tokens: proc_macro2::TokenStream) {
        let text = tokens.to_string().replace(' ', "");
        for root in ["std::", "core::"] {
            for (start, _) in text.match_indices(root) {
                let names = text[start..].split("::").take(3).map(|name| {
                    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
                    name[..end.unwrap_or(name.len())].to_owned()
                });
                self.add(&names.collect::<Vec<_>>());
            }
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_use(&item.tree, &[]);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        if is_std(&item.ident.to_string()) {
            self.0.push("*".to_owned());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        self.add(&segments);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.add_tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }
}

fn is_std(name: &str) -> bool {
    ["std", "core"].contains(&name)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
