#!/usr/bin/env python3
"""Breaks the library on purpose, one rule at a time, and tells which test notices.

    mutants.py [--count N] [--seed S] [--from FILE...] [--only TEXT] [--compiler g++] [--jobs N] [--list] [--tests N] [--all-tests]
               [--quick [PROGRAMS]]

A mutant is one change of one line: a sign, a factor, a term lost, a gate dropped, branches or operands swapped, a comparison, a condition, a
statement left out. They are made by the patterns below from the folders below, as far as these decide about values:
what only decides about cost is left to the counts of bench/baseline. N of them (150) are drawn, half from the table, by the seed S (1);
with --from, of the files alone whose name begins so (pass/fold, tape/). --only takes all whose name or change contains TEXT instead. Each is a
header that stands before the others. The tests are run until one is red: first the operation's derivatives against differences, and the operation against
high precision, or the tests of the same name, then those that have noticed most of the others. A survivor is printed as a
change: it wants a new test, or is the same function as before, and then belongs into the list `equivalent`. --all-tests tries the rest of the tests on it
too, --tests at most so many. The exit status tells whether there are survivors.

--quick compiles all mutants at once, where a change can be chosen when the program runs: `return a;` becomes
`{ if (chosen(7)) return b; else return a; }`. Random programs, which are interpreted, and the tests of the tape judge them then, without a compiler.
The mutants are drawn from lines that can be written so. What constant expressions compute does not change: those that nobody notices, and those
whose forms do not compile together, go to the tests as above. PROGRAMS (600) random programs are run for each.
"""
import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# ---- mutants --------------------------------------------------------------------------------------------------------------------------

folders = "op pass rewrite graph back trace transform loops tape".split()
# Files that decide about cost or words alone, and those that hold declarations: a change there leaves every value as it is.
cost = re.compile(
    r"(pass/(count|elimination_order|schedule|sparsity)|back/(order|packing|pack_table|registers|side_by_side|companions|units|program|text)"
    r"|graph/(verify|signature|uses)|op/(operation|operand|custom|policy|table|call)|trace/(aggregate|asked_order|mistake|said_already)"
    r"|tape/(failure|pictures|identity|html|printed))\.hpp"
)

# Pattern and replacement, by what they break. The text is a line without its comment.
changes = [
    ("sign", r"(?<=[(,?:=>n] )-(?=[\w(])|(?<=\()-(?=[a-zA-Z(])", ""),
    ("sign", r" \+ (?=[\w(])", " - "),
    ("sign", r" - (?=[\w(])", " + "),
    ("factor", r"\b(?:0\.5|[2-9]) \* ", ""),
    ("factor", r" / 2\b", ""),
    ("factor", r"\b\w+ \* (?=\w)", ""),
    ("term", r" [+-] [\w.]+(?:\[[^][]*\]|\([^()]*\))?(?: [*/] [\w.]+(?:\[[^][]*\]|\([^()]*\))?)*(?=[;,)])", ""),
    ("comparison", r" < ", " <= "),
    ("comparison", r" <= ", " < "),
    ("comparison", r" > ", " >= "),
    ("comparison", r" >= ", " > "),
    ("comparison", r" == ", " != "),
    ("comparison", r" != ", " == "),
    ("logic", r" && ", " || "),
    ("logic", r" \|\| ", " && "),
    ("logic", r"(?<=[ (])!(?=[a-z(])", ""),
    ("operands", r"operand\[0\]", "operand[1]"),
    ("operands", r"operand\[1\]", "operand[0]"),
    ("operands", r"operand\(0\)", "operand(1)"),
    ("operands", r"operand\(1\)", "operand(0)"),
    ("operands", r"\(auto a, auto b(?=[,)])", "(auto b, auto a"),
    ("operands", r"divide\((\w+), (\w+)\)", r"divide(\2, \1)"),
    ("statement", r"(?<=^)( +)(?!return|using|break|continue|if|for|while|case|struct)(?:[a-z_]\w*(?:\.|->|\()[^=]*|[a-z_][\w.\[\]()]* [-+|]?= [^=].*);$", r"\1;"),
    ("statement", r"\b(?:continue|break);", ";"),
    ("result", r"return true;", "return false;"),
    ("result", r"return false;", "return true;"),
]


# Mutants that are the same function as before, or that no program reaches: file, what the line has, what it would have, why nobody can notice, and, if
# several lines have it, what is in the line above.
equivalent = [
    ("op/logistic.hpp", "choose(a > T(0)", "choose(a >= T(0)", "at 0 the sum of 0 and l is l"),
    ("op/exponential.hpp", "select(a < -0.5", "select(a <= -0.5", "at -0.5 one form is as exact as the other"),
    ("op/condition.hpp", "u.operand(0).same(c)", "u.operand(1).same(c)", "without this line a gate on `c && c` is made, which is one on c"),
    ("op/power.hpp", "else return false;", "else return true;", "a known exponent, of which alone it is asked, is a graph's", "b.literal() <= 2.0 / 3"),
    ("op/compound.hpp", "choose(b > x, x, b))", "choose(b >= x, x, b))", "where both are equal either is taken, and none is 0"),
    ("op/kinked.hpp", "&& w.operand(1).same(a) ? w", "&& w.operand(0).same(a) ? w", "what is left out without it is NaN where that is"),
    ("pass/reverse.hpp", "(carries(n.operand[0], r, depth - 1)", "(carries(n.operand[0], r, depth)", "the depth bounds the work, and what is found deeper is as true"),
    ("op/loop.hpp", "else return choose(a < b, b, a);", "else return choose(a <= b, b, a);", "what is taken off before exponentials may be either zero"),
]


def arguments(text, start):
    """Where the arguments of the call that opens at text[start] begin and end, or None if it does not close on this line."""
    depth, begin, found = 0, start + 1, []
    for i in range(start, len(text)):
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}":
            depth -= 1
        if (text[i] == "," and depth == 1) or depth == 0:
            found.append((begin, i))
            begin = i + 1
        if depth == 0:
            return found
    return None


def calls(text, name):
    for match in re.finditer(r"(?<![\w.])%s\(" % name, text):
        parts = arguments(text, match.end() - 1)
        if parts:
            yield match.start(), parts[-1][1] + 1, [text[a:b].strip() for a, b in parts]


class Mutant:
    def __init__(self, file, number, kind, old, new):
        self.file, self.number, self.kind, self.old, self.new = file, number, kind, old, new
        self.struct, self.above = None, ""

    def __str__(self):
        return "%s:%d [%s]" % (self.file, self.number, self.kind)

    def shown(self):
        return "%s\n    - %s\n    + %s" % (self, self.old.strip(), self.new.strip())


def mutants_of(file):
    found = []
    with open(os.path.join(root, "include/typegrad", file), encoding="utf-8") as source:
        lines = source.read().split("\n")
    struct = None
    for number, line in enumerate(lines, 1):
        match = re.match(r"struct (\w+_) ", line)
        if match:
            struct = match[1]
        elif re.match(r"[}]|namespace|template|constexpr|inline|TYPEGRAD", line):
            struct = None
        code = re.sub(r"\s*//.*", "", line)
        if re.match(r"\s*(#|using|namespace|template|static_assert|friend|requires|concept|case)|.*\b(text|tame|domain|exceptional|operand_kind|static_assert|differentiable|expected_\w+|TYPEGRAD_\w*(?:SAY|WRITE)\w*)\b", code):
            continue
        here = []
        for kind, pattern, replacement in changes:
            # Where one form is as good as the other, the border between them is anywhere; and an index is no factor.
            if kind == "comparison" and re.search(r"epsilon|limits|digits", code):
                continue
            if (kind in ("factor", "term") and file.startswith(("graph/", "back/"))) or (kind == "statement" and not code.startswith("        ")):
                continue
            for match in re.finditer(pattern, code):
                here.append((kind, code[: match.start()] + match.expand(replacement) + code[match.end() :]))
        for begin, end, parts in calls(code, "gate"):
            if len(parts) == 2 and not parts[0].startswith("auto"):
                here.append(("gate", code[:begin] + "(" + parts[1] + ")" + code[end:]))
        for name in ["select", "choose"]:
            for begin, end, parts in calls(code, name):
                if len(parts) == 3:
                    here.append(("branches", "%s%s(%s, %s, %s)%s" % (code[:begin], name, parts[0], parts[2], parts[1], code[end:])))
        for begin, end, parts in calls(code, "if "):
            if len(parts) == 1:
                here.append(("condition", "%sif (!(%s))%s" % (code[:begin], parts[0], code[end:])))
        for kind, new in here:
            if new != code and new not in [m.new for m in found if m.number == number]:
                found.append(Mutant(file, number, kind, code, new))
                found[-1].struct, found[-1].above = struct, lines[number - 2]
    return found


def all_mutants():
    found = []
    for folder in folders:
        path = os.path.join(root, "include/typegrad", folder)
        for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
            if name.endswith(".hpp") and not cost.fullmatch(folder + "/" + name):
                found += mutants_of(folder + "/" + name)
    return [m for m in found if (not options.source or m.file.startswith(tuple(options.source))) and (not options.quick or with_both(m.old, m.new, 0))]


def is_equivalent(mutant):
    return any(mutant.file == file and old in mutant.old and new in mutant.new and new not in mutant.old and all(text in mutant.above for text in above)
        for file, old, new, why, *above in equivalent)


def drawn(everything, count, seed):
    """Half from the table; within a half every file and every kind alike, and no line twice."""
    draw = random.Random(seed)
    table = [m for m in everything if m.file.startswith("op/")]
    rest = [m for m in everything if not m.file.startswith("op/")]
    chosen = []
    half = count // 2 if table and rest else count
    for group, most in (table, half), (rest, count - half if table else half):
        files, kinds, taken = {}, {}, []
        for mutant in draw.sample(group, len(group)):
            files.setdefault(mutant.file, []).append(mutant)
        while len(taken) < most and any(files.values()):
            for left in files.values():
                if left:
                    mutant = min(left, key=lambda m: kinds.get(m.kind, 0))
                    kinds[mutant.kind] = kinds.get(mutant.kind, 0) + 1
                    taken.append(mutant)
                    left[:] = [m for m in left if m.number != mutant.number]
        chosen += taken[:most]
    return chosen


# ---- tests ----------------------------------------------------------------------------------------------------------------------------

# Compiled: their static_asserts. Then those that run, for what constant expressions do not reach.
compiled = """function second_order kinks branches graph jacobian jacobian_programs products series sparse state fast shared_products calls custom
    expression expression_derivatives expression_vectors linear operations substitution shapes second_order_costs jacobian_costs solve operators_elementary
    rotation pitfalls norms""".split()
programs = "function order lanes kinks branches jacobian graph series tape_products norms fold loops".split()
few = ["compiled second_order", "compiled graph", "compiled kinks", "compiled function", "compiled branches"]

# Which tests come first, by the name of the file; without an entry those whose name contains it.
akin = {
    "op/": ["compiled kinks", "compiled branches"],
    "op/call": ["compiled calls"],
    "op/circular_of_root": ["compiled rotation"],
    "op/activation": ["compiled operators_elementary"],
    "op/softmax": ["compiled operators_elementary"],
    "op/compound": ["compiled operators_elementary"],
    "op/arithmetic": ["compiled second_order", "compiled branches", "compiled graph"],
    "op/condition": ["compiled branches", "compiled function"],
    "op/power": ["compiled powers", "compiled kinks", "program powers"],
    "op/root": ["compiled kinks", "compiled powers", "compiled norms"],
    "op/exponential": ["compiled operators_elementary", "compiled fast", "program scalar_types"],
    "op/hyperbolic": ["compiled operators_elementary", "program scalar_types"],
    "op/limit": ["program norms"],
    "op/ends": ["compiled kinks", "program special_gamma", "program special_beta"],
    "op/compound": ["program operators_elementary"],
    "op/loop": ["program loops"],
    "op/fold": ["program fold"],
    "pass/forward": ["compiled products", "compiled second_order", "program fold"],
    "pass/taylor": ["compiled series", "program series"],
    "pass/sparse": ["compiled sparse"],
    "pass/eliminate": ["compiled jacobian", "compiled jacobian_programs"],
    "pass/linear_graph": ["compiled jacobian", "compiled jacobian_programs"],
    "pass/guard": ["compiled branches", "program branches"],
    "pass/kink": ["compiled kinks", "compiled norms", "program norms"],
    "pass/norms_of_graph": ["compiled norms", "program norms"],
    "pass/relation_of_norms": ["compiled norms", "program norms"],
    "pass/samples_of_graph": ["compiled norms", "program norms"],
    "pass/cone": ["compiled norms", "program norms"],
    "pass/part_at_zero": ["compiled norms", "program norms"],
    "pass/adjoint_at_zero": ["compiled norms", "program norms"],
    "pass/quotient_at_zero": ["compiled norms", "program norms"],
    "pass/curvature_at_zero": ["compiled kinks", "compiled norms", "program norms"],
    "graph/nonnegative_form": ["compiled norms", "program norms"],
    "pass/relative": ["compiled pitfalls", "compiled kinks"],
    "pass/derive": ["compiled function"],
    "pass/call": ["compiled calls", "compiled custom", "compiled solve"],
    "pass/rewrite": ["compiled fast", "compiled graph"],
    "graph/": ["compiled graph", "compiled function"],
    "graph/product": ["compiled shared_products"],
    "rewrite/": ["compiled rewriting", "program rewriting", "compiled shared_products"],
    "rewrite/fast": ["compiled fast"],
    "graph/call": ["compiled calls"],
    "graph/fold": ["program fold"],
    "pass/fold": ["program fold"],
    "pass/loop": ["program loops", "program loops_in_rows", "program fold"],
    "pass/gather": ["program loops_in_rows", "program loops"],
    "trace/": ["compiled function", "compiled state", "compiled shapes"],
    "trace/nested": ["compiled function", "compiled state"],
    "trace/data": ["program data"],
    "trace/fold": ["program fold"],
    "trace/rows": ["program loops", "program loops_over_some", "program loops_in_rows"],
    "loops/": ["program loops_in_rows", "program loops"],
    "series/": ["compiled series", "program series"],
    "back/fold": ["program fold"],
    "back/gather": ["program loops_in_rows", "program loops"],
    "back/loop": ["program loops", "program loops_in_rows", "program fold"],
    "back/reduce": ["program loops", "program loops_in_rows", "program loops_in_lanes"],
    "tape/": ["program tape_lifetime", "program tape_products", "program tape_words", "program function", "program tape_nested"],
    "tape/eigen": ["program tape_eigen"],
    "tape/norms": ["program norms", "program tape_products"],
    "tape/tensor": ["program tape_tensor"],
    "back/layout": ["compiled second_order", "program branches", "program order"],
    "back/": ["compiled second_order", "program order", "program lanes"],
}

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--count", type=int, default=150)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--from", dest="source", nargs="+", metavar="FILE")
parser.add_argument("--only")
parser.add_argument("--compiler", default="g++")
parser.add_argument("--jobs", type=int, default=os.cpu_count())
parser.add_argument("--list", action="store_true")
parser.add_argument("--tests", type=int)
parser.add_argument("--all-tests", action="store_true")
parser.add_argument("--quick", nargs="?", type=int, const=600, metavar="PROGRAMS")
options = parser.parse_args()

lock = threading.Lock()
noticed = {}  # test -> how many mutants
working = tempfile.mkdtemp(prefix="typegrad-mutants-")
clang = "clang" in options.compiler
checker = ["main", "accuracy", "document", "reference", "special_by_mpfr"]
flags = ["-std=c++20", "-ffp-contract=off", "-w", "-isystem", "/usr/include/eigen3", "-DBOOST_TEST_DYN_LINK", "-DTYPEGRAD_TESTS_MPFR"] + ([] if clang else ["-fmax-errors=1"])
first, first_of_operations = os.path.join(working, "first.hpp"), os.path.join(working, "operations.hpp")
green = {}  # test -> whether it is without a change


def run(*command, limit=600):
    """Its output if it fails, else None."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit, text=True, errors="replace", stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "no end after %d s" % limit
    return done.stdout or "status %d" % done.returncode if done.returncode else None


def prepare(operations):
    """What depends on no rule: Boost.Test and Boost.Multiprecision precompiled, and the checker of operations."""
    standard = "".join("#include <%s>\n" % name for name in "algorithm array cmath concepts functional limits sstream string string_view tuple vector".split())
    with open(first, "w", encoding="utf-8") as file:
        file.write("#define BOOST_TEST_MAIN\n#include <boost/test/unit_test.hpp>\n" + standard)
    with open(first_of_operations, "w", encoding="utf-8") as file:
        file.write("#include <boost/multiprecision/mpfr.hpp>\n" + standard)
    for header in [first] + ([first_of_operations] if operations else []):
        if not clang:
            assert run(options.compiler, *flags, "-O0", "-x", "c++-header", header, "-o", header + ".gch") is None
    for part in checker if operations else []:
        failed = run(options.compiler, *flags, "-O1", "-I" + root + "/include", "-c", "%s/tests/operators/%s.cpp" % (root, part), "-o", "%s/%s.o" % (working, part))
        assert failed is None, failed


def is_green(test):
    """Whether it is without a change: of a red one nothing can be learned."""
    with lock:
        if test not in green:
            said = tried(test, os.path.join(working, "original"))
            green[test] = said is None
            if said is not None:
                print("%s is red without a change:\n%s" % (test, said[:2000]), flush=True)
        return green[test]


def tried(test, include):
    """What the test says, or None if it does not notice. The folder `include` has what differs from the headers."""
    kind, name = test.split(" ", 1)
    includes = ["-I" + include, "-I" + root + "/include", "-I" + root + "/tests", "-I" + root + "/bench"]
    program = include + "-program"
    if kind == "compiled":
        return run(options.compiler, *flags, "-O0", "-include", first, *includes, "-fsyntax-only", "%s/tests/%s.cpp" % (root, name))
    if kind == "program":
        return run(options.compiler, *flags, "-O0", "-include", first, *includes, "%s/tests/%s.cpp" % (root, name), "-o", program,
            "-lboost_unit_test_framework", "-pthread") or run(program, limit=120)
    source = program + ".cpp"
    if kind == "derivatives":
        with open(source, "w", encoding="utf-8") as file:
            file.write('#include "every_derivative.hpp"\nBOOST_AUTO_TEST_CASE(table) { every_derivative::check_all(typegrad::op::operation_list<%s>{}); }\n'
                % ", ".join("typegrad::op::" + struct for struct in name.split()))
        return run(options.compiler, *flags, "-O0", "-include", first, *includes, source, "-o", program, "-lboost_unit_test_framework") or run(program, limit=120)
    with open(source, "w", encoding="utf-8") as file:
        file.write('#include "probe_of.hpp"\nstd::vector<harness::probe> harness::table() { return {%s}; }\n'
            % ", ".join("probe_of<op::%s>()" % struct for struct in name.split()))
    objects = ["%s/%s.o" % (working, part) for part in checker]
    return run(options.compiler, *flags, "-O0", "-include", first_of_operations, *includes, "-I" + root + "/tests/operators", source, *objects, "-o", program,
        "-lmpfr", "-lgmp") or run(program, "--points", "60", "--table", root + "/docs/accuracy.md", limit=120)


def operations_of(mutant):
    """The operations that are functions of numbers, in whose stanza the line is, or that use what it is in."""
    if not mutant.file.startswith("op/"):
        return []
    seen, names = [], [mutant.struct] if mutant.struct else []
    if not names:
        # The function that the line is in.
        with open(os.path.join(root, "include/typegrad", mutant.file), encoding="utf-8") as source:
            for line in reversed(source.read().split("\n")[: mutant.number]):
                match = re.match(r"\s{0,4}(?:[\w:<>&]+ )*(?:constexpr|auto)\b.*?\b(\w+) ?\(.*\{", line)
                if match:
                    names = [match[1]]
                    break
    for _ in range(4):
        found = [name for name in names if name in functions]
        if found:
            # A helper that is in the table is told by those that use it as well: alone its operands are independent.
            words = re.compile(r"apply<(%s)>" % "|".join(found))
            return (found + [struct for struct, body in stanzas.items() if struct in functions and struct not in found and words.search(body)])[:4]
        seen += names
        words = re.compile(r"\b(%s)\b" % "|".join(name.rstrip("_") + "_?" for name in names or ["\n"]))
        names = [struct for struct, body in stanzas.items() if struct not in seen and words.search(body)]
    return []


functions, stanzas = set(), {}

# ---- all mutants at once --------------------------------------------------------------------------------------------------------------

chooser = """#pragma once
#include <cstdlib>
#include <type_traits>
namespace typegrad_mutants {
inline int const number = std::getenv("TYPEGRAD_MUTANT") ? std::atoi(std::getenv("TYPEGRAD_MUTANT")) : -1;
constexpr bool is(int k) { return !std::is_constant_evaluated() && number == k; }
}
"""
quick_programs = "tape_products tape_words tape_lifetime tape_nested tape_sums tape_sparse tape_tensor".split()


def end_of_statement(text, start):
    """Behind the semicolon that ends what begins at text[start], or None."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if depth < 0:
            return None
        if text[i] == ";" and depth == 0:
            return i + 1
    return None


def is_balanced(text):
    return all(text.count(a) == text.count(b) for a, b in ["()", "[]", "{}"])


def with_both(old, new, number):
    """The line with both forms, of which number chooses one when the program runs; None where the form of the line is not known."""
    chosen = "typegrad_mutants::is(%d)" % number
    first_of_both = "(%s ? bool(%s) : bool(%s))"
    start = len(os.path.commonprefix([old, new]))
    end = len(old) - min(len(os.path.commonprefix([old[::-1], new[::-1]])), len(old) - start, len(new) - start)
    for match in reversed(list(re.finditer(r"\b(?:if|while|for) \(", old))):
        before, after = arguments(old, match.end() - 1), arguments(new, match.end() - 1)
        if not before or not after:
            continue
        a, b, c = before[0][0], before[-1][1], after[-1][1]
        if not a <= start <= end <= b:
            continue
        parts, new_parts = old[a:b].split(";"), new[a:c].split(";")
        if len(parts) != len(new_parts):
            return None
        for k in range(len(parts)):
            if parts[k] != new_parts[k] and (re.match(r"\s*(?:auto|[\w:<>]+)(?: const)?[&*]? \w+ [=:{]", parts[k]) or (k != 1 and len(parts) == 3) or (k == 0 and len(parts) > 1)):
                return None
        both = [p if p == n else " " * (k > 0) + first_of_both % (chosen, n.strip(), p.strip()) for k, (p, n) in enumerate(zip(parts, new_parts))]
        return old[:a] + ";".join(both) + old[b:]
    for match in reversed(list(re.finditer(r"\b(?:return\b|continue;|break;)", old))):
        stop = end_of_statement(old, match.start())
        if match.start() <= start and stop and end <= stop:
            rest = len(old) - stop
            return "%s{ if (%s) {%s} else %s }%s" % (old[: match.start()], chosen, new[match.start() : len(new) - rest], old[match.start() : stop], old[stop:])
    match = re.match(r"(\s*(?:auto|[\w:<>]+)(?: const)? \w+ = )([^;{}]*);$", old)
    if match and start >= match.end(1) and new.endswith(";"):
        depth, split = 0, False
        for c in match[2]:
            depth += (c in "([{") - (c in ")]}")
            split = split or (c == "," and depth == 0)
        if split:
            return None
        return "%s%s ? (%s) : (%s);" % (match[1], chosen, new[match.end(1) : -1], match[2])
    if re.match(r"\s*(?!return|using|break|continue|if|for|while|case|struct|else|constexpr|static|auto|bool|int|T )[a-z_*]", old) and old.endswith(";") and is_balanced(old) and old.count(";") == 1:
        if not re.match(r"\s*[\w:<>, *]+(?: const)?[&*]? \w+ *[({=;]", old) and re.match(r"\s*[\w.\->\[\]()+ ]+(?: [-+*/|&]?= |\(|\+\+|--)", old):
            return "{ if (%s) { %s } else { %s } }" % (chosen, new, old)
    match = re.match(r"(\s*(?:&&|\|\|) )(.*)$", old)
    if match and start >= match.end(1) and is_balanced(match[2]) and is_balanced(new) and not match[2].endswith((";", "{")) and "&& " not in match[2] and "|| " not in match[2]:
        return match[1] + first_of_both % (chosen, new[match.end(1) :], match[2])
    match = re.match(r"(\s*: )(.*?)(\s+\? )(.*)$", old)
    if match and is_balanced(match[2]) and is_balanced(match[4]) and is_balanced(new) and not match[4].endswith(";") and " : " not in match[4]:
        if match.start(2) <= start and end <= match.end(2):
            return match[1] + first_of_both % (chosen, new[match.start(2) : len(new) - (len(old) - match.end(2))], match[2]) + match[3] + match[4]
        if start >= match.start(4):
            return old[: match.start(4)] + "(%s ? (%s) : (%s))" % (chosen, new[match.start(4) :], match[4])
    return None


class AllAtOnce:
    """Programs that hold all mutants, as far as a line takes both forms."""

    def __init__(self, chosen, programs):
        self.include = os.path.join(working, "include-all")
        self.lines = {}  # (file, line) -> number of the mutant
        self.mutants = chosen
        self.binaries, self.known = {}, {}
        shutil.copytree(os.path.join(root, "include"), self.include)
        with open(os.path.join(working, "chooser.hpp"), "w", encoding="utf-8") as file:
            file.write(chooser)
        for number, mutant in enumerate(chosen):
            if with_both(mutant.old, mutant.new, number):
                self.lines[mutant.file, mutant.number] = number
        self.write({m.file for m in chosen})
        self.prepare_random_programs(programs)
        with_headers = [self.compiler(), "-I" + working, "-I" + root + "/tests", root + "/tests/random_programs/interpret.cpp"]
        self.build("random programs", *with_headers, objects=["check.o"], libraries=["-lmpfr", "-lgmp"])
        if any(m.file.startswith("tape/") for m in chosen):
            for name in quick_programs:
                self.build(name, self.compiler(), "-include", first, "-I" + root + "/tests", "-I" + root + "/bench", "%s/tests/%s.cpp" % (root, name), libraries=["-lboost_unit_test_framework", "-pthread"])
        print("%d of %d mutants can be chosen at run time" % (len(self.lines), len(chosen)), flush=True)

    def compiler(self):
        return [options.compiler, *[f for f in flags if f != "-fmax-errors=1"], "-O0", "-fno-builtin", "-include", os.path.join(working, "chooser.hpp"), "-I" + self.include]

    def write(self, files):
        for name in files:
            with open(os.path.join(root, "include/typegrad", name), encoding="utf-8") as file:
                lines = file.read().split("\n")
            for (other, line), number in self.lines.items():
                if other == name:
                    lines[line - 1] = with_both(self.mutants[number].old, self.mutants[number].new, number)
            with open(os.path.join(self.include, "typegrad", name), "w", encoding="utf-8") as file:
                file.write("\n".join(lines))

    def build(self, name, compiler, *arguments, objects=(), libraries=()):
        """Leaves out the lines that do not compile so."""
        binary = os.path.join(working, name.replace(" ", "_"))
        while True:
            said = run(*compiler, *arguments, "-fsyntax-only", limit=1200) or run(*compiler, *arguments, "-c", "-o", binary + ".o", limit=1200)
            if said is None:
                break
            places = lambda pattern: {key for file, line in re.findall(pattern, said) if (key := (file, int(line))) in self.lines}
            bad = places(r"typegrad/([\w/.]+\.hpp):(\d+):\d+: (?:fatal )?error") or places(r"typegrad/([\w/.]+\.hpp):(\d+)")
            if not bad:  # a statement that changed, above
                errors = re.findall(r"typegrad/([\w/.]+\.hpp):(\d+):\d+: (?:fatal )?error", said)
                bad = {max(above) for file, line in errors if (above := [key for key in self.lines if key[0] == file and key[1] <= int(line)])}
            assert bad, said[:3000]
            for key in bad:
                del self.lines[key]
            self.write({file for file, line in bad})
        said = run(options.compiler, binary + ".o", *[os.path.join(working, o) for o in objects], "-o", binary, *libraries)
        assert said is None, said
        self.binaries[name] = binary

    def prepare_random_programs(self, count):
        import json
        import pathlib
        sys.path.insert(0, os.path.join(root, "tests"))
        import random_programs
        facts = os.path.join(working, "facts")
        plain = [options.compiler, *flags, "-O0", "-fno-builtin", "-I" + root + "/include", "-I" + root + "/tests"]
        assert run(*plain, root + "/tests/operators/facts.cpp", "-o", facts) is None
        table = json.loads(subprocess.run([facts], check=True, capture_output=True, text=True).stdout)
        generator = random_programs.Generator(table, 2026, False, False, None)
        random_programs.Interpreter.write_stanzas(generator, False, pathlib.Path(working))
        listings = [generator.program(n).listing(n, generator) for n in range(count)]
        borders = [0, 50, 200, count] if count > 200 else [0, count]
        self.programs = ["".join(listings[a:b]) for a, b in zip(borders, borders[1:])]
        assert run(*plain, "-c", root + "/tests/random_programs/check.cpp", "-o", os.path.join(working, "check.o")) is None

    def says(self, name, number, text=None):
        try:
            done = subprocess.run([self.binaries[name]] + ["2"] * (name == "random programs"), input=text, capture_output=True, text=True, errors="replace", timeout=120,
                env={**os.environ, "TYPEGRAD_MUTANT": str(number)}, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30)))
        except subprocess.TimeoutExpired:
            return "no end"
        wrong = re.search(r"^program \d+: .*", done.stdout, re.MULTILINE) if name == "random programs" else None
        return wrong[0] if wrong else "status %d" % done.returncode if done.returncode else None

    def judged(self, mutant):
        """The test that notices, or None."""
        number = self.lines.get((mutant.file, mutant.number))
        if number is None:
            return None
        for text in self.programs:
            if self.says("random programs", number, text):
                return "random programs"
        for name in self.binaries:
            if mutant.file.startswith("tape/") and name != "random programs" and self.says(name, number):
                return "program " + name
        return None

    def is_green(self):
        return not any(self.says("random programs", -1, text) for text in self.programs) and not any(self.says(name, -1) for name in self.binaries if name != "random programs")




def order_of_tests(mutant):
    stem = os.path.splitext(mutant.file)[0]
    structs = operations_of(mutant)
    tests = [kind + " " + " ".join(structs) for kind in ["derivatives", "operations"]] if structs else []
    for key in sorted(akin, key=len, reverse=True):
        if stem.startswith(key):
            tests += akin[key]
            break
    part = stem.split("/")[1].split("_")[0]
    tests += ["compiled " + name for name in compiled if part in name]
    with lock:
        ranked = sorted(few + (["compiled " + n for n in compiled] + ["program " + n for n in programs] if options.all_tests else []), key=lambda t: -noticed.get(t, 0))
    tests += ranked
    return list(dict.fromkeys(tests))[: options.tests]


def judge(position, mutant, total, together=None):
    start = time.time()
    if together and (killer := together.judged(mutant)):
        with lock:
            noticed[killer] = noticed.get(killer, 0) + 1
        print("%d/%d %s, by a value of %s (%d s)" % (position + 1, total, mutant, killer, time.time() - start), flush=True)
        return mutant, killer, "value"
    include = os.path.join(working, "include-%d" % position)
    path = os.path.join(include, "typegrad", mutant.file)
    os.makedirs(os.path.dirname(path))
    with open(os.path.join(root, "include/typegrad", mutant.file), encoding="utf-8") as file:
        lines = file.read().split("\n")
    lines[mutant.number - 1] = mutant.new
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    killer, how = None, ""
    for test in order_of_tests(mutant):
        said = tried(test, include)
        if said is not None and is_green(test):
            killer = test
            how = "static_assert" if "static assertion" in said else "compiler" if re.search(": (?:fatal )?error: ", said) else "value"
            with lock:
                noticed[test] = noticed.get(test, 0) + 1
            break
    shutil.rmtree(include)
    for rest in ["-program", "-program.cpp"]:
        if os.path.exists(include + rest):
            os.remove(include + rest)
    print("%d/%d %s (%d s)" % (position + 1, total, "SURVIVES " + mutant.shown() if killer is None else "%s, by the %s of %s" % (mutant, how, killer),
        time.time() - start), flush=True)
    return mutant, killer, how


def main():
    everything = all_mutants()
    chosen = [m for m in everything if options.only in m.shown()] if options.only else drawn(everything, options.count, options.seed)
    drawn_first = len(chosen)
    chosen = [m for m in chosen if not is_equivalent(m)]
    if options.list:
        print("\n".join(m.shown() for m in chosen))
        print("%d of %d" % (len(chosen), len(everything)))
        return 0
    for name in os.listdir(os.path.join(root, "include/typegrad/op")):
        with open(os.path.join(root, "include/typegrad/op", name), encoding="utf-8") as source:
            text = source.read()
        for names in re.findall(r"^using \w+ = operation_list<([^>]*)>", text, re.MULTILINE):
            functions.update(names.replace(",", " ").split())
        stanzas.update(re.findall(r"^struct (\w+_) (.*?)^};", text, re.MULTILINE | re.DOTALL))
    prepare(any(m.file.startswith("op/") for m in chosen))
    together = AllAtOnce(chosen, options.quick) if options.quick else None
    assert together is None or together.is_green(), "red without a change"
    with ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda item: judge(item[0], item[1], len(chosen), together), enumerate(chosen)))
    survivors = [mutant for mutant, killer, how in results if killer is None]
    by = {}
    for mutant, killer, how in results:
        if killer:
            by[how] = by.get(how, 0) + 1
    print("\n%d mutants, %d killed (%s), %d survive; %d more are equivalent" % (len(chosen), len(chosen) - len(survivors),
        ", ".join("%d by a %s" % (n, how) for how, n in sorted(by.items())), len(survivors), drawn_first - len(chosen)))
    for test, n in sorted(noticed.items(), key=lambda item: -item[1]):
        print("  %3d  %s" % (n, test))
    print("\n".join(m.shown() for m in survivors))
    return bool(survivors)


try:
    status = main()
finally:
    shutil.rmtree(working, ignore_errors=True)
sys.exit(status)
