//! The flags that say what is replayed.

use std::ffi::OsString;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::error::InputError;
use super::found::{Inputs, STDIN};
use super::select::{Selection, When};

/// Which logs are replayed.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files, folders, patterns in quotes ('logs/**/*.json.gz'), or - for a log on standard input, gzip or not.
    ///
    /// An object's key is the file's path relative to the folder given, or to the part of a pattern before its first `*`; of a
    /// file given by itself its name; of standard input `stdin.json` or `stdin.json.gz`. What is no log is left out of folders
    /// and patterns, and counted: bodies in a folder `data`, permission checks, hidden files, leftovers of editors. Links are
    /// followed; one that leads nowhere, or back to a folder around it, is an error.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only logs of this moment or later: 2026-04-19, 2026-04-19T13:30 (UTC), today, yesterday, 36h or 7d ago.
    ///
    /// A log's time is that of its key, `AWSLogs/../2026/04/19/13/20260419T132851421Z_554d.json.gz`: of the name, else of the
    /// folders, of which some part has to be in the time asked for. Where the key tells none, it is when the file was last
    /// changed; standard input is always taken. Records are not looked at: a log is replayed whole or not at all.
    #[arg(long, value_name = "WHEN", help_heading = "Input")]
    since: Option<When>,
    /// Only logs before this moment: `--since yesterday --until today`. Written as for --since.
    #[arg(long, value_name = "WHEN", help_heading = "Input")]
    until: Option<When>,
    /// Only logs in a folder of this name, as Bedrock's keys have it: us-east-1. (--region is where the stack is.)
    #[arg(long, value_name = "REGION", help_heading = "Input")]
    log_region: Option<String>,
    /// Only the first so many logs, by their keys.
    #[arg(long, value_name = "COUNT", help_heading = "Input", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
}

impl InputArgs {
    /// The same flags, for another process of this program: what is told by how long ago it is, as the moment it is now.
    pub(crate) fn to_arguments(&self, now: Timestamp) -> Vec<OsString> {
        let Selection {
            since,
            until,
            region,
        } = Selection::new(self.since, self.until, self.log_region.clone(), now);
        let flags = [
            ("--since", since.map(|moment| moment.to_string())),
            ("--until", until.map(|moment| moment.to_string())),
            ("--log-region", region),
            ("--limit", self.limit.map(|limit| limit.to_string())),
        ];
        let flags = flags
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", value?).into()));
        let paths = self.paths.iter().map(|path| path.clone().into_os_string());
        flags.chain(["--".into()]).chain(paths).collect()
    }

    /// What can be read only once, if anything.
    pub(crate) fn pipe(&self) -> Option<&Path> {
        let is_pipe = |path: &&PathBuf| {
            let kind = path.metadata().map(|found| found.file_type());
            path.as_os_str() == STDIN || kind.is_ok_and(|kind| kind.is_fifo())
        };
        self.paths.iter().find(is_pipe).map(PathBuf::as_path)
    }

    /// Finds the logs. Standard input is read to its end here.
    pub(crate) fn find(&self, now: Timestamp) -> Result<Inputs, InputError> {
        let region = self.log_region.clone();
        let selection = Selection::new(self.since, self.until, region, now);
        let limit = self
            .limit
            .map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Inputs::find(&self.paths, &selection, limit)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Flags {
        #[command(flatten)]
        input: InputArgs,
    }

    fn args(given: &[&str]) -> InputArgs {
        Flags::parse_from([&["flags"], given].concat()).input
    }

    #[test]
    fn another_process_is_given_the_same_moments_and_paths() {
        let now = "2026-04-19T13:28:51Z".parse().unwrap();
        let given = [
            "--since=36h",
            "--until=today",
            "--log-region=eu-west-1",
            "--limit=3",
            "logs",
            "-",
        ];
        let expected = [
            "--since=2026-04-18T01:28:51Z",
            "--until=2026-04-19T00:00:00Z",
            "--log-region=eu-west-1",
            "--limit=3",
            "--",
            "logs",
            "-",
        ];
        assert_eq!(args(&given).to_arguments(now), expected);
        assert_eq!(args(&["a"]).to_arguments(now), ["--", "a"]);
    }

    #[test]
    fn standard_input_can_be_read_only_once() {
        assert_eq!(args(&["a", "-"]).pipe(), Some(Path::new("-")));
        assert_eq!(args(&["a", "/dev/null"]).pipe(), None);
    }
}
