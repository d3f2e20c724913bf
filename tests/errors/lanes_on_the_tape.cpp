// expect: the tape records one row after the other; lanes, parallel and unchecked are for typegrad::gradient and the others outside of tape
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/lanes.hpp>
#include <typegrad/tape.hpp>

#include <vector>

constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto v) { return x * v; }); };
std::vector<double> const numbers{1, 2, 3};

#ifdef TYPEGRAD_FAIL
auto const slope = typegrad::tape::gradient(f, typegrad::wrt<0>, typegrad::lanes)(2.0, typegrad::rows(numbers));
#else
auto const slope = typegrad::gradient(f, typegrad::wrt<0>, typegrad::lanes)(2.0, typegrad::rows(numbers));
#endif
