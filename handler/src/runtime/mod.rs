//! The process: settings, log, and the loop of the Lambda runtime API. What it runs is put together in
//! `build`.

mod build;

use std::io::Stdout;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;

use crate::adapters::clock::SystemTime;
use crate::adapters::log::JsonLog;
use crate::adapters::xray::{Trace, XRay};
use crate::config::{LogLevel, Settings};
use crate::invocation::InvocationContext;
use crate::invocation::event::{SqsBatchResponse, SqsEvent};
use crate::invocation::failure::chain;
use crate::invocation::ports::Time;

type Log = Arc<JsonLog<SystemTime, Stdout>>;

/// Runs the function until Lambda ends the process.
///
/// A start that fails is logged, fault by fault, and ends the process with a failure: Lambda reports
/// it as `Runtime.ExitError` and starts another.
pub async fn run() -> ExitCode {
    let settings = match Settings::from_env() {
        Ok(settings) => settings,
        Err(error) => {
            start_log(LogLevel::Info);
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
    let log = start_log(settings.log_level);
    match serve(settings, &log).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = chain(&*error), "the function cannot run");
            ExitCode::FAILURE
        }
    }
}

fn start_log(level: LogLevel) -> Log {
    let log = Arc::new(JsonLog::new(level, SystemTime, std::io::stdout()));
    // Fails only where a subscriber is set already: then lines go there.
    let _ = tracing::subscriber::set_global_default(Arc::clone(&log));
    log
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
        xray: connect_xray(settings.xray_daemon.as_deref()),
        handler: build::handler(settings).await?,
    };
    let process = &process;
    lambda_runtime::run(service_fn(|event| process.answer(event))).await
}

/// What answers one invocation after the other.
struct Process<'a> {
    log: &'a Log,
    xray: Option<XRay>,
    handler: build::AwsHandler,
}

impl Process<'_> {
    async fn answer(&self, event: LambdaEvent<Value>) -> Result<SqsBatchResponse, Diagnostic> {
        let (event, context) = event.into_parts();
        self.log.set_request_id(&context.request_id);
        let event =
            SqsEvent::try_from(event).map_err(|error| diagnostic("NoBatch", error.to_string()))?;
        let ends_at = ends_at(context.deadline)
            .ok_or_else(|| diagnostic("InvalidDeadline", "the deadline is no moment".into()))?;
        let trace = context.xray_trace_id.as_deref().and_then(Trace::parse);
        let context = InvocationContext {
            request_id: context.request_id,
            ends_at,
        };
        let began = SystemTime.now();
        // Boxed: an invocation's state would otherwise be part of the loop's.
        let handled = Box::pin(self.handler.handle(event, &context)).await;
        if let (Some(xray), Some(trace)) = (&self.xray, trace) {
            xray.send(&trace, began, &handled.summary);
        }
        Ok(handled.response)
    }
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

/// Without the daemon the function runs as well; that it is missing is said once.
fn connect_xray(daemon: Option<&str>) -> Option<XRay> {
    match XRay::connect(daemon?, || fastrand::u64(..)) {
        Ok(xray) => Some(xray),
        Err(error) => {
            tracing::warn!(%error, daemon, "no traces are sent: the X-Ray daemon cannot be reached");
            None
        }
    }
}
