// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// From a stanza to a probe.
#pragma once

#include "probe.hpp"

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>

#include "../pushed_forward.hpp"

namespace harness {

// To the even neighbour of a tie, where Boost.Multiprecision's rint and nearbyint round away from 0.
struct rounds_to_even {
    static constexpr bool special = false;
    static constexpr int bits = 0;
    static precise value(precise const& a) {
        precise const below = floor(a), rest = a - below, half = 0.5;
        return rest < half || (rest == half && floor(precise(below / 2)) * 2 == below) ? below : precise(below + 1);
    }
};
template <> struct reference<op::rint_> : rounds_to_even {};
template <> struct reference<op::nearbyint_> : rounds_to_even {};

template <class Op>
inline constexpr auto function_of = domains::on_array<Op>(std::make_index_sequence<Op::arity>{});

template <class Op>
using operands = std::array<double, static_cast<std::size_t>(Op::arity)>;

template <class T, class Op>
constexpr auto operands_at(op::point const& at) {
    std::array<T, static_cast<std::size_t>(Op::arity)> a{};
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<T>(at[i]);
    return a;
}

constexpr void set_first(jet& to, auto const& partials) {
    for (std::size_t i = 0; i < partials.size(); ++i) to.first[i] = static_cast<double>(partials[i]);
}
constexpr void set_second(jet& to, auto const& matrix) {
    for (std::size_t i = 0; i < matrix.size(); ++i)
        for (std::size_t j = 0; j < matrix.size(); ++j) to.second[i][j] = matrix[i][j];
}

template <class Op>
constexpr jet by_graph(op::point const& at) {
    auto const a = operands_at<double, Op>(at);
    auto const [value, partials] = typegrad::value_and_gradient(function_of<Op>)(a);
    jet result{value};
    set_first(result, partials);
    set_second(result, typegrad::hessian(function_of<Op>)(a));
    return result;
}

// g++ 12 believes of some values that branches compute, and branches use, that they may not have been computed.
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
template <class Op>
jet by_forward_sweep(op::point const& at) {
    constexpr std::size_t n = Op::arity;
    using F = std::remove_cvref_t<decltype(function_of<Op>)>;
    using source = typegrad::traced<F, double, operands<Op>>;
    using gradient = typegrad::pass::reversed<source, typegrad::detail::leaf_selection<typegrad::detail::request<>, operands<Op>>, true>;
    // A rule is linear in what it is given to pass on, which is 1 in the other engines: a factor lost would go unnoticed. Where nothing is near
    // the ends of the range of numbers, 2 is exact.
    double tangent = 2;
    for (std::size_t i = 0; i < n; ++i)
        if (!(at[i] >= domains::tame<Op>(i).low && at[i] <= domains::tame<Op>(i).high)) tangent = 1;
    jet result{};
    for (std::size_t direction = 0; direction < n; ++direction) {
        std::array<double, 2 * n> input{};
        for (std::size_t i = 0; i < n; ++i) input[i] = at[i];
        input[n + direction] = tangent;
        auto const leaf = typegrad::back::evaluate<typegrad::graph::made<typegrad::pass::pushed_forward<gradient>>>(input);
        result.value = leaf[0];
        result.first[direction] = leaf[1 + n] / tangent;
        for (std::size_t i = 0; i < n; ++i) result.second[i][direction] = leaf[1 + n + 1 + i] / tangent;
    }
    return result;
}
#pragma GCC diagnostic pop

template <class Op>
jet by_tape(op::point const& at) {
    auto const a = operands_at<double, Op>(at);
    auto const [value, partials] = typegrad::tape::value_and_gradient(function_of<Op>)(a);
    jet result{value};
    set_first(result, partials);
    set_second(result, typegrad::tape::jacobian(typegrad::gradient(function_of<Op>))(a));
    return result;
}

template <class Op, std::size_t... I>
jet by_expression(op::point const& at, std::index_sequence<I...>) {
    constexpr std::tuple<typegrad::variable<"a">, typegrad::variable<"b">, typegrad::variable<"c">> variables;
    constexpr auto e = op::apply<Op>(domains::without_missing<Op, I>(std::get<I>(variables))...);
    auto const [value, partials] = typegrad::value_and_gradient(e)(at[I]...);
    jet result{value};
    set_first(result, partials.partial);
    auto const row = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
        if constexpr (Op::active[K] && Op::differentiable[K]) {
            auto const second = typegrad::gradient(typegrad::derivative(e, std::get<K>(variables)))(at[I]...);
            for (std::size_t j = 0; j < second.partial.size(); ++j) result.second[K][j] = second.partial[j];
        }
    };
    (row(std::integral_constant<std::size_t, I>{}), ...);
    return result;
}

template <class Op>
jet in_single_precision(op::point const& at) {
    auto const [value, partials] = typegrad::value_and_gradient(function_of<Op>)(operands_at<float, Op>(at));
    jet result{static_cast<double>(value)};
    set_first(result, partials);
    return result;
}

template <class Op, op::kink_policy Policy, bool Second>
jet by_graph_with(op::point const& at) {
    auto const a = operands_at<double, Op>(at);
    auto const [value, partials] = typegrad::value_and_gradient(function_of<Op>, typegrad::kinks::choice<Policy>{})(a);
    jet result{value};
    set_first(result, partials);
    if constexpr (Second) set_second(result, typegrad::hessian(function_of<Op>, typegrad::kinks::choice<Policy>{})(a));
    return result;
}
template <class Op, op::kink_policy Policy, bool Second>
jet by_tape_with(op::point const& at) {
    auto const a = operands_at<double, Op>(at);
    auto const [value, partials] = typegrad::tape::value_and_gradient(function_of<Op>, typegrad::kinks::choice<Policy>{})(a);
    jet result{value};
    set_first(result, partials);
    if constexpr (Second) set_second(result, typegrad::tape::jacobian(typegrad::gradient(function_of<Op>, typegrad::kinks::choice<Policy>{}), typegrad::kinks::choice<Policy>{})(a));
    return result;
}

// Left and right are for kinks alone.
template <class Op, class... Kinked>
constexpr bool is_kinked(op::operation_list<Kinked...>) {
    return (std::is_same_v<Op, Kinked> || ...);
}

// A moderate number with few digits.
constexpr double ordinary(op::interval tame) {
    double const middle = (3 * tame.low + 5 * tame.high) / 8;
    return static_cast<double>(static_cast<int>(middle * 16)) / 16;
}
template <class Op>
std::vector<op::point> ends_of_domain() {
    std::vector<op::point> all;
    op::point at{};
    for (std::size_t k = 0; k < static_cast<std::size_t>(Op::arity); ++k) at[k] = Op::integer[k] ? 2 : ordinary(domains::tame<Op>(k));
    for (std::size_t k = 0; k < static_cast<std::size_t>(Op::arity); ++k)
        for (double const end : {Op::domain[k].low, Op::domain[k].high})
            if (end > -1e300 && end < 1e300 && !Op::integer[k]) {
                op::point there = at;
                there[k] = end;
                all.push_back(there);
            }
    return all;
}

// Some points in constant expressions, where the operation's value is one. (A special function's may not be.)
inline constexpr int constant_points = 3;
template <class Op>
constexpr op::point tame_point(int number) {
    domains::uniform uniform(static_cast<std::uint64_t>(number) + 1);
    op::point at{};
    for (std::size_t k = 0; k < static_cast<std::size_t>(Op::arity); ++k) at[k] = domains::tame_operand<Op>(k, uniform);
    return at;
}
template <class Op>
concept constant_valued = requires { typename std::bool_constant<(function_of<Op>(operands_at<double, Op>(tame_point<Op>(0))), true)>; };

template <class Op>
constexpr auto in_constant_expressions() {
    std::array<jet, constant_points> all{};
    for (int i = 0; i < constant_points; ++i) all[static_cast<std::size_t>(i)] = by_graph<Op>(tame_point<Op>(i));
    return all;
}

template <class Op>
inline constexpr bool has_ends = [] {
    bool any = false;
    for (std::size_t k = 0; k < static_cast<std::size_t>(Op::arity); ++k) any = any || (!Op::integer[k] && (Op::domain[k].low > -1e300 || Op::domain[k].high < 1e300));
    return any;
}();

template <class Op>
probe probe_of() {
    probe p;
    static_cast<facts&>(p) = facts_of<Op>(reference<Op>::special);
    if constexpr (domains::is_function<Op>) {
        p.graph = &by_graph<Op>;
        p.forward = &by_forward_sweep<Op>;
        p.tape = &by_tape<Op>;
        p.expression = [](op::point const& at) { return by_expression<Op>(at, std::make_index_sequence<Op::arity>{}); };
        p.single = &in_single_precision<Op>;
        p.ends = ends_of_domain<Op>();
        if constexpr (!Op::exceptional.empty() || has_ends<Op>) {
            constexpr bool kinked = is_kinked<Op>(op::kinked{});
            p.graph_with = {p.graph, &by_graph_with<Op, policies[1], kinked>, &by_graph_with<Op, policies[2], kinked>, &by_graph_with<Op, policies[3], true>};
            p.tape_with = {p.tape, &by_tape_with<Op, policies[1], kinked>, &by_tape_with<Op, policies[2], kinked>, &by_tape_with<Op, policies[3], true>};
            p.has_second = {true, kinked, kinked, true};
        }
        p.value = [](precise const* a) { return [&]<std::size_t... I>(std::index_sequence<I...>) { return reference<Op>::value(a[I]...); }(std::make_index_sequence<Op::arity>{}); };
        p.bits = reference<Op>::bits;
        if constexpr (constant_valued<Op>) {
            static constexpr auto all = in_constant_expressions<Op>();
            for (int i = 0; i < constant_points; ++i) p.constant.emplace_back(tame_point<Op>(i), all[static_cast<std::size_t>(i)]);
        }
    }
    return p;
}

// Their positions count from First.
template <int Slice, int Slices, int First = 0, class... Ops>
void add_operations(std::vector<std::pair<int, probe>>& to, op::operation_list<Ops...>) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        auto const add = [&]<std::size_t At, class Op>(std::integral_constant<std::size_t, At>, std::type_identity<Op>) {
            if constexpr (At % Slices == Slice) to.emplace_back(First + static_cast<int>(At), probe_of<Op>());
        };
        (add(std::integral_constant<std::size_t, I>{}, std::type_identity<Ops>{}), ...);
    }(std::index_sequence_for<Ops...>{});
}

}
