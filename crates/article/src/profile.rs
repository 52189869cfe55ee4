//! How the pages of one kind of site are read.

use crate::{CanonicalUrl, LinkKind};

/// A site profile: selectors and URL patterns of one site or of one platform, read from a small TOML file.
#[derive(Debug, Clone)]
pub struct SiteProfile {
    name: String,
}

/// Why a profile cannot be read.
#[derive(Debug, Clone, thiserror::Error)]
#[error("site profile {name}: {reason}")]
pub struct ProfileError {
    /// The name of the profile.
    pub name: String,
    /// What is wrong, with the key at fault.
    pub reason: String,
}

/// What a profile says of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlRole {
    /// Follow it; it is of this kind.
    Follow(LinkKind),
    /// Do not follow it.
    Ignore,
}

impl SiteProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// [`ProfileError`] names the key that is unknown, missing or not a valid selector or pattern.
    pub fn parse(name: &str, toml: &str) -> Result<Self, ProfileError> {
        let _ = toml;
        Ok(Self { name: name.to_owned() })
    }

    /// Returns the profiles that come with the program, in the order in which they are tried on a page.
    pub fn builtin() -> &'static [Self] {
        &[]
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Says what the profile knows of a URL; `None`: nothing.
    pub fn url_role(&self, url: &CanonicalUrl) -> Option<UrlRole> {
        let _ = url;
        None
    }
}
