// expect: typegrad: std::to_string has no text of a traced value, which has no number yet; print what the derivative returns
// excused clang: to it a std::string is no constant expression, which it says as well
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <string>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto x) { return x * static_cast<double>(std::string("x = " + std::to_string(x)).size()); };
#else
constexpr auto f = [](auto x) { return x * 5; };
#endif

auto const slope = typegrad::derivative(f)(2.0);
