// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The same fit over the rows of several processes of MPI: a curve through 10,000 observations, of which each process has a part.
//
//     mpirun -n 3 distributed
//
// It prints the fit, and fails where a number differs, in the last bit, from what one process computes of all rows.
#include <typegrad.hpp>
#include <typegrad/columns.hpp>
#include <typegrad/distributed.hpp>
#include <typegrad/normal_equations.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using typegrad::distributed, typegrad::rows, typegrad::wrt;
using parameters = std::array<double, 2>;

constexpr auto misfit = [](auto const& b, auto const& data) {
    return mean(data, [&](auto const& row) { return typegrad::square(row[1] - b[0] * (1 - exp(-b[1] * row[0]))); });
};
// Reductions of each kind, one after the other.
constexpr auto everything = [](auto const& b, auto const& data) {
    auto const center = mean(data, [&](auto const& row) { return b[0] * row[1]; });
    auto const spread = sum(data, [&](auto const& row) { return typegrad::square(b[0] * row[1] - center); });
    auto const largest = max(data, [&](auto const& row) { return b[1] * row[0] - row[1]; });
    return std::array{spread, largest * log_sum_exp(data, [&](auto const& row) { return b[1] * row[0] * center; })};
};

MPI_Comm some;  // the processes but the first one

int failures = 0;
void expect(bool holds, char const* what) {
    if (!holds) ++failures, std::fprintf(stderr, "not so: %s\n", what);
}

std::vector<std::array<double, 2>> observations(std::size_t count) {
    std::vector<std::array<double, 2>> all;
    for (std::size_t i = 0; i < count; ++i) {
        double const x = 0.001 * static_cast<double>(i % 5000), noise = std::sin(static_cast<double>(i * i % 1009));
        all.push_back({x, 2 * (1 - std::exp(-0.7 * x)) + 0.1 * noise});
    }
    return all;
}
// The part of a process: blocks of 1,024 rows, as evenly as may be.
std::span<std::array<double, 2> const> part_of(std::vector<std::array<double, 2>> const& all, int process, int processes) {
    auto const blocks = (all.size() + 1023) / 1024;
    auto const first = [&](int p) { return std::min(all.size(), blocks * static_cast<std::size_t>(p) / static_cast<std::size_t>(processes) * 1024); };
    return std::span(all).subspan(first(process), first(process + 1) - first(process));
}

// Gauss and Newton's method would do as well; the Hessian of all rows comes from one loop.
template <class Derivatives, class Rows>
parameters fit(Derivatives derivatives, parameters b, Rows const& data) {
    for (int step = 0; step < 20; ++step) {
        auto const at = derivatives(b, data);
        auto const& g = at.gradient;
        auto const& h = at.hessian;
        double const determinant = h[0][0] * h[1][1] - h[0][1] * h[0][1];
        b = {b[0] - (h[1][1] * g[0] - h[0][1] * g[1]) / determinant, b[1] - (h[0][0] * g[1] - h[0][1] * g[0]) / determinant};
    }
    return b;
}

template <class F>
std::string message_of(F const& f) {
    try {
        f();
    } catch (std::exception const& e) {
        return e.what();
    }
    return "";
}

}

int main(int count, char** arguments) {
    MPI_Init(&count, &arguments);
    int process = 0, processes = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &process);
    MPI_Comm_size(MPI_COMM_WORLD, &processes);

    for (std::size_t const size : {std::size_t{10000}, std::size_t{1}, std::size_t{2048}, std::size_t{5000}}) {
        auto const all = observations(size);
        auto const part = part_of(all, process, processes);
        parameters const b{1.5, 0.75};
        auto const alone = typegrad::value_and_gradient(misfit, wrt<0>)(b, rows(all)), together = typegrad::value_and_gradient(misfit, wrt<0>, distributed)(b, rows(part));
        expect(together.value == alone.value && together.gradient == alone.gradient, "value and gradient are those of one process");
        expect(typegrad::jacobian(everything, wrt<0>, distributed)(b, rows(part)) == typegrad::jacobian(everything, wrt<0>)(b, rows(all)), "reductions of each kind");
    }

    auto const all = observations(10000);
    auto const part = part_of(all, process, processes);
    constexpr auto by_processes = typegrad::value_gradient_and_hessian(misfit, wrt<0>, distributed);
    constexpr auto by_one = typegrad::value_gradient_and_hessian(misfit, wrt<0>);
    parameters const fitted = fit(by_processes, {1.5, 0.75}, rows(part));
    expect(fitted == fit(by_one, {1.5, 0.75}, rows(all)), "the fit is that of one process");
    expect(std::abs(fitted[0] - 2) < 0.01 && std::abs(fitted[1] - 0.7) < 0.01, "the curve that the observations were made of");

    constexpr auto residual = [](auto const& b, auto const& row) { return row[1] - b[0] * (1 - exp(-b[1] * row[0])); };
    auto const equations = typegrad::normal_equations(residual, distributed)(fitted, rows(part)), equations_of_one = typegrad::normal_equations(residual)(fitted, rows(all));
    expect(equations.matrix == equations_of_one.matrix && equations.gradient == equations_of_one.gradient, "normal equations");

    // An expression, and a communicator of one's own.
    constexpr typegrad::column<"x"> x;
    constexpr typegrad::variable<"a"> a;
    std::vector<double> here;
    for (auto const& row : part) here.push_back(row[0]);
    constexpr auto loss = sum(exp(a * x));
    auto const slope = gradient(loss, distributed)(a = 0.5, x = here)[a];
    std::vector<double> xs;
    for (auto const& row : all) xs.push_back(row[0]);
    expect(slope == gradient(loss)(a = 0.5, x = xs)[a], "an expression of columns");
    MPI_Comm_split(MPI_COMM_WORLD, process == 0, 0, &some);
    if (process > 0) {
        auto const own = part_of(all, process - 1, processes - 1);
        expect(typegrad::gradient(misfit, wrt<0>, typegrad::distributed_on<some>)(fitted, rows(own)) == typegrad::gradient(misfit, wrt<0>)(fitted, rows(all)), "the processes but one");
    }
    MPI_Comm_free(&some);

    // What is wrong is said in all processes.
    std::vector<std::array<double, 2>> const none;
    expect(message_of([&] { static_cast<void>(typegrad::gradient(misfit, wrt<0>, distributed)(fitted, rows(none))); }) == "typegrad: mean over no rows", "no rows anywhere");
    if (processes > 1) {
        auto const differing = message_of([&] { static_cast<void>(typegrad::gradient(misfit, wrt<0>, distributed)(parameters{2.0, 0.1 * process}, rows(part))); });
        expect(differing.find("differ between process 0 and process 1") != std::string::npos, "arguments that differ");
    }

    if (process == 0) std::printf("%d processes: b = (%.17g, %.17g)\n", processes, fitted[0], fitted[1]);
    int failures_of_all = 0;
    MPI_Allreduce(&failures, &failures_of_all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
    MPI_Finalize();
    return failures_of_all > 0;
}
