// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// tape::derivative, tape::gradient and the rest: the callables and shapes of the compile-time front door, on the tape.
// Here the callable may hold state and branch, since it is run anew at each call.
#pragma once
#pragma GCC system_header

#include <typegrad/gradient.hpp>
#include <typegrad/tape/variable.hpp>

namespace typegrad::tape {

namespace detail {
    using namespace typegrad::detail;

    template <class Kind, class F, class Request>
    struct transform {
        [[no_unique_address]] F function;

        template <class... A>
        auto operator()(A const&... arguments) const {
            using scalar = scalar_of_call<F, A...>;
            static_assert(std::is_floating_point_v<scalar>, "typegrad::tape: the arguments must be numbers, or std::array of numbers; for derivatives of derivatives "
                                                            "take typegrad::gradient(f) to the tape: tape::jacobian(gradient(f))");
            static_assert(takes<F, variable<scalar>, A...>,
                          "typegrad::tape: the function cannot be called with tape variables in this number and shape; declare its parameters auto");
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, rebind<A, variable<scalar>>&...>>;
            using selection = leaf_selection<Request, A...>;
            constexpr int rows = leaves<result>, values = Kind::with_value ? rows : 0;

            arena<scalar>& tape = current<scalar>;
            scope<scalar> const recording(selection::kinks);
            int next = 0;
            std::tuple<rebind<A, variable<scalar>>...> variables{independent<A, scalar, selection>(arguments, next)...};
            auto const y = std::apply(function, variables);

            std::array<scalar, static_cast<std::size_t>(values + rows * selection::count)> leaf{};
            scalar* out = leaf.data();
            if constexpr (Kind::with_value) each_leaf<result>(y, [&](auto const& v) { *out++ = variable<scalar>(v).value(); });
            each_leaf<result>(y, [&](auto const& v) { out = row<selection::count>(tape, variable<scalar>(v), recording.start(), out); });
            return Kind::template shape<Request, result, A...>(leaf.data());
        }

    private:
        // The selected leaves become the first entries of this recording, the others constants.
        template <class S, class T, class Chosen>
        static rebind<S, variable<T>> independent(S const& argument, int& next) {
            T value[static_cast<std::size_t>(leaves<S>)];
            T* v = value;
            each_leaf<S>(argument, [&](auto const& x) { *v++ = static_cast<T>(x); });
            v = value;
            return shaped<S, variable<T>>([&] {
                T const x = *v++;
                return Chosen::contains(next++) ? variable<T>::recorded(x, current<T>.record_leaf()) : variable<T>(x);
            });
        }

        template <int Columns, class T>
        static T* row(arena<T>& tape, variable<T> const& y, index start, T* out) {
            if (y.entry() >= start) tape.sweep(y.entry(), T(1), start);
            for (int i = 0; i < Columns; ++i) {
                auto const at = start + static_cast<index>(i);
                *out++ = y.entry() >= at ? tape.adjoint(at) + T(0) : T(0);
            }
            return out;
        }
    };
}

// tape::derivative(f)(x): df/dx of a function of one scalar.
template <class F, class... Policies>
auto derivative(F f, Policies...) {
    return detail::transform<typegrad::detail::derivative_result, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::gradient(f)(a, b, …), with wrt<…> as typegrad::gradient.
template <class F, class... Policies>
auto gradient(F f, Policies...) {
    return detail::transform<typegrad::detail::gradient_result, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::value_and_gradient(f)(a, b, …): { value, gradient }.
template <class F, class... Policies>
auto value_and_gradient(F f, Policies...) {
    return detail::transform<typegrad::detail::value_and_gradient_result, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::jacobian(f)(a, b, …): row-major, one reverse sweep a row over one recording.
template <class F, class... Policies>
auto jacobian(F f, Policies...) {
    return detail::transform<typegrad::detail::jacobian_result, F, typegrad::detail::request_of<Policies...>>{f};
}

// tape::value_and_jacobian(f)(a, b, …): { value, jacobian }.
template <class F, class... Policies>
auto value_and_jacobian(F f, Policies...) {
    return detail::transform<typegrad::detail::value_and_jacobian_result, F, typegrad::detail::request_of<Policies...>>{f};
}

}
