// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// SUNDIALS' CVODES: Robertson's stiff reaction to t = 40, and how the second substance depends on the three rates and on the start: forward
// sensitivities, the adjoint equation, and differences of whole solutions.
#include <typegrad.hpp>
#include <typegrad/sundials.hpp>

#include <cvodes/cvodes.h>
#include <sunlinsol/sunlinsol_dense.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>

// Three substances, whose rates are nine orders of magnitude apart.
constexpr auto reaction = [](auto const& x, auto const& p, auto) {
    auto const slow = p[0] * x[0], medium = p[1] * x[1] * x[2], fast = p[2] * x[1] * x[1];
    return std::array{medium - slow, slow - medium - fast, fast};
};
using rates = std::array<double, 3>;
using substances = std::array<double, 3>;
using robertson = decltype(typegrad::for_cvodes<3>(reaction, rates{}));

constexpr double end = 40;
constexpr double relative = 1e-10, absolute = 1e-14;

void check(int flag, char const* what) {
    if (flag < 0) throw std::runtime_error(std::string(what) + " failed with " + std::to_string(flag));
}

// A vector of three numbers.
class vector {
public:
    explicit vector(SUNContext context, substances const& x = {}) : vector_(N_VNew_Serial(3, context)) {
        for (std::size_t i = 0; i < 3; ++i) N_VGetArrayPointer(vector_)[i] = x[i];
    }
    vector(vector const&) = delete;
    vector& operator=(vector const&) = delete;
    ~vector() { N_VDestroy(vector_); }
    operator N_Vector() const { return vector_; }
    double operator[](std::size_t i) const { return N_VGetArrayPointer(vector_)[i]; }

private:
    N_Vector vector_;
};

struct solution {
    substances x;
    substances forward;  // of x[1] by the rates
    substances by_rates, by_start;  // of x[1], by the adjoint equation
};

solution solve(rates const& p, substances const& start, bool with_derivatives) {
    SUNContext context;
    SUNContext_Create(nullptr, &context);
    solution result{};
    {
        auto system = typegrad::for_cvodes<3>(reaction, p);
        vector x(context, start), w(context, {0, 1, 0}), q(context), s0(context), s1(context), s2(context);
        SUNMatrix const matrix = SUNDenseMatrix(3, 3, context), matrix_back = SUNDenseMatrix(3, 3, context);
        SUNLinearSolver const solver = SUNLinSol_Dense(x, matrix, context), solver_back = SUNLinSol_Dense(x, matrix_back, context);
        void* memory = CVodeCreate(CV_BDF, context);
        check(CVodeInit(memory, robertson::right_hand_side, 0, x), "CVodeInit");
        check(CVodeSStolerances(memory, relative, absolute), "CVodeSStolerances");
        check(CVodeSetUserData(memory, &system), "CVodeSetUserData");
        check(CVodeSetLinearSolver(memory, solver, matrix), "CVodeSetLinearSolver");
        check(CVodeSetJacFn(memory, robertson::jacobian), "CVodeSetJacFn");
        check(CVodeSetMaxNumSteps(memory, 100000), "CVodeSetMaxNumSteps");
        N_Vector s[] = {s0, s1, s2};
        if (with_derivatives) {
            check(CVodeSensInit(memory, 3, CV_SIMULTANEOUS, robertson::sensitivities, s), "CVodeSensInit");
            double scale[] = {p[0], p[1], p[2]};
            check(CVodeSetSensParams(memory, nullptr, scale, nullptr), "CVodeSetSensParams");
            check(CVodeSensEEtolerances(memory), "CVodeSensEEtolerances");
            check(CVodeSetSensErrCon(memory, SUNTRUE), "CVodeSetSensErrCon");
            check(CVodeAdjInit(memory, 50, CV_HERMITE), "CVodeAdjInit");
        }
        double t = 0;
        int checkpoints = 0;
        if (with_derivatives) check(CVodeF(memory, end, x, &t, CV_NORMAL, &checkpoints), "CVodeF");
        else check(CVode(memory, end, x, &t, CV_NORMAL), "CVode");
        for (std::size_t i = 0; i < 3; ++i) result.x[i] = x[i];
        if (with_derivatives) {
            check(CVodeGetSens(memory, &t, s), "CVodeGetSens");
            result.forward = {s0[1], s1[1], s2[1]};
            int which = 0;
            check(CVodeCreateB(memory, CV_BDF, &which), "CVodeCreateB");
            check(CVodeInitB(memory, which, robertson::adjoint, end, w), "CVodeInitB");
            check(CVodeSStolerancesB(memory, which, relative, absolute), "CVodeSStolerancesB");
            check(CVodeSetUserDataB(memory, which, &system), "CVodeSetUserDataB");
            check(CVodeSetLinearSolverB(memory, which, solver_back, matrix_back), "CVodeSetLinearSolverB");
            check(CVodeSetJacFnB(memory, which, robertson::adjoint_jacobian), "CVodeSetJacFnB");
            check(CVodeSetMaxNumStepsB(memory, which, 100000), "CVodeSetMaxNumStepsB");
            check(CVodeQuadInitB(memory, which, robertson::adjoint_quadrature, q), "CVodeQuadInitB");
            check(CVodeQuadSStolerancesB(memory, which, relative, 1e-20), "CVodeQuadSStolerancesB");
            check(CVodeSetQuadErrConB(memory, which, SUNTRUE), "CVodeSetQuadErrConB");
            check(CVodeB(memory, 0, CV_NORMAL), "CVodeB");
            check(CVodeGetB(memory, which, &t, w), "CVodeGetB");
            check(CVodeGetQuadB(memory, which, &t, q), "CVodeGetQuadB");
            for (std::size_t i = 0; i < 3; ++i) result.by_rates[i] = q[i], result.by_start[i] = w[i];
        }
        CVodeFree(&memory);
        SUNLinSolFree(solver), SUNLinSolFree(solver_back);
        SUNMatDestroy(matrix), SUNMatDestroy(matrix_back);
    }
    SUNContext_Free(&context);
    return result;
}

int main() {
    rates const p{0.04, 1e4, 3e7};
    substances const start{1, 0, 0};
    solution const all = solve(p, start, true);
    std::cout << std::setprecision(9) << "t = " << end << ": " << all.x[0] << ", " << all.x[1] << ", " << all.x[2] << '\n';
    bool right = std::abs(all.x[0] - 0.7158270687) < 1e-8 && std::abs(all.x[1] - 9.185534764e-6) < 1e-13 && std::abs(all.x[2] - 0.2841637457) < 1e-8;

    auto const compare = [&](char const* what, double found, double expected) {
        std::cout << "  " << what << ' ' << found << ", by differences " << expected << '\n';
        right = right && std::abs(found - expected) < 2e-4 * std::abs(expected);
    };
    std::cout << "the second substance by the rates, forward and backward, and by the start:\n";
    for (std::size_t k = 0; k < 3; ++k) {
        rates greater = p, less = p;
        double const step = 1e-3 * p[k];
        greater[k] += step, less[k] -= step;
        double const difference = (solve(greater, start, false).x[1] - solve(less, start, false).x[1]) / (2 * step);
        compare("forward ", all.forward[k], difference);
        compare("backward", all.by_rates[k], difference);
    }
    substances greater = start, less = start;
    greater[0] += 1e-3, less[0] -= 1e-3;
    compare("start   ", all.by_start[0], (solve(p, greater, false).x[1] - solve(p, less, false).x[1]) / 2e-3);
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
