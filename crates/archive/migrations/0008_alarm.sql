-- What the pages of a run yielded, what the run fetched, and the alarm that follows; settings of sites.

ALTER TABLE runs ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;   -- of the bodies that came, decoded
ALTER TABLE runs ADD COLUMN yield TEXT;                         -- JSON
ALTER TABLE runs ADD COLUMN alarm TEXT;                         -- JSON: what had dropped; NULL: nothing
ALTER TABLE runs ADD COLUMN notes TEXT;                         -- JSON: what whoever runs this should know
ALTER TABLE sites ADD COLUMN alarm TEXT;                        -- JSON, while it lasts
ALTER TABLE sites ADD COLUMN windows TEXT;                      -- when it may be crawled; NULL: at any time
ALTER TABLE sites ADD COLUMN lenient_tls INTEGER NOT NULL DEFAULT 0;

-- Bands are made anew, fewer of them, and found by the signature they come from.
DROP INDEX bands_article;
DELETE FROM bands;
DELETE FROM signatures;
DELETE FROM copies;
