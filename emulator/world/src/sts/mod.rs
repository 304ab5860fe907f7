//! AWS Security Token Service: who a caller is.
//!
//! There are no users and no roles yet: every key is the account's root, those of functions too.

mod session;

use serde::{Deserialize, Serialize};

pub use session::{Session, Subject};

use crate::access::Denial;
use crate::arn::{Resource, any};
use crate::service::service;
use crate::{State, View};

service! {
    Sts = "AWS STS", "sts"; state State; error StsError;
    /// the account's root, whoever asks: there are no users and roles yet
    read GetCallerIdentity -> GetCallerIdentityResponse = get_caller_identity, on any();
}

/// STS refuses nobody who asks who they are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StsError {
    /// Who asked may not.
    #[error(transparent)]
    AccessDenied(#[from] Box<Denial>),
}

/// `GetCallerIdentity`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GetCallerIdentity {}

/// What `GetCallerIdentity` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetCallerIdentityResponse {
    pub user_id: String,
    pub account: String,
    pub arn: String,
}

fn get_caller_identity(
    _state: &State,
    view: &View<'_>,
    _request: GetCallerIdentity,
) -> Result<GetCallerIdentityResponse, StsError> {
    let account = view.home.account.to_string();
    Ok(GetCallerIdentityResponse {
        user_id: account.clone(),
        account,
        arn: Resource::Root.of(view.home).to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::{Origin, Region};
    use crate::service::Request;
    use crate::{Call, World};

    #[test]
    fn any_key_is_the_accounts_root_in_its_partition() {
        for (region, arn) in [
            ("us-east-1", "arn:aws:iam::000000000000:root"),
            ("us-gov-west-1", "arn:aws-us-gov:iam::000000000000:root"),
        ] {
            let origin = Origin::default().in_region(Region::new(region));
            let call = Call::new(origin, GetCallerIdentity {}.into_operation());
            let answer = World::new(0).apply(jiff::Timestamp::UNIX_EPOCH, call);
            let identity = GetCallerIdentity::answer(answer.result).unwrap();
            assert_eq!(
                (identity.account.as_str(), identity.arn.as_str()),
                ("000000000000", arn)
            );
        }
    }
}
