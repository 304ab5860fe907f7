//! The values that records share, as they stand in the text.
//!
//! A record's Region, model and the like decide where its counts are summed, and an object has a
//! handful of combinations of them. So what follows from one is kept, and found again by comparing
//! texts: records with the same texts need to be judged only once.

use super::envelope::RawRecord;
use super::judge::Wanted;
use super::walk::{Kind, Raw};

/// Bytes of labels that are worth keeping: several times what AWS writes. A bound on the memory of
/// hostile ones.
const MAX_KEPT_BYTES: usize = 512;

/// Bits that hold the length of a text that is kept.
const LENGTH_BITS: u32 = MAX_KEPT_BYTES.ilog2() + 1;

/// Bits that hold a [`Kind`].
const KIND_BITS: u32 = 3;

/// Region, modelId, inferenceRegion, errorCode and identity.
const LABELS: usize = 5;

/// The period, the kinds and the lengths, and of each text the ends.
const WORDS: usize = 3 + 2 * LABELS;

/// All that decides where a sound record's counts are summed: its period, its labels and which of
/// the counts there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawLabels<'a> {
    /// All but the middle of long texts. Most texts are shorter, and words are compared without a
    /// branch for each text.
    words: [u64; WORDS],
    texts: [&'a [u8]; LABELS],
}

/// Labels that outlast the text they stood in.
#[derive(Debug, Default)]
pub(crate) struct KeptLabels {
    words: [u64; WORDS],
    /// The middles of the texts, one after the other.
    middles: Vec<u8>,
}

impl<'a> RawLabels<'a> {
    /// The labels of a record, of the optional ones those that are wanted. `None` where they are not
    /// worth keeping: they are too long, or there is request metadata, which may be anything.
    pub(crate) fn of(raw: &RawRecord<'a>, wanted: Wanted, period_start: i64) -> Option<Self> {
        if wanted.request_metadata && raw.request_metadata.is_some() {
            return None;
        }
        let identity = if wanted.identity {
            raw.identity_arn
        } else {
            Raw::default()
        };
        let labels = [
            raw.region,
            raw.model_id,
            raw.inference_region,
            raw.error_code,
            identity,
        ];
        let texts = labels.map(|label| label.text);
        if texts.iter().map(|text| text.len()).sum::<usize>() > MAX_KEPT_BYTES {
            return None;
        }
        let lengths = texts
            .iter()
            .fold(0, |word, text| word << LENGTH_BITS | text.len() as u64);
        let mut words = [0; WORDS];
        words[..3].copy_from_slice(&[period_start.cast_unsigned(), kinds(raw, &labels), lengths]);
        for (words, text) in words[3..].as_chunks_mut().0.iter_mut().zip(texts) {
            *words = ends(text);
        }
        Some(Self { words, texts })
    }

    /// A hash, whose high bits are the best. It knows the words alone: who finds something by it
    /// compares the labels all the same.
    pub(crate) fn hash(&self) -> u32 {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut factor = ODD;
        let hash = self.words.iter().fold(0_u64, |hash, word| {
            factor = factor.wrapping_mul(ODD);
            hash.wrapping_add(word.wrapping_mul(factor))
        });
        (hash >> 32) as u32
    }

    fn middles(&self) -> impl Iterator<Item = &'a [u8]> {
        self.texts.into_iter().map(middle)
    }
}

impl KeptLabels {
    /// Keeps these labels in place of those before.
    pub(crate) fn keep(&mut self, labels: &RawLabels<'_>) {
        self.words = labels.words;
        self.middles.clear();
        for middle in labels.middles() {
            self.middles.extend_from_slice(middle);
        }
    }

    /// Whether these are the same labels.
    pub(crate) fn are(&self, labels: &RawLabels<'_>) -> bool {
        let words = self.words.iter().zip(&labels.words);
        if words.fold(0, |differences, (a, b)| differences | (a ^ b)) != 0 {
            return false;
        }
        // The lengths are the same.
        let mut rest = &*self.middles;
        labels.middles().all(|middle| {
            let (kept, after) = rest.split_at(middle.len());
            rest = after;
            middle.is_empty() || kept == middle
        })
    }
}

/// The labels' kinds, and of each count whether it is there. Never zero: that is where no labels are
/// kept yet.
fn kinds(raw: &RawRecord<'_>, labels: &[Raw<'_>]) -> u64 {
    let counts = [
        raw.input.tokens,
        raw.output_tokens,
        raw.input.cache_read,
        raw.input.cache_write,
    ];
    let counts = counts.iter().fold(1, |word, count| {
        word << 1 | u64::from(count.kind != Kind::Absent)
    });
    labels
        .iter()
        .fold(counts, |word, label| word << KIND_BITS | label.kind as u64)
}

/// The first and the last eight bytes of a text, which overlap where it is short; of a shorter one
/// all bytes.
fn ends(text: &[u8]) -> [u64; 2] {
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return [u64::from_le_bytes(*first), u64::from_le_bytes(*last)];
    }
    let word = |word, &byte| word << 8 | u64::from(byte);
    [text.iter().fold(0, word), 0]
}

/// What of a text is between its [`ends`].
fn middle(text: &[u8]) -> &[u8] {
    text.get(8..text.len().saturating_sub(8))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::read_record;
    use super::{KeptLabels, MAX_KEPT_BYTES, RawLabels, RawRecord, Wanted};

    const WANTED: Wanted = Wanted {
        identity: true,
        request_metadata: false,
    };

    fn raw(text: &[u8]) -> RawRecord<'_> {
        let mut raw = RawRecord::default();
        read_record(text, 0, &mut raw);
        raw
    }

    #[test]
    fn labels_are_the_same_where_all_of_their_texts_are() {
        let texts: [&[u8]; 18] = [
            b"{}",
            br#"{"region":""}"#,
            br#"{"region":"a"}"#,
            br#"{"region":"\u0061"}"#,
            br#"{"modelId":"a"}"#,
            br#"{"region":"a","modelId":"a"}"#,
            br#"{"region":"aa"}"#,
            br#"{"region":5}"#,
            br#"{"region":"5"}"#,
            br#"{"region":true}"#,
            br#"{"region":"eightbyt"}"#,
            br#"{"region":"eightbyteightbyt"}"#,
            br#"{"region":"eightbyt.eightbyt"}"#,
            br#"{"region":"eightbyt:eightbyt"}"#,
            br#"{"errorCode":"a","identity":{"arn":"b"}}"#,
            br#"{"errorCode":"b","identity":{"arn":"a"}}"#,
            br#"{"input":{"inputTokenCount":1}}"#,
            br#"{"output":{"outputTokenCount":1}}"#,
        ];
        for (a, one) in texts.iter().enumerate() {
            let mut kept = KeptLabels::default();
            for (b, other) in texts.iter().enumerate() {
                let labels = RawLabels::of(&raw(one), WANTED, 60).unwrap();
                assert!(!KeptLabels::default().are(&labels));
                kept.keep(&labels);
                let labels = RawLabels::of(&raw(other), WANTED, 60).unwrap();
                assert_eq!(kept.are(&labels), a == b, "{a} and {b}");
                let later = RawLabels::of(&raw(other), WANTED, 120).unwrap();
                assert!(!kept.are(&later), "{a} and {b}");
            }
        }
    }

    #[test]
    fn labels_that_are_too_long_are_not_kept() {
        for (bytes, kept) in [(MAX_KEPT_BYTES, true), (MAX_KEPT_BYTES + 1, false)] {
            let text = format!(r#"{{"region":"r","modelId":"{}"}}"#, "m".repeat(bytes - 1));
            let labels = RawLabels::of(&raw(text.as_bytes()), WANTED, 0);
            assert_eq!(labels.is_some(), kept, "{bytes}");
        }
    }

    #[test]
    fn a_label_that_nobody_wants_makes_no_difference() {
        let mut kept = KeptLabels::default();
        let text = |arn: &str| format!(r#"{{"region":"r","identity":{{"arn":"{arn}"}}}}"#);
        for (wanted, same) in [(Wanted::default(), true), (WANTED, false)] {
            kept.keep(&RawLabels::of(&raw(text("a").as_bytes()), wanted, 0).unwrap());
            let other = text("b");
            let labels = RawLabels::of(&raw(other.as_bytes()), wanted, 0).unwrap();
            assert_eq!(kept.are(&labels), same);
        }
    }

    #[test]
    fn request_metadata_is_not_kept_where_it_is_wanted() {
        let text = br#"{"region":"r","requestMetadata":{}}"#;
        let wanted = Wanted {
            identity: false,
            request_metadata: true,
        };
        assert!(RawLabels::of(&raw(text), wanted, 0).is_none());
        assert!(RawLabels::of(&raw(text), WANTED, 0).is_some());
    }
}
