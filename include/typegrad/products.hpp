// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products with derivatives, which cost less than the derivatives themselves, and sums of them:
//
//     jvp(f)(point…, tangent…)        { value, tangent }: one forward sweep
//     vjp(f)(point…, cotangent)       { value, gradient }: one reverse sweep
//     hvp(f)(point…, tangent…)        { value, gradient, product }: a forward sweep over the reverse one
//     directional(f)(point…, tangent…)
//     evaluate(f)(point…)             the value alone, compiled as they are
//     laplacian(f)(point…), divergence(f)(point…), value_gradient_and_laplacian(f)(point…), value_and_divergence(f)(point…)
//     mixed_derivative<0, 1>(f)(x, y) d²f/dx dy, of leaves by number
//
// As gradient(f), they are callable with numbers and with traced values, so that they nest in all ways; wrt<…> and the
// policies for kinks may follow f.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/gradient.hpp>

namespace typegrad::inline v0_2 {

namespace detail {
    // Where the function is called with placeholders for its leaves: their number, then derivatives by them.
    // `FirstSlot`: from which leaf on they are numbers that an expression holds, which stay what they are; -1: none.
    template <class Traced, int Leaves, int FirstSlot = -1>
    struct linearisation {
        using builder = typename Traced::builder;
        using literal = typename builder::literal_type;

        builder own{16};  // for arguments that are all literals
        builder& graph;
        bool is_last = graph.take_last_transform();  // nobody differentiates its derivatives
        pass::nested_derivative<literal> at;
        Traced const* point;

        template <std::size_t N>
        constexpr linearisation(std::array<Traced, N> const& leaves, builder* captured)
            : graph(builder_of(leaves) ? *builder_of(leaves) : captured ? *captured : own), at(graph, Leaves), point(leaves.data()) {}

        // How often the derivatives of a sweep are differentiated, after which so many sweeps follow.
        constexpr int sweeps(int to_come) const { return is_last && to_come < builder::many ? to_come : builder::many; }

        template <class... S>
        constexpr auto placeholders() const {
            static_assert(!(... || is_known_rows<S>), TYPEGRAD_KNOWN_ROWS);
            int next = 0;
            return std::tuple<rebind<S, Traced>...>{shaped<S, Traced>([&] {
                int const leaf = next++;
                if (FirstSlot >= 0 && leaf >= FirstSlot) return point[leaf];
                return at.placeholder(leaf);
            })...};
        }
        // The policy `fast` rewrites the whole graph where this is the last transform.
        constexpr void substitute(Traced* results, int count, kink_policy kinks) const { at.substitute(point, results, count, is_last ? kink_policy::least_norm : kinks); }
    };

    template <class Result, class Traced>
    constexpr auto rows_of(auto const& y) {
        std::array<Traced, static_cast<std::size_t>(leaves<Result>)> row{};
        Traced* next = row.data();
        each_leaf<Result>(y, [&](auto const& v) { *next++ = Traced(v); });
        return row;
    }
    template <class Shape, class Traced>
    constexpr auto taken(Traced const*& next) {
        return shaped<Shape, Traced>([&] { return *next++; });
    }

    // An argument, some leaves of which may be plain numbers, in its shape.
    template <class Traced, class S>
    constexpr auto with_traced_leaves(S const& argument) {
        auto const leaf = flatten<Traced, S>(argument);
        Traced const* next = leaf.data();
        return taken<S>(next);
    }

    template <class... S>
    struct shape_list {
        static constexpr int size = sizeof...(S);
    };
    template <class Request, class Indices, class... S>
    struct selected_shapes;
    template <class Request, std::size_t... I, class... S>
    struct selected_shapes<Request, std::index_sequence<I...>, S...> {
        template <class... T>
        static shape_list<T...> list(std::tuple<T...>);
        using type = decltype(list(std::tuple_cat(std::declval<std::conditional_t<selects<Request, I>, std::tuple<S>, std::tuple<>>>()...)));
    };

    // The arguments of a call that are the point, and those that come after it.
    template <std::size_t... I, class... A>
    constexpr auto split(std::index_sequence<I...>, std::tuple<A const&...>) -> shape_list<std::tuple_element_t<I, std::tuple<A...>>...>;
    template <int First, class... A>
    using first_shapes = decltype(split(std::make_index_sequence<static_cast<std::size_t>(First)>{}, std::declval<std::tuple<A const&...>>()));

    // A row of derivatives in the shapes of the arguments as they are given: where a function is traced Eigen's are vec and mat.
    template <class Request, class T, class Shapes>
    struct row_in;
    template <class Request, class T, class... S>
    struct row_in<Request, T, shape_list<S...>> {
        using type = typename gradient_row<Request, T, S...>::type;
    };

    // A result, of traced values, with numbers for them, and with that row for its gradients.
    template <class Result, class T, class Row>
    struct result_with_rows {
        using type = rebind<Result, T>;
    };
    template <class Value, class Gradient, class T, class Row>
    struct result_with_rows<value_with_gradient<Value, Gradient>, T, Row> {
        using type = value_with_gradient<rebind<Value, T>, Row>;
    };
    template <class Value, class Gradient, class T, class Row>
    struct result_with_rows<value_with_hessian_product<Value, Gradient, Gradient>, T, Row> {
        using type = value_with_hessian_product<rebind<Value, T>, Row, Row>;
    };
    template <class Value, class Gradient, class Laplacian, class T, class Row>
    struct result_with_rows<value_with_gradient_and_laplacian<Value, Gradient, Laplacian>, T, Row> {
        using type = value_with_gradient_and_laplacian<rebind<Value, T>, Row, rebind<Laplacian, T>>;
    };

    // Of these argument types those with which the function itself is called: a closure that holds traced values is traced
    // for plain numbers as well.
    template <class F, class T, class... S>
    constexpr auto capture_of(shape_list<S...>) -> std::type_identity<traced_capture<F, T, S...>>;

    // Of one row of rows; else 0.
    template <class A>
    inline constexpr int leaves_of_row = 0;
    template <class A>
        requires is_rows<A> && requires { typename A::row; }
    inline constexpr int leaves_of_row<A> = leaves<typename A::row>;

    // What is wrong with the arguments of a call in which tangents follow the point.
    template <class Request, class... A>
    consteval mistake mistake_in_tangents() {
        constexpr int count = static_cast<int>(sizeof...(A)), points = point_arguments<Request, count>();
        constexpr int named = named_positions<Request>;
        if (named > 0 && !selects_arguments<Request, count - named>) return mistake::wrt_out_of_range;
        if (points == 0) return mistake::tangents;
        int const size[] = {leaves<A>...}, of_row[] = {leaves_of_row<A>...};
        int next = points;
        bool fit = true;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((static_cast<int>(I) < points && selects<Request, I> ? void((fit = fit && size[I] == size[next] && of_row[I] == of_row[next], ++next)) : void()), ...);
        }(std::make_index_sequence<sizeof...(A)>{});
        return fit ? mistake::none : mistake::tangents;
    }

    // A transform of numbers in which rows are differentiated (loops/products_in_rows.hpp), traced with traced values.
    template <class Transform>
    struct transform_in_rows {
        using function_type = Transform;
        template <class G>
        using with_function = transform_in_rows<G>;

        [[no_unique_address]] Transform function;

        template <class... A>
        constexpr auto operator()(A const&... arguments) const {
            return function.template on_traced_in_rows<scalar_of_call<Transform, A...>>(arguments...);
        }
    };
    template <class Self, class Request, class T, class Buffers, class... A>
    constexpr auto products_in_rows(Buffers const& buffers, Self const& self, A const&... arguments);
    template <class Self, class Request, class... Buffer>
    struct product_into;

    // A transform that is written for traced values; called with numbers it is traced itself.
    template <class Self, class F, class Request>
    struct traced_transform {
        using function_type = F;
        friend constexpr int first_slot(traced_transform const*) { return first_slot_of<F>; }

        [[no_unique_address]] F function;

        // What the transform expects after the point, where it is called with more than that.
        static constexpr mistake what_follows = mistake::tangents;
        // Whether rows may be differentiated, and how many results are in rows then.
        static constexpr bool in_rows = false;
        static constexpr int results_in_rows = 0;

        // What is in rows into the caller's memory: a contiguous container for each argument of rows that is differentiated, first all of the gradient, then
        // those of the product. Its call gives a std::span of each. What is there after an exception is unspecified.
        template <class... Buffer>
        constexpr auto into(Buffer&... buffer) const {
            return product_into<Self, Request, Buffer...>{static_cast<Self const&>(*this), {buffer...}};
        }

        // What a call with numbers computes.
        template <class Literal, class... A>
        using traced_itself = std::conditional_t<state<F>::complete, traced_last<Self, Literal, A...>, traced<Self, Literal, A...>>;
        template <class Literal, class... A>
        using recipe = pass::as_requested<Request, traced_itself<Literal, A...>>;

        // What the result of a call with these arguments is, if it is `Traced` with traced ones.
        template <class Traced, class T, class... A>
        using result_of = rebind<Traced, T>;

        template <class... A>
        TYPEGRAD_INLINE constexpr auto operator()(A const&... arguments) const {
            if constexpr (constexpr mistake found = mistake_before_call<Self, A...>(); found != mistake::none) return refuse<found, Self, F, A...>();
            else {
                using scalar = scalar_of_call<F, A...>;
                if constexpr (is_traced<scalar>) return static_cast<Self const&>(*this).template on_traced<scalar>(arguments...);
                else if constexpr (is_traced<captured<Self, scalar, A...>>) return static_cast<Self const&>(*this).template on_traced<captured<Self, scalar, A...>>(arguments...);
                else if constexpr (constexpr mistake found_next = mistake_in_function<F>(); found_next != mistake::none) return refuse<found_next, Self, F, A...>();
                else {
                    using called = decltype(called_at<scalar>(typename Self::template of_function<A...>{}));
                    if constexpr (constexpr mistake found_last = mistake_at<Self, called, scalar, A...>(typename Self::template of_function<A...>{}); found_last != mistake::none)
                        return refuse<found_last, Self, F, A...>();
                    else {
                        using source = std::conditional_t<is_differentiated<scalar>, traced<Self, literal_for<scalar>, A...>, traced_itself<literal_for<scalar>, A...>>;
                        constexpr bool traceable = can_trace<scalar>(typename Self::template of_function<A...>{});
                        if constexpr (!traceable) static_assert(said_at<scalar>(typename Self::template of_function<A...>{}), TYPEGRAD_NOT_CONSTANT);
                        if constexpr (!traceable) return typename Self::template refused<A...>{};
                        else if constexpr (Self::in_rows && any({is_rows<A>...}) && differentiates_some_rows(typename Self::template of_function<A...>{})) return products_in_rows<Self, Request, scalar>(new_vectors{}, static_cast<Self const&>(*this), arguments...);
                        else {
                            auto const leaf = evaluated_from_copies<pass::as_requested<Request, source>, scalar, Request>(static_cast<Self const&>(*this), arguments...);
                            scalar const* next = leaf.data();
                            return shaped<typename Self::template result_of<typename source::result, scalar, A...>, scalar>([&]() TYPEGRAD_INLINE_LAMBDA { return *next++; });
                        }
                    }
                }
            }
        }

        template <class... S>
        static consteval bool differentiates_some_rows(shape_list<S...>) {
            return differentiates_rows<Request, S...>;
        }

    public:
        // Whether a call is with numbers, gives something in rows, and has nothing wrong.
        template <class Me, class... A>
        static consteval bool gives_rows() {
            if constexpr (Me::results_in_rows == 0 || mistake_before_call<Me, A...>() != mistake::none) return false;
            else {
                using points = typename Me::template of_function<A...>;
                using scalar = scalar_of_call<F, A...>;
                if constexpr (is_traced<scalar> || is_traced<captured<Me, scalar, A...>> || mistake_in_function<F>() != mistake::none || !differentiates_some_rows(points{})) return false;
                else if constexpr (mistake_at<Me, decltype(called_at<scalar>(points{})), scalar, A...>(points{}) != mistake::none) return false;
                else return can_trace<scalar>(points{});
            }
        }

    private:
        // The function called at the point alone.
        template <class Scalar, class... S>
        static auto called_at(shape_list<S...>) -> decltype(std::declval<callable<F, Scalar> const&>()(std::declval<traced_as<S, Scalar>&>()...));
        template <class Scalar, class... S>
        static consteval bool can_trace(shape_list<S...>) {
            return is_traceable<F, Scalar, S...>;
        }
        template <class Scalar, class... S>
        static consteval bool said_at(shape_list<S...>) {
            return said_already<F, literal_for<Scalar>, S...>();
        }
        template <class Me, class... A>
        static consteval mistake mistake_before_call() {
            constexpr mistake shape = mistake_in_shapes<A...>();
            if constexpr (shape != mistake::none) return shape;
            else return Me::template mistake_in_arguments_of<A...>();
        }
        template <class Me, class Given, class Scalar, class... A, class... S>
        static consteval mistake mistake_at(shape_list<S...>) {
            if constexpr (!can_be_traced<F, Scalar, S...>) {
                constexpr mistake why = why_not_traced<F, Given, Scalar, S...>();
                return why == mistake::arguments && sizeof...(A) > sizeof...(S) ? Me::what_follows : why;
            } else {
                constexpr mistake wrong = mistake_in_result<any_result, Given, Scalar, S...>();
                if constexpr (wrong != mistake::none) return wrong;
                else if constexpr (is_by_rows<std::remove_cvref_t<Given>>) return mistake::results_by_rows;
                else return Me::template mistake_in<std::remove_cvref_t<Given>, A...>();
            }
        }

    protected:
        template <class Me, class T, class... A>  // Me is Self, which is incomplete here
        using captured = typename decltype(capture_of<F, T>(typename Me::template of_function<A...>{}))::type;

        // The builder that captured values belong to, where all arguments are plain numbers.
        template <class Traced, class... S, std::size_t N>
        constexpr typename Traced::builder* graph_of_capture(shape_list<S...>, std::array<Traced, N> const& leaf) const {
            typename Traced::builder* builder = builder_of_state<Traced>(function);
            if constexpr (!state<F>::complete) {
                Traced const* next = leaf.data();
                std::tuple<rebind<S, Traced>...> point{shaped<S, Traced>([&] { return *next++; })...};
                auto const y = std::apply(function, point);
                each_leaf<std::remove_cvref_t<decltype(y)>>(y, [&](auto const& v) { builder = Traced(v).graph() ? Traced(v).graph() : builder; });
            }
            return builder;
        }
    };

    // { value, tangent } and { value, gradient, product } of the arguments and their tangents.
    template <class F, class Request, bool SecondOrder>
    struct forward_transform : traced_transform<forward_transform<F, Request, SecondOrder>, F, Request> {
        template <class G>
        using with_function = forward_transform<G, Request, SecondOrder>;
        template <class... A>
        using of_function = first_shapes<point_arguments<Request, static_cast<int>(sizeof...(A))>(), A...>;
        template <class Traced, class T, class... A>
        using result_of = typename result_with_rows<Traced, T, typename row_in<Request, T, of_function<A...>>::type>::type;

        static constexpr bool in_rows = true;
        static constexpr int results_in_rows = SecondOrder ? 2 : 0;

        template <class... A>
        using refused = std::conditional_t<SecondOrder, value_with_hessian_product<double, refused_gradient<A...>, refused_gradient<A...>>, value_with_tangent<double, double>>;
        template <class... A>
        static consteval mistake mistake_in_arguments_of() {
            return mistake_in_tangents<Request, A...>();
        }
        template <class Result, class... A>
        static consteval mistake mistake_in() {
            return SecondOrder && leaves<Result> != 1 ? mistake::hvp_of_several : mistake::none;
        }

        template <class Traced, class... A>
        constexpr auto on_traced(A const&... arguments) const {
            constexpr int points = point_arguments<Request, static_cast<int>(sizeof...(A))>();
            return with_point<Traced, false>(first_shapes<points, A...>{}, flatten<Traced, A...>(arguments...));
        }
        template <class Traced, class... A>
        constexpr auto on_traced_in_rows(A const&... arguments) const {
            constexpr int points = point_arguments<Request, static_cast<int>(sizeof...(A))>();
            return with_point<Traced, true>(first_shapes<points, A...>{}, flatten<Traced, A...>(arguments...));
        }

    private:
        template <class Traced, bool InRows, class... S, std::size_t N>
        constexpr auto with_point(shape_list<S...>, std::array<Traced, N> const& leaf) const {
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, rebind<S, Traced>&...>>;
            using selection = std::conditional_t<InRows, selection_with_rows<Request, S...>, leaf_selection<Request, S...>>;
            constexpr int inputs = (0 + ... + leaves<S>), rows = leaves<result>;
            linearisation<Traced, inputs, first_slot_of<F>> const at(leaf, this->graph_of_capture(shape_list<S...>{}, leaf));
            auto placeholders = at.template placeholders<S...>();
            auto const y = rows_of<result, Traced>(std::apply(this->function, placeholders));

            Traced velocity[static_cast<std::size_t>(inputs) + 1];
            pass::set_to_zero(velocity);
            for (int i = 0, next = inputs; i < inputs; ++i) velocity[i] = selection::contains(i) ? leaf[static_cast<std::size_t>(next++)] : Traced(0);
            constexpr int gradient = SecondOrder ? selection::count : 0;
            Traced all[static_cast<std::size_t>(2 * (rows + gradient)) + 1];
            for (int i = 0; i < rows; ++i) all[i] = y[static_cast<std::size_t>(i)];
            if constexpr (SecondOrder) {
                static_assert(rows == 1, "typegrad::hvp: the function returns several values; return one of them");
                at.at.row(y[0], &selection::contains, selection::kinks, all + 1, at.sweeps(1));
            }
            Traced* const tangent = all + rows + gradient;
            if (InRows || at.is_last || !at.at.has_norms()) at.at.tangents(velocity, all, rows + gradient, selection::kinks, tangent, at.sweeps(0));
            else {
                for (int i = 0; i < rows; ++i) tangent[i] = at.at.tangent_by_reverse(velocity, all[i], selection::kinks);
                // The Hessian is symmetric: its product with the velocity is the gradient of the gradient's.
                if constexpr (SecondOrder) {
                    Traced moved(0);
                    for (int i = 0, k = 1; i < inputs; ++i)
                        if (selection::contains(i)) moved = moved + all[k++] * velocity[i];
                    at.at.row(moved, &selection::contains, selection::kinks, tangent + 1);
                }
            }
            at.substitute(all, 2 * (rows + gradient), selection::kinks);

            Traced const* next = all;
            if constexpr (SecondOrder) {
                using row = gradient_row<Request, Traced, S...>;
                value_with_hessian_product<Traced, typename row::type, typename row::type> product{all[0], {}, {}};
                row::fill(product.gradient, all + 1);
                row::fill(product.product, all + 1 + gradient + 1);
                return product;
            } else {
                auto const value = taken<result>(next);
                return value_with_tangent<rebind<result, Traced>, rebind<result, Traced>>{value, taken<result>(next)};
            }
        }
    };

    // The value alone.
    template <class F, class Request>
    struct value_transform : traced_transform<value_transform<F, Request>, F, Request> {
        static_assert(named_positions<Request> == 0, "typegrad::evaluate: nothing is differentiated, and wrt<…> says nothing; of the policies fast and kinks do");
        template <class G>
        using with_function = value_transform<G, Request>;
        template <class... A>
        using of_function = shape_list<A...>;
        template <class... A>
        using refused = double;
        template <class... A>
        static consteval mistake mistake_in_arguments_of() {
            return mistake_in_selection<Request, static_cast<int>(sizeof...(A))>();
        }
        template <class Result, class... A>
        static consteval mistake mistake_in() {
            return mistake::none;
        }

        template <class Traced, class... S>
        constexpr auto on_traced(S const&... arguments) const {
            return this->function(with_traced_leaves<Traced>(arguments)...);
        }
    };

    template <class F, class Request>
    struct directional_transform : traced_transform<directional_transform<F, Request>, F, Request> {
        template <class G>
        using with_function = directional_transform<G, Request>;
        template <class... A>
        using of_function = first_shapes<point_arguments<Request, static_cast<int>(sizeof...(A))>(), A...>;

        template <class... A>
        using refused = double;
        template <class... A>
        static consteval mistake mistake_in_arguments_of() {
            return mistake_in_tangents<Request, A...>();
        }
        template <class Result, class... A>
        static consteval mistake mistake_in() {
            return mistake::none;
        }

        template <class Traced, class... A>
        constexpr auto on_traced(A const&... arguments) const {
            return forward_transform<F, Request, false>{{this->function}}(arguments...).tangent;
        }
        static constexpr bool in_rows = true;
        template <class Traced, class... A>
        constexpr auto on_traced_in_rows(A const&... arguments) const {
            return forward_transform<F, Request, false>{{this->function}}.template on_traced_in_rows<Traced>(arguments...).tangent;
        }
    };

    template <class F, class Request>
    struct vjp_transform : traced_transform<vjp_transform<F, Request>, F, Request> {
        template <class G>
        using with_function = vjp_transform<G, Request>;
        template <class... A>
        using of_function = first_shapes<static_cast<int>(sizeof...(A)) - 1, A...>;
        static constexpr mistake what_follows = mistake::cotangent;
        static constexpr bool in_rows = true;
        static constexpr int results_in_rows = 1;
        template <class Traced, class T, class... A>
        using result_of = typename result_with_rows<Traced, T, typename row_in<Request, T, of_function<A...>>::type>::type;

        template <class... A>
        using refused = value_with_gradient<refused_matrix, refused_gradient<A...>>;
        template <class... A>
        static consteval mistake mistake_in_arguments_of() {
            constexpr int points = static_cast<int>(sizeof...(A)) - 1;
            return points < 1 ? mistake::cotangent : mistake_in_selection<Request, points>();
        }
        template <class Result, class... A>
        static consteval mistake mistake_in() {
            int const size[] = {leaves<A>...};
            return leaves<Result> == size[sizeof...(A) - 1] ? mistake::none : mistake::cotangent;
        }

        template <class Traced, class... A>
        constexpr auto on_traced(A const&... arguments) const {
            return with_point<Traced, false>(first_shapes<static_cast<int>(sizeof...(A)) - 1, A...>{}, flatten<Traced, A...>(arguments...));
        }
        template <class Traced, class... A>
        constexpr auto on_traced_in_rows(A const&... arguments) const {
            return with_point<Traced, true>(first_shapes<static_cast<int>(sizeof...(A)) - 1, A...>{}, flatten<Traced, A...>(arguments...));
        }

    private:
        template <class Traced, bool InRows, class... S, std::size_t N>
        constexpr auto with_point(shape_list<S...>, std::array<Traced, N> const& leaf) const {
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, rebind<S, Traced>&...>>;
            using selection = std::conditional_t<InRows, selection_with_rows<Request, S...>, leaf_selection<Request, S...>>;
            constexpr int inputs = (0 + ... + leaves<S>), rows = leaves<result>;
            static_assert(static_cast<std::size_t>(inputs + rows) == N, "typegrad::vjp: the cotangent has not the shape of the function's result");
            linearisation<Traced, inputs, first_slot_of<F>> const at(leaf, this->graph_of_capture(shape_list<S...>{}, leaf));
            auto placeholders = at.template placeholders<S...>();
            auto const y = rows_of<result, Traced>(std::apply(this->function, placeholders));

            Traced all[static_cast<std::size_t>(rows + selection::count) + 1];
            for (int i = 0; i < rows; ++i) all[i] = y[static_cast<std::size_t>(i)];
            at.at.weighted_row(all, leaf.data() + inputs, rows, &selection::contains, selection::kinks, all + rows, at.sweeps(0));
            at.substitute(all, rows + selection::count, selection::kinks);

            Traced const* next = all;
            using row = gradient_row<Request, Traced, S...>;
            value_with_gradient<rebind<result, Traced>, typename row::type> product{taken<result>(next), {}};
            row::fill(product.gradient, all + rows);
            return product;
        }
    };

    // The sum over i of the derivative by leaf i of the i-th value: of the function itself, or of its gradient. `WithAll`: beside
    // the function's value and, at second order, its gradient.
    template <class F, class Request, bool SecondOrder, bool WithAll = false>
    struct trace_transform : traced_transform<trace_transform<F, Request, SecondOrder, WithAll>, F, Request> {
        template <class G>
        using with_function = trace_transform<G, Request, SecondOrder, WithAll>;
        template <class... A>
        using of_function = shape_list<A...>;
        template <class Traced, class T, class... A>
        using result_of = typename result_with_rows<Traced, T, typename row_in<Request, T, shape_list<A...>>::type>::type;

        template <class... A>
        using refused = std::conditional_t<!WithAll, double, std::conditional_t<SecondOrder, value_with_gradient_and_laplacian<double, refused_gradient<A...>, double>, value_with_divergence<refused_matrix, double>>>;
        template <class... A>
        static consteval mistake mistake_in_arguments_of() {
            return mistake_in_call<Request, false, A...>();
        }
        template <class Result, class... A>
        static consteval mistake mistake_in() {
            if (SecondOrder) return leaves<Result> == 1 ? mistake::none : mistake::laplacian_of_several;
            return leaves<Result> == leaf_selection<Request, A...>::count ? mistake::none : mistake::divergence_of_other_size;
        }

        template <class Traced, class... S>
        constexpr auto on_traced(S const&... arguments) const {
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, rebind<S, Traced>&...>>;
            using selection = leaf_selection<Request, S...>;
            constexpr int inputs = (0 + ... + leaves<S>), rows = leaves<result>;
            auto const leaf = flatten<Traced, S...>(arguments...);
            linearisation<Traced, inputs, first_slot_of<F>> const at(leaf, this->graph_of_capture(shape_list<S...>{}, leaf));
            auto placeholders = at.template placeholders<S...>();
            auto const y = rows_of<result, Traced>(std::apply(this->function, placeholders));

            // First the entries of which the sum is made, then the values, last the sum.
            Traced entry[static_cast<std::size_t>(selection::count + rows) + 2];
            if constexpr (SecondOrder) {
                static_assert(rows == 1, "typegrad::laplacian: the function returns several values; return one of them");
                at.at.row(y[0], &selection::contains, selection::kinks, entry, at.sweeps(1));
            } else {
                static_assert(rows == selection::count, "typegrad::divergence: the function must return as many values as it is differentiated in");
                for (int i = 0; i < rows; ++i) entry[i] = y[static_cast<std::size_t>(i)];
            }
            bool const forward = at.is_last || !at.at.has_norms();
            Traced sum(0);
            for (int i = 0, k = 0; i < inputs; ++i) {
                if (!selection::contains(i)) continue;
                Traced velocity[static_cast<std::size_t>(inputs) + 1];
                pass::set_to_zero(velocity);
                velocity[i] = Traced(1);
                Traced second;
                if (forward) at.at.tangents(velocity, entry + k, 1, selection::kinks, &second, at.sweeps(0));
                else second = at.at.tangent_by_reverse(velocity, entry[k], selection::kinks);
                sum = k == 0 ? second : sum + second;
                ++k;
            }
            if constexpr (!WithAll) {
                at.substitute(&sum, 1, selection::kinks);
                return sum;
            } else {
                constexpr int count = selection::count + rows;
                for (int i = 0; i < rows; ++i) entry[selection::count + i] = y[static_cast<std::size_t>(i)];
                entry[count] = sum;
                at.substitute(entry, count + 1, selection::kinks);
                Traced const* value = entry + selection::count;
                if constexpr (SecondOrder) {
                    using row = gradient_row<Request, Traced, S...>;
                    value_with_gradient_and_laplacian<Traced, typename row::type, Traced> all{*value, {}, entry[count]};
                    row::fill(all.gradient, entry);
                    return all;
                } else {
                    return value_with_divergence<rebind<result, Traced>, Traced>{taken<result>(value), entry[count]};
                }
            }
        }
    };

    template <class F, class Request>
    using first_order_forward = forward_transform<F, Request, false>;
    template <class F, class Request>
    using second_order_forward = forward_transform<F, Request, true>;
    template <bool SecondOrder, bool WithAll>
    struct sum_of_derivatives {
        template <class F, class Request>
        using transform = trace_transform<F, Request, SecondOrder, WithAll>;
    };

    template <class F, class Request, int... Leaf>
    struct mixed_transform : traced_transform<mixed_transform<F, Request, Leaf...>, F, Request> {
        template <class G>
        using with_function = mixed_transform<G, Request, Leaf...>;
        template <class... A>
        using of_function = shape_list<A...>;

        template <class... A>
        using refused = double;
        template <class... A>
        static consteval mistake mistake_in_arguments_of() {
            if (!((0 <= Leaf && Leaf < (0 + ... + leaves<A>)) && ...)) return mistake::no_such_leaf;
            int first = 0;
            bool in_rows = false;
            (static_cast<void>((in_rows = in_rows || (is_rows<A> && (... || (Leaf == first))), first += leaves<A>)), ...);
            return in_rows ? mistake::rows_differentiated : mistake::none;
        }
        template <class Result, class... A>
        static consteval mistake mistake_in() {
            return leaves<Result> == 1 ? mistake::none : mistake::mixed_derivative_of_several;
        }

        template <class Traced, class... S>
        constexpr auto on_traced(S const&... arguments) const {
            using result = std::remove_cvref_t<std::invoke_result_t<F const&, rebind<S, Traced>&...>>;
            constexpr int inputs = (0 + ... + leaves<S>);
            static_assert(leaves<result> == 1, "typegrad::mixed_derivative: the function returns several values; return one of them");
            static_assert(((0 <= Leaf && Leaf < inputs) && ...), "typegrad::mixed_derivative: there is no argument of that number; all leaves count, from 0");
            auto const leaf = flatten<Traced, S...>(arguments...);
            linearisation<Traced, inputs, first_slot_of<F>> const at(leaf, this->graph_of_capture(shape_list<S...>{}, leaf));
            auto placeholders = at.template placeholders<S...>();
            Traced y = rows_of<result, Traced>(std::apply(this->function, placeholders))[0];
            int to_come = sizeof...(Leaf);
            (at.at.row(y, [](int i) { return i == Leaf; }, Request::kinks, &y, at.sweeps(--to_come)), ...);
            at.substitute(&y, 1, Request::kinks);
            return y;
        }
    };
}

// jvp(f)(point…, tangent…): the value and its derivative along the tangent. The tangents have the shapes of the
// differentiated arguments.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto jvp(F f, Policies...) {
    return detail::as_asked<detail::first_order_forward, detail::point_and_tangents, F, detail::request_of<Policies...>>{{f}};
}

// evaluate(f)(a, b, …): the value alone, compiled as derivatives are: what f computes twice is computed once, and derivatives inside of f are part
// of one program. (Called by itself, f computes what it says.) `fast` reassociates.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto evaluate(F f, Policies...) {
    return detail::as_asked<detail::value_transform, detail::point_alone, F, detail::request_of<Policies...>>{{f}};
}

// directional(f)(point…, tangent…): the derivative along the tangent alone.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto directional(F f, Policies...) {
    return detail::as_asked<detail::directional_transform, detail::point_and_tangents, F, detail::request_of<Policies...>>{{f}};
}

// vjp(f)(point…, cotangent): the value, and the gradient of its inner product with the cotangent, which has its shape.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto vjp(F f, Policies...) {
    return detail::as_asked<detail::vjp_transform, detail::point_and_cotangent, F, detail::request_of<Policies...>>{{f}};
}

// hvp(f)(point…, tangent…): value, gradient, and the Hessian times the tangent, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto hvp(F f, Policies...) {
    return detail::as_asked<detail::second_order_forward, detail::point_and_tangents, F, detail::request_of<Policies...>>{{f}};
}

// laplacian(f)(point…): the sum of the second derivatives, each by one leaf.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto laplacian(F f, Policies...) {
    return detail::as_asked<detail::sum_of_derivatives<true, false>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{{f}};
}

// divergence(f)(point…): the sum over i of the derivative of f's i-th value by the i-th leaf.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto divergence(F f, Policies...) {
    return detail::as_asked<detail::sum_of_derivatives<false, false>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{{f}};
}

// value_gradient_and_laplacian(f)(point…): { value, gradient, laplacian }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_gradient_and_laplacian(F f, Policies...) {
    return detail::as_asked<detail::sum_of_derivatives<true, true>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{{f}};
}

// value_and_divergence(f)(point…): { value, divergence }, from one evaluation.
template <class F, class... Policies>
    requires(!is_operand<F>)
constexpr auto value_and_divergence(F f, Policies...) {
    return detail::as_asked<detail::sum_of_derivatives<false, true>::template transform, detail::point_alone, F, detail::request_of<Policies...>>{{f}};
}

// mixed_derivative<0, 0, 1>(f)(x, y): d³f / dx² dy. The numbers are those of the leaves of all arguments, in order.
template <int... Leaf, class F, class... Policies>
    requires(!is_operand<F> && sizeof...(Leaf) > 0)
constexpr auto mixed_derivative(F f, Policies...) {
    return detail::mixed_transform<F, detail::request_of<Policies...>, Leaf...>{{f}};
}

}

#include <typegrad/macros/restore.hpp>
