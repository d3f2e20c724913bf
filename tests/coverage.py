#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""How many lines of the headers the run-time tests have run: coverage.py BUILD FOLDER_OF_LLVM

BUILD is a build by clang with -fprofile-instr-generate, -fcoverage-mapping and -mllvm -system-headers-coverage, whose tests have run
with LLVM_PROFILE_FILE in BUILD/profiles. What runs in constant expressions is not seen: of graph/, pass/ and transform/ most.
"""
import collections
import json
import pathlib
import subprocess
import sys

LEAST = 5  # lines that nobody runs in a file that is named


def summary(build, tools):
    """{file below include/: (lines, lines that ran)}"""
    merged = build / "profiles" / "all.profdata"
    profiles = [str(file) for file in (build / "profiles").glob("*.profraw")]
    if not profiles:
        sys.exit(f"no profiles in {build}/profiles: has a test run?")
    subprocess.run([tools / "llvm-profdata", "merge", "-sparse", *profiles, "-o", merged], check=True)
    read = lambda kind: json.loads(subprocess.check_output(["meson", "introspect", "--" + kind, str(build)]))
    wanted = {target for test in read("tests") for target in test["depends"]}
    programs = [file for target in read("targets") if target["id"] in wanted and target["type"] == "executable" for file in target["filename"]]
    programs = [file for file in programs if pathlib.Path(file).exists()]
    include = pathlib.Path(__file__).resolve().parent.parent / "include"
    objects = [word for file in programs[1:] for word in ("-object", file)]
    out = subprocess.run([tools / "llvm-cov", "export", "-summary-only", "-instr-profile", merged, programs[0], *objects, str(include)],
                         stdout=subprocess.PIPE, check=True)
    found = {}
    for file in json.loads(out.stdout)["data"][0]["files"]:
        lines = file["summary"]["lines"]
        found[pathlib.Path(file["filename"]).resolve().relative_to(include)] = lines["count"], lines["covered"]
    return found


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    found = summary(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
    folders = collections.defaultdict(lambda: [0, 0])
    for file, numbers in found.items():
        for k in range(2):
            folders[file.parent][k] += numbers[k]
    print("lines of functions that a program holds, and how many of them run (not: in constant expressions)")
    for folder, (lines, ran) in sorted(folders.items()):
        print(f"{100 * ran / max(lines, 1):6.1f} % of {lines:5d}  {folder}")
    lines, ran = (sum(numbers[k] for numbers in found.values()) for k in range(2))
    print(f"{100 * ran / max(lines, 1):6.1f} % of {lines:5d}")
    print("files of tape/ with most lines that nobody runs:")
    tape = sorted(((lines - ran, file) for file, (lines, ran) in found.items() if "tape" in file.parts and lines - ran >= LEAST), reverse=True)
    for missed, file in tape[:10]:
        print(f"{missed:6d}  {file}")


main()
