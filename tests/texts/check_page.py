# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Opens the pages that PROGRAM writes in a browser, in light and in dark, and clicks: check_page.py BROWSER PROGRAM.

What is checked is what a person would notice: nothing lies on anything else, texts fit into their boxes and can be told from their ground, a click
says what it should, nothing is fetched, no name of a user's becomes part of the page. Of a screenshot the boxes are looked at: each has its colour
at the place where the page says that it is."""
import html
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zlib

browser, program = sys.argv[1:]
WIDTH, HEIGHT = 1200, 640  # of a page
# What the page is asked once it is shown. It clicks the first operation, or the second mark.
ASK = """<script>
const place = box => { const b = box.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
const numbers = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
const boxes = [...document.querySelectorAll("g[data-node]")];
const report = {boxes: boxes.map(g => ({place: place(g.querySelector("rect")), fill: numbers(getComputedStyle(g.querySelector("rect")).fill),
                                        texts: [...g.querySelectorAll("text")].map(place), ink: [...g.querySelectorAll("text")].map(t => numbers(getComputedStyle(t).fill))}))};
report.picture = place(document.querySelector(".panels, #spy"));
report.paper = numbers(getComputedStyle(document.body).backgroundColor), report.ink = numbers(getComputedStyle(document.body).color);
report.fetched = performance.getEntriesByType("resource").length, report.scripts = document.scripts.length, report.title = document.title;
boxes.find((g, k) => !g.dataset.input && k > 0).dispatchEvent(new MouseEvent("click"));
report.said = document.getElementById("said").textContent;
report.chosen = [...document.querySelectorAll("g.chosen")].map(g => g.dataset.node), report.near = [...document.querySelectorAll("g.near")].map(g => g.dataset.node);
report.lines = document.querySelectorAll(".line.chosen").length, report.edges = [...document.querySelectorAll(".edge")].length;
document.querySelector(".chosen").classList.remove("chosen");
for (const g of boxes) g.classList.remove("chosen", "near");
for (const line of document.querySelectorAll(".line")) line.classList.remove("chosen", "near");
document.body.insertAdjacentHTML("beforeend", "<template id=report></template>");
document.getElementById("report").dataset.report = JSON.stringify(report);
</script>"""

wrong = []
def expect(holds, what):
    if not holds:
        wrong.append(what)

def pixels_of(file):
    """The rows of a PNG of 8 bits a channel, and the bytes of a pixel: what browsers write."""
    data, at, packed = file.read_bytes(), 8, b""
    while at < len(data):
        length, kind = int.from_bytes(data[at:at + 4], "big"), data[at + 4:at + 8]
        if kind == b"IHDR":
            width, size = int.from_bytes(data[at + 8:at + 12], "big"), {2: 3, 6: 4}[data[at + 17]]
        elif kind == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += length + 12
    raw, rows, before = zlib.decompress(packed), [], bytearray(width * size)
    for start in range(0, len(raw), width * size + 1):
        how, row = raw[start], bytearray(raw[start + 1:start + 1 + width * size])
        if how == 2:
            row = bytearray((here + up) & 255 for here, up in zip(row, before))
        for i in range(len(row) if how not in (0, 2) else 0):
            left, up, corner = (row[i - size] if i >= size else 0), before[i], (before[i - size] if i >= size else 0)
            if how == 4:
                p = left + up - corner
                guess = min((abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner))[2]
            else:
                guess = left if how == 1 else (left + up) // 2
            row[i] = (row[i] + guess) & 255
        rows.append(row)
        before = row
    return rows, size

def contrast(a, b):
    """As the guidelines of accessibility define it: 4.5 is what texts should have."""
    light = lambda colour: sum(part * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for part, c in zip((0.2126, 0.7152, 0.0722), (c / 255 for c in colour)))
    darker, lighter = sorted((light(a), light(b)))
    return (lighter + 0.05) / (darker + 0.05)

def show(folder, file, theme, height, *arguments):
    command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", f"--window-size={WIDTH},{height}", "--hide-scrollbars",
               f"--blink-settings=preferredColorScheme={0 if theme == 'dark' else 1}", *arguments, file.as_uri()]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=120).stdout

SAID = {
    "function": "t1 = <i>x</i> * <i>x</i>\nvalue: 4\nadjoint: 12\nweight: 1\n∂t1/∂<i>x</i> = <i>x</i>",
    "expression": "t2 = r / a */ b\nvalue: 0.6666666666666666\nadjoint: 1.571774521553896",
    "loop": "t3 = rows(table, 0)",
    "spy": "row 1, column 0\nvalue: 1",
    "record": "v1 = 3 * a\nrate\nvalue: 1.5\nadjoint: 4.48169",
    "folded": " sin, ",
}

def check(name, page, theme, report, rows, size, offset):
    where = f"{name} in {theme}: "
    boxes = report["boxes"]
    expect(len(boxes) == page.count("<g class="), where + f"{len(boxes)} boxes are laid out")
    inner = [[box["place"][0] + 1, box["place"][1] + 1, box["place"][2] - 1, box["place"][3] - 1] for box in boxes]
    overlaps = [(i, j) for i, a in enumerate(inner) for j, b in enumerate(inner[:i]) if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
    expect(not overlaps, where + f"boxes lie on each other: {overlaps}")
    looked_at = 0
    for i, box in enumerate(boxes):
        left, top, right, bottom = box["place"]
        expect(right > left and bottom > top, where + f"box {i} has no size")
        for text, ink in zip(box["texts"], box["ink"]):
            expect(text[0] >= left and text[2] <= right + 1 and text[1] >= top - 1 and text[3] <= bottom + 2, where + f"a text of box {i} is at {text}, the box at {box['place']}")
            expect(contrast(ink, box["fill"]) >= 4.5, where + f"a text of box {i} has the contrast {contrast(ink, box['fill']):.1f}")
        x, y = round(left + 6), round(bottom - 4)  # below its texts, and not at its rim
        if x < min(report["picture"][2], WIDTH) and y < min(report["picture"][3], HEIGHT - 200):
            seen = list(rows[y + offset][x * size:x * size + 3])
            looked_at += 1
            expect(max(abs(a - b) for a, b in zip(seen, box["fill"])) <= 2, where + f"box {i} is {seen} in the picture, not {box['fill']}")
    expect(looked_at > 2, where + f"only {looked_at} boxes are in the picture")
    expect(contrast(report["ink"], report["paper"]) >= 7, where + "the page's contrast is low")
    expect((sum(report["paper"]) < 200) == (theme == "dark"), where + f"the paper is {report['paper']}")
    expect(report["fetched"] == 0, where + "something is fetched")
    expect(report["scripts"] == 2 and report["title"] != "taken", where + "a name has become a script")
    expect(report["said"] and SAID.get(name, "") in report["said"], where + f"a click says {report['said']!r}")
    expect(len(report["chosen"]) == 1 and (name == "spy" or report["near"]), where + f"chosen {report['chosen']}, near {report['near']}")
    expect(name == "spy" or report["lines"] == 1 and report["edges"] > 0, where + "no line of the program is marked, or no edge drawn")

pages = dict(re.findall(r"^=== (\w+)\n(.*?)(?=^=== |\Z)", subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout, re.M | re.S))
expect(len(pages) == 7, f"there are {len(pages)} pages")
# A browser takes longer to start than to show a page: all pages are frames of one, one below the other.
together = '<!DOCTYPE html><meta charset="utf-8"><body style="margin: 0">' + "".join(
    f'<iframe style="display: block; border: 0; width: {WIDTH}px; height: {HEIGHT}px" srcdoc="{html.escape(page.replace("</body>", ASK + "</body>"))}"></iframe>' for page in pages.values())
together += """<script>
addEventListener("load", () => { document.body.dataset.reports = JSON.stringify(Array.from({length: frames.length}, (_, k) => frames[k]).map(frame => JSON.parse(frame.document.getElementById("report")?.dataset.report ?? "null"))); });
</script>"""
with tempfile.TemporaryDirectory() as work:
    folder = pathlib.Path(work)
    (folder / "together.html").write_text(together, encoding="utf-8")
    for theme in ("light", "dark"):
        found = re.search(r'data-reports="([^"]*)"', show(folder, folder / "together.html", theme, HEIGHT * len(pages), "--dump-dom"))
        show(folder, folder / "together.html", theme, HEIGHT * len(pages), f"--screenshot={folder}/shot.png")
        if not found:
            sys.exit("the browser shows nothing")
        rows, size = pixels_of(folder / "shot.png")
        for k, (report, (name, page)) in enumerate(zip(json.loads(html.unescape(found[1])), pages.items())):
            if report:
                check(name, page, theme, report, rows, size, k * HEIGHT)
            else:
                expect(False, f"{name} in {theme}: the page or its script fails")
sys.exit("\n".join(wrong) or 0)
