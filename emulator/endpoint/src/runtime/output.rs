//! From what a process prints to log events: a line is an event.
//!
//! One task reads both pipes of a process for as long as they are open. At the end of an invocation the lines it printed
//! have to be in the log before END is: [`Output::flush`] waits until the pipes hold nothing more. What a process
//! writes before it posts its answer is in the pipe by then.

use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Child;
use tokio::sync::{mpsc, oneshot};

use super::log_batches::MAX_MESSAGE_BYTES;
use super::log_writer::LogWriter;

/// Bytes of a log event; longer lines go on in the next one.
pub const MAX_EVENT_BYTES: usize = MAX_MESSAGE_BYTES;

/// How long the end of an invocation waits for output: a process that never stops printing must not hold it up.
const FLUSH_PATIENCE: Duration = Duration::from_secs(1);

/// The way to the task that reads a process' output.
#[derive(Debug)]
pub struct Output {
    flushes: mpsc::Sender<oneshot::Sender<()>>,
}

impl Output {
    /// Reads both pipes of `child` from now on. The task ends when both are closed.
    pub fn follow(child: &mut Child, log: LogWriter) -> Self {
        let (flushes, asked) = mpsc::channel(1);
        let pipes = [
            child.stdout.take().map(|pipe| Box::pin(pipe) as Pipe),
            child.stderr.take().map(|pipe| Box::pin(pipe) as Pipe),
        ];
        tokio::spawn(read_pipes(pipes, asked, log));
        Self { flushes }
    }

    /// Waits until what was printed until now is in the log.
    pub async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        let wait = async {
            if self.flushes.send(done).await.is_ok() {
                // An error says that the pipes are closed: then everything has been read.
                let _ = flushed.await;
            }
        };
        let _ = tokio::time::timeout(FLUSH_PATIENCE, wait).await;
    }
}

type Pipe = Pin<Box<dyn AsyncRead + Send>>;

async fn read_pipes(
    [stdout, stderr]: [Option<Pipe>; 2],
    mut flushes: mpsc::Receiver<oneshot::Sender<()>>,
    log: LogWriter,
) {
    let mut stdout = LineReader::new(stdout);
    let mut stderr = LineReader::new(stderr);
    while stdout.is_open() || stderr.is_open() {
        // In this order: a flush is answered when neither pipe has anything to read.
        tokio::select! {
            biased;
            () = stdout.read(&log), if stdout.is_open() => {}
            () = stderr.read(&log), if stderr.is_open() => {}
            Some(done) = flushes.recv() => {
                let _ = done.send(());
            }
        }
    }
}

/// Cuts what a pipe gives into lines.
struct LineReader {
    pipe: Option<Pipe>,
    buffer: Vec<u8>,
    lines: Lines,
}

impl LineReader {
    fn new(pipe: Option<Pipe>) -> Self {
        Self {
            pipe,
            buffer: Vec::with_capacity(16 << 10),
            lines: Lines::default(),
        }
    }

    fn is_open(&self) -> bool {
        self.pipe.is_some()
    }

    /// Reads once, and writes the lines that are whole.
    async fn read(&mut self, log: &LogWriter) {
        let Some(pipe) = &mut self.pipe else {
            return;
        };
        self.buffer.clear();
        if let Ok(1..) = pipe.read_buf(&mut self.buffer).await {
            log.write(self.lines.push(&self.buffer));
        } else {
            self.pipe = None;
            log.write(self.lines.finish());
        }
    }
}

/// The part of a line that is not whole yet.
#[derive(Debug, Default)]
struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    /// The lines that end in these bytes, without what ends them.
    fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut whole = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                whole.extend(self.finish());
            }
            while self.rest.len() >= MAX_EVENT_BYTES {
                let later = self.rest.split_off(MAX_EVENT_BYTES);
                whole.push(text(&self.rest));
                self.rest = later;
            }
        }
        whole
    }

    /// What is left, when nothing more comes. Blank lines are no events.
    fn finish(&mut self) -> Option<String> {
        let line = text(self.rest.trim_ascii_end());
        self.rest.clear();
        (!line.is_empty()).then_some(line)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_event_however_it_arrives() {
        let mut lines = Lines::default();
        assert_eq!(lines.push(b"one\r\ntw"), ["one"]);
        assert_eq!(lines.push(b"o\n\nthree"), ["two"]);
        assert_eq!(lines.finish().as_deref(), Some("three"));
        assert_eq!(lines.finish(), None);
    }

    #[test]
    fn an_overlong_line_goes_on_in_the_next_event() {
        let mut lines = Lines::default();
        let mut events = lines.push(&vec![b'x'; MAX_EVENT_BYTES + 5]);
        events.extend(lines.push(b"\n"));
        let lengths: Vec<_> = events.iter().map(String::len).collect();
        assert_eq!(lengths, [MAX_EVENT_BYTES, 5]);
    }

    #[test]
    fn bytes_that_are_no_text_do_not_stop_the_log() {
        assert_eq!(Lines::default().push(b"a\xff\n"), ["a\u{fffd}"]);
    }
}
