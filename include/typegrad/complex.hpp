// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::complex as a scalar: derivatives of analytic functions. Whatever compares (abs, max, select) does not compile for it.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/call.hpp>

#include <complex>

namespace typegrad {

template <class T>
inline constexpr bool is_scalar<std::complex<T>> = true;

template <class T>
struct literal_of<std::complex<T>> {
    using type = T;
};

}
