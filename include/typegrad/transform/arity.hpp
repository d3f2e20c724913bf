// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// With how many scalars a function can be called, where nobody says so: sparsity(jacobian(f)), operations(f).
#pragma once
#pragma GCC system_header

#include <typegrad/graph/value.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::detail {

template <class F>
constexpr auto innermost(F f) {
    if constexpr (requires { f.function; }) return innermost(f.function);
    else return f;
}

template <class T, std::size_t>
using always = T;
template <class F, class Indices>
inline constexpr bool takes_scalars = false;
template <class F, std::size_t... I>
inline constexpr bool takes_scalars<F, std::index_sequence<I...>> = requires(F const& f, always<tracer<double>, I>&... x) { f(x...); };
// The least number of scalars with which it can be called, up to 32; 0 where there is none.
template <class F, std::size_t N = 1>
consteval std::size_t arity_or_none() {
    if constexpr (N > 32) return 0;
    else if constexpr (takes_scalars<F, std::make_index_sequence<N>>) return N;
    else return arity_or_none<F, N + 1>();
}
template <class F>
consteval std::size_t arity() {
    constexpr std::size_t found = arity_or_none<F>();
    static_assert(found > 0, "typegrad: the function takes no scalars; name the shapes of its arguments, as in operations<std::array<double, 3>>(f)");
    return found;
}

}
