//! An environment as text that other programs read. Values may hold anything: whoever reads it takes them as they are.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The forms there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// `export NAME='value'`, for `eval` in sh, bash, zsh and their kin.
    Sh,
    /// `NAME=value`, in quotes where need be, a line each, for the env files of editors and debuggers.
    Dotenv,
    /// An object.
    Json,
}

impl Format {
    /// Without the last line's end.
    pub(crate) fn text(self, variables: &BTreeMap<String, String>) -> String {
        match self {
            Self::Sh => lines(variables, |name, value| {
                format!("export {name}={}", quoted(value))
            }),
            Self::Dotenv => lines(variables, |name, value| format!("{name}={}", dotenv(value))),
            Self::Json => serde_json::json!(variables).to_string(),
        }
    }
}

fn lines(variables: &BTreeMap<String, String>, line: impl Fn(&str, &str) -> String) -> String {
    let mut text = String::new();
    for (name, value) in variables {
        let _ = writeln!(text, "{}", line(name, value));
    }
    text.truncate(text.trim_end_matches('\n').len());
    text
}

/// One word of a POSIX shell: between single quotes nothing means anything but the quote that ends them.
/// <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02>
///
/// A NUL, which no environment can hold, is left out by the shells themselves.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// Plain where every dialect reads it alike; between single quotes, where all take it as it is, when it has no quote and is one line; else
/// between double quotes with what `dotenv`, editors and Docker Compose know as escapes.
fn dotenv(value: &str) -> String {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || "-_.:/@%+,".contains(sign);
    if value.chars().all(is_plain) {
        return value.to_owned();
    }
    if !value.contains(['\'', '\n', '\r']) {
        return format!("'{value}'");
    }
    let mut quoted = String::from('"');
    for sign in value.chars() {
        match sign {
            '"' | '\\' | '$' | '`' => quoted.extend(['\\', sign]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// As many texts as a function may have variables, of what shells make something of.
    fn hostile() -> BTreeMap<String, String> {
        let signs = [
            "'",
            "\"",
            "\\",
            "$(id)",
            "`id`",
            "$HOME",
            "\n",
            " ",
            "\t",
            ";",
            "&",
            "|",
            "<",
            ">",
            "*",
            "?",
            "~",
            "#",
            "!",
            "{a,b}",
            "%s",
            "\r",
            "-n",
            "ä",
            "\u{1f600}",
            "\u{1b}[31m",
            "=",
            "''",
            "'\\''",
        ];
        let mut random = fastrand::Rng::with_seed(7);
        let text = |random: &mut fastrand::Rng| {
            let length = random.usize(0..8);
            (0..length)
                .map(|_| signs[random.usize(..signs.len())])
                .collect::<String>()
        };
        (0..200)
            .map(|number| (format!("HOSTILE_{number}"), text(&mut random)))
            .collect()
    }

    #[test]
    fn a_shell_takes_every_value_as_it_is() {
        let variables = hostile();
        let text = Format::Sh.text(&variables);
        let shells = ["sh", "bash", "dash", "zsh"].into_iter();
        let mut tried = 0;
        for shell in shells {
            let script = r#"eval "$1"; env -0"#;
            let output = Command::new(shell)
                .args(["-c", script, shell, &text])
                .env_remove("HOME")
                .output();
            let Ok(output) = output else {
                // Not every machine has each of them; `sh` every one has.
                continue;
            };
            tried += 1;
            let environment = String::from_utf8(output.stdout).unwrap();
            let found: BTreeMap<String, String> = environment
                .split('\0')
                .filter_map(|pair| pair.split_once('='))
                .filter(|(name, _)| name.starts_with("HOSTILE_"))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            assert_eq!(found, variables, "{shell}");
        }
        assert!(tried > 0, "no shell was there");
    }

    #[test]
    fn an_env_file_has_a_line_for_each_value() {
        let variables = BTreeMap::from_iter(
            [
                ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"),
                ("B", "a $b"),
                ("C", "say \"$x\"\nC:\\"),
                ("D", ""),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        assert_eq!(
            Format::Dotenv.text(&variables),
            "AWS_LAMBDA_RUNTIME_API=127.0.0.1:9001\nB='a $b'\nC=\"say \\\"\\$x\\\"\\nC:\\\\\"\nD="
        );
        let all = Format::Dotenv.text(&hostile());
        assert_eq!(all.lines().count(), 200);
    }

    #[test]
    fn json_has_every_value() {
        let variables = hostile();
        let read: BTreeMap<String, String> =
            serde_json::from_str(&Format::Json.text(&variables)).unwrap();
        assert_eq!(read, variables);
    }
}
