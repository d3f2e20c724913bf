// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What every adapter needs: a problem's arguments with numbers of the library's type.
//
// A peer is a header of this folder with one or more engines in the sense of bench/engines.hpp and a list of them,
// `bench::peers`. Each library is used as its own manual recommends for speed, whatever that is: tapes are recorded once and
// reused where it can, sizes are static where it has them, and what it lacks a user of it would add.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../engines.hpp"
#include "../flatten.hpp"
#include "../points.hpp"
#include "../results.hpp"

namespace bench {

template <class... Engines>
struct engine_list {};

template <class Shape>
constexpr std::size_t size_of_shape() {
    if constexpr (requires { std::tuple_size<Shape>::value; }) {
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return (size_of_shape<std::tuple_element_t<I, Shape>>() + ... + 0);
        }(std::make_index_sequence<std::tuple_size_v<Shape>>());
    } else {
        return 1;
    }
}

template <class Problem, std::size_t Argument>
inline constexpr bool is_differentiated = Argument < differentiated<Problem>;

// How many numbers are differentiated, how many are not, and how many come out.
template <class Problem>
inline constexpr std::size_t inputs_of = []<std::size_t... I>(std::index_sequence<I...>) {
    return ((is_differentiated<Problem, I> ? size_of_shape<std::tuple_element_t<I, point_of<Problem>>>() : 0) + ...);
}(std::make_index_sequence<std::tuple_size_v<point_of<Problem>>>());
template <class Problem>
inline constexpr std::size_t data_of = size_of_shape<point_of<Problem>>() - inputs_of<Problem>;
template <class Problem>
inline constexpr std::size_t outputs_of = size_of_shape<decltype(std::apply(Problem::primal, std::declval<point_of<Problem>>()))>();

// What adapters return: a gradient, a Jacobian, or a Hessian without the value.
template <class Problem>
using result_of = std::conditional_t<order_of<Problem> == 2, matrix<inputs_of<Problem>, inputs_of<Problem>>,
                  std::conditional_t<is_scalar_valued<Problem>, value_with_gradient<std::array<double, inputs_of<Problem>>>,
                                     value_with_jacobian<outputs_of<Problem>, inputs_of<Problem>>>>;

// The value and the row of partials of an output, wherever they are in the result.
template <class Problem>
[[gnu::always_inline]] inline double& value_in(result_of<Problem>& result, std::size_t output) {
    if constexpr (is_scalar_valued<Problem>) return result.value;
    else return result.value[output];
}
template <class Problem>
[[gnu::always_inline]] inline std::array<double, inputs_of<Problem>>& row_in(result_of<Problem>& result, std::size_t output) {
    if constexpr (is_scalar_valued<Problem>) return result.gradient;
    else return result.jacobian[output];
}

// An argument with each number replaced by make(index, number), where the index goes on from argument to argument.
[[gnu::always_inline]] inline auto replaced(double number, std::size_t& index, auto&& make) { return make(index++, number); }
template <class Shape, std::size_t N>
[[gnu::always_inline]] inline auto replaced(std::array<Shape, N> const& shape, std::size_t& index, auto&& make) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        return std::array{replaced(shape[I], index, make)...};  // braces: from left to right
    }(std::make_index_sequence<N>());
}

// The primal of the library's numbers: make(index, number) for those that are differentiated, data(index, number) for the rest.
template <class Problem>
[[gnu::always_inline]] inline auto primal_with_data(auto&& make, auto&& data, auto const&... arguments) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
        std::size_t index = 0, data_index = 0;
        auto const convert = [&]<std::size_t Argument>(std::integral_constant<std::size_t, Argument>, auto const& argument) __attribute__((always_inline)) {
            if constexpr (is_differentiated<Problem, Argument>) return replaced(argument, index, make);
            else return replaced(argument, data_index, data);
        };
        std::tuple const converted{convert(std::integral_constant<std::size_t, I>(), arguments)...};
        return Problem::primal(std::get<I>(converted)...);
    }(std::index_sequence_for<decltype(arguments)...>());
}
template <class Problem>
[[gnu::always_inline]] inline auto primal_of(auto&& make, auto const&... arguments) {
    return primal_with_data<Problem>(make, [](std::size_t, double number) { return number; }, arguments...);
}

}  // namespace bench
