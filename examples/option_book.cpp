// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A book of options with its Greeks, from a CSV file: what it is worth, how it moves with spot, volatility, rate and time, and what it would lose
// on a bad day, by the Greeks and by pricing it anew.
//
//     option_book [FILE]       without FILE examples/data/options.csv, from the root of the repository
//
// The formula of Black and Scholes stands here once. All Greeks, of second order as well, come from one call.
#include <typegrad.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

namespace {

// kind: 1 of a call, -1 of a put.
constexpr auto price = [](auto spot, auto volatility, auto rate, auto years, auto strike, auto kind) {
    auto const deviation = volatility * sqrt(years);
    auto const d = (log(spot / strike) + rate * years) / deviation + 0.5 * deviation;
    return kind * (spot * norm_cdf(kind * d) - strike * exp(-rate * years) * norm_cdf(kind * (d - deviation)));
};
constexpr auto all_of = typegrad::value_gradient_and_hessian(price, typegrad::wrt<0, 1, 2, 3>);
constexpr auto value_of = typegrad::evaluate(price);

struct position {
    std::string underlying;
    double spot, kind, strike, years, volatility, rate, contracts;
};

// Of a contract, on one share; of a book in the currency.
struct greeks {
    double value = 0, delta = 0, gamma = 0, vega = 0, volga = 0, vanna = 0, rho = 0, theta = 0;  // theta by a year

    void add(greeks const& g, double times) {
        value += times * g.value, delta += times * g.delta, gamma += times * g.gamma, vega += times * g.vega;
        volga += times * g.volga, vanna += times * g.vanna, rho += times * g.rho, theta += times * g.theta;
    }
    // What a move of the spot and of the volatility makes of it, to second order.
    double after(double spot, double volatility) const {
        return delta * spot + vega * volatility + 0.5 * (gamma * spot * spot + volga * volatility * volatility) + vanna * spot * volatility;
    }
};

greeks greeks_of(position const& p) {
    auto const [value, gradient, h] = all_of(p.spot, p.volatility, p.rate, p.years, p.strike, p.kind);
    auto const [delta, vega, rho, by_years] = gradient;
    return {value, delta, h[0][0], vega, h[1][1], h[0][1], rho, -by_years};
}

std::vector<position> read(char const* path) {
    std::ifstream file(path);
    std::string line;
    std::vector<position> book;
    std::getline(file, line);  // the head
    for (int number = 2; std::getline(file, line); ++number) {
        std::istringstream fields(line);
        std::string underlying, kind, field;
        std::getline(fields, underlying, ',');
        position p{underlying, 0, 0, 0, 0, 0, 0, 0};
        for (double* const to : {&p.spot, &p.kind, &p.strike, &p.years, &p.volatility, &p.rate, &p.contracts}) {
            if (!std::getline(fields, field, ',')) std::fprintf(stderr, "%s:%d: eight fields are expected\n", path, number), std::exit(1);
            *to = field == "call" ? 1 : field == "put" ? -1 : std::atof(field.c_str());
        }
        book.push_back(p);
    }
    if (book.empty()) std::fprintf(stderr, "%s: no positions\n", path), std::exit(1);
    return book;
}

}

int main(int count, char** arguments) {
    auto const book = read(count > 1 ? arguments[1] : "examples/data/options.csv");
    constexpr double shares = 100;  // of a contract

    std::printf("%-8s %4s %7s %6s %9s  %10s %9s %9s %9s %9s\n", "", "", "strike", "years", "contracts", "value", "delta", "gamma", "vega", "theta");
    std::map<std::string, greeks> by_underlying;
    double worst = 0;
    for (position const& p : book) {
        greeks const g = greeks_of(p);
        by_underlying[p.underlying].add(g, shares * p.contracts);
        std::printf("%-8s %4s %7g %6g %9g  %10.4f %9.4f %9.5f %9.4f %9.4f\n", p.underlying.c_str(), p.kind > 0 ? "call" : "put", p.strike, p.years, p.contracts, g.value, g.delta, g.gamma, g.vega / 100,
                    g.theta / 365);
        // The equation from which the formula comes: theta + σ²S²/2 gamma + r S delta - r value = 0.
        double const left = g.theta + 0.5 * p.volatility * p.volatility * p.spot * p.spot * g.gamma + p.rate * p.spot * g.delta - p.rate * g.value;
        worst = std::max(worst, std::abs(left) / (1 + std::abs(g.theta)));
    }
    std::printf("Vega is by a point of volatility, theta by a day. The equation of Black and Scholes holds to %.0e.\n\n", worst);

    std::printf("%-8s %12s %14s %16s %14s %14s\n", "", "value", "delta", "gamma", "vega", "theta");
    for (auto const& [name, g] : by_underlying)
        std::printf("%-8s %12.0f %7.0f shares %9.1f shares/1 %7.0f a point %8.0f a day\n", name.c_str(), g.value, g.delta, g.gamma, g.vega / 100, g.theta / 365);

    std::printf("\nA bad day: all spots fall by 3 %%, all volatilities rise by 2 points.\n%-8s %12s %12s\n", "", "by Greeks", "priced anew");
    double by_greeks = 0, anew = 0;
    for (auto const& [name, g] : by_underlying) {
        double estimate = 0, change = 0;
        for (position const& p : book) {
            if (p.underlying != name) continue;
            estimate += shares * p.contracts * greeks_of(p).after(-0.03 * p.spot, 0.02);
            change += shares * p.contracts * (value_of(0.97 * p.spot, p.volatility + 0.02, p.rate, p.years, p.strike, p.kind) - value_of(p.spot, p.volatility, p.rate, p.years, p.strike, p.kind));
        }
        std::printf("%-8s %12.0f %12.0f\n", name.c_str(), estimate, change);
        by_greeks += estimate, anew += change;
    }
    std::printf("%-8s %12.0f %12.0f\n", "all", by_greeks, anew);
    return worst < 1e-12 && std::abs(by_greeks - anew) < 0.1 * std::abs(anew) ? 0 : 1;
}
