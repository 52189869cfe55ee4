//! The two languages in which the command speaks.

use clap::ValueEnum;

/// A language of the user interface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl From<Lang> for langbao_web::Lang {
    fn from(lang: Lang) -> Self {
        lang.pick(Self::Vi, Self::En)
    }
}

impl Lang {
    /// Returns the wording in this language.
    pub(crate) fn pick<T>(self, vi: T, en: T) -> T {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }
}
