# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Prints the results of bench/gradients: table.py RESULTS.json...; or of the loops over data: table.py --loops RESULTS.txt...

Medians of processor time, in nanoseconds a point; beside each engine its ratio to the careful hand-written gradient and, where
an expert would write another, to that one, and its largest error in ulp (bench/accuracy.hpp). One table for each compiler and its
flags: of several files the medians' median.
Other libraries, where they were measured (bench/run --peers), have a table of their own.
"""

import json
import math
import re
import statistics
import sys
import typing

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
# Errors of so much more than the hand-written gradient's, and of one ulp beside, are another order of summation.
LESS_ACCURATE = 1.5


class Run(typing.NamedTuple):
    """One compiler with its flags: the context, and of each problem by engine the nanoseconds, their relative spread and the error in ulp.

    The problems are in the program's order. Results of before errors were measured have none.
    """
    context: dict
    problems: dict
    spreads: dict
    errors: dict


def read(path):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    problems = {}
    spreads = {}
    errors = {}
    for entry in sorted(results["benchmarks"], key=lambda entry: entry["family_index"]):
        problem, engine = entry["run_name"].rsplit("/", 1)
        if entry.get("aggregate_name") == "median":
            problems.setdefault(problem, {})[engine] = entry["cpu_time"]
            if "ulp" in entry:
                errors.setdefault(problem, {})[engine] = entry["ulp"]
        elif entry.get("aggregate_name") == "cv":
            spreads.setdefault(problem, {})[engine] = entry["cpu_time"]
    return Run(results["context"], problems, spreads, errors)


def read_all(paths):
    """The runs of each compiler and its flags as one."""
    runs = {}
    for path in paths:
        run = read(path)
        runs.setdefault((run.context["compiler"], run.context["flags"]), []).append(run)
    return [Run(alike[0].context, *(combined(results) for results in list(zip(*alike))[1:])) for alike in runs.values()]


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def combined(results):
    """Medians over the runs of {problem: {engine: number}}."""
    return {problem: {engine: statistics.median(run[problem][engine] for run in results) for engine in engines}
            for problem, engines in results[0].items()}


def peers(problems):
    """The other libraries that were measured, in the program's order."""
    own = [engine for engine, _, _ in COLUMNS]
    return list(dict.fromkeys(engine for times in problems.values() for engine in times if engine not in own))


def ratios(problems, engine, other):
    """Of times, by problem, where there are both."""
    return {problem: times[engine] / times[other] for problem, times in problems.items() if engine in times and other in times}


def print_aligned(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join([row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]).rstrip())


def spread_line(spreads):
    largest, problem, engine = max((spread, problem, engine) for problem, by in spreads.items() for engine, spread in by.items())
    typical = statistics.median_high([spread for by in spreads.values() for spread in by.values()])
    return f"standard deviation over the repetitions: {100 * typical:.1f} % (median), {100 * largest:.1f} % ({problem}, {engine})"


def print_peers(problems):
    """Times of the other libraries as multiples of the hand-written."""
    names = peers(problems)
    columns = [ratios(problems, engine, "hand") for engine in ["compile time"] + names]
    rows = [["times the hand-written", "compile time"] + names]
    rows += [[problem] + [f"{column[problem]:.3g}" if problem in column else "" for column in columns] for problem in problems]
    rows.append(["geometric mean"] + [f"{geometric_mean(column.values()):.3g}" if column else "" for column in columns])
    print()
    print_aligned(rows)
    faster = [f"{engine} on {problem} ({ratio:.2f})" for engine in names
              for problem, ratio in ratios(problems, engine, "compile time").items() if ratio < 1]
    print(f"faster than compile time: {', '.join(faster) or 'none'}")


def less_accurate(errors):
    """[(problem, engine, error, the hand-written gradient's)] of our engines."""
    return [(problem, engine, by[engine], by["hand"]) for problem, by in errors.items() for engine in ("compile time", "fast")
            if engine in by and by[engine] > LESS_ACCURATE * by["hand"] + 1]


def accuracy_line(errors):
    """Or nothing, where no errors were measured."""
    found = [f"{engine} on {problem} ({error:.1f}, by hand {by_hand:.1f})" for problem, engine, error, by_hand in less_accurate(errors)]
    return f"largest error more than {LESS_ACCURATE} times the hand-written gradient's and one ulp: {', '.join(found) or 'none'}" if errors else ""


def print_table(context, problems, spreads, errors):
    print(f"{context['compiler']}, {context['flags']}")
    print(f"{context['processor']}, {context['date']}")
    print()

    def with_error(engine):
        return errors and engine != "primal"

    headings = ["ns a point"]
    for engine, heading, others in COLUMNS:
        headings += [heading] + [f"/ {other}" for other in others] + (["ulp"] if with_error(engine) else [])
    rows = [headings]
    mean = ["geometric mean"]
    columns = {(engine, other): ratios(problems, engine, other) for engine, _, others in COLUMNS for other in others}
    for problem, times in problems.items():
        row = [problem]
        for engine, _, others in COLUMNS:
            row.append(f"{times[engine]:.2f}" if engine in times else "")
            row += [f"{columns[engine, other][problem]:.2f}" if problem in columns[engine, other] else "" for other in others]
            if with_error(engine):
                row.append(f"{errors[problem][engine]:.1f}" if engine in errors.get(problem, {}) else "")
        rows.append(row)
    for engine, _, others in COLUMNS:
        mean.append("")
        for other in others:
            mean.append(f"{geometric_mean(columns[engine, other].values()):.2f}" if columns[engine, other] else "")
        if with_error(engine):
            mean.append("")
    print_aligned(rows + [mean])

    worse = [f"{problem} ({ratio:.2f})" for problem, ratio in columns["compile time", "hand"].items() if ratio > WORSE]
    print(f"slower than {WORSE} of the hand-written: {', '.join(worse) or 'none'}")
    if errors:
        print(accuracy_line(errors))
    print(spread_line(spreads))
    if peers(problems):
        print_peers(problems)
    print()


LOOP = re.compile(r"(?P<problem>.+), (?P<count>\d+) (?P<of>\w+)s: (?P<way>.+) (?P<ratio>[\d.]+) of the loop by hand, (?P<ns>[\d.]+) ns each$")
# What a loop is computed by, in the order of the columns.
WAYS = ["loop", "fast", "unchecked", "by an expert", "in lanes by hand", "in lanes", "in threads", "in lanes and threads"]


def read_loops(path):
    """The compiler, and {(problem, count, of): {way: ratio to the loop by hand}} of the lines that bench/loop_line.hpp prints."""
    with open(path, encoding="utf-8") as file:
        compiler, *lines = file.read().splitlines()
    loops = {}
    for line in lines:
        if found := LOOP.match(line):
            loops.setdefault((found["problem"], int(found["count"]), found["of"]), {})[found["way"]] = float(found["ratio"])
    return compiler, loops


def loop_rows(loops):
    """Problems by ways, with headings."""
    ways = [way for way in WAYS if any(way in by for by in loops.values())]
    rows = [["times the loop by hand"] + ways]
    for (problem, count, of), by in loops.items():
        rows.append([f"{problem}, {count:,} {of}s"] + [f"{by[way]:.2f}" if way in by else "" for way in ways])
    rows.append(["geometric mean"] + [f"{geometric_mean([by[way] for by in loops.values() if way in by]):.2f}" for way in ways])
    return rows


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if sys.argv[1] == "--loops":
        for path in sys.argv[2:]:
            compiler, loops = read_loops(path)
            print(f"\n{compiler}")
            print_aligned(loop_rows(loops))
        sys.exit()
    for run in read_all(sys.argv[1:]):
        print_table(*run)
