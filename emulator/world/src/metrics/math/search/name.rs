//! Names in tokens, and terms that are looked for in them.
//!
//! A token ends where a small letter is followed by a capital, where letters and digits meet, before the last of several capitals that
//! a small letter follows, and at everything that is neither letter nor digit. `SDBFailure` is `SDB` and `Failure`.
//! Source: user guide, CloudWatch search expressions: tokenization, partial matches, non-alphanumeric characters.

/// A name of a metric.
pub(super) struct Name<'a> {
    pub(super) text: &'a str,
    tokens: Vec<&'a str>,
}

impl<'a> Name<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let pieces = text.split(|character: char| !character.is_ascii_alphanumeric());
        Self {
            text,
            tokens: pieces.flat_map(tokens).collect(),
        }
    }
}

/// What is looked for, as a part of a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    /// Tokens that follow each other, and whether capitals count: they do where the term was written in one piece, since only they say
    /// where its tokens end.
    tokens: Vec<(String, bool)>,
    /// All of it without what parts it, in small letters: it may be a whole name too.
    composite: String,
}

impl Term {
    /// `None` where there is no letter and no digit in it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut found = Vec::new();
        for piece in text.split(|character: char| !character.is_ascii_alphanumeric()) {
            let of_piece = tokens(piece);
            let is_exact = of_piece.len() > 1;
            found.extend(
                of_piece
                    .into_iter()
                    .map(|token| (token.to_owned(), is_exact)),
            );
        }
        let composite: String = found.iter().map(|(token, _)| token.as_str()).collect();
        (!found.is_empty()).then(|| Self {
            composite: composite.to_ascii_lowercase(),
            tokens: found,
        })
    }

    pub(super) fn is_in(&self, name: &Name<'_>) -> bool {
        let same = |(token, is_exact): &(String, bool), found: &str| {
            if *is_exact {
                token == found
            } else {
                token.eq_ignore_ascii_case(found)
            }
        };
        let mut places = name.tokens.windows(self.tokens.len());
        let is_part = places.any(|place| {
            let mut pairs = self.tokens.iter().zip(place);
            pairs.all(|(token, found)| same(token, found))
        });
        is_part || self.is_composite_of(name)
    }

    fn is_composite_of(&self, name: &Name<'_>) -> bool {
        let mut rest = self.composite.as_str();
        for token in &name.tokens {
            match rest.split_at_checked(token.len()) {
                Some((head, tail)) if head.eq_ignore_ascii_case(token) => rest = tail,
                _ => return false,
            }
        }
        rest.is_empty()
    }
}

/// The tokens of letters and digits without anything between them.
fn tokens(piece: &str) -> Vec<&str> {
    let bytes = piece.as_bytes();
    let mut found = Vec::new();
    let mut begin = 0;
    for index in 1..=bytes.len() {
        if index == bytes.len() || ends_before(bytes, index) {
            found.push(&piece[begin..index]);
            begin = index;
        }
    }
    found
}

fn ends_before(bytes: &[u8], index: usize) -> bool {
    let (before, this) = (bytes[index - 1], bytes[index]);
    let next_is_small = bytes.get(index + 1).is_some_and(u8::is_ascii_lowercase);
    before.is_ascii_digit() != this.is_ascii_digit()
        || (before.is_ascii_lowercase() && this.is_ascii_uppercase())
        || (before.is_ascii_uppercase() && this.is_ascii_uppercase() && next_is_small)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_as_the_guides_table_shows() {
        for (text, expected) in [
            ("CustomCount1", &["Custom", "Count", "1"][..]),
            ("SDBFailure", &["SDB", "Failure"]),
            ("Project2-trial333", &["Project", "2", "trial", "333"]),
            ("Network-Errors_2", &["Network", "Errors", "2"]),
            ("couNT", &["cou", "NT"]),
            ("--", &[]),
        ] {
            assert_eq!(Name::new(text).tokens, expected, "{text}");
        }
    }

    #[test]
    fn a_term_is_a_token_or_tokens_that_follow_each_other() {
        let finds = |term: &str, name: &str| Term::new(term).unwrap().is_in(&Name::new(name));
        for term in [
            "count",
            "Count",
            "COUNT",
            "CustomCount",
            "Count1",
            "customcount1",
            "1",
        ] {
            assert!(finds(term, "CustomCount1"), "{term}");
        }
        for term in ["couNT", "customcount", "count1", "Custom1", "oun"] {
            assert!(!finds(term, "CustomCount1"), "{term}");
        }
        for term in [
            "network/errors",
            "network+errors",
            "network-errors",
            "Network_Errors",
        ] {
            for name in ["Network-Errors-2", "NetworkErrors2"] {
                assert!(finds(term, name), "{term} in {name}");
            }
        }
        assert_eq!(Term::new("--"), None);
    }
}
