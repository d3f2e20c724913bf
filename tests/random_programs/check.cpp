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
        precise third;  // along the direction
        bool at_a_jump, at_norm, without_derivative, without_second, without_third;
    };

    // By differences with the step 2^exponent.
    derivatives differences(program const& p, std::array<precise, inputs> const& at, int exponent, point const& direction) {
        derivatives by;
        exactly::tie = exactly::norm_at_zero = exactly::none_in_general = false;
        precise const step = power_of_two(exponent), value = p.in_many_digits(at);
        by.at_a_jump = exactly::tie, by.at_norm = exactly::norm_at_zero, by.without_derivative = exactly::none_in_general, by.without_second = by.without_third = false;
        auto const f = [&](std::size_t i, int si, std::size_t j, int sj) {
            auto shifted = at;
            shifted[i] += si * step;
            shifted[j] += sj * step;
            return p.in_many_digits(shifted);
        };
        std::array<precise, inputs> both{};  // f(+) + f(-), of each input
        for (std::size_t i = 0; i < inputs; ++i) {
            by.first[i] = 0;
            for (precise& s : by.second[i]) s = 0;
        }
        std::size_t const used = p.uses_array ? inputs : 3;
        for (std::size_t i = 0; i < used; ++i) {
            precise const up = f(i, 1, i, 0), down = f(i, -1, i, 0);
            both[i] = up + down;
            by.first[i] = (up - down) / (2 * step);
            by.second[i][i] = (both[i] - 2 * value) / (step * step);
            if (p.second)
                for (std::size_t j = 0; j < i; ++j) by.second[i][j] = by.second[j][i] = (f(i, 1, j, 1) + f(i, -1, j, -1) - both[i] - both[j] + 2 * value) / (2 * step * step);
        }
        by.third = 0;
        if (p.third) {
            auto const along = [&](int times) {
                auto shifted = at;
                for (std::size_t i = 0; i < inputs; ++i) shifted[i] += times * step * direction[i];
                return p.in_many_digits(shifted);
            };
            by.third = (along(2) - 2 * along(1) + 2 * along(-1) - along(-2)) / (2 * step * step * step);
        }
        return by;
    }

    // Notes what of a point is known by points beside it: that an operation is where its derivative is infinite there too; that along some direction
    // the second difference is not the Hessian's, so that there is no second derivative, as of relu(x y) at 0; and that the third differences on
    // both sides are not the same, as of |x|³.
    void look_around(program const& p, std::array<precise, inputs> const& at, int exponent, derivatives& by) {
        precise const step = power_of_two(exponent);
        auto const beside = [&](std::array<int, inputs> const& times) {
            auto shifted = at;
            for (std::size_t i = 0; i < inputs; ++i) shifted[i] += times[i] * step;
            return p.in_many_digits(shifted);
        };
        exactly::infinite = false;
        precise const value = p.in_many_digits(at);
        bool const infinite = exactly::infinite;
        exactly::infinite = false;
        static_cast<void>(beside({3, 5, -2, 1, -4, 7}));
        by.without_derivative = by.without_derivative || (infinite && exactly::infinite);
        if (!p.second) return;
        for (int signs = 0; signs < 32 && !by.without_second; ++signs) {
            std::array<int, inputs> forward{3, 5, 2, 1, 4, 7}, back{};
            for (std::size_t i = 0; i < inputs; ++i) {
                if (signs >> i & 1) forward[i] = -forward[i];
                if (!p.uses_array && i >= 3) forward[i] = 0;
                back[i] = -forward[i];
            }
            precise form = 0, size = 0;
            for (std::size_t i = 0; i < inputs; ++i)
                for (std::size_t k = 0; k < inputs; ++k) {
                    precise const term = forward[i] * forward[k] * by.second[i][k];
                    form += term, size += abs(term);
                }
            precise const along = (beside(forward) + beside(back) - 2 * value) / (step * step);
            by.without_second = abs(precise(along - form)) > power_of_two(-40) * size + power_of_two(-60);
        }
        if (!p.third) return;
        auto const on_one_side = [&](int side) {
            auto const along = [&](int times) {
                auto shifted = at;
                for (std::size_t i = 0; i < inputs; ++i) shifted[i] += side * times * step * p.direction[i];
                return p.in_many_digits(shifted);
            };
            return precise(side * (along(3) - 3 * along(2) + 3 * along(1) - value) / (step * step * step));
        };
        by.without_third = abs(precise(on_one_side(1) - on_one_side(-1))) > power_of_two(-40) * abs(by.third) + power_of_two(-60);
    }

    bool is_finite(derivatives const& d) {
        bool finite = (boost::multiprecision::isfinite)(d.third);
        for (std::size_t i = 0; i < inputs; ++i) {
            finite = finite && (boost::multiprecision::isfinite)(d.first[i]);
            for (precise const& s : d.second[i]) finite = finite && (boost::multiprecision::isfinite)(s);
        }
        return finite;
    }
    // At a kink or a jump, or beyond a domain, two steps do not agree.
    bool agree(derivatives const& a, derivatives const& b) {
        auto const close = [](precise const& x, precise const& y) { return abs(x - y) <= power_of_two(-50) * abs(y) + power_of_two(-200); };
        bool all = is_finite(a) && is_finite(b) && close(a.third, b.third);
        for (std::size_t i = 0; i < inputs && all; ++i) {
            all = close(a.first[i], b.first[i]);
            for (std::size_t j = 0; j < inputs; ++j) all = all && close(a.second[i][j], b.second[i][j]);
        }
        return all;
    }

    // Whether no operation is at a point where its derivative is a convention, infinite or none: what is multiplied with 0 there, the tape leaves
    // out, and the graph gives NaN.
    bool has_derivatives_at(program const& p, point const& at) {
        std::array<precise, inputs> exactly_there{};
        for (std::size_t i = 0; i < inputs; ++i) exactly_there[i] = at[i];
        exactly::exceptional = false;
        harness::set_bits(p.bits);
        static_cast<void>(p.in_many_digits(exactly_there));
        return !exactly::exceptional;
    }

}

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
        bool const is_moderate = !p.all_moderate || p.all_moderate(at);
        auto const compare = [&](char const* engine, double value) {
            auto const rounding = [&] {  // what a nested derivative is rounded otherwise may count for much
                point beside = at;
                for (double& x : beside) x *= 1 + 4 * std::numeric_limits<double>::epsilon();
                return 64 * std::abs(p.plain(beside) - plain);
            };
            bool const fine = same_bits(value, plain) || (!p.bitwise && (n % 2 || !is_moderate || !std::isfinite(plain) || std::abs(value - plain) <= 1e-7 * std::abs(plain) + 1e-9 || std::abs(value - plain) <= rounding()));
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
        bool const comparable = n < 11 && std::isfinite(p.plain(at)) && (!p.all_moderate || p.all_moderate(at));
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
        for (variant const& same : p.variants) {
            if (!same.exact && !comparable) continue;
            point const g = p.gradient_alone(at), v = same.gradient(at);
            for (std::size_t i = 0; i < inputs; ++i)
                if (!(same.exact ? same_bits(g[i], v[i]) || (g[i] == 0 && v[i] == 0) : !std::isfinite(g[i]) || largest_of(g) > 1e100 || close(g[i], v[i], largest_of(g))))
                    complain(std::string("a partial of the program with ") + same.what, v[i], g[i]);
        }
        bool const has_derivatives = !comparable || has_derivatives_at(p, at);
        if (p.rows && comparable && (!p.all_moderate || p.all_moderate_in_all(at))) {
            auto const g = p.rows(at), t = p.rows_by_tape(at);
            for (std::size_t k = 0; k < values; ++k)
                for (std::size_t i = 0; i < inputs; ++i)
                    if ((has_derivatives || std::isfinite(g[k][i])) && std::isfinite(t[k][i]) && largest_of(t[k]) < 1e12 && !(close(g[k][i], t[k][i], largest_of(t[k])) || (p.all_moderate && std::abs(g[k][i] - t[k][i]) <= 1e-6 * largest_of(t[k])))) complain("an entry of the Jacobian of several values", g[k][i], t[k][i]);
        }
        // A number by the tape is that number, at kinks too; but for rounding, of which a change of the argument tells no more than a millionth.
        if (comparable) {
            point const g = p.graph(at).first, t = p.tape(at).first;
            auto const is_rounding = [&](std::size_t i) { return p.noise && std::abs(g[i] - t[i]) <= std::min(p.noise(p, at).first[i], 1e-6 * largest_of(t)); };
            for (std::size_t i = 0; i < inputs; ++i)
                if ((has_derivatives || std::isfinite(g[i])) && std::isfinite(t[i]) && largest_of(t) < 1e12 && !close(g[i], t[i], largest_of(t)) && !is_rounding(i)) complain("a partial, by the tape something else,", g[i], t[i]);
        }
    }
    harness::set_bits(p.bits);
    for (int n = 0; n < points && verdict.what.empty(); ++n) {
        point at{};
        std::array<precise, inputs> exactly{}, nearby{};
        for (std::size_t i = 0; i < inputs; ++i) {
            at[i] = n % 2 && random(2) == 0 ? awkward[random(static_cast<int>(std::size(awkward)))] : random({-2, 2});
            exactly[i] = at[i];
            nearby[i] = exactly[i] * (1 + power_of_two(-40)) + power_of_two(-60);
        }
        if (!std::isfinite(p.plain(at)) || (p.all_moderate && !p.all_moderate(at))) continue;
        static constexpr char const* name[] = {"x", "y", "z", "v[0]", "v[1]", "v[2]"};
        auto const partial = [](std::size_t i) { return std::string("the partial in ") + name[i]; };
        auto const graph = p.graph(at), forward = p.forward(at), tape = p.tape(at), expression = p.expression ? p.expression(at) : result{}, second = p.second ? p.second(at) : result{};
        auto const second_by_tape = p.second_by_tape ? p.second_by_tape(at) : result{}, fast = p.fast ? p.fast(at) : result{}, second_fast = p.second_fast ? p.second_fast(at) : result{};
        double const third = p.third ? p.third(at) : 0;
        result noise{};  // what rounding makes, where that was measured
        // Rounding is bounded by a share of the largest partial, and by what a change of the last digits of the point makes, where that is known.
        auto const difference = [&](derivatives const& expected, derivatives const* near) {
            std::string what;
            auto const compare = [&](char const* engine, auto const& actual, auto const& exact, auto const* there, double const* rounding, auto position, int order = 2) {
                double largest = 0;
                for (auto const& e : exact) largest = std::max(largest, std::abs(static_cast<double>(e)));
                for (std::size_t i = 0; i < exact.size(); ++i) {
                    double const e = static_cast<double>(exact[i]);
                    double const tolerance = 1e-8 * std::abs(e) + 1e-9 * largest + (there ? 4 * std::abs(static_cast<double>(precise((*there)[i] - exact[i]))) : 0) + rounding[i] + (order > 1 ? 1e-11 : 1e-13);
                    if ((((expected.at_norm || expected.without_second) && order > 1) || (expected.without_third && order > 2) || expected.without_derivative) && std::isnan(actual[i])) continue;
                    if (!(std::abs(actual[i] - e) <= tolerance) && largest < 1e100 && what.empty()) {
                        std::ostringstream to;
                        to << position(i) << " by the " << engine << " is " << std::setprecision(17) << actual[i] << ", not " << e << ", at " << text(at);
                        what = to.str();
                    }
                }
            };
            auto const* const first = near ? &near->first : nullptr;
            compare("graph", graph.first, expected.first, first, noise.first.data(), partial, 1);
            compare("forward sweep", forward.first, expected.first, first, noise.first.data(), partial, 1);
            compare("tape", tape.first, expected.first, first, noise.first.data(), partial, 1);
            if (p.fast) compare("graph with fast", fast.first, expected.first, first, noise.first.data(), partial, 1);
            if (p.expression) compare("expression", expression.first, expected.first, first, noise.first.data(), partial, 1);
            for (std::size_t k = 0; k < inputs; ++k) {
                auto const position = [&](std::size_t i) { return std::string("the second partial in ") + name[k] + " and " + name[i]; };
                if (p.second) compare("graph", second.second[k], expected.second[k], near ? &near->second[k] : nullptr, noise.second[k].data(), position);
                if (p.second_fast) compare("graph with fast", second_fast.second[k], expected.second[k], near ? &near->second[k] : nullptr, noise.second[k].data(), position);
                if (p.second_by_tape) compare("tape", second_by_tape.second[k], expected.second[k], near ? &near->second[k] : nullptr, noise.second[k].data(), position);
            }
            if (p.third) {
                std::array<precise, 1> const exact{expected.third}, there{near ? near->third : expected.third};
                compare("graph", std::array<double, 1>{third}, exact, near ? &there : nullptr, &noise.value, [&](std::size_t) { return std::string("the third derivative along the direction"); }, 3);
            }
            return what;
        };
        // Most points need no more than one step of differences. Where something is not as these say, other steps have to say it too.
        derivatives expected = differences(p, exactly, -96, p.direction);
        if (!is_finite(expected)) continue;
        if (!difference(expected, nullptr).empty()) {
            if (expected.at_a_jump) continue;
            look_around(p, exactly, -96, expected);
            if (difference(expected, nullptr).empty()) continue;
            noise = p.noise ? p.noise(p, at) : result{};
            if (p.noise && difference(expected, nullptr).empty()) continue;
            harness::set_bits(1800);
            derivatives const again = differences(p, exactly, -96, p.direction);
            bool const differs = is_finite(again) && !difference(again, nullptr).empty();
            harness::set_bits(p.bits);
            if (!differs) continue;
            if (!agree(differences(p, exactly, -80, p.direction), expected)) continue;
            derivatives const near = differences(p, nearby, -96, p.direction);
            if (!is_finite(near) || !agree(differences(p, nearby, -80, p.direction), near)) continue;
            verdict.what = difference(expected, &near);
        }
        ++verdict.compared;
    }
    return verdict;
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
