// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A program as a page of HTML: one file that needs nothing else, with its graphs laid out here. The forward part and the backward part are
// pictures side by side, with the program below; a click on an operation or on a line says all that is known of it.
#pragma once
#pragma GCC system_header

#include <typegrad/back/text.hpp>

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

namespace typegrad::inline v0_2::back {

// What a picture says of a node beyond the program's text.
struct annotation {
    bool backward = false;             // no value needs it
    bool computed = false;
    bool skipped = false;              // it belongs to a branch that is not taken
    std::string value, short_value;    // with all digits, and as a box shows it
    std::vector<std::string> adjoint, short_adjoint;  // of each value of the function
    std::string rule;                  // what its operands receive
    std::string frame;                 // the loop that computes it, or none: each loop is a picture of its own
};

inline std::string in_html(std::string const& text) {
    std::string escaped;
    for (char const c : text) {
        switch (c) {
        case '&': escaped += "&amp;"; break;
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '"': escaped += "&quot;"; break;
        case '\'': escaped += "&#39;"; break;
        default: escaped += c;
        }
    }
    return escaped;
}

// What every page begins and ends with.
inline std::string page_head(std::string const& title) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + in_html(title) + R"html(</title>
<style>
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c1c1c; --faint: #9a9a9a; --mark: #0072b2; --heat0: #f4f4f4; --heat1: #fff3d6; --heat2: #ffe3a8; --heat3: #ffc873; --heat4: #ff9f5a; --heat5: #f0703c; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --paper: #16181c; --ink: #e8e8e8; --faint: #777777; --mark: #56b4e9; --heat0: #24272d; --heat1: #33301f; --heat2: #4a3d17; --heat3: #6a4a10; --heat4: #8a4413; --heat5: #a8401a; } }
:root[data-theme=light] { color-scheme: light; }
:root[data-theme=dark] { color-scheme: dark; --paper: #16181c; --ink: #e8e8e8; --faint: #777777; --mark: #56b4e9; --heat0: #24272d; --heat1: #33301f; --heat2: #4a3d17; --heat3: #6a4a10; --heat4: #8a4413; --heat5: #a8401a; }
body { background: var(--paper); color: var(--ink); font: 14px sans-serif; margin: 1.5em; }
h1 { font-size: 1.2em; }
.panels { display: flex; gap: 1.5em; align-items: flex-start; overflow: auto; }
figure { margin: 0; } figure.loop { border: 2px dashed var(--faint); border-radius: 8px; padding: 0.5em; }
figcaption { font-weight: bold; margin-bottom: 0.5em; }
.cell rect { stroke: none; fill: var(--mark); } .negative rect { fill: var(--heat5); }
svg text, pre { font: 13px monospace; fill: var(--ink); }
rect { stroke: var(--faint); }
.edge { fill: none; stroke: var(--faint); }
.node, .line, .cell { cursor: pointer; }
.heat0 rect { fill: var(--heat0); } .heat1 rect { fill: var(--heat1); } .heat2 rect { fill: var(--heat2); }
.heat3 rect { fill: var(--heat3); } .heat4 rect { fill: var(--heat4); } .heat5 rect { fill: var(--heat5); }
.key span { padding: 0 0.6em; border: 1px solid var(--faint); }
.key .heat0 { background: var(--heat0); } .key .heat1 { background: var(--heat1); } .key .heat2 { background: var(--heat2); }
.key .heat3 { background: var(--heat3); } .key .heat4 { background: var(--heat4); } .key .heat5 { background: var(--heat5); }
.chosen rect { stroke: var(--mark); stroke-width: 3; }
.near rect { stroke: var(--mark); stroke-dasharray: 4 2; stroke-width: 2; }
path.near { stroke: var(--mark); stroke-width: 2; }
.line.chosen { color: var(--paper); background: var(--mark); }
#said { min-height: 3em; white-space: pre-line; font-family: monospace; position: sticky; bottom: 0; margin: 0; padding: 0.5em 0; background: var(--paper); border-top: 1px solid var(--faint); }
</style>
</head>
<body>
)html";
}
inline std::string page_end() {
    return R"html(<script>
"use strict";
const all = [...document.querySelectorAll("[data-node]")], edges = [...document.querySelectorAll(".edge")];
function choose(shown) {
    const d = shown.dataset, operands = d.operands.split(" ");
    const said = [["", d.line], ["value: ", d.value], ["adjoint: ", d.adjoint], ["weight: ", d.weight], ["", d.rule]];
    document.getElementById("said").textContent = said.filter(([, text]) => text !== undefined).map(([name, text]) => name + text).join("\n");
    for (const each of all) {
        each.classList.toggle("chosen", each.dataset.node === d.node);
        each.classList.toggle("near", operands.includes(each.dataset.node) || each.dataset.operands.split(" ").includes(d.node));
    }
    for (const edge of edges) edge.classList.toggle("near", edge.dataset.from === d.node || edge.dataset.to === d.node);
}
for (const each of all) {
    each.addEventListener("click", () => choose(each));
    each.addEventListener("keydown", event => { if (event.key === "Enter") choose(each); });
}
document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement, dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
});
</script>
</body>
</html>
)html";
}

// Nodes in rows, operands above what uses them. An edge over several rows goes through a narrow place in each of them, so that it passes
// between boxes; one over many rows is not drawn but for its end, since what it comes from is written there. All places are whole pixels.
class drawing {
public:
    static constexpr int gap = 16, distance = 40, many_rows = 12;

    struct box {
        int node;  // -1: a place that an edge goes through
        int width, height;
        std::vector<int> above;  // its operands among the boxes, in their order
        bool stays_at_top = false;
        int row = 0, left = 0, top = 0;
        int middle() const { return left + width / 2; }
    };
    std::vector<box> boxes;  // an operand comes before what uses it, except for the narrow places, which are behind all
    int width = 0, height = 0;

    // The boxes that an edge goes through, from the k-th operand of this box to it.
    std::vector<int> way(int to, int k) const {
        std::vector<int> through{at(to).above[static_cast<std::size_t>(k)]};
        while (at(through.back()).node < 0) through.push_back(at(through.back()).above[0]);
        return {through.rbegin(), through.rend()};
    }
    box const& at(int i) const { return boxes[static_cast<std::size_t>(i)]; }
    bool is_far(int from, int to) const { return at(to).row - at(from).row > many_rows; }

    void place() {
        for (box& b : boxes)
            for (int const a : b.above) b.row = std::max(b.row, at(a).row + 1);
        // What needs nothing from above goes down to what uses it, and the picture does not get as wide.
        std::vector<int> first_use(boxes.size(), -1);
        for (box const& b : boxes)
            for (int const a : b.above) {
                int& use = first_use[static_cast<std::size_t>(a)];
                if (use < 0 || b.row < use) use = b.row;
            }
        for (std::size_t i = 0; i < boxes.size(); ++i)
            if (boxes[i].above.empty() && !boxes[i].stays_at_top && first_use[i] > 0) boxes[i].row = first_use[i] - 1;

        // All edges from one box go through the same places.
        auto const count = boxes.size();
        std::vector<std::vector<int>> places(count);
        for (std::size_t i = 0; i < count; ++i)
            for (int& operand : boxes[i].above) {
                auto& below_operand = places[static_cast<std::size_t>(operand)];
                if (is_far(operand, static_cast<int>(i))) continue;
                int const first_row = at(operand).row + 1, rows_between = boxes[i].row - first_row;
                while (static_cast<int>(below_operand.size()) < rows_between) {
                    int const before = below_operand.empty() ? operand : below_operand.back();
                    boxes.push_back({-1, 2, 0, {before}, false, first_row + static_cast<int>(below_operand.size())});
                    below_operand.push_back(static_cast<int>(boxes.size()) - 1);
                }
                if (rows_between > 0) operand = below_operand[static_cast<std::size_t>(rows_between) - 1];
            }
        std::vector<std::vector<int>> rows, below(boxes.size());
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            for (int const a : boxes[i].above) below[static_cast<std::size_t>(a)].push_back(static_cast<int>(i));
            if (static_cast<std::size_t>(boxes[i].row) >= rows.size()) rows.resize(static_cast<std::size_t>(boxes[i].row) + 1);
            rows[static_cast<std::size_t>(boxes[i].row)].push_back(static_cast<int>(i));
        }
        // Each box near the middle of what it is connected with, by turns downwards and upwards.
        for (int turn = 0; turn < 8; ++turn)
            for (std::size_t k = 0; k < rows.size(); ++k) {
                auto& row = rows[turn % 2 == 0 ? k : rows.size() - 1 - k];
                std::vector<std::pair<int, int>> wanted;
                for (int const i : row) wanted.emplace_back(middle_of(turn % 2 == 0 ? at(i).above : below[static_cast<std::size_t>(i)], at(i).middle()), i);
                std::sort(wanted.begin(), wanted.end());
                spread(wanted);
                for (std::size_t j = 0; j < row.size(); ++j) row[j] = wanted[j].second;
            }
        int top = 8, least = 0;
        for (auto const& row : rows) {
            int highest = 0;
            for (int const i : row) {
                boxes[static_cast<std::size_t>(i)].top = top;
                highest = std::max(highest, at(i).height);
            }
            // An edge passes a row straight.
            for (int const i : row)
                if (at(i).node < 0) boxes[static_cast<std::size_t>(i)].height = highest;
            top += highest + distance;
        }
        height = std::max(0, top - distance) + 8;
        for (box const& b : boxes) least = std::min(least, b.left);
        for (box& b : boxes) {
            b.left += 8 - least;
            width = std::max(width, b.left + b.width + 8);
        }
    }

private:
    int middle_of(std::vector<int> const& others, int otherwise) const {
        int sum = 0;
        for (int const other : others) sum += at(other).middle();
        return others.empty() ? otherwise : sum / static_cast<int>(others.size());
    }
    // One row beside each other, each box about where it is wanted, and the row as a whole neither to the left nor to the right of that.
    void spread(std::vector<std::pair<int, int>> const& wanted) {
        int left = 0, off = 0;
        for (std::size_t j = 0; j < wanted.size(); ++j) {
            box& b = boxes[static_cast<std::size_t>(wanted[j].second)];
            int const place = wanted[j].first - b.width / 2;
            b.left = j > 0 ? std::max(left, place) : place;
            left = b.left + b.width + gap;
            off += place - b.left;
        }
        for (auto const& [middle, i] : wanted) boxes[static_cast<std::size_t>(i)].left += off / static_cast<int>(wanted.size());
    }
};

// Program: a writer, or what shows a record of the tape (tape/html.hpp).
template <class Program>
class page {
public:
    page(Program const& program, std::vector<annotation> said, std::vector<std::string> names_of_outputs)
        : program_(program), said_(static_cast<std::vector<annotation>&&>(said)), names_of_outputs_(static_cast<std::vector<std::string>&&>(names_of_outputs)) {}

    // With the weights of a program's operations.
    std::string html(std::string const& title) const {
        int count[2]{}, cost[2]{};
        for (int i = program_.input_count(); i < program_.node_count(); ++i)
            if (program_.is_operation(i)) {
                ++count[at(i).backward];
                cost[at(i).backward] += program_.weight(i);
            }
        std::string key = "</p>\n<p class=\"key\">Weight of an operation: ";
        char const* const bounds[] = {"none", "1", "to 4", "to 10", "to 20", "more"};
        for (int level = 0; level < 6; ++level) key += "<span class=\"heat" + std::to_string(level) + "\">" + bounds[level] + "</span> ";
        return html(title,
                    std::to_string(count[0] + count[1]) + " operations: " + std::to_string(count[0]) + " forward, " + std::to_string(count[1]) + " backward. Weight, in additions: " + std::to_string(cost[0]) +
                        " and " + std::to_string(cost[1]) + ".",
                    key);
    }
    std::string html(std::string const& title, std::string const& summary, std::string const& key) const {
        std::string text = page_head(title) + "<h1>" + in_html(title) + "</h1>\n<p>" + in_html(summary) + " <button id=\"theme\" type=\"button\">light or dark</button>" + key;
        text += "</p>\n<div class=\"panels\">\n";
        for (bool const backward : {false, true}) {
            std::vector<std::string> frames;
            for (int i = 0; i < program_.node_count(); ++i)
                if (at(i).backward == backward && std::find(frames.begin(), frames.end(), at(i).frame) == frames.end()) frames.push_back(at(i).frame);
            for (auto const& frame : frames) text += panel(backward, frame);
        }
        text += "</div>\n";
        text += "<p id=\"said\" aria-live=\"polite\">Click on an operation, or on a line.</p>\n<pre id=\"program\">\n";
        for (int i = program_.input_count(); i < program_.node_count(); ++i)
            if (program_.has_line(i)) text += "<span" + data(i, "line") + ">" + in_html(program_.line(i)) + "</span>\n";
        text += "return";
        for (int i = 0; i < program_.output_count(); ++i) text += (i > 0 ? ", " : " ") + in_html(program_.value(program_.output_at(i)));
        return text + "\n</pre>\n" + page_end();
    }

private:
    annotation const& at(int i) const { return said_[static_cast<std::size_t>(i)]; }
    static int heat(int cost) { return cost <= 0 ? 0 : cost == 1 ? 1 : cost <= 4 ? 2 : cost <= 10 ? 3 : cost <= 20 ? 4 : 5; }
    std::string label(int i) const { return i < program_.input_count() ? program_.value(i) : program_.line(i); }

    // As many letters as fit, by bytes that begin one.
    static std::string shortened(std::string const& text) {
        std::size_t letters = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
            if (++letters > 40) return text.substr(0, i) + "…";
        }
        return text;
    }
    static int letters_of(std::string const& text) {
        int letters = 0;
        for (char const c : text) letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
        return letters;
    }
    // The lines in a box: what is computed, its value, its adjoint.
    std::vector<std::string> lines(int i) const {
        std::vector<std::string> all{shortened(label(i))};
        if (at(i).computed) all.push_back(at(i).short_value);
        std::string adjoints, separator = "adjoint ";
        for (auto const& adjoint : at(i).short_adjoint) {
            adjoints += separator + adjoint;
            separator = ", ";
        }
        if (!adjoints.empty()) all.push_back(shortened(adjoints));
        for (int k = 0; k < program_.output_count(); ++k)
            if (program_.output_at(k) == i) all.push_back("→ " + shortened(names_of_outputs_[static_cast<std::size_t>(k)]));
        return all;
    }

    // What a click shows, as attributes.
    std::string data(int i, std::string const& kind) const {
        std::string text = " class=\"" + kind + " heat" + std::to_string(heat(program_.weight(i))) + "\" data-node=\"" + std::to_string(i) + "\" data-line=\"" + in_html(label(i)) + "\"";
        if (at(i).computed) text += " data-value=\"" + in_html(at(i).value) + "\"";
        else if (at(i).skipped) text += " data-value=\"not computed: the branch is not taken\"";
        std::string adjoints, separator;
        for (auto const& adjoint : at(i).adjoint) {
            adjoints += separator + adjoint;
            separator = ", ";
        }
        if (!adjoints.empty()) text += " data-adjoint=\"" + in_html(adjoints) + "\"";
        if (!at(i).rule.empty()) text += " data-rule=\"" + in_html(at(i).rule) + "\"";
        text += " data-weight=\"" + std::to_string(program_.weight(i)) + "\" data-operands=\"";
        separator.clear();
        if (i >= program_.input_count())
            for (int const operand : program_.operands(i))
                if (operand >= 0) {
                    text += separator + std::to_string(operand);
                    separator = " ";
                }
        return text + "\"";
    }

    std::string panel(bool backward, std::string const& frame) const {
        drawing picture;
        std::vector<int> box_of(static_cast<std::size_t>(program_.node_count()) + 1, -1);
        for (int i = 0; i < program_.node_count(); ++i) {
            bool const input = i < program_.input_count();
            if (at(i).backward != backward || at(i).frame != frame || (!input && !program_.has_line(i))) continue;
            int widest = 4;
            auto const text = lines(i);
            for (auto const& line : text) widest = std::max(widest, letters_of(line));
            drawing::box box{i, widest * 8 + 18, static_cast<int>(text.size()) * 16 + 12, {}, input};
            if (!input)
                for (int const operand : program_.operands(i))
                    if (operand >= 0 && box_of[static_cast<std::size_t>(operand)] >= 0) box.above.push_back(box_of[static_cast<std::size_t>(operand)]);
            box_of[static_cast<std::size_t>(i)] = static_cast<int>(picture.boxes.size());
            picture.boxes.push_back(static_cast<drawing::box&&>(box));
        }
        if (picture.boxes.empty()) return "";
        picture.place();
        std::string const name = backward ? "backward" : "forward", size = std::to_string(picture.width) + " " + std::to_string(picture.height);
        std::string text = (frame.empty() ? "<figure id=\"" + name + "\"><figcaption>" + name : "<figure class=\"loop\"><figcaption>" + name + ", " + in_html(frame)) + "</figcaption>\n<svg viewBox=\"0 0 " + size + "\" width=\"" + std::to_string(picture.width) +
                           "\" height=\"" + std::to_string(picture.height) + "\" role=\"img\" aria-label=\"" + name + " part\">\n";
        for (std::size_t i = 0; i < picture.boxes.size(); ++i)
            if (picture.boxes[i].node >= 0) text += edges(picture, static_cast<int>(i));
        for (auto const& box : picture.boxes) {
            if (box.node < 0) continue;
            text += "<g" + data(box.node, "node") + (box.node < program_.input_count() ? " data-input=\"1\"" : "") + " tabindex=\"0\"><title>" + in_html(label(box.node)) + "</title><rect x=\"" +
                    std::to_string(box.left) + "\" y=\"" + std::to_string(box.top) + "\" width=\"" + std::to_string(box.width) + "\" height=\"" + std::to_string(box.height) + "\" rx=\"" +
                    (box.node < program_.input_count() ? "14" : "4") + "\"/>";
            int y = box.top + 18;
            for (auto const& line : lines(box.node)) {
                text += "<text x=\"" + std::to_string(box.left + 9) + "\" y=\"" + std::to_string(y) + "\">" + in_html(line) + "</text>";
                y += 16;
            }
            text += "</g>\n";
        }
        return text + "</svg></figure>\n";
    }
    // Operands arrive from the left to the right in their order.
    static std::string edges(drawing const& picture, int to) {
        drawing::box const& box = picture.at(to);
        std::string text;
        int const count = static_cast<int>(box.above.size());
        auto const point = [](int x, int y) { return std::to_string(x).append(" ").append(std::to_string(y)); };
        for (int k = 0; k < count; ++k) {
            auto const way = picture.way(to, k);
            int x = picture.at(way[0]).middle(), y = picture.at(way[0]).top + picture.at(way[0]).height;
            text.append("<path class=\"edge\" data-from=\"").append(std::to_string(picture.at(way[0]).node)).append("\" data-to=\"").append(std::to_string(box.node));
            text.append("\" data-operand=\"").append(std::to_string(k)).append("\" d=\"M").append(point(x, y));
            int const end = box.left + box.width * (k + 1) / (count + 1);
            if (way.size() == 1 && picture.is_far(way[0], to)) {
                text.resize(text.size() - point(x, y).size());
                text.append(point(end, box.top - drawing::distance / 3)).append(" L").append(point(end, box.top)).append("\" stroke-dasharray=\"3 2\"/>\n");
                continue;
            }
            auto const bend = [&](int next_x, int next_y) {
                int const half = (y + next_y) / 2;
                text.append(" C").append(point(x, half)).append(" ").append(point(next_x, half)).append(" ").append(point(next_x, next_y));
                x = next_x, y = next_y;
            };
            for (std::size_t j = 1; j < way.size(); ++j) {
                auto const& narrow = picture.at(way[j]);
                bend(narrow.middle(), narrow.top);
                y += narrow.height;
                text.append(" L").append(point(x, y));
            }
            bend(end, box.top);
            text.append("\"/>\n");
        }
        return text;
    }

    Program const& program_;
    std::vector<annotation> said_;
    std::vector<std::string> names_of_outputs_;
};

// Where a matrix in compressed sparse rows has entries: a mark each, or for a large matrix one for a square of them. A click says which.
template <class T>
std::string spy_page(std::string const& title, int rows, int columns, auto const& row_starts, auto const& column_indices, auto const& values) {
    int const largest = std::max({rows, columns, 1}), block = (largest + 639) / 640, cell = block > 1 ? 1 : std::clamp(640 / largest, 1, 32);
    struct square {
        int row, column, entries = 0;
        std::size_t first = 0;
    };
    std::vector<square> squares;
    std::vector<int> at(static_cast<std::size_t>(columns / block) + 1, -1);
    for (int i = 0; i < rows; ++i) {
        if (i % block == 0) std::fill(at.begin(), at.end(), -1);
        for (auto k = static_cast<std::size_t>(row_starts[static_cast<std::size_t>(i)]); k < static_cast<std::size_t>(row_starts[static_cast<std::size_t>(i) + 1]); ++k) {
            int const column = static_cast<int>(column_indices[k]) / block;
            int& known = at[static_cast<std::size_t>(column)];
            if (known < 0) {
                known = static_cast<int>(squares.size());
                squares.push_back({i / block, column, 0, k});
            }
            ++squares[static_cast<std::size_t>(known)].entries;
        }
    }
    std::string const width = std::to_string((columns + block - 1) / block * cell + 2), height = std::to_string((rows + block - 1) / block * cell + 2);
    auto const count = static_cast<double>(row_starts[static_cast<std::size_t>(rows)]);
    std::ostringstream percent;
    percent.precision(3);
    percent << 100 * count / (static_cast<double>(rows) * columns);
    std::string text = page_head(title) + "<h1>" + in_html(title) + "</h1>\n<p>" + std::to_string(rows) + " rows, " + std::to_string(columns) + " columns, " +
                       std::to_string(row_starts[static_cast<std::size_t>(rows)]) + " entries that are not zero by structure: " + percent.str() +
                       " %. <button id=\"theme\" type=\"button\">light or dark</button></p>\n<figure id=\"spy\"><svg viewBox=\"0 0 " + width + " " + height + "\" width=\"" + width + "\" height=\"" + height +
                       "\" role=\"img\" aria-label=\"where the matrix has entries\">\n<rect width=\"" + width + "\" height=\"" + height + "\" fill=\"none\"/>\n";
    auto const span_of = [&](char const* what, int first, int last) {
        return what + std::to_string(first) + (last > first ? " to " + std::to_string(last) : std::string());
    };
    int number = 0;
    for (auto const& s : squares) {
        T const value = values[s.first];
        std::string const where = span_of("row ", s.row * block, std::min(rows, (s.row + 1) * block) - 1) + span_of(", column ", s.column * block, std::min(columns, (s.column + 1) * block) - 1);
        text += std::string("<g class=\"cell") + (block == 1 && value < T(0) ? " negative" : "") + "\" data-node=\"" + std::to_string(number++) + "\" data-operands=\"\" data-line=\"" + where + "\" data-value=\"" +
                (block == 1 ? literal_text(value) : std::to_string(s.entries) + " entries") + "\"><rect x=\"" + std::to_string(s.column * cell + 1) + "\" y=\"" + std::to_string(s.row * cell + 1) + "\" width=\"" +
                std::to_string(cell) + "\" height=\"" + std::to_string(cell) + "\"/></g>\n";
    }
    return text + "</svg></figure>\n<p id=\"said\" aria-live=\"polite\">Click on an entry: it has a row, a column and a value. Those below 0 are red.</p>\n" + page_end();
}

}
