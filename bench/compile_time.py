# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Measures what gradients cost to compile: seconds of processor time and peak memory, medians of interleaved repetitions.

Each program of bench/generate.py is compiled traced and by hand; so is Black-Scholes; "include" is the header alone.
"""

import argparse
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True  # No __pycache__ beside the sources.
import generate

ROOT = pathlib.Path(__file__).resolve().parent.parent
STANDARD = ["-std=c++20", f"-I{ROOT}/include", f"-I{ROOT}/bench"]

BLACK_SCHOLES = """
#include "problems/black_scholes.hpp"

auto price(double spot, double strike, double sigma, double tau, double rate) {
    return %s(spot, strike, sigma, tau, rate);
}
"""

PRINT_GRADIENT = """
#include <cstdio>

int main() {
    std::array<double, 8> g;
    std::printf("%%.17g\\n", gradient({%s}, g));
    for (double partial : g) std::printf("%%.17g\\n", partial);
}
"""


def units(lengths):
    """The sources by name."""
    sources = {
        "include": "#include <typegrad.hpp>\n",
        "Black-Scholes, hand": BLACK_SCHOLES % "bench::black_scholes::hand_written",
        "Black-Scholes, traced":
            "#include <typegrad.hpp>\n" + BLACK_SCHOLES % "typegrad::value_and_gradient(bench::black_scholes::primal)",
    }
    for length in lengths:
        sources[f"{length} operations, hand"] = generate.hand(length)
        sources[f"{length} operations, traced"] = generate.traced(length)
    return sources


class Compilation:
    """One run of a compiler: .seconds of processor time and .megabytes, or .error."""

    def __init__(self, command, limit):
        self.error = None
        with tempfile.TemporaryFile("w+") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
            timer = threading.Timer(limit, os.killpg, (process.pid, signal.SIGKILL))
            timer.start()
            # Of the driver and of all that it started and waited for.
            _, status, usage = os.wait4(process.pid, 0)
            stopped = not timer.is_alive()
            timer.cancel()
            process.returncode = status
            self.seconds = usage.ru_utime + usage.ru_stime
            self.megabytes = usage.ru_maxrss / 1024
            if status != 0:
                said.seek(0)
                lines = said.read().splitlines() or ["no message"]
                self.error = f"stopped after {limit} s" if stopped else next((l for l in lines if "error" in l), lines[0])


def measure(sources, compilers, levels, repetitions, limit, folder):
    """{(unit, compiler, level): [Compilation...]}, the last with an error if one failed."""
    results = {(unit, compiler, level): [] for unit in sources for compiler in compilers for level in levels}
    for repetition in range(repetitions):
        for number, (key, runs) in enumerate(results.items()):
            if runs and runs[-1].error:
                continue
            unit, compiler, level = key
            if sys.stderr.isatty():
                print(f"\r\033[K{repetition + 1}/{repetitions} {number + 1}/{len(results)} {unit} {compiler} {level}", end="", file=sys.stderr)
            runs.append(Compilation(
                [compiler, *STANDARD, level, "-c", "-o", folder / "unit.o", folder / f"{list(sources).index(unit)}.cpp"], limit))
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return results


def print_table(sources, compilers, levels, results):
    columns = [(compiler, level) for compiler in compilers for level in levels]
    width = max(map(len, sources))
    print(" " * width + "".join(f"  {compiler + ' ' + level:>16}" for compiler, level in columns))
    print(" " * width + f"  {'s':>8} {'MB':>7}" * len(columns))
    failures = []
    for unit in sources:
        row = unit.ljust(width)
        for compiler, level in columns:
            runs = results[unit, compiler, level]
            if runs[-1].error:
                row += f"  {'fails':>16}"
                failures.append(f"{unit}, {compiler} {level}: {runs[-1].error}")
            else:
                row += f"  {statistics.median(r.seconds for r in runs):8.2f} {statistics.median(r.megabytes for r in runs):7.0f}"
        print(row)
    for failure in failures:
        print(failure)


def check(lengths, compilers, folder):
    """Whether the traced and the hand-written programs agree."""
    main = PRINT_GRADIENT % ", ".join(map(str, generate.POINT))
    right = True
    for length in lengths:
        for compiler in compilers:
            numbers = []
            for form in (generate.traced, generate.hand):
                (folder / "check.cpp").write_text(form(length) + main)
                subprocess.run([compiler, *STANDARD, "-O1", "-o", folder / "check", folder / "check.cpp"], check=True)
                numbers.append([float(n) for n in subprocess.check_output([folder / "check"], text=True).split()])
            error = max(abs(a - b) / max(abs(b), 1) for a, b in zip(*numbers))
            right = right and error < 1e-9
            print(f"{length} operations, {compiler}: largest relative difference of traced and hand {error:.1e}")
    return right


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", type=int, nargs="*", default=[100, 1000, 4000], metavar="N")
    parser.add_argument("--compilers", nargs="+", default=["g++", "clang++-19"], metavar="COMMAND")
    parser.add_argument("--levels", nargs="+", default=["O2", "O3"])
    parser.add_argument("--repetitions", type=int, default=3, metavar="N")
    parser.add_argument("--limit", type=int, default=600, metavar="SECONDS", help="a compilation that takes longer is stopped")
    parser.add_argument("--check", action="store_true", help="compare the gradients of both forms instead of measuring")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if options.check:
            sys.exit(0 if check(options.operations, options.compilers, folder) else 1)
        sources = units(options.operations)
        for number, source in enumerate(sources.values()):
            (folder / f"{number}.cpp").write_text(source)
        levels = ["-" + level for level in options.levels]
        results = measure(sources, options.compilers, levels, options.repetitions, options.limit, folder)
    for compiler in options.compilers:
        print(subprocess.check_output([compiler, "--version"], text=True).splitlines()[0])
    print()
    print_table(sources, options.compilers, levels, results)


main()
