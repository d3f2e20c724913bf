#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Runs explain.py as a user does: check.py COMPILER..."""

import os
import pathlib
import subprocess
import sys
import tempfile

script = pathlib.Path(__file__).with_name("explain.py")


def explain(*arguments):
    return subprocess.run([sys.executable, str(script), *arguments], capture_output=True, text=True, env={**os.environ, "CXX": " ".join(sys.argv[1:])})


with tempfile.TemporaryDirectory() as folder:
    page = os.path.join(folder, "page.html")
    done = explain("5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8", "x=2", "--page", page, "--flags=-O1")
    for expected in ("  f                64\n", "Gradient\n  x                72\n", "Program\nv0 = ", "\nTime\n", "\nAssembly, ", "  mulsd "):
        assert done.returncode == 0 and expected in done.stdout, (expected, done.stdout, done.stderr)
    assert pathlib.Path(page).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
wrong = explain("x + q", "x=2")
assert wrong.returncode == 1 and "the function does not compile" in wrong.stderr and "formula:1:" in wrong.stderr, wrong.stderr
wrong = explain("x", "x=two")
assert wrong.returncode == 1 and "'two' is no number" in wrong.stderr, wrong.stderr
print("explained")
