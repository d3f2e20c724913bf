// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Special functions in many digits: without Boost.Math where that is easy, so that it is not compared with itself; else, and where
// there is no MPFR, Boost.Math's in 120 digits, for which its series and quadratures have enough terms.
#pragma once

#include "special_by_mpfr.hpp"

#include <typegrad/special.hpp>

#include <limits>
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
    static precise value(auto const&... a) {
        // Of an amplitude so large 120 digits do not tell the sine.
        if constexpr (is_among<Op, op::elliptic_integrals>)
            if ((... || (abs(a) > precise(1e30)))) return std::numeric_limits<double>::quiet_NaN();
        return precise(Op::value(in_120_digits(a)...));
    }
};

#ifdef TYPEGRAD_TESTS_MPFR
template <auto Function>
struct in_any_precision {
    static constexpr bool special = true;
    static constexpr int bits = 0;
    static precise value(auto const&... a) { return Function(a...); }
};
template <auto Function, int Order>
struct of_order : in_any_precision<Function> {
    static precise value(precise const& x) { return Function(precise(Order), x); }
};
// clang-format off
template <> struct reference<op::tgamma_>                : in_any_precision<by_mpfr::tgamma> {};
template <> struct reference<op::lgamma_>                : in_any_precision<by_mpfr::lgamma> {};
template <> struct reference<op::digamma_>               : in_any_precision<by_mpfr::digamma> {};
template <> struct reference<op::polygamma_>             : in_any_precision<by_mpfr::polygamma> {};
template <> struct reference<op::polygamma_difference_>  : in_any_precision<by_mpfr::polygamma_difference> {};
template <> struct reference<op::gamma_p_derivative_>    : in_any_precision<by_mpfr::gamma_p_derivative> {};
template <> struct reference<op::gamma_p_>               : in_any_precision<by_mpfr::gamma_p> {};
template <> struct reference<op::gamma_q_>               : in_any_precision<by_mpfr::gamma_q> {};
template <> struct reference<op::beta_>                  : in_any_precision<by_mpfr::beta> {};
template <> struct reference<op::lbeta_>                 : in_any_precision<by_mpfr::lbeta> {};
template <> struct reference<op::ibeta_derivative_>      : in_any_precision<by_mpfr::ibeta_derivative> {};
template <> struct reference<op::ibeta_>                 : in_any_precision<by_mpfr::ibeta> {};
template <> struct reference<op::erfinv_>                : in_any_precision<by_mpfr::erfinv> {};
template <> struct reference<op::erfcinv_>               : in_any_precision<by_mpfr::erfcinv> {};
template <> struct reference<op::norm_quantile_>         : in_any_precision<by_mpfr::norm_quantile> {};
template <> struct reference<op::owens_t_>               : in_any_precision<by_mpfr::owens_t> {};
template <> struct reference<op::expint_>                : in_any_precision<by_mpfr::expint> {};
template <> struct reference<op::lambert_w0_>            : in_any_precision<by_mpfr::lambert_w0> {};
template <> struct reference<op::jn_>                    : in_any_precision<by_mpfr::bessel_j> {};
template <> struct reference<op::yn_>                    : in_any_precision<by_mpfr::bessel_y> {};
template <> struct reference<op::cyl_bessel_j_>          : in_any_precision<by_mpfr::bessel_j> {};
template <> struct reference<op::cyl_neumann_>           : in_any_precision<by_mpfr::bessel_y> {};
template <> struct reference<op::cyl_bessel_i_>          : in_any_precision<by_mpfr::bessel_i> {};
template <> struct reference<op::cyl_bessel_k_>          : in_any_precision<by_mpfr::bessel_k> {};
template <> struct reference<op::trigamma_>              : of_order<by_mpfr::polygamma, 1> {};
template <> struct reference<op::j0_>                    : of_order<by_mpfr::bessel_j, 0> {};
template <> struct reference<op::j1_>                    : of_order<by_mpfr::bessel_j, 1> {};
template <> struct reference<op::y0_>                    : of_order<by_mpfr::bessel_y, 0> {};
template <> struct reference<op::y1_>                    : of_order<by_mpfr::bessel_y, 1> {};
template <> struct reference<op::i0_>                    : of_order<by_mpfr::bessel_i, 0> {};
template <> struct reference<op::i1_>                    : of_order<by_mpfr::bessel_i, 1> {};
template <> struct reference<op::k0_>                    : of_order<by_mpfr::bessel_k, 0> {};
template <> struct reference<op::k1_>                    : of_order<by_mpfr::bessel_k, 1> {};
// clang-format on
#endif

}
