-- Saved searches and what is to be sent for them; keys; what admins did. None of it is in the WARC files: it names
-- people who read, not what they read.

CREATE TABLE alerts (
    id         TEXT PRIMARY KEY,
    settings   TEXT NOT NULL,               -- JSON of the room of alerts
    state      TEXT NOT NULL,               -- unconfirmed, active, paused
    created_at INTEGER NOT NULL,
    seq        INTEGER NOT NULL,            -- the change sequence has been looked through up to here
    due_at     INTEGER                      -- when what waits is to be sent; NULL: nothing waits
) STRICT;

-- What an alert has told of: each article with the version and whether it was gone.
CREATE TABLE alert_articles (
    alert   TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    article INTEGER NOT NULL,
    version INTEGER NOT NULL,
    gone    INTEGER NOT NULL,
    PRIMARY KEY (alert, article)
) STRICT, WITHOUT ROWID;

-- What has matched and is in no message yet; of alerts that are feeds, the feed.
CREATE TABLE alert_events (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    alert TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    event TEXT NOT NULL                     -- JSON
) STRICT;
CREATE INDEX alert_events_alert ON alert_events (alert, id);

-- Messages, written whole when they are put here and sent as they stand.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    key         TEXT NOT NULL UNIQUE,       -- Message-ID or idempotency key
    alert       TEXT NOT NULL,
    envelope    TEXT NOT NULL,              -- JSON: to whom, by what way
    body        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    state       TEXT NOT NULL,              -- waiting, handed (to be sent, the answer is not known), sent, failed
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER,                    -- of those that wait
    ended_at    INTEGER,
    error       TEXT                        -- of the last attempt
) STRICT;
CREATE INDEX outbox_due ON outbox (next_try_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_handed ON outbox (id) WHERE state = 'handed';
CREATE INDEX outbox_alert ON outbox (alert, id);

CREATE TABLE keys (
    id         TEXT PRIMARY KEY,            -- the part of the key that is no secret
    name       TEXT NOT NULL,
    scopes     TEXT NOT NULL,               -- JSON array
    hash       TEXT NOT NULL,               -- argon2id, in its own notation
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE TABLE audit (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    actor  TEXT NOT NULL,                   -- the id of a key, or "cli"
    action TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT
) STRICT;
