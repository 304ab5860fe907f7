//! A record's scalars: strings with their escapes, counts, times.

use std::borrow::Cow;

use super::walk::Key;

/// A key's name: its bytes, with escapes undone. One with a bad escape is no name that we look for.
#[inline]
pub(super) fn key_name(key: Key<'_>) -> Cow<'_, [u8]> {
    if !key.escaped {
        return Cow::Borrowed(key.raw);
    }
    Cow::Owned(unescaped(key.raw).unwrap_or_default())
}

/// Bytes of the longest name that is looked for, and some more.
const LONGEST_NAME_BYTES: usize = 32;
const _: () = assert!("cacheWriteInputTokenCount".len() <= LONGEST_NAME_BYTES);

/// Where a key's name is spelled out if it has escapes: on the heap, the walk would have to clean up.
pub(super) type SpelledName = [u8; LONGEST_NAME_BYTES];

/// A key's name, to be compared with those that are looked for. One with a bad escape, or one that is
/// longer than all of them, is none of them.
#[inline(always)]
pub(super) fn short_name<'a>(key: Key<'a>, spelled: &'a mut SpelledName) -> &'a [u8] {
    if key.escaped {
        spell(key.raw, spelled)
    } else {
        key.raw
    }
}

#[cold]
fn spell<'a>(raw: &[u8], spelled: &'a mut SpelledName) -> &'a [u8] {
    let name = unescaped(raw).unwrap_or_default();
    match spelled.get_mut(..name.len()) {
        None => b"",
        Some(spelled) => {
            spelled.copy_from_slice(&name);
            spelled
        }
    }
}

/// A string's bytes, with escapes undone; `None` if one of them is no escape.
///
/// A lone surrogate becomes the three bytes that it would have in UTF-8, which no other string has:
/// what is compared by these bytes stays distinct, what is read as text shows a replacement
/// character.
pub(super) fn string_bytes(raw: &[u8], escaped: bool) -> Option<Cow<'_, [u8]>> {
    if escaped {
        unescaped(raw).map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(raw))
    }
}

/// A string as text; `None` if it has a bad escape or is not UTF-8. Lone surrogates are replaced.
pub(super) fn string_text(raw: &[u8], escaped: bool) -> Option<Cow<'_, str>> {
    let text = std::str::from_utf8(raw).ok()?;
    if !escaped {
        return Some(Cow::Borrowed(text));
    }
    let bytes = unescaped(raw)?;
    Some(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()))
}

fn unescaped(raw: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        let (&escape, tail) = rest.split_first()?;
        rest = tail;
        match escape {
            b'"' | b'\\' | b'/' => bytes.push(escape),
            b'b' => bytes.push(0x08),
            b'f' => bytes.push(0x0c),
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'u' => rest = push_unicode_escape(rest, &mut bytes)?,
            _ => return None,
        }
    }
    Some(bytes)
}

/// Undoes the four digits of `\uXXXX`, and the second half of a surrogate pair after it; what comes after.
fn push_unicode_escape<'a>(rest: &'a [u8], bytes: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (unit, mut rest) = hex_unit(rest)?;
    let mut code = unit;
    if (0xd800..0xdc00).contains(&unit)
        && let Some(low) = rest.strip_prefix(b"\\u")
        && let Some((low, after)) = hex_unit(low)
        && (0xdc00..0xe000).contains(&low)
    {
        code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        rest = after;
    }
    push_code_point(code, bytes);
    Some(rest)
}

fn hex_unit(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = text.split_at_checked(4)?;
    let mut unit = 0;
    for &digit in digits {
        unit = unit << 4 | char::from(digit).to_digit(16)?;
    }
    Some((unit, rest))
}

/// UTF-8, of lone surrogates too.
fn push_code_point(code: u32, bytes: &mut Vec<u8>) {
    if let Some(character) = char::from_u32(code) {
        bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        // A surrogate, U+D800 to U+DFFF: three bytes, as its block would have them.
        let [_, _, high, low] = code.to_be_bytes();
        bytes.extend_from_slice(&[
            0xe0 | high >> 4,
            0x80 | (high & 0x0f) << 2 | low >> 6,
            0x80 | low & 0x3f,
        ]);
    }
}

/// The value of a number that follows JSON's grammar, if it is an integer from 0 to 2^64 - 1,
/// however it is written: `5`, `5.0`, `1e2`, `50e-1`, `-0`.
///
/// Exact: the digits decide, not a rounded double. Counts beyond 2^53, which a double cannot hold
/// one by one, are summed exactly too; only what is published is rounded.
pub(super) fn count(number: &[u8]) -> Option<u64> {
    if number.len() <= 19 && number.iter().all(u8::is_ascii_digit) {
        return Some(decimal(number));
    }
    let (negative, unsigned) = match number.strip_prefix(b"-") {
        Some(unsigned) => (true, unsigned),
        None => (false, number),
    };
    let exponent_at = unsigned
        .iter()
        .position(|byte| matches!(byte, b'e' | b'E'))
        .unwrap_or(unsigned.len());
    let (mantissa, exponent) = unsigned.split_at(exponent_at);
    let point_at = mantissa
        .iter()
        .position(|&byte| byte == b'.')
        .unwrap_or(mantissa.len());
    let (integer, fraction) = mantissa.split_at(point_at);
    let fraction = fraction.get(1..).unwrap_or_default();
    scaled(integer, fraction, exponent, negative)
}

/// `integer.fraction` times ten to the exponent, if it is an integer in range.
fn scaled(integer: &[u8], fraction: &[u8], exponent: &[u8], negative: bool) -> Option<u64> {
    let digits: Vec<u8> = [integer, fraction].concat();
    let first = digits.iter().position(|&digit| digit != b'0');
    let last = digits.iter().rposition(|&digit| digit != b'0');
    let (Some(first), Some(last)) = (first, last) else {
        return Some(0);
    };
    if negative || last - first >= 20 {
        return None;
    }
    let trailing_zeros = i64::try_from(digits.len() - 1 - last).ok()?;
    let fraction_digits = i64::try_from(fraction.len()).ok()?;
    let power = exponent_of(exponent)
        .saturating_sub(fraction_digits)
        .saturating_add(trailing_zeros);
    let factor = 10_u64.checked_pow(u32::try_from(power).ok()?)?;
    let mut value = 0_u64;
    for digit in &digits[first..=last] {
        value = value
            .checked_mul(10)?
            .checked_add(u64::from(digit - b'0'))?;
    }
    value.checked_mul(factor)
}

/// `e+12` as 12, saturating.
fn exponent_of(exponent: &[u8]) -> i64 {
    let mut value = 0_i64;
    for digit in exponent.iter().filter(|byte| byte.is_ascii_digit()) {
        value = value
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'));
    }
    if exponent.get(1) == Some(&b'-') {
        -value
    } else {
        value
    }
}

fn decimal(digits: &[u8]) -> u64 {
    digits
        .iter()
        .fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
}

/// The epoch second of an RFC 3339 timestamp, rounded down; `None` if it is none, or lies before
/// 1970, where CloudWatch has no time.
///
/// As RFC 3339 allows, `t`, `z` and a space in place of `T` are read too, and second 60 is the
/// last second of its minute. A time without `Z` or an offset is no instant and is not usable.
pub(super) fn epoch_seconds(timestamp: &[u8]) -> Option<i64> {
    let (date_time, zone) = timestamp.split_at_checked(19)?;
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        b'T' | b't' | b' ',
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = *date_time
    else {
        return None;
    };
    let year = two_digits(y1, y2)? * 100 + two_digits(y3, y4)?;
    let month = two_digits(m1, m2)?;
    let day = two_digits(d1, d2)?;
    let hour = two_digits(h1, h2)?;
    let minute = two_digits(n1, n2)?;
    let second = two_digits(s1, s2)?;
    let in_range = (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !in_range {
        return None;
    }
    let offset = offset_seconds(after_fraction(zone)?)?;
    let seconds =
        days_since_epoch(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second.min(59)
            - offset;
    (seconds >= 0).then_some(seconds)
}

/// What follows the digits of a fraction, if there is one.
fn after_fraction(zone: &[u8]) -> Option<&[u8]> {
    let Some(fraction) = zone.strip_prefix(b".") else {
        return Some(zone);
    };
    let digits = fraction
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    (digits > 0).then(|| &fraction[digits..])
}

fn offset_seconds(zone: &[u8]) -> Option<i64> {
    match *zone {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two_digits(h1, h2)?, two_digits(m1, m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours * 3_600 + minutes * 60;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

fn two_digits(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, counting years from March so that the
/// leap day comes last.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}
