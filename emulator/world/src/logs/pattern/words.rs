//! The words of a message between spaces: what stands between brackets or quotation marks is one.

/// The words, without the marks around them. A mark that nothing closes is a letter.
pub(super) fn words(message: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = message.trim_start();
    while !rest.is_empty() {
        let (word, after) = enclosed(rest).unwrap_or_else(|| plain(rest));
        words.push(word);
        rest = after.trim_start();
    }
    words
}

fn plain(text: &str) -> (&str, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at(end)
}

/// What a mark encloses; `None` where none does, up to a space or the end.
fn enclosed(text: &str) -> Option<(&str, &str)> {
    let close = match text.chars().next()? {
        '[' => ']',
        '"' => '"',
        _ => return None,
    };
    let (word, after) = text[1..].split_once(close)?;
    let is_whole = after.is_empty() || after.starts_with(char::is_whitespace);
    is_whole.then_some((word, after))
}
