// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// cos(√a) and sin(√a)/√a: what a rotation by a vector depends on is its squared norm a, in which these are smooth, at 0 too,
// where the root is not. With jₙ the spherical Bessel functions, Sₙ(a) = jₙ(√a) / √aⁿ has the derivative -Sₙ₊₁/2; S₀ is the
// latter function. (A. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 10.1.19 to 10.1.24.)
#pragma once
#pragma GCC system_header

#include <typegrad/op/trigonometric.hpp>

namespace typegrad::inline v0_2::op {

struct sinc_of_root_;

namespace internal {
    // Sₙ for 0 <= a <= 1 + n, by its series; beyond, the recurrence does not cancel.
    template <int N>
    struct spherical_bessel_series {
        static constexpr int terms = 12;
        static constexpr auto coefficient = [] {
            std::array<long double, terms> c{};
            c[0] = 1;
            for (int i = 3; i <= 2 * N + 1; i += 2) c[0] /= static_cast<long double>(i);
            for (int k = 1; k < terms; ++k) c[static_cast<std::size_t>(k)] = -c[static_cast<std::size_t>(k - 1)] / static_cast<long double>(2 * k * (2 * (N + k) + 1));
            return c;
        }();

        template <class T>
        TYPEGRAD_INLINE static constexpr T at(T a) {
            if constexpr (is_short<T>) return from<0>(a);
            else return math::spherical_bessel_quotient(N, T(sqrt(a)));
        }

    private:
        // By Horner's rule. Not by a loop, which g++ leaves one, with the coefficients in memory.
        template <int K, class T>
        TYPEGRAD_INLINE static constexpr T from(T a) {
            constexpr int last = std::is_same_v<T, long double> ? terms - 1 : terms - 3;
            constexpr auto c = static_cast<std::conditional_t<std::is_same_v<T, long double>, long double, double>>(coefficient[K]);
            if constexpr (K == last) return T(c);
            else return math::add(math::multiply(from<K + 1>(a), a), T(c));
        }
    };
}

// Sₙ of any order.
struct spherical_bessel_of_root_ : binary_call {
    static constexpr auto text = "spherical_bessel_of_root";
    static constexpr bool active[3] = {true, false, false};
    static constexpr bool integer[3] = {false, true, false};
    template <class T, class N>
    static constexpr T value(T a, N n)                            { using math::sqrt; return math::spherical_bessel_quotient(static_cast<int>(n), T(sqrt(a))); }
    static constexpr auto first(auto a, auto n, auto, auto w)     { return -(w * (0.5 * apply<spherical_bessel_of_root_>(a, n + 1))); }
};

// S₂, given S₁ and S₀, which it shares with what it is the derivative of.
struct sinc_of_root_second_slope_ : ternary {
    static constexpr auto text = "sinc_of_root_second_slope";
    static constexpr int cost = 12;
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T s1, T s0) {
        return internal::chosen(a > T(3), [&] { return T(math::divide(T(math::subtract(T(math::multiply(T(3), s1)), s0)), a)); },
                                [&] { return internal::spherical_bessel_series<2>::at(a); });
    }
    static constexpr auto first(auto a, auto, auto, auto, auto w) { return -(w * (0.5 * apply<spherical_bessel_of_root_>(a, 3))); }
};

// S₁, given S₀ and the cosine.
struct sinc_of_root_slope_ : ternary {
    static constexpr auto text = "sinc_of_root_slope";
    static constexpr int cost = 12;
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T s0, T cosine) {
        return internal::chosen(a > T(1), [&] { return T(math::divide(T(math::subtract(s0, cosine)), a)); },
                                [&] { return internal::spherical_bessel_series<1>::at(a); });
    }
    static constexpr auto first(auto a, auto s0, auto, auto y, auto w) { return -(w * (0.5 * apply<sinc_of_root_second_slope_>(a, y, s0))); }
};

// Both are given the root, so that it is computed once and the compiler sees a sine and a cosine of one argument.
struct cos_of_root_ : binary_call {
    static constexpr auto text = "cos_of_root";
    static constexpr bool active[3] = {true, false, false};
    static constexpr auto value(auto, auto root)                  { using math::cos; return cos(root); }
    static constexpr auto first(auto a, auto root, auto, auto w)  { return -(w * (0.5 * apply<sinc_of_root_>(a, root))); }
};
struct sinc_of_root_ : binary_call {
    static constexpr auto text = "sinc_of_root";
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T root) {
        using math::sin;
        return internal::chosen(a == T(0), [&] { return T(1); }, [&] { return T(math::divide(T(sin(root)), root)); });
    }
    static constexpr auto first(auto a, auto root, auto y, auto w) { return -(w * (0.5 * apply<sinc_of_root_slope_>(a, y, apply<cos_of_root_>(a, root)))); }
};

}
