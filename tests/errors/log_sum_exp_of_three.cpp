// expect gcc: typegrad: log_sum_exp takes two numbers or a std::array; write log_sum_exp(std::array{a, b, c}), of values of one type
// expect clang: is unavailable: typegrad: log_sum_exp takes two numbers or a std::array; write log_sum_exp(std::array{a, b, c}), of values of one type
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return typegrad::log_sum_exp(x, 2 * x, 3 * x); };
#else
constexpr auto f = [](auto x) { return typegrad::log_sum_exp(std::array{x, 2 * x, 3 * x}); };
#endif

auto const slope = typegrad::derivative(f)(1.0);
