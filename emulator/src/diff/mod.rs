//! `emulator diff`: what a change of the function does to the metrics.
//!
//! The same logs go through both builds, each in a process of its own ([`side`]), so that what one cost is not the other's.
//! [`build`] makes a build of a Git revision, [`figures`] is what a build made of the logs, [`compare`] what differs,
//! [`report`], [`table`] and [`markdown`] say it.

mod build;
mod compare;
mod figures;
mod markdown;
mod report;
mod side;
mod table;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::error::CliError;
use super::replay::InputArgs;
use super::stack_args::StackArgs;
use super::stop_signal::StopSignal;
use super::{bootstrap, printer};
use aws_endpoint::clock::Clock;
use figures::{Figures, Run};
use report::{Report, Side};

pub(super) use build::BuildError;
pub(super) use side::SideError;

/// Puts the same captured logs through two builds of the function and tells what differs in the metrics.
///
/// Every series is compared (added, gone, sum, samples, minimum, maximum), what was counted, malformed, duplicate or
/// expired, which lines are so in one build only, and what ended in the dead-letter queue. Each build runs the whole chain
/// of `emulator replay`, one after the other. Processor time and peak memory are told beside it and decide nothing.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("handler", |argument| argument.hide(true)))]
#[group(id = "first", required = true, multiple = true, args = ["before", "before_ref", "against", "save"])]
pub(super) struct Diff {
    #[command(flatten)]
    input: InputArgs,
    /// The executable of the build before the change.
    #[arg(long, value_name = "BOOTSTRAP", conflicts_with_all = ["before_ref", "against"])]
    before: Option<PathBuf>,
    /// Builds the build before the change from this Git revision, in a worktree that is removed again. What was built is
    /// kept in the target folder, under `diff`.
    #[arg(long, value_name = "GIT_REF", conflicts_with = "against")]
    before_ref: Option<String>,
    /// Compares with a result that `--save` wrote.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// The executable of the build after the change [default: as for `emulator replay`: `bootstrap` beside this program;
    /// inside the workspace it is built].
    #[arg(long, value_name = "BOOTSTRAP", conflicts_with_all = ["after_ref", "handler"])]
    after: Option<PathBuf>,
    /// Builds the build after the change from this Git revision.
    #[arg(long, value_name = "GIT_REF", conflicts_with = "handler")]
    after_ref: Option<String>,
    /// Writes what the build after the change made of the logs: sorted, a line for each series, nothing of the machine or
    /// the time. The same logs and the same build give the same file.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// What is printed on stdout.
    #[arg(long, default_value = "table")]
    format: Format,
    #[command(flatten)]
    stack: StackArgs,
}

const EXAMPLES: &str = "\
Examples:
  What the work at hand does to the metrics, compared with main:
    emulator diff --before-ref main captured/

  Two executables:
    emulator diff --before old/bootstrap --after new/bootstrap captured/

  A comment for a pull request:
    emulator diff --before-ref origin/main --format markdown captured/ > comment.md

  A result that is kept in the repository, and compared with later:
    emulator diff --save metrics.json captured/
    emulator diff --against metrics.json captured/

  A setting of both builds:
    emulator diff --before-ref main --env ENABLE_CROSS_REGION_DETECTION=false captured/

Exit codes:
  0    equal, or saved without a comparison
  1    different
  2    the command was not understood, or what it names (a path, a revision) is not there
  3    a build could not be made or run, or settled nothing at all
  74   the output, or the file of --save, could not be written
  130  interrupted";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// What a person wants to see.
    Table,
    /// One JSON document.
    Json,
    /// A comment for a pull request, in GitHub's Markdown.
    Markdown,
}

/// How a comparison ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    Equal,
    Different,
}

/// What is compared with.
enum Before {
    Nothing,
    Saved { build: String, figures: Figures },
    Build { build: String, executable: PathBuf },
}

/// A build to run.
struct Build {
    name: String,
    executable: PathBuf,
}

impl Diff {
    pub(super) async fn run(self) -> Result<Compared, CliError> {
        let mut stop = StopSignal::listen()?;
        tokio::select! {
            // Whoever runs is asked to end by the side itself.
            biased;
            compared = self.compare() => compared,
            () = stop.received() => Err(CliError::ComparisonInterrupted),
        }
    }

    async fn compare(&self) -> Result<Compared, CliError> {
        // All that can be wrong is told before anything is built, and before the first build runs.
        if let Some(pipe) = self.input.pipe() {
            return Err(SideError::pipe(pipe).into());
        }
        let now = Clock::system().system_now();
        drop(self.input.find(now)?);
        let before = self.find_before().await?;
        let after = self.find_after().await?;
        let before = match before {
            Before::Nothing => None,
            Before::Saved { build, figures } => {
                let side = Side { build, cost: None };
                Some((side, figures, Vec::new()))
            }
            Before::Build { build, executable } => {
                let run = self.run_side("before", &executable, now).await?;
                let cost = Some(run.cost);
                Some((Side { build, cost }, run.figures, run.warnings))
            }
        };
        let run = self.run_side("after", &after.executable, now).await?;
        if let Some(path) = &self.save {
            save(path, &run.figures)?;
        }
        let Some((before, before_figures, before_warnings)) = before else {
            for warning in &run.warnings {
                printer::note(&format!("warning: {warning}"));
            }
            return Ok(Compared::Equal);
        };
        let mut difference = compare::compare(&before_figures, &run.figures);
        let told = |side: &'static str| move |warning| format!("{side}: {warning}");
        let before_warnings = before_warnings.into_iter().map(told("before"));
        let after_warnings = run.warnings.into_iter().map(told("after"));
        difference
            .notes
            .extend(before_warnings.chain(after_warnings));
        let report = Report {
            before,
            after: Side {
                build: after.name,
                cost: Some(run.cost),
            },
            difference,
        };
        self.print(&report).map_err(CliError::Output)?;
        Ok(if report.difference.equal {
            Compared::Equal
        } else {
            Compared::Different
        })
    }

    async fn find_before(&self) -> Result<Before, CliError> {
        if let Some(path) = &self.against {
            return Ok(Before::Saved {
                build: path.display().to_string(),
                figures: side::saved(path)?,
            });
        }
        if self.before.is_none() && self.before_ref.is_none() {
            return Ok(Before::Nothing);
        }
        let Build { name, executable } =
            find(self.before.as_deref(), self.before_ref.as_deref()).await?;
        Ok(Before::Build {
            build: name,
            executable,
        })
    }

    async fn find_after(&self) -> Result<Build, CliError> {
        // `--handler` is what replay calls it.
        let given = self.after.as_deref().or(self.stack.handler.as_deref());
        find(given, self.after_ref.as_deref()).await
    }

    async fn run_side(
        &self,
        name: &str,
        executable: &Path,
        now: Timestamp,
    ) -> Result<Run, CliError> {
        let arguments = self.stack.to_arguments();
        let mut arguments: Vec<_> = arguments.into_iter().map(OsString::from).collect();
        // Paths come last.
        arguments.extend(self.input.to_arguments(now));
        Ok(side::run(name, executable, &arguments).await?)
    }

    fn print(&self, report: &Report) -> std::io::Result<()> {
        match self.format {
            Format::Json => printer::data(&report.to_json()),
            Format::Markdown => printer::data(&markdown::render(report)),
            Format::Table => printer::text(&table::render(report, printer::width())),
        }
    }
}

/// The build of a revision, or an executable that is given, or the one that replay takes.
async fn find(given: Option<&Path>, reference: Option<&str>) -> Result<Build, CliError> {
    if let Some(reference) = reference {
        let built = build::of(reference).await?;
        return Ok(Build {
            name: format!("{reference} ({})", built.short_commit()),
            executable: built.executable,
        });
    }
    let executable = bootstrap::find(given).await?;
    Ok(Build {
        name: given.unwrap_or(&executable).display().to_string(),
        executable,
    })
}

fn save(path: &Path, figures: &Figures) -> Result<(), CliError> {
    std::fs::write(path, figures.to_text()).map_err(|source| CliError::Save {
        path: path.to_owned(),
        source,
    })?;
    printer::note(&format!("saved {}", path.display()));
    Ok(())
}
