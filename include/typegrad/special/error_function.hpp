// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Inverses of the error functions, the quantile of the normal distribution, and Owen's T.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/special/numbers.hpp>

#include <typegrad/op/ends.hpp>
#include <typegrad/op/kinked.hpp>
#include <typegrad/op/trigonometric.hpp>

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/owens_t.hpp>

namespace typegrad::inline v0_2::special {

// 1.9 ulp in double, and four times as fast as in long double.
template <number T>
T erfinv(T const& x) {
    return any_nan(x) ? no_number<T> : T(boost::math::erf_inv(x, in_double{}));
}
template <number T>
T erfcinv(T const& x) {
    return any_nan(x) ? no_number<T> : T(boost::math::erfc_inv(x, in_double{}));
}
template <number T>
T norm_quantile(T const& p) {
    return -boost::math::constants::root_two<T>() * erfcinv(T(2 * p));
}

// ∫ exp(-½h²(1 + x²)) / (1 + x²) dx / 2π from 0 to a, to about 60 digits, for multiprecision numbers. For those Boost 1.74 tries one
// series after the other until none throws: under a policy that does not throw it runs on for ever next to a = 1, at (4, 1 + 1e-20).
template <number T>
T owens_t_by_quadrature(T const& h, T const& a) {
    using std::exp, std::erfc;
    if (a < 0) return -owens_t_by_quadrature(h, T(-a));
    if (h < 0) return owens_t_by_quadrature(T(-h), a);
    if (a > 1) {
        T const scale = boost::math::constants::one_div_root_two<T>(), p = erfc(T(h * scale)) / 2, q = erfc(T(a * h * scale)) / 2;
        return (p + q) / 2 - p * q - (is_infinite(a) ? T(0) : owens_t_by_quadrature(T(a * h), T(1 / a)));
    }
    T const width = T(0.125) / (h > 1 ? h : T(1));
    T sum(0);
    for (T begin(0); begin < a && h * begin < 40; begin += width) {
        T const end = begin + width < a ? T(begin + width) : a, middle = (begin + end) / 2, radius = (end - begin) / 2;
        sum += radius * boost::math::quadrature::gauss<T, 30>::integrate([&](T const& node) {
                   T const x = middle + radius * node;
                   return T(exp(-h * h * (1 + x * x) / 2) / (1 + x * x));
               });
    }
    return sum / boost::math::constants::two_pi<T>();
}

// In double 9 ulp.
template <number T>
T owens_t(T const& h, T const& a) {
    if (any_nan(h, a)) return no_number<T>;
    if (is_infinite(h)) return T(0);
    if constexpr (is_short<T>) return boost::math::owens_t(h, a, in_long_double{});
    else return owens_t_by_quadrature(h, a);
}

// ½ √π exp(y²), where `rest` is erfc |y| for the unrounded y: the rounding of y alone would cost 2y² times its own relative error, and
// exp(y²) erfc |y|, which hardly depends on y, does not have it.
template <number T>
T inverse_slope(T const& y, T const& rest) {
    using std::exp, std::erfc, std::abs;
    if (is_infinite(y)) return infinity<T>;
    T const squared = y * y, size = abs(y);
    T const slope = boost::math::constants::root_pi<T>() / 2 * (exp(squared) * (1 + square_error(y, squared)));
    return size < T(0.5) ? slope : T(slope * (T(erfc(size)) / rest));
}

// exp(-½ (ab)²), with the roundings of the product and of the square put right. A constant expression, for rules apply it to numbers that are
// known while a function is traced.
template <number T>
constexpr T gaussian(T const& a, T const& b) {
    using math::exp;
    if constexpr (std::floating_point<T>) {
        T const product = a * b, squared = product * product;
        if (!(squared < T(1e5))) return exp(-squared / 2);
        return exp(-squared / 2) * (1 - (math::fma(product, product, -squared) / 2 + product * math::fma(a, b, -product)));
    } else {
        return exp(-a * a * b * b / 2);
    }
}

}

namespace typegrad::inline v0_2::op {

template <class... A>
inline constexpr bool elsewhere::is_included<elsewhere::error_function_header, A...> = true;

TYPEGRAD_CONSTANT(root_half, "root_half", 0.707106781186547524400844362104849039284836L, sqrt(T(1) / 2))
TYPEGRAD_CONSTANT(half_inverse_pi, "half_inverse_pi", 0.159154943091895335768883763372514362034460L, 1 / (2 * internal::pi_by_arc_cosine<T>()))
TYPEGRAD_CONSTANT(half_inverse_root_two_pi, "half_inverse_root_two_pi", 0.199471140200716338969973029967017475867760L, 1 / sqrt(8 * internal::pi_by_arc_cosine<T>()))

// dy/dx of y = erfinv(x) as a function of y; what rounding y leaves wrong is put right by rest = 1 - |x|, which is erfc |y|.
struct inverse_slope_ : binary_call {
    static constexpr auto text = "inverse_slope";
    static constexpr bool active[3] = {true, false, false};
    static constexpr auto value(auto y, auto rest)                { using special::inverse_slope; return inverse_slope(y, rest); }
    static constexpr auto first(auto y, auto, auto s, auto w)     { return 2 * w * y * s; }
};
template <class Y, class C>
    requires operands<Y, C>
TYPEGRAD_INLINE constexpr applied<inverse_slope_, Y, C> inverse_slope(Y const& y, C const& rest) {
    return apply<inverse_slope_>(y, rest);
}

struct erfinv_ : unary_call {
    static constexpr auto text = "erfinv";
    static constexpr interval domain[3] = {{-1, 1}};
    static constexpr interval tame[3] = {{-0.9, 0.9}};
    static constexpr auto exceptional = points({{-1}, {1}});
    static constexpr auto value(auto a)                           { using special::erfinv; return erfinv(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * inverse_slope(y, select(a < 0, 1 + a, 1 - a)), a, -1, 1); }
};
TYPEGRAD_UNARY(erfinv)
TYPEGRAD_UNARY_OF(erf_inv, erfinv_)

struct erfcinv_ : unary_call {
    static constexpr auto text = "erfcinv";
    static constexpr interval domain[3] = {{0, 2}};
    static constexpr interval tame[3] = {{0.1, 1.9}};
    static constexpr auto exceptional = points({{0}, {2}});
    static constexpr auto value(auto a)                           { using special::erfcinv; return erfcinv(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, -(w * inverse_slope(y, select(a < 1, a, 2 - a))), a, 0, 2); }
};
TYPEGRAD_UNARY(erfcinv)
TYPEGRAD_UNARY_OF(erfc_inv, erfcinv_)

// The inverse of the standard normal distribution function.
struct norm_quantile_ : unary_call {
    static constexpr auto text = "norm_quantile";
    static constexpr interval domain[3] = {{0, 1}};
    static constexpr interval tame[3] = {{0.05, 0.95}};
    static constexpr auto exceptional = points({{0}, {1}});
    static constexpr auto value(auto a)                           { using special::norm_quantile; return norm_quantile(a); }
    static constexpr auto first(auto a, auto y, auto w) {
        return internal::finite_but_at(y, w * (4 * root_half(y) * inverse_slope(y * root_half(y), select(a < 0.5, 2 * a, 2 - 2 * a))), a, 0, 1);
    }
};
TYPEGRAD_UNARY(norm_quantile)

// exp(-½ (ab)²). Where that has underflowed the squares may have overflowed.
struct gaussian_ : binary_call {
    static constexpr auto text = "gaussian";
    static constexpr auto value (auto a, auto b)                  { using special::gaussian; return gaussian(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return -gate(y != 0, w * y * a * b * b); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return -gate(y != 0, w * y * a * a * b); }
};
template <class A, class B>
    requires operands<A, B>
TYPEGRAD_INLINE constexpr applied<gaussian_, A, B> gaussian(A const& a, B const& b) {
    return apply<gaussian_>(a, b);
}

struct owens_t_ : binary_call {
    static constexpr auto text = "owens_t";
    static constexpr auto value (auto h, auto a)                  { using special::owens_t; return owens_t(h, a); }
    static constexpr auto first (auto h, auto a, auto, auto w)    { return -(w * half_inverse_root_two_pi(h) * gaussian(h, 1) * erf(a * h * root_half(h))); }
    static constexpr auto second(auto h, auto a, auto, auto w)    { return w * half_inverse_pi(h) * gaussian(h, 1) * gaussian(h, a) * (1 / (1 + a * a)); }
};
TYPEGRAD_BINARY(owens_t)

using normal_functions = operation_list<erfinv_, erfcinv_, norm_quantile_, owens_t_>;

}
