// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Incomplete gamma functions; beta, lbeta and the incomplete beta function; log densities made of them.
#define BOOST_TEST_MODULE typegrad_special_beta
#include "special.hpp"

#include <typegrad/special/beta.hpp>
#include <typegrad/special/densities.hpp>

using namespace special_test;
using typegrad::wrt;

BOOST_AUTO_TEST_CASE(gamma_against_high_precision) {
    check<op::gamma_p_derivative_>({{0.5, 0.25}, {2, 3}, {7.5, 6}, {50, 40}, {50, 49}});
    check<op::gamma_p_>({{0.5, 0.25}, {2, 3}, {7.5, 6}, {50, 40}});
    check<op::gamma_q_>({{0.5, 0.25}, {2, 3}, {7.5, 6}, {50, 60}});
}

// Where Boost 1.74 is slow, or wrong. The numbers are of mpmath's quadrature, in 50 digits, of the integrals that define the functions.
BOOST_AUTO_TEST_CASE(large_parameters) {
    auto const within = boost::test_tools::tolerance(1e-15);
    BOOST_TEST(op::gamma_q(1e7, 1e7 + 3e3) == 0.17138817066812951953, within);
    BOOST_TEST(op::gamma_q(1e12, 1e12 - 2e6) == 0.97724992204281430145, within);
    BOOST_TEST(op::gamma_q(1e18, 1e18 + 0x1p33) == 4.3509433578270568338e-18, within);
    BOOST_TEST(op::gamma_p(1e12, 1e12) == 0.50000013298076013381, within);
    BOOST_TEST(typegrad::gradient([](auto x) { return gamma_p(1e7, x); })(1e7 + 3e3) == 0.000080424126795762046995, within);
    BOOST_TEST(typegrad::gradient([](auto x) { return gamma_q(1e12, x); })(1e12 - 2e6) == -5.3990930519109893175e-8, within);
    BOOST_TEST(typegrad::tape::gradient([](auto x) { return gamma_p(1e18, x); })(1e18 + 0x1p33) == 3.7867953334821490005e-26, within);
    // The derivative of the density, (a - 1 - x)/x of it, of a difference that a - 1 would round away.
    double const x = 1e18 + 0x1p33, second = typegrad::hessian([](auto at) { return gamma_p(1e18, at); })(x)[0][0];
    BOOST_TEST(second == 3.7867953334821490005e-26 * (-(0x1p33 + 1) / x), within);
    // A beta distribution that is the gamma distribution of x·b.
    BOOST_TEST(op::ibeta(2.0, 1e100, 1e-100) == 1 - 2 * std::exp(-1.0), within);
    BOOST_TEST(op::ibeta(1e100, 2.0, 1.0) == 1);
    // Next to where the beta function is 1.
    BOOST_TEST(op::lbeta(1 + 0x1p-52, 1 + 0x1p-29) == -1.8626453695408387492e-9, within);
}

BOOST_AUTO_TEST_CASE(beta_against_high_precision) {
    check<op::beta_>({{0.5, 0.25}, {2, 3}, {7.5, 0.125}, {40, 60}, {1e-3, 20}}, {8, 16, 512});
    check<op::lbeta_>({{0.5, 0.25}, {2, 3}, {7.5, 0.125}, {40, 60}, {1e-3, 20}, {1e6, 3}, {5, 1e8}, {1e10, 1e9}}, {16, 16, 64});
    check<op::ibeta_derivative_>({{0.5, 0.25, 0.125}, {2, 3, 0.5}, {7.5, 4, 0.75}});
    check<op::ibeta_>({{0.5, 0.25, 0.125}, {2, 3, 0.5}, {7.5, 4, 0.75}});
}

BOOST_AUTO_TEST_CASE(complement_of_incomplete_beta) {
    check<op::ibetac_>({{0.5, 0.25, 0.125}, {2, 3, 0.5}, {7.5, 4, 0.75}});
    // (1 - x)³⁰ (1 + 30x), of which 1 - ibeta has no digit left.
    auto const within = boost::test_tools::tolerance(1e-13);
    double const x = 0.99, rest = std::pow(1 - x, 30) * (1 + 30 * x);
    BOOST_TEST(op::ibetac(2.0, 30.0, x) == rest, within);
    BOOST_TEST(typegrad::derivative([](auto t) { return log(ibetac(2, 30, t)); })(x) == -30 * 31 * x * std::pow(1 - x, 29) / rest, within);
    BOOST_TEST(op::ibetac(2.0, 1e100, 1e-100) == 2 * std::exp(-1.0), boost::test_tools::tolerance(1e-15));
}

// An inverse of its function is the argument, with the derivatives 1 and 0; and by its bare name, with numbers, on the tape.
BOOST_AUTO_TEST_CASE(inverses_of_incomplete_functions) {
    auto const within = boost::test_tools::tolerance(1e-12);
    auto const check_identity = [&](auto identity, double x) {
        auto const [value, slope] = typegrad::value_and_gradient(identity)(x);
        BOOST_TEST(value == x, within);
        BOOST_TEST(slope == 1, within);
        BOOST_TEST(std::abs(typegrad::hessian(identity)(x)[0][0]) < 1e-9);
        BOOST_TEST(typegrad::tape::gradient(identity)(x) == 1, within);
        BOOST_TEST(identity(x) == x, within);
    };
    check_identity([](auto x) { using op::gamma_p, op::gamma_p_inv; return gamma_p_inv(2.5, gamma_p(2.5, x)); }, 1.75);
    check_identity([](auto x) { using op::gamma_q, op::gamma_q_inv; return gamma_q_inv(2.5, gamma_q(2.5, x)); }, 1.75);
    check_identity([](auto x) { using op::gamma_q, op::gamma_q_inv; return gamma_q_inv(0.5, gamma_q(0.5, x)); }, 12.0);
    check_identity([](auto x) { using op::ibeta, op::ibeta_inv; return ibeta_inv(2.5, 3, ibeta(2.5, 3, x)); }, 0.375);
    check_identity([](auto x) { using op::ibetac, op::ibetac_inv; return ibetac_inv(2.5, 30, ibetac(2.5, 30, x)); }, 0.75);
    BOOST_CHECK_EXCEPTION(typegrad::tape::gradient([](auto a) { return gamma_q_inv(a, 0.25); })(2.0), std::logic_error,
                          [](auto const& e) { return std::string(e.what()).find("gamma_q_inv has no derivative in its first argument") != std::string::npos; });
}

BOOST_AUTO_TEST_CASE(ends_of_incomplete_gamma) {
    constexpr auto p = [](auto a, auto x) { return gamma_p(a, x); };
    auto const slope = [&](double a, double x) {
        double const graph = typegrad::gradient(p, wrt<1>)(a, x);
        BOOST_TEST(verify::near(graph, typegrad::tape::gradient(p, wrt<1>)(a, x)));
        return graph;
    };
    BOOST_TEST(slope(0.5, 0) == infinity);
    BOOST_TEST(slope(1, 0) == 1);
    BOOST_TEST(slope(2, 0) == 0);
    BOOST_TEST(slope(2, infinity) == 0);
    BOOST_TEST(std::isnan(slope(2, -1)));
    AT_SECOND([](auto x) { return gamma_p(0.5, x); }, -infinity, 0.0);
    AT_SECOND([](auto x) { return gamma_p(1, x); }, -1.0, 0.0);
    AT_SECOND([](auto x) { return gamma_p(1.5, x); }, infinity, 0.0);
    AT_SECOND([](auto x) { return gamma_p(2, x); }, 1.0, 0.0);
    AT_SECOND([](auto x) { return gamma_p(3, x); }, 0.0, 0.0);
    AT_SECOND([](auto x) { return gamma_q(2, x); }, -1.0, 0.0);
    // The tape knows only when it runs what is differentiated.
    BOOST_CHECK_EXCEPTION(typegrad::tape::gradient(p)(2.0, 1.0), std::logic_error,
                          [](auto const& e) { return std::string(e.what()).find("gamma_p has no derivative in its first argument") != std::string::npos; });
    BOOST_CHECK_NO_THROW(typegrad::tape::gradient([](auto a, auto x) { return a * gamma_p(typegrad::stop_gradient(a), x); })(2.0, 1.0));
}

BOOST_AUTO_TEST_CASE(ends_of_incomplete_beta) {
    constexpr auto i = [](auto a, auto b, auto x) { return ibeta(a, b, x); };
    auto const slope = [&](double a, double b, double x) {
        double const graph = typegrad::gradient(i, wrt<2>)(a, b, x);
        BOOST_TEST(verify::near(graph, typegrad::tape::gradient(i, wrt<2>)(a, b, x)));
        return graph;
    };
    BOOST_TEST(slope(0.5, 2, 0) == infinity);
    BOOST_TEST(slope(1, 2, 0) == 2);
    BOOST_TEST(slope(2, 3, 0) == 0);
    BOOST_TEST(slope(3, 1, 1) == 3);
    BOOST_TEST(slope(2, 3, 1) == 0);
    BOOST_TEST(std::isnan(slope(2, 3, 1.5)));
    AT_SECOND([](auto x) { return ibeta(0.5, 0.25, x); }, -infinity, 0.0);
    AT_SECOND([](auto x) { return ibeta(0.5, 0.25, x); }, infinity, 1.0);
    AT_SECOND([](auto x) { return ibeta(1, 4, x); }, -12.0, 0.0);
    AT_SECOND([](auto x) { return ibeta(1.5, 4, x); }, infinity, 0.0);
    AT_SECOND([](auto x) { return ibeta(2, 3, x); }, 12.0, 0.0);
    AT_SECOND([](auto x) { return ibeta(3, 3, x); }, 0.0, 0.0);
    BOOST_CHECK_THROW(typegrad::tape::gradient(i)(2.0, 3.0, 0.5), std::logic_error);
}

BOOST_AUTO_TEST_CASE(poles_of_beta) {
    constexpr auto b = [](auto x, auto y) { return lbeta(x, y); };
    AT(b, (std::tuple{-infinity, 0.0}), 0.0, 2.0);
    VALUE(b, infinity, 0.0, 2.0);
    // Where a difference of logarithms would have nothing left: log B(10¹⁵, 3) = log 2 - 3 log 10¹⁵ - 3/10¹⁵.
    VALUE(b, -102.92318200417211571, 1e15, 3.0);
    AT(b, (std::tuple{-2.9999999999999970e-15, -33.615992059812220621}), 1e15, 3.0);
    auto const [by_a, by_b] = typegrad::gradient(b, typegrad::kinks::finite)(verify::hidden(0.0), 2.0);
    BOOST_TEST(by_a == 0);
    BOOST_TEST(by_b == 0);
    // Away from the poles the policy changes nothing, nor loses what the result is multiplied with: 3 (ψ(2) - ψ(5)) and 3 (ψ(3) - ψ(5)).
    auto const [of_a, of_b] = typegrad::gradient([](auto x, auto y) { return 3 * lbeta(x, y); }, typegrad::kinks::finite)(verify::hidden(2.0), 3.0);
    BOOST_TEST(of_a == -3.25, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(of_b == -1.75, boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(densities) {
    using typegrad::poisson_log_density, typegrad::student_t_log_density;
    // log(λᵏ e⁻ᵏ / k!), its slope k/λ - 1.
    constexpr auto poisson = [](auto rate) { return poisson_log_density(3, rate); };
    VALUE(poisson, -1.7123179275482191, 2.0);
    AT(poisson, 0.5, 2.0);
    AT_SECOND(poisson, -0.75, 2.0);
    constexpr auto none = [](auto rate) { return poisson_log_density(0, rate); };
    VALUE(none, -0.0, 0.0);
    AT(none, -1.0, 0.0);
    // The number of events as an argument: log λ - ψ(k + 1).
    constexpr auto of_both = [](auto k, auto rate) { return poisson_log_density(k, rate); };
    AT(of_both, (std::tuple{-0.56297048787185516, 0.5}), 3.0, 2.0);
    AT(of_both, (std::tuple{1.2703628454614782, -1.0}), 0.0, 2.0);

    // Cauchy's density is Student's with one degree of freedom.
    constexpr auto cauchy = [](auto x) { return student_t_log_density(x, 1); };
    VALUE(cauchy, -1.1447298858494001741 - 0.91629073187415506518, std::sqrt(1.5));
    AT(cauchy, -0.8, 2.0);
    constexpr auto student = [](auto x, auto freedom) { return student_t_log_density(x, freedom); };
    VALUE(student, -1.5762529945270716, 1.0, 3.0);
    AT(student, (std::tuple{-1.0, 0.049306144334054846}), 1.0, 3.0);
    // Towards the normal density, where lgamma((ν + 1)/2) - lgamma(ν/2) has lost nine digits.
    VALUE(student, -0.91893853320467274178 - 0.5 - 0.0, 1.0, 1e15);
    constexpr auto scaled = [](auto x, auto freedom, auto location, auto scale) { return student_t_log_density(x, freedom, location, scale); };
    auto const [dx, dfreedom, dlocation, dscale] = typegrad::gradient(scaled)(3.0, verify::hidden(3.0), 1.0, 2.0);
    BOOST_TEST(dx == -0.5, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(dlocation == 0.5, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(std::abs(dscale) < 1e-15);
    BOOST_TEST(dfreedom == std::get<1>(typegrad::gradient(student)(1.0, 3.0)), boost::test_tools::tolerance(1e-14));
    // Its scale as a number, whose logarithm is no constant expression.
    BOOST_TEST(typegrad::derivative([](auto x) { return student_t_log_density(x, 3.0, 1.0, 2.0); })(verify::hidden(3.0)) == -0.5, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(typegrad::derivative([](auto freedom) { return student_t_log_density(3.0, freedom, 1.0, 2.0); })(verify::hidden(3.0)) == dfreedom, boost::test_tools::tolerance(1e-14));
}

// log B(x, 1 - x) = log π - log sin πx: the sum of the parameters is known while it is traced.
BOOST_AUTO_TEST_CASE(parameters_with_a_known_sum) {
    double const pi = 3.14159265358979323846;
    BOOST_TEST(typegrad::hessian([](auto x) { return lbeta(x, 1 - x); })(verify::hidden(0.25))[0][0] == 2 * pi * pi, boost::test_tools::tolerance(1e-13));
}
