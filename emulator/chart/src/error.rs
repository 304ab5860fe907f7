//! What can go wrong with a picture.

/// Why a chart cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    #[error("the chart cannot be drawn")]
    Draw(#[from] charts_rs::Error),
    #[error("the built-in font cannot be read")]
    Font(#[from] ttf_parser::FaceParsingError),
    #[error("what was drawn cannot be read")]
    Parse(#[from] resvg::usvg::roxmltree::Error),
    #[error("what was drawn cannot be painted")]
    Paint(#[from] resvg::usvg::Error),
    #[error("a picture of {width} by {height} is not possible")]
    Size { width: u32, height: u32 },
    #[error("the picture cannot be encoded: {0}")]
    Encode(String),
}
