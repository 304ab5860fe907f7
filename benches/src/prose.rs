//! Made-up prose that compresses as English does.
//!
//! gzip leaves a third or a little more of English: of the GPL-3 as Debian ships it 12,130 of 35,149 bytes, of this
//! repository's docs 26,858 of 73,668. Of text from a few dozen words it leaves a seventh, and inflates
//! it twice as fast: a benchmark on such text promises what no captured log holds.
//!
//! So words come by the Zipf-Mandelbrot law from a vocabulary of some thousands, frequent ones are
//! short, and each has a few that often follow it.

use fastrand::Rng;

/// Words of the vocabulary.
const WORDS: usize = 4_000;

/// Mandelbrot's shift of the rank, as it is found for English.
const RANK_SHIFT: f64 = 2.7;

/// How often the next word is one of those that often follow, and how many of these a word has.
const FOLLOWS: f64 = 0.3;
const FOLLOWERS: usize = 4;

/// One in so many words is in quotes, and one in so many sentences begins a paragraph.
const QUOTED: usize = 90;
const PARAGRAPH: usize = 6;

/// Words that are not ASCII, and how many words are more frequent.
const FOREIGN: [(usize, &str); 3] = [
    (90, "caf\u{e9}"),
    (240, "Z\u{fc}rich"),
    (490, "\u{6771}\u{4eac}"),
];

const ONSETS: [&str; 23] = [
    "", "", "", "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "w", "ch",
    "pr", "st", "th", "tr",
];
const NUCLEI: [&str; 10] = ["a", "a", "e", "e", "i", "i", "o", "u", "ea", "ou"];
const CODAS: [&str; 14] = [
    "", "", "ck", "d", "l", "m", "n", "nd", "ng", "r", "rt", "s", "st", "t",
];

/// A source of prose.
pub struct Prose {
    words: Vec<String>,
    /// Of each word its weight and those of all more frequent ones.
    weights: Vec<f64>,
    followers: Vec<[usize; FOLLOWERS]>,
    last: usize,
}

impl Prose {
    /// Makes up a vocabulary.
    pub fn new(rng: &mut Rng) -> Self {
        let mut weights = Vec::with_capacity(WORDS);
        let mut sum = 0.0;
        for rank in 0..WORDS {
            sum += 1.0 / (f64::from(u16::try_from(rank).unwrap_or(u16::MAX)) + RANK_SHIFT);
            weights.push(sum);
        }
        let mut prose = Self {
            words: vocabulary(rng),
            weights,
            followers: Vec::new(),
            last: 0,
        };
        prose.followers = (0..WORDS)
            .map(|_| [0; FOLLOWERS].map(|_: usize| prose.draw(rng)))
            .collect();
        prose
    }

    /// The next word.
    pub fn word(&mut self, rng: &mut Rng) -> &str {
        self.last = if rng.f64() < FOLLOWS {
            self.followers[self.last][rng.usize(..FOLLOWERS)]
        } else {
            self.draw(rng)
        };
        &self.words[self.last]
    }

    /// The next sentence, as it stands in a JSON string: quotes and line ends are escaped.
    pub fn sentence(&mut self, rng: &mut Rng) -> String {
        let mut sentence = String::new();
        if rng.usize(..PARAGRAPH) == 0 {
            sentence.push_str("\\n\\n");
        }
        for number in 0..rng.usize(6..18) {
            if number > 0 {
                sentence.push_str(if rng.usize(..12) == 0 { ", " } else { " " });
            }
            let quote = if rng.usize(..QUOTED) == 0 { "\\\"" } else { "" };
            sentence.push_str(quote);
            sentence.push_str(self.word(rng));
            sentence.push_str(quote);
        }
        sentence.push('.');
        sentence
    }

    /// A word's rank, by the law.
    fn draw(&self, rng: &mut Rng) -> usize {
        let sum = self.weights.last().copied().unwrap_or_default();
        let wanted = rng.f64() * sum;
        self.weights.partition_point(|&weight| weight < wanted)
    }
}

/// Words that are all different, the frequent ones first.
fn vocabulary(rng: &mut Rng) -> Vec<String> {
    let mut words: Vec<String> = Vec::with_capacity(WORDS);
    let mut known = std::collections::HashSet::new();
    while words.len() < WORDS {
        let foreign = FOREIGN.iter().find(|(rank, _)| *rank == words.len());
        let word =
            foreign.map_or_else(|| made_up(words.len(), rng), |(_, word)| (*word).to_owned());
        if known.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// A word of one to four syllables, by its rank.
fn made_up(rank: usize, rng: &mut Rng) -> String {
    let syllables = match rank {
        0..60 => 1,
        60..400 => rng.usize(1..=2),
        _ => rng.usize(2..=4),
    };
    let mut pick = |parts: &[&'static str]| parts[rng.usize(..parts.len())];
    (0..syllables)
        .map(|_| [pick(&ONSETS), pick(&NUCLEI), pick(&CODAS)].concat())
        .collect()
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::Prose;
    use crate::corpus::gzip;

    #[test]
    fn it_compresses_as_english_does() {
        let mut rng = Rng::with_seed(1);
        let mut prose = Prose::new(&mut rng);
        let mut text = String::new();
        while text.len() < 200_000 {
            text.push_str(&prose.sentence(&mut rng));
            text.push(' ');
        }
        let left_per_mille = gzip(text.as_bytes()).len() * 1_000 / text.len();
        assert!((320..400).contains(&left_per_mille), "{left_per_mille}");
    }
}
