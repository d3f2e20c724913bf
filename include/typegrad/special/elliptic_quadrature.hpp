// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Elliptic integrals by quadrature, for which Boost has no function, and the amplitudes of all of them.
#pragma once
#pragma GCC system_header

#include <typegrad/special/numbers.hpp>

#include <boost/math/constants/constants.hpp>
#include <boost/math/quadrature/gauss.hpp>

#include <cmath>
#include <type_traits>

namespace typegrad::inline v0_2::special {

// Δ² from the sine and the cosine, precise where it is small.
template <number T>
T delta_squared(T const& k, T const& s, T const& c) {
    return c * c + (1 - k) * (1 + k) * s * s;
}

// φ >= 0 as half turns and the rest's sine and cosine: those of φ itself but for their signs, so that next to a quarter turn, where Δ may be
// small, none of their digits is lost to the rounding of a difference.
template <number T>
struct reduced_amplitude {
    T half_turns, s, c;
    explicit reduced_amplitude(T const& phi) {
        using std::floor, std::sin, std::cos;
        half_turns = floor(T(phi / boost::math::constants::pi<T>() + T(0.5)));
        s = sin(phi);
        c = cos(phi);
        bool const odd = !is_integer(T(half_turns / 2));
        if (odd != (c < 0)) half_turns += odd == (s < 0) ? T(1) : T(-1);  // the quotient was rounded to the wrong side
        if (c < 0) s = -s, c = -c;
    }
};

// ∫ sin²ᵐ/Δ²ⁿ⁺¹ from 0 to π/2 - rest, or to φ if that is below π/4. The integrand is positive, so Gauss's formula cancels nothing. Its
// singularity is where sin θ = 1/k; no interval is longer than half the distance to it, so that 15 points give 64 digits.
template <number T>
T elliptic_quadrature(int m, int n, T const& k, T const& phi, T const& rest) {
    using std::sin, std::cos, std::sqrt, std::acos, std::log1p;
    using rule = std::conditional_t<is_short<T>, boost::math::quadrature::gauss<T, 15>, boost::math::quadrature::gauss<T, 30>>;
    T const half_pi = boost::math::constants::half_pi<T>(), size = k < 0 ? T(-k) : k;
    // The singularity in π/2 - θ: acos(1/k), with acosh(1/k) as a log1p that is precise for k near 1.
    T const real = size > 1 ? T(acos(1 / size)) : T(0);
    T const imaginary = size >= 1 ? T(0) : size == 0 ? T(1) : T(log1p(((1 - size) + sqrt((1 - size) * (1 + size))) / size));
    auto const integrand = [&](T const& s, T const& c) {
        T const squared = delta_squared(k, s, c);
        T value = 1 / sqrt(squared);
        for (int i = 0; i < m; ++i) value *= s * s;
        for (int i = 0; i < n; ++i) value /= squared;
        return value;
    };
    // From `begin` to `end`, at most π/4 both, in θ for small θ and in π/2 - θ for large ones: neither sine nor cosine loses digits.
    auto const integrate = [&](T begin, T const& end, T const& from, auto const& at) {
        T sum(0);
        while (begin < end) {
            T const away = from - begin;
            T const next = begin + sqrt(away * away + imaginary * imaginary) / (is_short<T> ? 2 : 8);
            T const last = next < end ? next : end;
            if (!(last > begin)) break;
            T const middle = (begin + last) / 2, radius = (last - begin) / 2;
            sum += radius * rule::integrate([&](T const& x) { return at(T(middle + radius * x)); });
            begin = last;
        }
        return sum;
    };
    T const small = half_pi / 2;
    T const lower = integrate(T(0), phi < small ? phi : small, T(half_pi - real), [&](T const& theta) { return integrand(T(sin(theta)), T(cos(theta))); });
    T const upper = phi < small ? T(0) : integrate(rest, small, real, [&](T const& t) { return integrand(T(cos(t)), T(sin(t))); });
    return lower + upper;
}

}
