// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A function's value, first and second derivatives through both doors and by both engines, each in a constant expression
// and at run time.
#pragma once

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include "verify.hpp"

namespace verify {

inline constexpr typegrad::variable<"x"> x;
inline constexpr typegrad::variable<"y"> y;

// f, as a function of an array.
template <class F>
inline constexpr auto of_array = [](auto const& p) { return F{}(p[0], p[1]); };

// The expression door as callables of a point: value, first and second derivative.
template <class F>
constexpr auto expression_value(F f) {
    return [f](auto at) { return f(x)(x = at); };
}
template <class F, class... Policies>
constexpr auto expression_first(F f, Policies... policies) {
    return [=](auto at) { return typegrad::derivative(f(x), x, policies...)(x = at); };
}
template <class F, class... Policies>
constexpr auto expression_second(F f, Policies... policies) {
    return [=](auto at) { return typegrad::derivative(typegrad::derivative(f(x), x, policies...), x, policies...)(x = at); };
}
template <class F>
constexpr auto graph_value(F f) {
    return [f](auto at) { return typegrad::value_and_gradient(f)(at).value; };
}
template <class F>
constexpr auto tape_value(F f) {
    return [f](auto at) { return typegrad::tape::value_and_gradient(f)(at).value; };
}
template <class F, class... Policies>
constexpr auto expression_gradient_of(F f, Policies... policies) {
    return [=](auto a, auto b) {
        auto const g = typegrad::gradient(f(x, y), policies...)(x = a, y = b);
        return std::array{g[x], g[y]};
    };
}
template <class F, class... Policies>
constexpr auto expression_hessian_of(F f, Policies... policies) {
    return [=](auto a, auto b) {
        auto const gx = typegrad::gradient(typegrad::derivative(f(x, y), x, policies...), policies...)(x = a, y = b);
        auto const gy = typegrad::gradient(typegrad::derivative(f(x, y), y, policies...), policies...)(x = a, y = b);
        return std::array{std::array{gx[x], gx[y]}, std::array{gy[x], gy[y]}};
    };
}

using one_by_one = std::array<std::array<double, 1>, 1>;
using pair = std::array<double, 2>;
using square_matrix = std::array<pair, 2>;

}

// The first and second derivative of a function of one number, under the policies that follow the point.
#define DERIVATIVES(f, first_, second_, at, ...) DERIVATIVES_AS(#f, f, first_, second_, at __VA_OPT__(, ) __VA_ARGS__)
#define DERIVATIVES_AS(text, f, first_, second_, at, ...)                                                               \
    do {                                                                                                                \
        constexpr auto of_one = f;                                                                                      \
        VERIFY_AS("gradient: " text, typegrad::gradient(of_one __VA_OPT__(, ) __VA_ARGS__), first_, at);                \
        VERIFY_AS("hessian: " text, typegrad::hessian(of_one __VA_OPT__(, ) __VA_ARGS__), (verify::one_by_one{{{second_}}}), at); \
        VERIFY_AS("first derivative of the expression: " text, verify::expression_first(of_one __VA_OPT__(, ) __VA_ARGS__), first_, at); \
        VERIFY_AS("second derivative of the expression: " text, verify::expression_second(of_one __VA_OPT__(, ) __VA_ARGS__), second_, at); \
        verify::at_run_time("tape::gradient: " text, typegrad::tape::gradient(of_one __VA_OPT__(, ) __VA_ARGS__), first_, at); \
        verify::at_run_time("tape::gradient of gradient: " text, typegrad::tape::gradient(typegrad::gradient(of_one __VA_OPT__(, ) __VA_ARGS__)), second_, at); \
    } while (false)

// With the value.
#define ORDERS_OF_ONE(f, value_, first_, second_, at)                                                                   \
    do {                                                                                                                \
        constexpr auto with_value = f;                                                                                  \
        VERIFY_AS("value: " #f, verify::graph_value(with_value), value_, at);                                           \
        VERIFY_AS("value of the expression: " #f, verify::expression_value(with_value), value_, at);                    \
        verify::at_run_time("tape::value_and_gradient: " #f, verify::tape_value(with_value), value_, at);               \
        DERIVATIVES_AS(#f, with_value, first_, second_, at);                                                            \
    } while (false)

// The gradient {d/da, d/db} and the second derivatives {aa, ab, bb} of a function of two numbers, each list in parentheses.
#define GRADIENT_OF_TWO(f, gradient_, a, b, ...)                                                                        \
    do {                                                                                                                \
        constexpr auto of_two = f;                                                                                      \
        constexpr verify::pair expected = gradient_;                                                                    \
        VERIFY_AS("gradient: " #f, typegrad::gradient(of_two __VA_OPT__(, ) __VA_ARGS__), (std::tuple{expected[0], expected[1]}), a, b); \
        VERIFY_AS("gradient of the expression: " #f, verify::expression_gradient_of(of_two __VA_OPT__(, ) __VA_ARGS__), expected, a, b); \
        verify::at_run_time("tape::gradient: " #f, typegrad::tape::gradient(of_two __VA_OPT__(, ) __VA_ARGS__), std::tuple{expected[0], expected[1]}, a, b); \
    } while (false)
#define HESSIAN_OF_TWO(f, second_, a, b)                                                                                \
    do {                                                                                                                \
        constexpr auto of_two = f;                                                                                      \
        constexpr std::array<double, 3> upper = second_;                                                                \
        constexpr verify::square_matrix expected{{{upper[0], upper[1]}, {upper[1], upper[2]}}};                         \
        VERIFY_AS("hessian: " #f, typegrad::hessian(of_two), expected, a, b);                                           \
        VERIFY_AS("hessian of the expression: " #f, verify::expression_hessian_of(of_two), expected, a, b);             \
        verify::at_run_time("tape::jacobian of gradient: " #f, typegrad::tape::jacobian(typegrad::gradient(verify::of_array<std::remove_const_t<decltype(of_two)>>)), expected, verify::pair{a, b}); \
    } while (false)
