// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Recurrences (repeat in typegrad/loops.hpp) against the adjoint loop that one writes by hand, and against the primal alone.
//
//     folds           times all in turn, and prints ratios of the least times
//     folds check     compares results only, which is a test
#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>

#include "loop_line.hpp"
#include "thread_time.hpp"

namespace {

using typegrad::wrt;
using vector = std::array<double, 3>;

// The Lorenz system by the classical Runge-Kutta method: the state after n steps in the initial state and in the parameters.
struct lorenz {
    static constexpr char const* name = "Lorenz, Runge-Kutta";
    static constexpr double h = 1e-4;

    static constexpr auto slope(auto const& s, auto const& p) { return std::array{p[0] * (s[1] - s[0]), s[0] * (p[1] - s[2]) - s[1], s[0] * s[1] - p[2] * s[2]}; }
    static constexpr auto moved(auto const& s, double by, auto const& k) { return std::array{s[0] + by * k[0], s[1] + by * k[1], s[2] + by * k[2]}; }
    static constexpr auto step(auto const& s, auto const& p) {
        auto const k1 = slope(s, p), k2 = slope(moved(s, h / 2, k1), p), k3 = slope(moved(s, h / 2, k2), p), k4 = slope(moved(s, h, k3), p);
        auto const part = [&](std::size_t i) { return s[i] + h / 6 * (k1[i] + 2 * (k2[i] + k3[i]) + k4[i]); };
        return std::array{part(0), part(1), part(2)};
    }
    static constexpr auto primal = [](auto const& s, auto const& p, auto n) {
        auto const end = typegrad::repeat(n, s, [&](auto const& x) { return step(x, p); });
        return end[0] * end[0] + end[1] + end[2];
    };
    static constexpr auto with_root = [](auto const& s, auto const& p, auto n) {
        auto const end = typegrad::repeat(n, s, [&](auto const& x) { return step(x, p); }, typegrad::checkpoints());
        return end[0] * end[0] + end[1] + end[2];
    };
    static constexpr auto with_64 = [](auto const& s, auto const& p, auto n) {
        auto const end = typegrad::repeat(n, s, [&](auto const& x) { return step(x, p); }, typegrad::checkpoints(64));
        return end[0] * end[0] + end[1] + end[2];
    };
    static constexpr vector begin{1, 1, 1}, parameters{10, 28, 8.0 / 3};

    [[gnu::noinline]] static double by_hand(vector s, vector const& p, std::size_t n, vector& by_state, vector& by_parameters) {
        auto const states = std::make_unique_for_overwrite<vector[]>(n);
        for (std::size_t i = 0; i < n; ++i) states[i] = s, s = step(s, p);
        vector l{2 * s[0], 1, 1};
        by_parameters = {};
        auto const pull = [&](vector const& x, vector const& w) {
            by_parameters[0] += w[0] * (x[1] - x[0]), by_parameters[1] += w[1] * x[0], by_parameters[2] -= w[2] * x[2];
            return vector{-p[0] * w[0] + (p[1] - x[2]) * w[1] + x[1] * w[2], p[0] * w[0] - w[1] + x[0] * w[2], -x[0] * w[1] - p[2] * w[2]};
        };
        auto const weighted = [](double a, vector const& x, double b, vector const& y) { return vector{a * x[0] + b * y[0], a * x[1] + b * y[1], a * x[2] + b * y[2]}; };
        for (std::size_t i = n; i-- > 0;) {
            vector const x1 = states[i], x2 = moved(x1, h / 2, slope(x1, p)), x3 = moved(x1, h / 2, slope(x2, p)), x4 = moved(x1, h, slope(x3, p));
            vector const a4 = pull(x4, {h / 6 * l[0], h / 6 * l[1], h / 6 * l[2]}), a3 = pull(x3, weighted(h / 3, l, h, a4));
            vector const a2 = pull(x2, weighted(h / 3, l, h / 2, a3)), a1 = pull(x1, weighted(h / 6, l, h / 2, a2));
            for (std::size_t j = 0; j < 3; ++j) l[j] += a1[j] + a2[j] + a3[j] + a4[j];
        }
        by_state = l;
        return s[0] * s[0] + s[1] + s[2];
    }
};

// Few operations a step: the logistic map, where states that are kept weigh most.
struct logistic_map {
    static constexpr char const* name = "logistic map";
    static constexpr auto primal = [](auto const& s, auto const& p, auto n) { return typegrad::repeat(n, s[0], [&](auto x) { return p[0] * x * (1 - x); }); };
    static constexpr auto with_root = [](auto const& s, auto const& p, auto n) { return typegrad::repeat(n, s[0], [&](auto x) { return p[0] * x * (1 - x); }, typegrad::checkpoints()); };
    static constexpr auto with_64 = [](auto const& s, auto const& p, auto n) { return typegrad::repeat(n, s[0], [&](auto x) { return p[0] * x * (1 - x); }, typegrad::checkpoints(64)); };
    static constexpr vector begin{0.3, 0, 0}, parameters{3.2, 0, 0};

    [[gnu::noinline]] static double by_hand(vector const& s, vector const& p, std::size_t n, vector& by_state, vector& by_parameters) {
        auto const states = std::make_unique_for_overwrite<double[]>(n);
        double x = s[0];
        for (std::size_t i = 0; i < n; ++i) states[i] = x, x = p[0] * x * (1 - x);
        double l = 1, slope = 0;
        for (std::size_t i = n; i-- > 0;) slope += l * states[i] * (1 - states[i]), l *= p[0] * (1 - 2 * states[i]);
        by_state = {l, 0, 0}, by_parameters = {slope, 0, 0};
        return x;
    }
};

template <auto const& F>
[[gnu::noinline]] auto gradient_of(vector const& s, vector const& p, std::size_t n) {
    return typegrad::value_and_gradient(F, wrt<0, 1>)(s, p, n);
}
template <auto const& F>
[[gnu::noinline]] double value_of(vector const& s, vector const& p, std::size_t n) {
    return F(s, p, n);
}

template <class Problem>
bool run(std::size_t n, bool only_check) {
    vector s = Problem::begin, p = Problem::parameters, by_state, by_parameters;
    double const value = Problem::by_hand(s, p, n, by_state, by_parameters);
    auto const all = gradient_of<Problem::primal>(s, p, n), root = gradient_of<Problem::with_root>(s, p, n), few = gradient_of<Problem::with_64>(s, p, n);
    bool same = root.value == all.value && few.value == all.value && root.gradient == all.gradient && few.gradient == all.gradient;
    auto const& [slope, rates] = all.gradient;
    // After many steps the system has forgotten the last bits of its beginning, and those that a compiler contracts differently by hand.
    if (n <= 10000) same = same && std::abs(all.value - value) <= 1e-11 * std::abs(value);
    for (std::size_t k = 0; k < 3 && n <= 10000; ++k) same = same && std::abs(slope[k] - by_state[k]) <= 1e-9 * std::abs(by_state[k]) && std::abs(rates[k] - by_parameters[k]) <= 1e-9 * std::abs(by_parameters[k]);
    if (!same) std::printf("%s, %zu steps: the results differ\n", Problem::name, n);
    if (only_check) return same;

    double primal = 1e9, hand = 1e9, kept = 1e9, by_root = 1e9, by_64 = 1e9;
    for (std::size_t i = 0; i < 10 + 200000 / n; ++i) {
        asm volatile("" : "+m"(s), "+m"(p));
        primal = std::min(primal, bench::thread_time([&] { double const end = value_of<Problem::primal>(s, p, n); asm volatile("" : : "m"(end)); }));
        hand = std::min(hand, bench::thread_time([&] { Problem::by_hand(s, p, n, by_state, by_parameters); }));
        kept = std::min(kept, bench::thread_time([&] { gradient_of<Problem::primal>(s, p, n); }));
        by_root = std::min(by_root, bench::thread_time([&] { gradient_of<Problem::with_root>(s, p, n); }));
        by_64 = std::min(by_64, bench::thread_time([&] { gradient_of<Problem::with_64>(s, p, n); }));
    }
    bench::print_loop(Problem::name, n, "step", "loop", kept, hand);
    std::printf("of the value's time, %.2f ns a step: all states kept %.2f, with checkpoints() %.2f, with checkpoints(64) %.2f\n", 1e9 * primal / static_cast<double>(n), kept / primal, by_root / primal, by_64 / primal);
    return same;
}

}

int main(int argc, char** argv) {
    bool const only_check = argc > 1 && std::strcmp(argv[1], "check") == 0;
    bool right = run<lorenz>(10000, only_check);
    if (!only_check) right = run<lorenz>(1000000, false) && right;
    return run<logistic_map>(only_check ? 1000 : 1000000, only_check) && right ? 0 : 1;
}
