// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Recurrences whose number of steps is known at run time only: repeat, fold, scan and repeat_while in typegrad/loops.hpp.
#define BOOST_TEST_MODULE typegrad_fold
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/graph/verify.hpp>
#include <typegrad/hana/struct.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/math/binomial_schedule.hpp>
#include <typegrad/series.hpp>
#include <typegrad/tape.hpp>

#include <boost/hana/define_struct.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

// Counts what is allocated.
namespace {
long allocations = 0;
std::size_t allocated = 0;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    allocated += size;
    if (void* const memory = std::malloc(size > 0 ? size : 1)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// AddressSanitizer has arrays of its own otherwise.
[[gnu::noinline]] void* operator new[](std::size_t size) { return operator new(size); }
[[gnu::noinline]] void operator delete[](void* memory) noexcept { operator delete(memory); }
[[gnu::noinline]] void operator delete[](void* memory, std::size_t) noexcept { operator delete(memory); }

namespace {

using namespace typegrad;
using std::array, std::size_t;

constexpr int steps = 3;
using point = array<double, 3>;
constexpr point somewhere{0.75, 1.25, 0.5};

// The same without a loop in the graph.
struct unrolled {
    template <class State, class Step>
    constexpr auto operator()(State state, Step const& step) const {
        for (int k = 0; k < steps; ++k)
            if constexpr (requires { step(state, double(k)); }) state = step(state, double(k));
            else state = step(state);
        return state;
    }
};
template <class Count>
struct looped {
    Count count;
    template <class State, class Step>
    constexpr auto operator()(State const& state, Step const& step) const {
        return repeat(count, state, step);
    }
};

constexpr bool near(double a, double b, double tolerance = 1e-12) { return (a != a && b != b) || a == b || (a - b < tolerance * (1 + (b < 0 ? -b : b)) && b - a < tolerance * (1 + (b < 0 ? -b : b))); }

// f(p, loop): with a loop in the graph what it is on the tape, and without one; value and derivatives in reverse and forward, or of second order.
template <class F>
constexpr auto with_loop = [](auto const& x, auto n) { return F{}(x, looped<decltype(n)>{n}); };
template <class F>
constexpr auto without = [](auto const& x) { return F{}(x, unrolled{}); };
template <class F>
bool is_as_on_tape(F f, point const& p = somewhere) {
    auto const a = value_and_gradient(with_loop<F>, wrt<0>)(p, steps);
    auto const b = typegrad::tape::value_and_gradient(without<F>)(p);
    bool same = a.value == f(p, unrolled{}) && a.value == with_loop<F>(p, steps);
    for (size_t i = 0; i < 3; ++i) same = same && near(a.gradient[i], b.gradient[i]);
    return same;
}
template <class F>
bool moves_as_unrolled(F, point const& p = somewhere) {
    point const v{0.5, -1, 2};
    auto const a = typegrad::jvp(with_loop<F>, wrt<0>)(p, steps, v), b = typegrad::jvp(without<F>)(p, v);
    return a.value == b.value && near(a.tangent, b.tangent);
}
template <class F>
bool has_same_hessian(F, point const& p = somewhere) {
    auto const a = typegrad::hessian(with_loop<F>, wrt<0>)(p, steps);
    auto const b = typegrad::hessian(without<F>)(p);
    bool same = true;
    for (size_t i = 0; i < 3; ++i)
        for (size_t j = 0; j < 3; ++j) same = same && near(a[i][j], b[i][j]);
    return same;
}

template <class T>
struct ball {
    BOOST_HANA_DEFINE_STRUCT(ball, (T, height), (T, speed));
};

constexpr auto filter = [](auto const& p, auto const& data) {
    auto const end = fold(data, array{p[0], 0 * p[0]}, [&](auto const& s, auto const& row) {
        auto const surprise = row[1] - s[0] * row[0];
        return array{s[0] + p[1] * surprise, s[1] + surprise * surprise};
    });
    return end[1] + end[0] * p[2];
};
constexpr auto power = [](auto x, auto n) { return repeat(n, 1.0, [&](auto s) { return s * x; }); };

}

// Several recurrences in one program: wherever one of them is wrong, so is the sum.
BOOST_AUTO_TEST_CASE(shapes_of_the_state) {
    BOOST_TEST(is_as_on_tape([](auto const& p, auto const& loop) {
        using number = std::remove_cvref_t<decltype(p[0])>;
        auto const of_number = loop(p[0], [&](auto s) { return p[1] * s * (1 - s) + sin(p[2]); });
        auto const of_array = loop(array{p[0], p[1]}, [&](auto const& s, auto k) { return array{s[1] * p[2] + 0.5 * k, s[0] - exp(-s[1])}; });
        auto const of_tuple = loop(std::tuple(p[0], array{p[1], p[0]}), [&](auto const& s) { return std::tuple(std::get<0>(s) + std::get<1>(s)[0], array{std::get<1>(s)[1], std::get<0>(s) * p[2]}); });
        auto const of_struct = loop(ball<number>{p[0], p[1]}, [&](auto const& b) { return ball<number>{b.height + 0.1 * b.speed, b.speed - 0.1 * p[2] * b.speed * b.speed}; });
        auto const of_vec = loop(vec{p[0], p[1]}, [&](auto const& s) { return s * p[2] + vec{s[1], -s[0]} * dot(s, s); });
        return of_number + 2 * of_array[0] * of_array[1] + 3 * std::get<0>(of_tuple) * std::get<1>(of_tuple)[0] + 4 * of_struct.height / of_struct.speed + 5 * norm(of_vec);
    }));
}

BOOST_AUTO_TEST_CASE(code_around_and_inside) {
    BOOST_TEST(is_as_on_tape([](auto const& p, auto const& loop) {
        // Before, behind, and a second recurrence that takes what the first one gives, as its state and in its steps.
        auto const rate = exp(p[0]) / p[1];
        auto const first = loop(p[2], [&](auto s) { return s + 0.1 * (rate - s); });
        auto const second = loop(first * rate, [&](auto s) { return s * first - 0.25 * s * s * p[0]; });
        // A part of the state that the result does not need, and one that does not depend on p.
        auto const third = loop(array{p[0], p[1], p[0] * 0 + 2}, [&](auto const& s) { return array{s[0] * s[2], s[1] * s[1] * p[2], s[2] + 1}; })[0] * p[1];
        // Steps that forget the state, that keep it, that swap it.
        auto const forget = loop(p[0], [&](auto) { return p[1] * p[2]; }) * p[0] + 3 * loop(p[0], [](auto s) { return s; }) * p[1];
        auto const swapped = loop(array{p[0], p[1]}, [](auto const& s) { return array{s[1], s[0]}; });
        return second * second + first + 0.001 * third + forget + 7 * swapped[0] * swapped[0] * swapped[1];
    }));
    BOOST_TEST(is_as_on_tape([](auto const& p, auto const& loop) {
        // Branches in a step: on the state, on a value from outside; and around the loop.
        auto const on_state = loop(p[0], [&](auto s) { return select(s > 1, sqrt(s) * p[1], s * s + p[2]); });
        auto const on_outside = loop(p[0], [&](auto s) { return select(p[1] > p[2], s * exp(p[1] * s) * 0.25, log(p[2])); });
        auto const around = loop(p[0], [&](auto s) { return s * p[1] + p[2]; });
        // A derivative in a step: Newton's method.
        auto const root = loop(p[0], [&](auto s) {
            constexpr auto equation = [](auto x, auto a, auto b) { return x * x * x - a * x - b; };
            return s - equation(s, p[1], p[2]) / typegrad::derivative(typegrad::with(equation, p[1], p[2]))(s);
        });
        return on_state + 2 * on_outside + 3 * root + select(around > 2, around * around, p[0]) + select(around < 2, log(around), p[1]);
    }));
}

BOOST_AUTO_TEST_CASE(second_derivatives) {
    // Of a recurrence that takes what another one gives, with parameters from outside, and with a branch.
    constexpr auto chain = [](auto const& p, auto const& loop) {
        auto const first = loop(p[2] / p[0], [&](auto s) { return p[1] * s * (1 - s); });
        auto const second = loop(array{first, p[0]}, [&](auto const& s) { return array{s[1] * p[2], select(s[0] > s[1], s[0] * s[0], s[1] + first)}; });
        return second[0] * second[1];
    };
    BOOST_TEST(has_same_hessian(chain));
    BOOST_TEST(moves_as_unrolled(chain));
    // A norm whose adjoint holds the state, which was made in other steps.
    auto const drag = [](auto const& p, auto const& loop) { return loop(p[0], [&](auto s) { return s - p[1] * s * abs(s); }); };
    auto const by_loop = typegrad::hessian(with_loop<decltype(drag)>, wrt<0>)(somewhere, steps), by_tape = typegrad::tape::hessian(without<decltype(drag)>)(somewhere);
    BOOST_TEST((near(by_loop[0][0], by_tape[0][0]) && near(by_loop[0][1], by_tape[0][1]) && near(by_loop[1][1], by_tape[1][1])));
}

// In an untaken branch there is nothing, at any step: not even where its derivative is infinite.
BOOST_AUTO_TEST_CASE(structural_zeros) {
    constexpr auto never_taken = [](auto const& p, auto const& loop) {
        return loop(p[0], [&](auto s) { return select(s > 0, sqrt(s), 0) * p[1]; }) + p[2] + select(p[0] > 0, loop(sqrt(p[0]), [&](auto s) { return s * p[1]; }), p[2]);
    };
    constexpr auto from_zero = [](auto const& p, auto const& loop) {
        return loop(sqrt(p[0]), [&](auto s) { return select(s > 0, s * p[1], p[2]); }) + loop(std::remove_cvref_t<decltype(p[0])>(0), [&](auto s) { return sqrt(s) + p[1]; });
    };
    BOOST_TEST(moves_as_unrolled(never_taken, point{0, 2, 1}));
    BOOST_TEST(moves_as_unrolled(from_zero, point{0, 2, -1}));
    BOOST_TEST(has_same_hessian(never_taken, point{0, 2, 1}));
    BOOST_TEST(has_same_hessian(from_zero, point{0, 2, -1}));
}

// Rows in order, and backwards in reverse.
BOOST_AUTO_TEST_CASE(over_rows) {
    std::vector<array<double, 2>> const data{{1, 2}, {0.5, -1}, {2, 3}, {-1, 0.25}};
    constexpr auto all = [](auto const& p) { return filter(p, typegrad::rows(array<array<double, 2>, 4>{{{1, 2}, {0.5, -1}, {2, 3}, {-1, 0.25}}})); };
    auto const looped = value_and_gradient(filter, wrt<0>)(somewhere, typegrad::rows(data)), known = value_and_gradient(all)(somewhere);
    auto const taped = typegrad::tape::value_and_gradient(filter, wrt<0>)(somewhere, typegrad::rows(data));
    auto const curved = typegrad::hvp(filter, wrt<0>)(somewhere, typegrad::rows(data), point{0.5, -1, 2}), known_curved = typegrad::hvp(all)(somewhere, point{0.5, -1, 2});
    BOOST_TEST(looped.value == known.value);
    BOOST_TEST(looped.value == filter(somewhere, typegrad::rows(data)));
    for (size_t i = 0; i < 3; ++i) {
        BOOST_TEST(near(looped.gradient[i], known.gradient[i]));
        BOOST_TEST(near(taped.gradient[i], known.gradient[i]));
        BOOST_TEST(near(curved.product[i], known_curved.product[i]));
    }
    // Columns side by side, and beside a sum over the same rows.
    constexpr auto two = [](auto x, auto const& columns) { return fold(columns, x, [](auto s, auto a, auto b) { return s * a + b; }) * sum(columns, [&](auto a, auto) { return a * x; }); };
    std::vector<double> const first{1, 2, 3}, second{4, 5, 6}, none;
    // ((x + 4) 2 + 5) 3 + 6 = 6 x + 45, times 6 x.
    BOOST_TEST(gradient(two, wrt<0>)(2.0, typegrad::rows(first, second)) == 36 * 4 + 45 * 6);
    BOOST_TEST(gradient(two, wrt<0>)(2.0, typegrad::rows(none, none)) == 0);
}

// A result in several parts, by rows and by columns.
BOOST_AUTO_TEST_CASE(jacobians) {
    constexpr auto turned = [](auto const& p, auto n) {
        auto const end = repeat(n, array{p[0], p[1]}, [&](auto const& s) { return array{s[0] - p[2] * s[1], s[1] + p[2] * s[0] * s[1]}; });
        return array{end[0], end[1], end[0] * end[1]};
    };
    auto const j = typegrad::jacobian(turned, wrt<0>)(somewhere, 7);
    auto const pulled = typegrad::vjp(turned, wrt<0>)(somewhere, 7, point{1, 2, 3});
    auto const moved = typegrad::jvp(turned, wrt<0>)(somewhere, 7, point{1, 2, 3});
    for (size_t k = 0; k < 3; ++k) {
        BOOST_TEST(near(pulled.gradient[k], j[0][k] + 2 * j[1][k] + 3 * j[2][k]));
        BOOST_TEST(near(moved.tangent[k], j[k][0] + 2 * j[k][1] + 3 * j[k][2]));
    }
}

// As long as a condition holds: a root, whose derivatives are known; steps whose number depends on the argument, on the tape.
BOOST_AUTO_TEST_CASE(as_long_as_a_condition_holds) {
    constexpr auto root = [](auto a) { return repeat_while(1.0, [&](auto s) { return abs(s * s - a) > 1e-13; }, [&](auto s) { return 0.5 * (s + a / s); }); };
    auto const all = typegrad::value_gradient_and_hessian(root)(2.0);
    BOOST_TEST(all.value == root(2.0));
    BOOST_TEST(near(all.gradient, 0.5 / std::sqrt(2.0)));
    BOOST_TEST(near(all.hessian[0][0], -0.25 / std::sqrt(8.0)));
    constexpr auto halved = [](auto const& p) {
        return repeat_while(array{p[0], p[1]}, [](auto const& s) { return s[0] > 1; }, [&](auto const& s) { return array{s[0] * 0.5 * p[2], s[1] + sin(s[0])}; })[1];
    };
    for (double const x : {0.5, 3.0, 100.0}) {
        point const p{x, 2, 1.25};
        auto const here = value_and_gradient(halved)(p), taped = typegrad::tape::value_and_gradient(halved)(p);
        BOOST_TEST(here.value == taped.value);
        for (size_t i = 0; i < 3; ++i) BOOST_TEST(near(here.gradient[i], taped.gradient[i]));
    }
}

// A recurrence in a row, a sum in a step, a recurrence in a step; and rows that are differentiated.
BOOST_AUTO_TEST_CASE(loops_in_loops) {
    std::vector<double> const numbers{0.5, -1, 2};
    constexpr auto nested = [](auto const& p, auto n, auto const& data) {
        auto const in_rows = sum(data, [&](auto z) { return repeat(n, p[0], [&](auto s, auto k) { return s + 0.1 * p[1] * s + 0.01 * z * sin(s) * k; }); });
        auto const of_rows = repeat(n, p[0], [&](auto s) { return s - 0.1 * sum(data, [&](auto z) { return p[1] * (s - z); }); });
        return in_rows * of_rows + repeat(n, p[0], [&](auto s) { return repeat(n, s, [&](auto t) { return t + 0.01 * p[2] * sin(t) * s; }); });
    };
    auto const here = value_and_gradient(nested, wrt<0>)(somewhere, 3, typegrad::rows(numbers));
    auto const taped = typegrad::tape::value_and_gradient(nested, wrt<0>)(somewhere, 3, typegrad::rows(numbers));
    BOOST_TEST(here.value == nested(somewhere, 3, typegrad::rows(numbers)));
    for (size_t i = 0; i < 3; ++i) BOOST_TEST(near(here.gradient[i], taped.gradient[i]));
    constexpr auto horner = [](auto x, auto const& data) { return fold(data, 0.0, [&](auto s, auto c) { return s * x + c; }); };
    auto const [by_x, by_coefficient] = gradient(horner, wrt<0, 1>)(3.0, typegrad::rows(numbers));
    BOOST_TEST(by_x == 2 * 0.5 * 3 - 1);
    BOOST_TEST((by_coefficient == std::vector<double>{9, 3, 1}));
    // By rows alone: nothing is asked of the state before the first step. The rows of a loop in a step as well.
    BOOST_TEST((gradient(horner, wrt<1>)(3.0, typegrad::rows(numbers)) == std::vector<double>{9, 3, 1}));
    constexpr auto growth = [](auto x, auto const& data) { return fold(data, x, [&](auto s, auto r) { return s * r + mean(data, [&](auto q) { return q * q * s; }); }); };
    BOOST_TEST((gradient(growth, wrt<1>)(1.0, typegrad::rows(std::vector<double>{1, 2})) == std::vector<double>{12.5, 19.5}));
    // Of a recurrence in a row, where what is owed is known behind the loop only.
    constexpr auto behind = [](auto x, auto const& data) {
        return tanh(sum(data, [&](auto r) { return fold(data, x * r, [&](auto s, auto q) { return s * 0.5 + sin(q); }); }));
    };
    auto const shifted = [&](double h) { return behind(0.1, typegrad::rows(std::vector<double>{0.5 + h, -1, 0.2})); };
    BOOST_TEST(near(gradient(behind, wrt<1>)(0.1, typegrad::rows(std::vector<double>{0.5, -1, 0.2}))[0], (shifted(1e-4) - shifted(-1e-4)) / 2e-4, 1e-7));
    // What is added in a step depends on its row alone, and on what is owed, which is another number in each row of the loop around the recurrence.
    constexpr auto squares = [](auto const& data) { return sum(data, [&](auto r) { return square(fold(data, r, [](auto s, auto q) { return 0.5 * s + q; })); }); };
    BOOST_TEST((gradient(squares)(typegrad::rows(std::vector<double>{1, 2})) == std::vector<double>{7.125, 13}));
    constexpr auto softest = [](auto const& data) { return log_sum_exp(data, [&](auto r) { return fold(data, array{0.25 * r, r}, [](auto const& s, auto q) { return array{0.5 * s[0], s[0] + sin(q)}; })[1]; }); };
    auto const moved_last = [&](double h) { return softest(typegrad::rows(std::vector<double>{0.5, -1, 0.2 + h})); };
    BOOST_TEST(near(gradient(softest)(typegrad::rows(std::vector<double>{0.5, -1, 0.2}))[2], (moved_last(1e-4) - moved_last(-1e-4)) / 2e-4, 1e-7));
    // As often as a literal says.
    constexpr auto four_times = [](auto p, auto const& data) { return sum(data, [&](auto z) { return typegrad::repeat(4, p * 0 + z, [&](auto s) { return 0.5 * s + p; }); }); };
    BOOST_TEST(gradient(four_times, wrt<0>)(1.0, typegrad::rows(numbers)) == 3 * 1.875);
}

namespace {
constexpr auto sines = [](auto t, auto n) { return repeat(n, t, [](auto s) { return sin(s); }); };
constexpr auto slope_of_sines = [](auto t, auto n) { return gradient(sines, wrt<0>)(t, n); };
constexpr auto bend_of_sines = [](auto t, auto n) { return gradient(slope_of_sines, wrt<0>)(t, n); };
constexpr auto of_all_kinds = [](auto const& x, auto const& data) {
    return array{log_sum_exp(data, [&](auto v) { return x[0] * v; }), fold(data, x[1], [&](auto s, auto v) { return s * v + sin(s) * x[1]; }), x[2] * x[0]};
};
}
// Three sweeps back: the recurrence of the second one recalls another one that takes the same steps.
BOOST_AUTO_TEST_CASE(third_derivatives_in_reverse) {
    double const s = std::sin(0.4), c = std::cos(0.4), sine = std::sin(s), cosine = std::cos(s), third = -cosine * c * c * c + 3 * sine * s * c - cosine * c;
    BOOST_TEST(gradient(bend_of_sines, wrt<0>)(0.4, 2) == third, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(typegrad::hessian(slope_of_sines, wrt<0>)(0.4, 2)[0][0] == third, boost::test_tools::tolerance(1e-14));
    auto const series = typegrad::taylor<3>(sines, wrt<0>)(0.4, 2, 1.0);
    BOOST_TEST((series[0] == sine && near(series[1], cosine * c) && near(series[2], (-sine * c * c - cosine * s) / 2) && near(series[3], third / 6)));
}
BOOST_AUTO_TEST_CASE(series_and_sparse_jacobians) {
    std::vector<double> const data{0.3, 0.7, -1};
    constexpr array x{0.3, 0.7, 1.5}, along{1.0, -0.5, 2.0};
    auto const dense = typegrad::jacobian(of_all_kinds, wrt<0>)(x, typegrad::rows(data));
    auto const found = typegrad::sparse_jacobian(of_all_kinds, wrt<0>)(x, typegrad::rows(data));
    BOOST_TEST(found.nonzeros == 4);
    for (int i = 0; i < 3; ++i)
        for (int k = 0; k < 3; ++k) BOOST_TEST(found(i, k) == dense[static_cast<size_t>(i)][static_cast<size_t>(k)]);
    auto const held = typegrad::value_and_sparse_jacobian(typegrad::with(of_all_kinds, typegrad::rows(data)))(x);
    BOOST_TEST((held.value == of_all_kinds(x, typegrad::rows(data)) && held.jacobian.values == found.values));
    auto const series = typegrad::taylor<2>(of_all_kinds, wrt<0>)(x, typegrad::rows(data), along);
    auto const slope = [&](double h) { return typegrad::jvp(of_all_kinds, wrt<0>)(array{x[0] + h, x[1] - 0.5 * h, x[2] + 2 * h}, typegrad::rows(data), along).tangent; };
    for (size_t i = 0; i < 3; ++i) {
        BOOST_TEST(series[1][i] == slope(0)[i], boost::test_tools::tolerance(1e-14));
        BOOST_TEST(series[2][i] == (slope(1e-5)[i] - slope(-1e-5)[i]) / 4e-5, boost::test_tools::tolerance(1e-8));
    }
}

namespace {
template <int Kept>
constexpr auto pendulum = [](auto const& p, auto n) {
    auto const step = [&](auto const& s, auto k) { return array{s[0] + 0.01 * s[1] * p[1], s[1] - 0.01 * sin(s[0]) + 0.001 * p[2] * k}; };
    array const begin{p[0], p[1]};
    if constexpr (Kept < 0) return repeat(n, begin, step)[0];
    else if constexpr (Kept == 0) return repeat(n, begin, step, checkpoints())[0];
    else return repeat(n, begin, step, checkpoints(Kept))[0];
};
}
// With few states the result is the same to the last bit, in little memory; and no schedule takes fewer steps.
BOOST_AUTO_TEST_CASE(few_states) {
    for (int const n : {0, 1, 2, 3, 7, 100, 1000}) {
        auto const all = value_and_gradient(pendulum<-1>, wrt<0>)(somewhere, n), root = value_and_gradient(pendulum<0>, wrt<0>)(somewhere, n);
        auto const one = value_and_gradient(pendulum<1>, wrt<0>)(somewhere, n), four = value_and_gradient(pendulum<4>, wrt<0>)(somewhere, n);
        BOOST_TEST((all.value == root.value && all.value == one.value && all.value == four.value));
        BOOST_TEST((all.gradient == root.gradient && all.gradient == one.gradient && all.gradient == four.gradient));
    }
    size_t const before = allocated;
    BOOST_TEST(value_and_gradient(pendulum<0>, wrt<0>)(somewhere, 10000).value != 0);
    BOOST_TEST(allocated - before <= 2 * 102 * sizeof(double));
    constexpr auto filtered = [](auto x, auto const& data) { return fold(data, x, [](auto s, auto z) { return s * z + sin(s); }, checkpoints(2)); };
    std::vector<double> const data{0.5, -1, 2, 0.3, 0.9};
    BOOST_TEST(near(gradient(filtered, wrt<0>)(0.3, typegrad::rows(data)), typegrad::tape::gradient(filtered, wrt<0>)(0.3, typegrad::rows(data))));
    BOOST_CHECK_THROW(checkpoints(0), std::invalid_argument);

    constexpr size_t most_steps = 60, most_kept = 6;
    std::array<std::array<std::int64_t, most_steps + 1>, most_kept + 1> best{};
    for (size_t kept = 0; kept <= most_kept; ++kept)
        for (size_t n = 2; n <= most_steps; ++n) {
            std::int64_t& least = best[kept][n] = static_cast<std::int64_t>(n * (n - 1) / 2);
            for (size_t m = 1; m < n && kept > 0; ++m) least = std::min(least, static_cast<std::int64_t>(m) + best[kept - 1][n - m] + best[kept][m]);
            std::int64_t taken = 0, next = static_cast<std::int64_t>(n);
            bool in_order = true;
            typegrad::math::pull_back_from_checkpoints(0, next, static_cast<std::int64_t>(kept), 0, false, [&](size_t, std::int64_t from, std::int64_t to, bool) { taken += to - from; },
                                                       [&](size_t, std::int64_t from, std::int64_t to) { in_order = in_order && to == next && from < to, next = from; });
            BOOST_TEST((in_order && next == 0 && taken == least));
        }
}

BOOST_AUTO_TEST_CASE(no_steps_and_many) {
    static_assert(value_and_gradient(power, wrt<0>)(2.0, 10).value == 1024 && gradient(power, wrt<0>)(2.0, 10) == 5120 && typegrad::hessian(power, wrt<0>)(2.0, 10)[0][0] == 90 * 256);
    static_assert(gradient(power, wrt<0>)(2.0, 0) == 0 && value_and_gradient(power, wrt<0>)(2.0, 0u).value == 1 && power(2.0, 3) == 8);
    static_assert(typegrad::derivative([](auto x) { return typegrad::derivative([](auto y) { return typegrad::derivative([](auto z) { return power(z, 5); })(y); })(x); })(2.0) == 60 * 4);
    constexpr auto begin = [](auto x, auto n) { return repeat(n, x * x, [&](auto s) { return s + x; }); };
    static_assert(gradient(begin, wrt<0>)(3.0, 0) == 6 && gradient(begin, wrt<0>)(3.0, 4) == 10);
    static_assert(std::is_same_v<decltype(gradient(power, wrt<0>)(2.0f, 3)), float> && gradient(power, wrt<0>)(2.0f, 3) == 12);
    // A million steps towards a fixed point, whose derivative is known.
    constexpr auto root = [](auto a, auto n) { return repeat(n, a, [&](auto s) { return s + 1e-3 * (a - s * s); }); };
    auto const both = value_and_gradient(root, wrt<0>)(2.0, 1000000);
    BOOST_TEST(both.value == std::sqrt(2.0), boost::test_tools::tolerance(1e-12));
    BOOST_TEST(both.gradient == 0.5 / std::sqrt(2.0), boost::test_tools::tolerance(1e-9));
    BOOST_TEST(both.value == root(2.0, 1000000));
    for (double const wrong : {-1.0, 2.5, double(NAN), double(INFINITY)}) {
        BOOST_CHECK_THROW(gradient(power, wrt<0>)(2.0, wrong), std::invalid_argument);
        BOOST_CHECK_THROW(power(2.0, wrong), std::invalid_argument);
    }
    BOOST_CHECK_THROW(gradient(power, wrt<0>)(2.0f, 1 << 25), std::invalid_argument);  // no float counts so far
    BOOST_CHECK_EXCEPTION(power(2.0, -3), std::invalid_argument, [](auto const& error) { return std::string(error.what()).starts_with("typegrad: repeat, fold: the number of steps is -3.0"); });
}

// What is kept of a run is its states, in one piece of memory; the value and tangents need none.
BOOST_AUTO_TEST_CASE(what_is_allocated) {
    constexpr auto orbit = [](auto const& p, auto n) {
        return repeat(n, array{p[0], p[1]}, [&](auto const& s) {
            auto const accelerated = s[1] - 0.01 * sin(s[0]) * p[2];
            return array{s[0] + 0.01 * accelerated, accelerated};
        })[0];
    };
    long const before = allocations;
    size_t const size_before = allocated;
    double sum = value_and_gradient(orbit, wrt<0>)(somewhere, 1000).value;
    long const after = allocations;
    size_t const size_after = allocated;
    sum += orbit(somewhere, 1000) + typegrad::jvp(orbit, wrt<0>)(somewhere, 1000, somewhere).tangent;
    long const in_the_end = allocations;
    BOOST_TEST(after - before == 1);
    BOOST_TEST(size_after - size_before <= 2 * 1000 * sizeof(double));
    BOOST_TEST(in_the_end == after);
    BOOST_TEST(sum != 0);
}

// Beside the states results of calls are kept, which the steps back would compute again: one number a step here. With few states they are computed again.
BOOST_AUTO_TEST_CASE(what_is_kept_of_calls) {
    constexpr auto decay = [](auto const& p, auto n) { return repeat(n, p[0], [&](auto const& s) { return s - 0.01 * p[1] * s * exp(-p[2] * s); }); };
    constexpr auto with_few = [](auto const& p, auto n) { return repeat(n, p[0], [&](auto const& s) { return s - 0.01 * p[1] * s * exp(-p[2] * s); }, typegrad::checkpoints(3)); };
    size_t const before = allocated;
    auto const all = value_and_gradient(decay, wrt<0>)(somewhere, 1000);
    size_t const after = allocated;
    auto const few = value_and_gradient(with_few, wrt<0>)(somewhere, 1000);
    BOOST_TEST(after - before == 2 * 1000 * sizeof(double));
    BOOST_TEST(few.value == all.value);
    double now = somewhere[0];
    array<double, 3> slope{1, 0, 0};  // forward
    for (int i = 0; i < 1000; ++i) {
        double const e = std::exp(-somewhere[2] * now), by_state = 1 - 0.01 * somewhere[1] * e * (1 - somewhere[2] * now);
        for (double& each : slope) each *= by_state;
        slope[1] -= 0.01 * now * e, slope[2] += 0.01 * somewhere[1] * now * now * e;
        now -= 0.01 * somewhere[1] * now * e;
    }
    for (size_t k = 0; k < 3; ++k) BOOST_TEST((near(all.gradient[k], slope[k]) && near(few.gradient[k], slope[k])));
    // Not computed in every step, and so not kept; and of second order.
    constexpr auto in_branch = [](auto const& p, auto n) { return repeat(n, p[0], [&](auto const& s) { return select(s > 0.5, s * exp(-p[2] * s), s + p[1] * tanh(s)); }); };
    constexpr auto slopes = [](auto const& p) { return gradient([](auto const& q) { return repeat(7, q[0], [&](auto const& s) { return s - 0.3 * q[1] * exp(-q[2] * s); }); })(p); };
    auto const curvature = typegrad::jacobian(slopes)(somewhere);
    for (size_t k = 0; k < 3; ++k) {
        point more = somewhere, less = somewhere;
        more[k] += 1e-6, less[k] -= 1e-6;
        BOOST_TEST(near(gradient(in_branch, wrt<0>)(somewhere, 9)[k], (in_branch(more, 9) - in_branch(less, 9)) / 2e-6, 1e-8));
        for (size_t j = 0; j < 3; ++j) BOOST_TEST(near(curvature[j][k], (slopes(more)[j] - slopes(less)[j]) / 2e-6, 1e-8));
    }
}

// A call of the row alone: the recurrence of a tangent needs its result before the one that keeps it has run.
BOOST_AUTO_TEST_CASE(calls_of_rows_alone) {
    constexpr auto misfit = [](auto const& p, auto const& rows) {
        return fold(rows, array{p[0], 0 * p[0]}, [&](auto const& s, auto const& r) {
            auto const next = s[0] * p[1], off = next - log(r + 1);
            return array{next, s[1] + off * off};
        })[1];
    };
    std::vector<double> const seen{1, 2, 3, 5};
    auto const rows = typegrad::rows(seen);
    array<double, 2> const at{0.5, 1.25};
    auto const all = typegrad::value_gradient_and_hessian(misfit, wrt<0>)(at, rows);
    auto const slopes = gradient(misfit, wrt<0>);
    BOOST_TEST(all.value == misfit(at, rows));
    for (size_t k = 0; k < 2; ++k) {
        array<double, 2> more = at, less = at;
        more[k] += 1e-6, less[k] -= 1e-6;
        BOOST_TEST(near(all.gradient[k], slopes(at, rows)[k]));
        for (size_t j = 0; j < 2; ++j) BOOST_TEST(near(all.hessian[j][k], (slopes(more, rows)[j] - slopes(less, rows)[j]) / 2e-6, 1e-7));
    }
}

// What is worth nothing is not swept: an infinite derivative there is none.
BOOST_AUTO_TEST_CASE(steps_behind_a_gate) {
    constexpr auto payoff = [](auto const& p, auto n) {
        auto const end = repeat(n, p[0], [&](auto const& s) { return sqrt(s) * p[1]; });
        return max(end - p[2], 0) + 2 * p[1];
    };
    BOOST_TEST((gradient(payoff, wrt<0>)(array{0.0, 1.0, 0.5}, 4) == array{0.0, 2.0, 0.0}));
    auto const paid = gradient(payoff, wrt<0>)(array{1.0, 1.0, 0.5}, 4);
    BOOST_TEST((paid == array{0.0625, 2 + 1.875, -1.0}));
    BOOST_TEST((gradient(payoff, wrt<0>)(array{1.0, 1.0, 1.0}, 4) == array{0.03125, 2 + 0.9375, -0.5}));  // in the kink half of both
    BOOST_TEST(std::isinf(gradient(payoff, wrt<0>)(array{0.0, 1.0, -0.5}, 4)[0]));
    // Two of them, each behind its own; what both need is taken back if one of them is worth something.
    constexpr auto spread = [](auto const& p, auto n) {
        auto const end = repeat(n, array{p[0], p[1]}, [&](auto const& s) { return array{s[0] * exp(-p[2] * s[0]), s[1] + s[0]}; });
        return max(end[0] - 0.1, 0) + 3 * max(end[1] - 2, 0);
    };
    for (point const p : {point{0.75, 1.25, 0.5}, point{0.75, -9, 0.5}, point{0.75, -9, 9}, point{0.75, 1.9, 9}}) {
        auto const slope = gradient(spread, wrt<0>)(p, 5), tangents = array{typegrad::jvp(spread, wrt<0>)(p, 5, point{1, 0, 0}).tangent, typegrad::jvp(spread, wrt<0>)(p, 5, point{0, 1, 0}).tangent, typegrad::jvp(spread, wrt<0>)(p, 5, point{0, 0, 1}).tangent};
        for (size_t k = 0; k < 3; ++k) BOOST_TEST(near(slope[k], tangents[k]));
    }
}

// What is not differentiated has no adjoint in the steps.
BOOST_AUTO_TEST_CASE(passive_states) {
    constexpr auto f = [](auto const& p, auto const& q, auto n) {
        return repeat(n, array{p[0], q[1], q[0]}, [&](auto const& s) { return array{s[0] * p[1] + s[1], s[1] * q[0], s[2] + sqrt(s[1])}; })[0];
    };
    array<double, 2> const p{1, 2}, q{3, 0};
    BOOST_TEST((gradient(f, wrt<0>)(p, q, 3) == array{8.0, 12.0}));
    BOOST_TEST(operations(gradient(f, wrt<0>), p, q, 3).total() <= 10);
}

// Where a norm is not 0, sweeps forward one after another have all of its derivatives.
BOOST_AUTO_TEST_CASE(series_of_norms_in_steps) {
    constexpr auto f = [](auto x) { return repeat(2, x, [](auto s) { return s + abs(s) * abs(s) * s; }); };
    BOOST_TEST((typegrad::taylor<3>(f)(1.0) == typegrad::taylor<3>([](auto x) { auto const s = x + x * x * x; return s + s * s * s; })(1.0)));
}

// A square root of what is positive has a finite derivative, and needs no mark of the steps that pass on none.
BOOST_AUTO_TEST_CASE(roots_of_positive_states) {
    constexpr auto truncated = [](auto const& p, auto n) {
        return repeat(n, array{p[0], p[1]}, [&](auto const& s) { return array{s[0] + p[2] * select(s[1] > 0, sqrt(s[1]), 0), s[1] - 0.25}; })[0];
    };
    for (double const begin : {1.0, 0.5, 0.1, 0.0, -1.0}) {
        point const p{0.5, begin, 2};
        auto const slope = gradient(truncated, wrt<0>)(p, 4);
        double by_begin = 0, by_factor = 0;
        for (double v = begin; v > 0; v -= 0.25) by_begin += 1 / std::sqrt(v), by_factor += std::sqrt(v);
        BOOST_TEST((slope[0] == 1 && near(slope[1], by_begin) && near(slope[2], by_factor)));
    }
}
