// expect gcc: -fconstexpr-ops-limit=
// expect clang: takes more steps than clang allows in one constant expression (1048576 by default); compile with -fconstexpr-steps=
// excused gcc: it says the line itself, and then that there is no graph
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>

#include <array>

// Traced in a moment; the second derivatives are 150 sweeps over what the gradient computes.
constexpr auto f = [](auto const& v) {
    auto s = v[0];
    for (auto const& x : v) s = s * x + sin(s);
    return s;
};
#ifdef TYPEGRAD_FAIL
using argument = std::array<double, 150>;
#else
using argument = std::array<double, 5>;
#endif
auto const h = typegrad::hessian(f)(argument{});
