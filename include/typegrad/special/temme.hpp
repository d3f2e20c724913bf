// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The incomplete gamma functions of a large parameter, where Boost 1.74 sums on the order of √a terms or, beyond some 10¹⁰, gives up: by
// Temme's expansion, SIAM Journal on Mathematical Analysis 10 (1979), which is uniform in x. With μ = x/a - 1 and ½η² = μ - log(1 + μ)
//
//     gamma_q(a, x) = ½ erfc(η√(a/2)) + exp(-½aη²)/√(2πa) · (C₀(η) + C₁(η)/a + C₂(η)/a² + …)
#pragma once
#pragma GCC system_header

#include <typegrad/special/numbers.hpp>

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/log1p.hpp>

#include <cmath>

namespace typegrad::inline v0_2::special {

// From here on the few terms below leave less than 2⁻⁶⁴.
template <number T>
bool is_large_parameter(T const& a) {
    return is_short<T> && a > T(0x1p20) && !is_infinite(a);
}

// ½aη² and η, in the precision that Boost evaluates T's functions in: a relative error of μ costs aη² times as much in the result.
template <class T>
struct temme_variables {
    using wide = typename policies::evaluation<T, in_long_double>::type;
    wide a, mu, exponent, eta;
    bool vanishes;  // exp(-½aη²), for every T

    temme_variables(T const& parameter, T const& x) : a(parameter), mu((wide(x) - a) / a), exponent(0), eta(0), vanishes(mu > wide(0.2) || mu < wide(-0.2)) {
        using std::sqrt;
        if (vanishes) return;
        wide const half_square = -boost::math::log1pmx(mu, in_double{});
        exponent = a * half_square;
        eta = mu < 0 ? -sqrt(2 * half_square) : sqrt(2 * half_square);
    }

    // exp(-½aη²)/√(2πa)
    wide density() const {
        using std::exp, std::sqrt;
        return exp(-exponent) / (sqrt(a) * boost::math::constants::root_two_pi<wide>());
    }
};

// gamma_q(a, x), or gamma_p of that.
template <number T>
T gamma_of_large_parameter(T const& a, T const& x, bool upper) {
    temme_variables<T> const v(a, x);
    using wide = typename temme_variables<T>::wide;
    if (v.vanishes) return T((v.mu < 0) == upper ? 1 : 0);
    // As in Boost's igamma_large.hpp, after DiDonato and Morris, ACM Transactions on Mathematical Software 12 (1986).
    static constexpr long double coefficients[4][12] = {
        {-0.333333333333333333333L, 0.0833333333333333333333L, -0.0148148148148148148148L, 0.00115740740740740740741L, 0.000352733686067019400353L, -0.0001787551440329218107L,
         0.39192631785224377817e-4L, -0.218544851067999216147e-5L, -0.18540622107151599607e-5L, 0.829671134095308600502e-6L, -0.176659527368260793044e-6L, 0.670785354340149858037e-8L},
        {-0.00185185185185185185185L, -0.00347222222222222222222L, 0.00264550264550264550265L, -0.000990226337448559670782L, 0.000205761316872427983539L, -0.40187757201646090535e-6L,
         -0.18098550334489977837e-4L, 0.764916091608111008464e-5L},
        {0.00413359788359788359788L, -0.00268132716049382716049L, 0.000771604938271604938272L, 0.200938786008230452675e-5L},
        {0.000649434156378600823045L, 0.000229472093621399176955L},
    };
    wide sum = 0;
    for (int k = 3; k >= 0; --k) {
        wide polynomial = 0;
        for (int n = 11; n >= 0; --n) polynomial = polynomial * v.eta + wide(coefficients[k][n]);
        sum = sum / v.a + polynomial;
    }
    using std::sqrt;
    wide const root = sqrt(v.exponent), correction = v.density() * sum;
    wide const tail = boost::math::erfc((v.mu < 0) == upper ? -root : root, in_double{}) / 2;
    return T(upper ? tail + correction : tail - correction);
}

// xᵃ⁻¹ e⁻ˣ / Γ(a), by Stirling's series.
template <number T>
T gamma_density_of_large_parameter(T const& a, T const& x) {
    temme_variables<T> const v(a, x);
    return v.vanishes ? T(0) : T(v.density() / (1 + v.mu) * (1 - 1 / (12 * v.a) * (1 - 1 / (24 * v.a))));
}

}
