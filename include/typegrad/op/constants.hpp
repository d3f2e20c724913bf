// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Constants and bounds that rules use, in the precision of the algebra that they run in.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operation.hpp>

#include <limits>
#include <numbers>

namespace typegrad::op {

template <is_operand A>
constexpr auto two_over_root_pi(A const&) {
    return 2 * std::numbers::inv_sqrtpi_v<typename A::algebra::scalar>;
}

// Neither zero, subnormal (with a margin of one significand) nor infinite: what can be divided out again.
template <is_operand A>
constexpr auto well_scaled(A const& a) {
    using limits = std::numeric_limits<typename A::algebra::scalar>;
    return abs(a) >= limits::min() / limits::epsilon() && abs(a) <= limits::max();
}

}
