"""Xapian: text with positions, folded text under a prefix, dates as a value."""

import xapian
from peer import main, seconds


def index(folder, articles):
    db = xapian.WritableDatabase(folder + "/db", xapian.DB_CREATE_OR_OVERWRITE)
    terms = xapian.TermGenerator()
    count = 0
    for a in articles:
        document = xapian.Document()
        terms.set_document(document)
        terms.set_termpos(0)
        terms.index_text(a["title"] + " " + a["body"])
        terms.index_text_without_positions(a["folded"], 1, "XF")
        document.set_data(a["title"] + "\n" + a["body"])
        document.add_value(0, xapian.sortable_serialise(a["published"]))
        db.add_document(document)
        count += 1
    db.commit()
    return count


def ask(db, question):
    if question["person"]:
        words = question["person"].lower().split()
        query = xapian.Query(xapian.Query.OP_PHRASE, words)
        low, high = (xapian.sortable_serialise(seconds(y)) for y in (question["years"][0], question["years"][1] + 1))
        query = xapian.Query(xapian.Query.OP_FILTER, query, xapian.Query(xapian.Query.OP_VALUE_RANGE, 0, low, high))
    elif question["class"] == "unmarked":
        query = xapian.Query(xapian.Query.OP_AND, ["XF" + word for word in question["words"]])
    else:
        query = xapian.Query(
            xapian.Query.OP_PHRASE if question["class"] == "phrase" else xapian.Query.OP_AND, question["words"]
        )
    enquire = xapian.Enquire(db)
    enquire.set_query(query)
    if question["person"]:
        enquire.set_sort_by_value(0, True)
    # The whole database checked: an exact total.
    hits = enquire.get_mset(0, 10, db.get_doccount())
    for hit in hits:
        hits.snippet(hit.document.get_data().decode(), 240, xapian.Stem("none"), 0, "[", "]", "…")
    return hits.get_matches_estimated()


main("xapian", index, lambda folder: xapian.Database(folder + "/db"), ask)
