//! An alias: a name that points at a version of a function, and how invocations are shared between two versions.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html>

use super::qualifier::Version;

/// A name that points at a version.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alias {
    pub(super) version: Version,
    /// Another version, and which part of the invocations it gets, from 0 to 1.
    pub(super) additional: Option<(Version, f64)>,
    pub(super) description: String,
    pub(super) revision_id: String,
    /// Which part of an invocation the additional version is owed.
    pub(super) owed: f64,
}

impl Alias {
    /// The version that the next invocation goes to. AWS leaves it to chance; here the versions take turns, so that each has its part of any
    /// number of invocations.
    pub(super) fn next_version(&mut self) -> Version {
        let Some((additional, weight)) = self.additional else {
            return self.version;
        };
        self.owed += weight;
        // A sum of tenths is a little less than one.
        if self.owed < 1.0 - f64::EPSILON * 16.0 {
            return self.version;
        }
        self.owed -= 1.0;
        additional
    }

    /// Whether any invocation goes to this version.
    pub(super) fn points_at(&self, version: Version) -> bool {
        let additional = self.additional.map(|(version, _)| version);
        self.version == version || additional == Some(version)
    }
}
