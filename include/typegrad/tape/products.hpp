// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// tape::jvp, tape::vjp, and the second order: tape::hvp, tape::hessian, tape::value_gradient_and_hessian.
//
// They take whatever tape::gradient takes: functions that hold state, branch, and loop as often as a number says. Of second
// derivatives the inner one is recorded in turn: its numbers are variables of the tape.
#pragma once
#pragma GCC system_header

#include <typegrad/transform/hessian.hpp>
#include <typegrad/tape/gradient.hpp>

namespace typegrad::inline v0_2::tape {

namespace detail {
    // One recording of a function at a point, of which its leaves are known.
    template <class Request, class T, class... S>
    struct recorded_call {
        static_assert(!(... || is_rows<S>), "typegrad::tape: of functions with loops over typegrad::rows the tape has derivative, gradient, jacobian and their variants with the value");
        using selection = leaf_selection<Request, S...>;
        static constexpr int inputs = (0 + ... + typegrad::leaves<S>);

        call_recording<T> recording{selection::kinks};

        template <class F>
        auto operator()(F const& function, T const* leaf) {
            static_assert(takes<F, variable<T>, S...>,
                          "typegrad::tape: the function cannot be called with tape variables in this number and shape; declare its parameters auto");
            int next = 0;
            std::tuple<rebind<S, variable<T>>...> variables{shaped<S, variable<T>>([&] {
                T const x = leaf[next];
                return recording.argument(x, selection::contains(next++));
            })...};
            recording.arguments_are_complete();
            return value_of_call(function, variables);
        }
    };

    template <class F, class Request>
    struct jvp_transform {
        [[no_unique_address]] F function;

        template <class... A>
        auto operator()(A const&... arguments) const {
            constexpr int points = point_arguments<Request, static_cast<int>(sizeof...(A))>();
            static_assert(points > 0, "typegrad::tape::jvp, hvp: after the point comes a tangent for each differentiated argument, in its shape");
            if constexpr (has_flexible_arguments<A...>) return flexible(std::make_index_sequence<static_cast<std::size_t>(points)>{}, std::tie(arguments...));
            else return fixed<points>(arguments...);
        }

    private:
        template <int points, class... A>
        auto fixed(A const&... arguments) const {
            check_numbers<scalar_of_call<F, A...>>();
            return at(first_shapes<points, A...>{}, flatten<scalar_of_call<F, A...>, A...>(arguments...));
        }
        template <std::size_t... I, class... A>
        auto flexible(std::index_sequence<I...>, std::tuple<A const&...> arguments) const {
            using T = typename common_scalar<typename flexible_shape<A>::scalar...>::type;
            check_numbers<T>();
            flexible_call<Request, T, std::tuple_element_t<I, std::tuple<A...>>...> call(std::get<I>(arguments)...);
            auto const y = call(function);
            index next = 0;
            [&]<std::size_t... J>(std::index_sequence<J...>) { (set_tangents<T>(call.recording, std::get<sizeof...(I) + J>(arguments), next), ...); }(std::make_index_sequence<sizeof...(A) - sizeof...(I)>{});
            if (next != call.recording.argument_count()) fail("tape::jvp, hvp: a tangent has not the size of its argument");
            using result = std::remove_cvref_t<decltype(y)>;
            auto const rows = rows_of_result<T>(y);  // before the sweep: those of a tensor are recorded
            call.recording.push();
            auto row = rows.begin();
            auto const tangents = flexible_shape<result>::template made<T>(y, [&] { return call.recording.tangent(*row++); });
            return value_with_tangent<std::remove_const_t<decltype(tangents)>, std::remove_const_t<decltype(tangents)>>{values_of_result(y, rows), tangents};
        }
        template <class T, class A>
        static void set_tangents(call_recording<T> const& recording, A const& tangent, index& next) {
            flexible_shape<A>::each(tangent, [&](auto const& t) {
                if (next < recording.argument_count()) recording.set_tangent(next, static_cast<T>(t));
                ++next;
            });
        }
        template <class... S, class T, std::size_t N>
        auto at(shape_list<S...>, std::array<T, N> const& leaf) const {
            using call = recorded_call<Request, T, S...>;
            static_assert(static_cast<std::size_t>(call::inputs + call::selection::count) == N, "typegrad::tape::jvp, hvp: a tangent has not the shape of its argument");
            call recorded;
            auto const y = recorded(function, leaf.data());
            using result = std::remove_cvref_t<decltype(y)>;
            auto& recording = recorded.recording;
            for (int i = 0; i < call::selection::count; ++i) recording.set_tangent(i, leaf[static_cast<std::size_t>(call::inputs + i)]);
            recording.push();

            std::array<T, static_cast<std::size_t>(2 * typegrad::leaves<result>)> all{};
            T *value = all.data(), *tangent = value + typegrad::leaves<result>;
            each_leaf<result>(y, [&](auto const& v) { *value++ = variable<T>(v).value(), *tangent++ = recording.tangent(variable<T>(v)); });
            T const* next = all.data();
            auto const take = [&] { return *next++; };
            rebind<result, T> const values = shaped<result, T>(take);
            return value_with_tangent<rebind<result, T>, rebind<result, T>>{values, shaped<result, T>(take)};
        }
    };

    template <class F, class Request>
    struct vjp_transform {
        [[no_unique_address]] F function;

        template <class... A>
        auto operator()(A const&... arguments) const {
            static_assert(sizeof...(A) > 1, "typegrad::tape::vjp: after the point comes a cotangent in the shape of the function's result");
            if constexpr (has_flexible_arguments<A...>) {
                return flexible(std::make_index_sequence<sizeof...(A) - 1>{}, std::tie(arguments...));
            } else {
                check_numbers<scalar_of_call<F, A...>>();
                return at(first_shapes<static_cast<int>(sizeof...(A)) - 1, A...>{}, flatten<scalar_of_call<F, A...>, A...>(arguments...));
            }
        }

    private:
        template <std::size_t... I, class... A>
        auto flexible(std::index_sequence<I...>, std::tuple<A const&...> arguments) const {
            using T = typename common_scalar<typename flexible_shape<A>::scalar...>::type;
            check_numbers<T>();
            flexible_call<Request, T, std::tuple_element_t<I, std::tuple<A...>>...> call(std::get<I>(arguments)...);
            auto const y = call(function);
            auto const rows = rows_of_result<T>(y);
            using last_argument = std::tuple_element_t<sizeof...(I), std::tuple<A...>>;
            std::vector<T> cotangents;
            flexible_shape<last_argument>::each(std::get<sizeof...(I)>(arguments), [&](auto const& w) { cotangents.push_back(static_cast<T>(w)); });
            if (cotangents.size() != rows.size()) fail("tape::vjp: the cotangent has not the size of the function's result");
            for (std::size_t i = 0; i < rows.size(); ++i) call.recording.seed(rows[i], cotangents[i]);
            call.recording.sweep();
            index next = 0;
            auto gradient = call.selected([&] { return call.recording.take_derivative(next++); });
            return value_with_gradient<decltype(values_of_result(y, rows)), decltype(gradient)>{values_of_result(y, rows), std::move(gradient)};
        }

        template <class... S, class T, std::size_t N>
        auto at(shape_list<S...>, std::array<T, N> const& leaf) const {
            using call = recorded_call<Request, T, S...>;
            call recorded;
            auto const y = recorded(function, leaf.data());
            using result = std::remove_cvref_t<decltype(y)>;
            static_assert(static_cast<std::size_t>(call::inputs + typegrad::leaves<result>) == N, "typegrad::tape::vjp: the cotangent has not the shape of the function's result");
            auto& recording = recorded.recording;
            std::array<T, static_cast<std::size_t>(call::selection::count) + 1> partial{};
            T const* cotangent = leaf.data() + call::inputs;
            each_leaf<result>(y, [&](auto const& v) { recording.seed(variable<T>(v), *cotangent++); });
            recording.sweep();
            for (int i = 0; i < call::selection::count; ++i) partial[static_cast<std::size_t>(i)] = recording.take_derivative(i);
            using row = gradient_row<Request, T, S...>;
            std::array<T, static_cast<std::size_t>(typegrad::leaves<result>)> values{};
            T* value = values.data();
            each_leaf<result>(y, [&](auto const& v) { *value++ = variable<T>(v).value(); });
            T const* next = values.data();
            value_with_gradient<rebind<result, T>, typename row::type> pulled{shaped<result, T>([&] { return *next++; }), {}};
            row::fill(pulled.gradient, partial.data());
            return pulled;
        }
    };

    // The tangent of the gradient.
    template <class Tangents>
    struct hvp_transform {
        Tangents tangents;

        template <class... A>
        auto operator()(A const&... arguments) const {
            auto const all = tangents(arguments...);
            using scalar = std::remove_cvref_t<decltype(all.value.value)>;
            using gradient = std::remove_cvref_t<decltype(all.value.gradient)>;
            return value_with_hessian_product<scalar, gradient, gradient>{all.value.value, all.value.gradient, all.tangent.gradient};
        }
    };

    // The Jacobian of value and gradient, without its first row.
    template <class Jacobian>
    struct value_gradient_and_hessian_transform {
        Jacobian jacobian;

        template <class... A>
        auto operator()(A const&... arguments) const {
            auto const all = jacobian(arguments...);
            using scalar = std::remove_cvref_t<decltype(all.value.value)>;
            using gradient = std::remove_cvref_t<decltype(all.value.gradient)>;
            if constexpr (has_flexible_arguments<A...>) {
                using matrix = std::vector<std::vector<scalar>>;
                return value_with_gradient_and_hessian<scalar, gradient, matrix>{all.value.value, all.value.gradient, matrix(all.jacobian.begin() + 1, all.jacobian.end())};
            } else {
                constexpr std::size_t n = std::tuple_size_v<std::remove_cvref_t<decltype(all.jacobian[0])>>;
                value_with_gradient_and_hessian<scalar, gradient, std::array<std::array<scalar, n>, n>> result{all.value.value, all.value.gradient, {}};
                for (std::size_t i = 0; i < n; ++i) result.hessian[i] = all.jacobian[i + 1];
                return result;
            }
        }
    };
}

// tape::jvp(f)(point…, tangent…): { value, tangent }, as typegrad::jvp; one recording, one sweep forward.
template <class F, class... Policies>
auto jvp(F f, Policies...) {
    return typegrad::detail::run_as_asked<detail::jvp_transform, typegrad::detail::point_and_tangents, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::vjp(f)(point…, cotangent): { value, gradient }, as typegrad::vjp; one recording, one sweep back.
template <class F, class... Policies>
auto vjp(F f, Policies...) {
    return typegrad::detail::run_as_asked<detail::vjp_transform, typegrad::detail::point_and_cotangent, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::hvp(f)(point…, tangent…): { value, gradient, product }, forward over the gradient.
template <class F, class... Policies>
auto hvp(F f, Policies... policies) {
    auto const tangents = tape::jvp(tape::value_and_gradient(f, policies...), policies...);
    return detail::hvp_transform<std::remove_const_t<decltype(tangents)>>{tangents};
}

// tape::hessian(f)(a, b, …): row-major, a sweep back for each row over one recording of the gradient.
template <class F, class... Policies>
auto hessian(F f, Policies... policies) {
    return tape::jacobian(tape::gradient(f, policies...), policies...);
}

// tape::value_gradient_and_hessian(f)(a, b, …): { value, gradient, hessian }.
template <class F, class... Policies>
auto value_gradient_and_hessian(F f, Policies... policies) {
    auto const both = tape::value_and_jacobian(tape::value_and_gradient(f, policies...), policies...);
    return detail::value_gradient_and_hessian_transform<std::remove_const_t<decltype(both)>>{both};
}

}
