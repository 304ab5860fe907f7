//! Which function, version or alias a qualified name is.

use super::alias::Alias;
use super::definition::Function;
use super::error::FunctionError;
use super::name::FunctionName;
use super::qualifier::{QualifiedName, Qualifier, Version};
use super::state::Functions;
use crate::origin::Home;

impl Functions {
    /// A version that is there.
    pub(super) fn version(&self, name: &FunctionName, version: Version) -> Option<&Function> {
        match version {
            Version::Latest => self.by_name.get(name),
            Version::Published(number) => self.published.get(name)?.versions.get(&number),
        }
    }

    pub(super) fn alias(&self, name: &FunctionName, alias: &str) -> Option<&Alias> {
        self.published.get(name)?.aliases.get(alias)
    }

    /// What a qualified name is; of an alias the version that most invocations go to.
    pub(super) fn resolve(&self, function: &QualifiedName) -> Option<&Function> {
        let version = match &function.qualifier {
            Qualifier::Version(version) => *version,
            Qualifier::Alias(alias) => self.alias(&function.name, alias)?.version,
        };
        self.version(&function.name, version)
    }

    /// The function, version or alias that a request names.
    ///
    /// # Errors
    /// The name is none, or names nothing that is there.
    pub(super) fn existing(
        &self,
        home: &Home,
        name: &str,
        qualifier: Option<&str>,
    ) -> Result<QualifiedName, FunctionError> {
        let function = QualifiedName::parse_in(home, name, qualifier)?;
        match self.resolve(&function) {
            Some(_) => Ok(function),
            None => Err(FunctionError::qualified_not_found(home, &function)),
        }
    }

    /// The version that the next invocation of this goes to; `None` for what is not there.
    pub(super) fn route(&mut self, function: &QualifiedName) -> Option<Version> {
        let version = match &function.qualifier {
            Qualifier::Version(version) => *version,
            Qualifier::Alias(alias) => {
                let published = self.published.get_mut(&function.name)?;
                published.aliases.get_mut(alias)?.next_version()
            }
        };
        self.version(&function.name, version).map(|_| version)
    }

    /// Every published version of the Region's functions.
    pub(super) fn published_versions(&self) -> impl Iterator<Item = &Function> {
        let published = self.published.values();
        published.flat_map(|published| published.versions.values())
    }

    /// Every version of this function that was published, by number.
    pub(super) fn versions_of(&self, name: &FunctionName) -> impl Iterator<Item = &Function> {
        let published = self.published.get(name).into_iter();
        published.flat_map(|published| published.versions.values())
    }
}
