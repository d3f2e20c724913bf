// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The whole operator table against 100 digits, and its special points. `--log_level=message` prints the largest errors.
#define BOOST_TEST_MODULE typegrad_operators
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "domains.hpp"
#include "verify.hpp"

namespace {

using domains::precise;
using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::value_and_gradient;
namespace op = typegrad::op;

constexpr int points = 40;
constexpr int constant_points = 3;  // of them in a constant expression as well

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

template <std::size_t N>
using point = std::array<double, N>;

// One call for each arity: the operands are one array.
template <class Op, std::size_t... I>
constexpr auto on_array(std::index_sequence<I...>) {
    return [](auto const& a) { return domains::function<Op>{}(a[I]...); };
}

template <class Op>
constexpr auto point_of(int number) {
    constexpr auto n = static_cast<std::size_t>(Op::arity);
    domains::uniform uniform(static_cast<std::uint64_t>(op::code<Op>) * 1000u + static_cast<std::uint64_t>(number));
    point<n> at{};
    for (std::size_t i = 0; i < n; ++i) {
        at[i] = uniform(domains::of<Op>.operand[i]);
        if (domains::of<Op>.integer[i]) at[i] = static_cast<double>(static_cast<int>(at[i] + 100)) - 100;
    }
    return at;
}

// Value, partials, second partials (row-major, only of operands that carry a derivative).
template <std::size_t N, class T = double>
struct taylor {
    T value{};
    std::array<T, N> first{};
    std::array<std::array<T, N>, N> second{};
};

template <class Op>
constexpr auto by_graph(auto const& at) {
    constexpr auto n = static_cast<std::size_t>(Op::arity);
    constexpr auto f = on_array<Op>(std::make_index_sequence<n>{});
    auto const [value, partials] = value_and_gradient(f)(at);
    return taylor<n>{value, partials, hessian(f)(at)};
}

// Central differences with a step of 1e-25: an error below 1e-45 for functions of moderate derivatives.
template <class Op>
auto by_differences(auto const& at) {
    constexpr auto n = static_cast<std::size_t>(Op::arity);
    constexpr auto f = on_array<Op>(std::make_index_sequence<n>{});
    precise const step("1e-25");
    auto const value = [&](std::size_t i, int steps_i, std::size_t j, int steps_j) {
        std::array<precise, n> shifted;
        std::copy(at.begin(), at.end(), shifted.begin());
        shifted[i] += steps_i * step;
        shifted[j] += steps_j * step;
        return precise(f(shifted));
    };
    taylor<n, precise> result{value(0, 0, 0, 0)};
    for (std::size_t i = 0; i < n; ++i) {
        if (!Op::active[i]) continue;
        result.first[i] = (value(i, 1, i, 0) - value(i, -1, i, 0)) / (2 * step);
        for (std::size_t j = 0; j < n; ++j)
            if (Op::active[j]) result.second[i][j] = (value(i, 1, j, 1) - value(i, 1, j, -1) - value(i, -1, j, 1) + value(i, -1, j, -1)) / (4 * step * step);
    }
    return result;
}

// The largest error of one operator, by order of the derivative, in units of double's epsilon. An error counts relative to
// the number itself, or, where it is the difference of larger ones, to a hundredth of the largest beside it.
class verdict {
public:
    verdict(std::string of, bool const* active_operands) : name_(std::move(of)), active_(active_operands) {}

    template <std::size_t N>
    void add(taylor<N> const& actual, taylor<N, precise> const& expected) {
        compare(0, actual.value, expected.value, 0);
        precise first = 0, second = 0;
        for (std::size_t i = 0; i < N; ++i) {
            first = std::max<precise>(first, abs(expected.first[i]));
            for (std::size_t j = 0; j < N; ++j) second = std::max<precise>(second, abs(expected.second[i][j]));
        }
        for (std::size_t i = 0; i < N; ++i) {
            compare(1, actual.first[i], expected.first[i], first);
            for (std::size_t j = 0; j < N; ++j)
                if (active_[i] && active_[j]) compare(2, actual.second[i][j], expected.second[i][j], second);
        }
    }
    void report() const {
        BOOST_TEST_MESSAGE(name_ << ": errors of value, first and second derivatives " << worst_[0] << ' ' << worst_[1] << ' ' << worst_[2] << " epsilon");
        BOOST_TEST(worst_[0] < 4, name_ << ": the value is wrong by " << worst_[0] << " epsilon");
        BOOST_TEST(worst_[1] < 64, name_ << ": a first derivative is wrong by " << worst_[1] << " epsilon");
        BOOST_TEST(worst_[2] < 512, name_ << ": a second derivative is wrong by " << worst_[2] << " epsilon");
    }

private:
    void compare(int order, double actual, precise const& expected, precise const& largest) {
        if (abs(expected) < 1e-20 && std::abs(actual) < 1e-15) return;
        precise const scale = std::max<precise>(abs(expected), largest / 100);
        double const error = std::isfinite(actual) ? static_cast<double>(abs(actual - expected) / scale) : infinity;
        worst_[order] = std::max(worst_[order], error / std::numeric_limits<double>::epsilon());
    }

    std::string name_;
    bool const* active_;
    double worst_[3] = {0, 0, 0};
};

template <class Op>
constexpr auto in_constant_expressions() {
    constexpr auto n = static_cast<std::size_t>(Op::arity);
    std::array<taylor<n>, constant_points> all{};
    for (int i = 0; i < constant_points; ++i) all[static_cast<std::size_t>(i)] = by_graph<Op>(point_of<Op>(i));
    return all;
}

template <class Op>
void check_operator() {
    if constexpr (domains::is_function<Op>) {
        constexpr auto n = static_cast<std::size_t>(Op::arity);
        constexpr auto f = on_array<Op>(std::make_index_sequence<n>{});
        static constexpr auto constant = in_constant_expressions<Op>();
        std::string const name = Op::text;
        verdict at_run_time(name, Op::active), at_compile_time(name + " in constant expressions", Op::active), on_tape(name + " on the tape", Op::active);
        for (int i = 0; i < points; ++i) {
            auto const at = verify::hidden(point_of<Op>(i));
            auto const expected = by_differences<Op>(at);
            auto const actual = by_graph<Op>(at);
            at_run_time.add(actual, expected);
            if (i < constant_points) at_compile_time.add(constant[static_cast<std::size_t>(i)], expected);

            auto const [value, partials] = typegrad::tape::value_and_gradient(f)(at);
            BOOST_TEST(value == actual.value, Op::text << ": the tape's value differs");
            auto taped = actual;
            taped.first = partials;
            on_tape.add(taped, expected);
            // In float, to its own precision.
            std::array<float, n> single{};
            std::transform(at.begin(), at.end(), single.begin(), [](double x) { return static_cast<float>(x); });
            auto const rounded = by_graph<Op>([&] { auto back = at; std::copy(single.begin(), single.end(), back.begin()); return back; }());
            auto const in_float = gradient(f)(single);
            for (std::size_t k = 0; k < n; ++k) {
                double const scale = std::max(std::abs(rounded.first[k]), 0.01 * std::abs(*std::ranges::max_element(rounded.first, {}, [](double x) { return std::abs(x); })));
                BOOST_TEST(std::abs(static_cast<double>(in_float[k]) - rounded.first[k]) <= 1e-5 * scale, Op::text << " in float: " << in_float[k] << ", not " << rounded.first[k]);
            }
        }
        at_run_time.report();
        at_compile_time.report();
        on_tape.report();
    }
}

template <class... Ops>
void check_all(op::operation_list<Ops...>) {
    (check_operator<Ops>(), ...);
}

}

BOOST_AUTO_TEST_CASE(the_table_against_high_precision) { check_all(op::table{}); }

namespace {

// A derivative at a special point: in a constant expression, at run time, and by the tape.
#define SPECIAL(f, expected, ...)                                                                            \
    do {                                                                                                     \
        VERIFY(gradient(f), expected, __VA_ARGS__);                                                          \
        verify::at_run_time("tape::gradient(" #f ")", typegrad::tape::gradient(f), expected, __VA_ARGS__);   \
    } while (false)

}

BOOST_AUTO_TEST_CASE(kinks) {
    constexpr auto absolute = [](auto x) { return abs(x); };
    SPECIAL(absolute, 0.0, 0.0);
    SPECIAL(absolute, 0.0, -0.0);
    SPECIAL(absolute, -1.0, -2.0);
    SPECIAL(absolute, 1.0, 2.0);
    SPECIAL(absolute, 1.0, infinity);
    SPECIAL(absolute, -1.0, -infinity);
    VERIFY(derivative(derivative(absolute)), 0.0, 0.0);

    constexpr auto larger = [](auto x, auto y) { return max(x, y); };
    constexpr auto smaller = [](auto x, auto y) { return min(x, y); };
    SPECIAL(larger, (std::tuple{0.5, 0.5}), 2.0, 2.0);
    SPECIAL(larger, (std::tuple{1.0, 0.0}), 3.0, 2.0);
    SPECIAL(larger, (std::tuple{0.0, 1.0}), 2.0, 3.0);
    SPECIAL(larger, (std::tuple{0.5, 0.5}), 0.0, -0.0);
    SPECIAL(larger, (std::tuple{0.0, 1.0}), -infinity, 3.0);
    SPECIAL(smaller, (std::tuple{0.5, 0.5}), 2.0, 2.0);
    SPECIAL(smaller, (std::tuple{0.0, 1.0}), 3.0, 2.0);
    SPECIAL(smaller, (std::tuple{1.0, 0.0}), 2.0, 3.0);
    SPECIAL([](auto x) { return max(x, x); }, 1.0, 2.0);
    SPECIAL([](auto x) { return max(x, 0.0); }, 0.0, -1.0);
    SPECIAL([](auto x) { return max(0.0, x); }, 1.0, 1.0);
    // A closed side contributes nothing: no 0 · infinity.
    SPECIAL([](auto x) { return max(sqrt(x), 1.0); }, 0.0, 0.0);
    SPECIAL([](auto x) { return sqrt(max(x, 0.0)); }, 0.0, -1.0);
}

BOOST_AUTO_TEST_CASE(roots) {
    constexpr auto root = [](auto x) { return sqrt(x); };
    SPECIAL(root, infinity, 0.0);
    SPECIAL(root, 0.25, 4.0);
    SPECIAL(root, 0.0, infinity);
    SPECIAL(root, no_number, -1.0);
    SPECIAL([](auto x) { return cbrt(x); }, infinity, 0.0);

    // A norm, however it is spelled: its derivative at 0 is 0, in every direction and at second order. (The tape sees one operation at a
    // time and not the sum: there this is 0 · inf, as in PyTorch, and hypot is what to write.)
    VERIFY(gradient([](auto x) { return sqrt(x * x); }), 0.0, 0.0);
    VERIFY(gradient([](auto x) { return sqrt(x * x); }), -1.0, -3.0);
    VERIFY(gradient([](auto x) { return sqrt(pow(x, 2)); }), 0.0, 0.0);
    VERIFY(gradient([](auto x) { return sqrt(pow(x, 2.0)); }), 0.0, 0.0);
    VERIFY(gradient([](auto x, auto y) { return sqrt(x * x + y * y); }), (std::tuple{0.0, 0.0}), 0.0, 0.0);
    VERIFY(gradient([](auto x, auto y) { return sqrt(x * x + y * y); }), (std::tuple{0.6, 0.8}), 3.0, 4.0);
    VERIFY(gradient([](auto x, auto y, auto z) { return sqrt(x * x + y * y + z * z); }), (std::tuple{0.0, 0.0, 0.0}), 0.0, 0.0, 0.0);
    SPECIAL([](auto x, auto y) { return hypot(x, y); }, (std::tuple{0.0, 0.0}), 0.0, 0.0);
    SPECIAL([](auto x, auto y) { return hypot(x, y); }, (std::tuple{0.0, -1.0}), 0.0, -2.0);
    // The distance of coinciding points.
    SPECIAL([](auto x, auto y) { return hypot(x - y, 2 * x - 2 * y); }, (std::tuple{0.0, 0.0}), 1.5, 1.5);
    static_assert(hessian([](auto x) { return sqrt(x * x); })(0.0)[0][0] == 0);
    BOOST_TEST(hessian([](auto x) { return sqrt(x * x); })(verify::hidden(0.0))[0][0] == 0);
}

BOOST_AUTO_TEST_CASE(powers) {
    // An integer exponent.
    SPECIAL([](auto x) { return pow(x, 2); }, 0.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 1); }, 1.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 0); }, 0.0, 0.0);
    SPECIAL([](auto x) { return pow(x, -1); }, -infinity, 0.0);
    SPECIAL([](auto x) { return pow(x, 3); }, 12.0, -2.0);
    SPECIAL([](auto x) { return pow(x, -2); }, 0.25, -2.0);
    // A real one that the function knows.
    SPECIAL([](auto x) { return pow(x, 2.0); }, 0.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 3.0); }, 12.0, -2.0);
    SPECIAL([](auto x) { return pow(x, 1.875); }, 0.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 1.0); }, 1.0, 0.0);
    SPECIAL([](auto x) { return pow(x, 0.5); }, infinity, 0.0);
    SPECIAL([](auto x) { return pow(x, 0.0); }, 0.0, 0.0);
    // One that is an argument, with both partials: (p·0^(p−1), 0 for p >= 0).
    constexpr auto power = [](auto x, auto p) { return pow(x, p); };
    SPECIAL(power, (std::tuple{0.0, 0.0}), 0.0, 2.0);
    SPECIAL(power, (std::tuple{1.0, 0.0}), 0.0, 1.0);
    SPECIAL(power, (std::tuple{infinity, 0.0}), 0.0, 0.5);
    SPECIAL(power, (std::tuple{0.0, 0.0}), 0.0, 0.0);
    SPECIAL(power, (std::tuple{-infinity, -infinity}), 0.0, -1.0);
    SPECIAL(power, (std::tuple{12.0, 8 * 0.69314718055994530942}), 2.0, 3.0);
    SPECIAL(power, (std::tuple{12.0, no_number}), -2.0, 3.0);  // the logarithm of a negative number
    SPECIAL(power, (std::tuple{0.0, 0.0}), 1.0, 0.0);
    // Neither overflow nor underflow of the result spoils the partial: 2·x at x = 1e-200, 1e200.
    SPECIAL(power, (std::tuple{2e-200, -0.0}), 1e-200, 2.0);
    BOOST_TEST(std::get<0>(gradient(power)(verify::hidden(1e200), 2.0)) == 2e200, boost::test_tools::tolerance(1e-13));
    constexpr auto two_to_the = [](auto x) { return pow(2, x); };
    SPECIAL(two_to_the, 5.5451774444795624753, 3.0);
    // To high order at 0: x² has a third derivative, 0.
    constexpr auto square = [](auto x) { return pow(x, 2); };
    VERIFY(derivative(derivative(square)), 2.0, 0.0);
    VERIFY(derivative(derivative(derivative(square))), 0.0, 0.0);
    VERIFY(derivative(derivative([](auto x) { return pow(x, 2.0); })), 2.0, 0.0);
    VERIFY(derivative(derivative([](auto x) { return pow(x, 3.0); })), 0.0, 0.0);
}

BOOST_AUTO_TEST_CASE(poles_and_limits) {
    SPECIAL([](auto x) { return log(x); }, infinity, 0.0);
    SPECIAL([](auto x) { return log1p(x); }, infinity, -1.0);
    SPECIAL([](auto x) { return asin(x); }, infinity, 1.0);
    SPECIAL([](auto x) { return acos(x); }, -infinity, -1.0);
    SPECIAL([](auto x) { return 1 / x; }, -infinity, 0.0);
    SPECIAL([](auto x, auto y) { return atan2(x, y); }, (std::tuple{no_number, no_number}), 0.0, 0.0);
    SPECIAL([](auto x, auto y) { return atan2(x, y); }, (std::tuple{1.0, 0.0}), 0.0, 1.0);
    SPECIAL([](auto x) { return tanh(x); }, 0.0, 700.0);
    SPECIAL([](auto x) { return exp(x); }, 0.0, -infinity);
    SPECIAL([](auto x) { return erf(x); }, 0.0, 50.0);
    SPECIAL([](auto x) { return atan(x); }, 0.0, infinity);
    SPECIAL([](auto x) { return expm1(x); }, 1e-5, -11.512925464970229);
    SPECIAL([](auto x) { return log1p(x); }, 1.0, 1e-300);
    // Softplus and log-sum-exp far out, as they should be written.
    constexpr auto softplus = [](auto x) { return max(x, 0.0) + log1p(exp(-abs(x))); };
    SPECIAL(softplus, 1.0, 700.0);
    SPECIAL(softplus, 9.8596765437597708e-305, -700.0);
    SPECIAL(softplus, 0.0, -1000.0);
    SPECIAL(softplus, 0.5, 0.0);
    constexpr auto log_sum_exp = [](auto x, auto y) {
        auto const largest = max(x, y);
        return largest + log(exp(x - largest) + exp(y - largest));
    };
    SPECIAL(log_sum_exp, (std::tuple{1.0, 0.0}), 700.0, -700.0);
    SPECIAL(log_sum_exp, (std::tuple{0.5, 0.5}), 1000.0, 1000.0);
}
