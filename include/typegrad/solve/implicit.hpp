// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A solution x(p) of f(x, p) = 0 as an operation. Its value is found by iteration, which no derivative sees; its derivative is
// that of the implicit function theorem,
//
//     dx = -(∂f/∂x)⁻¹ ∂f/∂p dp,
//
// made of f's own derivatives at the solution, as nodes: they have derivatives again, to any order. Backwards it is one
// transposed linear system and one sweep over f, whatever the number of parameters.
#pragma once
#pragma GCC system_header

#include <typegrad/transform/gradient.hpp>
#include <typegrad/solve/linear.hpp>

namespace typegrad::inline v0_2::solvers {

// Numbers that are not differentiated, one after the other, in the shape S.
template <class S, class V>
constexpr rebind<S, V> taken_from(V const*& next) {
    return typegrad::detail::shaped<S, V>([&] { return *next++; });
}

// Method: what is solved and how (solve.hpp). Start: the shape of where the iteration begins. P: those of the parameters. All
// with double for scalars, so that calls in several types are one operation.
template <class Method, class Start, class... P>
struct implicit_ : op::call {
    using unknowns = typename Method::template unknowns<Start>;

    static constexpr auto text = Method::text;
    static constexpr int components = leaves<unknowns>;
    static constexpr int starts = leaves<Start>;
    static constexpr int parameters = (0 + ... + leaves<P>);
    static constexpr int arguments = starts + parameters;
    static constexpr auto n = static_cast<std::size_t>(components), m = static_cast<std::size_t>(parameters);

    // The function, with the unknowns and the parameters each in one array.
    template <class Function>
    struct of_arrays {
        template <class V>
        constexpr auto operator()(std::array<V, n> const& x, std::array<V, m> const& p) const {
            V const* next_x = x.data();
            [[maybe_unused]] V const* next_p = p.data();
            std::tuple<rebind<unknowns, V>, rebind<P, V>...> all{taken_from<unknowns>(next_x), taken_from<P>(next_p)...};
            return std::apply(Function{}, all);
        }
        template <class V>
        constexpr auto operator()(std::array<V, n> const& x) const
            requires(m == 0)
        {
            return (*this)(x, std::array<V, 0>{});
        }
    };
    using residual = of_arrays<typename Method::residual>;

    template <class T>
    [[gnu::noinline]] static constexpr std::array<T, n> value(std::array<T, static_cast<std::size_t>(arguments)> const& argument) {
        static_assert(requires(T a) { { a < a } -> std::same_as<bool>; }, "typegrad: a solver runs with numbers of which one is less than another; not with SIMD packs or complex numbers");
        std::array<T, m> p{};
        for (std::size_t j = 0; j < m; ++j) p[j] = argument[static_cast<std::size_t>(starts) + j];
        return Method::template solution<implicit_>(argument.data(), p);
    }

    // ∂x/∂p, of numbers. The start has no influence.
    template <class T>
    static std::array<std::array<T, static_cast<std::size_t>(arguments)>, n> jacobian(std::array<T, static_cast<std::size_t>(arguments)> const& argument, std::array<T, n> const& x) {
        std::array<std::array<T, static_cast<std::size_t>(arguments)>, n> result{};
        if constexpr (m > 0) {
            std::array<T, n + m> leaf{};
            for (std::size_t i = 0; i < n; ++i) leaf[i] = x[i];
            for (std::size_t j = 0; j < m; ++j) leaf[n + j] = argument[static_cast<std::size_t>(starts) + j];
            auto const slope = back::evaluate<graph::made<traced<slopes, typegrad::detail::literal_for<T>, std::array<T, n + m>>>>(leaf);
            for (std::size_t k = 0; k < n; ++k)
                for (std::size_t j = 0; j < m; ++j) result[k][static_cast<std::size_t>(starts) + j] = slope[k * m + j];
        }
        return result;
    }

    template <class V>
    static constexpr void pull_back(auto& graph, V const* argument, V const* x, V const* w, bool const* wanted, V* owed) {
        linearisation<V, components> at(graph, w);
        at.differentiate();
        V adjoint[n];
        solve_linear<components>(at.by_unknowns, at.seed, true, adjoint);
        for (V& entry : adjoint) entry = entry.is_zero() ? entry : -entry;
        V row[m + 1];
        auto const selected = [&](int i) { return i >= components && i < components + parameters && wanted[starts + i - components]; };
        int const count = static_cast<int>(at.nested.weighted_row(at.value, adjoint, components, selected, graph.kinks(), row) - row);
        at.substitute(x, argument, w, row, count);
        for (int j = 0, next = 0; j < parameters; ++j)
            if (wanted[starts + j]) owed[starts + j] = row[next++];
    }
    template <class V>
    static constexpr void push_forward(auto& graph, V const* argument, V const* x, V const* tangent, V* moves) {
        V const* const moving = tangent + starts;
        linearisation<V, parameters> at(graph, moving);
        V velocity[n + m + m + 1], change[n];
        pass::set_to_zero(velocity);
        for (int j = 0; j < parameters; ++j) velocity[components + j] = at.seed[j];
        // Before there is more than f itself that could move.
        at.nested.tangents(velocity, at.value, components, graph.kinks(), change);
        at.differentiate();
        solve_linear<components>(at.by_unknowns, change, false, moves);
        for (int k = 0; k < components; ++k) moves[k] = moves[k].is_zero() ? moves[k] : -moves[k];
        at.substitute(x, argument, moving, moves, components);
    }

private:
    // f at placeholders for the solution and the parameters, and ∂f/∂x there. The cotangents or tangents that are to come have
    // placeholders too, so that of all that is made here on the way nothing depends on the world outside: a later sweep finds
    // nothing to do there.
    template <class V, int Seeds>
    struct linearisation {
        using literal = typename V::builder::literal_type;
        graph::builder<literal>& graph;
        pass::nested_derivative<literal> nested;
        V value[n];
        V seed[static_cast<std::size_t>(Seeds) + 1];
        V by_unknowns[n * n];

        constexpr linearisation(graph::builder<literal>& builder, V const* seeds) : graph(builder), nested(builder, components + parameters + Seeds) {
            std::array<V, n> x{};
            std::array<V, m> p{};
            for (std::size_t i = 0; i < n; ++i) x[i] = nested.placeholder(static_cast<int>(i));
            for (std::size_t j = 0; j < m; ++j) p[j] = nested.placeholder(static_cast<int>(n + j));
            for (int k = 0; k < Seeds; ++k) seed[k] = seeds[k].is_literal() ? seeds[k] : nested.placeholder(components + parameters + k);
            auto const f = residual{}(x, p);
            V* next = value;
            each_leaf<std::remove_cvref_t<decltype(f)>>(f, [&](auto const& leaf) { *next++ = V(leaf); });
        }
        constexpr void differentiate() {
            V* row = by_unknowns;
            for (V const& y : value) row = nested.row(y, [](int i) { return i < components; }, graph.kinks(), row);
        }
        constexpr void substitute(V const* x, V const* argument, V const* seeds, V* results, int count) const {
            V at[n + m + static_cast<std::size_t>(Seeds)];
            for (std::size_t i = 0; i < n; ++i) at[i] = x[i];
            for (std::size_t j = 0; j < m; ++j) at[n + j] = argument[static_cast<std::size_t>(starts) + j];
            for (std::size_t k = 0; k < static_cast<std::size_t>(Seeds); ++k) at[n + m + k] = seeds[k];
            nested.substitute(at, results, count);
        }
    };

    // ∂x/∂p at a solution, by rows: x and p go in.
    struct slopes {
        template <class V>
        constexpr auto operator()(std::array<V, n + m> const& at) const {
            std::array<V, n * m> result{};
            V argument[static_cast<std::size_t>(arguments)];
            bool wanted[static_cast<std::size_t>(arguments)];
            for (int j = 0; j < arguments; ++j) {
                wanted[j] = j >= starts;
                if (j >= starts) argument[j] = at[n + static_cast<std::size_t>(j - starts)];
            }
            for (std::size_t k = 0; k < n; ++k) {
                V unit[n], owed[static_cast<std::size_t>(arguments)];
                pass::set_to_zero(unit);
                unit[k] = V(1);
                pull_back(*at[0].graph(), argument, at.data(), unit, wanted, owed);
                for (std::size_t j = 0; j < m; ++j) result[k * m + j] = owed[static_cast<std::size_t>(starts) + j];
            }
            return result;
        }
    };
};

}
