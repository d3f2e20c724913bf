#!/usr/bin/env python3
"""Writes the generated parts of docs/operators.md and docs/accuracy.md, which stand between markers.

    ninja -C build/gcc tests/operators/operators && docs/generate.py build/gcc/tests/operators/operators

--points says how many points of each kind the accuracy is measured at (20000: some minutes), --special-points how many for the
functions of typegrad/special.hpp, whose many digits take longer (1000: some minutes). --check compares
docs/operators.md with what the code gives and writes nothing; the limits in docs/accuracy.md are checked by the program.
"""
import argparse
import difflib
import pathlib
import re
import subprocess
import sys

folder = pathlib.Path(__file__).resolve().parent
begin, end = "<!-- generated: docs/generate.py -->\n", "<!-- end of the generated part -->\n"


def with_part(file, part):
    before, rest = file.read_text().split(begin)
    return before + begin + "\n" + part + "\n" + end + rest.split(end)[1]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", help="the built tests/operators/operators")
    arguments.add_argument("--points", default="20000")
    arguments.add_argument("--special-points", default="1000")
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    output = lambda *options: subprocess.run([given.program, *options], check=True, capture_output=True, text=True).stdout

    file = folder / "operators.md"
    text = with_part(file, output("--conventions"))
    if given.check:
        difference = list(difflib.unified_diff(file.read_text().splitlines(), text.splitlines(), "docs/operators.md", "the code", lineterm="", n=0))
        print("\n".join(difference) or "docs/operators.md is what the code gives")
        if difference:
            print("if the change is meant, run docs/generate.py", given.program)
        stated = set(re.findall(r"^\| `(\w+)` \|", (folder / "accuracy.md").read_text(), re.M))
        for missing in sorted(set(re.findall(r'"name": "(\w+)".*"function": true', output("--json"))) - stated):
            print("note: docs/accuracy.md does not have", missing, "yet: docs/generate.py", given.program)
        return bool(difference)
    file.write_text(text)
    file = folder / "accuracy.md"
    file.write_text(with_part(file, output("--accuracy", "--points", given.points, "--special-points", given.special_points)))


if __name__ == "__main__":
    sys.exit(main())
