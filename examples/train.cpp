// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Trains a network of two layers to tell handwritten digits, by stochastic gradient descent on the tape's tensors, until it knows at least
// 95 of 100 that it has not seen.
//
//     train [FILE]         without FILE examples/data/digits.txt, from the root of the repository
#include <typegrad/tape.hpp>
#include <typegrad/tape/tensor.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace tape = typegrad::tape;
using tape::tensor;

constexpr std::ptrdiff_t pixels = 64, hidden = 32, classes = 10;

// Images, a row each, with pixels from 0 to 1, and the digits that they show.
struct digits {
    tensor images;
    std::vector<int> shown;
};
// Every fifth image is held out.
std::pair<digits, digits> read(std::string const& path) {
    std::vector<double> images[2];
    digits seen, held_out;
    std::ifstream file(path);
    std::size_t count = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.size() != pixels + 1) continue;  // a comment
        bool const is_held_out = ++count % 5 == 0;
        for (std::size_t i = 0; i < pixels; ++i) images[is_held_out].push_back((line[i] - 'a') / 16.0);
        (is_held_out ? held_out : seen).shown.push_back(line[pixels] - '0');
    }
    seen.images = tensor(images[0]).reshape({-1, pixels});
    held_out.images = tensor(images[1]).reshape({-1, pixels});
    return {seen, held_out};
}

class random_numbers {
public:
    double between(double low, double high) { return low + (high - low) * (static_cast<double>(bits_()) / 4294967296.0); }
    std::size_t below(std::size_t n) { return bits_() % n; }

private:
    std::mt19937 bits_{1};
};

// A leaf of small numbers at random, of both signs.
tensor weights(std::ptrdiff_t from, std::ptrdiff_t to, random_numbers& random) {
    std::vector<double> all(static_cast<std::size_t>(from * to));
    double const largest = std::sqrt(6.0 / static_cast<double>(from));
    for (double& w : all) w = random.between(-largest, largest);
    return tensor(all).reshape({from, to}).requires_grad_();
}

struct network {
    tensor first, first_bias, second, second_bias;

    explicit network(random_numbers& random)
        : first(weights(pixels, hidden, random)), first_bias(tape::zeros({hidden}).requires_grad_()), second(weights(hidden, classes, random)),
          second_bias(tape::zeros({classes}).requires_grad_()) {}
    tensor operator()(tensor const& images) const { return matmul(relu(matmul(images, first) + first_bias), second) + second_bias; }
    std::vector<tensor> parameters() const { return {first, first_bias, second, second_bias}; }
};

double share_that_is_right(network const& net, digits const& data) {
    tape::no_grad const only_values;
    auto const guesses = net(data.images).argmax();
    std::size_t right = 0;
    for (std::size_t i = 0; i < guesses.size(); ++i) right += guesses[i] == data.shown[i] ? 1 : 0;
    return static_cast<double>(right) / static_cast<double>(guesses.size());
}

}

int main(int argc, char** argv) {
    std::string const path = argc > 1 ? argv[1] : "examples/data/digits.txt";
    auto const [seen, held_out] = read(path);
    if (seen.shown.size() + held_out.shown.size() != 1797) {
        std::fprintf(stderr, "%s: expected 1797 images, found %zu\n", path.c_str(), seen.shown.size() + held_out.shown.size());
        return 1;
    }

    random_numbers random;
    network const net(random);
    std::vector<std::size_t> order(seen.shown.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    auto const start = std::chrono::steady_clock::now();
    constexpr int epochs = 12;
    constexpr std::size_t batch = 32;
    double right = 0;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        double const rate = 0.4 * (epochs - epoch + 1) / epochs;
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
        double loss_of_all = 0;
        for (std::size_t begin = 0; begin < order.size(); begin += batch) {
            std::vector<std::size_t> const chosen(order.begin() + static_cast<std::ptrdiff_t>(begin), order.begin() + static_cast<std::ptrdiff_t>(std::min(begin + batch, order.size())));
            std::vector<int> shown;
            for (std::size_t const i : chosen) shown.push_back(seen.shown[i]);
            tensor const loss = cross_entropy(net(seen.images.index_select(0, chosen)), shown);
            loss.backward();
            tape::no_grad const updating;
            for (tensor parameter : net.parameters()) {
                parameter -= rate * parameter.grad();
                parameter.zero_grad();
            }
            loss_of_all += loss.item() * static_cast<double>(chosen.size());
        }
        right = share_that_is_right(net, held_out);
        std::string bar(20, '.');
        for (int i = 0; i < 20 * epoch / epochs; ++i) bar[static_cast<std::size_t>(i)] = '#';
        std::printf("[%s] epoch %2d: loss %.3f, %.1f %% of the digits that were held out\n", bar.c_str(), epoch, loss_of_all / static_cast<double>(order.size()), 100 * right);
        std::fflush(stdout);
    }
    std::printf("%.2f s\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return right >= 0.95 ? 0 : 1;
}
