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
mod principals;
mod state;
mod table;
mod tag;
mod tag_operations;
mod tag_parts;
mod tags;
mod target;

mod group;
mod policy;
mod role;
mod simulate;
mod user;

#[cfg(test)]
mod tests;

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
pub use table::{MODEL, Operation, Reply};
pub use tag::Tag;
pub use tag_operations::TagsPage;
pub(crate) use tag_parts::{check_reserved, tag_parts};
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
