//! The pictures of a replay: a page, a chart in a file, a plot in the terminal.

use std::path::{Path, PathBuf};

use aws_endpoint::Emulator;
use aws_endpoint::stack::StackSettings;
use aws_world::metrics::Timeline;
use aws_world::origin::{Home, Region};
use clap::Args;

use super::document::Document;
use super::page;
use super::pictures::{DEFAULT_METRIC, Pictures};
use crate::printer;
use time_chart::svg::Look;
use time_chart::{ChartError, png, svg, terminal};

/// Which pictures are made of a replay.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Pictures")]
pub(super) struct PictureArgs {
    /// Writes a page about the replay: charts, tables, settings. It is one file without scripts, and reads well in print, in
    /// the dark and on a phone.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes a chart of one metric over time as SVG.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Writes a chart of one metric over time as PNG.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Draws one metric over time below the table.
    #[arg(long)]
    plot: bool,
    /// The metric of `--svg`, `--png` and `--plot`: its name (`InputTokens`), and its dimensions where it has several sets of
    /// them (`InputTokens by InferenceProfile`).
    #[arg(long, value_name = "NAME", default_value = DEFAULT_METRIC)]
    metric: String,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    #[error("--plot draws below the table, and --format json prints none")]
    PlotOfJson,
    #[error("there is no metric {metric}: there is {known}")]
    NoMetric { metric: String, known: String },
    #[error("nothing was published that could be drawn")]
    NothingPublished,
    #[error("a chart cannot be drawn")]
    Chart(#[from] ChartError),
    #[error("{} could not be written", path.display())]
    Write {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
}

impl PictureError {
    /// Whether another command would do.
    pub(crate) fn is_usage(&self) -> bool {
        matches!(self, Self::PlotOfJson | Self::NoMetric { .. })
    }
}

impl PictureArgs {
    /// Whether the flags go together; told before anything runs.
    pub(super) fn check(&self, is_json: bool) -> Result<(), PictureError> {
        if self.plot && is_json {
            return Err(PictureError::PlotOfJson);
        }
        Ok(())
    }

    fn wants_any(&self) -> bool {
        self.plot || self.html.is_some() || self.svg.is_some() || self.png.is_some()
    }

    /// What pictures are drawn from. Where none is asked for, nothing is read.
    pub(super) fn timelines(&self, emulator: &Emulator, region: &Region) -> Vec<Timeline> {
        if !self.wants_any() {
            return Vec::new();
        }
        emulator.aws().inspect(|world| {
            let local = world.local(&Home::in_region(region.clone()));
            local.map_or_else(Vec::new, |local| local.metrics.timelines())
        })
    }

    /// Writes the files, and gives the plot where one is asked for.
    pub(super) fn make(
        &self,
        timelines: &[Timeline],
        document: &Document,
        settings: &StackSettings,
    ) -> Result<Option<String>, PictureError> {
        if !self.wants_any() {
            return Ok(None);
        }
        let pictures = Pictures::of(timelines);
        if let Some(left_out) = &pictures.left_out {
            printer::note(&format!("warning: {left_out}"));
        }
        if let Some(path) = &self.html {
            write(
                path,
                page::render(&pictures, document, settings)?.as_bytes(),
            )?;
        }
        if !self.plot && self.svg.is_none() && self.png.is_none() {
            return Ok(None);
        }
        if pictures.charts().is_empty() {
            return Err(PictureError::NothingPublished);
        }
        let chart = pictures
            .find(&self.metric)
            .ok_or_else(|| PictureError::NoMetric {
                metric: self.metric.clone(),
                known: pictures.names(),
            })?;
        if let Some(path) = &self.svg {
            write(path, svg::picture(chart, Look::PICTURE)?.as_bytes())?;
        }
        if let Some(path) = &self.png {
            write(path, &png::paint(chart, Look::PICTURE)?)?;
        }
        let plot = || terminal::plot(&chart.sum(), &chart.periods, printer::width());
        Ok(self.plot.then(plot))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), PictureError> {
    std::fs::write(path, bytes).map_err(|source| PictureError::Write {
        path: path.to_owned(),
        source,
    })?;
    printer::note(&format!("wrote {}", path.display()));
    Ok(())
}
