// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstddef>
#include <utility>

namespace bench {

// body<0>(), body<1>(), …: no compiler unrolls nested loops of this length at -O2, an expert does.
template <std::size_t N>
[[gnu::always_inline]] constexpr void unrolled(auto&& body) {
    [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        (body.template operator()<I>(), ...);
    }(std::make_index_sequence<N>{});
}

}  // namespace bench
