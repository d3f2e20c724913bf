#!/usr/bin/env python3
"""includes.py FOLDER: that no header includes itself by way of others, that no two folders below FOLDER/typegrad do, and which folders
the lower ones may include (the public headers, of no folder, are doors: they include what they open); and that all names stand in the
inline namespace of the version, so that two versions in one program are no clash of equal names."""
import os
import re
import sys

# From below: what a folder may include besides itself.
allowed = {
    "math": {"config"},
    "op": {"math", "config"},
    "graph": {"op", "math"},
    "pass": {"graph", "op", "math"},
    "rewrite": {"pass", "graph", "op", "math"},
    "trace": {"rewrite", "pass", "graph", "op", "math"},
    "back": {"trace", "rewrite", "pass", "graph", "op", "math"},
    "transform": {"back", "trace", "rewrite", "pass", "graph", "op", "math"},
}


def folder(header):
    """The folder of typegrad/FOLDER/name.hpp; of a public header its own name."""
    parts = header.removesuffix(".hpp").split("/")
    return parts[1] if len(parts) > 2 else parts[-1]


def includes_below(root):
    found = {}
    for path, _, names in os.walk(root):
        for name in names:
            if name.endswith(".hpp"):
                header = os.path.relpath(os.path.join(path, name), root)
                with open(os.path.join(path, name), encoding="utf-8") as file:
                    found[header] = re.findall(r"^#include <(typegrad[^>]*)>", file.read(), re.M)
    return found


def namespaces_outside(root):
    """Where a namespace typegrad is opened that is not followed by the inline namespace of the version."""
    with open(os.path.join(root, "typegrad/version.hpp"), encoding="utf-8") as file:
        major, minor = re.findall(r"VERSION_(?:MAJOR|MINOR) (\d+)", file.read())
    for path, _, names in os.walk(root):
        for name in names:
            if name.endswith(".hpp"):
                with open(os.path.join(path, name), encoding="utf-8") as file:
                    for rest in re.findall(r"^\s*namespace typegrad\b(.*)", file.read(), re.M):
                        if not re.match(rf"::inline v{major}_{minor}(::| \{{)", rest):
                            yield f"{os.path.join(path, name)}: `namespace typegrad{rest}` is to be `namespace typegrad::inline v{major}_{minor}…`"


def cycle_in(edges):
    """The nodes of one cycle, in order, or None."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node) :] + [node]
        if node in done:
            return None
        path.append(node)
        for other in edges.get(node, ()):
            if cycle := visit(other):
                return cycle
        done.add(path.pop())
        return None

    return next((cycle for node in edges if (cycle := visit(node))), None)


def problems_of(includes):
    if cycle := cycle_in(includes):
        yield "headers include each other: " + " -> ".join(cycle)
    folders = {}
    for header, others in includes.items():
        if header.count("/") == 2:
            folders.setdefault(folder(header), set()).update(folder(o) for o in others if o.count("/") == 2 and folder(o) != folder(header))
    if cycle := cycle_in(folders):
        yield "folders include each other: " + " -> ".join(cycle)
    for header, others in includes.items():
        own = folder(header)
        if header.count("/") == 2 and own in allowed:
            for other in others:
                if folder(other) not in allowed[own] | {own}:
                    yield f"{header} includes {other}, and {own}/ may include {', '.join(sorted(allowed[own]))} only"


def self_test():
    good = {"typegrad/pass/a.hpp": ["typegrad/graph/b.hpp"], "typegrad/graph/b.hpp": [], "typegrad/x.hpp": ["typegrad/pass/a.hpp"]}
    assert not list(problems_of(good))
    for header, other in [("typegrad/graph/b.hpp", "typegrad/x.hpp"), ("typegrad/graph/b.hpp", "typegrad/pass/a.hpp")]:
        assert list(problems_of({**good, header: [other]}))
    apart = {"typegrad/tape/a.hpp": ["typegrad/expr/b.hpp"], "typegrad/expr/c.hpp": ["typegrad/tape/d.hpp"]}
    assert any("folders" in problem for problem in problems_of(apart))


self_test()
wrong = [*problems_of(includes_below(sys.argv[1])), *namespaces_outside(sys.argv[1])]
print("\n".join(wrong))
sys.exit(bool(wrong))
