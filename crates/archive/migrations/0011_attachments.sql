-- Files that articles offer: which belong to the latest version of which, and where they answered.
CREATE TABLE article_attachments (
    article INTEGER NOT NULL REFERENCES articles (id),
    url     TEXT NOT NULL,                  -- as the article has it
    at      TEXT NOT NULL,                  -- where it leads
    PRIMARY KEY (article, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_attachments_at ON article_attachments (at);

-- The text of attachments, derived from their captures.
CREATE TABLE attachment_texts (
    capture   INTEGER PRIMARY KEY REFERENCES captures (id),
    state     TEXT NOT NULL,                -- text, no_text, unreadable
    detail    TEXT,                         -- of one that is unreadable: why
    text      TEXT NOT NULL,
    truncated INTEGER NOT NULL
) STRICT;

-- Further pages of articles, which few sites have: asked for at each visit of an article that has not changed.
CREATE INDEX frontier_parts ON frontier (site) WHERE kind = 6;
