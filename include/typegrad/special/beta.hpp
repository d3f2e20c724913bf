// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The beta function, its logarithm, and the regularised incomplete beta function.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/special/gamma.hpp>

#include <typegrad/op/ends.hpp>

#include <boost/math/special_functions/beta.hpp>

namespace typegrad::inline v0_2::special {

// In double 35 ulp at arguments below 50.
template <number T>
T beta(T const& a, T const& b) {
    if (any_nan(a, b) || a < 0 || b < 0) return no_number<T>;
    if (a == 0 || b == 0) return is_infinite(T(a + b)) ? no_number<T> : infinity<T>;
    if (is_infinite(T(a + b))) return T(0);
    return boost::math::beta(a, b, in_long_double{});
}

// log Γ(x) - (x - ½) log x + x - ½ log 2π for x >= 10, to 64 digits.
template <number T>
T stirling_correction(T const& x) {
    constexpr double numerator[] = {1, -1, 1, -1, 1, -691, 1, -3617, 43867, -174611};
    constexpr double denominator[] = {12, 360, 1260, 1680, 1188, 360360, 156, 122400, 244188, 125400};
    T const inverse_square = 1 / (x * x);
    T sum(0);
    for (int k = 9; k >= 0; --k) sum = sum * inverse_square + T(numerator[k]) / T(denominator[k]);
    return sum / x;
}

// By Stirling's formula where the gamma functions are large: their logarithms would cancel. (R's lbeta, after DiDonato and Morris.) Else in
// long double: the beta function may be near 1, as it is next to (1, 1).
template <number T>
T lbeta(T const& a, T const& b) {
    using std::log, std::log1p;
    if (any_nan(a, b) || a < 0 || b < 0) return no_number<T>;
    T const p = a < b ? a : b, q = a < b ? b : a;
    if (p == 0) return is_infinite(q) ? no_number<T> : infinity<T>;
    if (is_infinite(q)) return -infinity<T>;
    if (p < std::numeric_limits<T>::epsilon() / 1024) return (q < 1 ? T(log1p(p / q)) : T(0)) - log(p);
    if constexpr (is_short<T>) {
        T const h = p / q;
        if (p >= 10)
            return boost::math::constants::log_root_two_pi<T>() - log(q) / 2 + (stirling_correction(p) + stirling_correction(q) - stirling_correction(T(p + q))) +
                   (p - T(0.5)) * log(h / (1 + h)) - q * log1p(h);
        if (q >= 10) return lgamma(p) + (stirling_correction(q) - stirling_correction(T(p + q))) + p - p * log(p + q) - (q - T(0.5)) * log1p(h);
    } else if (q >= 10) {
        return lgamma(p) + lgamma(q) - lgamma(T(p + q));
    }
    using wide = typename policies::evaluation<T, in_long_double>::type;
    if (p > T(0.75) && q < T(1.25)) return T(lgamma(wide(p)) + lgamma(wide(q)) - lgamma(wide(wide(p) + wide(q))));
    return T(log(boost::math::beta(wide(p), wide(q), in_long_double{})));
}

// With a parameter so large beside the other that (1 - x)ᵇ is an exponential, the functions are the gamma distribution's, of what this
// returns; Boost 1.74 is wrong by any power of ten there.
template <number T>
bool is_nearly_gamma(T const& a, T const& b) {
    return is_short<T> && a < T(1e4) && b > T(1e30) && !is_infinite(b);
}
template <number T>
T gamma_argument(T const& a, T const& b, T const& log_complement) {
    return -(b + (a - 1) / 2) * log_complement;
}

// In double 7 ulp and more, with the logarithm of the result.
template <number T>
T ibeta(T const& a, T const& b, T const& x) {
    using std::log, std::log1p;
    if (any_nan(a, b, x)) return no_number<T>;
    if (x > 0 && x < 1) {
        if (is_nearly_gamma(a, b)) return gamma_p(a, gamma_argument(a, b, T(log1p(-x))));
        if (is_nearly_gamma(b, a)) return gamma_q(b, gamma_argument(b, a, T(log(x))));
    }
    return boost::math::ibeta(a, b, x, in_long_double{});
}
// 1 - ibeta(a, b, x), also where that is small.
template <number T>
T ibetac(T const& a, T const& b, T const& x) {
    using std::log, std::log1p;
    if (any_nan(a, b, x)) return no_number<T>;
    if (x > 0 && x < 1) {
        if (is_nearly_gamma(a, b)) return gamma_q(a, gamma_argument(a, b, T(log1p(-x))));
        if (is_nearly_gamma(b, a)) return gamma_p(b, gamma_argument(b, a, T(log(x))));
    }
    return boost::math::ibetac(a, b, x, in_long_double{});
}

template <number T>
T ibeta_inv(T const& a, T const& b, T const& p) {
    return any_nan(a, b, p) ? no_number<T> : T(boost::math::ibeta_inv(a, b, p, in_long_double{}));
}
template <number T>
T ibetac_inv(T const& a, T const& b, T const& q) {
    return any_nan(a, b, q) ? no_number<T> : T(boost::math::ibetac_inv(a, b, q, in_long_double{}));
}

// xᵃ⁻¹ (1 - x)ᵇ⁻¹ / B(a, b). At x = 0 and 1 for exponents from -2 on, where derivatives of it ask.
template <number T>
T ibeta_derivative(T const& a, T const& b, T const& x) {
    using std::log, std::log1p;
    if (any_nan(a, b, x) || is_infinite(a) || is_infinite(b)) return no_number<T>;
    if (x == 1) return ibeta_derivative(b, a, T(0));
    if (x == 0) return a > 1 || a == 0 || is_negative_integer(a) ? T(0) : a == 1 ? b : a > 0 ? infinity<T> : a > -1 ? (a + b < 0 ? infinity<T> : -infinity<T>) : no_number<T>;
    if (x > 0 && x < 1) {
        if (is_nearly_gamma(a, b)) return gamma_p_derivative(a, gamma_argument(a, b, T(log1p(-x)))) * b / (1 - x);
        if (is_nearly_gamma(b, a)) return gamma_p_derivative(b, gamma_argument(b, a, T(log(x)))) * a / x;
    }
    return boost::math::ibeta_derivative(a, b, x, in_long_double{});
}

}

namespace typegrad::inline v0_2::op {

template <class... A>
inline constexpr bool elsewhere::is_included<elsewhere::beta_header, A...> = true;

// ψ(a) - ψ(a + b) is computed as one function: as a difference it would cancel. Where beta is 0, at infinity, so are its derivatives.
struct beta_ : binary_call {
    static constexpr auto text = "beta";
    static constexpr interval domain[3] = {positive, positive};
    static constexpr interval tame[3] = {{0.25, 6}, {0.25, 6}};
    static constexpr auto exceptional = points({{0, 1}, {1, 0}});
    static constexpr auto value (auto a, auto b)                  { using special::beta; return beta(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return -internal::finite_at_ends<beta_>(y, gate(y != 0, w), y * polygamma_difference(0, a, b), a, b); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return -internal::finite_at_ends<beta_>(y, gate(y != 0, w), y * polygamma_difference(0, b, a), a, b); }
};
TYPEGRAD_STANDARD_BINARY(beta)

struct lbeta_ : binary_call {
    static constexpr auto text = "lbeta";
    static constexpr interval domain[3] = {positive, positive};
    static constexpr interval tame[3] = {{0.25, 6}, {0.25, 6}};
    static constexpr auto exceptional = points({{0, 1}, {1, 0}});
    static constexpr auto value (auto a, auto b)                  { using special::lbeta; return lbeta(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return -internal::finite_value_at_ends<lbeta_>(y, w, polygamma_difference(0, a, b), a, b); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return -internal::finite_value_at_ends<lbeta_>(y, w, polygamma_difference(0, b, a), a, b); }
};
TYPEGRAD_BINARY(lbeta)

// The density of the beta distribution: the derivative of ibeta in x. At the ends of [0, 1] its own derivative is a difference of two
// densities, of which one is without weight where it is infinite of the lower order; next to 0 the first of them is there before the density
// itself underflows.
struct ibeta_derivative_ : ternary {
    static constexpr auto text = "ibeta_derivative";
    static constexpr int cost = 20;
    static constexpr interval domain[3] = {positive, positive, {0, 1}};
    static constexpr interval tame[3] = {{0.5, 6}, {0.5, 6}, {0.05, 0.95}};
    static constexpr auto exceptional = points({{1, 2, 0}, {2, 1, 0}, {0.5, 2, 0}, {3, 2, 0}, {2, 1, 1}, {1, 2, 1}, {2, 0.5, 1}, {2, 3, 1}});
    static constexpr auto value (auto a, auto b, auto x)                 { using special::ibeta_derivative; return ibeta_derivative(a, b, x); }
    static constexpr auto first (auto a, auto b, auto x, auto y, auto w) { return in_parameter(a, b, x, y, w, x != 0, a, log(x) + polygamma_difference(0, a, b)); }
    static constexpr auto second(auto a, auto b, auto x, auto y, auto w) { return in_parameter(a, b, x, y, w, x != 1, b, log1p(-x) + polygamma_difference(0, b, a)); }
    // Where the density is 0 no logarithm counts. (It is 0 for the parameter 0 as well, but not next to it.)
    static constexpr auto in_parameter(auto a, auto b, auto x, auto y, auto w, auto inside, auto parameter, auto logarithm) {
        auto const s = select(parameter > 0, y, 1);
        auto const slope = apply<product_unless_zero_>(logarithm, y, s);
        return internal::finite_derivative_at_ends<ibeta_derivative_>(y, gate(inside || parameter <= 2, apply<product_unless_zero_>(w, slope, s)), slope, a, b, x);
    }
    static constexpr auto third (auto a, auto b, auto x, auto y, auto w) {
        auto const upper = (b - 1) / (1 - x);
        auto const slope = select(x != 0 && x != 1, select(x > 1e-30 || a <= 1, y * ((a - 1) / x - upper), (a + b - 1) * apply<ibeta_derivative_>(a - 1, b, x) - y * upper),
                          (a + b - 1) * (gate(x == 0 || b >= 1, apply<ibeta_derivative_>(a - 1, b, x)) - gate(x == 1 || a >= 1, apply<ibeta_derivative_>(a, b - 1, x))));
        return internal::finite_at_ends<ibeta_derivative_>(y, w, slope, a, b, x);
    }
};
template <class A, class B, class X>
    requires operands_or_numbers<A, B, X>
TYPEGRAD_INLINE constexpr applied<ibeta_derivative_, A, B, X> ibeta_derivative(A const& a, B const& b, X const& x) {
    return apply<ibeta_derivative_>(a, b, x);
}

TYPEGRAD_MISSING_DERIVATIVE(ibeta_in_its_first_parameter, "ibeta", "first");
TYPEGRAD_MISSING_DERIVATIVE(ibeta_in_its_second_parameter, "ibeta", "second");
struct ibeta_ : ternary {
    static constexpr auto text = "ibeta";
    static constexpr int cost = 20;
    static constexpr bool differentiable[3] = {false, false, true};
    static constexpr interval domain[3] = {positive, positive, {0, 1}};
    static constexpr interval tame[3] = {{0.5, 6}, {0.5, 6}, {0.05, 0.95}};
    static constexpr auto exceptional = points({{1, 2, 0}, {2, 1, 0}, {0.5, 2, 0}, {2, 1, 1}, {1, 2, 1}, {2, 0.5, 1}});
    static constexpr auto value (auto a, auto b, auto x)                 { using special::ibeta; return ibeta(a, b, x); }
    static constexpr auto first (auto, auto, auto, auto y, auto w)       { return internal::no_derivative<ibeta_in_its_first_parameter>(y, w); }
    static constexpr auto second(auto, auto, auto, auto y, auto w)       { return internal::no_derivative<ibeta_in_its_second_parameter>(y, w); }
    static constexpr auto third (auto a, auto b, auto x, auto y, auto w) { return internal::finite_at_ends<ibeta_>(y, w, ibeta_derivative(a, b, x), a, b, x); }
};
template <class A, class B, class X>
    requires operands_or_numbers<A, B, X>
TYPEGRAD_INLINE constexpr applied<ibeta_, A, B, X> ibeta(A const& a, B const& b, X const& x) {
    return apply<ibeta_>(a, b, x);
}

// The complement, which 1 - ibeta would lose where ibeta is nearly 1, and the inverses of both in x. Like ibeta they
// have no derivative in the parameters.
namespace internal {
    struct incomplete_beta : ternary {
        static constexpr int cost = 20;
        static constexpr bool differentiable[3] = {false, false, true};
        static constexpr interval domain[3] = {positive, positive, {0, 1}};
        static constexpr interval tame[3] = {{0.5, 6}, {0.5, 6}, {0.05, 0.95}};
    };
}
#define TYPEGRAD_INCOMPLETE_BETA(name, derivative)                                                                                           \
    TYPEGRAD_MISSING_DERIVATIVE(name##_in_its_first_parameter, #name, "first");                                                             \
    TYPEGRAD_MISSING_DERIVATIVE(name##_in_its_second_parameter, #name, "second");                                                           \
    struct name##_ : internal::incomplete_beta {                                                                                             \
        static constexpr auto text = #name;                                                                                                  \
        static constexpr auto value (auto a, auto b, auto x)                 { using special::name; return name(a, b, x); }                  \
        static constexpr auto first (auto, auto, auto, auto y, auto w)       { return internal::no_derivative<name##_in_its_first_parameter>(y, w); }  \
        static constexpr auto second(auto, auto, auto, auto y, auto w)       { return internal::no_derivative<name##_in_its_second_parameter>(y, w); } \
        static constexpr auto third (auto a, auto b, auto x, [[maybe_unused]] auto y, auto w) { return internal::finite_at_ends<name##_>(y, w, derivative, a, b, x); } \
    };                                                                                                                                       \
    template <class A, class B, class X>                                                                                                     \
        requires operands_or_numbers<A, B, X>                                                                                                \
    TYPEGRAD_INLINE constexpr applied<name##_, A, B, X> name(A const& a, B const& b, X const& x) {                                           \
        return apply<name##_>(a, b, x);                                                                                                      \
    }
TYPEGRAD_INCOMPLETE_BETA(ibetac, -ibeta_derivative(a, b, x))
TYPEGRAD_INCOMPLETE_BETA(ibeta_inv, 1 / ibeta_derivative(a, b, y))
TYPEGRAD_INCOMPLETE_BETA(ibetac_inv, -1 / ibeta_derivative(a, b, y))
#undef TYPEGRAD_INCOMPLETE_BETA

using beta_functions = operation_list<beta_, lbeta_, ibeta_derivative_, ibeta_>;

}
