# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Measures what derivatives cost to compile: seconds of processor time and peak memory, medians of interleaved repetitions.

The programs are those of bench/generate.py, each beside the same statements by hand, which is the limit; Black-Scholes; 20 small functions
in one file; and the header alone. With --counts also what bench/compile_counts.py counts. --json writes all that for charts: a list of
{"program", "form": "typegrad" or "hand", "operations", "compiler", "level", "seconds", "megabytes", …}.
"""

import argparse
import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
from typing import NamedTuple

sys.dont_write_bytecode = True  # No __pycache__ beside the sources.
import compile_counts
import generate
from compile_counts import STANDARD

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


# The expression's types nest, so the name of each is as long as all before it together: 200 levels are a long formula, and
# some 240 as many as compilers evaluate inside of each other. What is longer is a program, and is traced.
LEVELS = [10, 100, 200]
# A Hessian of eight inputs has some thirty times the operations.
LARGEST_HESSIAN = 100


class Unit(NamedTuple):
    """What is compiled."""
    program: str
    form: str
    operations: int  # 0 where it is not one of a series
    source: str

    def __str__(self):
        return ", ".join([self.program] + ([f"{self.operations} operations"] if self.operations else []) + ([self.form] if self.form else []))


def hessian_by_statements(operations, compiler, folder):
    """The statements that the library's Hessian comes to: nobody writes so many by hand."""
    source = generate.hessian(operations).replace("#include <typegrad.hpp>", "#include <cstdio>\n#include <typegrad.hpp>\n#include <typegrad/print.hpp>")
    source = source[:source.index("void hessian(")] + """
int main() { std::puts(typegrad::ssa(typegrad::hessian(primal), std::array<double, 8>()).c_str()); }
"""
    (folder / "print.cpp").write_text(source)
    subprocess.run([compiler, *STANDARD, "-O0", "-o", folder / "print", folder / "print.cpp"], check=True)
    *statements, result = [line for line in subprocess.check_output([folder / "print"], text=True).splitlines()
                           if line and not line.startswith("//")]
    entries = result.removeprefix("return ").split(", ")
    names = ", ".join(f"x{i}" for i in range(8))
    return "\n".join([
        "#include <array>",
        "#include <cmath>",
        "",
        "static double select(bool c, double a, double b) { return c ? a : b; }",
        "static double gate(bool c, double a) { return c ? a : 0; }",
        "static double limit(double a) { return a; }",
        "static double with_slope(double, double) { return 0; }",
        "",
        "void hessian(std::array<double, 8> const& x, std::array<std::array<double, 8>, 8>& h) {",
        "    using std::cos, std::exp, std::isfinite, std::log, std::sin, std::sqrt;",
        "    [[maybe_unused]] constexpr double nan = NAN, inf = INFINITY;",
        f"    auto const& [{names}] = x;",
        *(f"    double const {statement};" for statement in statements),
        f"    h = {{{', '.join(entries)}}};",
        "}",
        ""])


def units(lengths, compiler, folder):
    """A series of programs has two lines here: the library's form and the same by hand."""
    found = [
        Unit("include", "", 0, "#include <typegrad.hpp>\n"),
        Unit("Black-Scholes", "hand", 0, BLACK_SCHOLES % "bench::black_scholes::hand_written"),
        Unit("Black-Scholes", "typegrad", 0,
             "#include <typegrad.hpp>\n" + BLACK_SCHOLES % "typegrad::value_and_gradient(bench::black_scholes::primal)"),
        Unit("20 functions", "hand", 0, generate.functions_by_hand(20)),
        Unit("20 functions", "typegrad", 0, generate.functions(20)),
    ]
    for n in lengths:
        found += [Unit("traced", "hand", n, generate.hand(n)), Unit("traced", "typegrad", n, generate.traced(n))]
    for n in lengths:
        found += [Unit("Struct", "hand", n, generate.struct_by_hand(n)), Unit("Struct", "typegrad", n, generate.struct(n))]
    for n in LEVELS:
        found += [Unit("expression", "hand", n, generate.expression_by_hand(n)), Unit("expression", "typegrad", n, generate.expression(n))]
    for n in [n for n in lengths if n <= LARGEST_HESSIAN]:
        found += [Unit("Hessian", "hand", n, hessian_by_statements(n, compiler, folder)), Unit("Hessian", "typegrad", n, generate.hessian(n))]
    return found


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


def measure(programs, compilers, levels, repetitions, limit, folder):
    """{(unit, compiler, level): [Compilation...]}, the last with an error if one failed."""
    results = {(unit, compiler, level): [] for unit in programs for compiler in compilers for level in levels}
    for repetition in range(repetitions):
        for number, (key, runs) in enumerate(results.items()):
            if runs and runs[-1].error:
                continue
            unit, compiler, level = key
            if sys.stderr.isatty():
                print(f"\r\033[K{repetition + 1}/{repetitions} {number + 1}/{len(results)} {unit} {compiler} {level}", end="", file=sys.stderr)
            runs.append(Compilation(
                [compiler, *STANDARD, level, "-c", "-o", folder / "unit.o", folder / f"{programs.index(unit)}.cpp"], limit))
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return results


def print_table(programs, compilers, levels, results):
    columns = [(compiler, level) for compiler in compilers for level in levels]
    width = max(len(str(unit)) for unit in programs)
    print(" " * width + "".join(f"  {compiler + ' ' + level:>16}" for compiler, level in columns))
    print(" " * width + f"  {'s':>8} {'MB':>7}" * len(columns))
    failures = []
    for unit in programs:
        row = str(unit).ljust(width)
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


def counts_of(unit, compiler):
    """What bench/compile_counts.py counts, or nothing where the program has no steps or does not compile."""
    family = "clang" if "clang" in compiler else "gcc"
    counting = compile_counts.Compiler(family, [compiler])
    program = compile_counts.Program(unit.source, symbols=unit.operations <= 200)
    counts = counting.count(program, compile_counts.LIMITS[family])
    return counts | ({"steps": counting.steps(program)} if unit.form == "typegrad" else {})


def records(results, with_counts):
    """For charts: one for each program, compiler and level."""
    found = []
    counted = {}
    for (unit, compiler, level), runs in results.items():
        if runs[-1].error:
            continue
        if with_counts and (unit, compiler) not in counted:
            counted[unit, compiler] = counts_of(unit, compiler)
        found.append({
            "program": unit.program, "form": unit.form, "operations": unit.operations, "compiler": version(compiler), "level": level,
            "seconds": round(statistics.median(run.seconds for run in runs), 3),
            "megabytes": round(statistics.median(run.megabytes for run in runs), 1),
            **counted.get((unit, compiler), {})})
    return found


def version(compiler):
    return subprocess.check_output([compiler, "--version"], text=True).splitlines()[0]


def check(lengths, compilers, folder):
    """Whether the library's and the hand-written gradients agree."""
    main = PRINT_GRADIENT % ", ".join(map(str, generate.POINT))
    right = True
    pairs = [(n, generate.traced, generate.hand) for n in lengths] + [(n, generate.struct, generate.struct_by_hand) for n in lengths] + [(n, generate.expression, generate.expression_by_hand) for n in LEVELS]
    for length, *forms in pairs:
        for compiler in compilers:
            numbers = []
            for form in forms:
                (folder / "check.cpp").write_text(form(length) + main)
                subprocess.run([compiler, *STANDARD, "-O1", "-o", folder / "check", folder / "check.cpp"], check=True)
                numbers.append([float(n) for n in subprocess.check_output([folder / "check"], text=True).split()])
            error = max(abs(a - b) / max(abs(b), 1) for a, b in zip(*numbers))
            right = right and error < 1e-9
            print(f"{length} operations, {compiler}: largest relative difference of {forms[0].__name__} and hand {error:.1e}")
    return right


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--operations", type=int, nargs="*", default=[10, 100, 1000, 4000], metavar="N")
    parser.add_argument("--compilers", nargs="+", default=["g++", "clang++-19"], metavar="COMMAND")
    parser.add_argument("--levels", nargs="+", default=["O2", "O3"])
    parser.add_argument("--repetitions", type=int, default=3, metavar="N")
    parser.add_argument("--limit", type=int, default=600, metavar="SECONDS", help="a compilation that takes longer is stopped")
    parser.add_argument("--check", action="store_true", help="compare the gradients of both forms instead of measuring")
    parser.add_argument("--counts", action="store_true", help="count symbols, instantiations and steps as well, which takes minutes")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the numbers there as well")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if options.check:
            sys.exit(0 if check(options.operations, options.compilers, folder) else 1)
        programs = units(options.operations, options.compilers[0], folder)
        for number, unit in enumerate(programs):
            (folder / f"{number}.cpp").write_text(unit.source)
        levels = ["-" + level for level in options.levels]
        results = measure(programs, options.compilers, levels, options.repetitions, options.limit, folder)
    for compiler in options.compilers:
        print(version(compiler))
    print()
    print_table(programs, options.compilers, levels, results)
    if options.json:
        options.json.write_text(json.dumps(records(results, options.counts), indent=1) + "\n")


main()
