#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Random programs over the whole operator table, by every engine and in high precision.

    tests/random_programs.py --table FACTS [--seed S] [--count N] [--compiled M] -- g++ -std=c++20 -Iinclude ... [--link -lmpfr -lgmp]

FACTS is the built tests/operators/facts, which prints the table: a new operator takes part by itself. N programs (2000) are
interpreted: what the library does in constant expressions it does at run time then, and a program takes 5 ms, once a compiler has taken
40 s for the interpreter (random_programs/interpret.hpp). M of them (64) are compiled, at more than a second each, for what only a compiler
does: constant expressions, the expression door, inlined steps, programs of a hundred inputs. Each program is
a generic lambda of three numbers and an array. Its value must be the plain program's, bit for bit, whatever goes in; reverse
sweep, also with `fast`, forward sweep, tape and (without arrays) the expression door must give the derivatives that differences in 1800 bits give,
and so must the Hessian, at whole numbers too; where programs are interpreted, the third derivative along a direction as well, and the
Hessian by the tape over the sweep. What dead code, branches that are never taken, identities around arguments and their order
may change is said in docs/bit_for_bit.md. What is a number by the tape must be that number, at kinks too, and in a Jacobian of several values. Now
and then there is a program of a hundred inputs and more. A failure is shrunk to the smallest program that still fails, and printed as source. --self-test
gives the table an operation with a wrong derivative, which must be found and shrunk. --special lets the functions of typegrad/special.hpp
take part: Boost.Math makes each translation unit dear, so this is for long runs.
"""
import argparse
import copy
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

here = pathlib.Path(__file__).resolve().parent
awkward = ["0.1", "0.5", "2.0", "1.0", "-1.0", "3", "2", "-2", "7", "0.25", "1.0 / 3", "1e-3", "1e3", "-0.75", "0.0", "-0.0", "1.5", "1e-17", "100"]
comparisons = ["<", "<=", ">", ">=", "==", "!="]
loops = ["T + v[i] * A", "T * (v[i] + 0.5 * A)", "typegrad::max(T, v[i] * A)", "T - A / (2 + v[i] * v[i])", "typegrad::select(v[i] > A, T + v[i], T * 0.5)"]
kinds = ["select", "loop", "nested", "powers", "norms"]
quotients = ["typegrad::cos(a) / (a * a * a)", "typegrad::exp(a) / (a + 3) + 1 / a", "1 / (a * a) - a / (1 + a * a)", "a / (2 + a) + 1 / (2 + a)"]


class Program:
    """Statements in order, each (kind, payload, operands). An operand is ("t", statement), ("in", name) or ("lit", text)."""

    def __init__(self, statements, result, second, change="none", extra=(), dead=None, others=()):
        self.statements, self.result, self.second = statements, result, second
        # What the variant is, the statements that only it has, of which the last is dead or in the branch, and the other values.
        self.change, self.extra, self.dead, self.others = change, list(extra), dead, list(others)

    def needed(self, results=None):
        seen, stack = set(), list(results or [self.result])
        while stack:
            kind, what = stack.pop()
            if kind == "t" and what not in seen:
                seen.add(what)
                stack.extend(self.statements[what][2])
        return sorted(seen)

    def size(self):
        return sum(2 + 3 * (self.statements[i][0] in ("helper", "nested", "loop")) for i in self.needed()) + sum(
            1 for i in self.needed() for o in self.statements[i][2] if o[0] == "lit")

    def function_door_only(self):
        return any(self.statements[i][0] in ("nested", "loop", "helper", "compound") or any(o[0] == "in" and o[1].startswith("v") for o in self.statements[i][2]) for i in self.needed()) or (
            self.result[0] == "in" and self.result[1].startswith("v"))

    def bitwise(self):
        # A nested derivative is not what a plain program computes, and the sign of NaN is nobody's.
        return not any(kind == "nested" or (kind == "op" and payload["name"] in ("signbit", "copysign")) for kind, payload, _ in (self.statements[i] for i in self.needed()))

    def variant(self, name):
        """The program that computes the same, its change, and the program of several values: source and three template arguments."""
        change, source = self.change, ""
        if change in ("dead_code", "untaken_branch"):
            if self.dead is None or any(o[0] == "t" and not is_value(self, o) for o in [self.dead, self.result]):
                change = "none"
            elif change == "dead_code":
                source += self.source(name + "_variant", [self.result, self.dead], lambda text: text(self.result))
            else:
                source += self.source(name + "_variant", [self.result, self.dead], lambda text: "typegrad::select(x < x, %s, %s)" % (text(self.dead), text(self.result)))
        several = "void"
        if self.others and all(is_value(self, o) for o in [self.result, *self.others]):
            source += self.source(name + "_values", [self.result, *self.others], lambda text: "std::array<std::remove_cvref_t<decltype(x * y)>, 3>{%s}" % ", ".join(map(text, [self.result, *self.others])))
            several = "std::remove_const_t<decltype(%s_values)>" % name
        of = name + "_variant" if change in ("dead_code", "untaken_branch") else name
        return source, "std::remove_const_t<decltype(%s)>, change::%s, %s" % (of, change, several)

    def source(self, name, results=None, returned=None):
        text = lambda o: "t%d" % o[1] if o[0] == "t" else o[1]
        lines = []
        for i in self.needed(results):
            kind, payload, operands = self.statements[i]
            a = [text(o) for o in operands]
            if kind == "op":
                lines.append("[[maybe_unused]] auto const t%d = %s;" % (i, written(payload, a)))
            elif kind == "compare":
                lines.append("auto const t%d = %s %s %s;" % (i, a[0], payload, a[1]))
            elif kind == "logic":
                lines.append("auto const t%d = %s;" % (i, "!" + a[0] if payload == "!" else "%s %s %s" % (a[0], payload, a[1])))
            elif kind == "select":
                lines.append("auto const t%d = typegrad::select(%s, %s, %s);" % (i, *a))
            elif kind == "into":
                lines.append("auto const t%d = into(%s, %s, %s);" % (i, a[0], *payload))
            elif kind == "copy":
                lines.append("auto const t%d = %s;" % (i, a[0]))
            elif kind == "compound":
                lines.append("auto t%d = %s;" % (i, a[0]))
                lines += ["t%d %s= %s;" % (i, symbol, o) for symbol, o in zip(payload, a[1:])]
            elif kind == "loop":
                lines.append("auto t%d = %s;" % (i, a[0]))
                lines.append("for (std::size_t i = 0; i < v.size(); ++i) t%d = %s;" % (i, payload.replace("T", "t%d" % i).replace("A", a[1])))
            elif kind == "helper":
                lines.append("auto const h%d = []([[maybe_unused]] auto const& a, [[maybe_unused]] auto const& b) { return %s; };" % (i, payload))
                lines.append("auto const t%d = h%d(%s, %s);" % (i, i, *a))
            elif kind == "nested":
                lines.append("auto const t%d = nested([](auto a) { return %s; }, %s);" % (i, payload, a[0]))
        lines.append("return %s;" % (returned(text) if returned else text(self.result)))
        return "constexpr auto %s = []([[maybe_unused]] auto x, [[maybe_unused]] auto y, [[maybe_unused]] auto z, [[maybe_unused]] auto const& v) {\n    %s\n};\n" % (
            name, "\n    ".join(lines))

    def listing(self, number, generator):
        """The text that the interpreter reads (random_programs/interpret.cpp)."""
        def operand(o):
            if o[0] == "in":
                return "i%d" % ("xyz".index(o[1]) if o[1] in "xyz" else 3 + int(o[1][2]))
            return "t%d" % place[o[1]] if o[0] == "t" else "n%r" % float(eval(o[1]))
        main = self.needed()
        dead = [self.dead] if self.dead and is_value(self, self.dead) else []
        others = self.others if all(is_value(self, o) for o in [self.result, *self.others]) else []
        all_needed = self.needed([self.result, *dead, *others])
        place = {i: k for k, i in enumerate(all_needed)}
        lines = []
        for i in all_needed:
            kind, payload, operands = self.statements[i]
            low, high, symbols, what = 0, 0, "-", 0
            if kind == "op":
                what = generator.position[payload["name"]]
            elif kind == "compare":
                what = comparisons.index(payload)
            elif kind == "logic":
                what = ["!", "&&", "||"].index(payload)
            elif kind == "into":
                low, high = payload
            elif kind == "compound":
                symbols = payload
            elif kind == "loop":
                what = loops.index(payload)
            elif kind == "helper":
                what = generator.helpers.index(payload)
            elif kind == "nested":
                what = generator.inners.index(payload)
            lines.append("%s %d %s %s %s %d %d %s" % (kind, what, low, high, symbols, i not in main, len(operands), " ".join(map(operand, operands))))
        nested = any(self.statements[i][0] == "nested" for i in all_needed)
        return "program %d %d %d %d %d %d %s %s %s\n%s\n" % (number, self.bitwise(), self.second, 1800 if nested else 640, len(lines), len(others), operand(self.result), operand(dead[0]) if dead else "n0",
            " ".join(map(operand, others)), "\n".join(lines))

    def smaller(self):
        """Programs with one statement less, a simpler operand, or another result."""
        needed = self.needed()
        for i in reversed(needed):
            # Another result: the value of an earlier statement, or of an operand of this one.
            if is_value(self, ("t", i)) and self.result != ("t", i):
                yield self.changed(lambda p: setattr(p, "result", ("t", i)))
        for i in needed:
            kind, payload, operands = self.statements[i]
            uses = [o for o in operands if (o[0] != "lit" or kind == "op") and is_value(self, o)] if is_value(self, ("t", i)) else []
            uses += [("in", "x")] if is_value(self, ("t", i)) else []
            for replacement in uses:
                if replacement[0] != "lit":
                    yield self.changed(lambda p: p.substitute(i, replacement))
            if not is_value(self, ("t", i)) and kind == "logic":
                yield self.changed(lambda p: p.substitute(i, operands[0]))
            for k, o in enumerate(operands):
                simpler = [("lit", "1.0")] if o[0] == "lit" and o[1] not in ("1.0",) and not re.fullmatch(r"-?\d+", o[1]) else []
                if o[0] == "t" and is_value(self, o) and kind != "into":
                    simpler += [("in", "x"), ("in", "y")]
                if o[0] == "in" and o[1].startswith("v"):
                    simpler.append(("in", "y"))
                for s in simpler:
                    def put(p, s=s, k=k):
                        changed = list(p.statements[i][2])
                        changed[k] = s
                        p.statements[i] = (kind, payload, changed)
                    yield self.changed(put)

    def changed(self, change):
        p = Program(list(self.statements), self.result, self.second, self.change, self.extra, self.dead, self.others)
        change(p)
        return p

    def substitute(self, i, replacement):
        put = lambda o: replacement if o == ("t", i) else o
        self.statements = [(kind, payload, [put(o) for o in operands]) for kind, payload, operands in self.statements]
        self.result = put(self.result)
        self.dead = put(self.dead)
        self.others = [put(o) for o in self.others]


def is_value(program, operand):
    return operand[0] != "t" or program.statements[operand[1]][0] not in ("compare", "logic") and not (
        program.statements[operand[1]][0] == "op" and program.statements[operand[1]][1]["gives_condition"])


def written(op, a):
    if op["infix"]:
        return "%s %s %s" % (a[0], op["text"], a[1])
    if op["arity"] == 1 and not op["text"][0].isalpha():
        return op["text"] + a[0]
    if op["name"] == "powi":
        return "typegrad::pow(%s, %s)" % tuple(a)
    if op["text"] == op["name"]:
        return "typegrad::%s(%s)" % (op["name"], ", ".join(a))  # unqualified, plain numbers would find std::pow as well
    return "call<op::%s_>(%s)" % (op["name"], ", ".join(a))


class LongProgram:
    """A loop over an array of many inputs, whose sweep is done in parts."""

    second = False

    def __init__(self, r):
        # Two operations a step: so many that a part of the sweep, of 1500 nodes, would end among the inputs.
        self.inputs = r.randint(100, 170)
        self.steps = (1499 + r.randint(2, self.inputs) - self.inputs) // 2
        self.body = r.choice(["s * p[(%d * i) %% p.size()] + p[(%d * i + 1) %% p.size()]", "p[(%d * i) %% p.size()] - s * p[(%d * i + 1) %% p.size()]",
                              "(s - p[(%d * i) %% p.size()]) * p[(%d * i + 1) %% p.size()]"]) % (r.choice([3, 7, 9, 11]), r.choice([5, 13, 17]))

    def needed(self):
        return []

    def source(self, name):
        return ("constexpr auto %s = [](auto const& p) {\n    auto s = p[0] * p[1];\n    for (std::size_t i = 0; i < %d; ++i) s = %s;\n    return s;\n};\n"
                % (name, self.steps, self.body))


class Generator:
    def __init__(self, table, seed, special=False, broken=False, much_of=None):
        self.broken, self.much_of = broken, much_of
        self.random = random.Random(seed)
        self.special = [op for op in table if op["function"] and op.get("special") and special]
        self.functions = [op for op in table if op["function"] and not op.get("special")]
        self.tests = [op for op in table if op["gives_condition"] and op["arity"] == 1 and not op["condition"][0]]
        self.symbols = [op for op in self.functions if op["infix"] or not op["text"][0].isalpha()]

        self.powers = [op for op in self.functions if op["name"] in ("pow", "powm1")]
        self.position = {op["name"]: k for k, op in enumerate(table)}
        # Few of them, so that the interpreter can have them all.
        self.helpers = [self.small("ab") for _ in range(24)]
        self.inners = ([] if broken else quotients) + [self.small("a") for _ in range(16)]

    def small(self, names, depth_left=2):
        """A little expression of these names, for helpers and nested derivatives."""
        r = self.random
        if depth_left == 0 or r.random() < 0.15:
            return r.choice(names) if r.random() < 0.8 else "%s * 0.7" % r.choice(names)
        smooth = [op for op in self.functions if not any(op["integer"]) and all(i[0] <= -3 and i[1] >= 3 for i in op["tame"]) and not op["exceptional"] and op["active"][0]]
        op = r.choice(smooth if r.random() < 0.5 else self.symbols)
        a = [self.small(names, depth_left - 1) for _ in range(op["arity"])]
        if not op["infix"]:
            return written(op, ["(%s)" % e for e in a] if not op["text"][0].isalpha() else a)
        if op["text"] == "/":
            a[1] = "(2 + (%s) * (%s))" % (a[1], a[1])
        return "(%s)" % written(op, a)

    def program(self, number):
        r, statements, depth = self.random, [], {}
        values, conditions = [("in", n) for n in "xyz"], []
        arrays = r.random() < 0.5
        if arrays:
            values += [("in", "v[%d]" % i) for i in range(3)]
        length = r.randint(4, 11)
        # Of those beyond the tests' own, which long runs have, one program in five has much of one kind.
        much_of = self.much_of or (r.choice(kinds) if number % 5 == 4 and number >= 1500 else None)
        begins = {"select": 0, "loop": 0.14, "nested": 0.33}  # in what follows
        divisor = r.choice(values)

        def add(kind, payload, operands, level=None):
            statements.append((kind, payload, operands))
            t = ("t", len(statements) - 1)
            depth[t] = level if level is not None else 1 + max([depth.get(o, 0) for o in operands], default=0)
            return t

        def pick():
            t = r.choice(values[-4:] if r.random() < 0.6 else values)
            if depth.get(t, 0) > 3:
                t = add("into", ("-2", "2.5"), [t], 0)
                values.append(t)
            return t

        def operand(op, k):
            if op["integer"][k]:
                low, high = op["tame"][k]
                return ("lit", str(r.randint(int(low), int(high))))
            low, high = op["tame"][k]
            if op.get("special") and not op["differentiable"][k]:
                return ("lit", repr(round(r.uniform(low, high), 3)))
            t = pick()
            free = low <= -3 and high >= 3
            if r.random() < 0.12 and op["arity"] > 1:
                # A literal, but not for all operands at once.
                return ("lit", r.choice(awkward) if free else repr(round(r.uniform(low, high), 3)))
            if free and (op["infix"] or r.random() < 0.7) or r.random() < 0.1:
                return t
            return add("into", (repr(low), repr(high)), [t], 0)

        def condition():
            if conditions and r.random() < 0.3:
                c = r.choice(conditions)
                return add("logic", "!", [c]) if r.random() < 0.3 else add("logic", r.choice(["&&", "||"]), [c, condition()])
            if self.tests and r.random() < 0.08:
                return add("op", r.choice(self.tests), [pick()])
            a, b = pick(), pick()
            return add("compare", r.choice(comparisons), [a, b if b != a and r.random() < 0.7 else ("lit", r.choice(["0", "0.5", "-1.0", "1"]))])

        symbol = {op["text"]: op for op in self.symbols if op["infix"]}
        named = {op["name"]: op for op in self.functions}
        directions = []

        def magnitude():
            """A norm, often of a multiple of what another one is of."""
            if not directions or r.random() < 0.4:
                shifted = lambda: r.choice([r.choice(values[:3]), add("op", symbol["-"], r.sample(values[:3], 2)),
                                            add("op", symbol["-"], [r.choice(values[:3]), ("lit", r.choice(["0.5", "1.0"]))]),
                                            add("op", named["sin"], [r.choice(values[:3])])])
                directions.append([shifted() for _ in range(r.choice([1, 1, 2, 2, 2, 3]))])
            along, factor = r.choice(directions), r.choice(["1", "1", "-1.0", "2.0", "-0.5", "3"])
            if factor != "1":
                along = [add("op", symbol["*"], [("lit", factor), a]) for a in along]
            spelled = r.random()
            if len(along) == 1 and spelled < 0.7:
                negative = add("op", symbol["*"], [("lit", "-1.0"), along[0]])
                return add("op", named["abs"], along) if spelled < 0.5 else add("op", named["max"], [along[0], negative])
            if len(along) > 1 and spelled < 0.5:
                return add("op", named["hypot" if len(along) == 2 else "hypot_of_three"], along)
            form = add("op", symbol["*"], [along[0], along[0]])
            for a in along[1:]:
                form = add("op", symbol["+"], [form, add("op", symbol["*"], [a, a])])
            return add("op", named["sqrt"], [form]) if spelled < 0.9 else add("op", named["pow"], [form, ("lit", "0.5")])

        def of_norms():
            """Smooth where the norms are 0, most of the time."""
            a = magnitude()
            b = a if r.random() < 0.3 else magnitude()
            product = add("op", symbol["*"], [a, b])
            use = r.random()
            if use < 0.3:
                return product
            if use < 0.5:
                return add("op", named["exp"], [add("op", symbol["*"], [("lit", "-0.75"), product])])
            if use < 0.65:
                return add("op", named[r.choice(["cos", "cosh"])], [add("into", ("-2", "2.5"), [a], 0)])
            if use < 0.8:
                return add("op", symbol["*"], [product, pick()])
            if use < 0.9:
                return add("op", named["hypot"], [a, ("lit", "1.0")])
            return add("op", symbol[r.choice("+*")], [a, pick()])

        while len(values) < length + 3 or values[-1][0] == "in":
            if much_of == "norms" and r.random() < 0.5:
                values.append(of_norms())
                continue
            kind = begins[much_of] if much_of in begins and r.random() < 0.4 else r.random()
            if kind < 0.14:
                c = condition()
                conditions.append(c)
                a, b = pick(), pick()
                t = add("select", None, [c, a, b if r.random() < 0.8 else ("lit", r.choice(awkward))])
            elif kind < 0.20 and arrays:
                t = add("loop", r.choice(loops), [pick(), pick()])
            elif kind < 0.27:
                t = add("compound", r.choice(["+*", "-*", "*+", "*-", "+", "*"]), [pick(), pick(), pick()])
                statements[-1] = (*statements[-1][:2], statements[-1][2][:1 + len(statements[-1][1])])
            elif kind < 0.33:
                t = add("helper", r.choice(self.helpers), [pick(), pick()])
            elif kind < 0.37:
                t = add("nested", r.choice(self.inners[:4] if r.random() < 0.5 else self.inners), [pick()])
            else:
                op = r.choice(self.powers) if much_of == "powers" and r.random() < 0.4 else r.choice(self.symbols) if r.random() < 0.3 else r.choice(self.special) if self.special and r.random() < 0.4 else r.choice(self.functions)
                operands = [operand(op, k) for k in range(op["arity"])]
                if op["name"] in ("pow", "powm1") and r.random() < 0.5:
                    operands[1] = ("in", r.choice("xyz"))  # at whole numbers too
                if op["name"] == "div" and r.random() < 0.5:
                    operands[1] = divisor  # shared by branches and what is outside of them
                if all(o[0] == "lit" for o in operands):
                    # (Boost.Math is not for constant expressions: a special function is never one of numbers alone.)
                    k = next(k for k in range(op["arity"]) if not op["integer"][k] and (not op.get("special") or op["differentiable"][k]))
                    operands[k] = add("into", tuple(map(repr, op["tame"][k])), [pick()], 0) if op.get("special") else pick()
                t = add("op", op, operands)
            values.append(t)
        # The last few together, that little is dead.
        last = [v for v in values if v[0] == "t"][-3:]
        result = last[-1]
        for other in last[:-1]:
            result = add("op", r.choice([op for op in self.symbols if op["text"] in ("+", "*")]), [result, other])
        arguments = [("in", n) for n in "xyz"]
        if number % 8 == 3 and "rsqrt" in named:
            # A branch divides by what is divided by outside of it.
            d = add("into", ("0.25", "4"), [r.choice(arguments)])
            inside = add("op", symbol["/"], [add("op", named[r.choice(["cos", "exp", "sin", "atan"])], [r.choice([d, *arguments])]), d])
            chosen = add("select", None, [add("compare", ">", [r.choice(values), ("lit", r.choice(["0", "0.5", "5"]))]), *r.sample([inside, r.choice(arguments)], 2)])
            outside = add("op", *r.choice([(named["rsqrt"], [d]), (named["log"], [d]), (symbol["/"], [r.choice(arguments), d])]))
            result = add("op", symbol["+"], [add("op", symbol[r.choice("+*")], [result, add("op", symbol["*"], [chosen, chosen])]), outside])
        if number % 16 == 4 and "pow" in named:
            exponent = r.choice(arguments)
            result = add("op", symbol[r.choice("+*")], [result, add("op", named["pow"], [add("into", ("0.25", "4"), [r.choice(arguments)]), exponent])])
        # Code that does not count: a product that the derivative needs, of which one factor is multiplied and divided by an argument.
        u, v, by = r.choice(arguments + values[-3:]), r.choice(arguments + values[-3:]), r.choice(arguments)
        if number % 2 == 0:
            result = add("op", symbol["*"], [add("op", symbol["*"], [result, u]), v])
        if "/" in symbol and r.random() < 0.8:
            u = add("op", symbol["/"], [add("op", symbol["*"], [u, by]), by])
        dead = add("op", symbol["*"], [u, v])
        several = number % 4 == 1
        return Program(statements, result, number % 2 == 0, change=["dead_code", "untaken_branch", "identity", "permutation"][number // 2 % 4] if number % 2 == 0 else "none", dead=dead,
                       others=[r.choice(values), add("op", symbol["*"], [result, r.choice(values)])] if several else [])


class Harness:
    def __init__(self, given, compiler, work):
        self.points, self.work, self.broken, self.runs = given.points, work, given.self_test, 0
        self.valgrind = False
        at = compiler.index("--link") if "--link" in compiler else len(compiler)
        self.compile, self.link = compiler[:at] + ["-I" + str(here)] + ["-DBREAK_A_RULE"] * given.self_test + ["-DTYPEGRAD_TESTS_SPECIAL"] * given.special, compiler[at + 1:]
        self.objects = []
        for source in ["random_programs/check.cpp", "random_programs/compiled.cpp"] + ["operators/special_by_mpfr.cpp"] * given.special:
            self.objects.append(str(work / (pathlib.Path(source).stem + ".o")))
            subprocess.run([*self.compile, "-c", str(here / source), "-o", self.objects[-1]], check=True)

    def run(self, programs, name):
        """What is wrong, by number; None for all where the translation unit does not compile."""
        text = ['#include "random_programs/program.hpp"\n\nusing namespace random_programs;\n\nnamespace {\n']
        for number, p in programs.items():
            if isinstance(p, LongProgram):
                text.append(p.source("program_%d" % number))
                text.append("bool const added_%d = (all_long().push_back(make_long<std::remove_const_t<decltype(program_%d)>, %d>(%d)), true);\n" % (number, number, p.inputs, number))
                continue
            text.append(p.source("program_%d" % number))
            flags = ", ".join("true" if b else "false" for b in (p.bitwise(), p.second, not p.function_door_only()))
            source, more = p.variant("program_%d" % number)
            text.append(source)
            text.append("bool const added_%d = (all().push_back(make<std::remove_const_t<decltype(program_%d)>, %s, %s>(%d)), true);\n" % (number, number, flags, more, number))
        text.append("}\n")
        source, binary = self.work / (name + ".cpp"), self.work / name
        source.write_text("\n".join(text))
        built = subprocess.run([*self.compile, str(source), *self.objects, "-o", str(binary), *self.link], capture_output=True, text=True)
        if built.returncode:
            errors = [line for line in built.stderr.splitlines() if "error" in line or "Error" in line]
            return None, "\n".join(line[:300] for line in errors[:6])
        try:
            ran = subprocess.run([str(binary), str(self.points)], capture_output=True, text=True, timeout=600)
        except subprocess.TimeoutExpired:
            return None, "does not end"
        if ran.returncode:
            return None, "ends with %d: %s" % (ran.returncode, ran.stderr[-300:])
        if self.valgrind:  # without differences, which take long and are no part of the library
            watched = subprocess.run(["valgrind", "-q", "--error-exitcode=9", str(binary), "0"], capture_output=True, text=True, timeout=1800)
            if watched.returncode:
                return None, "valgrind: " + " ".join(line.split("== ", 1)[-1].strip() for line in watched.stderr.splitlines()[:2])[:300]
        self.compared = int(re.search(r"compared (\d+)", ran.stdout).group(1))
        return dict((int(n), what) for n, what in re.findall(r"^program (\d+): (.*)$", ran.stdout, re.M)), ""

    def failure(self, p, number=0, name="single"):
        found, error = self.run({number: p}, name)
        return error if found is None else found.get(number)

    def shrink(self, number, p, what):
        """The smallest program that fails in the same way: a wrong value, a wrong derivative, or it does not compile."""
        kinds = {"the value": "value", "the second": "second", "the partial": "partial", "a partial of a program": "variant", "a partial, by": "tape", "an entry": "entry"}
        kind_of = lambda text: next((kind for start, kind in kinds.items() if text.startswith(start)), "compile")
        kind, seen = kind_of(what), set()
        if kind != "second":
            p = p.changed(lambda q: setattr(q, "second", False)) if self.failure(p.changed(lambda q: setattr(q, "second", False)), number) else p
        while True:
            candidates = []
            for q in p.smaller():
                source = q.source("program")
                if source not in seen and any(o[0] != "lit" for i in q.needed() for o in q.statements[i][2]) and q.size() <= p.size():
                    seen.add(source)
                    candidates.append(q)
            candidates.sort(key=Program.size)
            for start in range(0, len(candidates), 12):
                some = dict(zip(range(number, number + 1000), candidates[start:start + 12]))
                found, error = ({}, "") if kind == "compile" else self.run({k: q for k, q in some.items()}, "shrink")
                if found is None or kind == "compile":
                    found = {k: w for k, q in some.items() if (w := self.failure(q, number))}
                good = [(some[k].size(), len(some[k].source("p")), k) for k, w in found.items() if kind_of(w) == kind]
                if good:
                    best = min(good)[2]
                    p, what = some[best], found[best]
                    break
            else:
                return p, what


class Interpreter(Harness):
    """Programs as data: random_programs/interpret.hpp."""

    def __init__(self, given, compiler, work, generator):
        super().__init__(given, compiler, work)
        self.generator, self.large = generator, 0
        self.write_stanzas(generator, given.special, work)
        self.binary = str(work / "interpret")
        objects = [o for o in self.objects if "compiled" not in o]
        subprocess.run([*self.compile, "-I" + str(work), str(here / "random_programs/interpret.cpp"), *objects, "-o", self.binary, *self.link], check=True)

    @staticmethod
    def write_stanzas(generator, special, work):
        # Every stanza that the headers have.
        include, waiting, files = here.parent / "include", ["typegrad.hpp"] + ["typegrad/special.hpp"] * special, []
        while waiting:
            file = waiting.pop()
            if file not in files and (include / file).exists():
                files.append(file)
                waiting += re.findall(r"^#include <(typegrad[^>]*)>", (include / file).read_text(), re.MULTILINE)
        # Parts of loops are no steps.
        loops = ("op/fold.hpp", "op/gather.hpp", "op/loop.hpp")
        stanzas = [match for file in sorted(files) if ("/op/" in file or "/special/" in file) and not file.endswith(loops)
                   for match in re.findall(r"^(?:    )?struct (\w+_) : ", (include / file).read_text(), re.MULTILINE)]
        stanzas = [name for name in stanzas if name not in ("arguments_", "argument_", "component_", "custom_", "entry_", "input_")]  # nothing that is computed
        text = ["#pragma once", "namespace random_programs {", "namespace stanzas {", "using namespace op;", "using namespace op::internal;",
                "using all = operation_list<\n    %s>;" % ",\n    ".join(stanzas), "}", "using all_operations = stanzas::all;"]
        text.append("using written_operations = decltype(op::table{} + op::special_operations{});" if special else "using written_operations = op::table;")
        for name, functions, parameters in ("helper", generator.helpers, "[[maybe_unused]] auto const& a, [[maybe_unused]] auto const& b"), ("inner", generator.inners, "auto const& a"):
            text.append("template <int>\nstruct %s;\ninline constexpr int %ss = %d;" % (name, name, len(functions)))
            for k, function in enumerate(functions):
                body = "return %s;" % function if name == "helper" else "return nested([](auto a) { return %s; }, a);" % function
                text.append("template <>\nstruct %s<%d> {\n    static auto apply(%s) { %s }\n};" % (name, k, parameters, body))
        (work / "random_programs_generated.hpp").write_text("\n".join(text + ["}", ""]))

    def run(self, programs, name):
        text = "".join(p.listing(number, self.generator) for number, p in programs.items())
        try:
            ran = subprocess.run([self.binary, str(self.points)], input=text, capture_output=True, text=True, timeout=3600)
        except subprocess.TimeoutExpired:
            return None, "does not end"
        if "MPFR assertion failed" in ran.stderr and len(programs) == 1:  # mpfr_erfc of small numbers, in MPFR 4.2.0
            return {}, ""
        if ran.returncode:
            return None, "ends with %d: %s" % (ran.returncode, ran.stderr[-300:])
        self.compared, large = map(int, re.search(r"compared (\d+), too large (\d+)", ran.stdout).groups())
        self.large += large
        return dict((int(n), what) for n, what in re.findall(r"^program (\d+): (.*)$", ran.stdout, re.M)), ""


def stages(given, compiler, work, generator, programs):
    """The harnesses, each with the numbers of the programs that it checks, and how many of them at once."""
    if given.count and not given.self_test:
        yield Interpreter(given, compiler, work, generator), [n for n in range(given.count) if not isinstance(programs[n], LongProgram)], 200
    compiled = given.count if given.self_test else given.compiled
    if compiled:
        yield Harness(given, compiler, work), list(range(compiled)), given.per_file


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--table", required=True, help="the built tests/operators/facts")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=2000, help="so many are interpreted")
    arguments.add_argument("--compiled", type=int, default=64, help="so many are compiled, the first ones")
    arguments.add_argument("--shrink", type=int, default=20, help="so many failures are shrunk")
    arguments.add_argument("--stop-after", type=int, default=0, help="end after so many failures")
    arguments.add_argument("--part", default="0/1", help="I/N: every Nth translation unit, from the Ith, so that several can run at once")
    arguments.add_argument("--per-file", type=int, default=25)
    arguments.add_argument("--points", type=int, default=4)
    arguments.add_argument("--self-test", action="store_true")
    arguments.add_argument("--valgrind", choices=["none", "sample", "all"], default="none", help="run under valgrind as well: the first translation unit, or all")
    arguments.add_argument("--much-of", choices=kinds, help="programs that have much of one kind")
    arguments.add_argument("--special", action="store_true", help="with special functions, which need Boost.Math")
    arguments.add_argument("--keep", help="a folder for the sources; else a temporary one")
    arguments.add_argument("compiler", nargs=argparse.REMAINDER)
    given = arguments.parse_args()
    compiler = [word for word in given.compiler if word != "--"] if given.compiler[:1] == ["--"] else given.compiler

    table = json.loads(subprocess.run([given.table], check=True, capture_output=True, text=True).stdout)
    if given.self_test:
        real = [-float("inf"), float("inf")]
        table = [op for op in table if op["name"] in ("add", "mul", "sin", "max")] + [dict(
            name="broken", text="broken", arity=1, infix=False, gives_condition=False, function=True, domain=[real], tame=[[-3, 3]], integer=[False], active=[True],
            condition=[False], exceptional=[])]
    generator = Generator(table, given.seed, given.special, given.self_test, given.much_of)
    programs = {number: generator.program(number) for number in range(max(given.count, given.compiled))}
    if not given.self_test:  # some are long: one in 128, as far as they are compiled
        programs.update({number: LongProgram(generator.random) for number in range(55, given.compiled, 128)})
    work = pathlib.Path(given.keep or tempfile.mkdtemp(prefix="random_programs"))
    work.mkdir(parents=True, exist_ok=True)
    part, parts = map(int, given.part.split("/"))
    failed = compared = total = 0
    used = {}
    try:
        for harness, numbers, per_file in stages(given, compiler, work, generator, programs):
            interpreted = isinstance(harness, Interpreter)
            for file, start in enumerate(range(0, len(numbers), per_file)):
                if file % parts != part:
                    continue
                some = {n: programs[n] for n in numbers[start:start + per_file]}
                total += len(some)
                for p in some.values():
                    for i in p.needed():
                        name = p.statements[i][1]["name"] if p.statements[i][0] == "op" else p.statements[i][0]
                        used[name] = used.get(name, 0) + 1
                harness.valgrind = not interpreted and (given.valgrind == "all" or (given.valgrind == "sample" and file == 0))
                found, error = harness.run(some, "programs_%d" % file)
                if found is None:
                    if "MPFR assertion failed" not in error:
                        print("%s %d: %s" % ("interpreted programs" if interpreted else "translation unit", file, error))
                    found = {n: what for n, p in some.items() if (what := harness.failure(p, n))}
                    if not found and "MPFR assertion failed" not in error:
                        failed += 1
                else:
                    compared += harness.compared
                for number, what in sorted(found.items()):
                    failed += 1
                    print("program %d of seed %d%s: %s" % (number, given.seed, ", interpreted" if interpreted else "", what), flush=True)
                    if failed <= (given.shrink if interpreted else 3) and not isinstance(programs[number], LongProgram):
                        p, what = harness.shrink(number, programs[number], what)
                        print("shrunk: %s\n%s" % (what, p.source("program_%d" % number)), flush=True)
                        if given.self_test:
                            body = p.source("p")
                            fine = "broken(" in body and body.count("auto const t") <= 2
                            print("the broken rule was found and shrunk" if fine else "the broken rule was found, but not shrunk")
                            return not fine
                    elif not interpreted:
                        print(programs[number].source("program_%d" % number), flush=True)
                    if failed == given.stop_after:
                        print("stopped after %d programs" % total)
                        return True
            if interpreted and harness.large:
                print("%d programs have graphs too large for the interpreter" % harness.large)
        print("%d programs, %d points compared with differences, %d failed" % (total, compared, failed))
        idle = [op["name"] for op in generator.functions + generator.special if op["name"] not in used]
        if idle and parts == 1:
            print("not used:", " ".join(idle))
        if given.self_test:
            print("the broken rule was not found")
        if compared < 2 * total:
            print("too few points could be compared")
            failed += 1
        return failed > 0 or given.self_test
    finally:
        if not given.keep:
            shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
