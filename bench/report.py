# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Writes the measured parts of the README and of docs/, and the pictures, from bench/results: report.py [--add RESULTS.json...] [--add-loops RESULTS.txt...]

--add-loops is what bench/run --loops measures. --add first puts the results of bench/gradients there, one file for each compiler and its flags; bench/run --update does this.
compile_time.json beside them is what bench/compile_time.py --json writes. --texts leaves the pictures alone, which need
matplotlib; --check writes nothing, and fails if a page does not say what the results do.
"""

import argparse
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True  # No __pycache__ beside the sources.
import table

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
# What stands behind a page's <!-- measured: PART -->, up to END, is written by the function PART below.
END = "<!-- end of what is measured -->"
PAGES = ["README.md", "docs/benchmarks.md", "docs/comparison.md", "docs/compile_time.md"]
# By file, what the pages say for who cannot see the picture.
PICTURES = {
    "by_hand": "Time of value and derivatives of each problem, at compile time and by an expert, as multiples of the hand-written",
    "engines": "Time of value and derivatives of each problem by each engine, as multiples of the hand-written",
    "growth": "Time against the number of inputs, for the problems that come in sizes",
    "compile_time": "Seconds and memory that the compiler takes, and what it counts, against the number of operations",
}


def name_of(context):
    """g++-O3 for the file's name, and so for the pictures'."""
    compiler = "clang" if context["compiler"].startswith("clang") else "g++"
    return compiler + re.search(r"-O\d", context["flags"])[0]


def add(paths):
    """Medians and spreads of alike runs, in the form of Google Benchmark's, a line each. The machine's name is nobody's business."""
    RESULTS.mkdir(exist_ok=True)
    for context, problems, spreads, errors in table.read_all(paths):
        kept = {key: value for key, value in context.items() if key not in ("host_name", "executable", "caches")}
        lines = []
        for family, (problem, engine) in enumerate((problem, engine) for problem in problems for engine in problems[problem]):
            for aggregate, unit, by in (("median", "time", problems), ("cv", "percentage", spreads)):
                error = errors.get(problem, {}).get(engine) if aggregate == "median" else None
                lines.append(json.dumps({
                    "name": f"{problem}/{engine}_{aggregate}", "family_index": family, "run_name": f"{problem}/{engine}",
                    "run_type": "aggregate", "aggregate_name": aggregate, "aggregate_unit": unit,
                    "cpu_time": float(f"{by[problem][engine]:.5g}"), "time_unit": "ns"} |
                    ({} if error is None else {"ulp": float(f"{error:.3g}")})))
        text = '{"context": ' + json.dumps(kept) + ',\n"benchmarks": [\n' + ",\n".join(lines) + "\n]}\n"
        (RESULTS / f"{name_of(context)}.json").write_text(text, encoding="utf-8")


def row(cells):
    return "| " + " | ".join(cells) + " |"


def shortest(number):
    """Two decimals for what is compared, fewer for what is far off."""
    return f"{number:.2f}" if number < 9.995 else f"{number:.1f}" if number < 99.95 else f"{number:,.0f}"


def full_table(problems, errors):
    """Problems by engines: nanoseconds by hand, multiples of them for the others, and beside what is ours or by hand the largest error in ulp."""
    engines = [engine for engine, _, _ in table.COLUMNS if engine != "hand"] + table.peers(problems)
    columns = {engine: table.ratios(problems, engine, "hand") for engine in engines}
    judged = [engine for engine, _, _ in table.COLUMNS if any(engine in by for by in errors.values())]
    errors_of = {engine: {problem: by[engine] for problem, by in errors.items() if engine in by} for engine in judged}
    lines = []
    for problem, times in problems.items():
        cells = [problem]
        for engine in ["hand"] + engines:
            ratio = times["hand"] if engine == "hand" else columns[engine].get(problem)
            cells.append("" if ratio is None else shortest(ratio))
            if engine in judged:
                cells.append(f"{errors_of[engine][problem]:.1f}" if problem in errors_of[engine] else "")
        lines.append(row(cells))
    headings = [heading for engine in ["hand"] + engines for heading in ["hand, ns" if engine == "hand" else engine] + ["ulp"] * (engine in judged)]
    return [row([""] + headings), row(["---"] + ["--:"] * len(headings))] + lines


def summary(runs):
    """Engines by compilers: geometric means over the problems of the multiples of the hand-written."""
    engines = [engine for engine, _, _ in table.COLUMNS if engine not in ("primal", "hand")]
    engines += dict.fromkeys(engine for _, problems, *_ in runs for engine in table.peers(problems))
    lines = [row(["times the hand-written"] + [compiler_of(context) for context, *_ in runs] + ["problems"]),
             row(["---"] + ["--:"] * (len(runs) + 1))]
    for engine in engines:
        columns = [table.ratios(problems, engine, "hand") for _, problems, *_ in runs]
        lines.append(row([engine] + [shortest(table.geometric_mean(column.values())) if column else "" for column in columns] +
                         [str(max(map(len, columns)))]))
    return lines


def compiler_of(context):
    return f"{context['compiler'].split(' (')[0]} {re.search('-O.', context['flags'])[0]}"


def picture(name, folder):
    return [f"![{PICTURES[name]}]({folder}bench/results/{name}.svg)", ""]


def figures(runs):
    """The README's: one picture and one sentence."""
    fastest = [run for run in runs if "-O3" in run[0]["flags"]]
    mean = lambda problems, engine: shortest(table.geometric_mean(table.ratios(problems, engine, "hand").values()))
    names = " and ".join(compiler_of(context) for context, *_ in fastest)
    both = lambda engine: " and ".join(mean(problems, engine) for _, problems, *_ in fastest)
    return picture("engines", "") + [
        f"Time of value and derivatives over {len(fastest[0][1])} problems, as multiples of a careful hand-written gradient (geometric means with {names}):",
        f"**{both('compile time')}**, with `fast` {both('fast')}. The same functions through Ceres' `Jet` take {both('Ceres')}, through Eigen's",
        f"`AutoDiffScalar` {both('Eigen')}, on our tape {both('tape')}, on Stan's {both('Stan')}."]


def means(runs):
    return summary(runs) + ["", "Geometric means over the problems that an engine can do, of -O3 -march=native and of -O2."]


def everything(runs):
    lines = []
    for name in PICTURES:
        if (RESULTS / f"{name}.svg").exists():
            lines += picture(name, "../")
    lines += summary(runs)
    lines += ["", "Geometric means over the problems that an engine can do. \"hand\" keeps the arithmetic of the function, \"expert\" "
              "reassociates freely; every number was checked against them before it was timed.", ""]
    for context, problems, spreads, errors in runs:
        flags = context["flags"].split(" -falign")[0]
        lines += [f"## {context['compiler'].split(' (')[0]} {flags}", ""]
        lines += full_table(problems, errors)
        lines += ["", f"{context['processor']}, {context['date'][:10]}, {context['flags']}; {table.spread_line(spreads)}", ""]
        if errors:
            lines += [table.accuracy_line(errors), ""]
    return lines[:-1]


def compilation(_):
    """Seconds and megabytes of the compiler, programs by compilers."""
    entries = json.loads((RESULTS / "compile_time.json").read_text(encoding="utf-8"))
    compilers = list(dict.fromkeys(entry["compiler"] for entry in entries))
    names = {compiler: " ".join(re.search(r"(g\+\+|clang).*?(\d+\.\d+\.\d+)", compiler).groups()) for compiler in compilers}
    measured = {(entry["program"], entry["operations"], entry["compiler"], entry["form"]): entry for entry in entries}
    said = {"include": "the header alone", "traced": "gradient of a function", "Struct": "gradient of a Struct", "expression": "gradient of an expression"}
    lines = [row(["", "operations"] + [f"{name}, s (by hand)" for name in names.values()] + [f"{name}, MB" for name in names.values()]),
             row(["---", "--:"] + ["--:"] * (2 * len(names)))]
    for program, operations in dict.fromkeys((entry["program"], entry["operations"]) for entry in entries):
        cells = []
        for quantity, text in (("seconds", "{:.2f}"), ("megabytes", "{:.0f}")):
            for compiler in compilers:
                ours, hand = (measured.get((program, operations, compiler, form)) for form in ("typegrad" if program != "include" else "", "hand"))
                cells.append(text.format(ours[quantity]) + (f" ({hand[quantity]:.2f})" if hand and quantity == "seconds" else ""))
        lines.append(row([said.get(program, program), str(operations) if operations else ""] + cells))
    return lines + ["", f"Processor time and peak memory of one translation unit at {entries[0]['level']}, medians; Intel Xeon at 2.3 GHz."]


def loops(_):
    """Loops over data, of each compiler a table."""
    entries = json.loads((RESULTS / "loops.json").read_text(encoding="utf-8"))
    lines = []
    for compiler in entries["compilers"]:
        by = {(entry["problem"], entry["count"], entry["of"]): entry["ratios"] for entry in compiler["loops"]}
        headings, *rows = table.loop_rows(by)
        headings[0] = compiler["compiler"]
        lines += [row(headings), row(["---"] + ["--:"] * (len(headings) - 1))] + [row(cells) for cells in rows] + [""]
    return lines + [f"{entries['processor']}, {entries['flags']}; least times of interleaved runs."]


def add_loops(paths):
    compilers = []
    for path in paths:
        said, by = table.read_loops(path)
        name = re.search(r"(g\+\+|clang).*?(\d+\.\d+\.\d+)", said)
        compilers.append({"compiler": f"{name[1]} {name[2]}", "loops": [{"problem": problem, "count": count, "of": of, "ratios": ratios} for (problem, count, of), ratios in by.items()]})
    processor = next((line.split(": ")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")), "")
    text = json.dumps({"processor": processor, "flags": "-O3 -march=native -mprefer-vector-width=256", "compilers": compilers}, indent=1)
    (RESULTS / "loops.json").write_text(text + "\n", encoding="utf-8")


PARTS = {"loops": loops, "figures": figures, "means": means, "everything": everything, "compilation": compilation}


def with_measured(text, runs):
    """The page with each of its measured parts made anew."""
    return re.sub(r"(<!-- measured: (\w+) -->\n).*?(" + END + ")", lambda part: part[1] + "\n" + "\n".join(PARTS[part[2]](runs)) + "\n\n" + part[3], text, flags=re.S)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--add", nargs="+", default=[], metavar="RESULTS.json")
    parser.add_argument("--add-loops", nargs="+", default=[], metavar="RESULTS.txt")
    parser.add_argument("--texts", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.add:
        add(options.add)
    if options.add_loops:
        add_loops(options.add_loops)
    # -O3 first, and g++ before clang.
    paths = sorted(RESULTS.glob("*-O?.json"), key=lambda path: (-int(path.stem[-1]), path.stem[0] != "g"))
    if not paths:
        sys.exit(f"no results in {RESULTS.relative_to(ROOT)}: bench/run --update measures them")
    runs = [run for path in paths for run in table.read_all([path])]
    if not options.texts and not options.check:
        import pictures
        pictures.draw(runs, RESULTS)
    wrong = []
    for page in PAGES:
        path = ROOT / page
        text = path.read_text(encoding="utf-8")
        measured = with_measured(text, runs)
        if "<!-- measured: " not in text or (options.check and measured != text):
            wrong.append(page)
        if not options.check:
            path.write_text(measured, encoding="utf-8")
    if wrong:
        sys.exit(f"{', '.join(wrong)}: not what bench/results says; bench/report.py --texts writes it")


main()
