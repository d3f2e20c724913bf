// expect: sum of one expression goes over the rows of its columns, and it has none
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/columns.hpp>

#include <vector>

constexpr typegrad::column<"x"> x;
constexpr typegrad::variable<"a"> a;

double result(std::vector<double> const& xs) {
    static_cast<void>(xs);
#ifdef TYPEGRAD_FAIL
    return sum(a * a)(a = 2.0);
#else
    return sum(a * x)(a = 2.0, x = xs);
#endif
}
