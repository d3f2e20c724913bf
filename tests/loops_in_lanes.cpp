// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows in lanes (typegrad/lanes.hpp): what a loop gives without.
#define BOOST_TEST_MODULE typegrad_loops_in_lanes
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/columns.hpp>
#include <typegrad/lanes.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace {

using namespace typegrad;
using std::array, std::size_t;

using parameters = array<double, 2>;

// Rows of each way in which they are loaded: side by side in memory, of more numbers than lanes, apart, of another type, numbered.
template <size_t N>
std::vector<array<double, N>> rows_of(size_t n) {
    std::vector<array<double, N>> rows(n);
    for (size_t i = 0; i < n; ++i)
        for (size_t k = 0; k < N; ++k) rows[i][k] = std::sin(static_cast<double>(i * (k + 3)) + 0.25 * static_cast<double>(k));
    return rows;
}
template <class T>
std::vector<T> column_of(size_t n) {
    std::vector<T> all(n);
    for (size_t i = 0; i < n; ++i) all[i] = static_cast<T>(std::cos(static_cast<double>(i)));
    return all;
}

// On both sides of a pack, of two, and of a block of rows.
constexpr size_t numbers_of_rows[] = {0, 1, 3, 4, 5, 8, 13, 16, 17, 1003, 1024, 1031, 2500};

// The value and the gradient without lanes, in lanes of 128 bits and in the widest that there are here: bit for bit, as there is plain arithmetic only.
template <class F, class... Rows>
bool are_the_same(F f, Rows const&... rows) {
    parameters const b{0.75, -0.5};
    auto const alone = value_and_gradient(f, wrt<0>)(b, rows...);
    auto const few = value_and_gradient(f, wrt<0>, lanes_on<xsimd::sse2>)(b, rows...);
    auto const many = value_and_gradient(f, wrt<0>, lanes)(b, rows...);
    bool same = true;
    for (auto const& in_lanes : {few, many}) same = same && in_lanes.value == alone.value && in_lanes.gradient == alone.gradient;
    return same;
}

constexpr auto polynomial = [](auto const& b, auto const& data) {
    return sum(data, [&](auto const&... part) {
        auto const of_array = [&](auto const& row) {
            auto y = b[0];
            for (auto const& x : row) y = y * x + b[1] / (x * x + 2);
            return y;
        };
        auto const of_part = [&](auto const& x) {
            if constexpr (requires { x[0]; }) return of_array(x);
            else return of_array(array{x});
        };
        return (0 + ... + of_part(part));
    });
};
// Branches on a row, on a value from outside, on both; in the one that a row does not take there is no number.
constexpr auto branches = [](auto const& b, auto const& data) {
    return sum(data, [&](auto const& row) {
        return select(row[0] > 0, sqrt(row[0]) * b[0], 1 / (row[0] - 2) * b[1]) + select(b[0] > b[1] && row[1] < 0.25, b[0] * row[1], select(row[2] != 0, b[1] / row[2], b[1])) + abs(row[0] - b[0]) + max(b[1], row[1]);
    });
};
constexpr auto other_reductions = [](auto const& b, auto const& data) {
    return max(data, [&](auto const& row) { return b[0] * row[0] + b[1] * row[1]; }) + min(data, [&](auto const& row) { return b[0] * row[0] * row[1]; }) +
           product(data, [&](auto const& row) { return 1 + b[1] * row[1] * 0.001; }) + square(mean(where(data, [](auto const& row) { return row[0] < 2; }), [&](auto const& row) { return row[2] * b[0]; }));
};

constexpr auto own = custom([](auto x) { return x * x; }, [](auto x, auto) { return 2 * x; });

bool near(double a, double b) { return std::abs(a - b) <= 1e-13 * (1 + std::abs(b)); }

}

BOOST_AUTO_TEST_CASE(every_bit_of_arithmetic) {
    for (size_t const n : numbers_of_rows) {
        auto const short_rows = rows_of<3>(n);
        auto const long_rows = rows_of<9>(n);
        auto const numbers = column_of<double>(n);
        auto const others = column_of<float>(n);
        BOOST_TEST(are_the_same(polynomial, rows(short_rows)), n << " rows of three");
        BOOST_TEST(are_the_same(polynomial, rows(numbers, others, long_rows)), n << " rows of several columns");
        BOOST_TEST(are_the_same(branches, rows(short_rows)), n << " rows with branches");
        if (n > 0) BOOST_TEST(are_the_same(other_reductions, rows(short_rows)), n << " rows in other reductions");
    }
    constexpr auto of_numbers = [](auto const& b, auto const& data) { return sum(data, [&](auto i) { return b[0] * i + b[1] / (i + 1); }); };
    BOOST_TEST(are_the_same(of_numbers, indices(1003)));
}

BOOST_AUTO_TEST_CASE(elementary_functions) {
    constexpr auto f = [](auto const& b, auto const& data) {
        auto const scale = log_sum_exp(data, [&](auto const& row) { return b[0] * row[0]; });
        return mean(data, [&](auto const& row) { return log1p(exp(b[0] * row[0] * row[1])) + sin(b[1] * row[2]) * cos(b[1] * row[2]) + tanh(row[1] * scale) + erf(b[0] * row[1]) + pow(row[0] + 2, b[1]); });
    };
    auto const data = rows_of<3>(1003);
    parameters const b{0.75, -0.5};
    auto const alone = value_and_gradient(f, wrt<0>)(b, rows(data));
    auto const in_lanes = value_and_gradient(f, wrt<0>, lanes)(b, rows(data));
    BOOST_TEST(near(in_lanes.value, alone.value));
    BOOST_TEST(near(in_lanes.gradient[0], alone.gradient[0]));
    BOOST_TEST(near(in_lanes.gradient[1], alone.gradient[1]));
    // In a lane, numbers for which xsimd's functions are wrong are as everywhere else.
    constexpr auto of_extremes = [](auto t, auto const& all) { return sum(all, [&](auto x) { return log(exp(t * x)); }); };
    std::vector<double> const extremes{0, -709.5, 709.5, 700, 1, -5};
    auto const extreme = value_and_gradient(of_extremes, wrt<0>, lanes)(1.0, rows(extremes)), expected = value_and_gradient(of_extremes, wrt<0>)(1.0, rows(extremes));
    BOOST_TEST(near(extreme.value, expected.value));
    BOOST_TEST(near(extreme.gradient, expected.gradient));
}

BOOST_AUTO_TEST_CASE(other_transforms_and_numbers) {
    auto const data = rows_of<3>(101);
    parameters const b{0.75, -0.5};
    BOOST_TEST((hessian(polynomial, wrt<0>, lanes)(b, rows(data)) == hessian(polynomial, wrt<0>)(b, rows(data))));
    BOOST_TEST(jvp(polynomial, wrt<0>, lanes)(b, rows(data), parameters{1, 2}).tangent == jvp(polynomial, wrt<0>)(b, rows(data), parameters{1, 2}).tangent);
    // Of float, of which there are no more lanes than partial results.
    std::vector<float> const singles = column_of<float>(1003);
    constexpr auto of_singles = [](auto t, auto const& all) { return sum(all, [&](auto x) { return t * x * x + x / (t + x * x); }); };
    BOOST_TEST(gradient(of_singles, wrt<0>, lanes)(0.5f, rows(singles)) == gradient(of_singles, wrt<0>)(0.5f, rows(singles)));
    // In a constant expression, and no rows.
    static constexpr array<double, 5> few{1, 2, 3, 4, 5};
    constexpr auto of_few = [](auto t, auto const& all) { return mean(all, [&](auto x) { return t * x; }); };
    static_assert(gradient(of_few, wrt<0>, lanes)(2.0, rows(few)) == 3);
    BOOST_CHECK_EXCEPTION(gradient(of_few, wrt<0>, lanes)(2.0, rows(std::vector<double>{})), std::invalid_argument, [](auto const& e) { return std::string(e.what()) == "typegrad: mean over no rows"; });
    // A function of one's own is called with one number after the other.
    constexpr auto of_own = [](auto t, auto const& all) { return sum(all, [&](auto const& row) { return own(t * row[0]); }); };
    BOOST_TEST(gradient(of_own, wrt<0>, lanes)(0.5, rows(data)) == gradient(of_own, wrt<0>)(0.5, rows(data)));
}

BOOST_AUTO_TEST_CASE(expressions_of_columns) {
    constexpr column<"x"> x;
    constexpr variable<"t"> t;
    constexpr auto y = sum(t * x * x + x / (t + x * x));
    std::vector<double> const xs = column_of<double>(1003);
    BOOST_TEST(gradient(y, lanes)(t = 0.5, x = xs)[t] == gradient(y)(t = 0.5, x = xs)[t]);
}

namespace {
// Loops whose rows are arithmetic alone run eight rows at once (back/arithmetic_of_rows.hpp), but in constant expressions: both give the same bits.
template <class T, size_t N>
constexpr auto numbers_between = [] {
    array<T, N> numbers{};
    for (size_t i = 0; i < N; ++i) numbers[i] = static_cast<T>(static_cast<int>(i * 37 % 19) - 9) / static_cast<T>(i % 5 + 3);
    return numbers;
}();
template <class T>
constexpr bool same_bits(T a, T b) {
    using bits = std::conditional_t<sizeof(T) == 8, unsigned long long, unsigned>;
    return (a != a && b != b) || std::bit_cast<bits>(a) == std::bit_cast<bits>(b);
}
template <class T, class Result>
constexpr bool same_results(Result const& a, Result const& b) {
    bool same = same_bits<T>(a.value, b.value);
    for (size_t k = 0; k < a.gradient.size(); ++k) same = same && same_bits<T>(a.gradient[k], b.gradient[k]);
    return same;
}
template <class T, size_t N>
constexpr auto by_columns() {
    auto const& all = numbers_between<T, N + 2>;
    std::span<T const> const numbers(all);
    auto const f = [](auto const& a, auto const& data) {
        return sum(data, [&](auto const& y, auto const& x, auto const& z) { return square(y - a[0] * x - a[1] * z) / (2 + square(z)); });
    };
    return value_and_gradient(f, wrt<0>)(array<T, 2>{T(0.3), T(-0.7)}, rows(numbers.subspan(0, N), numbers.subspan(1, N), numbers.subspan(2, N)));
}
// What each kind of choice gives: the numbers of some rows are on their edges.
template <class T, size_t N>
constexpr auto by_choices() {
    auto const f = [](auto const& a, auto const& data) {
        return sum(data, [&](auto const& x) {
            auto const y = a[0] * x[0] + a[1] * x[2];
            return select(x[1] < 0 && !(y == 0), y * y, -y) + max(y, x[1]) * min(a[0], x[2]) + relu(y - a[1]) + clamp(y, a[0], 2 * a[0]) +
                   select(x[0] != 0 || y <= 1, x[0], a[1]) + select(x[2] == 0, a[1], a[0] / x[2]);
        });
    };
    constexpr auto table = [] {
        array<array<T, 3>, N> made{};
        auto const& number = numbers_between<T, N + 2>;
        for (size_t i = 0; i < N; ++i) made[i] = {number[i], static_cast<T>(static_cast<int>(i % 4) - 2), i % 7 == 3 ? T(0) : number[i + 2]};
        return made;
    }();
    return value_and_gradient(f, wrt<0>)(array<T, 2>{T(0.5), T(-1)}, rows(table));
}
template <class T, size_t N>
constexpr auto by_numbers() {
    auto const f = [](auto const& a, auto const& data) { return sum(data, [&](auto const& i) { return square(a[0] * i - a[1]); }); };
    return value_and_gradient(f, wrt<0>)(array<T, 2>{T(0.1), T(1.7)}, indices(N));
}
template <class T, size_t N>
void check_arithmetic() {
    constexpr auto columns = by_columns<T, N>();
    constexpr auto choices = by_choices<T, N>();
    constexpr auto numbers = by_numbers<T, N>();
    BOOST_TEST(same_results<T>(columns, by_columns<T, N>()));
    BOOST_TEST(same_results<T>(choices, by_choices<T, N>()));
    BOOST_TEST(same_results<T>(numbers, by_numbers<T, N>()));
}
}
BOOST_AUTO_TEST_CASE(rows_of_arithmetic) {
    check_arithmetic<double, 29>();
    check_arithmetic<float, 29>();
}
