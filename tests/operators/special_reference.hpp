// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Special functions in many digits: MPFR's where it has the function, so that Boost.Math is not compared with itself; else
// Boost.Math's in 120 digits, for which its series and quadratures have enough terms.
#pragma once

#include "probe.hpp"

#include <typegrad/special.hpp>

#include <type_traits>

namespace harness {

#ifdef TYPEGRAD_TESTS_MPFR
using in_120_digits = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<120>, boost::multiprecision::et_off>;
#else
using in_120_digits = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<120, boost::multiprecision::digit_base_10, void, boost::int64_t>, boost::multiprecision::et_off>;
#endif

template <class Op, class List>
inline constexpr bool is_among = false;
template <class Op, class... Ops>
inline constexpr bool is_among<Op, op::operation_list<Ops...>> = (std::is_same_v<Op, Ops> || ...);

template <class Op>
    requires is_among<Op, op::special_operations>
struct reference<Op> {
    static constexpr bool special = true;
    static constexpr int bits = 396;
    static precise value(auto const&... a) { return precise(Op::value(in_120_digits(a)...)); }
};

#ifdef TYPEGRAD_TESTS_MPFR
template <auto Function>
struct by_mpfr {
    static constexpr bool special = true;
    static constexpr int bits = 0;
    static precise value(auto const&... a) {
        precise result(0);
        Function(result.backend().data(), a.backend().data()..., MPFR_RNDN);
        return result;
    }
};
namespace mpfr {
    inline int lgamma(mpfr_ptr y, mpfr_srcptr x, mpfr_rnd_t rounding) {
        int sign = 0;
        return mpfr_lgamma(y, &sign, x, rounding);
    }
    inline int jn(mpfr_ptr y, mpfr_srcptr n, mpfr_srcptr x, mpfr_rnd_t rounding) { return mpfr_jn(y, mpfr_get_si(n, rounding), x, rounding); }
    inline int yn(mpfr_ptr y, mpfr_srcptr n, mpfr_srcptr x, mpfr_rnd_t rounding) { return mpfr_yn(y, mpfr_get_si(n, rounding), x, rounding); }
}
// clang-format off
template <> struct reference<op::tgamma_>  : by_mpfr<mpfr_gamma> {};
template <> struct reference<op::lgamma_>  : by_mpfr<mpfr::lgamma> {};
template <> struct reference<op::digamma_> : by_mpfr<mpfr_digamma> {};
template <> struct reference<op::beta_>    : by_mpfr<mpfr_beta> {};
template <> struct reference<op::expint_>  : by_mpfr<mpfr_eint> {};
template <> struct reference<op::j0_>      : by_mpfr<mpfr_j0> {};
template <> struct reference<op::j1_>      : by_mpfr<mpfr_j1> {};
template <> struct reference<op::y0_>      : by_mpfr<mpfr_y0> {};
template <> struct reference<op::y1_>      : by_mpfr<mpfr_y1> {};
template <> struct reference<op::jn_>      : by_mpfr<mpfr::jn> {};
template <> struct reference<op::yn_>      : by_mpfr<mpfr::yn> {};
// clang-format on
#endif

}
