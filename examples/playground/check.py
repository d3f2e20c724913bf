#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Runs explain.py as a user does: check.py COMPILER..."""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

script = pathlib.Path(__file__).with_name("explain.py")


def explain(*arguments):
    return subprocess.run([sys.executable, str(script), *arguments], capture_output=True, text=True, env={**os.environ, "CXX": " ".join(sys.argv[1:])})


with tempfile.TemporaryDirectory() as folder:
    page = os.path.join(folder, "page.html")
    done = explain("5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8", "x=2", "--page", page, "--flags=-O1")
    for expected in ("  f                64\n", "Gradient\n  x                72\n", "Program\nv0 = ", "\nTime\n", "\nAssembly, ", "  mulsd "):
        assert done.returncode == 0 and expected in done.stdout, (expected, done.stdout, done.stderr)
    assert pathlib.Path(page).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    # A link holds the program; its only header of ours is the one that is named.
    model = pathlib.Path(folder) / "model.hpp"
    model.write_text("#pragma once\n#include <typegrad.hpp>\nconstexpr auto area = [](auto r) { return 3 * r * r; };\n", encoding="utf-8")
    for what in (("3 * r * r",), (str(model), "--function", "area")):
        done = explain(*what, "r=2", "--link", "https://example.org/typegrad.hpp")
        session = json.loads(base64.b64decode(urllib.parse.unquote(done.stdout.strip().rsplit("/", 1)[1])))["sessions"][0]
        assert re.findall("#include <.*typegrad.*>", session["source"]) == ["#include <https://example.org/typegrad.hpp>"], session["source"]
        assert "3 * r * r" in session["source"] and session["compilers"][0]["options"] == "-std=c++20 -O2", session
wrong = explain("x + q", "x=2")
assert wrong.returncode == 1 and "the function does not compile" in wrong.stderr and "formula:1:" in wrong.stderr, wrong.stderr
wrong = explain("x", "x=two")
assert wrong.returncode == 1 and "'two' is no number" in wrong.stderr, wrong.stderr
print("explained")
