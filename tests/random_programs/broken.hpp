// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// An operation with a wrong derivative, for random_programs.py --self-test.
#pragma once

#include <typegrad.hpp>

namespace typegrad::inline v0_2::op {

struct broken_ : unary_call {
    static constexpr auto text = "broken";
    static constexpr auto value(auto a)               { using math::tanh; return tanh(a); }
    static constexpr auto first(auto, auto y, auto w) { return w * (1 + y * y); }
};
TYPEGRAD_UNARY(broken)

}
