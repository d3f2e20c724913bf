// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// log_sum_exp, softmax and log_softmax of a std::array.
#pragma once
#pragma GCC system_header

#include <typegrad/op/custom.hpp>
#include <typegrad/op/exponential.hpp>
#include <typegrad/op/kinked.hpp>

#include <array>
#include <cstddef>

namespace typegrad::inline v0_2::op {

template <class A>
concept leaf = is_operand<A> || std::floating_point<A>;

namespace internal {
    // exp(aᵢ - m) and their sum, with the largest of a for m: no exponential overflows, and one is 1. The results do not depend
    // on m, so no derivative passes through it, and a tie is no kink.
    template <class A, std::size_t N>
    struct shifted_exponentials {
        A shift;
        std::array<A, N> term;
        A sum;

        constexpr explicit shifted_exponentials(std::array<A, N> const& a) : shift(largest(a)), term(a), sum(exp(a[0] - shift)) {
            term[0] = sum;
            for (std::size_t i = 1; i < N; ++i) {
                term[i] = exp(a[i] - shift);
                sum = sum + term[i];
            }
        }
        static constexpr A largest(std::array<A, N> const& a) {
            A m = a[0];
            for (std::size_t i = 1; i < N; ++i) m = max(m, a[i]);
            m = stop_gradient(m);
            return select(isfinite(m), m, A(0));
        }
    };
}

// log(Σ exp(aᵢ))
template <leaf A, std::size_t N>
constexpr A log_sum_exp(std::array<A, N> const& a) {
    internal::shifted_exponentials<A, N> const e(a);
    return e.shift + log(e.sum);
}

// exp(aᵢ) / Σ exp(aⱼ)
template <leaf A, std::size_t N>
constexpr std::array<A, N> softmax(std::array<A, N> const& a) {
    internal::shifted_exponentials<A, N> const e(a);
    std::array<A, N> result = e.term;
    A const factor = 1 / e.sum;
    for (A& y : result) y = y * factor;
    return result;
}

// aᵢ - log(Σ exp(aⱼ))
template <leaf A, std::size_t N>
constexpr std::array<A, N> log_softmax(std::array<A, N> const& a) {
    internal::shifted_exponentials<A, N> const e(a);
    A const logarithm = log(e.sum);
    std::array<A, N> result = a;
    for (A& y : result) y = (y - e.shift) - logarithm;
    return result;
}

}
