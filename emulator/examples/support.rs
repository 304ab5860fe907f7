//! Prints docs/support.md: `just support`.

#![expect(clippy::print_stdout, reason = "it prints a page")]

fn main() {
    print!("{}", aws_endpoint::support::page());
}
