//! The progress bar: objects, MB, MB/s and the time left. On a terminal only, and only of work that takes a while.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::SignedDuration;

use super::inputs::Inputs;
use super::tally::Tally;

const TEMPLATE: &str =
    "{bar:30} {msg}  {decimal_bytes}/{decimal_total_bytes}  {decimal_bytes_per_sec}  ETA {eta}";

/// Work that is done sooner has no bar: it would be gone before it is read.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar of a replay. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    bar: ProgressBar,
    objects: usize,
    put: Arc<AtomicU64>,
    put_microseconds: Arc<AtomicU64>,
}

impl Progress {
    pub(super) fn start(inputs: &Inputs) -> Self {
        let bar = ProgressBar::with_draw_target(Some(inputs.bytes()), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        let progress = Self {
            bar,
            objects: inputs.len(),
            put: Arc::default(),
            put_microseconds: Arc::default(),
        };
        progress.show(&Tally::default());
        progress
    }

    /// So many bytes more were put, in so much time.
    pub(super) fn put(&self, bytes: u64, took: SignedDuration) {
        self.put.fetch_add(bytes, Ordering::Relaxed);
        let took = u64::try_from(took.as_micros()).unwrap_or_default();
        self.put_microseconds.fetch_add(took, Ordering::Relaxed);
    }

    /// How long the puts took, one after the other.
    pub(super) fn put_seconds(&self) -> f64 {
        let took = self.put_microseconds.load(Ordering::Relaxed);
        Duration::from_micros(took).as_secs_f64()
    }

    /// Half of the way is being put, the other half being counted: a large object moves the bar before it has settled.
    pub(super) fn show(&self, tally: &Tally) {
        let put = self.put.load(Ordering::Relaxed);
        if self.bar.is_hidden() && self.bar.elapsed() > PATIENCE {
            self.unhide();
        }
        self.bar
            .set_position(u64::midpoint(put, tally.bytes.compressed));
        let settled = tally.objects.processed + tally.objects.skipped;
        self.bar
            .set_message(format!("{settled}/{} objects", self.objects));
    }

    fn unhide(&self) {
        // Draws on stderr, and nothing where that is no terminal.
        if std::io::stderr().is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(200));
        }
    }

    /// Takes the bar away: what it said stands in the report.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
