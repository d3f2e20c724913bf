// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Signatures: equal for equal sums and products, in whatever order they were put together. Each value has two numbers at random.
// That of its factors adds up over products, modulo 2^63, with a bit for the sign beside it; that of its terms adds up over sums,
// modulo 2^64. Two different values share one with a probability of 2^-63.
#pragma once
#pragma GCC system_header

#include <cstdint>

namespace typegrad::graph {

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
    static constexpr std::uint64_t quotient(std::uint64_t a, std::uint64_t b) { return ((a - b) & ~sign) | ((a ^ b) & sign); }
    static constexpr std::uint64_t terms_of_factors(std::uint64_t f) { return f < sign ? mixed(f) : 0 - mixed(f & ~sign); }
    static constexpr std::uint64_t factors_of_terms(std::uint64_t t) { return t < sign ? mixed(t) & ~sign : mixed(0 - t) | sign; }

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
    static constexpr std::uint64_t power_of_two = 0x6a09e667f3bcc909u;

    // Of Sebastiano Vigna's splitmix64, the first half.
    static constexpr std::uint64_t mixed(std::uint64_t z) {
        z = z + 0x9e3779b97f4a7c15u;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        return z ^ (z >> 27);
    }
};

}
