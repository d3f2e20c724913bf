// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Differential equations for CVODES of SUNDIALS 6: the right-hand side, its Jacobian, forward sensitivities, and the adjoint equation.
//
//     // dx/dt = f(x, p, t), x and p each a std::array
//     auto system = typegrad::for_cvodes<3>(f, p);
//     using rates = decltype(system);
//     CVodeInit(memory, rates::right_hand_side, t0, x);
//     CVodeSetUserData(memory, &system);
//     CVodeSetJacFn(memory, rates::jacobian);                               // of a dense matrix
//     CVodeSensInit(memory, parameters, CV_SIMULTANEOUS, rates::sensitivities, s);
//
//     // Back from T: w(T) is the derivative of what is wanted by x(T); then w(0) is that by x(0), and q(0), from q(T) = 0, that by p.
//     CVodeInitB(memory, which, rates::adjoint, T, w);
//     CVodeSetUserDataB(memory, which, &system);
//     CVodeSetJacFnB(memory, which, rates::adjoint_jacobian);
//     CVodeQuadInitB(memory, which, rates::adjoint_quadrature, q);
//
// Vectors are serial. A result that is not finite is an error from which the solver recovers by a smaller step. The system must outlive the
// solver, and lie still.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/gradient.hpp>
#include <typegrad/transform/products.hpp>

#include <nvector/nvector_serial.h>
#include <sundials/sundials_types.h>
#include <sunmatrix/sunmatrix_dense.h>

#include <array>
#include <cmath>
#include <cstddef>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class F, std::size_t N, std::size_t Parameters>
    class system_for_cvodes {
        static constexpr int fine = 0, recoverable = 1;
        using state = std::array<double, N>;

    public:
        std::array<double, Parameters> p;

        system_for_cvodes(F const& f, std::array<double, Parameters> const& parameters) : p(parameters), function_(f) {}

        // CVRhsFn.
        static int right_hand_side(sunrealtype t, N_Vector x, N_Vector dxdt, void* data) {
            system_for_cvodes const& me = at(data);
            return write(me.function_(numbers(x), me.p, static_cast<double>(t)), dxdt);
        }
        // CVLsJacFn: ∂f/∂x, dense.
        static int jacobian(sunrealtype t, N_Vector x, N_Vector, SUNMatrix j, void* data, N_Vector, N_Vector, N_Vector) {
            auto const rows = at(data).rows(t, x);
            for (std::size_t i = 0; i < N; ++i)
                for (std::size_t k = 0; k < N; ++k) entry(j, i, k) = rows[i][k];
            return fine;
        }
        // CVSensRhsFn, all at once: the derivatives of x by as many parameters as there are vectors, the first ones.
        static int sensitivities(int count, sunrealtype t, N_Vector x, N_Vector, N_Vector* s, N_Vector* dsdt, void* data, N_Vector, N_Vector) {
            system_for_cvodes const& me = at(data);
            auto const rows = typegrad::jacobian(me.function_, wrt<0, 1>)(numbers(x), me.p, static_cast<double>(t));
            for (std::size_t l = 0; l < static_cast<std::size_t>(count); ++l)
                for (std::size_t i = 0; i < N; ++i) {
                    double sum = l < Parameters ? rows[i][N + l] : 0;
                    for (std::size_t k = 0; k < N; ++k) sum += rows[i][k] * N_VGetArrayPointer(s[l])[k];
                    N_VGetArrayPointer(dsdt[l])[i] = sum;
                }
            return fine;
        }
        // CVRhsFnB: dw/dt = -(∂f/∂x)ᵀ w.
        static int adjoint(sunrealtype t, N_Vector x, N_Vector w, N_Vector dwdt, void* data) {
            auto const [value, by_state] = vjp(at(data).function_, wrt<0>)(numbers(x), at(data).p, static_cast<double>(t), numbers(w));
            return write_negated(by_state, dwdt);
        }
        // CVLsJacFnB: -(∂f/∂x)ᵀ, dense.
        static int adjoint_jacobian(sunrealtype t, N_Vector x, N_Vector, N_Vector, SUNMatrix j, void* data, N_Vector, N_Vector, N_Vector) {
            auto const rows = at(data).rows(t, x);
            for (std::size_t i = 0; i < N; ++i)
                for (std::size_t k = 0; k < N; ++k) entry(j, i, k) = -rows[k][i];
            return fine;
        }
        // CVQuadRhsFnB: dq/dt = -(∂f/∂p)ᵀ w.
        static int adjoint_quadrature(sunrealtype t, N_Vector x, N_Vector w, N_Vector dqdt, void* data) {
            auto const [value, by_parameters] = vjp(at(data).function_, wrt<1>)(numbers(x), at(data).p, static_cast<double>(t), numbers(w));
            return write_negated(by_parameters, dqdt);
        }

    private:
        static system_for_cvodes const& at(void* data) { return *static_cast<system_for_cvodes const*>(data); }
        static state numbers(N_Vector x) {
            state copy;
            for (std::size_t i = 0; i < N; ++i) copy[i] = N_VGetArrayPointer(x)[i];
            return copy;
        }
        auto rows(sunrealtype t, N_Vector x) const { return typegrad::jacobian(function_, wrt<0>)(numbers(x), p, static_cast<double>(t)); }
        static sunrealtype& entry(SUNMatrix j, std::size_t row, std::size_t column) { return SM_COLUMN_D(j, static_cast<sunindextype>(column))[row]; }
        static int write(auto const& values, N_Vector to, double sign = 1) {
            bool finite = true;
            for (std::size_t i = 0; i < values.size(); ++i) {
                N_VGetArrayPointer(to)[i] = sign * values[i];
                finite = finite && std::isfinite(values[i]);
            }
            return finite ? fine : recoverable;
        }
        static int write_negated(auto const& values, N_Vector to) { return write(values, to, -1); }

        [[no_unique_address]] F function_;
    };
}

// The callbacks of CVODES for dx/dt = f(x, p, t), where x is a std::array of N numbers and p one of parameters; f gives a std::array of N
// numbers. Its member p may be changed between two runs.
template <std::size_t N, class F, std::size_t Parameters>
auto for_cvodes(F const& f, std::array<double, Parameters> const& p) {
    return detail::system_for_cvodes<F, N, Parameters>(f, p);
}

}

#include <typegrad/macros/restore.hpp>
