//! Where a document's statements stand in its text, which simulations of IAM tell.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Statement.html> (`StartPosition`, `EndPosition`).

use std::ops::Range;

/// The bytes of each statement, in their order, of a text that was read as a document.
pub(super) fn statements(text: &str) -> Vec<Range<usize>> {
    let mut scanner = Scanner { text, at: 0 };
    scanner.step();
    while scanner.peek() == Some(b'"') {
        let name = scanner.value();
        // Over the colon.
        scanner.step();
        // A name may be written with escapes.
        let is_statement =
            serde_json::from_str::<String>(&text[name]).is_ok_and(|name| name == "Statement");
        if !is_statement {
            scanner.value();
        } else if scanner.peek() == Some(b'[') {
            return scanner.elements();
        } else {
            return vec![scanner.value()];
        }
        // Over the comma.
        scanner.step();
    }
    Vec::new()
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        self.text.as_bytes().get(self.at).copied()
    }

    /// Over the next byte that is no white space.
    fn step(&mut self) {
        self.peek();
        self.at += 1;
    }

    fn elements(&mut self) -> Vec<Range<usize>> {
        let mut elements = Vec::new();
        self.step();
        while !matches!(self.peek(), None | Some(b']')) {
            elements.push(self.value());
            if self.peek() == Some(b',') {
                self.step();
            }
        }
        elements
    }

    /// Over a value, whatever it holds.
    fn value(&mut self) -> Range<usize> {
        self.peek();
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth > 0 => depth -= 1,
                b'"' => self.skip_string(),
                b',' | b':' | b'}' | b']' if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
            let is_whole = depth == 0 && matches!(byte, b'}' | b']' | b'"');
            if is_whole {
                break;
            }
        }
        start..self.at
    }

    /// To the quotation mark that ends the one here.
    fn skip_string(&mut self) {
        loop {
            self.at += 1;
            match self.text.as_bytes().get(self.at) {
                Some(b'\\') => self.at += 1,
                None | Some(b'"') => return,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_found_where_they_stand() {
        for (text, expected) in [
            (r#"{"Statement": {"Sid": "a"}}"#, vec![r#"{"Sid": "a"}"#]),
            (
                r#" { "Id" : "\"[{" , "Version":1,"Statement" : [ {"Sid":"}]\\"} , {"Resource":["*"]}] }"#,
                vec![r#"{"Sid":"}]\\"}"#, r#"{"Resource":["*"]}"#],
            ),
            (r#"{"\u0053tatement":[{}]}"#, vec!["{}"]),
            (r#"{"Id":"Statement","Statement":[]}"#, vec![]),
        ] {
            let found = statements(text);
            let found: Vec<&str> = found.into_iter().map(|span| &text[span]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
