//! What lies among logs and is none, told by its name alone: such a file is counted, not put.
//!
//! What Bedrock writes beside its logs goes by the rule of the handler, which leaves such objects alone as well.

use serde::Serialize;

/// The folder of the bodies that Bedrock moves out of its logs.
const OFFLOADED_BODIES_FOLDER: &str = "data";

/// What Bedrock writes once to see whether it may.
const PERMISSION_CHECK_SUFFIX: &str = "amazon-bedrock-logs-permission-check";

/// Ends of names that editors, downloads and archivers leave behind.
const LEFTOVER_SUFFIXES: [&str; 9] = [
    "~",
    ".swp",
    ".swo",
    ".bak",
    ".orig",
    ".tmp",
    ".part",
    ".crdownload",
    "#",
];

/// Whole names that file managers leave behind, in lower case.
const LEFTOVER_NAMES: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// A kind of file that is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// In a folder `data`: a body that Bedrock moved out of its log.
    OffloadedBody,
    /// Bedrock's permission check.
    PermissionCheck,
    /// Its name, or that of a folder around it, begins with a dot: `.DS_Store`, `.git`.
    Hidden,
    /// An editor's backup, half of a download.
    Leftover,
    /// Neither a file nor a folder: a socket, a device.
    Special,
    /// A log that `--since`, `--until`, `--log-region` or `--limit` leave out.
    NotSelected,
}

impl Kind {
    /// The kind of what has this key, if that is no log.
    pub(super) fn of(key: &str) -> Option<Self> {
        let mut parts = key.rsplit('/');
        let name = parts.next().unwrap_or_default();
        let lower_case = name.to_lowercase();
        let is_hidden = key.split('/').any(|part| part.starts_with('.'));
        let is_leftover = LEFTOVER_SUFFIXES.iter().any(|end| name.ends_with(end))
            || LEFTOVER_NAMES.contains(&lower_case.as_str());
        if is_hidden {
            Some(Self::Hidden)
        } else if key.ends_with(PERMISSION_CHECK_SUFFIX) {
            Some(Self::PermissionCheck)
        } else if parts.next() == Some(OFFLOADED_BODIES_FOLDER) {
            Some(Self::OffloadedBody)
        } else if is_leftover {
            Some(Self::Leftover)
        } else {
            None
        }
    }

    /// Whether the function would have skipped it, had it been put.
    pub(super) fn is_skipped_by_the_function(self) -> bool {
        matches!(self, Self::OffloadedBody | Self::PermissionCheck)
    }

    /// So many of it, in words.
    pub(super) fn counted(self, files: u64) -> String {
        let (one, more) = match self {
            Self::OffloadedBody => ("offloaded body", "offloaded bodies"),
            Self::PermissionCheck => ("permission check", "permission checks"),
            Self::Hidden => ("hidden file", "hidden files"),
            Self::Leftover => ("leftover", "leftovers"),
            Self::Special => ("special file", "special files"),
            Self::NotSelected => ("log not selected", "logs not selected"),
        };
        format!("{files} {}", if files == 1 { one } else { more })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_among_logs_is_known_by_its_name() {
        let region = "AWSLogs/1/BedrockModelInvocationLogs/us-east-1";
        for (key, expected) in [
            (".DS_Store", Some(Kind::Hidden)),
            ("a/.git/config", Some(Kind::Hidden)),
            ("a/b.json.swp", Some(Kind::Leftover)),
            ("a/b.json~", Some(Kind::Leftover)),
            ("a/Thumbs.db", Some(Kind::Leftover)),
            (
                &format!("{region}/2026/04/19/13/data/x_input.json.gz"),
                Some(Kind::OffloadedBody),
            ),
            (
                "AWSLogs/amazon-bedrock-logs-permission-check",
                Some(Kind::PermissionCheck),
            ),
            (
                &format!("{region}/2026/04/19/13/20260419T132851421Z_55.json.gz"),
                None,
            ),
            ("data", None),
            ("data.json", None),
            ("metadata/a.json", None),
            ("data/2026/a.json", None),
            ("a.log", None),
        ] {
            assert_eq!(Kind::of(key), expected, "{key}");
        }
    }
}
