# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Compiles the functions of C that PROGRAM prints, and compares what they give with what the library does: check.py PROGRAM COMPILER..."""
import pathlib
import subprocess
import sys
import tempfile

program, *compiler = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    source, binary = pathlib.Path(folder) / "functions.c", pathlib.Path(folder) / "functions"
    source.write_text(subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout)
    subprocess.run([*compiler, "-x", "c", "-std=c99", "-O1", "-ffp-contract=off", "-Wall", "-Wextra", "-Wpedantic", "-Wno-unused-function",
                    "-Wno-parentheses", "-Werror", source, "-o", binary, "-lm"], check=True)
    given, wanted = ([float(line) for line in subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()] for command in ([binary], [program, "library"]))
if len(given) != len(wanted) or len(wanted) != 103:
    sys.exit(f"{len(given)} numbers by C, {len(wanted)} by the library")
# What is not one operation of C is right to some units in the last place, and sums hide none of them.
wrong = [f"{i}: {a!r} by C, {b!r} by the library" for i, (a, b) in enumerate(zip(given, wanted)) if not (a == b or a != a and b != b or abs(a - b) <= 2e-14 * max(1, abs(b)))]
sys.exit("\n".join(wrong) or 0)
