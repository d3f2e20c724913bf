# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""The files in bench/baseline: {"numbers": what they are, "made by": a command, compiler: …}."""
import json


def read(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def text(value, depth, indent=""):
    """JSON of so many levels of objects with a line for each entry; what is below is one line, so that a change can be read."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value)
    inner = indent + " "
    rows = [f"{inner}{json.dumps(key)}: {text(part, depth - 1, inner)}" for key, part in value.items()]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def write(path, baseline, numbers, depth):
    """The compilers in order."""
    about = {"numbers": numbers, "made by": "ninja -C build/gcc update-baselines, and build/clang"}
    path.write_text(text(about | {key: baseline[key] for key in sorted(set(baseline) - set(about))}, depth) + "\n", encoding="utf-8")
