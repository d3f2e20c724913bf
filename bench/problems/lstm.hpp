// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <typegrad.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <vector>

namespace bench {

// The loss of a network with long short-term memory, of two layers, that predicts the next character of a text, in all weights; as in ADBench: gates and cells
// work on one number each. A character is so many bits. (sigmoid is written as by hand: the library's own has derivatives that are accurate where it is near 1,
// which takes another division each.)
struct lstm {
    static constexpr auto name = "LSTM of two layers";
    static constexpr std::size_t layers = 2, bits = 5;
    using row = std::array<double, bits>;
    // Of each layer the weights and the constants of four gates, by bits; then what the input is multiplied with, and the output's weights and constants.
    static constexpr std::size_t gate = 2 * bits, layer = 4 * gate, weights = layers * layer + 3 * bits;
    using point = std::array<double, weights>;
    using result = point;
    static constexpr std::size_t state = 2 * layers * bits;  // of each layer the outputs, and then the cells

    static constexpr auto primal = [](auto const& w, auto const& characters) {
        using number = std::remove_cvref_t<decltype(w[0])>;
        auto const sigmoid = [](auto const& a) { return 1 / (1 + exp(-a)); };
        std::array<number, state + 1> begin{};
        auto const end = fold(characters, begin, [&](auto const& s, auto const& now, auto const& next) {
            auto after = s;
            std::array<number, bits> x;
            for (std::size_t k = 0; k < bits; ++k) x[k] = now[k] * w[layers * layer + k];
            for (std::size_t l = 0; l < layers; ++l)
                for (std::size_t k = 0; k < bits; ++k) {
                    auto const& hidden = s[2 * l * bits + k];
                    auto const in = [&](std::size_t g, auto const& value) { return value * w[l * layer + g * gate + k] + w[l * layer + g * gate + bits + k]; };
                    auto const cell = s[(2 * l + 1) * bits + k] * sigmoid(in(0, x[k])) + sigmoid(in(1, hidden)) * tanh(in(3, hidden));
                    x[k] = sigmoid(in(2, x[k])) * tanh(cell);
                    after[2 * l * bits + k] = x[k];
                    after[(2 * l + 1) * bits + k] = cell;
                }
            number total = 2;
            std::array<number, bits> y;
            for (std::size_t k = 0; k < bits; ++k) {
                y[k] = x[k] * w[layers * layer + bits + k] + w[layers * layer + 2 * bits + k];
                total = total + exp(y[k]);
            }
            auto const level = log(total);
            for (std::size_t k = 0; k < bits; ++k) after[state] = after[state] + next[k] * (level - y[k]);
            return after;
        });
        return end[state];
    };

    // Of each layer what a step keeps: the input, the three gates, the candidate, the new cell's tanh.
    struct kept_layer {
        std::array<double, bits> x, forget, take, give, candidate, bent;
    };
    struct kept_step {
        std::array<double, state> before;
        std::array<kept_layer, layers> layer;
        std::array<double, bits> out, share;  // the last layer's output, exp(y) / total
    };

    static inline double hand_written(point const& w, row const* text, std::size_t count, result& gradient) {
        auto const sigmoid = [](double a) { return 1 / (1 + std::exp(-a)); };
        auto const steps = std::make_unique_for_overwrite<kept_step[]>(count);
        std::array<double, state> s{};
        double loss = 0;
        double const* const tail = w.data() + layers * layer;
        for (std::size_t i = 0; i < count; ++i) {
            kept_step& kept = steps[i];
            kept.before = s;
            std::array<double, bits> x;
            for (std::size_t k = 0; k < bits; ++k) x[k] = text[i][k] * tail[k];
            for (std::size_t l = 0; l < layers; ++l) {
                kept_layer& at = kept.layer[l];
                double const* const v = w.data() + l * layer;
                double *const hidden = s.data() + 2 * l * bits, *const cell = hidden + bits;
                at.x = x;
                for (std::size_t k = 0; k < bits; ++k) {
                    at.forget[k] = sigmoid(x[k] * v[k] + v[bits + k]);
                    at.take[k] = sigmoid(hidden[k] * v[gate + k] + v[gate + bits + k]);
                    at.give[k] = sigmoid(x[k] * v[2 * gate + k] + v[2 * gate + bits + k]);
                    at.candidate[k] = std::tanh(hidden[k] * v[3 * gate + k] + v[3 * gate + bits + k]);
                    cell[k] = cell[k] * at.forget[k] + at.take[k] * at.candidate[k];
                    at.bent[k] = std::tanh(cell[k]);
                    hidden[k] = x[k] = at.give[k] * at.bent[k];
                }
            }
            double total = 2, y[bits];
            for (std::size_t k = 0; k < bits; ++k) y[k] = x[k] * tail[bits + k] + tail[2 * bits + k], kept.share[k] = std::exp(y[k]), total += kept.share[k];
            double const level = std::log(total);
            for (std::size_t k = 0; k < bits; ++k) kept.share[k] /= total, loss += text[i + 1][k] * (level - y[k]);
            kept.out = x;
        }

        result sum{};
        std::array<double, state> owed{};
        double* const sum_of_tail = sum.data() + layers * layer;
        for (std::size_t i = count; i-- > 0;) {
            kept_step const& kept = steps[i];
            double all = 0;
            for (std::size_t k = 0; k < bits; ++k) all += text[i + 1][k];
            std::array<double, bits> by_x;
            for (std::size_t k = 0; k < bits; ++k) {
                double const by_y = all * kept.share[k] - text[i + 1][k];
                sum_of_tail[bits + k] += by_y * kept.out[k];
                sum_of_tail[2 * bits + k] += by_y;
                by_x[k] = by_y * tail[bits + k];
            }
            for (std::size_t l = layers; l-- > 0;) {
                kept_layer const& at = kept.layer[l];
                double const* const v = w.data() + l * layer;
                double* const g = sum.data() + l * layer;
                double const *const hidden = kept.before.data() + 2 * l * bits, *const cell = hidden + bits;
                double *const by_hidden = owed.data() + 2 * l * bits, *const by_cell = by_hidden + bits;
                for (std::size_t k = 0; k < bits; ++k) {
                    double const by_out = by_hidden[k] + by_x[k];
                    double const by_new = by_cell[k] + by_out * at.give[k] * (1 - at.bent[k] * at.bent[k]);
                    double const by_forget = by_new * cell[k] * (at.forget[k] * (1 - at.forget[k]));
                    double const by_take = by_new * at.candidate[k] * (at.take[k] * (1 - at.take[k]));
                    double const by_give = by_out * at.bent[k] * (at.give[k] * (1 - at.give[k]));
                    double const by_candidate = by_new * at.take[k] * (1 - at.candidate[k] * at.candidate[k]);
                    by_cell[k] = by_new * at.forget[k];
                    by_hidden[k] = by_take * v[gate + k] + by_candidate * v[3 * gate + k];
                    g[k] += by_forget * at.x[k], g[bits + k] += by_forget;
                    g[gate + k] += by_take * hidden[k], g[gate + bits + k] += by_take;
                    g[2 * gate + k] += by_give * at.x[k], g[2 * gate + bits + k] += by_give;
                    g[3 * gate + k] += by_candidate * hidden[k], g[3 * gate + bits + k] += by_candidate;
                    by_x[k] = by_forget * v[k] + by_give * v[2 * gate + k];
                }
            }
            for (std::size_t k = 0; k < bits; ++k) sum_of_tail[k] += by_x[k] * text[i][k];
        }
        gradient = sum;
        return loss;
    }

    static point where(auto& uniform) {
        point w;
        for (double& entry : w) entry = uniform(-1, 1);
        return w;
    }
    // Characters as their bits.
    static std::vector<row> text(std::size_t n, auto& uniform) {
        std::vector<row> rows(n);
        for (row& r : rows)
            for (double& bit : r) bit = uniform(0, 1) < 0.5 ? 0 : 1;
        return rows;
    }
};

}  // namespace bench
