//! No member of a Lambda request is one that nobody knows: each is acted on, kept, or refused by its operation.
//!
//! `lambda_members.txt` has the members of each operation that is built, a line an operation. Source: botocore 1.43.11, Lambda 2015-03-31.
//! `Invoke` is not among them: its members are headers and the body.

use super::LAMBDA;
use crate::wire::value::{DecodeError, Value};

#[test]
fn every_member_of_the_model_is_read_by_its_operation() {
    let mut unread = Vec::new();
    for line in include_str!("lambda_members.txt").lines() {
        let (operation, members) = line.split_once(' ').unwrap_or((line, ""));
        for member in members.split_whitespace() {
            // Of any type: what is no value of the member's has been read, too.
            let value = Value::Map(vec![("Some".to_owned(), Value::Bool(true))]);
            let request = Value::Map(vec![(member.to_owned(), value)]);
            let decoded = (LAMBDA.decode_tree)(operation, request).expect(operation);
            if decoded.is_err_and(|error| error == DecodeError::Unread(vec![member.to_owned()])) {
                unread.push(format!("{operation}.{member}"));
            }
        }
    }
    assert_eq!(unread, [""; 0]);
}

#[test]
fn every_operation_that_is_built_is_looked_at() {
    let lines = include_str!("lambda_members.txt").lines();
    let looked_at: Vec<_> = lines.map(|line| line.split(' ').next().unwrap()).collect();
    let built = LAMBDA.model.operations.iter().map(|one| one.name);
    let built: Vec<_> = built.filter(|name| *name != "Invoke").collect();
    assert_eq!(looked_at, built);
}
