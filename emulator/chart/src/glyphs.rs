//! Turns the texts of a drawing into outlines of the one built-in font.
//!
//! A text is drawn with whatever font a machine has, wide or narrow; an outline is the same everywhere. It also spares the
//! painter a font's whole machinery: what `charts-rs` writes are single lines of text, left to right.

use std::fmt::Write as _;
use std::ops::Range;

use charts_rs::DEFAULT_FONT_DATA;
use resvg::usvg::roxmltree::{Document, Node};
use ttf_parser::{Face, OutlineBuilder};

use super::error::ChartError;
use super::text::escape;

/// How far below its middle a text stands, in parts of the size of its font: half of the height of an `x`.
const MIDDLE: f32 = 0.26;

/// The same drawing without a text in it.
pub fn outlined(svg: &str) -> Result<String, ChartError> {
    let face = Face::parse(DEFAULT_FONT_DATA, 0)?;
    let document = Document::parse(svg)?;
    let mut outlined = String::with_capacity(svg.len() * 4);
    let mut copied = 0;
    let texts = document
        .descendants()
        .filter(|node| node.tag_name().name() == "text");
    for node in texts {
        let Range { start, end } = node.range();
        outlined.push_str(&svg[copied..start]);
        outline(&mut outlined, &face, node);
        copied = end;
    }
    outlined.push_str(&svg[copied..]);
    Ok(outlined)
}

/// Appends the outline of a text, named as the text for who reads the drawing's source.
fn outline(svg: &mut String, face: &Face<'_>, node: Node<'_, '_>) {
    let size = inherited_number(node, "font-size").unwrap_or(16.0);
    let text: String = node
        .descendants()
        .filter_map(|inner| inner.is_text().then(|| inner.text()).flatten())
        .collect();
    let scale = size / f32::from(face.units_per_em());
    let width: f32 = text
        .chars()
        .map(|character| advance(face, character) * scale)
        .sum();
    let begin = match inherited(node, "text-anchor") {
        Some("middle") => -width / 2.0,
        Some("end") => -width,
        _ => 0.0,
    };
    let down = match inherited(node, "dominant-baseline") {
        Some("middle" | "central") => MIDDLE * size,
        _ => 0.0,
    };
    let place = |name: &str| number(node, name).unwrap_or(0.0);
    let mut pen = Pen {
        path: String::new(),
        x: place("x") + place("dx") + begin,
        y: place("y") + place("dy") + down,
        scale,
    };
    for character in text.chars() {
        if let Some(glyph) = face.glyph_index(character) {
            face.outline_glyph(glyph, &mut pen);
        }
        pen.x += advance(face, character) * scale;
    }
    let _ = write!(
        svg,
        "<path aria-label=\"{}\" d=\"{}\"",
        escape(&text),
        pen.path
    );
    for name in ["fill", "transform", "opacity"] {
        if let Some(value) = node.attribute(name) {
            let _ = write!(svg, " {name}=\"{}\"", escape(value));
        }
    }
    svg.push_str("/>");
}

/// How wide a character is, in units of the font. What the font does not have is as wide as its box for that.
fn advance(face: &Face<'_>, character: char) -> f32 {
    let glyph = face.glyph_index(character).unwrap_or_default();
    f32::from(face.glyph_hor_advance(glyph).unwrap_or_default())
}

fn inherited<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.ancestors().find_map(|node| node.attribute(name))
}

fn inherited_number(node: Node<'_, '_>, name: &str) -> Option<f32> {
    inherited(node, name)?.parse().ok()
}

fn number(node: Node<'_, '_>, name: &str) -> Option<f32> {
    node.attribute(name)?.parse().ok()
}

/// Writes outlines as the data of a path. A font's y axis points up, a drawing's down.
struct Pen {
    path: String,
    x: f32,
    y: f32,
    scale: f32,
}

impl Pen {
    fn point(&mut self, command: char, points: &[(f32, f32)]) {
        self.path.push(command);
        for (index, (x, y)) in points.iter().enumerate() {
            let separator = if index == 0 { "" } else { " " };
            let (x, y) = (self.x + x * self.scale, self.y - y * self.scale);
            let _ = write!(self.path, "{separator}{} {}", hundredths(x), hundredths(y));
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.point('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.point('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.point('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.point('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.path.push('Z');
    }
}

fn hundredths(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_an_outline_and_the_rest_stays() {
        let svg = r##"<svg xmlns="http://www.w3.org/2000/svg"><g font-size="10"><text x="5" y="20" fill="#464646">a&lt;"b</text></g><rect/></svg>"##;
        let outlined = outlined(svg).unwrap();
        assert!(
            outlined.starts_with(
                r#"<svg xmlns="http://www.w3.org/2000/svg"><g font-size="10"><path aria-label="a&lt;&quot;b" d="M"#
            ),
            "{outlined}"
        );
        assert!(
            outlined.ends_with(r##"Z" fill="#464646"/></g><rect/></svg>"##),
            "{outlined}"
        );
    }

    #[test]
    fn a_text_that_ends_or_has_its_middle_at_a_place_begins_before_it() {
        let begin = |anchor: &str| {
            let svg = format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg"><text x="100" y="20" font-size="10" text-anchor="{anchor}">lll</text></svg>"#
            );
            let outlined = outlined(&svg).unwrap();
            let (_, path) = outlined.split_once("d=\"M").unwrap();
            let (x, _) = path.split_once(' ').unwrap();
            x.parse::<f32>().unwrap()
        };
        assert!(begin("start") > 100.0);
        assert!((95.0..100.0).contains(&begin("middle")));
        assert!(begin("end") < 95.0);
    }
}
