//! Conditions on words. The events and patterns are those of the guide, "Using filter patterns to match terms in space-delimited log
//! events".

use super::{Fault, extracted, fault, matches, matching};

const APACHE: [&str; 3] = [
    r#"127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534"#,
    r#"127.0.0.10 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324"#,
    r#"127.0.0.1 - frank [10/Oct/2000:13:50:35 -0700] "GET /apache_pb.gif HTTP/1.0" 410 433"#,
];

#[test]
fn words_match_as_in_the_guides_examples() {
    let [index, fails, gone] = APACHE;
    for (pattern, expected) in [
        (
            "[ip, user, username, timestamp, request, status_code, bytes]",
            APACHE.to_vec(),
        ),
        (
            "[ip, user, username, timestamp, request, status_code = 4*, bytes]",
            vec![index, gone],
        ),
        (
            "[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]",
            vec![index],
        ),
        ("[..., status_code, bytes > 1000]", vec![index, fails]),
        (
            "[ip, user, ..., status_code = 404 || status_code = 410, bytes]",
            vec![index, gone],
        ),
        ("[ip = 127.0.0.1, ...]", vec![index, gone]),
        (r"[ip=%127\.0\.0\.[1-9]$%, ...]", vec![index, gone]),
        (
            "[ip, user, username, timestamp, request, status_code = 4* && status_code != 404, bytes]",
            vec![gone],
        ),
        (
            "[ip, user, username, timestamp, request, (status_code >= 500) && bytes > 5000, bytes]",
            vec![fails],
        ),
        ("[..., request=*.html*, status_code=4*,]", vec![index]),
        // Other words than there are names.
        ("[ip, user]", vec![]),
        ("[a, b, c, d, e, f, g, ..., h]", vec![]),
        ("[a, b, c, d, e, f, g, ...]", APACHE.to_vec()),
    ] {
        assert_eq!(matching(pattern, &APACHE), expected, "{pattern}");
    }
}

#[test]
fn alternatives_of_a_word_are_as_in_the_guides_examples() {
    let messages = ["ERROR WARN message", "ERROR message", "WARN message"];
    assert_eq!(matching("[w1=ERROR, w2]", &messages), ["ERROR message"]);
    assert_eq!(
        matching("[w1=ERROR || w1=WARN, w2]", &messages),
        ["ERROR message", "WARN message"]
    );
    assert_eq!(matching("[w1=%ERROR|WARN%, w2]", &messages).len(), 2);
    assert!(matching("[w1!=ERROR&&w1!=WARN, w2]", &messages).is_empty());
}

#[test]
fn what_brackets_or_marks_enclose_is_one_word() {
    for (message, words) in [
        ("a  b\tc", 3),
        ("[a b] \"c d\" e", 3),
        ("[a b c", 3),
        ("\"a b", 2),
        ("[a]b c", 2),
        ("\"\" x", 2),
        ("", 0),
    ] {
        let names = vec!["w"; words].join(", ");
        let pattern = if words == 0 {
            "[...]".to_owned()
        } else {
            format!("[{names}]")
        };
        assert!(matches(&pattern, message), "{message}");
        assert!(!matches(&format!("[{names}, w, w]"), message), "{message}");
    }
}

#[test]
fn words_are_handed_out_by_name_or_number() {
    assert_eq!(
        extracted("[..., request=*.html*, status_code=4*,]", APACHE[0]),
        [
            "$1=127.0.0.1",
            "$2=-",
            "$3=frank",
            "$4=10/Oct/2000:13:25:15 -0700",
            "$7=1534",
            "$request=GET /index.html HTTP/1.0",
            "$status_code=404",
        ]
    );
    assert_eq!(extracted("[a, ..., z]", "1 2 3"), ["$2=2", "$a=1", "$z=3"]);
    assert!(extracted("[a, b]", "1 2 3").is_empty());
}

#[test]
fn what_is_no_list_of_words_is_no_pattern() {
    for pattern in [
        "[a",
        "[a b]",
        "[..., a, ...]",
        "[a = ]",
        "[a > text]",
        "[a=!ERROR]",
        "[a (= 1)]",
        "[= 1]",
        "[a = 1 &&]",
        "[a IS NULL]",
    ] {
        assert_eq!(fault(pattern), Fault::Syntax, "{pattern}");
    }
}
