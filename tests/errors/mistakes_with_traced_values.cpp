// expect gcc: a_traced_value_has_no_number_yet_compute_with_it_as_it_is typegrad::traced_value::value() const
// expect clang: typegrad: a traced value has neither a number nor a gradient yet; compute with it as it is
// expect: typegrad: sinf is a function of float alone; write sin(x)
// expect: typegrad: std::max<double>, std::min<double> and the like are functions of numbers alone; leave out what is in angle brackets
// expect: typegrad: std::swap and std::exchange with a variable declared as double, float or int, which cannot take up a traced value
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <cmath>
#include <utility>

#ifdef TYPEGRAD_FAIL
auto const value = typegrad::derivative([](auto x) { return x.value() * x; })(2.0);
auto const sine = typegrad::derivative([](auto x) { return sinf(x); })(2.0);
auto const power = typegrad::derivative([](auto x) { return std::pow<double>(x, 2); })(2.0);
constexpr auto swapped = [](auto x) {
    double y = 1;
    std::swap(x, y);
    return y;
};
#else
auto const value = typegrad::derivative([](auto x) { return x * x; })(2.0);
auto const sine = typegrad::derivative([](auto x) { return sin(x); })(2.0);
auto const power = typegrad::derivative([](auto x) { return std::pow(x, 2); })(2.0);
constexpr auto swapped = [](auto x) {
    auto y = 0 * x;
    std::swap(x, y);
    return y;
};
#endif
auto const slope = typegrad::derivative(swapped)(2.0);
