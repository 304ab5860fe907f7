//! Where an object's bytes are: bodies kept outside of the world, in the order in which they make up the object.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::body_id::BodyId;
use crate::effect::Effect;

/// A run of bytes inside one body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub body: BodyId,
    /// First byte, counted from the body's start.
    pub offset: u64,
    /// In bytes.
    pub length: u64,
}

/// The bytes of an object: one piece, or one for each part of the multipart upload that made it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content(Vec<Piece>);

impl Content {
    /// One whole body of `length` bytes.
    pub fn whole(body: BodyId, length: u64) -> Self {
        Self(vec![Piece {
            body,
            offset: 0,
            length,
        }])
    }

    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// In bytes.
    pub fn size(&self) -> u64 {
        self.0.iter().map(|piece| piece.length).sum()
    }

    /// Appends the bytes of another content.
    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// The bytes of `range`, which is cut at the content's end.
    pub fn slice(&self, range: &Range<u64>) -> Self {
        let mut start_of_piece = 0;
        let mut pieces = Vec::new();
        for piece in &self.0 {
            let end_of_piece = start_of_piece + piece.length;
            let start = range.start.max(start_of_piece);
            let end = range.end.min(end_of_piece);
            if start < end {
                pieces.push(Piece {
                    body: piece.body,
                    offset: piece.offset + (start - start_of_piece),
                    length: end - start,
                });
            }
            start_of_piece = end_of_piece;
        }
        Self(pieces)
    }

    /// Gives the bodies up: nothing points at them any more.
    pub(super) fn release(self, effects: &mut Vec<Effect>) {
        let dropped = self
            .0
            .into_iter()
            .map(|piece| Effect::DropBody { body: piece.body });
        effects.extend(dropped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_pieces() -> Content {
        let mut content = Content::whole(BodyId(1), 10);
        content.append(Content::whole(BodyId(2), 5));
        content
    }

    fn slice(start: u64, end: u64) -> Vec<(u64, u64, u64)> {
        let content = two_pieces().slice(&(start..end));
        let piece = |piece: &Piece| (piece.body.0, piece.offset, piece.length);
        content.pieces().iter().map(piece).collect()
    }

    #[test]
    fn a_slice_takes_of_each_piece_what_lies_in_it() {
        assert_eq!(slice(0, 15), [(1, 0, 10), (2, 0, 5)]);
        assert_eq!(slice(3, 7), [(1, 3, 4)]);
        assert_eq!(slice(9, 11), [(1, 9, 1), (2, 0, 1)]);
        assert_eq!(slice(12, 99), [(2, 2, 3)]);
        assert_eq!(slice(4, 4), []);
    }

    #[test]
    fn the_size_is_that_of_all_pieces() {
        assert_eq!(two_pieces().size(), 15);
    }
}
