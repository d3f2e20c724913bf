// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// One program for every flag that others compile with (meson.build lists them). It includes no header of Boost.Test, which needs exceptions and
// RTTI. What is expected comes from constant expressions, or is written down.
#include <typegrad.hpp>

#include <typegrad/linear.hpp>
#include <typegrad/print.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/tape.hpp>

#include <cstdio>
#include <string>

namespace {

int failures = 0;

// The same value, of which the compiler knows nothing.
template <class T>
T hidden(T value) {
    asm volatile("" : "+m"(value));
    return value;
}

void expect(char const* what, double actual, double expected) {
    double const difference = actual < expected ? expected - actual : actual - expected, size = expected < 0 ? -expected : expected;
    if (difference <= 1e-12 * (1 + size)) return;
    std::printf("%s: %.17g instead of %.17g\n", what, actual, expected);
    ++failures;
}
template <class T, std::size_t N>
void expect(char const* what, std::array<T, N> const& actual, std::array<T, N> const& expected) {
    for (std::size_t i = 0; i < N; ++i) expect(what, actual[i], expected[i]);
}
void expect(char const* what, std::string const& actual, std::string const& expected) {
    if (actual == expected) return;
    std::printf("%s: %s instead of %s\n", what, actual.c_str(), expected.c_str());
    ++failures;
}

// At run time and in a constant expression the same, within last bits.
#define EXPECT_SAME(call, ...)                                       \
    do {                                                             \
        static constexpr auto expected = (call)(__VA_ARGS__);        \
        expect(#call, (call)(hidden(__VA_ARGS__)), expected);        \
    } while (false)

constexpr auto polynomial = [](auto x) { return 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8; };
static_assert(typegrad::derivative(polynomial)(2.0) == 72);

using point = std::array<double, 3>;
constexpr auto smooth = [](auto const& p) { return exp(-p[0] * p[0] / 2) * sin(p[1]) + log(1 + p[2] * p[2]) * sqrt(p[0]) + pow(p[0], p[1]) / (p[2] + 3); };
constexpr auto several = [](auto const& p) { return std::array{p[0] * p[1], atan2(p[1], p[2]), tanh(p[0] / p[2])}; };

// Functions whose rules are ours and not libm's.
constexpr auto special = [](auto const& p) { return erf(p[0]) + norm_cdf(p[1]) * sigmoid(p[2]) + expm1(p[0]) * log1p(p[1]) + cbrt(p[2]) + sinc(p[0]) + log1p_exp(p[1]); };

// What is structural stays so: nothing of a branch that is not taken, and the conventions at a kink.
constexpr auto guarded = [](auto x) { return select(x > 0, sqrt(x), 0 * x); };
constexpr auto quotient = [](auto x) { return select(x == 0, 1, sin(x) / x); };
constexpr auto kinked = [](auto x) { return abs(x) + max(x, 0.0) + relu(x) + clamp(x, -1.0, 1.0); };
constexpr auto length = [](auto const& p) { return norm(typegrad::vec{p[0], p[1], p[2]}); };

void functions() {
    EXPECT_SAME(typegrad::gradient(smooth), point{0.7, 1.3, -0.4});
    EXPECT_SAME(typegrad::gradient(special), point{0.7, 1.3, -0.4});
    EXPECT_SAME(typegrad::hessian(smooth), point{0.7, 1.3, -0.4});
    EXPECT_SAME(typegrad::jacobian(several), point{0.7, 1.3, -0.4});
    EXPECT_SAME(typegrad::derivative(typegrad::derivative(polynomial)), 2.0);
    expect("gradient, fast", typegrad::gradient(smooth, typegrad::fast)(hidden(point{0.7, 1.3, -0.4})), typegrad::gradient(smooth)(hidden(point{0.7, 1.3, -0.4})));
    for (double x : {-1.0, 0.0}) expect("guarded", typegrad::derivative(guarded)(hidden(x)), 0);
    expect("guarded", typegrad::derivative(guarded)(hidden(4.0)), 0.25);
    expect("quotient", typegrad::derivative(quotient)(hidden(0.0)), 0);
    expect("kinked", typegrad::derivative(kinked)(hidden(0.0)), 0 + 0.5 + 0 + 1);
    expect("length", typegrad::gradient(length)(hidden(point{3, 0, 4})), point{0.6, 0, 0.8});
    expect("length at 0", typegrad::gradient(length)(hidden(point{0, 0, 0})), point{0, 0, 0});
    expect("root", typegrad::derivative(typegrad::root([](auto x, auto p) { return x * x - p; }, typegrad::constant<1>))(hidden(4.0)), 0.25);
}

void expressions() {
    constexpr typegrad::variable<"x"> x;
    constexpr auto y = 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8;
    static_assert(gradient(y)(x = 2.0)[x] == 72);
    expect("expression", gradient(y)(x = hidden(2.0))[x], 72);
    expect("infix", infix(derivative(exp(-x), x)), "-exp(-x)");
    expect("ssa", typegrad::ssa(typegrad::derivative([](auto t) { return t * t; }), 2.0), "t1 = 2 * x0\nreturn t1\n// Total operations: 1\n");
}

void matrices() {
    constexpr typegrad::mat<double, 2, 2> m{{2, 1, 1, 3}};
    constexpr auto f = [](auto const& a) { return determinant(a) + trace(inverse(a)); };
    static constexpr auto expected = typegrad::gradient(f)(m);
    auto const actual = typegrad::gradient(f)(hidden(m));
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 2; ++j) expect("matrix", actual[i][j], expected[i][j]);
}

void tape() {
    using typegrad::tape::variable;
    variable const x{hidden(2.0), typegrad::tape::requires_grad}, z{hidden(0.0), typegrad::tape::requires_grad};
    auto const y = polynomial(x) + 0.0 * z - z;
    y.backward();
    expect("tape", x.grad(), 72);
    expect("tape", z.grad(), -1);
    expect("tape", typegrad::tape::gradient(smooth)(hidden(point{0.7, 1.3, -0.4})), typegrad::gradient(smooth)(hidden(point{0.7, 1.3, -0.4})));
}

}

int main() {
    functions();
    expressions();
    matrices();
    tape();
    return failures;
}
