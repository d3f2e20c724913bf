// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Fits Misra1a of NIST's Statistical Reference Datasets, y = b1 (1 - exp(-b2 x)), by the method of Levenberg and Marquardt,
// and compares what it finds with the certified values; then confidence intervals of the parameters and of the curve.
//
//     curve_fit [FILE [PICTURE.svg]]        without FILE examples/data/misra1a.txt, from the root of the repository; draws the curve, too
//
// Nobody writes the model's derivatives down: typegrad::value_and_gradient makes them while the program is compiled, with
// the exponential shared between the value and both derivatives.
#include <typegrad.hpp>

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "plot.hpp"

namespace {

constexpr int parameter_count = 2;
template <class T>
using vector = std::array<T, parameter_count>;

// The model, once, for every type of number.
constexpr auto model = [](auto const& b, auto x) { return b[0] * (1 - exp(-b[1] * x)); };
// Its value and its derivatives in the parameters, which are the first argument; x is data.
constexpr auto model_and_derivatives = typegrad::value_and_gradient(model, typegrad::wrt<0>);

struct observation {
    double y, x;
};

// One observation a line: y, then x. `#` begins a comment; lines with nothing else are skipped.
std::vector<observation> read(std::string const& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + ": cannot be opened");
    std::vector<observation> observations;
    std::string line;
    int number = 0;
    while (std::getline(file, line)) {
        ++number;
        std::istringstream fields(line.substr(0, line.find('#')));
        if ((fields >> std::ws).eof()) continue;
        observation o{};
        char more;
        if (!(fields >> o.y >> o.x) || fields >> more)
            throw std::runtime_error(path + ":" + std::to_string(number) + ": expected two numbers, y and x, but found: " + line);
        observations.push_back(o);
    }
    if (!file.eof()) throw std::runtime_error(path + ": cannot be read after line " + std::to_string(number));
    if (observations.size() <= parameter_count)
        throw std::runtime_error(path + ":" + std::to_string(std::max(number, 1)) + ": ends after " +
                                 std::to_string(observations.size()) + " observations, but " + std::to_string(parameter_count) +
                                 " parameters need more than that");
    return observations;
}

// A linear least-squares problem, one equation at a time: Givens rotations turn each row into a triangle, so that neither
// the Jacobian nor its square is ever formed, and the condition number is not squared.
class triangle {
public:
    // The equation row · step = right.
    void add(vector<double> row, double right) {
        for (std::size_t i = 0; i < parameter_count; ++i) {
            double const length = std::hypot(r_[i][i], row[i]);
            if (length == 0) continue;
            double const c = r_[i][i] / length, s = row[i] / length;
            auto const rotate = [&](double& above, double& below) {
                double const before = above;
                above = c * before + s * below;
                below = c * below - s * before;
            };
            for (std::size_t k = i; k < parameter_count; ++k) rotate(r_[i][k], row[k]);
            rotate(right_[i], right);
        }
    }

    // The step that fits all equations best.
    vector<double> solve() const {
        vector<double> step = right_;
        for (std::size_t i = parameter_count; i-- > 0;) {
            for (std::size_t k = i + 1; k < parameter_count; ++k) step[i] -= r_[i][k] * step[k];
            step[i] /= r_[i][i];
        }
        return step;
    }

    // The length of the right side's part that a step can take away.
    double reducible() const { return std::hypot(right_[0], right_[1]); }

    // |R⁻ᵀ g|: how uncertain is what has this gradient in the parameters, beside a residual.
    double deviation_of(vector<double> const& gradient) const {
        vector<double> z = gradient;
        double length = 0;
        for (std::size_t i = 0; i < parameter_count; ++i) {
            for (std::size_t k = 0; k < i; ++k) z[i] -= r_[k][i] * z[k];
            z[i] /= r_[i][i];
            length = std::hypot(length, z[i]);
        }
        return length;
    }

private:
    std::array<vector<double>, parameter_count> r_{};
    vector<double> right_{};
};

// The model at b, compared with the data: the linearised problem, the lengths of the Jacobian's columns, and the sum of
// squares.
struct linearisation {
    triangle equations;
    vector<double> scale{};
    double sum_of_squares = 0;

    linearisation(std::vector<observation> const& data, vector<double> const& b) {
        for (auto const& [y, x] : data) {
            auto const [value, gradient] = model_and_derivatives(b, x);
            double const residual = y - value;
            equations.add(gradient, residual);
            for (std::size_t i = 0; i < parameter_count; ++i) scale[i] = std::hypot(scale[i], gradient[i]);
            sum_of_squares += residual * residual;
        }
    }
};

struct fit {
    vector<double> estimate, deviation;
    double sum_of_squares;
    int iterations;
    triangle equations;
    double residual;  // its standard deviation
};

fit levenberg_marquardt(std::vector<observation> const& data, vector<double> b) {
    // Bates and Watts: what is left to win, in proportion to the residuals that remain. At 1e-10 the estimates are right to
    // about 1e-10 of their own standard deviations, whatever the units of the parameters.
    constexpr double converged = 1e-10;
    constexpr int most_iterations = 200;

    double damping = 1e-3;
    linearisation here(data, b);
    vector<double> scale = here.scale;
    for (int iteration = 0; iteration < most_iterations; ++iteration) {
        double const won = here.equations.reducible();
        double const left = std::sqrt(std::max(here.sum_of_squares - won * won, 0.0));
        if (won <= converged * left) {
            double const freedom = static_cast<double>(data.size()) - parameter_count;
            double const residual = std::sqrt(here.sum_of_squares / freedom);
            vector<double> deviation{};
            for (std::size_t i = 0; i < parameter_count; ++i) {
                vector<double> parameter{};
                parameter[i] = 1;
                deviation[i] = residual * here.equations.deviation_of(parameter);
            }
            return {b, deviation, here.sum_of_squares, iteration, here.equations, residual};
        }

        // Damped equations: scale_i · step_i = 0, at the weight of `damping`. The parameters differ by a factor of a
        // million; the columns' largest lengths make the step indifferent to that (Moré).
        triangle damped = here.equations;
        for (std::size_t i = 0; i < parameter_count; ++i) {
            scale[i] = std::max(scale[i], here.scale[i]);
            vector<double> row{};
            row[i] = std::sqrt(damping) * scale[i];
            damped.add(row, 0);
        }
        vector<double> const step = damped.solve();
        vector<double> next = b;
        for (std::size_t i = 0; i < parameter_count; ++i) next[i] += step[i];

        linearisation const there(data, next);
        // Close to the minimum the sum of squares is flat, and rounding must not reject a good step.
        double const rounding = 1e-13 * here.sum_of_squares;
        if (there.sum_of_squares <= here.sum_of_squares + rounding) {  // Never true of NaN.
            b = next;
            here = there;
            damping = std::max(damping / 10, 1e-12);
        } else {
            damping *= 10;
        }
    }
    throw std::runtime_error("the fit has not converged after " + std::to_string(most_iterations) + " iterations");
}

// The digits on which two numbers agree: the log relative error, as NIST's comparisons of software take it.
double agreeing_digits(double found, double certified) {
    double const error = std::abs(found - certified) / std::abs(certified);
    return error > 0 ? std::min(-std::log10(error), 11.0) : 11.0;  // The certified values have 11 digits.
}

}

int main(int count, char** arguments) try {
    std::string const path = count > 1 ? arguments[1] : "examples/data/misra1a.txt";
    constexpr vector<double> starts[] = {{500, 0.0001}, {250, 0.0005}};
    constexpr double required_digits = 9;

    auto const data = read(path);
    bool agrees = true;
    auto const line = [&](char const* name, double found, double certified) {
        double const digits = agreeing_digits(found, certified);
        agrees = agrees && digits >= required_digits;
        std::printf("  %-24s  %.10E  %.10E  %6.1f\n", name, found, certified, digits);
    };
    for (auto const& start : starts) {
        fit const f = levenberg_marquardt(data, start);
        std::printf("from b1 = %g, b2 = %g: %d iterations\n", start[0], start[1], f.iterations);
        std::printf("  %-24s  %-16s  %-16s  %6s\n", "", "found", "certified", "digits");
        line("b1", f.estimate[0], 2.3894212918E+02);
        line("b2", f.estimate[1], 5.5015643181E-04);
        line("standard deviation of b1", f.deviation[0], 2.7070075241E+00);
        line("standard deviation of b2", f.deviation[1], 7.2668688436E-06);
        line("sum of squares", f.sum_of_squares, 1.2455138894E-01);
    }
    // Where the parameters are, and the curve, with a probability of 95 %: by the same gradient.
    fit const f = levenberg_marquardt(data, starts[1]);
    double const times = quantile(boost::math::students_t(static_cast<double>(data.size() - parameter_count)), 0.975);
    std::printf("within 95 %%: b1 = %.1f ± %.1f, b2 = (%.2f ± %.2f) 1e-4; the curve, and beyond the data:\n", f.estimate[0], times * f.deviation[0], 1e4 * f.estimate[1], 1e4 * times * f.deviation[1]);
    plot::points curve, observed;
    std::vector<std::array<double, 3>> within;
    for (double x = 0; x <= 1500; x += 20) {
        auto const [value, gradient] = model_and_derivatives(f.estimate, x);
        double const band = times * f.residual * f.equations.deviation_of(gradient);
        curve.push_back({x, value});
        within.push_back({x, value - 10 * band, value + 10 * band});
        if (std::fmod(x, 200) == 100) std::printf("  x = %4.0f   y = %7.3f ± %5.3f   %*s\n", x, value, band, static_cast<int>(value / 3), "*");
    }
    for (auto const& o : data) observed.push_back({o.x, o.y});
    if (count > 2) plot("Misra1a: a fit", "pressure", "volume").band("95 %, ten times as wide as it is", within).curve("found", curve).dots("observed", observed).write(arguments[2]);
    if (!agrees) {
        std::fprintf(stderr, "%s: fewer than %g digits agree with the certified values\n", path.c_str(), required_digits);
        return 1;
    }
    return 0;
} catch (std::exception const& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
