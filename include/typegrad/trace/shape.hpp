// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Shapes of arguments and results: a scalar, a std::array of shapes. A shape has leaves, which are scalars in order;
// the same shape with other leaves (traced values, or partial derivatives) is its rebind.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace typegrad {

// A scalar: a leaf. Specialise `shape` for a container of one's own; what has no specialisation is a scalar.
template <class S>
struct shape {
    using scalar = S;
    template <class T>
    using rebind = T;
    static constexpr int leaves = 1;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) { use(value); }
};

template <class S, std::size_t N>
struct shape<std::array<S, N>> {
    using scalar = typename shape<S>::scalar;
    template <class T>
    using rebind = std::array<typename shape<S>::template rebind<T>, N>;
    static constexpr int leaves = static_cast<int>(N) * shape<S>::leaves;

    // Visits the leaves of a value of this shape, or of a rebind of it, in order. Not by a loop while the array is small: the
    // compilers take a local array apart before they unroll loops, and one that is still whole then stays in memory.
    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        if constexpr (N <= 64) {
            [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA { (shape<S>::each(value[I], use), ...); }(std::make_index_sequence<N>{});
        } else {
            for (std::size_t i = 0; i < N; ++i) shape<S>::each(value[i], use);
        }
    }
};

template <class S, class T>
using rebind = typename shape<std::remove_cvref_t<S>>::template rebind<T>;

template <class S>
inline constexpr int leaves = shape<std::remove_cvref_t<S>>::leaves;

template <class S>
using scalar_of = typename shape<std::remove_cvref_t<S>>::scalar;

template <class S, class Use>
TYPEGRAD_INLINE constexpr void each_leaf(auto&& value, Use&& use) {
    shape<std::remove_cvref_t<S>>::each(value, use);
}

}
