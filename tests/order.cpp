// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The order of evaluation: what no function waits for comes after them, and few values wait at once.
#define BOOST_TEST_MODULE order

#include <cmath>

#include <typegrad.hpp>

#include "verify.hpp"

namespace {

using namespace typegrad::back;

template <class F, std::size_t N>
using source = typegrad::graph::made<typegrad::detail::recipe_of<decltype(typegrad::value_and_gradient(F())), double, std::array<double, N>>>;
template <class F, std::size_t N>
constexpr auto const& program = compiled<source<F, N>, number_kind::built_in>::program;

// The steps before the last function.
template <class F, std::size_t N>
constexpr int before_functions() {
    constexpr auto const& p = program<F, N>;
    int last = -1;
    for (int i = 0; i < p.step_count; ++i)
        if (p.steps[i].operation == typegrad::op::code<typegrad::op::exp_>) last = i;
    return last;
}

// The product of all has a long way before it if it begins a chain of quotients, and a short one if it is a result.
constexpr auto aside = [](auto const& x) {
    using std::exp;
    auto const product = x[0] * x[1] * x[2] * x[3];
    return exp(x[0]) * exp(x[1]) * exp(x[2]) + product;
};
constexpr auto ahead = [](auto const& x) {
    using std::exp;
    auto quotient = x[0] * x[1] * x[2] * x[3];
    for (int i = 0; i < 6; ++i) quotient = x[0] / (1 + quotient);
    return exp(x[0]) * exp(x[1]) * exp(x[2]) + quotient;
};
BOOST_AUTO_TEST_CASE(functions_first) {
    static_assert(before_functions<decltype(aside), 4>() == 3);  // two, what ends them, and the third
    static_assert(before_functions<decltype(ahead), 4>() > 10);
    constexpr std::array x{0.3, 0.7, 1.1, 1.3};
    BOOST_TEST(verify::near(typegrad::value_and_gradient(aside)(verify::hidden(x)), typegrad::value_and_gradient(aside)(x)));
    BOOST_TEST(verify::near(typegrad::value_and_gradient(ahead)(verify::hidden(x)), typegrad::value_and_gradient(ahead)(x)));
}

// Rows of a layer: where there are many, none of their sums begins before the functions that they are of. (Two lanes hold these rows side by
// side: packs, which the rule is not about.)
constexpr auto layer = [](auto const& x) {
    using std::exp;
    std::array const h{exp(x[0]), exp(x[1]), exp(x[2]), exp(x[3])};
    auto sum = x[0];
    for (std::size_t i = 0; i < 4; ++i) sum += exp(x[i] + x[i] * h[0] + x[(i + 1) % 4] * h[1] + x[(i + 2) % 4] * h[2] + x[(i + 3) % 4] * h[3]);
    return sum;
};
template <class F, std::size_t N>
constexpr int steps_up_to_function(int which) {
    constexpr auto const& p = program<F, N>;
    int i = 0;
    for (int seen = 0; seen < which; ++i) seen += p.steps[i].operation == typegrad::op::code<typegrad::op::exp_>;
    return i;
}
BOOST_AUTO_TEST_CASE(rows_of_a_layer) {
    static_assert(typegrad::target::lane_count == 2 || steps_up_to_function<decltype(layer), 4>(4) == 4);
    constexpr std::array x{0.3, 0.2, 0.1, 0.25};
    BOOST_TEST(verify::near(typegrad::value_and_gradient(layer)(verify::hidden(x)), typegrad::value_and_gradient(layer)(x)));
}

// At most how many registers hold values that are still to be used: by steps, or as results.
template <class F, std::size_t N>
constexpr int most_alive() {
    constexpr auto const& p = program<F, N>;
    int const first = p.input_count + p.literal_count;
    int last_use[static_cast<std::size_t>(p.values) + 1]{}, born[static_cast<std::size_t>(p.values) + 1]{};
    for (int i = 0; i < p.step_count; ++i) {
        step const& s = p.steps[i];
        for (int const r : {s.a, s.b, s.c})
            if (r >= first) last_use[r] = i;
        born[s.target] = i + 1;
    }
    int most = 0;
    for (int i = 0; i < p.step_count; ++i) {
        int alive = 0;
        for (int r = first; r < p.values; ++r) alive += born[r] > 0 && born[r] <= i && last_use[r] >= i;
        most = alive > most ? alive : most;
    }
    return most;
}
// Each function's result goes into the next sum at once, as does what is made of it alone.
constexpr auto waves = [](auto const& x) {
    using std::exp;
    auto sum = 1 / (1 + exp(x[0]));
    for (std::size_t i = 1; i < x.size(); ++i) sum += 1 / (1 + exp(x[i]));
    return sum;
};
BOOST_AUTO_TEST_CASE(short_lives) {
    static_assert(program<decltype(waves), 12>.lanes > 0 || most_alive<decltype(waves), 12>() <= 12 + 3);
    constexpr auto x = std::array{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2};
    BOOST_TEST(verify::near(typegrad::value_and_gradient(waves)(verify::hidden(x)), typegrad::value_and_gradient(waves)(x)));
}

}
