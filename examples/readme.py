# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Every block of code in a README is a test: readme.py README INCLUDE -- COMPILER ARGUMENT...

A block with main() is a program; if a block of text follows, that is what it prints. All other blocks are one program, each in
a scope inside of the last one's, so that it sees what came before. Exceptions:
  - in a block with comments `// error: TEXT`, the statement above each of them must not compile, and TEXT is in the first error;
    without those statements the block must compile;
  - a block after `<!-- insert into FILE before: TEXT -->` goes before the last occurrence of TEXT in a copy of that header,
    and the programs that come after include the copy.
Every operator of the table must be named under `## Operators` of README.md. Other pages are checked in the same way.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

CHECKED = "#undef NDEBUG\n#include <cassert>\n#include <array>\n#include <string>\n#include <tuple>\n#include <typegrad.hpp>\n"
# What a user does not write: the sweeps and the rules of others do.
STRUCTURAL = {"input", "gate", "custom", "stop_gradient", "well_scaled", "erfcx_integral", "log1m_exp_slope", "sech_squared", "hypot_of_one",
              "logistic_slope", "mills_excess_", "inverse_mills", "direction", "sinc_derivative", "inverted", "over_squares", "cbrt_slope", "power_slope", "power_by_logarithm", "power_partial", "product_unless_zero", "is_ordinary_power",
              "root_by_power", "is_power_of_norm", "least_coefficient", "parity", "is_negative", "finite_or_zero", "unless_nan", "if_ordered", "shared_at_tie", "limit", "with_slope",
              "softsign_slope", "bernoulli_variance", "one_minus_square", "decay_of_difference", "pi_sinpi", "pi_cospi", "root_below_square", "expint_slope",
              "cos_of_root", "sinc_of_root", "sinc_of_root_slope", "sinc_of_root_second_slope", "spherical_bessel_of_root",
              "arguments", "argument", "component", "entry"}


class Block:
    def __init__(self, match, text):
        self.insert, self.language, self.code = match["insert"], match["language"], match["code"]
        self.line = text.count("\n", 0, match.start("code")) + 1


def blocks_of(text):
    pattern = r"(?:<!-- insert into (?P<insert>[^\n]*) -->\n)?^```(?P<language>\w*)\n(?P<code>.*?)^```$"
    return [Block(match, text) for match in re.finditer(pattern, text, re.M | re.S)]


class Checker:
    def __init__(self, readme, include, command, folder):
        self.readme, self.include, self.folder = readme, include, folder
        self.overlay = folder / "include"
        self.command = [*command, "-std=c++20", f"-I{self.overlay}", f"-I{include}"]
        self.text = readme.read_text(encoding="utf-8")
        self.problems = []

    def problem(self, line, what):
        self.problems.append(f"{self.readme}:{line}: {what}")

    def compile(self, source, *arguments):
        path = self.folder / "readme.cpp"
        path.write_text(source, encoding="utf-8")
        # #line makes the compiler name the README's lines.
        return subprocess.run([*self.command, *arguments, path], env={**os.environ, "LC_ALL": "C"}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")

    def located(self, line, code):
        return f'#line {line} "{self.readme}"\n{code}'

    def run(self, line, source, printed=None):
        program = self.folder / "readme"
        done = self.compile(source, "-o", program)
        if done.returncode != 0:
            return self.problem(line, "does not compile:\n" + done.stdout)
        done = subprocess.run([program], capture_output=True, text=True)
        if done.returncode != 0:
            self.problem(line, f"exit status {done.returncode}\n{done.stderr}")
        elif printed is not None and done.stdout != printed:
            self.problem(line, f"prints\n{done.stdout}")

    def check_errors(self, block):
        parts = re.split(r"^// error: (.*)\n", block.code, flags=re.M)
        # Before each comment: what is correct, up to the last blank line, and the statement that is not.
        correct, statements = [], []
        for code, message in zip(parts[0::2], parts[1::2]):
            before, _, statement = code.rpartition("\n\n")
            correct.append(before)
            statements.append((statement, message))
        program = lambda statement: CHECKED + "void block() {\n" + "\n".join(correct + [statement]) + "\n}\n"
        unused = "-Wno-unused"
        done = self.compile(program(""), "-fsyntax-only", unused)
        if done.returncode != 0:
            self.problem(block.line, "does not compile without its errors:\n" + done.stdout)
        for statement, message in statements:
            done = self.compile(program(statement), "-fsyntax-only", unused)
            first = next((line for line in done.stdout.splitlines() if "error:" in line), "no error at all")
            if done.returncode == 0 or message not in first:
                self.problem(block.line, f"{statement.strip()}\n  expected: {message}\n  actual:   {first}")

    def insert(self, block):
        name, before = block.insert.split(" before: ")
        copy = self.overlay / name
        text = (copy if copy.exists() else self.include / name).read_text(encoding="utf-8")
        head, found, tail = text.rpartition(before)
        if not found:
            return self.problem(block.line, f"no {before!r} in {name}")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(head + block.code + found + tail, encoding="utf-8")

    def check_operators(self):
        section = self.text.split("## Operators\n")[-1].split("\n## ")[0].replace("\\|", "|")
        named = set(re.findall(r"`([^`(]*)", section))
        for header in sorted((self.include / "typegrad/op").glob("*.hpp")):
            for operator in re.findall(r'^    static constexpr auto text = "(.*)";', header.read_text(encoding="utf-8"), re.M):
                if operator not in named | STRUCTURAL:
                    self.problem(1, f"`{operator}`, of {header.name}, is not listed under ## Operators")

    def check(self):
        blocks = blocks_of(self.text)
        include, body = "", ""
        for block, following in zip(blocks, blocks[1:] + [None]):
            if block.language != "cpp":
                continue
            if block.insert:
                self.insert(block)
            elif "int main(" in block.code:
                printed = following.code if following and following.language == "text" else None
                self.run(block.line, self.located(block.line, block.code), printed)
            elif "// error: " in block.code:
                self.check_errors(block)
            else:
                hoisted = [line for line in block.code.splitlines() if line.startswith("#include")]
                include += "".join(line + "\n" for line in hoisted)
                code = "".join("\n" if line.startswith("#include") else line + "\n" for line in block.code.splitlines())
                body += "{\n" + self.located(block.line, code)
        if body:
            source = CHECKED + include + "int main() {\n" + body + "}" * (body.count("#line")) + "\n}\n"
            self.run(1, source)
        if self.readme.name == "README.md":
            self.check_operators()
        return blocks


def main():
    split = sys.argv.index("--")
    readme, include = (pathlib.Path(argument).resolve() for argument in sys.argv[1:split])
    with tempfile.TemporaryDirectory() as folder:
        checker = Checker(readme, include, sys.argv[split + 1 :], pathlib.Path(folder))
        if not any(block.language == "cpp" for block in checker.check()):
            checker.problem(1, "no block of code is found")
        sys.exit("\n".join(checker.problems) or 0)


main()
