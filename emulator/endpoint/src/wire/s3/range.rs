//! The `Range` header as S3 reads it: one range of bytes, or nothing at all.
//!
//! `s3s` refuses what it cannot read. S3 passes it over and answers with the whole object, so it is taken off before
//! `s3s` sees it.

use http::header::{HeaderMap, HeaderValue, RANGE};

/// The greatest position that `s3s` takes; no object is as large.
const MAX_POSITION: u64 = i64::MAX as u64;

/// Takes a header off that S3 passes over, several of them too, and spells any other as `s3s` takes it.
pub(super) fn settle(headers: &mut HeaderMap) {
    let settled = asked(headers).and_then(canonical);
    match settled.and_then(|range| HeaderValue::try_from(range).ok()) {
        Some(range) => {
            headers.insert(RANGE, range);
        }
        None => {
            headers.remove(RANGE);
        }
    }
}

/// The header's text, where there is exactly one.
pub(super) fn asked(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(RANGE).iter();
    let only = values.next().filter(|_| values.next().is_none())?;
    only.to_str().ok()
}

/// `bytes=first-last`, `bytes=first-` or `bytes=-length`; `None` for everything else.
fn canonical(text: &str) -> Option<String> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(first) || !is_number(last) || (first.is_empty() && last.is_empty()) {
        return None;
    }
    if first.is_empty() {
        return Some(format!("bytes=-{}", position(last)));
    }
    if last.is_empty() {
        return Some(format!("bytes={}-", position(first)));
    }
    let (first, last) = (position(first), position(last));
    (first <= last).then(|| format!("bytes={first}-{last}"))
}

/// A number beyond all bounds is beyond every object.
fn position(digits: &str) -> u64 {
    digits.parse().unwrap_or(MAX_POSITION).min(MAX_POSITION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_one_pair_of_positions_or_a_length() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(canonical(text).as_deref(), expected, "{text:?}");
        };
        check("bytes=0-1", Some("bytes=0-1"));
        check("bytes=007-9", Some("bytes=7-9"));
        check("bytes=5-", Some("bytes=5-"));
        check("bytes=-0", Some("bytes=-0"));
        check(
            "bytes=1-99999999999999999999",
            Some("bytes=1-9223372036854775807"),
        );
        for none in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=1",
            "bytes=1-0",
            "bytes=0--1",
            "bytes=-1-",
            "bytes=0-1,3-4",
            "bytes= 0-1",
            "0-1",
        ] {
            check(none, None);
        }
    }
}
