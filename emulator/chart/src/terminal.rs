//! Draws a line over time with characters: a column is a period or several, eighths of a character its height.

use std::fmt::Write as _;

use super::periods::Periods;
use super::series::Line;

/// Lines of the plot.
const HEIGHT: usize = 10;

/// Columns of a period, where there is room.
const MAX_WIDTH: usize = 6;

/// What fills an eighth of a character, two, and so on.
const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The plot, no wider than so many columns. A period without data is blank.
pub fn plot(line: &Line, periods: &Periods, columns: usize) -> String {
    let top = line
        .values
        .iter()
        .flatten()
        .fold(0.0, |top: f64, value| top.max(*value));
    let scale = [top, top / 2.0, 0.0].map(short);
    let margin = scale.iter().map(String::len).max().unwrap_or_default();
    let room = columns.saturating_sub(margin + 2).max(1);
    // Of periods that share a column the highest is seen.
    let each = line.values.len().div_ceil(room).max(1);
    let wide = (room / line.values.len().max(1)).clamp(1, MAX_WIDTH);
    let heights: Vec<Option<usize>> = line
        .values
        .chunks(each)
        .map(|shared| shared.iter().flatten().copied().reduce(f64::max))
        .map(|value| value.map(|value| eighths(value, top)))
        .flat_map(|height| std::iter::repeat_n(height, wide))
        .collect();
    let mut text = format!("{}, sum by {}\n", line.name, periods.name());
    for row in (0..HEIGHT).rev() {
        let label = match row {
            row if row == HEIGHT - 1 => &scale[0],
            row if row == HEIGHT / 2 => &scale[1],
            0 => &scale[2],
            _ => "",
        };
        let cells: String = heights.iter().map(|height| cell(*height, row)).collect();
        let _ = writeln!(text, "{label:>margin$} │{}", cells.trim_end());
    }
    let _ = writeln!(text, "{:margin$} └{}", "", "─".repeat(heights.len()));
    let _ = write!(text, "{:margin$}  {}", "", ends(periods, heights.len()));
    text
}

/// How many eighths of a character a value is high: at least one, as it is there.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "between none and all of a hundred eighths"
)]
fn eighths(value: f64, top: f64) -> usize {
    let all = HEIGHT * EIGHTHS.len();
    let part = if top > 0.0 { value / top } else { 0.0 };
    ((part * all as f64).round() as usize).clamp(1, all)
}

fn cell(height: Option<usize>, row: usize) -> char {
    let above = height
        .unwrap_or_default()
        .saturating_sub(row * EIGHTHS.len());
    match above.min(EIGHTHS.len()) {
        0 => ' ',
        eighths => EIGHTHS[eighths - 1],
    }
}

/// When the first period begins and the last one, at the two ends of the axis where there is room for both.
fn ends(periods: &Periods, width: usize) -> String {
    let [first, last] = periods.ends();
    if first == last {
        return first;
    }
    match width.checked_sub(first.len() + last.len()) {
        Some(between) if between > 0 => format!("{first}{}{last}", " ".repeat(between)),
        _ => first,
    }
}

/// A number in few characters.
fn short(value: f64) -> String {
    for (unit, name) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")] {
        if value >= 10.0 * unit {
            return format!("{:.0}{name}", value / unit);
        }
        if value >= unit {
            return format!("{:.1}{name}", value / unit);
        }
    }
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plot_shows_heights_gaps_and_times() {
        let begin = 1_776_556_800;
        let periods = Periods::over([begin, begin + 39 * 60].into_iter()).unwrap();
        let sums: Vec<_> = (0..40)
            .filter(|minute| !(15..25).contains(minute))
            .map(|minute| {
                (
                    begin + minute * 60,
                    f64::from(50 * (i32::try_from(minute).unwrap() + 1)),
                )
            })
            .collect();
        let line = Line::of_sums("InvocationCount by Region".to_owned(), &periods, &sums);
        let text = plot(&line, &periods, 80);
        let expected = "\
InvocationCount by Region, sum by minute
2.0k │                                    ▂▄▆█
     │                                ▂▄▆█████
     │                            ▂▄▆█████████
     │                         ▄▆█████████████
1.0k │                         ███████████████
     │                         ███████████████
     │            ▂▄▆          ███████████████
     │        ▂▄▆████          ███████████████
     │    ▂▄▆████████          ███████████████
   0 │▂▄▆████████████          ███████████████
     └────────────────────────────────────────
      2026-04-19 00:00        2026-04-19 00:39";
        assert_eq!(text, expected, "{text}");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let periods = Periods::over([0, 119 * 60].into_iter()).unwrap();
        let line = Line {
            name: "InvocationCount".to_owned(),
            values: vec![Some(123_456.0); 120],
        };
        for columns in [80, 120, 40] {
            let text = plot(&line, &periods, columns);
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(columns), "{text}");
        }
    }

    #[test]
    fn a_number_is_told_in_few_characters() {
        for (value, text) in [
            (0.0, "0"),
            (0.5, "0.5"),
            (999.0, "999"),
            (1500.0, "1.5k"),
            (123_456.0, "123k"),
            (2.5e6, "2.5M"),
        ] {
            assert_eq!(short(value), text);
        }
    }
}
