//! A source file as tokens in a row, macros and all: what is between their brackets is read as any code.

use std::collections::BTreeSet;
use std::iter::Peekable;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Word(String),
    /// `::`
    Colons,
    Dot,
    Open(Delimiter),
    Close(Delimiter),
    /// Another sign, or the place of a literal.
    Other(char),
}

impl Token {
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    /// Whether it is the end of an import.
    pub(crate) fn is_end(&self) -> bool {
        *self == Self::Other(';')
    }
}

/// The tokens of a file, without comments and what is there for tests only.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let stream: TokenStream = text.parse().expect("a source file is Rust");
    flatten(stream, &mut tokens);
    tokens
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(sign) if sign.as_char() == '#' => read_attribute(&mut trees, tokens),
            TokenTree::Punct(sign) if sign.as_char() == ':' && sign.spacing() == Spacing::Joint => {
                trees.next();
                tokens.push(Token::Colons);
            }
            TokenTree::Punct(sign) if sign.as_char() == '.' => tokens.push(Token::Dot),
            TokenTree::Punct(sign) => tokens.push(Token::Other(sign.as_char())),
            TokenTree::Ident(word) => tokens.push(Token::Word(word.to_string())),
            TokenTree::Literal(_) => tokens.push(Token::Other('"')),
            TokenTree::Group(group) => {
                tokens.push(Token::Open(group.delimiter()));
                flatten(group.stream(), tokens);
                tokens.push(Token::Close(group.delimiter()));
            }
        }
    }
}

/// Reads an attribute, which may name something; what is for tests is skipped with what it is of.
fn read_attribute(trees: &mut Peekable<impl Iterator<Item = TokenTree>>, tokens: &mut Vec<Token>) {
    if matches!(trees.peek(), Some(TokenTree::Punct(_))) {
        trees.next();
    }
    let Some(TokenTree::Group(attribute)) =
        trees.next_if(|tree| matches!(tree, TokenTree::Group(_)))
    else {
        return;
    };
    let text = attribute.stream().to_string().replace(' ', "");
    if text != "cfg(test)" {
        flatten(attribute.stream(), tokens);
        return;
    }
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(sign) if [';', ','].contains(&sign.as_char()) => return,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                // `use a::{b, c};`
                trees.next_if(
                    |tree| matches!(tree, TokenTree::Punct(sign) if sign.as_char() == ';'),
                );
                return;
            }
            _ => {}
        }
    }
}

/// The path that these tokens begin with; empty where they begin with none.
pub(crate) fn path(tokens: &[Token]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = tokens;
    while let [Token::Word(name), after @ ..] = rest {
        names.push(name.clone());
        match after {
            [Token::Colons, next @ ..] => rest = next,
            _ => break,
        }
    }
    names
}

/// Whether what follows is a member of a value: it stands behind one dot, not behind two.
pub(crate) fn ends_in_member(tokens: &[Token]) -> bool {
    matches!(tokens, [.., Token::Dot]) && !matches!(tokens, [.., Token::Dot, Token::Dot])
}

/// Whether what follows is public, to whomever: `pub`, `pub(crate)`, `pub(in crate::wire)`.
pub(crate) fn ends_public(tokens: &[Token]) -> bool {
    let word = match tokens {
        [.., Token::Close(Delimiter::Parenthesis)] => {
            let opens = |token: &Token| *token == Token::Open(Delimiter::Parenthesis);
            tokens.iter().rposition(opens).map(|open| &tokens[..open])
        }
        _ => Some(tokens),
    };
    word.and_then(<[_]>::last)
        .is_some_and(|last| last.is("pub"))
}

/// How many tokens after `pub` say to whom, which is nothing that is imported: `(crate)`, `(in crate::wire)`.
pub(crate) fn audience(tokens: &[Token]) -> usize {
    match tokens {
        [Token::Open(_), Token::Word(_), Token::Close(_), ..] => 3,
        [Token::Open(_), Token::Word(word), ..] if word == "in" => {
            let closes = |token: &Token| matches!(token, Token::Close(_));
            tokens.iter().position(closes).map_or(0, |close| close + 1)
        }
        _ => 0,
    }
}

/// What stands between the commas of a group.
pub(crate) fn parts(group: &[Token]) -> Vec<&[Token]> {
    let inside = &group[1..group.len() - 1];
    let mut depth = 0;
    let parts = inside.split(|token| {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close(_) => depth -= 1,
            _ => {}
        }
        depth == 0 && *token == Token::Other(',')
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// The modules that have files of their own: `mod name;`.
pub(crate) fn modules(tokens: &[Token]) -> BTreeSet<String> {
    let lines = tokens.windows(3).filter_map(|line| match line {
        [keyword, Token::Word(name), end] if keyword.is("mod") && end.is_end() => Some(name),
        _ => None,
    });
    lines.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_whom_something_is_public_is_no_part_of_what_it_is() {
        for (text, length) in [
            ("use a::B;", 0),
            ("(crate) use a::B;", 3),
            ("(in crate::wire) use a::B;", 6),
            ("(a::B, u8);", 0),
        ] {
            assert_eq!(audience(&tokens(text)), length, "{text}");
        }
        for text in ["pub", "pub(super)", "a; pub(in crate::wire)"] {
            assert!(ends_public(&tokens(text)), "{text}");
        }
        for text in ["", "a;", "f(in crate::wire)", "pub a"] {
            assert!(!ends_public(&tokens(text)), "{text}");
        }
    }
}
