// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a sweep adds up: a number that knows whether anything has contributed to it. What nothing has contributed to is passed over,
// so that its partials, infinite perhaps, do no harm.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>

#include <bit>
#include <cstdint>
#include <type_traits>

namespace typegrad::inline v0_2::tape::detail {

// Of most types a flag beside the number.
template <class T>
struct adjoint {
    T value{};
    bool touched = false;

    bool untouched() const { return !touched; }
    T get() const { return touched ? value : T(0); }
    void clear() { *this = adjoint(); }
    void add(T const& x) {
        if (touched) value = value + x;
        else value = x, touched = true;
    }
    void add_product(T const& x, T const& y) { add(x * y); }
};

// Of double and float a negative zero, by its bits: -ffast-math knows no signs of zeros.
template <class T>
    requires(std::is_same_v<T, double> || std::is_same_v<T, float>)
struct adjoint<T> {
    using bits = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    static constexpr bits negative_zero = bits{1} << (8 * sizeof(T) - 1);
    T value = std::bit_cast<T>(negative_zero);

    TYPEGRAD_INLINE bool untouched() const {
#ifdef __clang__
        // clang would load the number as an integer alone and move it over, which is part of the way from each statement to the next.
        if (!(value == T(0))) return false;
#endif
        return std::bit_cast<bits>(value) == negative_zero;
    }
    T get() const { return untouched() ? T(0) : value; }
    TYPEGRAD_INLINE void clear() { value = std::bit_cast<T>(negative_zero); }
    TYPEGRAD_INLINE void add(T x) { value += x; }
    // In one expression, which clang contracts where the processor can.
    TYPEGRAD_INLINE void add_product(T x, T y) { value += x * y; }
};

// Whether a number is neither NaN nor infinite, under -ffast-math as well.
template <class T>
bool is_finite(T const& x) {
    if constexpr (std::is_same_v<T, double>) return (std::bit_cast<std::uint64_t>(x) >> 52 & 0x7ff) != 0x7ff;
    else if constexpr (std::is_same_v<T, float>) return (std::bit_cast<std::uint32_t>(x) >> 23 & 0xff) != 0xff;
    else return x - x == T(0);
}

}
