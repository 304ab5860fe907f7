//! Draws a chart as SVG.
//!
//! Its colours are few and always the same, so that a page can replace them by its own (dark mode): see [`Ink`].

use charts_rs::{Align, AxisType, Color, LegendCategory, LineChart, Position, Series, Symbol};

use super::error::ChartError;
use super::glyphs;
use super::series::{Chart, Line};
use super::text::escape;

/// The colours of lines, in their order: told apart by people who do not see all hues, and on black as on white.
pub const COLOURS: [&str; 8] = [
    "#4269D0", "#E08A00", "#D6455D", "#3B9C8F", "#2F8F46", "#C45FA0", "#8A55E0", "#808890",
];

/// The colours of everything else.
pub struct Ink;

impl Ink {
    pub const TEXT: &str = "#464646";
    pub const LABEL: &str = "#6E7079";
    pub const GRID: &str = "#E0E6F2";
    pub const PAPER: &str = "#FEFEFE";
}

/// Of a drawing whose texts are texts. It is laid out with the first.
const FONTS: &str = "Roboto, system-ui, sans-serif";

/// A line with no more points than this shows each of them.
const POINTS_SHOWN: usize = 40;

/// What is drawn beside the lines, and how large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    pub width: f32,
    pub height: f32,
    /// Title and legend; a page has its own.
    pub is_alone: bool,
}

impl Look {
    /// A picture by itself.
    pub const PICTURE: Self = Self {
        width: 920.0,
        height: 360.0,
        is_alone: true,
    };
}

/// Draws a chart whose texts are texts: for a page that has a font.
pub fn inline(chart: &Chart, look: Look) -> Result<String, ChartError> {
    Ok(line_chart(chart, look).svg()?)
}

/// Draws a chart whose texts are outlines: for a file that looks alike wherever it is opened.
pub fn picture(chart: &Chart, look: Look) -> Result<String, ChartError> {
    let svg = glyphs::outlined(&inline(chart, look)?)?;
    // What a reader of the screen says.
    let title = format!(
        "><title>{}</title>",
        escape(&format!("{}, {}", chart.title, chart.periods.caption()))
    );
    Ok(svg.replacen('>', &title, 1))
}

fn line_chart(chart: &Chart, look: Look) -> LineChart {
    let series = chart.lines.iter().enumerate();
    let series = series.map(|(index, line)| one_series(line, COLOURS[index % COLOURS.len()]));
    let mut drawn = LineChart::new(series.collect(), Vec::new());
    drawn.width = look.width;
    drawn.height = look.height;
    drawn.margin = margin(look);
    drawn.background_color = Ink::PAPER.into();
    drawn.font_family = FONTS.into();
    drawn.compact = true;
    drawn.empty_text = Some("no data".to_owned());
    drawn.series.colors = COLOURS.map(Color::from).to_vec();
    drawn.series.smooth = false;
    drawn.grid.stroke_color = Ink::GRID.into();
    drawn.x_axis.kind = AxisType::Time;
    drawn.x_axis.values = chart.periods.begins().map(to_double).collect();
    drawn.x_axis.font.size = 12.0;
    drawn.x_axis.font.color = Ink::LABEL.into();
    for axis in &mut drawn.y_axis_configs {
        axis.formatter = Some("{t}".to_owned());
        axis.font.size = 12.0;
        axis.font.color = Ink::LABEL.into();
        if let Some((top, steps)) = nice_top(chart) {
            axis.min = Some(0.0);
            axis.max = Some(top);
            axis.split_number = steps;
        }
    }
    if look.is_alone {
        drawn.title.text.clone_from(&chart.title);
        drawn.sub_title.text = chart.periods.caption();
        drawn.sub_title.align = Align::Left;
        drawn.sub_title.font.size = 12.0;
        drawn.sub_title.font.color = Ink::LABEL.into();
        drawn.title.align = Align::Left;
        drawn.title.font.size = 16.0;
        drawn.title.font.weight = None;
        drawn.title.font.color = Ink::TEXT.into();
        drawn.legend.position = Some(Position::Bottom);
        drawn.legend.align = Align::Left;
        drawn.legend.category = LegendCategory::RoundRect;
        drawn.legend.font.size = 12.0;
        drawn.legend.font.color = Ink::TEXT.into();
    } else {
        drawn.legend.show = Some(false);
    }
    drawn
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a picture shows no more than a few hundred heights"
)]
fn one_series(line: &Line, colour: &str) -> Series {
    let values: Vec<_> = line
        .values
        .iter()
        .map(|value| value.map(|value| value as f32))
        .collect();
    let points = values.iter().flatten().count();
    let mut series = Series::new_nullable(line.name.clone(), values);
    let shows_points = points <= POINTS_SHOWN || has_lone_point(line);
    series.symbol = Some(if shows_points {
        Symbol::Circle(2.0, Some(colour.into()))
    } else {
        Symbol::None
    });
    series
}

/// Whether a value has a gap on both sides: a line alone would not show it.
fn has_lone_point(line: &Line) -> bool {
    let is_gap = |at: Option<usize>| {
        at.and_then(|at| line.values.get(at))
            .is_none_or(Option::is_none)
    };
    let mut values = line.values.iter().enumerate();
    values.any(|(at, value)| value.is_some() && is_gap(at.checked_sub(1)) && is_gap(Some(at + 1)))
}

/// The labels at the ends of the axes stand half beyond them.
fn margin(look: Look) -> charts_rs::Box {
    let side = if look.is_alone { 12.0 } else { 6.0 };
    charts_rs::Box {
        left: side,
        top: side.max(8.0),
        right: side.max(20.0),
        bottom: side,
    }
}

/// The end of an axis from 0 and its steps, in round numbers. None for values below 0, which `charts-rs` sees to.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the largest value of a metric is a double far below the largest float, and there are 6 steps"
)]
fn nice_top(chart: &Chart) -> Option<(f32, usize)> {
    const STEPS: f64 = 6.0;
    let values = chart
        .lines
        .iter()
        .flat_map(|line| line.values.iter().flatten());
    let (mut least, mut most) = (0.0_f64, 0.0_f64);
    for value in values {
        least = least.min(*value);
        most = most.max(*value);
    }
    if least < 0.0 || most == 0.0 || most > f64::from(f32::MAX) / 10.0 {
        return None;
    }
    let power = 10.0_f64.powf((most / STEPS).log10().floor());
    let mut sizes = [1.0, 2.0, 5.0, 10.0].map(|size| size * power).into_iter();
    // Counts have no halves.
    let step = sizes.find(|step| most / step <= STEPS && step.fract() == 0.0);
    let step = step.unwrap_or(10.0 * power);
    let steps = (most / step).ceil().max(1.0);
    Some(((steps * step) as f32, steps as usize))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of any date are far below 2^53"
)]
fn to_double(second: i64) -> f64 {
    second as f64
}

#[cfg(test)]
mod tests {
    use super::super::Periods;
    use super::super::series::tests::chart;
    use super::*;
    use resvg::usvg::roxmltree::Document;

    const NARROW: Look = Look {
        width: 360.0,
        height: 240.0,
        is_alone: false,
    };

    #[test]
    fn the_same_chart_is_the_same_bytes() {
        for look in [Look::PICTURE, NARROW] {
            let (one, other) = (inline(&chart(), look), inline(&chart(), look));
            assert_eq!(one.unwrap(), other.unwrap());
        }
    }

    #[test]
    fn names_are_texts_whatever_they_consist_of() {
        let mut chart = chart();
        chart.lines[0].name = "</svg><script>alert(1)</script>\u{1}".to_owned();
        let chart = Chart::new(chart.title, chart.periods, chart.lines);
        let svg = inline(&chart, Look::PICTURE).unwrap();
        let document = Document::parse(&svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
        let tags = document.descendants().map(|node| node.tag_name().name());
        assert!(tags.clone().all(|tag| tag != "script"));
        let picture = picture(&chart, Look::PICTURE).unwrap();
        assert!(Document::parse(&picture).is_ok(), "{picture}");
    }

    #[test]
    fn a_gap_breaks_the_line() {
        let mut chart = chart();
        chart.lines.truncate(1);
        let lines = |chart: &Chart| {
            let svg = inline(chart, NARROW).unwrap();
            let document = Document::parse(&svg).unwrap();
            let open = document.descendants().filter(|node| {
                let parent = node.parent().and_then(|parent| parent.attribute("fill"));
                node.has_attribute("d") && node.attribute("fill").or(parent) == Some("none")
            });
            open.count()
        };
        assert_eq!(lines(&chart), 2);
        chart.lines[0].values.fill(Some(1.0));
        assert_eq!(lines(&chart), 1);
    }

    #[test]
    fn a_point_between_gaps_is_seen() {
        let periods = Periods::over([0, 100 * 60].into_iter()).unwrap();
        let mut line = Line::of_sums(String::new(), &periods, &[]);
        line.values.fill(Some(1.0));
        assert!(!has_lone_point(&line));
        line.values[4] = None;
        assert!(!has_lone_point(&line));
        line.values[6] = None;
        assert!(has_lone_point(&line));
    }

    #[test]
    fn an_axis_ends_at_a_round_number() {
        let top = |most: f64| {
            let periods = Periods::over([0].into_iter()).unwrap();
            let line = Line::of_sums(String::new(), &periods, &[(0, most)]);
            nice_top(&Chart::new(String::new(), periods, vec![line]))
        };
        assert_eq!(top(2_484_000.0), Some((2_500_000.0, 5)));
        assert_eq!(top(41.0), Some((50.0, 5)));
        assert_eq!(top(1.0), Some((1.0, 1)));
        assert_eq!(top(4.0), Some((4.0, 4)));
        assert_eq!(top(0.0), None);
        assert_eq!(top(-1.0), None);
    }

    #[test]
    fn a_chart_without_data_says_so() {
        let periods = Periods::over([0].into_iter()).unwrap();
        let chart = Chart::new("Nothing".to_owned(), periods, Vec::new());
        let svg = inline(&chart, NARROW).unwrap();
        assert!(svg.contains("no data"), "{svg}");
    }
}
