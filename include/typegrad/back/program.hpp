// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Layout: from the graph to the steps of a straight-line program, in blocks, with a register for every value.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/guard.hpp>

namespace typegrad::back {

// What a step does beyond the operations of the table.
inline constexpr int copy_step = table::size;        // the end of a branch: its value becomes the select's
inline constexpr int zero_step = table::size + 1;    // the same for a closed gate
inline constexpr int sin_cos_step = table::size + 2;  // sine and cosine of one argument, into two registers
// A product that only one sum uses, in one expression with it, because clang contracts to fused operations within an
// expression only. (With -ffp-contract=off each operation is rounded as ever.)
inline constexpr int multiply_add_step = table::size + 3;       // a * b + c
inline constexpr int multiply_subtract_step = table::size + 4;  // a * b - c
inline constexpr int subtract_product_step = table::size + 5;   // c - a * b

// Values live in registers 0 …, first the inputs, then the literals; conditions in registers of their own.
// A block is a range of segments; a segment is a range of steps, then perhaps a branch into one of two blocks.
template <class Literal, int Steps, int Literals, int Outputs, int Segments>
struct program {
    int operation[Steps + 1]{};
    int target[Steps + 1]{};
    int a[Steps + 1]{};
    int b[Steps + 1]{};
    int c[Steps + 1]{};
    Literal literal[Literals + 1]{};
    int output[Outputs + 1]{};

    int segment_first[Segments + 1]{};
    int segment_last[Segments + 1]{};
    int condition[Segments + 1]{};   // -1: the segment ends without a branch
    int then_block[Segments + 1]{};
    int else_block[Segments + 1]{};
    int block_first[Segments + 1]{};
    int block_last[Segments + 1]{};

    int step_count = 0;
    int segment_count = 0;
    int inputs = 0;
    int literals = 0;
    int outputs = 0;
    int values = 0;
    int conditions = 0;
};

namespace detail {
    struct segment {
        int first = 0;
        int last = 0;
        int condition = -1;
        int then_block = 0;
        int else_block = 0;
        int next = -1;
    };
    struct block {
        int first_segment = -1;
        int last_segment = -1;
    };
}

template <class Graph>
class layout {
    template <class T>
    using growing = graph::detail::growing<T>;

public:
    constexpr explicit layout(Graph const& graph)
        : graph_(graph), guards_(graph), register_(new int[static_cast<std::size_t>(graph.node_count) + 1]{}),
          literal_register_(new int[static_cast<std::size_t>(graph.literal_count) + 1]{}), literals_(16),
          steps_(graph.node_count + 16), segments_(8), blocks_(8) {
        find_sine_and_cosine_pairs();
        find_single_use_products();
        values_ = graph.input_count;
        for (int i = 0; i < graph.input_count; ++i) register_[i] = i + 1;
        use_literals();
        int const root = open_block();
        for (int i = graph.input_count; i < graph.node_count; ++i)
            if (guards_.block_of(i) == 0 && register_[i] == 0) emit(i, root);
        close_segment(root);
    }
    constexpr layout(layout const&) = delete;
    constexpr layout& operator=(layout const&) = delete;
    constexpr ~layout() {
        delete[] register_;
        delete[] literal_register_;
        delete[] partner_;
        delete[] fused_into_;
    }

    constexpr int step_count() const { return steps_.size; }
    constexpr int segment_count() const { return segments_.size; }

    template <class Program>
    constexpr void write_to(Program& p) const {
        for (int i = 0; i < steps_.size; ++i) {
            step const& s = steps_[i];
            p.operation[i] = s.operation, p.target[i] = s.target, p.a[i] = s.a, p.b[i] = s.b, p.c[i] = s.c;
        }
        for (int i = 0; i < literals_.size; ++i) p.literal[i] = graph_.literals[literals_[i]];
        for (int i = 0; i < graph_.output_count; ++i) p.output[i] = at(graph_.outputs[i]);
        write_blocks(p);
        p.step_count = steps_.size;
        p.inputs = graph_.input_count;
        p.literals = literals_.size;
        p.outputs = graph_.output_count;
        p.values = values_;
        p.conditions = conditions_;
    }

private:
    struct step {
        int operation = 0;
        int target = 0;
        int a = 0;
        int b = 0;
        int c = 0;
    };

    // The blocks of a nested block come in between: here each one's segments are brought together.
    template <class Program>
    constexpr void write_blocks(Program& p) const {
        int count = 0;
        for (int b = 0; b < blocks_.size; ++b) {
            p.block_first[b] = count;
            for (int s = blocks_[b].first_segment; s >= 0; s = segments_[s].next, ++count) {
                p.segment_first[count] = segments_[s].first;
                p.segment_last[count] = segments_[s].last;
                p.condition[count] = segments_[s].condition;
                p.then_block[count] = segments_[s].then_block;
                p.else_block[count] = segments_[s].else_block;
            }
            p.block_last[b] = count;
        }
        p.segment_count = count;
    }

    // partner_[i] is the cosine that node i, a sine, is computed with, or the other way round; 0: none.
    constexpr void find_sine_and_cosine_pairs() {
        partner_ = new int[static_cast<std::size_t>(graph_.node_count) + 1]{};
        bool any = false;
        for (int i = graph_.input_count; i < graph_.node_count && !any; ++i) any = graph_.nodes[i].operation == code<cos_>;
        if (!any) return;
        int* const seen = new int[static_cast<std::size_t>(graph_.node_count) + 1]{};
        for (int i = graph_.input_count; i < graph_.node_count; ++i) {
            int const operation = graph_.nodes[i].operation;
            if ((operation != code<sin_> && operation != code<cos_>) || guards_.block_of(i) < 0) continue;
            int const argument = graph_.nodes[i].operand[0];
            int const other = seen[argument];
            if (other != 0 && guards_.block_of(other) == guards_.block_of(i)) partner_[i] = other, partner_[other] = i;
            seen[argument] = i;
        }
        delete[] seen;
    }

    // fused_into_[i] is the sum that computes the product i along with itself; 0: none.
    constexpr void find_single_use_products() {
        fused_into_ = new int[static_cast<std::size_t>(graph_.node_count) + 1]{};
        int* const uses = new int[static_cast<std::size_t>(graph_.node_count) + 1]{};
        for (int i = graph_.input_count; i < graph_.node_count; ++i) {
            if (guards_.block_of(i) < 0) continue;
            graph::node const& n = graph_.nodes[i];
            int const arity = facts_of(n.operation).arity;
            if (arity > 0 && n.operand[0] >= 0) ++uses[n.operand[0]];
            if (arity > 1 && n.operand[1] >= 0) ++uses[n.operand[1]];
            if (arity > 2 && n.operand[2] >= 0) ++uses[n.operand[2]];
        }
        for (int i = 0; i < graph_.output_count; ++i)
            if (graph_.outputs[i] >= 0) ++uses[graph_.outputs[i]];
        for (int i = graph_.input_count; i < graph_.node_count; ++i) {
            graph::node const& n = graph_.nodes[i];
            if ((n.operation != code<add_> && n.operation != code<sub_>) || guards_.block_of(i) < 0) continue;
            // Of two products the one that was computed later: the other is then ready.
            int const last = n.operand[0] > n.operand[1] ? 0 : 1;
            if (is_fusible(n.operand[last], i, uses)) fused_into_[n.operand[last]] = i;
            else if (is_fusible(n.operand[1 - last], i, uses)) fused_into_[n.operand[1 - last]] = i;
        }
        delete[] uses;
    }
    constexpr bool is_fusible(int operand, int i, int const* uses) const {
        return operand >= 0 && graph_.nodes[operand].operation == code<mul_> && uses[operand] == 1 && guards_.block_of(operand) == guards_.block_of(i);
    }

    constexpr void use_literals() {
        for (int i = graph_.input_count; i < graph_.node_count; ++i) {
            if (guards_.block_of(i) < 0) continue;
            graph::node const& n = graph_.nodes[i];
            if (n.operand[0] < 0) use_literal(n.operand[0]);
            if (n.operand[1] < 0) use_literal(n.operand[1]);
            if (n.operand[2] < 0) use_literal(n.operand[2]);
        }
        for (int i = 0; i < graph_.output_count; ++i)
            if (graph_.outputs[i] < 0) use_literal(graph_.outputs[i]);
    }
    constexpr void use_literal(int operand) {
        if (literal_register_[~operand] == 0) literals_.push(~operand), literal_register_[~operand] = ++values_;
    }

    constexpr int at(int operand) const { return (operand < 0 ? literal_register_[~operand] : register_[operand]) - 1; }

    constexpr int open_block() {
        int const b = blocks_.push({});
        open_segment(b);
        return b;
    }
    constexpr void open_segment(int b) {
        int const s = segments_.push({steps_.size});
        if (blocks_[b].first_segment < 0) blocks_[b].first_segment = s;
        else segments_[blocks_[b].last_segment].next = s;
        blocks_[b].last_segment = s;
    }
    constexpr void close_segment(int b) { segments_[blocks_[b].last_segment].last = steps_.size; }

    constexpr void emit(int i, int into) {
        graph::node const& n = graph_.nodes[i];
        if (fused_into_[i] != 0) return;
        if (chooses(i) && (hidden(i, 1) || (n.operation == code<select_> && hidden(i, 2)))) return branch(i, into);
        register_[i] = facts_of(n.operation).result == kind::condition ? ++conditions_ : ++values_;
        if (partner_[i] != 0 && register_[partner_[i]] == 0) {
            bool const sine = n.operation == code<sin_>;
            register_[partner_[i]] = ++values_;
            steps_.push({sin_cos_step, at(sine ? i : partner_[i]), at(n.operand[0]), at(sine ? partner_[i] : i), 0});
        } else if (n.operation == code<add_> || n.operation == code<sub_>) {
            emit_sum(i, n);
        } else {
            steps_.push({n.operation, at(i), operand(n, 0), operand(n, 1), operand(n, 2)});
        }
    }
    constexpr void emit_sum(int i, graph::node const& n) {
        int const product = is_fused(n.operand[0], i) ? 0 : is_fused(n.operand[1], i) ? 1 : -1;
        if (product < 0) {
            steps_.push({n.operation, at(i), at(n.operand[0]), at(n.operand[1]), 0});
        } else {
            graph::node const& factors = graph_.nodes[n.operand[product]];
            int const operation = n.operation == code<add_> ? multiply_add_step : product == 0 ? multiply_subtract_step : subtract_product_step;
            steps_.push({operation, at(i), at(factors.operand[0]), at(factors.operand[1]), at(n.operand[1 - product])});
        }
    }
    constexpr bool is_fused(int operand, int i) const { return operand >= 0 && fused_into_[operand] == i; }
    constexpr int operand(graph::node const& n, int k) const { return k < facts_of(n.operation).arity ? at(n.operand[k]) : 0; }
    constexpr bool chooses(int i) const { return graph_.nodes[i].operation == code<select_> || graph_.nodes[i].operation == code<gate_>; }

    // Whether the k-th operand of node i belongs to a block inside i's own and has not been computed.
    constexpr bool hidden(int i, int k) const {
        int const operand = graph_.nodes[i].operand[k];
        return operand >= 0 && register_[operand] == 0 && guards_.block_of(operand) != guards_.block_of(i);
    }

    // The select or gate i becomes a branch, together with those that follow it in the root on the same condition.
    constexpr void branch(int i, int into) {
        growing<int> group(8);
        group.push(i);
        for (int j = i + 1; guards_.block_of(i) == 0 && j < graph_.node_count; ++j) {
            if (guards_.block_of(j) != 0 || register_[j] != 0) continue;
            if (!chooses(j) || graph_.nodes[j].operand[0] != graph_.nodes[i].operand[0]) break;
            group.push(j);
        }
        close_segment(into);
        int const s = blocks_[into].last_segment;
        segments_[s].condition = at(graph_.nodes[i].operand[0]);
        int const first_value = values_ + 1;
        values_ += group.size;
        int const then_block = side(group, 1, first_value);
        for (int k = 0; k < group.size; ++k) register_[group[k]] = 0;
        int const else_block = side(group, 2, first_value);
        segments_[s].then_block = then_block;
        segments_[s].else_block = else_block;
        open_segment(into);
    }
    constexpr int side(growing<int> const& group, int k, int first_value) {
        int const b = open_block();
        for (int j = 0; j < group.size; ++j) {
            graph::node const& n = graph_.nodes[group[j]];
            bool const closed = k == 2 && n.operation == code<gate_>;
            if (!closed && hidden(group[j], k)) emit_needed(n.operand[k], b);
            register_[group[j]] = first_value + j;
            steps_.push({closed ? zero_step : copy_step, at(group[j]), closed ? 0 : at(n.operand[k]), 0, 0});
        }
        close_segment(b);
        return b;
    }

    // Emits what `result` needs in its own block, operands first. Nodes of blocks further in are only looked through:
    // they are emitted by the branch that needs them.
    constexpr void emit_needed(int result, int into) {
        struct visit {
            int node = 0;
            int next_operand = 0;
        };
        int const block = guards_.block_of(result);
        bool* const seen = new bool[static_cast<std::size_t>(result) + 1]{};
        growing<visit> stack(16);
        stack.push({result, 0});
        while (stack.size > 0) {
            visit& top = stack[stack.size - 1];
            graph::node const& n = graph_.nodes[top.node];
            if (top.next_operand < facts_of(n.operation).arity) {
                int const operand = n.operand[top.next_operand++];
                if (operand < 0 || register_[operand] != 0 || seen[operand]) continue;
                seen[operand] = true;
                stack.push({operand, 0});
            } else {
                int const node = top.node;
                --stack.size;
                if (guards_.block_of(node) == block && register_[node] == 0) emit(node, into);
            }
        }
        delete[] seen;
    }

    Graph const& graph_;
    pass::guards<Graph> guards_;
    int* register_;          // plus one; 0: not emitted yet
    int* literal_register_;  // plus one; 0: not used
    int* partner_ = nullptr;
    int* fused_into_ = nullptr;
    growing<int> literals_;
    growing<step> steps_;
    growing<detail::segment> segments_;
    growing<detail::block> blocks_;
    int values_ = 0;
    int conditions_ = 0;
};

namespace detail {
    template <class Source, int Steps, int Segments>
    constexpr auto lay_out() {
        constexpr auto const& graph = Source::graph;
        program<typename Source::literal_type, Steps, graph.literal_count, graph.output_count, Segments> result;
        layout const plan(graph);
        result.step_count = plan.step_count();
        result.segment_count = plan.segment_count();
        if (plan.step_count() <= Steps && plan.segment_count() <= Segments) plan.write_to(result);
        return result;
    }
    template <class Source>
    struct first_layout {
        static constexpr int steps = Source::graph.node_count + 16;
        static constexpr int segments = 16;
        static constexpr auto program = lay_out<Source, steps, segments>();
        static constexpr bool fits = program.step_count <= steps && program.segment_count <= segments;
    };
    template <class Source>
    struct exact_layout {
        static constexpr auto program = lay_out<Source, first_layout<Source>::program.step_count, first_layout<Source>::program.segment_count>();
    };
}

// The program of a graph, as static data.
template <class Source>
struct compiled : std::conditional_t<detail::first_layout<Source>::fits, detail::first_layout<Source>, detail::exact_layout<Source>> {};

}
