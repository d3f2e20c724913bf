#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Random programs with loops over rows and recurrences, in one another, by every engine.

    tests/random_loops.py [--seed S] [--count N] [--hessians] [--keep FOLDER] -- clang++ -std=c++20 -Iinclude ...

Each program is a generic lambda of three parameters and two tables. What it must give is in random_programs/loops.hpp: the value that the plain
function has, to the last bit; the gradient that the tape records row by row; the same forward, with `fast`, and as differences; derivatives in
rows as differences, and the Hessian with --hessians. Five programs are compiled at a time, at some two seconds each. A program that fails is
named, and its file is kept.
"""
import argparse
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
at_once = 5
of_one = ["sin(A)", "cos(A)", "exp(-square(A))", "tanh(A)", "log1p(square(A))", "sqrt(1 + square(A))", "square(A)", "-A", "1 / (2 + square(A))", "abs(A)", "atan(A)", "sigmoid(A)", "relu(A)", "cube(0.5 * A)"]
of_two = ["A + B", "A - B", "A * B", "A / (1.5 + square(B))", "max(A, B)", "min(A, B)", "hypot(A, B)", "select(A < B, A, B * 0.5)", "pow(1.2 + square(A), B)", "A * B + A", "atan2(A, 1 + abs(B))"]
literals = ["0.5", "2.0", "-1.5", "0.3", "1.0", "3.0"]
loops = ["sum", "mean", "max", "min", "log_sum_exp", "product", "where", "two sums", "fold", "repeat"]
deepest = 2


class Writer:
    def __init__(self, seed):
        self.random, self.names = random.Random(seed), 0

    def name(self, letter):
        self.names += 1
        return f"{letter}{self.names}"

    def value(self, pool):
        """Something that is known, mostly of the latest. A product with 0 makes a traced value of a literal."""
        if self.random.random() < 0.12:
            return f"(0.0 * p[0] + {self.random.choice(literals)})"
        latest = self.random.random() < 0.6
        return f"({pool[-1 - min(int(self.random.expovariate(0.35)), len(pool) - 1)] if latest else self.random.choice(pool)})"

    def statements(self, pool, count, indent, depth):
        """So many statements, as lines; the pool gets what they name."""
        lines = []
        for _ in range(count):
            kind = self.random.random()
            if kind >= 0.8 and depth < deepest:
                name, more = self.loop(pool, indent, depth)
                lines += more
            else:
                name, text = self.name("t"), self.random.choice(of_one if kind < 0.35 else of_two)
                lines.append(f"{indent}auto const {name} = {text.replace('A', self.value(pool)).replace('B', self.value(pool))};")
            pool.append(name)
        return lines

    def loop(self, pool, indent, depth):
        kind, name, row, state = self.random.choice(loops), self.name("l"), self.name("r"), self.name("s")
        rows, inside, count = self.random.choice(["rows", "rows", "tail"]), indent + "    ", self.random.randint(1, 4)
        if kind in ("fold", "repeat"):
            known = pool + [f"{state}[0]", f"{state}[1]"] + ([f"{row}[0]", f"{row}[1]"] if kind == "fold" else [])
            begin = f"std::array{{0.0 * p[0] + {self.value(pool)}, 0.0 * p[0] + {self.value(pool)}}}"
            over = f"fold({rows}, {begin}, [&](auto const& {state}, auto const& {row}) {{" if kind == "fold" else f"typegrad::repeat({self.random.randint(0, 4)}, {begin}, [&](auto const& {state}) {{"
            body = []
            if kind == "fold" and self.random.random() < 0.5:  # a call of the row alone
                alone = self.name("t")
                body, known = [f"{inside}auto const {alone} = {self.random.choice(of_one).replace('A', row + '[0]')};"], known + [alone]
            body += self.statements(known, count, inside, depth + 1)
            result = f"std::array{{0.6 * {state}[0] + 0.3 * tanh({known[-1]}), 0.5 * {state}[1] + 0.2 * sin({known[-2]}) + 0.1 * {state}[0]}}"
            return f"{name}[{self.random.randint(0, 1)}]", [f"{indent}auto const {name} = {over}", *body, f"{inside}return {result};", f"{indent}}});"]
        known = pool + [f"{row}[0]", f"{row}[1]"]
        body = self.statements(known, count, inside, depth + 1)
        result = f"0.0 * p[0] + {known[-1]}" if kind != "product" else f"0.0 * p[0] + 1 + 0.1 * sin({known[-1]})"
        if kind == "two sums":
            result = f"std::array{{{result}, 0.0 * p[0] + {self.value(known)}}}"
        if kind == "where":
            condition = self.random.choice(["r[0] < 0.2", "r[0] < r[1]", "r[0] < p[0]"])
            rows = f"where({rows}, [&](auto const& r) {{ return {condition}; }})"
        reduce = "sum" if kind in ("where", "two sums") else kind
        lines = [f"{indent}auto const {name} = {reduce}({rows}, [&](auto const& {row}) {{", *body, f"{inside}return {result};", f"{indent}}});"]
        scale = "0.3 * " if reduce in ("sum", "log_sum_exp") else ""
        return (f"0.2 * {name}[0] * {name}[1]" if kind == "two sums" else scale + name), lines

    def program(self, name):
        while True:
            pool = ["p[0]", "p[1]", "p[2]"]
            lines = self.statements(pool, self.random.randint(3, 7), "    ", 0)
            if any("[&]" in line for line in lines):
                head = f"constexpr auto {name} = [](auto const& p, [[maybe_unused]] auto const& rows, [[maybe_unused]] auto const& tail) {{"
                return [head, *lines, f"    return tanh(0.3 * ({pool[-1]} + {pool[-2]}));", "};"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=at_once)
    parser.add_argument("--hessians", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("compiler", nargs="+")
    asked = parser.parse_args()
    folder, failed = pathlib.Path(tempfile.mkdtemp()), 0
    for first in range(0, asked.count, at_once):
        numbers = range(first, min(first + at_once, asked.count))
        lines = ['#include "loops.hpp"']
        for i in numbers:
            lines += Writer(f"{asked.seed} {i}").program(f"f{i}")
        lines += ["int main() {", *(f'    check_loops("seed {asked.seed}, program {i}", f{i});' for i in numbers), "    return wrong;", "}"]
        source, program = folder / f"loops-{asked.seed}-{first}.cpp", folder / "program"
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        more = ["-DHESSIANS"] if asked.hessians else []
        done = subprocess.run([*asked.compiler, *more, f"-I{here}/random_programs", source, "-o", program], capture_output=True, text=True)
        if done.returncode == 0:
            done = subprocess.run([program], capture_output=True, text=True)
        if done.returncode != 0:
            failed += 1
            keep = asked.keep or pathlib.Path.cwd()
            print((done.stdout + done.stderr)[:4000], f"kept: {shutil.copy(source, keep)}", sep="\n")
        if asked.count > at_once:
            print(f"{numbers[-1] + 1} of {asked.count} programs with loops, {failed} files failed", file=sys.stderr)
    shutil.rmtree(folder)
    sys.exit(failed > 0)


main()
