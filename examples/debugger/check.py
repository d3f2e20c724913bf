# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Asks gdb for the values in PROGRAM, with the printers: check.py GDB PROGRAM. That natvis is XML and names the same types is checked as well."""
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

folder = pathlib.Path(__file__).resolve().parent
gdb, program = sys.argv[1:]
expected = {"x": "2 (leaf)", "c": "3 (constant)", "y": "7 (recorded)", "v": "vec<double, 2> = {3, 4}", "m": "mat<double, 2, 3> = {{1, 2, 3}, {4, 5, 6}}", "t": "t0, input", "s": "t1, sin",
            "known": "5 (known)"}
command = [gdb, "-nx", "-batch", "-ex", f"source {folder / 'typegrad_gdb.py'}", "-ex", "break look_here", "-ex", "run", "-ex", "up"]
for name in expected:
    command += ["-ex", f"output {name}", "-ex", "echo \\n"]
done = subprocess.run([*command, program], capture_output=True, text=True)
if "ptrace" in done.stderr or "Could not trace" in done.stderr:
    print("SKIPPED: gdb may not trace programs here")
    sys.exit(77)
lines = re.sub(r"[ul]{1,2}(?=[,>])", "", done.stdout).splitlines()[-len(expected):]
wrong = [f"{name} is shown as {line!r}, not as {text!r}" for (name, text), line in zip(expected.items(), lines) if line != text]
types = {element.get("Name") for element in xml.etree.ElementTree.parse(folder / "typegrad.natvis").getroot() if element.tag.endswith("Type")}
if len(types) != 4:
    wrong.append(f"natvis knows {types}")
sys.exit("\n".join(wrong + [done.stdout + done.stderr]) if wrong or len(lines) < len(expected) else 0)
