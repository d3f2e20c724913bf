#!/usr/bin/env python3
"""Macros of other people's headers: macros.py HEADER... -- COMPILER ARGUMENT...

typegrad/macros/save.hpp and typegrad/macros/restore.hpp name the same macros. Every HEADER is preprocessed after all of them have been
defined: not one may be expanded, neither in our text nor in that of a library that the header includes, and afterwards all are
defined as before.
"""
import os
import re
import subprocess
import sys
import tempfile

separator = sys.argv.index("--")
headers, command = sys.argv[1:separator], sys.argv[separator + 1 :]
macros = os.path.join(os.path.dirname(__file__), "../../include/typegrad/macros")
failures = []


def names(file, directive):
    with open(os.path.join(macros, file), encoding="utf-8") as text:
        return re.findall(directive, text.read(), re.MULTILINE)


def preprocessed(directory, lines):
    source = os.path.join(directory, "source.cpp")
    with open(source, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return subprocess.run([*command, "-E", "-P", source], check=True, stdout=subprocess.PIPE, text=True).stdout


saved = names("save.hpp", r'^#pragma push_macro\("(\w+)"\)$')
for what, others in {
    "undefined": names("save.hpp", r"^#undef (\w+)$"),
    "restored": names("restore.hpp", r'^#pragma pop_macro\("(\w+)"\)$'),
}.items():
    if saved != others:
        failures.append("macros saved and %s differ: %s" % (what, sorted(set(saved) ^ set(others)) or "in their order"))

with tempfile.TemporaryDirectory() as directory:
    # The test can fail: a name that is a macro is seen.
    if "MACRO_EXPANDED_min" not in preprocessed(directory, ["#define min MACRO_EXPANDED_min", "min"]):
        failures.append("the preprocessor does not expand a macro")
    for header in headers:
        text = preprocessed(
            directory,
            ["#define %s MACRO_EXPANDED_%s" % (name, name) for name in saved]
            + ["#include <%s>" % header, "the_end"]
            + saved,
        )
        within, end, after = text.rpartition("the_end")
        expanded = sorted(set(re.findall(r"\bMACRO_EXPANDED_(\w+)", within)))
        if expanded:
            failures.append("%s: expands %s; it has to include typegrad/macros/save.hpp first" % (header, ", ".join(expanded)))
        if after.split() != ["MACRO_EXPANDED_" + name for name in saved]:
            failures.append("%s: macros are not as before; it has to include typegrad/macros/restore.hpp last" % header)

print("\n".join(failures) or "%d macros, %d headers" % (len(saved), len(headers)))
sys.exit(bool(failures))
