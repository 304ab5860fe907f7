//! What the program logs of itself, for whoever asks for it by `RUST_LOG`.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::printer;

/// Logs for whoever asks for them, on stderr: `RUST_LOG=emulator=debug`.
pub(super) fn init() {
    let (targets, fault) = log_targets(log_directives().as_deref());
    let ansi = printer::has_colour();
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(ansi);
    // Fails only where a subscriber is set already, which then is the better one.
    let _ = tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .try_init();
    if let Some(fault) = fault {
        tracing::warn!("RUST_LOG is not used: {fault}; hint: RUST_LOG=emulator=debug,warn");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how much is logged is no option of any command, and is known by this name"
)]
fn log_directives() -> Option<String> {
    std::env::var("RUST_LOG").ok()
}

/// Whose lines of which level are written; warnings and errors where nothing else is said. And what is wrong with the
/// directives, if they can't be read.
fn log_targets(directives: Option<&str>) -> (Targets, Option<String>) {
    let default = Targets::new().with_default(LevelFilter::WARN);
    let (targets, fault) = match directives.map(str::parse::<Targets>) {
        None => (default, None),
        Some(Ok(asked)) => {
            let level = asked.default_level().unwrap_or(LevelFilter::WARN);
            (whole_program(asked).with_default(level), None)
        }
        Some(Err(error)) => (default, Some(error.to_string())),
    };
    // It calls every refusal an error, which is the client's to see and no fault of ours.
    (targets.with_target("s3s", LevelFilter::OFF), fault)
}

/// Who asks for the emulator asks for the program: its lines are those of the crate below this one as well.
fn whole_program(asked: Targets) -> Targets {
    let of_the_endpoint: Vec<_> = asked
        .iter()
        .filter_map(|(target, level)| {
            let module = target.strip_prefix("emulator")?;
            Some((format!("aws_endpoint{module}"), level))
        })
        .filter(|(target, _)| asked.iter().all(|(named, _)| named != target))
        .collect();
    asked.with_targets(of_the_endpoint)
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn who_asks_for_logs_gets_them_and_who_misspells_it_is_told() {
        let enabled = |directives, target: &str, level| {
            log_targets(directives).0.would_enable(target, &level)
        };
        assert!(enabled(None, "emulator", Level::WARN));
        assert!(!enabled(None, "emulator", Level::INFO));
        assert!(enabled(
            Some("emulator=debug"),
            "aws_endpoint::server",
            Level::DEBUG
        ));
        assert!(enabled(
            Some("emulator::server=debug"),
            "aws_endpoint::server::guard",
            Level::DEBUG
        ));
        assert!(!enabled(
            Some("emulator=debug,aws_endpoint=info"),
            "aws_endpoint::server",
            Level::DEBUG
        ));
        assert!(enabled(
            Some("emulator=debug"),
            "emulator::up",
            Level::DEBUG
        ));
        assert!(enabled(Some("emulator=debug"), "hyper", Level::WARN));
        assert!(!enabled(Some("emulator=debug"), "hyper", Level::INFO));
        assert!(enabled(Some("info"), "hyper", Level::INFO));
        assert!(!enabled(Some("trace"), "s3s", Level::ERROR));
        assert!(log_targets(Some("emulator=loud")).1.is_some());
        assert!(log_targets(Some("emulator=debug,warn")).1.is_none());
    }
}
