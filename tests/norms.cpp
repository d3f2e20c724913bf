// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Norms at their zeros. Which roots are norms, however they are spelled; and functions that are smooth there though they are written with a
// norm, hypot or abs, beside the same functions without: all derivatives are the same, by every engine.
#define BOOST_TEST_MODULE typegrad_norms
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/operations.hpp>
#include <typegrad/series.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include "verify.hpp"

namespace {

using namespace typegrad;
using vec2 = vec<double, 2>;
using vec3 = vec<double, 3>;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;

template <class T>
bool near(T const& a, T const& b) {
    if constexpr (std::is_floating_point_v<T>) return a == b || (a != a && b != b) || std::abs(a - b) <= 1e-12;
    else if constexpr (requires { a.element; }) {
        for (std::size_t i = 0; i < std::size(a.element); ++i)
            if (!near(a.element[i], b.element[i])) return false;
        return true;
    } else {
        for (std::size_t i = 0; i < a.size(); ++i)
            if (!near(a[i], b[i])) return false;
        return true;
    }
}
template <class T>
[[gnu::noinline]] void compare(char const* name, char const* engine, T const& actual, T const& expected) {
    BOOST_TEST(near(actual, expected), name << ", " << engine << ": " << verify::text(actual) << "and not " << verify::text(expected));
}

// Gradient and second derivatives of f, beside those of the smooth function g, which the tape gives: it compiles faster.
template <class F, class G, class Point>
void second_order(char const* name, F f, G g, Point const& at) {
    auto const gradient_of_g = tape::gradient(g)(at);
    auto const hessian_of_g = tape::hessian(g)(at);
    compare(name, "gradient", gradient(f)(at), gradient_of_g);
    compare(name, "hessian", hessian(f)(at), hessian_of_g);
    compare(name, "jacobian of the gradient", jacobian(gradient(f))(at), hessian_of_g);
    compare(name, "tape::gradient", tape::gradient(f)(at), gradient_of_g);
    compare(name, "tape::hessian", tape::hessian(f)(at), hessian_of_g);
    compare(name, "tape::jacobian of the gradient", tape::jacobian(gradient(f))(at), hessian_of_g);
    Point direction = at, product = at;
    for (std::size_t i = 0; i < at.size(); ++i) direction[i] = 1 + static_cast<double>(i);
    double trace = 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
        trace += hessian_of_g[i][i], product[i] = 0;
        for (std::size_t j = 0; j < at.size(); ++j) product[i] += hessian_of_g[i][j] * direction[j];
    }
    compare(name, "laplacian", laplacian(f)(at), trace);
    compare(name, "hvp", hvp(f)(at, direction).product, product);
}

constexpr auto squared_difference(auto const& p) { return (p[0] - p[1]) * (p[0] - p[1]); }

// Functions of the distance r, and the same of its square s.
template <class F, class G>
void of_distances(char const* name, F f, G g) {
    second_order(name, [](auto const& p) { return F{}(norm(p - vec3{1, 2, 2})); }, [](auto const& p) { return G{}(squared_norm(p - vec3{1, 2, 2})); }, vec3{1, 2, 2});
    (void)f, (void)g;
}

// Derivatives of one number, up to the fourth.
template <class F, class G>
void fourth_order(char const* name, F f, G g) {
    double const at = verify::hidden(0.0);
    auto const coefficients = taylor<4>(g)(at);
    compare(name, "derivative", derivative(f)(at), coefficients[1]);
    compare(name, "second derivative", derivative(derivative(f))(at), 2 * coefficients[2]);
    compare(name, "third derivative", mixed_derivative<0, 0, 0>(f)(at), 6 * coefficients[3]);
    compare(name, "fourth derivative", mixed_derivative<0, 0, 0, 0>(f)(at), 24 * coefficients[4]);
}

// The derivative by the first of two arguments at (0, 0): in a constant expression, by the tape, and of the expression.
#define DERIVATIVE_AT_ZERO(expected, ...)                                                                                       \
    do {                                                                                                                        \
        constexpr auto f = [](auto a, auto b) { return __VA_ARGS__; };                                                          \
        static_assert(verify::near(std::get<0>(gradient(f)(0.0, 0.0)), expected));                                              \
        compare(#__VA_ARGS__, "tape", std::get<0>(tape::gradient(f)(0.0, 0.0)), expected);                                      \
        auto const of_expression = gradient(f(x, y))(x = verify::hidden(0.0), y = 0.0)[x];                                      \
        compare(#__VA_ARGS__, "expression", of_expression, expected);                                                           \
    } while (false)

}

BOOST_AUTO_TEST_CASE(spellings) {
    DERIVATIVE_AT_ZERO(0.0, sqrt((3 * a) * (3 * a) + (0.25 * b) * (0.25 * b)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(fma(2 * b, b, a * a) / 7));
    DERIVATIVE_AT_ZERO(0.0, pow(2 * a * a - a * b + b * b, 0.5));
    DERIVATIVE_AT_ZERO(0.0, sqrt((a - b) * (a - b) + 3 * (b * b) * (a * a)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * a * a * a + pow(b, 6)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(-(-a * a) - b * -b));
    // Coefficients that are known to be positive.
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * a * exp(b) + b * b));
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * a / (exp(b) + b * b)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * a / (1 + b * b)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(abs(a * a - 2 * a * b + 3 * b * b)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * a * b * b + a * a));
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * exp(b) * a));
    DERIVATIVE_AT_ZERO(0.0, sqrt((a * a + b * b) * (1 + a * a)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * a * sigmoid(b) + a * a / max(b, 1e-3)));
    // Other powers of magnitudes, which are made twice; choices; functions that keep the sign.
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * a + abs(b * b * b) + abs(b) * abs(b)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(a * a + cube(abs(b)) + relu(b) * relu(b)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(hypot(a, b) * hypot(a, b) + a * a));
    DERIVATIVE_AT_ZERO(0.0, sqrt(hypot(a, b) * hypot(b, a)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(abs(a) * abs(a) + b * b) + sqrt(a * a - 2 * a * b + b * b));
    // Squares times, or over, what is positive there.
    DERIVATIVE_AT_ZERO(0.0, sqrt((a * a + b * b) / (2 + cos(a))) + sqrt(b * b * (5 - 2 * sin(b) - tanh(a))));
    DERIVATIVE_AT_ZERO(0.0, sqrt(select(b < 1, a * a, b * b) + max(a * a, b * b)));
    DERIVATIVE_AT_ZERO(0.0, sqrt(expm1(a * a) + log1p(b * b)));
    // Forms of products with a third value, and of a value and data.
    constexpr auto form = [](auto b, auto a) { return sqrt(2 * a * a + 3 * b * b + a * b); };
    static_assert(gradient([form](auto a, auto b, auto c) { return form(a * c, b * c); })(0.0, 0.0, 1.5) == std::tuple{0.0, 0.0, 0.0});
    static_assert(derivative(with(form, 0.0))(0.0) == 0 && derivative(with([](auto b, auto a) { return sqrt(fma(a, a, b * b)); }, 0.0))(0.0) == 0);
    // Smaller roots of forms of a higher degree.
    DERIVATIVE_AT_ZERO(0.0, pow(a * a * a * a + square(b * b), 0.25) + pow(square((a * a + b * b) * (a * a + b * b)), 0.2));
    constexpr auto power = [](auto const& p) { return sqrt(pow(abs(p[0]), 2.5) + p[1] * p[1]); };
    static_assert(gradient(power)(std::array{0.0, 0.0}) == std::array{0.0, 0.0});
    BOOST_TEST((tape::gradient(power)(std::array{0.0, 0.0}) == std::array{0.0, 0.0}));
    // Of sums with a constant.
    constexpr auto shifted = [](auto const& p) {
        auto const s = p[0] - 1, t = p[1] - 2;
        return sqrt(s * s - 2 * s * t + 2 * t * t);
    };
    static_assert(gradient(shifted)(std::array{1.0, 2.0})[0] == 0);
    // The root of the square of a norm of two numbers has no second derivative either.
    BOOST_TEST(std::isnan(tape::hessian([](auto const& p) { return sqrt(square(hypot(p[0], p[1]))); })(std::array{0.0, 0.0})[0][0]));
}
BOOST_AUTO_TEST_CASE(no_norms) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    DERIVATIVE_AT_ZERO(infinity, sqrt(a) + b);
    DERIVATIVE_AT_ZERO(infinity, sqrt(a + b * b));
    DERIVATIVE_AT_ZERO(none, sqrt(a * b));
    DERIVATIVE_AT_ZERO(none, sqrt(a * a - 3 * a * b + b * b));
    DERIVATIVE_AT_ZERO(none, sqrt(2 * (a * a) - 0.5 * (b * b)));
    DERIVATIVE_AT_ZERO(none, sqrt(a * a * a + b * b));
    DERIVATIVE_AT_ZERO(none, sqrt(a * a * b));
    DERIVATIVE_AT_ZERO(none, sqrt(pow(a, 1.5) + b * b));
    DERIVATIVE_AT_ZERO(none, sqrt(a * a + hypot(b, b)));
    DERIVATIVE_AT_ZERO(none, sqrt(a * a * (1 - exp(b))));
    DERIVATIVE_AT_ZERO(none, sqrt(a * a * (b - 1) * exp(b)));
    DERIVATIVE_AT_ZERO(none, pow(a * a * a * a + b * b, 0.25));
    DERIVATIVE_AT_ZERO(none, pow(a * a * a * a, 0.2) + b);
}
BOOST_AUTO_TEST_CASE(sums_of_any_length) {
    constexpr auto loop = [](auto const& v) {
        auto s = 0 * v[0];
        for (std::size_t i = 0; i < v.size(); ++i) s += (2 * static_cast<int>(i) + 1) * v[i] * v[i];
        return sqrt(s / 5);
    };
    static_assert(gradient(loop)(std::array<double, 40>{})[7] == 0);
    BOOST_TEST(tape::gradient(loop)(std::array<double, 40>{})[7] == 0);
    static_assert(std::get<0>(gradient([](auto a, auto b) { return sqrt(pow(abs(a), 3) + b * b); })(0.0, 0.0)) == 0);
    // Coefficients and exponents that are arguments.
    constexpr auto weighted = [](auto const& p) { return sqrt(p[2] * p[0] * p[0] + p[1] / p[3] * p[1]); };
    constexpr auto power = [](auto const& p) { return sqrt(pow(p[0], p[2]) + p[1] * p[1]); };
    constexpr auto scaled = [](auto const& p) { return sqrt(-5 * p[0] * -p[0]) + sqrt(p[2] * p[0] * p[0]) + sqrt((p[0] + p[1]) * 5 * (p[0] + p[1])); };
    using four = std::array<double, 4>;
    constexpr four zero{};
    for (auto const& p : {four{0, 0, 2, 3}, four{0, 0, 4, -3}, four{0, 0, 2.5, 0}, four{0, 0, 3, 1}, four{0, 0, -1, 2}, four{0, 0, 1, 2}}) {
        BOOST_TEST((gradient(weighted)(p) == zero) == (p[2] > 0 && p[3] > 0));
        BOOST_TEST((tape::gradient(weighted)(p) == zero) == (p[2] > 0 && p[3] > 0));
        bool const is_norm = p[2] >= 2 && p[2] != 3;
        BOOST_TEST((gradient(power)(p) == zero) == is_norm);
        BOOST_TEST((tape::gradient(power)(p) == zero) == is_norm);
    }
    for (auto const& h : {hessian(scaled)(four{0, 0, 2, 0}), tape::hessian(scaled)(four{0, 0, 2, 0})}) BOOST_TEST((h[0] == zero && h[1] == zero && h[2] == zero));
    BOOST_TEST((tape::gradient([](auto a, auto b) { return sqrt(a * a + 0 * b * b); })(0.0, 0.0) == std::tuple(0.0, 0.0)));
    static_assert(std::get<0>(gradient([](auto a, auto b) { return sqrt(max(a * a - 2 * a * b + 3 * b * b, 0.0)); })(0.0, 0.0)) == 0);
    static_assert(!(std::get<0>(gradient([](auto a, auto b) { return sqrt(max(a * b, 0.0)); })(0.0, 0.0)) == 0));
    // A magnitude of what is not negative is that itself.
    static_assert(operations<double>([](auto t) { return abs(t * t) + abs(exp(t)) + abs(hypot(t, 1)); })["abs"] == 0);
}

BOOST_AUTO_TEST_CASE(functions_of_a_distance) {
    of_distances("|p - a|⁴ + 3/2 |p - a|²", [](auto r) { return r * r * r * r + 1.5 * pow(r, 2); }, [](auto s) { return s * s + 1.5 * s; });
    of_distances("Gaussian", [](auto r) { return exp(-r * r); }, [](auto s) { return exp(-s); });
    of_distances("Matern 5/2", [](auto r) { return (1 + r + r * r / 3) * exp(-r); }, [](auto s) { return 1 - s / 6; });
    of_distances("Huber", [](auto r) { return select(r < 0.5, r * r / 2, 0.5 * (r - 0.25)); }, [](auto s) { return s / 2; });
    of_distances("pseudo-Huber", [](auto r) { return hypot(1, r) - 1; }, [](auto s) { return sqrt(1 + s) - 1; });
}
BOOST_AUTO_TEST_CASE(norms_of_one_argument) {
    second_order("|p - a| |2a - 2p|", [](auto const& p) { return norm(p - vec2{1, 2}) * norm(2 * (vec2{1, 2} - p)); }, [](auto const& p) { return 2 * squared_norm(p - vec2{1, 2}); }, vec2{1, 2});
    second_order("hypot and a root of a sum of squares", [](auto const& p) { return hypot(p[0], p[1]) * sqrt(p[1] * p[1] + p[0] * p[0]); }, [](auto const& p) { return squared_norm(p); }, vec2{0, 0});
    second_order("points that share a distance", [](auto const& p) {
        auto const r = norm(vec{p[0], p[1]} - vec{p[2], p[3]});
        return 2 * r * r + p[0] * p[2];
    }, [](auto const& p) { return 2 * squared_norm(vec{p[0], p[1]} - vec{p[2], p[3]}) + p[0] * p[2]; }, std::array{1.0, 2.0, 1.0, 2.0});
    second_order("hypot of three", [](auto const& p) { return cosh(hypot(p[0], p[1], p[2])); }, [](auto const& p) { return 1 + squared_norm(p) / 2; }, vec3{0, 0, 0});
}
BOOST_AUTO_TEST_CASE(orders) {
    fourth_order("|t|⁴ + |t|²", [](auto t) { auto const r = abs(t); return r * r * r * r + r * r; }, [](auto t) { return t * t * t * t + t * t; });
    fourth_order("cosh |t|", [](auto t) { return cosh(abs(t)); }, [](auto t) { return cosh(t); });
    fourth_order("Gaussian of a norm", [](auto t) { return exp(-pow(hypot(t, 2 * t), 2)); }, [](auto t) { return exp(-5 * t * t); });
    VERIFY((mixed_derivative<0, 0, 0>([](auto t) { return pow(abs(t), 2.5); })), none, 0.0);  // infinite on both sides
    VERIFY((mixed_derivative<0, 0, 0>([](auto t) { return pow(abs(t), 3.5) + pow(abs(t), 3); })), 0.0, 0.0);
    BOOST_TEST(tape::hessian([](auto t) { return pow(copysign(t, -1.0), 2); })(0.0)[0][0] == 2);
    fourth_order("√(3t²)⁴", [](auto t) { return pow(sqrt(3 * (t * t)), 4); }, [](auto t) { return 9 * t * t * t * t; });
}

BOOST_AUTO_TEST_CASE(series_through_a_zero) {
    constexpr auto distance = [](auto t) { auto const r = sqrt(t * t + sin(t) * sin(t)); return r * r * r * r + r * r; };
    constexpr auto smooth = [](auto t) { auto const s = t * t + sin(t) * sin(t); return s * s + s; };
    constexpr auto gaussian = [](auto t) { return exp(-pow(abs(t), 2)) + abs(t); };
    compare("taylor of a distance", "", taylor<4>(distance)(verify::hidden(0.0)), taylor<4>(smooth)(0.0));
    compare("taylor of a Gaussian and a kink", "", taylor<4>(gaussian)(verify::hidden(0.0)), std::array{1.0, 0.0, -1.0, 0.0, 0.5});
    compare("away from the kink", "", taylor<3>(gaussian)(verify::hidden(1.0)), taylor<3>([](auto t) { return exp(-t * t) + t; })(1.0));
}

// Where t is 0 and keeps its sign, |t| and max(t, 0) have no kink.
BOOST_AUTO_TEST_CASE(kinks_that_are_none) {
    second_order("of all operations", [](auto const& p) {
        auto const s = squared_difference(p);
        return exp(-max(s, 0.0)) + 2 * max(0.0, s) - 3 * min(-s, 0.0) + 5 * fmax(s, 0.0) - 7 * fmin(0.0, -s) + 11 * fdim(s, 0.0) + 13 * relu(s) + 17 * abs(-s * (1 + p[0]));
    }, [](auto const& p) { return exp(-squared_difference(p)) + 41 * squared_difference(p) + 17 * squared_difference(p) * (1 + p[0]); }, vec2{0.5, 0.5});
    second_order("√max(s, 0)²", [](auto const& p) { return exp(-pow(sqrt(max(squared_difference(p), 0.0)), 2)); }, [](auto const& p) { return exp(-squared_difference(p)); }, vec2{0.5, 0.5});
    fourth_order("y sin|-y² (1 + y)|", [](auto t) { return t * sin(abs(-(t * t) * (1 + t))); }, [](auto t) { return t * sin(t * t * (1 + t)); });
    fourth_order("y √((y² (1 + y))²)", [](auto t) { auto const s = t * t * (1 + t); return t * sqrt(s * s); }, [](auto t) { return t * t * t * (1 + t); });
    for (auto const& c : {taylor<3>([](auto t) { return sqrt(t * t * t * t) + 0 * t; })(verify::hidden(0.0)), taylor<3>([](auto t) { return hypot(t * t, t * t * t); })(verify::hidden(0.0)),
                          taylor<3>([](auto t) { return pow(t * t, 1.5 + 0.25) + t * t; })(verify::hidden(0.0)), taylor<3>([](auto t) { return 2 * abs(1 - cos(t)); })(verify::hidden(0.0))})
        compare("taylor of what keeps its sign", "", c, std::array{0.0, 0.0, 1.0, 0.0});
    compare("taylor of powers of forms", "", taylor<3>([](auto t) { return pow(t * t, 1.75) + pow(t * t * t * t, 0.8) + t * t; })(verify::hidden(0.0)), std::array{0.0, 0.0, 1.0, 0.0});
    compare("taylor of powers of forms", "", taylor<2>([](auto t) { return pow(t * t, 1.5) + t * t; })(verify::hidden(0.0)), std::array{0.0, 0.0, 1.0});
    BOOST_TEST(std::isnan(taylor<2>([](auto t) { return pow(t * t * t * t, 0.25); })(0.0)[2]));
    BOOST_TEST(std::isnan(taylor<3>([](auto t) { return pow(t * t, 1.5); })(0.0)[3]));
    BOOST_TEST((mixed_derivative<0, 0>([](auto t) { return pow(t * t * t * t, 0.75) + t * t; })(0.0) == 2));
    BOOST_TEST(std::isnan(mixed_derivative<0, 0>([](auto t) { return pow(t * t * t * t, 0.25); })(0.0)));
    compare("taylor of another form", "", taylor<2>([](auto t) { return sqrt(5 * square(t) - 2 * t * sin(t) + square(sin(t))) * abs(t); })(verify::hidden(0.0)), std::array{0.0, 0.0, 2.0});
    compare("taylor of relu(t²)", "", taylor<3>([](auto t) { return relu(t * t * (2 + t)); })(verify::hidden(0.0)), std::array{0.0, 0.0, 2.0, 1.0});
    // The sum that is written out; where the sign changes, the kink stays; and NaN stays NaN.
    constexpr auto expanded = [](auto a, auto b) { return max(a * a - 2 * a * b + b * b, 0.0); };
    VERIFY((mixed_derivative<0, 1>(expanded)), -2.0, 0.5, 0.5);
    VERIFY((mixed_derivative<0, 0>([](auto a) { return max(a * a * a, 0.0) + abs(a * a * a); })), 0.0, 0.0);
    VERIFY((mixed_derivative<0, 0>([](auto a) { return relu(a * a) + abs(a * a * (1 + a)); })), none, none);
}

// Squares that are written out around another point than 0. A sum that stays one with half of its constant is nowhere 0, and needs no norm.
BOOST_AUTO_TEST_CASE(squares_with_a_constant) {
    constexpr auto line = [](auto a) { return sqrt(1 - 2 * a + a * a); };
    constexpr auto plane = [](auto a, auto b) { return pow(a * a + b * b - 2 * a - 4 * b + 5, 0.5); };
    static_assert(derivative(line)(1.0) == 0 && derivative(line)(3.0) == 1 && derivative(line)(0.0) == -1);
    static_assert(derivative([](auto a) { return sqrt(fma(a, a, 0.25 - a)); })(0.5) == 0);
    static_assert(std::get<1>(gradient(plane)(1.0, 2.0)) == 0 && std::get<1>(gradient(plane)(1.0, 3.0)) == 1);
    static_assert(mixed_derivative<0, 0>([](auto a) { return square(sqrt(a * a - 2 * a + 1)); })(1.0) == 2);
    static_assert(mixed_derivative<0, 0>([](auto a) { return sqrt(a * a - 2 * a + 1) * abs(a - 1); })(1.0) == 2);
    static_assert(mixed_derivative<1, 1>([](auto a, auto b) { return sqrt(a * a + b * b - 2 * a - 4 * b + 5) * hypot(a - 1, b - 2); })(1.0, 2.0) == 2);
    static_assert(mixed_derivative<0, 0>([](auto a) { return sqrt(a * a - 2 * a + 5); })(1.0) == 0.5);
    compare("square with a constant", "expression", gradient(line(x))(x = verify::hidden(1.0))[x], 0.0);
    // Roots of which none is a norm.
    constexpr auto indefinite = derivative([](auto a) { return sqrt(a * a - 3 * a + 2); });
    BOOST_TEST(indefinite(verify::hidden(2.0)) == std::numeric_limits<double>::infinity());
    static_assert(operations<double>(indefinite).total() == operations<double>(derivative([](auto a) { return sqrt(a * a - 3 * a + 5); })).total());
}

namespace {
constexpr auto even_times_odd = [](auto t) { return t * (sin(abs(t)) * abs(t)); };
constexpr auto slope_of_that = [](auto t) { return derivative(even_times_odd)(t); };
constexpr auto curvature_of_that = [](auto t) { return derivative(slope_of_that)(t); };
}
// The third derivative of x³ - …: what the limit at 0 owes counts where a sweep has taken off the factor x.
BOOST_AUTO_TEST_CASE(three_times) {
    static_assert(derivative(curvature_of_that)(0.0) == 6);
    BOOST_TEST(tape::hessian(slope_of_that)(0.0)[0][0] == 6);
    // A norm that is not 0 there is no multiple, though it would be one where it is 0.
    constexpr auto beside_another = [](auto a) { return (2 + abs(a) * abs(a)) * sqrt((a - 1) * (a - 1)); };
    BOOST_TEST((mixed_derivative<0, 0, 0>(beside_another)(verify::hidden(0.0)) == -6));
}
// The same where no form tells it, but the derivatives do: t is 0, and so is its first derivative.
BOOST_AUTO_TEST_CASE(kinks_that_derivatives_tell) {
    second_order("of one variable, or two", [](auto const& p) {
        return abs(1 - cos(p[0])) + 2 * relu(cosh(p[0] * p[1]) - 1) + 3 * max(exp(p[0]) - 1 - p[0], 0.0) - 5 * min(cos(p[0]) - 1, 0.0) + 7 * abs(1 - cos(p[0]) * cos(p[1] - 1)) + 11 * abs(cos(norm(p)) - 1) * p[0];
    }, [](auto const& p) {
        return 1 - cos(p[0]) + 2 * (cosh(p[0] * p[1]) - 1) + 3 * (exp(p[0]) - 1 - p[0]) - 5 * (cos(p[0]) - 1) + 7 * (1 - cos(p[0]) * cos(p[1] - 1)) + 11 * (1 - cos(norm(p))) * p[0];
    }, vec2{0, 1});
    // max(a, -a) is |a|; and norms that are multiples of each other to first order.
    second_order("magnitudes", [](auto const& p) { return square(max(p[0], -p[0])) + 3 * min(-p[0], p[0]) * abs(p[0]) + 5 * abs(p[0]) * abs(sin(p[0])) + 7 * copysign(p[0], -2.0) * abs(p[0]) + p[1]; },
                 [](auto const& p) { return p[0] * p[0] - 3 * p[0] * p[0] + 5 * p[0] * sin(p[0]) - 7 * p[0] * p[0] + p[1]; }, vec2{0, 1});
    second_order("norms", [](auto const& p) { return square(max(hypot(p[0], p[1]), 0.0)) + pow(p[0] * p[0] + p[1] * p[1], 1.5) + min(2 * p[0] * p[1] - p[0] * p[0] - p[1] * p[1], 0.0); },
                 [](auto const& p) { return 2 * p[0] * p[1]; }, vec2{0, 0});
    // Where t keeps no sign, and where the adjoint of a norm is 0 but moves with the norm's argument by other ways, there is no second derivative.
    for (auto const& h : {hessian([](auto a, auto b) { return abs(cos(a) - cos(b)); })(0.0, 0.0), tape::hessian([](auto a, auto b) { return abs(cos(a) - cos(b)); })(0.0, 0.0),
                          hessian([](auto a, auto b) { return hypot(a, b) * a; })(0.0, 0.0), tape::hessian([](auto a, auto b) { return hypot(a, b) * a; })(0.0, 0.0)})
        BOOST_TEST((std::isnan(h[0][0]) && std::isnan(h[1][1])));
    second_order("a kink whose adjoint is 0", [](auto const& p) { auto const t = p[0] * p[1]; return t * abs(t) + 3 * sin(t) * abs(2 * t) + p[0] * p[1]; },
                 [](auto const& p) { return p[0] * p[1]; }, vec2{0, 0});
    VERIFY((mixed_derivative<0, 0>([](auto a) { return abs(sin(a)) + relu(a * a * a) + relu(sinh(a)); })), 0.0, 0.0);
    BOOST_TEST(hessian(abs(1 - cos(x)))(x = 0.0)[x][x] == 1);
    auto const longer = hypot(hypot(x, y), verify::hidden(2.0));
    auto const root = sqrt(max(x * x + y * y, verify::hidden(0.0)));
    BOOST_TEST(hessian(copysign(x, verify::hidden(1.0)) * copysign(x, verify::hidden(-2.0)))(x = 0.0)[x][x] == -2);
    BOOST_TEST((hessian(longer)(x = 0.0, y = 0.0)[x][x] == 0.5 && gradient(root)(x = 0.0, y = 0.0)[y] == 0));
}

// Kinks of one value, or of multiples, that make a magnitude together.
BOOST_AUTO_TEST_CASE(kinks_that_cancel_each_other) {
    constexpr auto pairs = [](auto const& p) {
        return square(relu(p[0]) + relu(-p[0])) + exp(max(p[1], 0) - min(p[1], 0)) + square(relu(2 * sin(p[2])) + 2 * relu(-sin(p[2]))) +
               square(fdim(p[3], p[4]) + fdim(p[4], p[3])) +
               abs(p[5]) * (fmax(p[5], 0) - fmin(p[5], 0)) + square(max(p[6], 0)) + square(min(p[6], 0)) + p[7] * (1 + max(-p[7], 0) + max(p[7], 0));
    };
    std::array<double, 8> at{}, diagonal{2, 1, 8, 2, 2, 2, 2, 0};
    auto const h = hessian(pairs)(at);
    for (std::size_t i = 0; i < at.size(); ++i) BOOST_TEST(h[i][i] == diagonal[i], i << ": " << h[i][i]);
    BOOST_TEST((h[3][4] == -2 && h[0][1] == 0));
    // Ties on the tape too: those that make |t| together are no kinks, and one that stands alone is, or two that are the same.
    second_order("ties", [](auto const& p) {
        return exp(max(p[0], 0) - min(p[0], 0)) + square(fmax(p[1], p[2]) - fmin(p[2], p[1])) + 3 * max(p[1], p[0]) * min(p[1], p[0]) + 5 * (max(p[2], p[0]) - min(p[0], p[2])) * abs(p[2] - p[0]);
    }, [](auto const& p) { return 1 + p[0] * p[0] / 2 + square(p[1] - p[2]) + 3 * p[1] * p[0] + 5 * square(p[2] - p[0]); }, vec3{0, 0, 0});
    second_order("opposites", [](auto const& p) { return square(max(p[0] - p[1], p[1] - p[0])) + square(min(3 * (p[1] - p[2]), 3 * (p[2] - p[1]))) + square(fmax(p[0] - 1, 1 - p[0])); },
                 [](auto const& p) { return square(p[0] - p[1]) + 9 * square(p[1] - p[2]) + square(p[0] - 1); }, vec3{1, 1, 1});
    constexpr auto squares = [](auto const& p) { return max(p[0], p[1]) * max(p[0], p[1]) + square(max(p[0], p[1])); };
    using matrix = std::array<std::array<double, 2>, 2>;
    VERIFY(hessian(squares), (matrix{{{1, 1}, {1, 1}}}), (vec2{0, 0}));
    verify::at_run_time("tape", tape::hessian(squares), matrix{{{1, 1}, {1, 1}}}, vec2{0, 0});
    // relu has the derivative 0 where it is 0: what is smooth by relu(a) - relu(-a) = a has none to be found. A kink that stays has the one of both sides.
    BOOST_TEST(std::isnan(hessian([](auto a) { return square(relu(a) - relu(-a)); })(0.0)[0][0]));
    BOOST_TEST(std::isnan(hessian([](auto a) { return square(relu(a)) + square(relu(-a)); })(0.0)[0][0]));
    VERIFY((mixed_derivative<0, 0>([](auto a) { return a * a + relu(a) + 0.5 * relu(-a) + relu(a - 1) * relu(1 - a); })), 2.0, 0.0);
    VERIFY((mixed_derivative<0, 0, 0>([](auto a) { return a * square(relu(a) + relu(-a)); })), 6.0, 0.0);
    VERIFY((mixed_derivative<0, 0>([](auto a) { return square(relu(a) - relu(-a)); }, kinks::finite)), 0.0, 0.0);
}

namespace {
// The second derivative at 0 by each engine: that number, or none where the engine sees kinks and not what they make together.
template <class F>
[[gnu::noinline]] void second_or_none(char const* name, F, double expected) {
    double const at = verify::hidden(0.0);
    for (double const second : {hessian(F{})(at)[0][0], tape::hessian(F{})(at)[0][0], derivative(gradient(F{}))(at), tape::gradient(gradient(F{}))(at), hvp(F{})(at, 1.0).product,
                                jvp([](auto t) { return jvp(F{})(t, 1.0).tangent; })(at, 1.0).tangent})
        BOOST_TEST((std::isnan(second) || near(second, expected)), name << ": " << second);
    compare(name, "taylor", 2 * taylor<2>(F{})(at)[2], expected);
}
}
// Kinks with a derivative by convention that is not the one of the sum: t² made of its two halves.
BOOST_AUTO_TEST_CASE(halves_of_smooth_functions) {
    second_or_none("relu", [](auto t) { return square(relu(2 * t)) + 4 * square(relu(-t)); }, 8);
    second_or_none("relu and min", [](auto t) { return square(relu(t)) + t * min(t, 0.0); }, 2);
    second_or_none("max and min", [](auto t) { return square(max(t + 1, 1.0) - 1) + square(min(0.0, t)); }, 2);
    second_or_none("fdim", [](auto t) { return square(fdim(t, t * t)) + square(fdim(t * t, t)); }, 2);
    second_or_none("clamp", [](auto t) { return square(clamp(t, 0.0, 1.0)) + square(clamp(t, -1.0, 0.0)); }, 2);
    second_or_none("clamp and max", [](auto t) { return square(clamp(t + 1, -1.0, 1.0) - 1) + square(max(t, 0.0)); }, 2);
    second_or_none("two different squares", [](auto t) { return square(relu(t)) + 2 * square(relu(-t)); }, none);
    // A kink that stands alone has the derivative of what its derivative by convention is written with.
    static_assert(hessian([](auto t) { return square(relu(t)); })(0.0)[0][0] == 0 && hessian([](auto t) { return square(max(t, 0.0)); })(0.0)[0][0] == 0.5);
    BOOST_TEST((tape::hessian([](auto t) { return square(relu(t)); })(0.0)[0][0] == 0 && tape::hessian([](auto t) { return square(max(t, 0.0)); })(0.0)[0][0] == 0.5));
    BOOST_TEST((taylor<2>([](auto t) { return square(relu(t)); })(0.0)[2] == 0 && taylor<2>([](auto t) { return square(clamp(t, 0.0, 1.0)); })(0.0)[2] == 1));
    // Where the adjoints are numbers there is nothing to lose.
    for (auto const& h : {tape::hessian([](auto t) { return relu(t) + relu(-t) + t * t; })(0.0), tape::hessian([](auto t) { return clamp(t, 0.0, 1.0) + clamp(t, -1.0, 0.0) + t * t; })(0.0)})
        BOOST_TEST(h[0][0] == 2);
}

// An argument of a kink that is too long to be looked at.
BOOST_AUTO_TEST_CASE(long_arguments_of_kinks) {
    constexpr auto curved = [](auto a) {
        auto t = a + 1;
        for (int i = 0; i < 100; ++i) t = t * a + 0.5;
        return a * a + relu(t * a);
    };
    constexpr auto straight = [](auto a, auto b) {
        auto t = a;
        for (int i = 0; i < 210; ++i) t = t + 0.5 * b;
        return a * b + relu(t) + relu(t - 1);
    };
    BOOST_TEST(std::isnan(hessian(curved)(0.0)[0][0]));
    BOOST_TEST(hessian(curved, kinks::finite)(0.0)[0][0] == 2);
    // Where the adjoint of the kink is 0 as well, nobody needs to know: t |t| has the second derivative 0, whatever t does.
    constexpr auto of_no_matter = [](auto a) {
        auto t = a + 1;
        for (int i = 0; i < 100; ++i) t = t * a + 0.5;
        return a * a + t * a * abs(t * a);
    };
    BOOST_TEST(hessian(of_no_matter)(0.0)[0][0] == 2);
    BOOST_TEST(hessian(straight)(0.0, 0.0)[0][1] == 1);
}

// Norms that an expression holds numbers in, whose ratio is known at run time only; and what is no multiple.
// An expression holds its numbers, of which the call tells which are 0.
BOOST_AUTO_TEST_CASE(kinks_of_expressions) {
    constexpr auto at_zero = [](auto const& term) { return hessian(term)(x = verify::hidden(0.0))[x][x]; };
    BOOST_TEST((at_zero(square(max(x, 0.0)) + square(min(x, 0.0))) == 2 && at_zero(square(max(x, 0.0) - min(x, 0.0))) == 2));
    BOOST_TEST((at_zero(square(max(x, 0.0)) + square(min(x, 1.0))) == 2.5 && at_zero(square(max(x, 0.0))) == 0.5));
    BOOST_TEST((at_zero(square(abs(x)) + abs(x) * max(x, 1.0) + square(relu(x)) * min(x, 2.0)) == 2));
    constexpr auto at_two = square(max(x, 2.0) - 2.0) + square(min(x, 2.0) - 2.0);
    BOOST_TEST((hessian(at_two)(x = verify::hidden(2.0))[x][x] == 2 && derivative(derivative(at_two, x), x)(x = verify::hidden(2.0)) == 2));
    BOOST_TEST((at_zero(max(2 * x, 0.0) * max(-3 * x, 0.0)) == 0 && at_zero(square(max(x + 1, 1.0) - 1) + square(min(x, 0.0))) == 2));
    BOOST_TEST((at_zero(max(2 * x, 0.0) * max(3 * x, 1.0)) == 0 && at_zero(abs(2 * x) * (max(3 * x, 0.0) - min(3 * x, 0.0))) == 12));
    BOOST_TEST((std::isnan(at_zero(square(clamp(x, 0.0, 1.0)) + square(min(x, 0.0)))) && at_zero(square(clamp(x, 0.0, 1.0))) == 2));
    BOOST_TEST((std::isnan(at_zero(relu(2 * x) * max(-3 * x, 0.0))) && at_zero(relu(2 * x) + max(-3 * x, 0.0)) == 0));
}

// Arguments that are not active rest, as data do: what they are says which kinks are multiples.
BOOST_AUTO_TEST_CASE(kinks_beside_passive_arguments) {
    constexpr auto at_zero = [](auto const& f, double p) { return hessian(f, wrt<0>)(verify::hidden(0.0), p)[0][0]; };
    BOOST_TEST(at_zero([](auto t, auto p) { return max(t, 0) * max(p * t, 0); }, -3) == 0);
    BOOST_TEST(at_zero([](auto t, auto p) { return square(max(t, 0)) + square(min(p * t, 0) / p); }, 3) == 2);
    constexpr auto beside = [](auto t, auto p) { return square(max(t, p)) + square(max(-t, p)); };
    BOOST_TEST((at_zero(beside, 0) == 2 && at_zero(beside, 1) == 0));
    BOOST_TEST(at_zero([](auto t, auto p) { return max(t, p) * max(t, -p); }, 0) == 0.5);  // one kink
}

BOOST_AUTO_TEST_CASE(norms_of_expressions) {
    auto const r = sqrt(verify::hidden(2.0) * x * x + y * y), same = sqrt(verify::hidden(2.0) * x * x + y * y), other = sqrt(verify::hidden(3.0) * x * x + y * y);
    auto const kernel = exp(-r * same);
    auto const h = hessian(kernel)(x = 0.0, y = 0.0);
    BOOST_TEST((h[x][x] == -4 && h[x][y] == 0 && h[y][y] == -2));
    auto const product = hvp(kernel)(x = 0.0, y = 0.0, along(x = 1.0, y = 3.0)).product;
    BOOST_TEST((product[x] == -4 && product[y] == -6));
    BOOST_TEST(jvp(r)(x = 0.0, y = 0.0, along(x = 1.0, y = 0.0)).tangent == 0);
    BOOST_TEST(laplacian(kernel)(x = 0.0, y = 0.0) == -6);
    BOOST_TEST(hessian(max((x - y) * (x - y), verify::hidden(0.0)))(x = 1.0, y = 1.0)[x][x] == 2);
    BOOST_TEST(std::isnan(hessian(r * other)(x = 0.0, y = 0.0)[x][x]));  // homogeneous of degree 2, and no form
    auto const one = hessian(sqrt(x * x / (1 + y * y)))(x = 0.0, y = 1.0);
    BOOST_TEST((one[x][x] == 0 && one[x][y] == 0 && one[y][y] == 0));
    constexpr auto by_functions = [](auto a, auto b) { return sqrt(a * a / (1 + b * b)); };
    VERIFY((mixed_derivative<0, 0>(by_functions)), 0.0, 0.0, 1.0);
    BOOST_TEST(tape::hessian(by_functions)(0.0, 1.0)[0][0] == 0);
    VERIFY((mixed_derivative<0, 0>([](auto a, auto b) { return abs(a) * abs(a + b); })), none, 0.0, 0.0);
    VERIFY((mixed_derivative<0, 0>([](auto a, auto b) { return abs(a) * abs(a + b); })), 0.0, 0.0, 1.0);
}

// Where the adjoint of the norm is not 0 at its zero.
BOOST_AUTO_TEST_CASE(kinks_that_stay) {
    constexpr auto cone = [](auto const& p) { return norm(p) + p[0] * p[0]; };
    constexpr auto corner = [](auto const& p) { return abs(p[0]) + 3 * p[0] * p[0] + sqrt(p[1] * p[1]); };
    using matrix = std::array<std::array<double, 2>, 2>;
    constexpr matrix nowhere{{{none, none}, {none, none}}}, two{{{2, 0}, {0, 0}}}, six{{{6, 0}, {0, 0}}};
    VERIFY(gradient(cone), (vec2{0, 0}), (vec2{0, 0}));
    VERIFY(hessian(cone), nowhere, (vec2{0, 0}));
    VERIFY(hessian(cone, kinks::finite), two, (vec2{0, 0}));
    VERIFY(hessian(corner), six, (vec2{0, 0}));
    verify::at_run_time("tape", tape::hessian(cone), nowhere, vec2{0, 0});
    verify::at_run_time("tape", tape::hessian(cone, kinks::finite), two, vec2{0, 0});
    verify::at_run_time("tape", tape::hessian(corner), six, vec2{0, 0});
    // A derivative that there is not at a higher order: |p|³ has a second one, and no third.
    constexpr auto cubic = [](auto a, auto b) { return pow(hypot(a, b), 3); };
    VERIFY((mixed_derivative<0, 0>(cubic)), 0.0, 0.0, 0.0);
    VERIFY((mixed_derivative<0, 0, 0>(cubic)), none, 0.0, 0.0);
    VERIFY((mixed_derivative<0, 0, 0>([](auto a, auto b) { return pow(a * a + b * b, 1.5); })), none, 0.0, 0.0);
    // The same where it is known at run time only whether there is a term of |p|³.
    constexpr auto perhaps_cubic = [](auto a, auto b, auto c) { auto const r = hypot(a, b); return r * r + c * r * r * r; };
    VERIFY((mixed_derivative<0, 0, 0>(perhaps_cubic)), 0.0, 0.0, 0.0, 0.0);
    VERIFY((mixed_derivative<0, 0, 0>(perhaps_cubic)), none, 0.0, 0.0, 1.0);
}

// The norm of multiples of one value is its magnitude, however that is spelled. Where the value's derivative is 0 as well, its root may be smooth:
// no second derivative is made up.
BOOST_AUTO_TEST_CASE(magnitudes_of_one_value) {
    constexpr auto steep = [](auto const& p) {
        auto const a = p[0], b = p[1], c = p[2];
        return sqrt((a + b) * (5 * a + 5 * b)) + sqrt(a * a * exp(b) * 2) + sqrt(a * a + 0 * b * b) + hypot(a, 0 * b) + hypot(a - b, 2 * (b - a), 0 * c) +
               sqrt(square(a - b) + square(2 * a - 2 * b)) + b * sqrt(5 * square(sin(a))) + sqrt(c * pow(a, 2.0)) + a * b;
    };
    vec3 const at{0, 0, 2};
    for (auto const& h : {hessian(steep)(at), tape::hessian(steep)(at)})
        for (std::size_t i = 0; i < 9; ++i) BOOST_TEST(h[i / 3][i % 3] == (i == 1 || i == 3 ? 1 : 0));
    auto const is_unknown = [&](auto f) { return std::isnan(hessian(f)(at)[0][0]) && std::isnan(tape::hessian(f)(at)[0][0]); };
    BOOST_TEST(is_unknown([](auto const& p) { return sqrt(5 * square(cos(p[0]) - 1)); }));
    BOOST_TEST(is_unknown([](auto const& p) { return hypot(p[0] * p[0], 2 * p[0] * p[0]); }));
    constexpr auto scaled = [](auto const& p) { return sqrt(p[2] * square(p[0] * p[0])); };
    BOOST_TEST((std::isnan(hessian(scaled)(at)[0][0]) && tape::hessian(scaled)(at)[0][0] == 2 * std::sqrt(2.0)));
    BOOST_TEST(is_unknown([](auto const& p) { return sqrt(exp(p[2]) * square(hypot(p[0], p[1]))); }));
    for (double const second : {tape::hessian([](auto const& p) { return sqrt(pow(p[0], 4)); })(at)[0][0], tape::hessian([](auto const& p) { return sqrt((p[0] * p[0]) * (p[0] * p[0])); })(at)[0][0]})
        BOOST_TEST((std::isnan(second) || second == 2));
    constexpr auto fourth_root = [](auto const& p) { return sqrt((p[0] * p[0]) * (p[0] * p[0])) + sqrt(p[2] * (p[0] * p[0] * p[0] * p[0])) + p[0] * p[1]; };
    auto const smooth = tape::hessian(fourth_root)(vec3{0, 0, 4});
    BOOST_TEST((smooth[0][0] == 6 && smooth[0][1] == 1 && smooth[0][2] == 0 && smooth[2][2] == 0));
    // By underflow the form is 0, and the root.
    BOOST_TEST(tape::gradient([](auto t) { return tape::value_and_gradient([](auto u) { return sqrt(u * u * u * u); })(t).value; })(1e-100) == 0);
    // No form: the sign of a divided factor counts.
    BOOST_TEST(std::isnan(gradient([](auto const& p) { return sqrt(p[0] * ((-2 * p[0]) / exp(p[1])) + 3 * p[1] * p[1]); })(at)[0]));
    // Multiples to first order, where the ratio is known at run time.
    constexpr auto damped = [](auto a, auto v) {
        auto const s = a - v * a * abs(a);
        return s - v * s * abs(s) + a * v;
    };
    for (auto const& h : {hessian(damped)(0.0, 0.5), tape::hessian(damped)(0.0, 0.5)}) BOOST_TEST((h[0][0] == 0 && h[0][1] == 1 && h[1][1] == 0));
}

// An ordinary gradient has none of what a Hessian needs, and that is needed where the norm is 0 alone.
BOOST_AUTO_TEST_CASE(costs) {
    constexpr auto spring = [](auto const& p, auto const& q) { return pow(norm(p - q) - 1.5, 2) / 2; };
    constexpr auto gaussian = [](auto const& p) { return exp(-pow(norm(p - vec3{1, 2, 2}), 2)); };
    static_assert(operations<vec3, vec3>(gradient(spring)).total() == 20);
    static_assert(operations<vec3, vec3, double>(vjp(spring)).total() == 23);
    static_assert(operations<vec3>(gradient(gaussian)).total() == 18);
    static_assert(operations<vec3, vec3>(hessian(spring)).total() < 96);  // what it was without a second derivative at 0
    static_assert(operations<vec3>(hessian(gaussian)).total() < 42);
    // The limit depends on p, but what that owes is multiplied with a = b = 0: it is not computed, and has no infinite factor.
    constexpr auto scaled = [](auto p, auto a, auto b) { return square(hypot(a, b)) * sqrt(p); };
    static_assert(operations<double, double, double>(hessian(scaled)).total() < 64);
    auto const h = hessian(scaled)(verify::hidden(0.0), 0.0, 0.0);
    BOOST_TEST((h[0][1] == 0 && h[1][0] == 0 && h[1][1] == 0));
}

// The limits at the norms of a chain, each of which is in the adjoints of those before it, fit the compilers' limits.
BOOST_AUTO_TEST_CASE(chain_of_norms) {
    constexpr auto chain = [](auto a, auto b) {
        auto s = a + b;
        for (int k = 1; k <= 15; ++k) s = sqrt(s * s + k * b * b) / (1 + a * a) + sin(s);
        return s;
    };
    auto const h = hessian(chain)(0.3, 0.2), by_tape = tape::hessian(chain)(0.3, 0.2);
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t k = 0; k < 2; ++k) BOOST_TEST(h[i][k] == by_tape[i][k], boost::test_tools::tolerance(1e-12));
}
