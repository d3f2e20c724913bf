// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Fits eight models of NIST's Statistical Reference Datasets by the method of Levenberg and Marquardt, from both starts that NIST gives, and
// compares parameters and standard deviations with the certified ones.
//
//     nist [FOLDER]         without FOLDER examples/data, from the root of the repository
//
// One generic program for all: what it needs of a model are its normal equations, which typegrad::normal_equations computes in one loop
// over the observations.
#include <typegrad.hpp>
#include <typegrad/normal_equations.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

template <std::size_t N>
using parameters = std::array<double, N>;

// A model y(b, x), with what NIST certifies for its data.
template <class Model, std::size_t N>
struct problem {
    char const* name;
    char const* file;
    std::size_t observations;
    Model model;
    std::array<parameters<N>, 2> starts;
    parameters<N> certified, deviations;
    double sum_of_squares;
};

constexpr auto gaussian = [](auto x, auto center, auto width) { return exp(-typegrad::square((x - center) / width)); };
constexpr auto two_gaussians = [](auto const& b, auto x) { return b[0] * exp(-b[1] * x) + b[2] * gaussian(x, b[3], b[4]) + b[5] * gaussian(x, b[6], b[7]); };
constexpr auto chwirut = [](auto const& b, auto x) { return exp(-b[0] * x) / (b[1] + b[2] * x); };

constexpr problem misra1a{"Misra1a", "misra1a.txt", 14, [](auto const& b, auto x) { return b[0] * (1 - exp(-b[1] * x)); },
                          std::array<parameters<2>, 2>{{{500, 0.0001}, {250, 0.0005}}},
                          parameters<2>{2.3894212918E+02, 5.5015643181E-04}, {2.7070075241E+00, 7.2668688436E-06}, 1.2455138894E-01};
constexpr problem misra1b{"Misra1b", "misra1a.txt", 14, [](auto const& b, auto x) { return b[0] * (1 - 1 / typegrad::square(1 + b[1] * x / 2)); },
                          std::array<parameters<2>, 2>{{{500, 0.0001}, {300, 0.0002}}},
                          parameters<2>{3.3799746163E+02, 3.9039091287E-04}, {3.1643950207E+00, 4.2547321834E-06}, 7.5464681533E-02};
constexpr problem chwirut1{"Chwirut1", "chwirut1.txt", 214, chwirut, std::array<parameters<3>, 2>{{{0.1, 0.01, 0.02}, {0.15, 0.008, 0.010}}},
                           parameters<3>{1.9027818370E-01, 6.1314004477E-03, 1.0530908399E-02}, {2.1938557035E-02, 3.4500025051E-04, 7.9281847748E-04}, 2.3844771393E+03};
constexpr problem chwirut2{"Chwirut2", "chwirut2.txt", 54, chwirut, std::array<parameters<3>, 2>{{{0.1, 0.01, 0.02}, {0.15, 0.008, 0.010}}},
                           parameters<3>{1.6657666537E-01, 5.1653291286E-03, 1.2150007096E-02}, {3.8303286810E-02, 6.6621605126E-04, 1.5304234767E-03}, 5.1304802941E+02};
constexpr problem lanczos3{"Lanczos3", "lanczos3.txt", 24, [](auto const& b, auto x) { return b[0] * exp(-b[1] * x) + b[2] * exp(-b[3] * x) + b[4] * exp(-b[5] * x); },
                           std::array<parameters<6>, 2>{{{1.2, 0.3, 5.6, 5.5, 6.5, 7.6}, {0.5, 0.7, 3.6, 4.2, 4, 6.3}}},
                           parameters<6>{8.6816414977E-02, 9.5498101505E-01, 8.4400777463E-01, 2.9515951832E+00, 1.5825685901E+00, 4.9863565084E+00},
                           {1.7197908859E-02, 9.7041624475E-02, 4.1488663282E-02, 1.0766312506E-01, 5.8371576281E-02, 3.4436403035E-02}, 1.6117193594E-08};
constexpr problem gauss1{"Gauss1", "gauss1.txt", 250, two_gaussians, std::array<parameters<8>, 2>{{{97, 0.009, 100, 65, 20, 70, 178, 16.5}, {94, 0.0105, 99, 63, 25, 71, 180, 20}}},
                         parameters<8>{9.8778210871E+01, 1.0497276517E-02, 1.0048990633E+02, 6.7481111276E+01, 2.3129773360E+01, 7.1994503004E+01, 1.7899805021E+02, 1.8389389025E+01},
                         {5.7527312730E-01, 1.1406289017E-04, 5.8831775752E-01, 1.0460593412E-01, 1.7439951146E-01, 6.2622793913E-01, 1.2436988217E-01, 2.0134312832E-01}, 1.3158222432E+03};
constexpr problem gauss2{"Gauss2", "gauss2.txt", 250, two_gaussians, std::array<parameters<8>, 2>{{{96, 0.009, 103, 106, 18, 72, 151, 18}, {98, 0.0105, 103, 105, 20, 73, 150, 20}}},
                         parameters<8>{9.9018328406E+01, 1.0994945399E-02, 1.0188022528E+02, 1.0703095519E+02, 2.3578584029E+01, 7.2045589471E+01, 1.5327010194E+02, 1.9525972636E+01},
                         {5.3748766879E-01, 1.3335306766E-04, 5.9217315772E-01, 1.5006798316E-01, 2.2695595067E-01, 6.1721965884E-01, 1.9466674341E-01, 2.6416549393E-01}, 1.2475282092E+03};
constexpr problem danwood{"DanWood", "danwood.txt", 6, [](auto const& b, auto x) { return b[0] * pow(x, b[1]); }, std::array<parameters<2>, 2>{{{1, 5}, {0.7, 4}}},
                          parameters<2>{7.6886226176E-01, 3.8604055871E+00}, {1.8281973860E-02, 5.1726610913E-02}, 4.3173084083E-03};

struct observations {
    std::vector<double> y, x;
};
// y, x, y, x and so on. `#` begins a comment.
observations read(std::string const& path) {
    observations all;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line.substr(0, line.find('#')));
        for (double y, x; fields >> y >> x;) all.y.push_back(y), all.x.push_back(x);
    }
    return all;
}

// A positive definite matrix as L·Lᵀ, after its rows and columns were divided by the roots of its diagonal.
template <std::size_t N>
class factored {
public:
    factored(std::array<parameters<N>, N> const& matrix, double damping) {
        for (std::size_t i = 0; i < N; ++i) scale_[i] = std::sqrt(matrix[i][i]);
        for (std::size_t i = 0; i < N; ++i)
            for (std::size_t j = 0; j <= i; ++j) {
                double sum = i == j ? 1 + damping : matrix[i][j] / (scale_[i] * scale_[j]);
                for (std::size_t k = 0; k < j; ++k) sum -= root_[i][k] * root_[j][k];
                root_[i][j] = i == j ? std::sqrt(sum) : sum / root_[j][j];
            }
    }
    parameters<N> solve(parameters<N> right) const {
        for (std::size_t i = 0; i < N; ++i) {
            right[i] /= scale_[i];
            for (std::size_t k = 0; k < i; ++k) right[i] -= root_[i][k] * right[k];
            right[i] /= root_[i][i];
        }
        for (std::size_t i = N; i-- > 0;) {
            for (std::size_t k = i + 1; k < N; ++k) right[i] -= root_[k][i] * right[k];
            right[i] /= root_[i][i];
        }
        for (std::size_t i = 0; i < N; ++i) right[i] /= scale_[i];
        return right;
    }

private:
    std::array<parameters<N>, N> root_{};
    parameters<N> scale_{};
};

template <std::size_t N>
struct fit {
    parameters<N> at, deviation;
    double sum_of_squares;
    int iterations;
};
template <class Model, std::size_t N>
fit<N> fitted(problem<Model, N> const&, observations const& data, parameters<N> b) {
    constexpr auto equations = typegrad::normal_equations([](auto const& p, auto y, auto x) { return y - Model{}(p, x); });
    auto const rows = typegrad::rows(data.y, data.x);
    auto here = equations(b, rows);
    double damping = 1e-3, growth = 2;
    for (int iteration = 1; iteration <= 500; ++iteration) {
        // What an undamped step would take off the sum of squares; at 1e-14 of it the parameters are right to 1e-6 of their deviations.
        factored<N> const undamped(here.matrix, 0);
        parameters<N> const whole = undamped.solve(here.gradient);
        double won = 0;
        for (std::size_t i = 0; i < N; ++i) won += whole[i] * here.gradient[i];
        if (won <= 1e-14 * here.sum_of_squares) {
            fit<N> result{b, {}, here.sum_of_squares, iteration};
            for (std::size_t i = 0; i < N; ++i) {
                parameters<N> unit{};
                unit[i] = 1;
                result.deviation[i] = std::sqrt(undamped.solve(unit)[i] * here.sum_of_squares / static_cast<double>(data.x.size() - N));
            }
            return result;
        }
        parameters<N> const step = factored<N>(here.matrix, damping).solve(here.gradient);
        parameters<N> next = b;
        double promised = 0;
        for (std::size_t i = 0; i < N; ++i) {
            next[i] -= step[i];
            promised += step[i] * (damping * here.matrix[i][i] * step[i] + here.gradient[i]);
        }
        auto const there = equations(next, rows);
        // Near the minimum rounding must not reject a good step. (Never true of NaN.)
        if (there.sum_of_squares <= here.sum_of_squares * (1 + 1e-13)) {
            // Nielsen's rule: the better the promise was kept, the less damping.
            double const kept = 2 * (here.sum_of_squares - there.sum_of_squares) / promised - 1;
            b = next, here = there, growth = 2;
            damping = std::max(damping * std::max(1 / 3.0, 1 - kept * kept * kept), 1e-14);
        } else {
            damping *= growth, growth *= 2;
        }
    }
    throw std::runtime_error("the fit has not converged");
}

bool agree(double found, double certified) { return std::abs(found - certified) <= 1e-6 * std::abs(certified); }

template <class Model, std::size_t N>
bool check(std::string const& folder, problem<Model, N> const& p) {
    observations const data = read(folder + "/" + p.file);
    if (data.x.size() != p.observations) throw std::runtime_error(std::string(p.file) + ": expected " + std::to_string(p.observations) + " observations, found " + std::to_string(data.x.size()));
    bool right = true;
    for (parameters<N> const& start : p.starts) {
        fit<N> const found = fitted(p, data, start);
        bool same = agree(found.sum_of_squares, p.sum_of_squares);
        for (std::size_t i = 0; i < N; ++i) same = same && agree(found.at[i], p.certified[i]) && agree(found.deviation[i], p.deviations[i]);
        std::printf("%-8s %3d iterations, sum of squares %.10e%s\n", p.name, found.iterations, found.sum_of_squares, same ? "" : ": not what NIST certifies");
        right = right && same;
    }
    return right;
}

}

int main(int argc, char** argv) try {
    std::string const folder = argc > 1 ? argv[1] : "examples/data";
    bool const right[] = {check(folder, misra1a), check(folder, misra1b), check(folder, chwirut1), check(folder, chwirut2),
                          check(folder, lanczos3), check(folder, gauss1), check(folder, gauss2), check(folder, danwood)};
    return std::all_of(std::begin(right), std::end(right), [](bool one) { return one; }) ? 0 : 1;
} catch (std::exception const& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
