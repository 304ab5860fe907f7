//! The logs that were found, each by the key that it gets.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::fs::Metadata;
use std::io::{self, ErrorKind, IsTerminal as _};
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, glob_with};
use jiff::Timestamp;
use tempfile::NamedTempFile;
use walkdir::{DirEntry, WalkDir};

use super::error::InputError;
use super::kind::Kind;
use super::select::Selection;
use super::spool::spool;
use crate::numbers::megabytes;
use crate::printer;

/// The longest key of an object, in bytes of UTF-8.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>
const MAX_KEY_BYTES: usize = 1024;

/// The path that stands for standard input.
pub(super) const STDIN: &str = "-";

/// As a shell's: a star ends at a slash, and passes hidden files over.
const PATTERNS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// A log of a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// Where its bytes are.
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    /// What the user calls it: the path, or `-`.
    pub(crate) name: String,
}

impl Input {
    fn file(path: PathBuf, bytes: u64) -> Self {
        Self {
            name: path.to_string_lossy().into_owned(),
            path,
            bytes,
        }
    }
}

/// Every log of a replay, by its key: in the order of S3's listings. And how much was left out.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    files: BTreeMap<String, Input>,
    left_out: BTreeMap<Kind, u64>,
    selection: Selection,
    /// What came through pipes.
    spooled: Vec<NamedTempFile>,
}

impl Inputs {
    /// Finds all logs under `paths` that are selected, the first `limit` of them. Links are followed.
    pub(super) fn find(
        paths: &[PathBuf],
        selection: &Selection,
        limit: Option<usize>,
    ) -> Result<Self, InputError> {
        let mut inputs = Self {
            selection: selection.clone(),
            ..Self::default()
        };
        for path in paths {
            inputs.add(path)?;
        }
        inputs.keep_first(limit);
        if inputs.files.is_empty() {
            let paths: Vec<_> = paths
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            return Err(InputError::Nothing {
                paths: paths.join(", "),
                left_out: inputs
                    .left_out()
                    .map(|left_out| format!(" ({left_out})"))
                    .unwrap_or_default(),
            });
        }
        Ok(inputs)
    }

    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// As they lie on disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.files.values().map(|input| input.bytes).sum()
    }

    /// The logs by key.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Input)> {
        self.files.iter().map(|(key, input)| (key.as_str(), input))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Input> {
        self.files.get(key)
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.files.contains_key(key)
    }

    /// How many files are replayed, and how many of each kind are not.
    pub(crate) fn kinds(&self) -> (u64, &BTreeMap<Kind, u64>) {
        (self.files.len() as u64, &self.left_out)
    }

    /// Files that the function would have skipped, had they been put.
    pub(crate) fn skipped(&self) -> u64 {
        let kinds = self.left_out.iter();
        kinds
            .filter(|(kind, _)| kind.is_skipped_by_the_function())
            .map(|(_, files)| files)
            .sum()
    }

    /// What is not replayed, in words; `None` where all is.
    pub(crate) fn left_out(&self) -> Option<String> {
        let kinds: Vec<_> = self
            .left_out
            .iter()
            .map(|(kind, files)| kind.counted(*files))
            .collect();
        (!kinds.is_empty()).then(|| format!("left out: {}", kinds.join(", ")))
    }

    fn leave_out(&mut self, kind: Kind) {
        *self.left_out.entry(kind).or_default() += 1;
    }

    /// Leaves out all but the first logs.
    fn keep_first(&mut self, limit: Option<usize>) {
        while limit.is_some_and(|limit| self.files.len() > limit) {
            self.files.pop_last();
            self.leave_out(Kind::NotSelected);
        }
    }

    fn add(&mut self, path: &Path) -> Result<(), InputError> {
        if path == Path::new(STDIN) {
            return self.add_stdin();
        }
        match path.metadata() {
            Ok(found) if found.is_dir() => self.add_folder(path),
            Ok(found) if found.is_file() => {
                let base = path.parent().unwrap_or(Path::new(""));
                self.select(base, path.to_owned(), &found)
            }
            Ok(found) if found.file_type().is_fifo() => self.add_pipe(path),
            Ok(_) => {
                self.leave_out(Kind::Special);
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::NotFound && !path.is_symlink() => {
                self.add_pattern(path)
            }
            Err(error) => Err(unreadable(path, error)),
        }
    }

    fn add_stdin(&mut self) -> Result<(), InputError> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            printer::note("reading a log from the terminal until Ctrl-D");
        }
        self.add_spooled("stdin", STDIN, stdin.lock())
            .map_err(|error| unreadable("standard input", error))?
    }

    fn add_pipe(&mut self, path: &Path) -> Result<(), InputError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let shown = path.display().to_string();
        std::fs::File::open(path)
            .and_then(|pipe| self.add_spooled(&name, &shown, pipe))
            .map_err(|error| unreadable(path, error))?
    }

    fn add_spooled(
        &mut self,
        name: &str,
        shown: &str,
        pipe: impl io::Read,
    ) -> io::Result<Result<(), InputError>> {
        let spooled = spool(pipe)?;
        let end = if spooled.is_gzip { ".json.gz" } else { ".json" };
        let input = Input {
            path: spooled.file.path().to_owned(),
            bytes: spooled.bytes,
            name: shown.to_owned(),
        };
        self.spooled.push(spooled.file);
        Ok(self.insert(format!("{name}{end}"), input))
    }

    fn add_pattern(&mut self, path: &Path) -> Result<(), InputError> {
        let pattern = path.to_string_lossy().into_owned();
        let Some(base) = fixed_part(&pattern) else {
            return Err(InputError::Missing {
                path: path.to_owned(),
            });
        };
        let matches = glob_with(&pattern, PATTERNS).map_err(|source| InputError::Pattern {
            pattern: pattern.clone(),
            source,
        })?;
        let mut has_match = false;
        for found in matches {
            has_match = true;
            let found = found
                .map_err(|error| unreadable(error.path().to_owned(), io::Error::from(error)))?;
            self.walk(base, &found)?;
        }
        if has_match {
            Ok(())
        } else {
            Err(InputError::NoMatch { pattern })
        }
    }

    fn add_folder(&mut self, folder: &Path) -> Result<(), InputError> {
        self.walk(folder, folder)
    }

    /// Adds the logs at and under a path, which is in `base`. What is no log by its name is not looked at: it may be a link that
    /// leads nowhere, as the locks of Emacs are.
    fn walk(&mut self, base: &Path, path: &Path) -> Result<(), InputError> {
        let kind_of = |path: &Path| {
            let relative = path.strip_prefix(base).unwrap_or(path);
            Kind::of(&relative.to_string_lossy())
        };
        let mut entries = WalkDir::new(path).follow_links(true).into_iter();
        while let Some(entry) = entries.next() {
            let kind = kind_of(path_of(&entry).unwrap_or(path));
            match (entry, kind) {
                (Ok(entry), Some(Kind::Hidden)) if is_link_to_folder(&entry) => {
                    self.leave_out(Kind::Hidden);
                    entries.skip_current_dir();
                }
                (Ok(entry), _) if entry.file_type().is_dir() => {}
                (_, Some(kind)) => self.leave_out(kind),
                (Err(error), None) => return Err(not_walked(path, error)),
                (Ok(entry), None) => self.add_entry(base, entry)?,
            }
        }
        Ok(())
    }

    /// Adds what lies in a folder and may be a log by its name.
    fn add_entry(&mut self, base: &Path, entry: DirEntry) -> Result<(), InputError> {
        let found = entry
            .metadata()
            .map_err(|error| not_walked(entry.path(), error))?;
        if found.is_file() {
            return self.select(base, entry.into_path(), &found);
        }
        self.leave_out(Kind::Special);
        Ok(())
    }

    /// Adds a log if it is selected.
    fn select(&mut self, base: &Path, path: PathBuf, found: &Metadata) -> Result<(), InputError> {
        let changed = found.modified().ok();
        let changed = changed.and_then(|changed| Timestamp::try_from(changed).ok());
        if !self.selection.takes(&path, changed) {
            self.leave_out(Kind::NotSelected);
            return Ok(());
        }
        let key =
            key_of(path.strip_prefix(base).unwrap_or(&path)).map_err(|reason| InputError::Key {
                path: path.clone(),
                reason,
            })?;
        self.insert(key, Input::file(path, found.len()))
    }

    fn insert(&mut self, key: String, input: Input) -> Result<(), InputError> {
        match self.files.entry(key) {
            Entry::Occupied(first) if *first.get() != input => Err(InputError::SameKey {
                key: first.key().clone(),
                first: first.get().path.clone(),
                second: input.path,
            }),
            // The same path given twice is one file.
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(free) => {
                free.insert(input);
                Ok(())
            }
        }
    }
}

fn path_of(entry: &Result<DirEntry, walkdir::Error>) -> Option<&Path> {
    match entry {
        Ok(entry) => Some(entry.path()),
        Err(error) => error.path(),
    }
}

fn is_link_to_folder(entry: &DirEntry) -> bool {
    entry.path_is_symlink() && entry.file_type().is_dir()
}

/// Why a folder cannot be gone through.
fn not_walked(folder: &Path, error: walkdir::Error) -> InputError {
    let path = error.path().unwrap_or(folder).to_owned();
    if let Some(ancestor) = error.loop_ancestor() {
        return InputError::Loop {
            ancestor: ancestor.to_owned(),
            path,
        };
    }
    // What is no loop is an error of the system's. Its path is told already.
    let source = error.into_io_error();
    unreadable(path, source.unwrap_or_else(|| ErrorKind::Other.into()))
}

fn unreadable(path: impl Into<PathBuf>, source: io::Error) -> InputError {
    let path = path.into();
    match path.read_link() {
        Ok(target) => InputError::Link {
            path,
            target,
            source,
        },
        Err(_) => InputError::Unreadable { path, source },
    }
}

/// The folder of a pattern before its first part that stands for several; `None` if it stands for itself.
fn fixed_part(pattern: &str) -> Option<&Path> {
    let first = pattern.find(['*', '?', '['])?;
    let folder = pattern[..first]
        .rfind('/')
        .map_or("", |slash| &pattern[..=slash]);
    Some(Path::new(folder))
}

/// The parts of a relative path, with slashes between them.
fn key_of(relative: &Path) -> Result<String, &'static str> {
    let mut parts = Vec::new();
    for part in relative.components() {
        let text = part.as_os_str().to_str();
        parts.push(text.ok_or("it is not UTF-8, which keys are")?);
    }
    let key = parts.join("/");
    if key.len() > MAX_KEY_BYTES {
        return Err("it is longer than the 1024 bytes of a key");
    }
    Ok(key)
}

impl fmt::Display for Inputs {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let objects = if self.len() == 1 { "object" } else { "objects" };
        write!(
            formatter,
            "{} {objects} ({} MB)",
            self.len(),
            megabytes(self.bytes())
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file).unwrap();
        }
        folder
    }

    fn find(paths: &[PathBuf]) -> Result<Inputs, InputError> {
        Inputs::find(paths, &Selection::default(), None)
    }

    fn keys(paths: &[PathBuf]) -> Vec<String> {
        let inputs = find(paths).unwrap();
        inputs.iter().map(|(key, _)| key.to_owned()).collect()
    }

    /// How many were left out of each kind.
    fn left_out(inputs: &Inputs) -> Vec<(Kind, u64)> {
        let (_, kinds) = inputs.kinds();
        kinds.iter().map(|(kind, files)| (*kind, *files)).collect()
    }

    #[test]
    fn keys_are_relative_to_the_folder_given() {
        let folder = folder(&["AWSLogs/1/a.json.gz", "b c+d.json"]);
        assert_eq!(
            keys(&[folder.path().to_owned()]),
            ["AWSLogs/1/a.json.gz", "b c+d.json"]
        );
        assert_eq!(keys(&[folder.path().join("AWSLogs")]), ["1/a.json.gz"]);
    }

    #[test]
    fn the_key_of_a_single_file_is_its_name() {
        let folder = folder(&["AWSLogs/1/a.json.gz"]);
        assert_eq!(
            keys(&[folder.path().join("AWSLogs/1/a.json.gz")]),
            ["a.json.gz"]
        );
    }

    #[test]
    fn two_files_of_one_key_are_refused_and_one_file_given_twice_is_one() {
        let folder = folder(&["one/a.json", "two/a.json"]);
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        assert_eq!(keys(&[one.clone(), one.clone()]), ["a.json"]);
        let error = find(&[one, two]).unwrap_err();
        assert!(
            matches!(error, InputError::SameKey { ref key, .. } if key == "a.json"),
            "{error}"
        );
        assert!(error.hint().is_some());
    }

    #[test]
    fn nothing_to_replay_is_an_error() {
        let folder = folder(&[]);
        let error = find(&[folder.path().to_owned()]).unwrap_err();
        assert!(matches!(error, InputError::Nothing { .. }), "{error}");
        let error = find(&[folder.path().join("absent")]).unwrap_err();
        assert!(matches!(error, InputError::Missing { .. }), "{error}");
    }

    #[test]
    fn what_is_no_log_is_counted_by_kind_but_a_file_named_by_itself_is_taken() {
        let folder = folder(&[
            "a.json",
            "b.json~",
            ".DS_Store",
            ".git/config",
            "data/x_input.json.gz",
            "amazon-bedrock-logs-permission-check",
        ]);
        let inputs = find(&[folder.path().to_owned()]).unwrap();
        assert_eq!(inputs.len(), 1);
        let expected = [
            (Kind::OffloadedBody, 1),
            (Kind::PermissionCheck, 1),
            (Kind::Hidden, 2),
            (Kind::Leftover, 1),
        ];
        assert_eq!(left_out(&inputs), expected);
        assert_eq!(inputs.skipped(), 2);
        assert_eq!(
            inputs.left_out().unwrap(),
            "left out: 1 offloaded body, 1 permission check, 2 hidden files, 1 leftover"
        );
        assert_eq!(keys(&[folder.path().join("b.json~")]), ["b.json~"]);
    }

    /// A link in a folder.
    fn link(folder: &tempfile::TempDir, name: &str, target: &str) {
        std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
    }

    #[test]
    fn hidden_links_are_left_out_wherever_they_lead() {
        let folder = folder(&["a.json", "sub/b.json"]);
        for (name, target) in [
            (".#a.json", "me@host.1234:17"),
            (".loop", ".loop"),
            ("sub/.parent", ".."),
            (".everything", "/"),
        ] {
            link(&folder, name, target);
        }
        let inputs = find(&[folder.path().to_owned()]).unwrap();
        assert_eq!(inputs.len(), 2);
        assert_eq!(left_out(&inputs), [(Kind::Hidden, 4)]);
    }

    #[test]
    fn a_link_that_leads_nowhere_or_back_is_named_once_with_its_cause() {
        for (name, target, expected) in [
            (
                "x.json",
                "absent",
                "a link to absent that cannot be followed",
            ),
            (
                "x.json",
                "x.json",
                "a link to x.json that cannot be followed",
            ),
            ("x", "..", "a link back to"),
        ] {
            let folder = folder(&["sub/b.json"]);
            link(&folder, &format!("sub/{name}"), target);
            let paths = ["", "sub/*"].map(|path| folder.path().join(path));
            for path in paths {
                let error = find(std::slice::from_ref(&path)).unwrap_err();
                let source = std::error::Error::source(&error).map(ToString::to_string);
                let told = format!("{error}: {}", source.unwrap_or_default());
                assert!(told.contains(expected), "{told}");
                assert_eq!(told.matches(&format!("sub/{name} ")).count(), 1, "{told}");
                assert!(told.matches("os error").count() <= 1, "{told}");
                assert!(error.hint().is_some(), "{told}");
            }
        }
    }

    #[test]
    fn a_link_given_by_itself_that_leads_nowhere_is_no_missing_file() {
        let folder = folder(&[]);
        link(&folder, "x.json", "absent");
        let error = find(&[folder.path().join("x.json")]).unwrap_err();
        assert!(matches!(error, InputError::Link { .. }), "{error}");
    }

    #[test]
    fn a_pattern_that_the_shell_left_alone_is_matched_and_its_keys_begin_where_it_varies() {
        let folder = folder(&[
            "logs/a/x.json",
            "logs/b/x.json",
            "logs/b/.x.json",
            "logs/c/y.txt",
        ]);
        let pattern = |end: &str| folder.path().join(end);
        assert_eq!(keys(&[pattern("logs/*/*.json")]), ["a/x.json", "b/x.json"]);
        assert_eq!(
            keys(&[pattern("**/x.json")]),
            ["logs/a/x.json", "logs/b/x.json"]
        );
        assert_eq!(keys(&[pattern("logs/[bc]")]), ["b/x.json", "c/y.txt"]);
        for absent in ["logs/*.json", "none/*"] {
            let error = find(&[pattern(absent)]).unwrap_err();
            assert!(matches!(error, InputError::NoMatch { .. }), "{error}");
            assert!(error.hint().unwrap().contains("**"));
        }
        let error = find(&[pattern("logs/[")]).unwrap_err();
        assert!(matches!(error, InputError::Pattern { .. }), "{error}");
    }

    #[test]
    fn a_file_whose_name_is_a_pattern_is_that_file() {
        let folder = folder(&["a[1].json", "a1.json"]);
        assert_eq!(keys(&[folder.path().join("a[1].json")]), ["a[1].json"]);
    }

    #[test]
    fn the_first_logs_are_kept_and_the_others_counted() {
        let folder = folder(&["a", "b", "c"]);
        let paths = [folder.path().to_owned()];
        let inputs = Inputs::find(&paths, &Selection::default(), Some(2)).unwrap();
        assert_eq!(
            inputs.iter().map(|(key, _)| key).collect::<Vec<_>>(),
            ["a", "b"]
        );
        assert_eq!(left_out(&inputs), [(Kind::NotSelected, 1)]);
        let none = Selection {
            region: Some("eu-west-1".to_owned()),
            ..Selection::default()
        };
        let error = Inputs::find(&paths, &none, None).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("(left out: 3 logs not selected)"),
            "{error}"
        );
        assert!(error.hint().is_some());
    }

    #[test]
    fn what_comes_through_a_pipe_is_a_file_of_its_own_and_told_by_its_beginning() {
        let mut inputs = Inputs::default();
        inputs
            .add_spooled("stdin", STDIN, &b"{}"[..])
            .unwrap()
            .unwrap();
        inputs
            .add_spooled("stdin", STDIN, &b"\x1f\x8b\x08"[..])
            .unwrap()
            .unwrap();
        let keys: Vec<_> = inputs
            .iter()
            .map(|(key, input)| (key, input.bytes))
            .collect();
        assert_eq!(keys, [("stdin.json", 2), ("stdin.json.gz", 3)]);
        let input = inputs.get("stdin.json").unwrap();
        assert_eq!(std::fs::read(&input.path).unwrap(), b"{}");
        assert_eq!(input.name, "-");
    }

    #[test]
    fn a_missing_path_is_told_with_what_is_there() {
        let folder = folder(&["logs/a.json", "logs/b.json"]);
        let error = find(&[folder.path().join("logs/x/y.json")]).unwrap_err();
        assert!(
            error.hint().unwrap().ends_with("logs has a.json, b.json"),
            "{error}"
        );
    }
}
