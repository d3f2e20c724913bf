# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Every block of C++ in the README and in the pages of docs/ is a test: check.py INCLUDE PAGE... -- COMPILER ARGUMENT...

A block with main() is a program; if a block of text follows, that is what it prints. All other blocks of all pages are one program, for
the headers to be compiled once: a page is a function, in which each block is a scope inside of the last one's, so that it sees what came
before; a block that defines a template stands before that function. Exceptions:
  - in a block with comments `// error: TEXT`, the statement above each of them must not compile, and TEXT is in the first error, where an
    underscore is a blank (clang names a type where g++ says a sentence);
    without those statements the block must compile;
  - a block after `<!-- insert into FILE before: TEXT -->` goes before the last occurrence of TEXT in a copy of that header,
    and all programs include the copy;
  - a block after `<!-- file: NAME -->` is that file: a header that other blocks include, or a source file that the program is linked with.
In a table whose last column is headed `typegrad` the code in that column is a block, a statement a piece.
A block of Mermaid after `<!-- mermaid: EXPRESSION -->` is what that expression gives.
Links to files and headings of this repository must lead somewhere. Every operator of the table must be named under `## Operators` of
docs/operators.md, if that page is among those that are checked.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

CHECKED = "#undef NDEBUG\n#include <cassert>\n#include <array>\n#include <stdexcept>\n#include <string>\n#include <tuple>\n#include <typegrad.hpp>\n"
# What a user does not write: the sweeps and the rules of others do.
STRUCTURAL = {"input", "gate", "custom", "stop_gradient", "well_scaled", "erfcx_integral", "log1m_exp_slope", "sech_squared", "hypot_of_one",
              "logistic_slope", "mills_excess_", "inverse_mills", "direction", "sinc_derivative", "inverted", "over_squares", "cbrt_slope", "power_slope", "power_by_logarithm", "joined_factor", "joined_rest", "log_of_joined", "power_partial", "product_unless_zero", "is_ordinary_power",
              "root_by_power", "is_power_of_norm", "least_coefficient", "parity", "is_negative", "finite_or_zero", "unless_nan", "if_ordered", "shared_at_tie", "limit", "with_slope",
              "softsign_slope", "bernoulli_variance", "one_minus_square", "decay_of_difference", "pi_sinpi", "pi_cospi", "root_below_square", "expint_slope",
              "cos_of_root", "sinc_of_root", "sinc_of_root_slope", "sinc_of_root_second_slope", "spherical_bessel_of_root",
              "arguments", "argument", "component", "entry", "row", "shift", "differentiated_as", "derivative of a loop", "element", "place", "places", "scatter", "both", "count",
              "fold", "steps", "state", "recall before", "recall after", "carry", "carries", "going on", "keeping", "end", "final", "named", "owed", "number_left"}


class Block:
    def __init__(self, page, line, language, code, insert=None, picture_of=None, file=None):
        self.page, self.line, self.language, self.code = page, line, language, code
        self.insert, self.picture_of, self.file = insert, picture_of, file

    def located(self, code=None):
        """#line makes the compiler name the page's lines."""
        return f'#line {self.line} "{self.page}"\n{self.code if code is None else code}'


def blocks_of(page, text):
    fenced = r"(?:<!-- (?P<comment>insert into|mermaid:|file:) (?P<said>[^\n]*) -->\n)?^```(?P<language>\w*)\n(?P<code>.*?)^```$"
    table = r"^\|[^\n]*\| typegrad \|\n\|[-:| ]*\|\n(?P<rows>(?:\|[^\n]*\n)+)"
    blocks = []
    for match in re.finditer(f"{fenced}|{table}", text, re.M | re.S):
        begin = match.start("code") if match["rows"] is None else match.start("rows")
        line = text.count("\n", 0, begin) + 1
        if match["rows"] is not None:
            statements = [" ".join(re.findall(r"`([^`]*)`", row.rsplit(" | ", 1)[-1])).replace("\\|", "|") for row in match["rows"].splitlines()]
            blocks.append(Block(page, line, "cpp", "\n".join(statements) + "\n"))
        else:
            said = {match["comment"]: match["said"]}
            blocks.append(Block(page, line, match["language"], match["code"], said.get("insert into"), said.get("mermaid:"), said.get("file:")))
    return blocks


def slug(heading):
    """What a heading is called in a link."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors_of(page):
    return {slug(heading) for heading in re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)}


class Checker:
    def __init__(self, include, pages, command, folder):
        self.include, self.pages, self.folder = include, pages, folder
        self.overlay = folder / "include"
        self.command = [*command, "-std=c++20", f"-I{self.overlay}", f"-I{include}"]
        self.problems = []

    def problem(self, page, line, what):
        self.problems.append(f"{page}:{line}: {what}")

    def compile(self, source, *arguments):
        path = self.folder / "blocks.cpp"
        path.write_text(source, encoding="utf-8")
        return subprocess.run([*self.command, *arguments, path], env={**os.environ, "LC_ALL": "C"}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")

    def run(self, page, line, source, printed=None, *arguments):
        program = self.folder / "blocks"
        done = self.compile(source, *arguments, "-o", program)
        if done.returncode != 0:
            return self.problem(page, line, "does not compile:\n" + done.stdout)
        done = subprocess.run([program], capture_output=True, text=True)
        if done.returncode != 0:
            self.problem(page, line, f"exit status {done.returncode}\n{done.stderr}")
        elif printed is not None and done.stdout != printed:
            self.problem(page, line, f"prints\n{done.stdout}")

    def check_errors(self, block):
        parts = re.split(r"^// error: (.*)\n", block.code, flags=re.M)
        # Before each comment: what is correct, up to the last blank line, and the statement that is not.
        correct, statements = [], []
        for code, message in zip(parts[0::2], parts[1::2]):
            before, _, statement = code.rpartition("\n\n")
            correct.append(before)
            statements.append((statement, message))
        program = lambda statement: CHECKED + "void block() {\n" + "\n".join(correct + [statement]) + "\n}\n"
        done = self.compile(program(""), "-fsyntax-only", "-Wno-unused")
        if done.returncode != 0:
            self.problem(block.page, block.line, "does not compile without its errors:\n" + done.stdout)
        for statement, message in statements:
            done = self.compile(program(statement), "-fsyntax-only", "-Wno-unused")
            first = next((line for line in done.stdout.splitlines() if "error:" in line), "no error at all")
            if done.returncode == 0 or message.replace("_", " ") not in first.replace("_", " "):
                self.problem(block.page, block.line, f"{statement.strip()}\n  expected: {message}\n  actual:   {first}")

    def insert(self, block):
        name, before = block.insert.split(" before: ")
        copy = self.overlay / name
        text = (copy if copy.exists() else self.include / name).read_text(encoding="utf-8")
        head, found, tail = text.rpartition(before)
        if not found:
            return self.problem(block.page, block.line, f"no {before!r} in {name}")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(head + block.code + found + tail, encoding="utf-8")

    def check_operators(self, page, text):
        section = text.split("## Operators\n")[-1].split("\n## ")[0].split("<!-- generated")[0].replace("\\|", "|")
        named = set(re.findall(r"`([^`(]*)", section))
        for header in sorted((self.include / "typegrad/op").glob("*.hpp")):
            for operator in re.findall(r'^    static constexpr auto text = "(.*)";', header.read_text(encoding="utf-8"), re.M):
                if operator not in named | STRUCTURAL:
                    self.problem(page, 1, f"`{operator}`, of {header.name}, is not listed under ## Operators")

    def check_links(self, page, text):
        text = re.sub(r"^```.*?^```$|`[^`\n]*`", lambda code: "\n" * code[0].count("\n"), text, flags=re.M | re.S)
        for match in re.finditer(r"\]\(([^()\s]+)\)", text):
            target, _, anchor = match[1].partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            path = page.parent / target if target else page
            line = text.count("\n", 0, match.start()) + 1
            if not path.exists():
                self.problem(page, line, f"no {target}")
            elif anchor and anchor not in anchors_of(path):
                self.problem(page, line, f"no heading #{anchor} in {path.name}")

    def check(self):
        includes, functions, calls, sources = {}, "", "", []
        self.overlay.mkdir()
        blocks_of_pages = [(page, blocks_of(page, page.read_text(encoding="utf-8"))) for page in self.pages]
        for page, blocks in blocks_of_pages:
            for block in blocks:
                if block.insert:
                    self.insert(block)
                elif block.file:
                    (self.overlay / block.file).write_text(block.located(), encoding="utf-8")
                    sources += [self.overlay / block.file] if block.file.endswith(".cpp") else []
        for number, (page, blocks) in enumerate(blocks_of_pages):
            before, body, depth = "", "", 0
            for block, following in zip(blocks, blocks[1:] + [None]):
                if block.picture_of:
                    body += f"if ({block.picture_of} != R\"mermaid({block.code})mermaid\") throw std::logic_error({block.picture_of});\n"
                if block.language != "cpp" or block.insert or block.file:
                    continue
                if "int main(" in block.code:
                    printed = following.code if following and following.language == "text" else None
                    self.run(page, block.line, block.located(), printed)
                elif "// error: " in block.code:
                    self.check_errors(block)
                else:
                    hoisted = [line for line in block.code.splitlines() if line.startswith("#include")]
                    includes.update(dict.fromkeys(hoisted))
                    code = block.located("".join("\n" if line.startswith("#include") else line + "\n" for line in block.code.splitlines()))
                    if re.search(r"^template <", block.code, re.M):
                        before += code
                    else:
                        body += "{\n" + code
                        depth += 1
            functions += f"namespace page_{number} {{\n{before}void run() {{\n{body}{'}' * depth}\n}}\n}}\n"
            calls += f"page_{number}::run();\n"
            text = page.read_text(encoding="utf-8")
            self.check_links(page, text)
            if page.name == "operators.md":
                self.check_operators(page, text)
        main = '#line 1 "main"\nint main() {\n' + calls + "}\n"
        self.run(self.pages[0], 1, CHECKED + "".join(line + "\n" for line in includes) + functions + main, None, "-Wno-unused", *sources)


def main():
    split = sys.argv.index("--")
    include, *pages = (pathlib.Path(argument).resolve() for argument in sys.argv[1:split])
    with tempfile.TemporaryDirectory() as folder:
        checker = Checker(include, pages, sys.argv[split + 1 :], pathlib.Path(folder))
        checker.check()
        sys.exit("\n".join(checker.problems) or 0)


main()
