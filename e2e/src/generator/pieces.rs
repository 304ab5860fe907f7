//! The stuff that bodies are made of: prose, base64, streamed chunks and embeddings, made once and cut at seams.
//!
//! Composing a gigabyte word by word would take minutes; a body is a slice of a pool that starts at a
//! random piece. All pieces are JSON text already, with escapes and decoys in them.

use benches::prose::Prose;
use fastrand::Rng;

/// Text that may be cut between its pieces.
pub(super) struct Pieces {
    text: Vec<u8>,
    starts: Vec<usize>,
    /// Ends each piece and is dropped after the last: a blank between sentences, a comma between items.
    separator: Option<u8>,
}

impl Pieces {
    fn of(count: usize, separator: Option<u8>, mut piece: impl FnMut() -> String) -> Self {
        let (mut text, mut starts) = (Vec::new(), Vec::new());
        for _ in 0..count {
            starts.push(text.len());
            text.extend_from_slice(piece().as_bytes());
            text.extend(separator);
        }
        Self {
            text,
            starts,
            separator,
        }
    }

    /// Appends whole pieces, at least one and about `wanted` bytes.
    pub(super) fn append(&self, out: &mut Vec<u8>, rng: &mut Rng, wanted: usize) {
        let end = out.len() + wanted.max(1);
        let mut start = self.starts[rng.usize(..self.starts.len())];
        while out.len() < end {
            let stop = self.seam_at_or_after(start + (end - out.len()));
            out.extend_from_slice(&self.text[start..stop]);
            start = 0;
        }
        if self.separator.is_some() {
            out.pop();
        }
    }

    fn seam_at_or_after(&self, position: usize) -> usize {
        let index = self.starts.partition_point(|&start| start < position);
        self.starts.get(index).copied().unwrap_or(self.text.len())
    }
}

/// Sentences that a reader who searches for text, counts quotes or counts braces gets wrong.
const DECOYS: &[&str] = &[
    r#"He wrote: \"inputTokenCount\": 999999, and then }]} and {[ and \\\\ to finish."#,
    r#"{\"timestamp\":\"2020-01-01T00:00:00Z\",\"region\":\"mars-north-1\",\"modelId\":\"us.x\",\"input\":{\"inputTokenCount\":999999}}"#,
    r#"A path: C:\\\\logs\\\\, a quote: \", a tab:\t, a line:\nand \u00fcber \ud83d\ude00 12 \u20ac."#,
];

/// One in so many sentences is a decoy.
const DECOY_EVERY: usize = 25;

/// Sentences of the pool: far more text than gzip looks back on.
const SENTENCES: usize = 6_000;

pub(super) fn prose(rng: &mut Rng) -> Pieces {
    let mut prose = Prose::new(rng);
    let mut number = 0;
    Pieces::of(SENTENCES, Some(b' '), || {
        number += 1;
        if number % DECOY_EVERY == 0 {
            return DECOYS[rng.usize(..DECOYS.len())].to_owned();
        }
        prose.sentence(rng)
    })
}

pub(super) fn base64(rng: &mut Rng) -> Pieces {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    Pieces::of(4_000, None, || {
        (0..64)
            .map(|_| char::from(ALPHABET[rng.usize(..64)]))
            .collect()
    })
}

pub(super) fn floats(rng: &mut Rng) -> Pieces {
    Pieces::of(8_192, Some(b','), || {
        format!("{:.14}", rng.f64() * 2.0 - 1.0)
    })
}

/// Items of the list that `outputBodyJson` is for `InvokeModelWithResponseStream`.
pub(super) fn chunks(rng: &mut Rng) -> Pieces {
    let mut prose = Prose::new(rng);
    Pieces::of(2_000, Some(b','), || {
        let (first, second) = (prose.word(rng).to_owned(), prose.word(rng));
        format!(
            r#"{{"type":"content_block_delta","index":0,"delta":{{"type":"text_delta","text":"{first} {second}\n"}}}}"#,
        )
    })
}
