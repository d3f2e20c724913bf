# Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
"""Draws bench/results as SVG: our engines beside the hand-written, all engines on all problems, growth with the size, cost to compile."""

import json
import logging
import re

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

import table

# Okabe and Ito's colours, which the colour-blind tell apart; within a colour the markers differ.
OURS, FAST, EXPRESSION, TAPE = "#D55E00", "#E69F00", "#CC79A7", "#0072B2"
FORWARD, REVERSE, EAGER, INK, FAINT = "#56B4E9", "#009E73", "#999999", "#222222", "#DDDDDD"
# Engine: colour, marker, size of the marker. What is not here is a peer that nobody styled yet.
STYLES = {
    "compile time": (OURS, "o", 8),
    "fast": (FAST, "o", 5.5),
    "expression": (EXPRESSION, "D", 4),
    "tape": (TAPE, "s", 5.5),
    "expert": (INK, "|", 9),
    "Eigen": (FORWARD, "^", 7),
    "Ceres": (FORWARD, "v", 7),
    "Sacado SFad": (FORWARD, "o", 6),
    "Boost": (FORWARD, "s", 5.5),
    "Stan": (REVERSE, "P", 7),
    "Sacado Rad": (REVERSE, "X", 7),
    "ADOL-C": (REVERSE, "*", 9),
    "libtorch x65536": (EAGER, "h", 5.5),
    "libtorch x1024": (EAGER, "p", 5.5),
    "libtorch": (EAGER, "8", 5.5),
}
UNKNOWN = ("#F0E442", "d", 5.5)

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # the fonts named second are for who has not the first
plt.rcParams.update({
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "typegrad",  # and the file the same for the same results
    "font.family": ["DejaVu Sans", "Verdana", "sans-serif"],
    "font.size": 9,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
})


def style(engine):
    return STYLES.get(engine, UNKNOWN)


def in_order(engines):
    """As STYLES has them, our own first."""
    order = list(STYLES)
    return sorted(engines, key=lambda engine: order.index(engine) if engine in order else len(order))


def save(figure, path):
    figure.savefig(path, metadata={"Date": None}, bbox_inches="tight", pad_inches=0.15)
    plt.close(figure)


def title_of(context):
    return f"{context['compiler'].split(' (')[0]}, {context['flags'].split(' -falign')[0]}"


def plain(number, _=None):
    return f"{number:,.0f}" if number >= 10 else f"{number:g}"


def largest_sizes(problems):
    """Without the smaller sizes of those that come in sizes: growth has them."""
    families = {}
    for problem in problems:
        families[problem.rsplit("/", 1)[0]] = problem
    return list(families.values())


def problem_rows(problems, runs, height, width):
    """A figure with a row for each problem, and a panel for each compiler."""
    figure, axes = plt.subplots(1, len(runs), sharey=True, squeeze=False, figsize=(width * len(runs), height * len(problems) + 1))
    for panel, (context, *_) in zip(axes[0], runs):
        panel.set_title(title_of(context), pad=8)
        panel.axvline(1, color=INK, linewidth=1, zorder=1)
        for row in range(0, len(problems), 2):
            panel.axhspan(row - 0.5, row + 0.5, color="#F6F6F6", zorder=0, linewidth=0)
        panel.set_ylim(len(problems) - 0.5, -0.5)
        panel.set_yticks(range(len(problems)), problems)
        panel.set_xlabel("times the hand-written gradient (left is faster)")
        panel.grid(axis="x")
        panel.set_axisbelow(True)
        panel.spines["left"].set_visible(False)
    return figure, axes[0]


def mark(panel, engine, points, above=0):
    """The engine's mark at each point, those of our own on top."""
    color, marker, size = style(engine)
    edge = (color, 1.6) if marker == "|" else ("white", 0.5)
    handle, = panel.plot(*zip(*points) if points else ([], []), linestyle="none", color=color, marker=marker, markersize=size,
                         markeredgecolor=edge[0], markeredgewidth=edge[1], zorder=30 + above, clip_on=False)
    return handle


def legend_above(figure, seen, columns):
    engines = in_order(seen)
    figure.tight_layout()
    figure.legend([seen[engine] for engine in engines], engines, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=min(len(engines), columns),
                  handletextpad=0.2, columnspacing=1.4)


def by_hand(runs, path):
    """Our engines and the expert, all problems in all sizes, on a scale on which five percent are seen."""
    problems = list(runs[0][1])
    figure, axes = problem_rows(problems, runs, 0.25, 4.8)
    low, high = 0.5, 1.5
    seen = {}
    for panel, (_, times, *_) in zip(axes, runs):
        written = {}  # how many, by row and side
        panel.set_xlim(low, high)
        panel.axvspan(1, table.WORSE, color="#FDEBDD", zorder=0.5, linewidth=0)
        panel.set_xlabel(f"times the hand-written gradient (shaded: 1 to {table.WORSE})")
        for above, engine in enumerate(("expression", "fast", "compile time", "expert")):
            ratio = table.ratios(times, engine, "hand")
            points = [(min(max(ratio[problem], low), high), row) for row, problem in enumerate(problems) if problem in ratio]
            seen[engine] = mark(panel, engine, points, above)
            for row, problem in enumerate(problems):  # what lies outside is written at the edge
                if problem in ratio and not low <= ratio[problem] <= high:
                    left = ratio[problem] < low
                    written[row, left] = written.get((row, left), -1) + 1
                    panel.annotate(f"{ratio[problem]:.2f}", (low if left else high, row), xytext=((7 + 24 * written[row, left]) * (1 if left else -1), 0),
                                   textcoords="offset points", ha="left" if left else "right", va="center", fontsize=7, color=style(engine)[0])
    legend_above(figure, seen, 4)
    save(figure, path)


def engines(runs, path):
    """All engines, in three lanes a row: our own, forward, reverse."""
    problems = largest_sizes(runs[0][1])
    figure, axes = problem_rows(problems, runs, 0.44, 5.6)
    lanes = {FORWARD: 0, REVERSE: 0.27, EAGER: 0.27}
    seen = {}
    for panel, (_, times, *_) in zip(axes, runs):
        names = in_order({engine for by in times.values() for engine in by} - {"primal", "hand", "expert"})
        highest = 1
        for above, engine in enumerate(reversed(names)):
            ratio = table.ratios(times, engine, "hand")
            lane = lanes.get(style(engine)[0], -0.27)
            highest = max([highest] + list(ratio.values()))
            seen[engine] = mark(panel, engine, [(ratio[problem], row + lane) for row, problem in enumerate(problems) if problem in ratio], above)
        panel.set_xscale("log")
        panel.set_xlim(0.5, highest * 1.5)
        panel.xaxis.set_major_locator(FixedLocator([tick for tick in (1, 3, 10, 30, 100, 1000, 10000, 100000) if tick < highest * 1.5]))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(plain))
    legend_above(figure, seen, 4 * len(runs))
    save(figure, path)


def growth(run, path):
    """A panel for each problem that comes in sizes, time for all its numbers against the size."""
    context, times, *_ = run
    families = {}
    for problem in times:
        if match := re.fullmatch(r"(.*)/(\d+)", problem):
            families.setdefault(match[1], []).append((int(match[2]), problem))
    families = {family: sizes for family, sizes in families.items() if len(sizes) > 1}  # "Matern 5/2" is a name
    columns = 3
    rows = -(-(len(families) + 1) // columns)
    figure, axes = plt.subplots(rows, columns, squeeze=False, figsize=(11, 3.1 * rows))
    panels = list(axes.flat)
    seen = {}
    for panel, (family, sizes) in zip(panels, families.items()):
        engines = in_order({engine for _, problem in sizes for engine in times[problem]} - {"primal", "expert"})
        for engine in reversed(engines):
            color, marker, size = (INK, "", 0) if engine == "hand" else style(engine)
            ours = engine in ("hand", "compile time", "fast")
            points = [(n, times[problem][engine]) for n, problem in sizes if engine in times[problem]]
            seen[engine], = panel.plot(*zip(*points), color=color, marker=marker, markersize=size * 0.8, markeredgecolor="white", markeredgewidth=0.5,
                                       linewidth=1.8 if ours else 1, linestyle="--" if engine == "hand" else "-", zorder=5 if ours else 3)
        panel.set_title(family)
        panel.set_xscale("log", base=2)
        panel.set_yscale("log")
        panel.xaxis.set_major_locator(FixedLocator([n for n, _ in sizes]))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.yaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(plain))
        panel.yaxis.set_major_formatter(FuncFormatter(plain))
        panel.grid(axis="y")
        panel.set_axisbelow(True)
    for row in axes:
        row[0].set_ylabel("ns a point")
    for panel in panels[len(families):]:
        panel.axis("off")
    engines = (["hand"] if "hand" in seen else []) + in_order(set(seen) - {"hand"})
    figure.tight_layout()
    panels[len(families)].legend([seen[engine] for engine in engines], engines, loc="center", ncols=2, title=title_of(context))
    save(figure, path)


def compile_time(path_of_results, path):
    """What bench/compile_time.py --json wrote, with --counts or without, against operations."""
    results = json.loads(path_of_results.read_text(encoding="utf-8"))
    level = results[0]["level"]
    series = {("traced", "typegrad"): ("gradient of a function", "-"), ("Struct", "typegrad"): ("of a Struct", "-."), ("expression", "typegrad"): ("of an expression", ":"),
              ("traced", "hand"): ("by hand", "--")}
    entries = [entry for entry in results if entry["level"] == level and (entry["program"], entry["form"]) in series]
    quantities = {"seconds": f"seconds of processor time, {level}", "megabytes": f"megabytes, peak, {level}", "symbol": "characters of the longest symbol",
                  "instantiations": "templates instantiated", "steps": "steps of the longest constant expression"}
    quantities = {quantity: title for quantity, title in quantities.items() if any(quantity in entry for entry in entries)}
    operations = sorted({entry["operations"] for entry in entries})
    figure, axes = plt.subplots(len(quantities) // 3 + 1, 3, figsize=(11, 3.2 * (len(quantities) // 3 + 1)), squeeze=False)
    for panel, (quantity, title) in zip(axes.flat, quantities.items()):
        for color, compiler in zip((OURS, TAPE, REVERSE), dict.fromkeys(entry["compiler"] for entry in results)):
            name = " ".join(re.search(r"(g\+\+|clang).*?(\d+\.\d+\.\d+)", compiler).groups())
            for form, (text, line) in series.items():
                points = sorted((entry["operations"], entry[quantity]) for entry in entries
                                if entry["compiler"] == compiler and (entry["program"], entry["form"]) == form and entry.get(quantity, 0) > 0)
                if points:
                    panel.plot(*zip(*points), line, color=color, marker="o", markersize=4, linewidth=1.2 if form[1] == "hand" else 1.8,
                               label=f"{name}, {text}")
        panel.set_xlabel("operations")
        panel.set_title(title)
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.xaxis.set_major_locator(FixedLocator(operations))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.yaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(plain))
        panel.yaxis.set_major_locator(FixedLocator([digit * 10**power for power in range(-1, 8) for digit in (1, 2, 5)] if quantity in ("seconds", "megabytes")
                                                   else [10**power for power in range(8)]))
        panel.yaxis.set_major_formatter(FuncFormatter(plain))
        panel.grid(axis="y")
        panel.set_axisbelow(True)
    for panel in axes.flat[len(quantities):]:
        panel.axis("off")
    figure.tight_layout()
    axes.flat[len(quantities)].legend(*axes.flat[0].get_legend_handles_labels(), loc="center")
    save(figure, path)


def draw(runs, folder):
    """All pictures, of the runs at the highest level of optimisation, and of g++ where one does."""
    highest = max(re.search(r"-O(\d)", context["flags"])[1] for context, *_ in runs)
    best = [run for run in runs if f"-O{highest}" in run[0]["flags"]]
    by_hand(best, folder / "by_hand.svg")
    engines(best, folder / "engines.svg")
    growth(best[0], folder / "growth.svg")
    if (folder / "compile_time.json").exists():
        compile_time(folder / "compile_time.json", folder / "compile_time.svg")
