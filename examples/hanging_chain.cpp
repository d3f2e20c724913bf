// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A chain of elastic links hangs between two posts. Its form is where the energy is least, which Newton's method finds with the exact Hessian:
// near the end each step doubles the number of right digits, which no difference quotient would let it do.
//
//     hanging_chain [PICTURE.svg]        draws the chain, too
#include <typegrad.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <type_traits>
#include <vector>

#include "plot.hpp"

namespace {

constexpr std::size_t joints = 9, unknowns = 2 * joints;
constexpr double width = 4, stiffness = 4000, length = 0.5, weight = 2.5 * 9.81;  // m, N/m, m, N
using numbers = std::array<double, unknowns>;

// x and y of each joint; the posts are at (0, 0) and (width, 0.5).
constexpr auto energy = [](auto const& p) {
    std::array<std::remove_cvref_t<decltype(p[0])>, joints + 2> x{}, y{};
    for (std::size_t i = 0; i < joints; ++i) x[i + 1] = p[2 * i], y[i + 1] = p[2 * i + 1];
    x[joints + 1] = width, y[joints + 1] = 0.5;
    auto sum = weight * y[1];
    for (std::size_t i = 2; i <= joints; ++i) sum += weight * y[i];
    for (std::size_t i = 0; i <= joints; ++i) {
        auto const longer = hypot(x[i + 1] - x[i], y[i + 1] - y[i]) - length;
        sum += 0.5 * stiffness * longer * longer;
    }
    return sum;
};
constexpr auto all_of = typegrad::value_gradient_and_hessian(energy);

// Cholesky's decomposition of h + shift, and the step with (h + shift) step = -g. False where that is not positive definite.
bool newton_step(std::array<numbers, unknowns> h, double shift, numbers const& g, numbers& step) {
    for (std::size_t j = 0; j < unknowns; ++j) {
        h[j][j] += shift;
        for (std::size_t i = j; i < unknowns; ++i) {
            for (std::size_t k = 0; k < j; ++k) h[i][j] -= h[i][k] * h[j][k];
            if (i == j && h[j][j] <= 0) return false;
            h[i][j] = i == j ? std::sqrt(h[j][j]) : h[i][j] / h[j][j];
        }
    }
    for (std::size_t i = 0; i < unknowns; ++i) {
        step[i] = -g[i];
        for (std::size_t k = 0; k < i; ++k) step[i] -= h[i][k] * step[k];
        step[i] /= h[i][i];
    }
    for (std::size_t i = unknowns; i-- > 0;) {
        for (std::size_t k = i + 1; k < unknowns; ++k) step[i] -= h[k][i] * step[k];
        step[i] /= h[i][i];
    }
    return true;
}

void draw(numbers const& p) {
    std::vector<std::string> rows(9, std::string(61, ' '));
    auto const put = [&](double x, double y, char c) { rows[static_cast<std::size_t>(std::lround((0.6 - y) * 4))][static_cast<std::size_t>(std::lround(x * 15))] = c; };
    put(0, 0, '#'), put(width, 0.5, '#');
    for (std::size_t i = 0; i < joints; ++i) put(p[2 * i], p[2 * i + 1], 'o');
    for (auto const& row : rows) std::printf("  %s\n", row.c_str());
}

}

int main(int count, char** arguments) {
    numbers p{};
    for (std::size_t i = 0; i < joints; ++i) {
        double const t = static_cast<double>(i + 1) / (joints + 1);
        p[2 * i] = width * t, p[2 * i + 1] = -2 * t * (1 - t);
    }
    std::printf("  step        energy J    norm of the gradient N\n");
    double norm = 1;
    int steps = 0;
    bool is_minimum = false;
    for (; steps <= 50; ++steps) {
        auto const [value, gradient, hessian] = all_of(p);
        norm = 0;
        for (double const g : gradient) norm += g * g;
        norm = std::sqrt(norm);
        std::printf("  %4d   %14.9f   %21.3e\n", steps, value, norm);
        numbers step;
        // Far from the minimum the Hessian may have no inverse that leads downwards: then it is shifted, and the step is a shorter one.
        is_minimum = newton_step(hessian, 0, gradient, step);
        if (norm < 1e-9) break;
        for (double shift = 1; !is_minimum && !newton_step(hessian, shift, gradient, step); shift *= 4) {}
        double times = 1;
        auto const moved = [&] {
            numbers q = p;
            for (std::size_t i = 0; i < unknowns; ++i) q[i] += times * step[i];
            return q;
        };
        while (norm > 1e-4 && times > 1e-6 && energy(moved()) > value) times /= 2;
        p = moved();
    }
    draw(p);
    plot::points chain{{0, 0}};
    for (std::size_t i = 0; i < joints; ++i) chain.push_back({p[2 * i], p[2 * i + 1]});
    chain.push_back({width, 0.5});
    if (count > 1) plot("A chain at rest", "m", "m").to_scale().curve("links", chain).dots("joints", chain).write(arguments[1]);
    // What a post holds up is what the chain weighs, both together.
    auto const pull = [](double x, double y) { return stiffness * (std::hypot(x, y) - length) * y / std::hypot(x, y); };
    double const left = pull(p[0], -p[1]), right = pull(width - p[unknowns - 2], 0.5 - p[unknowns - 1]);
    std::printf("The posts carry %.3f N and %.3f N, together %.3f N; the chain weighs %.3f N.%s\n", left, right, left + right, joints * weight,
                is_minimum ? " The Hessian is positive definite: the chain is at rest." : "");
    return norm < 1e-9 && is_minimum && steps < 30 && std::abs(left + right - joints * weight) < 1e-6 ? 0 : 1;
}
