// expect gcc: a_traced_value_is_one_number_call_the_derivative_with_a_std_array
// expect clang: invalid range expression of type 'const typegrad::traced_value
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>
#include <ranges>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) {
    auto sum = 0 * v;
    for (auto const& x : v) sum += x;
    return sum;
};
#else
// Whether it is a range a function may ask.
constexpr auto f = [](auto const& v) {
    if constexpr (std::ranges::range<decltype(v)>) {
        auto sum = 0 * v[0];
        for (auto const& x : v) sum += x;
        return sum;
    } else return v;
};
static_assert(typegrad::gradient(f)(std::array{2.0, 3.0}) == std::array{1.0, 1.0});
#endif

auto const slope = typegrad::gradient(f)(2.0);
