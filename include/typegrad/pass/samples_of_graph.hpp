// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The nodes of a graph computed at random points, in a constant expression: what has the same ratio at all of them is a multiple.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/value.hpp>
#include <typegrad/pass/node_rules.hpp>

#include <cstddef>
#include <cstdint>

namespace typegrad::inline v0_2::pass::detail {

// A number between 1 and 2.
constexpr double number_at_random(int i, int k) {
    std::uint64_t z = (static_cast<std::uint64_t>(i) * 3 + static_cast<std::uint64_t>(k) + 1) * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return 1 + static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

// Values of one node, where all that is neither arithmetic nor a norm has values at random.
struct sample {
    static constexpr int size = 3;
    double at[size];
};
// The constant by which a is a multiple of b, or 0.
constexpr double ratio(sample const& a, sample const& b) {
    double const c = a.at[0] / b.at[0];
    for (int k = 1; k < sample::size; ++k)
        if (double const off = a.at[k] - c * b.at[k], bound = 1e-12 * math::abs(a.at[k]); !(off <= bound && -off <= bound)) return 0;
    auto const whole = static_cast<double>(static_cast<int>(c < 1000 ? c + 0.5 : 0));
    return c - whole < 1e-13 && whole - c < 1e-13 ? whole : c;
}
// Whether values of a node follow from those of its operands.
constexpr bool is_sampled(graph::node const& n) {
    return n.operation == code<add_> || n.operation == code<sub_> || n.operation == code<mul_> || n.operation == code<div_> ||
           n.operation == code<neg_> || n.operation == code<fma_> || n.operation == code<sqrt_> || is_norm(n.operation);
}

// The samples of all nodes before the one of number `last`, which are taken when somebody asks for the first time.
template <class Literal>
class samples_of_graph {
public:
    constexpr samples_of_graph(graph::builder<Literal> const& graph, int first, int last) : graph_(graph), first_(first), last_(last) {}
    constexpr samples_of_graph(samples_of_graph const&) = delete;
    constexpr samples_of_graph& operator=(samples_of_graph const&) = delete;
    constexpr ~samples_of_graph() { delete[] sample_; }

    constexpr void take() {
        if (sample_) return;
        sample_ = new sample[static_cast<std::size_t>(last_) + 1]{};
        for (int i = 0; i < last_; ++i)
            for (int k = 0; k < sample::size; ++k) sample_[i].at[k] = i < first_ ? number_at_random(i, k) : value(i, k);
    }
    constexpr sample const& operator[](int i) const { return sample_[i]; }

private:
    constexpr double value(int i, int k) const {
        graph::node const& n = graph_[i];
        auto const of = [&](int operand) { return operand < 0 ? static_cast<double>(graph_.literal_at(operand)) : sample_[operand].at[k]; };
        double const a = n.what->arity > 0 ? of(n.operand[0]) : 0, b = n.what->arity > 1 ? of(n.operand[1]) : 0, c = n.what->arity > 2 ? of(n.operand[2]) : 0;
        double y = 0;
        if (n.operation == code<add_>) y = math::add(a, b);
        else if (n.operation == code<sub_>) y = math::subtract(a, b);
        else if (n.operation == code<mul_>) y = math::multiply(a, b);
        else if (n.operation == code<div_>) y = b == 0 ? 0 : math::divide(a, b);
        else if (n.operation == code<neg_>) y = -a;
        else if (n.operation == code<fma_>) y = math::add(math::multiply(a, b), c);
        else if (n.operation == code<abs_>) y = a < 0 ? -a : a;
        else if (n.operation == code<copysign_>) y = n.operand[1] >= 0 ? 0 : (a < 0) == math::signbit(b) ? a : -a;
        else if (n.operation == code<norm_> || n.operation == code<sqrt_> || n.operation == code<norm_by_power_>) y = a > 0 ? math::sqrt(a) : 0;
        else if (n.operation == code<hypot_>) y = math::sqrt(math::add(math::multiply(a, a), math::multiply(b, b)));
        else if (n.operation == code<hypot_of_three_>) y = math::sqrt(math::add(math::add(math::multiply(a, a), math::multiply(b, b)), math::multiply(c, c)));
        else if (opposite_operand(graph_, n) >= 0) y = n.operation == code<max_> || n.operation == code<fmax_> ? math::abs(a) : -math::abs(a);
        double const size = y < 0 ? -y : y;
        return size > 1e-100 && size < 1e100 ? y : number_at_random(i, k);
    }

    graph::builder<Literal> const& graph_;
    int first_, last_;
    sample* sample_ = nullptr;
};

}
