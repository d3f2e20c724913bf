// expect gcc: 'half' was not declared in this scope
// expect clang: use of undeclared identifier 'half'
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::tape::gradient([](auto x) { return half(x); })(2.0);
#else
auto const slope = typegrad::tape::gradient([](auto x) { return x / 2; })(2.0);
#endif
