// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Signatures: equal for equal sums and products, in whatever order they were put together. Each value has two numbers at random.
// That of its factors adds up over products, modulo 2^63, with a bit for the sign beside it; a divisor adds a multiple of its own, so
// that no factor cancels against it: (a · b) / b is not a, at b = 0. That of its terms has two halves, which add up over sums modulo
// 2^32: the upper one without regard to signs, so that no term cancels either: (a + b) - b is not a, where b is large. Two different
// values share one with a probability of 2^-63, two with the same terms but for signs with one of 2^-31.
#pragma once
#pragma GCC system_header

#include <cstdint>

namespace typegrad::inline v0_2::graph {

struct signature {
    std::uint64_t factors = 0;
    std::uint64_t terms = 0;

    static constexpr std::uint64_t sign = std::uint64_t(1) << 63;

    constexpr void be_factors(std::uint64_t f) {
        factors = f;
        terms = terms_of_factors(f);
    }
    constexpr void be_terms(std::uint64_t t) {
        factors = factors_of_terms(t);
        terms = t;
    }
    // A value that is no sum and no product.
    constexpr void be_node(int i) { be_factors(mixed(static_cast<std::uint64_t>(i) + 1) & ~sign); }

    static constexpr std::uint64_t product(std::uint64_t a, std::uint64_t b) { return ((a + b) & ~sign) | ((a ^ b) & sign); }
    // Of a divisor; and of a literal divisor, which is another literal's factor.
    static constexpr std::uint64_t reciprocal(std::uint64_t f) { return ((f * divisor) & ~sign) | (f & sign); }
    static constexpr std::uint64_t inverse(std::uint64_t f) { return ((0 - f) & ~sign) | (f & sign); }

    static constexpr std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return (((a & ~lower) + (b & ~lower)) & ~lower) | ((a + b) & lower); }
    static constexpr std::uint64_t negative(std::uint64_t t) { return (t & ~lower) | ((0 - t) & lower); }
    static constexpr bool is_even(std::uint64_t t) { return (t & (lower + 2)) == 0; }
    // The k-th of the four whose double it is.
    static constexpr std::uint64_t half(std::uint64_t t, int k) { return ((t >> 1) & ~(sign | half_sign)) | (k % 2 != 0 ? half_sign : 0) | (k > 1 ? sign : 0); }

    static constexpr std::uint64_t terms_of_factors(std::uint64_t f) { return f < sign ? mixed(f) : negative(mixed(f & ~sign)); }
    static constexpr std::uint64_t factors_of_terms(std::uint64_t t) { return (t & half_sign) == 0 ? mixed(t) & ~sign : mixed(negative(t)) | sign; }

    // A literal is its digits times a power of two, whose exponents add up.
    static constexpr signature of_literal(double c) {
        signature s;
        std::uint64_t const bits = __builtin_bit_cast(std::uint64_t, c), digits = bits << 12, exponent = (bits << 1) >> 53;
        s.be_factors((((digits == 0 ? 0 : mixed(~digits)) + (exponent - 1023) * power_of_two) & ~sign) | (bits & sign));
        if (c == 0) s.terms = 0;
        return s;
    }

    static constexpr unsigned place(std::uint64_t factors, unsigned mask) { return static_cast<unsigned>(factors >> 20) & mask; }

private:
    static constexpr std::uint64_t lower = 0xffffffffu, half_sign = 0x80000000u;
    static constexpr std::uint64_t power_of_two = 0x6a09e667f3bcc909u, divisor = 0x3c6ef372fe94f82bu;

    // Of Sebastiano Vigna's splitmix64, the first half.
    static constexpr std::uint64_t mixed(std::uint64_t z) {
        z = z + 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        return z ^ (z >> 27);
    }
};

}
