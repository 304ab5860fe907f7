//! Why an expression is refused, in words that stand behind `Error in expression 'id': `.

use super::bounds::{MAX_DEPTH, MAX_POINTS, MAX_SERIES};
use super::function::Function;
use super::operator::Operator;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("Invalid syntax")]
    Syntax,
    #[error("Invalid syntax: nested more than {MAX_DEPTH} deep")]
    Depth,
    #[error("Function '{0}' not found")]
    UnknownFunction(String),
    /// AWS has it, this emulator does not.
    #[error("The function {0} is not built in this emulator")]
    Unbuilt(&'static str),
    #[error("Metrics Insights queries (SELECT) are not built in this emulator")]
    Insights,
    #[error("Unknown id '{0}'")]
    UnknownId(String),
    #[error("Circular reference")]
    Circle,
    #[error("Unsupported operand type(s) for {operator}: '[{left}, {right}]'")]
    Operands {
        operator: Operator,
        left: &'static str,
        right: &'static str,
    },
    #[error("Invalid arguments for the function {function}: expected {}", .function.usage())]
    Arguments { function: Function },
    #[error("A list is made of time series, not of scalars")]
    ScalarInList,
    #[error("The result must be a time series or an array of time series")]
    ScalarResult,
    #[error("An array has more than {MAX_SERIES} time series")]
    TooManySeries,
    #[error("The expressions of the request come to more than {MAX_POINTS} data points")]
    TooManyPoints,
    #[error("Invalid search expression: {0}")]
    Search(&'static str),
    #[error("Unsupported statistic '{0}' in SEARCH")]
    SearchStatistic(String),
    #[error(
        "The value {0} for the period in SEARCH is not valid: it must be 1, 5, 10, 20, 30, or a multiple of 60"
    )]
    SearchPeriod(String),
}
