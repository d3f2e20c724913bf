// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A module for Python: the price of an option with its sensitivities, and Rosenbrock's valley, over arrays of NumPy.
#include <typegrad.hpp>
#include <typegrad/pybind11.hpp>

// Black and Scholes' price of a call: spot, strike, volatility, time, rate.
constexpr auto call = [](auto const& x) {
    using typegrad::norm_cdf;  // of plain numbers too
    auto const [spot, strike, sigma, tau, rate] = x;
    auto const deviation = sigma * sqrt(tau), d1 = (log(spot / strike) + (rate + sigma * sigma / 2) * tau) / deviation, d2 = d1 - deviation;
    return spot * norm_cdf(d1) - strike * exp(-rate * tau) * norm_cdf(d2);
};

constexpr auto valley = [](auto const& x) { return pow(1 - x[0], 2) + 100 * pow(x[1] - x[0] * x[0], 2); };

PYBIND11_MODULE(models, m) {
    m.doc() = "Functions whose gradients were made by a C++ compiler";
    m.def("call", typegrad::for_numpy<5>(call), "The price of a call: spot, strike, volatility, time, rate");
    m.def("call_and_greeks", typegrad::with_gradient_for_numpy<5>(call), "The price, and its derivatives by all five");
    m.def("valley", typegrad::for_numpy<2>(valley));
    m.def("valley_and_gradient", typegrad::with_gradient_for_numpy<2>(valley));
}
