"""What the peers written in Python share: the articles, the questions, the clock."""

import json
import os
import resource
import sys
import time


def size(path):
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(path) for name in names)


def main(engine, index, connect, ask):
    """index(dir, articles) fills, connect(dir) opens, ask(connection, question) returns ten hits and the total."""
    what, folder, work = sys.argv[1:]
    if what == "index":
        articles = (json.loads(line) for line in open(work + "/articles.jsonl"))
        began, cpu = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
        count = index(folder, articles)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        cpu = usage.ru_utime + usage.ru_stime - cpu.ru_utime - cpu.ru_stime
        print(f"{engine}\tindex\t{count}\t{time.monotonic() - began:.3f}\t{cpu:.3f}\t{size(folder)}")
        return
    connection = connect(folder)
    questions = [json.loads(line) for line in open(work + "/questions.jsonl")]
    for timed in (False, True):
        for question in questions:
            began = time.perf_counter()
            total = ask(connection, question)
            if timed:
                print(f"{engine}\task\t{question['class']}\t{(time.perf_counter() - began) * 1e3:.4f}\t{total}")


def seconds(year):
    """The beginning of a year in Vietnam."""
    import calendar

    return calendar.timegm((year, 1, 1, 0, 0, 0)) - 7 * 3600
