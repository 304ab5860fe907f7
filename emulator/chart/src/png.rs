//! Paints a chart.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::error::ChartError;
use super::series::Chart;
use super::svg::{self, Look};

/// Pixels of the picture for one of the drawing: sharp on the displays of today.
const SCALE: f32 = 2.0;

/// The picture as PNG.
pub fn paint(chart: &Chart, look: Look) -> Result<Vec<u8>, ChartError> {
    let tree = Tree::from_str(&svg::picture(chart, look)?, &Options::default())?;
    let size = tree.size().to_int_size();
    let size = size.scale_by(SCALE).unwrap_or(size);
    let (width, height) = (size.width(), size.height());
    let mut pixels = Pixmap::new(width, height).ok_or(ChartError::Size { width, height })?;
    let scale = Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels
        .encode_png()
        .map_err(|error| ChartError::Encode(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::super::series::tests::chart;
    use super::*;

    #[test]
    fn the_same_chart_is_the_same_picture() {
        let look = Look {
            width: 300.0,
            height: 200.0,
            is_alone: true,
        };
        let one = paint(&chart(), look).unwrap();
        assert_eq!(one, paint(&chart(), look).unwrap());
        let pixels = Pixmap::decode_png(&one).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (600, 400));
        let mut colours: Vec<_> = pixels
            .pixels()
            .iter()
            .map(|pixel| (pixel.red(), pixel.green(), pixel.blue()))
            .collect();
        colours.sort_unstable();
        colours.dedup();
        assert!(colours.len() > 10, "something is painted: {colours:?}");
    }
}
