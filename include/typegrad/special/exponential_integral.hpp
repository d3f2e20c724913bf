// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Exponential integrals, expint(x) = Ei(x) and expint(n, x) = Eₙ(x), and Lambert's W on its principal branch.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/special/missing.hpp>
#include <typegrad/special/numbers.hpp>

#include <typegrad/op/classification.hpp>
#include <typegrad/op/ends.hpp>
#include <typegrad/op/kinked.hpp>

#include <boost/math/special_functions/expint.hpp>
#include <boost/math/special_functions/lambert_w.hpp>

namespace typegrad::inline v0_2::special {

// In double 5 ulp, next to the zero at 0.3725 as well.
template <number T>
T expint(T const& x) {
    if (any_nan(x) || x == infinity<T>) return x;
    if (x == 0) return -infinity<T>;
    if (x == -infinity<T>) return -T(0);
    if (x < T(1e-20) && x > T(-1e-20)) {  // Boost 1.74 loses the logarithm of subnormal numbers
        using std::log, std::abs;
        if constexpr (is_short<T>) return boost::math::constants::euler<T>() + log(abs(x));
    }
    return boost::math::expint(x, in_double{});
}

// In double 38 ulp, except for E₁. Orders below 0, which derivatives ask for, by the recurrence, whose terms are positive for x > 0.
template <number T>
T expint(T const& order, T const& x) {
    using std::exp;
    if (any_nan(x) || !is_order(order)) return no_number<T>;
    int const n = static_cast<int>(order);
    if (x == infinity<T>) return T(0);
    if (x == 0 && n < 2) return n == 0 ? 1 / x : infinity<T>;
    if (x < 0 && n > 0) return no_number<T>;
    if (n == 1) return boost::math::expint(1u, x, in_double{});
    if (n > 1) return boost::math::expint(static_cast<unsigned>(n), x, in_long_double{});
    T const power = exp(-x);
    T result = power / x;
    for (int m = 1; m <= -n; ++m) result = (power + m * result) / x;
    return result;
}

// u = 1 + W(x), from W(x) as Boost has it. Next to the branch point, where u is the root of a small number, one step of Newton's method on
// 1 + (u - 1)eᵘ = 1 + ex, both sides computed without cancellation.
template <number T>
T lambert_w0_plus_one(T const& x, T const& w) {
    using std::exp, std::sqrt;
    T u = 1 + w;
    if constexpr (std::floating_point<T>) {
        if (u < T(0.5)) {
            constexpr T e = static_cast<T>(2.718281828459045235360287471352662498L);
            // What T leaves of e; a long double that has no more digits than this literal takes it from the digits that follow.
            constexpr T rest = sizeof(T) == sizeof(float)    ? static_cast<T>(2.718281828459045235360287471352662498L - static_cast<long double>(e))
                               : sizeof(T) == sizeof(double) ? static_cast<T>(1.4456468917292501578e-16L)
                                                             : static_cast<T>(std::numeric_limits<T>::digits == 64 ? -5.0278929403845317e-20L : 0.0L);
            T const q = std::fma(e, x, T(1)) + rest * x;
            if (!(q > 0)) return q == 0 ? T(0) : u;
            if (u < T(0.001)) {
                T const p = sqrt(2 * q);
                u = p - q * T(2) / 3 + p * q * T(11) / 36;
            }
            // 1 + (u - 1)eᵘ = Σ (k - 1)/k! · uᵏ, k >= 2
            T sum = 0;
            T term = u;  // uᵏ/k!
            for (int k = 2; k < 24; ++k) {
                term *= u / k;
                sum += (k - 1) * term;
            }
            u -= (sum - q) / (u * exp(u));
        }
    }
    return u;
}

// 6 ulp, in long double as well; next to the branch point, where Boost's is off by up to 10⁷, from 1 + W. Between that and 0 Boost's is off
// by 16: there one step of Newton's method on w eʷ = x.
template <number T>
T lambert_w0(T const& x) {
    if (any_nan(x) || x == infinity<T>) return x;
    T const w = boost::math::lambert_w0(x, in_double{});
    if (w < T(-0.5)) return lambert_w0_plus_one(x, w) - 1;
    if constexpr (std::floating_point<T>) {
        if (w < T(-0.0625)) {
            T const power = std::exp(w), product = w * power;
            return w - ((product - x) + std::fma(w, power, -product)) / (power * (1 + w));
        }
    }
    return w;
}

}

namespace typegrad::inline v0_2::op {

template <class... A>
inline constexpr bool elsewhere::is_included<elsewhere::exponential_integral_header, A...> = true;

// eᵃ/a. Its own derivative, y·(a - 1)/a, is infinite at 0, where the terms of eᵃ/a - eᵃ/a² are infinities of either sign, and does not
// cancel next to 1.
struct expint_slope_ : unary_call {
    static constexpr auto text = "expint_slope";
    template <class T>
    static constexpr T value(T a) {
        using math::choose, math::exp;
        T const power = exp(a);
        return choose(power == a, a, T(math::divide(power, a)));  // equal at infinity only
    }
    static constexpr auto first(auto a, auto y, auto w)           { return w * (y * select(isinf(a), 1, (a - 1) / a)); }
};

struct expint_ : unary_call {
    static constexpr auto text = "expint";
    static constexpr interval tame[3] = {{0.5, 6}};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using special::expint; return expint(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * apply<expint_slope_>(a); }
};
TYPEGRAD_STANDARD_UNARY(expint)

TYPEGRAD_MISSING_DERIVATIVE(expint_in_its_order, "expint", "first");
struct expint_of_order_ : binary_call {
    static constexpr auto text = "expint";
    static constexpr bool integer[3] = {true, false, false};
    static constexpr bool differentiable[3] = {false, true, false};
    static constexpr interval domain[3] = {{0}, positive};
    static constexpr interval tame[3] = {{0, 5}, {0.25, 6}};
    static constexpr auto exceptional = points({{0, 0}, {1, 0}, {2, 0}});
    static constexpr auto value (auto n, auto a)                  { using special::expint; return expint(n, a); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<expint_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto y, auto w)  { return -internal::finite_at_ends<expint_of_order_>(y, w, apply<expint_of_order_>(n - 1, a), n, a); }
};
template <class N, class A>
    requires operands_or_numbers<N, A>
TYPEGRAD_INLINE constexpr applied<expint_of_order_, N, A> expint(N const& n, A const& a) {
    return apply<expint_of_order_>(n, a);
}

// u = 1 + W(x) as a function of x; w, which is W(x), only helps to compute it. u' = exp(1 - u) / u.
struct lambert_w0_plus_one_ : binary_call {
    static constexpr auto text = "lambert_w0_plus_one";
    static constexpr bool active[3] = {true, false, false};
    static constexpr auto value(auto a, auto w)                   { using special::lambert_w0_plus_one; return lambert_w0_plus_one(a, w); }
    static constexpr auto first(auto, auto, auto u, auto w)       { return w * (exp(1 - u) / u); }
};
template <class A, class W>
    requires operands<A, W>
TYPEGRAD_INLINE constexpr applied<lambert_w0_plus_one_, A, W> lambert_w0_plus_one(A const& a, W const& w) {
    return apply<lambert_w0_plus_one_>(a, w);
}

// The derivative is y/x · 1/(1 + y), and near 0, which is no singularity, and at infinity exp(-y)/(1 + y); for large y the exponential
// would lose y times its rounding.
struct lambert_w0_ : unary_call {
    static constexpr auto text = "lambert_w0";
    static constexpr interval domain[3] = {{-0.36787944117144228}};  // -1/e, rounded into the domain
    static constexpr interval tame[3] = {{-0.3, 6}};
    static constexpr auto value(auto a)                           { using special::lambert_w0; return lambert_w0(a); }
    static constexpr auto first(auto a, auto y, auto w)           {
        return internal::finite_at_ends<lambert_w0_>(y, w, select(abs(a) < 0.25 || isinf(a), exp(-y), y / a) / lambert_w0_plus_one(a, y), a);
    }
};
TYPEGRAD_UNARY(lambert_w0)

using exponential_integrals = operation_list<expint_, expint_of_order_, lambert_w0_>;

}
