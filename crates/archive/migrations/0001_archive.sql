-- Times are nanoseconds since 1970-01-01 UTC. Ids of articles are the 64 bits of ArticleId, read as signed.

CREATE TABLE sites (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    start_urls  TEXT NOT NULL,              -- JSON array
    schedule    TEXT,
    profile     TEXT,
    delay_ms    INTEGER,
    enabled     INTEGER NOT NULL,
    added_at    INTEGER NOT NULL,
    next_run_at INTEGER
) STRICT;

CREATE TABLE frontier (
    id            INTEGER PRIMARY KEY,      -- grows in the order of discovery
    site          TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    url           TEXT NOT NULL,
    kind          INTEGER NOT NULL,         -- 0 sitemap, 1 feed, 2 list, 3 article, 4 unknown
    depth         INTEGER NOT NULL,
    due_at        INTEGER,                  -- NULL: never by itself
    discovered_at INTEGER NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    visited_at    INTEGER,
    changed_at    INTEGER,
    visits        INTEGER NOT NULL DEFAULT 0,
    unchanged     INTEGER NOT NULL DEFAULT 0,
    failures      INTEGER NOT NULL DEFAULT 0,
    last_outcome  TEXT,
    UNIQUE (site, url)
) STRICT;
-- Answers "what is due next at this depth" with one step down the tree, however long the frontier is.
CREATE INDEX frontier_due ON frontier (site, depth, due_at, kind, id) WHERE due_at IS NOT NULL;

-- How much of each WARC file has been acknowledged; what lies beyond is cut off at the next start.
CREATE TABLE warc_files (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,            -- relative to the data folder
    length INTEGER NOT NULL                 -- bytes
) STRICT;

CREATE TABLE captures (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    url          TEXT NOT NULL,             -- that answered
    at           INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    content_type TEXT,
    file         INTEGER NOT NULL REFERENCES warc_files (number),
    offset       INTEGER NOT NULL,
    length       INTEGER NOT NULL,          -- of the gzip member
    raw_length   INTEGER NOT NULL,          -- of the record in it
    record_id    TEXT NOT NULL,
    digest       TEXT NOT NULL              -- of the body, labelled
) STRICT;
CREATE INDEX captures_url ON captures (url, id);

CREATE TABLE articles (
    id            INTEGER PRIMARY KEY,
    site          TEXT NOT NULL,            -- may be no site of ours: imports, removed sites
    url           TEXT NOT NULL,
    seen_url      TEXT NOT NULL,            -- where it was last seen: url itself or an alias
    version       INTEGER NOT NULL,         -- the latest
    seq           INTEGER NOT NULL UNIQUE,  -- of the latest change
    first_seen_at INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL,
    gone_at       INTEGER,
    published_at  INTEGER,
    view_count    INTEGER                   -- moves without making a version
) STRICT;
CREATE INDEX articles_site ON articles (site, published_at);
CREATE INDEX articles_seen_url ON articles (seen_url);

CREATE TABLE article_versions (
    article      INTEGER NOT NULL REFERENCES articles (id),
    version      INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    capture      INTEGER NOT NULL REFERENCES captures (id),
    content_hash BLOB NOT NULL,
    content      TEXT NOT NULL,             -- JSON
    PRIMARY KEY (article, version)
) STRICT;

CREATE TABLE runs (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    site            TEXT NOT NULL,
    started_at      INTEGER NOT NULL,
    ended_at        INTEGER,
    end             TEXT,
    visits          INTEGER NOT NULL DEFAULT 0,
    pages           INTEGER NOT NULL DEFAULT 0,
    not_modified    INTEGER NOT NULL DEFAULT 0,
    gone            INTEGER NOT NULL DEFAULT 0,
    disallowed      INTEGER NOT NULL DEFAULT 0,
    failed          INTEGER NOT NULL DEFAULT 0,
    new_articles    INTEGER NOT NULL DEFAULT 0,
    edited_articles INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX runs_site ON runs (site, id);
CREATE INDEX runs_open ON runs (id) WHERE ended_at IS NULL;

CREATE TABLE visits (
    id      INTEGER PRIMARY KEY,
    run     INTEGER REFERENCES runs (id),
    site    TEXT NOT NULL,
    url     TEXT NOT NULL,
    at      INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    detail  TEXT,
    capture INTEGER REFERENCES captures (id)
) STRICT;
CREATE INDEX visits_run ON visits (run, id) WHERE run IS NOT NULL;

CREATE TABLE host_state (
    authority TEXT PRIMARY KEY,
    json      TEXT NOT NULL
) STRICT;

-- One row: the last number of the change sequence.
CREATE TABLE sequence (
    last INTEGER NOT NULL
) STRICT;
INSERT INTO sequence (last) VALUES (0);
