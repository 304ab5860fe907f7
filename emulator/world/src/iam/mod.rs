//! AWS Identity and Access Management: who may ask for something, and what they may do.
//!
//! An account's roles, users, groups and managed policies ([`Iam`]), and everybody's access keys ([`AccessKeys`]). A document is
//! read once, when it comes, and kept beside its text ([`crate::policy::Policy`]). Nothing is decided here but in simulations: [`Iam::policies_of_role`] and
//! [`Iam::policies_of_user`] say what there is to decide by, and [`AccessKeys::credential`] who asks. Sessions are of [`crate::sts`].

mod error;

mod asks;
mod attached;
mod boundary;
mod boundary_operations;
mod constraints;
mod document;
mod entities;
mod entity;
mod granted;
mod identifiers;
mod identities;
mod identity;
mod inline;
mod keys;
mod managed;
mod managed_policies;
mod name;
mod own_policies;
mod page;
mod policies;
mod policy_operations;
mod state;
mod tag;
mod tag_operations;
mod tags;
mod target;

mod group;
mod policy;
mod role;
mod simulate;
mod user;

#[cfg(test)]
mod tests;

use crate::arn::{any, at_arn};
use crate::service::service;

use target::{group, new_group, new_policy, new_role, new_user, role, user, user_or_caller};

pub use attached::{AttachedPoliciesPage, AttachedPolicy};
pub use boundary::AttachedPermissionsBoundary;
pub use error::IamError;
pub use granted::{Grant, Granted};
pub use group::create::{CreateGroup, CreateGroupResponse, DeleteGroup};
pub use group::members::{AddUserToGroup, RemoveUserFromGroup};
pub use group::policies::{
    AttachGroupPolicy, DeleteGroupPolicy, DetachGroupPolicy, GetGroupPolicy,
    GetGroupPolicyResponse, ListAttachedGroupPolicies, ListGroupPolicies, PutGroupPolicy,
};
pub use group::read::{GetGroup, GetGroupResponse, GroupsPage, ListGroups, ListGroupsForUser};
pub use group::update::UpdateGroup;
pub use group::{Group, GroupDetail};
pub use identifiers::{Identifiers, Kind};
pub use identities::Identities;
pub use identity::Identity;
pub use inline::PolicyNamesPage;
pub use keys::{AccessKeys, Credential, Holder, KeyUse, UserKey};
pub use own_policies::OwnPolicies;
pub use policy::ManagedPolicy;
pub use policy::create::{CreatePolicy, CreatePolicyResponse};
pub use policy::delete::DeletePolicy;
pub use policy::detail::PolicyDetail;
pub use policy::entities::{
    ListEntitiesForPolicy, ListEntitiesForPolicyResponse, PolicyGroup, PolicyRole, PolicyUser,
};
pub use policy::read::{GetPolicy, GetPolicyResponse, ListPolicies, ListPoliciesResponse};
pub use policy::tags::{ListPolicyTags, TagPolicy, UntagPolicy};
pub use policy::version::{
    CreatePolicyVersion, CreatePolicyVersionResponse, DeletePolicyVersion, GetPolicyVersion,
    GetPolicyVersionResponse, ListPolicyVersions, ListPolicyVersionsResponse, PolicyVersion,
    SetDefaultPolicyVersion,
};
pub use role::boundary::{DeleteRolePermissionsBoundary, PutRolePermissionsBoundary};
pub use role::create::{CreateRole, CreateRoleResponse};
pub use role::delete::DeleteRole;
pub use role::policies::{
    AttachRolePolicy, DeleteRolePolicy, DetachRolePolicy, GetRolePolicy, GetRolePolicyResponse,
    ListAttachedRolePolicies, ListRolePolicies, PutRolePolicy,
};
pub use role::profiles::{
    InstanceProfile, ListInstanceProfilesForRole, ListInstanceProfilesForRoleResponse,
};
pub use role::read::{GetRole, GetRoleResponse, ListRoles, ListRolesResponse};
pub use role::tags::{ListRoleTags, TagRole, UntagRole};
pub use role::update::{
    UpdateAssumeRolePolicy, UpdateRole, UpdateRoleDescription, UpdateRoleDescriptionResponse,
    UpdateRoleResponse,
};
pub use role::{Role, RoleDetail, RoleLastUsed};
pub use simulate::context::ContextEntry;
pub use simulate::custom::SimulateCustomPolicy;
pub use simulate::keys::{
    ContextKeys, GetContextKeysForCustomPolicy, GetContextKeysForPrincipalPolicy,
};
pub use simulate::principal::SimulatePrincipalPolicy;
pub use simulate::result::{
    EvaluationResult, Outcome, PermissionsBoundaryDecisionDetail, Position, ResourceSpecificResult,
    Statement,
};
pub use simulate::simulation::SimulatePolicyResponse;
pub use state::Iam;
pub use tag::Tag;
pub use tag_operations::TagsPage;
pub use tags::Tags;
pub use user::access_key::{
    AccessKey, AccessKeyLastUsed, AccessKeyMetadata, CreateAccessKey, CreateAccessKeyResponse,
    DeleteAccessKey, GetAccessKeyLastUsed, GetAccessKeyLastUsedResponse, ListAccessKeys,
    ListAccessKeysResponse, UpdateAccessKey,
};
pub use user::boundary::{DeleteUserPermissionsBoundary, PutUserPermissionsBoundary};
pub use user::create::{CreateUser, CreateUserResponse};
pub use user::delete::DeleteUser;
pub use user::policies::{
    AttachUserPolicy, DeleteUserPolicy, DetachUserPolicy, GetUserPolicy, GetUserPolicyResponse,
    ListAttachedUserPolicies, ListUserPolicies, PutUserPolicy,
};
pub use user::read::{GetUser, GetUserResponse, ListUsers, ListUsersResponse};
pub use user::tags::{ListUserTags, TagUser, UntagUser};
pub use user::update::UpdateUser;
pub use user::{User, UserDetail};

service! {
    Iam = "AWS IAM", "iam"; error IamError, asks;
    change AddUserToGroup -> () = group::members::add, on group(group_name);
    change AttachGroupPolicy -> () = group::policies::attach, on group(group_name);
    change AttachRolePolicy -> () = role::policies::attach, on role(role_name);
    change AttachUserPolicy -> () = user::policies::attach, on user(user_name);
    change CreateAccessKey -> CreateAccessKeyResponse = user::access_key::create, on user_or_caller(user_name);
    change CreateGroup -> CreateGroupResponse = group::create::create, on new_group(group_name, path);
    change CreatePolicy -> CreatePolicyResponse = policy::create::create, on new_policy(policy_name, path);
    change CreatePolicyVersion -> CreatePolicyVersionResponse = policy::version::create, on at_arn(policy_arn);
    change CreateRole -> CreateRoleResponse = role::create::create, on new_role(role_name, path);
    change CreateUser -> CreateUserResponse = user::create::create, on new_user(user_name, path);
    change DeleteAccessKey -> () = user::access_key::delete, on user_or_caller(user_name);
    change DeleteGroup -> () = group::create::delete, on group(group_name);
    change DeleteGroupPolicy -> () = group::policies::delete, on group(group_name);
    change DeletePolicy -> () = policy::delete::delete, on at_arn(policy_arn);
    change DeletePolicyVersion -> () = policy::version::delete, on at_arn(policy_arn);
    change DeleteRole -> () = role::delete::delete, on role(role_name);
    change DeleteRolePermissionsBoundary -> () = role::boundary::delete, on role(role_name);
    change DeleteRolePolicy -> () = role::policies::delete, on role(role_name);
    change DeleteUser -> () = user::delete::delete, on user(user_name);
    change DeleteUserPermissionsBoundary -> () = user::boundary::delete, on user(user_name);
    change DeleteUserPolicy -> () = user::policies::delete, on user(user_name);
    change DetachGroupPolicy -> () = group::policies::detach, on group(group_name);
    change DetachRolePolicy -> () = role::policies::detach, on role(role_name);
    change DetachUserPolicy -> () = user::policies::detach, on user(user_name);
    read GetAccessKeyLastUsed -> GetAccessKeyLastUsedResponse = user::access_key::last_used, on any();
    read GetContextKeysForCustomPolicy -> ContextKeys = simulate::keys::of_custom, on any();
    read GetContextKeysForPrincipalPolicy -> ContextKeys = simulate::keys::of_principal, on at_arn(policy_source_arn);
    read GetGroup -> GetGroupResponse = group::read::get, on group(group_name);
    read GetGroupPolicy -> GetGroupPolicyResponse = group::policies::get, on group(group_name);
    read GetPolicy -> GetPolicyResponse = policy::read::get, on at_arn(policy_arn);
    /// of AWS's policies the default version alone
    read GetPolicyVersion -> GetPolicyVersionResponse = policy::version::get, on at_arn(policy_arn);
    read GetRole -> GetRoleResponse = role::read::get, on role(role_name);
    read GetRolePolicy -> GetRolePolicyResponse = role::policies::get, on role(role_name);
    read GetUser -> GetUserResponse = user::read::get, on user_or_caller(user_name);
    read GetUserPolicy -> GetUserPolicyResponse = user::policies::get, on user(user_name);
    read ListAccessKeys -> ListAccessKeysResponse = user::access_key::list, on user_or_caller(user_name);
    read ListAttachedGroupPolicies -> AttachedPoliciesPage = group::policies::list_attached, on group(group_name);
    read ListAttachedRolePolicies -> AttachedPoliciesPage = role::policies::list_attached, on role(role_name);
    read ListAttachedUserPolicies -> AttachedPoliciesPage = user::policies::list_attached, on user(user_name);
    read ListEntitiesForPolicy -> ListEntitiesForPolicyResponse = policy::entities::list, on at_arn(policy_arn);
    read ListGroupPolicies -> PolicyNamesPage = group::policies::list, on group(group_name);
    read ListGroups -> GroupsPage = group::read::list, on any();
    read ListGroupsForUser -> GroupsPage = group::read::list_for_user, on user(user_name);
    /// always empty: there are no instance profiles
    read ListInstanceProfilesForRole -> ListInstanceProfilesForRoleResponse = role::profiles::list, on role(role_name);
    /// of AWS's policies nine: those for Lambda, SQS and X-Ray, `ReadOnlyAccess` and its kin
    read ListPolicies -> ListPoliciesResponse = policy::read::list, on any();
    read ListPolicyTags -> TagsPage = policy::tags::list_tags, on at_arn(policy_arn);
    read ListPolicyVersions -> ListPolicyVersionsResponse = policy::version::list, on at_arn(policy_arn);
    read ListRolePolicies -> PolicyNamesPage = role::policies::list, on role(role_name);
    read ListRoleTags -> TagsPage = role::tags::list_tags, on role(role_name);
    read ListRoles -> ListRolesResponse = role::read::list, on any();
    read ListUserPolicies -> PolicyNamesPage = user::policies::list, on user(user_name);
    read ListUserTags -> TagsPage = user::tags::list_tags, on user(user_name);
    read ListUsers -> ListUsersResponse = user::read::list, on any();
    change PutGroupPolicy -> () = group::policies::put, on group(group_name);
    change PutRolePermissionsBoundary -> () = role::boundary::put, on role(role_name);
    change PutRolePolicy -> () = role::policies::put, on role(role_name);
    change PutUserPermissionsBoundary -> () = user::boundary::put, on user(user_name);
    change PutUserPolicy -> () = user::policies::put, on user(user_name);
    change RemoveUserFromGroup -> () = group::members::remove, on group(group_name);
    change SetDefaultPolicyVersion -> () = policy::version::set_default, on at_arn(policy_arn);
    /// resource policies of S3, SQS, SNS and Lambda; `ResourceHandlingOption` is refused
    read SimulateCustomPolicy -> SimulatePolicyResponse = simulate::custom::simulate, on any();
    /// the same
    read SimulatePrincipalPolicy -> SimulatePolicyResponse = simulate::principal::simulate, on at_arn(policy_source_arn);
    change TagPolicy -> () = policy::tags::tag, on at_arn(policy_arn);
    change TagRole -> () = role::tags::tag, on role(role_name);
    change TagUser -> () = user::tags::tag, on user(user_name);
    change UntagPolicy -> () = policy::tags::untag, on at_arn(policy_arn);
    change UntagRole -> () = role::tags::untag, on role(role_name);
    change UntagUser -> () = user::tags::untag, on user(user_name);
    change UpdateAccessKey -> () = user::access_key::update, on user_or_caller(user_name);
    change UpdateAssumeRolePolicy -> () = role::update::update_trust, on role(role_name);
    change UpdateGroup -> () = group::update::update, on group(group_name);
    change UpdateRole -> UpdateRoleResponse = role::update::update, on role(role_name);
    change UpdateRoleDescription -> UpdateRoleDescriptionResponse = role::update::update_description, on role(role_name);
    change UpdateUser -> () = user::update::update, on user(user_name);
}
