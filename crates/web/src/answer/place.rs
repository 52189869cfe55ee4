//! Answers about places of the gazetteer.

use langbao_entities::{Level, Share};
use langbao_search::OfficeHolder;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::Hit;
use crate::moment::rfc3339;

/// A place where it is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PlaceBrief {
    /// Code and period: `vn:00118@-2025`.
    #[schema(example = "vn:00118@-2025")]
    id: String,
    name: String,
    /// With all that it lies in.
    full_name: String,
    /// `ward` (also communes and towns), `district` or `province`.
    level: &'static str,
    /// `-2025`: until 30 June 2025; `2025-`: since 1 July 2025.
    period: &'static str,
}

/// A place of a lineage.
#[derive(Debug, Serialize, ToSchema)]
struct Kin {
    #[serde(flatten)]
    place: PlaceBrief,
    /// How much of the older unit went into the newer: `whole`, `main_part`, `part`; null if that is not known.
    share: Option<&'static str>,
}

/// A place with all that it is tied to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Place {
    #[serde(flatten)]
    place: PlaceBrief,
    code: &'static str,
    /// What it lies in, the nearest first.
    within: Vec<PlaceBrief>,
    /// The units it went into on 1 July 2025.
    successors: Vec<Kin>,
    /// The units it was made of.
    predecessors: Vec<Kin>,
    children: Vec<PlaceBrief>,
}

/// Places that a name may mean.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Places {
    pub(crate) places: Vec<PlaceBrief>,
}

/// A place with what archive and index have of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlaceWithArticles)]
pub(crate) struct PlacePage {
    #[serde(flatten)]
    pub(crate) place: Place,
    /// Sites that belong to it, or to what it is in the other period.
    pub(crate) sites: Vec<PlaceSite>,
    pub(crate) articles: PlaceArticles,
    /// The newest articles that name it, what lies in it or what it went into.
    pub(crate) newest: Vec<Hit>,
    /// Those seen in posts of the place, the latest first; with `at`, those seen around that day.
    pub(crate) officials: Vec<Official>,
    pub(crate) index_generation: u64,
}

/// A site of a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceSite {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// How many articles name a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceArticles {
    /// It or what lies in it.
    pub(crate) place: u64,
    /// What it went into too.
    pub(crate) with_successors: u64,
}

/// Somebody seen in a post of a place. Seen is all that it says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Official {
    /// The person's id.
    person: String,
    name: String,
    post: String,
    /// Whether the articles say *nguyên* (former).
    former: bool,
    articles: u64,
    /// Id of the earliest article.
    first_article: String,
    /// Id of the latest.
    last_article: String,
    #[schema(format = DateTime)]
    first_seen: Option<String>,
    #[schema(format = DateTime)]
    last_seen: Option<String>,
}

impl PlaceBrief {
    pub(crate) fn new(place: langbao_entities::Place) -> Self {
        Self {
            id: place.id(),
            name: place.name().to_owned(),
            full_name: place.full_name(),
            level: match place.level() {
                Level::Ward => "ward",
                Level::District => "district",
                Level::Province => "province",
            },
            period: place.period().code(),
        }
    }
}

impl Place {
    pub(crate) fn new(place: langbao_entities::Place) -> Self {
        let kin = |other, old: langbao_entities::Place, new| Kin {
            place: PlaceBrief::new(other),
            share: old.share_in(new).map(|share| match share {
                Share::Whole => "whole",
                Share::MainPart => "main_part",
                Share::Part => "part",
            }),
        };
        Self {
            place: PlaceBrief::new(place),
            code: place.code(),
            within: place.parents().map(PlaceBrief::new).collect(),
            successors: place.successors().into_iter().map(|new| kin(new, place, new)).collect(),
            predecessors: place.predecessors().into_iter().map(|old| kin(old, old, place)).collect(),
            children: place.children().map(PlaceBrief::new).collect(),
        }
    }
}

impl Official {
    pub(crate) fn new(holder: &OfficeHolder) -> Self {
        let (first, last) = holder.seen.unzip();
        Self {
            person: holder.id.to_string(),
            name: holder.name.clone(),
            post: holder.post.clone(),
            former: holder.former,
            articles: holder.articles,
            first_article: holder.first.to_string(),
            last_article: holder.last.to_string(),
            first_seen: first.map(rfc3339),
            last_seen: last.map(rfc3339),
        }
    }
}

/// Writes a place with all that it is tied to.
pub fn place_json(place: langbao_entities::Place) -> Value {
    super::value(&Place::new(place))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lineage_has_its_shares() {
        let value = place_json(langbao_entities::Place::by_id("vn:00118@-2025").unwrap());
        assert_eq!(value["within"][0]["name"], "Quận Long Biên");
        assert_eq!(value["successors"][0]["share"], "main_part");
        assert_eq!(value["predecessors"], json!([]));
        let district = langbao_entities::Place::by_id("vn:004@-2025").unwrap();
        assert_eq!(PlaceBrief::new(district).level, "district");
    }
}
