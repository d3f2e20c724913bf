// expect: one operand is no number: a text, a container, a function that is not called
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <string>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x * std::string("2"); };
#else
constexpr auto f = [](auto x) { return x * 2; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
