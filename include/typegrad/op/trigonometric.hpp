// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Circular functions and their inverses.
#pragma once
#pragma GCC system_header

#include <typegrad/math/half_turns.hpp>
#include <typegrad/math/sinc.hpp>
#include <typegrad/op/constants.hpp>
#include <typegrad/op/root.hpp>

namespace typegrad::inline v0_2::op {

struct sin_ : unary_call {
    static constexpr auto text = "sin";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr auto value(auto a)                           { using math::sin; return sin(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * cos(a); }
};
TYPEGRAD_STANDARD_UNARY(sin)

struct cos_ : unary_call {
    static constexpr auto text = "cos";
    static constexpr int carries = 1;
    static constexpr auto value(auto a)                           { using math::cos; return cos(a); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * sin(a)); }
};
TYPEGRAD_STANDARD_UNARY(cos)

// π·sin(πa) and π·cos(πa): a product with π would be one more rounding.
struct pi_sinpi_ : unary_call {
    static constexpr auto text = "pi_sinpi";
    static constexpr auto value(auto a)                           { using math::pi_sinpi; return pi_sinpi(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * cospi(a) * internal::pi_squared(a); }
};
struct pi_cospi_ : unary_call {
    static constexpr auto text = "pi_cospi";
    static constexpr auto value(auto a)                           { using math::pi_cospi; return pi_cospi(a); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * sinpi(a) * internal::pi_squared(a)); }
};

// Of π·a, exact where that is a multiple of π/2.
struct sinpi_ : unary_call {
    static constexpr auto text = "sinpi";
    static constexpr auto value(auto a)                           { using math::sinpi; return sinpi(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * apply<pi_cospi_>(a); }
};
TYPEGRAD_UNARY(sinpi)

struct cospi_ : unary_call {
    static constexpr auto text = "cospi";
    static constexpr auto value(auto a)                           { using math::cospi; return cospi(a); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * apply<pi_sinpi_>(a)); }
};
TYPEGRAD_UNARY(cospi)

// The derivative of order n of sinc: as one function, which does not cancel near 0 and does not underflow far out.
struct sinc_derivative_ : binary_call {
    static constexpr auto text = "sinc_derivative";
    static constexpr bool active[3] = {true, false, false};
    static constexpr bool integer[3] = {false, true, false};
    static constexpr auto value(auto a, auto n)                   { return math::sinc_derivative(static_cast<int>(n), a); }
    static constexpr auto first(auto a, auto n, auto, auto w)     { return w * apply<sinc_derivative_>(a, n + 1); }
};

// sin(a) / a, and 1 at a = 0
struct sinc_ : unary_call {
    static constexpr auto text = "sinc";
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::sinc; return sinc(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * apply<sinc_derivative_>(a, 1); }
};
TYPEGRAD_UNARY(sinc)

struct tan_ : unary_call {
    static constexpr auto text = "tan";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr interval tame[3] = {{-1.5, 1.5}};
    static constexpr auto value(auto a)                           { using math::tan; return tan(a); }
    static constexpr auto first(auto, auto y, auto w)             { return w * (1 + y * y); }
};
TYPEGRAD_STANDARD_UNARY(tan)

struct asin_ : unary_call {
    static constexpr auto text = "asin";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr interval domain[3] = {{-1, 1}};
    static constexpr auto exceptional = points({{-1}, {1}});
    static constexpr auto value(auto a)                           { using math::asin; return asin(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (1 / sqrt(internal::one_minus_square(a))), a, -1, 1); }
};
TYPEGRAD_STANDARD_UNARY(asin)

struct acos_ : unary_call {
    static constexpr auto text = "acos";
    static constexpr int carries = 1;
    static constexpr double least = 0;
    static constexpr interval domain[3] = {{-1, 1}};
    static constexpr auto exceptional = points({{-1}, {1}});
    static constexpr auto value(auto a)                           { using math::acos; return acos(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, -(w * (1 / sqrt(internal::one_minus_square(a)))), a, -1, 1); }
};
TYPEGRAD_STANDARD_UNARY(acos)

struct atan_ : unary_call {
    static constexpr auto text = "atan";
    static constexpr bool keeps_zero = true;
    static constexpr auto value(auto a)                           { using math::atan; return atan(a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * (1 / (1 + a * a)); }
};
TYPEGRAD_STANDARD_UNARY(atan)

// a / (a² + b²), where the sum of squares may overflow or vanish. With b / (a² + b²) it is the reciprocal of a complex number,
// so its derivatives are products of the two.
struct inverted_ : binary {
    static constexpr auto text = "inverted";
    static constexpr int cost = 10;
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T b) {
        using math::abs, math::add, math::choose, math::divide, math::multiply;
        using limits = std::numeric_limits<internal::element_of<T>>;
        T const s = add(multiply(a, a), multiply(b, b));
        return internal::chosen(s >= T(limits::min() / limits::epsilon()) && s <= T(limits::max()), [&] { return T(divide(a, s)); }, [&] {
            T const c = abs(a), d = abs(b), greater = choose(c < d, d, c), x = divide(a, greater), y = divide(b, greater);
            return T(divide(divide(x, T(add(multiply(x, x), multiply(y, y)))), greater));
        });
    }
    static constexpr auto first (auto a, auto b, auto, auto w);
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return -(w * 2 * (inverted(b, a) * y)); }
};
template <class A, class B>
    requires operands<A, B>
TYPEGRAD_INLINE constexpr applied<inverted_, A, B> inverted(A const& a, B const& b) {
    return apply<inverted_>(a, b);
}

// x / (a² + b²) likewise.
struct over_squares_ : ternary {
    static constexpr auto text = "over_squares";
    static constexpr int cost = 10;
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T x, T a, T b) {
        using math::add, math::divide, math::multiply;
        using limits = std::numeric_limits<internal::element_of<T>>;
        T const s = add(multiply(a, a), multiply(b, b));
        return internal::chosen(s >= T(limits::min() / limits::epsilon()) && s <= T(limits::max()), [&] { return T(divide(x, s)); }, [&] {
            using math::abs, math::choose;
            T const c = abs(a), d = abs(b), greater = choose(c < d, d, c), p = divide(a, greater), q = divide(b, greater);
            return T(divide(divide(T(divide(x, greater)), T(add(multiply(p, p), multiply(q, q)))), greater));
        });
    }
    static constexpr auto first (auto, auto a, auto b, auto, auto w)  { return apply<over_squares_>(w, a, b); }
    static constexpr auto second(auto, auto a, auto b, auto y, auto w) { return -(w * 2 * (inverted(a, b) * y)); }
    static constexpr auto third (auto, auto a, auto b, auto y, auto w) { return -(w * 2 * (inverted(b, a) * y)); }

    // Linear in x, which is an adjoint: behind a gate all of it is.
    template <class T>
    static constexpr T simplify(T x, T a, T b) {
        return x.template is_a<gate_>() ? gate(x.gate_condition(), apply<over_squares_>(x.operand(1), a, b)) : x.none();
    }
};

// (b² - a²) / (a² + b²)², by factors that do not cancel; the halves do not overflow.
constexpr auto inverted_::first(auto a, auto b, auto, auto w) {
    auto const half_a = 0.5 * a, half_b = 0.5 * b;
    return w * 4 * (apply<over_squares_>(half_b - half_a, a, b) * apply<over_squares_>(half_b + half_a, a, b));
}

struct atan2_ : binary_call {
    static constexpr auto text = "atan2";
    static constexpr auto exceptional = points({{0, 0}});
    static constexpr auto value (auto a, auto b)                  { using math::atan2; return atan2(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return at_origin(a, b, y, w * inverted(b, a)); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return at_origin(a, b, y, -(w * inverted(a, b))); }

private:
    // The origin has no angle, so that no direction has a derivative either.
    static constexpr auto at_origin(auto a, auto b, auto y, auto derivative) {
        return has(y.kinks(), kink_policy::finite) ? gate(a != 0 || b != 0, derivative) : derivative;
    }
};
TYPEGRAD_STANDARD_BINARY(atan2)

using trigonometric = operation_list<sin_, cos_, sinpi_, cospi_, sinc_, tan_, asin_, acos_, atan_, atan2_>;

}
