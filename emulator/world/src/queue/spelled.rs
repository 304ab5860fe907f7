//! Texts as JSON: how long they are, which the size of an event of many goes by, and how they are spelled.

use crate::hex::pair;

/// The length of a text as JSON, without its quotes: as `serde_json` escapes.
pub(crate) fn spelled_bytes(text: &str) -> usize {
    /// So many at once: their escapes, of five bytes more each, fit a byte's sum, which is what the compiler makes vectors of.
    const AT_ONCE: usize = 32;
    let escape = |byte: &u8| {
        let short = u8::from(matches!(byte, b'"' | b'\\'));
        let control = u8::from(*byte < b' ') * 5;
        // `\b`, `\t`, `\n`, `\f` and `\r` are no `\u0000`.
        let named = u8::from(matches!(byte, 8 | 9 | 10 | 12 | 13)) * 4;
        short + control - named
    };
    let chunks = text.as_bytes().chunks(AT_ONCE);
    let escapes = chunks.map(|chunk| chunk.iter().map(escape).sum::<u8>());
    text.len() + escapes.map(usize::from).sum::<usize>()
}

/// Writes a text as JSON, without its quotes, as `serde_json` escapes; quicker than it where every eighth byte is a quote, as in the
/// messages of S3.
pub(crate) fn spell(text: &str, to: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| is_escaped(*byte)) {
        to.extend_from_slice(&rest[..at]);
        spell_escaped(rest[at], to);
        rest = &rest[at + 1..];
    }
    to.extend_from_slice(rest);
}

fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

fn spell_escaped(byte: u8, to: &mut Vec<u8>) {
    let named = match byte {
        b'"' | b'\\' => byte,
        8 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        12 => b'f',
        b'\r' => b'r',
        control => {
            to.extend_from_slice(b"\\u00");
            to.extend_from_slice(&pair(control));
            return;
        }
    };
    to.extend_from_slice(&[b'\\', named]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_spelled_as_by_serde_json(text in "(?s)(.|[\\x00-\\x20\"\\\\\x7f]){0,60}") {
            let mut spelled = Vec::new();
            spell(&text, &mut spelled);
            let expected = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(&spelled, &expected.as_bytes()[1..expected.len() - 1]);
            prop_assert_eq!(spelled.len(), spelled_bytes(&text));
        }
    }
}
