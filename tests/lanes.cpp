// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Operations side by side in vector registers: bit for bit what they are one after the other, in constant expressions and at run
// time, with -ffp-contract=off.
#define BOOST_TEST_MODULE lanes

#include <bit>
#include <cstdint>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>

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
    // Products of the others: what two of them are made of is computed in two lanes each.
    agrees<4>(chain, typegrad::fast);
    agrees<8>(chain, typegrad::fast);
}
BOOST_AUTO_TEST_CASE(products_of_the_others) {
    constexpr auto const& program = typegrad::back::compiled<source<decltype(chain), 4, typegrad::fast_t>>::program;
    static_assert(lane_count != 4 || (program.lanes == 6 && program.output_runs == 1));
    static_assert(lane_count != 2 || program.output_runs == 2);
}

BOOST_AUTO_TEST_CASE(between_calls_and_choices) {
    constexpr auto x = point<double, 9>();
    auto const hidden = verify::hidden(x);
    BOOST_TEST(verify::near(typegrad::value_and_gradient(waves)(hidden), typegrad::value_and_gradient(waves)(x)));
    BOOST_TEST(verify::near(typegrad::value_and_gradient(choices)(hidden), typegrad::value_and_gradient(choices)(x)));
}

// Results that lie together take registers as they are, others number by number; arguments likewise.
template <class Result>
bool equals(Result const& result, auto const& numbers) {
    std::size_t at = 0;
    bool equal = true;
    typegrad::shape<Result>::each(result, [&](double entry) { equal = equal && entry == numbers[at++]; });
    return equal && at == numbers.size();
}
BOOST_AUTO_TEST_CASE(results_and_arguments) {
    auto const at = verify::hidden(point<double, 8>());
    constexpr auto numbers = [] {
        constexpr auto g = typegrad::value_and_gradient(valley)(point<double, 8>());
        std::array<double, 9> all{g.value};
        for (std::size_t i = 0; i < 8; ++i) all[i + 1] = g.gradient[i];
        return all;
    }();
    BOOST_TEST(equals(typegrad::value_and_gradient(valley)(at), numbers));
    BOOST_TEST(equals(typegrad::value_and_gradient(valley)(typegrad::linear::vec<double, 8>{at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]}), numbers));

    // In three arguments, the middle one alone: the result is a tuple, whose parts lie in no order.
    constexpr auto parts = [](auto const& a, auto b, auto const& c) { return valley(std::array{a[0], a[1], a[2], b, c[0], c[1], c[2], c[3]}); };
    auto const [value, gradient] = typegrad::value_and_gradient(parts)(std::array{at[0], at[1], at[2]}, at[3], std::array{at[4], at[5], at[6], at[7]});
    auto const& [in_a, in_b, in_c] = gradient;
    BOOST_TEST(equals(std::array{value, in_a[0], in_a[1], in_a[2], in_b, in_c[0], in_c[1], in_c[2], in_c[3]}, numbers));
    using places = typegrad::detail::places<decltype(parts), std::array<double, 3>, double, std::array<double, 4>>;
    static_assert(places::together == std::array{3, 2, 1, 1, 4, 3, 2, 1, 0});
}

// So many inputs that they are loaded again on the way: they are what they were, where they lie in memory that nobody may write to.
constexpr auto many = point<double, 48>();
BOOST_AUTO_TEST_CASE(many_inputs) {
    constexpr auto known = typegrad::value_and_gradient(chain)(many);
    auto const found = typegrad::value_and_gradient(chain)(verify::hidden(many)), of_constants = typegrad::value_and_gradient(chain)(many);
    BOOST_TEST(verify::near(found, known));
    BOOST_TEST(verify::near(of_constants, known));
    auto in_place = many;
    in_place = typegrad::gradient(chain)(in_place);  // the result in place of the argument
    BOOST_TEST(verify::near(in_place, known.gradient));
}

// How many registers are put together from single values, one of them among least … most-1: inputs, or what is computed.
template <class F, std::size_t N>
constexpr int put_together(int least, int most) {
    constexpr auto const& program = typegrad::back::compiled<source<F, N>>::program;
    int count = 0;
    for (int i = 0; i < program.step_count; ++i) {
        typegrad::back::step const& s = program.steps[i];
        auto const counts = [&](int from) { return from >= least && from < most; };
        count += s.operation == typegrad::back::gather_step && (counts(s.a) || counts(s.b) || counts(s.c) || counts(s.d));
    }
    return count;
}

// xᵀ A x of each x and its A: what an entry receives as itself is added after what it receives from the rows, so that the rows' shares stand side by side, and no
// register but that of the rows themselves is put together from single values.
constexpr auto quadratic = [](auto const& x) {
    std::remove_cvref_t<decltype(x[0])> form(0);
    for (std::size_t i = 0; i < 4; ++i) {
        std::remove_cvref_t<decltype(x[0])> row(0);
        for (std::size_t j = 0; j < 4; ++j) row += x[4 + 4 * i + j] * (x[j] - 1);
        form += (x[i] - 1) * row;
    }
    return 1 / (2 - 0.5 * form);
};
BOOST_AUTO_TEST_CASE(quadratic_form) {
    agrees<20>(quadratic);
    constexpr auto const& program = typegrad::back::compiled<source<decltype(quadratic), 20>>::program;
    static_assert(lane_count != 4 || (put_together<decltype(quadratic), 20>(20, program.values) <= 1 && program.output_runs == 5));
    constexpr auto x = point<double, 20>();
    constexpr auto slopes = typegrad::gradient(quadratic)(x);
    for (std::size_t i = 0; i < 20; ++i) BOOST_TEST(std::abs(typegrad::jvp(quadratic)(x, [&] { std::array<double, 20> v{}; return v[i] = 1, v; }()).tangent - slopes[i]) < 1e-12 * std::abs(slopes[i]));
}

// Three forms xᵀ A x. The rows of A x side by side would have columns of A put together: they are computed alone, and only their values are put together,
// for the columns' shares of the slope, which stand side by side.
constexpr auto forms = [](auto const& x) {
    std::remove_cvref_t<decltype(x[0])> total(0);
    for (std::size_t k = 0; k < 3; ++k) {
        std::remove_cvref_t<decltype(x[0])> form(0);
        for (std::size_t i = 0; i < 4; ++i) {
            std::remove_cvref_t<decltype(x[0])> row(0);
            for (std::size_t j = 0; j < 4; ++j) row += x[4 + 16 * k + 4 * i + j] * (x[j] - 0.25 * static_cast<double>(k + 1));
            form += (x[i] - 0.25 * static_cast<double>(k + 1)) * row;
        }
        total += 1 / (2 - 0.5 * form);
    }
    return total;
};
// What four different operations give goes into the slope of four rows: put together once.
constexpr auto layer = [](auto const& x) {
    std::remove_cvref_t<decltype(x[0])> const h[] = {x[0] * x[1], x[1] + x[2], x[2] - x[3], x[3] * x[3] * x[0]};
    std::remove_cvref_t<decltype(x[0])> sum(0);
    for (std::size_t i = 0; i < 4; ++i) {
        std::remove_cvref_t<decltype(x[0])> row(0);
        for (std::size_t j = 0; j < 4; ++j) row += x[4 + 4 * i + j] * h[j];
        sum += row * row;
    }
    return sum;
};
BOOST_AUTO_TEST_CASE(rows_alone_and_columns_in_lanes) {
    agrees<52>(forms);
    agrees<20>(layer);
    static_assert(lane_count != 4 || (put_together<decltype(forms), 52>(4, 52) == 0 && put_together<decltype(layer), 20>(4, 20) == 0));
}

// What is not worth it stays as it is: few operations, a chain, numbers that have no vectors.
BOOST_AUTO_TEST_CASE(left_alone) {
    constexpr auto polynomial = [](auto const& x) { return 5 * x[0] * x[0] * x[0] + 2 * x[0] * x[0] + 4 * x[0] + 8; };
    static_assert(lanes_used<decltype(polynomial), 1> == 0 && lanes_used<decltype(chain), 16> == 0);
    static_assert(typegrad::back::compiled<source<decltype(valley), 13>, typegrad::back::detail::kind_of<long double>>::program.lanes == 0);
}

}
