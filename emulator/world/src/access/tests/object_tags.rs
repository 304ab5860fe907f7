//! Tags of S3's objects as conditions: those that a request brings, and those that the object has.

use serde_json::{Value, json};

use super::OWN;
use super::identities::{Dev, get, put};
use crate::bucket::delete::{DeleteObject, ObjectIdentifier};
use crate::bucket::{
    BodyId, Content, CopyObject, CopySource, CreateMultipartUpload, DeleteObjectTagging,
    GetObjectTagging, PutBucketVersioning, PutObject, PutObjectTagging, Versioning, WriteCondition,
};

fn tagged(key: &str, tags: &[(&str, &str)]) -> PutObject {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    PutObject {
        tags: tags.iter().map(owned).collect(),
        ..put(key)
    }
}

fn retag(key: &str, tags: &[(&str, &str)]) -> PutObjectTagging {
    PutObjectTagging {
        bucket: "logs".to_owned(),
        key: key.to_owned(),
        version_id: None,
        tags: tagged(key, tags).tags,
    }
}

fn begin(key: &str, tags: &[(&str, &str)]) -> CreateMultipartUpload {
    CreateMultipartUpload {
        bucket: "logs".to_owned(),
        key: key.to_owned(),
        headers: Box::default(),
        tags: tagged(key, tags).tags,
        checksum_algorithm: None,
        checksum_type: None,
    }
}

fn copy(tags: Option<&[(&str, &str)]>, version_id: Option<&str>) -> CopyObject {
    CopyObject {
        bucket: "logs".to_owned(),
        key: "copy".to_owned(),
        source: CopySource {
            bucket: "logs".to_owned(),
            key: "k".to_owned(),
            version_id: version_id.map(str::to_owned),
        },
        content: Content::whole(BodyId(2), 1),
        e_tag: format!("{:032x}", 1),
        checksum: None,
        headers: None,
        tags: tags.map(|tags| tagged("copy", tags).tags),
        condition: WriteCondition::default(),
    }
}

/// May do it where the condition holds.
fn may(action: &Value, condition: &Value) -> Value {
    json!([{"Effect": "Allow", "Action": action, "Resource": "arn:aws:s3:::logs/*", "Condition": condition}])
}

#[test]
fn the_tags_that_a_request_brings_decide_whether_it_may_write() {
    let mut dev = Dev::with_objects(&["k"]);
    let writes = json!(["s3:PutObject", "s3:PutObjectTagging"]);
    dev.may(&may(
        &writes,
        &json!({"StringEquals": {"s3:RequestObjectTag/Team": "a"}}),
    ));
    for (tags, is_let) in [
        (&[("team", "a")][..], true),
        (&[("team", "a"), ("stage", "x")], true),
        (&[("team", "b")], false),
        (&[("stage", "a")], false),
        (&[], false),
    ] {
        let put = dev.refusal(tagged("k", tags));
        assert_eq!(put == "allowed", is_let, "{tags:?}: {put}");
        let put = dev.refusal(retag("k", tags));
        assert_eq!(put == "allowed", is_let, "{tags:?}: {put}");
        let created = dev.refusal(begin("k", tags));
        assert_eq!(created == "allowed", is_let, "{tags:?}: {created}");
    }
}

/// The user guide's example: only these keys may be set.
#[test]
fn the_keys_that_a_request_brings_may_be_limited() {
    let mut dev = Dev::with_objects(&["k"]);
    let keys = json!({"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["Owner", "CreationDate"]}});
    dev.may(&may(&json!("s3:PutObjectTagging"), &keys));
    let owner = &[("Owner", "me")];
    assert_eq!(dev.refusal(retag("k", owner)), "allowed");
    let both = &[("Owner", "me"), ("CreationDate", "x")];
    assert_eq!(dev.refusal(retag("k", both)), "allowed");
    let other = &[("Owner", "me"), ("team", "x")];
    assert_ne!(dev.refusal(retag("k", other)), "allowed");
}

#[test]
fn who_begins_an_upload_with_tags_needs_the_right_to_tag() {
    let mut dev = Dev::with_objects(&[]);
    dev.may(&may(&json!("s3:PutObject"), &json!({})));
    assert_eq!(dev.refusal(begin("k", &[])), "allowed");
    let refused = dev.refusal(begin("k", &[("team", "a")]));
    assert!(refused.contains("s3:PutObjectTagging"), "{refused}");
}

#[test]
fn the_tags_that_an_object_has_decide_who_may_read_it() {
    let mut dev = Dev::with_objects(&["bare"]);
    for (key, team) in [("a", "a"), ("b", "b")] {
        dev.clients
            .call(OWN, tagged(key, &[("team", team)]))
            .unwrap();
    }
    let reads = json!([
        "s3:GetObject",
        "s3:GetObjectTagging",
        "s3:PutObjectTagging",
        "s3:DeleteObjectTagging"
    ]);
    dev.may(&may(
        &reads,
        &json!({"StringEquals": {"s3:ExistingObjectTag/team": "a"}}),
    ));
    for (key, is_let) in [
        ("a", true),
        ("b", false),
        ("bare", false),
        ("absent", false),
    ] {
        let got = dev.refusal(get(key, None));
        assert_eq!(got == "allowed", is_let, "{key}: {got}");
        let got = dev.refusal(GetObjectTagging(get(key, None)));
        assert_eq!(got == "allowed", is_let, "{key}: {got}");
        let put = dev.refusal(retag(key, &[("team", "a")]));
        assert_eq!(put == "allowed", is_let, "{key}: {put}");
    }
    let removed = dev.refusal(DeleteObjectTagging(retag("a", &[])));
    assert_eq!(removed, "allowed");
    let read_no_more = dev.refusal(get("a", None));
    assert_ne!(read_no_more, "allowed");
}

/// "You cannot create a policy to grant or deny a user permissions to delete or overwrite an object based on its existing tags."
#[test]
fn the_tags_that_an_object_has_say_nothing_of_who_may_write_or_delete_it() {
    let mut dev = Dev::with_objects(&[]);
    dev.clients
        .call(OWN, tagged("k", &[("team", "a")]))
        .unwrap();
    let writes = json!(["s3:PutObject", "s3:DeleteObject"]);
    dev.may(&may(
        &writes,
        &json!({"StringEquals": {"s3:ExistingObjectTag/team": "a"}}),
    ));
    assert_ne!(dev.refusal(put("k")), "allowed");
    let delete = DeleteObject {
        bucket: "logs".to_owned(),
        object: ObjectIdentifier {
            key: "k".to_owned(),
            version_id: None,
            if_match: None,
        },
    };
    assert_ne!(dev.refusal(delete), "allowed");
}

#[test]
fn each_version_has_tags_of_its_own() {
    let mut dev = Dev::with_objects(&[]);
    let versioning = PutBucketVersioning {
        bucket: "logs".to_owned(),
        status: Versioning::Enabled,
    };
    dev.clients.call(OWN, versioning).unwrap();
    let mut versions = ["a", "b"].map(|team| {
        let put = tagged("k", &[("team", team)]);
        dev.clients.call(OWN, put).unwrap().version_id.unwrap()
    });
    let reads = json!([
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:GetObjectVersionTagging"
    ]);
    dev.may(&may(
        &reads,
        &json!({"StringEquals": {"s3:ExistingObjectTag/team": "a"}}),
    ));
    let [older, newer] = &mut versions;
    assert_eq!(dev.refusal(get("k", Some(older))), "allowed");
    assert_ne!(dev.refusal(get("k", Some(newer))), "allowed");
    assert_ne!(dev.refusal(get("k", None)), "allowed");
    // The source of a copy is read as the version that it is; the copy is written whatever tags are there.
    let mut statements = may(
        &reads,
        &json!({"StringEquals": {"s3:ExistingObjectTag/team": "a", "s3:VersionId": older}}),
    );
    let writes = json!({"Effect": "Allow", "Action": ["s3:PutObject", "s3:PutObjectTagging"], "Resource": "*"});
    statements.as_array_mut().unwrap().push(writes);
    dev.may(&statements);
    assert_eq!(dev.refusal(copy(None, Some(older))), "allowed");
    assert_ne!(dev.refusal(copy(None, Some(newer))), "allowed");
    // Brought back under its own key.
    let again = |version: &str| CopyObject {
        key: "k".to_owned(),
        ..copy(None, Some(version))
    };
    assert_ne!(dev.refusal(again(newer)), "allowed");
    assert_eq!(dev.refusal(again(older)), "allowed");
}

/// The source of a copy is read: what the copy is tagged with is no condition of that.
#[test]
fn what_a_copy_is_tagged_with_is_asked_of_the_copy_alone() {
    let mut dev = Dev::with_objects(&["k"]);
    let brought = json!({"StringEquals": {"s3:RequestObjectTag/team": "a"}});
    let mut statements = may(&json!(["s3:PutObject", "s3:PutObjectTagging"]), &brought);
    let reads = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"});
    statements.as_array_mut().unwrap().push(reads);
    dev.may(&statements);
    assert_eq!(dev.refusal(copy(Some(&[("team", "a")]), None)), "allowed");
    assert_ne!(dev.refusal(copy(Some(&[("team", "b")]), None)), "allowed");
    assert_ne!(dev.refusal(copy(None, None)), "allowed");
    let all = may(&json!("s3:*"), &brought);
    dev.may(&all);
    let refused = dev.refusal(copy(Some(&[("team", "a")]), None));
    assert!(refused.contains("s3:GetObject "), "{refused}");
}

/// A copy without a directive takes the tags along, which have to be read and set.
#[test]
fn a_copy_takes_tags_along_where_the_caller_may_read_and_set_them() {
    let mut dev = Dev::with_objects(&["bare"]);
    dev.clients
        .call(OWN, tagged("k", &[("team", "a")]))
        .unwrap();
    let allow = |actions: Value| json!([{"Effect": "Allow", "Action": actions, "Resource": "*"}]);
    dev.may(&allow(json!(["s3:GetObject", "s3:PutObject"])));
    let refused = dev.refusal(copy(None, None));
    assert!(refused.contains("s3:GetObjectTagging"), "{refused}");
    let of_bare = CopyObject {
        source: CopySource {
            key: "bare".to_owned(),
            ..copy(None, None).source
        },
        ..copy(None, None)
    };
    assert_eq!(dev.refusal(of_bare), "allowed", "it has none");
    assert_eq!(
        dev.refusal(copy(Some(&[]), None)),
        "allowed",
        "none are taken along"
    );
    dev.may(&allow(json!([
        "s3:GetObject",
        "s3:PutObject",
        "s3:GetObjectTagging"
    ])));
    let refused = dev.refusal(copy(None, None));
    assert!(refused.contains("s3:PutObjectTagging"), "{refused}");
    dev.may(&allow(json!([
        "s3:GetObject",
        "s3:PutObject",
        "s3:GetObjectTagging",
        "s3:PutObjectTagging"
    ])));
    assert_eq!(dev.refusal(copy(None, None)), "allowed");
}
