//! Tags of users.

use crate::iam::constraints::NAME;
use crate::iam::tag_operations::tag_operations;

tag_operations! {
    user, user_mut, user_name, "userName", name(NAME), "TagsPerUser";
    TagUser, UntagUser, ListUserTags
}
