# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""What gdb shows of typegrad's values: `source typegrad_gdb.py`, or that line in ~/.gdbinit.

    x = 2 (leaf)             a variable of the tape whose gradient is asked for
    y = 64 (recorded)        one that was computed from such
    c = 3 (constant)
    v = vec<double, 2> = {3, 4}
    m = mat<double, 2, 2> = {{1, 2}, {3, 4}}
"""
import gdb
import gdb.printing


class Variable:
    """A variable of the tape: its number, and what it is to the tape (tape/identity.hpp)."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        number, identity = self.value["value_"], int(self.value["id_"])
        kind = "constant" if identity == 0 else "moved from" if identity == 1 else "leaf" if identity >= 1 << 63 else "recorded"
        return f"{number.format_string()} ({kind})"


class Vector:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return str(self.value.type.strip_typedefs().unqualified()).split("::")[-1]

    def children(self):
        low, high = self.value["element"].type.range()
        return ((f"[{i}]", self.value["element"][i]) for i in range(low, high + 1))

    def display_hint(self):
        return "array"


class Matrix(Vector):
    def children(self):
        rows, columns = (int(self.value.type.strip_typedefs().template_argument(k)) for k in (1, 2))
        row = self.value["element"].type.target().array(columns - 1)
        for i in range(rows):
            yield f"[{i}]", self.value["element"][i * columns].address.cast(row.pointer()).dereference()


class Traced:
    """A value while a function is traced: a number, or a node with its operation."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        graph, node = self.value["graph_"], int(self.value["id_"])
        if int(graph) == 0:
            return f"{self.value['literal_'].format_string()} (known)" if node >= 0 else "none"
        operation = graph.dereference()["nodes_"]["data"][node]["what"].dereference()["text"].string()
        return f"t{node}, {operation}"


def printers():
    collection = gdb.printing.RegexpCollectionPrettyPrinter("typegrad")
    # An inline namespace of a version may stand behind the first name.
    collection.add_printer("variable", r"^typegrad(::\w+)*::tape::variable<.*>$", Variable)
    collection.add_printer("vec", r"^typegrad(::\w+)*::linear::vec<.*>$", Vector)
    collection.add_printer("mat", r"^typegrad(::\w+)*::linear::mat<.*>$", Matrix)
    collection.add_printer("traced value", r"^typegrad(::\w+)*::traced_value_declare_it_auto_branch_by_select<.*>$", Traced)
    return collection


gdb.printing.register_pretty_printer(gdb.current_objfile(), printers(), replace=True)
