// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians in whatever order they are eliminated: the same as row-by-row gradients, and in fewer operations.
#define BOOST_TEST_MODULE typegrad_jacobian
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/print.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "domains.hpp"
#include "problems/reprojection.hpp"
#include "verify.hpp"

using typegrad::derivative, typegrad::gradient, typegrad::jacobian, typegrad::value_and_jacobian, typegrad::wrt;
namespace pass = typegrad::pass;

namespace {

using std::array;

template <class Row, class... Rest>
constexpr array<Row, 1 + sizeof...(Rest)> rows(Row row, Rest... rest) {
    return {row, rest...};
}

// One component of a function to several values, and its gradient by the reverse sweep for one row.
template <class F, std::size_t I>
struct component {
    constexpr auto operator()(auto const&... x) const { return F{}(x...)[I]; }
};

// Recipes of a function of one array, or of the selected ones of several arguments.
template <class F, class... A>
struct recipes {
    using source = typegrad::traced<F, double, A...>;
    using selection = typegrad::detail::leaf_selection<typegrad::detail::request<>, A...>;
    using by_rows = pass::reversed<source, selection, true>;
    using mixed = pass::eliminated<source, selection, true>;
    using chosen = pass::jacobian<source, selection, true>;
    using orders = pass::detail::orders<source, selection>;
};

template <class Recipe>
inline constexpr int operations = pass::count(typegrad::graph::made<Recipe>::graph).total();
template <class Recipe>
inline constexpr int estimate = pass::estimated_time(typegrad::graph::made<Recipe>::graph);

// The Jacobian of a function of an array by elimination, whether or not it is what jacobian(f) chooses.
template <class F, std::size_t N>
constexpr auto eliminated(array<double, N> const& x) {
    using recipe = typename recipes<F, array<double, N>>::mixed;
    static_assert(typegrad::graph::verify(typegrad::graph::made<recipe>::graph));
    constexpr auto rows = static_cast<std::size_t>(recipe::rows);
    auto const leaf = typegrad::back::evaluate<typegrad::graph::made<recipe>>(x);
    array<array<double, N>, rows> result{};
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < N; ++j) result[i][j] = leaf[rows + i * N + j];
    return result;
}
template <class F, std::size_t N, std::size_t... I>
constexpr auto by_gradients(array<double, N> const& x, std::index_sequence<I...>) {
    return array<array<double, N>, sizeof...(I)>{gradient(component<F, I>{})(x)...};
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

template <std::size_t Rows, class F, std::size_t N>
void check(F, char const* what, array<double, N> const& x) {
    auto const expected = by_gradients<F>(verify::hidden(x), std::make_index_sequence<Rows>{});
    auto const both = value_and_jacobian(F{})(verify::hidden(x));
    auto const mixed = eliminated<F>(verify::hidden(x));
    BOOST_TEST(agree(both.jacobian, expected), what << ": " << verify::text(both.jacobian) << "and not " << verify::text(expected));
    BOOST_TEST(agree(mixed, expected), what << ", eliminated: " << verify::text(mixed) << "and not " << verify::text(expected));
}

// CHECK_JACOBIAN(f, rows, {point}): at run time and in constant expressions.
#define CHECK_JACOBIAN(f, count, ...)                                                                                 \
    do {                                                                                                              \
        using function = std::remove_const_t<decltype(f)>;                                                            \
        static constexpr array point __VA_ARGS__;                                                                     \
        static constexpr auto expected = by_gradients<function>(point, std::make_index_sequence<count>{});            \
        static_assert(agree(value_and_jacobian(f)(point).jacobian, expected) && agree(eliminated<function>(point), expected));           \
        check<count>(f, #f, point);                                                                                   \
    } while (false)

}

BOOST_AUTO_TEST_CASE(shapes) {
    // 1 x N, N x 1, N x M.
    VERIFY(jacobian([](auto const& v) { return array{v[0] * v[1] * v[2]}; }), rows(array{6.0, 3.0, 2.0}), array{1.0, 2.0, 3.0});
    VERIFY(jacobian([](auto x) { return array{x * x, 1 / x, -x}; }), rows(array{4.0}, array{-0.25}, array{-1.0}), 2.0);
    VERIFY(value_and_jacobian([](auto x, auto y) { return array{x * y, x / y, y}; }),
           (typegrad::value_with_jacobian<array<double, 3>, array<array<double, 2>, 3>>{{12.0, 3.0, 2.0}, {{{2.0, 6.0}, {0.5, -1.5}, {0.0, 1.0}}}}), 6.0, 2.0);
    // Outputs that are inputs, literals, the same, or the negative of each other.
    constexpr auto plain = [](auto x, auto y) { return array{x, decltype(x)(3), x * y, x * y, -(x * y), y, x}; };
    VERIFY(jacobian(plain), rows(array{1.0, 0.0}, array{0.0, 0.0}, array{5.0, 2.0}, array{5.0, 2.0}, array{-5.0, -2.0}, array{0.0, 1.0}, array{1.0, 0.0}), 2.0, 5.0);
    VERIFY(jacobian([](auto x) { return array{decltype(x)(1), decltype(x)(2)}; }), rows(array{0.0}, array{0.0}), 2.0);
    // An output that other outputs are computed from.
    VERIFY(jacobian([](auto x) {
               auto const y = x * x, z = y * y + x;
               return array{y, z, y * z};
           }), rows(array{4.0}, array{33.0}, array{204.0}), 2.0);
    // Nested shapes and several arguments, some of them passive, integers among them.
    constexpr auto f = [](auto s, auto const& v, auto n) { return rows(array{s * v[0], v[0] * v[1] * n}, array{v[1] / s, s * s * v[1]}); };
    VERIFY(jacobian(f), rows(array{3.0, 2.0, 0.0, 0.0}, array{0.0, 28.0, 21.0, 12.0}, array{-1.0, 0.0, 0.5, 0.0}, array{16.0, 0.0, 4.0, 0.0}), 2.0, array{3.0, 4.0}, 7.0);
    VERIFY(jacobian(f, wrt<0, 1>), rows(array{3.0, 2.0, 0.0}, array{0.0, 28.0, 21.0}, array{-1.0, 0.0, 0.5}, array{16.0, 0.0, 4.0}), 2.0, array{3.0, 4.0}, 7);
    VERIFY(jacobian(f, wrt<1>), rows(array{2.0, 0.0}, array{28.0, 21.0}, array{0.0, 0.5}, array{0.0, 4.0}), 2.0, array{3.0, 4.0}, 7);
    VERIFY(jacobian(f, wrt<0>), rows(array{3.0f}, array{0.0f}, array{-1.0f}, array{16.0f}), 2.0f, array{3.0f, 4.0f}, 7);
}

namespace {

constexpr auto quotients = [](auto const& v) {
    auto const r = 1 / (v[0] + 2 * v[1]), q = v[2] * r, d = v[0] / (v[1] * v[2]);
    return array{q * r, q / d, r * r, log(v[0] / v[1]) * q, (1 / v[0]) * (1 / v[1]), d * d};
};
constexpr auto powers = [](auto const& v) {
    auto const p = 3 * v[0] * v[0] * v[0] * 0.5, q = v[0] * v[1], n = sqrt(v[0] * v[0] + v[1] * v[1] + q * q);
    return array{p * v[1], q * q * q * q * p, pow(v[1], 5) / p, n, exp(n) * p * p, -p * n, cos(n) - pow(v[0], v[1])};
};
constexpr auto vectors = [](auto const& v) {
    auto const r = sqrt(v[0]);
    return array{select(v[0] > 0, r * v[1], v[1]), select(v[0] > 0, 1 / r, 0), v[1] * v[1], select(v[1] > 0, r, r * 2)};
};
constexpr auto gates = [](auto const& v) {
    auto const r = sqrt(v[2]), a = select(v[0] > 0, r, 0), b = select(v[1] > 0, 2 * r, 0), s = a + b;
    auto const root = sqrt(select(v[0] > 0, v[0] * v[2], 0));
    return array{s, s * v[0] - root, a * b, log(v[1] * v[1] + 1) * s, select(v[1] > v[0], root * s, v[0]), root};
};
constexpr auto kinks = [](auto const& v) {
    auto const m = max(v[0], v[1]), n = min(m, v[2]), a = abs(v[0] - v[1]);
    return array{m * n, a * m, sqrt(a) * n, max(m, m * a), hypot(v[0], a), abs(n) * abs(n)};
};
// Of norms the derivative at 0 is 0, under an infinite one as well.
constexpr auto norms = [](auto const& v) {
    auto const n = sqrt(v[0] * v[0] + v[1] * v[1]);
    return array{sqrt(n), n * n, select(n > 0, sin(n) / n, 1), hypot(n, v[1]) + n * v[0]};
};

}

BOOST_AUTO_TEST_CASE(special_rules) {
    CHECK_JACOBIAN(quotients, 6, {0.7, 1.3, -2.1});
    CHECK_JACOBIAN(powers, 7, {0.7, 1.3});
    CHECK_JACOBIAN(norms, 4, {0.7, -1.3});
    CHECK_JACOBIAN(kinks, 6, {0.7, -1.3, 0.2});
}

BOOST_AUTO_TEST_CASE(structural_zeros_under_elimination) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    using row = array<double, 2>;
    static_assert(verify::near(eliminated<std::remove_const_t<decltype(vectors)>>(array{0.0, 2.0}), array{row{0, 1}, row{0, 0}, row{0, 4}, row{infinity, 0}}));
    CHECK_JACOBIAN(vectors, 4, {0.0, 2.0});
    CHECK_JACOBIAN(vectors, 4, {4.0, 2.0});
    CHECK_JACOBIAN(vectors, 4, {-1.0, -2.0});
    CHECK_JACOBIAN(gates, 6, {1.0, 1.5, 4.0});
    CHECK_JACOBIAN(gates, 6, {-1.0, -1.0, 0.0});
    CHECK_JACOBIAN(gates, 6, {1.0, -1.0, 4.0});
    CHECK_JACOBIAN(gates, 6, {-1.0, 1.0, 4.0});
    CHECK_JACOBIAN(gates, 6, {-1.0, -1.5, -4.0});
    CHECK_JACOBIAN(kinks, 6, {0.7, 0.7, 0.7});
    CHECK_JACOBIAN(kinks, 6, {0.0, 0.0, 1.0});
    CHECK_JACOBIAN(norms, 4, {0.0, 0.0});
    // What no input reaches is the literal 0, whatever is beside it.
    constexpr auto apart = [](auto const& v) { return array{sqrt(v[0]) * v[1], log(v[2]) * v[3], v[1] * v[2], sqrt(v[3]) / v[0]}; };
    using sparse = recipes<std::remove_const_t<decltype(apart)>, array<double, 4>>;
    constexpr auto const& graph = typegrad::graph::made<sparse::mixed>::graph;
    constexpr bool structure[4][4] = {{true, true, false, false}, {false, false, true, true}, {false, true, true, false}, {true, false, false, true}};
    for (int i = 0; i < 4; ++i)
        for (int j = 0; j < 4; ++j) {
            int const entry = graph.outputs[4 + 4 * i + j];
            BOOST_TEST((entry < 0 && graph.literals[~entry] == 0) == !structure[i][j]);
        }
    CHECK_JACOBIAN(apart, 4, {0.0, 0.0, 0.0, 0.0});
}

namespace {

// R^8 -> R^2 -> R^8, both layers dense.
constexpr auto bottleneck = [](auto const& v) {
    using scalar = std::remove_cvref_t<decltype(v[0])>;
    scalar code[2], sum[2];
    for (int k = 0; k < 2; ++k) {
        sum[k] = v[0] * v[0] * 0.3;
        for (int i = 0; i < 8; ++i) sum[k] = sum[k] + sin(v[static_cast<std::size_t>(i)] * (0.1 + i * 0.2 + k)) * v[static_cast<std::size_t>((i + k) % 8)];
        code[k] = tanh(sum[k]);
    }
    array<scalar, 8> out;
    for (int i = 0; i < 8; ++i) out[static_cast<std::size_t>(i)] = exp(code[0] * (0.2 * i - 0.7)) * cos(code[1] + i * code[0]);
    return out;
};
constexpr auto fan_out = [](auto x) {
    auto const e = exp(sin(x) * x);
    return array{e * x, sin(e) + x, log(e + 2) * e, e / x, cos(e * e)};
};

}

BOOST_AUTO_TEST_CASE(operations_are_counted) {
    using projection = recipes<std::remove_const_t<decltype(bench::reprojection::primal)>, array<double, 15>>;
    static_assert(std::is_same_v<projection::chosen, projection::mixed>);
    BOOST_TEST(operations<projection::chosen> == 265);
    BOOST_TEST(operations<projection::by_rows> == 264);
    BOOST_TEST(estimate<projection::chosen> == 223);
    BOOST_TEST(estimate<projection::by_rows> == 254);
    BOOST_TEST(projection::orders::best().time < projection::orders::reverse.time);
    BOOST_TEST(projection::orders::best().time < projection::orders::forward.time);
    BOOST_TEST(typegrad::ssa(value_and_jacobian(bench::reprojection::primal), array<double, 15>{}).ends_with("// Total operations: 265\n"));

    using narrow = recipes<std::remove_const_t<decltype(bottleneck)>, array<double, 8>>;
    static_assert(std::is_same_v<narrow::chosen, narrow::mixed>);
    BOOST_TEST(operations<narrow::by_rows> == 924);
    BOOST_TEST(operations<narrow::chosen> == 440);
    BOOST_TEST(narrow::orders::best().operations == 225);
    BOOST_TEST(narrow::orders::reverse.operations == 575);
    BOOST_TEST(narrow::orders::forward.operations == 498);
    check<8>(bottleneck, "bottleneck", array{0.1, -0.2, 0.3, 0.4, -0.5, 0.6, 0.7, -0.8});

    // One input: forward.
    using line = recipes<std::remove_const_t<decltype(fan_out)>, double>;
    static_assert(std::is_same_v<line::chosen, line::mixed>);
    BOOST_TEST(line::orders::best().operations == line::orders::forward.operations);
    BOOST_TEST(operations<line::by_rows> == 48);
    BOOST_TEST(operations<line::chosen> == 33);
    // One value: there is nothing to choose.
    using value = recipes<std::remove_const_t<decltype([](auto const& v) { return v[0] * v[1]; })>, array<double, 2>>;
    static_assert(std::is_same_v<value::chosen, value::by_rows>);
}

namespace {

// Random programs over + - * /, functions, powers and selects, to several values.
template <int Seed>
struct program {
    template <class T>
    constexpr auto operator()(array<T, 4> const& x) const {
        domains::uniform random(Seed);
        constexpr std::size_t last = 24;
        array<T, last> value{};
        for (std::size_t n = 0; n < 4; ++n) value[n] = x[n];
        for (std::size_t n = 4; n < last; ++n) {
            auto const pick = [&] { return value[static_cast<std::size_t>(random(static_cast<int>(n)))]; };
            T const a = pick(), b = pick(), c = pick();
            switch (random(11)) {
            case 0: value[n] = a * b + c; break;
            case 1: value[n] = a * b - c * a; break;
            case 2: value[n] = a / (2 + b * b); break;
            case 3: value[n] = a * (1 / (3 + c * c)); break;
            case 4: value[n] = sin(a) * b; break;
            case 5: value[n] = -a * 0.3 + b; break;
            case 6: value[n] = select(a < b, a * c, b); break;
            case 7: value[n] = a * a * a * 0.1; break;
            case 8: value[n] = sqrt(a * a + b * b); break;
            case 9: value[n] = max(a, b) - abs(c); break;
            default: value[n] = tanh(a - c); break;
            }
            value[n] = tanh(value[n]) + 0.1 * a;
        }
        return array<T, 5>{value[last - 1], value[last - 2], value[last - 3], value[10], value[5]};
    }
};

template <int Seed>
void check_program() {
    domains::uniform random(static_cast<std::uint64_t>(500 + Seed));
    for (int n = 0; n < 4; ++n) {
        array<double, 4> x{};
        for (double& v : x) v = random({-2, 2});
        auto const expected = by_gradients<program<Seed>>(verify::hidden(x), std::make_index_sequence<5>{});
        double largest = 0;
        for (auto const& row : expected)
            for (double v : row) largest = std::max(largest, std::abs(v));
        for (auto const& actual : {eliminated<program<Seed>>(verify::hidden(x)), value_and_jacobian(program<Seed>{})(verify::hidden(x)).jacobian})
            for (std::size_t i = 0; i < 5; ++i)
                for (std::size_t j = 0; j < 4; ++j)
                    BOOST_TEST(std::abs(actual[i][j] - expected[i][j]) <= 1e-12 * std::abs(expected[i][j]) + 1e-13 * largest,
                               "program " << Seed << ", entry " << i << ' ' << j << ": " << actual[i][j] << ", not " << expected[i][j]);
    }
}
template <int... Seed>
void check_all(std::integer_sequence<int, Seed...>) {
    (check_program<Seed>(), ...);
}

}

BOOST_AUTO_TEST_CASE(random_jacobians) { check_all(std::make_integer_sequence<int, 5>{}); }
