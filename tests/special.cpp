// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Inverse error functions, Owen's T, exponential integrals and Lambert's W; and special functions in expressions.
#define BOOST_TEST_MODULE typegrad_special
#include "special.hpp"

#include <typegrad/special/error_function.hpp>
#include <typegrad/special/exponential_integral.hpp>
#include <typegrad/special/gamma.hpp>

#include <boost/hana/integral_constant.hpp>

using namespace special_test;

BOOST_AUTO_TEST_CASE(against_high_precision) {
    check<op::erfinv_>({{1e-5}, {0.25}, {-0.5}, {0.875}, {-0.999}, {1 - 1e-12}});
    check<op::erfcinv_>({{1e-15}, {0.01}, {0.25}, {0.5}, {1}, {1.25}, {1.9}});
    check<op::norm_quantile_>({{1e-15}, {0.01}, {0.25}, {0.5}, {0.75}, {0.99}});
    check<op::owens_t_>({{0.5, 0.25}, {-1, 2}, {2.5, -0.75}, {4, 1}, {0.125, 3}});
    check<op::expint_>({{1e-8}, {0.25}, {0.37250741078136663}, {1.5}, {-1}, {-20}, {30}, {300}});
    check<op::expint_of_order_>({{0, 0.5}, {1, 0.01}, {1, 2}, {2, 0.5}, {3, 5}, {7, 20}});
    check<op::lambert_w0_>({{-0.367879441}, {-0.3678}, {-0.36}, {-0.25}, {-1e-5}, {0}, {1e-5}, {0.25}, {1}, {20}, {1e10}}, {8, 16, 64});
}

BOOST_AUTO_TEST_CASE(ends_of_domains) {
    AT([](auto x) { return erfinv(x); }, infinity, 1.0);
    AT([](auto x) { return erfinv(x); }, infinity, -1.0);
    AT([](auto x) { return erfinv(x); }, no_number, 2.0);
    AT([](auto x) { return erfcinv(x); }, -infinity, 0.0);
    AT([](auto x) { return norm_quantile(x); }, infinity, 0.0);
    AT([](auto x) { return norm_quantile(x); }, infinity, 1.0);
    AT([](auto x, auto y) { return owens_t(x, y); }, (std::tuple{-0.0, 0.0}), infinity, 1.0);
    AT([](auto x) { return expint(x); }, infinity, 0.0);
    AT_SECOND([](auto x) { return expint(x); }, -infinity, 0.0);
    AT_SECOND([](auto x) { return expint(x); }, infinity, infinity);
    AT([](auto x) { return expint(1, x); }, -infinity, 0.0);
    AT([](auto x) { return expint(2, x); }, -infinity, 0.0);
    AT([](auto x) { return expint(3, x); }, -1.0, 0.0);
    AT([](auto x) { return expint(3, x); }, -0.0, infinity);
    AT([](auto x) { return lambert_w0(x); }, 1.0, 0.0);
    AT_SECOND([](auto x) { return lambert_w0(x); }, -2.0, 0.0);
    AT([](auto x) { return lambert_w0(x); }, infinity, -0.36787944117144232);
    AT([](auto x) { return lambert_w0(x); }, no_number, -0.5);
    VALUE([](auto x) { return lambert_w0(x); }, -1.0, -0.36787944117144232);
    // A parameter that is known while the function is traced.
    AT([](auto x) { return owens_t(1.0, x); }, std::exp(-0.625) / (2.5 * 3.1415926535897932385), 0.5);
    AT([](auto x) { return owens_t(x, 1.0); }, -std::exp(-0.125) * std::erf(0.5 * 0.70710678118654752440) * 0.19947114020071633897, 0.5);
    BOOST_CHECK_THROW(typegrad::tape::gradient([](auto n, auto x) { return expint(n, x); })(2.0, 1.0), std::logic_error);
}

// The derivative at infinity is its limit, and next to the zero of W Boost's rounding is put right.
BOOST_AUTO_TEST_CASE(lambert_w) {
    BOOST_TEST(typegrad::gradient([](auto x) { return lambert_w0(x); })(infinity) == 0);
    BOOST_TEST(op::lambert_w0(-0.1875) == -0.23784644938106654564, boost::test_tools::tolerance(4e-16));
}

BOOST_AUTO_TEST_CASE(in_expressions) {
    constexpr typegrad::variable<"x"> x;
    constexpr typegrad::variable<"a"> a;
    constexpr auto y = lgamma(x) * gamma_p(a, x) + polygamma(2, x) + expint(boost::hana::int_c<3>, x);
    constexpr auto f = [](auto u, auto v) { return lgamma(v) * gamma_p(u, v) + polygamma(2, v) + expint(3, v); };
    double const at = verify::hidden(2.5);
    double const value = y(a = 1.5, x = at);
    BOOST_TEST(value == typegrad::value_and_gradient(f, typegrad::wrt<1>)(1.5, at).value);
    double const slope = typegrad::gradient(f, typegrad::wrt<1>)(1.5, at);
    BOOST_TEST(verify::near(typegrad::gradient(y, typegrad::wrt(x))(a = 1.5, x = at)[x], slope));
    constexpr auto dy = derivative(y, x);
    BOOST_TEST(verify::near(dy(a = 1.5, x = at), slope));
    BOOST_TEST(verify::near(derivative(dy, x)(a = 1.5, x = at), typegrad::hessian(f, typegrad::wrt<1>)(1.5, at)[0][0]));
}

BOOST_AUTO_TEST_CASE(of_plain_numbers) {
    BOOST_TEST(typegrad::digamma(verify::hidden(1.0)) == -0.57721566490153286, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(typegrad::polygamma(1, verify::hidden(1.0f)) == 1.6449341f, boost::test_tools::tolerance(1e-6f));
    BOOST_TEST(typegrad::erfinv(verify::hidden(0.5L)) == 0.476936276204469873381418353643L, boost::test_tools::tolerance(1e-18L));
}
