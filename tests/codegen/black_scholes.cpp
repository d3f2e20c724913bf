// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The price of a European call with its five Greeks: libm calls and arithmetic.
#include <typegrad.hpp>

#include "../../bench/problems/black_scholes.hpp"

using bench::black_scholes;

extern "C" void typegrad_black_scholes(double spot, double strike, double sigma, double tau, double rate, black_scholes::result& out) {
    auto const [value, gradient] = typegrad::value_and_gradient(black_scholes::primal)(spot, strike, sigma, tau, rate);
    auto const [delta, dual_delta, vega, theta, rho] = gradient;
    out = {value, {delta, dual_delta, vega, theta, rho}};
}
extern "C" void hand_black_scholes(double spot, double strike, double sigma, double tau, double rate, black_scholes::result& out) {
    out = black_scholes::hand_written(spot, strike, sigma, tau, rate);
}
