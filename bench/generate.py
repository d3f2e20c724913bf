# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Programs of any length with their derivatives:
generate.py traced|hand|struct|struct-hand|expression|expression-hand|hessian OPERATIONS
generate.py functions|functions-hand COUNT

Straight-line code of eight inputs. A statement takes two earlier values: the first was not used before, so nothing is dead;
the second is one of the last few dozen, so values live long, as in real programs. What is left unused is summed. The program
is evaluated at POINT while it is written, and a value outside [1/16, 16] in size is not accepted: derivatives stay finite, and
the two forms can be compared (compile_time.py --check). The same length always gives the same program.

The Struct has the eight inputs as members of two Structs in it.
The expression is of eight variables, one operation around the last, as deep as it is long: what is deep is what types are
bad at. The Hessian is that of the straight-line code. Functions are of 10 operations, 11, 12 and so on, in one file: what they do
not share is paid for by each.
"""

import math
import random
import re
import sys
from typing import Callable, NamedTuple

POINT = [0.5 + 0.125 * i for i in range(8)]
INPUTS = [f"v{i}" for i in range(len(POINT))]
REACH = 48


class Statement(NamedTuple):
    """One form of statement of a and b, in which {y} is its result, {w} the result's adjoint, and {k} what the hand-written
    form keeps from the forward part."""
    operations: int
    value: Callable
    text: str
    kept: str  # or empty
    by_hand: str
    shared: str  # by the two partials, as {s}; or empty
    by_a: str
    by_b: str


STATEMENTS = [
    Statement(1, lambda a, b: a + b, "{a} + {b}", "", "{a} + {b}", "", "{w}", "{w}"),
    Statement(1, lambda a, b: a - b, "{a} - {b}", "", "{a} - {b}", "", "{w}", "-{w}"),
    Statement(1, lambda a, b: a * b, "{a} * {b}", "", "{a} * {b}", "", "{w} * {b}", "{w} * {a}"),
    Statement(1, lambda a, b: a / b, "{a} / {b}", "", "{a} / {b}", "{w} / {b}", "{s}", "-{s} * {y}"),
    Statement(2, lambda a, b: math.sin(a) + b, "sin({a}) + {b}", "", "std::sin({a}) + {b}", "", "{w} * std::cos({a})", "{w}"),
    Statement(2, lambda a, b: math.cos(a) * b, "cos({a}) * {b}", "std::cos({a})", "{k} * {b}", "",
              "-{w} * {b} * std::sin({a})", "{w} * {k}"),
    Statement(3, lambda a, b: math.exp(0.25 * a) - b, "exp(0.25 * {a}) - {b}", "std::exp(0.25 * {a})", "{k} - {b}", "",
              "0.25 * {w} * {k}", "-{w}"),
    Statement(4, lambda a, b: math.sqrt(a * a + b * b), "sqrt({a} * {a} + {b} * {b})", "", "std::sqrt({a} * {a} + {b} * {b})",
              "{w} / {y}", "{s} * {a}", "{s} * {b}"),
    Statement(4, lambda a, b: math.log(1 + a * a) * b, "log(1 + {a} * {a}) * {b}", "std::log(1 + {a} * {a})", "{k} * {b}", "",
              "2 * {w} * {b} * {a} / (1 + {a} * {a})", "{w} * {k}"),
]


def program(operations):
    """The statements, as (statement, its index, index of a, index of b), and the indices of the values that are summed."""
    chance = random.Random(operations)
    values = list(POINT)
    unused = list(range(len(values)))
    statements = []
    while (left := operations - (len(unused) - 1)) > 0:  # what is not for the sum
        statement = chance.choice([s for s in STATEMENTS if s.operations <= left])
        a = unused[chance.randrange(min(len(unused), 4))]
        b = chance.randrange(max(0, len(values) - REACH), len(values))
        if a == b or not 1 / 16 <= abs(value := statement.value(values[a], values[b])) <= 16:
            continue
        statements.append((statement, len(values), a, b))
        operations -= statement.operations
        unused = [u for u in unused if u not in (a, b)] + [len(values)]
        values.append(value)
    return statements, unused


def names(y, a, b):
    return {"a": f"v{a}", "b": f"v{b}", "y": f"v{y}", "w": f"w{y}", "k": f"k{y}", "s": f"s{y}"}


def function(includes, before, body):
    return "\n".join([
        *(f"#include <{header}>" for header in includes),
        "",
        *before,
        "double gradient(std::array<double, 8> const& x, std::array<double, 8>& g) {",
        *(f"    {line}" for line in body),
        "}",
        ""])


INPUT_ARRAY = [f"auto const& [{', '.join(INPUTS)}] = x;"]


def with_primal(operations, after, includes=("typegrad.hpp",), before=(), inputs=INPUT_ARRAY):
    """The primal as a generic lambda, and what is made of it."""
    statements, summed = program(operations)
    return "\n".join([
        *(f"#include <{header}>" for header in ("array", "cmath", *includes)),
        "",
        *before,
        "constexpr auto primal = [](auto const& x) {",
        "    using std::cos, std::exp, std::log, std::sin, std::sqrt;",
        *(f"    {line}" for line in inputs),
        *(f"    auto const v{y} = {statement.text.format(**names(y, a, b))};" for statement, y, a, b in statements),
        f"    return {' + '.join(f'v{i}' for i in summed)};",
        "};",
        "",
        *after,
        ""])


def traced(operations):
    """The library's gradient of the straight-line code."""
    return with_primal(operations, [
        "double gradient(std::array<double, 8> const& x, std::array<double, 8>& g) {",
        "    auto const [value, partials] = typegrad::value_and_gradient(primal)(x);",
        "    g = partials;",
        "    return value;",
        "}"])


def hand(operations, before=(), inputs=INPUT_ARRAY, result="g = {{{partials}}};"):
    """The same program with its reverse sweep written out."""
    statements, summed = program(operations)
    forward = [*inputs]
    backward = [f"double {', '.join(f'w{i} = 1' for i in summed)};"]
    started = set(summed)

    def add(i, partial):
        backward.append(f"w{i} += {partial};" if i in started else f"double w{i} = {partial};")
        started.add(i)

    for statement, y, a, b in statements:
        if statement.kept:
            forward.append(f"double const k{y} = {statement.kept.format(**names(y, a, b))};")
        forward.append(f"double const v{y} = {statement.by_hand.format(**names(y, a, b))};")
    for statement, y, a, b in reversed(statements):
        if statement.shared:
            backward.append(f"double const s{y} = {statement.shared.format(**names(y, a, b))};")
        add(a, statement.by_a.format(**names(y, a, b)))
        add(b, statement.by_b.format(**names(y, a, b)))
    return function(["array", "cmath"], before, [
        *forward, *backward,
        result.format(partials=", ".join(f"w{i}" for i in range(len(INPUTS)))),
        f"return {' + '.join(f'v{i}' for i in summed)};"])


# The inputs as members of Structs in a Struct, from an array and back into one.
MEMBERS = [f"{half}.{coordinate}" for half in ("position", "rotation") for coordinate in "abcd"]
FROM_ARRAY = "inputs<double> const in{{x[0], x[1], x[2], x[3]}, {x[4], x[5], x[6], x[7]}};"
TO_ARRAY = f"g = {{{', '.join(f'out.{member}' for member in MEMBERS)}}};"


def struct(operations):
    """The library's gradient of the straight-line code in a Struct of Boost.Hana."""
    return with_primal(operations, [
        "double gradient(std::array<double, 8> const& x, std::array<double, 8>& g) {",
        f"    {FROM_ARRAY}",
        "    auto const [value, out] = typegrad::value_and_gradient(primal)(in);",
        f"    {TO_ARRAY}",
        "    return value;",
        "}"],
        includes=["boost/hana/define_struct.hpp", "typegrad.hpp", "typegrad/hana/struct.hpp"],
        before=[
            "template <class T>",
            "struct half {",
            "    BOOST_HANA_DEFINE_STRUCT(half, (T, a), (T, b), (T, c), (T, d));",
            "};",
            "template <class T>",
            "struct inputs {",
            "    BOOST_HANA_DEFINE_STRUCT(inputs, (half<T>, position), (half<T>, rotation));",
            "};",
            ""],
        inputs=[f"auto const {name} = x.{member};" for name, member in zip(INPUTS, MEMBERS)])


def struct_by_hand(operations):
    """The same in plain structs with its reverse sweep written out."""
    return hand(
        operations,
        before=["template <class T>", "struct half { T a, b, c, d; };", "template <class T>", "struct inputs { half<T> position, rotation; };", ""],
        inputs=[FROM_ARRAY, *(f"double const {name} = in.{member};" for name, member in zip(INPUTS, MEMBERS))],
        result="inputs<double> const out{{{partials}}};\n    " + TO_ARRAY.replace("{", "{{").replace("}", "}}"))


def hessian(operations):
    """The library's Hessian of the straight-line code, row by row in h."""
    return with_primal(operations, [
        "void hessian(std::array<double, 8> const& x, std::array<std::array<double, 8>, 8>& h) {",
        "    h = typegrad::hessian(primal)(x);",
        "}"])


# Operations around an expression, and what multiplies the adjoint on the way through them.
LEVELS = [
    ("{e} * {v}", "{e} * {v}", "{w} * {v}", "{w} * {e}"),
    ("sin({e})", "std::sin({e})", "{w} * std::cos({e})", ""),
    ("{e} + {v}", "{e} + {v}", "{w}", "{w}"),
    ("cos({e})", "std::cos({e})", "-{w} * std::sin({e})", ""),
    ("{e} - {v}", "{e} - {v}", "{w}", "-{w}"),
    ("{e} / {v}", "{e} / {v}", "{w} / {v}", "-{w} / {v} * {y}"),
]


def level(i):
    return LEVELS[i % len(LEVELS)], {"e": f"e{i}" if i else "v0", "v": f"v{(i + 1) % len(INPUTS)}", "y": f"e{i + 1}", "w": f"w{i + 1}"}


def expression(operations):
    """An expression built level by level, and the library's gradient of it."""
    before = [f'constexpr typegrad::variable<"{name}"> {name};' for name in INPUTS]
    for i in range(operations):
        (text, _, _, _), used = level(i)
        before.append(f"constexpr auto e{i + 1} = {text.format(**used)};")
    used = [name for name in INPUTS if any(re.search(rf"\b{name}\b", line) for line in before[len(INPUTS):])]
    values = ", ".join(f"{name} = x[{i}]" for i, name in enumerate(INPUTS) if name in used)
    partials = [f"partials[{name}]" if name in used else "0" for name in INPUTS]
    return function(["array", "typegrad.hpp"], before + [""], [
        f"auto const [value, partials] = value_and_gradient(e{operations})({values});",
        f"g = {{{', '.join(partials)}}};",
        "return value;"])


def expression_by_hand(operations):
    """The same expression with its reverse sweep written out."""
    forward = [f"auto const& [{', '.join(INPUTS)}] = x;"]
    backward = [f"double const w{operations} = 1;"]
    partials = {name: [] for name in INPUTS}
    for i in range(operations):
        (_, text, _, _), used = level(i)
        forward.append(f"double const e{i + 1} = {text.format(**used)};")
    for i in reversed(range(operations)):
        (_, _, inner, outer), used = level(i)
        backward.append(f"double const w{i} = {inner.format(**used)};")
        if outer:
            partials[used["v"]].append(outer.format(**used))
    partials["v0"].append("w0")
    sums = [" + ".join(terms).replace("+ -", "- ") or "0" for terms in partials.values()]
    return function(["array", "cmath"], [], [*forward, *backward, f"g = {{{', '.join(sums)}}};", f"return e{operations};"])


def functions(count, form=traced):
    """So many functions of different lengths, each with its gradient."""
    def nth(i):
        return form(10 + i).replace("double gradient(", f"double gradient_{i}(").replace("primal", f"primal_{i}")

    return "\n".join(nth(i) for i in range(count))


def functions_by_hand(count):
    return functions(count, hand)


FORMS = {"functions": functions, "functions-hand": functions_by_hand, "traced": traced, "hand": hand, "struct": struct, "struct-hand": struct_by_hand, "expression": expression, "expression-hand": expression_by_hand, "hessian": hessian}

if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in FORMS:
        sys.exit(__doc__)
    print(FORMS[sys.argv[1]](int(sys.argv[2])), end="")
