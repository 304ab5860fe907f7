//! Regular expressions: the table of the guide, "Supported regular expressions (regex) syntax".

use super::{Fault, fault, matching};

#[test]
fn operators_are_those_of_the_guides_table() {
    for (pattern, messages, expected) in [
        (
            "%AUTHORIZED%",
            vec![
                "[ERROR 401] UNAUTHORIZED REQUEST",
                "[SUCCESS 200] AUTHORIZED REQUEST",
                "authorized",
            ],
            2,
        ),
        ("%^[hc]at%", vec!["hat", "cat", "that", "concat"], 2),
        ("%[hc]at$%", vec!["hat", "a cat", "hats", "cat "], 2),
        ("%colou?r%", vec!["color", "colour", "colouur"], 2),
        ("%[a-z]%", vec!["a", "A", "1"], 1),
        ("%[^0-9]%", vec!["a", "1"], 1),
        ("%^a{3,5}$%", vec!["aa", "aaa", "aaaaa", "aaaaaa"], 2),
        ("%gray|grey%", vec!["gray", "grey", "gry"], 2),
        (r"%10\.10\.0\.1%", vec!["10.10.0.1", "10a10.0.1"], 1),
        ("%10.10.0.1%", vec!["10.10.0.1", "10a10.0.1"], 2),
        ("%ab*c%", vec!["ac", "abbc", "adc"], 2),
        ("%ab+c%", vec!["ac", "abbc", "abc"], 2),
        (r"%^\d\D\s\S\w\W$%", vec!["1a b_-", "aa b_-"], 1),
        (r"%a\x3Ab%", vec!["a:b", "a;b"], 1),
        ("%[Ee]rror|[Ff]ail%", vec!["an error", "Failed", "ERROR"], 2),
        (
            r"%\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}%",
            vec!["from 127.0.0.1", "127.0.0"],
            1,
        ),
        ("%a:b_c#d=e@f/g;h,i-j%", vec!["a:b_c#d=e@f/g;h,i-j"], 1),
    ] {
        assert_eq!(matching(pattern, &messages).len(), expected, "{pattern}");
    }
}

#[test]
fn what_is_not_in_the_table_is_refused() {
    for (pattern, refused) in [
        ("%something!%", '!'),
        ("%(a)%", '('),
        ("%a b%", ' '),
        ("%é%", 'é'),
        ("{ $.a = %a\"b% }", '"'),
    ] {
        assert_eq!(fault(pattern), Fault::Character(refused), "{pattern}");
    }
    for text in [
        "",
        r"\",
        r"\pL",
        r"\b",
        r"\x1",
        "a{",
        "[a",
        "a**{5}{999999999}",
        "a{1000}{1000}",
    ] {
        let pattern = format!("%{text}%");
        assert_eq!(fault(&pattern), Fault::Regex(text.to_owned()), "{pattern}");
    }
}

#[test]
fn a_pattern_has_two_of_them_at_most() {
    for three in [
        "%a% %b% %c%",
        "{ $.a = %a% && $.b = %b% && $.c = %c% }",
        "[a=%a%, b=%b%, c=%c%]",
    ] {
        assert_eq!(fault(three), Fault::TooManyRegexes, "{three}");
    }
    assert_eq!(matching("%a% -%b%", &["a", "ab"]), ["a"]);
}
