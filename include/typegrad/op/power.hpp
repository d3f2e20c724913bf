// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Powers.
#pragma once
#pragma GCC system_header

#include <typegrad/math/minus_one.hpp>
#include <typegrad/op/exponential.hpp>
#include <typegrad/op/policy.hpp>

namespace typegrad::op {

// An integer power is repeated multiplication, by squaring: x¹³ = x · x⁴ · x⁸, and 1 / xⁿ for negative powers.
// Here the exponent is a number known at run time only; one that is known earlier becomes multiplications at once.
struct powi_ : binary {
    static constexpr auto text = "pow";
    static constexpr int cost = 8;
    static constexpr bool active[3] = {true, false, false};
    static constexpr bool integer[3] = {false, true, false};
    static constexpr interval tame[3] = {{-2, -0.2}, {-7, 14}};
    static constexpr auto exceptional = points({{0, -1}, {0, 0}, {0, 1}, {0, 2}});
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T const& a, T const& n) {
        T const product = squarings<6>(a, T(1), static_cast<long long>(n < T(0) ? -n : n));
        return n < T(0) ? math::divide(T(1), product) : product;
    }
    // Six steps without a loop: where the compiler sees the exponent, the multiplications alone are left.
    template <int Steps, class T>
    TYPEGRAD_INLINE static constexpr T squarings(T const& factor, T const& product, long long k) {
        T const next = k & 1 ? math::multiply(product, factor) : product;
        if (k <= 1) return next;
        if constexpr (Steps > 0) return squarings<Steps - 1>(math::multiply(factor, factor), next, k >> 1);
        else return many_squarings(math::multiply(factor, factor), next, k >> 1);
    }
    template <class T>
    static constexpr T many_squarings(T factor, T product, long long k) {
        for (; k > 1; k >>= 1) {
            if (k & 1) product = math::multiply(product, factor);
            factor = math::multiply(factor, factor);
        }
        return math::multiply(product, factor);
    }
    // The exponent is an integer and carries no derivative. For n = 0 the derivative is 0, at x = 0 too.
    static constexpr auto first (auto a, auto n, auto, auto w)    { return gate(n != 0, w * n * powi(a, n - 1)); }

    template <class T>
    static constexpr T simplify(T a, T n) {
        return n.is_literal() ? power(a, static_cast<long long>(n.literal())) : a.none();
    }

    template <class T>
    static constexpr T power(T a, long long n) {
        if (n < 0) return 1 / power(a, -n);
        T factor = a, product = T(1);
        for (; n != 0; n >>= 1) {
            if (n & 1) product = product * factor;
            if (n > 1) factor = factor * factor;
        }
        return product;
    }
};
template <class A, class N>
    requires operands_or_numbers<A, N>
TYPEGRAD_INLINE constexpr applied<powi_, A, N> powi(A const& a, N const& n) {
    return apply<powi_>(a, n);
}

// Whether 0 to the power b is infinite. Not b < 0, which complex numbers do not have: of those the real part tells.
struct has_pole_at_zero_ : unary {
    static constexpr auto text = "has_pole_at_zero";
    static constexpr kind result = kind::condition;
    static constexpr bool active[3] = {false, false, false};
    template <class T>
    static constexpr auto value(T b) {
        if constexpr (requires { b < b; }) return b < T(0);
        else return b.real() < 0;
    }
};

// a to the power b - 1, which is given: what this adds is that its derivatives are those of a power, where a quotient's would cancel for
// b near 1.
struct power_slope_ : ternary {
    static constexpr auto text = "power_slope";
    static constexpr int cost = 0;
    static constexpr bool active[3] = {true, true, false};
    static constexpr auto value (auto, auto, auto slope)                 { return slope; }
    static constexpr auto first (auto a, auto b, auto, auto y, auto w)   { return in_base(a, b - 1, y, w); }
    static constexpr auto second(auto a, auto b, auto, auto y, auto w)   { return in_exponent(a, b - 1, y, w); }

    // The partials of y, a to the power b. That in the base is b·y / a wherever y is neither zero, subnormal nor infinite, and calls pow only
    // elsewhere.
    template <class W>
    static constexpr W in_base(auto a, auto b, auto y, W w) {
        return at_kinks(a, b, y, w * (b * apply<power_slope_>(a, b, select(well_scaled(y), y * (1 / a), pow(a, b - 1)))));
    }
    // The same where w·y is given, and w is no number wherever y is zero or infinite.
    template <class W>
    static constexpr W in_base_by_product(auto a, auto b, auto y, W product) { return at_kinks(a, b, y, product * b * (1 / a)); }

    template <class W>
    static constexpr W at_kinks(auto a, auto b, auto y, W derivative) {
        return has(y.kinks(), kink_policy::finite) ? gate(b != 0 && (a != 0 || b < 0 || b >= 1), derivative) : gate(b != 0, derivative);
    }
    // That in the exponent is y·log a, and 0 at a = 0, b >= 0.
    static constexpr auto in_exponent(auto a, auto b, auto y, auto w)    { return gate(a != 0 || apply<has_pole_at_zero_>(b), w * y * log(a)); }
};

// Both partials are functions of the operation above, so that clang need not deduce them in a circle. The real powers -1, 0, 1 and 2 are what
// compilers make of them.
struct pow_ : binary_call {
    static constexpr auto text = "pow";
    static constexpr interval domain[3] = {positive, real};
    static constexpr auto exceptional = points({{0, -1}, {0, 0}, {0, 0.5}, {0, 1}, {0, 1.5}, {0, 2}});
    static constexpr auto value (auto a, auto b)                  { using math::pow; return pow(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return power_slope_::in_base(a, b, y, w); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return power_slope_::in_exponent(a, b, y, w); }

    template <class T>
    static constexpr T simplify(T a, T b) {
        return b.is(2) ? a * a : b.is(1) ? a : b.is(0) ? T(1) : b.is(-1) ? 1 / a : a.none();
    }
};

// a to the power b, given t = b·log a: an exponential takes half of a power's time, and rounding t costs |t| units in the last place at most.
// What a pack holds is not worth a power and an exponential.
struct power_by_logarithm_ : ternary {
    static constexpr auto text = "power_by_logarithm";
    static constexpr int cost = 18;  // with the product t, less than a power
    static constexpr bool active[3] = {true, true, false};
    template <class T>
    static constexpr T value(T a, T b, [[maybe_unused]] T t) {
        using math::exp, math::pow;
        if constexpr (std::is_floating_point_v<T>)
            if (t <= 8 && t >= -8) return exp(t);
        return pow(a, b);
    }
    static constexpr auto first (auto a, auto b, auto, auto y, auto w)   { return power_slope_::in_base(a, b, y, w); }
    static constexpr auto second(auto a, auto b, auto, auto y, auto w)   { return power_slope_::in_exponent(a, b, y, w); }
};

namespace internal {
    template <class Exponent>
    using power_operation = std::conditional_t<integer_valued<Exponent>, powi_, pow_>;
}

// pow(x, n) with an integer n is the integer power, for plain numbers as well.
template <class A, class B>
    requires operands_or_numbers<A, B>
TYPEGRAD_INLINE constexpr auto pow(A a, B b) -> applied<internal::power_operation<B>, A, B> {
    return apply<internal::power_operation<B>>(a, b);
}

// a^b - 1. The partials are those of the power, which y + 1 does not give back.
struct powm1_ : binary_call {
    static constexpr auto text = "powm1";
    static constexpr interval domain[3] = {positive, real};
    static constexpr interval tame[3] = {{0.1, 4}, {-3, 3}};
    static constexpr auto exceptional = points({{0, -1}, {0, 0}, {0, 0.5}, {0, 1}, {0, 1.5}, {0, 2}});
    static constexpr auto value (auto a, auto b)                  { using math::powm1; return powm1(a, b); }
    static constexpr auto first (auto a, auto b, auto, auto w)    { return pow_::first(a, b, apply<pow_>(a, b), w); }
    static constexpr auto second(auto a, auto b, auto, auto w)    { return pow_::second(a, b, apply<pow_>(a, b), w); }
};
TYPEGRAD_BINARY(powm1)

// a · 2ⁿ for an integer n.
struct ldexp_ : binary {
    static constexpr auto text = "ldexp";
    static constexpr int cost = 4;
    static constexpr bool active[3] = {true, false, false};
    static constexpr bool integer[3] = {false, true, false};
    static constexpr interval tame[3] = {{-3, 3}, {-7, 14}};
    static constexpr auto value (auto a, auto n)                  { using math::ldexp; return decltype(a)(ldexp(a, static_cast<int>(n))); }
    static constexpr auto first (auto, auto n, auto, auto w)      { return ldexp(w, n); }

    // A product with 2ⁿ is rounded in the same way, while that is a normal number. Else gates and signs move outwards.
    template <class T>
    static constexpr T simplify(T a, T n) {
        using limits = std::numeric_limits<decltype(a.literal())>;
        return n.is_literal() && n.literal() > limits::min_exponent && n.literal() < limits::max_exponent ? a * power_of_two(a, static_cast<int>(n.literal()))
             : a.template is_a<gate_>() ? gate(a.gate_condition(), ldexp(a.operand(1), n))
             : a.template is_a<neg_>()  ? -ldexp(a.operand(0), n)
                                        : a.none();
    }
    template <class T>
    static constexpr T power_of_two(T, int n) {
        return T(math::ldexp(decltype(std::declval<T>().literal())(1), n));
    }
};
TYPEGRAD_BINARY(ldexp)

template <class A, class N>
    requires operands_or_numbers<A, N>
TYPEGRAD_INLINE constexpr applied<ldexp_, A, N> scalbn(A const& a, N const& n) {
    return ldexp(a, n);
}

using powers = operation_list<powi_, pow_, powm1_, ldexp_>;

}
