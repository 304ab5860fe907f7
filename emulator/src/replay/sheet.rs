//! A table that fits its width: rows with a name and numbers.
//!
//! What does not fit is folded in the middle of the names, where ids differ least to the eye; numbers are never cut. If even
//! that is too wide, the last columns are left out, and named under the table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle, presets};

use super::view::{Column, ViewArgs};
use crate::numbers::grouped;

/// Columns of text under a line: easy on the eye, and on whoever copies it.
const STYLE: TableStyle =
    presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─'));

/// The blanks on both sides of a name.
const NAME_BLANKS: usize = 2;

/// The blanks around a number, one between it and the cell before it included.
const NUMBER_BLANKS: usize = 3;

/// A name is not folded to fewer characters than this: a model's says less then than the columns that it makes room for.
const LEAST_NAME: usize = 30;

/// Where one column of numbers leaves no more room than this, it is taken all the same.
const FEWEST: usize = 8;

/// What stands for the folded part.
const FOLD: char = '…';

/// The numbers of a row.
pub(super) type Numbers = BTreeMap<Column, f64>;

/// A table to be.
#[derive(Debug)]
pub(super) struct Sheet {
    title: &'static str,
    columns: Vec<Column>,
    header: fn(Column) -> &'static str,
    rows: Vec<(String, Numbers)>,
}

impl Sheet {
    /// A table of these columns. A number that a row has not is 0.
    pub(super) fn new(
        title: &'static str,
        columns: &[Column],
        rows: impl IntoIterator<Item = (String, Numbers)>,
    ) -> Self {
        Self {
            title,
            columns: columns.to_vec(),
            header: Column::header,
            rows: rows.into_iter().collect(),
        }
    }

    /// The same without columns that no row has a number in.
    pub(super) fn without_empty_columns(mut self) -> Self {
        let rows = &self.rows;
        self.columns
            .retain(|column| rows.iter().any(|(_, numbers)| numbers.contains_key(column)));
        self
    }

    /// The same with more room for names.
    pub(super) fn with_short_headers(mut self) -> Self {
        self.header = Column::short_header;
        self
    }

    pub(super) fn without(mut self, column: Column) -> Self {
        self.columns.retain(|other| *other != column);
        self
    }

    pub(super) fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }

    /// The text; `None` where there is nothing to show.
    pub(super) fn render(mut self, view: &ViewArgs, width: usize) -> Option<String> {
        if !view.columns.is_empty() {
            let wanted = view.columns.iter().copied();
            self.columns = wanted
                .filter(|column| self.columns.contains(column))
                .collect();
        }
        if self.rows.is_empty() || self.columns.is_empty() {
            return None;
        }
        let more = self.keep_top(view);
        let left_out = self.fit(width);
        let mut text = self.table(width).to_string();
        if more > 0 {
            let rows = if more == 1 { "row" } else { "rows" };
            let _ = write!(text, "\n and {more} {rows} more");
        }
        if !left_out.is_empty() {
            let names: Vec<_> = left_out
                .iter()
                .map(|column| (self.header)(*column))
                .collect();
            let note = format!(" too wide for: {} (--columns)", names.join(", "));
            let _ = write!(text, "\n{}", folded(&note, width));
        }
        Some(text)
    }

    /// Keeps the rows with most in the first column; how many are left out.
    fn keep_top(&mut self, view: &ViewArgs) -> usize {
        let Some(first) = self.columns.first().copied().filter(|_| view.top.is_some()) else {
            return 0;
        };
        let number = |numbers: &Numbers| numbers.get(&first).copied().unwrap_or_default();
        self.rows
            .sort_by(|(_, one), (_, other)| number(other).total_cmp(&number(one)));
        let more = self.rows.len().saturating_sub(view.most_rows());
        self.rows.truncate(view.most_rows());
        more
    }

    /// Leaves out the last columns until the rest fits; which.
    fn fit(&mut self, width: usize) -> Vec<Column> {
        let mut left_out = Vec::new();
        let names = self.rows.iter().map(|(name, _)| name.chars().count());
        let least_name = names.max().unwrap_or_default().min(LEAST_NAME);
        while self.columns.len() > 1 && self.numbers_width() + least_name + NAME_BLANKS > width {
            left_out.extend(self.columns.pop());
        }
        left_out.reverse();
        left_out
    }

    fn numbers_width(&self) -> usize {
        let widths = self.columns.iter().map(|column| {
            let numbers = self
                .rows
                .iter()
                .map(|(_, numbers)| cell(numbers, *column).len());
            numbers
                .chain([(self.header)(*column).len()])
                .max()
                .unwrap_or_default()
                + NUMBER_BLANKS
        });
        widths.sum()
    }

    fn table(&self, width: usize) -> Table {
        let for_names = width.saturating_sub(self.numbers_width() + NAME_BLANKS);
        let headers = self.columns.iter().map(|column| (self.header)(*column));
        let mut table = empty_table([self.title].into_iter().chain(headers));
        for (name, numbers) in &self.rows {
            let cells = self.columns.iter().map(|column| cell(numbers, *column));
            table.add_row(
                [folded(name, for_names.max(FEWEST))]
                    .into_iter()
                    .chain(cells),
            );
        }
        table
    }
}

/// An empty table: its first column is text, the others are numbers.
pub(super) fn empty_table<'a>(headers: impl IntoIterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE);
    table.set_header(headers.into_iter().map(str::to_owned).collect::<Vec<_>>());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn cell(numbers: &Numbers, column: Column) -> String {
    grouped(numbers.get(&column).copied().unwrap_or_default())
}

/// A text of at most so many characters, the middle of a longer one folded.
pub(crate) fn folded(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(1);
    let head = kept.div_ceil(2);
    let tail = text.chars().skip(length - (kept - head));
    text.chars().take(head).chain([FOLD]).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_folded_in_its_middle() {
        for (text, width, expected) in [
            ("abcdefgh", 8, "abcdefgh"),
            ("abcdefgh", 7, "abc…fgh"),
            ("abcdefgh", 4, "ab…h"),
            ("äöüßé", 3, "ä…é"),
            ("ab", 1, "…"),
        ] {
            assert_eq!(folded(text, width), expected);
        }
    }

    fn sheet() -> Sheet {
        let row = |name: &str, input: f64, errors: f64| {
            let numbers = [(Column::Input, input), (Column::Errors, errors)];
            (name.to_owned(), Numbers::from(numbers))
        };
        Sheet::new(
            "Model",
            &[Column::Errors, Column::Input, Column::CacheRead],
            [
                row("anthropic.claude-3-haiku-20240307-v1:0", 7.0, 0.0),
                row("b", 1_234_567_890_123.0, 2.0),
                row("c", 5.0, 1.0),
            ],
        )
    }

    fn lines(view: &ViewArgs, width: usize) -> Vec<String> {
        let text = sheet().render(view, width).unwrap_or_default();
        text.lines()
            .map(|line| line.trim_end().to_owned())
            .collect()
    }

    #[test]
    fn a_table_is_as_wide_as_it_may_be() {
        for width in 45..100 {
            let widest = lines(&ViewArgs::default(), width)
                .iter()
                .map(|line| line.chars().count())
                .max();
            assert!(widest <= Some(width), "{width}: {widest:?}");
        }
        let narrow = lines(&ViewArgs::default(), 75);
        assert!(
            narrow[2].starts_with(" anthropic.claud…u-20240307-v1:0 "),
            "{narrow:?}"
        );
        let narrowest = lines(&ViewArgs::default(), 65);
        assert_eq!(
            narrowest.last().map(String::as_str),
            Some(" too wide for: Cache read (--columns)")
        );
    }

    #[test]
    fn the_top_rows_are_those_with_most_in_the_first_column() {
        let view = ViewArgs {
            columns: vec![Column::Input, Column::Samples],
            top: Some(2),
            ..ViewArgs::default()
        };
        assert_eq!(
            lines(&view, 80),
            [
                " Model                                         Input tokens",
                "────────────────────────────────────────────────────────────",
                " b                                        1,234,567,890,123",
                " anthropic.claude-3-haiku-20240307-v1:0                   7",
                " and 1 row more",
            ]
        );
        let none = ViewArgs {
            columns: vec![Column::Max],
            ..ViewArgs::default()
        };
        assert_eq!(sheet().render(&none, 80), None);
    }
}
