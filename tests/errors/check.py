#!/usr/bin/env python3
"""Compile-fail test: check.py gcc|clang FILE -- COMPILER ARGUMENT...
                   check.py gcc|clang twins FILE... -- COMPILER ARGUMENT...
                   check.py gcc|clang self-test -- COMPILER ARGUMENT...

FILE begins with `// expect: TEXT`, or with `// expect gcc: TEXT` and `// expect clang: TEXT`. With -DTYPEGRAD_FAIL it must
not compile, and the first line that says `error:` must contain TEXT: people read that line and stop. All that is said must
fit into 15 lines and 4 KB, or there is a line `// excused: WHY`, or `// excused gcc: WHY`, among the first ones. Several such TEXTs are
of as many mistakes, in their order; all that is said must fit into as many times 15 lines. Without the macro it must compile: the
twin shows that the message comes from the one change and from nothing else. The twins of many files are compiled as one, each in a
namespace of its own, behind what they include.
"""
import os
import re
import subprocess
import sys
import tempfile


most_lines = 15
most_bytes = 4096


def said(word, family, source):
    """What the first lines say after `// WORD:` or `// WORD FAMILY:`, each of them."""
    texts = []
    for line in source.splitlines():
        match = re.match(r"//\s*(expect|excused)(?:\s+(gcc|clang))?:\s*(.*\S)", line)
        if not match:
            break
        if match[1] == word and match[2] in (None, family):
            texts.append(match[3])
    return texts


def compile_with(command, *more):
    return subprocess.run(
        [*command, "-fsyntax-only", *more],
        env={**os.environ, "LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def twins_verdict(paths, command):
    """What is wrong with the twins of these files, or None. Those that include the same headers of libraries are compiled together: none is lent one."""
    groups = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            included = re.findall(r"^#include <.*>$", file.read(), re.MULTILINE)
        group = groups.setdefault(frozenset(line for line in included if "/" in line), {"included": {}, "paths": []})
        group["included"].update(dict.fromkeys(included))
        group["paths"].append(path)
    wrong = []
    for group in groups.values():
        bodies = (f'namespace twin_{number} {{\n#include "{os.path.abspath(path)}"\n}}' for number, path in enumerate(group["paths"]))
        with tempfile.TemporaryDirectory() as folder:
            together = os.path.join(folder, "twins.cpp")
            with open(together, "w", encoding="utf-8") as file:
                file.write("\n".join([*group["included"], *bodies]) + "\n")
            if compile_with(command, together).returncode == 0:
                continue
        alone = [(path, compile_with(command, path)) for path in group["paths"]]
        wrong += [f"{path} does not compile without -DTYPEGRAD_FAIL:\n{twin.stdout}" for path, twin in alone if twin.returncode != 0]
    return "\n".join(wrong) or None


def verdict(family, path, command):
    """What is wrong with the file, or None."""
    with open(path, encoding="utf-8") as file:
        source = file.read()
    texts = said("expect", family, source)
    if not texts:
        return f"no `// expect: ...` for {family} in its first lines"

    failing = compile_with(command, "-DTYPEGRAD_FAIL", path)
    if failing.returncode == 0:
        return "compiles with -DTYPEGRAD_FAIL"
    # The names stand in the inline namespace of the version, which g++ prints.
    errors = [re.sub(r"\btypegrad::v\d+_\d+::", "typegrad::", line) for line in failing.stdout.splitlines() if "error:" in line]
    if not errors:
        return "failed without an `error:` line:\n" + failing.stdout
    if texts[0] not in errors[0]:
        return f"the first error is not the expected one\n  expected: {texts[0]}\n  actual:   {errors[0]}"
    rest = iter(errors)
    for text in texts:
        if not any(text in line for line in rest):
            return f"an expected error is missing, or out of order\n  expected: {text}\n" + "\n".join(errors)
    # A user has no precompiled header, of which clang says that it includes.
    heard = [line for line in failing.stdout.splitlines() if not (line.startswith("In file included from") and "precompiled/errors.hpp" in line)]
    lines, length = len(heard), len("\n".join(heard).encode())
    if (lines > most_lines * len(texts) or length > most_bytes * len(texts)) and not said("excused", family, source):
        return f"what the compiler says has {lines} lines and {length} bytes, more than {most_lines} and {most_bytes} a mistake:\n{failing.stdout}"
    return None


def self_test(family, command):
    """Every way to fail, each of which must be noticed; and that a good file passes."""
    good = '// expect: says why\n#ifdef TYPEGRAD_FAIL\nstatic_assert(false, "says why");\n#endif\n'
    long = good.replace("#endif", "static_assert(false, \"again\");\n" * 15 + "#endif")
    both = good.replace("why\n", "why\n// expect: again\n", 1).replace("#endif", "static_assert(false, \"again\");\n#endif")
    wide = good.replace("says why\");", "says why" + " and why" * 600 + "\");")
    cases = {
        good: None,
        good.replace("expect:", f"expect {family}:"): None,
        good.replace("expect:", "expect other:"): "no `// expect: ...`",
        good.replace("// expect: says why\n", ""): "no `// expect: ...`",
        good.replace("#ifdef", "#ifndef"): "compiles with -DTYPEGRAD_FAIL",
        good.replace("static_assert", "// "): "compiles with -DTYPEGRAD_FAIL",
        good.replace("static_assert", "not_declared;\nstatic_assert"): "not the expected one",
        long: "more than 15 and 4096 a mistake",
        wide: "more than 15 and 4096 a mistake",
        long.replace("why\n", f"why\n// excused {family}: it has to be\n", 1): None,
        long.replace("why\n", "why\n// excused: it has to be\n", 1): None,
        both: None,
        both.replace("again\");", "other\");"): "an expected error is missing",
        both.replace("again\n", "and not\n"): "an expected error is missing",
        both.replace("#endif", "static_assert(false, \"again\");\n" * 6 + "#endif"): None,
        both.replace("#endif", "static_assert(false, \"again\");\n" * 9 + "#endif"): "more than 15 and 4096 a mistake",
        long.replace("why\n", "why\n// excused other: it has to be\n", 1): "more than 15 and 4096 a mistake",
    }
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "case.cpp")
        for source, wanted in cases.items():
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
            found = verdict(family, path, command)
            if (found is None) != (wanted is None) or (wanted and wanted not in found):
                return f"self-test: wanted {wanted!r}, found {found!r} for\n{source}"
        # A good one beside one whose twin does not compile.
        paths = [os.path.join(folder, name) for name in ("good.cpp", "bad.cpp")]
        for path, source in zip(paths, (good, good.replace("#ifdef", "#ifndef"))):
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
        if twins_verdict(paths[:1] * 2, command) is not None:
            return "self-test: the twins of a good file are refused"
        if (found := twins_verdict(paths, command)) is None or not found.startswith(f"{paths[1]} does not compile without"):
            return f"self-test: a wrong twin is not found: {found!r}"
    return None


def main():
    split = sys.argv.index("--")
    family, path, *more = sys.argv[1:split]
    command = sys.argv[split + 1 :]
    if path == "self-test":
        problem = self_test(family, command)
    elif path == "twins":
        problem = twins_verdict(more, command)
    else:
        problem = verdict(family, path, command)
    if problem:
        sys.exit(f"{path}: {problem}")


main()
