// expect gcc: a_traced_value_is_one_number_without_elements_call_the_derivative_with_a_std_array
// expect clang: typegrad: a traced value is one number, which has no elements
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

constexpr auto f = [](auto const& v) { return v[0] * 2; };

#ifdef TYPEGRAD_FAIL
constexpr int count = typegrad::operations(f).total();
#else
constexpr int count = typegrad::operations(f, std::array{1.0, 2.0}).total();
#endif
