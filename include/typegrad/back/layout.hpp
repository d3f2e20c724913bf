// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Layout: from the graph to the program. What only one branch needs is put into that branch's block.
#pragma once
#pragma GCC system_header

#include <typegrad/back/order.hpp>
#include <typegrad/back/program.hpp>
#include <typegrad/graph/build.hpp>
#include <typegrad/graph/call.hpp>
#include <typegrad/pass/guard.hpp>

namespace typegrad::inline v0_2::back {

struct in_order_of_graph {};

template <class Graph>
class layout {
    template <class T>
    using growing = graph::detail::growing<T>;

public:
    // Where numbers are built in, in an order of its own, if there is reason to.
    constexpr layout(Graph const& graph, number_kind numbers, pass::blocks const& guards, companions<Graph>& companions) : layout(graph, guards, companions) {
        int const root = open_block();
        if (numbers != number_kind::built_in || !emit_in_order(root, companions)) emit_all(root);
        close_segment(root);
    }
    // In the order of the graph.
    constexpr layout(Graph const& graph, pass::blocks const& guards, companion_table const& companions, in_order_of_graph) : layout(graph, guards, companions) {
        int const root = open_block();
        emit_all(root);
        close_segment(root);
    }
    constexpr layout(layout const&) = delete;
    constexpr layout& operator=(layout const&) = delete;
    constexpr ~layout() { delete[] registers_; }

    constexpr int step_count() const { return steps_.size; }
    constexpr int segment_count() const { return segments_.size; }

    template <class Program>
    constexpr void write_to(Program& p) const {
        for (int i = 0; i < steps_.size; ++i) p.steps[i] = steps_.data[i];
        for (int i = 0; i < graph_.literal_count; ++i) p.literals[i] = graph_.literals[i];
        for (int i = 0; i < graph_.output_count; ++i) p.outputs[i] = at(graph_.outputs[i]);
        write_blocks(p);
        p.step_count = steps_.size;
        p.segment_count = segments_.size;
        p.input_count = graph_.input_count;
        p.literal_count = graph_.literal_count;
        p.output_count = graph_.output_count;
        p.values = values_;
        p.conditions = conditions_;
        p.lanes = lanes_;
        write_output_runs(p);
    }

private:
    constexpr layout(Graph const& graph, pass::blocks const& guards, companion_table const& companions)
        : graph_(graph), guards_(guards), registers_(new int[static_cast<std::size_t>(graph.literal_count + graph.node_count) + 1]{}),
          register_(registers_ + graph.literal_count), companions_(companions),
          steps_(graph.node_count + 16), segments_(8), blocks_(8), values_(graph.input_count + graph.literal_count) {
        for (int i = 0; i < graph.input_count; ++i) register_[i] = i + 1;
        for (int i = 0; i < graph.literal_count; ++i) register_[~i] = graph.input_count + i + 1;
    }
    constexpr void emit_all(int root) {
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if (guards_.block_of(i) == 0 && register_[i] == 0) emit(i, root);
    }

    // The blocks of a nested block come in between: here each one's segments are brought together.
    template <class Program>
    constexpr void write_blocks(Program& p) const {
        int count = 0;
        for (int b = 0; b < blocks_.size; ++b) {
            p.blocks[b].first = count;
            for (int s = blocks_[b].first; s >= 0; s = segments_[s].next) p.segments[count++] = segments_[s];
            p.blocks[b].last = count;
        }
    }

    template <class Program>
    constexpr void write_output_runs(Program& p) const {
        if (lanes_ == 0) return;
        int* const taken_by = new int[static_cast<std::size_t>(values_) + 1]{};  // of a register, the step that takes it out of lanes, plus one
        for (int s = 0; s < steps_.size; ++s)
            if (steps_.data[s].operation == extract_step) taken_by[steps_.data[s].target] = s + 1;
        for (int k = 0; k + lane_count <= graph_.output_count; ++k) {
            int const s = taken_by[p.outputs[k]] - 1;
            if (s < 0 || !is_run(p.outputs + k, steps_.data + s, steps_.size - s)) continue;
            p.output_lanes[k] = steps_.data[s].a + 1;
            ++p.output_runs;
            k += lane_count - 1;
        }
        delete[] taken_by;
    }
    // Whether these outputs are taken out of one register, one lane after the other, by the steps from here on.
    static constexpr bool is_run(int const* output, step const* at, int steps) {
        for (int lane = 0; lane < lane_count; ++lane)
            if (lane >= steps || at[lane].operation != extract_step || at[lane].target != output[lane] || at[lane].a != at[0].a || at[lane].b != lane) return false;
        return true;
    }

    // The register of an operand.
    constexpr int at(int operand) const { return register_[operand] - 1; }

    constexpr int open_block() {
        int const b = blocks_.push({});
        open_segment(b);
        return b;
    }
    constexpr void open_segment(int b) {
        int const s = segments_.push({steps_.size});
        if (blocks_[b].first < 0) blocks_[b].first = s;
        else segments_[blocks_[b].last].next = s;
        blocks_[b].last = s;
    }
    constexpr void close_segment(int b) { segments_[blocks_[b].last].last = steps_.size; }

    // What can be done side by side is; and what is there besides in an order of its own. Whether there is reason to.
    constexpr bool emit_in_order(int root, companions<Graph>& companions) {
        if (packing<Graph>::is_too_long(graph_) || graph::has_calls(graph_)) return false;
        packing const packs(graph_, guards_, companions);
        if (packs.size() == 0 && (graph_.node_count > moderately_many_nodes || packs.is_without_functions())) return false;
        units const all(graph_, guards_, companions, packs);
        order const best(graph_, companions, packs, all);
        int* const lanes = new int[static_cast<std::size_t>(packs.size())]{};  // the register of each pack
        for (int u = 0; u < best.size(); ++u) {
            int const p = best[u] - graph_.node_count;
            if (p >= 0) lanes[p] = lanes_++, emit_pack(packs, all, p, lanes);
            else if (register_[best[u]] == 0) emit(best[u], root);
        }
        delete[] lanes;
        return true;
    }
    constexpr void emit_pack(packing<Graph> const& packs, units<Graph> const& all, int p, int const* lanes) {
        pack const& one = packs[p];
        auto const lane = [&](int o) { return o < 0 ? 0 : lanes[o]; };
        int const target = lanes[p], a = one.operand[0], b = one.operand[1];
        if (one.how == pack::form::broadcast) {
            steps_.push({broadcast_step, target, at(one.member[0])});
        } else if (one.how == pack::form::gathered && packs.are_neighbours(one.member)) {
            steps_.push({load_step, target, at(one.member[0])});
        } else if (one.how == pack::form::gathered) {
            step four{gather_step, target};
            int* const from[] = {&four.a, &four.b, &four.c, &four.d};
            for (int k = 0; k < lane_count; ++k) *from[k] = at(one.member[k]);
            steps_.push(four);
        } else if (one.how == pack::form::permuted) {
            steps_.push({permute_steps - one.selector, target, lane(a), lane(b)});
        } else if (int const product = all.product_of(p); product >= 0) {
            int const* const factors = packs[one.operand[product]].operand;
            steps_.push({in_lanes(fused_step(one.operation, product)), target, lane(factors[0]), lane(factors[1]), lane(one.operand[1 - product])});
        } else {
            steps_.push({in_lanes(one.operation), target, lane(a), lane(b)});
        }
        if (one.how != pack::form::operation) return;
        for (int k = 0; k < lane_count; ++k)
            if (int const m = one.member[k]; all.is_alone(m) && packs.lane_of(m) == k) {
                register_[m] = ++values_;
                steps_.push({extract_step, at(m), target, k, all.is_output_alone(m)});
            }
    }

    constexpr void emit(int i, int into) {
        graph::node const& n = graph_.nodes[i];
        if (companions_.is_fused(i)) return;
        if ((n.what->components > 0 || n.what->cost == 0 || n.operation == code<select_> || n.operation == code<gate_>) && emit_structure(i, n, into)) return;
        register_[i] = n.what->result == kind::condition ? ++conditions_ : ++values_;
        if (n.operation == code<add_> || n.operation == code<sub_>) return emit_sum(i, n);
        if (n.operation == code<div_> && companions_.reciprocal(i) != 0) return emit_product(i, n, companions_.reciprocal(i), into);
        if (companions_.partner(i) != 0 && register_[companions_.partner(i)] == 0) return emit_sine_and_cosine(i, companions_.partner(i), n);
        steps_.push({n.operation, register_[i] - 1, register_[n.operand[0]] - 1, register_[n.operand[1]] - 1, register_[n.operand[2]] - 1});
    }

    // What is no step of its own operation and no other; whether it was such a node.
    constexpr bool emit_structure(int i, graph::node const& n, int into) {
        if (n.operation == code<select_> || n.operation == code<gate_>) return emit_choice(i, into), true;
        if (n.what->components > 0) return emit_call(i, n), true;
        if (graph::is_link(n)) return true;
        int const k = component_number(n.operation);
        if (k >= 0) register_[i] = register_[n.operand[0]] + k;
        return k >= 0;
    }
    constexpr void emit_product(int i, graph::node const& n, int reciprocal, int into) {
        if (register_[reciprocal] == 0) emit(reciprocal, into);
        steps_.push({code<mul_>, at(i), at(n.operand[0]), at(reciprocal), 0});
    }
    constexpr void emit_sine_and_cosine(int i, int other, graph::node const& n) {
        bool const sine = n.operation == code<sin_>;
        register_[other] = ++values_;
        steps_.push({sin_cos_step, at(sine ? i : other), at(n.operand[0]), at(sine ? other : i), 0});
    }
    // The arguments side by side, then the results.
    constexpr void emit_call(int i, graph::node const& n) {
        auto const node = [&](int k) { return graph_.nodes[k]; };
        int const first = values_, count = graph::argument_count(node, i);
        int argument = values_ += count;
        graph::each_argument(node, i, [&](int a) { steps_.push({copy_step, --argument, at(a), 0, 0}); });
        register_[i] = ++values_;
        values_ += n.what->components - 1;
        steps_.push({n.operation, at(i), first, 0, 0});
    }
    constexpr void emit_sum(int i, graph::node const& n) {
        int const product = companions_.is_fused_into(n.operand[0], i) ? 0 : companions_.is_fused_into(n.operand[1], i) ? 1 : -1;
        if (product < 0) {
            steps_.push({n.operation, at(i), at(n.operand[0]), at(n.operand[1]), 0});
        } else {
            graph::node const& factors = graph_.nodes[n.operand[product]];
            steps_.push({fused_step(n.operation, product), at(i), at(factors.operand[0]), at(factors.operand[1]), at(n.operand[1 - product])});
        }
    }
    static constexpr int fused_step(int operation, int product) { return operation == code<add_> ? multiply_add_step : product == 0 ? multiply_subtract_step : subtract_product_step; }
    constexpr void emit_choice(int i, int into) {
        graph::node const& n = graph_.nodes[i];
        if (hidden(i, 1) || (n.operation == code<select_> && hidden(i, 2))) return branch(i, into);
        register_[i] = ++values_;
        steps_.push({n.operation, at(i), at(n.operand[0]), at(n.operand[1]), n.operation == code<select_> ? at(n.operand[2]) : 0});
    }
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
        int const s = blocks_[into].last;
        segments_[s].condition = at(graph_.nodes[i].operand[0]);
        int const first_value = values_ + 1;
        values_ += group.size;
        int const then_block = side(group, 1, first_value);
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
            if (top.next_operand < n.what->arity) {
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

    // The order of functions matters where there is little beside them.
    static constexpr int moderately_many_nodes = 500;

    Graph const& graph_;
    pass::blocks const& guards_;
    int* registers_;
    int* register_;    // of an operand, literals included, plus one; 0: not computed yet
    companion_table const& companions_;
    growing<step> steps_;
    growing<segment> segments_;
    growing<block> blocks_;
    int values_;
    int conditions_ = 0;
    int lanes_ = 0;
};

namespace detail {
    // From so many nodes on, a layout is made in few steps, and in several constant expressions, each of which may take as many as a compiler allows.
    inline constexpr int many_nodes = 4096;

    template <int Nodes>
    struct kept_blocks {
        int block[Nodes + 1]{};
        int uses[Nodes + 1]{};
    };
    template <int Nodes>
    struct kept_companions {
        int partner[Nodes + 1]{};
        int fused_into[Nodes + 1]{};
        int reciprocal[Nodes + 1]{};
    };
    template <class Source>
    constexpr auto find_blocks(number_kind numbers) {
        kept_blocks<Source::graph.node_count> result;
        graph::view const all(Source::graph);
        pass::guards const found(all, numbers != number_kind::pack);
        for (int i = 0; i < all.node_count; ++i) result.block[i] = found.block_of(i), result.uses[i] = found.uses(i);
        return result;
    }
    template <class Source, class Blocks>
    constexpr auto find_companions(Blocks const& blocks) {
        kept_companions<Source::graph.node_count> result;
        graph::view const all(Source::graph);
        pass::blocks const guards(blocks.block, blocks.uses);
        companions const found(all, guards, false);
        found.copy_to(result.partner, result.fused_into, result.reciprocal);
        return result;
    }
    // (References for clang, as in graph/build.hpp.)
    template <class Source, number_kind Numbers>
    struct found_before_layout {
#ifdef __clang__
        static inline kept_blocks<Source::graph.node_count> const& blocks = find_blocks<Source>(Numbers);
        static inline kept_companions<Source::graph.node_count> const& companions = find_companions<Source>(blocks);
#else
        static constexpr auto blocks = find_blocks<Source>(Numbers);
        static constexpr auto companions = find_companions<Source>(blocks);
#endif
    };

    template <class Program, class Graph>
    constexpr void write_if_it_fits(Program& result, layout<Graph> const& plan, int steps, int segments) {
        result.step_count = plan.step_count();
        result.segment_count = plan.segment_count();
        if (plan.step_count() <= steps && plan.segment_count() <= segments) plan.write_to(result);
    }
    // (The plan is not a constant, or clang evaluates it twice: see graph/build.hpp.)
    template <class Source, number_kind Numbers, int Steps, int Segments>
    constexpr auto lay_out(number_kind numbers) {
        constexpr auto const& graph = Source::graph;
        program<typename Source::literal_type, Steps, graph.literal_count, graph.output_count, Segments> result;
        graph::view const all(graph);
        if constexpr (graph.node_count < many_nodes) {
            pass::guards const guards(all, numbers != number_kind::pack);
            companions found(all, guards, numbers == number_kind::built_in);
            write_if_it_fits(result, layout(all, numbers, guards, found), Steps, Segments);
        } else {
            using before = found_before_layout<Source, Numbers>;
            pass::blocks const guards(before::blocks.block, before::blocks.uses);
            companion_table const found(before::companions.partner, before::companions.fused_into, before::companions.reciprocal);
            write_if_it_fits(result, layout(all, guards, found, in_order_of_graph{}), Steps, Segments);
        }
        return result;
    }
#ifdef __clang__
    // A reference, so that a program that is too long can be told: see graph/build.hpp.
    template <class Source, number_kind Numbers, int Steps, int Segments>
    struct laid_out {
        static inline back::program<typename Source::literal_type, Steps, Source::graph.literal_count, Source::graph.output_count, Segments> const& program = lay_out<Source, Numbers, Steps, Segments>(Numbers);
    };
#else
    template <class Source, number_kind Numbers, int Steps, int Segments>
    struct laid_out {
        static constexpr auto program = lay_out<Source, Numbers, Steps, Segments>(Numbers);
    };
#endif
    template <class Source, number_kind Numbers>
    struct first_layout : laid_out<Source, Numbers, Source::graph.node_count + 16, 16 + Source::graph.node_count / 32> {
        static constexpr int steps = Source::graph.node_count + 16;
        static constexpr int segments = 16 + Source::graph.node_count / 32;
        static constexpr bool fits = first_layout::program.step_count <= steps && first_layout::program.segment_count <= segments;
    };
    template <class Source, number_kind Numbers>
    struct exact_layout : laid_out<Source, Numbers, first_layout<Source, Numbers>::program.step_count, first_layout<Source, Numbers>::program.segment_count> {};

#ifdef __clang__
    // Stands for the program of a graph that is too long.
    template <class Source>
    struct nothing_laid_out {
        static constexpr auto program = [] {
            back::program<typename Source::literal_type, 1, Source::graph.literal_count, Source::graph.output_count, 1> empty;
            empty.input_count = Source::graph.input_count;
            empty.literal_count = Source::graph.literal_count;
            empty.output_count = Source::graph.output_count;
            empty.values = empty.input_count + empty.literal_count;
            return empty;
        }();
    };
    template <class Made>
    concept has_program = requires { typename std::bool_constant<(Made::program.step_count >= 0)>; };
    template <class Source, number_kind Numbers>
    consteval auto compiled_of() {
        if constexpr (!has_program<first_layout<Source, Numbers>>) return graph::detail::too_long<typename Source::literal_type>(), std::type_identity<nothing_laid_out<Source>>{};
        else if constexpr (first_layout<Source, Numbers>::fits) return std::type_identity<first_layout<Source, Numbers>>{};
        else if constexpr (!has_program<exact_layout<Source, Numbers>>) return graph::detail::too_long<typename Source::literal_type>(), std::type_identity<nothing_laid_out<Source>>{};
        else return std::type_identity<exact_layout<Source, Numbers>>{};
    }
#endif
}

// The program of a graph, as static data.
#ifdef __clang__
template <class Source, number_kind Numbers = number_kind::built_in>
struct compiled : decltype(detail::compiled_of<Source, Numbers>())::type {};
#else
template <class Source, number_kind Numbers = number_kind::built_in>
struct compiled : std::conditional_t<detail::first_layout<Source, Numbers>::fits, detail::first_layout<Source, Numbers>, detail::exact_layout<Source, Numbers>> {};
#endif

}
