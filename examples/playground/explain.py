#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Explains a function: value and gradient at a point, operations, the program that runs, its assembly, its time beside the tape's, a page.

    examples/playground/explain.py 'x * sin(y)' x=1 y=0.5
    examples/playground/explain.py model.hpp --function price spot=100 rates=[0.02,0.03] --page price.html
    examples/playground/explain.py 'x * sin(y)' x=1 y=0.5 --link https://example.org/typegrad.hpp

--link compiles nothing. It prints a link to the same program in an online compiler, godbolt.org, which fetches the single header
(docs/packages/single_header.py) from where you have put it.

What is explained is a formula in the arguments, or a function object that a file of C++ defines, whose arguments are then given in their order.
An argument is a number or a list of numbers, which the function receives as a std::array. The compiler is $CXX, else g++; a value of several
numbers has a Jacobian in place of a gradient."""

import argparse
import ast
import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

INCLUDE = pathlib.Path(__file__).resolve().parents[2] / "include"

PROGRAM = r"""
#include <typegrad.hpp>
#include <typegrad/html.hpp>
#include <typegrad/operations.hpp>
#include <typegrad/print.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

@DEFINITION@

namespace explained {

constexpr auto derivatives = typegrad::@TRANSFORM@(@FUNCTION@);
typegrad::names const names{@NAMES@};

// By itself, for its assembly.
[[gnu::noinline, gnu::used]] auto compiled(@PARAMETERS@) { return derivatives(@ARGUMENTS@); }
[[gnu::noinline]] auto taped(@PARAMETERS@) { return typegrad::tape::@TRANSFORM@(@FUNCTION@)(@ARGUMENTS@); }

void each(auto const& value, std::string const& name, auto const& use) {
    if constexpr (std::is_arithmetic_v<std::remove_cvref_t<decltype(value)>>) use(name, static_cast<double>(value));
    else if constexpr (requires { value.size(); value[0]; })
        for (std::size_t i = 0; i < value.size(); ++i) each(value[i], name + "[" + std::to_string(i) + "]", use);
    else
        [&]<std::size_t... I>(std::index_sequence<I...>) { (each(std::get<I>(value), name + "." + std::to_string(I), use), ...); }(
            std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<decltype(value)>>>{});
}
void print(std::string const& name, double value) { std::printf("  %-16s %.15g\n", name.c_str(), value); }

// The median of many batches, in nanoseconds a call.
double time_of(auto const& call) {
    std::vector<double> batches;
    for (int b = 0; b < 41; ++b) {
        auto const begin = std::chrono::steady_clock::now();
        for (int i = 0; i < 2000; ++i) {
            auto const result = call();
            asm volatile("" : : "g"(&result) : "memory");
        }
        batches.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count() / 2000);
    }
    std::nth_element(batches.begin(), batches.begin() + 20, batches.end());
    return batches[20];
}

void print(char const* what, typegrad::operation_counts const& counts) {
    std::printf("  %-16s %d: %d additions, %d products, %d divisions, %d roots, %d comparisons, %d calls\n", what, counts.total(), counts.additions, counts.multiplications,
                counts.divisions, counts.roots, counts.comparisons, counts.calls);
}

}

int main(int count, char** words) {
    using namespace explained;
    @POINT@
    std::printf("Value\n");
    each(@FUNCTION@(@ARGUMENTS@), "f", [](auto const& name, double value) { print(name, value); });
    auto const all = compiled(@ARGUMENTS@);
    std::printf("@TITLE@\n");
    @PRINT@
    std::printf("Operations\n");
    print("value", typegrad::operations<@SHAPES@>(@FUNCTION@));
    print("@TRANSFORM@", typegrad::operations<@SHAPES@>(derivatives));
    std::printf("Program\n%s", typegrad::listing(derivatives, names, @ARGUMENTS@).c_str());
    double const ours = time_of([&] { return compiled(@ARGUMENTS@); }), tape = time_of([&] { return taped(@ARGUMENTS@); });
    std::printf("Time\n  %-16s %.1f ns\n  %-16s %.1f ns, %.1f times as long\n", "as compiled", ours, "on the tape", tape, tape / ours);
    if (count > 1) std::ofstream(words[1]) << typegrad::html(@FUNCTION@, names, @ARGUMENTS@);
}
"""


def arguments_of(words):
    """[(name, value)], a value being a number or a list of numbers."""
    found = []
    for word in words:
        name, _, text = word.partition("=")
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            sys.exit(f"explain: {word!r} is no argument; write name=1.5 or name=[1,2,3]")
        try:
            value = ast.literal_eval(text)
            numbers = value if isinstance(value, list) else [value]
            if not numbers or not all(isinstance(number, (int, float)) and not isinstance(number, bool) for number in numbers):
                raise ValueError
        except (ValueError, SyntaxError):
            sys.exit(f"explain: {text!r} is no number and no list of numbers; write {name}=1.5 or {name}=[1,2,3]")
        found.append((name, value))
    return found


def source(formula, function, arguments, several):
    names = [name for name, _ in arguments]
    shapes = [f"std::array<double, {len(value)}>" if isinstance(value, list) else "double" for _, value in arguments]
    values = ["{{" + ", ".join(map(repr, map(float, value))) + "}}" if isinstance(value, list) else repr(float(value)) for _, value in arguments]
    if formula:
        parameters = ", ".join(f"[[maybe_unused]] auto const& {name}" for name in names)
        definition = f'#line 1 "formula"\nconstexpr auto {function} = []({parameters}) {{ return {formula}; }};'
    else:
        definition = f"#include {chr(34)}{function[0]}{chr(34)}"
        function = function[1]
    if several:
        by = 'each(all, "df", [](auto const& name, double value) { print(name, value); });'
    elif len(names) == 1:
        by = f'each(all, "{names[0]}", [](auto const& name, double value) {{ print(name, value); }});'
    else:
        by = "\n    ".join(f'each(std::get<{i}>(all), "{name}", [](auto const& name, double value) {{ print(name, value); }});' for i, name in enumerate(names))
    return fill({
        "DEFINITION": definition, "FUNCTION": function, "TRANSFORM": "jacobian" if several else "gradient", "TITLE": "Jacobian" if several else "Gradient",
        "NAMES": ", ".join(f'"{name}"' for name in names), "SHAPES": ", ".join(shapes),
        "PARAMETERS": ", ".join(f"{shape} const& argument_{name}" for shape, name in zip(shapes, names)),
        "ARGUMENTS": ", ".join(f"argument_{name}" for name in names),
        "POINT": "\n    ".join(f"{shape} argument_{name} = {value};" for shape, name, value in zip(shapes, names, values)), "PRINT": by,
    })


def fill(words):
    return re.sub(r"@(\w+)@", lambda match: words[match[1]], PROGRAM)


def link(program, header):
    """The program in Compiler Explorer: its source and the compiler are in the link."""
    text = f"#include <{header}>\n" + re.sub(r"#include <typegrad[^>]*>\n", "", program.replace("#line 1 \"formula\"\n", "")).lstrip()
    compiler = {"id": "g122", "options": "-std=c++20 -O2", "libs": [{"name": "boost", "ver": "174"}]}
    state = {"sessions": [{"id": 1, "language": "c++", "source": text, "compilers": [compiler], "executors": [{"compiler": compiler}]}]}
    return "https://godbolt.org/clientstate/" + urllib.parse.quote(base64.b64encode(json.dumps(state).encode()).decode(), safe="")


def assembly(program):
    """The lines of the derivatives' own function, without addresses and bytes."""
    text = subprocess.run(["objdump", "-d", "-C", "--no-show-raw-insn", str(program)], capture_output=True, text=True).stdout
    body = re.search(r"<explained::compiled\(.*\)(?: \[clone [^\]]*\])?>:\n((?:.+\n)+)", text)
    return [re.sub(r"^\s*[0-9a-f]+:\s*", "  ", line) for line in body[1].splitlines() if "nop" not in line] if body else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", help="a formula, or a file of C++")
    parser.add_argument("arguments", nargs="+", help="name=1.5 or name=[1,2,3]")
    parser.add_argument("--function", default="f", help="the function object that the file defines (f)")
    parser.add_argument("--page", help="write a page with the graphs to this file")
    parser.add_argument("--flags", default="-O2", help="for the compiler (-O2)")
    parser.add_argument("--lines", type=int, default=60, help="of assembly, at most (60)")
    parser.add_argument("--link", metavar="URL", help="print a link to an online compiler instead; URL is that of the single header")
    given = parser.parse_args()
    arguments = arguments_of(given.arguments)
    is_file = os.path.exists(given.what)
    if not is_file and re.search(r"\.(hpp|h|cpp|cc)$", given.what):
        sys.exit(f"explain: there is no file {given.what}")
    function = (str(pathlib.Path(given.what).resolve()), given.function) if is_file else "f"

    if given.link:
        text = source(None if is_file else given.what, function, arguments, False)
        if is_file:
            text = text.replace(f'#include "{function[0]}"', pathlib.Path(function[0]).read_text(encoding="utf-8").replace("#pragma once\n", ""))
        return print(link(text, given.link))

    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "explained"
        command = [*os.environ.get("CXX", "g++").split(), "-std=c++20", *given.flags.split(), f"-I{INCLUDE}", "-o", str(program), str(program) + ".cpp"]
        print("compiling …", file=sys.stderr, flush=True)
        for several in (False, True):
            pathlib.Path(str(program) + ".cpp").write_text(source(None if is_file else given.what, function, arguments, several), encoding="utf-8")
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode == 0 or "jacobian" not in done.stderr:
                break
        if done.returncode != 0:
            wrong = [line for line in done.stderr.splitlines() if "error:" in line]
            sys.exit("explain: the function does not compile\n" + "\n".join(wrong[:3] or done.stderr.splitlines()[:10]))
        print(subprocess.run([str(program), *([given.page] if given.page else [])], capture_output=True, text=True, check=True).stdout, end="")
        lines = assembly(program)
        if lines:
            print(f"Assembly, {len(lines)} instructions")
            print("\n".join(lines[:given.lines] + (["  …"] if len(lines) > given.lines else [])))
        if given.page:
            print(f"Page\n  {given.page}")


if __name__ == "__main__":
    main()
