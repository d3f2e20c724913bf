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
concept is_no_number = has_elements<A> || std::is_array_v<A> || std::is_pointer_v<A> || (std::is_empty_v<A> && !is_operand<A>) ||
                       requires { typename A::traits_type; };

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

#define TYPEGRAD_MISUSED(name, least, most, text)                                                                                                      \
    template <class... A>                                                                                                                              \
        requires((sizeof...(A) < least || sizeof...(A) > most || !operands<A...>) && not_taken<(least <= sizeof...(A) && sizeof...(A) <= most), A...>) \
    TYPEGRAD_SAYS_IN_LINE(text)                                                                                                                        \
    constexpr auto name(A const&... a) {                                                                                                               \
        TYPEGRAD_SAYS_IN_BODY(sizeof...(A) == 0, text)                                                                                                 \
        return last_of_ours(a...);                                                                                                                     \
    }
#define TYPEGRAD_TAKES(name, least, most, what, call) \
    TYPEGRAD_MISUSED(name, least, most, "typegrad: " #name " takes " what "; write " call ", for an array or vector in a loop over its elements")
#define TYPEGRAD_TAKES_ONE(name) TYPEGRAD_TAKES(name, 1, 1, "one number", #name "(x)")

TYPEGRAD_TAKES_ONE(exp) TYPEGRAD_TAKES_ONE(exp2) TYPEGRAD_TAKES_ONE(expm1) TYPEGRAD_TAKES_ONE(log10) TYPEGRAD_TAKES_ONE(log2)
TYPEGRAD_TAKES_ONE(log1p) TYPEGRAD_TAKES_ONE(cbrt) TYPEGRAD_TAKES_ONE(acos) TYPEGRAD_TAKES_ONE(asin) TYPEGRAD_TAKES_ONE(cos) TYPEGRAD_TAKES_ONE(sin)
TYPEGRAD_TAKES_ONE(tan) TYPEGRAD_TAKES_ONE(acosh) TYPEGRAD_TAKES_ONE(asinh) TYPEGRAD_TAKES_ONE(atanh) TYPEGRAD_TAKES_ONE(cosh)
TYPEGRAD_TAKES_ONE(sinh) TYPEGRAD_TAKES_ONE(tanh) TYPEGRAD_TAKES_ONE(erf) TYPEGRAD_TAKES_ONE(erfc) TYPEGRAD_TAKES_ONE(abs) TYPEGRAD_TAKES_ONE(fabs)
TYPEGRAD_TAKES_ONE(ceil) TYPEGRAD_TAKES_ONE(floor) TYPEGRAD_TAKES_ONE(nearbyint) TYPEGRAD_TAKES_ONE(rint) TYPEGRAD_TAKES_ONE(round)
TYPEGRAD_TAKES_ONE(trunc) TYPEGRAD_TAKES_ONE(isfinite) TYPEGRAD_TAKES_ONE(isinf) TYPEGRAD_TAKES_ONE(isnan) TYPEGRAD_TAKES_ONE(signbit)
TYPEGRAD_TAKES_ONE(exp10) TYPEGRAD_TAKES_ONE(sigmoid) TYPEGRAD_TAKES_ONE(softplus) TYPEGRAD_TAKES_ONE(logit) TYPEGRAD_TAKES_ONE(rsqrt)
TYPEGRAD_TAKES_ONE(square) TYPEGRAD_TAKES_ONE(cube) TYPEGRAD_TAKES_ONE(inv) TYPEGRAD_TAKES_ONE(relu) TYPEGRAD_TAKES_ONE(sign)
TYPEGRAD_TAKES_ONE(sinc) TYPEGRAD_TAKES_ONE(norm_cdf) TYPEGRAD_TAKES_ONE(norm_pdf)
TYPEGRAD_TAKES(log, 1, 1, "one number", "log(x), or log(x) / log(2) for another base")
TYPEGRAD_TAKES(sqrt, 1, 1, "one number", "sqrt(x), or pow(x, 1.0 / 3) for another root")
TYPEGRAD_TAKES(atan, 1, 1, "one number", "atan(x), or atan2(y, x) of two")
TYPEGRAD_TAKES(atan2, 2, 2, "two numbers", "atan2(y, x)")
TYPEGRAD_TAKES(copysign, 2, 2, "two numbers", "copysign(x, y)")
TYPEGRAD_TAKES(fdim, 2, 2, "two numbers", "fdim(x, y)")
TYPEGRAD_TAKES(fmax, 2, 2, "two numbers", "fmax(x, y)")
TYPEGRAD_TAKES(fmin, 2, 2, "two numbers", "fmin(x, y)")
TYPEGRAD_TAKES(fmod, 2, 2, "two numbers", "fmod(x, y)")
TYPEGRAD_TAKES(remainder, 2, 2, "two numbers", "remainder(x, y)")
TYPEGRAD_TAKES(ldexp, 2, 2, "two numbers", "ldexp(x, 3)")
TYPEGRAD_TAKES(clamp, 3, 3, "three numbers", "clamp(x, 0, 1)")
TYPEGRAD_TAKES(fma, 3, 3, "three numbers", "fma(x, y, z)")
TYPEGRAD_TAKES(lerp, 3, 3, "three numbers", "lerp(a, b, t)")
TYPEGRAD_TAKES(hypot, 2, 3, "two numbers or three", "hypot(x, y)")
TYPEGRAD_TAKES(max, 2, 2, "two numbers", "max({a, b, c}), of values of one type, or max(max(a, b), c)")
TYPEGRAD_TAKES(min, 2, 2, "two numbers", "min({a, b, c}), of values of one type, or min(min(a, b), c)")
TYPEGRAD_TAKES(pow, 2, 2, "a base and an exponent", "pow(x, 2)")
TYPEGRAD_TAKES(log_norm_pdf, 1, 1, "one number", "log_norm_pdf(x), or normal_log_density(x, mean, deviation)")
TYPEGRAD_TAKES(select, 3, 3, "a condition and two values", "select(x > 0, x, 0)")

// What has a body beside it (a class that holds no numbers) is left to loops.hpp: rows were meant.
#define TYPEGRAD_LOG_SUM_EXP "typegrad: log_sum_exp takes two numbers or a std::array; write log_sum_exp(std::array{a, b, c}), of values of one type"
template <class A>
concept is_body = std::is_class_v<A> && !is_operand<A> && !has_elements<A>;
template <class... A>
    requires((sizeof...(A) != 2 || !(is_body<A> || ...)) && !(sizeof...(A) == 2 && operands<A...>) && not_taken<(sizeof...(A) == 1 || sizeof...(A) == 2), A...>)
TYPEGRAD_SAYS_IN_LINE(TYPEGRAD_LOG_SUM_EXP)
constexpr auto log_sum_exp(A const&... a) {
    TYPEGRAD_SAYS_IN_BODY(sizeof...(A) == 0, TYPEGRAD_LOG_SUM_EXP)
    return last_of_ours(a...);
}

// std::max<double>(x, 0), std::pow<double>(x, 2): where another function of that name takes what is in angle brackets, no traced value is of that type.
#define TYPEGRAD_IN_BRACKETS "typegrad: std::max<double>, std::min<double> and the like are functions of numbers alone; leave out what is in angle brackets"
template <class T, class A, class B>
    requires(std::is_arithmetic_v<T> && (is_operand<A> || is_operand<B>))
TYPEGRAD_SAYS_IN_LINE(TYPEGRAD_IN_BRACKETS)
constexpr auto max(A const& a, B const& b) {
    TYPEGRAD_SAYS_IN_BODY(std::is_void_v<T>, TYPEGRAD_IN_BRACKETS)
    return first_operand(a, b);
}
template <class T, class A, class B>
    requires(std::is_arithmetic_v<T> && (is_operand<A> || is_operand<B>))
TYPEGRAD_SAYS_IN_LINE(TYPEGRAD_IN_BRACKETS)
constexpr auto pow(A const& a, B const& b) {
    TYPEGRAD_SAYS_IN_BODY(std::is_void_v<T>, TYPEGRAD_IN_BRACKETS)
    return first_operand(a, b);
}
template <class T, class A, class B, class C>
    requires(std::is_arithmetic_v<T> && (is_operand<A> || is_operand<B> || is_operand<C>))
TYPEGRAD_SAYS_IN_LINE(TYPEGRAD_IN_BRACKETS)
constexpr auto clamp(A const& a, B const& b, C const& c) {
    TYPEGRAD_SAYS_IN_BODY(std::is_void_v<T>, TYPEGRAD_IN_BRACKETS)
    return first_operand(a, b, c);
}
template <class T, class A, class B>
    requires(std::is_arithmetic_v<T> && (is_operand<A> || is_operand<B>))
TYPEGRAD_SAYS_IN_LINE(TYPEGRAD_IN_BRACKETS)
constexpr auto min(A const& a, B const& b) {
    TYPEGRAD_SAYS_IN_BODY(std::is_void_v<T>, TYPEGRAD_IN_BRACKETS)
    return first_operand(a, b);
}

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
#define TYPEGRAD_ONE_TYPE \
    "typegrad: the values of a list have one type, which max and min of a list take; write max(max(a, b), c) where they are a traced value and numbers"
TYPEGRAD_LIST_SAYS(TYPEGRAD_ONE_TYPE) max(std::initializer_list<any_value>) { TYPEGRAD_LIST_SAID(TYPEGRAD_ONE_TYPE) return {}; }
TYPEGRAD_LIST_SAYS(TYPEGRAD_ONE_TYPE) min(std::initializer_list<any_value>) { TYPEGRAD_LIST_SAID(TYPEGRAD_ONE_TYPE) return {}; }

#undef TYPEGRAD_MISUSED
#undef TYPEGRAD_LOG_SUM_EXP
#undef TYPEGRAD_TAKES
#undef TYPEGRAD_TAKES_ONE
#undef TYPEGRAD_LIST_SAYS
#undef TYPEGRAD_LIST_SAID
#undef TYPEGRAD_ONE_TYPE

}

namespace typegrad::inline v0_2::op {
using elsewhere::exp, elsewhere::exp2, elsewhere::expm1, elsewhere::log, elsewhere::log10, elsewhere::log2;
using elsewhere::log1p, elsewhere::sqrt, elsewhere::cbrt, elsewhere::acos, elsewhere::asin, elsewhere::atan;
using elsewhere::cos, elsewhere::sin, elsewhere::tan, elsewhere::acosh, elsewhere::asinh, elsewhere::atanh;
using elsewhere::cosh, elsewhere::sinh, elsewhere::tanh, elsewhere::erf, elsewhere::erfc, elsewhere::abs;
using elsewhere::fabs, elsewhere::ceil, elsewhere::floor, elsewhere::nearbyint, elsewhere::rint, elsewhere::round;
using elsewhere::trunc, elsewhere::isfinite, elsewhere::isinf, elsewhere::isnan, elsewhere::signbit, elsewhere::exp10;
using elsewhere::sigmoid, elsewhere::softplus, elsewhere::logit, elsewhere::rsqrt, elsewhere::square, elsewhere::cube;
using elsewhere::inv, elsewhere::relu, elsewhere::sign, elsewhere::sinc, elsewhere::norm_cdf, elsewhere::norm_pdf, elsewhere::log_norm_pdf, elsewhere::log_sum_exp;
using elsewhere::atan2, elsewhere::copysign, elsewhere::fdim, elsewhere::fmax, elsewhere::fmin, elsewhere::fmod;
using elsewhere::remainder, elsewhere::ldexp, elsewhere::clamp, elsewhere::fma, elsewhere::lerp, elsewhere::hypot;
using elsewhere::max, elsewhere::min, elsewhere::pow, elsewhere::select;
}

// See op/std.hpp for why this is done although the standard does not bless it.
namespace std {
using typegrad::op::elsewhere::exp, typegrad::op::elsewhere::exp2, typegrad::op::elsewhere::expm1, typegrad::op::elsewhere::log;
using typegrad::op::elsewhere::log10, typegrad::op::elsewhere::log2, typegrad::op::elsewhere::log1p, typegrad::op::elsewhere::sqrt;
using typegrad::op::elsewhere::cbrt, typegrad::op::elsewhere::acos, typegrad::op::elsewhere::asin, typegrad::op::elsewhere::atan;
using typegrad::op::elsewhere::cos, typegrad::op::elsewhere::sin, typegrad::op::elsewhere::tan, typegrad::op::elsewhere::acosh;
using typegrad::op::elsewhere::asinh, typegrad::op::elsewhere::atanh, typegrad::op::elsewhere::cosh, typegrad::op::elsewhere::sinh;
using typegrad::op::elsewhere::tanh, typegrad::op::elsewhere::erf, typegrad::op::elsewhere::erfc, typegrad::op::elsewhere::abs;
using typegrad::op::elsewhere::fabs, typegrad::op::elsewhere::ceil, typegrad::op::elsewhere::floor, typegrad::op::elsewhere::nearbyint;
using typegrad::op::elsewhere::rint, typegrad::op::elsewhere::round, typegrad::op::elsewhere::trunc, typegrad::op::elsewhere::isfinite;
using typegrad::op::elsewhere::isinf, typegrad::op::elsewhere::isnan, typegrad::op::elsewhere::signbit, typegrad::op::elsewhere::atan2;
using typegrad::op::elsewhere::copysign, typegrad::op::elsewhere::fdim, typegrad::op::elsewhere::fmax, typegrad::op::elsewhere::fmin;
using typegrad::op::elsewhere::fmod, typegrad::op::elsewhere::remainder, typegrad::op::elsewhere::ldexp, typegrad::op::elsewhere::clamp;
using typegrad::op::elsewhere::fma, typegrad::op::elsewhere::lerp, typegrad::op::elsewhere::hypot, typegrad::op::elsewhere::pow;
using typegrad::op::elsewhere::max, typegrad::op::elsewhere::min;
}
