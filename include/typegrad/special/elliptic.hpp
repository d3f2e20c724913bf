// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Legendre's elliptic integrals in the modulus k, and Boost's order of arguments: ellint_1(k) and ellint_1(k, φ), ellint_2, and
// ellint_d = (F - E)/k². All of them are differentiated in both arguments.
//
// With s = sin θ and Δ = √(1 - k²s²), the derivatives in k are integrals of one family, each the derivative of the one before:
//
//     F_m = ∫ s²ᵐ/Δ²ᵐ⁺¹ dθ,   F₀ = ellint_1,   dF_m/dk = (2m + 1) k F_m+1
//     D_m = ∫ s²ᵐ/Δ²ᵐ⁻¹ dθ,   D₁ = ellint_d,   dD_m/dk = (2m - 1) k D_m+1,   d ellint_2/dk = -k D₁
//
// The textbook's (E - (1 - k²)F) / (k(1 - k²)) - … cancels for small k and for small φ.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/special/elliptic_quadrature.hpp>
#include <typegrad/special/missing.hpp>
#include <typegrad/special/numbers.hpp>

#include <typegrad/op/ends.hpp>
#include <typegrad/op/kinked.hpp>
#include <typegrad/op/trigonometric.hpp>

#include <boost/math/special_functions/ellint_1.hpp>
#include <boost/math/special_functions/ellint_2.hpp>
#include <boost/math/special_functions/ellint_rd.hpp>
#include <boost/math/special_functions/ellint_rf.hpp>

namespace typegrad::inline v0_2::special {

// In double 3 ulp, and 8 times as fast as in long double. Carlson's form takes 1 - k² as (1 - k)(1 + k), where
// Boost's ellint_1 loses it near k = 1.
template <number T>
T ellint_1(T const& k) {
    if (k == 1 || k == -1) return infinity<T>;
    if (!(k < 1 && k > -1)) return no_number<T>;
    return boost::math::ellint_rf(T(0), T((1 - k) * (1 + k)), T(1), in_double{});
}
template <number T>
T ellint_2(T const& k) {
    return !(k <= 1 && k >= -1) ? no_number<T> : T(boost::math::ellint_2(k, in_double{}));
}
template <number T>
bool outside_of_modulus(T const& k, T const& phi) {
    using std::sin;
    return any_nan(k, phi) || is_infinite(k) || is_infinite(phi) || ((k > 1 || k < -1) && k * k * sin(phi) * sin(phi) > 1);
}
// Carlson's forms; in double about 3 ulp. For numbers of more digits Boost's, so that tests compare with something else.
template <number T>
T ellint_1(T const& k, T const& phi) {
    if (outside_of_modulus(k, phi)) return no_number<T>;
    if constexpr (!is_short<T>) return boost::math::ellint_1(k, phi, in_double{});
    else {
        if (phi < 0) return -ellint_1(k, T(-phi));
        reduced_amplitude<T> const at(phi);
        T const part = at.s * boost::math::ellint_rf(T(at.c * at.c), delta_squared(k, at.s, at.c), T(1), in_double{});
        return at.half_turns == 0 ? part : T(2 * at.half_turns * ellint_1(k) + part);
    }
}
// For |k| <= 1 by a form of positive terms, https://dlmf.nist.gov/19.25.E10.
template <number T>
T ellint_2(T const& k, T const& phi) {
    using std::sqrt;
    if (is_short<T> && phi < T(1e-10) && phi > T(-1e-10) && k * phi < T(1e-10) && k * phi > T(-1e-10)) return phi;
    if (outside_of_modulus(k, phi)) return no_number<T>;
    if constexpr (!is_short<T>) return boost::math::ellint_2(k, phi, in_double{});
    else {
        if (phi < 0) return -ellint_2(k, T(-phi));
        reduced_amplitude<T> const at(phi);
        T const squared = delta_squared(k, at.s, at.c), cosine = at.c * at.c, third = k * at.s * (k * at.s) / 3;
        T const f = boost::math::ellint_rf(cosine, squared, T(1), in_double{});
        if (k > 1 || k < -1) return at.s * (f - third * boost::math::ellint_rd(cosine, squared, T(1), in_double{}));
        T const part = (1 - k) * (1 + k) * at.s * (f + third * boost::math::ellint_rd(cosine, T(1), squared, in_double{})) + k * k * at.s * (at.c / sqrt(squared));
        return at.half_turns == 0 ? part : T(2 * at.half_turns * ellint_2(k) + part);
    }
}

// From 0 to π/2.
template <number T>
T elliptic_integral(int m, int n, T const& k) {
    if (any_nan(k) || k > 1 || k < -1) return no_number<T>;
    if (k == 1 || k == -1) return infinity<T>;
    T const complement = (1 - k) * (1 + k);
    if (m == 1 && n == 0) return boost::math::ellint_rd(T(0), complement, T(1), in_double{}) / 3;
    if (m == 1 && n == 1) return boost::math::ellint_rd(T(0), T(1), complement, in_double{}) / 3;
    return elliptic_quadrature(m, n, k, boost::math::constants::half_pi<T>(), T(0));
}
// From 0 to any φ.
template <number T>
T elliptic_integral(int m, int n, T const& k, T const& phi) {
    using std::atan2;
    if (outside_of_modulus(k, phi)) return no_number<T>;
    if (phi < 0) return -elliptic_integral(m, n, k, T(-phi));
    reduced_amplitude<T> const at(phi);
    T const whole = at.half_turns == 0 ? T(0) : T(2 * at.half_turns * elliptic_integral(m, n, k));
    T part;
    if (m == 1 && (n == 0 || n == 1)) {
        T const squared = delta_squared(k, at.s, at.c);
        part = at.s * at.s * at.s / 3 * boost::math::ellint_rd(T(at.c * at.c), n == 0 ? squared : T(1), n == 0 ? T(1) : squared, in_double{});
    } else {
        T const sine = at.s < 0 ? T(-at.s) : at.s;
        part = elliptic_quadrature(m, n, k, T(atan2(sine, at.c)), T(atan2(at.c, sine)));
        if (at.s < 0) part = -part;
    }
    return whole + part;
}

template <number T>
T elliptic_f(T const& m, T const& k) {
    return elliptic_integral(static_cast<int>(m), static_cast<int>(m), k);
}
template <number T>
T elliptic_f(T const& m, T const& k, T const& phi) {
    return elliptic_integral(static_cast<int>(m), static_cast<int>(m), k, phi);
}
template <number T>
T elliptic_d(T const& m, T const& k) {
    return elliptic_integral(static_cast<int>(m), static_cast<int>(m) - 1, k);
}
template <number T>
T elliptic_d(T const& m, T const& k, T const& phi) {
    return elliptic_integral(static_cast<int>(m), static_cast<int>(m) - 1, k, phi);
}
template <number T>
T elliptic_delta(T const& k, T const& phi) {
    using std::sin, std::cos, std::sqrt;
    return sqrt(delta_squared(k, T(sin(phi)), T(cos(phi))));
}
template <number T>
T ellint_d(T const& k) {
    return elliptic_d(T(1), k);
}
template <number T>
T ellint_d(T const& k, T const& phi) {
    return elliptic_d(T(1), k, phi);
}

}

namespace typegrad::inline v0_2::op {

template <class... A>
inline constexpr bool elsewhere::is_included<elsewhere::elliptic_header, A...> = true;

TYPEGRAD_MISSING_DERIVATIVE(elliptic_in_its_order, "elliptic", "first");

// Δ at φ.
struct elliptic_delta_ : binary_call {
    static constexpr auto text = "elliptic_delta";
    static constexpr auto value (auto k, auto phi)                { using special::elliptic_delta; return elliptic_delta(k, phi); }
    static constexpr auto first (auto k, auto phi, auto y, auto w) {
        auto const s = sin(phi);
        return -(w * (k * (s * s) / y));
    }
    static constexpr auto second(auto k, auto phi, auto y, auto w) { return -(w * (k * k * (sin(phi) * cos(phi)) / y)); }
};
template <class K, class Phi>
    requires operands<K, Phi>
TYPEGRAD_INLINE constexpr applied<elliptic_delta_, K, Phi> elliptic_delta(K const& k, Phi const& phi) {
    return apply<elliptic_delta_>(k, phi);
}

namespace internal {
    struct elliptic_complete : binary_call {
        static constexpr bool integer[3] = {true, false, false};
        static constexpr bool differentiable[3] = {false, true, false};
        static constexpr interval domain[3] = {{1}, {-1, 1}};
        static constexpr interval tame[3] = {{1, 3}, {-0.9, 0.9}};
    };
    struct elliptic_incomplete : ternary {
        static constexpr int cost = 40;
        static constexpr bool integer[3] = {true, false, false};
        static constexpr bool differentiable[3] = {false, true, true};
        static constexpr interval domain[3] = {{1}, {-1, 1}, all_real};
        static constexpr interval tame[3] = {{1, 3}, {-0.9, 0.9}, {-4, 4}};
    };
    struct complete_in_modulus : unary_call {
        static constexpr interval domain[3] = {{-1, 1}};
        static constexpr interval tame[3] = {{-0.9, 0.9}};
        static constexpr auto exceptional = points({{-1}, {1}});
    };
    struct incomplete_in_modulus : binary_call {
        static constexpr interval domain[3] = {{-1, 1}, all_real};
        static constexpr interval tame[3] = {{-0.9, 0.9}, {-4, 4}};
    };
}

#define TYPEGRAD_ELLIPTIC(name)                                                                          \
    template <class M, class K>                                                                          \
        requires operands<M, K>                                                                          \
    TYPEGRAD_INLINE constexpr applied<name##_complete_, M, K> name(M const& m, K const& k) {      \
        return apply<name##_complete_>(m, k);                                                            \
    }                                                                                                    \
    template <class M, class K, class Phi>                                                               \
        requires operands<M, K, Phi>                                                                     \
    TYPEGRAD_INLINE constexpr applied<name##_, M, K, Phi> name(M const& m, K const& k, Phi const& phi) { \
        return apply<name##_>(m, k, phi);                                                                \
    }

// F_m and D_m to π/2.
struct elliptic_f_complete_ : internal::elliptic_complete {
    static constexpr auto text = "elliptic_f";
    static constexpr auto value (auto m, auto k)                  { using special::elliptic_f; return elliptic_f(m, k); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<elliptic_in_its_order>(y, w); }
    static constexpr auto second(auto m, auto k, auto y, auto w)  { return internal::finite_but_at(y, w * ((2 * m + 1) * k * apply<elliptic_f_complete_>(m + 1, k)), k, -1, 1); }
};
struct elliptic_d_complete_ : internal::elliptic_complete {
    static constexpr auto text = "elliptic_d";
    static constexpr auto value (auto m, auto k)                  { using special::elliptic_d; return elliptic_d(m, k); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<elliptic_in_its_order>(y, w); }
    static constexpr auto second(auto m, auto k, auto y, auto w)  { return internal::finite_but_at(y, w * ((2 * m - 1) * k * apply<elliptic_d_complete_>(m + 1, k)), k, -1, 1); }
};

// F_m and D_m to φ.
struct elliptic_f_ : internal::elliptic_incomplete {
    static constexpr auto text = "elliptic_f";
    static constexpr auto value (auto m, auto k, auto phi)               { using special::elliptic_f; return elliptic_f(m, k, phi); }
    static constexpr auto first (auto, auto, auto, auto y, auto w)       { return internal::no_derivative<elliptic_in_its_order>(y, w); }
    static constexpr auto second(auto m, auto k, auto phi, auto y, auto w) { return internal::finite_at_ends<elliptic_f_>(y, w, (2 * m + 1) * k * apply<elliptic_f_>(m + 1, k, phi), m, k, phi); }
    static constexpr auto third (auto m, auto k, auto phi, auto y, auto w) {
        auto const s = sin(phi), delta = elliptic_delta(k, phi);
        return internal::finite_at_ends<elliptic_f_>(y, w, powi(s / delta, 2 * m) / delta, m, k, phi);
    }
};
struct elliptic_d_ : internal::elliptic_incomplete {
    static constexpr auto text = "elliptic_d";
    static constexpr auto value (auto m, auto k, auto phi)               { using special::elliptic_d; return elliptic_d(m, k, phi); }
    static constexpr auto first (auto, auto, auto, auto y, auto w)       { return internal::no_derivative<elliptic_in_its_order>(y, w); }
    static constexpr auto second(auto m, auto k, auto phi, auto y, auto w) { return internal::finite_at_ends<elliptic_d_>(y, w, (2 * m - 1) * k * apply<elliptic_d_>(m + 1, k, phi), m, k, phi); }
    static constexpr auto third (auto m, auto k, auto phi, auto y, auto w) {
        auto const s = sin(phi), delta = elliptic_delta(k, phi);
        return internal::finite_at_ends<elliptic_d_>(y, w, powi(s / delta, 2 * m) * delta, m, k, phi);
    }
};

TYPEGRAD_ELLIPTIC(elliptic_f)
TYPEGRAD_ELLIPTIC(elliptic_d)
#undef TYPEGRAD_ELLIPTIC

// The incomplete integrals in (k, φ).
struct ellint_1_incomplete_ : internal::incomplete_in_modulus {
    static constexpr auto text = "ellint_1";
    static constexpr auto value (auto k, auto phi)                { using special::ellint_1; return ellint_1(k, phi); }
    static constexpr auto first (auto k, auto phi, auto y, auto w) { return internal::finite_at_ends<ellint_1_incomplete_>(y, w, k * apply<elliptic_f_>(1, k, phi), k, phi); }
    static constexpr auto second(auto k, auto phi, auto y, auto w) { return internal::finite_at_ends<ellint_1_incomplete_>(y, w, 1 / elliptic_delta(k, phi), k, phi); }
};
struct ellint_2_incomplete_ : internal::incomplete_in_modulus {
    static constexpr auto text = "ellint_2";
    static constexpr auto value (auto k, auto phi)                { using special::ellint_2; return ellint_2(k, phi); }
    static constexpr auto first (auto k, auto phi, auto y, auto w) { return -internal::finite_at_ends<ellint_2_incomplete_>(y, w, k * apply<elliptic_d_>(1, k, phi), k, phi); }
    static constexpr auto second(auto k, auto phi, auto, auto w)  { return w * elliptic_delta(k, phi); }
};
struct ellint_d_incomplete_ : internal::incomplete_in_modulus {
    static constexpr auto text = "ellint_d";
    static constexpr auto value (auto k, auto phi)                { using special::ellint_d; return ellint_d(k, phi); }
    static constexpr auto first (auto k, auto phi, auto y, auto w) { return internal::finite_at_ends<ellint_d_incomplete_>(y, w, k * apply<elliptic_d_>(2, k, phi), k, phi); }
    static constexpr auto second(auto k, auto phi, auto y, auto w) {
        auto const s = sin(phi);
        return internal::finite_at_ends<ellint_d_incomplete_>(y, w, s * s / elliptic_delta(k, phi), k, phi);
    }
};

// The complete ones, to φ = π/2. At k = ±1 ellint_1 has a pole; ellint_2 is 1 there, with an infinite slope.
struct ellint_1_ : internal::complete_in_modulus {
    static constexpr auto text = "ellint_1";
    static constexpr auto value(auto k)                           { using special::ellint_1; return ellint_1(k); }
    static constexpr auto first(auto k, auto y, auto w)           { return internal::finite_but_at(y, w * (k * apply<elliptic_f_complete_>(1, k)), k, -1, 1); }
};
TYPEGRAD_UNARY(ellint_1)
struct ellint_2_ : internal::complete_in_modulus {
    static constexpr auto text = "ellint_2";
    static constexpr auto value(auto k)                           { using special::ellint_2; return ellint_2(k); }
    static constexpr auto first(auto k, auto y, auto w)           { return internal::finite_but_at(y, -(w * (k * apply<elliptic_d_complete_>(1, k))), k, -1, 1); }
};
TYPEGRAD_UNARY(ellint_2)
struct ellint_d_ : internal::complete_in_modulus {
    static constexpr auto text = "ellint_d";
    static constexpr auto value(auto k)                           { using special::ellint_d; return ellint_d(k); }
    static constexpr auto first(auto k, auto y, auto w)           { return internal::finite_but_at(y, w * (k * apply<elliptic_d_complete_>(2, k)), k, -1, 1); }
};
TYPEGRAD_UNARY(ellint_d)

#define TYPEGRAD_INCOMPLETE(name)                                                             \
    template <class K, class Phi>                                                             \
        requires operands_or_numbers<K, Phi>                                                  \
    TYPEGRAD_INLINE constexpr applied<name##_incomplete_, K, Phi> name(K const& k, Phi const& phi) { \
        return apply<name##_incomplete_>(k, phi);                                             \
    }
TYPEGRAD_INCOMPLETE(ellint_1)
TYPEGRAD_INCOMPLETE(ellint_2)
TYPEGRAD_INCOMPLETE(ellint_d)
#undef TYPEGRAD_INCOMPLETE

using elliptic_integrals = operation_list<ellint_1_, ellint_1_incomplete_, ellint_2_, ellint_2_incomplete_, ellint_d_, ellint_d_incomplete_>;

}
