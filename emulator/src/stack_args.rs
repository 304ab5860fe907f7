//! The flags with which `up` and `replay` shape the guide's stack.

use std::collections::BTreeMap;
use std::path::PathBuf;

use aws_endpoint::stack::StackSettings;
use aws_world::origin::{DEFAULT_REGION, Region};
use clap::Args;

/// How the stack is made.
#[derive(Debug, Args)]
#[command(next_help_heading = "Stack")]
pub(super) struct StackArgs {
    /// The Region of everything in the stack.
    #[arg(long, default_value = DEFAULT_REGION)]
    pub(super) region: String,
    /// The function's executable [default: `bootstrap` beside this program; inside the workspace it is built].
    #[arg(long, value_name = "PATH")]
    pub(super) handler: Option<PathBuf>,
    /// Messages the function is given at once: 1 to 10, and to 10000 with a window.
    #[arg(long, default_value_t = 10, value_name = "MESSAGES")]
    batch_size: u32,
    /// How long a batch is gathered: 0 to 300.
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    batch_window: u32,
    /// How long the function may take for a batch: 1 to 900.
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    function_timeout: u32,
    /// The function's memory as Lambda would have it. It is reported, not enforced.
    #[arg(long, default_value_t = 512, value_name = "MB")]
    memory_size: u32,
    /// How long a received message stays invisible; at least the function's time-out.
    #[arg(long, default_value_t = 1800, value_name = "SECONDS")]
    visibility_timeout: u32,
    /// How often a message is received before it is a dead letter.
    #[arg(long, default_value_t = 5, value_name = "COUNT")]
    max_receive_count: u32,
    /// A setting of the function, such as `LOG_LEVEL=DEBUG`. May be given several times.
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = parse_variable)]
    environment: Vec<(String, String)>,
    /// Invocations at once [default: one for each core, at least 2].
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..))]
    concurrency: Option<u16>,
}

impl StackArgs {
    /// The settings with this executable. What the user set goes before `environment`.
    pub(super) fn settings(
        &self,
        executable: PathBuf,
        environment: &[(&str, &str)],
        prefixes: &[&str],
    ) -> StackSettings {
        let mut variables: BTreeMap<String, String> = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        variables.extend(self.environment.iter().cloned());
        StackSettings {
            region: Region::new(self.region.clone()),
            executable,
            environment: variables,
            prefixes: prefixes.iter().map(|prefix| (*prefix).to_owned()).collect(),
            batch_size: self.batch_size,
            window_seconds: self.batch_window,
            function_timeout_seconds: self.function_timeout,
            memory_size_mb: self.memory_size,
            visibility_timeout_seconds: self.visibility_timeout,
            max_receive_count: self.max_receive_count,
        }
    }

    /// The same flags, for another process of this program; the executable apart.
    pub(super) fn to_arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--region".to_owned(), self.region.clone()];
        let numbers = [
            ("--batch-size", Some(self.batch_size)),
            ("--batch-window", Some(self.batch_window)),
            ("--function-timeout", Some(self.function_timeout)),
            ("--memory-size", Some(self.memory_size)),
            ("--visibility-timeout", Some(self.visibility_timeout)),
            ("--max-receive-count", Some(self.max_receive_count)),
            ("--concurrency", self.concurrency.map(u32::from)),
        ];
        for (flag, number) in numbers {
            arguments.extend(number.map(|number| format!("{flag}={number}")));
        }
        for (name, value) in &self.environment {
            arguments.extend(["--env".to_owned(), format!("{name}={value}")]);
        }
        arguments
    }

    /// A setting of the function, if the user gives one.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        let given = self.environment.iter().rev();
        let mut given = given.filter(|(given, _)| given == name);
        given.next().map(|(_, value)| value.as_str())
    }

    pub(super) fn function_concurrency(&self) -> Option<usize> {
        self.concurrency.map(usize::from)
    }
}

fn parse_variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a setting is written NAME=VALUE".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Flags {
        #[command(flatten)]
        stack: StackArgs,
    }

    #[test]
    fn another_process_is_given_every_flag() {
        let given = [
            "--region=eu-west-1",
            "--batch-size=7",
            "--batch-window=3",
            "--function-timeout=60",
            "--memory-size=128",
            "--visibility-timeout=90",
            "--max-receive-count=2",
            "--env=A=b=c",
            "--env=D=-e f",
            "--concurrency=4",
        ];
        let first = Flags::parse_from(["flags"].into_iter().chain(given)).stack;
        let passed_on = ["flags".to_owned()].into_iter().chain(first.to_arguments());
        let second = Flags::parse_from(passed_on).stack;
        assert_eq!(format!("{first:?}"), format!("{second:?}"));
        let plain = Flags::parse_from(["flags"]).stack;
        let mut names: Vec<_> = plain.to_arguments();
        names.retain(|name| name.starts_with("--env") || name.starts_with("--concurrency"));
        assert_eq!(names, [""; 0]);
    }
}
