// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The table: every operation with a stanza. The library itself does not need the list; tests and documentation walk it.
#pragma once
#pragma GCC system_header

#include <typegrad/op/kinked.hpp>
#include <typegrad/op/trigonometric.hpp>

namespace typegrad::op {

template <class... Ops>
struct operation_list {
    static constexpr int size = sizeof...(Ops);
};

using table = operation_list<
    add_, sub_, neg_, mul_, div_,
    less_, less_equal_, equal_, not_equal_, and_, or_, not_, gate_, select_,
    sqrt_, norm_, cbrt_, hypot_, powi_, pow_,
    exp_, expm1_, log_, log1p_, erf_, erfc_,
    sin_, cos_, tan_, asin_, acos_, atan_, atan2_, sinh_, cosh_, tanh_,
    abs_, max_, min_>;

}
