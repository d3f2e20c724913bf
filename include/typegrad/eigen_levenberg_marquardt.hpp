// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Residuals and their exact Jacobian for Eigen's LevenbergMarquardt, that of <unsupported/Eigen/LevenbergMarquardt> and that of
// <unsupported/Eigen/NonLinearOptimization> alike, whichever the program includes.
//
//     auto problem = typegrad::levenberg_marquardt<3>(residual, rows);    // residual(b, row), b has three numbers
//     Eigen::LevenbergMarquardt<decltype(problem)> solver(problem);
//     Eigen::VectorXd b = …;
//     solver.minimize(b);
//
// residual is called with a std::array of the unknowns and gives a number or a std::array of numbers; with rows of data, so many for each
// row. A row is whatever is an argument of a function; no derivative is taken in it. The rows must outlive the problem.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/gradient.hpp>

#include <Eigen/Core>
#include <Eigen/QR>

#include <array>
#include <cstddef>
#include <iterator>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class F, std::size_t Unknowns, class... Rows>
    class residuals_for_eigen {
    public:
        using Scalar = double;
        using Index = Eigen::Index;
        using InputType = Eigen::VectorXd;
        using ValueType = Eigen::VectorXd;
        using JacobianType = Eigen::MatrixXd;
        using QRSolver = Eigen::ColPivHouseholderQR<Eigen::MatrixXd>;
        static constexpr int InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic;

        explicit residuals_for_eigen(F const& residual, Rows const&... rows) : residual_(residual), rows_(&rows...) {
            if (inputs() > values()) throw std::invalid_argument("typegrad::levenberg_marquardt: fewer residuals than unknowns");
        }
        int inputs() const { return static_cast<int>(Unknowns); }
        int values() const { return static_cast<int>(count()) * residuals_of_row; }

        // Eigen calls these with vectors of its own kinds; a negative result stops it, which nothing here asks for.
        template <class X, class Values>
        int operator()(X const& x, Values& values) const {
            auto const b = unknowns(x);
            Index at = 0;
            each([&](auto const&... row) {
                auto const r = residual_(b, row...);
                if constexpr (residuals_of_row == 1 && !is_array<decltype(r)>) values[at++] = r;
                else for (auto const& one : r) values[at++] = one;
            });
            return 0;
        }
        template <class X, class Jacobian>
        int df(X const& x, Jacobian& jacobian) const {
            auto const b = unknowns(x);
            Index at = 0;
            each([&](auto const&... row) {
                for (auto const& of_one : typegrad::jacobian(residual_, wrt<0>)(b, row...)) {
                    for (std::size_t k = 0; k < Unknowns; ++k) jacobian(at, static_cast<Index>(k)) = of_one[k];
                    ++at;
                }
            });
            return 0;
        }

    private:
        using point = std::array<double, Unknowns>;
        template <class Result>
        static constexpr bool is_array = requires(Result r) { r.size(); };

        template <class... Row>
        static constexpr int count_of(std::type_identity<std::tuple<Row...>>) { return leaves<decltype(std::declval<F>()(std::declval<point>(), std::declval<Row>()...))>; }
        template <class Range>
        using row_of = std::remove_cvref_t<decltype(*std::begin(std::declval<Range const&>()))>;
        static constexpr int residuals_of_row = count_of(std::type_identity<std::tuple<row_of<Rows>...>>{});

        template <class X>
        static point unknowns(X const& x) {
            point b;
            for (std::size_t k = 0; k < Unknowns; ++k) b[k] = x[static_cast<Index>(k)];
            return b;
        }
        std::size_t count() const {
            if constexpr (sizeof...(Rows) == 0) return 1;
            else return std::size(*std::get<0>(rows_));
        }
        template <class Use>
        void each(Use&& use) const {
            if constexpr (sizeof...(Rows) == 0) use();
            else for (auto const& row : *std::get<0>(rows_)) use(row);
        }

        [[no_unique_address]] F residual_;
        std::tuple<Rows const*...> rows_;
    };
}

// The functor of Eigen's LevenbergMarquardt for residual(b), or for residual(b, row) of each of these rows.
template <std::size_t Unknowns, class F>
auto levenberg_marquardt(F const& residual) {
    return detail::residuals_for_eigen<F, Unknowns>(residual);
}
template <std::size_t Unknowns, class F, class Rows>
auto levenberg_marquardt(F const& residual, Rows const& rows) {
    return detail::residuals_for_eigen<F, Unknowns, Rows>(residual, rows);
}
template <std::size_t Unknowns, class F, class Rows>
auto levenberg_marquardt(F const&, Rows const&&) = delete;  // would be gone: give the rows a name first

}

#include <typegrad/macros/restore.hpp>
