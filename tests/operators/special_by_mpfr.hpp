// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Special functions in any precision, by MPFR's functions and textbook formulas: nothing of Boost.Math's. NaN where they are not meant
// for: huge orders, far left on the negative axis.
#pragma once

#include "probe.hpp"

namespace harness::by_mpfr {

precise tgamma(precise const& x);
precise lgamma(precise const& x);
precise digamma(precise const& x);
precise polygamma(precise const& n, precise const& x);
precise polygamma_difference(precise const& n, precise const& a, precise const& b);
precise gamma_p_derivative(precise const& a, precise const& x);
precise gamma_p(precise const& a, precise const& x);
precise gamma_q(precise const& a, precise const& x);
precise beta(precise const& a, precise const& b);
precise lbeta(precise const& a, precise const& b);
precise ibeta(precise const& a, precise const& b, precise const& x);
precise ibeta_derivative(precise const& a, precise const& b, precise const& x);

precise erfinv(precise const& x);
precise erfcinv(precise const& x);
precise norm_quantile(precise const& x);
precise owens_t(precise const& h, precise const& a);

precise expint(precise const& x);
precise lambert_w0(precise const& x);

// Of a real order; x >= 0 unless the order is an integer.
precise bessel_j(precise const& order, precise const& x);
precise bessel_y(precise const& order, precise const& x);
precise bessel_i(precise const& order, precise const& x);
precise bessel_k(precise const& order, precise const& x);

}
