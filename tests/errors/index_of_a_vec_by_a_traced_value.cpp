// expect: typegrad: an index is a traced value, which has no number yet; write a constant, v[1], choose by select
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/linear.hpp>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v, auto i) { return v[i] * v[0]; };
#else
constexpr auto f = [](auto const& v, auto i) { return select(i > 0, v[1], v[0]) * v[0]; };
#endif

auto const slopes = typegrad::gradient(f, typegrad::wrt<0>)(typegrad::vec<double, 2>{1, 2}, 1);
