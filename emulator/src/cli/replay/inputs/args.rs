//! The flags that say what is replayed.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use super::select::{Selection, When};
use super::{InputError, Inputs};

/// Which logs are replayed.
#[derive(Debug, Args)]
pub(in crate::cli) struct InputArgs {
    /// Files, folders, patterns in quotes ('logs/**/*.json.gz'), or - for a log on standard input, gzip or not.
    ///
    /// An object's key is the file's path relative to the folder given, or to the part of a pattern before its first `*`; of a
    /// file given by itself its name; of standard input `stdin.json` or `stdin.json.gz`. What is no log is left out of folders
    /// and patterns, and counted: bodies in a folder `data`, permission checks, hidden files, leftovers of editors.
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
    /// Finds the logs. Standard input is read to its end here.
    pub(in crate::cli) fn find(&self, now: Timestamp) -> Result<Inputs, InputError> {
        let region = self.log_region.clone();
        let selection = Selection::new(self.since, self.until, region, now);
        let limit = self
            .limit
            .map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Inputs::find(&self.paths, &selection, limit)
    }
}
