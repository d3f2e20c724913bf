// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions of optional headers, called without the header: the error names it, where a compiler would say that there is no such name.
//
// They stand in a namespace of their own, which `typegrad` uses. So they are found by their qualified name only, typegrad::rows(v), never
// through an argument, and never where the header is included: a name of `typegrad` itself hides them. With `using namespace typegrad` the
// function itself is the better match, since here arguments are converted.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/op/requires_grad.hpp>

namespace typegrad::inline v0_2 {

// What such a call gives, so that its line remains the only one: it can be called, and is a number.
struct without_its_header {
    template <class... A>
    constexpr double operator()(A const&...) const {
        return 0;
    }
    constexpr operator double() const { return 0; }
    constexpr unsigned long size() const { return 0; }
};

// So that any other function of that name is the better match.
struct any_argument {
    template <class A>
    constexpr any_argument(A const&) {}
};

// (A name, not a comparison, whose numbers clang would add.)
template <auto... N>
inline constexpr bool is_included = false;

// (The assertion stands outside of the macro, which clang would explain.)
#define TYPEGRAD_CALLED(name) \
    template <auto... N>      \
    constexpr auto name(any_argument, any_argument = 0, any_argument = 0, any_argument = 0, any_argument = 0, any_argument = 0)
#define TYPEGRAD_IN_HEADER(name, header) "typegrad: " name " is in an optional header; write #include <typegrad/" header ">"

// What everybody calls, where only one of the other headers is included.
#define TYPEGRAD_IN_MAIN_HEADER(name) "typegrad: " name " is in the main header; write #include <typegrad.hpp>"
namespace optional_headers {
    TYPEGRAD_CALLED(derivative) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("derivative")); return without_its_header{}; }
    TYPEGRAD_CALLED(gradient) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("gradient")); return without_its_header{}; }
    TYPEGRAD_CALLED(value_and_gradient) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("value_and_gradient")); return without_its_header{}; }
    TYPEGRAD_CALLED(jacobian) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("jacobian")); return without_its_header{}; }
    TYPEGRAD_CALLED(value_and_jacobian) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("value_and_jacobian")); return without_its_header{}; }
    TYPEGRAD_CALLED(hessian) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("hessian")); return without_its_header{}; }
    TYPEGRAD_CALLED(jvp) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("jvp")); return without_its_header{}; }
    TYPEGRAD_CALLED(vjp) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("vjp")); return without_its_header{}; }
    TYPEGRAD_CALLED(hvp) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("hvp")); return without_its_header{}; }
    TYPEGRAD_CALLED(operations) { static_assert(is_included<N...>, TYPEGRAD_IN_MAIN_HEADER("operations")); return without_its_header{}; }

    TYPEGRAD_CALLED(rows) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("rows", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(indices) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("indices", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(pairs) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("pairs", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(batch) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("batch", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(compressed_rows) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("compressed_rows", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(repeat) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("repeat", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(repeat_while) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("repeat_while", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(fold) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("fold", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(scan) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("scan", "loops.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(normal_equations) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("normal_equations", "normal_equations.hpp")); return without_its_header{}; }

    TYPEGRAD_CALLED(infix) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("infix", "print.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(ssa) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("ssa", "print.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(listing) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("listing", "print.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(latex) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("latex", "print.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(mermaid) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("mermaid", "print.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(graphviz) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("graphviz", "print.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(c_function) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("c_function", "print.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(html) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("html", "html.hpp")); return without_its_header{}; }

    TYPEGRAD_CALLED(check_gradient) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("check_gradient", "check.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(first_nonfinite) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("first_nonfinite", "first_nonfinite.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(taylor) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("taylor", "series.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(root) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("root", "solve.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(fixed_point) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("fixed_point", "solve.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(argmin) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("argmin", "solve.hpp")); return without_its_header{}; }

    TYPEGRAD_CALLED(cost_function) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("cost_function", "ceres.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(levenberg_marquardt) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("levenberg_marquardt", "eigen_levenberg_marquardt.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(for_nlopt) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("for_nlopt", "nlopt.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(for_ipopt) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("for_ipopt", "ipopt.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(stiff_system) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("stiff_system", "odeint.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(with_sensitivities) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("with_sensitivities", "odeint.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(for_cvodes) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("for_cvodes", "sundials.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(to_eigen) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("to_eigen", "eigen.hpp")); return without_its_header{}; }
    TYPEGRAD_CALLED(as_eigen) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("as_eigen", "eigen_sparse.hpp")); return without_its_header{}; }
}
using namespace optional_headers;

namespace tape {
    namespace optional_headers {
        TYPEGRAD_CALLED(derivative) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("tape::derivative", "tape.hpp")); return without_its_header{}; }
        TYPEGRAD_CALLED(gradient) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("tape::gradient", "tape.hpp")); return without_its_header{}; }
        TYPEGRAD_CALLED(value_and_gradient) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("tape::value_and_gradient", "tape.hpp")); return without_its_header{}; }
        TYPEGRAD_CALLED(jacobian) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("tape::jacobian", "tape.hpp")); return without_its_header{}; }
        TYPEGRAD_CALLED(hessian) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("tape::hessian", "tape.hpp")); return without_its_header{}; }
        TYPEGRAD_CALLED(leaves) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("tape::leaves", "tape.hpp")); return without_its_header{}; }
        TYPEGRAD_CALLED(compiled) { static_assert(is_included<N...>, TYPEGRAD_IN_HEADER("tape::compiled", "tape.hpp")); return without_its_header{}; }
    }
    using namespace optional_headers;

    template <class T>
    class variable;
    template <>
    class variable<without_its_header> {
    public:
        template <class... A>
        constexpr variable(A const&...) {
            static_assert(is_included<sizeof...(A)>, "typegrad: tape::variable is in an optional header; write #include <typegrad/tape.hpp>");
        }
        constexpr operator double() const { return 0; }
        constexpr double value() const { return 0; }
        constexpr double grad() const { return 0; }
        constexpr void backward() const {}
    };
    template <class... A>
        requires(sizeof...(A) > 0 && !op::elsewhere::is_included<op::elsewhere::tape_header, A...>)
    variable(A const&...) -> variable<without_its_header>;
}

#undef TYPEGRAD_CALLED
#undef TYPEGRAD_IN_HEADER

}
