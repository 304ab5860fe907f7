//! What is wrong with a pattern.

/// Why a text is no pattern. The first two texts are AWS's; AWS tells everything else by the second, to which we add what it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("Invalid character(s) in term '{0}'")]
    Character(char),
    #[error("Invalid filter pattern")]
    Syntax,
    #[error("Invalid filter pattern: it is longer than 1024 characters")]
    TooLong,
    #[error("Invalid filter pattern: it is nested too deeply")]
    TooDeep,
    #[error("Invalid filter pattern: it has more than 2 regular expressions")]
    TooManyRegexes,
    #[error(
        "Invalid filter pattern: it has more than 3 wildcards in selectors, or more than one in one of them"
    )]
    TooManyWildcards,
    #[error("Invalid filter pattern: the regular expression %{0}% is not supported")]
    Regex(String),
}
