//! How requests name a function: by name, partial ARN or ARN.

use super::definition::FunctionName;
use super::error::FunctionError;
use crate::arn::{Arn, Resource, Target};
use crate::origin::{AccountId, Home};

/// What `FunctionName` says, whether or not it is there.
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html>, `FunctionName`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reference<'a> {
    region: Option<&'a str>,
    account: Option<AccountId>,
    /// With the qualifier, where there is one that is not `$LATEST`.
    name: &'a str,
}

impl<'a> Reference<'a> {
    fn read(text: &'a str) -> Self {
        let unqualified = text.strip_suffix(":$LATEST").unwrap_or(text);
        if let Some(arn) = Arn::parse(unqualified).filter(|arn| arn.service == "lambda") {
            let name = arn.resource.strip_prefix("function:");
            return Self {
                region: Some(arn.region),
                account: AccountId::parse(arn.account),
                name: name.unwrap_or(arn.resource),
            };
        }
        let Some((before, name)) = unqualified.split_once("function:") else {
            return Self {
                region: None,
                account: None,
                name: unqualified,
            };
        };
        let mut before = before.trim_end_matches(':').rsplit(':');
        Self {
            account: before.next().and_then(AccountId::parse),
            region: before.next(),
            name,
        }
    }
}

/// The function that is so called, whoever finds fault with it later.
pub fn function_target<'a>(home: &'a Home, text: &'a str) -> Target<'a> {
    let reference = Reference::read(text);
    Target {
        account: reference.account.unwrap_or(home.account),
        ..Resource::Function(reference.name).of(home)
    }
}

impl FunctionName {
    /// The name in what `FunctionName` may hold: a name, an ARN or a partial ARN (`account:function:name`), with or without
    /// the qualifier `$LATEST`. Whose function it is, [`function_target`] says.
    ///
    /// # Errors
    /// `ValidationException` when no name can be found in it, `ResourceNotFoundException` when it is in another Region.
    pub fn parse_in(home: &Home, text: &str) -> Result<Self, FunctionError> {
        let reference = Reference::read(text);
        let name = Self::new(reference.name).ok_or_else(|| {
            FunctionError::bad_pattern(
                "functionName",
                text,
                "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)\
                 (:(\\$LATEST|[a-zA-Z0-9-_]+))?",
            )
        })?;
        match reference.region {
            Some(region) if region != home.region.as_str() => {
                Err(FunctionError::other_region(region, &home.region))
            }
            _ => Ok(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_named_in_every_way_that_lambda_takes() {
        let home = Home::default();
        for (text, account) in [
            ("f", "000000000000"),
            ("f:$LATEST", "000000000000"),
            ("function:f", "000000000000"),
            ("111111111111:function:f", "111111111111"),
            ("us-east-1:111111111111:function:f:$LATEST", "111111111111"),
            (
                "arn:aws:lambda:us-east-1:111111111111:function:f",
                "111111111111",
            ),
            (
                "arn:aws:lambda:us-east-1:111111111111:function:f:$LATEST",
                "111111111111",
            ),
        ] {
            let target = function_target(&home, text);
            assert_eq!(target.account.to_string(), account, "{text}");
            assert_eq!(target.resource, Resource::Function("f"), "{text}");
            let name = FunctionName::parse_in(&home, text).unwrap();
            assert_eq!(name.as_str(), "f", "{text}");
        }
    }

    /// Recorded: "Functions from '...' are not reachable in this region ('...')".
    #[test]
    fn a_function_of_another_region_is_not_reachable() {
        let arn = "arn:aws:lambda:eu-west-1:000000000000:function:f";
        let refused = FunctionName::parse_in(&Home::default(), arn).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"
        );
    }
}
