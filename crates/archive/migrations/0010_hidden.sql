-- Articles that an admin has decided not to show: they stay, with all that is known of them.
ALTER TABLE articles ADD COLUMN hidden_at INTEGER;
ALTER TABLE articles ADD COLUMN hidden_reason TEXT;     -- for readers
ALTER TABLE articles ADD COLUMN hidden_legal INTEGER;   -- 1: a law or a court demands it
CREATE INDEX articles_hidden ON articles (hidden_at) WHERE hidden_at IS NOT NULL;
