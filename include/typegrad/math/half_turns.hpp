// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// sin(pi x) and cos(pi x), exact at every multiple of one half, and as accurate for large x as for small.
#pragma once
#pragma GCC system_header

#include <typegrad/math.hpp>

#include <limits>
#include <type_traits>

namespace typegrad::inline v0_2::math {

namespace internal {
    // x = quadrant/2 + rest with |rest| <= 1/4, up to whole turns.
    template <class T>
    struct half_turns {
        T rest;
        bool crosswise, backward;  // quadrant 1 or 3, quadrant 2 or 3

        constexpr explicit half_turns(T const& x) : rest(0), crosswise(false), backward(false) {
            if (abs(x) >= 2 / std::numeric_limits<T>::epsilon()) return;  // an even number
            T const n = rint(T(2 * x)), quadrant = n - 4 * floor(T(n / 4));
            rest = x - n / 2;
            crosswise = quadrant == 1 || quadrant == 3;
            backward = quadrant >= 2;
        }
    };

    template <constant::working T>
    constexpr constant::double_double<T> times_pi(T x) {
        return constant::half_pi<T> * (2 * x);
    }

    // f, or pi f: its two parts have been rounded once so far, and the product costs no more than the sum.
    template <constant::working T>
    constexpr T together(bool by_pi, T f, T rest) {
        return by_pi ? std::numbers::pi_v<T> * f + (2 * constant::half_pi<T>.low * f + std::numbers::pi_v<T> * rest) : f + rest;
    }
    template <constant::working T>
    constexpr T together(bool by_pi, constant::double_double<T> f) {
        return by_pi ? (f * constant::half_pi<T>).high * 2 : f.high;
    }

    // sin(pi r), |r| <= 1/4. At run time a rough derivative is enough for what the rounding of pi r leaves over.
    template <bool Constant, class T>
    constexpr T sine_of_half_turns(T const& r, bool by_pi) {
        if constexpr (constant::working<T>) {
            auto const angle = times_pi(r);
            if constexpr (Constant) return together(by_pi, constant::sine_quotient(angle * angle) * angle);
            else return together(by_pi, sin(angle.high), angle.low * (1 - angle.high * angle.high / 2));
        }
        else return by_pi ? T(pi_of<T>() * sin(T(pi_of<T>() * r))) : T(sin(T(pi_of<T>() * r)));
    }
    template <bool Constant, class T>
    constexpr T cosine_of_half_turns(T const& r, bool by_pi) {
        if constexpr (constant::working<T>) {
            auto const angle = times_pi(r);
            if constexpr (Constant) return together(by_pi, constant::cosine(angle * angle));
            else return together(by_pi, cos(angle.high), -(angle.low * angle.high));
        }
        else return by_pi ? T(pi_of<T>() * cos(T(pi_of<T>() * r))) : T(cos(T(pi_of<T>() * r)));
    }

    template <bool Constant, class T>
    constexpr T sinpi(T const& x, bool by_pi = false) {
        if (isnan(x)) return x;
        if (isinf(x)) return std::numeric_limits<T>::quiet_NaN();
        if constexpr (constant::working<T>)
            if (abs(x) < constant::power_of_two<T>(-constant::digits<T>)) {  // the parts of a product must not underflow
                if (x == 0) return x;
                int const e = constant::exponent(x);
                auto const angle = times_pi(constant::times_power_of_two(x, -e));
                return constant::scaled(by_pi ? angle * constant::half_pi<T> : angle, by_pi ? e + 1 : e);
            }
        half_turns<T> const turns(x);
        if (turns.rest == 0 && !turns.crosswise) return x < 0 ? T(-T(0)) : T(0);
        T const magnitude = turns.crosswise ? cosine_of_half_turns<Constant>(turns.rest, by_pi) : sine_of_half_turns<Constant>(turns.rest, by_pi);
        return turns.backward ? T(-magnitude) : magnitude;
    }
    template <bool Constant, class T>
    constexpr T cospi(T const& x, bool by_pi = false) {
        if (isnan(x)) return x;
        if (isinf(x)) return std::numeric_limits<T>::quiet_NaN();
        half_turns<T> const turns(x);
        if (turns.rest == 0 && turns.crosswise) return T(0);
        T const magnitude = turns.crosswise ? sine_of_half_turns<Constant>(turns.rest, by_pi) : cosine_of_half_turns<Constant>(turns.rest, by_pi);
        return turns.backward != turns.crosswise ? T(-magnitude) : magnitude;
    }
}

template <class T>
constexpr real<T> sinpi(T const& x) {
    if constexpr (std::is_same_v<T, float>) return static_cast<float>(sinpi(double(x)));
    else return std::is_constant_evaluated() ? internal::sinpi<true>(x) : internal::sinpi<false>(x);
}
template <class T>
constexpr real<T> cospi(T const& x) {
    if constexpr (std::is_same_v<T, float>) return static_cast<float>(cospi(double(x)));
    else return std::is_constant_evaluated() ? internal::cospi<true>(x) : internal::cospi<false>(x);
}

// pi sinpi(x) and pi cospi(x), the slopes of -cospi and sinpi.
template <class T>
constexpr real<T> pi_sinpi(T const& x) {
    if constexpr (std::is_same_v<T, float>) return static_cast<float>(pi_sinpi(double(x)));
    else return std::is_constant_evaluated() ? internal::sinpi<true>(x, true) : internal::sinpi<false>(x, true);
}
template <class T>
constexpr real<T> pi_cospi(T const& x) {
    if constexpr (std::is_same_v<T, float>) return static_cast<float>(pi_cospi(double(x)));
    else return std::is_constant_evaluated() ? internal::cospi<true>(x, true) : internal::cospi<false>(x, true);
}

}
