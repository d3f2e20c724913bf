// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The normal distribution and erfcx, against many digits.
#define BOOST_TEST_MODULE typegrad_math_normal
#include <boost/test/unit_test.hpp>

#include <typegrad/math/normal.hpp>

#include "math_in_many_digits.hpp"

namespace {

using namespace in_many_digits;

exact erfcx_reference(exact const& x) {
    if (x < 5) return exp(x * x) * erfc(x);
    exact tail = x;
    for (int k = 600; k > 0; --k) tail = x + exact(k) / 2 / tail;
    return 1 / (tail * sqrt(typegrad::math::pi_of<exact>()));
}
exact tail_reference(exact const& x) { return exp(-x * x / 2) * erfcx_reference(x / sqrt(exact(2))) / 2; }

CASE(erfcx, 3, -26, 1e6, erfcx_reference(x), nothing)
CASE(norm_pdf, 1.5, -38, 38, exp(-x * x / 2) / sqrt(2 * typegrad::math::pi_of<exact>()), nothing)
CASE(norm_cdf, 4.5, -38.5, 20, x < 0 ? tail_reference(-x) : exact(1 - tail_reference(x)), nothing)
CASE(log_norm_cdf, 5.5, -1e6, 38, x < 0 ? exact(log(erfcx_reference(-x / sqrt(exact(2))) / 2) - x * x / 2) : log1p(-tail_reference(x)), nothing)

CASE(inverse_mills, 2.5, -1e6, 38, exp(-x * x / 2) / sqrt(2 * typegrad::math::pi_of<exact>()) / (x < 0 ? tail_reference(-x) : exact(1 - tail_reference(x))), nothing)

using cases = std::tuple<erfcx_case, norm_pdf_case, norm_cdf_case, log_norm_cdf_case, inverse_mills_case>;

}

BOOST_AUTO_TEST_CASE_TEMPLATE(against_many_digits, Case, cases) { check_everywhere<Case>(); }

// The implementations for constant expressions, at all the points and as <typegrad/math.hpp> promises.
BOOST_AUTO_TEST_CASE_TEMPLATE(implementation_for_constant_expressions, T, types) {
    const auto verify = [](auto which, auto function) {
        using Case = decltype(which);
        double worst = 0;
        for (T x : points<T>(Case::from, Case::to))
            worst = std::max(worst, error(function(x), Case::in_many_digits(x), Case::size(x)));
        BOOST_TEST_MESSAGE("constant::" << Case::text << " in " << limits<T>::digits << " digits: " << worst << " ulp at all");
        BOOST_TEST(worst < 0.51, Case::text);
    };
    namespace constant = typegrad::math::constant;
    verify(erfcx_case{}, [](T x) { return constant::erfcx(x); });
    verify(norm_pdf_case{}, [](T x) { return constant::norm_pdf(x); });
    verify(norm_cdf_case{}, [](T x) { return constant::norm_cdf(x); });
    verify(log_norm_cdf_case{}, [](T x) { return constant::log_norm_cdf(x); });
}
