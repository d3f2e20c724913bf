// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// isnan, isinf, isfinite, signbit: conditions, as comparisons are. They choose in select and carry no derivative.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operation.hpp>

namespace typegrad::inline v0_2::op {

struct classification : unary {
    static constexpr kind result = kind::condition;
    static constexpr bool active[3] = {false, false, false};
};

struct isnan_ : classification {
    static constexpr auto text = "isnan";
    static constexpr auto value(auto a) { using math::isnan; return isnan(a); }
};
TYPEGRAD_STANDARD_UNARY(isnan)

struct isinf_ : classification {
    static constexpr auto text = "isinf";
    static constexpr auto value(auto a) { using math::isinf; return isinf(a); }
};
TYPEGRAD_STANDARD_UNARY(isinf)

struct isfinite_ : classification {
    static constexpr auto text = "isfinite";
    static constexpr auto value(auto a) { using math::isfinite; return isfinite(a); }
};
TYPEGRAD_STANDARD_UNARY(isfinite)

struct signbit_ : classification {
    static constexpr auto text = "signbit";
    static constexpr auto value(auto a) { using math::signbit; return signbit(a) != 0; }
};
TYPEGRAD_STANDARD_UNARY(signbit)

using classifications = operation_list<isnan_, isinf_, isfinite_, signbit_>;

}
