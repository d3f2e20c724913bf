// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Many variables at once: leaves(values), backward() of several results, gradients of chosen variables alone.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/handle.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <type_traits>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

namespace detail {
    // Integers become leaves of double, as tape::variable{2, tape::requires_grad} is one.
    template <class N>
    using leaf_of = variable<std::conditional_t<std::is_integral_v<N>, double, N>>;
}

// A leaf for each of these values: std::array<double, N> gives a std::array of leaves, any other range a std::vector. (Copies of a
// leaf are that leaf, so that std::vector(3, leaf) is one leaf three times.)
template <class Range>
    requires requires(Range const& r) { std::begin(r); }
auto leaves(Range const& values) {
    using leaf = detail::leaf_of<std::remove_cvref_t<decltype(*std::begin(values))>>;
    std::vector<leaf> all;
    for (auto const& v : values) all.emplace_back(static_cast<typename leaf::value_type>(v), requires_grad);
    return all;
}
template <class N>
auto leaves(std::initializer_list<N> values) {
    std::vector<detail::leaf_of<N>> all;
    for (auto const& v : values) all.emplace_back(static_cast<typename detail::leaf_of<N>::value_type>(v), requires_grad);
    return all;
}

// Only says so.
template <class N, class... More>
    requires std::is_arithmetic_v<N>
auto leaves(N first, More...) {
    static_assert(!std::is_arithmetic_v<N>, "typegrad::tape::leaves: the values stand in braces, leaves({1.0, 2.0}), or in a std::vector; one is tape::variable x{2.0, tape::requires_grad}");
    return leaves({first});
}

namespace detail {
    template <class R>
    concept range_of_variables = requires(R const& r) { std::begin(r); } && is_variable<std::remove_cvref_t<decltype(*std::begin(std::declval<R const&>()))>>;
    template <class A>
    concept range_of_numbers = requires(A const& a) { std::begin(a), std::end(a); } && std::is_arithmetic_v<std::remove_cvref_t<decltype(*std::begin(std::declval<A const&>()))>>;
    // What is no variable and holds none.
    template <class A>
    concept numbers_or_text = !is_operand<A> && (std::is_arithmetic_v<A> || std::is_convertible_v<A const&, char const*> || range_of_numbers<A>);
    template <class T, class Results, class Seeds>
    void sweep_from(Results const& results, Seeds const& seeds) {
        std::vector<index> at;
        for (auto const& y : results) at.push_back(y.find());
        if (at.size() != static_cast<std::size_t>(std::end(seeds) - std::begin(seeds)))
            fail("backward() of " + std::to_string(at.size()) + " results with another number of seeds; give one seed a result");
        index last = 0, lowest = std::numeric_limits<index>::max();
        for (index const i : at)
            if (i > 0) last = std::max(last, i), lowest = std::min(lowest, i);
        if (std::all_of(at.begin(), at.end(), [](index i) { return i == 0; })) return;
        index const first = current<T>.begin_of_sweep(last, lowest);
        typename arena<T>::all_or_nothing whole(current<T>, last, first);
        // Leaves first: their hooks may throw.
        for (bool const of_leaves : {true, false}) {
            auto seed = std::begin(seeds);
            for (index const i : at) {
                if (i < 0 && of_leaves) current<T>.seed_leaf(i, static_cast<T>(*seed));
                if (i > 0 && !of_leaves) current<T>.adjoint(i).add(static_cast<T>(*seed));
                ++seed;
            }
        }
        if (last > 0) current<T>.sweep(last, first);
        whole.complete();
    }
    template <class Range>
    using value_type_of = typename std::remove_cvref_t<decltype(*std::begin(std::declval<Range const&>()))>::value_type;
}

// Sweeps back from several results at once, each with its seed: one sweep adds the gradients of seed₀·y₀ + seed₁·y₁ + …, and
// releases the record.
template <class Results, class Seeds>
    requires(detail::range_of_variables<Results> && requires(Seeds const& s) { std::begin(s); })
void backward(Results const& results, Seeds const& seeds, retain_graph_t) {
    detail::sweep_from<detail::value_type_of<Results>>(results, seeds);
}
template <class Results, class Seeds>
    requires(detail::range_of_variables<Results> && requires(Seeds const& s) { std::begin(s); })
void backward(Results const& results, Seeds const& seeds) {
    backward(results, seeds, retain_graph);
    current<detail::value_type_of<Results>>.release();
}
template <class Results>
    requires detail::range_of_variables<Results>
void backward(Results const& results) {
    backward(results, std::vector<detail::value_type_of<Results>>(static_cast<std::size_t>(std::end(results) - std::begin(results)), detail::value_type_of<Results>(1)));
}
template <class T>
void backward(std::initializer_list<variable<T>> results) {
    backward<std::initializer_list<variable<T>>>(results);
}
template <class T, class N>
void backward(std::initializer_list<variable<T>> results, std::initializer_list<N> seeds) {
    backward<std::initializer_list<variable<T>>, std::initializer_list<N>>(results, seeds);
}

namespace detail {
    // The gradients of y by what is at these positions of the record.
    template <class T>
    std::vector<T> gradients_at(index at, std::vector<index> const& wanted) {
        auto& tape = current<T>;
        std::vector<T> gradients(wanted.size(), T(0));
        if (at == 0) return gradients;
        index const first = tape.begin_of_sweep(at, at);
        gradients_apart<T> const apart;
        if (at < 0) tape.seed_leaf(at, T(1));
        else tape.adjoint(at).add(T(1)), tape.sweep(at, first, wanted, gradients);
        for (std::size_t k = 0; k < wanted.size(); ++k)
            if (wanted[k] < 0) gradients[k] = tape.adjoint(wanted[k]).get();
        return gradients;
    }
    template <class T>
    std::vector<T> gradients_at(variable<T> const& y, std::vector<index> const& wanted) {
        return gradients_at<T>(y.find(), wanted);
    }
}

// The gradient of y by one variable or by several, recorded values among them, as numbers. No leaf's grad() changes, and the record
// stays.
template <class T, class Range>
    requires detail::range_of_variables<Range>
std::vector<T> grad(variable<T> const& y, Range const& by) {
    std::vector<index> wanted;
    for (auto const& x : by) {
        index const i = x.find();
        if (i == 0) detail::fail("grad(y, x) of an x that does not require grad; make it a leaf: tape::variable x{…, tape::requires_grad}");
        wanted.push_back(i);
    }
    return detail::gradients_at(y, wanted);
}
template <class T>
T grad(variable<T> const& y, variable<T> const& by) {
    return grad(y, std::array{by})[0];
}
template <class T>
std::vector<T> grad(variable<T> const& y, std::initializer_list<variable<T>> by) {
    return grad<T, std::initializer_list<variable<T>>>(y, by);
}

// The same: the record stays in any case.
template <is_operand Y, class By>
auto grad(Y const& y, By const& by, retain_graph_t) {
    return grad(y, by);
}
template <is_operand Y>
auto grad(Y const& y, std::initializer_list<Y> by, retain_graph_t) {
    return grad(y, by);
}

// Only say so.
template <is_operand Y, class By>
auto grad(Y const& y, By const&, bool) {
    static_assert(!is_operand<Y>, "typegrad::tape::grad: what follows y and x is no bool; the record stays in any case, and gradients that are to be differentiated again are tape::grad(y, x, tape::create_graph)");
    return y;
}
template <is_operand Y, detail::numbers_or_text By, class... More>
    requires(!((std::same_as<More, bool> || std::same_as<More, retain_graph_t>) || ...))
auto grad(Y const& y, By const&, More const&...) {
    static_assert(
        !is_operand<Y>,
        "typegrad::tape::grad: what follows y is the variable itself, or several: tape::grad(y, x), tape::grad(y, {x, z}); neither its name nor a number");
    return y;
}
template <is_operand Y, class... More>
void backward(Y const&, More const&...) {
    static_assert(!is_operand<Y>, "typegrad::tape::backward: of one result write y.backward(), of several tape::backward({y, z}); the gradient by one variable is tape::grad(y, x)");
}

// The same, as recorded values that can be differentiated again: of variables of order 2 and more.
template <class T, class By>
    requires(detail::range_of_variables<By> || detail::is_variable<By>)
auto grad(variable<T> const& y, By const& by, create_graph_t) {
    static_assert(detail::is_variable<T>, "typegrad::tape: a gradient that is to be differentiated again is that of a variable of a higher order; "
                                          "declare tape::variable_of_order<2> x{2.0, tape::requires_grad}, or call tape::hessian(f) or tape::hvp(f)");
    return grad(y, by);
}
template <class T>
auto grad(variable<T> const& y, std::initializer_list<variable<T>> by, create_graph_t create) {
    return grad<T, std::initializer_list<variable<T>>>(y, by, create);
}

}
