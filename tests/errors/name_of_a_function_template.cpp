// expect: typegrad::derivative: the name of a function that there is for several types, as std::sin or a template, cannot be passed; pass a lambda
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto square_of(auto x) { return x * x; }

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::derivative(square_of)(2.0);
#else
auto const slope = typegrad::derivative([](auto x) { return square_of(x); })(2.0);
#endif
