//! `emulator up`: AWS with the deployment guide's stack in it.

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use aws_endpoint::runtime::attach::AttachError;
use aws_endpoint::stack::{self, BUCKET, FUNCTION, LOG_PREFIXES};
use aws_endpoint::{Emulator, Options};
use aws_world::function::FunctionName;
use aws_world::origin::{Home, Region};

use super::attach::format::Format;
use super::attach::{self, port};
use super::error::CliError;
use super::listen_args::ListenArgs;
use super::serve::announce;
use super::stack_args::StackArgs;
use super::stop_signal::StopSignal;
use super::{bootstrap, printer};

/// AWS with the deployment guide's stack in it, until Ctrl-C.
///
/// A bucket that notifies a queue, its dead-letter queue, and the handler as a function that the queue feeds.
///
/// With --attach a process of yours takes the function's place: a debugger, or `cargo run`. Stdout then has the environment to start it in,
/// and nothing else; `eval "$(emulator attach)"` in another shell is the same. `emulator attach --help` has more.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Up {
    #[command(flatten)]
    listen: ListenArgs,
    #[command(flatten)]
    stack: StackArgs,
    #[command(flatten)]
    attach: AttachArgs,
}

/// A process in the place of the function's code.
#[derive(Debug, Args)]
#[command(next_help_heading = "A process of yours as the function")]
struct AttachArgs {
    /// Print the environment in which a process of yours becomes the function: once it asks for an invocation it gets all of them, one at
    /// a time, with the time-out suspended; when it is gone, the deployed code takes over.
    #[arg(long, value_name = "FUNCTION", num_args = 0..=1, default_missing_value = FUNCTION)]
    attach: Option<String>,
    #[arg(long, value_name = "PORT", requires = "attach", help = port::help())]
    attach_port: Option<u16>,
}

const EXAMPLES: &str = "\
Examples:
  emulator up
  emulator up --port 0 --batch-size 100 --batch-window 5
  emulator up --attach              then in another shell: eval \"$(emulator attach)\"
  emulator up --attach --visibility-timeout 43200 > env.sh &
  emulator up --env LOG_LEVEL=DEBUG --env METRIC_MAX_AGE_DAYS=unlimited";

impl Up {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let mut stop = StopSignal::listen()?;
        let executable = bootstrap::find(self.stack.handler.as_deref()).await?;
        let options = Options {
            function_concurrency: self.stack.function_concurrency(),
            ..self.listen.options()
        };
        let emulator = Emulator::start(options).await.map_err(CliError::Start)?;
        self.listen.log_requests(emulator.aws());
        let endpoint = emulator.endpoint();
        let settings = self.stack.settings(executable, &[], &LOG_PREFIXES);
        stack::deploy(emulator.aws(), &endpoint, &settings)?;
        attach::follow(emulator.runtime());
        match &self.attach.attach {
            Some(function) => self.announce_attached(&emulator, function).await?,
            None => announce(&endpoint, &self.stack.region)?,
        }
        let _ready = self.listen.ready(&endpoint)?;
        explain(&self.stack.region, emulator.aws().clock().now());
        stop.received().await;
        printer::note("stopping");
        emulator.shutdown().await;
        Ok(())
    }

    /// The exports of the function's own process, on stdout, which holds nothing else. The rest is for people.
    async fn announce_attached(&self, emulator: &Emulator, function: &str) -> Result<(), CliError> {
        let home = Home::in_region(Region::new(self.stack.region.clone()));
        let name = FunctionName::new(function).ok_or_else(|| AttachError::NoFunction {
            name: function.to_owned(),
        })?;
        let runtime = emulator.runtime();
        let variables = runtime
            .attach(&home, &name, self.attach.attach_port)
            .await?;
        printer::note(&format!(
            "AWS is ready on {}. A process that is started in this environment is {name}:",
            emulator.endpoint()
        ));
        printer::text(&Format::Sh.text(&variables)).map_err(CliError::Output)?;
        printer::note(&format!(
            "Paste it, or in another shell: eval \"$(emulator attach --port {})\"\n\
             Its keys are the role's, good until this ends. Until a process asks for an invocation, and when it is gone, the deployed code \
             runs.\n\
             Ctrl-C stops it; nothing is kept.",
            emulator.address().port()
        ));
        Ok(())
    }
}

/// The two commands that show the stack at work: a call logged just now, and the tokens it used.
fn explain(region: &str, now: Timestamp) {
    let record = format!(
        r#"{{"timestamp":"{now:.0}","region":"{region}","modelId":"us.anthropic.claude-3-haiku-20240307-v1:0","operation":"Converse","requestId":"1","input":{{"inputTokenCount":12}},"output":{{"outputTokenCount":34}}}}"#
    );
    let put = format!(
        "echo '{record}' |\n    aws s3 cp - s3://{BUCKET}/{}{region}/first.json",
        LOG_PREFIXES[0]
    );
    let day = |days: i64| {
        (now + SignedDuration::from_hours(24 * days))
            .strftime("%Y-%m-%d")
            .to_string()
    };
    let read = format!(
        "aws cloudwatch get-metric-statistics --namespace Custom/BedrockMetrics --metric-name InputTokens \\\n    \
         --dimensions Name=InferenceProfile,Value=CrossRegion --statistics Sum \\\n    \
         --start-time {} --end-time {} --period 86400",
        day(-1),
        day(1),
    );
    printer::note(&format!("Put a log:\n  {put}\nRead a metric:\n  {read}"));
}
