#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Counts the instructions of every gradient of bench/problems beside the hand-written ones, and compares with the baseline.

    count.py check|update BASELINE COMPILER LEVEL PROGRAM[:OBJECTS...]...
    count.py self-test

LEVEL is one way to compile, its PROGRAM runs every gradient, its OBJECTS hold them; what a program executes is counted by
valgrind's callgrind, without what libm executes, which depends on the processor. A check fails when one of our numbers has
grown by more than 2 %, and skips (exit status 77) where the baseline knows nothing of this version of the compiler.
"""
import collections
import math
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True  # No __pycache__ beside the sources.
BENCH = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(BENCH), str(BENCH.parent / "tests" / "codegen")]
import baselines
import check as codegen

NUMBERS = ["instructions", "divisions", "executed", "calls"]
LEGEND = ("of each engine: instructions in the function; divisions among them; instructions executed at a point, libm's left out;"
          " calls of libm at a point")
ENGINES = {"hand_written": "hand", "hand_written_by_expert": "expert", "compile_time": "compile time", "compile_time_fast": "fast",
           "expression": "expression"}
OURS = ["compile time", "fast", "expression"]
GROWTH = 1.02
WORSE = 1.05
KERNEL = re.compile(r"(?:auto )?bench::instructions_of<bench::(\w+(?:<[^<>]*>)?), bench::(\w+)>")


def demangled(names):
    """{mangled: (problem, engine)} of the functions that are counted."""
    names = sorted(names)
    plain = subprocess.run(["c++filt"], input="\n".join(names), check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    matches = {name: KERNEL.match(text) for name, text in zip(names, plain)}
    return {name: (re.sub(r"(\d)ul\b", r"\1", match[1]), ENGINES[match[2]]) for name, match in matches.items() if match}


def in_objects(objects):
    """{(problem, engine): {"instructions": …, "divisions": …, "loops": …}}, the problems as the objects have them.

    What g++ put aside as unlikely (NAME.cold) is counted with its function.
    """
    counts = {}
    for file in objects:
        code = codegen.functions(file)
        known = demangled({name.split(".")[0] for name in code if "instructions_of" in name})
        for key in sorted(known.values(), key=in_order):
            counts[key] = {"instructions": 0, "divisions": 0, "loops": False}
        for name, function in code.items():
            if key := known.get(name.split(".")[0]):
                counts[key]["instructions"] += len(function.instructions())
                counts[key]["divisions"] += function.divisions()
                counts[key]["loops"] = counts[key]["loops"] or function.cyclic()
    return counts


def in_order(key):
    problem, engine = key
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", problem)], list(ENGINES.values()).index(engine)


def executed(program):
    """{(problem, engine): {"executed": …, "calls": …}} at a point, by callgrind."""
    with tempfile.TemporaryDirectory() as folder:
        profile = pathlib.Path(folder) / "profile"
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", "--compress-strings=no",
                        "--compress-pos=no", "--demangle=no", program],
                       check=True, stderr=subprocess.PIPE, text=True, env={"LD_BIND_NOW": "1"})
        own, runs, called = collections.Counter(), collections.Counter(), collections.Counter()
        here = function = callee = place = None
        calls = 0  # not 0: the next line is the cost of so many calls
        for line in profile.read_text(encoding="utf-8").splitlines():
            key, _, rest = line.partition("=")
            if key == "ob":
                here = rest
            elif key == "fn":
                function, place = rest, here
            elif key == "cob":
                place = rest
            elif key == "cfn":
                callee = rest
            elif key == "calls":
                calls = int(rest.split()[0])
            elif re.match(r"\d+ \d+$", line):
                cost = int(line.split()[1])
                runs[callee] += calls
                if calls == 0:
                    own[function] += cost
                elif place == here:  # a part that is not inlined is ours too
                    own[function] += cost
                else:
                    called[function] += calls
                calls, place = 0, here
    return {key: {"executed": round(own[name] / runs[name], 2), "calls": round(called[name] / runs[name], 2)}
            for name, key in demangled(name for name in own if "instructions_of" in name).items()}


def what_lacks(level):
    if not shutil.which("valgrind"):
        return "valgrind is missing"
    if "x86-64-v3" in level and " avx2 " not in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"):
        return "this processor has no AVX2"
    return None


def count(levels):
    """{level: {problem: {engine: {number: …}}}}."""
    result = {}
    for level, (program, objects) in levels.items():
        by_key = in_objects(objects)
        if lacking := what_lacks(level):
            print(f"{lacking}: instructions executed at {level} are neither counted nor compared", file=sys.stderr)
        else:
            for key, counts in executed(program).items():
                by_key[key] |= counts
        problems = result.setdefault(level, {})
        for problem, engine in by_key:
            problems.setdefault(problem, {})[engine] = by_key[problem, engine]
    return result


def numbers_of(counts):
    """Without what was not counted at the end."""
    return [counts[number] for number in NUMBERS if number in counts]


def grown(before, now):
    """A line for each of our numbers that is larger than it was by more than 2 %, and for each that nothing is known of."""
    found = []
    for level, problems in now.items():
        for problem, engines in problems.items():
            for engine in [engine for engine in OURS if engine in engines]:
                known = before.get(level, {}).get(problem, {}).get(engine)
                if known is None:
                    found.append(f"{level}, {problem}, {engine}: not in the baseline")
                    continue
                for number, was, is_now in zip(NUMBERS, known, numbers_of(engines[engine])):
                    if is_now > GROWTH * was:
                        percent = f" ({100 * (is_now / was - 1):+.1f} %)" if was else ""
                        found.append(f"{level}, {problem}, {engine}: {number} {was:g} before, {is_now:g} now{percent}")
        for problem, engines in before.get(level, {}).items():
            found += [f"{level}, {problem}, {engine}: in the baseline, but no longer counted" for engine in engines
                      if engine in OURS and engine not in problems.get(problem, {})]
    return found


def print_tables(compiler, counted):
    for level, problems in counted.items():
        number = "executed" if all("executed" in counts for engines in problems.values() for counts in engines.values()) else "instructions"
        print(f"{compiler} {level}: instructions " + ("executed at a point, libm's left out" if number == "executed" else "in the function") +
              "; in brackets calls of libm; then ratios, executed and in the function")
        rows = [["", "hand", "expert", "compile time", "fast", "expression", "time/hand", "in func.", "fast/expert", "in func.", "expr./hand", "in func."]]
        means = collections.defaultdict(list)
        for problem, engines in problems.items():
            def cell(engine):
                counts = engines.get(engine)
                return "" if counts is None else f"{counts[number]:.0f}" + (f" ({counts['calls']:g})" if counts.get("calls") else "")

            def ratios(engine, other):
                cells = []
                for which in (number, "instructions"):
                    if engine not in engines:
                        cells.append("")
                    elif which == "instructions" and engines[other]["loops"]:
                        cells.append("loop ")  # one instruction is not one executed
                    else:
                        ratio = engines[engine][which] / engines[other][which]
                        means[len(row) + len(cells)].append(ratio)
                        cells.append(f"{ratio:.2f}" + ("!" if ratio > WORSE else " "))
                return cells

            row = [problem] + [cell(engine) for engine in ENGINES.values()]
            row += ratios("compile time", "hand")
            row += ratios("fast", "expert" if "expert" in engines else "hand")
            row += ratios("expression", "hand")
            rows.append(row)
        mean = ["geometric mean"] + [""] * (len(rows[0]) - 1)
        for column, values in means.items():
            mean[column] = f"{math.exp(sum(map(math.log, values)) / len(values)):.2f} "
        rows.append(mean)
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        for row in rows:
            print("  ".join([row[0].ljust(widths[0])] + [text.rjust(width) for text, width in zip(row[1:], widths[1:])]).rstrip())
        print()


def self_test():
    """What must be reported, and what must not."""
    def now(*numbers, engine="fast"):
        return {"-O2": {"sum": {engine: dict(zip(NUMBERS, numbers))}}}

    before = {"-O2": {"sum": {"hand": [9, 0, 9.0, 0.0], "fast": [100, 2, 200.0, 1.5]}}}
    cases = [
        (now(102, 2, 204.0, 1.5), None),
        (now(90, 1, 150.0, 0.5), None),
        (now(100, 2), None),  # without valgrind
        (now(103, 2, 200.0, 1.5), "-O2, sum, fast: instructions 100 before, 103 now (+3.0 %)"),
        (now(100, 3, 200.0, 1.5), "-O2, sum, fast: divisions 2 before, 3 now (+50.0 %)"),
        (now(100, 2, 205.0, 1.5), "-O2, sum, fast: executed 200 before, 205 now (+2.5 %)"),
        (now(100, 2, 200.0, 2.0), "-O2, sum, fast: calls 1.5 before, 2 now (+33.3 %)"),
        (now(100, 2, 200.0, 1.5, engine="expression"), "-O2, sum, expression: not in the baseline"),
        ({"-O2": {}}, "-O2, sum, fast: in the baseline, but no longer counted"),
    ]
    for counted, wanted in cases:
        found = grown(before, counted)
        if found[:1] != ([wanted] if wanted else []):
            sys.exit(f"self-test: wanted {wanted!r}, found {found!r} for {counted!r}")
    mangled = "_ZN5bench15instructions_ofINS_13lennard_jonesILm6EEENS_12compile_timeEEEDaRKd"
    if demangled({mangled, "_ZN5bench9run_groupILm1EEEvv"}) != {mangled: ("lennard_jones<6>", "compile time")}:
        sys.exit("self-test: names are not read as they should be")


def main():
    if sys.argv[1:] == ["self-test"]:
        return self_test()
    if len(sys.argv) < 6 or sys.argv[1] not in ("check", "update"):
        sys.exit(__doc__)
    action, path, compiler, *rest = sys.argv[1:]
    path = pathlib.Path(path)
    levels = {}
    for level, files in zip(rest[::2], rest[1::2]):
        program, *objects = files.split(":")
        levels[level] = (program, objects)
    baseline = baselines.read(path)
    if action == "check" and compiler not in baseline:
        print(f"SKIPPED: {path} has no numbers for {compiler}, which is neither better nor worse than another version")
        sys.exit(77)
    counted = count(levels)
    print_tables(compiler, counted)
    if action == "update":
        baseline[compiler] = {level: {problem: {engine: numbers_of(counts) for engine, counts in engines.items()}
                                      for problem, engines in problems.items()} for level, problems in counted.items()}
        baselines.write(path, baseline, LEGEND, 3)
    elif found := grown(baseline[compiler], counted):
        found.append("If that is meant to be: ninja -C BUILD update-baselines, and commit bench/baseline.")
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
