// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Powers.
#pragma once
#pragma GCC system_header

#include <typegrad/math/minus_one.hpp>
#include <typegrad/op/classification.hpp>
#include <typegrad/op/exponential.hpp>
#include <typegrad/op/limit.hpp>
#include <typegrad/op/policy.hpp>
#include <typegrad/op/root.hpp>

namespace typegrad::inline v0_2::op {

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

// The derivative of aᵇ, m times in a and n times in b, at any point, by its closed form
//
//     aᵇ⁻ᵐ · Σₖ (n over k) · c⁽ⁿ⁻ᵏ⁾(b) · logᵏ a,   c(b) = b·(b - 1)·…·(b - m + 1).
//
// At a = 0 it is the limit, possibly infinite; but there the derivatives in b alone are 0 at b = 0 too, as for b > 0. The rules ask for it
// where a quotient by a has no digits: at a = 0, and where the power underflows or overflows. Its own derivatives are of this form again, so
// that a zero of one of them hides no derivative of a higher order.
struct power_partial_ : ternary {
    static constexpr auto text = "power_partial";
    static constexpr int cost = 60;
    static constexpr bool active[3] = {true, true, false};
    static constexpr bool integer[3] = {false, false, true};
    // m + of_exponent·n, and with finite_at_zero 0 for an infinity at a = 0.
    static constexpr int of_base = 1, of_exponent = 64, finite_at_zero = 4096;

    template <class T>
    static constexpr T value(T a, T b, T order)                          { return closed_form(a, b, number_of(order)); }
    static constexpr auto first (auto a, auto b, auto order, auto, auto w)  { return w * apply<power_partial_>(a, b, order + of_base); }
    static constexpr auto second(auto a, auto b, auto order, auto, auto w)  { return w * apply<power_partial_>(a, b, order + of_exponent); }

private:
    // The order is a literal, in every lane of a pack.
    template <class T>
    static constexpr int number_of(T const& order) {
        if constexpr (requires { static_cast<int>(order); }) return static_cast<int>(order);
        else if constexpr (requires { order.real(); }) return static_cast<int>(order.real());
        else return static_cast<int>(order.get(0));
    }
    template <class T>
    [[gnu::noinline, gnu::cold]] static constexpr T closed_form(T a, T b, int order) {
        using math::add, math::choose, math::log, math::multiply, math::pow, math::subtract;
        int const m = order % of_exponent, n = order / of_exponent % of_exponent;
        T const zero(0);
        std::array<T, of_exponent> c{};  // the derivatives of c(b)
        c[0] = T(1);
        for (int i = 0; i < m; ++i) {
            T const factor = subtract(b, T(i));
            for (std::size_t k = static_cast<std::size_t>(n); k > 0; --k) c[k] = add(T(multiply(c[k], factor)), T(multiply(T(static_cast<int>(k)), c[k - 1])));
            c[0] = multiply(c[0], factor);
        }
        // By Horner's rule. What is 0 so far stays 0 when multiplied with an infinite logarithm.
        T const logarithm = n > 0 ? T(log(a)) : zero;
        T sum = zero;
        int binomial = 1;
        for (int k = n; k >= 0; binomial = binomial * k / (n - k + 1), --k)
            sum = add(T(choose(sum == zero, zero, T(multiply(sum, logarithm)))), T(multiply(T(binomial), c[static_cast<std::size_t>(n - k)])));
        T const power = pow(a, T(subtract(b, T(m))));
        T result = choose(sum == zero, zero, T(choose(power == zero, T(choose(sum == sum, zero, sum)), T(multiply(power, sum)))));
        if (m == 0) result = choose(a == zero, T(choose(b == zero, zero, result)), result);
        if (order >= finite_at_zero) result = choose(a == zero, T(choose(subtract(result, result) == zero, result, zero)), result);
        return result;
    }
};

// w·p, and 0 where s is 0, whatever w is. Unlike a gate's, this zero has derivatives.
struct product_unless_zero_ : ternary {
    static constexpr auto text = "product_unless_zero";
    static constexpr bool active[3] = {true, true, false};
    template <class T>
    TYPEGRAD_INLINE static constexpr T value(T w, T p, T s)              { using math::choose; return choose(s == T(0), T(0), T(math::multiply(w, p))); }
    static constexpr auto first (auto, auto p, auto s, auto, auto w)     { return apply<product_unless_zero_>(w, p, s); }
    static constexpr auto second(auto u, auto, auto, auto, auto w)       { return w * u; }

    template <class T>
    static constexpr T simplify(T w, T p, T s) {
        return s.is_zero()              ? T(0)
             : w.template is_a<gate_>() ? gate(w.gate_condition(), apply<product_unless_zero_>(w.operand(1), p, s))
             : w.template is_a<neg_>()  ? -apply<product_unless_zero_>(w.operand(0), p, s)
                                        : w.none();
    }
};

// Neither y, a power, nor p, its derivative in the base or the base, is 0, subnormal or infinite: then y·p and y / p are what they seem.
struct is_ordinary_power_ : binary {
    static constexpr auto text = "is_ordinary_power";
    static constexpr kind result = kind::condition;
    static constexpr int cost = 4;
    static constexpr bool active[3] = {false, false, false};
    static constexpr auto value(auto y, auto p) {
        using math::abs;
        auto const size = abs(y), slope = abs(p);
        using number = std::remove_cv_t<decltype(size)>;
        using limits = std::numeric_limits<internal::element_of<number>>;
        internal::element_of<number> const least(limits::min() / limits::epsilon());
        return size >= static_cast<number>(least) && slope >= static_cast<number>(least) && slope <= static_cast<number>(limits::max());
    }
};

namespace internal {
    // Known while the function is traced, or a number that an expression holds: nothing is differentiated in it. `is_known`: and it is finite.
    constexpr bool is_number_held(auto const& a) {
        if constexpr (requires { a.is_of_numbers(); }) return a.is_of_numbers();
        else return false;
    }
    constexpr bool is_known(auto const& a) {
        if constexpr (requires { a.is_of_moderate_numbers(); }) return a.is_of_moderate_numbers();
        else if constexpr (requires { a.is_literal(); }) return a.is_literal();
        else return false;
    }
    // A condition for each of many numbers: tape/tensor.hpp.
    template <class C>
    inline constexpr bool is_of_many = false;
    // select(c, f(), g()), of which only what is needed is computed where c is known.
    template <class C, class F, class G>
    TYPEGRAD_INLINE constexpr auto either(C const& c, F const& f, G const& g) {
        if constexpr (std::is_same_v<C, bool>) return c ? f() : g();
        else if constexpr (is_of_many<C>) return select(c, f(), g());
        else if (c.value().is_literal()) return c.value().is_zero() ? g() : f();
        else return select(c, f(), g());
    }
}

namespace internal {
    // With an exponent of moderate size, and a base that is neither 0 nor infinite where the results are numbers, the power is well scaled: of float's
    // least number too.
    constexpr bool is_root_of_number([[maybe_unused]] auto a, [[maybe_unused]] auto b) {
        if constexpr (requires { a.is_never_zero(); }) return b.literal() <= 2.0 / 3 && b.literal() >= -2.0 / 3 && !b.is_zero() && a.is_never_infinite() && a.is_never_zero();
        else return false;
    }
}

// a to the power b - 1, which is given: what this adds is that its derivatives are those of a power, where a quotient's would cancel for
// b near 1.
struct power_slope_ : ternary {
    static constexpr auto text = "power_slope";
    static constexpr int cost = 0;
    static constexpr bool active[3] = {true, true, false};
    static constexpr auto value (auto, auto, auto slope)                 { return slope; }
    static constexpr auto first (auto a, auto b, auto, auto y, auto w)   { return in_base(a, b - 1, y, w); }
    static constexpr auto second(auto a, auto, auto, auto y, auto w)     { return w * y * log(a); }

    // The partials of y, a to the power b. That in the base is b·y / a wherever neither is zero, subnormal or infinite. An exponent that is
    // known has no derivative, and may be 0 for good.
    template <class W>
    static constexpr W in_base(auto a, auto b, auto y, W w) {
        if (internal::is_known(b)) return in_base_of_number(a, b, y, w);
        if constexpr (requires { b.is_of_numbers(); })
            if (b.is_of_numbers())
                return internal::either(isfinite(b), [&] { return in_base_of_number(a, b, y, w); }, [&] { return in_base_of_any(a, b, y, w); });
        return in_base_of_any(a, b, y, w);
    }
    // That in the exponent is y·log a, but 0 where y is 0, at an infinite base for instance; and where a result takes that logarithm itself, or
    // divides by a, nobody asks for it at a = 0.
    template <class W>
    static constexpr W in_exponent(auto a, auto b, auto y, W w) {
        if (internal::is_never_zero(a)) return w * y * log(a);
        // A base that an expression holds is asked alone: compilers see it, and what y is does not matter then.
        return in_exponent_if(apply<is_ordinary_power_>(internal::is_number_held(a) ? a : y, a), a, b, y, w);
    }
    // The same beside that in the base, whose condition serves for both: where power and slope are ordinary, the base is not 0.
    template <class W>
    static constexpr W in_exponent_beside(auto a, auto b, auto y, W w) {
        if (internal::is_never_zero(a)) return w * y * log(a);
        return in_exponent_if(apply<is_ordinary_power_>(y, b * apply<power_slope_>(a, b, y * (1 / a))), a, b, y, w);
    }

private:
    template <class W>
    static constexpr W in_base_of_number(auto a, auto b, auto y, W w) {
        if (internal::is_root_of_number(a, b)) return w * (b * apply<power_slope_>(a, b, y * (1 / a)));
        return at_kinks(a, b, y, w * (b * apply<power_slope_>(a, b, select(well_scaled(y), y * (1 / a), pow(a, b - 1)))));
    }
    template <class W>
    static constexpr W in_base_of_any(auto a, auto b, auto y, W w) {
        auto const slope = b * apply<power_slope_>(a, b, y * (1 / a));
        return internal::either(apply<is_ordinary_power_>(y, slope), [&] { return w * slope; }, [&] { return in_base_at_zero(a, b, y, w); });
    }
    template <class W>
    static constexpr W in_exponent_if(auto condition, auto a, auto b, auto y, W w) {
        return internal::either(condition, [&] { return w * y * log(a); }, [&] {
            auto const p = closed_form(a, b, y, power_partial_::of_exponent);
            return apply<product_unless_zero_>(w, p, p);
        });
    }
    template <class W>
    static constexpr W at_kinks(auto a, auto b, auto y, W derivative) {
        return has(y.kinks(), kink_policy::finite) ? gate(b != 0 && (a != 0 || b >= 1), derivative) : gate(b != 0, derivative);
    }
    // Where the exponent is 0 nothing depends on the base; that 0 to another power has the derivative 0 is no such zero.
    template <class W>
    static constexpr W in_base_at_zero(auto a, auto b, auto y, W w) { return apply<product_unless_zero_>(w, closed_form(a, b, y, power_partial_::of_base), b); }
    static constexpr auto closed_form(auto a, auto b, auto y, int order) {
        return apply<power_partial_>(a, b, order + (has(y.kinks(), kink_policy::finite) ? power_partial_::finite_at_zero : 0));
    }
};

// pow(a, 0.5) where a is a nonnegative form (graph/nonnegative_form.hpp): a norm, whose derivative at 0 is 0.
struct norm_by_power_ : unary_call {
    static constexpr auto text = "root_by_power";
    static constexpr int carries = 1;
    static constexpr bool keeps_zero = true;
    static constexpr double least = 0;
    static constexpr interval domain[3] = {positive};
    static constexpr auto exceptional = points({{0}});
    template <class T>
    static constexpr auto value(T a)                              { using math::pow; return pow(a, T(0.5)); }
    static constexpr auto first(auto a, auto y, auto w)           { return norm_::first(a, y, w); }
};

// Whether the power b of a form that is nowhere negative, for 1/2 <= b < 1, has a derivative by the form that is infinite where it is 0, but
// by what the form is made of the derivative 0, or as a norm the subgradient 0.
struct is_power_of_norm_ : unary {
    static constexpr auto text = "is_power_of_norm";
    static constexpr int cost = 12;
    static constexpr kind result = kind::condition;
    static constexpr bool active[3] = {false, false, false};
    template <class T>
    static constexpr auto value(T b)                              { return !internal::is_less(b, T(0.5)) && internal::is_less(b, T(1)); }
};
namespace internal {
    // 0, of which the derivative by a of that order is none, and those of lower orders are 0.
    template <class W>
    constexpr W vanishing(auto a, int order) {
        W slope(no_number);
        for (; order > 0; --order) slope = apply<with_slope_>(a, slope);
        return slope;
    }
    // Let b be no whole number. Where the form a, of degree 2d, is 0 like r²ᵈ, the power has derivatives that are 0 up to the order 2db, exclusively,
    // and none from there on; by a they are infinite or 0, and 0 · ∞ would be left of them.
    template <class W>
    constexpr W finite_power_of_form(auto a, auto b, W derivative) {
        if constexpr (requires { a.sign_of_form(); }) {
            if (a.is_never_zero()) return derivative;
            int const sweeps = has(a.kinks(), kink_policy::finite) ? 0 : a.sweeps_to_come();
            if (b.is_literal()) {
                if (!(b.literal() > 0) || b.literal() > 64 || b.literal() == static_cast<int>(b.literal()) || (b.literal() > 1 && a.sweeps_to_come() == 0)) return derivative;
                double const degree = static_cast<double>(b.literal()) * a.degree_of_form();
                if (!(degree >= 1 - 1e-6)) return derivative;
                int const order = static_cast<int>(degree - 1e-6);
                W closed(0);
                if (order <= sweeps) closed = vanishing<W>(a, order > 0 ? order : 1);
                if (auto const sign = a.sign_of_form(); !sign.is_none()) return select(a != 0, derivative, select(apply<is_negative_>(sign), derivative, closed));
            } else if (auto const sign = a.sign_of_form(); !sign.is_none()) {
                W closed(0), smoother(0), later = derivative;
                if (sweeps > 0) closed = vanishing<W>(a, 1);
                if (sweeps > 1) smoother = vanishing<W>(a, 2);
                if (a.sweeps_to_come() > 0) later = select(apply<is_power_of_norm_>(b * 0.5) && b != 1 && !apply<is_negative_>(sign), smoother, derivative);
                auto is_norm = apply<is_power_of_norm_>(b);
                if (double const degree = a.degree_of_form(); degree > 2) is_norm = is_norm || apply<is_power_of_norm_>(b * (degree * 0.5));
                return select(a != 0, derivative, select(is_norm && !apply<is_negative_>(sign), closed, later));
            }
        }
        return derivative;
    }
}

// Both partials are functions of the operation above, so that clang need not deduce them in a circle. The real powers -1, 0, 1 and 2 are what
// compilers make of them.
struct pow_ : binary_call {
    static constexpr auto text = "pow";
    static constexpr interval domain[3] = {positive, all_real};
    static constexpr auto exceptional = points({{0, -1}, {0, 0}, {0, 0.5}, {0, 1}, {0, 1.5}, {0, 2}});
    static constexpr auto value (auto a, auto b)                  { using math::pow; return pow(a, b); }
    static constexpr auto first (auto a, auto b, auto y, auto w)  { return internal::finite_power_of_form(a, b, power_slope_::in_base(a, b, y, w)); }
    static constexpr auto second(auto a, auto b, auto y, auto w)  { return power_slope_::in_exponent(a, b, y, w); }
    static constexpr auto second_beside_first(auto a, auto b, auto y, auto w) { return power_slope_::in_exponent_beside(a, b, y, w); }
    static constexpr bool has_second_beside_first = true;

    template <class T>
    static constexpr T simplify(T a, T b) {
        return b.is(2) ? a * a : b.is(1) ? a : b.is(0) ? T(1) : b.is(-1) ? 1 / a : b.is(0.5) && a.is_nonnegative_form() ? apply<norm_by_power_>(a) : a.none();
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
#define TYPEGRAD_POWER_WITH(what, name, operation)                                          \
    template <class A, class B>                                                            \
        requires what<A, B>                                                                \
    TYPEGRAD_INLINE constexpr auto name(A a, B b) -> applied<operation<B>, A, B> {          \
        return apply<operation<B>>(a, b);                                                  \
    }
TYPEGRAD_STANDARD(TYPEGRAD_POWER_WITH, pow, internal::power_operation)
#undef TYPEGRAD_POWER_WITH

// a^b - 1. The partials are those of the power, which y + 1 does not give back.
struct powm1_ : binary_call {
    static constexpr auto text = "powm1";
    static constexpr interval domain[3] = {positive, all_real};
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
TYPEGRAD_STANDARD_BINARY(ldexp)
TYPEGRAD_STANDARD_BINARY_OF(scalbn, ldexp_)
TYPEGRAD_STANDARD_BINARY_OF(scalbln, ldexp_)

using powers = operation_list<powi_, pow_, powm1_, ldexp_>;

}
