#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Compares the operations of the corpus with the baseline.

    corpus.py check|update|compare BASELINE PROGRAM...

Each PROGRAM is count.cpp for one field. `check` fails when a gradient is wrong, or when the total of a formula has grown.
`compare` prints every difference and the geometric means, and fails for wrong gradients only: it judges a rule that is
tried. `update` writes the baseline.
"""
import json
import math
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True  # No __pycache__ beside the sources.
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import baselines

NUMBERS = "of each formula's value and gradient, by default and with fast: operations, divisions among them, calls among them"


def counted(programs):
    counts, wrong = {}, False
    for program in programs:
        run = subprocess.run([program], stdout=subprocess.PIPE, text=True)
        counts |= json.loads(run.stdout)
        wrong = wrong or run.returncode != 0
    counts.pop("", None)
    return counts, wrong


def mean_ratio(counts, known, mode, number):
    """The geometric mean of new ÷ old, of formulas that have such operations in both."""
    pairs = [(counts[name][mode][number], known[name][mode][number]) for name in counts.keys() & known.keys()]
    logs = [math.log(new / old) for new, old in pairs if new and old]
    return math.exp(sum(logs) / len(logs)) if logs else 1


def main():
    task, path, programs = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
    counts, wrong = counted(programs)
    if wrong:
        sys.exit("a gradient of the corpus is wrong: see above")
    if task == "update":
        baselines.write(path, {"formulas": dict(sorted(counts.items()))}, NUMBERS, 2)
        return
    known = baselines.read(path)["formulas"]
    grown = 0
    for name in sorted(counts.keys() | known.keys()):
        for mode in ("default", "fast"):
            old, new = (table.get(name, {}).get(mode) for table in (known, counts))
            if old != new:
                print(f"{name}, {mode}: {old} -> {new}")
                grown += old is None or new is None or new[0] > old[0]
    for number, what in enumerate(("operations", "divisions", "calls")):
        print(f"{what}: {mean_ratio(counts, known, 'default', number):.4f} of the baseline, fast {mean_ratio(counts, known, 'fast', number):.4f}")
    if task == "check" and grown:
        sys.exit(f"{grown} totals have grown, or a formula is not in the baseline; if that is meant: ninja update-baselines")


main()
