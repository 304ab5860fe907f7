//! `emulator serve`: an empty AWS on one port.

use clap::Args;

use aws_endpoint::clock::Clock;
use aws_endpoint::{Emulator, Options};
use aws_world::origin::DEFAULT_REGION;

use super::error::CliError;
use super::listen_args::ListenArgs;
use super::stop_signal::StopSignal;
use super::{attach, printer};

/// An empty AWS on one port, until Ctrl-C.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Serve {
    /// The Region in the exports to paste. Every Region is served, whatever is given here.
    #[arg(long, default_value = DEFAULT_REGION)]
    region: String,
    /// `system` runs with the machine's clock; `stepped` stands still until `emulator clock` moves it.
    #[arg(long, default_value = "system")]
    clock: ClockKind,
    #[command(flatten)]
    listen: ListenArgs,
}

const EXAMPLES: &str = "\
Examples:
  emulator serve
  emulator serve --port 0 --region eu-west-1
  emulator serve --host 0.0.0.0 --accept-host aws    in a container called aws
  emulator serve --ready-file ready &                 then wait for the file
  emulator serve --clock stepped    then: emulator clock advance 5m";

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ClockKind {
    System,
    Stepped,
}

impl Serve {
    pub(super) async fn run(self) -> Result<(), CliError> {
        let mut stop = StopSignal::listen()?;
        let clock = match self.clock {
            ClockKind::System => Clock::system(),
            ClockKind::Stepped => Clock::stepped(),
        };
        let options = Options {
            clock,
            ..self.listen.options()
        };
        let emulator = Emulator::start(options).await.map_err(CliError::Start)?;
        self.listen.log_requests(emulator.aws());
        attach::follow(emulator.runtime());
        announce(&emulator.endpoint(), &self.region)?;
        let _ready = self.listen.ready(&emulator.endpoint())?;
        stop.received().await;
        printer::note("stopping");
        emulator.shutdown().await;
        Ok(())
    }
}

/// The exports to paste, on stdout: they are what a script wants of this command. The rest is for people.
pub(super) fn announce(endpoint: &str, region: &str) -> Result<(), CliError> {
    printer::note(&format!(
        "AWS is ready on {endpoint}. To point clients at it:"
    ));
    for line in exports(endpoint, region) {
        printer::text(&line).map_err(CliError::Output)?;
    }
    printer::note(
        "Version 1 of the AWS CLI needs it once more for SQS: aws sqs --endpoint-url $AWS_ENDPOINT_URL ...",
    );
    printer::note("Ctrl-C stops it; nothing is kept.");
    Ok(())
}

/// What a shell needs so that the stock clients find this AWS. Any credentials do.
fn exports(endpoint: &str, region: &str) -> [String; 4] {
    [
        format!("export AWS_ENDPOINT_URL={endpoint}"),
        format!("export AWS_REGION={region} AWS_DEFAULT_REGION={region}"),
        "export AWS_ACCESS_KEY_ID=test".to_owned(),
        "export AWS_SECRET_ACCESS_KEY=test".to_owned(),
    ]
}
