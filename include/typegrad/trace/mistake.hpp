// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What may be wrong with a call, and the one line that says so.
//
// A mistake is found before anything is made of the function, and its line is the only one: the call then gives a value of a
// plausible type and does nothing. What a compiler says of its own accord, where it compiles the body of the function, is
// short if the call of the function stands directly in the call of the transform (`called` in trace/call.hpp).
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <type_traits>

namespace typegrad::inline v0_2::detail {

enum class mistake {
    none,
    said,  // by the compiler
    applied_to_expressions,
    policy_behind_point,
    eigen_size,
    hana_struct,
    span,
    eigen,
    container,
    optional,
    c_array,
    aggregate,
    no_shape,
    not_generic,
    function_pointer,
    std_function,
    captures,
    arguments,
    returns_nothing,
    returns_no_number,
    derivative_of_several,
    gradient_of_several,
    value_and_gradient_of_several,
    hessian_of_several,
    sparse_hessian_of_several,
    hvp_of_several,
    laplacian_of_several,
    mixed_derivative_of_several,
    divergence_of_other_size,
    no_such_leaf,
    tangents,
    cotangent,
    wrt_out_of_range,
    rows_differentiated,
    residuals_of_rows,
    no_loop_to_run,
    rows_not_known,
    sparse_in_rows,
    results_by_rows,
    wrt_beside_leaves,
    policies_of_a_value
};

#define TYPEGRAD_APPLIED_TO_EXPRESSIONS                                                                                    \
    "typegrad: only derivative, gradient and value_and_gradient of a function are applied to expressions; apply the function, and differentiate what it gives"

#define TYPEGRAD_WRT_OUT_OF_RANGE "typegrad: wrt<…> names an argument that the call does not have; positions count from 0"

// Said where the transform is called itself: this is the mistake of which a compiler may have said something before.
#define TYPEGRAD_NOT_CONSTANT                                                                                              \
    "typegrad: the function is no constant expression, in which it is traced. Usual causes: a function of plain numbers that is not constexpr (for std::sqrt(2.0) " \
    "write typegrad::sqrt(2.0), for another one compute its value outside, constexpr); a helper without constexpr; data without constexpr (const double w[]: write " \
    "constexpr double w[]); an object of Eigen that holds double (Eigen::Vector2d v(x, y): write Eigen::Matrix<decltype(x), 2, 1>); " \
    "an index out of range; more steps than the compiler allows (g++: -fconstexpr-ops-limit=, -fconstexpr-loop-limit=; clang: " \
    "-fconstexpr-steps=). `constexpr auto y = f(typegrad::tracer<double>(2));` makes the compiler name the place"

#define TYPEGRAD_EIGEN_SIZE                                                                                                \
    "typegrad: the size of an Eigen matrix must be in its type; pass Eigen::Vector3d for instance, v.head<3>().eval(), or compute with Eigen::Matrix<tape::variable<double>, …>"

#define TYPEGRAD_ROWS_DIFFERENTIATED                                                                                                                     \
    "typegrad: in typegrad::rows gradient, jvp, vjp, hvp, directional, sparse_hessian and those with the value alone take derivatives, of a function that is not inside of " \
    "another one and without the tape; if the rows are data, name the other arguments: gradient(f, wrt<0>)"
#define TYPEGRAD_NO_SUM_OVER_ELEMENTS                                                                                                                     \
    "typegrad::sparse_hessian: in typegrad::rows the Hessian is sparse of a sum over elements; here what one element adds depends on others, as in " \
    "square(sum(…)), or is added in the steps of a recurrence; there are products with the Hessian, typegrad::hvp"
#define TYPEGRAD_NO_PRODUCT_IN_STEPS                                                                                                                      \
    "typegrad::hvp: there are no products in typegrad::rows over which a recurrence runs, or that its steps find by the number of the step"
#define TYPEGRAD_ROW_OUTSIDE                                                                                                                              \
    "typegrad: the function uses a row, or what was computed from it, outside of its loop; return it from the body of sum, mean, max and so on, or carry " \
    "it in the state of repeat and fold"
#define TYPEGRAD_TOO_FEW_STATES                                                                                                                           \
    "typegrad::checkpoints: the states of this recurrence are needed more than once, as in second derivatives and in several rows of a Jacobian; leave " \
    "the policy out there, then all states are kept"
#define TYPEGRAD_NO_LOOP_TO_RUN "typegrad: lanes, parallel, distributed and unchecked say how loops over typegrad::rows run, and no argument of the call is rows"

// Of an argument whose size is not in its type.
template <class Argument>
inline constexpr mistake mistake_in_size = mistake::none;

template <mistake Found, mistake Other>
inline constexpr bool right = Found != Other;

// The compilers add what `Function` and `Arguments` are.
template <mistake Found, class Function, class... Arguments>
consteval void say() {
    static_assert(right<Found, mistake::applied_to_expressions>, TYPEGRAD_APPLIED_TO_EXPRESSIONS);

    // The arguments.
    static_assert(right<Found, mistake::eigen_size>, TYPEGRAD_EIGEN_SIZE);
    static_assert(right<Found, mistake::policy_behind_point>, "typegrad: wrt<…> and the policies stand beside the function, before the point: gradient(f, wrt<0>)(x, y)");
    static_assert(right<Found, mistake::hana_struct>, "typegrad: an argument is a Boost.Hana Struct; make it a template of its scalar, and include <typegrad/hana/struct.hpp>");
    static_assert(right<Found, mistake::span>, "typegrad: an argument is a std::span; include <typegrad/span.hpp>, and the size of a std::span must be in its type: std::span<double const, 3>, or "
                                               "values.first<3>(); data of other sizes are given by typegrad::with(f, values), or there is the tape");
    static_assert(right<Found, mistake::eigen>, "typegrad: an argument is an object of Eigen; include <typegrad/eigen.hpp>, and pass a matrix or vector: of an expression, its .eval()");
    static_assert(right<Found, mistake::container>, "typegrad: an argument is a container whose size is known at run time only; pass a std::array, or a std::span of static extent; what a loop goes over, as sum does, is passed as typegrad::rows(v), of typegrad/loops.hpp");
    static_assert(right<Found, mistake::optional>, "typegrad: an argument is a std::optional; include <typegrad/optional.hpp>");
    static_assert(right<Found, mistake::c_array>, "typegrad: an argument is a pointer or an array of C; pass a std::array, or a std::span of static extent");
    static_assert(right<Found, mistake::aggregate>, "typegrad: an argument is an aggregate of which a member has a type of its own, whose value is not known while a function is traced (give it the type of "
                                             "the scalar, or make it a template parameter), or is an array of C (make it a std::array), or is one of more than 16");
    static_assert(right<Found, mistake::no_shape>, "typegrad: an argument is neither a number nor a std::array, std::tuple, vec, mat or aggregate of numbers; make it a template "
                                            "of its scalar, template <class T> struct point { T x, y; }, without constructors, or a Boost.Hana Struct (typegrad/hana/struct.hpp)");

    // The function.
    static_assert(right<Found, mistake::not_generic>, "typegrad: the function is not generic; declare its parameters auto, so that it can be called with traced values");
    static_assert(right<Found, mistake::function_pointer>, "typegrad: the function is not generic; pass a lambda with auto parameters, not a pointer to a function of double");
    static_assert(right<Found, mistake::std_function>, "typegrad: a std::function takes numbers of one type, known or not, and can be called with no traced value; pass the lambda itself, with auto parameters");
    static_assert(right<Found, mistake::captures>, "typegrad: the function captures values known at run time only; write typegrad::with(f, value…), which passes them after the arguments");
    static_assert(right<Found, mistake::arguments>, "typegrad: the function cannot be called with this number of arguments, or with arguments of these shapes");
    static_assert(right<Found, mistake::returns_nothing>, "typegrad: the function returns nothing; end it with `return` and the value that is to be differentiated");
    static_assert(right<Found, mistake::returns_no_number>, "typegrad: what the function returns is neither a number nor a std::array, std::tuple, vec, mat or aggregate of numbers; "
                                                     "return one of these");

    // What is asked for.
    static_assert(right<Found, mistake::derivative_of_several>, "typegrad::derivative: the function must take one scalar and return one; for several arguments use gradient, for several "
                                                         "results jacobian");
    static_assert(right<Found, mistake::gradient_of_several>, "typegrad::gradient: the function returns several values; use jacobian, or return one of them");
    static_assert(right<Found, mistake::value_and_gradient_of_several>, "typegrad::value_and_gradient: the function returns several values; use value_and_jacobian, or return one of them");
    static_assert(right<Found, mistake::hessian_of_several>, "typegrad::hessian: the function returns several values; return one of them");
    static_assert(right<Found, mistake::sparse_hessian_of_several>, "typegrad::sparse_hessian: the function returns several values; return one of them");
    static_assert(right<Found, mistake::hvp_of_several>, "typegrad::hvp: the function returns several values; return one of them");
    static_assert(right<Found, mistake::laplacian_of_several>, "typegrad::laplacian: the function returns several values; return one of them");
    static_assert(right<Found, mistake::mixed_derivative_of_several>, "typegrad::mixed_derivative: the function returns several values; return one of them");
    static_assert(right<Found, mistake::divergence_of_other_size>, "typegrad::divergence: the function must return as many values as it is differentiated in");
    static_assert(right<Found, mistake::no_such_leaf>, "typegrad::mixed_derivative: there is no argument of that number; all leaves count, from 0");
    static_assert(right<Found, mistake::tangents>, "typegrad::jvp, hvp, directional: after the point comes a tangent for each differentiated argument, in its shape");
    static_assert(right<Found, mistake::cotangent>, "typegrad::vjp: after the point comes the cotangent, in the shape of the function's result");
    static_assert(right<Found, mistake::wrt_out_of_range>, TYPEGRAD_WRT_OUT_OF_RANGE);
    static_assert(right<Found, mistake::rows_differentiated>, TYPEGRAD_ROWS_DIFFERENTIATED);
    static_assert(right<Found, mistake::residuals_of_rows>, "typegrad::normal_equations: the call takes the parameters, in one shape, and typegrad::rows; or the parameters alone, of a function that gives all residuals");
    static_assert(right<Found, mistake::no_loop_to_run>, TYPEGRAD_NO_LOOP_TO_RUN);
    static_assert(right<Found, mistake::rows_not_known>, "typegrad: this transform does not know loops over typegrad::rows; gradient, jacobian, hessian, jvp, vjp, hvp and their variants with the value do");
    static_assert(right<Found, mistake::sparse_in_rows>, "typegrad::sparse_hessian: in typegrad::rows it is differentiated in those of one argument, and in nothing beside; name it: sparse_hessian(f, wrt<0>)");
    static_assert(right<Found, mistake::results_by_rows>, "typegrad: of as many results as rows, typegrad::transform and scan, there are jacobian and value_and_jacobian; products and evaluate take a sum of them");
    static_assert(right<Found, mistake::wrt_beside_leaves>, "typegrad::mixed_derivative: the leaves are named in angle brackets, mixed_derivative<0, 1>(f), and wrt<…> says nothing");
    static_assert(right<Found, mistake::policies_of_a_value>, "typegrad::evaluate: nothing is differentiated, and wrt<…> and kinks say nothing; of the policies fast does");
}

template <class... T>
inline constexpr bool has_no_mistake = false;

// A name that several functions have, std::sin, or a function template: it becomes this where one of them is a function of double. (A template
// of `auto x` can be a function of double const& as well; what is a template here is the worse match.)
struct overloaded_name {
    constexpr overloaded_name(double (*)(double)) {}
    template <class Number = double>
    constexpr overloaded_name(double (*)(Number const&)) {}
    constexpr overloaded_name(double (*)(double, double)) {}
    constexpr overloaded_name(double (*)(double, double, double)) {}
};

}

// Two forms of a transform that only say so: of such a name, and with the point where the policies are.
#define TYPEGRAD_ONLY_SAYS_OF(name, kind)                                                                                                                     \
    template <class... Policies>                                                                                                                               \
    constexpr auto name(detail::overloaded_name, Policies...) {                                                                                                \
        static_assert(detail::has_no_mistake<Policies...>, "typegrad::" #name ": the name of a function that there is for several types, as std::sin or a template, cannot be passed; " \
                                                  "pass a lambda: " #name "([](auto x) { return std::sin(x); })");                                              \
        return []<class... A>(A const&...) { return typename detail::kind::template refused<A...>{}; };                                                       \
    }                                                                                                                                                          \
    template <auto What, class... A>                                                                                                                        \
    constexpr auto name(A const&...) {                                                                                                                         \
        static_assert(detail::has_no_mistake<A...>, "typegrad::" #name ": what is differentiated, and a policy, is named beside the function: " #name "(f, wrt<0>)(x, y); " \
                                                "a higher order is nested: derivative(derivative(f))(x), hessian(f)(x)");                                       \
        return []<class... B>(B const&...) { return typename detail::kind::template refused<B...>{}; };                                                       \
    }                                                                                                                                                          \
    template <class F, class Number, class... More>                                                                                                            \
        requires(!is_operand<F> && std::is_arithmetic_v<Number>)                                                                                               \
    constexpr auto name(F const&, Number, More...) {                                                                                                           \
        static_assert(detail::has_no_mistake<F>, "typegrad: an unknown policy; what may follow the function is wrt<positions…>, kinks::left, kinks::right, kinks::finite, fast. "      \
                                          "A point comes in parentheses of its own: " #name "(f)(2.0)");                                                       \
        return typename detail::kind::template refused<Number, More...>{};                                                                                    \
    }
