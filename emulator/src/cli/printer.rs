//! The one place that prints: data on stdout, everything else on stderr.

use std::error::Error;
use std::io::{IsTerminal, Write};

/// Whether stderr is to be coloured: a terminal, and `NO_COLOR` (<https://no-color.org>) is not set.
#[expect(
    clippy::disallowed_methods,
    reason = "where the command line's part of the environment is read"
)]
pub(super) fn has_colour() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && std::io::stderr().is_terminal()
}

/// What the command is for: a line of data. A pipe that was closed swallows it, as `head` expects.
pub(super) fn data(line: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}

/// A line about the work.
pub(super) fn note(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// An error with its whole chain, and what to do about it.
pub(super) fn error(error: &dyn Error, hint: Option<&str>) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    note(&format!("{} {text}", paint("error:", "31")));
    if let Some(hint) = hint {
        note(&format!("{} {hint}", paint("hint:", "36")));
    }
}

/// `text` in an ANSI colour, bold, where there is colour.
fn paint(text: &str, colour: &str) -> String {
    if has_colour() {
        format!("\x1b[1;{colour}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}
