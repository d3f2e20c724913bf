// expect: column_has_no_data_bind_it_as_in_x_equals_a_vector
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/columns.hpp>

#include <vector>

constexpr typegrad::column<"x"> x;
constexpr typegrad::variable<"a"> a;

double result(std::vector<double> const& xs) {
    static_cast<void>(xs);
#ifdef TYPEGRAD_FAIL
    return gradient(sum(a * x))(a = 2.0)[a];
#else
    return gradient(sum(a * x))(a = 2.0, x = xs)[a];
#endif
}
