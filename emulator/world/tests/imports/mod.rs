//! Who imports whom, read from the source: an arrow from a file to each file that defines what one of its paths names.

pub(crate) mod circles;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tokens::{Token, tokens};

/// A path, segment by segment.
type Names = Vec<String>;

/// The arrows of a crate: file to file, and the names that the first takes of the second.
pub(crate) type Arrows = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// A file, which is a module.
#[derive(Default)]
struct Module {
    file: String,
    children: BTreeSet<String>,
    /// What `use` calls by one name here.
    names: BTreeMap<String, Names>,
    /// Those of them that are handed on: `pub use`.
    handed_on: BTreeSet<String>,
    paths: Vec<Names>,
}

/// The arrows between the files of the crate that begins with this file, tests left out. `written` are paths that a macro's parameters
/// make, each with the module that they are written into: nothing but a compiler sees them in the source.
pub(crate) fn arrows(root: &Path, written: &[(&str, String)]) -> Arrows {
    let mut modules = BTreeMap::new();
    read(root, root.parent().unwrap(), Names::new(), &mut modules);
    for (module, path) in written {
        let module: &mut Module = modules.get_mut(&names(module)).expect("a module");
        module.paths.push(names(path));
    }
    let mut arrows = Arrows::new();
    for (module, source) in &modules {
        let of = arrows.entry(source.file.clone()).or_default();
        for path in &source.paths {
            let Some((target, name)) = defining(&modules, module, path) else {
                continue;
            };
            if target != *module {
                let names: &mut BTreeSet<_> = of.entry(modules[&target].file.clone()).or_default();
                names.insert(name);
            }
        }
    }
    arrows
}

fn names(path: &str) -> Names {
    path.split("::").map(str::to_owned).collect()
}

/// Reads a file and those that it says are its modules.
fn read(file: &Path, sources: &Path, module: Names, modules: &mut BTreeMap<Names, Module>) {
    let text = std::fs::read_to_string(file).unwrap();
    let tokens = tokens(&text);
    let mut source = Module {
        file: file.strip_prefix(sources).unwrap().display().to_string(),
        ..Module::default()
    };
    source.read_paths(&tokens);
    source.children = tokens::modules(&tokens);
    for child in &source.children {
        let path = [module.as_slice(), std::slice::from_ref(child)].concat();
        read(&file_of(file, &module, child), sources, path, modules);
    }
    modules.insert(module, source);
}

/// `a.rs` and `a/mod.rs` have their modules in `a/`, the crate's first file beside itself.
fn file_of(file: &Path, module: &[String], child: &str) -> PathBuf {
    let is_folders = module.is_empty() || file.ends_with("mod.rs");
    let folder = if is_folders {
        file.parent().unwrap().to_owned()
    } else {
        file.with_extension("")
    };
    let alone = folder.join(format!("{child}.rs"));
    if alone.exists() {
        alone
    } else {
        folder.join(child).join("mod.rs")
    }
}

impl Module {
    fn read_paths(&mut self, tokens: &[Token]) {
        let mut at = 0;
        let mut words = BTreeSet::new();
        while at < tokens.len() {
            if tokens[at].is("use") {
                let end = at + tokens[at..].iter().position(Token::is_end).unwrap();
                let is_public = tokens::ends_public(&tokens[..at]);
                self.add_use(&tokens[at + 1..end], &Names::new(), is_public);
                at = end;
            } else if tokens[at].is("pub") {
                at += 1 + tokens::audience(&tokens[at + 1..]);
            } else if tokens[at].word().is_some() {
                let path = tokens::path(&tokens[at..]);
                let is_member = tokens::ends_in_member(&tokens[..at]);
                let length = 2 * path.len() - 1;
                if !is_member {
                    words.insert(path[0].clone());
                }
                if !is_member && path.len() > 1 {
                    self.paths.push(path);
                }
                at += length;
            } else {
                at += 1;
            }
        }
        let used = self.handed_on.intersection(&words);
        self.paths.extend(used.map(|name| self.names[name].clone()));
    }

    fn add_use(&mut self, tree: &[Token], before: &[String], is_public: bool) {
        let path = [before, &tokens::path(tree)].concat();
        let read = (2 * (path.len() - before.len())).saturating_sub(1);
        match &tree[read..] {
            [] => self.name(path.last().unwrap().clone(), path, is_public),
            [Token::Word(_), Token::Word(name), ..] => self.name(name.clone(), path, is_public),
            [Token::Colons, Token::Other('*')] | [Token::Other('*')] => {
                panic!("{}: a glob hides what is imported", path.join("::"))
            }
            [Token::Colons, group @ ..] | group => {
                for part in tokens::parts(group) {
                    self.add_use(part, &path, is_public);
                }
            }
        }
    }

    fn name(&mut self, name: String, mut path: Names, is_public: bool) {
        let name = if name == "self" {
            path.pop();
            path.last().unwrap().clone()
        } else {
            name
        };
        if is_public {
            self.handed_on.insert(name.clone());
        } else {
            self.paths.push(path.clone());
        }
        self.names.insert(name, path);
    }
}

/// The path from the crate's root; `None` where it is another crate's, or begins with a name that is no module.
fn absolute(
    modules: &BTreeMap<Names, Module>,
    module: &[String],
    path: Names,
    depth: usize,
) -> Option<Names> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" if rest.first().is_some_and(|next| next == "super") => {
            absolute(modules, module, rest.to_vec(), depth)
        }
        "self" => Some([module, rest].concat()),
        "super" => {
            let parent = &module[..module.len().checked_sub(1)?];
            match rest.first().map(String::as_str) {
                Some("super") => absolute(modules, parent, rest.to_vec(), depth),
                _ => Some([parent, rest].concat()),
            }
        }
        name => {
            let source = &modules[module];
            let named = source.names.get(name).filter(|named| **named != [name]);
            match named {
                // A name that stands for itself, in a circle of imports of one file, is nobody's.
                Some(_) if depth > 8 => None,
                Some(named) => {
                    let path = [named, rest].concat();
                    absolute(modules, module, path, depth + 1)
                }
                None if source.children.contains(name) => Some([module, &path].concat()),
                None => None,
            }
        }
    }
}

/// The module whose file defines what the path names, and what it names in there. `None` where it is another crate's.
fn defining(
    modules: &BTreeMap<Names, Module>,
    module: &[String],
    path: &[String],
) -> Option<(Names, String)> {
    let path = absolute(modules, module, path.to_vec(), 0)?;
    let is_module = |length: &usize| modules.contains_key(&path[..*length]);
    let length = (0..=path.len()).rev().find(is_module).unwrap();
    let (target, rest) = path.split_at(length);
    let Some(name) = rest.first() else {
        return Some((
            target.to_vec(),
            target.last().map_or("crate", String::as_str).to_owned(),
        ));
    };
    match modules[target].names.get(name) {
        Some(imported) if *imported != [name.as_str()] => {
            let path = [imported, &rest[1..]].concat();
            defining(modules, target, &path)
        }
        _ => Some((target.to_vec(), name.clone())),
    }
}
