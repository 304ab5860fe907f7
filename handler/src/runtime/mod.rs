//! The process: settings, log, and the loop of the Lambda runtime API. What it runs is put together in
//! `build`.

mod build;

use std::io::Stdout;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tracing::field::Empty;
use tracing::{Instrument, Span, Subscriber};

use crate::adapters::clock::SystemTime;
use crate::adapters::log::JsonLog;
use crate::adapters::xray::XRay;
use crate::config::{LogLevel, Settings};
use crate::invocation::InvocationContext;
use crate::invocation::event::{ForeignEvent, SqsBatchResponse, SqsEvent};
use crate::invocation::failure::chain;
use crate::invocation::summary::Summary;

type Log = Arc<JsonLog<SystemTime, Stdout>>;

/// Memory of a function, in MiB, that comes with one processor. Source: "Configure Lambda function memory" (Lambda
/// developer guide).
const MIB_A_PROCESSOR: usize = 1_769;

/// Runs the function until Lambda ends the process.
///
/// A start that fails is logged, fault by fault, and ends the process with a failure: Lambda reports
/// it as `Runtime.ExitError` and starts another.
pub fn run() -> ExitCode {
    let settings = match Settings::from_env() {
        Ok(settings) => settings,
        Err(error) => {
            start_log(LogLevel::Info, None);
            for fault in &error.faults {
                tracing::error!(
                    variable = fault.variable,
                    problem = fault.problem,
                    example = fault.example,
                    "a setting cannot be used"
                );
            }
            return ExitCode::FAILURE;
        }
    };
    let log = start_log(settings.log_level, settings.xray_daemon.as_deref());
    let ended = match runtime(settings.function_mib) {
        Ok(runtime) => runtime.block_on(serve(settings, &log)),
        Err(error) => Err(error.into()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = chain(&*error), "the function cannot run");
            ExitCode::FAILURE
        }
    }
}

/// As many threads as the function has processors. With a part of one, which is the rule, a second thread would only
/// hand tasks and memory back and forth.
fn runtime(function_mib: usize) -> std::io::Result<Runtime> {
    let processors = function_mib.div_ceil(MIB_A_PROCESSOR);
    let mut builder = match processors {
        1 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    builder.worker_threads(processors).enable_all().build()
}

/// Sets the log up, and traces where there is a daemon for them. Without the daemon the function runs as
/// well; that it is missing is said once.
fn start_log(level: LogLevel, xray_daemon: Option<&str>) -> Log {
    let log = Arc::new(JsonLog::new(level, SystemTime, std::io::stdout()));
    let Some(daemon) = xray_daemon else {
        subscribe(Arc::clone(&log));
        return log;
    };
    match XRay::connect(daemon, Arc::clone(&log), SystemTime, || fastrand::u64(..)) {
        Ok(xray) => subscribe(xray),
        Err((log, error)) => {
            subscribe(log);
            tracing::warn!(%error, daemon, "no traces are sent: the X-Ray daemon cannot be reached");
        }
    }
    log
}

fn subscribe(subscriber: impl Subscriber + Send + Sync) {
    // Fails only where a subscriber is set already: then lines go there.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

async fn serve(settings: Settings, log: &Log) -> Result<(), lambda_runtime::Error> {
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        namespace = settings.namespace,
        region = settings.region,
        publish_enabled = settings.publish_enabled,
        "function starts"
    );
    let process = Process {
        log,
        handler: build::handler(settings).await?,
    };
    let process = &process;
    lambda_runtime::run(service_fn(|event| process.answer(event))).await
}

/// What answers one invocation after the other.
struct Process<'a> {
    log: &'a Log,
    handler: build::AwsHandler,
}

impl Process<'_> {
    async fn answer(&self, event: LambdaEvent<Value>) -> Result<SqsBatchResponse, Diagnostic> {
        let (event, context) = event.into_parts();
        self.log.set_request_id(&context.request_id);
        let event = SqsEvent::try_from(event).map_err(|error| refusal(&error))?;
        let ends_at = ends_at(context.deadline)
            .ok_or_else(|| diagnostic("InvalidDeadline", "the deadline is no moment".into()))?;
        let span = span(context.xray_trace_id.as_deref());
        let context = InvocationContext {
            request_id: context.request_id,
            ends_at,
        };
        // Boxed: an invocation's state would otherwise be part of the loop's.
        let handled = Box::pin(self.handler.handle(event, &context));
        let handled = handled.instrument(span.clone()).await;
        annotate(&span, &handled.summary);
        Ok(handled.response)
    }
}

/// The invocation as a span of its trace.
fn span(trace_header: Option<&str>) -> Span {
    tracing::info_span!(
        "handle batch",
        trace_header,
        fault = Empty,
        messages_failed = Empty,
        objects_processed = Empty,
        records_counted = Empty,
        publishes = Empty,
    )
}

fn annotate(span: &Span, summary: &Summary) {
    let failed = summary.messages.failed();
    span.record("fault", failed > 0);
    span.record("messages_failed", failed);
    span.record("objects_processed", summary.objects.processed);
    span.record("records_counted", summary.records.counted);
    span.record("publishes", summary.publishes.confirmed);
}

/// The failure of an invocation by something else than a queue. Lambda shows it to the caller alone,
/// which nobody reads where a service is the caller.
fn refusal(error: &ForeignEvent) -> Diagnostic {
    tracing::error!(%error, "the function was invoked by something else than its queue");
    diagnostic("ForeignEvent", error.to_string())
}

fn diagnostic(error_type: &str, error_message: String) -> Diagnostic {
    Diagnostic {
        error_type: error_type.to_owned(),
        error_message,
    }
}

/// The moment that the runtime gives in milliseconds since 1970.
fn ends_at(deadline_epoch_ms: u64) -> Option<Timestamp> {
    Timestamp::from_millisecond(i64::try_from(deadline_epoch_ms).ok()?).ok()
}
