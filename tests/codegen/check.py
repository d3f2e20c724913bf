#!/usr/bin/env python3
"""What is left in the object: check.py gcc|clang SOURCE LIBRARY...   (x86-64, ELF)

SOURCE defines pairs `typegrad_NAME` and `hand_NAME`, extern "C"; each LIBRARY is SOURCE compiled in one way, with
-ffunction-sections, so that whatever leaves a function leaves it through a relocation. Of every typegrad_NAME is asserted:
  - it calls nothing but libm, and jumps nowhere else: no helper left out of line, no allocation, no stack protector;
  - its flow of control has no cycle and no jump through a table;
  - it reads nothing but the compiler's pool of literals, and the object holds no data that belongs to typegrad;
  - where `// instructions: RATIO` (or `// instructions gcc: RATIO`, clang alike) stands before it, it has at most RATIO
    times the instructions of hand_NAME.
"""
import os
import re
import subprocess
import sys
import tempfile

LIBM = re.compile(
    r"(sin|cos|tan|sincos|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|exp|exp2|exp10|expm1|log|log2|log10|log1p"
    r"|pow|sqrt|cbrt|hypot|erf|erfc|tgamma|lgamma|j0|j1|jn|y0|y1|yn|fma|fmod|remainder|fdim|fmax|fmin|ldexp|scalbn"
    r"|copysign|floor|ceil|round|trunc|rint|nearbyint)f?"
)
# Mergeable sections: the compilers put single literals there and nothing else. A table of nodes would lie in .rodata.
LITERALS = re.compile(r"\.LC|\.LCPI|\.rodata\.cst\d+")
ENDS = re.compile(r"(repz? |bnd )?ret|ud2|hlt|jmp")
PADDING = re.compile(r"(data16 |cs |repz? )*(nop|endbr64|xchg +%ax,%ax|int3)")


class Function:
    def __init__(self, name):
        self.name = name
        self.code = {}  # address -> (text, the symbol of its relocation or None)

    def target(self, text):
        """The address inside this function to which a jump goes, or None."""
        match = re.match(r"\S+\s+([0-9a-f]+) <" + re.escape(self.name) + r"(\+0x[0-9a-f]+)?>", text)
        return int(match[1], 16) if match else None

    def instructions(self):
        return [text for text, _ in self.code.values() if not PADDING.match(text)]

    def divisions(self):
        return sum(1 for text, _ in self.code.values() if re.match(r"v?div", text))

    def calls(self):
        return sum(1 for text, symbol in self.code.values() if symbol and re.match(r"call|j", text))

    def cyclic(self):
        addresses = sorted(self.code)
        following = dict(zip(addresses, addresses[1:]))
        successors = {}
        for address, (text, symbol) in self.code.items():
            to = [] if ENDS.match(text) else [following.get(address)]
            if text.startswith("j") and symbol is None:
                to.append(self.target(text))
            successors[address] = [one for one in to if one is not None]
        # Not simply a jump backwards: the slow path of sqrt stands after the end and jumps back, and is no loop.
        entering, done, stack = set(), set(), addresses[:1]
        while stack:
            address = stack[-1]
            if address in done:
                stack.pop()
            elif address in entering:
                entering.remove(address)
                done.add(address)
                stack.pop()
            else:
                entering.add(address)
                if any(one in entering for one in successors[address]):
                    return True
                stack += [one for one in successors[address] if one not in done]
        return False

    def problems(self):
        found = []
        for text, symbol in self.code.values():
            operation = text.split()[0]
            if operation.startswith(("call", "j")) or " call" in text:
                if "*" in text:
                    found.append(f"goes through a pointer or a table: {text}")
                elif symbol is not None and not LIBM.fullmatch(symbol):
                    found.append(f"calls or jumps to {symbol}")
                elif symbol is None and self.target(text) is None:
                    found.append(f"leaves the function: {text}")
                elif symbol is None and operation.startswith("call"):
                    found.append(f"calls itself: {text}")
            elif symbol is not None and not LITERALS.match(symbol):
                found.append(f"reads {symbol}, which is no literal")
            elif symbol is None and "(%rip)" in text:
                found.append(f"reads data of the object: {text}")
        if self.cyclic():
            found.append("has a loop")
        return found


def run(*command):
    return subprocess.run(command, env={**os.environ, "LC_ALL": "C"}, check=True, stdout=subprocess.PIPE, text=True).stdout


def functions(library):
    found, current = {}, None
    for line in run("objdump", "-d", "-r", "-w", "--no-show-raw-insn", library).splitlines():
        if match := re.match(r"[0-9a-f]+ <(.+)>:", line):
            current = found.setdefault(match[1], Function(match[1]))
        elif match := re.match(r"\s*([0-9a-f]+):\t([^\t]*)(?:\t.*R_X86_64_\S+\s+(\S+?)(?:[-+]0x[0-9a-f]+)?)?$", line):
            current.code[int(match[1], 16)] = (" ".join(match[2].split()), match[3])
    return found


def ratios(family, source):
    found, waiting = {}, None
    for line in source.splitlines():
        if match := re.search(r"//\s*instructions(?:\s+(gcc|clang))?:\s*([\d.]+)", line):
            if match[1] in (None, family):
                waiting = float(match[2])
        elif (match := re.search(r"\btypegrad_(\w+)\s*\(", line)) and waiting is not None:
            found[match[1]], waiting = waiting, None
    return found


def problems(family, path, libraries):
    with open(path, encoding="utf-8") as file:
        wanted = ratios(family, file.read())
    found = []
    for library in libraries:
        print(f"{os.path.basename(library):26} {'instructions':^22} {'divisions':>13} {'calls':>13}")
        print("  kernel                   typegrad   hand  ratio typegrad hand typegrad hand")
        code = functions(library)
        kernels = sorted(name[len("typegrad_") :] for name in code if re.fullmatch(r"typegrad_\w+", name))
        found += [f"{library}: no function typegrad_*"] if not kernels else []
        found += [f"{library}: `instructions` names {name}, which is no kernel" for name in wanted if name not in kernels]
        for name in kernels:
            ours, hand = code["typegrad_" + name], code.get("hand_" + name)
            found += [f"{library}: {ours.name} {problem}" for problem in ours.problems()]
            if hand is None:
                found.append(f"{library}: no hand_{name}")
                continue
            mine, theirs = len(ours.instructions()), len(hand.instructions())
            print(
                f"  {name:24} {mine:8} {theirs:6} {mine / theirs:6.2f}"
                f" {ours.divisions():8} {hand.divisions():4} {ours.calls():8} {hand.calls():4}"
            )
            if name in wanted and mine > wanted[name] * theirs:
                found.append(f"{library}: typegrad_{name} has {mine} instructions, more than {wanted[name]} x {theirs}")
        for line in run("nm", "-C", "--defined-only", library).splitlines():
            if (match := re.match(r"[0-9a-f]+ ([bBdDrRgGsSuvV]) (.*)", line)) and "typegrad" in match[2]:
                found.append(f"{library}: data of typegrad stays in the object: {match[2]}")
    return found


def self_test(family, command):
    """Code that keeps all rules, and code that breaks each."""
    table = " ".join(f"case {n}: return {'sin(x)' if n % 2 else 'x'} + {n};" for n in range(12))

    def source(body, before="", ours="typegrad_f", hand="hand_f"):
        return f"""{before}
            extern "C" double sin(double); extern "C" double sqrt(double);
            double helper(double); extern const double literals[]; void* sink; double (*pointer)(double);
            extern "C" double {hand}(double x) {{ return x + x * 0.1; }}
            extern "C" double {ours}(double x) {{ {body} }}
        """

    cases = {
        source("return sin(x) + sin(x + 0.5) * 0.1;"): None,
        source("return x > 0 ? sqrt(x) : sqrt(x + 1) * sin(x);"): None,
        source("return helper(x) + 1;"): "calls or jumps to _Z6helperd",
        source("return helper(x);"): "calls or jumps to _Z6helperd",
        source("sink = operator new(8); return x;"): "calls or jumps to _Znwm",
        source("volatile char text[64]; text[int(x)] = 1; return text[1];"): "calls or jumps to __stack_chk_fail",
        source("return other_f(sin(x)) + 1;", hand="__attribute__((noinline)) other_f"): "calls or jumps to other_f",
        source("return pointer(x) + 1;"): "goes through a pointer",
        source(f"switch (int(x)) {{ {table} }} return 0;"): "goes through a pointer or a table",
        source("for (double y = x; y < 9; y = sin(y)) x += y * y; return x;"): "has a loop",
        source("while (x < 9) x *= 1.5; return x;"): "has a loop",
        source("return x * literals[3];"): "reads literals, which is no literal",
        source("static double last; last += x; return last;"): "which is no literal",
        source("return x;", "namespace typegrad { extern const int a; const int a = 3; }"): "object: typegrad::a",
        source("return x;", ours="other_f"): "no function typegrad_*",
        source("return x;", hand="other_f"): "no hand_f",
        source("return x / (x + 1) / (x + 2) / (x * 3);", "// instructions: 1.5"): "more than 1.5 x",
        source("return x;", f"// instructions {family}: 0.1"): "more than 0.1 x",
        source("return x;", "// instructions other: 0.1"): None,
        source("return x;", "// instructions: 1\n// typegrad_g()"): "names g, which is no kernel",
    }
    with tempfile.TemporaryDirectory() as folder:
        path, library = os.path.join(folder, "case.cpp"), os.path.join(folder, "case.o")
        for source, wanted in cases.items():
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
            run(*command, "-O2", "-fstack-protector-strong", "-c", path, "-o", library)
            found = problems(family, path, [library])
            if (wanted is None and found) or (wanted and not any(wanted in problem for problem in found)):
                return [f"self-test: wanted {wanted!r}, found {found!r} for\n{source}"]
    return []


def main():
    family, path, *rest = sys.argv[1:]
    found = self_test(family, rest) if path == "self-test" else problems(family, path, rest)
    if found:
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
