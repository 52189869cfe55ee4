-- Copies of one article at several addresses: what is compared, and what was found.

-- Of the latest version of each article: a hash of its words, and its MinHash signature (bytes of 64 numbers).
CREATE TABLE signatures (
    article   INTEGER PRIMARY KEY,
    exact     INTEGER NOT NULL,
    shingles  INTEGER NOT NULL,             -- how many; texts too short for comparison have none here
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX signatures_exact ON signatures (exact);

-- Articles that share a band of their signatures are probably alike.
CREATE TABLE bands (
    band    INTEGER NOT NULL,               -- hash of number and content of the band
    article INTEGER NOT NULL,
    PRIMARY KEY (band, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_article ON bands (article);

-- Each pair both ways.
CREATE TABLE copies (
    article    INTEGER NOT NULL,
    other      INTEGER NOT NULL,
    similarity REAL NOT NULL,               -- of their shingles, as estimated; 1 for the same words
    PRIMARY KEY (article, other)
) STRICT, WITHOUT ROWID;
