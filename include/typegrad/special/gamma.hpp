// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The gamma function, its logarithm and their derivatives; the incomplete gamma functions.
//
// At 0 and at the negative integers derivatives are what continuity from both sides gives: infinite for polygamma of odd order, NaN
// where the signs differ. At 0 itself the sign of the zero tells the side, as it does for 1/x.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/special/missing.hpp>
#include <typegrad/special/numbers.hpp>
#include <typegrad/special/temme.hpp>

#include <typegrad/op/ends.hpp>
#include <typegrad/op/kinked.hpp>
#include <typegrad/op/power.hpp>

#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>

namespace typegrad::inline v0_2::special {

// glibc's: 3.2 ulp where Boost's is 9 in double (and 0.5 in long double, ten times slower).
template <number T>
T tgamma(T const& x) {
    if constexpr (std::floating_point<T>) return std::tgamma(x);
    else return boost::math::tgamma(x, in_long_double{});
}

// glibc's: 2 ulp, near its zeros on the negative axis as well, where Boost's in double is off by thousands. Not std::lgamma, which
// writes to a global variable.
template <number T>
T lgamma(T const& x) {
#ifdef __GLIBC__
    [[maybe_unused]] int sign = 0;
    if constexpr (std::is_same_v<T, float>) return ::lgammaf_r(x, &sign);
    else if constexpr (std::is_same_v<T, double>) return ::lgamma_r(x, &sign);
    else if constexpr (std::is_same_v<T, long double>) return ::lgammal_r(x, &sign);
    else
#endif
        if (x == 0 || is_negative_integer(x) || is_infinite(x)) return infinity<T>;
    else return boost::math::lgamma(x, in_long_double{});
}

// Where nothing but the pole of a function at 0 is left of it.
template <number T>
bool is_next_to_zero(T const& x) {
    using std::abs;
    return abs(x) < std::numeric_limits<T>::epsilon() * std::numeric_limits<T>::epsilon();
}

// For positive arguments 2 ulp in double; for negative ones in double hundreds, near the zeros.
template <number T>
T digamma(T const& x) {
    if (x == 0) return T(-1) / x;
    if (any_nan(x) || x == infinity<T>) return x;
    if (is_negative_integer(x)) return no_number<T>;
    if (is_next_to_zero(x)) return T(-1) / x;  // Boost 1.74 has an infinity of the wrong sign where it overflows
    return x > 0 ? boost::math::digamma(x, in_double{}) : boost::math::digamma(x, in_long_double{});
}

template <number T>
T polygamma(int n, T const& x) {
    if (n == 0) return digamma(x);
    if (n < 0 || any_nan(x) || x == -infinity<T>) return no_number<T>;
    if (x == infinity<T>) return T(0);
    bool const odd = n % 2 != 0;
    if (x == 0) return odd ? infinity<T> : T(-1) / x;
    if (is_negative_integer(x)) return odd ? infinity<T> : no_number<T>;
    if (n == 1) return boost::math::trigamma(x, in_double{});
    T const y = x > 0 ? boost::math::polygamma(n, x, in_double{}) : boost::math::polygamma(n, x, in_long_double{});
    // Boost 1.74 has an infinity of the wrong sign where it overflows.
    return is_infinite(y) && x < 1 && x > -1 ? (odd || x < 0 ? infinity<T> : T(-infinity<T>)) : y;
}
template <number T>
T polygamma(T const& n, T const& x) {
    return is_order(n) ? polygamma(static_cast<int>(n), x) : no_number<T>;
}
template <number T>
T trigamma(T const& x) {
    return polygamma(1, x);
}

// In double the incomplete functions lose the error of a logarithm times their parameter: 120 ulp at moderate arguments.
template <number T>
T gamma_p(T const& a, T const& x) {
    if (any_nan(a, x)) return no_number<T>;
    if (is_large_parameter(a) && x >= 0) return gamma_of_large_parameter(a, x, false);
    if (is_infinite(x)) return x > 0 && a > 0 ? T(1) : no_number<T>;
    return boost::math::gamma_p(a, x, in_long_double{});
}
template <number T>
T gamma_q(T const& a, T const& x) {
    if (any_nan(a, x)) return no_number<T>;
    if (is_large_parameter(a) && x >= 0) return gamma_of_large_parameter(a, x, true);
    if (is_infinite(x)) return x > 0 && a > 0 ? T(0) : no_number<T>;
    return boost::math::gamma_q(a, x, in_long_double{});
}
// xᵃ⁻¹ e⁻ˣ / Γ(a). At x = 0 for a from -1 on, where derivatives of it ask; for 0 and negative integers it is 0, as 1/Γ is.
template <number T>
T gamma_p_derivative(T const& a, T const& x) {
    if (any_nan(a, x)) return no_number<T>;
    if (x == 0) return a > 1 || a == 0 || is_negative_integer(a) ? T(0) : a == 1 ? T(1) : a > 0 ? infinity<T> : a > -1 ? -infinity<T> : no_number<T>;
    if (is_infinite(x)) return x > 0 && a > 0 ? T(0) : no_number<T>;
    if (is_large_parameter(a) && x > 0) return gamma_density_of_large_parameter(a, x);
    return boost::math::gamma_p_derivative(a, x, in_long_double{});
}

// log x - ψ(a), by the asymptotic series of log a - ψ(a) where the logarithms would cancel.
template <number T>
T log_minus_digamma(T const& x, T const& a) {
    using std::log, std::log1p;
    if constexpr (is_short<T>) {
        if (a > 16 && x > a / 2 && x < 2 * a) {
            constexpr double denominator[] = {12, -120, 252, -240, 132};  // 2k/B₂ₖ
            T const inverse_square = 1 / (a * a);
            T sum(0);
            for (int k = 4; k >= 0; --k) sum = (sum + 1 / T(denominator[k])) * inverse_square;
            return log1p(T((x - a) / a)) + (1 / (2 * a) + sum);
        }
    }
    return log(x) - digamma(a);
}

// Of ψ⁽ⁿ⁾(a + b) - ψ⁽ⁿ⁾(a) for positive a and b: nothing cancels. The recurrence takes a to where the asymptotic series is exact
// to 64 digits; both are sums of v^m - u^m, with u = 1/a and v = 1/(a + b), which follow from each other without a subtraction.
template <number T>
T polygamma_increase(int n, T a, T const& b) {
    T sum(0), factorial(1);
    for (int k = 2; k <= n; ++k) factorial *= k;
    for (; a < 16 + n; a += 1) {
        T const u = 1 / a, v = 1 / (a + b);
        T difference = -(b / (a + b)) / a, power = u;
        T const change = difference;
        for (int m = 1; m <= n; ++m, power *= u) difference = v * difference + power * change;
        sum += factorial * difference;
    }
    using std::log1p;
    constexpr double numerator[] = {1, -1, 1, -1, 5, -691, 7, -3617, 43867, -174611};
    constexpr double denominator[] = {6, 30, 42, 30, 66, 2730, 6, 510, 798, 330};
    T const u = 1 / a, v = 1 / (a + b), change = -(b / (a + b)) / a;
    T difference(0), power(1);  // v^m - u^m and u^m
    auto const next = [&] {
        difference = v * difference + power * change;
        power *= u;
    };
    for (int m = 0; m < n; ++m) next();
    T tail = n == 0 ? T(-log1p(b * u)) : factorial / n * difference;
    next();
    tail += factorial / 2 * difference;
    T coefficient = factorial * (n + 1) / 2;  // (2k + n - 1)! / (2k)!
    for (int k = 1; k <= 10; ++k) {
        next();
        tail += T(numerator[k - 1]) / T(denominator[k - 1]) * coefficient * difference;
        next();
        coefficient *= T((2 * k + n) * (2 * k + n + 1)) / T((2 * k + 1) * (2 * k + 2));
    }
    return n % 2 == 0 ? T(-(sum + tail)) : T(sum + tail);
}

// ψ⁽ⁿ⁾(a + b) - ψ⁽ⁿ⁾(a).
template <number T>
T polygamma_difference(T const& order, T const& a, T const& b) {
    if (!is_order(order)) return no_number<T>;
    int const n = static_cast<int>(order);
    if (a == infinity<T> && !is_infinite(b)) return T(0);
    if constexpr (is_short<T>) {
        if (a > 0 && a + b > 0 && n >= 0 && !is_infinite(a) && !is_infinite(b))
            return b < 0 ? T(-polygamma_increase(n, T(a + b), T(-b))) : polygamma_increase(n, a, b);
    }
    return polygamma(n, T(a + b)) - polygamma(n, a);
}

template <number T>
T gamma_p_inv(T const& a, T const& p) {
    return any_nan(a, p) ? no_number<T> : T(boost::math::gamma_p_inv(a, p, in_long_double{}));
}
template <number T>
T gamma_q_inv(T const& a, T const& q) {
    return any_nan(a, q) ? no_number<T> : T(boost::math::gamma_q_inv(a, q, in_long_double{}));
}

}

namespace typegrad::inline v0_2::op {

template <class... A>
inline constexpr bool elsewhere::is_included<elsewhere::gamma_header, A...> = true;

struct polygamma_;
TYPEGRAD_MISSING_DERIVATIVE(polygamma_in_its_order, "polygamma", "first");

struct trigamma_ : unary_call {
    static constexpr auto text = "trigamma";
    static constexpr interval tame[3] = {{0.25, 6}};
    static constexpr auto exceptional = points({{0}, {-1}});
    static constexpr auto value(auto a)                           { using special::trigamma; return trigamma(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * apply<polygamma_>(2, a); }
};
TYPEGRAD_UNARY(trigamma)

struct digamma_ : unary_call {
    static constexpr auto text = "digamma";
    static constexpr interval tame[3] = {{0.25, 6}};
    static constexpr auto exceptional = points({{0}, {-1}});
    static constexpr auto value(auto a)                           { using special::digamma; return digamma(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * trigamma(a); }
};
TYPEGRAD_UNARY(digamma)

struct lgamma_ : unary_call {
    static constexpr auto text = "lgamma";
    static constexpr interval tame[3] = {{0.25, 6}};
    static constexpr auto exceptional = points({{0}, {-1}});
    static constexpr auto value(auto a)                           { using special::lgamma; return lgamma(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * digamma(a); }
};
TYPEGRAD_STANDARD_UNARY(lgamma)

struct tgamma_ : unary_call {
    static constexpr auto text = "tgamma";
    static constexpr interval tame[3] = {{0.25, 6}};
    static constexpr auto exceptional = points({{0}, {-1}});
    static constexpr auto value(auto a)                           { using special::tgamma; return tgamma(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return w * (y * digamma(a)); }
};
TYPEGRAD_STANDARD_UNARY(tgamma)

// polygamma(n, x) = ψ⁽ⁿ⁾(x), the derivative of order n + 1 of lgamma.
struct polygamma_ : binary_call {
    static constexpr auto text = "polygamma";
    static constexpr bool integer[3] = {true, false, false};
    static constexpr bool differentiable[3] = {false, true, false};
    static constexpr interval domain[3] = {{0}, all_real};
    static constexpr interval tame[3] = {{0, 4}, {0.25, 6}};
    static constexpr auto exceptional = points({{0, 0}, {1, 0}, {2, 0}, {1, -1}, {2, -1}});
    static constexpr auto value (auto n, auto a)                  { using special::polygamma; return polygamma(n, a); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<polygamma_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto, auto w)    { return w * apply<polygamma_>(n + 1, a); }

    template <class T>
    static constexpr T simplify(T n, T a) {
        return n.is(0) ? digamma(a) : n.is(1) ? trigamma(a) : n.none();
    }
};
template <class N, class A>
    requires operands_or_numbers<N, A>
TYPEGRAD_INLINE constexpr applied<polygamma_, N, A> polygamma(N const& n, A const& a) {
    return apply<polygamma_>(n, a);
}

// A number that is known while tracing, as a node in the graph of `near`: what is applied to it is left for the run time, since
// Boost.Math cannot be folded in a constant expression. Anything else is itself.
struct at_run_time_ : binary {
    static constexpr auto text = "at_run_time";
    static constexpr int cost = 0;
    static constexpr bool active[3] = {true, false, false};
    static constexpr auto value(auto a, auto)                     { return a; }
    static constexpr auto first(auto, auto, auto, auto w)         { return w; }

    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T a, T) {
        return a.is_literal() ? a.none() : a;
    }
};
namespace internal {
    template <class A, class B>
    constexpr auto at_run_time(A const& a, B const& near) {
        if constexpr (numbers<A, B>) return a;
        else return apply<at_run_time_>(a, near);
    }
}

// ψ⁽ⁿ⁾(a + b) - ψ⁽ⁿ⁾(a): what the derivatives of beta functions are made of.
TYPEGRAD_MISSING_DERIVATIVE(polygamma_difference_in_its_order, "polygamma_difference", "first");
struct polygamma_difference_ : ternary {
    static constexpr auto text = "polygamma_difference";
    static constexpr int cost = 20;
    static constexpr bool integer[3] = {true, false, false};
    static constexpr bool differentiable[3] = {false, true, true};
    static constexpr interval domain[3] = {{0}, positive, positive};
    static constexpr interval tame[3] = {{0, 4}, {0.25, 6}, {0.25, 6}};
    static constexpr auto value (auto n, auto a, auto b)                 { using special::polygamma_difference; return polygamma_difference(n, a, b); }
    static constexpr auto first (auto, auto, auto, auto y, auto w)       { return internal::no_derivative<polygamma_difference_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto b, auto y, auto w) { return internal::finite_value_at_ends<polygamma_difference_>(y, w, apply<polygamma_difference_>(n + 1, a, b), n, a, b); }
    static constexpr auto third (auto n, auto a, auto b, auto y, auto w) { return internal::finite_value_at_ends<polygamma_difference_>(y, w, apply<polygamma_>(n + 1, internal::at_run_time(a + b, a)), n, a, b); }
};
template <class N, class A, class B>
    requires operands_or_numbers<N, A, B>
TYPEGRAD_INLINE constexpr applied<polygamma_difference_, N, A, B> polygamma_difference(N const& n, A const& a, B const& b) {
    return apply<polygamma_difference_>(n, a, b);
}

// log x - ψ(a): where the density has its maximum in a that is 0, of two numbers that grow.
struct log_minus_digamma_ : binary_call {
    static constexpr auto text = "log_minus_digamma";
    static constexpr auto value (auto x, auto a)                  { using special::log_minus_digamma; return log_minus_digamma(x, a); }
    static constexpr auto first (auto x, auto, auto, auto w)      { return w * (1 / x); }
    static constexpr auto second(auto, auto a, auto, auto w)      { return -(w * trigamma(a)); }
};
template <class X, class A>
    requires operands<X, A>
TYPEGRAD_INLINE constexpr applied<log_minus_digamma_, X, A> log_minus_digamma(X const& x, A const& a) {
    return apply<log_minus_digamma_>(x, a);
}

// The density of the gamma distribution: the derivative of gamma_p in x. Its own derivative, (a - 1 - x) / x of it, is at x = 0
// the difference of two densities, and so it is next to 0 for a > 1, where the density underflows before its derivative does.
struct gamma_p_derivative_ : binary_call {
    static constexpr auto text = "gamma_p_derivative";
    static constexpr interval domain[3] = {positive, positive};
    static constexpr interval tame[3] = {{0.5, 6}, {0.25, 8}};
    static constexpr auto exceptional = points({{0, 1}, {0.5, 0}, {1, 0}, {1.5, 0}, {2, 0}, {3, 0}});
    static constexpr auto value (auto a, auto x)                  { using special::gamma_p_derivative; return gamma_p_derivative(a, x); }
    static constexpr auto first (auto a, auto x, auto y, auto w)  {
        auto const s = select(a > 0, y, 1);  // where it is 0, at x = 0, no logarithm counts
        auto const slope = apply<product_unless_zero_>(log_minus_digamma(x, a), y, s);
        return internal::finite_derivative_at_ends<gamma_p_derivative_>(y, gate(x != 0 || a <= 2, apply<product_unless_zero_>(w, slope, s)), slope, a, x);
    }
    static constexpr auto second(auto a, auto x, auto y, auto w) {
        auto const from_mode = select(a < 2, a - 1 - x, a - x - 1);
        auto const slope = select(x > 1e-30 || (a <= 1 && x != 0), select(a > 0.5, y * (from_mode / x), y / x * from_mode), apply<gamma_p_derivative_>(a - 1, x) - y);
        return internal::finite_at_ends<gamma_p_derivative_>(y, w, slope, a, x);
    }
};
TYPEGRAD_BINARY(gamma_p_derivative)

TYPEGRAD_MISSING_DERIVATIVE(gamma_p_in_its_parameter, "gamma_p", "first");
struct gamma_p_ : binary_call {
    static constexpr auto text = "gamma_p";
    static constexpr bool differentiable[3] = {false, true, false};
    static constexpr interval domain[3] = {positive, positive};
    static constexpr interval tame[3] = {{0.5, 6}, {0.25, 8}};
    static constexpr auto exceptional = points({{0, 1}, {0.5, 0}, {1, 0}, {2, 0}});
    static constexpr auto value (auto a, auto x)                  { using special::gamma_p; return gamma_p(a, x); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<gamma_p_in_its_parameter>(y, w); }
    static constexpr auto second(auto a, auto x, auto y, auto w)  { return internal::finite_at_ends<gamma_p_>(y, w, gamma_p_derivative(a, x), a, x); }
};
TYPEGRAD_BINARY(gamma_p)

TYPEGRAD_MISSING_DERIVATIVE(gamma_q_in_its_parameter, "gamma_q", "first");
struct gamma_q_ : binary_call {
    static constexpr auto text = "gamma_q";
    static constexpr bool differentiable[3] = {false, true, false};
    static constexpr interval domain[3] = {positive, positive};
    static constexpr interval tame[3] = {{0.5, 6}, {0.25, 8}};
    static constexpr auto exceptional = points({{0, 1}, {0.5, 0}, {1, 0}, {2, 0}});
    static constexpr auto value (auto a, auto x)                  { using special::gamma_q; return gamma_q(a, x); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<gamma_q_in_its_parameter>(y, w); }
    static constexpr auto second(auto a, auto x, auto y, auto w)  { return -internal::finite_at_ends<gamma_q_>(y, w, gamma_p_derivative(a, x), a, x); }
};
TYPEGRAD_BINARY(gamma_q)

// The inverses of gamma_p and of its complement gamma_q in x.
#define TYPEGRAD_INVERSE_GAMMA(name, derivative)                                                                                   \
    TYPEGRAD_MISSING_DERIVATIVE(name##_in_its_parameter, #name, "first");                                                          \
    struct name##_ : binary_call {                                                                                                 \
        static constexpr auto text = #name;                                                                                        \
        static constexpr bool differentiable[3] = {false, true, false};                                                            \
        static constexpr interval domain[3] = {positive, {0, 1}};                                                                  \
        static constexpr interval tame[3] = {{0.5, 6}, {0.05, 0.95}};                                                              \
        static constexpr auto value (auto a, auto p)                  { using special::name; return name(a, p); }                  \
        static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<name##_in_its_parameter>(y, w); } \
        static constexpr auto second(auto a, auto p, auto y, auto w)  { return internal::finite_at_ends<name##_>(y, w, derivative, a, p); } \
    };                                                                                                                             \
    TYPEGRAD_BINARY(name)
TYPEGRAD_INVERSE_GAMMA(gamma_p_inv, 1 / gamma_p_derivative(a, y))
TYPEGRAD_INVERSE_GAMMA(gamma_q_inv, -1 / gamma_p_derivative(a, y))
#undef TYPEGRAD_INVERSE_GAMMA

using gamma_functions = operation_list<tgamma_, lgamma_, digamma_, trigamma_, polygamma_, polygamma_difference_, gamma_p_derivative_, gamma_p_, gamma_q_>;

}
