// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Residuals and their exact Jacobians for Ceres Solver, where it would take an AutoDiffCostFunction.
//
//     // f(camera, point, seen): std::arrays of 6, 3 and 2 numbers; it gives two residuals
//     problem.AddResidualBlock(typegrad::cost_function<2, 6, 3>(f, std::array{411.5, 200.25}), nullptr, camera, point);
//
// The parameter blocks come first, as std::array<double, N>, and then the data that are given here, in which no derivative is taken. The
// function gives a std::array of so many residuals, or one number. The problem owns what cost_function gives.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/gradient.hpp>

#include <ceres/sized_cost_function.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class F, int Residuals, class Blocks, class... Data>
    class cost_function_for_ceres;
    template <class F, int Residuals, int... Sizes, class... Data>
    class cost_function_for_ceres<F, Residuals, std::integer_sequence<int, Sizes...>, Data...> final : public ceres::SizedCostFunction<Residuals, Sizes...> {
    public:
        explicit cost_function_for_ceres(F const& f, Data const&... data) : function_(f), data_(data...) {}

        bool Evaluate(double const* const* parameters, double* residuals, double** jacobians) const override {
            return evaluate(parameters, residuals, jacobians, std::make_index_sequence<sizeof...(Sizes)>{}, std::index_sequence_for<Data...>{});
        }

    private:
        template <std::size_t N>
        static std::array<double, N> block(double const* numbers) {
            std::array<double, N> copy;
            std::copy(numbers, numbers + N, copy.begin());
            return copy;
        }
        static void store(double const& one, double* residuals) { *residuals = one; }
        template <std::size_t N>
        static void store(std::array<double, N> const& all, double* residuals) {
            static_assert(N == Residuals, "typegrad::cost_function: the function gives another number of residuals than is said");
            std::copy(all.begin(), all.end(), residuals);
        }

        template <std::size_t... Block, std::size_t... Datum>
        bool evaluate(double const* const* parameters, double* residuals, double** jacobians, std::index_sequence<Block...>, std::index_sequence<Datum...>) const {
            if (jacobians == nullptr) {
                store(function_(block<Sizes>(parameters[Block])..., std::get<Datum>(data_)...), residuals);
                return true;
            }
            auto const [value, jacobian] = typegrad::value_and_jacobian(function_, wrt<static_cast<int>(Block)...>)(block<Sizes>(parameters[Block])..., std::get<Datum>(data_)...);
            store(value, residuals);
            static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(jacobian)>> == Residuals, "typegrad::cost_function: the function gives another number of residuals than is said");
            // By rows, a block each; a block that is held constant has none.
            std::size_t first = 0;
            auto const fill = [&](double* to, std::size_t size) {
                if (to != nullptr)
                    for (auto const& row : jacobian) to = std::copy(row.begin() + static_cast<std::ptrdiff_t>(first), row.begin() + static_cast<std::ptrdiff_t>(first + size), to);
                first += size;
            };
            (fill(jacobians[Block], Sizes), ...);
            return true;
        }

        [[no_unique_address]] F function_;
        std::tuple<Data...> data_;
    };
}

// A ceres::CostFunction of so many residuals and parameter blocks of these sizes.
template <int Residuals, int... Sizes, class F, class... Data>
ceres::CostFunction* cost_function(F const& f, Data const&... data) {
    return new detail::cost_function_for_ceres<F, Residuals, std::integer_sequence<int, Sizes...>, Data...>(f, data...);
}

}

#include <typegrad/macros/restore.hpp>
