// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A record of the tape as a page that a browser shows: one file, without a server, the network or Graphviz.
//
//     tape::describe_record const describing;      // before what is to be seen: names of operations and values
//     auto const y = …;
//     std::ofstream("tape.html") << tape::html(y);
//
// A click on a value shows its line, its value, the gradient of y by it, and its partial derivatives. A record of more than `most` values is
// folded: a box is then a stretch of it, and says which operations are there and how many.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/back/picture.hpp>
#include <typegrad/tape/pictures.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

namespace detail {
    // What back::page asks of a program, of boxes; those of the leaves are first.
    class boxes_of_record {
    public:
        struct box {
            std::string name, line;
            std::vector<int> operands;
        };
        std::vector<box> boxes;
        int leaves = 0;

        int node_count() const { return static_cast<int>(boxes.size()); }
        int input_count() const { return leaves; }
        int output_count() const { return 1; }
        int output_at(int) const { return node_count() - 1; }
        bool has_line(int) const { return true; }
        bool is_operation(int) const { return true; }
        int weight(int) const { return 0; }
        std::string const& value(int i) const { return boxes[static_cast<std::size_t>(i)].name; }
        std::string const& line(int i) const { return boxes[static_cast<std::size_t>(i)].line; }
        std::vector<int> const& operands(int i) const { return boxes[static_cast<std::size_t>(i)].operands; }
    };

    inline boxes_of_record boxes_of(folded_record const& folded) {
        boxes_of_record record;
        for (std::string const& name : folded.names_of_leaves) record.boxes.push_back({name, "", {}});
        // Edges count with a box for the leaves without a name, even if there are none.
        int const missing = folded.unnamed_leaves == 0 ? 1 : 0;
        if (missing == 0) record.boxes.push_back({std::to_string(folded.unnamed_leaves) + (folded.names_of_leaves.empty() ? " leaves" : " other leaves"), "", {}});
        record.leaves = static_cast<int>(record.boxes.size());
        for (auto const& s : folded.stretches) {
            std::string const name = std::to_string(s.first) + " … " + std::to_string(s.last);
            std::string line = name + ": " + counted(s.operations);
            for (std::string const& given : s.names) line += ", " + given;
            record.boxes.push_back({name, line, {}});
        }
        int const named = static_cast<int>(folded.names_of_leaves.size());
        auto const box = [&](int i) { return i > named ? i - missing : i; };
        for (auto const& [ends, count] : folded.edges) record.boxes[static_cast<std::size_t>(box(ends.second))].operands.push_back(box(ends.first));
        return record;
    }
}

// The page of what y, a variable or a tensor, depends on.
template <template <class> class V, class T>
std::string html(V<T> const& y, std::size_t most = 500) {
    auto const number = detail::number_of(y);  // first: what is recorded now moves the values that nodes point to
    auto const all = detail::nodes_below(y);
    bool const is_folded = all.size() > most;
    detail::boxes_of_record record;
    std::vector<back::annotation> said;
    if (is_folded) {
        record = detail::boxes_of(detail::fold(all));
        said.resize(record.boxes.size());
    } else {
        std::vector<index> positions;
        for (node<T> const& n : all) positions.push_back(n.position);
        auto const gradients = detail::gradients_at(number, positions);
        std::map<index, std::string> names;
        std::map<index, int> box;
        for (std::size_t k = 0; k < all.size(); ++k) {
            node<T> const& n = all[k];
            names[n.position] = detail::text_of(n);
            box[n.position] = static_cast<int>(k);
            record.leaves += n.is_leaf ? 1 : 0;
            back::annotation here;
            here.computed = n.value != nullptr;
            if (n.value) here.value = here.short_value = detail::written(*n.value);
            if (n.shape.empty()) here.adjoint.push_back(detail::written(gradients[k]));
            here.short_adjoint = here.adjoint;
            std::vector<int> operands;
            for (auto const& o : n.operands) {
                operands.push_back(box[o.position]);
                if (n.shape.empty() && n.operation != "a function") here.rule += (here.rule.empty() ? "∂" : "\n∂") + names[n.position] + "/∂" + names[o.position] + " = " + detail::written(o.partial);
            }
            record.boxes.push_back({names[n.position] + (n.is_leaf && !n.shape.empty() ? "  " + n.shape : ""),
                                    n.is_leaf ? "" : detail::line_of(n, names) + (n.shape.empty() ? "" : "  " + n.shape), std::move(operands)});
            said.push_back(std::move(here));
        }
    }
    std::string const summary = std::to_string(all.size()) + (all.size() == 1 ? " value" : " values") + (is_folded ? ", folded: a box is a stretch of the record, and an edge says that one takes values of another." : ".");
    return back::page(record, std::move(said), {"y"}).html("A record of the tape", summary, "");
}

}

#include <typegrad/macros/restore.hpp>
