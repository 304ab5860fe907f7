//! What is written once for the tags of roles, users and managed policies: requests, and what they call.

use serde::Serialize;

use super::error::IamError;
use super::page::page;
use super::tag::Tag;
use super::tags::Tags;

/// What `ListRoleTags` and its kin answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagsPage {
    pub tags: Vec<Tag>,
    pub is_truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// The three operations on the tags of a role, a user or a policy: they differ in the member that names it.
macro_rules! tag_operations {
    (
        $entity:ident, $entity_mut:ident, $member:ident, $member_text:literal, $check:ident($($argument:expr)?), $quota:literal;
        $tag:ident, $untag:ident, $list:ident
    ) => {
        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $tag {
            pub $member: String,
            pub tags: Vec<$crate::iam::tag::Tag>,
        }

        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub struct $untag {
            pub $member: String,
            pub tag_keys: Vec<String>,
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

        fn constraints(name: &str) -> $crate::iam::constraints::Constraints {
            $crate::iam::constraints::Constraints::default().$check($member_text, name $(, $argument)?)
        }

        pub(in crate::iam) fn tag(
            identities: &mut $crate::iam::Identities,
            context: &mut $crate::context::Context<'_>,
            request: $tag,
        ) -> Result<(), $crate::iam::IamError> {
            constraints(&request.$member).tags(&request.tags).check()?;
            let entity = identities.iam_mut(context).$entity_mut(&request.$member)?;
            entity.tags.add(&request.tags, $quota)
        }

        pub(in crate::iam) fn untag(
            identities: &mut $crate::iam::Identities,
            context: &mut $crate::context::Context<'_>,
            request: $untag,
        ) -> Result<(), $crate::iam::IamError> {
            constraints(&request.$member).tag_keys(&request.tag_keys).check()?;
            let entity = identities.iam_mut(context).$entity_mut(&request.$member)?;
            for key in &request.tag_keys {
                entity.tags.remove(key);
            }
            Ok(())
        }

        pub(in crate::iam) fn list_tags(
            identities: &$crate::iam::Identities,
            view: &$crate::context::View<'_>,
            request: $list,
        ) -> Result<$crate::iam::tag_operations::TagsPage, $crate::iam::IamError> {
            constraints(&request.$member).check()?;
            let entity = identities.iam(view).$entity(&request.$member)?;
            $crate::iam::tag_operations::tags_page(&entity.tags, request.marker.as_deref(), request.max_items)
        }
    };
}

pub(super) use tag_operations;

pub(super) fn tags_page(
    tags: &Tags,
    marker: Option<&str>,
    max_items: Option<i64>,
) -> Result<TagsPage, IamError> {
    let keyed = tags.to_list().into_iter().map(|tag| (tag.key.clone(), tag));
    let page = page(keyed, marker, max_items)?;
    Ok(TagsPage {
        tags: page.entries,
        is_truncated: page.marker.is_some(),
        marker: page.marker,
    })
}
