# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Asks gdb for the values in PROGRAM, with the printers: check.py GDB PROGRAM. Then it shows them as natvis says, whose expressions gdb evaluates: those of
the members that are there no longer would fail."""
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

folder = pathlib.Path(__file__).resolve().parent
gdb, program = sys.argv[1:]
expected = {"x": "2 (leaf)", "c": "3 (constant)", "y": "7 (recorded)", "v": "vec<double, 2> = {3, 4}", "m": "mat<double, 2, 3> = {{1, 2, 3}, {4, 5, 6}}", "t": "t0, input", "s": "t1, sin",
            "known": "5 (known)"}


def ask(expressions, *before):
    """What gdb says to each of them, and all that it says."""
    command = [gdb, "-nx", "-batch", *(word for each in before for word in ("-ex", each)), "-ex", "break look_here", "-ex", "run", "-ex", "up"]
    for expression in expressions:
        command += ["-ex", f"output {expression}", "-ex", "echo \\n"]
    done = subprocess.run([*command, program], capture_output=True, text=True)
    if "ptrace" in done.stderr or "Could not trace" in done.stderr:
        print("SKIPPED: gdb may not trace programs here")
        sys.exit(77)
    return done.stdout.splitlines()[-len(expressions):], done.stdout + done.stderr


def shown_by_natvis():
    root = xml.etree.ElementTree.parse(folder / "typegrad.natvis").getroot()
    short = lambda tag: tag.rpartition("}")[2]
    of_kind = {"variable": ("x", "c", "y"), "vec": ("v",), "mat": ("m",), "traced_value": ("t", "s", "known")}
    arguments = {"vec": ("", "2"), "mat": ("", "2", "3")}
    asked, displays = [], []
    for element in root.iter():
        if short(element.tag) != "Type":
            continue
        kind = next(kind for kind in of_kind if re.search(rf"::{kind}", element.get("Name")))
        for name in of_kind[kind]:
            def of_variable(expression):
                expression = re.sub(r"\$T(\d)", lambda match: arguments[kind][int(match[1]) - 1], expression.split(",sb")[0])
                asked.append(re.sub(r"(?<![\w.])(?<!->)[a-z]\w*", lambda member: f"{name}.{member[0]}", expression))
                return len(asked) - 1
            for part in element:
                if short(part.tag) == "DisplayString":
                    condition = of_variable(part.get("Condition")) if part.get("Condition") else None
                    displays.append((name, condition, re.split(r"\{([^}]*)\}", part.text), [of_variable(piece) for piece in re.findall(r"\{([^}]*)\}", part.text)]))
    said, everything = ask(asked)
    shown = {}
    for name, condition, pieces, values in displays:
        if name not in shown and (condition is None or said[condition] == "true"):
            texts = [re.sub(r'^0x\w+ (?:<\S+> )?"(.*)"$', r"\1", said[value]) for value in values]
            shown[name] = "".join(texts[k // 2] if k % 2 else piece for k, piece in enumerate(pieces))
    return shown, everything


lines, everything = ask(expected, f"source {folder / 'typegrad_gdb.py'}")
lines = [re.sub(r"[ul]{1,2}(?=[,>])", "", line) for line in lines]
wrong = [f"{name} is shown as {line!r}, not as {text!r}" for (name, text), line in zip(expected.items(), lines) if line != text]
by_natvis, more = shown_by_natvis()
for name, text in {**expected, "v": "{3, 4}", "m": "2 by 3"}.items():
    if by_natvis.get(name) != text:
        wrong.append(f"natvis shows {name} as {by_natvis.get(name)!r}, not as {text!r}")
wrong += re.findall(r"There is no member.*|No symbol.*in current context.*", more)
sys.exit("\n".join(wrong + [everything, more]) if wrong or len(lines) < len(expected) else 0)
