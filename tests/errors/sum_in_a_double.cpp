// expect: a variable declared as double, float or int cannot take up a traced value; declare it as auto or decltype(x)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>


#ifdef TYPEGRAD_FAIL
auto const slopes = typegrad::gradient([](auto const& v) {
    double sum = 0;
    for (auto const& x : v) sum += x;
    return sum;
})(std::array{1.0, 2.0});
#else
auto const slopes = typegrad::gradient([](auto const& v) {
    auto sum = 0 * v[0];
    for (auto const& x : v) sum += x;
    return sum;
})(std::array{1.0, 2.0});
#endif
