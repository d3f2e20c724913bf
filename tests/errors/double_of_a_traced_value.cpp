// expect: traced_value_declare_it_auto_branch_by_select<double>
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>

#ifdef TYPEGRAD_FAIL
constexpr auto f = [](auto const& v) {
    std::array<double, 2> all{};
    all[0] = v[0];
    return all[0];
};
#else
constexpr auto f = [](auto const& v) {
    std::array all{v[0], v[1]};
    all[0] = v[1];
    return all[0];
};
#endif

auto const slope = typegrad::gradient(f)(std::array{1.0, 2.0, 3.0});
