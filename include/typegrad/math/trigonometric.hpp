// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// sin, cos, tan, asin, acos, atan, atan2 in constant expressions.
#pragma once

#include <typegrad/math/power.hpp>
#include <typegrad/math/two_over_pi.hpp>

#include <bit>

namespace typegrad::inline v0_2::math::constant {

// |x| = remainder + quadrant pi/2, with |remainder| <= pi/4 and whole turns left out.
template <working T>
struct reduced_angle {
    double_double<T> remainder;
    unsigned quadrant;
};

// a b + c, which always fits: 128 binary digits, without an integer type of that width, which targets of 32 bits lack.
struct two_words {
    std::uint64_t high, low;
};
constexpr two_words multiply_add(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    constexpr std::uint64_t half = 0xffffffff;
    const std::uint64_t low = (a & half) * (b & half) + (c & half), first = (a >> 32) * (b & half) + (c >> 32) + (low >> 32),
                        second = (a & half) * (b >> 32) + (first & half);
    return {(a >> 32) * (b >> 32) + (first >> 32) + (second >> 32), second << 32 | (low & half)};
}

// After Payne and Hanek: with |x| = m 2^e, the digits of 2/pi that e makes multiples of 4 do not matter, and of those
// that follow 256 are enough. The point of their product with m is behind two digits, the quadrant, and no number is so
// close to a multiple of pi/2 that more than about 80 equal digits follow: 110 good ones remain.
template <working T>
constexpr reduced_angle<T> reduce(T x) {
    if (abs(x) < half_pi<T>.high / 2) return {{abs(x), 0}, 0};
    const int e = exponent(x) + 1 - digits<T>, word = (e + 126) / 64, shift = (e + 126) % 64;
    const auto m = static_cast<std::uint64_t>(times_power_of_two(abs(x), -e));
    std::uint64_t d[4] = {}, carry = 0;
    for (int i = 3; i >= 0; --i) {
        const two_words product = multiply_add(m, two_over_pi[word + i] << shift | two_over_pi[word + i + 1] >> 1 >> (63 - shift), carry);
        d[i] = product.low;
        carry = product.high;
    }
    // Past the middle of a quadrant, the way to the next is the complement of the digits.
    const bool above = d[0] >> 61 & 1;
    const std::uint64_t flip = above ? ~std::uint64_t{0} : 0;
    const std::uint64_t f[] = {(d[0] << 2 | d[1] >> 62) ^ flip, (d[1] << 2 | d[2] >> 62) ^ flip, (d[2] << 2 | d[3] >> 62) ^ flip};
    // Shifted to the left as far as they go, 127 digits.
    const int zeros = std::countl_zero(f[0]) - 1;
    const std::uint64_t first = f[0] << zeros | f[1] >> 1 >> (63 - zeros), second = f[1] << zeros | f[2] >> 1 >> (63 - zeros);
    // The leading digits are a number, the others another one.
    constexpr int below = 127 - digits<T>;
    std::uint64_t leading = 0, rest = 0;
    if constexpr (below < 64) {
        leading = first << (64 - below) | second >> below;
        rest = second & ((std::uint64_t{1} << below) - 1);
    } else {
        leading = first >> (below - 64);
        rest = first & ((std::uint64_t{1} << (below - 64)) - 1);
    }
    const T unit = (above ? -1 : 1) * power_of_two<T>(-128 - zeros);
    const T high = static_cast<T>(leading) * (unit * power_of_two<T>(below));
    const T low = below < 64 ? static_cast<T>(rest) * unit : (static_cast<T>(rest) * power_of_two<T>(64) + static_cast<T>(second)) * unit;
    return {double_double<T>{high, low} * half_pi<T>, (static_cast<unsigned>(d[0] >> 62) + above) % 4};
}

// Of z = r^2, with |r| <= pi/4.
template <working T>
constexpr double_double<T> cosine(double_double<T> z) {
    T tail = 1;
    for (int k = digits<T> / 8 + 4; k > 3; --k) tail = 1 - tail * z.high / T(2 * k * (2 * k - 1));
    return polynomial(z, -tail / 720, reciprocal<T, 24>, T(-0.5), T(1));
}

// sin(r) / r.
template <working T>
constexpr double_double<T> sine_quotient(double_double<T> z) {
    T tail = 1;
    for (int k = digits<T> / 8 + 4; k > 3; --k) tail = 1 - tail * z.high / T(2 * k * (2 * k + 1));
    return polynomial(z, -tail / 5040, reciprocal<T, 120>, reciprocal<T, -6>, T(1));
}

template <working T>
constexpr T sin(T x) {
    if (isnan(x) || abs(x) < epsilon<T>) return x;
    if (isinf(x)) return not_a_number<T>;
    const auto [r, quadrant] = reduce(x);
    const T magnitude = quadrant & 1 ? cosine(r * r).high : (sine_quotient(r * r) * r).high;
    return signbit(x) != (quadrant >= 2) ? -magnitude : magnitude;
}

template <working T>
constexpr T cos(T x) {
    if (isnan(x)) return x;
    if (isinf(x)) return not_a_number<T>;
    const auto [r, quadrant] = reduce(x);
    const T magnitude = quadrant & 1 ? (sine_quotient(r * r) * r).high : cosine(r * r).high;
    return (quadrant + 1) & 2 ? -magnitude : magnitude;
}

template <working T>
constexpr T tan(T x) {
    if (isnan(x) || abs(x) < epsilon<T>) return x;
    if (isinf(x)) return not_a_number<T>;
    const auto [r, quadrant] = reduce(x);
    const double_double<T> z = r * r, opposite = sine_quotient(z) * r, adjacent = cosine(z);
    const T magnitude = (quadrant & 1 ? -adjacent / opposite : opposite / adjacent).high;
    return signbit(x) ? -magnitude : magnitude;
}

// The angle of the first quadrant whose tangent is opposite / adjacent. Neither is negative, and not both are 0.
template <working T>
constexpr double_double<T> angle(double_double<T> opposite, double_double<T> adjacent) {
    if (opposite.high > adjacent.high) return half_pi<T> - angle(adjacent, opposite);
    // atan(q) = atan(t) + atan((q - t) / (1 + q t)) leaves at most 1/4.
    const T q = opposite.high / adjacent.high, t = q > T(0.75) ? T(1) : q > T(0.25) ? T(0.5) : T(0);
    const double_double<T> s = (opposite - adjacent * t) / (adjacent + opposite * t), z = s * s;
    T tail = 0;
    for (int k = digits<T> / 4 + 1; k >= 3; --k) tail = T(k % 2 ? -1 : 1) / T(2 * k + 1) + tail * z.high;
    const double_double<T> rest = polynomial(z, tail, reciprocal<T, 5>, reciprocal<T, -3>, T(1)) * s;
    return t == 0 ? rest : rest + (t == 1 ? half_pi<T> * T(0.5) : atan_half<T>);
}

// cos(asin(x)).
template <working T>
constexpr double_double<T> complement(T x) {
    return square_root(sum(T(1), -x) * sum(T(1), x));
}

template <working T>
constexpr T asin(T x) {
    if (isnan(x) || abs(x) < epsilon<T>) return x;
    return abs(x) > 1 ? not_a_number<T> : copysign(angle({abs(x), 0}, complement(x)).high, x);
}

template <working T>
constexpr T acos(T x) {
    if (isnan(x)) return x;
    if (abs(x) > 1) return not_a_number<T>;
    const double_double<T> acute = angle(complement(x), {abs(x), 0});
    return (x < 0 ? half_pi<T> * T(2) - acute : acute).high;
}

template <working T>
constexpr T atan(T x) {
    if (isnan(x) || abs(x) < epsilon<T>) return x;
    return copysign(abs(x) < 8 / epsilon<T> ? angle<T>({abs(x), 0}, {1, 0}).high : half_pi<T>.high, x);
}

// The special cases are those of C's Annex F.
template <working T>
constexpr T atan2(T y, T x) {
    if (isnan(x) || isnan(y)) return not_a_number<T>;
    const auto signed_like_y = [&](double_double<T> magnitude) { return copysign(magnitude.high, y); };
    const double_double<T> straight = half_pi<T> * T(2);
    if (isinf(x) && isinf(y)) return signed_like_y(half_pi<T> * (x < 0 ? T(1.5) : T(0.5)));
    if (y == 0 || isinf(x)) return signed_like_y(signbit(x) ? straight : double_double<T>{0, 0});
    if (x == 0 || isinf(y)) return signed_like_y(half_pi<T>);
    const int e = exponent(x), difference = exponent(y) - e;
    const double_double<T> opposite{times_power_of_two(abs(y), -e - difference), 0},
                           adjacent{times_power_of_two(abs(x), -e), 0};
    if (difference > 80) return signed_like_y(half_pi<T>);
    if (difference < -80) return x < 0 ? signed_like_y(straight) : copysign(scaled(opposite / adjacent, difference), y);
    const double_double<T> acute = angle(times_power_of_two(opposite, difference), adjacent);
    return signed_like_y(x < 0 ? straight - acute : acute);
}

}
