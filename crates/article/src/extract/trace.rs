//! Which rule gave each field: what `extract --explain` shows.

use std::borrow::Cow;

use serde::Serialize;

/// The rules that fired on a page, one for each field that has a value, in the order they fired.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Trace {
    fired: Vec<Fired>,
}

/// One rule that gave a field its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// The field.
    pub field: Field,
    /// The rule's name, such as `profile`, `label:Ngày đăng`, `json-ld`.
    pub rule: Cow<'static, str>,
}

/// The fields of an article that a rule can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of the article of that name")]
pub enum Field {
    Profile,
    Title,
    Lead,
    Body,
    Published,
    Section,
    Author,
    Source,
    Views,
    Url,
    Language,
    Images,
    Attachments,
    Verdict,
}

impl Trace {
    /// Notes that a rule gave a field its value. The last word on a field counts.
    pub(super) fn note(&mut self, field: Field, rule: impl Into<Cow<'static, str>>) {
        self.fired.retain(|fired| fired.field != field);
        self.fired.push(Fired { field, rule: rule.into() });
    }

    /// Notes the first rule that has a value, and returns the value.
    pub(super) fn first<T>(
        &mut self,
        field: Field,
        candidates: impl IntoIterator<Item = (&'static str, Option<T>)>,
    ) -> Option<T> {
        let (rule, value) = candidates.into_iter().find_map(|(rule, value)| Some((rule, value?)))?;
        self.note(field, rule);
        Some(value)
    }

    /// Returns the name of the rule that gave a field; `None`: the field is empty.
    pub fn rule(&self, field: Field) -> Option<&str> {
        self.fired.iter().find(|fired| fired.field == field).map(|fired| &*fired.rule)
    }

    /// Returns all that fired, in order.
    pub fn fired(&self) -> &[Fired] {
        &self.fired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_with_a_value_is_noted() {
        let mut trace = Trace::default();
        let author = trace.first(Field::Author, [("profile", None), ("label", Some(5)), ("meta", Some(6))]);
        assert_eq!((author, trace.rule(Field::Author)), (Some(5), Some("label")));
        assert_eq!(trace.first(Field::Source, [("profile", None::<u8>)]), None);
        assert_eq!(trace.rule(Field::Source), None);
        trace.note(Field::Author, "json-ld");
        assert_eq!(trace.fired().len(), 1);
    }
}
