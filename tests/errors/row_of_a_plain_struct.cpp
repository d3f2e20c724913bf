// expect: row_of_a_struct_take_it_apart_by_auto_const_a_b<
// excused clang: the body of a loop in a function in a transform is one line too many
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#include <typegrad/loops.hpp>

#include <vector>

struct observation {
    double t, y;
};
std::vector<observation> const table{{1, 2}};

#ifdef TYPEGRAD_FAIL
constexpr auto misfit = [](auto const& p, auto const& rows) { return sum(rows, [&](auto const& row) { return square(row.y - p[0] * row.t - p[1]); }); };
#else
constexpr auto misfit = [](auto const& p, auto const& rows) {
    return sum(rows, [&](auto const& row) {
        auto const& [t, y] = row;
        return square(y - p[0] * t - p[1]);
    });
};
#endif

auto const slope = typegrad::gradient(misfit, typegrad::wrt<0>)(std::array{0.2, 0.3}, typegrad::rows(table));
