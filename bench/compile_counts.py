#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Counts what derivatives cost to compile, in numbers that do not depend on the machine, and compares with the baseline.

    compile_counts.py check|update BASELINE gcc|clang VERSION COMMAND...
    compile_counts.py self-test

Of each program of PROGRAMS: characters of the longest symbol at -O0; templates instantiated, which is what g++ -fstats calls
specializations, and classes and functions in clang's time trace; steps of the longest constant expression, found by what
-fconstexpr-ops-limit (g++) or -fconstexpr-steps (clang) it can be compiled with. A check fails when one has grown by more than
2 %, and skips (exit status 77) where the baseline knows nothing of this version of the compiler.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from typing import NamedTuple

sys.dont_write_bytecode = True  # No __pycache__ beside the sources.
import baselines
import generate

ROOT = pathlib.Path(__file__).resolve().parent.parent
STANDARD = ["-std=c++20", f"-I{ROOT}/include", f"-I{ROOT}/bench"]
GROWTH = 1.02
LEGEND = "of each program: characters of the longest symbol; templates instantiated; steps of the longest constant expression"
NUMBERS = ["symbol", "instantiations", "steps"]


class Program(NamedTuple):
    source: str
    # Whether its object is looked into: at 1,000 operations g++ -O0 takes 5 s, and symbols are as long as at 100.
    symbols: bool = True
    steps: bool = True


# A form of derivatives that is to be held to its baseline has a few lengths here, and its generator in generate.py.
PROGRAMS = {
    "include": Program("#include <typegrad.hpp>\n", symbols=False, steps=False),
    **{f"traced, {n} operations": Program(generate.traced(n), symbols=n <= 100) for n in (10, 100, 1000)},
    **{f"Struct, {n} operations": Program(generate.struct(n)) for n in (10, 100)},
    **{f"expression, {n} levels": Program(generate.expression(n)) for n in (10, 100, 200)},
    **{f"Hessian, {n} operations": Program(generate.hessian(n)) for n in (10, 50)},
    "functions, 20": Program(generate.functions(20), symbols=False, steps=False),
}
# The most that is allowed without a further option.
LIMITS = {"gcc": 33554432, "clang": 1048576}


def is_step_limit(said):
    # clang also refuses arrays of more elements than steps.
    return any(text in said for text in ("-fconstexpr-ops-limit", "maximum step limit", "exceeds the limit", "more steps than clang allows"))


class Compiler:
    def __init__(self, family, command):
        self.family = family
        self.command = command

    def run(self, program, folder, *options):
        """What the compiler says, and the status with which it ends."""
        source = pathlib.Path(folder) / "program.cpp"
        source.write_text(program.source, encoding="utf-8")
        ended = subprocess.run([*self.command, *STANDARD, *options, str(source)], env={**os.environ, "LC_ALL": "C"}, cwd=folder,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return ended.stdout, ended.returncode

    def limited(self, limit):
        return f"-fconstexpr-ops-limit={limit}" if self.family == "gcc" else f"-fconstexpr-steps={limit}"

    def compiles(self, program, limit):
        """Whether that many steps are enough."""
        with tempfile.TemporaryDirectory() as folder:
            said, status = self.run(program, folder, "-fsyntax-only", self.limited(limit))
        if status != 0 and not is_step_limit(said):
            sys.exit(f"does not compile: {self.command}\n{said[:2000]}")
        return status == 0

    def steps(self, program, near=None):
        """Within one in 200, sought from there on; None if it is more than the compiler allows."""
        most = LIMITS[self.family]
        enough = near or most
        few = 0
        stride = 1.01 if near else 4
        while not self.compiles(program, enough):
            if enough == most:
                return None
            few, enough, stride = enough, min(most, round(enough * stride)), stride ** 2
        while few == 0:
            below = round(enough / stride)
            if self.compiles(program, below):
                enough, stride = below, stride ** 2
            else:
                few = below
        while enough > 1.005 * few + 1:
            middle = round((few * enough) ** 0.5)
            if self.compiles(program, middle):
                enough = middle
            else:
                few = middle
        return enough

    def count(self, program, limit):
        """{number: …} from one compilation that may take so many steps; those themselves only if it takes more."""
        with tempfile.TemporaryDirectory() as folder:
            options = [self.limited(limit)]
            if self.family == "gcc":
                options += ["-fstats"] + (["-O0", "-c", "-o", "object"] if program.symbols else ["-fsyntax-only"])
            else:  # traces only what makes an object
                options += ["-O0", "-c", "-o", "object", "-ftime-trace=trace.json", "-ftime-trace-granularity=0"]
            said, status = self.run(program, folder, *options)
            if status != 0 and is_step_limit(said):
                return {"steps": self.steps(program, near=limit) or f"more than {LIMITS[self.family]}"}
            if status != 0:
                sys.exit(f"does not compile: {self.command}\n{said[:2000]}")
            counts = {}
            if program.symbols:
                symbols = subprocess.run(["nm", "object"], cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout
                counts["symbol"] = max((len(line.split()[-1]) for line in symbols.splitlines()), default=0)
            if self.family == "gcc":
                counts["instantiations"] = sum(map(int, re.findall(r"specializations: size \d+, (\d+) elements", said)))
            else:
                trace = json.loads((pathlib.Path(folder) / "trace.json").read_text(encoding="utf-8"))
                counts["instantiations"] = sum(event["name"] in ("InstantiateClass", "InstantiateFunction") for event in trace["traceEvents"])
            return counts


def in_parallel(function, arguments):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, arguments))


def grown(name, before, now):
    """A line for each number that is larger than it was by more than 2 %."""
    if before is None:
        return [f"{name}: not in the baseline"]
    found = []
    for number, is_now in now.items():
        was = before.get(number)
        if was is None:
            found.append(f"{name}: {number} not in the baseline")
        elif isinstance(is_now, str):
            found.append(f"{name}: {number} {was} before, {is_now} now")
        elif is_now > GROWTH * was:
            found.append(f"{name}: {number} {was} before, {is_now} now ({100 * (is_now / was - 1):+.1f} %)")
    return found


def update(compiler, baseline):
    def measure(name):
        counts = compiler.count(PROGRAMS[name], LIMITS[compiler.family])
        return counts | ({"steps": compiler.steps(PROGRAMS[name], baseline.get(name, {}).get("steps"))} if PROGRAMS[name].steps else {})

    return dict(zip(PROGRAMS, in_parallel(measure, PROGRAMS)))


def check(compiler, baseline):
    def measure(name):
        known = baseline.get(name, {}).get("steps")
        return compiler.count(PROGRAMS[name], round(GROWTH * known) if known else LIMITS[compiler.family])

    found = []
    for name, counts in zip(PROGRAMS, in_parallel(measure, PROGRAMS)):
        before = baseline.get(name)
        print(f"{name}: " + ", ".join(f"{number} {(before or {}).get(number)} before, {counts.get(number, 'not more')} now"
                                      for number in NUMBERS if number in counts or number in (before or {})))
        found += grown(name, before, counts)
    found += [f"{name}: in the baseline, but no longer counted" for name in baseline if name not in PROGRAMS]
    return found


def self_test():
    """What must be reported, and what must not."""
    before = {"symbol": 250, "instantiations": 1000, "steps": 50000}
    cases = [
        (before, {"symbol": 255, "instantiations": 1020}, None),
        (before, {"symbol": 240, "instantiations": 900}, None),
        (before, {"symbol": 256, "instantiations": 1000}, "sum: symbol 250 before, 256 now (+2.4 %)"),
        (before, {"symbol": 250, "instantiations": 1021}, "sum: instantiations 1000 before, 1021 now (+2.1 %)"),
        (before, {"steps": 52000}, "sum: steps 50000 before, 52000 now (+4.0 %)"),
        (before, {"steps": "more than 9"}, "sum: steps 50000 before, more than 9 now"),
        ({"steps": 1}, {"symbol": 250}, "sum: symbol not in the baseline"),
        (None, before, "sum: not in the baseline"),
    ]
    for was, now, wanted in cases:
        found = grown("sum", was, now)
        if found != ([wanted] if wanted else []):
            sys.exit(f"self-test: wanted {wanted!r}, found {found!r} for {now!r}")


def main():
    if sys.argv[1:] == ["self-test"]:
        return self_test()
    if len(sys.argv) < 6 or sys.argv[1] not in ("check", "update"):
        sys.exit(__doc__)
    action, path, family, version, *command = sys.argv[1:]
    path = pathlib.Path(path)
    baseline = baselines.read(path)
    compiler = Compiler(family, command)
    key = f"{family} {version}"
    if action == "update":
        baseline[key] = update(compiler, baseline.get(key, {}))
        baselines.write(path, baseline, LEGEND, 2)
    elif key not in baseline:
        print(f"SKIPPED: {path} has no numbers for {key}, which is neither better nor worse than another version")
        sys.exit(77)
    elif found := check(compiler, baseline[key]):
        sys.exit("\n".join(found + ["If that is meant to be: ninja -C BUILD update-baselines, and commit bench/baseline."]))


if __name__ == "__main__":
    main()
