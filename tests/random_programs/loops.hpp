// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a random program with loops (tests/random_loops.py) must give.
#pragma once

#include <typegrad.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <random>
#include <vector>

using namespace typegrad;  // for what the programs call with plain numbers

inline int wrong = 0;

inline bool is_near(double a, double b, double tolerance) { return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= tolerance * (1 + std::abs(a) + std::abs(b)); }
inline void expect(bool right, char const* name, int round, char const* what, double a, double b) {
    if (!right) ++wrong, std::printf("%s, round %d, %s: %.17g and %.17g\n", name, round, what, a, b);
}

template <class F>
void check_loops(char const* name, F f) {
    using typegrad::wrt;
    using point = std::array<double, 3>;
    using table = std::vector<std::array<double, 2>>;
    std::mt19937 random(7);
    std::uniform_real_distribution<double> uniform(-1.3, 1.4);
    auto const moved = [](auto x, double h, auto const& w) {
        for (std::size_t i = 0; i < x.size(); ++i) x[i] += h * w[i];
        return x;
    };
    int round = 0;
    for (std::size_t const size : {1, 9, 3, 17}) {
        point const p{uniform(random), uniform(random), uniform(random)}, w{0.3, -0.7, 0.2};
        table data(size), tail(static_cast<std::size_t>(++round)), v(size);
        for (table* t : {&data, &tail, &v})
            for (auto& row : *t) row = {uniform(random), uniform(random)};
        data[0][0] = tail[0][0] = -2;  // a filter leaves some row
        auto const rows = typegrad::rows(data), others = typegrad::rows(tail);
        auto const call = [&](auto const& function) { return function(p, rows, others); };

        double const plain = call(f);
        auto const [value, slope] = call(typegrad::value_and_gradient(f, wrt<0>));
        auto const taped = call(typegrad::tape::gradient(f, wrt<0>)), fast = call(typegrad::gradient(f, wrt<0>, typegrad::fast));
        expect(value == plain || (std::isnan(value) && std::isnan(plain)), name, round, "value and the plain function's", value, plain);
        for (std::size_t i = 0; i < 3; ++i) {
            expect(is_near(slope[i], taped[i], 1e-8), name, round, "gradient and the tape's", slope[i], taped[i]);
            expect(is_near(slope[i], fast[i], 1e-8), name, round, "gradient and that with fast", slope[i], fast[i]);
        }
        double const forward = typegrad::directional(f, wrt<0>)(p, rows, others, w), along = slope[0] * w[0] + slope[1] * w[1] + slope[2] * w[2];
        expect(is_near(forward, along, 1e-9), name, round, "forward and in reverse", forward, along);

        // Differences at two distances that agree; else there is a kink between.
        auto const difference = [&](auto const& at, char const* what, double derivative) {
            double const h = 1e-4, near = (at(h) - at(-h)) / (2 * h), far = (at(2 * h) - at(-2 * h)) / (4 * h);
            if (is_near(near, far, 1e-5)) expect(is_near(derivative, (4 * near - far) / 3, 1e-5), name, round, what, derivative, (4 * near - far) / 3);
        };
        auto const in_rows = call(typegrad::gradient(f, wrt<1>));
        double by_rows = 0;
        for (std::size_t i = 0; i < size; ++i) by_rows += in_rows[i][0] * v[i][0] + in_rows[i][1] * v[i][1];
        difference(
            [&](double h) {
                table shifted = data;
                for (std::size_t i = 0; i < size; ++i) shifted[i] = moved(data[i], h, v[i]);
                return f(p, typegrad::rows(shifted), others);
            },
            "derivatives in rows and differences", by_rows);
#ifdef HESSIANS
        auto const second = call(typegrad::hessian(f, wrt<0>));
        for (std::size_t i = 0; i < 3; ++i)
            difference([&](double h) { return typegrad::gradient(f, wrt<0>)(moved(p, h, w), rows, others)[i]; }, "Hessian and differences",
                       second[i][0] * w[0] + second[i][1] * w[1] + second[i][2] * w[2]);
#endif
    }
}
