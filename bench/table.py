# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Prints the results of bench/gradients: table.py RESULTS.json...

Medians of processor time, in nanoseconds a point; beside each engine its ratio to the careful hand-written gradient and, where
an expert would write another, to that one. One table for each compiler and its flags: of several files the medians' median.
"""

import json
import math
import statistics
import sys

# Engine, heading of its time, engines that its time is divided by.
COLUMNS = [
    ("primal", "primal", []),
    ("hand", "hand", ["primal"]),
    ("expert", "expert", ["hand"]),
    ("compile time", "compile time", ["hand", "expert"]),
    ("fast", "fast", ["hand", "expert"]),
    ("expression", "expression", ["hand"]),
    ("tape", "tape", ["hand"]),
]
WORSE = 1.05


def read(path):
    """The run's context, {problem: {engine: nanoseconds}} in the program's order, and {problem: {engine: relative spread}}."""
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    problems = {}
    spreads = {}
    for entry in sorted(results["benchmarks"], key=lambda entry: entry["family_index"]):
        problem, engine = entry["run_name"].rsplit("/", 1)
        if entry.get("aggregate_name") == "median":
            problems.setdefault(problem, {})[engine] = entry["cpu_time"]
        elif entry.get("aggregate_name") == "cv":
            spreads.setdefault(problem, {})[engine] = entry["cpu_time"]
    return results["context"], problems, spreads


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def combined(results):
    """The runs of one compiler with the same flags as one: medians of {problem: {engine: number}}."""
    return {problem: {engine: statistics.median(run[problem][engine] for run in results) for engine in engines}
            for problem, engines in results[0].items()}


def print_table(runs):
    context = runs[0][0]
    problems = combined([problems for _, problems, _ in runs])
    spreads = combined([spreads for _, _, spreads in runs])
    print(f"{context['compiler']}, {context['flags']}")
    print(f"{context['processor']}, {context['date']}")
    print()

    def ratio(problem, engine, other):
        times = problems[problem]
        return times[engine] / times[other] if engine in times and other in times else None

    headings = ["ns a point"]
    for _, heading, others in COLUMNS:
        headings += [heading] + [f"/ {other}" for other in others]
    rows = []
    for problem, times in problems.items():
        row = [problem]
        for engine, _, others in COLUMNS:
            row.append(f"{times[engine]:.2f}" if engine in times else "")
            for other in others:
                value = ratio(problem, engine, other)
                row.append(f"{value:.2f}" if value else "")
        rows.append(row)
    mean = ["geometric mean"]
    for engine, _, others in COLUMNS:
        mean.append("")
        for other in others:
            values = [value for problem in problems if (value := ratio(problem, engine, other))]
            mean.append(f"{geometric_mean(values):.2f}" if values else "")
    rows.append(mean)
    widths = [max(len(row[i]) for row in [headings] + rows) for i in range(len(headings))]
    for row in [headings] + rows:
        print("  ".join([row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]).rstrip())

    worse = [f"{problem} ({value:.2f})" for problem in problems if (value := ratio(problem, "compile time", "hand") or 0) > WORSE]
    print(f"slower than {WORSE} of the hand-written: {', '.join(worse) or 'none'}")
    spread, problem, engine = max((spread, problem, engine) for problem, by in spreads.items() for engine, spread in by.items())
    typical = sorted(spread for by in spreads.values() for spread in by.values())[sum(map(len, spreads.values())) // 2]
    print(f"standard deviation over the repetitions: {100 * typical:.1f} % (median), {100 * spread:.1f} % ({problem}, {engine})")
    print()


if len(sys.argv) < 2:
    sys.exit(__doc__)
tables = {}
for path in sys.argv[1:]:
    run = read(path)
    tables.setdefault((run[0]["compiler"], run[0]["flags"]), []).append(run)
for runs in tables.values():
    print_table(runs)
