# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Compiles the module and runs use.py, where a Python with NumPy and its headers is: check.py INCLUDE COMPILER..."""
import os
import pathlib
import subprocess
import sys
import sysconfig
import tempfile

folder = pathlib.Path(__file__).resolve().parent
include, *compiler = sys.argv[1:]
ASK = "import sys, sysconfig, numpy; print(sysconfig.get_paths()['include']); print(sysconfig.get_config_var('EXT_SUFFIX'))"
for python in (sys.executable, "/usr/bin/python3"):
    asked = subprocess.run([python, "-c", ASK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if asked.returncode == 0 and (pathlib.Path(asked.stdout.split()[0]) / "Python.h").exists():
        break
else:
    print("SKIPPED: no Python with NumPy and Python.h")
    sys.exit(77)
headers, suffix = asked.stdout.split()
with tempfile.TemporaryDirectory() as work:
    subprocess.run([*compiler, "-std=c++20", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-Wall", "-Wextra", f"-I{include}", "-isystem", headers, folder / "models.cpp",
                    "-o", pathlib.Path(work) / f"models{suffix}"], check=True)
    sys.exit(subprocess.run([python, folder / "use.py"], env={**os.environ, "PYTHONPATH": work, "PYTHONDONTWRITEBYTECODE": "1"}).returncode)
