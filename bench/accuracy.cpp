// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The derivatives of all problems in many digits.
#include "accuracy.hpp"

#include <cstddef>
#include <tuple>

#include "many_digits.hpp"
#include "points.hpp"
#include "problems.hpp"

namespace bench {

template <class Problem>
std::vector<std::vector<exact_gradient>> const& exact_gradients() {
    static auto const all = [] {
        std::vector<std::vector<exact_gradient>> points;
        auto const samples = sample_points<Problem>();
        for (std::size_t sample = 0; sample < samples.size(); sample += exact_stride) {
            auto const& point = samples[sample];
            std::size_t const inputs = input_count<Problem>(point);
            auto const derivative = differences<Problem>(point);
            auto& gradients = points.emplace_back(derivative.size() / inputs, exact_gradient(inputs));
            for (std::size_t i = 0; i < derivative.size(); ++i) {
                auto const high = static_cast<double>(derivative[i]);
                gradients[i / inputs][i % inputs] = {high, static_cast<double>(derivative[i] - high)};
            }
        }
        return points;
    }();
    return all;
}

namespace {

    // Every problem's, for the other translation units.
    template <class... Problems>
    auto functions_of(group<Problems...>) {
        return std::tuple{&exact_gradients<Problems>...};
    }
    [[gnu::used]] auto const all_functions = std::apply([](auto... groups) { return std::tuple_cat(functions_of(groups)...); }, groups());

}  // namespace

}  // namespace bench
