// expect: typegrad: size() of data whose size is known at run time only; a function that is traced indexes it by constants
// excused: found inside of functions of the library, which the compiler names one by one
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <vector>

constexpr auto sum = [](auto t, auto const& data) {
    decltype(t) total = 0;
#ifdef TYPEGRAD_FAIL
    for (std::size_t i = 0; i < data.size(); ++i) total += data[i] * t;
#else
    for (std::size_t i = 0; i < 3; ++i) total += data[i] * t;
#endif
    return total;
};
double const slope = typegrad::derivative(typegrad::with(sum, std::vector<double>(3)))(2.0);
