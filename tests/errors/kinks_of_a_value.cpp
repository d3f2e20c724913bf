// expect: typegrad::evaluate: nothing is differentiated, and wrt<…> and kinks say nothing; of the policies fast does
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

constexpr auto f = [](auto x) { return x * typegrad::derivative([](auto t) { return abs(t); })(x); };

#ifdef TYPEGRAD_FAIL
auto const value = typegrad::evaluate(f, typegrad::kinks::right)(2.0);
#else
auto const value = typegrad::evaluate(f, typegrad::fast)(2.0);
#endif
