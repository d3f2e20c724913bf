// expect: by_position_the_call_takes_one_value_for_each_variable<1>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <map>
#include <string>

constexpr typegrad::variable<"x"> x;

#ifdef TYPEGRAD_FAIL
auto const y = (x * x)(std::map<std::string, double>{{"x", 2.0}});
#else
auto const y = (x * x)(2.0) + (x * x)(x = 2.0);
#endif
