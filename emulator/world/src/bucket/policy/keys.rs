//! The condition keys that a bucket's policy may name.
//!
//! Facts of AWS's service authorization reference
//! (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys>). In lower case, as keys are
//! compared.

use crate::provenance::named_by_a_key;

/// What S3's own keys are called behind `s3:`, but for those that are named after a header ([`named_by_a_key`]).
const OF_S3: [&str; 40] = [
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
    "x-amz-bucket-namespace",
    "x-amz-object-annotation-directive",
    "x-amz-object-if-match",
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
            let is_own = OF_S3.contains(&name) || named_by_a_key(name).is_some();
            is_own || OF_TAGS.iter().any(is_tag)
        }
        Some((vendor, name)) => !vendor.is_empty() && !name.is_empty(),
        None => false,
    }
}
