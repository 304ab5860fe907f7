//! Why paths cannot be replayed, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Names that a hint lists at most.
const MAX_HINTED: usize = 5;

/// Why the paths given cannot be replayed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    #[error("there is no file or folder {}", path.display())]
    Missing { path: PathBuf },
    #[error("no file matches {pattern}")]
    NoMatch { pattern: String },
    #[error("{pattern} is no pattern")]
    Pattern {
        pattern: String,
        #[source]
        source: glob::PatternError,
    },
    #[error("{} cannot be read", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is a link to {} that cannot be followed", path.display(), target.display())]
    Link {
        path: PathBuf,
        target: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is a link back to {}: what is there would be found without end", path.display(), ancestor.display())]
    Loop { path: PathBuf, ancestor: PathBuf },
    #[error("there is nothing to replay: no log in {paths}{left_out}")]
    Nothing { paths: String, left_out: String },
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
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::SameKey { .. } => Some(
                "replay them one after the other, or give a folder above both, or a pattern in quotes: keys are relative to those"
                    .to_owned(),
            ),
            Self::Missing { path } => nearest(path),
            Self::NoMatch { .. } | Self::Pattern { .. } => Some(
                "* and ? stand for what is between two slashes, ** for any folders: 'logs/**/*.json.gz'"
                    .to_owned(),
            ),
            Self::Nothing { left_out, .. } if !left_out.is_empty() => Some(
                "a file that is named by itself is replayed whatever its name; --since, --until and --log-region leave logs out"
                    .to_owned(),
            ),
            Self::Link { .. } | Self::Loop { .. } => Some(
                "remove it, or give what lies beside it, or a pattern in quotes that leaves it out: 'logs/2026/**/*.json.gz'"
                    .to_owned(),
            ),
            Self::Unreadable { .. } | Self::Nothing { .. } | Self::Key { .. } => None,
        }
    }
}

/// What is there of a path that is not.
fn nearest(path: &Path) -> Option<String> {
    let folder = path.ancestors().skip(1).find(|folder| folder.is_dir())?;
    let mut names: Vec<_> = folder
        .read_dir()
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    let more = if names.len() > MAX_HINTED { ", .." } else { "" };
    names.truncate(MAX_HINTED);
    let names = names.join(", ");
    (!names.is_empty()).then(|| format!("{} has {names}{more}", folder.display()))
}
