// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::span of static extent as an argument: numbers that are somewhere else. A derivative by it is a std::array.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/trace/shape.hpp>

#include <span>
#include <type_traits>

namespace typegrad {

template <class S, std::size_t N>
struct shape<std::span<S, N>> : shape<std::array<std::remove_const_t<S>, N>> {};

template <class S>
struct shape<std::span<S, std::dynamic_extent>> {
    static_assert(sizeof(S) == 0, "typegrad: the size of a std::span must be in its type: std::span<double const, 3>, or values.first<3>(); for sizes known at run time only there is the tape");
    using scalar = S;
    template <class T>
    using rebind = T;
    static constexpr int leaves = 1;
};

}

#include <typegrad/macros/restore.hpp>
