// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Operations side by side in vector registers: bit for bit what they are one after the other, in constant expressions and at run
// time, with -ffp-contract=off.
#define BOOST_TEST_MODULE lanes

#include <bit>
#include <cstdint>

#include <typegrad.hpp>

#include "verify.hpp"

namespace {

using typegrad::back::lane_count;

// A double that the back end takes for a class, which has no lanes.
struct alone {
    double value = 0;
    constexpr alone() = default;
    constexpr explicit alone(double v) : value(v) {}
    friend constexpr alone operator+(alone a, alone b) { return alone(a.value + b.value); }
    friend constexpr alone operator-(alone a, alone b) { return alone(a.value - b.value); }
    friend constexpr alone operator*(alone a, alone b) { return alone(a.value * b.value); }
    friend constexpr alone operator/(alone a, alone b) { return alone(a.value / b.value); }
};

template <class F, std::size_t N, class... Policies>
using source = typegrad::graph::made<typegrad::detail::recipe_of<decltype(typegrad::value_and_gradient(F(), Policies()...)), double, std::array<double, N>>>;

template <class F, std::size_t N, class... Policies>
constexpr int lanes_used = typegrad::back::compiled<source<F, N, Policies...>>::program.lanes;

template <class T, std::size_t N>
constexpr std::array<T, N> point() {
    std::array<T, N> x{};
    double entry = 0.3;
    for (auto& e : x) e = T(entry), entry = entry > 1.5 ? entry - 1.39 : entry + 0.37;
    return x;
}
template <class Source, class T, std::size_t N>
constexpr auto all(std::array<T, N> const& x) {
    auto const outputs = typegrad::back::evaluate<Source>(x);
    std::array<std::uint64_t, static_cast<std::size_t>(Source::graph.output_count)> bits{};
    for (std::size_t i = 0; i < bits.size(); ++i) {
        if constexpr (std::is_same_v<T, alone>) bits[i] = std::bit_cast<std::uint64_t>(outputs[i].value);
        else bits[i] = std::bit_cast<std::uint64_t>(outputs[i]);
    }
    return bits;
}
template <std::size_t N, class F, class... Policies>
void agrees(F, Policies...) {
    using of = source<F, N, Policies...>;
    static_assert(lane_count < 4 || lanes_used<F, N, Policies...> > 0);
    constexpr auto one_after_the_other = all<of>(point<alone, N>()), side_by_side = all<of>(point<double, N>());
    static_assert(one_after_the_other == side_by_side);
    BOOST_TEST((all<of>(verify::hidden(point<double, N>())) == one_after_the_other), boost::test_tools::per_element());
    BOOST_TEST((all<of>(verify::hidden(point<alone, N>())) == one_after_the_other), boost::test_tools::per_element());
}

// Neighbours: the lanes of one pack move to the next.
constexpr auto valley = [](auto const& x) {
    std::remove_cvref_t<decltype(x[0])> sum(0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        auto const off = x[i + 1] - x[i] * x[i];
        auto const rest = 1 - x[i];
        sum += 100 * off * off + rest * rest;
    }
    return sum;
};
// A matrix of literals, quotients, and a divisor for all.
constexpr auto mixture = [](auto const& x) {
    using scalar = std::remove_cvref_t<decltype(x[0])>;
    scalar total(0), sum(0);
    for (auto const& entry : x) total += entry;
    for (std::size_t i = 0; i < x.size(); ++i) {
        scalar row(0);
        for (std::size_t j = 0; j < x.size(); ++j) row += 1 / static_cast<double>(i + j + 1) * x[j];
        sum += row * row / (total + x[i]);
    }
    return sum;
};
// A chain; with the policy fast four of them.
constexpr auto chain = [](auto const& x) {
    auto all = x[0];
    for (std::size_t i = 1; i < x.size(); ++i) all *= x[i];
    return all;
};
// Calls between what has lanes.
constexpr auto waves = [](auto const& x) {
    using std::sin;
    std::remove_cvref_t<decltype(x[0])> sum(0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += sin(x[i] * x[i + 1] - 0.5) * (x[i] + 2 * x[i + 1]) / (1 + x[i] * x[i]);
    return sum;
};
// Choices, before which all must be known that their sides need.
constexpr auto choices = [](auto const& x) {
    std::remove_cvref_t<decltype(x[0])> sum(0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        auto const product = x[i] * x[i + 1] - 0.25 * x[i];
        sum += typegrad::select(x[i] < x[i + 1], product * product * product / (1 + x[i]), product - x[i + 1] / (2 + product * product));
    }
    return sum;
};

BOOST_AUTO_TEST_CASE(bit_for_bit) {
    agrees<13>(valley);
    agrees<8>(mixture);
    agrees<16>(valley, typegrad::fast);
    agrees<19>(chain, typegrad::fast);
}

BOOST_AUTO_TEST_CASE(between_calls_and_choices) {
    constexpr auto x = point<double, 9>();
    auto const hidden = verify::hidden(x);
    BOOST_TEST(verify::near(typegrad::value_and_gradient(waves)(hidden), typegrad::value_and_gradient(waves)(x)));
    BOOST_TEST(verify::near(typegrad::value_and_gradient(choices)(hidden), typegrad::value_and_gradient(choices)(x)));
}

// What is not worth it stays as it is: few operations, a chain, numbers that have no vectors.
BOOST_AUTO_TEST_CASE(left_alone) {
    constexpr auto polynomial = [](auto const& x) { return 5 * x[0] * x[0] * x[0] + 2 * x[0] * x[0] + 4 * x[0] + 8; };
    static_assert(lanes_used<decltype(polynomial), 1> == 0 && lanes_used<decltype(chain), 16> == 0);
    static_assert(typegrad::back::compiled<source<decltype(valley), 13>, typegrad::back::detail::kind_of<long double>>::program.lanes == 0);
}

}
