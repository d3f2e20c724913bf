"""check.py CLANG_FORMAT ROOT [--mend]: names the lines whose spaces are not those of ROOT/.clang-format.

Where a line breaks, and what stands under what in a continued line, is the author's choice: a formatter makes stairs of chains of conditions, and one
long line of a table. So only these are judged: the indentation of a line that begins a statement, and the spaces inside of a line. A line with two
spaces in a row is one of a table, and is aligned by hand. Spaces at * & < > and between ] and { are not judged: without types these may be operators,
declarators or lambdas. With --mend lines are moved, and what continues them. With `self-test` in the place of ROOT: a line of each kind, wrong and right."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

configuration = pathlib.Path(__file__).parents[2] / ".clang-format"
begins_statement = re.compile(r"[{};:]$")


def without_comment(line):
    return re.sub(r"\s*//.*", "", line).rstrip()


def indentation(line):
    return len(line) - len(line.lstrip())


def inside(line):
    return re.sub(r" *([*&<>]+) *", r"\1", re.sub(" +", " ", line.strip()).replace(" (auto", "(auto").replace("] {", "]{"))


def formatted(clang_format, paths):
    """The texts of these files as clang-format has them."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        shutil.copy(configuration, folder)
        copies = [folder / f"{number}{path.suffix}" for number, path in enumerate(paths)]
        for path, copy in zip(paths, copies):
            shutil.copy(path, copy)
        subprocess.run([clang_format, "-i", *copies], check=True)
        return [copy.read_text(encoding="utf-8") for copy in copies]


def placed(text):
    """The lines of a text with how many characters that are no spaces stand before each and up to its end: a formatter keeps these."""
    end = 0
    for line in text.splitlines():
        begin, end = end, end + len("".join(line.split()))
        yield line, (begin, end)


def faults(text, right):
    """(line number, by how much it should be moved to the right, what it should be) of each line that is judged and differs."""
    other_lines = {place: line for line, place in placed(right) if line.strip()}
    before = ""
    for number, (line, place) in enumerate(placed(text), 1):
        other = other_lines.get(place, line) if line.strip() else line
        code = without_comment(line)
        if line != other and code and not code.lstrip().startswith("#"):
            moved = begins_statement.search(before) and indentation(line) != indentation(other)
            is_table = "  " in code.strip()
            if moved or (not is_table and inside(code) != inside(without_comment(other))):
                yield number, indentation(other) - indentation(line) if moved else 0, other
        before = code or before


def mended(text, right):
    """The text with its lines moved, and what continues them; spaces inside of lines are the author's to mend."""
    shifts = {number: shift for number, shift, _ in faults(text, right)}
    lines, shift, before = text.splitlines(), 0, ""
    for at, line in enumerate(lines):
        code = without_comment(line)
        if code and not code.startswith("#") and (at + 1 in shifts or begins_statement.search(before)):
            shift = shifts.get(at + 1, 0)
            # Comments above belong to what follows them.
            above = at
            while above > 0 and lines[above - 1].lstrip().startswith("//"):
                above -= 1
                lines[above] = " " * (indentation(lines[above]) + shift) + lines[above].lstrip()
        if code and shift and not code.startswith("#"):
            lines[at] = " " * (indentation(line) + shift) + line.lstrip()
        before = code or before
    return "\n".join(lines) + "\n"


def self_test(clang_format):
    cases = [("int f() {\n    return 1;\n}\n", 0), ("int f() {\n  return 1;\n}\n", 1), ("int a=1;\n", 1), ("int  a   = 1;\n", 0), ("int a = b *c;\n", 0),
             ("int f(bool a, bool b) {\n    return a ? 1\n         : b ? 2 : 3;\n}\n", 0), ("int f(int a) { return a+1; }\n", 1)]
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / f"{number}.cpp" for number in range(len(cases))]
        for path, (text, _) in zip(paths, cases):
            path.write_text(text)
        for (text, count), right in zip(cases, formatted(clang_format, paths)):
            found = len(list(faults(text, right)))
            if found != count:
                sys.exit(f"{found} faults instead of {count} in:\n{text}as formatted:\n{right}")


def main():
    clang_format, root, *options = sys.argv[1:]
    if root == "self-test":
        return self_test(clang_format)
    root = pathlib.Path(root)
    paths = sorted(path for folder in ("include", "tests", "bench", "examples") for kind in ("*.hpp", "*.cpp") for path in (root / folder).rglob(kind))
    if len(paths) < 100:
        sys.exit(f"only {len(paths)} files below {root}")
    count = 0
    for path, right in zip(paths, formatted(clang_format, paths)):
        text = path.read_text(encoding="utf-8")
        if options == ["--mend"]:
            path.write_text(mended(text, right), encoding="utf-8")
        for number, _, line in faults(text, right):
            count += 1
            print(f"{path.relative_to(root)}:{number}: should be\n{line}")
    sys.exit(f"{count} lines" if count else 0)


main()
