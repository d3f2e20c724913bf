// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Random programs as data, which a function interprets: by numbers, in many digits, by the tape, and traced at run time. What the
// library does in constant expressions it does at run time here, so that a program costs milliseconds, not a second of a compiler.
//
// Nothing of a graph is a constant then: the recipes, which name their source by a type, are restated here in a few lines each, and the
// finished program is run step by step by the functions that a compiler would inline. random_programs.py compiles a share of all
// programs as well, and their derivatives must be the same bits.
#pragma once

#include "program.hpp"

#include "../domains.hpp"

#include <typegrad/back/verify.hpp>
#include <typegrad/graph/verify.hpp>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

// Written by random_programs.py: all_operations, which has every stanza, those too that nobody calls; written_operations, those of
// the table in its order; and the functions helper<I>::apply and inner<I>::apply.
#include "random_programs_generated.hpp"

namespace random_programs {

// An operand: a statement ('t'), an input ('i') or a number ('n').
struct listed_operand {
    char kind = 'n';
    int index = 0;
    double number = 0;
};
struct statement {
    std::string kind;
    int what = 0;
    double low = 0, high = 0;
    std::string symbols;
    bool is_dead = false;  // of the dead code, or of further values, alone
    std::vector<listed_operand> operands;
};
struct listing {
    int number = 0;
    bool bitwise = false, second = false;
    int bits = 0;
    std::vector<statement> statements;
    listed_operand result, dead;
    std::vector<listed_operand> others;
};

// What is run, and how: the program itself, or what computes the same.
inline listing const* running = nullptr;
inline change change_now = change::none;

template <class T>
struct machine {
    using condition = decltype(std::declval<T const&>() < std::declval<T const&>());
    std::vector<T> input, value;
    struct held {  // no vector of bool, which holds none
        condition is;
    };
    std::vector<held> conditions;

    T number(listed_operand const& o) const { return o.kind == 't' ? value[at(o)] : o.kind == 'i' ? input[at(o)] : T(o.number); }
    static std::size_t at(listed_operand const& o) { return static_cast<std::size_t>(o.index); }
};

// The operations that are written, by their position in the table.
template <class T>
struct written {
    using function = void (*)(machine<T>&, statement const&, std::size_t);

    template <class Op, std::size_t... K>
    static void apply(machine<T>& m, statement const& s, std::size_t to, std::index_sequence<K...>) {
        auto const operand = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
            if constexpr (Op::integer[I]) return static_cast<int>(s.operands[I].number);
            else return m.number(s.operands[I]);
        };
        if constexpr (std::is_same_v<Op, op::powi_>) m.value[to] = typegrad::pow(operand(std::integral_constant<std::size_t, K>{})...);
        else if constexpr (Op::result == op::kind::condition) m.conditions[to].is = call<Op>(operand(std::integral_constant<std::size_t, K>{})...);
        else m.value[to] = call<Op>(operand(std::integral_constant<std::size_t, K>{})...);
    }
    template <class Op>
    static constexpr function of() {
        if constexpr (Op::operand_kind[0] == op::kind::condition || std::is_same_v<Op, op::gate_>) return nullptr;
        else return [](machine<T>& m, statement const& s, std::size_t to) { apply<Op>(m, s, to, std::make_index_sequence<static_cast<std::size_t>(Op::arity)>{}); };
    }
    template <class... Ops>
    static std::vector<function> all(op::operation_list<Ops...>) {
        return {of<Ops>()...};
    }
    static function numbered(int k) {
        static std::vector<function> const functions = all(written_operations{});
        return functions.at(static_cast<std::size_t>(k));
    }
};
template <class T, template <int> class Function, std::size_t... I>
T apply_numbered(int k, std::index_sequence<I...>, auto const&... a) {
    T result(0);
    (void)((static_cast<int>(I) == k && (result = Function<static_cast<int>(I)>::apply(a...), true)) || ...);
    return result;
}

template <class T>
void run_statement(machine<T>& m, statement const& s, std::size_t to) {
    auto const a = [&](std::size_t k) { return m.number(s.operands[k]); };
    auto const condition = [&](std::size_t k) { return m.conditions[machine<T>::at(s.operands[k])].is; };
    if (s.kind == "op") {
        written<T>::numbered(s.what)(m, s, to);
    } else if (s.kind == "compare") {
        T const l = a(0), r = a(1);
        m.conditions[to].is = s.what == 0 ? l < r : s.what == 1 ? l <= r : s.what == 2 ? l > r : s.what == 3 ? l >= r : s.what == 4 ? l == r : l != r;
    } else if (s.kind == "logic") {
        if (s.what == 0) m.conditions[to].is = !condition(0);
        else if (s.what == 1) m.conditions[to].is = condition(0) && condition(1);
        else m.conditions[to].is = condition(0) || condition(1);
    } else if (s.kind == "select") {
        m.value[to] = typegrad::select(condition(0), a(1), a(2));
    } else if (s.kind == "into") {
        m.value[to] = into(a(0), s.low, s.high);
    } else if (s.kind == "copy") {
        m.value[to] = a(0);
    } else if (s.kind == "compound") {
        T t = a(0);
        for (std::size_t k = 0; k < s.symbols.size(); ++k) s.symbols[k] == '+' ? t += a(k + 1) : s.symbols[k] == '-' ? t -= a(k + 1) : t *= a(k + 1);
        m.value[to] = t;
    } else if (s.kind == "loop") {
        T t = a(0);
        T const by = a(1);
        for (std::size_t i = 3; i < 6; ++i) {
            T const v = m.input[i];
            if (s.what == 0) t = t + v * by;
            else if (s.what == 1) t = t * (v + 0.5 * by);
            else if (s.what == 2) t = typegrad::max(t, v * by);
            else if (s.what == 3) t = t - by / (2 + v * v);
            else t = typegrad::select(v > by, t + v, t * 0.5);
        }
        m.value[to] = t;
    } else if (s.kind == "helper") {
        m.value[to] = apply_numbered<T, helper>(s.what, std::make_index_sequence<helpers>{}, a(0), a(1));
    } else if (s.kind == "nested") {
        m.value[to] = apply_numbered<T, inner>(s.what, std::make_index_sequence<inners>{}, a(0));
    } else {
        std::cerr << "what is " << s.kind << "?\n", std::exit(2);
    }
}

template <class T>
machine<T> run_listing(auto const& p) {
    machine<T> m;
    for (std::size_t i = 0; i < inputs; ++i) m.input.push_back(p[i]);
    if (change_now == change::identity) {
        m.input = {+p[0], p[1] * 1, typegrad::select(p[2] < p[2] - 1, 0 * p[2], p[2]), p[3] * 1, +p[4], typegrad::select(p[5] - 1 > p[5], p[5] * 2, p[5])};
    } else if (change_now == change::permutation) {
        m.input = {p[5], p[3], p[4], p[2], p[1], p[0]};
    }
    m.value.assign(running->statements.size(), T(0));
    m.conditions.assign(running->statements.size(), {typename machine<T>::condition(false)});
    return m;
}
inline constexpr auto one_value = [](auto const& p) {
    using T = std::remove_cvref_t<decltype(p[0])>;
    machine<T> m = run_listing<T>(p);
    auto const& statements = running->statements;
    if (change_now == change::dead_code_of_its_own) {  // the whole program, of other numbers
        machine<T> other = m;
        for (T& input : other.input) input = input * 1.375;
        for (std::size_t i = 0; i < statements.size(); ++i) run_statement(other, statements[i], i);
    }
    for (std::size_t i = 0; i < statements.size(); ++i)
        if (change_now == change::dead_code_before || !statements[i].is_dead) run_statement(m, statements[i], i);
    if (change_now == change::dead_code || change_now == change::untaken_branch)
        for (std::size_t i = 0; i < statements.size(); ++i)
            if (statements[i].is_dead) run_statement(m, statements[i], i);
    if (change_now == change::untaken_branch) return typegrad::select(m.input[0] < m.input[0], m.number(running->dead), m.number(running->result));
    return m.number(running->result);
};
// Whether what the program computes on its way is moderate. What helpers and nested derivatives compute on theirs is if they are given little.
inline bool is_moderate(point const& p, bool with_dead) {
    machine<double> m = run_listing<double>(p);
    for (std::size_t i = 0; i < running->statements.size(); ++i) {
        statement const& s = running->statements[i];
        if (s.is_dead && !with_dead) continue;
        run_statement(m, s, i);
        if (!(std::abs(m.value[i]) < 1e12)) return false;
        if (s.kind == "helper" || s.kind == "nested")
            for (auto const& o : s.operands)
                if (!(std::abs(m.number(o)) < 20)) return false;
    }
    return true;
}
inline constexpr auto three_values = [](auto const& p) {
    using T = std::remove_cvref_t<decltype(p[0])>;
    machine<T> m = run_listing<T>(p);
    for (std::size_t i = 0; i < running->statements.size(); ++i) run_statement(m, running->statements[i], i);
    return std::array<T, values>{m.number(running->result), m.number(running->others[0]), m.number(running->others[1])};
};
using one_value_t = std::remove_const_t<decltype(one_value)>;
using three_values_t = std::remove_const_t<decltype(three_values)>;

// ---- graphs at run time

namespace tg = typegrad;
using builder = tg::graph::builder<double>;
using traced_value = tg::tracer<double>;

inline constexpr int most_nodes = 16000, most_literals = 2000, most_outputs = 256;
using graph_now = tg::graph::graph<double, most_nodes, most_literals, most_outputs>;

// One graph for each use, since they are large.
template <class Use>
inline std::unique_ptr<graph_now> const kept = std::make_unique<graph_now>();

struct too_large {};

// What graph::build does, for a recipe whose source is known at run time only.
template <class Use>
graph_now const& finish(builder const& from, int const* output, int count, int exact, bool drops_dead_code) {
    graph_now& to = *kept<Use>;
    if (from.node_count() > most_nodes || from.literal_count() > most_literals) throw too_large{};
    int outputs[most_outputs];
    for (int k = 0; k < count; ++k) outputs[k] = output[k];
    to.node_count = from.node_count();
    if (drops_dead_code && to.node_count <= 1024) {
        tg::graph::detail::live_numbers const live(from, outputs, count);
        int next = 0;
        for (int i = 0; i < from.node_count(); ++i)
            if (live.has(i)) to.nodes[next++] = live.of(from[i], i);
        for (int k = 0; k < count; ++k) outputs[k] = live.of(outputs[k]);
        to.node_count = live.count();
    } else {
        for (int i = 0; i < to.node_count; ++i) to.nodes[i] = from[i];
    }
    for (int k = 0; k < count; ++k) to.outputs[k] = outputs[k];
    to.literal_count = from.literal_count(), to.input_count = from.input_count(), to.first_number = from.first_number();
    to.output_count = count, to.exact_outputs = exact;
    for (int i = 0; i < to.literal_count; ++i) to.literals[i] = from.literal_at(~i);
    return to;
}

// tg::traced.
template <class F>
graph_now const& trace_now() {
    using recipe = tg::traced<F, double, point>;
    builder graph = recipe::start();
    int output[most_outputs];
    recipe::run(graph, output);
    return finish<recipe>(graph, output, recipe::outputs, recipe::outputs, true);
}

// pass::reversed: rows of the Jacobian in all inputs.
template <class Use, bool WithValue, bool Last, int Sweeps, tg::kink_policy Kinks = tg::kink_policy::least_norm>
graph_now const& reverse_now(graph_now const& source) {
    builder graph(tg::graph::view<double>(source), 4 * source.node_count + 64);
    graph.follow(Kinks);
    graph.append_last_derivatives(Last);
    graph.expect_sweeps(Sweeps);
    auto const active = std::make_unique<bool[]>(static_cast<std::size_t>(source.node_count) + 1);
    for (int i = 0; i < source.input_count; ++i) active[static_cast<std::size_t>(i)] = true;
    tg::pass::mark_active(graph, 0, source.node_count, active.get());
    int output[most_outputs], *out = output;
    if constexpr (WithValue)
        for (int i = 0; i < source.output_count; ++i) *out++ = source.outputs[i];
    for (int r = 0; r < source.output_count; ++r) {
        int const y = source.outputs[r];
        if (y < 0 || !active[static_cast<std::size_t>(y)]) {
            for (int i = 0; i < source.input_count; ++i) *out++ = graph.literal(0);
            continue;
        }
        tg::pass::reverse_sweep<double> const sweep(graph, y, 1, active.get());
        for (int i = 0; i < source.input_count; ++i) *out++ = i <= y ? sweep[i].operand_in(graph) : graph.literal(0);
    }
    return finish<std::pair<Use, std::integral_constant<int, 100 * WithValue + 10 * Last + Sweeps>>>(graph, output, static_cast<int>(out - output), WithValue ? source.output_count : 0, false);
}

// pass::pushed_forward.
template <class Use>
graph_now const& push_forward_now(graph_now const& source) {
    int const count = source.input_count;
    builder graph(4 * source.node_count + 2 * count + 64);
    for (int i = 0; i < 2 * count; ++i) graph.input();
    auto const moved = [&](int operand) { return operand < 0 ? graph.literal(source.literals[~operand]) : operand < count ? operand : operand + count; };
    for (int i = count; i < source.node_count; ++i) {
        tg::graph::node n = source.nodes[i];
        for (int k = 0; k < n.what->arity; ++k) n.operand[k] = moved(n.operand[k]);
        if (int const p = tg::pass::carrier(n); p > 0) n.operand[1] = moved(p);
        n.base = n.exponent == 0 ? 0 : moved(n.base);
        n.coefficient = n.coefficient == 0 ? 0 : graph.literal(source.literals[~n.coefficient]);
        graph.append(n);
    }
    int output[most_outputs];
    int const outputs = source.output_count;
    for (int i = 0; i < outputs; ++i) output[i] = moved(source.outputs[i]);
    tg::graph::lending const lends(graph, output, outputs);
    tg::pass::forward_sweep<double> sweep(graph, 0);
    for (int i = 0; i < count; ++i) sweep.set(i, traced_value(&graph, count + i));
    sweep.run(2 * count);
    for (int i = 0; i < outputs; ++i) output[outputs + i] = source.outputs[i] < 0 ? graph.literal(0) : sweep[moved(source.outputs[i])].operand_in(graph);
    return finish<std::pair<Use, std::integral_constant<int, 1000>>>(graph, output, 2 * outputs, outputs, false);
}

// rewrite::products_in_parts, with which the policy `fast` begins.
template <class Use>
graph_now const& take_products_apart_now(graph_now const& source) {
    builder graph(source.node_count + 64);
    int output[most_outputs];
    tg::rewrite::detail::take_products_apart(tg::graph::view<double>(source), graph, output);
    return finish<std::pair<Use, struct in_parts>>(graph, output, source.output_count, source.exact_outputs, false);
}

// rewrite::reassociated, whether it gains or not.
template <class Use>
graph_now const& fast_now(graph_now const& source) {
    builder graph(2 * source.node_count + 64);
    tg::graph::view<double> const all(source);
    int output[most_outputs];
    tg::rewrite::detail::fast_rewriting(all, graph).run(output);
    graph.take_numbers_of(all);
    return finish<std::pair<Use, struct reassociated>>(graph, output, source.output_count, 0, false);
}

// ---- programs at run time

inline constexpr int most_steps = 24000, most_segments = 2000;

template <class T>
struct stepping {
    using registers = tg::back::detail::registers<T, 0>;
    using function = void (*)(registers, int, int, int, int, int);

    template <int Operation>
    static void run(registers r, int target, int a, int b, int c, int d) { tg::back::detail::run_step<Operation>(r, target, a, b, c, d); }

    template <class... Ops>
    static void add(std::map<int, function>& to, op::operation_list<Ops...>) { (to.emplace(op::code<Ops>, (static_cast<void>(op::facts_of<Ops>), static_cast<function>(&run<op::code<Ops>>))), ...); }
    template <int Last, int... Steps>
    static void add_steps(std::map<int, function>& to, std::integer_sequence<int, Steps...>) { (to.emplace(Last + Steps, static_cast<function>(&run<Last + Steps>)), ...); }

    static function of(int operation) {
        static std::map<int, function> const all = [] {
            std::map<int, function> m;
            add(m, all_operations{});
            // Packs are laid out for built-in numbers alone.
            add_steps<tg::back::subtract_product_step>(m, std::make_integer_sequence<int, -tg::back::subtract_product_step>{});
            if constexpr (std::is_same_v<T, double>) {  // packs are laid out for built-in numbers alone
                constexpr int in_lanes = static_cast<int>(std::size(tg::back::operations_in_lanes)), selectors = tg::back::lane_count == 2 ? 16 : 4096;
                add_steps<tg::back::lanes_step - in_lanes + 1>(m, std::make_integer_sequence<int, in_lanes>{});
                add_steps<tg::back::load_step>(m, std::make_integer_sequence<int, tg::back::extract_step - tg::back::load_step + 1>{});
                add_steps<tg::back::permute_steps - selectors + 1>(m, std::make_integer_sequence<int, selectors>{});
            }
            return m;
        }();
        auto const found = all.find(operation);
        if (found == all.end()) std::cerr << "a step of no operation that is known\n", std::exit(2);
        return found->second;
    }
};
inline std::map<int, tg::back::detail::step_facts> const& facts_of_operations() {
    static std::map<int, tg::back::detail::step_facts> const all = []<class... Ops>(op::operation_list<Ops...>) {
        return std::map<int, tg::back::detail::step_facts>{{op::code<Ops>, tg::back::detail::facts_of_step(op::code<Ops>, &op::facts_of<Ops>)}...};
    }(all_operations{});
    return all;
}

// The program of a graph, by a compiler's layout; verified.
template <class T>
class program_now {
    using registers = typename stepping<T>::registers;

public:
    explicit program_now(graph_now const& graph) : p_(std::make_unique<program_of_any_size>()) {
        tg::graph::view<double> const all(graph);
        constexpr auto kind = tg::back::detail::kind_of<T>;
        tg::pass::guards const guards(all, kind != tg::back::number_kind::pack);
        tg::back::companions companions(all, guards, kind == tg::back::number_kind::built_in);
        tg::back::layout const plan(all, kind, guards, companions);
        if (plan.step_count() > most_steps || plan.segment_count() > most_segments) throw too_large{};
        plan.write_to(*p_);
        std::vector<tg::back::detail::step_facts> known;
        for (int i = 0; i < p_->step_count; ++i) {
            int const operation = p_->steps[i].operation;
            function_.push_back(stepping<T>::of(operation));
            auto const found = facts_of_operations().find(operation);
            known.push_back(found != facts_of_operations().end() ? found->second : operation > 0 ? tg::back::detail::step_facts{} : tg::back::detail::facts_of_step(operation));
        }
        std::vector<tg::back::detail::step_facts const*> all_known;
        for (auto const& one : known) all_known.push_back(&one);
        is_verified = tg::back::detail::verification(*p_, all_known.data()).holds() && tg::graph::verify(all);
    }

    // The outputs for these inputs.
    std::vector<T> operator()(std::vector<T> const& input) const {
        auto const size = [](int n) { return static_cast<std::size_t>(n) + 1; };
        std::vector<T> value(size(p_->values), T(0)), lane(1);
        auto const condition = std::make_unique<tg::back::detail::condition_of<T>[]>(size(p_->conditions));
        auto const lanes = std::make_unique<typename tg::back::detail::lanes_of<T>::type[]>(size(p_->lanes));
        std::vector<int> const together(size(p_->input_count), 0);
        registers const r{value.data(), condition.get(), nullptr, together.data(), lanes.get(), lane.data()};
        for (std::size_t i = 0; i < input.size(); ++i) value[i] = input[i];
        for (int i = 0; i < p_->literal_count; ++i) value[static_cast<std::size_t>(p_->input_count + i)] = static_cast<T>(p_->literals[i]);
        run_block(r, 0);
        std::vector<T> out;
        for (int k = 0; k < p_->output_count; ++k) out.push_back(r.get(p_->outputs[k]));
        return out;
    }
    bool is_verified;

private:
    using program_of_any_size = tg::back::program<double, most_steps, most_literals, most_outputs, most_segments>;

    void run_block(registers r, int b) const {
        for (int s = p_->blocks[b].first; s < p_->blocks[b].last; ++s) {
            tg::back::segment const& segment = p_->segments[s];
            for (int i = segment.first; i < segment.last; ++i) {
                tg::back::step const& at = p_->steps[i];
                function_[static_cast<std::size_t>(i)](r, at.target, at.a, at.b, at.c, at.d);
            }
            if (segment.condition >= 0) run_block(r, r.condition[segment.condition] ? segment.then_block : segment.else_block);
        }
    }

    std::unique_ptr<program_of_any_size> p_;
    std::vector<typename stepping<T>::function> function_;
};

}
