"""PostgreSQL: tsvectors with and without unaccent, GIN indexes."""

import atexit
import glob
import os
import shutil
import subprocess
import tempfile

import psycopg2
from peer import main, seconds

BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]


def as_postgres(*command):
    command = list(command) if os.getuid() else ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def connect(folder):
    sockets = tempfile.mkdtemp()
    if os.getuid() == 0:
        for path in (folder, sockets):
            shutil.chown(path, "postgres", "postgres")
        os.chmod(folder, 0o700)
    data = folder + "/data"
    if not os.path.exists(data):
        as_postgres(BIN + "/initdb", "-D", data, "-E", "UTF8", "--locale=C", "-A", "trust")
    options = f"-c listen_addresses= -c unix_socket_directories={sockets} -c shared_buffers=512MB -c fsync=off"
    as_postgres(BIN + "/pg_ctl", "-D", data, "-w", "-l", folder + "/log", "-o", options, "start")
    atexit.register(lambda: as_postgres(BIN + "/pg_ctl", "-D", data, "-w", "-m", "fast", "stop"))
    db = psycopg2.connect(host=sockets, user="postgres", dbname="postgres")
    db.autocommit = True
    return db


def index(folder, articles):
    cursor = connect(folder).cursor()
    cursor.execute("create extension unaccent")
    cursor.execute("create text search configuration plain (copy=simple)")
    cursor.execute("create text search configuration folded (copy=simple)")
    cursor.execute("alter text search configuration folded alter mapping for hword,hword_part,word with unaccent,simple")
    cursor.execute(
        "create table article(id bigint primary key, title text, body text, published bigint, "
        "text tsvector generated always as (to_tsvector('plain', title||' '||body)) stored, "
        "folded tsvector generated always as (to_tsvector('folded', title||' '||body)) stored)"
    )
    count = 0
    for a in articles:
        cursor.execute("insert into article values(%s,%s,%s,%s)", (a["id"], a["title"], a["body"], a["published"]))
        count += 1
    cursor.execute("create index on article using gin(text)")
    cursor.execute("create index on article using gin(folded)")
    cursor.execute("create index on article(published)")
    cursor.execute("vacuum analyze article")
    return count


def ask(db, question):
    cursor = db.cursor()
    folded = question["class"] == "unmarked"
    column, config = ("folded", "folded") if folded else ("text", "plain")
    text = question["person"] or " ".join(question["words"])
    of = "phraseto_tsquery" if question["person"] or question["class"] == "phrase" else "plainto_tsquery"
    where, values = f"{column} @@ {of}('{config}', %s)", [text]
    order = f"ts_rank({column}, {of}('{config}', %s)) desc"
    if question["person"]:
        where += " and published >= %s and published < %s"
        values += [seconds(question["years"][0]), seconds(question["years"][1] + 1)]
        order = "published desc"
    best = f"select * from article where {where} order by {order} limit 10"
    cursor.execute(
        f"select id, title, ts_headline('{config}', body, {of}('{config}', %s)) from ({best}) best",
        [text, *values, *([] if question["person"] else [text])],
    )
    cursor.fetchall()
    cursor.execute(f"select count(*) from article where {where}", values)
    return cursor.fetchone()[0]


main("postgres", index, connect, ask)
