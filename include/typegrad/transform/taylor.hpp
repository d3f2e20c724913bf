// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The transform behind taylor<N>(f).
#pragma once
#pragma GCC system_header

#include <typegrad/pass/taylor.hpp>
#include <typegrad/transform/products.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class F, class... A>
    consteval bool takes_all(shape_list<A...>) {
        return std::is_invocable_v<F const&, A const&...>;
    }

    // A function that is called with more arguments than it takes: the tangents, which are inputs of its graph.
    template <class F, int Arguments>
    struct ignoring_the_rest {
        using function_type = F;
        template <class G>
        using with_function = ignoring_the_rest<G, Arguments>;

        [[no_unique_address]] F function;

        friend constexpr slots_among_inputs held_slots(ignoring_the_rest const*) { return slots_in<F>; }

        template <class... A>
            requires(Arguments <= sizeof...(A) && takes_all<F>(first_shapes<Arguments, A...>{}))
        constexpr auto operator()(A const&... arguments) const {
            return call(std::make_index_sequence<static_cast<std::size_t>(Arguments)>{}, std::tie(arguments...));
        }

    private:
        template <std::size_t... I>
        constexpr auto call(std::index_sequence<I...>, auto const& all) const {
            return function(std::get<I>(all)...);
        }
    };

    template <class Request>
    inline constexpr bool moves_all = false;
    template <kink_policy Kinks, bool Fast, class Execution>
    inline constexpr bool moves_all<request<all_arguments, Kinks, Fast, Execution>> = true;

    template <class Request, class Shapes>
    struct moving_leaves;
    template <class Request, class... S>
    struct moving_leaves<Request, shape_list<S...>> {
        using selection = leaf_selection<Request, S...>;
        static constexpr int points = (0 + ... + leaves<S>);
    };

    // How the arguments of a call are read: all of them as the point, in which one number moves; or as a point and its direction.
    template <class F, class Request, class Traced, class... A>
    struct expansion {
        static constexpr int before_the_direction = point_arguments<Request, static_cast<int>(sizeof...(A))>();
        template <class... S>
        static consteval bool takes_point(shape_list<S...>) {
            return takes<typename state<F>::template rebind<Traced>, Traced, S...>;
        }
        static consteval bool moves_by_itself() {
            if constexpr (moves_all<Request>) return sizeof...(A) == 1 && leaf_selection<Request, A...>::count == 1;
            else return takes_point(shape_list<A...>{});
        }
        // A function of any number of arguments can be read in both ways.
        static consteval bool ambiguous() {
            if constexpr (moves_all<Request> || !moves_by_itself() || before_the_direction == 0) return false;
            else return takes_point(first_shapes<before_the_direction, A...>{});
        }
        static constexpr bool alone = moves_by_itself();
        static constexpr int arguments = alone ? static_cast<int>(sizeof...(A)) : before_the_direction;
        using shapes = first_shapes<arguments, A...>;
        using selection = typename moving_leaves<Request, shapes>::selection;
        static constexpr int points = moving_leaves<Request, shapes>::points;
        using function = std::conditional_t<alone, F, ignoring_the_rest<F, arguments>>;

        static_assert(!ambiguous(), "typegrad::taylor: the function takes any number of arguments, and where the direction begins is not known; give it parameters");
        static_assert(alone ? selection::count == 1 : arguments > 0 && points + selection::count == (0 + ... + leaves<A>),
                      "typegrad::taylor: the point in which one number moves, or a point and then its direction, in the shapes of the arguments that move");
    };

    template <int Order, class F, class Request>
    struct taylor_transform {
        using function_type = F;
        using request = Request;
        template <class G>
        using with_function = taylor_transform<Order, G, Request>;

        [[no_unique_address]] F function;

        template <class... A>
        using whole_call = std::conditional_t<leaf_selection<Request, A...>::count == 1, shape_list<A...>, with_tangents<Request, A...>>;

        friend constexpr slots_among_inputs held_slots(taylor_transform const*) { return slots_in<F>; }

        template <class Literal, class... A>
        using read = expansion<F, Request, tracer<Literal>, A...>;
        template <class Literal, class... A>
        using source = traced<typename read<Literal, A...>::function, Literal, A...>;
        template <class Literal, class... A>
        using recipe = rewrite::as_requested<
            Request, pass::expanded<source<Literal, A...>, Order, typename read<Literal, A...>::selection, read<Literal, A...>::points, !read<Literal, A...>::alone>>;

        template <class... A>
        TYPEGRAD_INLINE constexpr auto operator()(A const&... arguments) const {
            if constexpr ((... || is_expression<A>)) static_assert(sizeof(F) == 0, TYPEGRAD_APPLIED_TO_EXPRESSIONS);
            else return at_values<scalar_of_call<F, A...>>(arguments...);
        }

    private:
        template <class Scalar, class... A>
        TYPEGRAD_INLINE constexpr auto at_values(A const&... arguments) const {
            using captured = typename decltype(captured_in<Scalar, A...>())::type;
            if constexpr (is_traced<Scalar> && state<F>::complete) {
                using literal = typename Scalar::builder::literal_type;
                using callee = typename read<literal, A...>::function;
                return spliced<recipe<literal, A...>, source<literal, A...>>(inputs_of_call<Scalar>(callee{this->function}, arguments...));
            } else if constexpr (is_traced<Scalar>) {
                return nested<Scalar, read<typename Scalar::builder::literal_type, A...>>(flatten<Scalar, A...>(arguments...));
            } else if constexpr (is_traced<captured>) {
                return nested<captured, read<typename captured::builder::literal_type, A...>>(flatten<captured, A...>(arguments...));
            } else if constexpr (check_call<typename read<literal_for<Scalar>, A...>::function, Scalar, A...>()) {
                using literal = literal_for<Scalar>;
                using callee = typename read<literal, A...>::function;
                auto const leaf = evaluated<recipe<literal, A...>, Scalar, Request>(callee{this->function}, arguments...);
                Scalar const* next = leaf.data();
                return shaped<coefficients<typename source<literal, A...>::result, Scalar>, Scalar>([&]() TYPEGRAD_INLINE_LAMBDA { return *next++; });
            } else {
                return std::array<double, Order + 1>{};
            }
        }

        // Each coefficient in the shape of what the function returns.
        template <class Result, class T>
        using coefficients = std::array<rebind<Result, T>, Order + 1>;

        // Of a closure that holds traced values, their type.
        template <class T, class... A>
        static constexpr auto captured_in() {
            if constexpr (is_traced<T> || state<F>::complete) return std::type_identity<void>{};
            else return capture_of<T>(typename read<literal_for<T>, A...>::shapes{});
        }
        template <class T, class... S>
        static auto capture_of(shape_list<S...>) -> std::type_identity<traced_capture<F, T, S...>>;

        // Where other values depend on the coefficients: their nodes are appended to the graph that is being made.
        template <class Recipe, class Source, class Traced, std::size_t N>
        static constexpr auto spliced(std::array<Traced, N> const& leaf) {
            constexpr auto const& graph = graph::made<Recipe>::graph;
            typename Traced::builder own(16);
            auto& builder = builder_of(leaf) ? *builder_of(leaf) : own;
            int output[static_cast<std::size_t>(Recipe::outputs)];
            pass::rewrite(graph, builder, [&](int i) { return leaf[static_cast<std::size_t>(i)]; }, output);
            int const* next = output;
            return shaped<coefficients<typename Source::result, Traced>, Traced>([&] { return Traced::of(&builder, *next++); });
        }
        // The same where the function holds some of those values: it is expanded among them, where they do not move.
        template <class Traced, class Read, std::size_t N>
        constexpr auto nested(std::array<Traced, N> const& leaf) const {
            return nested_at<Traced, Read>(typename Read::shapes{}, leaf);
        }
        template <class Traced, class Read, class... S, std::size_t N>
        constexpr auto nested_at(shape_list<S...>, std::array<Traced, N> const& leaf) const {
            using point = linearisation<Traced, Request, false, F, S...>;
            using selection = typename Read::selection;
            constexpr int inputs = Read::points, rows = point::rows;
            point at(this->function, leaf);
            Traced direction[static_cast<std::size_t>(inputs) + 1];
            pass::set_to_zero(direction);
            Traced const* moves = at.behind_the_point();
            for (int i = 0; i < inputs; ++i)
                if (selection::contains(i)) direction[i] = Read::alone ? Traced(1) : *moves++;

            auto const first = at.at.placeholder(0);
            auto& builder = *first.graph();
            kink_policy const outer = builder.kinks();
            builder.follow(selection::kinks);
            pass::detail::taylor_series<typename Traced::builder::literal_type> const series(builder, first.id(), inputs, direction, Order);
            builder.follow(outer);
            Traced all[static_cast<std::size_t>(rows * (Order + 1))];
            Traced* coefficient = all;
            for (int k = 0; k <= Order; ++k)
                for (auto const& value : at.y) *coefficient++ = series(value.operand_in(builder), k);
            at.substitute(all, rows * (Order + 1));
            Traced const* next = all;
            return shaped<coefficients<typename point::result, Traced>, Traced>([&] { return *next++; });
        }
    };

    template <int Order>
    struct taylor_of_order {
        template <class F, class Request>
        using transform = taylor_transform<Order, F, Request>;
    };
}

}
