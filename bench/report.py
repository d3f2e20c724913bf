# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Makes the README's table and the pictures from bench/results: report.py [--add RESULTS.json...]

--add first puts the results of bench/gradients there, one file for each compiler and its flags; bench/run --update does this.
compile_time.json beside them is what bench/compile_time.py --json writes.
"""

import argparse
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True  # No __pycache__ beside the sources.
import pictures
import table

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
MARKER = "<!-- measured -->"


def name_of(context):
    """g++-O3 for the file's name, and so for the pictures'."""
    compiler = "clang" if context["compiler"].startswith("clang") else "g++"
    return compiler + re.search(r"-O\d", context["flags"])[0]


def add(paths):
    """Medians and spreads of alike runs, in the form of Google Benchmark's, a line each. The machine's name is nobody's business."""
    RESULTS.mkdir(exist_ok=True)
    for context, problems, spreads in table.read_all(paths):
        kept = {key: value for key, value in context.items() if key not in ("host_name", "executable", "caches")}
        lines = []
        for family, (problem, engine) in enumerate((problem, engine) for problem in problems for engine in problems[problem]):
            for aggregate, unit, by in (("median", "time", problems), ("cv", "percentage", spreads)):
                lines.append(json.dumps({
                    "name": f"{problem}/{engine}_{aggregate}", "family_index": family, "run_name": f"{problem}/{engine}",
                    "run_type": "aggregate", "aggregate_name": aggregate, "aggregate_unit": unit,
                    "cpu_time": float(f"{by[problem][engine]:.5g}"), "time_unit": "ns"}))
        text = '{"context": ' + json.dumps(kept) + ',\n"benchmarks": [\n' + ",\n".join(lines) + "\n]}\n"
        (RESULTS / f"{name_of(context)}.json").write_text(text, encoding="utf-8")


def row(cells):
    return "| " + " | ".join(cells) + " |"


def shortest(number):
    """Two decimals for what is compared, fewer for what is far off."""
    return f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:,.0f}"


def full_table(problems):
    """Problems by engines: nanoseconds by hand, multiples of them for the others."""
    engines = [engine for engine, _, _ in table.COLUMNS if engine != "hand"] + table.peers(problems)
    columns = {engine: table.ratios(problems, engine, "hand") for engine in engines}
    lines = [row(["", "hand, ns"] + engines), row(["---"] + ["--:"] * (len(engines) + 1))]
    for problem, times in problems.items():
        lines.append(row([problem, shortest(times["hand"])] +
                         [shortest(columns[engine][problem]) if problem in columns[engine] else "" for engine in engines]))
    return lines


def summary(runs):
    """Engines by compilers: geometric means over the problems of the multiples of the hand-written."""
    engines = [engine for engine, _, _ in table.COLUMNS if engine not in ("primal", "hand")]
    engines += dict.fromkeys(engine for _, problems, _ in runs for engine in table.peers(problems))
    lines = [row(["times the hand-written"] + [f"{context['compiler'].split(' (')[0]} {re.search('-O.', context['flags'])[0]}"
                                               for context, _, _ in runs] + ["problems"]),
             row(["---"] + ["--:"] * (len(runs) + 1))]
    for engine in engines:
        columns = [table.ratios(problems, engine, "hand") for _, problems, _ in runs]
        lines.append(row([engine] + [shortest(table.geometric_mean(column.values())) if column else "" for column in columns] +
                         [str(max(map(len, columns)))]))
    return lines


def readme(runs):
    """What stands between the README's markers."""
    lines = []
    for name, text in pictures.TEXTS.items():
        if (RESULTS / f"{name}.svg").exists():
            lines += [f"![{text}](bench/results/{name}.svg)", ""]
    lines += summary(runs)
    lines += ["", "Geometric means over the problems that an engine can do. \"hand\" keeps the arithmetic of the function, \"expert\" "
              "reassociates freely; every number was checked against them before it was timed.", ""]
    for context, problems, spreads in runs:
        flags = context["flags"].split(" -falign")[0]
        lines += [f"<details><summary>{context['compiler'].split(' (')[0]} {flags}: every problem</summary>", ""]
        lines += full_table(problems)
        lines += ["", f"{context['processor']}, {context['date'][:10]}, {context['flags']}; {table.spread_line(spreads)}", "", "</details>", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", nargs="+", default=[], metavar="RESULTS.json")
    options = parser.parse_args()
    if options.add:
        add(options.add)
    # -O3 first, and g++ before clang.
    paths = sorted(RESULTS.glob("*-O?.json"), key=lambda path: (-int(path.stem[-1]), path.stem[0] != "g"))
    if not paths:
        sys.exit(f"no results in {RESULTS.relative_to(ROOT)}: bench/run --update measures them")
    runs = [run for path in paths for run in table.read_all([path])]
    pictures.draw(runs, RESULTS)

    path = ROOT / "README.md"
    before, _, after = path.read_text(encoding="utf-8").split(MARKER)
    path.write_text(f"{before}{MARKER}\n\n{readme(runs)}\n{MARKER}{after}", encoding="utf-8")


main()
