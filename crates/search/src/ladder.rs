//! How strictly a query is read: as strictly as finds what fits best, and what may be shown below.

use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocSet};

use crate::collect::Page;
use crate::compile::{Compiled, Marks, Reach, Reading, compile};
use crate::engine::matching::matches_any;
use crate::filter::Filters;
use crate::query::{Expr, unquoted};
use crate::search::{Answered, Search};
use crate::{Accents, QueryWarning, SearchRequest, Sort};

/// Where more articles than this have all the words, those that fit best are among them.
const PLENTY: u64 = 300;

/// So many of the articles that fit a query best must have all its words for those to be enough. Measured: from 1 to 2
/// keywords without marks gain, those with marks lose nothing; more gains little.
const FIRST: usize = 2;

/// A query as it was read, and what that reading finds.
pub(crate) struct Read {
    /// Its number, which the next page of a search is told: 0 is the strictest.
    pub(crate) reading: u8,
    pub(crate) compiled: Compiled,
    /// What was given up for it.
    pub(crate) loosened: Vec<QueryWarning>,
    /// The next reading, of articles that have less of the query.
    pub(crate) wider: Option<Reading>,
    pub(crate) answered: Answered,
}

impl Search<'_> {
    /// Reads a query and gathers what it finds. The filters are left aside when the reading is chosen: else narrowing a
    /// search could show articles that it did not show before. `known` is the number of the reading that the page
    /// before was of.
    pub(crate) fn read(
        &self,
        expr: &Expr,
        known: Option<u8>,
        gather: impl Fn(&dyn Query) -> tantivy::Result<Answered>,
    ) -> tantivy::Result<Read> {
        let request = self.request;
        let marks = match request.accents {
            Accents::Auto => Marks::Typed,
            Accents::Exact => Marks::Exact,
            Accents::Ignore => Marks::Ignored,
        };
        let SearchRequest { expand, lineage, .. } = *request;
        let reading = |marks, reach| Reading { marks, reach, expand, lineage };
        let sentence = unquoted(expr);
        let compiled = |marks, reach| {
            let expr = sentence.as_ref().filter(|_| reach != Reach::All).unwrap_or(expr);
            compile(self.ground(), reading(marks, reach), expr)
        };
        let finds_any = |compiled: &Compiled| matches_any(&self.snapshot.searcher, compiled.query.as_ref());
        let strict = compiled(marks, Reach::All);
        let marks_may_go = request.accents == Accents::Auto && strict.has_marks;
        // Who asks for exact marks or for the words as typed asks for exactness.
        let words_may_go =
            request.accents != Accents::Exact && expand && (strict.is_long || sentence.is_some());
        let looser = [
            (marks_may_go, Marks::Ignored, Reach::All),
            (words_may_go, marks, Reach::Most),
            (marks_may_go && words_may_go, Marks::Ignored, Reach::Most),
        ];
        let wider = |marks, reach| words_may_go.then(|| reading(marks, reach));
        let mut strictly = None;
        if known.is_none_or(|known| known == 0) {
            let answered = gather(strict.query.as_ref())?;
            let is_enough =
                known.is_some() || answered.found.total > 0 || looser.iter().all(|(may, ..)| !may);
            if is_enough || finds_any(&strict)? {
                // A set expression that is also written another way is compared with itself only.
                let may_lack = words_may_go
                    && known.is_none()
                    && answered.found.total < PLENTY
                    && matches!(expr, Expr::Words { .. })
                    && strict.expanded.is_empty();
                if may_lack
                    && let most = compiled(marks, Reach::Most)
                    && !self.has_best(&strict, &most, answered.found.total)?
                {
                    let (loosened, wider) = (vec![QueryWarning::MostWords], wider(marks, Reach::Some));
                    let answered = gather(most.query.as_ref())?;
                    return Ok(Read { reading: 2, compiled: most, loosened, wider, answered });
                }
                let (loosened, wider) = (Vec::new(), wider(marks, Reach::Most));
                return Ok(Read { reading: 0, compiled: strict, loosened, wider, answered });
            }
            strictly = Some(answered);
        }
        // Of many words one with other marks is hardly what is meant; of a name it is.
        let marks_stay = marks_may_go && words_may_go && !self.is_written_otherwise(expr)?;
        let mut order: Vec<_> = (1..).zip(looser).collect();
        if marks_stay {
            order.swap(0, 1);
        }
        for (number, (_, looser, reach)) in order.into_iter().filter(|(_, (may, ..))| *may) {
            let compiled = compiled(looser, reach);
            if known == Some(number) || (known.is_none() && finds_any(&compiled)?) {
                let marks_went = (looser != marks).then_some(QueryWarning::AccentsIgnored);
                let words_went = (reach == Reach::Most).then_some(QueryWarning::MostWords);
                let quotes_went = words_went.as_ref().and(sentence.as_ref()).map(|_| QueryWarning::Unquoted);
                let loosened = marks_went.into_iter().chain(words_went).chain(quotes_went).collect();
                let wider = wider(looser, if reach == Reach::All { Reach::Most } else { Reach::Some });
                let answered = gather(compiled.query.as_ref())?;
                return Ok(Read { reading: number, compiled, loosened, wider, answered });
            }
        }
        let answered = strictly.map_or_else(|| gather(strict.query.as_ref()), Ok)?;
        let (loosened, wider) = (Vec::new(), wider(marks, Reach::Some));
        Ok(Read { reading: 0, compiled: strict, loosened, wider, answered })
    }

    /// Whether the articles that fit a wider reading best are those that the strict reading finds. Of a few words those
    /// that stand all in an article may stand there by chance; the article that is meant may lack one.
    fn has_best(&self, strict: &Compiled, wider: &Compiled, total: u64) -> tantivy::Result<bool> {
        let limit = usize::try_from(total).unwrap_or(FIRST).min(FIRST);
        let page = Page { sort: Sort::Relevance, after: None, limit, collapse: false };
        let query = wider.query.as_ref();
        let found = self.gather(Some(query), &Filters::none(), page, false, Vec::new())?.found;
        for best in &found.page {
            if !self.is_matched(strict.query.as_ref(), best.address)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether an article has the words in a row as they were typed, but for their marks.
    fn is_written_otherwise(&self, expr: &Expr) -> tantivy::Result<bool> {
        let SearchRequest { expand, lineage, .. } = *self.request;
        let reading = Reading { marks: Marks::Ignored, reach: Reach::All, expand, lineage };
        let row = match expr {
            Expr::Words { text, scope } => Expr::Phrase { text: text.clone(), slop: 0, scope: *scope },
            // Of what has operators each part is asked for by itself.
            _ => return Ok(unquoted(expr).is_none()),
        };
        matches_any(&self.snapshot.searcher, compile(self.ground(), reading, &row).query.as_ref())
    }

    fn is_matched(&self, query: &dyn Query, address: DocAddress) -> tantivy::Result<bool> {
        let searcher = &self.snapshot.searcher;
        let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut scorer = weight.scorer(searcher.segment_reader(address.segment_ord), 1.0)?;
        Ok(scorer.doc() <= address.doc_id && scorer.seek(address.doc_id) == address.doc_id)
    }
}
