# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Opens the page that PROGRAM writes in a browser, and clicks: check_page.py BROWSER PROGRAM."""
import pathlib
import re
import subprocess
import sys
import tempfile

browser, program = sys.argv[1:]
CLICK = """<script>
document.querySelectorAll("g[data-node]")[2].dispatchEvent(new MouseEvent("click"));
document.getElementById("theme").click();
// Where each box is, as the browser has laid it out.
document.body.dataset.places = [...document.querySelectorAll("g[data-node] rect")].map(box => { const b = box.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom].map(Math.round); }).join(";");
</script>"""
page = subprocess.run([program, "page"], stdout=subprocess.PIPE, text=True, check=True).stdout
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder) / "page.html"
    file.write_text(page.replace("</body>", CLICK + "</body>"), encoding="utf-8")
    shown = subprocess.run([browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile", "--window-size=1200,1000", "--dump-dom", file.as_uri()],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=120).stdout

wrong = []
def expect(holds, what):
    if not holds:
        wrong.append(what)

said = re.search(r'id="said"[^>]*>(.*?)</p>', shown, re.S)
expect(said and said[1] == "t2 = &lt;i&gt;x&lt;/i&gt; * t1\nvalue: 8\nadjoint: 5\nweight: 1\n∂t2/∂&lt;i&gt;x&lt;/i&gt; = t1\n∂t2/∂t1 = &lt;i&gt;x&lt;/i&gt;", f"a click says {said and said[1]!r}")
expect(re.findall(r'class="node heat\d chosen" data-node="(\d+)"', shown) == ["2"], "what was clicked on is not marked")
expect(sorted(re.findall(r'class="node heat\d near" data-node="(\d+)"', shown)) == ["0", "1", "3"], "its operands and what uses it are not marked")
expect('data-theme="' in shown, "the button does not change light and dark")
boxes = [tuple(map(int, box.split(","))) for box in re.sub(r".*data-places=\"([^\"]*)\".*", r"\1", shown, flags=re.S).split(";")] if "data-places" in shown else []
expect(len(boxes) == 12 and all(len(box) == 4 for box in boxes), f"{len(boxes)} boxes are laid out")
overlaps = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
expect(not overlaps, f"boxes lie on each other: {overlaps}")
expect(all(box[2] > box[0] and box[3] > box[1] for box in boxes), "a box has no size")
sys.exit("\n".join(wrong) or 0)
