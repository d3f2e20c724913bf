// expect: typegrad::tape: the arguments must be numbers or tape variables, or std::array, std::vector and the like of those
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include <string>

#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::tape::gradient([](auto x, auto y) { return x * y; })(1.0, std::string("2"));
#else
auto const slopes = typegrad::tape::gradient([](auto x, auto y) { return x * y; })(1.0, std::stod("2"));
#endif
