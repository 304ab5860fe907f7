//! `emulator replay PATH...`: the main job.
//!
//! Files become objects, and the whole chain runs as it would on AWS: put, notification, queue, batch, function,
//! `PutMetricData`. What is reported was read back at the far end.
//!
//! [`inputs`] finds the logs, [`put`] puts them over HTTP, [`drain`] waits until the chain is empty, [`tally`] reads what the
//! function logged of itself, [`problems`] where what is not counted is, [`stages`] where the time went. [`document`] and
//! [`table`] say it all, [`mod@replayed`] in one word; [`view`] are the flags that shape the table, [`sheet`] makes it fit. [`picture_args`], [`pictures`]
//! and [`page`] draw it.

mod document;
mod drain;
mod environment;
mod inputs;
mod notified;
mod page;
mod picture_args;
mod pictures;
mod problems;
mod progress;
mod put;
mod replayed;
mod sheet;
mod stages;
mod table;
mod tally;
mod view;

use clap::Args;

use aws_endpoint::clock::Clock;
use aws_endpoint::stack::{self, StackSettings};
use aws_endpoint::{Emulator, Options};
use aws_world::metrics::MetricAges;
use aws_world::origin::{Home, Region};

use super::error::CliError;
use super::policy_args::PolicyArgs;
use super::stack_args::StackArgs;
use super::stop_signal::StopSignal;
use super::{bootstrap, printer};
use document::Document;
use drain::Chain;
use environment::ENVIRONMENT;
use inputs::Inputs;
use picture_args::PictureArgs;
use progress::Progress;
use stages::{Bench, ProcessorSeconds, Stages};
use table::Rows;
use view::{By, ViewArgs};

pub(super) use environment::NAMESPACE;
pub(super) use inputs::{InputArgs, InputError};
pub(super) use notified::decode_key;
pub(super) use picture_args::PictureError;
pub(super) use put::PutError;
pub(super) use replayed::Replayed;
pub(super) use sheet::folded;
pub(super) use view::ViewError;

/// Puts captured logs through the whole chain and prints the metrics that come out.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Replay {
    #[command(flatten)]
    input: InputArgs,
    /// What is printed on stdout.
    #[arg(long, default_value = "table")]
    format: Format,
    /// Also tells where the time went: by stage of the chain, and the processor time of emulator and function.
    #[arg(long)]
    bench: bool,
    /// Tells of everything that is not counted, not only the first 20 places; of duplicates and skipped objects too.
    #[arg(short, long)]
    verbose: bool,
    /// The port on 127.0.0.1 while the replay runs; 0 picks a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    #[command(flatten)]
    pictures: PictureArgs,
    #[command(flatten)]
    view: ViewArgs,
    #[command(flatten)]
    stack: StackArgs,
    #[command(flatten)]
    policies: PolicyArgs,
}

const EXAMPLES: &str = "\
Examples:
  emulator replay fixtures/logs
  emulator replay --format json 2026-04-19.json.gz > metrics.json
  emulator replay captured/ --batch-size 100 --batch-window 1
  emulator replay --bench captured/
  emulator replay --html report.html captured/
  emulator replay --plot --metric InputTokens captured/
  emulator replay 'captured/**/us-east-1/**/*.json.gz' --since yesterday --until today
  zgrep us.anthropic 2026-04-19.json.gz | emulator replay -
  emulator replay captured/ --by hour --columns invocations,errors --top 5
  emulator replay captured/ --by model --env 'METRIC_DIMENSIONS=InferenceProfile;Region;ModelId'

Where something is wrong:
  warning: logs/a.json.gz:13 (byte 4711): malformed: its region is missing, or no text
  Each record and object that is not counted has such a line on stderr: the file, the line and the byte in its text
  (decompressed; lines from 1, bytes from 0), what is wrong and why. The first 20 are told, all of them with --verbose, and
  all as \"problems\" in the document of --format json. To look at one: zcat -f logs/a.json.gz | sed -n 13p
  malformed, expired, duplicate: a record. empty: nothing of the object is counted. failed: its message is a dead letter or
  was given up. skipped: it is no log.

The table is as wide as the terminal; elsewhere as COLUMNS says, else 80. Long names are folded in the middle.

Logs of any age are counted: the age limits of the handler and of CloudWatch are lifted.

Exit codes:
  0    every message settled
  1    some messages ended in the dead-letter queue, or the replay failed
  2    the command was not understood, or a path or --metric names nothing
  3    no record could be read, or all were malformed: nothing was published that could be drawn
  74   the output or a picture could not be written (a closed pipe ends the table quietly)
  130  interrupted; what was counted until then is told, and figures lag behind each other (\"interrupted\": true in the JSON)";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// What a person wants to see.
    Table,
    /// One JSON document.
    Json,
}

/// What a replay came to, whole or until it was interrupted.
struct Report {
    document: Document,
    stage_seconds: Stages,
    peak_memory_mb: Option<u64>,
    replayed: Replayed,
    /// Rows by hour, where they were asked for.
    hours: Rows,
}

impl Replay {
    pub(super) async fn run(self) -> Result<Replayed, CliError> {
        let is_table = self.format == Format::Table;
        self.pictures.check(!is_table)?;
        self.view
            .check(is_table, self.stack.variable("METRIC_DIMENSIONS"))?;
        // Before signals are listened for: a Ctrl-C while standard input is read ends the process.
        let inputs = self.input.find(Clock::system().system_now())?;
        let mut stop = StopSignal::listen()?;
        let executable = bootstrap::find(self.stack.handler.as_deref()).await?;
        let settings = self.stack.settings(executable, &ENVIRONMENT, &[]);
        let options = Options {
            port: self.port,
            function_concurrency: self.stack.function_concurrency(),
            metric_ages: MetricAges::Any,
            ..self.policies.options()
        };
        let processors = ProcessorSeconds::now();
        let emulator = Emulator::start(options).await.map_err(CliError::Start)?;
        let report = self.replay(&emulator, &settings, &inputs, &mut stop).await;
        let timelines = self.pictures.timelines(&emulator, &settings.region);
        emulator.shutdown().await;
        let mut report = report?;
        if self.bench {
            report.document.bench = Some(Bench {
                stage_seconds: report.stage_seconds,
                // The function's processes have ended by now.
                processor_seconds: ProcessorSeconds::now().since(processors),
                peak_memory_mb: report.peak_memory_mb,
            });
        }
        let written = match self.format {
            Format::Json => printer::data(&report.document.to_json()),
            Format::Table => {
                let (view, width) = (&self.view, printer::width());
                printer::text(&table::render(&report.document, report.hours, view, width))
            }
        };
        written.map_err(CliError::Output)?;
        let plot = self
            .pictures
            .make(&timelines, &report.document, &settings)?;
        if let Some(plot) = plot {
            printer::text(&format!("\n{plot}")).map_err(CliError::Output)?;
        }
        if report.document.interrupted {
            Err(CliError::Interrupted)
        } else {
            Ok(report.replayed)
        }
    }

    async fn replay(
        &self,
        emulator: &Emulator,
        settings: &StackSettings,
        inputs: &Inputs,
        stop: &mut StopSignal,
    ) -> Result<Report, CliError> {
        stack::deploy(emulator.aws(), &emulator.endpoint(), settings)?;
        printer::note(&format!(
            "replaying {inputs} through S3, SQS, Lambda and CloudWatch; age limits are lifted"
        ));
        if let Some(left_out) = inputs.left_out() {
            printer::note(&left_out);
        }
        let clock = emulator.aws().clock();
        let began = clock.system_now();
        let progress = Progress::start(inputs);
        let mut chain = Chain::new(emulator, &settings.region, &progress);
        let put = put::all(emulator, &settings.region, inputs, &progress);
        let interrupted = tokio::select! {
            ended = chain.run(put) => ended.map(|()| false)?,
            () = stop.received() => true,
        };
        progress.finish();
        let elapsed = clock.system_now().duration_since(began);
        let mut document =
            Document::gather(emulator, &settings.region, inputs, chain.tally(), elapsed);
        document.interrupted = interrupted;
        document.warnings = document.warnings(inputs, chain.tally());
        let stages = chain.tally().durations.stages(progress.put_seconds());
        let problems = problems::told(&document.problems, document.problems_untold, self.verbose);
        for warning in problems.iter().chain(&document.warnings) {
            printer::note(&format!("warning: {warning}"));
        }
        let hours = match self.view.by {
            Some(By::Hour) => hours(emulator, &settings.region),
            _ => Rows::new(),
        };
        let replayed = document.replayed(chain.tally());
        // Of an interrupted replay nothing may have been read yet.
        if !interrupted && replayed == Replayed::NothingRead {
            printer::note("warning: no record could be read: are these Bedrock's invocation logs?");
        }
        Ok(Report {
            replayed,
            document,
            stage_seconds: stages,
            peak_memory_mb: chain.tally().peak_memory_mb,
            hours,
        })
    }
}

/// What was published for each hour, by `Region` and by `InferenceProfile`, in which every call is once.
fn hours(emulator: &Emulator, region: &Region) -> Rows {
    let timelines = emulator.aws().inspect(|world| {
        let local = world.local(&Home::in_region(region.clone()));
        local.map(|local| local.metrics.timelines())
    });
    table::rows_by_hour(&timelines.unwrap_or_default())
}
