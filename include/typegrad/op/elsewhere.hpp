// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions that are called by mistake: those of optional headers, and those of std that have no derivative here. They are declared
// only to say so, and a function that is really there is always the better match. Without them a compiler says that there is no such
// name, or lists a hundred functions of numbers.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <concepts>

namespace typegrad::inline v0_2 {
struct traced_value;
struct loose_value;
}

namespace typegrad::inline v0_2::op::elsewhere {

// Headers; whether one has been included.
struct gamma_header {};
struct beta_header {};
struct bessel_header {};
struct error_function_header {};
struct exponential_integral_header {};
struct elliptic_header {};
struct densities_header {};
struct tape_header {};
template <class Header, class... A>
inline constexpr bool is_included = false;

template <class A, class... B>
constexpr auto first_operand(A const& a, B const&... b) {
    if constexpr (is_operand<A>) return a;
    else return first_operand(b...);
}

// What goes on as a text.
struct text {
    template <class String>
        requires requires { typename String::traits_type; }
    constexpr operator String() const { return {}; }
    template <class A>
    friend constexpr text operator+(A const&, text) { return {}; }
    template <class A>
        requires(!std::same_as<A, text>)
    friend constexpr text operator+(text, A const&) { return {}; }
    template <class Stream>
        requires requires(Stream& stream) { stream.rdbuf(); }
    friend constexpr Stream& operator<<(Stream& stream, text) { return stream; }
};

// The name stands outside of the macro, which would be one more thing to be explained.
#define TYPEGRAD_ONLY_SAYS(condition, text)           \
    template <class... A>                             \
        requires((is_operand<A> || ...) && condition) \
    TYPEGRAD_SAYS_IN_LINE(text)                       \
    constexpr auto
#define TYPEGRAD_SAYING(text)                          \
    {                                                  \
        TYPEGRAD_SAYS_IN_BODY(sizeof...(A) == 0, text) \
        return first_operand(a...);                    \
    }
#define TYPEGRAD_INCLUDE(name, header) "typegrad: " name " is in an optional header; write #include <typegrad/" header "> or <typegrad/special.hpp>"
#define TYPEGRAD_NO_DERIVATIVE(name) "typegrad: there is no derivative of std::" name " here; write it with functions that have one, or give the derivative by typegrad::custom"
#define TYPEGRAD_PRINTF "typegrad: printf takes numbers; of a variable of the tape write x.value(), of an expression its value y(x = 2.0)"
#define TYPEGRAD_NO_TEXT "typegrad: std::to_string has no text of a traced value, which has no number yet; print what the derivative returns"
#define TYPEGRAD_OF_FLOAT(name, call) "typegrad: " name " is a function of float alone; write " call
#define TYPEGRAD_WRITE(name, instead) "typegrad: there is no derivative of std::" name " here; write " instead

// Operators of integers, and those beside what is no number: a text, a container, a function that is not called. What is converted to
// `anything` is the worst match of all. (For clang no templates, of which it says so twice, as g++ does of what is unavailable.)
struct anything {
    template <class A>
    constexpr anything(A const&) {}
};
struct no_operand {
    template <class A>
        requires(!is_operand<A>)
    constexpr no_operand(A const&) {}
};
#define TYPEGRAD_NO_POWER "typegrad: ^ is no power in C++; write pow(x, 2)"
#define TYPEGRAD_NO_SHIFT "typegrad: << and >> shift integers; write ldexp(x, 1), or 2 * x"
#define TYPEGRAD_NO_REMAINDER "typegrad: % is of integers alone; write fmod(x, y)"
#define TYPEGRAD_NO_NUMBER_BESIDE \
    "typegrad: one operand is no number: a text, a container, a function that is not called, an object without such an operator; write its element, v[0], or its call, f(x)"
#define TYPEGRAD_TWO_KINDS \
    "typegrad: the operands are of two kinds: an expression beside a traced value or one of the tape, or values of float beside those of double; pass one of them as an argument"
// (No name stands in a macro, which clang would explain.)
#ifdef __clang__
#define TYPEGRAD_OPERATOR_SAYS(text) TYPEGRAD_UNAVAILABLE(text) constexpr no_result
#define TYPEGRAD_OPERATOR_SAID(text)
#else
#define TYPEGRAD_OPERATOR_SAYS(text) template <class T = void> constexpr no_result
#define TYPEGRAD_OPERATOR_SAID(text) static_assert(!std::is_void_v<T>, text);
#endif
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_POWER) operator^(operand const&, anything) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_POWER) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_SHIFT) operator<<(operand const&, anything) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_SHIFT) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_SHIFT) operator>>(operand const&, anything) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_SHIFT) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_REMAINDER) operator%(operand const&, anything) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_REMAINDER) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator+(operand const&, no_operand) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator+(no_operand, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_TWO_KINDS) operator+(operand const&, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_TWO_KINDS) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator-(operand const&, no_operand) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator-(no_operand, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_TWO_KINDS) operator-(operand const&, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_TWO_KINDS) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator*(operand const&, no_operand) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator*(no_operand, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_TWO_KINDS) operator*(operand const&, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_TWO_KINDS) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator/(operand const&, no_operand) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator/(no_operand, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_TWO_KINDS) operator/(operand const&, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_TWO_KINDS) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator<(operand const&, no_operand) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator<(no_operand, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_TWO_KINDS) operator<(operand const&, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_TWO_KINDS) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator>(operand const&, no_operand) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator>(no_operand, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_TWO_KINDS) operator>(operand const&, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_TWO_KINDS) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator<=(operand const&, no_operand) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator<=(no_operand, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_TWO_KINDS) operator<=(operand const&, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_TWO_KINDS) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator>=(operand const&, no_operand) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_NO_NUMBER_BESIDE) operator>=(no_operand, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_NO_NUMBER_BESIDE) return {}; }
TYPEGRAD_OPERATOR_SAYS(TYPEGRAD_TWO_KINDS) operator>=(operand const&, operand const&) { TYPEGRAD_OPERATOR_SAID(TYPEGRAD_TWO_KINDS) return {}; }
#undef TYPEGRAD_OPERATOR_SAYS
#undef TYPEGRAD_OPERATOR_SAID

TYPEGRAD_ONLY_SAYS((!is_included<gamma_header, A...>), TYPEGRAD_INCLUDE("lgamma", "special/gamma.hpp")) lgamma(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("lgamma", "special/gamma.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<gamma_header, A...>), TYPEGRAD_INCLUDE("tgamma", "special/gamma.hpp")) tgamma(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("tgamma", "special/gamma.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<gamma_header, A...>), TYPEGRAD_INCLUDE("digamma", "special/gamma.hpp")) digamma(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("digamma", "special/gamma.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<gamma_header, A...>), TYPEGRAD_INCLUDE("trigamma", "special/gamma.hpp")) trigamma(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("trigamma", "special/gamma.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<gamma_header, A...>), TYPEGRAD_INCLUDE("polygamma", "special/gamma.hpp")) polygamma(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("polygamma", "special/gamma.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<gamma_header, A...>), TYPEGRAD_INCLUDE("gamma_p", "special/gamma.hpp")) gamma_p(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("gamma_p", "special/gamma.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<gamma_header, A...>), TYPEGRAD_INCLUDE("gamma_q", "special/gamma.hpp")) gamma_q(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("gamma_q", "special/gamma.hpp"))

TYPEGRAD_ONLY_SAYS((!is_included<beta_header, A...>), TYPEGRAD_INCLUDE("beta", "special/beta.hpp")) beta(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("beta", "special/beta.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<beta_header, A...>), TYPEGRAD_INCLUDE("lbeta", "special/beta.hpp")) lbeta(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("lbeta", "special/beta.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<beta_header, A...>), TYPEGRAD_INCLUDE("ibeta", "special/beta.hpp")) ibeta(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("ibeta", "special/beta.hpp"))

TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("j0", "special/bessel.hpp")) j0(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("j0", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("j1", "special/bessel.hpp")) j1(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("j1", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("jn", "special/bessel.hpp")) jn(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("jn", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("y0", "special/bessel.hpp")) y0(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("y0", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("y1", "special/bessel.hpp")) y1(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("y1", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("yn", "special/bessel.hpp")) yn(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("yn", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("i0", "special/bessel.hpp")) i0(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("i0", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("i1", "special/bessel.hpp")) i1(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("i1", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("k0", "special/bessel.hpp")) k0(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("k0", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("k1", "special/bessel.hpp")) k1(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("k1", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("cyl_bessel_j", "special/bessel.hpp")) cyl_bessel_j(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("cyl_bessel_j", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("cyl_neumann", "special/bessel.hpp")) cyl_neumann(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("cyl_neumann", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("cyl_bessel_i", "special/bessel.hpp")) cyl_bessel_i(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("cyl_bessel_i", "special/bessel.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<bessel_header, A...>), TYPEGRAD_INCLUDE("cyl_bessel_k", "special/bessel.hpp")) cyl_bessel_k(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("cyl_bessel_k", "special/bessel.hpp"))

TYPEGRAD_ONLY_SAYS((!is_included<error_function_header, A...>), TYPEGRAD_INCLUDE("erfinv", "special/error_function.hpp")) erfinv(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("erfinv", "special/error_function.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<error_function_header, A...>), TYPEGRAD_INCLUDE("erfcinv", "special/error_function.hpp")) erfcinv(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("erfcinv", "special/error_function.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<error_function_header, A...>), TYPEGRAD_INCLUDE("norm_quantile", "special/error_function.hpp")) norm_quantile(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("norm_quantile", "special/error_function.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<error_function_header, A...>), TYPEGRAD_INCLUDE("owens_t", "special/error_function.hpp")) owens_t(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("owens_t", "special/error_function.hpp"))

TYPEGRAD_ONLY_SAYS((!is_included<exponential_integral_header, A...>), TYPEGRAD_INCLUDE("expint", "special/exponential_integral.hpp")) expint(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("expint", "special/exponential_integral.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<exponential_integral_header, A...>), TYPEGRAD_INCLUDE("lambert_w0", "special/exponential_integral.hpp")) lambert_w0(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("lambert_w0", "special/exponential_integral.hpp"))

TYPEGRAD_ONLY_SAYS((!is_included<elliptic_header, A...>), TYPEGRAD_INCLUDE("ellint_1", "special/elliptic.hpp")) ellint_1(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("ellint_1", "special/elliptic.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<elliptic_header, A...>), TYPEGRAD_INCLUDE("ellint_2", "special/elliptic.hpp")) ellint_2(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("ellint_2", "special/elliptic.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<elliptic_header, A...>), TYPEGRAD_INCLUDE("ellint_d", "special/elliptic.hpp")) ellint_d(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("ellint_d", "special/elliptic.hpp"))

TYPEGRAD_ONLY_SAYS((!is_included<densities_header, A...>), TYPEGRAD_INCLUDE("poisson_log_density", "special/densities.hpp")) poisson_log_density(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("poisson_log_density", "special/densities.hpp"))
TYPEGRAD_ONLY_SAYS((!is_included<densities_header, A...>), TYPEGRAD_INCLUDE("student_t_log_density", "special/densities.hpp")) student_t_log_density(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_INCLUDE("student_t_log_density", "special/densities.hpp"))

TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("nextafter")) nextafter(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("nextafter"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("nexttoward")) nexttoward(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("nexttoward"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("ilogb", "floor(log2(abs(x)))")) ilogb(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("ilogb", "floor(log2(abs(x)))"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("logb", "floor(log2(abs(x)))")) logb(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("logb", "floor(log2(abs(x)))"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("frexp")) frexp(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("frexp"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("modf", "trunc(x) for the whole part and x - trunc(x) for the rest")) modf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("modf", "trunc(x) for the whole part and x - trunc(x) for the rest"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("remquo", "remainder(x, y)")) remquo(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("remquo", "remainder(x, y)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("lrint", "rint(x)")) lrint(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("lrint", "rint(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("llrint", "rint(x)")) llrint(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("llrint", "rint(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("lround", "round(x)")) lround(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("lround", "round(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("llround", "round(x)")) llround(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("llround", "round(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("fpclassify", "a comparison, isfinite(x) or isnan(x)")) fpclassify(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("fpclassify", "a comparison, isfinite(x) or isnan(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_WRITE("isnormal", "a comparison, isfinite(x) or isnan(x)")) isnormal(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_WRITE("isnormal", "a comparison, isfinite(x) or isnan(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_OF_FLOAT("sinf", "sin(x)")) sinf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_OF_FLOAT("sinf", "sin(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_OF_FLOAT("cosf", "cos(x)")) cosf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_OF_FLOAT("cosf", "cos(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_OF_FLOAT("tanf", "tan(x)")) tanf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_OF_FLOAT("tanf", "tan(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_OF_FLOAT("expf", "exp(x)")) expf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_OF_FLOAT("expf", "exp(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_OF_FLOAT("logf", "log(x)")) logf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_OF_FLOAT("logf", "log(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_OF_FLOAT("sqrtf", "sqrt(x)")) sqrtf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_OF_FLOAT("sqrtf", "sqrt(x)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_OF_FLOAT("powf", "pow(x, y)")) powf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_OF_FLOAT("powf", "pow(x, y)"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_OF_FLOAT("fabsf", "fabs(x)")) fabsf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_OF_FLOAT("fabsf", "fabs(x)"))
// (Of traced values see trace/algorithms.hpp.)
template <class A>
concept of_trace = std::derived_from<A, traced_value> || std::derived_from<A, loose_value>;
TYPEGRAD_ONLY_SAYS(!(of_trace<A> || ...), TYPEGRAD_PRINTF) printf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_PRINTF)
TYPEGRAD_ONLY_SAYS(!(of_trace<A> || ...), TYPEGRAD_PRINTF) fprintf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_PRINTF)
TYPEGRAD_ONLY_SAYS(!(of_trace<A> || ...), TYPEGRAD_PRINTF) snprintf(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_PRINTF)
TYPEGRAD_ONLY_SAYS(!(std::derived_from<A, loose_value> || ...), TYPEGRAD_NO_TEXT) to_string(A const&...) {
#ifndef __clang__
    static_assert(sizeof...(A) == 0, TYPEGRAD_NO_TEXT);
#endif
    return text();
}
// That is said once: see graph/conversions.hpp.
template <std::derived_from<loose_value> A>
constexpr text to_string(A const&) { return {}; }
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("assoc_laguerre")) assoc_laguerre(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("assoc_laguerre"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("assoc_legendre")) assoc_legendre(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("assoc_legendre"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("comp_ellint_1")) comp_ellint_1(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("comp_ellint_1"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("comp_ellint_2")) comp_ellint_2(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("comp_ellint_2"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("comp_ellint_3")) comp_ellint_3(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("comp_ellint_3"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("ellint_3")) ellint_3(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("ellint_3"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("hermite")) hermite(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("hermite"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("laguerre")) laguerre(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("laguerre"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("legendre")) legendre(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("legendre"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("riemann_zeta")) riemann_zeta(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("riemann_zeta"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("sph_bessel")) sph_bessel(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("sph_bessel"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("sph_legendre")) sph_legendre(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("sph_legendre"))
TYPEGRAD_ONLY_SAYS(true, TYPEGRAD_NO_DERIVATIVE("sph_neumann")) sph_neumann(A const&... a) TYPEGRAD_SAYING(TYPEGRAD_NO_DERIVATIVE("sph_neumann"))

}

namespace typegrad::inline v0_2::op {
using elsewhere::lgamma, elsewhere::tgamma, elsewhere::digamma, elsewhere::trigamma;
using elsewhere::polygamma, elsewhere::gamma_p, elsewhere::gamma_q, elsewhere::beta;
using elsewhere::lbeta, elsewhere::ibeta, elsewhere::j0, elsewhere::j1;
using elsewhere::jn, elsewhere::y0, elsewhere::y1, elsewhere::yn;
using elsewhere::i0, elsewhere::i1, elsewhere::k0, elsewhere::k1;
using elsewhere::cyl_bessel_j, elsewhere::cyl_neumann, elsewhere::cyl_bessel_i, elsewhere::cyl_bessel_k;
using elsewhere::erfinv, elsewhere::erfcinv, elsewhere::norm_quantile, elsewhere::owens_t;
using elsewhere::expint, elsewhere::lambert_w0, elsewhere::ellint_1, elsewhere::ellint_2;
using elsewhere::ellint_d, elsewhere::poisson_log_density, elsewhere::student_t_log_density, elsewhere::nextafter;
using elsewhere::nexttoward, elsewhere::ilogb, elsewhere::logb, elsewhere::frexp;
using elsewhere::modf, elsewhere::remquo, elsewhere::lrint, elsewhere::llrint;
using elsewhere::lround, elsewhere::llround, elsewhere::printf, elsewhere::fprintf, elsewhere::snprintf;
using elsewhere::sinf, elsewhere::cosf, elsewhere::tanf, elsewhere::expf, elsewhere::logf, elsewhere::sqrtf, elsewhere::powf, elsewhere::fabsf;
using elsewhere::operator^, elsewhere::operator%, elsewhere::operator<<, elsewhere::operator>>, elsewhere::operator+, elsewhere::operator-, elsewhere::operator*, elsewhere::operator/;
using elsewhere::operator<, elsewhere::operator>, elsewhere::operator<=, elsewhere::operator>=;
}

// See op/std.hpp for why this is done although the standard does not bless it.
namespace std {
using typegrad::op::elsewhere::lgamma, typegrad::op::elsewhere::tgamma, typegrad::op::elsewhere::beta, typegrad::op::elsewhere::cyl_bessel_j;
using typegrad::op::elsewhere::cyl_neumann, typegrad::op::elsewhere::cyl_bessel_i, typegrad::op::elsewhere::cyl_bessel_k, typegrad::op::elsewhere::expint;
using typegrad::op::elsewhere::nextafter, typegrad::op::elsewhere::nexttoward, typegrad::op::elsewhere::ilogb, typegrad::op::elsewhere::logb;
using typegrad::op::elsewhere::frexp, typegrad::op::elsewhere::modf, typegrad::op::elsewhere::remquo, typegrad::op::elsewhere::lrint;
using typegrad::op::elsewhere::llrint, typegrad::op::elsewhere::lround, typegrad::op::elsewhere::llround, typegrad::op::elsewhere::fpclassify;
using typegrad::op::elsewhere::to_string, typegrad::op::elsewhere::printf, typegrad::op::elsewhere::fprintf, typegrad::op::elsewhere::snprintf;
using typegrad::op::elsewhere::isnormal, typegrad::op::elsewhere::assoc_laguerre, typegrad::op::elsewhere::assoc_legendre, typegrad::op::elsewhere::comp_ellint_1;
using typegrad::op::elsewhere::comp_ellint_2, typegrad::op::elsewhere::comp_ellint_3, typegrad::op::elsewhere::ellint_3, typegrad::op::elsewhere::hermite;
using typegrad::op::elsewhere::laguerre, typegrad::op::elsewhere::legendre, typegrad::op::elsewhere::riemann_zeta, typegrad::op::elsewhere::sph_bessel;
using typegrad::op::elsewhere::sph_legendre, typegrad::op::elsewhere::sph_neumann;
}
