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
// row. A row is whatever is an argument of a function; no derivative is taken in it. The rows, a container or typegrad::rows(xs, ys), are
// neither owned nor copied: they must outlive the problem.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/trace/rows.hpp>
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
    // The rows of data one after the other: of a container, or of one column or several.
    template <class Range>
    class rows_in_turn {
    public:
        using row = std::tuple<std::remove_cvref_t<decltype(*std::begin(std::declval<Range const&>()))>>;

        explicit rows_in_turn(Range const& rows) : rows_(&rows) {}
        std::size_t size() const { return std::size(*rows_); }
        void each(auto const& use) const {
            for (auto const& next : *rows_) use(next);
        }

    private:
        Range const* rows_;
    };
    template <class... Column>
    class rows_in_turn<row_range<Column...>> {
    public:
        using row = std::tuple<typename Column::row...>;

        explicit rows_in_turn(row_range<Column...> const& rows) : rows_(rows) {}
        std::size_t size() const { return rows_.size(); }
        void each(auto const& use) const {
            for (std::size_t i = 0; i < rows_.size(); ++i) std::apply([&](auto const&... column) { use(column[i]...); }, rows_.columns);
        }

    private:
        row_range<Column...> rows_;
    };

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

        explicit residuals_for_eigen(F const& residual, Rows const&... rows) : residual_(residual), rows_(rows_in_turn<Rows>(rows)...) {
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
        static constexpr int residuals_of_row = count_of(std::type_identity<decltype(std::tuple_cat(std::declval<typename rows_in_turn<Rows>::row>()...))>{});

        template <class X>
        static point unknowns(X const& x) {
            point b;
            for (std::size_t k = 0; k < Unknowns; ++k) b[k] = x[static_cast<Index>(k)];
            return b;
        }
        std::size_t count() const {
            if constexpr (sizeof...(Rows) == 0) return 1;
            else return std::get<0>(rows_).size();
        }
        template <class Use>
        void each(Use&& use) const {
            if constexpr (sizeof...(Rows) == 0) use();
            else std::get<0>(rows_).each(use);
        }

        [[no_unique_address]] F residual_;
        std::tuple<rows_in_turn<Rows>...> rows_;
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
// Rows that would be gone when the solver asks for them.
template <std::size_t Unknowns, class F, class Rows>
    requires(!is_rows<Rows>)
auto levenberg_marquardt(F const& residual, Rows const&& rows) {
    static_assert(is_rows<Rows>, "typegrad::levenberg_marquardt: the rows are a temporary, which is gone when the solver asks for them; give them a name first");
    return detail::residuals_for_eigen<F, Unknowns, Rows>(residual, rows);
}

}

#include <typegrad/macros/restore.hpp>
