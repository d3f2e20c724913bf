#!/usr/bin/env python3
"""Writes the generated parts of docs/operators.md, docs/kinks.md and docs/accuracy.md, which stand between markers.

    ninja -C build/gcc tests/operators/operators tests/operators/facts && docs/generate.py build/gcc/tests/operators/operators

--points says how many points of each kind the accuracy is measured at (20000: some minutes), --special-points how many for the
functions of typegrad/special.hpp, whose many digits take longer (1000: some minutes). --only measures some operators anew, by their
names, or all that are elementary, or special; of the others the table's rows stay. --jobs says how many are measured at a time (all
processors by default). --check compares
docs/operators.md and docs/kinks.md with what the code gives and writes nothing, --without-accuracy writes these alone; the limits in docs/accuracy.md are checked by the program.
"""
import argparse
import concurrent.futures
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys

folder = pathlib.Path(__file__).resolve().parent
begin, end = "<!-- generated: docs/generate.py -->\n", "<!-- end of the generated part -->\n"


def with_part(file, part):
    before, rest = file.read_text().split(begin)
    return before + begin + "\n" + part + "\n" + end + rest.split(end)[1]


def row_name(line):
    found = re.match(r"\| `(\w+)` \|", line)
    return found and found[1]


# The measured rows under one heading, and of the operators that were not measured those that the table had.
def with_rows_of(old, measured, names):
    rows = {row_name(line): line for part in (old, measured) for line in part.splitlines() if row_name(line)}
    heading = [line for line in measured.splitlines() if not row_name(line) and not line.startswith("error: ")]
    return "\n".join(heading + [rows[name] for name in names if name in rows]) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", help="the built tests/operators/operators, beside which facts is")
    arguments.add_argument("--points", default="20000")
    arguments.add_argument("--special-points", default="1000")
    arguments.add_argument("--only", nargs="+", default=[], metavar="NAME", help="names, `elementary` or `special`")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--without-accuracy", action="store_true")
    given = arguments.parse_args()
    failed = []

    def output(*options, program=given.program):
        ran = subprocess.run([program, *options], stdout=subprocess.PIPE, text=True)
        errors = [line for line in ran.stdout.splitlines() if line.startswith("error: ")]
        if ran.returncode:
            failed.append(options)
            print("\n".join(errors) or "%s ends with %d" % (" ".join(options), ran.returncode), flush=True)
        return ran.stdout

    functions = {entry["name"]: "special" if entry["special"] else "elementary" for entry in json.loads(output(program=pathlib.Path(given.program).with_name("facts"))) if entry["function"]}
    texts = {name: with_part(folder / name, output(option)) for name, option in {"operators.md": "--conventions", "kinks.md": "--kinks"}.items()}
    if failed:
        return True
    if given.check:
        different = False
        for name, text in texts.items():
            difference = list(difflib.unified_diff((folder / name).read_text().splitlines(), text.splitlines(), "docs/" + name, "the code", lineterm="", n=0))
            print("\n".join(difference) or "docs/%s is what the code gives" % name)
            different = different or bool(difference)
        if different:
            print("if the change is meant, run docs/generate.py --without-accuracy", given.program)
        stated = set(map(row_name, (folder / "accuracy.md").read_text().splitlines()))
        for missing in sorted(set(functions) - stated):
            print("note: docs/accuracy.md does not have", missing, "yet: docs/generate.py", given.program)
        return different
    for name, text in texts.items():
        (folder / name).write_text(text)
    if given.without_accuracy:
        return False
    file = folder / "accuracy.md"
    measured = [name for name, kind in functions.items() if not given.only or name in given.only or kind in given.only]
    if unknown := set(given.only) - set(functions) - {"elementary", "special"}:
        sys.exit("no operator: " + ", ".join(sorted(unknown)))
    measure = lambda name: output("--accuracy", "--points", given.points, "--special-points", given.special_points, "--only", name)
    # The special ones first: one of them takes as long as all that are elementary.
    longest_first = sorted(measured, key=functions.get, reverse=True)
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        # Written as it comes: an hour's run that is stopped leaves what it has measured, and --only the rest.
        for part in pool.map(measure, longest_first):
            if part:
                file.write_text(with_part(file, with_rows_of(file.read_text().split(begin)[1], part, functions)))
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
