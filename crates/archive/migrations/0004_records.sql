-- Records of the WARC files that hold no page: requests, revisits, facts. With `captures`, the index of every record.

CREATE TABLE warc_records (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,               -- request, revisit, metadata
    url        TEXT NOT NULL,
    at         INTEGER NOT NULL,
    file       INTEGER NOT NULL REFERENCES warc_files (number),
    offset     INTEGER NOT NULL,
    length     INTEGER NOT NULL,            -- of the gzip member
    raw_length INTEGER NOT NULL,            -- of the record in it
    record_id  TEXT NOT NULL,
    capture    INTEGER REFERENCES captures (id)  -- that a request asked for, that a revisit refers to
) STRICT;
CREATE INDEX warc_records_capture ON warc_records (capture, id) WHERE capture IS NOT NULL;
CREATE INDEX warc_records_facts ON warc_records (url, id) WHERE kind = 'metadata';

-- Exports go from the oldest version to the newest.
CREATE INDEX article_versions_seen_at ON article_versions (seen_at, seq);
