// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Recording in parallel: the gradient of a sum over much data, each thread with a tape of its own. What passes between threads is
// numbers; a variable of another thread is refused. The blocks' gradients are added in the order of the blocks, so that any number of
// threads gives the same bits.
//
//     parallel_gradient [THREADS]
#include <typegrad/tape.hpp>

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <vector>

namespace tape = typegrad::tape;

namespace {

constexpr std::size_t points = 40000, block_size = 500, blocks = points / block_size;

// The squared error of a decaying oscillation at one point of the data, which an oscillation with other parameters has made.
template <class P>
auto error(P const& p, std::size_t point) {
    double const t = 1e-4 * static_cast<double>(point), measured = 2 * std::exp(-0.5 * t) * std::cos(7 * t);
    auto const model = p[0] * exp(-p[1] * t) * cos(p[2] * t);
    return (model - measured) * (model - measured);
}

std::vector<double> gradient(std::vector<double> const& parameters, int threads) {
    std::vector<std::vector<double>> of_block(blocks);
    std::atomic<std::size_t> next = 0;
    auto const work = [&] {
        auto p = tape::leaves(parameters);  // leaves of this thread
        for (std::size_t block; (block = next++) < blocks;) {
            tape::variable sum = 0.0;
            for (std::size_t i = 0; i < block_size; ++i) sum += error(p, block * block_size + i);
            sum.backward();
            for (auto& parameter : p) {
                of_block[block].push_back(parameter.grad());
                parameter.zero_grad();
            }
        }
    };
    std::vector<std::thread> team;
    for (int i = 0; i < threads; ++i) team.emplace_back(work);
    for (auto& member : team) member.join();

    std::vector<double> total(parameters.size());
    for (auto const& part : of_block)
        for (std::size_t k = 0; k < total.size(); ++k) total[k] += part[k];
    return total;
}

}

int main(int count, char** arguments) {
    std::vector<double> const parameters{1.5, 0.25, 6.5};
    int const threads = count > 1 ? std::atoi(arguments[1]) : 4;
    auto const alone = gradient(parameters, 1), together = gradient(parameters, threads);
    for (double slope : together) std::cout << slope << '\n';
    return alone == together ? 0 : 1;
}
