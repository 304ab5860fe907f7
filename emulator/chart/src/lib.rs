//! Charts of series over time: as SVG, as PNG, and in a terminal.
//!
//! A [`Chart`], in `series`, is data. [`svg`] draws it with `charts-rs`, [`glyphs`] turns its texts into outlines of the one
//! built-in font, so that a picture looks alike everywhere, and [`png`] paints that. [`terminal`] draws with characters. What
//! texts may hold, [`text`] says. The same chart gives the same bytes on every machine.
//!
//! The axis is time: a period in which nothing was published is a gap, not a zero and no neighbour.

mod error;
pub mod glyphs;
pub mod periods;
pub mod png;
mod series;
pub mod svg;
pub mod terminal;
pub mod text;

pub use error::ChartError;
pub use periods::Periods;
pub use series::{Chart, Line, MAX_LINES};
