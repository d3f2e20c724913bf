// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The record seen: walked, printed, drawn by graphviz, and counted. Names of operations and values are there for what has been recorded
// while a tape::describe_record lived.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/function.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

// Gives a variable, or a tensor, a name, which pictures and texts of the record show for as long as it lives.
template <template <class> class V, class T>
void name(V<T> const& x, std::string name) {
    if (x.find() == 0) detail::fail("name(x) of an x that does not require grad, and so is not in the record; make it a leaf: tape::variable x{…, tape::requires_grad}");
    current<T>.set_label(x.identity(), std::move(name));
}

// A value of the record.
template <class T>
struct node {
    struct operand {
        index position;
        T partial;
    };
    index position = 0;  // in the order of recording from 1 on; of leaves negative
    bool is_leaf = false;
    std::string name;                // that the user gave
    std::string operation;           // "a statement" where it was not kept
    std::string shape;               // of a tensor
    T const* value = nullptr;        // where it was kept; not of a tensor with axes
    std::vector<operand> operands;
};

namespace detail {
    // What y depends on, in the order of recording, leaves first.
    template <template <class> class V, class T>
    std::vector<node<T>> nodes_below(V<T> const& y) {
        arena<T>& tape = current<T>;
        index const last = y.find();
        if (last == 0) return {};
        std::vector<char> needed(static_cast<std::size_t>(last > 0 ? last : 0) + 1, 0);
        std::vector<index> leaves;
        std::vector<step<T> const*> functions;  // by the results
        tape.each_function([&](step<T> const& s) { functions.push_back(&s); });
        auto const function_of = [&](index i) -> step<T> const* {
            auto const after = std::upper_bound(functions.begin(), functions.end(), i, [](index at, step<T> const* s) { return at < s->at; });
            if (after == functions.begin()) return nullptr;
            step<T> const* const s = *(after - 1);
            return i <= s->at + s->outputs ? s : nullptr;
        };
        auto const need = [&](index i) {
            if (i > 0) needed[static_cast<std::size_t>(i)] = 1;
            else if (i < 0) leaves.push_back(i);
        };
        need(last);
        for (index i = last; i > 0; --i) {
            if (needed[static_cast<std::size_t>(i)] == 0) continue;
            if (step<T> const* const s = function_of(i)) {
                if (s->operands())
                    for (index const operand : *s->operands()) need(operand);
            } else {
                tape.each_term(i, [&](index operand, T const&) { need(operand); });
            }
        }
        std::sort(leaves.begin(), leaves.end(), [](index a, index b) { return a > b; });
        leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
        std::vector<node<T>> all;
        for (index const leaf : leaves) all.push_back({leaf, true, tape.label(tape.id_of_leaf(leaf)), "leaf", tape.is_array_leaf(leaf) ? "tensor" : "", nullptr, {}});
        for (index i = 1; i <= last; ++i) {
            if (needed[static_cast<std::size_t>(i)] == 0) continue;
            char const* const operation = tape.operation_at(i);
            node<T> n{i, false, tape.label(tape.id_at(i)), operation ? operation : "a statement", "", tape.value_at(i), {}};
            if (step<T> const* const s = function_of(i)) {
                n.shape = s->shape();
                if (n.shape.empty()) n.operation = "a function";
                else if (!operation) n.operation = "a tensor";
                if (!n.shape.empty() && n.shape != "()") n.value = nullptr;
                if (s->operands())
                    for (index const operand : *s->operands())
                        if (operand != 0) n.operands.push_back({operand, T(0)});
            } else {
                tape.each_term(i, [&](index operand, T const& partial) { n.operands.push_back({operand, partial}); });
            }
            all.push_back(std::move(n));
        }
        return all;
    }
    template <class T>
    variable<T> const& number_of(variable<T> const& y) {
        return y;
    }
    template <template <class> class V, class T>
    variable<T> number_of(V<T> const& y) {
        return y.sum();
    }
    inline std::string box_of(index position) { return position < 0 ? "x" + std::to_string(-position) : "v" + std::to_string(position); }
    template <class T>
    std::string text_of(node<T> const& n) {
        return n.name.empty() ? box_of(n.position) : n.name;
    }
    inline std::string quoted(std::string const& text) {
        std::string result = "\"";
        for (char const c : text) {
            if (c == '"' || c == '\\') result += '\\';
            result += c;
        }
        return result + '"';
    }
    // `v3 = x1 * rate`. A number beside the operand is not in the record: a factor is known by the partial derivative, a term is written `…`.
    template <class T>
    std::string line_of(node<T> const& n, std::map<index, std::string>& names) {
        std::string line = names[n.position] + " = ";
        bool const is_infix = n.operands.size() == 2 && n.operation.find_first_not_of("+-*/") == std::string::npos;
        if (is_infix) return line + names[n.operands[0].position] + " " + n.operation + " " + names[n.operands[1].position];
        if (n.operands.size() == 1) {
            auto const& [position, partial] = n.operands[0];
            if (n.operation == "*") return line + written(partial) + " * " + names[position];
            if ((n.operation == "+" || n.operation == "-") && partial == T(1)) return line + names[position] + " " + n.operation + " …";
        }
        line += n.operation + "(";
        for (std::size_t k = 0; k < n.operands.size(); ++k) line += (k > 0 ? ", " : "") + names[n.operands[k].position];
        return line + ")";
    }
    // "12 *, 3 exp", the most frequent first.
    inline std::string counted(std::map<std::string, std::size_t> const& operations) {
        std::vector<std::pair<std::size_t, std::string>> all;
        for (auto const& [operation, count] : operations) all.push_back({count, operation});
        std::sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
        std::string text;
        for (std::size_t k = 0; k < all.size() && k < 4; ++k) text += (k > 0 ? ", " : "") + std::to_string(all[k].first) + " " + all[k].second;
        return text + (all.size() > 4 ? ", …" : "");
    }

    // A long record in few boxes: the leaves with names, those without in one, and then at most 50 stretches of equal length.
    struct folded_record {
        struct stretch {
            index first = 0, last = 0;
            std::map<std::string, std::size_t> operations;
            std::vector<std::string> names;
        };
        std::vector<std::string> names_of_leaves;
        std::size_t unnamed_leaves = 0;
        std::vector<stretch> stretches;
        std::map<std::pair<int, int>, std::size_t> edges;  // between boxes, in the order above, and how often
    };
    template <class T>
    folded_record fold(std::vector<node<T>> const& all) {
        folded_record folded;
        std::size_t entries = 0, at = 0;
        for (node<T> const& n : all) {
            entries += n.is_leaf ? 0 : 1;
            if (n.is_leaf && n.name.empty()) ++folded.unnamed_leaves;
            else if (n.is_leaf) folded.names_of_leaves.push_back(n.name);
        }
        std::size_t const length = std::max<std::size_t>(1, (entries + 49) / 50);
        int const leaves = static_cast<int>(folded.names_of_leaves.size());
        int named = 0;
        std::map<index, int> box;
        for (node<T> const& n : all) {
            if (n.is_leaf) {
                box[n.position] = n.name.empty() ? leaves : named++;
                continue;
            }
            if (at++ % length == 0) folded.stretches.push_back({n.position, n.position, {}, {}});
            auto& s = folded.stretches.back();
            s.last = n.position;
            ++s.operations[n.operation];
            if (!n.name.empty()) s.names.push_back(n.name);
            int const here = box[n.position] = leaves + static_cast<int>(folded.stretches.size());
            for (auto const& o : n.operands)
                if (box[o.position] != here) ++folded.edges[{box[o.position], here}];
        }
        return folded;
    }
}

// Calls use(node) for everything that y depends on, operands before what is made of them.
template <template <class> class V, class T, class Use>
void walk(V<T> const& y, Use&& use) {
    for (node<T> const& n : detail::nodes_below(y)) use(n);
}

// What y, a variable or a tensor, depends on, a line a statement: `v3 = x1 * rate`, its shape where it is a tensor, and its value where that
// was kept.
template <template <class> class V, class T>
std::string text(V<T> const& y) {
    auto const all = detail::nodes_below(y);
    std::map<index, std::string> names;
    std::string lines;
    for (node<T> const& n : all) {
        names[n.position] = detail::text_of(n);
        if (n.is_leaf) continue;
        lines += detail::line_of(n, names);
        if (!n.shape.empty()) lines += "  " + n.shape;
        if (n.value) lines += "  = " + detail::written(*n.value);
        lines += "\n";
    }
    return lines;
}

// The graph of y for `dot -Tsvg`: leaves as boxes, names, values where they were kept, and the gradient of y, or of the sum of its
// numbers, by each variable; of a tensor its shape. A graph of more than `most` nodes is folded: each box is then a stretch of the record, and says
// which operations are there and how many; leaves without a name are one box.
template <template <class> class V, class T>
std::string graphviz(V<T> const& y, std::size_t most = 500) {
    auto const number = detail::number_of(y);  // first: what is recorded now moves the values that nodes point to
    auto const all = detail::nodes_below(y);
    std::string dot = "digraph tape {\n  rankdir=LR;\n";
    if (all.size() <= most) {
        std::vector<index> positions;
        for (node<T> const& n : all) positions.push_back(n.position);
        auto const gradients = detail::gradients_at(number, positions);
        for (std::size_t k = 0; k < all.size(); ++k) {
            node<T> const& n = all[k];
            std::string label = !n.name.empty() ? n.name : n.is_leaf ? detail::text_of(n) : n.operation;
            if (n.value) label += "\\n" + detail::written(*n.value);
            if (n.shape.empty()) label += "\\n∂ " + detail::written(gradients[k]);
            else label += "\\n" + n.shape;
            std::string quoted = detail::quoted(label);
            for (std::size_t at = 0; (at = quoted.find("\\\\n", at)) != std::string::npos;) quoted.erase(at, 1);
            dot += "  " + detail::box_of(n.position) + " [label=" + quoted + (n.is_leaf ? ", shape=box, style=filled" : "") + "];\n";
            for (auto const& o : n.operands) dot += "  " + detail::box_of(o.position) + " -> " + detail::box_of(n.position) + ";\n";
        }
        return dot + "}\n";
    }
    detail::folded_record const folded = detail::fold(all);
    for (std::string const& name : folded.names_of_leaves) dot += "  " + detail::quoted(name) + " [shape=box, style=filled];\n";
    if (folded.unnamed_leaves > 0) dot += "  leaves [label=\"" + std::to_string(folded.unnamed_leaves) + " leaves\", shape=box, style=filled];\n";
    for (std::size_t k = 0; k < folded.stretches.size(); ++k) {
        auto const& s = folded.stretches[k];
        std::string names;
        for (std::string const& name : s.names) names += detail::quoted(name).substr(1, detail::quoted(name).size() - 2) + "\\n";
        dot += "  b" + std::to_string(k + 1) + " [label=\"" + names + std::to_string(s.first) + " … " + std::to_string(s.last) + "\\n" + detail::counted(s.operations) + "\"];\n";
    }
    auto const box = [&](int i) {
        int const leaves = static_cast<int>(folded.names_of_leaves.size());
        return i < leaves ? detail::quoted(folded.names_of_leaves[static_cast<std::size_t>(i)]) : i == leaves ? std::string("leaves") : "b" + std::to_string(i - leaves);
    };
    for (auto const& [ends, count] : folded.edges) dot += "  " + box(ends.first) + " -> " + box(ends.second) + " [label=" + std::to_string(count) + "];\n";
    return dot + "}\n";
}

// How large this thread's record is.
struct record_statistics {
    std::size_t entries = 0, operands = 0, leaves = 0;
    std::size_t bytes = 0;                            // of what is recorded, and of its adjoints
    std::map<std::string, std::size_t> by_operation;  // of what has been recorded with names
};
// How many entries, operands, leaves and bytes this thread's record has, and how many of each operation.
template <class T = double>
record_statistics statistics() {
    arena<T> const& tape = current<T>;
    record_statistics all{static_cast<std::size_t>(tape.size()) - 1, tape.terms(), tape.leaf_count(), tape.bytes(), {}};
    for (index i = 1; i < tape.size(); ++i)
        if (char const* const operation = tape.operation_at(i)) ++all.by_operation[operation];
    return all;
}

}
