//! The table of operations: one line each.

use super::attached::AttachedPoliciesPage;
use super::error::IamError;
use super::group::create::{CreateGroup, CreateGroupResponse, DeleteGroup};
use super::group::members::{AddUserToGroup, RemoveUserFromGroup};
use super::group::policies::{
    AttachGroupPolicy, DeleteGroupPolicy, DetachGroupPolicy, GetGroupPolicy,
    GetGroupPolicyResponse, ListAttachedGroupPolicies, ListGroupPolicies, PutGroupPolicy,
};
use super::group::read::{GetGroup, GetGroupResponse, GroupsPage, ListGroups, ListGroupsForUser};
use super::group::update::UpdateGroup;
use super::inline::PolicyNamesPage;
use super::policy::create::{CreatePolicy, CreatePolicyResponse};
use super::policy::delete::DeletePolicy;
use super::policy::entities::{ListEntitiesForPolicy, ListEntitiesForPolicyResponse};
use super::policy::read::{GetPolicy, GetPolicyResponse, ListPolicies, ListPoliciesResponse};
use super::policy::tags::{ListPolicyTags, TagPolicy, UntagPolicy};
use super::policy::version::{
    CreatePolicyVersion, CreatePolicyVersionResponse, DeletePolicyVersion, GetPolicyVersion,
    GetPolicyVersionResponse, ListPolicyVersions, ListPolicyVersionsResponse,
    SetDefaultPolicyVersion,
};
use super::role::boundary::{DeleteRolePermissionsBoundary, PutRolePermissionsBoundary};
use super::role::create::{CreateRole, CreateRoleResponse};
use super::role::delete::DeleteRole;
use super::role::policies::{
    AttachRolePolicy, DeleteRolePolicy, DetachRolePolicy, GetRolePolicy, GetRolePolicyResponse,
    ListAttachedRolePolicies, ListRolePolicies, PutRolePolicy,
};
use super::role::profiles::{ListInstanceProfilesForRole, ListInstanceProfilesForRoleResponse};
use super::role::read::{GetRole, GetRoleResponse, ListRoles, ListRolesResponse};
use super::role::tags::{ListRoleTags, TagRole, UntagRole};
use super::role::update::{
    UpdateAssumeRolePolicy, UpdateRole, UpdateRoleDescription, UpdateRoleDescriptionResponse,
    UpdateRoleResponse,
};
use super::simulate::custom::SimulateCustomPolicy;
use super::simulate::keys::{
    ContextKeys, GetContextKeysForCustomPolicy, GetContextKeysForPrincipalPolicy,
};
use super::simulate::principal::SimulatePrincipalPolicy;
use super::simulate::simulation::SimulatePolicyResponse;
use super::tag_operations::TagsPage;
use super::target::{group, new_group, new_policy, new_role, new_user, role, user, user_or_caller};
use super::user::access_key::{
    CreateAccessKey, CreateAccessKeyResponse, DeleteAccessKey, GetAccessKeyLastUsed,
    GetAccessKeyLastUsedResponse, ListAccessKeys, ListAccessKeysResponse, UpdateAccessKey,
};
use super::user::boundary::{DeleteUserPermissionsBoundary, PutUserPermissionsBoundary};
use super::user::create::{CreateUser, CreateUserResponse};
use super::user::delete::DeleteUser;
use super::user::policies::{
    AttachUserPolicy, DeleteUserPolicy, DetachUserPolicy, GetUserPolicy, GetUserPolicyResponse,
    ListAttachedUserPolicies, ListUserPolicies, PutUserPolicy,
};
use super::user::read::{GetUser, GetUserResponse, ListUsers, ListUsersResponse};
use super::user::tags::{ListUserTags, TagUser, UntagUser};
use super::user::update::UpdateUser;
use super::{group, policy, role, simulate, user};
use crate::arn::{any, at_arn};
use crate::service::service;

service! {
    "AWS IAM", "iam"; error IamError, asks;
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
