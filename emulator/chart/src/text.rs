//! Texts as a picture, a page and a terminal may hold them.

/// A text without what a terminal obeys and XML does not allow; the replacement character stands for it.
pub fn printable(text: &str) -> String {
    let is_special =
        |character: char| character.is_control() || matches!(character, '\u{fffe}' | '\u{ffff}');
    text.chars()
        .map(|character| {
            if is_special(character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

/// A text in XML or HTML, in an attribute too.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_obey_no_terminal() {
        assert_eq!(
            printable("a\u{1b}[31m\nb\u{9b}ü"),
            "a\u{fffd}[31m\u{fffd}b\u{fffd}ü"
        );
    }
}
