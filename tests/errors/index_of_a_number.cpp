// expect gcc: a_traced_value_is_one_number_without_elements_call_the_derivative_with_a_std_array
// expect clang: typegrad: a traced value is one number, which has no elements; where the function takes an array, call the derivative with one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& x) { return 2 * x[0]; };
#else
// Whether there are elements a function may ask.
constexpr auto f = [](auto const& x) {
    if constexpr (requires { x[0]; }) return 2 * x[0];
    else return 2 * x;
};
static_assert(typegrad::gradient(f)(std::array{2.0}) == std::array{2.0});
#endif

auto const slope = typegrad::gradient(f)(2.0);
