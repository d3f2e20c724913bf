// expect: expressions_are_differentiated_in_variables_and_not_in_the_column
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/columns.hpp>

#include <vector>

constexpr typegrad::column<"x"> x;
constexpr typegrad::variable<"a"> a;

double result(std::vector<double> const& xs) {
    static_cast<void>(xs);
#ifdef TYPEGRAD_FAIL
    return gradient(sum(a * x), wrt(x))(a = 2.0, x = xs)[a];
#else
    return gradient(sum(a * x), wrt(a))(a = 2.0, x = xs)[a];
#endif
}
