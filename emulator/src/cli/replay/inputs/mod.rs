//! The files of a replay, and the keys they get.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The longest key of an object, in bytes of UTF-8.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>
const MAX_KEY_BYTES: usize = 1024;

/// Why the paths given cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum InputError {
    #[error("there is no file or folder {}", path.display())]
    Missing { path: PathBuf },
    #[error("{} cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("there is nothing to replay: no file in {paths}")]
    Nothing { paths: String },
    #[error("{} and {} would have the same key, {key}", first.display(), second.display())]
    SameKey {
        key: String,
        first: PathBuf,
        second: PathBuf,
    },
    #[error("{} cannot be a key: {reason}", path.display())]
    Key { path: PathBuf, reason: &'static str },
}

impl InputError {
    pub(in crate::cli) fn hint(&self) -> Option<String> {
        match self {
            Self::SameKey { .. } => Some(
                "replay them one after the other, or give a folder above both: keys are relative to the folder given"
                    .to_owned(),
            ),
            Self::Missing { .. }
            | Self::Unreadable { .. }
            | Self::Nothing { .. }
            | Self::Key { .. } => None,
        }
    }
}

/// A file of a replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Input {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
}

/// Every file of a replay, by its key: in the order of S3's listings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Inputs {
    files: BTreeMap<String, Input>,
}

impl Inputs {
    /// Finds all files under `paths`. Links are followed.
    pub(super) fn find(paths: &[PathBuf]) -> Result<Self, InputError> {
        let mut inputs = Self::default();
        for path in paths {
            if !path.exists() {
                return Err(InputError::Missing { path: path.clone() });
            }
            inputs.add_path(path)?;
        }
        if inputs.files.is_empty() {
            let paths: Vec<_> = paths
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            return Err(InputError::Nothing {
                paths: paths.join(", "),
            });
        }
        Ok(inputs)
    }

    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// As they lie on disk.
    pub(super) fn bytes(&self) -> u64 {
        self.files.values().map(|input| input.bytes).sum()
    }

    /// The files by key.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Input)> {
        self.files.iter().map(|(key, input)| (key.as_str(), input))
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        self.files.contains_key(key)
    }

    fn add_path(&mut self, path: &Path) -> Result<(), InputError> {
        // The key of a file that is given by itself is its name.
        let base = if path.is_dir() {
            path
        } else {
            path.parent().unwrap_or(Path::new(""))
        };
        for entry in WalkDir::new(path).follow_links(true) {
            let unreadable = |source: walkdir::Error| InputError::Unreadable {
                path: source.path().unwrap_or(path).to_owned(),
                source: source.into(),
            };
            let entry = entry.map_err(unreadable)?;
            if entry.file_type().is_file() {
                let bytes = entry.metadata().map_err(unreadable)?.len();
                self.add_file(base, entry.into_path(), bytes)?;
            }
        }
        Ok(())
    }

    fn add_file(&mut self, base: &Path, path: PathBuf, bytes: u64) -> Result<(), InputError> {
        let key =
            key_of(path.strip_prefix(base).unwrap_or(&path)).map_err(|reason| InputError::Key {
                path: path.clone(),
                reason,
            })?;
        let input = Input { path, bytes };
        match self.files.insert(key.clone(), input.clone()) {
            Some(first) if first != input => Err(InputError::SameKey {
                key,
                first: first.path,
                second: input.path,
            }),
            // The same path given twice is one file.
            _ => Ok(()),
        }
    }
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
            super::table::megabytes(self.bytes())
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

    fn keys(paths: &[PathBuf]) -> Vec<String> {
        let inputs = Inputs::find(paths).unwrap();
        inputs.iter().map(|(key, _)| key.to_owned()).collect()
    }

    #[test]
    fn keys_are_relative_to_the_folder_given() {
        let folder = folder(&["AWSLogs/1/a.json.gz", "b c+d.json", ".hidden"]);
        assert_eq!(
            keys(&[folder.path().to_owned()]),
            [".hidden", "AWSLogs/1/a.json.gz", "b c+d.json"]
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
        let error = Inputs::find(&[one, two]).unwrap_err();
        assert!(
            matches!(error, InputError::SameKey { ref key, .. } if key == "a.json"),
            "{error}"
        );
        assert!(error.hint().is_some());
    }

    #[test]
    fn nothing_to_replay_is_an_error() {
        let folder = folder(&[]);
        let error = Inputs::find(&[folder.path().to_owned()]).unwrap_err();
        assert!(matches!(error, InputError::Nothing { .. }), "{error}");
        let error = Inputs::find(&[folder.path().join("absent")]).unwrap_err();
        assert!(matches!(error, InputError::Missing { .. }), "{error}");
    }
}
