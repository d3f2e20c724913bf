// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A function called with traced values, to be differentiated there: its results in placeholders for the leaves of its arguments.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/nested.hpp>
#include <typegrad/trace/call.hpp>
#include <typegrad/trace/shape.hpp>

#include <array>
#include <tuple>
#include <utility>

namespace typegrad::inline v0_2::detail {

// The first arguments of a call: those that are the point, where something follows it.
template <std::size_t... I, class... A>
constexpr auto split(std::index_sequence<I...>, std::tuple<A const&...>) -> shape_list<std::tuple_element_t<I, std::tuple<A...>>...>;
template <int First, class... A>
using first_shapes = decltype(split(std::make_index_sequence<static_cast<std::size_t>(First)>{}, std::declval<std::tuple<A const&...>>()));

template <class Shape, class Traced>
constexpr auto taken(Traced const*& next) {
    return shaped<Shape, Traced>([&] { return *next++; });
}
// An argument, some leaves of which may be plain numbers, in its shape.
template <class Traced, class S>
constexpr auto with_traced_leaves(S const& argument) {
    auto const leaf = flatten<Traced, S>(argument);
    Traced const* next = leaf.data();
    return taken<S>(next);
}

// Request: the policies, and what is differentiated; InRows: rows may be among that. S: the shapes of the point.
template <class Traced, class Request, bool InRows, class F, class... S>
struct linearisation {
    using value = Traced;
    using builder = typename Traced::builder;
    using result = std::remove_cvref_t<std::invoke_result_t<F const&, rebind<S, Traced>&...>>;
    using selection = std::conditional_t<InRows, selection_with_rows<Request, S...>, leaf_selection<Request, S...>>;
    using row = gradient_row<Request, Traced, S...>;
    static constexpr bool in_rows = InRows;
    static constexpr kink_policy kinks = Request::kinks;
    static constexpr int inputs = (0 + ... + leaves<S>), rows = leaves<result>;
    static constexpr int first_slot = slots_in<F>.first;

    builder own{16};  // for arguments that are all literals
    builder& graph;
    bool is_last = graph.take_last_transform();  // nobody differentiates its derivatives
    pass::nested_derivative<typename builder::literal_type> at;
    Traced const* point;
    std::array<Traced, static_cast<std::size_t>(rows)> y;  // the results, with the placeholders for their arguments

    // Leaves: those of the point, and what follows it.
    template <std::size_t N>
    constexpr linearisation(F const& function, std::array<Traced, N> const& leaves) : graph(graph_of(function, leaves, own)), at(graph, inputs), point(leaves.data()), y(results_of(function)) {}
    constexpr linearisation(linearisation const&) = delete;

    constexpr Traced const* behind_the_point() const { return point + inputs; }
    // How often the derivatives of a sweep are differentiated, after which so many sweeps follow.
    constexpr int sweeps(int to_come) const { return is_last && to_come < builder::many ? to_come : builder::many; }
    // The derivatives of one value by the selected leaves.
    constexpr Traced* row_of(Traced const& of, Traced* to, int to_come = builder::many) const { return at.row(of, &selection::contains, kinks, to, sweeps(to_come)); }
    // Puts the point into the results. The policy `fast` rewrites the whole graph where this is the last transform.
    constexpr void substitute(Traced* results, int count) const { at.substitute(point, results, count, is_last && !graph.rewrites_parts() ? kink_policy::least_norm : kinks); }

private:
    // Numbers that an expression holds stay what they are: no derivative is taken in them.
    constexpr auto placeholders() const {
        static_assert(!(... || is_known_rows<S>), TYPEGRAD_KNOWN_ROWS);
        int next = 0;
        return std::tuple<rebind<S, Traced>...>{shaped<S, Traced>([&] {
            int const leaf = next++;
            if (first_slot >= 0 && leaf >= first_slot) return point[leaf];
            return at.placeholder(leaf);
        })...};
    }
    constexpr auto results_of(F const& function) const {
        auto arguments = placeholders();
        std::array<Traced, static_cast<std::size_t>(rows)> all{};
        Traced* next = all.data();
        each_leaf<result>(std::apply(function, arguments), [&](auto const& v) { *next++ = Traced(v); });
        return all;
    }

    // The graph of the leaves; where all arguments are plain numbers, that of the values which the function has captured.
    template <std::size_t N>
    static constexpr builder& graph_of(F const& function, std::array<Traced, N> const& leaf, builder& own) {
        builder* found = builder_of(leaf);
        if (!found) found = builder_of_state<Traced>(function);
        if constexpr (!state<F>::complete)
            if (!found) {
                Traced const* next = leaf.data();
                std::tuple<rebind<S, Traced>...> at_point{taken<S>(next)...};
                each_leaf<result>(std::apply(function, at_point), [&](auto const& v) { found = Traced(v).graph() ? Traced(v).graph() : found; });
            }
        return found ? *found : own;
    }
};

}
