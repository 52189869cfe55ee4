-- What a list, a feed or a sitemap last said of the articles it leads to: for each, two little-endian integers of eight
-- bytes, the number of its frontier entry and a mark of what was said (0: nothing).
CREATE TABLE lists (
    page  INTEGER PRIMARY KEY REFERENCES frontier (id) ON DELETE CASCADE,
    links BLOB NOT NULL
) STRICT;
ALTER TABLE frontier ADD COLUMN listed_at INTEGER;              -- when a list that had changed last named it
ALTER TABLE frontier ADD COLUMN hint INTEGER NOT NULL DEFAULT 0; -- 1: a list says something else; 2: one names it no more
CREATE INDEX frontier_hint ON frontier (site, hint) WHERE hint <> 0;
CREATE INDEX article_versions_content ON article_versions (content_hash);
