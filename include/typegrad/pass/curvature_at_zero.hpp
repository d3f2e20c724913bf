// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a kink needs of its argument t where t is 0 and none of its form tells the sign: whether it is a kink there. If the derivative of t
// is 0 as well, t keeps the sign of its second derivative; where that has none, or more is behind than can be looked at, it is not known.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/for_a_sweep.hpp>
#include <typegrad/pass/cone.hpp>
#include <typegrad/pass/part_at_zero.hpp>
#include <typegrad/pass/samples_of_graph.hpp>

namespace typegrad::inline v0_2::pass::detail {

// The values that the nodes of a cone above its cut are functions of.
class atoms_of_cone {
public:
    graph::detail::growing<int> nodes{2};

    constexpr atoms_of_cone(auto const& graph, cone const& all, auto const& moves) {
        for (int j = 0; j < all.cut; ++j) {
            graph::node const& n = graph[all.nodes[j]];
            for (int k = 0; k < n.what->arity; ++k)
                if (int const o = n.operand[k]; o >= 0 && moves(o) && !is_among(o, all.nodes, all.cut) && !is_among(o, nodes, nodes.size)) nodes.push(o);
        }
    }

private:
    static constexpr bool is_among(int i, graph::detail::growing<int> const& all, int count) {
        for (int l = 0; l < count; ++l)
            if (all[l] == i) return true;
        return false;
    }
};

// A value t with the nodes that it depends on.
template <class Literal>
class value_at_zero {
    using value = tracer<Literal>;
    using builder = graph::builder<Literal>;

public:
    constexpr value_at_zero(builder& graph, value t, cone const& all, graph::detail::growing<int> const& atoms) : graph_(graph), t_(t), all_(all), atoms_(atoms) {}

    constexpr curvature<Literal> find() const {
        value d[3][2]{}, leaf[2]{};
        bool const of_two = atoms_.size == 2;
        for (int k = 0; k < (of_two ? 3 : atoms_.size); ++k)
            if (!along(atoms_, all_.cut, [&](int i) { return Literal(k == 2 || i == atoms_[k]); }, d[k])) return {};
        bool const deeper = all_.nonlinear > all_.cut;  // the derivative may vanish below the atoms
        auto const at_random = [](int i) { return static_cast<Literal>(i % 2 == 0 ? number_at_random(i, 0) : -number_at_random(i, 1)); };
        if (deeper && !along(all_.leaves, all_.nodes.size, at_random, leaf)) return {};

        graph::appending<builder> const appends(graph_, false);
        curvature<Literal> result;
        condition<Literal> critical(false);
        value sign_of_t(0);
        if (atoms_.size == 1) {
            critical = is_critical(d[0]);
            sign_of_t = sign(d[0][1]);
        } else if (of_two) {
            critical = is_critical(d[0]) && is_critical(d[1]) && is_critical(d[2]);
            value const mixed = (d[2][1] - d[0][1] - d[1][1]) * 0.5, determinant = d[0][1] * d[1][1] - mixed * mixed;
            value const rounding = 4096 * std::numeric_limits<Literal>::epsilon() * (abs(d[0][1] * d[1][1]) + mixed * mixed);
            sign_of_t = sign(d[0][1] + d[1][1]);
            result.is_unknown = critical && !(determinant >= -rounding);
        }
        result.sign = select(critical, sign_of_t, value(0));
        // A norm has one side.
        if (atoms_.size == 1 && is_norm(graph_[atoms_[0]].operation)) result.sign = select(value(&graph_, atoms_[0]) == 0 && !critical, sign(d[0][0]), result.sign);
        if (deeper) result.is_unknown = result.is_unknown || (!critical && leaf[1] != 0 && is_critical(leaf));
        return result;
    }

private:
    // The first two derivatives of t where these nodes move with these speeds. False: there is too much of it.
    constexpr bool along(auto const& at, int nodes, auto const& speed, value* derivative) const {
        part_at_zero<Literal> part(graph_, t_.id(), 0);
        for (int j = 0; j < at.size; ++j)
            if (Literal const v = speed(at[j]); v != 0) part.move(at[j], v);
        for (int j = nodes - 1; j >= 0; --j)
            if (!part.take(all_.nodes[j], 0)) return false;
        derivative[0] = derivative[1] = value(0);
        if (!part.has(t_.id())) return true;
        auto const series = part.expand(t_.id(), 2);
        for (int k = 0; k < 2 && series.known; ++k) derivative[k] = series.derivative[k + 1];
        return series.known;
    }
    static constexpr auto is_critical(value const* d) { return abs(d[0]) <= 4096 * std::numeric_limits<Literal>::epsilon() * abs(d[1]); }

    builder& graph_;
    value t_;
    cone const& all_;
    graph::detail::growing<int> const& atoms_;
};

template <class Literal, class Moves>
constexpr curvature<Literal> curvature_at_zero(graph::builder<Literal>& graph, tracer<Literal> t, Moves const& moves) {
    cone const all(graph, t.id(), -1, moves, [&](int i) { return is_norm(graph[i].operation); }, 200);
    if (graph.has_steps()) return {};  // steps of recurrences are left alone
    if (!all.is_complete && (all.nonlinear > 0 || !is_piecewise_linear(graph, t.id(), moves))) {
        curvature<Literal> unknown;
        unknown.sign = tracer<Literal>(0), unknown.is_unknown = condition<Literal>(true);
        return unknown;
    }
    if (!all.is_complete || all.nonlinear == 0) return {};
    atoms_of_cone const atoms(graph, all, moves);
    return value_at_zero<Literal>(graph, t, all, atoms.nodes).find();
}

}
