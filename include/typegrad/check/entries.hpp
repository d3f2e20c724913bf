// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The comparison behind check_gradient: each derivative with the differences, and with the complex step where it can be taken.
#pragma once
#pragma GCC system_header

#include <typegrad/check/complex_step.hpp>
#include <typegrad/check/differences.hpp>
#include <typegrad/check/result.hpp>
#include <typegrad/transform/gradient.hpp>

#include <tuple>
#include <type_traits>

namespace typegrad::inline v0_2 {

// check_gradient(f, tolerance(1e-6), point…): a relative error that is allowed beside what is unknown.
struct tolerance {
    double relative;

    constexpr explicit tolerance(double r) : relative(r) {}
};

namespace check::detail {
    using namespace typegrad::detail;

    // A function as one of leaves to leaves: by its graph, which computes what the function does to the last bit; or, where it is not
    // generic or holds what it does not say, by calling it with numbers.
    template <class F, class T, class... S>
    struct of_leaves {
        static constexpr bool by_graph = [] {
            if constexpr (state<F>::complete) return takes<typename state<F>::template rebind<tracer<literal_for<T>>>, tracer<literal_for<T>>, S...>;
            else return false;
        }();
        static constexpr auto result_shape() {
            if constexpr (by_graph) return std::type_identity<typename traced<F, literal_for<T>, S...>::result>{};
            else return std::type_identity<std::remove_cvref_t<std::invoke_result_t<F const&, rebind<S, T>&...>>>{};
        }
        using result = typename decltype(result_shape())::type;
        using source = traced<F, literal_for<T>, S...>;
        static constexpr auto outputs = static_cast<std::size_t>(leaves<result>);

        template <std::size_t N>
        static constexpr std::array<T, outputs> evaluate(F const& function, std::array<T, N> const& leaf) {
            if constexpr (by_graph) return back::evaluate<graph::made<source>>(leaf);
            else {
                std::size_t next = 0;
                std::tuple<rebind<S, T>...> arguments{shaped<S, T>([&] { return leaf[next++]; })...};
                return typegrad::detail::flatten<T, result>(std::apply(function, arguments));
            }
        }
    };

    // The scale of a leaf: its size; of a zero that of the argument's largest leaf, or 1.
    template <class T, std::size_t N>
    constexpr T scale_of(std::array<T, N> const& leaf, std::size_t i, std::size_t first, std::size_t count) {
        if (leaf[i] != 0) return math::abs(leaf[i]);
        T size = 0;
        for (std::size_t j = first; j < first + count; ++j) size = largest(size, math::abs(leaf[j]));
        return size > 0 && math::isfinite(size) ? size : T(1);
    }

    template <class T>
    constexpr verdict judged(entry<T>& e, samples<T> const& f, steps<T> const& h, T other_slopes, T relative, estimate<T> by_complex_step) {
        differences<T> const d(f, h);
        constexpr T epsilon = std::numeric_limits<T>::epsilon();
        e.differences = d.central.value, e.left = d.left.value, e.right = d.right.value;
        if (!math::isfinite(f.center) || !d.left.known() || !d.right.known() || !d.central.known()) return verdict::no_values;
        if (d.kink()) return verdict::kink;
        T const given = math::isfinite(e.given) ? math::abs(e.given) : T(0), allowed = relative * largest(given, math::abs(e.differences));
        auto const off_from = [&](estimate<T> const& right) {
            e.tolerance = 8 * right.error + 64 * epsilon * largest(largest(math::abs(right.value), given), other_slopes) + allowed;
            e.off = math::abs(e.given - right.value);
            return !(e.off <= e.tolerance);
        };
        if (by_complex_step.known()) {
            e.has_complex_step = true, e.complex_step = by_complex_step.value;
            return off_from(by_complex_step) ? verdict::wrong : verdict::right;
        }
        bool const wrong = off_from(d.central);
        if (f.constant() && e.given == 0) return verdict::right;
        // Without a change that is more than noise only a derivative of which one would have been seen is wrong.
        if (!d.resolved) return f.variation() == 0 && math::abs(e.given) * h[0] > T(1e3) * epsilon * largest(math::abs(f.center), T(1)) ? verdict::wrong : verdict::no_limit;
        // Known well enough: to three digits of it, or of what it could be.
        T const worth = largest(largest(math::abs(d.central.value), given), largest(other_slopes, d.natural));
        return e.tolerance - allowed > T(1e-3) * worth ? verdict::no_limit : wrong ? verdict::wrong : verdict::right;
    }

    // The values of all rows around the point along its i-th leaf.
    template <class Function, class F, class T, std::size_t N>
    constexpr auto sampled(F const& function, std::array<T, N> const& point, std::size_t i, steps<T> const& h) {
        std::array<samples<T>, Function::outputs> f{};
        auto const at = [&](T value) {
            auto moved = point;
            moved[i] = value;
            return Function::evaluate(function, moved);
        };
        auto const center = at(point[i]);
        for (std::size_t row = 0; row < f.size(); ++row) f[row].center = center[row];
        for (std::size_t k = 0; k < f[0].above.size(); ++k) {
            auto const above = at(point[i] + h[static_cast<int>(k)]), below = at(point[i] - h[static_cast<int>(k)]);
            for (std::size_t row = 0; row < f.size(); ++row) f[row].above[k] = above[row], f[row].below[k] = below[row];
        }
        for (std::size_t k = 0; k < f[0].near.size(); ++k) {
            auto const near = at(point[i] + h.neighbour(static_cast<int>(k))), apart = at(point[i] + h.neighbour_apart(static_cast<int>(k)));
            for (std::size_t row = 0; row < f.size(); ++row) f[row].near[k] = near[row], f[row].near_apart[k] = apart[row];
        }
        return f;
    }

    // Fills the entries of all rows for the leaves that are selected.
    template <class Function, class Selection, bool Complex, class F, class T, std::size_t N, std::size_t Arguments>
    constexpr void compare(F const& function, std::array<T, N> const& point, std::array<int, Arguments> const& sizes, T relative, entry<T>* entries) {
        constexpr auto rows = Function::outputs;
        constexpr int columns = Selection::count;
        int column = 0, leaf = 0;
        for (std::size_t argument = 0; argument < Arguments; ++argument) {
            auto const first = static_cast<std::size_t>(leaf), size = static_cast<std::size_t>(sizes[argument]);
            for (int of_argument = 0; of_argument < sizes[argument]; ++of_argument, ++leaf) {
                if (!Selection::contains(leaf)) continue;
                auto const i = static_cast<std::size_t>(leaf);
                std::array<estimate<T>, rows> complex{};
                if constexpr (Complex)
                    if (!std::is_constant_evaluated()) complex = complex_step<typename Function::source>(point, i);
                // A small coordinate may be one beside a large number: then larger steps see more.
                T scale = scale_of(point, i, first, size);
                for (int attempt = 0; attempt == 0 || (attempt < 4 && scale < 1); ++attempt, scale *= 1024) {
                    steps<T> const h(scale < 1 || attempt == 0 ? scale : T(1));
                    auto const f = sampled<Function>(function, point, i, h);
                    bool converged = true;
                    for (std::size_t row = 0; row < rows; ++row) {
                        entry<T>& e = entries[row * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column)];
                        e.value = static_cast<int>(row), e.argument = static_cast<int>(argument), e.leaf = of_argument;
                        // What the other derivatives of this value are, over the same scale.
                        T others = 0;
                        for (std::size_t j = 0, c = 0; j < N; ++j) {
                            if (!Selection::contains(static_cast<int>(j))) continue;
                            T const slope = entries[row * static_cast<std::size_t>(columns) + c++].given * math::abs(point[j]) / h.scale;
                            if (j != i && math::isfinite(slope)) others = largest(others, math::abs(slope));
                        }
                        if (attempt == 0 || e.verdict == verdict::no_limit) e.verdict = judged(e, f[row], h, others, relative, complex[row]);
                        converged = converged && e.verdict != verdict::no_limit;
                    }
                    if (converged) break;
                }
                ++column;
            }
        }
    }

    template <class Function>
    consteval bool takes_complex() {
        if constexpr (Function::by_graph) return analytic<typename Function::source>();
        else return false;
    }

    // The derivatives to check: one row of them in the shapes of the arguments, or a Jacobian; or what the user's own gradient gives.
    struct of_transform {};
    template <class Request, int Rows, class F, class... S>
    constexpr auto derivatives(of_transform, F const& function, S const&... point) {
        using result = std::conditional_t<Rows == 1, gradient_result, jacobian_result>;
        return as_asked<typegrad::detail::kind<result>::template transform, point_alone, F, Request>{function}(point...);
    }
    template <class Request, int Rows, class G, class F, class... S>
    constexpr auto derivatives(G const& gradient, F const&, S const&... point) {
        return gradient(point...);
    }

    template <class Request, class F, class G, class... S>
    constexpr auto entries(F const& function, G const& gradient, double relative, S const&... point) {
        using T = scalar_of_call<F, S...>;
        static_assert(std::is_floating_point_v<T>, "typegrad::check_gradient: the point is given in numbers, or in arrays, tuples and the like of them");
        using of = of_leaves<F, T, S...>;
        using selection = leaf_selection<Request, S...>;
        constexpr auto rows = static_cast<int>(of::outputs);
        auto const given = derivatives<Request, rows>(gradient, function, point...);
        using shape = std::remove_cvref_t<decltype(given)>;
        static_assert(leaves<shape> == rows * selection::count, "typegrad::check_gradient: the gradient that was given has not as many numbers as the function has derivatives");

        std::array<entry<T>, static_cast<std::size_t>(rows * selection::count)> all{};
        std::size_t next = 0;
        each_leaf<shape>(given, [&](auto const& leaf) {
            constexpr auto columns = static_cast<std::size_t>(selection::count);
            all[next / columns * columns + asked_leaves<Request, S...>::place[next % columns]].given = static_cast<T>(leaf);
            ++next;
        });
        auto const leaf = [&] {
            if constexpr (of::by_graph) return inputs_of_call<T>(function, point...);
            else return flatten<T, S...>(point...);
        }();
        compare<of, selection, takes_complex<of>()>(function, leaf, std::array<int, sizeof...(S)>{leaves<S>...}, static_cast<T>(relative), all.data());
        return all;
    }

    constexpr double tolerance_among() { return 0; }
    template <class First, class... Rest>
    constexpr double tolerance_among(First const& first, Rest const&... rest) {
        if constexpr (std::is_same_v<First, tolerance>) return first.relative;
        else return tolerance_among(rest...);
    }
}

}
