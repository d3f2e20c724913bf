// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <tuple>

namespace bench {

// Every number of a value, an array of any nesting or a tuple, in order: what lets results of different shapes be compared.
template <class Shape>
void flatten(Shape const& shape, auto&& visit) {
    if constexpr (requires { std::tuple_size<Shape>::value; }) {
        std::apply([&](auto const&... parts) { (flatten(parts, visit), ...); }, shape);
    } else {
        visit(shape);
    }
}

}  // namespace bench
