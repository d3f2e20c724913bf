// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The memory that a pass takes for the time of one constant expression.
#pragma once
#pragma GCC system_header

#include <cstddef>

namespace typegrad::inline v0_2::graph {

// An array of `size` elements and a spare one, so that there may be none; all begin as T{}. Who owns one is not copied, and needs no destructor.
// A subscript is a call, which takes clang two of the steps that it allows: what looks at every node of a long program keeps `data` in a pointer.
template <class T>
struct scratch {
    T* const data;

    constexpr explicit scratch(int size) : data(new T[static_cast<std::size_t>(size) + 1]{}) {}
    constexpr scratch(scratch const&) = delete;
    constexpr scratch& operator=(scratch const&) = delete;
    constexpr ~scratch() { delete[] data; }

    constexpr T& operator[](int i) const { return data[i]; }
};

}
