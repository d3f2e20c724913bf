// expect: typegrad::custom: the value and the partial derivatives must not capture anything; pass what they need as an operand and declare it passive
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

double const scale = 2;

#ifdef TYPEGRAD_FAIL
auto const scaled = [factor = scale] { return typegrad::custom([factor](auto x) { return factor * x; }, [factor](auto, auto) { return factor; }); }();
#else
auto const scaled = typegrad::custom([](auto x, auto factor) { return factor * x; }, [](auto, auto factor, auto) { return factor; }, typegrad::passive);
#endif
