//! Draws MB a second as bars: `GROUP<tab>STAGE<tab>MB/s` lines on stdin, SVG on stdout.

use std::error::Error;
use std::io::{self, Read as _, Write as _};

use plotters::prelude::*;

const WIDTH: u32 = 860;
const HEIGHT: u32 = 440;

/// A colour for each stage, told apart without hue as well.
const COLOURS: [RGBColor; 6] = [
    RGBColor(166, 206, 227),
    RGBColor(31, 120, 180),
    RGBColor(251, 154, 60),
    RGBColor(120, 60, 10),
    RGBColor(178, 223, 138),
    RGBColor(40, 110, 40),
];

/// Room of a group on the axis, of which bars fill all but a gap.
const GROUP_WIDTH: f64 = 1.0;
const GAP: f64 = 0.2;

struct Bar {
    group: String,
    stage: String,
    speed: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let bars: Vec<Bar> = text.lines().map(bar).collect::<Result<_, _>>()?;
    io::stdout().write_all(draw(&bars)?.as_bytes())?;
    Ok(())
}

fn bar(line: &str) -> Result<Bar, Box<dyn Error>> {
    let [group, stage, speed] = line.split('\t').collect::<Vec<_>>()[..] else {
        return Err(format!("no GROUP, STAGE and MB/s: {line:?}").into());
    };
    Ok(Bar {
        group: group.to_owned(),
        stage: stage.to_owned(),
        speed: speed.parse()?,
    })
}

/// Each name once, in order of appearance.
fn names<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut once: Vec<&str> = Vec::new();
    for name in names {
        if !once.contains(&name.as_str()) {
            once.push(name);
        }
    }
    once
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a chart has a handful of groups"
)]
fn draw(bars: &[Bar]) -> Result<String, Box<dyn Error>> {
    let groups = names(bars.iter().map(|bar| &bar.group));
    let stages = names(bars.iter().map(|bar| &bar.stage));
    if stages.len() > COLOURS.len() {
        return Err(format!("more than {} stages: COLOURS has no more", COLOURS.len()).into());
    }
    let top = bars.iter().map(|bar| bar.speed).fold(1.0, f64::max) * 1.1;
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, HEIGHT)).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .caption("Log text a second, one core", ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(28)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..groups.len() as f64 * GROUP_WIDTH, 0.0..top)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .y_desc("MB/s")
            .y_label_formatter(&|speed| format!("{speed:.0}"))
            .draw()?;
        for (index, group) in groups.iter().enumerate() {
            let (x, y) = chart.backend_coord(&(index as f64 + 0.5, 0.0));
            area.draw(&Text::new(
                *group,
                (x - group.len() as i32 * 3, y + 10),
                ("sans-serif", 13),
            ))?;
        }
        let width = (GROUP_WIDTH - GAP) / stages.len() as f64;
        for (place, (stage, colour)) in stages.iter().zip(COLOURS).enumerate() {
            let of_stage = bars.iter().filter(|bar| bar.stage == *stage);
            let series = of_stage.map(|bar| {
                let group = groups.iter().position(|name| *name == bar.group);
                let left = group.unwrap_or_default() as f64 + GAP / 2.0 + place as f64 * width;
                Rectangle::new([(left, 0.0), (left + width, bar.speed)], colour.filled())
            });
            chart
                .draw_series(series)?
                .label(*stage)
                .legend(move |(x, y)| {
                    Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled())
                });
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .background_style(WHITE)
            .label_font(("sans-serif", 13))
            .draw()?;
        area.present()?;
    }
    Ok(svg)
}
