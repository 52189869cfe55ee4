"""Makes tables of the figures that scripts/bench-peers gathered."""

import sys

times, indexes = {}, {}
for line in open(sys.argv[1]):
    engine, kind, *rest = line.rstrip("\n").split("\t")
    if kind == "index":
        count, wall, cpu, size = int(rest[0]), *map(float, rest[1:])
        indexes[engine] = (count / wall, cpu / count * 1e6, size / count)
    else:
        times.setdefault(engine, {}).setdefault(rest[0], []).append(float(rest[1]))

print("| engine | articles/s | CPU µs an article | index bytes an article |\n|---|---|---|---|")
for engine, (speed, cpu, size) in indexes.items():
    print(f"| {engine} | {speed:,.0f} | {cpu:,.0f} | {size:,.0f} |")


def at(values, share):
    return sorted(values)[int((len(values) - 1) * share)]


classes = list(next(iter(times.values())))
print("\n| engine | " + " | ".join(classes) + " |\n|---|" + "---|" * len(classes))
for engine, asked in times.items():
    cells = []
    for name in classes:
        mine, own = asked[name], times.get("langbao", asked)[name]
        p50, p99 = at(mine, 0.5), at(mine, 0.99)
        ratio = p50 / at(own, 0.5), p99 / at(own, 0.99)
        cells.append(f"{p50:.2f} / {p99:.2f} ms (×{ratio[0]:.2f} / ×{ratio[1]:.2f})")
    print(f"| {engine} | " + " | ".join(cells) + " |")
print("\np50 / p99 over all rounds; in brackets how many times langbao's")
