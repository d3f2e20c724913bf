// expect: typegrad::determinant: matrices of up to 4×4; factorise larger ones
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>

#ifdef TYPEGRAD_FAIL
constexpr std::size_t rows = 5;
#else
constexpr std::size_t rows = 4;
#endif

auto const slope = typegrad::gradient([](auto const& m) { return determinant(m); })(typegrad::mat<double, rows, rows>::identity());
