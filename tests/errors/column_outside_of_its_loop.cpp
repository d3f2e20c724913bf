// expect: a column stands outside of sum, mean, product, max, min and log_sum_exp
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/columns.hpp>

#include <vector>

constexpr typegrad::column<"x"> x;
constexpr typegrad::variable<"a"> a;

double result(std::vector<double> const& xs) {
    static_cast<void>(xs);
#ifdef TYPEGRAD_FAIL
    return (a * x)(a = 2.0, x = xs);
#else
    return sum(a * x)(a = 2.0, x = xs);
#endif
}
