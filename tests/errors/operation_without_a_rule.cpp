// expect gcc: 'first' is not a member of 'twice_'
// expect clang: no member named 'first' in 'twice_'
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// In other libraries a new operation without a rule fell through to a derivative of 0.
#include <typegrad.hpp>

struct twice_ : typegrad::op::unary {
    static constexpr auto text = "twice";
    static constexpr auto value(auto a) { return a + a; }
#ifndef TYPEGRAD_FAIL
    static constexpr auto first(auto, auto, auto w) { return w + w; }
#endif
};

static_assert(typegrad::derivative([](auto x) { return typegrad::op::apply<twice_>(x); })(3.0) == 2);
