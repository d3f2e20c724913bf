// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The sweep of a long program in parts: the same as in one, wherever the parts end.
#define BOOST_TEST_MODULE typegrad_parts
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "verify.hpp"

namespace {

namespace pass = typegrad::pass;
using std::array;

// So many operations on so many inputs, to one value. Part: how many nodes are swept at once.
template <int Inputs, int Operations, int Part>
struct chain {
    static constexpr auto inputs = static_cast<std::size_t>(Inputs);

    // Which input an operation takes.
    static constexpr std::size_t input(int operation) { return static_cast<std::size_t>(3 * operation + 1) % inputs; }

    template <class T>
    constexpr T operator()(array<T, inputs> const& p) const {
        T s = p[0];
        for (int i = 0; i < Operations; ++i) s = i % 3 == 0 ? s + p[input(i)] : s * p[input(i)];
        return s;
    }
    // Its gradient, by hand.
    static constexpr array<double, inputs> gradient(array<double, inputs> const& p) {
        double s = p[0];
        array<double, inputs> g{1};
        for (int i = 0; i < Operations; ++i) {
            if (i % 3 != 0)
                for (double& v : g) v *= p[input(i)];
            g[input(i)] += i % 3 == 0 ? 1 : s;
            s = i % 3 == 0 ? s + p[input(i)] : s * p[input(i)];
        }
        return g;
    }
    static constexpr array<double, inputs> point() {
        array<double, inputs> p{};
        for (std::size_t i = 0; i < inputs; ++i) p[i] = 0.5 + 0.125 * static_cast<double>(i % 7);
        return p;
    }

    using source = typegrad::traced<chain, double, array<double, inputs>>;
    using selection = typegrad::detail::leaf_selection<typegrad::detail::request<>, array<double, inputs>>;
    using swept = pass::reversed<source, selection, false>;
};

// The same with all that is computed on the way as results.
template <int Inputs, int Operations, int Part>
struct chain_of_results : chain<Inputs, Operations, Part> {
    using one = chain<Inputs, Operations, Part>;

    template <class T>
    constexpr auto operator()(array<T, one::inputs> const& p) const {
        array<T, static_cast<std::size_t>(Operations)> all{};
        T s = p[0];
        for (int i = 0; i < Operations; ++i) all[static_cast<std::size_t>(i)] = s = i % 3 == 0 ? s + p[one::input(i)] : s * p[one::input(i)];
        return all;
    }

    using source = typegrad::traced<chain_of_results, double, array<double, one::inputs>>;
    using swept = pass::reversed<source, typename one::selection, false>;
};

}

namespace typegrad::inline v0_2::pass {
template <int Inputs, int Operations, int Part, class S>
inline constexpr int part_size<traced<chain<Inputs, Operations, Part>, double, S>> = Part;
template <int Inputs, int Operations, int Part, class S>
inline constexpr int part_size<traced<chain_of_results<Inputs, Operations, Part>, double, S>> = Part;
}

namespace {

// A graph of sums, differences and products, node by node: no program is compiled.
template <std::size_t Results, class Graph, std::size_t N>
constexpr array<double, Results> interpreted(Graph const& graph, array<double, N> const& x) {
    double* const value = new double[static_cast<std::size_t>(graph.node_count)]{};
    auto const of = [&](int operand) { return operand < 0 ? graph.literals[~operand] : value[operand]; };
    for (int i = 0; i < graph.node_count; ++i) {
        auto const& n = graph.nodes[i];
        auto const is = [&]<class Op>(Op) { return n.operation == typegrad::code<Op>; };
        value[i] = i < graph.input_count ? x[static_cast<std::size_t>(i)]
                 : is(typegrad::mul_()) ? of(n.operand[0]) * of(n.operand[1])
                 : is(typegrad::add_()) ? of(n.operand[0]) + of(n.operand[1])
                 : is(typegrad::sub_()) ? of(n.operand[0]) - of(n.operand[1])
                                        : std::numeric_limits<double>::quiet_NaN();
    }
    array<double, Results> result{};
    for (std::size_t k = 0; k < Results; ++k) result[k] = of(graph.outputs[k]);
    delete[] value;
    return result;
}

template <int Inputs, int Operations>
void check_size() {
    constexpr int part = 8;
    using function = chain<Inputs, Operations, part>;
    static_assert(typegrad::graph::made<typename function::source>::graph.node_count == Inputs + Operations);
    static_assert(function::swept::parts == (Operations - 1) / part);
    static constexpr auto const& graph = typegrad::graph::made<typename function::swept>::graph;
    BOOST_TEST(typegrad::graph::verify(graph));
    constexpr auto expected = function::gradient(function::point());
    auto const actual = interpreted<function::inputs>(graph, function::point());
    for (std::size_t i = 0; i < expected.size(); ++i)
        BOOST_TEST(verify::near(actual[i], expected[i], 64.0), Inputs << " inputs, " << Operations << " operations, output " << i << ": " << actual[i] << ", not " << expected[i]);
}
template <int Inputs, int... Operations>
void check_sizes(std::integer_sequence<int, Operations...>) {
    (check_size<Inputs, Operations>(), ...);
}

}

// More and fewer inputs than nodes in a part, and every place where a part can end.
BOOST_AUTO_TEST_CASE(every_size_around_the_border) {
    using sizes = std::integer_sequence<int, 1, 7, 8, 9, 15, 16, 17, 24, 25>;
    check_sizes<3>(sizes{});
    check_sizes<7>(sizes{});
    check_sizes<8>(sizes{});
    check_sizes<9>(sizes{});
    check_sizes<20>(sizes{});
}

namespace {

// So many rows are swept before the last part.
template <int Inputs, int Operations, int Part, int Before>
void check_rows() {
    using function = chain_of_results<Inputs, Operations, Part>;
    static_assert(function::swept::rows_before == Before);
    static constexpr auto const& graph = typegrad::graph::made<typename function::swept>::graph;
    BOOST_TEST(typegrad::graph::verify(graph));
    constexpr std::size_t columns = function::inputs;
    auto const actual = interpreted<columns * static_cast<std::size_t>(Operations)>(graph, function::point());
    [&]<std::size_t... Row>(std::index_sequence<Row...>) {
        auto const check = [&](std::size_t row, array<double, columns> const& expected) {
            for (std::size_t i = 0; i < columns; ++i) BOOST_TEST(verify::near(actual[row * columns + i], expected[i], 64.0), Inputs << " inputs, " << Operations << " rows, row " << row << ", column " << i);
        };
        (check(Row, chain<Inputs, static_cast<int>(Row) + 1, 1>::gradient(function::point())), ...);
    }(std::make_index_sequence<static_cast<std::size_t>(Operations)>{});
}

}

// The rows of a Jacobian by groups: of one row each, of several, of several that do not divide them, and all at once.
// A program that is divided into functions, back/division.hpp: conditions, branches, sines with their cosines, and lanes cross their borders.
struct of_all_kinds {
    template <class T>
    static constexpr T next(T const& a, T const& b, T const& c, int k) {
        using typegrad::sin, typegrad::cos, typegrad::select, typegrad::max, typegrad::min, typegrad::sqrt, typegrad::abs, typegrad::exp, typegrad::tanh;
        switch (k % 8) {
        case 0: return sin(a) * cos(a) + b * 0.5;
        case 1: return select(a < b, a * c, b - c);
        case 2: return max(a, c) - min(b, c) * 0.3;
        case 3: return sqrt(a * a + b * b + c * c) * 0.4;
        case 4: return abs(a - b) + 0.1 * c;
        case 5: return select(a * b > 0 && c < 1, select(b < c, exp(-abs(a)), sin(b)), a * 0.7);
        case 6: return tanh(a + b) * c;
        default: return a * b / (1 + c * c);
        }
    }
    template <class T>
    constexpr T operator()(array<T, 6> const& x) const {
        array<T, 8> s{x[0], x[1], x[2], x[3], x[4], x[5], x[0] * x[1], x[1] * x[2]};
        for (std::size_t i = 0; i < 160; ++i) s[i % 8] = next(s[i % 8], s[(i * 5 + 3) % 8], s[(i * 3 + 1) % 8], static_cast<int>(i * 7 + i / 5));
        T sum = s[0];
        for (std::size_t i = 1; i < 8; ++i) sum += s[i];
        return sum;
    }
};

BOOST_AUTO_TEST_CASE(functions_with_registers_of_their_own) {
    using swept = pass::reversed<typegrad::traced<of_all_kinds, double, array<double, 6>>, typegrad::detail::leaf_selection<typegrad::detail::request<>, array<double, 6>>, false>;
    static_assert(typegrad::back::compiled<typegrad::graph::made<swept>, typegrad::back::number_kind::built_in>::program.step_count >= typegrad::back::detail::many_steps);
    for (int k = 0; k < 60; ++k) {
        array<double, 6> p{};
        for (std::size_t i = 0; i < 6; ++i) p[i] = k % 7 == 0 ? 0.0 : (1 + k % 3) * std::sin(1.7 * k + 2.3 * static_cast<double>(i * i));
        auto const [value, slope] = typegrad::value_and_gradient(of_all_kinds{})(p);
        auto const by_tape = typegrad::tape::gradient(of_all_kinds{})(p);
        BOOST_TEST(std::abs(value - of_all_kinds{}(p)) <= 1e-14 * (1 + std::abs(value)));
        for (std::size_t i = 0; i < 6; ++i) BOOST_TEST((std::abs(slope[i] - by_tape[i]) <= 1e-12 * (1 + std::abs(by_tape[i])) || (slope[i] != slope[i] && by_tape[i] != by_tape[i])));
    }
}

BOOST_AUTO_TEST_CASE(rows_in_parts) {
    check_rows<3, 5, 4, 4>();
    check_rows<3, 6, 20, 4>();
    check_rows<3, 7, 20, 6>();
    check_rows<2, 7, 30, 6>();
    check_rows<3, 5, 20, 0>();
}

// Eight steps of the method of Runge and Kutta: 467 operations, whose Hessian has ten thousand.
BOOST_AUTO_TEST_CASE(a_large_hessian) {
    constexpr auto foxes_and_hares = [](auto a, auto b, auto c, auto d, auto x, auto y) {
        auto const rate = [&](auto const& p, auto const& q) { return std::pair{a * p - b * p * q, d * p * q - c * q}; };
        double const h = 0.1;
        for (int step = 0; step < 8; ++step) {
            auto const [k1, l1] = rate(x, y);
            auto const [k2, l2] = rate(x + h / 2 * k1, y + h / 2 * l1);
            auto const [k3, l3] = rate(x + h / 2 * k2, y + h / 2 * l2);
            auto const [k4, l4] = rate(x + h * k3, y + h * l3);
            x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
            y = y + h / 6 * (l1 + 2 * l2 + 2 * l3 + l4);
        }
        return x * x + y * y;
    };
    auto const h = typegrad::hessian(foxes_and_hares)(verify::hidden(0.6), 0.4, 0.4, 0.1, 3.0, 2.0);
    auto const expected = typegrad::tape::hessian(foxes_and_hares)(0.6, 0.4, 0.4, 0.1, 3.0, 2.0);
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t j = 0; j < 6; ++j) BOOST_TEST(verify::near(h[i][j], expected[i][j], 1024.0), i << ", " << j << ": " << h[i][j] << " and not " << expected[i][j]);
}
