// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// check_gradient: is that the derivative? Compares with high-order differences and, where the function is made of operations that
// are analytic, with the complex step:
//
//     auto const checked = typegrad::check_gradient(f, 2.0, 0.5);       // gradient(f), or jacobian(f) of several values
//     if (!checked) std::cerr << checked.text();
//     check_gradient(f, g, 2.0, 0.5)                                    // g(2.0, 0.5), written by hand or from elsewhere
//     check_gradient(f, wrt<0>, kinks::right, fast, tolerance(1e-6), point…)
//
// How far a derivative may be off is estimated, for each one: the error of the differences and the noise of the function's values.
// tolerance(r) allows a relative r besides. Where there is nothing to compare with (kinks, poles, the end of the domain) the
// verdict is that it cannot be checked, and the result is not true. It is a check of what is declared: what stop_gradient and
// passive operands leave out is found to be missing.
#pragma once
#pragma GCC system_header

#include <typegrad/check/complex_step.hpp>
#include <typegrad/check/differences.hpp>
#include <typegrad/check/result.hpp>
#include <typegrad/gradient.hpp>
#include <typegrad/op/custom.hpp>

#include <string_view>
#include <tuple>
#include <type_traits>

namespace typegrad {

// check_gradient(f, tolerance(1e-6), point…): a relative error that is allowed beside what is unknown.
struct tolerance {
    double relative;

    constexpr explicit tolerance(double r) : relative(r) {}
};

namespace check::detail {
    using namespace typegrad::detail;

    // What stands between the function and the point.
    template <class A>
    inline constexpr bool is_policy = std::is_same_v<A, tolerance> || std::is_same_v<A, fast_t>;
    template <kink_policy Kinks>
    inline constexpr bool is_policy<kinks::choice<Kinks>> = true;
    template <int... Positions>
    inline constexpr bool is_policy<positions<Positions...> (*)()> = true;
    template <class A>
    inline constexpr bool is_gradient = std::is_class_v<A> && !is_policy<A> && std::is_same_v<scalar_of<A>, A> && !is_scalar<A>;

    template <class... A>
    consteval std::size_t before_the_point() {
        constexpr bool leading[] = {(is_policy<A> || is_gradient<A>)..., false};
        std::size_t count = 0;
        while (leading[count]) ++count;
        return count;
    }

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
        using kind = std::conditional_t<Rows == 1, gradient_result, jacobian_result>;
        return transform<kind, F, Request>{function}(point...);
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
        each_leaf<shape>(given, [&](auto const& leaf) { all[next++].given = static_cast<T>(leaf); });
        auto const leaf = [&] {
            if constexpr (of::by_graph) return inputs_of_call<T>(function, point...);
            else return flatten<T, S...>(point...);
        }();
        compare<of, selection, takes_complex<of>()>(function, leaf, std::array<int, sizeof...(S)>{leaves<S>...}, static_cast<T>(relative), all.data());
        return all;
    }

    // The operators of one's own in a graph.
    constexpr bool is_own(graph::node const& n) { return std::string_view(n.what->text) == "custom"; }
    template <class Source>
    struct own_operators {
        static consteval int count(bool operands) {
            auto const& graph = graph::made<Source>::graph;
            int sum = 0;
            for (int i = graph.input_count; i < graph.node_count; ++i)
                if (is_own(graph.nodes[i])) sum += operands ? graph.nodes[i].what->arity : 1;
            return sum;
        }
        // The node of the k-th one, and where its operands are among all of them.
        static consteval std::array<int, 2> at(int k) {
            auto const& graph = graph::made<Source>::graph;
            int i = graph.input_count, operand = 0;
            for (;; ++i) {
                if (!is_own(graph.nodes[i])) continue;
                if (k-- == 0) return {i, operand};
                operand += graph.nodes[i].what->arity;
            }
        }
        template <int K>
        using operation = operation_of<graph::made<Source>::graph.nodes[at(K)[0]].operation>;
    };

    // The recipe of their operands.
    template <class Source>
    struct operands_of_operators {
        using literal_type = typename Source::literal_type;
        static constexpr int inputs = Source::inputs;
        static constexpr int outputs = own_operators<Source>::count(true);
        static constexpr int exact_outputs = outputs;
        static constexpr int expected_nodes = graph::made<Source>::graph.node_count + 8;
        static constexpr int expected_literals = graph::made<Source>::graph.literal_count + 8;

        static constexpr auto start() { return graph::builder<literal_type>(graph::made<Source>::graph, expected_nodes); }
        static constexpr void run(graph::builder<literal_type>& builder, int* output) {
            constexpr int count = own_operators<Source>::count(false);
            for_each<count>(builder, output);
        }

    private:
        template <int Count, int K = 0>
        static constexpr void for_each(graph::builder<literal_type>& builder, int* output) {
            if constexpr (K < Count) {
                graph::node const n = builder[own_operators<Source>::at(K)[0]];
                for (int operand = 0; operand < n.what->arity; ++operand) *output++ = n.operand[operand];
                for_each<Count, K + 1>(builder, output);
            }
        }
    };

    template <class Op>
    consteval int differentiated_operands() {
        int count = 0;
        for (int k = 0; k < Op::arity; ++k) count += Op::active[k];
        return count;
    }
    template <class Op>
    consteval int differentiated_operand(int number) {
        int k = 0;
        for (;; ++k)
            if (Op::active[k] && number-- == 0) return k;
    }
    template <class Op, class T, int... Selected, std::size_t... Operand>
    constexpr auto entries_of_operator(T const* operand, double relative, std::integer_sequence<int, Selected...>, std::index_sequence<Operand...>) {
        return entries<request<positions<differentiated_operand<Op>(Selected)...>>>(op::operator_of<Op>{}, of_transform{}, relative, operand[Operand]...);
    }

    template <class Source, int K, int Count, class T>
    constexpr auto check_operators([[maybe_unused]] T const* operand, [[maybe_unused]] double relative) {
        if constexpr (K == Count) return std::array<entry<T>, 0>{};
        else {
            using operation = typename own_operators<Source>::template operation<K>;
            auto const rest = check_operators<Source, K + 1, Count>(operand, relative);
            constexpr int selected = differentiated_operands<operation>();
            std::array<entry<T>, static_cast<std::size_t>(selected) + std::tuple_size_v<decltype(rest)>> all{};
            if constexpr (selected > 0) {
                auto const own = entries_of_operator<operation>(operand + own_operators<Source>::at(K)[1], relative, std::make_integer_sequence<int, selected>{},
                                                                std::make_index_sequence<static_cast<std::size_t>(operation::arity)>{});
                for (std::size_t i = 0; i < own.size(); ++i) all[i] = own[i], all[i].value = K;
            }
            for (std::size_t i = 0; i < rest.size(); ++i) all[static_cast<std::size_t>(selected) + i] = rest[i];
            return all;
        }
    }
    template <class F, class... S>
    constexpr auto operators_in([[maybe_unused]] F const& function, [[maybe_unused]] double relative, S const&... point) {
        using T = scalar_of_call<F, S...>;
        using of = of_leaves<F, T, S...>;
        if constexpr (!of::by_graph) return std::array<entry<T>, 0>{};
        else if constexpr (own_operators<typename of::source>::count(false) == 0) return std::array<entry<T>, 0>{};
        else {
            using source = typename of::source;
            auto const operands = back::evaluate<graph::made<operands_of_operators<source>>>(inputs_of_call<T>(function, point...));
            return check_operators<source, 0, own_operators<source>::count(false)>(operands.data(), relative);
        }
    }

    // What the leading arguments say.
    template <class Request, class... A>
    struct request_before_the_point {
        using type = Request;
    };
    template <class Request, class First, class... Rest>
    struct request_before_the_point<Request, First, Rest...> {
        static constexpr auto next() {
            if constexpr (is_gradient<First> || std::is_same_v<First, tolerance>) return std::type_identity<Request>{};
            else return std::type_identity<typename requested<Request, First>::type>{};
        }
        using type = typename request_before_the_point<typename decltype(next())::type, Rest...>::type;
    };
    constexpr of_transform gradient_among() { return {}; }
    template <class First, class... Rest>
    constexpr auto gradient_among(First const& first, Rest const&... rest) {
        if constexpr (is_gradient<First>) return first;
        else return gradient_among(rest...);
    }
    constexpr double tolerance_among() { return 0; }
    template <class First, class... Rest>
    constexpr double tolerance_among(First const& first, Rest const&... rest) {
        if constexpr (std::is_same_v<First, tolerance>) return first.relative;
        else return tolerance_among(rest...);
    }

    template <class F, class... A, std::size_t... Leading, std::size_t... Point>
    constexpr auto checked(F const& function, std::tuple<A const&...> all, std::index_sequence<Leading...>, std::index_sequence<Point...>) {
        using request = typename request_before_the_point<typegrad::detail::request<>, std::tuple_element_t<Leading, std::tuple<A...>>...>::type;
        double const relative = tolerance_among(std::get<Leading>(all)...);
        auto const found = entries<request>(function, gradient_among(std::get<Leading>(all)...), relative, std::get<sizeof...(Leading) + Point>(all)...);
        auto const of_operators = operators_in(function, relative, std::get<sizeof...(Leading) + Point>(all)...);
        using T = decltype(found[0].given);
        return result<std::remove_const_t<T>, std::tuple_size_v<decltype(found)>, std::tuple_size_v<decltype(of_operators)>>{found, of_operators};
    }
}

// check_gradient(f, point…): the check of gradient(f) at the point, or of jacobian(f) where f returns several values. After f may
// follow a gradient to be checked instead, a callable of the point that returns as many numbers; and wrt<…>, the policies, a
// tolerance. Returns a check::result: true where all derivatives are right; with entries, and a text that says which are not, by how
// much, on which tolerance. In a constant expression without the complex step.
template <class F, class... Rest>
    requires(!is_operand<F>)
constexpr auto check_gradient(F f, Rest... rest) {
    constexpr std::size_t leading = check::detail::before_the_point<Rest...>();
    static_assert(leading < sizeof...(Rest), "typegrad::check_gradient: after the function comes the point at which its derivatives are checked");
    if constexpr (leading < sizeof...(Rest))
        return check::detail::checked(f, std::tuple<Rest const&...>(rest...), std::make_index_sequence<leading>{}, std::make_index_sequence<sizeof...(Rest) - leading>{});
}

}
