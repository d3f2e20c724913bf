// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows whose number is known at run time only: typegrad/loops.hpp.
#define BOOST_TEST_MODULE typegrad_loops
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/hana/struct.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/tape.hpp>

#include <boost/hana/define_struct.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "verify.hpp"

// Counts what is allocated.
namespace {
long allocations = 0;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size > 0 ? size : 1)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace typegrad;
using std::array, std::size_t;

using parameters = array<double, 2>;

// Rows on both sides of the first block of rows and of the second one.
constexpr size_t many = 2500;
std::vector<array<double, 2>> many_rows(size_t n) {
    std::vector<array<double, 2>> rows(n);
    for (size_t i = 0; i < n; ++i) rows[i] = {0.002 * static_cast<double>(i % 700), std::sin(static_cast<double>(i))};
    return rows;
}
template <size_t N>
constexpr auto small_table = [] {
    array<array<double, 2>, N> rows{};
    for (size_t i = 0; i < N; ++i) rows[i] = {0.25 * static_cast<double>(i % 5), 1 - 0.125 * static_cast<double>(i % 7)};
    return rows;
}();

constexpr auto misfit = [](auto const& b, auto const& data) {
    return sum(data, [&](auto const& row) { return square(row[1] - b[0] * (1 - exp(-b[1] * row[0]))); });
};

// Of a function of b and of rows: value and gradient against those of the same function when every row is operations of its own.
template <class F>
constexpr bool is_as_unrolled(F) {
    constexpr auto unrolled = [](auto const& b) { return F{}(b, rows(small_table<9>)); };
    parameters const b{0.75, 0.5};
    return verify::near(value_and_gradient(F{}, wrt<0>)(b, rows(small_table<9>)), value_and_gradient(unrolled)(b));
}
// The value is that of the function itself, the derivatives are as differences.
template <class F>
bool is_right_at_run_time(F f) {
    auto const data = many_rows(many);
    parameters const b{0.75, 0.5};
    auto const here = value_and_gradient(f, wrt<0>)(b, rows(data));
    bool same = here.value == f(b, rows(data));
    for (size_t j = 0; j < 2; ++j) {
        parameters up = b, down = b;
        up[j] += 1e-5, down[j] -= 1e-5;
        same = same && std::abs(here.gradient[j] - (f(up, rows(data)) - f(down, rows(data))) / 2e-5) < 1e-6 * (1 + std::abs(here.value) + std::abs(here.gradient[j]));
    }
    return same;
}
template <class F>
bool has_second_derivatives(F f) {
    auto const data = many_rows(many);
    parameters const b{0.75, 0.5};
    auto const hessian = typegrad::hessian(f, wrt<0>)(b, rows(data));
    bool same = true;
    for (size_t j = 0; j < 2; ++j) {
        parameters up = b, down = b;
        up[j] += 1e-5, down[j] -= 1e-5;
        auto const above = value_and_gradient(f, wrt<0>)(up, rows(data)).gradient, below = value_and_gradient(f, wrt<0>)(down, rows(data)).gradient;
        for (size_t i = 0; i < 2; ++i) same = same && std::abs(hessian[i][j] - (above[i] - below[i]) / 2e-5) < 1e-6 * (1 + std::abs(above[i]) + std::abs(hessian[i][j]));
    }
    return same;
}
#define CHECK_AS_UNROLLED(...)                 \
    do {                                       \
        constexpr auto f = __VA_ARGS__;        \
        static_assert(is_as_unrolled(f));      \
        BOOST_TEST(is_right_at_run_time(f));   \
    } while (false)

constexpr auto between_ends = typegrad::custom([](auto const& ends, auto x, auto s) { return ends[0] + (ends[1] - ends[0]) * x * s; }, typegrad::passive,
                                               [](auto const& ends, auto, auto s, auto) { return (ends[1] - ends[0]) * s; }, [](auto const& ends, auto x, auto, auto) { return (ends[1] - ends[0]) * x; });

// How many loops a program has, and how many operations of a kind their bodies.
template <class F, class... A>
using program = typegrad::graph::made<typename decltype(value_and_gradient(std::declval<F>(), wrt<0>))::template recipe<double, A...>>;
template <class F, class... A>
constexpr int loops_of(F, A const&...) {
    return typegrad::back::loops_of<program<F, A...>>::plan.loop_count;
}
template <class Op, int Leaves, class F, class... A>
constexpr int operations_in_body(F, A const&...) {
    constexpr auto const& body = typegrad::graph::made<typegrad::back::body_of_loop<program<F, A...>, 0, Leaves>>::graph;
    static_assert(typegrad::graph::verify(body));
    int count = 0;
    for (int i = 0; i < body.node_count; ++i) count += body.nodes[i].operation == typegrad::op::code<Op>;
    return count;
}

}

BOOST_AUTO_TEST_CASE(value_and_gradient_of_a_sum) {
    auto const data = many_rows(many);
    parameters const b{1.5, 0.75};
    auto const both = value_and_gradient(misfit, wrt<0>)(b, rows(data));
    double value = 0, by_first = 0, by_second = 0;
    for (auto const& [x, y] : data) {
        double const decay = std::exp(-b[1] * x), r = y - b[0] * (1 - decay);
        value += r * r;
        by_first += -2 * r * (1 - decay);
        by_second += -2 * r * b[0] * x * decay;
    }
    BOOST_TEST(both.value == value, boost::test_tools::tolerance(1e-13));
    BOOST_TEST(both.gradient[0] == by_first, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(both.gradient[1] == by_second, boost::test_tools::tolerance(1e-12));
    // The function itself gives the same, to the last bit.
    BOOST_TEST(both.value == misfit(b, rows(data)));
    BOOST_TEST(gradient(misfit, wrt<0>)(b, rows(data)) == both.gradient);
}

// The order of the additions is documented: here it is once more, in other words.
BOOST_AUTO_TEST_CASE(order_of_summation) {
    struct {
        std::vector<double> const& x;
        double operator()(size_t first, size_t last) const {
            if (last - first <= 1024) {
                double part[8] = {};
                for (size_t i = first; i < last; ++i) part[(i - first) % 8] += x[i];
                return ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
            }
            size_t blocks = 1;
            while (2 * blocks * 1024 < last - first) blocks *= 2;
            double const left = (*this)(first, first + blocks * 1024);
            return left + (*this)(first + blocks * 1024, last);
        }
    } const expected_of{*new std::vector<double>};
    auto& x = const_cast<std::vector<double>&>(expected_of.x);
    constexpr auto scaled_sum = [](auto s, auto const& data) { return sum(data, [&](auto v) { return s * v; }); };
    for (size_t const n : {0u, 1u, 7u, 8u, 9u, 1023u, 1024u, 1025u, 2048u, 2049u, 5000u, 9000u}) {
        x.clear();
        for (size_t i = 0; i < n; ++i) x.push_back(std::exp(8 * std::sin(static_cast<double>(i * i))));
        BOOST_TEST(value_and_gradient(scaled_sum, wrt<0>)(1.0, rows(x)).value == expected_of(0, n));
        BOOST_TEST(gradient(scaled_sum, wrt<0>)(1.0, rows(x)) == expected_of(0, n));
        BOOST_TEST(scaled_sum(1.0, rows(x)) == expected_of(0, n));
    }
    delete &x;
}

BOOST_AUTO_TEST_CASE(every_reduction) {
    CHECK_AS_UNROLLED(misfit);
    CHECK_AS_UNROLLED([](auto const& b, auto const& data) { return mean(data, [&](auto const& row) { return b[1] * exp(b[0] * row[0]) * row[1]; }); });
    CHECK_AS_UNROLLED([](auto const& b, auto const& data) { return log_sum_exp(data, [&](auto const& row) { return b[0] * row[0] * b[1] - row[1] * b[1]; }); });
    CHECK_AS_UNROLLED([](auto const& b, auto const& data) { return product(data, [&](auto const& row) { return 1 + 0.01 * row[1] * b[0] * exp(-b[1] * row[0]); }); });
    // There is one largest row each; of equal ones see below.
    CHECK_AS_UNROLLED([](auto const& b, auto const& data) { return max(data, [&](auto const& row) { return b[0] * row[0] * row[1] + square(b[1]) * row[1] * 0.75 + 0.0625 * row[0]; }); });
    CHECK_AS_UNROLLED([](auto const& b, auto const& data) { return min(data, [&](auto const& row) { return square(b[0] * row[0] - row[1] - b[1] * row[1]); }); });
}

// All of them at once, of what the others give.
BOOST_AUTO_TEST_CASE(second_derivatives) {
    BOOST_TEST(has_second_derivatives(misfit));
    BOOST_TEST(has_second_derivatives([](auto const& b, auto const& data) {
        auto const m = mean(data, [&](auto const& row) { return b[1] * exp(b[0] * row[0]) * row[1]; });
        auto const largest = max(data, [&](auto const& row) { return b[0] * row[0] * m + square(b[1]) * row[1]; });
        return log_sum_exp(data, [&](auto const& row) { return b[0] * row[0] * largest - row[1] * b[1]; });
    }));
    BOOST_TEST(has_second_derivatives([](auto const& b, auto const& data) { return product(data, [&](auto const& row) { return 1 + 0.01 * row[1] * b[0] * exp(-b[1] * row[0]); }); }));
}

BOOST_AUTO_TEST_CASE(code_around_and_inside) {
    // Before, behind, and a second loop that takes what the first one gives.
    CHECK_AS_UNROLLED([](auto const& b, auto const& data) {
        auto const rate = exp(b[0]) / b[1];
        auto const m = mean(data, [&](auto const& row) { return row[1] * rate; });
        return sqrt(sum(data, [&](auto const& row) { return square(row[1] * rate - m) + 1; })) * rate;
    });
    // Branches in the body: on a row, on a value from outside, on both.
    BOOST_TEST(is_right_at_run_time([](auto const& b, auto const& data) { return sum(data, [&](auto const& row) { return select(row[0] > 0.4, sin(b[0] * row[0]), exp(b[1]) * b[0]); }); }));
    BOOST_TEST(is_right_at_run_time([](auto const& b, auto const& data) { return sum(data, [&](auto const& row) { return select(b[0] > b[1], exp(b[0] * row[0]), row[1] * b[1]); }); }));
    BOOST_TEST(is_right_at_run_time([](auto const& b, auto const& data) {
        return sum(data, [&](auto const& row) { return select(b[0] > b[1] && row[0] < b[0] + 0.001, exp(b[0] * row[0]), b[0] * row[1] + 2); });
    }));
    // A branch on what a loop gives, around loops.
    BOOST_TEST(is_right_at_run_time([](auto const& b, auto const& data) {
        auto const s = sum(data, [&](auto const& row) { return row[0] * b[0]; });
        auto const t = sum(data, [&](auto const& row) { return row[1] * exp(b[1] * row[0]); });
        return select(s > t, s * s, s * t) + select(s < t, s, log(t));
    }));
    // A call in the body, of a table that is the same for all rows and of values from inside and outside.
    BOOST_TEST(is_right_at_run_time([](auto const& b, auto const& data) {
        auto const s = exp(b[1]);
        return sum(data, [&](auto const& row) { return between_ends(array{0.5, 2.5}, b[0] * row[0], s) * row[1]; });
    }));
    // The body does not depend on the row, or on nothing.
    BOOST_TEST(is_right_at_run_time([](auto const& b, auto const& data) { return sum(data, [&](auto const&) { return b[0] * b[1]; }) * sum(data, [](auto const&) { return 2; }); }));
    BOOST_TEST(is_right_at_run_time([](auto const& b, auto const& data) { return b[0] * sum(data, [](auto const& row) { return row[0]; }) + b[1]; }));
    // How many rows hold.
    BOOST_TEST(is_right_at_run_time([](auto const& b, auto const& data) { return b[0] * b[1] * sum(data, [&](auto const& row) { return row[0] > 0.4; }); }));
}

BOOST_AUTO_TEST_CASE(loops_and_what_is_outside_of_them) {
    constexpr parameters b{};
    constexpr auto data = rows(small_table<21>);
    static_assert(loops_of(misfit, b, data) == 1);
    constexpr auto several = [](auto const& p, auto const& rows) {
        auto const scale = exp(p[0]);
        auto const first = sum(rows, [&](auto const& row) { return sin(scale * row[0]); });
        auto const second = mean(rows, [&](auto const& row) { return sin(scale * row[0]) * row[1] * p[1]; });
        return first * second;
    };
    static_assert(loops_of(several, b, data) == 1);
    static_assert(operations_in_body<typegrad::op::exp_, 2>(several, b, data) == 0);
    static_assert(operations_in_body<typegrad::op::sin_, 2>(several, b, data) == 1);
    static_assert(operations_in_body<typegrad::op::cos_, 2>(several, b, data) == 1);
    // The second loop needs a value of the first.
    constexpr auto softmax = [](auto const& p, auto const& rows) { return log_sum_exp(rows, [&](auto const& row) { return p[0] * row[0]; }); };
    static_assert(loops_of(softmax, b, data) == 2);
    // What goes into a sum over rows stands in for equal products in its derivative, as it does without a loop.
    constexpr auto potential = [](auto const& p, auto const& rows) {
        return sum(rows, [&](auto const& row) {
            auto const inverse = 1 / (square(p[0] - row[0]) + square(p[1] - row[1])), sixth = inverse * inverse * inverse;
            return 4 * (sixth * sixth - sixth);
        });
    };
    static_assert(operations_in_body<typegrad::op::mul_, 2>(potential, b, data) == 11);
}

BOOST_AUTO_TEST_CASE(nothing_is_allocated) {
    auto const data = many_rows(many);
    parameters const b{1.5, 0.75};
    long const before = allocations;
    double const sum = value_and_gradient(misfit, wrt<0>)(b, rows(data)).value + typegrad::hessian(misfit, wrt<0>)(b, rows(data))[0][0] + misfit(b, rows(data));
    long const after = allocations;
    BOOST_TEST(before > 0);
    BOOST_TEST(after == before);
    BOOST_TEST(sum > 0);
}

BOOST_AUTO_TEST_CASE(where_rows_come_from) {
    constexpr auto slope = [](auto a, auto const& data) { return sum(data, [&](auto x, auto y) { return square(y - a * x); }); };
    std::vector<double> const xs{1, 2, 3, 4};
    array<float, 4> const ys{2, 4, 6, 9};
    double const expected = -2 * (1 * (2 - 2.5) + 2 * (4 - 5) + 3 * (6 - 7.5) + 4 * (9 - 10.0));
    BOOST_TEST(gradient(slope, wrt<0>)(2.5, rows(xs, ys)) == expected);
    BOOST_TEST(gradient(slope, wrt<0>)(2.5, rows(std::span(xs), std::span<float const>(ys))) == expected);
    // The columns of a row in a tuple.
    constexpr auto of_tuple = [](auto a, auto const& data) {
        return sum(data, [&](auto const& row) {
            auto const& [x, y] = row;
            return square(y - a * x);
        });
    };
    BOOST_TEST(gradient(of_tuple, wrt<0>)(2.5, rows(xs, ys)) == expected);
    std::vector<std::tuple<int, double>> const pairs{{1, 2}, {2, 4}, {3, 6}, {4, 9}};
    BOOST_TEST(gradient(of_tuple, wrt<0>)(2.5, rows(pairs)) == expected);
    // Numbers alone: in the type of what is differentiated.
    constexpr auto series = [](auto x, auto const& n) { return sum(n, [&](auto i) { return pow(x, i) / (i + 1); }); };
    static_assert(verify::near(gradient(series, wrt<0>)(0.5, indices(4)), 0.5 + 2 * 0.5 / 3 + 3 * 0.25 / 4));
    static_assert(std::is_same_v<decltype(gradient(series, wrt<0>)(0.5f, indices(4))), float>);
    static_assert(verify::near(gradient(series, wrt<0>)(0.5f, indices(4)), 0.5f + 2 * 0.5f / 3 + 3 * 0.25f / 4));
    // The rows first, and two arguments of rows.
    constexpr auto two = [](auto const& first, auto const& b, auto const& second) { return sum(first, [&](auto x) { return b * x; }) * sum(second, [&](auto x) { return b + x; }); };
    std::vector<double> const none;
    BOOST_TEST(gradient(two, wrt<1>)(rows(xs), 3.0, rows(ys)) == 10 * (4 * 3 + 21) + 30 * 4);
    BOOST_TEST(gradient(two, wrt<1>)(rows(xs), 3.0, rows(none)) == 0);
}

namespace {
template <class T>
struct observation {
    BOOST_HANA_DEFINE_STRUCT(observation, (T, time), (T, value), (T, weight));
};
template <class T>
struct model {
    BOOST_HANA_DEFINE_STRUCT(model, (T, height), (T, rate));
};
}

BOOST_AUTO_TEST_CASE(structs) {
    std::vector<observation<double>> const data{{0.5, 1, 1}, {1, 2, 2}, {2, 2.5, 1}};
    constexpr auto f = [](auto const& m, auto const& all) {
        return sum(all, [&](auto const& o) { return o.weight * square(o.value - m.height * exp(m.rate * o.time)); });
    };
    auto const both = value_and_gradient(f, wrt<0>)(model<double>{1, 0.5}, rows(data));
    double by_height = 0, by_rate = 0;
    for (auto const& o : data) {
        double const e = std::exp(0.5 * o.time), r = o.value - e;
        by_height -= 2 * o.weight * r * e;
        by_rate -= 2 * o.weight * r * e * o.time;
    }
    BOOST_TEST(both.value == f(model<double>{1, 0.5}, rows(data)));
    BOOST_TEST(both.gradient.height == by_height, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(both.gradient.rate == by_rate, boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(several_results) {
    constexpr auto moments = [](auto const& b, auto const& data) {
        return sum(data, [&](auto const& row) { return array{b[0] * row[0], exp(b[1] * row[0]) * row[1], b[0] * b[1] * row[1]}; });
    };
    auto const data = rows(small_table<21>);
    parameters const b{0.75, 0.5};
    auto const jacobian = typegrad::jacobian(moments, wrt<0>)(b, data);
    for (size_t k = 0; k < 3; ++k) {
        auto const one = [&](auto const& c, auto const& rows) { return moments(c, rows)[k]; };
        double const step = 1e-6;
        for (size_t j = 0; j < 2; ++j) {
            parameters up = b, down = b;
            up[j] += step, down[j] -= step;
            BOOST_TEST(jacobian[k][j] == (one(up, data) - one(down, data)) / (2 * step), boost::test_tools::tolerance(1e-8));
        }
    }
    auto const direction = typegrad::jvp(moments, wrt<0>)(b, data, parameters{1, 2});
    auto const pulled = typegrad::vjp(moments, wrt<0>)(b, data, array{1.0, 2.0, 3.0});
    for (size_t k = 0; k < 3; ++k) {
        BOOST_TEST(direction.value[k] == moments(b, data)[k]);
        BOOST_TEST(direction.tangent[k] == jacobian[k][0] + 2 * jacobian[k][1], boost::test_tools::tolerance(1e-14));
    }
    for (size_t j = 0; j < 2; ++j) BOOST_TEST(pulled.gradient[j] == jacobian[0][j] + 2 * jacobian[1][j] + 3 * jacobian[2][j], boost::test_tools::tolerance(1e-14));
    auto const curved = typegrad::hvp(misfit, wrt<0>)(b, data, parameters{1, 2});
    auto const hessian = typegrad::hessian(misfit, wrt<0>)(b, data);
    for (size_t j = 0; j < 2; ++j) BOOST_TEST(curved.product[j] == hessian[j][0] + 2 * hessian[j][1], boost::test_tools::tolerance(1e-13));
    BOOST_TEST(gradient(misfit, wrt<0>, typegrad::fast)(b, data)[1] == gradient(misfit, wrt<0>)(b, data)[1], boost::test_tools::tolerance(1e-13));
}

// Of a function with a loop, in the function that is differentiated; and of another one, in the body.
BOOST_AUTO_TEST_CASE(derivatives_inside) {
    CHECK_AS_UNROLLED([](auto const& b, auto const& data) {
        return sum(data, [&](auto const& row) { return typegrad::derivative(typegrad::with([](auto x, auto s, auto w) { return exp(s * x) * w; }, b[0], row[1]))(row[0] * b[1]); });
    });
    constexpr auto first = [](auto const& b, auto const& data) { return gradient(misfit, wrt<0>)(b, data)[0]; };
    constexpr auto along = [](auto const& b, auto const& data) { return typegrad::jvp(misfit, wrt<0>)(b, data, b).tangent; };
    auto const data = many_rows(many);
    parameters const b{0.75, 0.5};
    auto const all = typegrad::value_gradient_and_hessian(misfit, wrt<0>)(b, rows(data));
    auto const of_first = value_and_gradient(first, wrt<0>)(b, rows(data)), of_along = value_and_gradient(along, wrt<0>)(b, rows(data));
    BOOST_TEST(of_first.value == all.gradient[0], boost::test_tools::tolerance(1e-13));
    BOOST_TEST(of_along.value == b[0] * all.gradient[0] + b[1] * all.gradient[1], boost::test_tools::tolerance(1e-13));
    for (size_t j = 0; j < 2; ++j) {
        BOOST_TEST(of_first.gradient[j] == all.hessian[0][j], boost::test_tools::tolerance(1e-12));
        BOOST_TEST(of_along.gradient[j] == all.gradient[j] + b[0] * all.hessian[0][j] + b[1] * all.hessian[1][j], boost::test_tools::tolerance(1e-12));
    }
}

// A norm that is 0 in one row: the squared distance is smooth there.
BOOST_AUTO_TEST_CASE(norms_of_rows) {
    constexpr array<array<double, 2>, 3> places{{{1, 2}, {0, 0}, {3, 1}}};
    constexpr auto spread = [](auto const& p, auto const& data) { return sum(data, [&](auto const& at) { return square(hypot(p[0] - at[0], p[1] - at[1])); }); };
    constexpr auto h = typegrad::hessian(spread, wrt<0>)(parameters{1, 2}, rows(places));
    static_assert(verify::near(h[0][0], 6.0) && verify::near(h[1][1], 6.0) && verify::near(1 + h[0][1], 1.0));
    static_assert(gradient(spread, wrt<0>)(parameters{1, 2}, rows(places))[0] == 2 * (1 - 2.0));

    // A norm outside of a loop or recurrence, and norms in it of the same number. Where all of them are 0 it is not known whether the quotient by the outer one has a limit.
    constexpr auto beside = [](auto const& p, auto const& data) {
        auto const far = [&] { return mean(data, [&](auto const& at) { return hypot(at[0], p[0]); }); };
        return abs(p[0]) * far() * repeat(2, p[1], [&](auto s) { return s * far(); });
    };
    constexpr parameters somewhere{0.5, 2};
    constexpr auto h2 = typegrad::hessian(beside, wrt<0>)(somewhere, rows(places));
    auto const slope = [&](double x) { return gradient(beside, wrt<0>)(parameters{x, 2}, rows(places))[0]; };
    BOOST_TEST(h2[0][0] == (slope(0.5 + 1e-5) - slope(0.5 - 1e-5)) / 2e-5, boost::test_tools::tolerance(1e-8));
    BOOST_TEST(std::isnan(typegrad::hessian(beside, wrt<0>)(parameters{0, 2}, rows(places))[0][0]));

    // A root of a sum of squares over rows is a norm: that of a fit without an error.
    constexpr auto off = [](auto const& p, auto const& data) {
        auto const some = where(data, [](auto const& at) { return at[0] < 90; });
        return sqrt(mean(some, [&](auto const& at) { return square(p[0] + p[1] * at[0] - at[1]); }));
    };
    std::vector<array<double, 2>> line;
    for (double k = 0; k < 100; ++k) line.push_back({k, 1 + 2 * k});
    for (std::size_t const count : {2u, 100u}) {
        auto const some = rows(std::span<array<double, 2> const>(line).first(count));
        BOOST_TEST((value_and_gradient(off, wrt<0>)(parameters{1, 2}, some).value == 0));
        BOOST_TEST((gradient(off, wrt<0>)(parameters{1, 2}, some) == parameters{0, 0}));
        BOOST_TEST((typegrad::tape::gradient(off, wrt<0>)(parameters{1, 2}, some) == parameters{0, 0}));
    }
    constexpr auto squared = [](auto const& p, auto const& data) {
        return square(sqrt(sum(data, [&](auto const& at) { return square(p[0] + p[1] * at[0] - at[1]); })));
    };
    constexpr array<array<double, 2>, 2> two{{{0, 1}, {1, 3}}};
    static_assert(typegrad::hessian(squared, wrt<0>)(parameters{1, 2}, rows(two)) == array{parameters{4, 2}, parameters{2, 2}});
}

// Rows that pass on no derivative contribute nothing, whatever is infinite outside of the loop; rows whose derivatives cancel each other are rows.
BOOST_AUTO_TEST_CASE(rows_that_contribute_nothing) {
    constexpr auto log_likelihood = [](auto t, auto const& data) { return sum(data, [&](auto count) { return typegrad::xlogy(count, t); }); };
    constexpr auto of_positive = [](auto t, auto const& data) { return sum(data, [&](auto v) { return typegrad::select(v > 0, square(sqrt(t) - v), 0); }); };
    std::vector<double> const nothing{0, 0}, some{0, 1}, around_one{0.5, 1.5, -1};
    BOOST_TEST((gradient(log_likelihood, wrt<0>)(0.0, rows(nothing)) == 0 && hessian(log_likelihood, wrt<0>)(0.0, rows(nothing))[0][0] == 0));
    BOOST_TEST((std::isinf(gradient(log_likelihood, wrt<0>)(0.0, rows(some))) && std::isinf(hessian(log_likelihood, wrt<0>)(0.0, rows(some))[0][0])));
    BOOST_TEST((gradient(of_positive, wrt<0>)(0.0, rows(nothing)) == 0 && hessian(of_positive, wrt<0>)(0.0, rows(nothing))[0][0] == 0));
    BOOST_TEST((gradient(of_positive, wrt<0>)(1.0, rows(around_one)) == 0 && hessian(of_positive, wrt<0>)(1.0, rows(around_one))[0][0] == 1));
}

BOOST_AUTO_TEST_CASE(no_rows) {
    std::vector<array<double, 2>> const none;
    parameters const b{1.5, 0.75};
    auto const both = value_and_gradient(misfit, wrt<0>)(b, rows(none));
    BOOST_TEST((both.value == 0 && both.gradient[0] == 0 && both.gradient[1] == 0));
    constexpr auto by_product = [](auto x, auto const& data) { return product(data, [&](auto const& row) { return x * row[0]; }); };
    BOOST_TEST((value_and_gradient(by_product, wrt<0>)(2.0, rows(none)).value == 1 && by_product(2.0, rows(none)) == 1));
    BOOST_TEST(gradient(by_product, wrt<0>)(2.0, rows(none)) == 0);
    constexpr auto softmax = [](auto x, auto const& data) { return log_sum_exp(data, [&](auto const& row) { return x * row[0]; }); };
    BOOST_TEST((value_and_gradient(softmax, wrt<0>)(2.0, rows(none)).value == -INFINITY && softmax(2.0, rows(none)) == -INFINITY));
    BOOST_TEST(gradient(softmax, wrt<0>)(2.0, rows(none)) == 0);
    constexpr auto average = [](auto x, auto const& data) { return mean(data, [&](auto const& row) { return x * row[0]; }); };
    constexpr auto constant_average = [](auto x, auto const& data) { return mean(data, [&](auto const&) { return x; }); };
    constexpr auto largest = [](auto x, auto const& data) { return max(data, [&](auto const& row) { return x * row[0]; }); };
    constexpr auto smallest = [](auto x, auto const& data) { return min(data, [&](auto const& row) { return x * row[0]; }); };
    BOOST_CHECK_THROW(gradient(average, wrt<0>)(2.0, rows(none)), std::invalid_argument);
    BOOST_CHECK_THROW(gradient(constant_average, wrt<0>)(2.0, rows(none)), std::invalid_argument);
    BOOST_CHECK_THROW(gradient(largest, wrt<0>)(2.0, rows(none)), std::invalid_argument);
    BOOST_CHECK_THROW(gradient(smallest, wrt<0>)(2.0, rows(none)), std::invalid_argument);
    BOOST_CHECK_THROW(average(2.0, rows(none)), std::invalid_argument);
    BOOST_CHECK_THROW(largest(2.0, rows(none)), std::invalid_argument);
    BOOST_CHECK_EXCEPTION(rows(std::vector<double>(3), std::vector<double>(3), std::vector<double>(4)), std::invalid_argument, [](auto const& error) {
        return std::string(error.what()) == "typegrad: rows: column 2 has 4 rows, and column 0 has 3";
    });
}

BOOST_AUTO_TEST_CASE(large_and_missing_values) {
    constexpr auto softmax = [](auto x, auto const& data) { return log_sum_exp(data, [&](auto v) { return x * v; }); };
    std::vector<double> const large{1000, 1001, -5000}, minus_infinity{-INFINITY, -INFINITY}, infinite{1, INFINITY}, missing{1, NAN, 2, 3, 4, 5, 6, 7, 8, 9};
    auto const both = value_and_gradient(softmax, wrt<0>)(1.0, rows(large));
    BOOST_TEST(both.value == 1001 + std::log1p(std::exp(-1.0)), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(both.gradient == (1000 * std::exp(-1.0) + 1001) / (1 + std::exp(-1.0)), boost::test_tools::tolerance(1e-14));
    static constexpr std::array<double, 3> known{-5000, 1000, 1001};
    BOOST_TEST(value_and_gradient([](auto x) { return log_sum_exp(rows(known), [&](auto v) { return x * v; }); })(1.0).value == both.value, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(softmax(1.0, rows(minus_infinity)) == -INFINITY);
    BOOST_TEST(value_and_gradient(softmax, wrt<0>)(1.0, rows(minus_infinity)).value == -INFINITY);
    BOOST_TEST(softmax(1.0, rows(infinite)) == INFINITY);
    constexpr auto largest = [](auto x, auto const& data) { return max(data, [&](auto v) { return x * v; }); };
    constexpr auto smallest = [](auto x, auto const& data) { return min(data, [&](auto v) { return x * v; }); };
    for (int turn = 0; turn < 10; ++turn) {
        std::vector<double> turned(missing.begin() + turn, missing.end());
        turned.insert(turned.end(), missing.begin(), missing.begin() + turn);
        BOOST_TEST(std::isnan(largest(1.0, rows(turned))));
        BOOST_TEST(std::isnan(value_and_gradient(largest, wrt<0>)(1.0, rows(turned)).value));
        BOOST_TEST(std::isnan(gradient(largest, wrt<0>)(1.0, rows(turned))));
        BOOST_TEST(std::isnan(gradient(smallest, wrt<0>)(1.0, rows(turned))));
        BOOST_TEST(std::isnan(gradient(largest, wrt<0>, typegrad::kinks::left)(1.0, rows(turned))));
        BOOST_TEST(std::isnan(softmax(1.0, rows(turned))));
        BOOST_TEST(std::isnan(gradient(softmax, wrt<0>)(1.0, rows(turned))));
    }
}

// Equal rows share evenly; or by the policy one of them has all, as in max(max(a, b), c).
BOOST_AUTO_TEST_CASE(equal_rows) {
    constexpr array<array<double, 2>, 5> data{{{2, 1}, {3, 0}, {1, 2}, {-5, 1}, {0, 3}}};
    constexpr auto largest = [](auto const& b, auto const& rows) { return max(rows, [&](auto const& row) { return b[0] * row[0] + b[1] * row[1]; }); };
    constexpr auto smallest = [](auto const& b, auto const& rows) { return min(rows, [&](auto const& row) { return -b[0] * row[0] - b[1] * row[1]; }); };
    constexpr parameters b{1, 1};
    static_assert(largest(b, rows(data)) == 3);
    static_assert(gradient(largest, wrt<0>)(b, rows(data)) == parameters{1.5, 1.5});
    static_assert(gradient(smallest, wrt<0>)(b, rows(data)) == parameters{-1.5, -1.5});
    static_assert(gradient(largest, wrt<0>, typegrad::kinks::left)(b, rows(data)) == parameters{0, 3});
    static_assert(gradient(largest, wrt<0>, typegrad::kinks::right)(b, rows(data)) == parameters{2, 1});
    static_assert(typegrad::hessian(largest, wrt<0>)(b, rows(data)) == array<parameters, 2>{});
}

namespace {
constexpr auto product_of_shifted = [](auto const& b, auto const& data) { return product(data, [&](auto v) { return v + b[0] * (v + 1) + b[1]; }); };
}
// The derivative of a product by a factor that is 0 is the product of the others; up to two of them.
BOOST_AUTO_TEST_CASE(products_with_zeros) {
    constexpr parameters zero{};
    constexpr array<double, 3> none{1, 2, 3}, one{2, 0, 3}, two{0, 2, 0}, three{0, 0, 0};
    // Π (v + s (v + 1) + t): by s Σ (v + 1) Π others, by t Σ Π others.
    static_assert(gradient(product_of_shifted, wrt<0>)(zero, rows(none)) == parameters{2 * 6 + 3 * 3 + 4 * 2, 6 + 3 + 2});
    static_assert(gradient(product_of_shifted, wrt<0>)(zero, rows(one)) == parameters{6, 6});
    static_assert(gradient(product_of_shifted, wrt<0>)(zero, rows(two)) == parameters{0, 0});
    constexpr auto h_none = typegrad::hessian(product_of_shifted, wrt<0>)(zero, rows(none));
    static_assert(verify::near(h_none[1][1], 2.0 * (1 + 2 + 3)) && verify::near(h_none[0][0], 2.0 * (2 * 3 * 3 + 2 * 4 * 2 + 3 * 4 * 1)) && verify::near(h_none[0][1], (5.0 * 3 + 6 * 2 + 7 * 1)));
    constexpr auto h_one = typegrad::hessian(product_of_shifted, wrt<0>)(zero, rows(one));
    static_assert(verify::near(h_one[1][1], 2.0 * (2 + 3)) && verify::near(h_one[0][0], 2.0 * (1 * 3 * 3 + 1 * 4 * 2)) && verify::near(h_one[0][1], (4.0 * 3 + 5 * 2)));
    static_assert(typegrad::hessian(product_of_shifted, wrt<0>)(zero, rows(two)) == array<parameters, 2>{{{4, 4}, {4, 4}}});
    static_assert(typegrad::hessian(product_of_shifted, wrt<0>)(zero, rows(three)) == array<parameters, 2>{});
    // Third derivatives are there with two zeros, and no number with three.
    constexpr auto third = typegrad::gradient(typegrad::gradient(typegrad::gradient([](auto t, auto const& r) { return product_of_shifted(std::array{t, 0 * t}, r); }, wrt<0>), wrt<0>), wrt<0>);
    static_assert(verify::near(third(0.0, rows(two)), 6.0 * 3));
    static_assert(third(0.0, rows(three)) != third(0.0, rows(three)));
}

// On the tape: tests/tape_sums.cpp has more.
BOOST_AUTO_TEST_CASE(on_the_tape) {
    auto const data = many_rows(50);
    parameters const b{1.5, 0.75};
    auto const loop = value_and_gradient(misfit, wrt<0>)(b, rows(data));
    auto const tape = typegrad::tape::value_and_gradient(misfit, wrt<0>)(b, rows(data));
    BOOST_TEST(loop.value == tape.value);
    BOOST_TEST(loop.gradient[0] == tape.gradient[0], boost::test_tools::tolerance(1e-13));
    BOOST_TEST(loop.gradient[1] == tape.gradient[1], boost::test_tools::tolerance(1e-13));
    // A vector of parameters, and the gradient of a gradient.
    constexpr auto squares = [](auto const& p, auto const& all) { return sum(all, [&](auto const& row) { return square(row[0] * p[0] + row[1] * p[1]); }); };
    auto const flexible = typegrad::tape::gradient(squares, wrt<0>)(std::vector<double>{2, 3}, rows(data));
    auto const fixed = gradient(squares, wrt<0>)(parameters{2, 3}, rows(data));
    BOOST_TEST(flexible[1] == fixed[1], boost::test_tools::tolerance(1e-13));
    auto const first = [](auto const& p, auto const& all) { return gradient(misfit, wrt<0>)(p, all)[0]; };
    BOOST_TEST(typegrad::tape::gradient(first, wrt<0>)(b, rows(data))[1] == typegrad::hessian(misfit, wrt<0>)(b, rows(data))[0][1], boost::test_tools::tolerance(1e-12));
}
