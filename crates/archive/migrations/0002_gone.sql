-- Whether an article is there: missed once, gone when missed again; what has happened to it; where it has moved.

-- The first visit since the last sight of it that did not find it, and the round of that visit. Set: suspected, or gone.
ALTER TABLE articles ADD COLUMN missed_at INTEGER;
ALTER TABLE articles ADD COLUMN missed_round INTEGER;
ALTER TABLE articles ADD COLUMN gone_reason TEXT;       -- the word of a GoneReason; of the first miss
UPDATE articles SET missed_at = gone_at, gone_reason = '404' WHERE gone_at IS NOT NULL;
CREATE INDEX articles_suspected ON articles (site) WHERE missed_at IS NOT NULL AND gone_at IS NULL;

CREATE TABLE article_events (
    id      INTEGER PRIMARY KEY,
    article INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    event   TEXT NOT NULL,                  -- gone, back, moved, reextracted, withheld
    detail  TEXT
) STRICT;
CREATE INDEX article_events_article ON article_events (article, id);

-- Permanent redirects that an article's address has answered with.
CREATE TABLE moves (
    from_url TEXT PRIMARY KEY,
    to_url   TEXT NOT NULL,
    at       INTEGER NOT NULL
) STRICT;
CREATE INDEX moves_to ON moves (to_url);

-- Ids under which an article was known before it moved.
CREATE TABLE former_ids (
    id      INTEGER PRIMARY KEY,
    url     TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (id)
) STRICT;
CREATE INDEX former_ids_article ON former_ids (article);

-- Whose pages a capture belongs to: how it is read again.
ALTER TABLE captures ADD COLUMN site TEXT;
CREATE INDEX visits_capture ON visits (capture) WHERE capture IS NOT NULL;
UPDATE captures SET site = (SELECT site FROM visits WHERE visits.capture = captures.id LIMIT 1);

-- Runs of one round: one that goes on where another was cut short has its number.
ALTER TABLE runs ADD COLUMN round INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET round = id;
