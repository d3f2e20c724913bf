#!/usr/bin/env python3
"""What is left for a processor of 32 bits: check.py SOURCE -- COMPILER ARGUMENT...

SOURCE is compiled, and linked to an image without any library. Of the object is asserted:
  - nothing is undefined: no function of the compiler's run time or of libm, no allocation, no exception, no guard of a static;
  - no function calls another, and there are no data and no tables for unwinding the stack;
  - every function after `// bytes: N` takes at most N bytes, its constants included.
"""
import os
import re
import subprocess
import sys
import tempfile

source, separator, *command = sys.argv[1:]
assert separator == "--"
tools = command[0][: -len("g++")]


def output(*words):
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout


def faults(text, directory):
    """What is wrong with the program."""
    program, made = os.path.join(directory, "program.cpp"), os.path.join(directory, "program.o")
    with open(program, "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run([*command, "-c", program, "-o", made], check=True)
    found = ["undefined: " + line.split()[-1] for line in output(tools + "nm", "-u", made).splitlines()]
    found += ["calls: " + line.strip() for line in output(tools + "objdump", "-d", made).splitlines() if re.search(r"\tblx?\b", line)]
    for line in output(tools + "size", "-A", made).splitlines():
        section = re.match(r"(\.data|\.bss|\.rodata|\.ARM\.ex|\.init_array)\S*\s+(\d+)", line)
        if section and int(section[2]):
            found.append("section: " + line)
    sizes = {}
    for line in output(tools + "nm", "-S", "--defined-only", made).splitlines():
        match = re.match(r"\w+ (\w+) [Tt] (\w+)$", line)
        if match:
            sizes[match[2]] = int(match[1], 16)
    image = subprocess.run([*command, "-nostdlib", "-Wl,--entry=" + next(iter(sizes), "none"), made, "-o", os.path.join(directory, "image.elf")], stderr=subprocess.PIPE, text=True)
    if image.returncode or "warning" in image.stderr:
        found.append("does not link: " + image.stderr.strip())
    limits = re.findall(r'^// bytes: (\d+)\nextern "C" void (\w+)', text, re.MULTILINE)
    if not limits:
        found.append("no function has a limit")
    for limit, name in limits:
        print("%s: %d bytes" % (name, sizes[name]))
        if sizes[name] > int(limit):
            found.append("%s takes more than %s bytes" % (name, limit))
    return found


with tempfile.TemporaryDirectory() as directory:
    # The check can fail.
    expected = ["undefined: __aeabi_dmul", "calls", "section", "does not link", "scale takes more than 4 bytes"]
    seen = faults('double table[2] = {1, 2};\n// bytes: 4\nextern "C" void scale(double* x) { *x *= table[0]; *x *= 3; }\n', directory)
    failures = ["not found in a program that has it: " + what for what in expected if not any(fault.startswith(what) for fault in seen)]
    with open(source, encoding="utf-8") as file:
        failures += faults(file.read(), directory)
print("\n".join(failures))
sys.exit(bool(failures))
