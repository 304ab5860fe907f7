//! The condition keys that a bucket's policy may name.
//!
//! Facts of AWS's service authorization reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys>). In lower case, as keys are
//! compared.

/// What S3's own keys are called behind `s3:`.
const OF_S3: [&str; 57] = [
    "accessgrantscope",
    "accessgrantsinstancearn",
    "accessgrantslocationscope",
    "accesspointnetworkorigin",
    "annotation-prefix",
    "authtype",
    "dataaccesspointaccount",
    "dataaccesspointarn",
    "delimiter",
    "deliverysourcearn",
    "destinationregion",
    "existingjoboperation",
    "existingjobpriority",
    "if-match",
    "if-none-match",
    "inventoryaccessibleoptionalfields",
    "isreplicationpauserequest",
    "jobsuspendedcause",
    "locationconstraint",
    "logtype",
    "max-annotation-results",
    "max-keys",
    "object-lock-event-hold",
    "object-lock-event-hold-duration-days",
    "object-lock-legal-hold",
    "object-lock-mode",
    "object-lock-remaining-retention-days",
    "object-lock-retain-until-date",
    "objectcreationoperation",
    "prefix",
    "requestjoboperation",
    "requestjobpriority",
    "requestobjecttagkeys",
    "resourceaccount",
    "resourcearnbeingauthorized",
    "signatureage",
    "signatureversion",
    "tlsversion",
    "versionid",
    "x-amz-acl",
    "x-amz-bucket-namespace",
    "x-amz-content-sha256",
    "x-amz-copy-source",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
    "x-amz-metadata-directive",
    "x-amz-object-annotation-directive",
    "x-amz-object-if-match",
    "x-amz-object-ownership",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
];

/// Those that a tag's key follows.
const OF_TAGS: [&str; 4] = [
    "accesspointtag/",
    "buckettag/",
    "existingobjecttag/",
    "requestobjecttag/",
];

/// Whether a key, in lower case, is one of S3's or of another vendor's: AWS's own (`aws:`) and those of identity providers are not looked up.
pub(super) fn is_known(key: &str) -> bool {
    match key.split_once(':') {
        Some(("s3", name)) => {
            let is_tag = |prefix: &&str| name.len() > prefix.len() && name.starts_with(*prefix);
            OF_S3.contains(&name) || OF_TAGS.iter().any(is_tag)
        }
        Some((vendor, name)) => !vendor.is_empty() && !name.is_empty(),
        None => false,
    }
}
