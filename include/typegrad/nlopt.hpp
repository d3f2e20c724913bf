// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Objectives and constraints with exact gradients for NLopt. (This header needs nothing of NLopt's; it has the form of its callbacks.)
//
//     auto const valley = typegrad::for_nlopt<2>(f);             // f of a std::array of two numbers
//     opt.set_min_objective(valley.value, valley.data());
//     auto const bounds = typegrad::for_nlopt<2>(g);             // g gives a std::array: constraints g <= 0
//     opt.add_inequality_mconstraint(bounds.values, bounds.data(), tolerances);
//
// What for_nlopt gives must outlive the optimisation.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/gradient.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class F, std::size_t Unknowns>
    class function_for_nlopt {
        using point = std::array<double, Unknowns>;

    public:
        explicit function_for_nlopt(F const& f) : function_(f) {}

        void* data() const { return const_cast<function_for_nlopt*>(this); }  // NLopt hands it back, and nobody writes there

        // As nlopt_func: the gradient is asked for by most algorithms, and not by those that compare values alone.
        static double value(unsigned, double const* x, double* gradient, void* data) {
            F const& f = function_at(data);
            if (gradient == nullptr) return f(point_at(x));
            auto const [value, slope] = typegrad::value_and_gradient(f)(point_at(x));
            std::copy(slope.begin(), slope.end(), gradient);
            return value;
        }
        // As nlopt_mfunc: the Jacobian by rows.
        static void values(unsigned, double* result, unsigned, double const* x, double* gradient, void* data) {
            F const& f = function_at(data);
            auto const y = f(point_at(x));
            std::copy(y.begin(), y.end(), result);
            if (gradient == nullptr) return;
            for (auto const& row : typegrad::jacobian(f)(point_at(x))) gradient = std::copy(row.begin(), row.end(), gradient);
        }

    private:
        static F const& function_at(void* data) { return static_cast<function_for_nlopt const*>(data)->function_; }
        static point point_at(double const* x) {
            point copy;
            std::copy(x, x + Unknowns, copy.begin());
            return copy;
        }

        F function_;
    };
}

// A function of a std::array of so many numbers in the form of NLopt's callbacks: `value` for one that gives a number, `values` for
// one that gives a std::array, with `data()`.
template <std::size_t Unknowns, class F>
auto for_nlopt(F const& f) {
    return detail::function_for_nlopt<F, Unknowns>(f);
}

}

#include <typegrad/macros/restore.hpp>
