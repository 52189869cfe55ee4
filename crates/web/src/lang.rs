//! The two languages of what people read.

use std::str::FromStr;

/// The language of what people read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Returns the wording in this language.
    pub fn pick<T>(self, vi: T, en: T) -> T {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// Returns the code, as in `lang=vi` and `<html lang="vi">`.
    pub fn code(self) -> &'static str {
        self.pick("vi", "en")
    }

    /// Returns the language one can switch to.
    pub(crate) fn other(self) -> Self {
        self.pick(Self::En, Self::Vi)
    }

    /// Writes a number with its thousands apart: `12.345` in Vietnamese, `12,345` in English.
    pub(crate) fn number(self, n: u64) -> String {
        let digits = n.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(self.pick('.', ','));
            }
            text.push(digit);
        }
        text
    }

    /// Says how many articles.
    pub(crate) fn articles(self, n: u64) -> String {
        let number = self.number(n);
        match (self, n) {
            (Self::Vi, _) => format!("{number} bài"),
            (Self::En, 1) => "1 article".to_owned(),
            (Self::En, _) => format!("{number} articles"),
        }
    }
}

impl FromStr for Lang {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        match code {
            "vi" => Ok(Self::Vi),
            "en" => Ok(Self::En),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (n, vi, en) in [(0, "0", "0"), (999, "999", "999"), (12_345, "12.345", "12,345")] {
            assert_eq!((Lang::Vi.number(n).as_str(), Lang::En.number(n).as_str()), (vi, en));
        }
        assert_eq!(Lang::Vi.number(1_234_567), "1.234.567");
    }
}
