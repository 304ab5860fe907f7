//! `emulator up`: AWS with the deployment guide's stack in it.

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use crate::stack::{self, BUCKET, LOG_PREFIXES};
use crate::{Emulator, Options};

use super::listen_args::ListenArgs;
use super::serve::announce;
use super::stack_args::StackArgs;
use super::{CliError, StopSignal, bootstrap, printer};

/// AWS with the deployment guide's stack in it, until Ctrl-C.
///
/// A bucket that notifies a queue, its dead-letter queue, and the handler as a function that the queue feeds.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Up {
    #[command(flatten)]
    listen: ListenArgs,
    #[command(flatten)]
    stack: StackArgs,
}

const EXAMPLES: &str = "\
Examples:
  emulator up
  emulator up --port 0 --batch-size 100 --batch-window 5
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
        announce(&endpoint, &self.stack.region)?;
        let _ready = self.listen.ready(&endpoint)?;
        explain(&self.stack.region, emulator.aws().clock().now());
        stop.received().await;
        printer::note("stopping");
        emulator.shutdown().await;
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
