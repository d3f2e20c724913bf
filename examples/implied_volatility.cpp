// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Implied volatility: the σ at which the formula of Black and Scholes gives the price that is paid. It is found by iteration, and
// its sensitivities come from the implicit function theorem; here they are held against the closed forms
//
//     ∂σ/∂price = 1 / vega,   ∂σ/∂q = -(∂BS/∂q) / vega for the other inputs,   ∂²σ/∂price² = -volga / vega³
//
//     implied_volatility       writes a smile with its sensitivities; returns 1 where one is off by more than 1e-10
#include <typegrad.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/tape.hpp>

#include <cmath>
#include <cstdio>
#include <tuple>

// 1. The formula, once.
constexpr auto black_scholes = [](auto spot, auto strike, auto sigma, auto tau, auto rate) {
    auto const deviation = sigma * sqrt(tau);
    auto const d1 = (log(spot / strike) + (rate + 0.5 * sigma * sigma) * tau) / deviation;
    auto const d2 = d1 - deviation;
    return spot * typegrad::norm_cdf(d1) - strike * exp(-rate * tau) * typegrad::norm_cdf(d2);
};

// 2. Its inverse in σ: the unknown comes first, then the parameters. The root lies between the ends of a bracket.
constexpr auto solver = typegrad::root([](auto sigma, auto price, auto spot, auto strike, auto tau, auto rate) {
    return black_scholes(spot, strike, sigma, tau, rate) - price;
});
constexpr auto implied = [](auto price, auto spot, auto strike, auto tau, auto rate) {
    return solver(typegrad::bracket{0.001, 5.0}, price, spot, strike, tau, rate);
};

// 3. What one asks of it: the value with all five sensitivities takes one iteration.
constexpr auto quote = typegrad::value_and_gradient(implied);

// In a constant expression as well. 10.450583572185565 is the price at σ = 20 %.
constexpr auto at_the_money = quote(10.450583572185565, 100.0, 100.0, 1.0, 0.05);
static_assert(at_the_money.value > 0.2 - 1e-14 && at_the_money.value < 0.2 + 1e-14);
static_assert(std::get<0>(at_the_money.gradient) > 0.0266495 && std::get<0>(at_the_money.gradient) < 0.0266497);  // 1 / vega, 1 / 37.524

namespace {

int wrong = 0;

void check(double actual, double expected, char const* what) {
    if (std::abs(actual - expected) <= 1e-10 * std::fmax(1, std::abs(expected))) return;
    std::printf("%s is %.17g, not %.17g\n", what, actual, expected);
    ++wrong;
}

void check_at(double sigma, double spot, double strike, double tau, double rate) {
    // The Greeks of the formula, by its own gradient and Hessian.
    auto const [price, greeks] = typegrad::value_and_gradient([](auto... q) { return black_scholes(q...); })(spot, strike, sigma, tau, rate);
    auto const [delta, by_strike, vega, theta, rho] = greeks;
    auto const second = typegrad::hessian([](auto... q) { return black_scholes(q...); })(spot, strike, sigma, tau, rate);
    double const volga = second[2][2], vanna = second[0][2], gamma = second[0][0];

    auto const [value, slopes] = quote(price, spot, strike, tau, rate);
    auto const [per_price, per_spot, per_strike, per_tau, per_rate] = slopes;
    check(value, sigma, "the volatility");
    check(per_price * vega, 1, "the derivative by price, times vega,");
    check(per_spot, -delta / vega, "the derivative by spot");
    check(per_strike, -by_strike / vega, "the derivative by strike");
    check(per_tau, -theta / vega, "the derivative by maturity");
    check(per_rate, -rho / vega, "the derivative by rate");

    auto const curvature = typegrad::hessian(implied)(price, spot, strike, tau, rate);
    check(curvature[0][0], -volga / (vega * vega * vega), "the second derivative by price");
    double const skewed = vanna + volga * per_spot;  // d vega / d spot along the solution
    check(curvature[0][1], -skewed / (vega * vega), "the derivative by price and spot");
    check(curvature[1][1], -(gamma + 2 * vanna * per_spot + volga * per_spot * per_spot) / vega, "the second derivative by spot");

    // The same from the tape.
    auto const recorded = typegrad::tape::gradient(implied)(price, spot, strike, tau, rate);
    check(std::get<0>(recorded), per_price, "the derivative by price, on the tape,");
    check(std::get<4>(recorded), per_rate, "the derivative by rate, on the tape,");

    std::printf("%6.0f %10.5f %8.2f %% %10.5f %10.5f %10.5f %10.5f %10.5f\n", strike, price, 100 * value, per_price, per_spot, per_strike, per_tau, per_rate);
}

}

int main() {
    std::printf("strike      price    implied    d/dprice     d/dspot   d/dstrike      d/dtau     d/drate\n");
    for (double strike = 70; strike <= 140; strike += 10) check_at(0.2 + 0.4 * (strike / 100 - 1) * (strike / 100 - 1), 100, strike, 0.75, 0.03);
    // A price below the intrinsic value belongs to no volatility.
    if (double const none = implied(9.0, 100.0, 90.0, 0.75, 0.03); none == none) ++wrong;
    return wrong == 0 ? 0 : 1;
}
