//! The one place that prints: data on stdout, everything else on stderr.

use std::error::Error;
use std::io::{self, IsTerminal, Write};

use terminal_size::{Width, terminal_size_of};

/// The width of text where nothing says another.
const USUAL_WIDTH: usize = 80;

/// Narrower than this nothing can be told.
const LEAST_WIDTH: usize = 40;

/// How wide the lines on stdout may be: as the terminal is, else as `COLUMNS` says, else 80.
#[expect(
    clippy::disallowed_methods,
    reason = "where the command line's part of the environment is read"
)]
pub(super) fn width() -> usize {
    let terminal = terminal_size_of(io::stdout()).map(|(Width(width), _)| usize::from(width));
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    let width = terminal.filter(|width| *width > 0).or_else(columns);
    width.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH)
}

/// Whether stderr is to be coloured: a terminal, and `NO_COLOR` (<https://no-color.org>) is not set.
#[expect(
    clippy::disallowed_methods,
    reason = "where the command line's part of the environment is read"
)]
pub(super) fn has_colour() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && io::stderr().is_terminal()
}

/// What the command is for: a document that another program reads, and must not take for whole when it is not.
///
/// # Errors
/// When it cannot be written, be it that nobody reads it any more.
pub(super) fn data(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

/// What the command is for, as a person reads it. A pipe that was closed swallows it, as `head` expects.
///
/// # Errors
/// When it cannot be written for another reason.
pub(super) fn text(line: &str) -> io::Result<()> {
    match data(line) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// What a shell that evaluates stdout (`eval "$(...)" && ...`) does not go on after: nothing at all would be a success. On a terminal
/// nobody evaluates it.
pub(super) fn stop_shell() {
    if !io::stdout().is_terminal() {
        let _ = data("false");
    }
}

/// A line about the work.
pub(super) fn note(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
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
