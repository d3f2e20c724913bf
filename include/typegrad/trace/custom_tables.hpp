// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Operators of one's own (op/custom.hpp) with tables among their operands: a std::array, or another shape that arguments have. The
// operator is a call (op/call.hpp) of all leaves, and each partial derivative that was given is one as well: it is called with numbers,
// as the value is, so that it may look into the table by an index that it computes. Tables are passive.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/call.hpp>
#include <typegrad/trace/call.hpp>

#include <limits>

namespace typegrad::inline v0_2::op {

namespace internal {
    // What a second derivative would need of a partial derivative that is a plain function.
    struct derivative_of_a_partial : unary {
        static constexpr auto text = "derivative of a partial derivative of an operator of one's own with a table";
        static constexpr int cost = 0;
        static constexpr bool active[3] = {false, false, false};
#define TYPEGRAD_PLAIN_PARTIAL                                                                                                    \
    "typegrad::custom: a second derivative needs the derivative of a partial derivative; beside a table give that as an operator too, " \
    "typegrad::custom(partial, its own partials...)"
        template <class T>
        static constexpr void refuse() {
            static_assert(sizeof(T) == 0, TYPEGRAD_PLAIN_PARTIAL);
        }
        template <class T>
        static constexpr T value(T const&) {
            return std::numeric_limits<T>::quiet_NaN();
        }
    };

    // A partial derivative that is an operator has derivatives. It may leave out the result.
    template <class P>
    inline constexpr int arity_of_operator = 0;
    template <class Op>
    inline constexpr int arity_of_operator<operator_of<Op>> = Op::arity;

    // Operands of the shapes S, one leaf after the other.
    template <class... S>
    struct operand_shapes {
        static constexpr int leaves = (0 + ... + typegrad::leaves<S>);
        static constexpr int count = sizeof...(S);
        static constexpr std::array<bool, sizeof...(S)> is_number{std::is_same_v<S, double>...};
        static constexpr int begin(int operand) {
            int const size[] = {typegrad::leaves<S>...};
            int sum = 0;
            for (int i = 0; i < operand; ++i) sum += size[i];
            return sum;
        }
        // f(operands…, more…), of the leaves.
        template <class F, class T, class... More>
        static constexpr auto call(T const* leaf, More const&... more) {
            std::tuple<rebind<S, T>...> const all{typegrad::detail::shaped<S, T>([&] { return *leaf++; })...};
            return std::apply([&](auto const&... operand) { return F{}(operand..., more...); }, all);
        }
        template <class P, class T>
        static constexpr T partial(T const* leaf, T const& y) {
            if constexpr (arity_of_operator<P> == count) return T(call<P>(leaf));
            else return T(call<P>(leaf, y));
        }
    };

    // A partial derivative, a function of the operands and of the result.
    template <class P, class Shapes>
    struct partial_with_tables : op::call {
        static constexpr auto text = "custom_partial";
        static constexpr int components = 1, arguments = Shapes::leaves + 1, cost = 20;
        template <class T>
        static constexpr std::array<T, 1> value(std::array<T, static_cast<std::size_t>(arguments)> const& leaf) {
            return {Shapes::template partial<P>(leaf.data(), leaf[static_cast<std::size_t>(Shapes::leaves)])};
        }
        template <class T>
        static std::array<std::array<T, static_cast<std::size_t>(arguments)>, 1> jacobian(std::array<T, static_cast<std::size_t>(arguments)> const&, std::array<T, 1> const&) {
            static_assert(sizeof(T) == 0, TYPEGRAD_PLAIN_PARTIAL);
            return {};
        }
        static constexpr bool moves(int leaf) {
            for (int k = 0; k < Shapes::count; ++k)
                if (Shapes::is_number[static_cast<std::size_t>(k)] && Shapes::begin(k) == leaf) return true;
            return leaf == Shapes::leaves;
        }
        template <class V>
        static constexpr V missing(auto& graph, V y) {
            return V(&graph, graph.append({code<derivative_of_a_partial>, graph::what<derivative_of_a_partial, typename V::algebra::scalar>, {y.id(), 0, 0}}));
        }
        template <class V>
        static constexpr void pull_back(auto& graph, V const*, V const* y, V const*, bool const* wanted, V* owed) {
            for (int j = 0; j < arguments; ++j)
                if (moves(j) && wanted[j]) owed[j] = missing(graph, *y);
        }
        template <class V>
        static constexpr void push_forward(auto& graph, V const*, V const* y, V const* tangent, V* change) {
            *change = V(0);
            for (int j = 0; j < arguments; ++j)
                if (moves(j) && !tangent[j].is_zero()) *change = missing(graph, *y);
        }
    };

    template <class F, class Shapes, class... Partials>
    struct custom_with_tables : op::call {
        static constexpr auto text = "custom";
        static constexpr int components = 1, arguments = Shapes::leaves, cost = 20;
        static constexpr auto n = static_cast<std::size_t>(arguments);

        template <class T>
        static constexpr std::array<T, 1> value(std::array<T, n> const& leaf) {
            return {T(Shapes::template call<F>(leaf.data()))};
        }
        template <class T>
        static std::array<std::array<T, n>, 1> jacobian(std::array<T, n> const& leaf, std::array<T, 1> const& y) {
            std::array<std::array<T, n>, 1> result{};
            each_partial([&]<class P>(int at, std::type_identity<P>) { result[0][static_cast<std::size_t>(at)] = Shapes::template partial<P>(leaf.data(), y[0]); });
            return result;
        }
        template <class V>
        static constexpr void pull_back(auto&, V const* leaf, V const* y, V const* w, bool const* wanted, V* owed) {
            each_partial([&]<class P>(int at, std::type_identity<P>) {
                if (wanted[at]) owed[at] = *w * partial<P>(leaf, *y);
            });
        }
        template <class V>
        static constexpr void push_forward(auto&, V const* leaf, V const* y, V const* tangent, V* change) {
            *change = V(0);
            each_partial([&]<class P>(int at, std::type_identity<P>) {
                if (!tangent[at].is_zero()) *change = change->is_zero() ? tangent[at] * partial<P>(leaf, *y) : *change + tangent[at] * partial<P>(leaf, *y);
            });
        }

    private:
        static constexpr void each_partial(auto&& use) {
            int k = 0;
            (use_one<Partials>(use, Shapes::begin(k++)), ...);
        }
        template <class P>
        static constexpr void use_one(auto&& use, int at) {
            if constexpr (!std::is_same_v<P, passive_operand>) use(at, std::type_identity<P>{});
        }
        template <class P, class V>
        static constexpr V partial(V const* leaf, V y) {
            if constexpr (arity_of_operator<P> > 0) return Shapes::template partial<P>(leaf, y);
            else {
                std::array<V, n + 1> all{};
                for (std::size_t i = 0; i < n; ++i) all[i] = leaf[i];
                all[n] = y;
                return V::algebra::template call<partial_with_tables<P, Shapes>>(all)[0];
            }
        }
    };
}

template <class F, class... Partials, class... A>
struct with_tables<custom_<F, Partials...>, A...> {
    static_assert(sizeof...(A) == sizeof...(Partials), "typegrad: an operator of one's own takes as many operands as partial derivatives were given for it");
    static_assert(((std::is_same_v<scalar_of<A>, A> || std::is_same_v<Partials, passive_operand>) && ...),
                  "typegrad::custom: an operand that is a table has no partial derivative; declare it typegrad::passive");
    using scalar = typename typegrad::detail::common_scalar<scalar_of<A>...>::type;

    static constexpr auto call(A const&... a) {
        if constexpr (!is_operand<scalar>) return F{}(a...);
        else if constexpr (!requires { scalar(0); })
            static_assert(sizeof(scalar) == 0, "typegrad::custom: an operator with a table is no part of an expression; write a function, and take its derivative");
        else return call_with<internal::custom_with_tables<F, internal::operand_shapes<rebind<A, double>...>, Partials...>>(typegrad::detail::flatten<scalar, A...>(a...))[0];
    }
};

#undef TYPEGRAD_PLAIN_PARTIAL

}
