// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Bessel functions: j0, j1, jn(n, x), y0, y1, yn(n, x), i0, i1, k0, k1, and for real orders cyl_bessel_j, cyl_neumann,
// cyl_bessel_i and cyl_bessel_k(ν, x). They are differentiated in x; in the order Boost has no derivative.
//
// The derivative of J and I is half the difference or the sum of the neighbouring orders: the shorter J₀ - J₁/x has no value at 0, and its
// own derivative cancels near it. That of Y and K, which have a pole there, is shorter and better: Y' = Y of order ν - 1, less ν/x Y, for
// ν >= 0. It does not need the order ν + 1, whose rounding alone costs 50 units in the last place near 0.
//
// Orders that are no integer and beyond 10⁹ give NaN.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/special/bessel_of_large_order.hpp>
#include <typegrad/special/missing.hpp>
#include <typegrad/special/numbers.hpp>

#include <typegrad/op/classification.hpp>
#include <typegrad/op/ends.hpp>
#include <typegrad/op/kinked.hpp>

#include <boost/math/special_functions/bessel.hpp>

namespace typegrad::inline v0_2::special {

// Where J and Y oscillate, Boost in double loses all relative precision near the zeros, by the rounding of x - nπ/2; in long double it
// has 0.7 ulp. For the orders 0 and 1 glibc is as good, 5 ulp (Y₁: 10), and ten times as fast.
#ifdef __GLIBC__
template <class T>
inline constexpr bool in_libm = std::is_same_v<T, double> || std::is_same_v<T, float>;
#else
template <class T>
inline constexpr bool in_libm = false;
#endif

// Orders that Boost takes: it counts them down one by one, in an int.
template <number T>
bool is_beyond_orders(T const& order) {
    return !(order > -1e9 && order < 1e9);
}

// Where a function of order -n is (-1)ⁿ times that of order n.
template <number T>
T reflected(T const& order, T const& of_opposite_order) {
    return is_integer(T(order / 2)) ? of_opposite_order : T(-of_opposite_order);
}

template <number T>
T cyl_bessel_j(T const& order, T const& x) {
    if (any_nan(order, x) || is_beyond_orders(order)) return no_number<T>;
    bool const integer = is_order(order);
    if (integer && order < 0) return reflected(order, cyl_bessel_j(T(-order), x));
    if (x < 0 && !integer) return no_number<T>;
    if (is_infinite(x)) return T(0);
    if (x == 0 && order < 0 && !integer) return boost::math::tgamma(T(order + 1), in_double{}) < 0 ? -infinity<T> : infinity<T>;
    if constexpr (in_libm<T>) {
        if (order == 0) return static_cast<T>(::j0(x));
        if (order == 1) return static_cast<T>(::j1(x));
    }
    return integer ? boost::math::cyl_bessel_j(static_cast<int>(order), x, in_long_double{}) : boost::math::cyl_bessel_j(order, x, in_long_double{});
}

template <number T>
T cyl_neumann(T const& order, T const& x) {
    if (any_nan(order, x) || x < 0 || is_beyond_orders(order)) return no_number<T>;
    if (x == infinity<T>) return T(0);
    bool const integer = is_order(order);
    if (integer && order < 0) return reflected(order, cyl_neumann(T(-order), x));
    if (x == 0) {
        // Y of order -ν is cos(νπ) Y - sin(νπ) J.
        using std::floor;
        if (order >= 0) return -infinity<T>;
        T const half_turns = floor(T(T(0.5) - order));  // the integer that -ν is nearest to
        if (T(half_turns - T(0.5)) == -order) return T(0);
        return is_integer(T(half_turns / 2)) ? -infinity<T> : infinity<T>;
    }
    if constexpr (in_libm<T>) {
        if (order == 0) return static_cast<T>(::y0(x));
        if (order == 1) return static_cast<T>(::y1(x));
    }
    // Of an integer order Boost 1.74 throws where a factorial overflows, whatever the policy says, and has NaN where the result does.
    if (is_short<T> && order > 1700 && x < 1) return -infinity<T>;
    T const y = integer ? boost::math::cyl_neumann(static_cast<int>(order), x, in_long_double{}) : boost::math::cyl_neumann(order, x, in_long_double{});
    return y == y || x > order ? y : -infinity<T>;
}

// In double 3 ulp for the orders 0 and 1, 10 for others.
template <number T>
T cyl_bessel_i(T const& order, T const& x) {
    if (any_nan(order, x) || is_beyond_orders(order)) return no_number<T>;
    bool const integer = is_order(order);
    if (integer && order < 0) return cyl_bessel_i(T(-order), x);
    if (x < 0 && !integer) return no_number<T>;
    if (is_infinite(x)) return x > 0 || is_integer(T(order / 2)) ? infinity<T> : -infinity<T>;
    if (x == 0 && order < 0 && !integer) return boost::math::tgamma(T(order + 1), in_double{}) < 0 ? -infinity<T> : infinity<T>;
    if (x > 0 && is_large_order(order)) return bessel_i_of_large_order(order, x);
    if (x > 0 && is_large_order(T(-order))) return bessel_i_of_opposite_order(T(-order), x);
    if (x < 0 && is_large_order(order)) return reflected(order, bessel_i_of_large_order(order, T(-x)));
    if (order == 0 || order == 1) return boost::math::cyl_bessel_i(order, x, in_double{});
    return boost::math::cyl_bessel_i(order, x, in_long_double{});
}

// In double 5 ulp for integer orders, 9 for others.
template <number T>
T cyl_bessel_k(T const& order, T const& x) {
    if (any_nan(order, x) || x < 0 || is_beyond_orders(order)) return no_number<T>;
    if (order < 0) return cyl_bessel_k(T(-order), x);
    if (x == 0) return infinity<T>;
    if (x == infinity<T>) return T(0);
    if (is_large_order(order)) return bessel_k_of_large_order(order, x);
    T const y = is_order(order) ? boost::math::cyl_bessel_k(static_cast<int>(order), x, in_double{}) : boost::math::cyl_bessel_k(order, x, in_long_double{});
    return y == y || x > 1 ? y : infinity<T>;  // Boost 1.74 has NaN where order 2 overflows
}

}

namespace typegrad::inline v0_2::op {

template <class... A>
inline constexpr bool elsewhere::is_included<elsewhere::bessel_header, A...> = true;

TYPEGRAD_MISSING_DERIVATIVE(jn_in_its_order, "jn", "first");
TYPEGRAD_MISSING_DERIVATIVE(yn_in_its_order, "yn", "first");
TYPEGRAD_MISSING_DERIVATIVE(cyl_bessel_j_in_its_order, "cyl_bessel_j", "first");
TYPEGRAD_MISSING_DERIVATIVE(cyl_neumann_in_its_order, "cyl_neumann", "first");
TYPEGRAD_MISSING_DERIVATIVE(cyl_bessel_i_in_its_order, "cyl_bessel_i", "first");
TYPEGRAD_MISSING_DERIVATIVE(cyl_bessel_k_in_its_order, "cyl_bessel_k", "first");

namespace internal {
    // Where y is infinite, at its pole or next to it, so is the derivative, with the opposite sign: no difference of infinities.
    constexpr auto slope_at_pole(auto x, auto y, auto slope) { return select(isinf(y), -(y / x), slope); }

    // Half the sum or difference of the neighbours, but near 0 for small orders that are no integer: their order ν - 1 is next to a zero, and
    // its rounding would be most of the result.
    constexpr auto slope_of_order(auto n, auto x, auto y, auto half, auto upper) {
        return select(abs(n) < 0.25 && n != 0 && x != 0 && x < 1, n / x * y + upper, half);
    }

    // By the neighbour that is nearer to order 0: both terms have one sign near the pole.
    constexpr auto neumann_slope(auto neumann, auto n, auto x, auto y) {
        return slope_at_pole(x, y, select(n < 0, n / x * y - neumann(n + 1, x), neumann(n - 1, x) - n / x * y));
    }

    struct of_order : binary_call {
        static constexpr bool differentiable[3] = {false, true, false};
        static constexpr interval domain[3] = {all_real, positive};
        static constexpr interval tame[3] = {{0, 4}, {0.5, 6}};
    };
    struct of_integer_order : of_order {
        static constexpr bool integer[3] = {true, false, false};
    };
}

struct j1_;
struct jn_ : internal::of_integer_order {
    static constexpr auto text = "jn";
    static constexpr interval domain[3] = {all_real, all_real};
    static constexpr auto value (auto n, auto a)                  { using special::cyl_bessel_j; return cyl_bessel_j(n, a); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<jn_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto, auto w)    { return w * 0.5 * (apply<jn_>(n - 1, a) - apply<jn_>(n + 1, a)); }

    template <class T>
    static constexpr T simplify(T n, T a);
};

struct j0_ : unary_call {
    static constexpr auto text = "j0";
    static constexpr auto value(auto a)                           { using special::cyl_bessel_j; return cyl_bessel_j(decltype(a)(0), a); }
    static constexpr auto first(auto a, auto, auto w)             { return -(w * apply<j1_>(a)); }
};
TYPEGRAD_UNARY(j0)

struct j1_ : unary_call {
    static constexpr auto text = "j1";
    static constexpr auto value(auto a)                           { using special::cyl_bessel_j; return cyl_bessel_j(decltype(a)(1), a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * 0.5 * (j0(a) - apply<jn_>(2, a)); }
};
TYPEGRAD_UNARY(j1)

template <class T>
constexpr T jn_::simplify(T n, T a) {
    return n.is(0) ? j0(a) : n.is(1) ? j1(a) : n.is(-1) ? -j1(a) : n.none();
}

struct y1_;
struct yn_ : internal::of_integer_order {
    static constexpr auto text = "yn";
    static constexpr auto exceptional = points({{2, 0}});
    static constexpr auto value (auto n, auto a)                  { using special::cyl_neumann; return cyl_neumann(n, a); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<yn_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto y, auto w) {
        return internal::finite_at_ends<yn_>(y, w, internal::neumann_slope([](auto order, auto x) { return apply<yn_>(order, x); }, n, a, y), n, a);
    }

    template <class T>
    static constexpr T simplify(T n, T a);
};

struct y0_ : unary_call {
    static constexpr auto text = "y0";
    static constexpr interval domain[3] = {positive};
    static constexpr interval tame[3] = {{0.5, 6}};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using special::cyl_neumann; return cyl_neumann(decltype(a)(0), a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, -(w * apply<y1_>(a)), a, 0); }
};
TYPEGRAD_UNARY(y0)

struct y1_ : unary_call {
    static constexpr auto text = "y1";
    static constexpr interval domain[3] = {positive};
    static constexpr interval tame[3] = {{0.5, 6}};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using special::cyl_neumann; return cyl_neumann(decltype(a)(1), a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, w * internal::slope_at_pole(a, y, y0(a) - y / a), a, 0); }
};
TYPEGRAD_UNARY(y1)

template <class T>
constexpr T yn_::simplify(T n, T a) {
    return n.is(0) ? y0(a) : n.is(1) ? y1(a) : n.is(-1) ? -y1(a) : n.none();
}

struct cyl_bessel_j_ : internal::of_order {
    static constexpr auto text = "cyl_bessel_j";
    static constexpr auto exceptional = points({{0.5, 0}, {1.5, 0}});
    static constexpr auto value (auto n, auto a)                  { using special::cyl_bessel_j; return cyl_bessel_j(n, a); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<cyl_bessel_j_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto y, auto w) {
        auto const upper = apply<cyl_bessel_j_>(n + 1, a);
        return internal::finite_at_ends<cyl_bessel_j_>(y, w, internal::slope_of_order(n, a, y, 0.5 * (apply<cyl_bessel_j_>(n - 1, a) - upper), -upper), n, a);
    }
};
TYPEGRAD_STANDARD_BINARY(cyl_bessel_j)

struct cyl_neumann_ : internal::of_order {
    static constexpr auto text = "cyl_neumann";
    static constexpr auto exceptional = points({{0.25, 0}, {1.5, 0}});
    static constexpr auto value (auto n, auto a)                  { using special::cyl_neumann; return cyl_neumann(n, a); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<cyl_neumann_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto y, auto w) {
        return internal::finite_at_ends<cyl_neumann_>(y, w, internal::neumann_slope([](auto order, auto x) { return apply<cyl_neumann_>(order, x); }, n, a, y), n, a);
    }
};
TYPEGRAD_STANDARD_BINARY(cyl_neumann)

struct cyl_bessel_i_ : internal::of_order {
    static constexpr auto text = "cyl_bessel_i";
    static constexpr auto exceptional = points({{0.5, 0}, {1.5, 0}});
    static constexpr auto value (auto n, auto a)                  { using special::cyl_bessel_i; return cyl_bessel_i(n, a); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<cyl_bessel_i_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto y, auto w) {
        auto const upper = apply<cyl_bessel_i_>(n + 1, a);
        return internal::finite_at_ends<cyl_bessel_i_>(y, w, internal::slope_of_order(n, a, y, 0.5 * (apply<cyl_bessel_i_>(n - 1, a) + upper), upper), n, a);
    }
};
TYPEGRAD_STANDARD_BINARY(cyl_bessel_i)

struct i1_;
struct i0_ : unary_call {
    static constexpr auto text = "i0";
    static constexpr auto value(auto a)                           { using special::cyl_bessel_i; return cyl_bessel_i(decltype(a)(0), a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * apply<i1_>(a); }
};
TYPEGRAD_UNARY(i0)

struct i1_ : unary_call {
    static constexpr auto text = "i1";
    static constexpr auto value(auto a)                           { using special::cyl_bessel_i; return cyl_bessel_i(decltype(a)(1), a); }
    static constexpr auto first(auto a, auto, auto w)             { return w * 0.5 * (i0(a) + cyl_bessel_i(2, a)); }
};
TYPEGRAD_UNARY(i1)

struct cyl_bessel_k_ : internal::of_order {
    static constexpr auto text = "cyl_bessel_k";
    static constexpr auto exceptional = points({{0.5, 0}, {2, 0}});
    static constexpr auto value (auto n, auto a)                  { using special::cyl_bessel_k; return cyl_bessel_k(n, a); }
    static constexpr auto first (auto, auto, auto y, auto w)      { return internal::no_derivative<cyl_bessel_k_in_its_order>(y, w); }
    static constexpr auto second(auto n, auto a, auto y, auto w) {
        auto const size = abs(n);  // K of order -ν is K of order ν, and this way nothing cancels
        return internal::finite_at_ends<cyl_bessel_k_>(y, w, internal::slope_at_pole(a, y, -(apply<cyl_bessel_k_>(size - 1, a) + size / a * y)), n, a);
    }
};
TYPEGRAD_STANDARD_BINARY(cyl_bessel_k)

struct k1_;
struct k0_ : unary_call {
    static constexpr auto text = "k0";
    static constexpr interval domain[3] = {positive};
    static constexpr interval tame[3] = {{0.5, 6}};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using special::cyl_bessel_k; return cyl_bessel_k(decltype(a)(0), a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, -(w * apply<k1_>(a)), a, 0); }
};
TYPEGRAD_UNARY(k0)

struct k1_ : unary_call {
    static constexpr auto text = "k1";
    static constexpr interval domain[3] = {positive};
    static constexpr interval tame[3] = {{0.5, 6}};
    static constexpr auto exceptional = points({{0}});
    static constexpr auto value(auto a)                           { using special::cyl_bessel_k; return cyl_bessel_k(decltype(a)(1), a); }
    static constexpr auto first(auto a, auto y, auto w)           { return internal::finite_but_at(y, -(w * (k0(a) + y / a)), a, 0); }
};
TYPEGRAD_UNARY(k1)

template <class N, class A>
    requires operands_or_numbers<N, A>
TYPEGRAD_INLINE constexpr applied<jn_, N, A> jn(N const& n, A const& a) {
    return apply<jn_>(n, a);
}
template <class N, class A>
    requires operands_or_numbers<N, A>
TYPEGRAD_INLINE constexpr applied<yn_, N, A> yn(N const& n, A const& a) {
    return apply<yn_>(n, a);
}

using bessel_functions = operation_list<j0_, j1_, jn_, y0_, y1_, yn_, i0_, i1_, k0_, k1_, cyl_bessel_j_, cyl_neumann_, cyl_bessel_i_, cyl_bessel_k_>;

}
