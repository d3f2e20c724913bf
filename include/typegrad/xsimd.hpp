// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Packs of xsimd as scalars: the derivative at several points at once, one a lane.
//
//     xsimd::batch<double> const x = …;
//     auto const slopes = typegrad::derivative(f)(x);
//
// A program has no jumps then: both branches of a select are computed, and each lane keeps its own.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/trace/call.hpp>

#include <xsimd/xsimd.hpp>

namespace typegrad {

template <class T, class A>
inline constexpr bool is_scalar<xsimd::batch<T, A>> = true;

template <class T, class A>
struct literal_of<xsimd::batch<T, A>> {
    using type = T;
};

}

// Found by argument-dependent look-up.
namespace xsimd {

template <class T, class A>
TYPEGRAD_INLINE batch<T, A> choose(batch_bool<T, A> const& c, batch<T, A> const& a, batch<T, A> const& b) {
    return select(c, a, b);
}

template <class T, class A>
TYPEGRAD_INLINE void sin_cos(batch<T, A> const& x, batch<T, A>& sine, batch<T, A>& cosine) {
    auto const both = sincos(x);
    sine = both.first;
    cosine = both.second;
}

}

#include <typegrad/macros/restore.hpp>
