#!/usr/bin/env python3
# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Prints the reference: every public header with its comment, and every public name in it with its own.

    docs/site/reference.py            # Markdown; the site has it as a page
    docs/site/reference.py --check    # that names which must be there are
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
              "loops/sparse_matrix_in_rows", "tape/handle", "tape/scope", "tape/gradient", "tape/products", "tape/many", "tape/sparse", "tape/compiled", "tape/checkpoint", "tape/function",
              "tape/pictures", "tape/html", "tape/eigen", "tape/tensor/handle", "tape/tensor/indexing", "tape/tensor/products", "tape/tensor/reductions"]
# What other libraries, and the library itself, look for.
HOOKS = {"NumTraits", "ScalarBinaryOpTraits", "shape", "special_operations", "std", "defined", "if"}
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
    if found := re.match(r"inline constexpr [\w:<>, ]+? (\w+)(?:\{| =|;)", declaration):
        return found[1]
    found = re.match(r"[^(]*?(\w+)\(", declaration)
    return found[1] if found else None


def names(lines):
    """[(name, comment)] of what is declared at the left margin with a comment above it, a name once with all that is said."""
    said = {}
    comment, inside, hidden = [], 0, False
    for line in lines:
        if inside == 0 and line.startswith("//"):
            comment.append(uncommented(line))
            continue
        if line.startswith("namespace typegrad"):
            hidden = "detail" in line or re.match(r"namespace typegrad::inline v\w+::(op|graph|pass|math|back)\b", line)
        opens_namespace = re.match(r"(inline )?namespace (\S+ )?\{|namespace \S+", line)
        if comment and BEFORE_A_NAME.match(line):
            continue
        if comment and line and line[0] not in " }#" or comment and line.startswith("#define TYPEGRAD_V"):
            name = None if opens_namespace else name_of(line)
            if name and not hidden and not name.endswith("_") and not name.startswith(("TYPEGRAD_INLINE", "TYPEGRAD_S", "TYPEGRAD_U")) and name not in HOOKS:
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


def main():
    text = reference()
    if sys.argv[1:] == ["--check"]:
        wanted = ("gradient", "value_and_jacobian", "hessian", "jvp", "taylor", "sparse_hessian", "root", "check_gradient", "html", "c_function", "names", "cost_function", "to_eigen", "checkpoint", "matmul", "solve_linear", "rotation_from_quaternion", "for_torch")
        missing = [name for name in wanted if f"\n- `{name}`: " not in text]
        sys.exit(f"not in the reference: {', '.join(missing)}" if missing else 0)
    print(text)


if __name__ == "__main__":
    main()
