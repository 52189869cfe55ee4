//! How our values look in columns of the database.

use chrono::{DateTime, Utc};
use langbao_article::{ArticleId, CanonicalUrl, GoneReason, LinkKind, SiteId};
use rusqlite::types::Type;
use rusqlite::{Result, Row};

/// Nanoseconds since 1970; instants outside the years 1678-2261 become the nearest one inside.
pub(crate) fn from_time(at: DateTime<Utc>) -> i64 {
    at.timestamp_nanos_opt().unwrap_or(if at.timestamp() < 0 { i64::MIN } else { i64::MAX })
}

pub(crate) fn time(row: &Row<'_>, column: usize) -> Result<DateTime<Utc>> {
    row.get(column).map(DateTime::from_timestamp_nanos)
}

pub(crate) fn optional_time(row: &Row<'_>, column: usize) -> Result<Option<DateTime<Utc>>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(DateTime::from_timestamp_nanos))
}

/// The same 64 bits: ids above 2^63 are negative in the database.
pub(crate) fn from_article_id(id: ArticleId) -> i64 {
    id.0.cast_signed()
}

pub(crate) fn article_id(row: &Row<'_>, column: usize) -> Result<ArticleId> {
    row.get::<_, i64>(column).map(|id| ArticleId(id.cast_unsigned()))
}

pub(crate) fn url(row: &Row<'_>, column: usize) -> Result<CanonicalUrl> {
    parsed(column, CanonicalUrl::parse(row.get_ref(column)?.as_str()?))
}

pub(crate) fn gone_reason(row: &Row<'_>, column: usize) -> Result<Option<GoneReason>> {
    let word: Option<String> = row.get(column)?;
    word.map(|word| parsed(column, word.parse())).transpose()
}

pub(crate) fn site_id(row: &Row<'_>, column: usize) -> Result<SiteId> {
    parsed(column, row.get_ref(column)?.as_str()?.parse())
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T> {
    parsed(column, serde_json::from_str(row.get_ref(column)?.as_str()?))
}

pub(crate) fn optional_json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parsed(column, serde_json::from_str(&text))).transpose()
}

/// The order of these numbers is the order in which entries that are due at the same time are taken.
pub(crate) fn from_kind(kind: LinkKind) -> i64 {
    match kind {
        LinkKind::Sitemap => 0,
        LinkKind::Feed => 1,
        LinkKind::List => 2,
        LinkKind::Article => 3,
        LinkKind::Unknown => 4,
        LinkKind::Attachment => 5,
        LinkKind::Part => 6,
    }
}

pub(crate) fn kind(row: &Row<'_>, column: usize) -> Result<LinkKind> {
    Ok(match row.get::<_, i64>(column)? {
        0 => LinkKind::Sitemap,
        1 => LinkKind::Feed,
        2 => LinkKind::List,
        3 => LinkKind::Article,
        4 => LinkKind::Unknown,
        5 => LinkKind::Attachment,
        6 => LinkKind::Part,
        other => return Err(rusqlite::Error::IntegralValueOutOfRange(column, other)),
    })
}

/// A count that is bounded by the number of rows or by SQLite itself; never negative.
pub(crate) fn count(row: &Row<'_>, column: usize) -> Result<u64> {
    let value = row.get::<_, i64>(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// Numbers beyond what SQLite can hold (no real page has them) become the largest one.
pub(crate) fn from_count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |number: u8| char::from(b"0123456789abcdef"[usize::from(number)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn parsed<T, E>(column: usize, result: std::result::Result<T, E>) -> Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    result.map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_nanoseconds_and_their_order() {
        let at = DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap();
        assert_eq!(DateTime::from_timestamp_nanos(from_time(at)), at);
        assert_eq!(from_time(DateTime::<Utc>::MAX_UTC), i64::MAX);
        assert_eq!(from_time(DateTime::<Utc>::MIN_UTC), i64::MIN);
    }
}
