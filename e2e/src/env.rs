//! What a scenario needs of the cloud it runs on.
//!
//! A scenario is written once against [`Env`]; the arms (`crate::arm`) differ in nothing that it can see but the [`Timing`]: on the emulator time is stepped, so
//! that settings are those of production; on LocalStack it really passes, so that they are scaled down.

use std::future::Future;
use std::time::Duration;

use crate::deployed::Deployed;
use crate::function_spec::FunctionSpec;

/// A cloud with the function's runtime beside it.
pub trait Env: Sync {
    /// Where S3, SQS, SNS and CloudWatch answer: an IP address, for scenarios and function processes alike.
    fn endpoint(&self) -> &str;

    fn timing(&self) -> Timing;

    /// Lets time pass: stepped or really waited.
    fn pass(&self, duration: Duration) -> impl Future<Output = ()> + Send;

    /// Starts a function that is fed from a queue.
    fn deploy(&self, function: FunctionSpec) -> impl Future<Output = Deployed> + Send;
}

/// How long things last on an arm.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Visibility timeout for scenarios in which no message may come back.
    pub never_back: Duration,
    /// Visibility timeout for scenarios in which messages come back.
    pub redelivery: Duration,
    /// Batch window for the scenario about it.
    pub window: Duration,
    /// Period of an alarm.
    pub alarm_period: Duration,
    /// What passes between two looks at whether an alarm was heard.
    pub alarm_look: Duration,
}
