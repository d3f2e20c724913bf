// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians of one function by several recipes, and whether two of them agree.
#pragma once

#include <typegrad.hpp>

#include <array>
#include <cstddef>

#include "verify.hpp"

namespace jacobians {

namespace pass = typegrad::pass;
using std::array;

// Recipes of a function of one array, or of the selected ones of several arguments.
template <class F, class... A>
struct recipes {
    using source = typegrad::traced<F, double, A...>;
    using selection = typegrad::detail::leaf_selection<typegrad::detail::request<>, A...>;
    using by_rows = pass::reversed<source, selection, true>;
    using mixed = pass::eliminated<source, selection, true>;
    using orders = pass::detail::orders<source, selection>;
};

template <class F, class... A>
using chosen = pass::jacobian<typename recipes<F, A...>::source, typename recipes<F, A...>::selection, true>;

// The Jacobian of a function of an array by a given recipe, whether or not it is what jacobian(f) chooses.
template <class Recipe, class F, std::size_t N>
[[gnu::noinline]] constexpr auto by(array<double, N> const& x) {
    constexpr auto rows = static_cast<std::size_t>(Recipe::rows);
    auto const leaf = typegrad::detail::evaluated<Recipe, double, typegrad::detail::request<>>(F{}, x);
    array<array<double, N>, rows> result{};
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < N; ++j) result[i][j] = leaf[rows + i * N + j];
    return result;
}
template <class F, std::size_t N>
constexpr auto eliminated(array<double, N> const& x) {
    return by<typename recipes<F, array<double, N>>::mixed, F>(x);
}
// By one reverse sweep a row, which is what gradients are.
template <class F, std::size_t N>
constexpr auto by_rows(array<double, N> const& x) {
    return by<typename recipes<F, array<double, N>>::by_rows, F>(x);
}

// Some roundings of each entry, or where terms have cancelled of the largest one beside it. NaN and infinity are the same.
template <std::size_t M, std::size_t N>
constexpr bool agree(array<array<double, N>, M> const& actual, array<array<double, N>, M> const& expected) {
    bool all = true;
    for (std::size_t i = 0; i < M; ++i) {
        double largest = 0;
        for (double v : expected[i]) largest = v > largest && v < 1e300 ? v : -v > largest && -v < 1e300 ? -v : largest;
        for (std::size_t j = 0; j < N; ++j) {
            double const a = actual[i][j], b = expected[i][j], tolerance = 64 * 2.3e-16 * largest;
            all = all && (verify::near(a, b, 64.0) || (a < 1e300 && b < 1e300 && a > -1e300 && b > -1e300 && a - b <= tolerance && b - a <= tolerance));
        }
    }
    return all;
}

}
