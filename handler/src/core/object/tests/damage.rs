//! What damage costs: the lines that it is on, and nothing else.

use super::{check, pretty, sound};

#[test]
fn a_record_that_only_begins_takes_no_neighbour() {
    let (a, b) = (sound(1), sound(2));
    for begun in [
        r#"{"timestamp":"#,
        r#"{"timestamp""#,
        "{",
        r#"{"input":{"inputBodyJson":["#,
        r#"{"input":{"inputBodyJson":[{"a":1},"#,
        r#"{"input":{"inputBodyJson":{"a":"#,
        r#"{"a":1,"#,
        r#"{"input":{"inputTokenCount":"#,
        r#"{"input":{"inputTokenCount":5,"#,
    ] {
        check(begun, format!("{begun}\n{a}\n{b}\n"), &[1, 2], 1, 0);
        check(begun, format!("{begun}\n{a}\n"), &[1], 1, 0);
        check(begun, format!("{begun}\n{a}"), &[1], 1, 0);
        check(begun, format!("{a}\n{begun}\n{b}"), &[1, 2], 1, 0);
        check(begun, format!("{a}\n{b}\n{begun}"), &[1, 2], 1, 0);
        check(begun, format!("{a}\n{b}\n{begun}\n"), &[1, 2], 1, 0);
        check(
            begun,
            format!("{a}\n{begun}\n{begun}\r\n{begun}\n{b}"),
            &[1, 2],
            3,
            0,
        );
        check(begun, format!("{a}{begun}\n{b}"), &[1, 2], 1, 0);
    }
}

#[test]
fn a_line_cut_anywhere_is_one_malformed_record() {
    let whole = sound(7);
    let neighbours = (sound(1), sound(2), sound(3));
    for cut in 1..whole.len() {
        let begun = &whole[..cut];
        let text = format!(
            "{}\n{begun}\n{}\n{}\n",
            neighbours.0, neighbours.1, neighbours.2
        );
        check("cut at its end", text, &[1, 2, 3], 1, 0);
        let ended = &whole[cut..];
        let text = format!(
            "{}\n{ended}\n{}\n{}\n",
            neighbours.0, neighbours.1, neighbours.2
        );
        check("cut at its beginning", text, &[1, 2, 3], 1, 0);
    }
}

#[test]
fn a_line_end_in_a_string_breaks_it_there() {
    let broken = sound(9).replace("999999", "\"in a \n body\"");
    check(
        "raw newline",
        format!("{}\n{broken}\n{}", sound(1), sound(2)),
        &[1, 2],
        2,
        0,
    );
    let broken = sound(9).replace("999999", "\"in a \r body\"");
    check(
        "raw return",
        format!("{}\n{broken}\n{}", sound(1), sound(2)),
        &[1, 2],
        1,
        0,
    );
    let broken = sound(9).replace("999999", "\"in a \\\n body\"");
    check(
        "escaped newline",
        format!("{}\n{broken}\n{}", sound(1), sound(2)),
        &[1, 2],
        2,
        0,
    );
}

#[test]
fn garbage_gives_up_its_line() {
    let (a, b) = (sound(1), sound(2));
    for garbage in [
        "garbage",
        "123",
        "\"a string\"",
        "null",
        "true",
        "]",
        "}",
        ",",
        ":",
        "\"open",
        "{]",
        "{1}",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{,}",
        "{\"a\":}",
        "\\",
        "\u{b}",
        "{\"a\":x}",
        "{\"input\":{\"a\":1,}}",
        "{\"output\":{\"a\":1]}",
        "{\"input\":{\"x\":[1,2}}",
        "\u{fe}",
    ] {
        check(garbage, format!("{a}\n{garbage}\n{b}\n"), &[1, 2], 1, 0);
        check(garbage, format!("{a}{garbage}\n{b}\n"), &[1, 2], 1, 0);
        check(garbage, format!("{garbage}{a}\n{b}\n"), &[2], 1, 0);
        check(garbage, format!("{a}\n{b}\n{garbage}"), &[1, 2], 1, 0);
    }
    check(
        "comma between objects",
        format!("{a},{b}\n{}", sound(3)),
        &[1, 3],
        1,
        0,
    );
}

#[test]
fn a_malformed_record_and_the_garbage_behind_it_are_one() {
    check(
        "garbage behind",
        format!("{{}}garbage\n{}", sound(1)),
        &[1],
        1,
        0,
    );
    check(
        "comma behind",
        format!("{{}},{{}}\n{}", sound(1)),
        &[1],
        1,
        0,
    );
    check(
        "on the next line",
        format!("{{}}\ngarbage\n{}", sound(1)),
        &[1],
        2,
        0,
    );
    check(
        "behind an array",
        format!("{{}}\n[]garbage\n{}", sound(1)),
        &[1],
        2,
        0,
    );
    check(
        "behind a sound one",
        format!("{{}}{} garbage", sound(1)),
        &[1],
        2,
        0,
    );
    check(
        "two of them",
        format!("{{}}{{}}garbage\n{}", sound(1)),
        &[1],
        2,
        0,
    );
    check(
        "over lines",
        format!("{{\n}}garbage\n{}", sound(1)),
        &[1],
        2,
        0,
    );
}

#[test]
fn each_line_given_up_is_one_malformed_record() {
    let broken = pretty(9).replace("\"region\"", "region");
    let lines = broken.lines().count() as u64;
    // What is an object of its own among the lines, and what follows it there, is a record each.
    check(
        "pretty",
        format!("{}\n{broken}\n{}", pretty(1), pretty(2)),
        &[1, 2],
        lines - 2,
        0,
    );
}

#[test]
fn an_array_whose_first_element_is_no_object_is_one_malformed_record() {
    let (a, b) = (sound(1), sound(2));
    for first in ["1", "null", "\"x\"", "[]", "[1", "}", ",", "x", "\"open"] {
        check(
            first,
            format!("{a}\n[{first},{}]\n{b}\n", sound(9)),
            &[1, 2],
            1,
            0,
        );
        check(first, format!("{a}\n[{first}\n{b}\n"), &[1, 2], 1, 0);
    }
    check("over lines", format!("[\n1,\n2\n]\n{b}\n"), &[2], 4, 0);
    check("nested", format!("[[{a}]]\n{b}\n"), &[2], 1, 0);
}

#[test]
fn a_foreign_element_is_one_malformed_record_and_the_array_goes_on() {
    let (a, b) = (sound(1), sound(2));
    for element in [
        "1",
        "null",
        "\"x,]\"",
        "[1,[2]]",
        "[]",
        "-1.5e3",
        "{}",
        "{\"a\":1}",
        "true",
    ] {
        check(
            element,
            format!("[{a},{element},{b}]\n{}\n", sound(3)),
            &[1, 2, 3],
            1,
            0,
        );
        check(element, format!("[{a},\n{element},\n{b}]"), &[1, 2], 1, 0);
        check(element, format!("[{a},{b},{element}]"), &[1, 2], 1, 0);
    }
    check("object first", format!("[{{}},{a},{b}]"), &[1, 2], 1, 0);
}

#[test]
fn of_an_array_cut_off_the_elements_before_the_cut_count_and_the_rest_is_one_malformed_record() {
    let (a, b) = (sound(1), sound(2));
    let array = format!("[{a},{b},{}]", sound(3));
    for cut in 1..array.len() {
        let begun = &array[..cut];
        let counted: &[u64] = match cut {
            _ if cut < 1 + a.len() => &[],
            _ if cut < 2 + a.len() + b.len() => &[1],
            _ if cut < array.len() - 1 => &[1, 2],
            _ => &[1, 2, 3],
        };
        check("at the end", begun, counted, 1, 0);
        check("with a line end", format!("{begun}\n"), counted, 1, 0);
        let all: Vec<u64> = counted.iter().copied().chain([40, 50]).collect();
        let lines = format!("{begun}\n{}\n{}\n", sound(40), sound(50));
        // Cut after its comma, the array would go on: then only its end is missing.
        check("with lines after", lines, &all, 1, 0);
    }
}

#[test]
fn of_a_pretty_array_cut_off_the_rest_is_one_malformed_record() {
    let body = r#"{"messages":[{"role":"user","content":[{"text":"a"},{"text":"b"}]},{"role":"x"}],"max":[1]}"#;
    let last: serde_json::Value = serde_json::from_str(&sound(3).replace("999999", body)).unwrap();
    let last = serde_json::to_string_pretty(&last).unwrap();
    let array = format!("[\n{},\n{},\n{last}\n]", pretty(1), pretty(2));
    let before = array.len() - last.len() - 2;
    for cut in before..array.len() - 2 {
        check("pretty", &array[..cut], &[1, 2], 1, 0);
    }
    check("whole", &array, &[1, 2, 3], 0, 0);
}

#[test]
fn a_broken_element_takes_no_neighbour() {
    let (a, b) = (sound(1), sound(2));
    for broken in [
        "{\"timestamp\":",
        "{",
        "{\"a\":\"cut",
        "{\"a\":[1,",
        "{x}",
        "x",
    ] {
        check(
            broken,
            format!("[\n{a},\n{broken}\n{b}\n]\n{}", sound(3)),
            &[1, 2, 3],
            1,
            0,
        );
        check(
            broken,
            format!("[\n{a},\n{broken},\n{b}\n]\n"),
            &[1, 2],
            1,
            0,
        );
        if broken.starts_with('{') {
            check(
                broken,
                format!("[\n{broken},\n{a},\n{b}\n]\n"),
                &[1, 2],
                1,
                0,
            );
        }
        check(broken, format!("[{a},\n{b},\n{broken}\n]"), &[1, 2], 1, 0);
        check(
            broken,
            format!("[{a},\n{b},\n{broken}\n]\n{}", sound(3)),
            &[1, 2, 3],
            1,
            0,
        );
    }
}

#[test]
fn arrays_with_wrong_commas_lose_nothing() {
    let (a, b) = (sound(1), sound(2));
    check(
        "trailing",
        format!("[{a},{b},]\n{}", sound(3)),
        &[1, 2, 3],
        1,
        0,
    );
    check(
        "missing between lines",
        format!("[\n{a}\n{b}\n]\n"),
        &[1, 2],
        0,
        0,
    );
    check(
        "missing on a line",
        format!("[{a}{b}]\n{}", sound(3)),
        &[1, 3],
        1,
        0,
    );
    check("unclosed", format!("[{a},{b}"), &[1, 2], 1, 0);
    check("unclosed, no commas", format!("[{a}\n{b}\n"), &[1, 2], 1, 0);
    check("garbage after", format!("[{a}] x\n{b}"), &[1, 2], 1, 0);
}

#[test]
fn deep_damage_is_read_in_linear_time() {
    // Quadratic reading would take minutes here.
    let lines = 15_000;
    for line in [
        "{\"a\":\n",
        "{\"timestamp\":\n",
        "{\"a\":[\n",
        "[{\"a\":\n",
        "[\n",
        "{\"a\":[[{\"b\":\n",
    ] {
        let text = format!("{}{}\n{}\n", line.repeat(lines), sound(1), sound(2));
        let tally = super::read(text.as_bytes(), 64 << 10, &super::Limits::default()).unwrap();
        assert_eq!(tally.records.counted, 2, "{line}");
        assert_eq!(tally.records.malformed, lines as u64, "{line}");
    }
    let line = format!("{},{{\"a\":[\n", sound(1));
    let text = format!("[{}", line.repeat(4_000));
    let tally = super::read(text.as_bytes(), 64 << 10, &super::Limits::default()).unwrap();
    assert_eq!(tally.records.counted, 1);
    assert_eq!(tally.records.duplicate, 3_999);
}
