// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A problem for Ipopt with all that it can use: gradient, sparse Jacobian of the constraints, sparse Hessian of the Lagrangian, each with its
// structure, made at compile time.
//
//     auto const problem = typegrad::for_ipopt<4>(objective, constraints);   // functions of a std::array of four numbers
//     problem->lower = {1, 1, 1, 1};              // of the unknowns; nothing is bounded by default
//     problem->upper = {5, 5, 5, 5};
//     problem->constraints_lower = {25, 40};      // equal bounds are an equation
//     problem->constraints_upper = {infinity, 40};
//     problem->x = {1, 5, 5, 1};                  // the start, and in the end the solution
//     application->OptimizeTNLP(problem);         // then problem->value, problem->multipliers, problem->status
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/gradient.hpp>
#include <typegrad/transform/sparse.hpp>

#include <IpTNLP.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace typegrad::inline v0_2 {

namespace detail {
    // σ·f + λ·g, of which Ipopt wants the Hessian.
    template <class F, class G>
    struct lagrangian {
        [[no_unique_address]] F objective;
        [[no_unique_address]] G constraints;

        constexpr auto operator()(auto const& x, auto const& weight, auto const& multipliers) const {
            auto const g = constraints(x);
            auto sum = weight * objective(x);
            for (std::size_t i = 0; i < g.size(); ++i) sum = sum + multipliers[i] * g[i];
            return sum;
        }
    };

    template <std::size_t Unknowns, class F, class G>
    class problem_for_ipopt final : public Ipopt::TNLP {
        using point = std::array<double, Unknowns>;
        using index = Ipopt::Index;
        using number = Ipopt::Number;
        static constexpr std::size_t Constraints = std::tuple_size_v<decltype(std::declval<G>()(std::declval<point>()))>;
        using multipliers_type = std::array<double, Constraints>;

    public:
        problem_for_ipopt(F const& objective, G const& constraints) : objective_(objective), constraints_(constraints) {
            lower.fill(-unbounded), upper.fill(unbounded), constraints_lower.fill(-unbounded), constraints_upper.fill(unbounded);
        }

        point lower, upper, x{};
        multipliers_type constraints_lower, constraints_upper, multipliers{};
        double value = std::numeric_limits<double>::quiet_NaN();
        Ipopt::SolverReturn status = Ipopt::UNASSIGNED;

        bool get_nlp_info(index& n, index& m, index& in_jacobian, index& in_hessian, IndexStyleEnum& style) override {
            n = static_cast<index>(Unknowns);
            m = static_cast<index>(Constraints);
            in_jacobian = static_cast<index>(jacobian_at(x).values.size());
            in_hessian = 0;
            each_below_diagonal(hessian_at(x, 1, multipliers), [&](int, int, double) { ++in_hessian; });
            style = C_STYLE;
            return true;
        }
        bool get_bounds_info(index, number* x_lower, number* x_upper, index, number* g_lower, number* g_upper) override {
            std::copy(lower.begin(), lower.end(), x_lower);
            std::copy(upper.begin(), upper.end(), x_upper);
            std::copy(constraints_lower.begin(), constraints_lower.end(), g_lower);
            std::copy(constraints_upper.begin(), constraints_upper.end(), g_upper);
            return true;
        }
        bool get_starting_point(index, bool with_x, number* start, bool with_z, number*, number*, index, bool with_lambda, number* lambda) override {
            if (with_x) std::copy(x.begin(), x.end(), start);
            if (with_lambda) std::copy(multipliers.begin(), multipliers.end(), lambda);
            return !with_z;
        }
        bool eval_f(index, number const* at, bool, number& result) override {
            result = objective_(point_at(at));
            return true;
        }
        bool eval_grad_f(index, number const* at, bool, number* result) override {
            auto const slope = typegrad::gradient(objective_)(point_at(at));
            std::copy(slope.begin(), slope.end(), result);
            return true;
        }
        bool eval_g(index, number const* at, bool, index, number* result) override {
            auto const g = constraints_(point_at(at));
            std::copy(g.begin(), g.end(), result);
            return true;
        }
        bool eval_jac_g(index, number const* at, bool, index, index, index* rows, index* columns, number* values) override {
            auto const j = jacobian_at(at != nullptr ? point_at(at) : x);
            if (values != nullptr) {
                std::copy(j.values.begin(), j.values.end(), values);
                return true;
            }
            each(j, [&](int row, int column, double) { *rows++ = row, *columns++ = column; });
            return true;
        }
        bool eval_h(index, number const* at, bool, number weight, index, number const* lambda, bool, index, index* rows, index* columns, number* values) override {
            multipliers_type all{};
            if (lambda != nullptr) std::copy(lambda, lambda + Constraints, all.begin());
            each_below_diagonal(hessian_at(at != nullptr ? point_at(at) : x, weight, all), [&](int row, int column, double entry) {
                if (values != nullptr) *values++ = entry;
                else *rows++ = row, *columns++ = column;
            });
            return true;
        }
        void finalize_solution(Ipopt::SolverReturn how, index, number const* solution, number const*, number const*, index, number const*, number const* lambda, number least,
                               Ipopt::IpoptData const*, Ipopt::IpoptCalculatedQuantities*) override {
            status = how;
            std::copy(solution, solution + Unknowns, x.begin());
            std::copy(lambda, lambda + Constraints, multipliers.begin());
            value = least;
        }

    private:
        static constexpr double unbounded = 2e19;  // what Ipopt takes for infinite

        static point point_at(number const* at) {
            point copy;
            std::copy(at, at + Unknowns, copy.begin());
            return copy;
        }
        auto jacobian_at(point const& at) const { return typegrad::sparse_jacobian(constraints_)(at); }
        auto hessian_at(point const& at, double weight, multipliers_type const& all) const {
            return typegrad::sparse_hessian(lagrangian<F, G>{objective_, constraints_}, wrt<0>)(at, weight, all);
        }
        // By rows, as the values lie.
        template <class Matrix>
        static void each(Matrix const& matrix, auto const& use) {
            for (std::size_t row = 0; row < static_cast<std::size_t>(Matrix::rows); ++row)
                for (auto at = static_cast<std::size_t>(matrix.pattern.row_starts[row]); at < static_cast<std::size_t>(matrix.pattern.row_starts[row + 1]); ++at)
                    use(static_cast<int>(row), matrix.pattern.column_indices[at], matrix.values[at]);
        }
        static void each_below_diagonal(auto const& matrix, auto const& use) {
            each(matrix, [&](int row, int column, double entry) {
                if (column <= row) use(row, column, entry);
            });
        }

        [[no_unique_address]] F objective_;
        [[no_unique_address]] G constraints_;
    };
}

// The problem of the least objective(x) under bounds of constraints(x), in Ipopt's own smart pointer.
template <std::size_t Unknowns, class F, class G>
auto for_ipopt(F const& objective, G const& constraints) {
    return Ipopt::SmartPtr<detail::problem_for_ipopt<Unknowns, F, G>>(new detail::problem_for_ipopt<Unknowns, F, G>(objective, constraints));
}

}

#include <typegrad/macros/restore.hpp>
