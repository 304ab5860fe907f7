//! How requests name a function: by name, partial ARN or ARN, with or without a qualifier.

use super::definition::FunctionName;
use super::error::FunctionError;
use super::qualifier::{LATEST, QualifiedName, Qualifier};
use crate::arn::{Arn, Resource, Target};
use crate::origin::{AccountId, Home};

/// What `FunctionName` says, whether or not it is there.
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html>, `FunctionName`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Reference<'a> {
    region: Option<&'a str>,
    account: Option<AccountId>,
    name: &'a str,
    qualifier: Option<&'a str>,
}

impl<'a> Reference<'a> {
    fn read(text: &'a str) -> Self {
        let (region, account, rest) = where_and_rest(text);
        let (name, qualifier) = match rest.split_once(':') {
            Some((name, qualifier)) => (name, Some(qualifier)),
            None => (rest, None),
        };
        Self {
            region,
            account,
            name,
            qualifier,
        }
    }
}

/// Region and account, as far as the text says them, and what follows: a name, maybe qualified.
fn where_and_rest(text: &str) -> (Option<&str>, Option<AccountId>, &str) {
    if let Some(arn) = Arn::parse(text).filter(|arn| arn.service == "lambda") {
        let rest = arn.resource.strip_prefix("function:");
        let account = AccountId::parse(arn.account);
        return (Some(arn.region), account, rest.unwrap_or(arn.resource));
    }
    if let Some(rest) = text.strip_prefix("function:") {
        return (None, None, rest);
    }
    if let Some((before, rest)) = text.split_once(":function:") {
        let mut before = before.rsplit(':');
        let account = before.next().and_then(AccountId::parse);
        return (before.next(), account, rest);
    }
    // A name of twelve digits cannot be qualified so, as by AWS's own pattern.
    match text.split_once(':') {
        Some((account, rest)) if AccountId::parse(account).is_some() => {
            (None, AccountId::parse(account), rest)
        }
        _ => (None, None, text),
    }
}

/// The function that is so called, whoever finds fault with it later; with its qualifier, where it has one.
pub fn function_target<'a>(home: &'a Home, text: &'a str) -> Target<'a> {
    target(home, Reference::read(text))
}

/// The same, where a member of its own may hold the qualifier.
#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn qualified_target<'a>(
    home: &'a Home,
    text: &'a str,
    qualifier: &'a Option<String>,
) -> Target<'a> {
    let reference = Reference::read(text);
    target(
        home,
        Reference {
            qualifier: qualifier.as_deref().or(reference.qualifier),
            ..reference
        },
    )
}

/// A published version or an alias.
#[expect(
    clippy::ref_option,
    reason = "a line of the table hands members over as they are"
)]
pub(super) fn published_target<'a>(
    home: &'a Home,
    text: &'a str,
    qualifier: &'a Option<String>,
) -> Target<'a> {
    qualified_target(home, text, qualifier)
}

/// Nothing in particular, where this function is: which function a mapping may feed, a policy says by `lambda:FunctionArn`.
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html>, "Resources and conditions for Lambda actions"
pub(super) fn any_in_account_of<'a>(home: &'a Home, function: &'a str) -> Target<'a> {
    Target {
        resource: Resource::Any,
        ..function_target(home, function)
    }
}

fn target<'a>(home: &'a Home, reference: Reference<'a>) -> Target<'a> {
    let name = reference.name;
    let resource = match reference.qualifier {
        None | Some(LATEST) => Resource::Function(name),
        Some(qualifier) => Resource::QualifiedFunction { name, qualifier },
    };
    Target {
        account: reference.account.unwrap_or(home.account),
        ..resource.of(home)
    }
}

impl FunctionName {
    /// The name in what `FunctionName` may hold: a name, an ARN or a partial ARN (`account:function:name`), with or without
    /// the qualifier `$LATEST`: for operations on the function as a whole. Whose function it is, [`function_target`] says.
    ///
    /// # Errors
    /// `ValidationException` when no name can be found in it, `ResourceNotFoundException` when it is in another Region,
    /// `InvalidParameterValueException` when it is another version's or an alias'.
    pub fn parse_in(home: &Home, text: &str) -> Result<Self, FunctionError> {
        let named = Named::parse_in(home, text, None)?;
        if named.function.qualifier.is_latest() {
            Ok(named.function.name)
        } else {
            Err(FunctionError::for_functions_only())
        }
    }
}

impl QualifiedName {
    /// As [`FunctionName::parse_in`], with any qualifier: behind the name, in a member of its own, or the same in both.
    ///
    /// # Errors
    /// As there, and `InvalidParameterValueException` when the two are different.
    pub fn parse_in(
        home: &Home,
        text: &str,
        qualifier: Option<&str>,
    ) -> Result<Self, FunctionError> {
        Ok(Named::parse_in(home, text, qualifier)?.function)
    }
}

/// A function as a request names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) function: QualifiedName,
    /// Whether the request says a qualifier, be it `$LATEST`: answers then do too.
    pub(super) is_qualified: bool,
}

impl Named {
    /// By which it was asked for.
    pub(super) fn arn(&self, home: &Home) -> String {
        if self.is_qualified {
            self.function.qualified_arn(home)
        } else {
            self.function.arn(home)
        }
    }

    /// # Errors
    /// As [`QualifiedName::parse_in`].
    pub(super) fn parse_in(
        home: &Home,
        text: &str,
        qualifier: Option<&str>,
    ) -> Result<Self, FunctionError> {
        let reference = Reference::read(text);
        let name = FunctionName::new(reference.name).ok_or_else(|| bad_name(text))?;
        let behind = match reference.qualifier {
            Some(text_of) => Some(Qualifier::parse(text_of).ok_or_else(|| bad_name(text))?),
            None => None,
        };
        let beside = qualifier.map(parse_qualifier).transpose()?;
        if let Some(region) = reference.region
            && region != home.region.as_str()
        {
            return Err(FunctionError::other_region(region, &home.region));
        }
        if behind.is_some() && beside.is_some() && behind != beside {
            return Err(FunctionError::invalid(
                "The derived qualifier from the function name does not match the specified qualifier.",
            ));
        }
        let qualifier = beside.or(behind);
        Ok(Self {
            is_qualified: qualifier.is_some(),
            function: QualifiedName {
                name,
                qualifier: qualifier.unwrap_or_default(),
            },
        })
    }
}

fn bad_name(text: &str) -> FunctionError {
    FunctionError::bad_pattern(
        "functionName",
        text,
        "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)\
         (:(\\$LATEST|[a-zA-Z0-9-_]+))?",
    )
}

fn parse_qualifier(text: &str) -> Result<Qualifier, FunctionError> {
    Qualifier::parse(text)
        .ok_or_else(|| FunctionError::bad_pattern("qualifier", text, "(|[a-zA-Z0-9$_-]+)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::function::qualifier::Version;

    #[test]
    fn a_function_is_named_in_every_way_that_lambda_takes() {
        let home = Home::default();
        for (text, account) in [
            ("f", "000000000000"),
            ("f:$LATEST", "000000000000"),
            ("function:f", "000000000000"),
            ("111111111111:f", "111111111111"),
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

    #[test]
    fn a_version_is_named_behind_the_function_or_beside_it() {
        let home = Home::default();
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:my-function:7";
        for (text, beside) in [
            ("my-function:7", None),
            ("my-function", Some("7")),
            ("my-function:7", Some("7")),
            (arn, None),
            ("000000000000:function:my-function:7", None),
        ] {
            let beside = beside.map(str::to_owned);
            let target = qualified_target(&home, text, &beside);
            assert_eq!(target.to_string(), arn, "{text}");
            let named = QualifiedName::parse_in(&home, text, beside.as_deref()).unwrap();
            let seven = Qualifier::Version(Version::Published(7));
            assert_eq!(named.qualifier, seven, "{text}");
        }
        let refused = QualifiedName::parse_in(&home, "f:7", Some("8")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "The derived qualifier from the function name does not match the specified qualifier."
        );
        assert_eq!(
            FunctionName::parse_in(&home, "f:7"),
            Err(FunctionError::for_functions_only())
        );
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
