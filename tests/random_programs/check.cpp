// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Prints `program NUMBER: what is wrong` for every program that is, at most once each.
#include "program.hpp"

#include "../domains.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <limits>
#include <optional>
#include <sstream>

namespace random_programs {

std::vector<program>& all() {
    static std::vector<program> programs;
    return programs;
}
std::vector<long_program>& all_long() {
    static std::vector<long_program> programs;
    return programs;
}

namespace {

constexpr int bits = 1800;

precise power_of_two(int exponent) { return ldexp(precise(1), exponent); }

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b)); }

std::string text(point const& at) {
    std::ostringstream to;
    to << std::setprecision(17) << "x = " << at[0] << ", y = " << at[1] << ", z = " << at[2] << ", v = {" << at[3] << ", " << at[4] << ", " << at[5] << '}';
    return to.str();
}

struct derivatives {
    std::array<precise, inputs> first;
    std::array<std::array<precise, inputs>, inputs> second;
};

// None at a kink or a jump, or beyond a domain: two steps that do not agree.
std::optional<derivatives> differences(program const& p, std::array<precise, inputs> const& at, bool second) {
    derivatives by[2];
    precise const value = p.in_many_digits(at);
    for (int k = 0; k < 2; ++k) {
        precise const step = power_of_two(-80 - 16 * k);
        auto const f = [&](std::size_t i, int si, std::size_t j, int sj) {
            auto shifted = at;
            shifted[i] += si * step;
            shifted[j] += sj * step;
            return p.in_many_digits(shifted);
        };
        for (std::size_t i = 0; i < inputs; ++i) {
            precise const up = f(i, 1, i, 0), down = f(i, -1, i, 0);
            by[k].first[i] = (up - down) / (2 * step);
            by[k].second[i][i] = (up - 2 * value + down) / (step * step);
            if (second)
                for (std::size_t j = 0; j < i; ++j) by[k].second[i][j] = by[k].second[j][i] = (f(i, 1, j, 1) - f(i, 1, j, -1) - f(i, -1, j, 1) + f(i, -1, j, -1)) / (4 * step * step);
        }
    }
    auto const agree = [](precise const& a, precise const& b) {
        return (boost::multiprecision::isfinite)(a) && (boost::multiprecision::isfinite)(b) && abs(a - b) <= power_of_two(-50) * abs(b) + power_of_two(-200);
    };
    for (std::size_t i = 0; i < inputs; ++i) {
        if (!agree(by[0].first[i], by[1].first[i])) return {};
        for (std::size_t j = 0; j < inputs; ++j)
            if ((second || i == j) && !agree(by[0].second[i][j], by[1].second[i][j])) return {};
    }
    return by[1];
}

struct finding {
    std::string what;
    int compared = 0;
};

finding check(program const& p, int points) {
    finding verdict;
    domains::uniform random(static_cast<std::uint64_t>(p.number) + 77);
    // The value is the plain program's, bit for bit, whatever goes in.
    static constexpr double special[] = {0.0, -0.0, 1, -1, 0.5, -2, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                                         std::numeric_limits<double>::quiet_NaN(), 5e-324, -3e-310, 1e308, -1e200, 1e-300, -1e-8};
    for (int n = 0; n < 40; ++n) {
        point at{};
        for (double& x : at) x = n % 2 ? special[random(static_cast<int>(std::size(special)))] : random({-2.5, 2.5});
        double const plain = p.plain(at);
        auto const compare = [&](char const* engine, double value) {
            bool const fine = p.bitwise ? same_bits(value, plain) : same_bits(value, plain) || n % 2 || std::abs(value - plain) <= 1e-7 * std::abs(plain) + 1e-9;
            if (!fine && verdict.what.empty()) {
                std::ostringstream to;
                to << "the value by the " << engine << " is " << std::setprecision(17) << value << ", of the plain program " << plain << ", at " << text(at);
                verdict.what = to.str();
            }
        };
        compare("graph", p.value(at));
        compare("graph, with its gradient,", p.graph(at).value);
        compare("forward sweep", p.forward(at).value);
        compare("tape", p.tape(at).value);
    }
    // What depends on nothing: the gradient of a program that computes the same, and that of several values by both engines.
    static constexpr double awkward[] = {0.0, 1, -1, 2, 0.5, -0.5, 3};
    for (int n = 0; n < 12 && verdict.what.empty(); ++n) {
        point at{};
        for (double& x : at) x = n % 3 == 0 || random(2) == 0 ? awkward[random(static_cast<int>(std::size(awkward)))] : random({-2, 2});
        // With an argument that is NaN the engines need not agree where it cancels; programs that compute the same do.
        bool const comparable = n < 11 && std::isfinite(p.plain(at));
        if (n == 11) at[static_cast<std::size_t>(random(inputs))] = std::numeric_limits<double>::quiet_NaN();
        auto const complain = [&](auto const& what, double is, double should) {
            if (!verdict.what.empty()) return;
            std::ostringstream to;
            to << what << " is " << std::setprecision(17) << is << ", not " << should << ", at " << text(at);
            verdict.what = to.str();
        };
        auto const close = [](double a, double b, double largest) { return same_bits(a, b) || std::abs(a - b) <= 1e-9 * (std::abs(a) + largest) + 1e-11; };
        auto const largest_of = [](auto const& g) {
            double largest = 0;
            for (double const d : g) largest = std::isfinite(d) ? std::max(largest, std::abs(d)) : largest;
            return largest;
        };
        if (p.variant && (p.exact_variant || comparable)) {
            point const g = p.gradient_alone(at), v = p.variant(at);
            for (std::size_t i = 0; i < inputs; ++i)
                if (!(p.exact_variant ? same_bits(g[i], v[i]) : !std::isfinite(g[i]) || largest_of(g) > 1e100 || close(g[i], v[i], largest_of(g))))
                    complain("a partial of a program that computes the same", v[i], g[i]);
        }
        if (p.rows && comparable) {
            auto const g = p.rows(at), t = p.rows_by_tape(at);
            for (std::size_t k = 0; k < values; ++k)
                for (std::size_t i = 0; i < inputs; ++i)
                    if (std::isfinite(t[k][i]) && largest_of(t[k]) < 1e12 && !close(g[k][i], t[k][i], largest_of(t[k]))) complain("an entry of the Jacobian of several values", g[k][i], t[k][i]);
        }
        // A number by the tape is that number, at kinks too.
        if (comparable) {
            point const g = p.graph(at).first, t = p.tape(at).first;
            for (std::size_t i = 0; i < inputs; ++i)
                if (std::isfinite(t[i]) && largest_of(t) < 1e12 && !close(g[i], t[i], largest_of(t))) complain("a partial, by the tape something else,", g[i], t[i]);
        }
    }
    harness::set_bits(bits);
    for (int n = 0; n < points; ++n) {
        point at{};
        std::array<precise, inputs> exactly{}, nearby{};
        for (std::size_t i = 0; i < inputs; ++i) {
            at[i] = n % 2 && random(2) == 0 ? awkward[random(static_cast<int>(std::size(awkward)))] : random({-2, 2});
            exactly[i] = at[i];
            nearby[i] = exactly[i] * (1 + power_of_two(-40)) + power_of_two(-60);
        }
        std::optional<derivatives> expected, near;
        if (std::isnan(p.plain(at))) continue;
        expected = differences(p, exactly, p.second);
        if (expected) near = differences(p, nearby, p.second);
        if (!near) continue;
        ++verdict.compared;
        // Rounding is bounded by a share of the largest partial, and by what a change of the last digits of the point makes.
        auto const compare = [&](char const* engine, auto const& actual, auto const& exact, auto const& there, auto position) {
            double largest = 0;
            for (auto const& e : exact) largest = std::max(largest, std::abs(static_cast<double>(e)));
            for (std::size_t i = 0; i < inputs; ++i) {
                double const e = static_cast<double>(exact[i]), tolerance = 1e-8 * std::abs(e) + 1e-9 * largest + 4 * std::abs(static_cast<double>(precise(there[i] - exact[i]))) + 1e-13;
                if (!(std::abs(actual[i] - e) <= tolerance) && largest < 1e100 && verdict.what.empty()) {
                    std::ostringstream to;
                    to << position(i) << " by the " << engine << " is " << std::setprecision(17) << actual[i] << ", not " << e << ", at " << text(at);
                    verdict.what = to.str();
                }
            }
        };
        static constexpr char const* name[] = {"x", "y", "z", "v[0]", "v[1]", "v[2]"};
        auto const partial = [](std::size_t i) { return std::string("the partial in ") + name[i]; };
        compare("graph", p.graph(at).first, expected->first, near->first, partial);
        compare("forward sweep", p.forward(at).first, expected->first, near->first, partial);
        compare("tape", p.tape(at).first, expected->first, near->first, partial);
        if (p.expression) compare("expression", p.expression(at).first, expected->first, near->first, partial);
        if (p.second) {
            result const r = p.second(at);
            for (std::size_t k = 0; k < inputs; ++k)
                compare("graph", r.second[k], expected->second[k], near->second[k], [&](std::size_t i) { return std::string("the second partial in ") + name[k] + " and " + name[i]; });
        }
    }
    return verdict;
}

}

int run(int points) {
    int compared = 0;
    for (auto const& p : all_long()) {
        domains::uniform random(static_cast<std::uint64_t>(p.number) + 77);
        auto const size = static_cast<std::size_t>(p.inputs);
        std::vector<double> at(size), g(size), t(size);
        for (double& x : at) x = random({-1, 1});
        p.graph(at.data(), g.data()), p.tape(at.data(), t.data());
        for (std::size_t i = 0; i < size; ++i)
            if (!(std::abs(g[i] - t[i]) <= 1e-8 * std::abs(t[i]) + 1e-10)) {
                std::cout << "program " << p.number << ": the partial in input " << i << " is " << std::setprecision(17) << g[i] << ", not " << t[i] << '\n';
                break;
            }
        compared += points;
    }
    for (auto const& p : all()) {
        auto const found = check(p, points);
        compared += found.compared;
        if (!found.what.empty()) std::cout << "program " << p.number << ": " << found.what << '\n';
    }
    std::cout << "compared " << compared << '\n';
    return 0;
}

}

int main(int count, char** argument) { return random_programs::run(count > 1 ? std::atoi(argument[1]) : 4); }
