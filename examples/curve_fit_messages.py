# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""What curve_fit says of files that it cannot use: curve_fit_messages.py CURVE_FIT MISRA1A

Each names the file, and the line where there is one, and fails.
"""

import os
import subprocess
import sys
import tempfile

program, good = sys.argv[1:]
with open(good, encoding="utf-8") as file:
    data = file.read()
lines = data.splitlines()
first = next(i for i, line in enumerate(lines) if line and not line.startswith("#"))
replaced = lambda text: "\n".join(lines[:first] + [text] + lines[first + 1 :])

# What the file holds, and what is said after its name.
cases = {
    replaced("10.07"): f":{first + 1}: expected two numbers, y and x, but found: 10.07",
    replaced("10.07 seven"): f":{first + 1}: expected two numbers",
    replaced("10.07 77.6x"): f":{first + 1}: expected two numbers",
    replaced("10.07 77.6 1"): f":{first + 1}: expected two numbers",
    replaced("10.07 nan"): f":{first + 1}: expected two numbers",
    replaced("10.07 1e999"): f":{first + 1}: expected two numbers",
    "# nothing\n": ":1: ends after 0 observations",
    "1 2\n3 4\n": ":2: ends after 2 observations",
    "": ":1: ends after 0 observations",
    replaced("11.07 77.6"): ": fewer than 9 digits agree",
    data.replace("\n", "\r\n"): None,
    data.rstrip(): None,
    replaced("\t10.07\t77.6 # the first"): None,
}

problems = []


def check(path, wanted):
    done = subprocess.run([program, path], capture_output=True, text=True)
    said = done.stderr.strip()
    if wanted is None:
        if done.returncode != 0:
            problems.append(f"a good file is rejected: {said}")
    elif done.returncode != 1 or not said.startswith(path + wanted) or "\n" in said:
        problems.append(f"wanted {path}{wanted}\nfound  {said} (exit status {done.returncode})")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "data.txt")
    for text, wanted in cases.items():
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        check(path, wanted)
    check(os.path.join(folder, "missing.txt"), ": cannot be opened")
    check(folder, ": cannot be read after line 0")

sys.exit("\n".join(problems) or 0)
