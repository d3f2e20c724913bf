// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Expressions that share much: 24 levels are 24 nodes, and 2²⁴ paths.
#pragma once

#include <typegrad.hpp>

namespace levels {

// The sanitizers of g++ write the names of types into the object as well: fewer levels for them.
#if defined(__SANITIZE_ADDRESS__) && !defined(__clang__)
inline constexpr int count = 8;
#else
inline constexpr int count = 24;
#endif

template <int Level = count>
constexpr auto halved_square(auto e) {
    if constexpr (Level == 0) return e;
    else return halved_square<Level - 1>(e * e * typegrad::constant<0.5>);
}

}
