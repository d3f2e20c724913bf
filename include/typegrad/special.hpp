// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Special functions, of traced values, expressions and the tape's variables alike: stanzas of the same kind as the table's.
// Include it beside typegrad.hpp or typegrad/tape.hpp. It needs Boost.Math, which computes the values at run time.
//
//     special/error_function.hpp          erfinv, erfcinv (erf_inv and erfc_inv as well), norm_quantile, owens_t
//     special/gamma.hpp                   tgamma, lgamma, digamma, trigamma, polygamma, gamma_p, gamma_q, gamma_p_inv, gamma_q_inv
//     special/beta.hpp                    beta, lbeta, ibeta, ibetac, ibeta_inv, ibetac_inv
//     special/bessel.hpp                  j0, j1, jn, y0, y1, yn, i0, i1, k0, k1; cyl_bessel_j, cyl_neumann, cyl_bessel_i, cyl_bessel_k
//     special/exponential_integral.hpp    expint, lambert_w0
//     special/elliptic.hpp                ellint_1, ellint_2, ellint_d
//     special/densities.hpp               poisson_log_density, student_t_log_density
//
// The derivative of one special function is made of others, so that derivatives of any order exist. Where there is none, gamma_p and
// gamma_q in their first argument, ibeta in its first two, their complements and inverses in the same ones and Bessel functions in the
// order, needing it does not compile and says so; on the tape, where it is known at run time only what is differentiated, it throws
// std::logic_error.
//
// Boost.Math is not constexpr. Functions that use it are traced, differentiated and simplified in constant expressions as all
// others, but they cannot be evaluated there: a static_assert on their values fails with the compiler's own message, and so does a
// call on numbers alone inside of a traced function: pass those as arguments, differentiated or not.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/special/bessel.hpp>
#include <typegrad/special/beta.hpp>
#include <typegrad/special/densities.hpp>
#include <typegrad/special/elliptic.hpp>
#include <typegrad/special/error_function.hpp>
#include <typegrad/special/exponential_integral.hpp>
#include <typegrad/special/gamma.hpp>

#include <typegrad/op/table.hpp>

namespace typegrad::inline v0_2::op {

// Beside `table`, for tests and documentation.
using special_operations =
    decltype(normal_functions{} + gamma_functions{} + beta_functions{} + bessel_functions{} + exponential_integrals{} + elliptic_integrals{});

}

// As in op/std.hpp.
namespace std {
using typegrad::op::standard::beta, typegrad::op::standard::expint, typegrad::op::standard::lgamma, typegrad::op::standard::tgamma;
using typegrad::op::standard::cyl_bessel_i, typegrad::op::standard::cyl_bessel_j, typegrad::op::standard::cyl_bessel_k, typegrad::op::standard::cyl_neumann;
}

#include <typegrad/macros/restore.hpp>
