"""SQLite FTS5: one table with text and folded text, dates beside it."""

import sqlite3

from peer import main, seconds


def index(folder, articles):
    db = sqlite3.connect(folder + "/index.db")
    db.execute("pragma journal_mode=off")
    db.execute("create table article(id integer primary key, published integer)")
    db.execute("create virtual table text using fts5(title, body, tokenize='unicode61 remove_diacritics 0')")
    db.execute("create virtual table folded using fts5(text, content='')")
    count = 0
    for a in articles:
        db.execute("insert into article values(?,?)", (a["id"], a["published"]))
        db.execute("insert into text(rowid,title,body) values(?,?,?)", (a["id"], a["title"], a["body"]))
        db.execute("insert into folded(rowid,text) values(?,?)", (a["id"], a["folded"]))
        count += 1
    db.commit()
    db.execute("insert into text(text) values('optimize')")
    db.execute("insert into folded(folded) values('optimize')")
    db.commit()
    return count


def ask(db, question):
    table = "folded" if question["class"] == "unmarked" else "text"
    words = [f'"{word}"' for word in question["words"]]
    match = f'"{" ".join(question["words"])}"' if question["class"] == "phrase" else " ".join(words)
    snippet = "snippet(text,1,'[',']','…',40)" if table == "text" else "0"
    if question["person"]:
        rows = db.execute(
            f"select text.rowid,title,{snippet} from text join article on article.id=text.rowid where text match ? "
            "and published>=? and published<? order by published desc limit 10",
            (f'"{question["person"]}"', seconds(question["years"][0]), seconds(question["years"][1] + 1)),
        ).fetchall()
        return db.execute(
            "select count(*) from text join article on article.id=text.rowid where text match ? and published>=? and published<?",
            (f'"{question["person"]}"', seconds(question["years"][0]), seconds(question["years"][1] + 1)),
        ).fetchone()[0]
    db.execute(f"select rowid,{snippet} from {table} where {table} match ? order by rank limit 10", (match,)).fetchall()
    return db.execute(f"select count(*) from {table} where {table} match ?", (match,)).fetchone()[0]


main("fts5", index, lambda folder: sqlite3.connect(folder + "/index.db"), ask)
