// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include <typegrad.hpp>
#include <typegrad/tape.hpp>

#include "points.hpp"

namespace bench {

// An engine takes a problem's arguments and returns what it computes, in whatever shape its interface has. All but the tape are
// inlined whole into the same loop, whatever the compiler thinks of their size. An engine applies to the problems that it has a
// form for.

template <class Problem>
inline constexpr bool is_scalar_valued =
    std::is_floating_point_v<decltype(std::apply(Problem::primal, std::declval<point_of<Problem>>()))>;

// The differentiated arguments come first.
template <class Problem>
constexpr auto differentiated_arguments() {
    return []<std::size_t... I>(std::index_sequence<I...>) { return typegrad::wrt<I...>; }(std::make_index_sequence<differentiated<Problem>>{});
}

struct primal {
    static constexpr auto name = "primal";
    template <class Problem>
    static constexpr bool applies = true;

    template <class Problem>
    [[gnu::always_inline]] static auto evaluate(auto const&... arguments) {
        return Problem::primal(arguments...);
    }
};

struct hand_written {
    static constexpr auto name = "hand";
    template <class Problem>
    static constexpr bool applies = true;

    template <class Problem>
    [[gnu::always_inline]] static auto evaluate(auto const&... arguments) {
        return Problem::hand_written(arguments...);
    }
};

struct hand_written_by_expert {
    static constexpr auto name = "expert";
    template <class Problem>
    static constexpr bool applies = has_expert<Problem>;

    template <class Problem>
    [[gnu::always_inline]] static auto evaluate(auto const&... arguments) {
        return Problem::hand_written_by_expert(arguments...);
    }
};

// The primal as a function, with these policies.
template <class... Policies>
struct function {
    template <class Problem>
    static constexpr bool applies = true;

    template <class Problem>
    [[gnu::always_inline]] static auto evaluate(auto const&... arguments) {
        constexpr auto wrt = differentiated_arguments<Problem>();
        if constexpr (order_of<Problem> == 2) {
            return typegrad::hessian(Problem::primal, wrt, Policies{}...)(arguments...);
        } else if constexpr (is_scalar_valued<Problem>) {
            return typegrad::value_and_gradient(Problem::primal, wrt, Policies{}...)(arguments...);
        } else {
            return typegrad::value_and_jacobian(Problem::primal, wrt, Policies{}...)(arguments...);
        }
    }
};
struct compile_time : function<> {
    static constexpr auto name = "compile time";
};
struct compile_time_fast : function<typegrad::fast_t> {
    static constexpr auto name = "fast";
};

// The primal as an expression, of variables with the names a, b, c …: for formulas of scalars.
struct expression {
    static constexpr auto name = "expression";
    template <class Problem>
    static constexpr bool applies = order_of<Problem> == 1 && is_scalar_valued<Problem> &&
                                    std::apply([](auto... argument) { return (std::is_floating_point_v<decltype(argument)> && ...); },
                                               point_of<Problem>());

    template <std::size_t I>
    static constexpr char letter[2] = {static_cast<char>('a' + I), 0};
    template <std::size_t I>
    static constexpr typegrad::variable<typegrad::name<2>(letter<I>)> argument{};

    template <class Problem>
    [[gnu::always_inline]] static auto evaluate(auto const&... arguments) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            auto const [value, gradient] = typegrad::value_and_gradient(Problem::primal(argument<I>...))((argument<I> = arguments)...);
            return std::array{value, gradient[argument<I>]...};
        }(std::index_sequence_for<decltype(arguments)...>{});
    }
};

struct tape {
    static constexpr auto name = "tape";
    template <class Problem>
    static constexpr bool applies = true;

    template <class Problem>
    static auto evaluate(auto const&... arguments) {
        constexpr auto wrt = differentiated_arguments<Problem>();
        if constexpr (order_of<Problem> == 2) {
            return typegrad::tape::jacobian(typegrad::gradient(Problem::primal, wrt), wrt)(arguments...);
        } else if constexpr (is_scalar_valued<Problem>) {
            return typegrad::tape::value_and_gradient(Problem::primal, wrt)(arguments...);
        } else {
            return typegrad::tape::value_and_jacobian(Problem::primal, wrt)(arguments...);
        }
    }
};

}  // namespace bench
