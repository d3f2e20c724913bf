// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions of the table called with what they do not take: too many arguments or too few, an array or a vector, a text. They are declared
// only to say so, as in op/elsewhere.hpp: without them a compiler lists every function of that name.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>

#include <concepts>
#include <initializer_list>
#include <tuple>
#include <type_traits>

namespace typegrad::inline v0_2::op::elsewhere {

// A std::array, a typegrad::vec, a std::vector and the like of operands. (Not Eigen's, whose arrays have such functions.)
template <class A>
concept has_elements = requires {
    typename A::value_type;
    requires is_operand<typename A::value_type>;
} && (requires { std::tuple_size<A>::value; } || requires { typename A::allocator_type; });
// What cannot be a number: a text, a lambda that is not called. (A user's own type may have a function of that name.)
template <class A>
concept is_no_number = has_elements<A> || std::is_array_v<A> || std::is_pointer_v<A> || (std::is_empty_v<A> && !is_operand<A>) || requires { typename A::traits_type; };

// (Asked behind what is known of a call already, which compilers need not instantiate.)
template <bool RightNumber, class... A>
concept not_taken = ((is_operand<A> || has_elements<A>) || ...) && (!RightNumber || (is_no_number<A> || ...));

// What goes on as a result in the place of elements: it can be computed with, and nothing more is said of it.
template <class A>
struct no_results : no_result {
    constexpr A operator[](auto const&) const { return {}; }
    friend constexpr no_results operator-(no_results r) { return r; }
    template <class B>
    friend constexpr no_results operator+(no_results r, B const&) { return r; }
    template <class B>
    friend constexpr no_results operator-(no_results r, B const&) { return r; }
    template <class B>
    friend constexpr no_results operator*(no_results r, B const&) { return r; }
    template <class B>
    friend constexpr no_results operator/(no_results r, B const&) { return r; }
    template <class B>
        requires(!std::derived_from<B, no_result>)
    friend constexpr no_results operator+(B const&, no_results r) { return r; }
    template <class B>
        requires(!std::derived_from<B, no_result>)
    friend constexpr no_results operator-(B const&, no_results r) { return r; }
    template <class B>
        requires(!std::derived_from<B, no_result>)
    friend constexpr no_results operator*(B const&, no_results r) { return r; }
    template <class B>
        requires(!std::derived_from<B, no_result>)
    friend constexpr no_results operator/(B const&, no_results r) { return r; }
};

// The last argument that is an operand, or what stands for elements.
template <class A, class... B>
constexpr auto last_of_ours(A const& a, B const&... b) {
    if constexpr (((is_operand<B> || has_elements<B>) || ...)) return last_of_ours(b...);
    else if constexpr (has_elements<A>) return no_results<typename A::value_type>{};
    else return a;
}

#ifdef __clang__
#define TYPEGRAD_NOT_TAKEN(least, most, text) \
    template <class... A>                      \
        requires((sizeof...(A) < least || sizeof...(A) > most || !operands<A...>) && not_taken<(least <= sizeof...(A) && sizeof...(A) <= most), A...>) \
    TYPEGRAD_UNAVAILABLE(text)                 \
    constexpr auto
#define TYPEGRAD_NOT_TAKEN_SAYING(text) \
    { return last_of_ours(a...); }
#else
#define TYPEGRAD_NOT_TAKEN(least, most, text) \
    template <class... A>                      \
        requires((sizeof...(A) < least || sizeof...(A) > most || !operands<A...>) && not_taken<(least <= sizeof...(A) && sizeof...(A) <= most), A...>) \
    constexpr auto
#define TYPEGRAD_NOT_TAKEN_SAYING(text)         \
    {                                           \
        static_assert(sizeof...(A) == 0, text); \
        return last_of_ours(a...);             \
    }
#endif
#define TYPEGRAD_ONE(name, call) "typegrad: " name " takes one number; write " call ", for an array or vector in a loop over its elements"
#define TYPEGRAD_SEVERAL(name, number, call) "typegrad: " name " takes " number "; write " call ", for an array or vector in a loop over its elements"

TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("exp", "exp(x)")) exp(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("exp", "exp(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("exp2", "exp2(x)")) exp2(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("exp2", "exp2(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("expm1", "expm1(x)")) expm1(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("expm1", "expm1(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("log", "log(x), or log(x) / log(2) for another base")) log(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("log", "log(x), or log(x) / log(2) for another base"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("log10", "log10(x)")) log10(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("log10", "log10(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("log2", "log2(x)")) log2(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("log2", "log2(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("log1p", "log1p(x)")) log1p(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("log1p", "log1p(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("sqrt", "sqrt(x), or pow(x, 1.0 / 3) for another root")) sqrt(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("sqrt", "sqrt(x), or pow(x, 1.0 / 3) for another root"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("cbrt", "cbrt(x)")) cbrt(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("cbrt", "cbrt(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("acos", "acos(x)")) acos(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("acos", "acos(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("asin", "asin(x)")) asin(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("asin", "asin(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("atan", "atan(x), or atan2(y, x) of two")) atan(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("atan", "atan(x), or atan2(y, x) of two"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("cos", "cos(x)")) cos(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("cos", "cos(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("sin", "sin(x)")) sin(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("sin", "sin(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("tan", "tan(x)")) tan(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("tan", "tan(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("acosh", "acosh(x)")) acosh(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("acosh", "acosh(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("asinh", "asinh(x)")) asinh(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("asinh", "asinh(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("atanh", "atanh(x)")) atanh(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("atanh", "atanh(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("cosh", "cosh(x)")) cosh(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("cosh", "cosh(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("sinh", "sinh(x)")) sinh(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("sinh", "sinh(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("tanh", "tanh(x)")) tanh(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("tanh", "tanh(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("erf", "erf(x)")) erf(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("erf", "erf(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("erfc", "erfc(x)")) erfc(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("erfc", "erfc(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("abs", "abs(x)")) abs(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("abs", "abs(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("fabs", "fabs(x)")) fabs(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("fabs", "fabs(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("ceil", "ceil(x)")) ceil(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("ceil", "ceil(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("floor", "floor(x)")) floor(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("floor", "floor(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("nearbyint", "nearbyint(x)")) nearbyint(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("nearbyint", "nearbyint(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("rint", "rint(x)")) rint(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("rint", "rint(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("round", "round(x)")) round(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("round", "round(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("trunc", "trunc(x)")) trunc(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("trunc", "trunc(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("isfinite", "isfinite(x)")) isfinite(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("isfinite", "isfinite(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("isinf", "isinf(x)")) isinf(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("isinf", "isinf(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("isnan", "isnan(x)")) isnan(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("isnan", "isnan(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("signbit", "signbit(x)")) signbit(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("signbit", "signbit(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("exp10", "exp10(x)")) exp10(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("exp10", "exp10(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("sigmoid", "sigmoid(x)")) sigmoid(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("sigmoid", "sigmoid(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("softplus", "softplus(x)")) softplus(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("softplus", "softplus(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("logit", "logit(x)")) logit(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("logit", "logit(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("rsqrt", "rsqrt(x)")) rsqrt(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("rsqrt", "rsqrt(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("square", "square(x)")) square(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("square", "square(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("cube", "cube(x)")) cube(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("cube", "cube(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("inv", "inv(x)")) inv(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("inv", "inv(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("relu", "relu(x)")) relu(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("relu", "relu(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("sign", "sign(x)")) sign(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("sign", "sign(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("sinc", "sinc(x)")) sinc(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("sinc", "sinc(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("norm_cdf", "norm_cdf(x)")) norm_cdf(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("norm_cdf", "norm_cdf(x)"))
TYPEGRAD_NOT_TAKEN(1, 1, TYPEGRAD_ONE("norm_pdf", "norm_pdf(x)")) norm_pdf(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_ONE("norm_pdf", "norm_pdf(x)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("atan2", "two numbers", "atan2(y, x)")) atan2(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("atan2", "two numbers", "atan2(y, x)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("copysign", "two numbers", "copysign(x, y)")) copysign(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("copysign", "two numbers", "copysign(x, y)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("fdim", "two numbers", "fdim(x, y)")) fdim(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("fdim", "two numbers", "fdim(x, y)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("fmax", "two numbers", "fmax(x, y)")) fmax(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("fmax", "two numbers", "fmax(x, y)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("fmin", "two numbers", "fmin(x, y)")) fmin(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("fmin", "two numbers", "fmin(x, y)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("fmod", "two numbers", "fmod(x, y)")) fmod(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("fmod", "two numbers", "fmod(x, y)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("remainder", "two numbers", "remainder(x, y)")) remainder(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("remainder", "two numbers", "remainder(x, y)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("ldexp", "two numbers", "ldexp(x, 3)")) ldexp(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("ldexp", "two numbers", "ldexp(x, 3)"))
TYPEGRAD_NOT_TAKEN(3, 3, TYPEGRAD_SEVERAL("clamp", "three numbers", "clamp(x, 0, 1)")) clamp(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("clamp", "three numbers", "clamp(x, 0, 1)"))
TYPEGRAD_NOT_TAKEN(3, 3, TYPEGRAD_SEVERAL("fma", "three numbers", "fma(x, y, z)")) fma(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("fma", "three numbers", "fma(x, y, z)"))
TYPEGRAD_NOT_TAKEN(3, 3, TYPEGRAD_SEVERAL("lerp", "three numbers", "lerp(a, b, t)")) lerp(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("lerp", "three numbers", "lerp(a, b, t)"))
TYPEGRAD_NOT_TAKEN(2, 3, TYPEGRAD_SEVERAL("hypot", "two numbers or three", "hypot(x, y)")) hypot(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("hypot", "two numbers or three", "hypot(x, y)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("max", "two numbers", "max({a, b, c}), of values of one type, or max(max(a, b), c)")) max(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("max", "two numbers", "max({a, b, c}), of values of one type, or max(max(a, b), c)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("min", "two numbers", "min({a, b, c}), of values of one type, or min(min(a, b), c)")) min(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("min", "two numbers", "min({a, b, c}), of values of one type, or min(min(a, b), c)"))
TYPEGRAD_NOT_TAKEN(2, 2, TYPEGRAD_SEVERAL("pow", "a base and an exponent", "pow(x, 2)")) pow(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("pow", "a base and an exponent", "pow(x, 2)"))
TYPEGRAD_NOT_TAKEN(3, 3, TYPEGRAD_SEVERAL("select", "a condition and two values", "select(x > 0, x, 0)")) select(A const&... a) TYPEGRAD_NOT_TAKEN_SAYING(TYPEGRAD_SEVERAL("select", "a condition and two values", "select(x > 0, x, 0)"))

// A list of values of several types, of which no type can be deduced.
struct any_value {
    template <class A>
    constexpr any_value(A const&) {}
};
#ifdef __clang__
#define TYPEGRAD_LIST_SAYS(text) TYPEGRAD_UNAVAILABLE(text) constexpr no_result
#define TYPEGRAD_LIST_SAID(text)
#else
#define TYPEGRAD_LIST_SAYS(text) template <class T = void> constexpr no_result
#define TYPEGRAD_LIST_SAID(text) static_assert(!std::is_void_v<T>, text);
#endif
#define TYPEGRAD_ONE_TYPE "typegrad: the values of a list have one type, which max and min of a list take; write max(max(a, b), c) where they are a traced value and numbers"
TYPEGRAD_LIST_SAYS(TYPEGRAD_ONE_TYPE) max(std::initializer_list<any_value>) { TYPEGRAD_LIST_SAID(TYPEGRAD_ONE_TYPE) return {}; }
TYPEGRAD_LIST_SAYS(TYPEGRAD_ONE_TYPE) min(std::initializer_list<any_value>) { TYPEGRAD_LIST_SAID(TYPEGRAD_ONE_TYPE) return {}; }

#undef TYPEGRAD_NOT_TAKEN
#undef TYPEGRAD_NOT_TAKEN_SAYING
#undef TYPEGRAD_ONE
#undef TYPEGRAD_SEVERAL
#undef TYPEGRAD_LIST_SAYS
#undef TYPEGRAD_LIST_SAID

}

namespace typegrad::inline v0_2::op {
using elsewhere::exp, elsewhere::exp2, elsewhere::expm1, elsewhere::log, elsewhere::log10, elsewhere::log2;
using elsewhere::log1p, elsewhere::sqrt, elsewhere::cbrt, elsewhere::acos, elsewhere::asin, elsewhere::atan;
using elsewhere::cos, elsewhere::sin, elsewhere::tan, elsewhere::acosh, elsewhere::asinh, elsewhere::atanh;
using elsewhere::cosh, elsewhere::sinh, elsewhere::tanh, elsewhere::erf, elsewhere::erfc, elsewhere::abs;
using elsewhere::fabs, elsewhere::ceil, elsewhere::floor, elsewhere::nearbyint, elsewhere::rint, elsewhere::round;
using elsewhere::trunc, elsewhere::isfinite, elsewhere::isinf, elsewhere::isnan, elsewhere::signbit, elsewhere::exp10;
using elsewhere::sigmoid, elsewhere::softplus, elsewhere::logit, elsewhere::rsqrt, elsewhere::square, elsewhere::cube;
using elsewhere::inv, elsewhere::relu, elsewhere::sign, elsewhere::sinc, elsewhere::norm_cdf, elsewhere::norm_pdf;
using elsewhere::atan2, elsewhere::copysign, elsewhere::fdim, elsewhere::fmax, elsewhere::fmin, elsewhere::fmod;
using elsewhere::remainder, elsewhere::ldexp, elsewhere::clamp, elsewhere::fma, elsewhere::lerp, elsewhere::hypot;
using elsewhere::max, elsewhere::min, elsewhere::pow, elsewhere::select;
}

// See op/std.hpp for why this is done although the standard does not bless it.
namespace std {
using typegrad::op::elsewhere::exp, typegrad::op::elsewhere::exp2, typegrad::op::elsewhere::expm1, typegrad::op::elsewhere::log, typegrad::op::elsewhere::log10, typegrad::op::elsewhere::log2;
using typegrad::op::elsewhere::log1p, typegrad::op::elsewhere::sqrt, typegrad::op::elsewhere::cbrt, typegrad::op::elsewhere::acos, typegrad::op::elsewhere::asin, typegrad::op::elsewhere::atan;
using typegrad::op::elsewhere::cos, typegrad::op::elsewhere::sin, typegrad::op::elsewhere::tan, typegrad::op::elsewhere::acosh, typegrad::op::elsewhere::asinh, typegrad::op::elsewhere::atanh;
using typegrad::op::elsewhere::cosh, typegrad::op::elsewhere::sinh, typegrad::op::elsewhere::tanh, typegrad::op::elsewhere::erf, typegrad::op::elsewhere::erfc, typegrad::op::elsewhere::abs;
using typegrad::op::elsewhere::fabs, typegrad::op::elsewhere::ceil, typegrad::op::elsewhere::floor, typegrad::op::elsewhere::nearbyint, typegrad::op::elsewhere::rint, typegrad::op::elsewhere::round;
using typegrad::op::elsewhere::trunc, typegrad::op::elsewhere::isfinite, typegrad::op::elsewhere::isinf, typegrad::op::elsewhere::isnan, typegrad::op::elsewhere::signbit, typegrad::op::elsewhere::atan2;
using typegrad::op::elsewhere::copysign, typegrad::op::elsewhere::fdim, typegrad::op::elsewhere::fmax, typegrad::op::elsewhere::fmin, typegrad::op::elsewhere::fmod, typegrad::op::elsewhere::remainder;
using typegrad::op::elsewhere::ldexp, typegrad::op::elsewhere::clamp, typegrad::op::elsewhere::fma, typegrad::op::elsewhere::lerp, typegrad::op::elsewhere::hypot, typegrad::op::elsewhere::pow;
using typegrad::op::elsewhere::max, typegrad::op::elsewhere::min;
}
