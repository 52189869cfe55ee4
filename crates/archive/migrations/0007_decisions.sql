-- What an admin decided: appended to, never changed but for being undone. What a decision says is the affair of the
-- room it is for; here it is a text.
CREATE TABLE decisions (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at   INTEGER NOT NULL,
    json      TEXT NOT NULL,
    undone_at INTEGER
) STRICT;
