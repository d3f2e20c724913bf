#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Prints the reference: every public header with its comment, and every public name in it with its own.

    docs/site/reference.py            # Markdown; the site has it as a page
    docs/site/reference.py --check    # that each name is there which the README, the guide and the examples use
"""
import pathlib
import re
import sys

INCLUDE = pathlib.Path(__file__).resolve().parents[2] / "include"
# Beside the umbrella: not for users by themselves.
INTERNAL = {"config.hpp", "math.hpp"}
# In the folders: what declares names for users.
IN_FOLDERS = ["transform/gradient", "transform/hessian", "transform/products", "transform/sparse", "linear/vec", "linear/mat", "linear/inverse", "linear/rotation", "solve/linear",
              "check/result",
              "expr/expression", "expr/evaluate", "expr/derivatives", "expr/vector", "op/condition", "op/custom", "op/policy", "op/requires_grad", "trace/fold", "trace/request",
              "trace/shape", "trace/state", "loops/sparse_matrix_in_rows", "tape/arena", "tape/handle", "tape/scope", "tape/gradient", "tape/products", "tape/many", "tape/sparse", "tape/compiled", "tape/checkpoint", "tape/function",
              "tape/pictures", "tape/html", "tape/eigen", "tape/tensor/handle", "tape/tensor/indexing", "tape/tensor/products", "tape/tensor/reductions", "tape/tensor/optimisers"]
# What other libraries, and the library itself, look for.
HOOKS = {"NumTraits", "ScalarBinaryOpTraits", "shape", "special_operations", "std", "defined", "if"}
# A member, an enumerator or a name that is no user's, behind typegrad:: all the same.
NO_NAMES = {"typegrad", "tape", "linear", "v0_2", "builder", "tracer", "forward", "wrong", "extents"}
BEFORE_A_NAME = re.compile(r"\s*(template <|requires\b|TYPEGRAD_INLINE template)")


def headers():
    folder = INCLUDE / "typegrad"
    return [INCLUDE / "typegrad.hpp", *(path for path in sorted(folder.glob("*.hpp")) if path.name not in INTERNAL), *(folder / f"{name}.hpp" for name in IN_FOLDERS), *sorted((folder / "hana").glob("*.hpp"))]


def uncommented(line):
    return line[2:].removeprefix(" ").rstrip()


def name_of(declaration):
    """A function's is what stands before its first parenthesis, a type's what follows its keyword."""
    if found := re.match(r"#define (\w+)", declaration):
        return found[1]
    if found := re.match(r"(?:struct|class|enum class|enum|concept|using) (\w+)", declaration):
        return found[1]
    if found := re.match(r"inline (?:thread_local )?const\w+ [\w:<>, ]+? (\w+)(?:\{| =|;)", declaration):
        return found[1]
    found = re.match(r"[^(]*?(\w+)\(", declaration)
    return found[1] if found else None


def names(lines):
    """[(name, comment)] of what is declared at the left margin with a comment above it or behind it, a name once with all that is said. The comment of a type
    fast_t is that of its one value, `fast`."""
    said, of_types = {}, {}
    comment, hidden = [], False
    for line in lines:
        if line.startswith("//"):
            comment.append(uncommented(line))
            continue
        if line.startswith("namespace typegrad"):
            hidden = "detail" in line or re.match(r"namespace typegrad::inline v\w+::(op|graph|pass|math|back|expr)\b", line)
        opens_namespace = re.match(r"(inline )?namespace (\S+ )?\{|namespace \S+", line)
        if comment and BEFORE_A_NAME.match(line):
            continue
        declares = line and line[0] not in " }#" or comment and line.startswith("#define TYPEGRAD_V")
        name = name_of(line) if declares and not opens_namespace and not hidden else None
        if name and (behind := re.match(r"inline constexpr [^;]*;  // (.*)", line)):
            comment = comment or [behind[1]]
        comment = comment or of_types.pop(name, [])
        if name and comment and name.endswith("_t"):
            of_types[name.removesuffix("_t")] = comment
        elif name and comment and not (name.endswith("_") and re.match(r"(struct|class|using)\b", line)) and not name.startswith(("TYPEGRAD_INLINE", "TYPEGRAD_S", "TYPEGRAD_U")) and name not in HOOKS:
            said.setdefault(name, []).append(" ".join(comment))
        comment = []
    return said.items()


def as_markdown(comment):
    """Prose as it is, and what is indented as code."""
    text, in_code = [], False
    for line in comment:
        is_code = line.startswith("    ")
        if is_code and not in_code:
            text.append("```cpp")
        elif line and in_code and not is_code:
            blank = text and not text[-1] and text.pop() == ""
            text += ["```"] + [""] * blank
        in_code = is_code if line else in_code
        text.append(line[4:] if is_code else line)
    return "\n".join(text + (["```"] if in_code else []))


def reference():
    text = ["# Reference", "", "Every public header, and the names in it. The comments are those of the headers.", ""]
    for path in headers():
        lines = path.read_text(encoding="utf-8").splitlines()
        head = []
        for line in lines[1:]:
            if not line.startswith("//"):
                break
            head.append(uncommented(line))
        text += [f"## {path.relative_to(INCLUDE).as_posix()}", "", as_markdown(head), ""]
        text += [f"- `{name}`: {' '.join(comments)}" for name, comments in names(lines[1 + len(head):])]
        text.append("")
    return "\n".join(text)


def used_names():
    """{name: a file} of what stands behind typegrad:: or tape:: in the README, the guide and the examples."""
    root, used = INCLUDE.parent, {}
    for path in [root / "README.md", *root.glob("docs/*.md"), *root.glob("examples/**/*.cpp")]:
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(r"\b(?:typegrad|tape|kinks)::(\w+)\b(?!::)", text):
            used.setdefault(match[1], path.relative_to(root))
    return used


def main():
    text = reference()
    if sys.argv[1:] == ["--check"]:
        there = set(re.findall(r"^- `(\w+)`: ", text, re.M)) | NO_NAMES
        there |= set(re.findall(r"`(?:typegrad::)?(\w+)`", (INCLUDE.parent / "docs/operators.md").read_text(encoding="utf-8")))
        missing = [f"{name}, of {file}" for name, file in used_names().items() if name not in there]
        sys.exit(f"not in the reference, and no operator: {'; '.join(missing)}" if missing else 0)
    print(text)


if __name__ == "__main__":
    main()
