// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Graphs as text: infix, static single assignment, and Graphviz for a picture.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/call.hpp>
#include <typegrad/op/loop.hpp>

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace typegrad::inline v0_2::graph {

// A graph of any size, for what is done with it at run time.
template <class Literal>
struct dynamic_graph {
    using literal_type = Literal;

    std::vector<node> nodes;
    std::vector<Literal> literals;
    std::vector<int> outputs;
    int node_count = 0;
    int literal_count = 0;
    int output_count = 0;
    int input_count = 0;
};

template <class Literal>
dynamic_graph<Literal> copy(builder<Literal> const& from, std::vector<int> outputs) {
    dynamic_graph<Literal> to;
    for (int i = 0; i < from.node_count(); ++i) to.nodes.push_back(from[i]);
    for (int i = 0; i < from.literal_count(); ++i) to.literals.push_back(from.literal_at(~i));
    to.outputs = static_cast<std::vector<int>&&>(outputs);
    to.node_count = from.node_count();
    to.literal_count = from.literal_count();
    to.output_count = static_cast<int>(to.outputs.size());
    to.input_count = from.input_count();
    return to;
}
template <class Graph>
auto copy(Graph const& from) {
    return dynamic_graph<typename Graph::literal_type>{{from.nodes, from.nodes + from.node_count}, {from.literals, from.literals + from.literal_count},
                                                       {from.outputs, from.outputs + from.output_count}, from.node_count, from.literal_count,
                                                       from.output_count, from.input_count};
}

}

namespace typegrad::inline v0_2::back {

// The shortest decimal form that a reader would write for a literal.
template <class T>
std::string literal_text(T value) {
    for (int digits = 1; digits <= std::numeric_limits<T>::max_digits10; ++digits) {
        std::ostringstream text;
        text.precision(digits);
        text << value;
        T back{};
        // 40, not 4e+01.
        if (std::istringstream(text.str()) >> back && back == value && (digits >= 7 || text.str().find("e+") == std::string::npos)) return text.str();
    }
    std::ostringstream text;
    text << value;
    return text.str();
}

// Appended: for "x" + std::to_string(n) g++ 12 warns at -O3 of an overlap that is not there.
inline std::string numbered(char const* name, int number) {
    std::string text = name;
    return text.append(std::to_string(number));
}
inline std::string in_parentheses(std::string const& text) {
    std::string result = "(";
    return result.append(text).append(")");
}

// A user's name inside of double quotes; and as Mermaid's labels take it, which read HTML's entities.
inline std::string in_quotes(std::string const& text) {
    std::string quoted;
    for (char const c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted;
}
inline std::string in_mermaid(std::string const& text) {
    std::string escaped;
    for (char const c : text) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '_' || c == '.' || c == ',' || c == '(' || c == ')' ||
                           c == '[' || c == ']' || c == '+' || c == '-' || c == '*' || c == '/' || c == '=' || static_cast<unsigned char>(c) >= 128;
        if (plain) escaped += c;
        else escaped.append("#").append(std::to_string(static_cast<int>(c))).append(";");
    }
    return escaped;
}

template <class Literal>
class writer {
    using graph_type = graph::dynamic_graph<Literal>;

public:
    // `names` are those of the inputs; without a name an input is x0, x1 …. `columns`: what the numbers of a row are called, of those inputs that are rows;
    // where one has none it is the name of the input, with an index if there are several.
    writer(graph_type from, std::vector<std::string> names, std::vector<std::vector<std::string>> columns = {})
        : graph_(static_cast<graph_type&&>(from)), names_(static_cast<std::vector<std::string>&&>(names)), columns_(static_cast<std::vector<std::vector<std::string>>&&>(columns)) {
        columns_.resize(static_cast<std::size_t>(graph_.input_count));
        while (static_cast<int>(names_.size()) < graph_.input_count) names_.push_back(numbered("x", static_cast<int>(names_.size())));
        live_.resize(static_cast<std::size_t>(graph_.node_count) + 1);
        for (int i = 0; i < graph_.output_count; ++i)
            if (output_at(i) >= 0) live_[static_cast<std::size_t>(output_at(i))] = true;
        for (int i = graph_.node_count - 1; i >= 0; --i)
            if (live(i))
                for (int k = 0; k < arity(i); ++k)
                    if (node_at(i).operand[k] >= 0) live_[static_cast<std::size_t>(node_at(i).operand[k])] = true;
    }

    // One formula an output; a shared value is written as often as it is used.
    std::string infix() const {
        std::string text;
        for (int i = 0; i < graph_.output_count; ++i) text.append(i > 0 ? "\n" : "").append(formula(output_at(i), 0));
        return text;
    }

    // One line a node, each value computed once, and the number of operations.
    std::string ssa() const {
        std::string text;
        int operations = 0;
        for (int i = graph_.input_count; i < graph_.node_count; ++i) {
            if (!has_line(i)) continue;
            operations += is_operation(i);
            text += line(i) + "\n";
        }
        text += "return";
        for (int i = 0; i < graph_.output_count; ++i) text += (i > 0 ? ", " : " ") + value(output_at(i));
        return text + "\n// Total operations: " + std::to_string(operations) + "\n";
    }

    // A node's line in it, and which one that is, from 1.
    std::string line(int node) const {
        return value(node) + " = " + right_side(node);
    }
    int line_number(int node) const {
        int number = 0;
        for (int i = graph_.input_count; i <= node; ++i) number += has_line(i);
        return number;
    }
    // What an operand is called there: x0, t7, or the number that it is.
    std::string value(int operand) const {
        return operand < 0 ? literal_text(literal_at(operand))
             : operand < graph_.input_count ? names_[static_cast<std::size_t>(operand)]
                                            : "t" + std::to_string(operand);
    }
    // The arguments of a call are behind its chain.
    std::vector<int> operands(int i) const {
        if (node_at(i).what->components == 0) return {node_at(i).operand, node_at(i).operand + arity(i)};
        std::vector<int> arguments;
        graph::each_argument([&](int k) { return node_at(k); }, i, [&](int a) { arguments.insert(arguments.begin(), a); });
        return arguments;
    }

    // The nodes with their operands, a line each, for whoever draws: Mermaid, as Markdown shows it.
    std::string mermaid() const {
        std::string text = "flowchart TD\n";
        for (int i = 0; i < graph_.node_count; ++i) {
            bool const input = i < graph_.input_count;
            if (!input && !has_line(i)) continue;
            text += "    " + numbered("n", i) + (input ? "([\"" + in_mermaid(value(i)) : "[\"" + in_mermaid(line(i))) + (input ? "\"])\n" : "\"]\n");
            if (input) continue;
            for (int const operand : operands(i))
                if (operand >= 0) text += "    " + numbered("n", operand) + " --> " + numbered("n", i) + "\n";
        }
        for (int i = 0; i < graph_.output_count; ++i) {
            std::string const name = numbered("out", i);
            if (output_at(i) >= 0) text += "    " + name + "([\"" + output_name(i) + "\"])\n    " + numbered("n", output_at(i)) + " --> " + name + "\n";
            else text += "    " + name + "([\"" + output_name(i) + " = " + value(output_at(i)) + "\"])\n";
        }
        return text;
    }

    // A picture: `dot -Tsvg` draws it.
    std::string graphviz() const {
        std::string text = "digraph {\n    rankdir=BT\n    node [fontname=\"Helvetica\" shape=circle]\n";
        for (int i = 0; i < graph_.node_count; ++i) {
            if ((!live(i) && i >= graph_.input_count) || graph::is_link(node_at(i))) continue;
            bool const input = i < graph_.input_count;
            text += "    " + numbered("n", i) + " [label=\"" + in_quotes(input ? input_name(i) : std::string(node_at(i).what->text)) +
                    (input ? "\" shape=box]\n" : "\"]\n");
            int k = 0;
            for (int const operand : operands(i)) text += edge(operand, numbered("n", i), k < 4 ? i * 4 + k : graph_.node_count * 4 * (k - 2) + i), ++k;
        }
        for (int i = 0; i < graph_.output_count; ++i) {
            std::string const name = numbered("out", i);
            text += "    " + name + " [label=\"" + output_name(i) + "\" shape=doublecircle]\n";
            text += edge(output_at(i), name, -1 - i);
        }
        return text + "}\n";
    }

    // What the other texts are made of: back/c.hpp, back/latex.hpp, back/picture.hpp.
    int node_count() const { return graph_.node_count; }
    int input_count() const { return graph_.input_count; }
    int output_count() const { return graph_.output_count; }
    std::string const& input_name(int i) const { return names_[static_cast<std::size_t>(i)]; }
    graph::node const& node_at(int i) const { return graph_.nodes[static_cast<std::size_t>(i)]; }
    Literal literal_at(int operand) const { return graph_.literals[static_cast<std::size_t>(~operand)]; }
    int output_at(int i) const { return graph_.outputs[static_cast<std::size_t>(i)]; }
    std::string output_name(int i) const { return graph_.output_count == 1 ? "y" : numbered("y", i); }
    int arity(int i) const { return node_at(i).what->arity; }
    bool live(int i) const { return live_[static_cast<std::size_t>(i)]; }
    bool has_line(int i) const { return live(i) && !graph::is_link(node_at(i)); }
    // Has a line, and is no part of what another line computes.
    bool is_operation(int i) const { return has_line(i) && component_number(node_at(i).operation) < 0; }
    int weight(int i) const { return i < graph_.input_count ? 0 : node_at(i).what->cost; }
    // What stands on the right of a node's line.
    std::string right_side(int node) const {
        if (std::string const* const column = column_of(node)) return "row(" + value(node_at(node).operand[0]) + ", " + *column + ")";
        return applied(node, [&](int operand, int) { return value(operand); });
    }

    // In formulas a number of a row has a name: that of its column, or rows[k]; in a loop that stands in others one ' for each of them. Empty where it has none.
    std::string name_in_row(int node) const {
        graph::node const& n = node_at(node);
        if (n.operation != code<row_>) return {};
        int const rows = rows_of(n.operand[0]);
        if (rows < 0) return {};
        auto const k = static_cast<long long>(literal_at(n.operand[1]));
        std::string name = input_name(rows);
        if (std::string const* const column = column_of(node)) name = *column;
        else if (k < 0) name = "i";
        else if (has_several_numbers(rows)) name.append("[").append(std::to_string(k)).append("]");
        return name.append(static_cast<std::size_t>(literal_at(node_at(n.operand[0]).operand[1])), '\'');
    }
    // Over which rows a reduction goes, as a formula says it: the name of the argument. Of columns, which are in the formula by their names, nothing.
    bool reduces_rows(int node) const { return node_at(node).what->reduces && node_at(node).what->arity == 2 && rows_of(node_at(node).operand[1]) >= 0; }
    std::string rows_reduced(int node) const {
        int const rows = rows_of(node_at(node).operand[1]);
        return columns_[static_cast<std::size_t>(rows)].empty() ? input_name(rows) : std::string();
    }

private:
    // Of a loop over rows the input that stands for them; -1: of another one.
    int rows_of(int loop) const { return loop >= 0 && node_at(loop).operation == code<loop_> && node_at(loop).operand[0] < input_count() ? node_at(loop).operand[0] : -1; }
    std::string const* column_of(int node) const {
        graph::node const& n = node_at(node);
        int const rows = n.operation == code<row_> ? rows_of(n.operand[0]) : -1;
        if (rows < 0) return nullptr;
        std::vector<std::string> const& names = columns_[static_cast<std::size_t>(rows)];
        auto const k = static_cast<long long>(literal_at(n.operand[1]));
        return k >= 0 && k < static_cast<long long>(names.size()) ? &names[static_cast<std::size_t>(k)] : nullptr;
    }
    // Whether a row of that input has other numbers than its first one, as far as the program takes them.
    bool has_several_numbers(int rows) const {
        for (int i = input_count(); i < node_count(); ++i)
            if (node_at(i).operation == code<row_> && rows_of(node_at(i).operand[0]) == rows && literal_at(node_at(i).operand[1]) > 0) return true;
        return false;
    }

    template <class Operand>
    std::string applied(int i, Operand&& operand) const {
        graph::node const& n = node_at(i);
        facts const& f = *n.what;
        std::string const text = f.text;
        // A literal comes first in a product and last in a sum, as one writes it.
        if (n.operation == code<add_> && n.operand[0] < 0) return operand(n.operand[1], 0) + " + " + operand(n.operand[0], 1);
        if (f.arity == 0) return text;
        if (f.infix) return operand(n.operand[0], 0) + " " + text + " " + operand(n.operand[1], 1);
        if (prefix(n.operation)) return text + operand(n.operand[0], 1);
        if (int const k = component_number(n.operation); k >= 0) return operand(n.operand[0], -1) + "[" + std::to_string(k) + "]";
        std::string call = text + "(", separator;
        for (int const argument : operands(i)) {
            call += separator + operand(argument, -1);
            separator = ", ";
        }
        return call + ")";
    }
    static bool prefix(int operation) { return operation == code<neg_> || operation == code<not_>; }

    // How tightly an operation binds: || && == < + * prefix, then calls and names.
    static int binding(int operation) {
        return operation == code<or_> ? 1
             : operation == code<and_> ? 2
             : operation == code<equal_> || operation == code<not_equal_> ? 3
             : operation == code<less_> || operation == code<less_equal_> ? 4
             : operation == code<add_> || operation == code<sub_> ? 5
             : operation == code<mul_> || operation == code<div_> ? 6
             : prefix(operation) ? 7
                                 : 8;
    }
    std::string formula(int operand, int outer) const {
        if (operand < graph_.input_count) {
            std::string const text = value(operand);
            return text[0] == '-' && outer > 5 ? in_parentheses(text) : text;
        }
        if (std::string const name = name_in_row(operand); !name.empty()) return name;
        if (reduces_rows(operand)) {
            std::string const rows = rows_reduced(operand);
            return node_at(operand).what->text + in_parentheses(formula(node_at(operand).operand[0], 0) + (rows.empty() ? "" : ", ") + rows);
        }
        int const operation = node_at(operand).operation, inner = binding(operation);
        // The right operand of an operation that does not associate needs parentheses at equal strength.
        std::string const text = applied(operand, [&](int next, int side) { return formula(next, side < 0 ? 0 : inner + (side == 1 && inner < 7 ? 1 : 0)); });
        return inner < outer ? in_parentheses(text) : text;
    }

    std::string edge(int operand, std::string const& to, int number) const {
        if (operand >= 0) return "    " + numbered("n", operand) + " -> " + to + "\n";
        std::string const name = numbered("literal", number < 0 ? -number : number) + (number < 0 ? "out" : "");
        return "    " + name + " [label=\"" + literal_text(literal_at(operand)) + "\" shape=plaintext]\n    " + name + " -> " + to + "\n";
    }

    graph_type graph_;
    std::vector<std::string> names_;
    std::vector<std::vector<std::string>> columns_;
    std::vector<bool> live_;
};

}
