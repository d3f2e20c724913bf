// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Jacobians in whatever order they are eliminated: the same as row-by-row gradients.
#define BOOST_TEST_MODULE typegrad_jacobian
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <limits>

#include "jacobians.hpp"
#include "verify.hpp"

using typegrad::gradient, typegrad::jacobian, typegrad::value_and_jacobian, typegrad::wrt;

namespace {

using jacobians::agree, jacobians::by_rows, jacobians::eliminated, jacobians::recipes;
using std::array;

template <class Row, class... Rest>
constexpr array<Row, 1 + sizeof...(Rest)> rows(Row row, Rest... rest) {
    return {row, rest...};
}

template <class F, std::size_t N, std::size_t M>
void check(F, char const* what, array<double, N> const& x, array<array<double, N>, M> const& expected) {
    auto const mixed = eliminated<F>(verify::hidden(x));
    BOOST_TEST(typegrad::graph::verify(typegrad::graph::made<typename recipes<F, array<double, N>>::mixed>::graph), what);
    BOOST_TEST(agree(mixed, expected), what << ", eliminated: " << verify::text(mixed) << "and not " << verify::text(expected));
}

// CHECK_JACOBIAN(f, {point}): at run time and in constant expressions.
#define CHECK_JACOBIAN(f, ...)                                                                                        \
    do {                                                                                                              \
        using function = std::remove_const_t<decltype(f)>;                                                            \
        static constexpr array point __VA_ARGS__;                                                                     \
        static constexpr auto expected = by_rows<function>(point);                                                    \
        static_assert(agree(value_and_jacobian(f)(point).jacobian, expected) && agree(eliminated<function>(point), expected));           \
        check(f, #f, point, expected);                                                                                \
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
    // Numbers beside values, in an array whose type is deduced.
    constexpr auto with_numbers = [](auto x, auto y) { return array{1.0, x * y, 3.0, y}; };
    VERIFY(jacobian(with_numbers), rows(array{0.0, 0.0}, array{5.0, 2.0}, array{0.0, 0.0}, array{0.0, 1.0}), 2.0, 5.0);
    BOOST_TEST((typegrad::tape::jacobian(with_numbers)(2.0, 5.0) == rows(array{0.0, 0.0}, array{5.0, 2.0}, array{0.0, 0.0}, array{0.0, 1.0})));
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

// What the others are compared with.
BOOST_AUTO_TEST_CASE(rows_are_gradients) {
    static constexpr array point{0.7, 1.3, -2.1};
    static constexpr auto expected = by_rows<std::remove_const_t<decltype(quotients)>>(point);
    static_assert(verify::near(gradient([](auto const& v) { return quotients(v)[1]; })(point), expected[1]));
    static_assert(verify::near(gradient([](auto const& v) { return quotients(v)[3]; })(point), expected[3]));
    BOOST_TEST(agree(typegrad::tape::jacobian(quotients)(verify::hidden(point)), expected));
    BOOST_TEST(agree(typegrad::tape::jacobian(powers)(array{0.7, 1.3}), by_rows<std::remove_const_t<decltype(powers)>>(array{0.7, 1.3})));
}

BOOST_AUTO_TEST_CASE(special_rules) {
    CHECK_JACOBIAN(quotients, {0.7, 1.3, -2.1});
    CHECK_JACOBIAN(powers, {0.7, 1.3});
    CHECK_JACOBIAN(norms, {0.7, -1.3});
    CHECK_JACOBIAN(kinks, {0.7, -1.3, 0.2});
}

BOOST_AUTO_TEST_CASE(structural_zeros_under_elimination) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    using row = array<double, 2>;
    static_assert(verify::near(eliminated<std::remove_const_t<decltype(vectors)>>(array{0.0, 2.0}), array{row{0, 1}, row{0, 0}, row{0, 4}, row{infinity, 0}}));
    CHECK_JACOBIAN(vectors, {0.0, 2.0});
    CHECK_JACOBIAN(vectors, {4.0, 2.0});
    CHECK_JACOBIAN(vectors, {-1.0, -2.0});
    CHECK_JACOBIAN(gates, {1.0, 1.5, 4.0});
    CHECK_JACOBIAN(gates, {-1.0, -1.0, 0.0});
    CHECK_JACOBIAN(gates, {1.0, -1.0, 4.0});
    CHECK_JACOBIAN(gates, {-1.0, 1.0, 4.0});
    CHECK_JACOBIAN(gates, {-1.0, -1.5, -4.0});
    CHECK_JACOBIAN(kinks, {0.7, 0.7, 0.7});
    CHECK_JACOBIAN(kinks, {0.0, 0.0, 1.0});
    CHECK_JACOBIAN(norms, {0.0, 0.0});
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
    CHECK_JACOBIAN(apart, {0.0, 0.0, 0.0, 0.0});
}
