// expect: typegrad: a loop over typegrad::rows, where this transform or evaluation does not know loops
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/first_nonfinite.hpp>
#include <typegrad/loops.hpp>

#include <array>

constexpr std::array<double, 3> numbers{1, 2, 3};

constexpr auto f = [](auto x, [[maybe_unused]] auto const& rows) {
#ifdef TYPEGRAD_FAIL
    return sum(rows, [&](auto v) { return log(x * v); });
#else
    return log(x);
#endif
};

int main() {
    return typegrad::first_nonfinite(typegrad::value_and_gradient(f, typegrad::wrt<0>))(1.0, typegrad::rows(numbers)) ? 1 : 0;
}
