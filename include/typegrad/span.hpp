// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::span of static extent as an argument: numbers that are somewhere else. A derivative by it is a std::array.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/trace/shape.hpp>
#include <typegrad/trace/state.hpp>

#include <span>
#include <type_traits>

namespace typegrad::inline v0_2 {

template <class S, std::size_t N>
struct shape<std::span<S, N>> : shape<std::array<std::remove_const_t<S>, N>> {};

namespace detail {
    template <class S, std::size_t N>
    inline constexpr bool is_elsewhere<std::span<S, N>> = is_contiguous<std::remove_const_t<S>>;
}

// One of dynamic size is data, for with(f, span) (trace/data.hpp), and no argument.
template <class S>
struct shape<std::span<S, std::dynamic_extent>> {
    using scalar = std::span<S, std::dynamic_extent>;
    template <class T>
    using rebind = T;
    static constexpr int leaves = 1;
};

}

#include <typegrad/macros/restore.hpp>
