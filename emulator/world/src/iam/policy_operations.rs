//! What is written once for the policies of roles, users and groups: requests, and what they call.

/// The seven operations on the policies of a role, a user or a group: they differ in the member that names it.
macro_rules! policy_operations {
    (
        $Entity:ident, $member:ident, $member_text:literal, $longest:expr;
        $put:ident, $get:ident -> $got:ident, $list:ident, $delete:ident,
        $attach:ident, $detach:ident, $list_attached:ident
    ) => {
        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $put {
            pub $member: String,
            pub policy_name: String,
            pub policy_document: String,
        }

        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $get {
            pub $member: String,
            pub policy_name: String,
        }

        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $got {
            pub $member: String,
            pub policy_name: String,
            /// URL-encoded.
            pub policy_document: String,
        }

        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $list {
            pub $member: String,
            #[serde(default)]
            pub marker: Option<String>,
            #[serde(default)]
            pub max_items: Option<i64>,
        }

        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $delete {
            pub $member: String,
            pub policy_name: String,
        }

        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $attach {
            pub $member: String,
            pub policy_arn: String,
        }

        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $detach {
            pub $member: String,
            pub policy_arn: String,
        }

        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $list_attached {
            pub $member: String,
            #[serde(default)]
            pub path_prefix: Option<String>,
            #[serde(default)]
            pub marker: Option<String>,
            #[serde(default)]
            pub max_items: Option<i64>,
        }

        fn constraints(name: &str) -> $crate::iam::constraints::Constraints {
            $crate::iam::constraints::Constraints::default().name($member_text, name, $longest)
        }

        pub(in crate::iam) fn put(
            identities: &mut $crate::iam::Identities,
            context: &mut $crate::context::Context<'_>,
            request: $put,
        ) -> Result<(), $crate::iam::IamError> {
            constraints(&request.$member)
                .name(
                    "policyName",
                    &request.policy_name,
                    $crate::iam::constraints::NAME,
                )
                .document("policyDocument", &request.policy_document)
                .check()?;
            $crate::iam::inline::put::<$Entity>(
                identities.iam_mut(context),
                &request.$member,
                request.policy_name,
                &request.policy_document,
            )
        }

        pub(in crate::iam) fn get(
            identities: &$crate::iam::Identities,
            view: &$crate::context::View<'_>,
            request: $get,
        ) -> Result<$got, $crate::iam::IamError> {
            constraints(&request.$member)
                .name(
                    "policyName",
                    &request.policy_name,
                    $crate::iam::constraints::NAME,
                )
                .check()?;
            let iam = identities.iam(view);
            let ($member, policy_document) =
                $crate::iam::inline::get::<$Entity>(iam, &request.$member, &request.policy_name)?;
            Ok($got {
                $member,
                policy_name: request.policy_name,
                policy_document,
            })
        }

        pub(in crate::iam) fn list(
            identities: &$crate::iam::Identities,
            view: &$crate::context::View<'_>,
            request: $list,
        ) -> Result<$crate::iam::PolicyNamesPage, $crate::iam::IamError> {
            constraints(&request.$member).check()?;
            $crate::iam::inline::list::<$Entity>(
                identities.iam(view),
                &request.$member,
                request.marker.as_deref(),
                request.max_items,
            )
        }

        pub(in crate::iam) fn delete(
            identities: &mut $crate::iam::Identities,
            context: &mut $crate::context::Context<'_>,
            request: $delete,
        ) -> Result<(), $crate::iam::IamError> {
            constraints(&request.$member)
                .name(
                    "policyName",
                    &request.policy_name,
                    $crate::iam::constraints::NAME,
                )
                .check()?;
            $crate::iam::inline::delete::<$Entity>(
                identities.iam_mut(context),
                &request.$member,
                &request.policy_name,
            )
        }

        pub(in crate::iam) fn attach(
            identities: &mut $crate::iam::Identities,
            context: &mut $crate::context::Context<'_>,
            request: $attach,
        ) -> Result<(), $crate::iam::IamError> {
            constraints(&request.$member)
                .arn("policyArn", &request.policy_arn)
                .check()?;
            $crate::iam::attached::attach::<$Entity>(
                identities.iam_mut(context),
                &request.$member,
                &request.policy_arn,
            )
        }

        pub(in crate::iam) fn detach(
            identities: &mut $crate::iam::Identities,
            context: &mut $crate::context::Context<'_>,
            request: $detach,
        ) -> Result<(), $crate::iam::IamError> {
            constraints(&request.$member)
                .arn("policyArn", &request.policy_arn)
                .check()?;
            $crate::iam::attached::detach::<$Entity>(
                identities.iam_mut(context),
                &request.$member,
                &request.policy_arn,
            )
        }

        pub(in crate::iam) fn list_attached(
            identities: &$crate::iam::Identities,
            view: &$crate::context::View<'_>,
            request: $list_attached,
        ) -> Result<$crate::iam::AttachedPoliciesPage, $crate::iam::IamError> {
            constraints(&request.$member)
                .path_prefix(request.path_prefix.as_deref())
                .check()?;
            $crate::iam::attached::list_attached::<$Entity>(
                identities.iam(view),
                &request.$member,
                request.path_prefix.as_deref(),
                request.marker.as_deref(),
                request.max_items,
            )
        }
    };
}

pub(super) use policy_operations;
