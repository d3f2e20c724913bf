// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Two engines, one program: a function that is differentiated at compile time, called with the tape's variables, is one statement of
// the record a result, with its partial derivatives by all arguments.
#pragma once
#pragma GCC system_header

#include <typegrad/transform/gradient.hpp>
#include <typegrad/tape/variable.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::tape {

namespace detail {
    template <class A>
    inline constexpr bool moves = is_variable<scalar_of<A>>;

    // The numbers of the tape that the arguments are on.
    template <class... A>
    struct numbers_of_call {
        using type = void;
    };
    template <class A, class... Rest>
    struct numbers_of_call<A, Rest...> : numbers_of_call<Rest...> {};
    template <class A, class... Rest>
        requires(moves<A>)
    struct numbers_of_call<A, Rest...> {
        using type = typename scalar_of<A>::value_type;
    };

    template <class A>
    TYPEGRAD_INLINE auto values_of_argument(A const& a) {
        if constexpr (!moves<A>) {
            return a;
        } else {
            using T = typename scalar_of<A>::value_type;
            rebind<A, T> values;
            T all[static_cast<std::size_t>(typegrad::leaves<A>)];
            T* next = all;
            each_leaf<A>(a, [&](auto const& x) TYPEGRAD_INLINE_LAMBDA { *next++ = x.value(); });
            next = all;
            each_leaf<A>(values, [&](auto& x) TYPEGRAD_INLINE_LAMBDA { x = *next++; });
            return values;
        }
    }

    template <class F, class... Policies>
    struct compiled_function {
        [[no_unique_address]] F function;

        template <class... A>
        TYPEGRAD_INLINE auto operator()(A const&... arguments) const {
            if constexpr (!(moves<A> || ...)) return function(arguments...);
            else return recorded(std::make_integer_sequence<int, count_of_moving<A...>()>{}, arguments...);
        }

    private:
        template <class... A>
        static consteval int count_of_moving() {
            return (0 + ... + (moves<A> ? 1 : 0));
        }
        // The K-th argument that has derivatives.
        template <int K, class... A>
        static consteval int moving() {
            bool const all[] = {moves<A>...};
            int found = 0, i = 0;
            for (; found < K || !all[i]; ++i) found += all[i] ? 1 : 0;
            return i;
        }

        template <int... K, class... A>
        TYPEGRAD_INLINE auto recorded(std::integer_sequence<int, K...>, A const&... arguments) const {
            using T = typename numbers_of_call<A...>::type;
            constexpr std::size_t inputs = static_cast<std::size_t>((0 + ... + (moves<A> ? typegrad::leaves<A> : 0)));
            auto const all = typegrad::value_and_jacobian(function, wrt<moving<K, A...>()...>, Policies{}...)(values_of_argument(arguments)...);
            using result = std::remove_cvref_t<decltype(all.value)>;

            constexpr std::size_t results = static_cast<std::size_t>(typegrad::leaves<result>);

            id handles[inputs];
            index at[inputs];
            std::size_t operand = 0;
            bool is_near = current<T>.has_room();
            auto const find = [&]<class S>(S const& argument) TYPEGRAD_INLINE_LAMBDA {
                if constexpr (moves<S>)
                    each_leaf<S>(argument, [&](auto const& x) TYPEGRAD_INLINE_LAMBDA {
                        handles[operand] = x.identity();
                        is_near = is_near && current<T>.find_near(handles[operand], at[operand]);
                        ++operand;
                    });
            };
            (find(arguments), ...);

            rebind<result, variable<T>> y;
            variable<T> rows[results];
            std::size_t row = 0;
            if (is_near) [[likely]] {
                index any = 0;
                for (index const i : at) any |= i;
                each_leaf<result>(all.value, [&](auto const& value) TYPEGRAD_INLINE_LAMBDA {
                    rows[row] = any == 0 ? variable<T>(T(value)) : variable<T>::recorded(T(value), current<T>.template record_row<inputs>(at, all.jacobian[row], T(value), "a compiled function"));
                    ++row;
                });
            } else {
                // By one call, which gives the values back (tape/recording.hpp).
                auto const far = record_far(all, std::to_array(handles));
                for (; row < results; ++row) rows[row] = variable<T>::recorded(far[row].first, far[row].second);
            }
            row = 0;
            each_leaf<result>(y, [&](auto& into) TYPEGRAD_INLINE_LAMBDA { into = std::move(rows[row++]); });
            return y;
        }

        // Whatever the handles are.
        template <class Values, std::size_t Inputs>
        [[gnu::noinline, gnu::cold]] static auto record_far(Values all, std::array<id, Inputs> handles) {
            using result = std::remove_cvref_t<decltype(all.value)>;
            using T = scalar_of<result>;
            index at[Inputs];
            index any = 0;
            for (std::size_t k = 0; k < Inputs; ++k) any |= at[k] = current<T>.find(handles[k]);
            std::array<std::pair<T, id>, static_cast<std::size_t>(typegrad::leaves<result>)> rows;
            std::size_t row = 0;
            each_leaf<result>(all.value, [&](auto const& value) {
                rows[row] = {T(value), any == 0 ? constant_id : current<T>.template record_row<Inputs>(at, all.jacobian[row], T(value), "a compiled function")};
                ++row;
            });
            return rows;
        }
    };
}

// f, which the compile-time engine can differentiate, for calls with tape variables, in any shapes and beside numbers:
//
//     constexpr auto step = tape::compiled([](auto y, auto a, auto b) { return exp(-a * y) * b; });
//     y = step(y, a, b);                       // one statement of three terms
//
// What f computes and its derivatives are code of the compiler's making; recorded is one statement for each of its results. Policies, such
// as kinks::right, follow f.
template <class F, class... Policies>
constexpr auto compiled(F f, Policies...) {
    return detail::compiled_function<F, Policies...>{f};
}

}
