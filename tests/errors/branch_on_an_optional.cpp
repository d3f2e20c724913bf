// expect: whether a std::optional has a value is not known while a function is traced; write o.value_or(x)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/optional.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto scaled = [](auto x, auto const& factor) { return factor ? x * *factor : x + 0; };
#else
constexpr auto scaled = [](auto x, auto const& factor) { return x * factor.value_or(1.0); };
#endif
auto const slope = typegrad::gradient(scaled, typegrad::wrt<0>)(2.0, std::optional<double>{3.0});
