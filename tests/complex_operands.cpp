// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::complex of traced values and of the tape's variables, through the functions of <complex>: values are those of std::complex<double>,
// and derivatives in the real and the imaginary part are those of the analytic function (Cauchy and Riemann).
#define BOOST_TEST_MODULE typegrad_complex
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <complex>

#include "verify.hpp"

namespace {

using complex = std::complex<double>;

template <class T>
using of = std::complex<std::remove_cvref_t<T>>;

// f and its derivative, both as functions of a complex number; by the compile-time engine and by the tape.
template <class F, class D>
void check(char const* name, F, D slope, complex z) {
    constexpr auto parts = [](auto x, auto y) {
        auto const w = F{}(of<decltype(x)>(x, y));
        return std::array{w.real(), w.imag()};
    };
    auto const one = [&](auto const& both, char const* engine) {
        complex const w = F{}(z), d = slope(z);
        double const scale = 1e-14 * (1 + std::abs(w) + std::abs(d) * (1 + std::abs(z)));
        BOOST_TEST(std::abs(complex(both.value[0], both.value[1]) - w) < scale, name << " by " << engine << " at " << z);
        BOOST_TEST(std::abs(complex(both.jacobian[0][0], both.jacobian[1][0]) - d) < 4 * scale, name << " by " << engine << ", in the real part, at " << z);
        BOOST_TEST(std::abs(complex(both.jacobian[1][1], -both.jacobian[0][1]) - d) < 4 * scale, name << " by " << engine << ", in the imaginary part, at " << z);
    };
    double const x = verify::hidden(z.real()), y = verify::hidden(z.imag());
    one(typegrad::value_and_jacobian(parts)(x, y), "the compile-time engine");
    one(typegrad::tape::value_and_jacobian(parts)(x, y), "the tape");
}
#define CHECK(f, slope)                                                                          \
    for (complex const point : {complex(0.6, 0.8), complex(-1.3, 0.4), complex(0.3, -2.1), complex(-0.7, -0.2)}) \
    check(#f, [](auto const& z) { using std::exp; return f; }, []([[maybe_unused]] complex const& z) -> complex { return slope; }, point)

}

BOOST_AUTO_TEST_CASE(arithmetic) {
    CHECK((z * z + 2.0 * z - z * 3.0 + 1.0), 2.0 * z - 1.0);
    CHECK((1.0 / z), -1.0 / (z * z));
    CHECK((z / (z - 2.5) + 1.0), -2.5 / ((z - 2.5) * (z - 2.5)));
    CHECK((complex(0, 1) * z - z / complex(1, 2)), complex(0, 1) - 1.0 / complex(1, 2));
}

BOOST_AUTO_TEST_CASE(functions) {
    CHECK(exp(z), std::exp(z));
    CHECK(std::log(z), 1.0 / z);
    CHECK(log10(z), 1.0 / (z * std::log(10.0)));
    CHECK(std::sqrt(z), 0.5 / std::sqrt(z));
    CHECK(pow(z, 3), 3.0 * z * z);
    CHECK(pow(z, -2), -2.0 / (z * z * z));
    CHECK(std::pow(z, 1.5), 1.5 * std::sqrt(z));
    CHECK(std::pow(z, 3.0), 3.0 * z * z);
    CHECK(std::pow(z, z), std::pow(z, z) * (std::log(z) + 1.0));
    CHECK(std::pow(2.0, z), std::pow(2.0, z) * std::log(2.0));
    CHECK(sin(z), std::cos(z));
    CHECK(cos(z), -std::sin(z));
    CHECK(tan(z), 1.0 + std::tan(z) * std::tan(z));
    CHECK(sinh(z), std::cosh(z));
    CHECK(cosh(z), std::sinh(z));
    CHECK(tanh(z), 1.0 - std::tanh(z) * std::tanh(z));
    check("tanh", [](auto const& z) { return tanh(z); }, [](complex) { return complex(0); }, complex(800, 1));
}

BOOST_AUTO_TEST_CASE(real_functions) {
    // |z|, arg z and |z|² of z = 3 + 4i, and r cos φ + r sin φ.
    VERIFY(typegrad::gradient([](auto x, auto y) { return abs(of<decltype(x)>(x, y)); }), (std::tuple{0.6, 0.8}), 3.0, 4.0);
    VERIFY(typegrad::gradient([](auto x, auto y) { return std::arg(of<decltype(x)>(x, y)); }), (std::tuple{-4 / 25., 3 / 25.}), 3.0, 4.0);
    VERIFY(typegrad::gradient([](auto x, auto y) { return norm(of<decltype(x)>(x, y)); }), (std::tuple{6.0, 8.0}), 3.0, 4.0);
    VERIFY(typegrad::gradient([](auto r, auto phi) { auto const z = std::polar(r, phi); return z.real() + conj(z).imag(); }), (std::tuple{1.0, -2.0}), 2.0, 0.0);
    BOOST_TEST(std::get<0>(typegrad::tape::gradient([](auto r, auto phi) { return std::polar(r, phi).real(); })(2.0, 0.0)) == 1);
    auto const [dx, dy] = typegrad::gradient([](auto re, auto im) { of<decltype(re)> const z(re, im); return abs(1.0 / z) + norm(exp(z)); })(0.6, 0.8);
    BOOST_TEST(dx == -0.6 + 2 * std::exp(1.2), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(dy == -0.8, boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(on_axes_and_at_zero) {
    auto const root = [](auto const& z) { return std::sqrt(z); };
    for (complex const z : {complex(0, 1.5), complex(0, -1.5), complex(-0.0, 2), complex(2, 0), complex(-2, 0)}) check("sqrt", root, [](complex const& at) { return 0.5 / std::sqrt(at); }, z);
    // The second derivative of √z at z = i is -¼ z^(-3/2) = (1 + i) √2 / 8.
    constexpr auto real_part = [](auto x, auto y) { return std::sqrt(of<decltype(x)>(x, y)).real(); };
    double const second = std::sqrt(2.0) / 8, none = verify::hidden(0.0);
    for (auto const& h : {typegrad::hessian(real_part)(none, 1.0), typegrad::tape::hessian(real_part)(none, 1.0)}) {
        BOOST_TEST(h[0][0] == second, boost::test_tools::tolerance(1e-14));
        BOOST_TEST(h[0][1] == -second, boost::test_tools::tolerance(1e-14));
        BOOST_TEST(h[1][1] == -second, boost::test_tools::tolerance(1e-14));
    }
    // At z = 0 a root has no derivative, and a power has those that its exponent allows if that is an integer.
    constexpr auto imaginary_part = [](auto x, auto y) { return std::sqrt(of<decltype(x)>(x, y)).imag(); };
    BOOST_TEST(!std::isfinite(std::get<1>(typegrad::gradient(imaginary_part)(none, 0.0))));
    BOOST_TEST(!std::isfinite(std::get<1>(typegrad::tape::gradient(imaginary_part)(none, 0.0))));
    check("pow(z, 1.0)", [](auto const& z) { return pow(z, 1.0); }, [](complex const&) { return complex(1); }, complex(0));
    constexpr auto square = [](auto x, auto y) { return pow(of<decltype(x)>(x, y), 2.0).imag(); };
    BOOST_TEST(typegrad::hessian(square)(none, 0.0)[0][1] == 2);
    constexpr auto power = [](auto x, auto y, auto w) { return pow(of<decltype(x)>(x, y), w).real(); };
    auto const at_zero = typegrad::value_and_gradient(power, typegrad::wrt<0, 1>)(none, 0.0, 1.0);
    BOOST_TEST((at_zero.value == 0 && std::isnan(std::get<0>(at_zero.gradient)) && std::isnan(std::get<1>(at_zero.gradient))));
}

BOOST_AUTO_TEST_CASE(where_parts_would_overflow) {
    constexpr auto quotient = [](auto x, auto y) { return abs(of<decltype(x)>(x, y) / of<decltype(x)>(y, x)); };
    BOOST_TEST(typegrad::value_and_gradient(quotient)(3e200, 4e200).value == 1, boost::test_tools::tolerance(1e-15));
    // Both sides of the cut of the square root.
    constexpr auto root = [](auto x, auto y) { return std::sqrt(of<decltype(x)>(x, y)).imag(); };
    BOOST_TEST(typegrad::value_and_gradient(root)(-4.0, 0.0).value == 2);
    BOOST_TEST(typegrad::value_and_gradient(root)(-4.0, -0.0).value == -2);
    BOOST_TEST(std::get<0>(typegrad::gradient(root)(-4.0, 0.0)) == -0.25);
    constexpr auto real_part = [](auto x, auto y) { return std::sqrt(of<decltype(x)>(x, y)).real(); };
    BOOST_TEST(std::get<1>(typegrad::gradient(real_part)(-4.0, 0.0)) == 0.25);
    // Plain complex numbers are what they were.
    static_assert(std::is_same_v<decltype(std::abs(complex(3, 4))), double> && std::is_same_v<decltype(2.0 * complex(1)), complex>);
}
