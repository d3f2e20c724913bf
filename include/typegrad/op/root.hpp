// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Roots, and norms.
#pragma once
#pragma GCC system_header

#include <typegrad/math/minus_one.hpp>
#include <typegrad/op/arithmetic.hpp>
#include <typegrad/op/ends.hpp>

namespace typegrad::inline v0_2::op {

namespace internal {
    // The derivative of a root y, infinite at 0 unless the policy says otherwise.
    constexpr auto finite_at_zero(auto y, auto derivative) {
        return has(y.kinks(), kink_policy::finite) ? gate(y != 0, derivative) : derivative;
    }
    // By the real part, where numbers are complex.
    template <class T>
    constexpr auto is_less(T a, T b) {
        if constexpr (requires { a < b; }) return a < b;
        else return a.real() < b.real();
    }
}

// What a rule asks of a form whose coefficients are known at run time only (graph/nonnegative_form.hpp), where the form is 0: so it is
// worth a jump. The lesser one of two coefficients; 1 for an exponent from 2 on that is even, or no whole number, else -1; a < 0.
struct least_coefficient_ : binary {
    static constexpr auto text = "least_coefficient";
    static constexpr int cost = 12;
    static constexpr bool active[3] = {false, false, false};
    static constexpr auto value(auto a, auto b)                   { using math::choose; return choose(internal::is_less(b, a), b, a); }
};
struct parity_ : unary {
    static constexpr auto text = "parity";
    static constexpr int cost = 4;
    static constexpr bool active[3] = {false, false, false};
    template <class T>
    static constexpr T value(T n) {
        using math::choose, math::trunc;
        T const half = T(math::multiply(n, T(0.5)));
        if constexpr (requires { n.real(); }) return half == T(static_cast<long long>(half.real())) && n.real() >= 2 ? T(1) : T(-1);
        else return choose((half == T(trunc(half)) || n != T(trunc(n))) && n >= T(2), T(1), T(-1));
    }
};
struct is_negative_ : unary {
    static constexpr auto text = "is_negative";
    static constexpr kind result = kind::condition;
    static constexpr bool active[3] = {false, false, false};
    template <class T>
    static constexpr auto value(T a)                              { return internal::is_less(a, T(0)); }
};

namespace internal {
    // The derivative of a root y of a, which is a norm if a is a form whose coefficients are positive.
    template <class W>
    constexpr W finite_at_zero_of(auto a, auto y, W derivative) {
        if constexpr (requires { a.sign_of_form(); })
            if (!y.is_never_zero())
                if (auto const sign = a.sign_of_form(); !sign.is_none()) return select(y != 0, derivative, select(apply<is_negative_>(sign), finite_at_zero(y, derivative), 0));
        return finite_at_zero(y, derivative);
    }
}

// At 0 the derivative is +inf, by continuity. A root of a nonnegative quadratic form, or of a sum of even powers, is a norm, see norm_.
struct sqrt_ : unary {
    static constexpr auto text = "sqrt";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr double least = 0;
    static constexpr int cost = 8;
    static constexpr interval domain[3] = {positive};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::sqrt; return sqrt(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_at_zero_of(a, y, w * (1 / y) * 0.5); }

    static constexpr bool simplifies_plain_operands = true;
    template <class T>
    static constexpr T simplify(T a) {
        return a.is_nonnegative_form() ? norm(a) : a.none();
    }
};
TYPEGRAD_STANDARD_UNARY(sqrt)

// A square root whose operand is a sum of squares, or another form that is nowhere negative (graph/nonnegative_form.hpp). Its value is sqrt's; its derivative at 0 is 0, the subgradient of
// least norm, where the chain rule would say 0 · inf.
struct norm_ : unary {
    static constexpr auto text = "sqrt";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr double least = 0;
    static constexpr int cost = 8;
    static constexpr interval domain[3] = {positive};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::sqrt; return sqrt(a); }
    // The literal factor is outside, where that of a square cancels it.
    static constexpr auto first(auto, auto y, auto w) {
        if constexpr (requires { y.is_never_zero(); })
            if (y.is_never_zero()) return w * (1 / y) * 0.5;
        return select(y != 0, w * (1 / y), 0) * 0.5;
    }
};
template <is_operand A>
TYPEGRAD_INLINE constexpr applied<norm_, A> norm(A const& a) {
    return apply<norm_>(a);
}

// The derivative of y = cbrt(a), from which a library's rounding of y, up to 4 units, is gone to first order: of 1 / 3y² and y / 3a, the
// one has twice as much of it as the other, with the opposite sign.
struct cbrt_slope_ : binary {
    static constexpr auto text = "cbrt_slope";
    static constexpr int cost = 24;
    static constexpr bool active[3] = {true, false, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T a, T y) {
        using math::add, math::choose, math::divide, math::multiply;
        T const inverse_square = divide(T(1), T(multiply(y, y))), quotient = divide(y, a);
        return divide(choose(quotient == quotient, T(add(inverse_square, T(multiply(T(2), quotient)))), T(multiply(T(3), inverse_square))), T(9));
    }
    static constexpr auto first(auto a, auto, auto y, auto w)     { return -(w * (2 * y / 3 / a)); }
};

struct cbrt_ : unary_call {
    static constexpr auto text = "cbrt";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr interval tame[3] = {{0.01, 9}};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using math::cbrt; return cbrt(a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_at_zero(y, w * apply<cbrt_slope_>(a, y)); }
};
TYPEGRAD_STANDARD_UNARY(cbrt)

// 1 / sqrt(a)
struct rsqrt_ : unary {
    static constexpr auto text = "rsqrt";
    static constexpr int cost = 16;
    static constexpr interval domain[3] = {positive};
    static constexpr interval tame[3] = {{0.01, 9}};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { return math::rsqrt(a); }  // xsimd's own has 12 bits
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * (y / a) * -0.5, a, 0); }
};
TYPEGRAD_UNARY(rsqrt)

// sqrt(1 + a) - 1, to whose own 1 + y nothing is left near a = -1.
struct sqrt1pm1_ : unary {
    static constexpr auto text = "sqrt1pm1";
    static constexpr int cost = 16;
    static constexpr interval domain[3] = {{-1}};
    static constexpr interval tame[3] = {{-0.9, 3}};
    static constexpr auto exceptional = points({{-1}});
    static constexpr auto value(auto a)                           { using math::sqrt1pm1; return sqrt1pm1(a); }
    static constexpr auto first(auto a, auto, auto w)             { return sqrt_::first(a, sqrt(1 + a), w); }
};
TYPEGRAD_UNARY(sqrt1pm1)

// a / r where r = hypot(a, b) is given: the cosine of the angle. Its derivatives are products, where those of a quotient
// would be differences that cancel for b much smaller than a.
struct direction_ : ternary {
    static constexpr auto text = "direction";
    static constexpr int cost = 8;
    static constexpr bool active[3] = {true, true, false};
    static constexpr auto value (auto a, auto, auto r)            { return math::divide(a, r); }
    static constexpr auto first (auto a, auto b, auto r, auto, auto w)  { return w * (1 / r) * (direction(b, a, r) * direction(b, a, r)); }
    static constexpr auto second(auto a, auto b, auto r, auto y, auto w) { return -(w * (1 / r) * (direction(b, a, r) * y)); }
};
template <class A, class B, class R>
    requires operands<A, B, R>
TYPEGRAD_INLINE constexpr applied<direction_, A, B, R> direction(A const& a, B const& b, R const& r) {
    return apply<direction_>(a, b, r);
}

struct hypot_ : binary_call {
    static constexpr auto text = "hypot";
    static constexpr int carries = 2;
    static constexpr double least = 0;
    static constexpr auto exceptional = points({{0, 0}});
    static constexpr auto value (auto a, auto b)                  { using math::hypot; return hypot(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return internal::unless_zero(y, w * direction(a, b, y)); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return internal::unless_zero(y, w * direction(b, a, y)); }
};
TYPEGRAD_STANDARD_BINARY(hypot)

struct hypot_of_three_ : ternary {
    static constexpr auto text = "hypot";
    static constexpr int carries = 3;
    static constexpr double least = 0;
    static constexpr int cost = 20;
    static constexpr auto exceptional = points({{0, 0, 0}});
    static constexpr auto value (auto a, auto b, auto c)                { using math::hypot; return hypot(a, b, c); }
    static constexpr auto first (auto a, auto, auto, auto y, auto w)    { return internal::unless_zero(y, w * (a / y)); }
    static constexpr auto second(auto, auto b, auto, auto y, auto w)    { return internal::unless_zero(y, w * (b / y)); }
    static constexpr auto third (auto, auto, auto c, auto y, auto w)    { return internal::unless_zero(y, w * (c / y)); }
};
TYPEGRAD_STANDARD_TERNARY(hypot, hypot_of_three_)

// (1 - a)(1 + a) keeps its precision near ±1, where 1 - a² has none left; its derivative keeps it near 0.
struct one_minus_square_ : unary {
    static constexpr auto text = "one_minus_square";
    static constexpr int cost = 3;
    template <class T>
    static constexpr T value(T a)                                 { return math::multiply(T(math::subtract(T(1), a)), T(math::add(T(1), a))); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * (2 * a)); }
};
namespace internal {
    TYPEGRAD_UNARY_OF(one_minus_square, one_minus_square_)
}

using roots = operation_list<sqrt_, norm_, cbrt_, rsqrt_, sqrt1pm1_, hypot_, hypot_of_three_>;

}
