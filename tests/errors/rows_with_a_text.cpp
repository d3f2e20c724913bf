// expect: typegrad::rows: a row must be a number, or a shape of numbers
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <string>
#include <vector>

struct measured {
#ifdef TYPEGRAD_FAIL
    std::string name;
#else
    double time;
#endif
    double value;
};

constexpr auto f = [](auto x, auto const& rows) { return sum(rows, [&](auto const& row) { return std::get<1>(row) * x; }); };

auto slope(std::vector<measured> const& data) { return typegrad::gradient(f, typegrad::wrt<0>)(2.0, typegrad::rows(data)); }
