# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Prints the results of bench/gradients: table.py RESULTS.json...

Medians of processor time, in nanoseconds a point, and their ratios; one table for each file.
"""

import json
import sys

ENGINES = ["primal", "hand", "compile time", "tape"]
RATIOS = [("compile time", "hand"), ("tape", "compile time"), ("hand", "primal")]


def read(path):
    """The run's context, {problem: {engine: nanoseconds}} in the program's order, and the largest spread."""
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    problems = {}
    spread = 0
    for entry in sorted(results["benchmarks"], key=lambda entry: entry["family_index"]):
        problem, engine = entry["run_name"].split("/")
        if entry.get("aggregate_name") == "median":
            problems.setdefault(problem, {})[engine] = entry["cpu_time"]
        elif entry.get("aggregate_name") == "cv":
            spread = max(spread, entry["cpu_time"])
    return results["context"], problems, spread


def print_table(path):
    context, problems, spread = read(path)
    print(f"{context['compiler']}, {context['flags']}")
    print(f"{context['processor']}, {context['date']}")
    print()

    headings = ["ns a point"] + ENGINES + [f"{a} / {b}" for a, b in RATIOS]
    widths = [max(18, *map(len, problems))] + [max(7, len(heading)) for heading in headings[1:]]
    line = lambda cells: print("  ".join([cells[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(cells[1:], widths[1:])]))
    line(headings)
    for problem, time in problems.items():
        line([problem] + [f"{time[engine]:.2f}" for engine in ENGINES] + [f"{time[a] / time[b]:.2f}" for a, b in RATIOS])
    for problem, time in problems.items():
        for engine in time:
            if engine not in ENGINES:
                print(f"{problem}: {engine} {time[engine]:.2f}, {time[engine] / time['hand']:.2f} of hand")
    print(f"largest standard deviation over the repetitions: {100 * spread:.1f} %")
    print()


if len(sys.argv) < 2:
    sys.exit(__doc__)
for path in sys.argv[1:]:
    print_table(path)
