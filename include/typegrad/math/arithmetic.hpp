// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// + − × ÷ in constant expressions, where compilers refuse what has an IEEE result: an overflow, a division by zero, an
// operation that makes NaN. At run time these are the operators themselves.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>
#include <typegrad/math/representation.hpp>

#include <concepts>
#include <limits>
#include <type_traits>

namespace typegrad::inline v0_2::math {

namespace constant {
    template <std::floating_point T>
    struct ieee {
        static constexpr T max = std::numeric_limits<T>::max();
        static constexpr T infinity = std::numeric_limits<T>::infinity();
        static constexpr T nan = std::numeric_limits<T>::quiet_NaN();
    };
    template <std::floating_point T>
    constexpr T add(T a, T b) {
        using number = ieee<T>;
        return a != a || b != b                        ? number::nan
             : a > number::max || a < -number::max     ? ((b > number::max || b < -number::max) && b != a ? number::nan : a)
             : b > number::max || b < -number::max     ? b
             : a > 0 && b > number::max - a            ? number::infinity
             : a < 0 && b < -number::max - a           ? -number::infinity
                                                       : a + b;
    }

    template <std::floating_point T>
    constexpr T multiply(T a, T b) {
        using number = ieee<T>;
        bool const minus = signbit(a) != signbit(b);
        T const x = a < 0 ? -a : a, y = b < 0 ? -b : b;
        return a != a || b != b                                                   ? number::nan
             : (x > number::max && y == 0) || (x == 0 && y > number::max)         ? number::nan
             : x > number::max || y > number::max || (y > 1 && x > number::max / y) ? (minus ? -number::infinity : number::infinity)
                                                                                  : a * b;
    }

    template <std::floating_point T>
    constexpr T divide(T a, T b) {
        using number = ieee<T>;
        bool const minus = signbit(a) != signbit(b);
        T const x = a < 0 ? -a : a, y = b < 0 ? -b : b;
        return a != a || b != b || (x == 0 && y == 0) || (x > number::max && y > number::max) ? number::nan
             : y == 0 || x > number::max || (y < 1 && x > number::max * y)                    ? (minus ? -number::infinity : number::infinity)
             : y > number::max                                                                ? (minus ? -T(0) : T(0))
                                                                                              : a / b;
    }
}

template <class T>
TYPEGRAD_INLINE constexpr auto add(T const& a, T const& b) {
    if constexpr (std::floating_point<T>)
        if (std::is_constant_evaluated()) return constant::add(a, b);
    return a + b;
}
template <class T>
TYPEGRAD_INLINE constexpr auto subtract(T const& a, T const& b) {
    if constexpr (std::floating_point<T>)
        if (std::is_constant_evaluated()) return constant::add(a, -b);
    return a - b;
}
template <class T>
TYPEGRAD_INLINE constexpr auto multiply(T const& a, T const& b) {
    if constexpr (std::floating_point<T>)
        if (std::is_constant_evaluated()) return constant::multiply(a, b);
    return a * b;
}
template <class T>
TYPEGRAD_INLINE constexpr auto divide(T const& a, T const& b) {
    if constexpr (std::floating_point<T>)
        if (std::is_constant_evaluated()) return constant::divide(a, b);
    return a / b;
}
// a where c holds, else b. A type whose comparisons are not bool, a SIMD pack, has its own in its namespace.
template <class T>
TYPEGRAD_INLINE constexpr T choose(bool c, T const& a, T const& b) {
    return c ? a : b;
}
// a·b + c, a·b - c and c - a·b in one expression, which the compiler may contract to one operation.
template <class T>
TYPEGRAD_INLINE constexpr T multiply_add(T const& a, T const& b, T const& c) {
    if constexpr (std::floating_point<T>)
        if (std::is_constant_evaluated()) return constant::add(constant::multiply(a, b), c);
    return a * b + c;
}
template <class T>
TYPEGRAD_INLINE constexpr T multiply_subtract(T const& a, T const& b, T const& c) {
    if constexpr (std::floating_point<T>)
        if (std::is_constant_evaluated()) return constant::add(constant::multiply(a, b), -c);
    return a * b - c;
}
template <class T>
TYPEGRAD_INLINE constexpr T subtract_product(T const& c, T const& a, T const& b) {
    if constexpr (std::floating_point<T>)
        if (std::is_constant_evaluated()) return constant::add(c, -constant::multiply(a, b));
    return c - a * b;
}

}
