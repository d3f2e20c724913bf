// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A call of a transformed function: its scalar type, its arguments as leaves, which of them are differentiated, and what
// is wrong with it, said in one line.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/array_of_operands.hpp>
#include <typegrad/trace/complex_of_operands.hpp>
#include <typegrad/trace/mistake.hpp>
#include <typegrad/trace/optional_headers.hpp>
#include <typegrad/trace/request.hpp>
#include <typegrad/trace/result.hpp>
#include <typegrad/trace/said_already.hpp>
#include <typegrad/trace/shape.hpp>
#include <typegrad/trace/state.hpp>
#include <typegrad/trace/with_calls.hpp>

#include <initializer_list>

namespace typegrad::inline v0_2 {

namespace expr {
    struct expressions;
}

namespace detail {
    template <class T>
    inline constexpr bool is_traced = false;
    template <class L>
    inline constexpr bool is_traced<tracer<L>> = true;

    // The recipe of what a callable computes with arguments of these shapes: its own, of a transform, else that of tracing it.
    template <class F, class Literal, class... A>
    struct recipe_of_callable {
        using type = traced<F, Literal, A...>;
    };
    template <class F, class Literal, class... A>
        requires requires { typename F::template recipe<Literal, A...>; }
    struct recipe_of_callable<F, Literal, A...> {
        using type = typename F::template recipe<Literal, A...>;
    };
    template <class F, class Literal, class... A>
    using recipe_of = typename recipe_of_callable<F, Literal, A...>::type;

    // A value of the shape S with T for leaves, which `next` gives one after the other.
    template <class S, class T, class Next>
    TYPEGRAD_INLINE constexpr rebind<S, T> shaped(Next&& next) {
        rebind<S, T> value;
        each_leaf<S>(value, [&](auto& leaf) TYPEGRAD_INLINE_LAMBDA { leaf = next(); });
        return value;
    }

    template <class T, class... A>
    TYPEGRAD_INLINE constexpr auto flatten(A const&... arguments) {
        std::array<T, static_cast<std::size_t>(sum({leaves<A>...}))> leaf;
        T* next = leaf.data();
        auto const take = [&](auto const& value) TYPEGRAD_INLINE_LAMBDA { *next++ = static_cast<T>(value); };
        if constexpr (sizeof...(A) <= 64) (each_leaf<A>(arguments, take), ...);
        else static_cast<void>(std::initializer_list<int>{(each_leaf<A>(arguments, take), 0)...});
        return leaf;
    }

    // The inputs of the graph of a call: the leaves of the arguments and those of the function's state; or where they are, if they
    // are there in that type.
    template <class T, class F, class... A>
    inline constexpr bool in_place = state<F>::template in_place<T> && every({(std::is_same_v<scalar_of<A>, T> && !mixed<A>)...});
    template <class T, class F, class... A>
    TYPEGRAD_INLINE constexpr auto inputs_of_call([[maybe_unused]] F const& function, A const&... arguments) {
        std::array<T, static_cast<std::size_t>(sum({leaves<A>...}) + state<F>::leaves)> leaf;
        std::size_t next = 0;
        auto const take = [&](auto const& value) TYPEGRAD_INLINE_LAMBDA { leaf[next++] = static_cast<T>(value); };
        if constexpr (sizeof...(A) <= 64) (each_leaf<A>(arguments, take), ...);
        else static_cast<void>(std::initializer_list<int>{(each_leaf<A>(arguments, take), 0)...});
        state<F>::each(function, take);
        return leaf;
    }
    template <class T, class F, class... A>
    TYPEGRAD_INLINE constexpr auto inputs_in_place([[maybe_unused]] F const& function, A const&... arguments) {
        std::array<T const*, static_cast<std::size_t>(sum({leaves<A>...}) + state<F>::leaves)> leaf;
        std::size_t next = 0;
        auto const take = [&]<class Leaf>(Leaf const& value) TYPEGRAD_INLINE_LAMBDA {
            static_assert(std::is_same_v<Leaf, T>);  // not what it has been converted to, which is gone
            leaf[next++] = &value;
        };
        if constexpr (sizeof...(A) <= 64) (each_leaf<A>(arguments, take), ...);
        else static_cast<void>(std::initializer_list<int>{(each_leaf<A>(arguments, take), 0)...});
        state<F>::each(function, take);
        return leaf;
    }

    // Of the inputs of a call that are in place, how many lie one after the other in memory from each on, that one among them.
    template <class F, class... A>
    struct places {
        static constexpr auto together = [] {
            std::array<int, static_cast<std::size_t>(sum({leaves<A>...}) + state<F>::leaves + 1)> result{};
            std::size_t next = 0;
            auto const argument = [&](int size, bool contiguous) {
                for (int left = size; left > 0; --left) result[next++] = contiguous ? left : 1;
            };
            static_cast<void>(std::initializer_list<int>{(argument(leaves<A>, is_contiguous<A>), 0)...});
            state<F>::each_part(argument);
            return result;
        }();
    };

    // One row of derivatives in the shapes of the selected arguments: that shape alone, or a tuple. It is filled where it
    // will stay; a copy of a tuple or of a matrix would go through memory.
    template <class Request, class T, class Indices, class... S>
    struct row_of_tuple;
    template <class Request, class T, std::size_t... I, class... S>
    struct row_of_tuple<Request, T, std::index_sequence<I...>, S...> {
        using joined = decltype(std::tuple_cat(std::declval<std::conditional_t<selects<Request, I>, std::tuple<rebind<S, T>>, std::tuple<>>>()...));
        template <class Row>
        struct alone {
            using type = Row;
        };
        template <class Row>
        struct alone<std::tuple<Row>> {
            using type = Row;
        };
        using type = typename alone<joined>::type;

        // The position of an argument among the selected ones.
        static constexpr std::size_t position(std::size_t argument) {
            std::size_t at = 0;
            static_cast<void>(std::initializer_list<int>{(I < argument ? at += selects<Request, I> : at, 0)...});
            return at;
        }
        TYPEGRAD_INLINE static constexpr void fill(type& row, T const* leaf) {
            if constexpr (sizeof...(S) <= 64) (fill_part<S, I>(row, leaf + selection_with_rows<Request, S...>::before(I)), ...);
            else static_cast<void>(std::initializer_list<int>{(fill_part<S, I>(row, leaf + selection_with_rows<Request, S...>::before(I)), 0)...});
        }

    private:
        template <class Argument, std::size_t At>
        TYPEGRAD_INLINE static constexpr void fill_part([[maybe_unused]] type& row, [[maybe_unused]] T const* leaf) {
            auto const take = [&](auto& entry) TYPEGRAD_INLINE_LAMBDA { entry = *leaf++; };
            if constexpr (selects<Request, At> && std::tuple_size_v<joined> == 1) each_leaf<Argument>(row, take);
            else if constexpr (selects<Request, At>) each_leaf<Argument>(std::get<position(At)>(row), take);
        }
    };
    template <class Request, class T, class... S>
    using gradient_row = row_of_tuple<Request, T, std::index_sequence_for<S...>, S...>;

    template <class Traced, std::size_t N>
    constexpr auto* builder_of(std::array<Traced, N> const& point) {
        typename Traced::builder* builder = nullptr;
        for (auto const& value : point)
            if (!value.is_literal()) builder = value.graph();
        return builder;
    }

    // A closure that holds a traced value gives a traced result for plain numbers as well.
    template <class F, class T, class... S>
    struct capture {
        using type = void;
    };
    template <class F, class T, class... S>
        requires(std::is_class_v<F> && !state<F>::complete && std::is_invocable_v<F const&, rebind<S, T>&...>)
    struct capture<F, T, S...> {
        using type = scalar_of<std::remove_cvref_t<std::invoke_result_t<F const&, rebind<S, T>&...>>>;
    };
    template <class F, class T, class... S>
    using traced_capture = typename capture<F, T, S...>::type;

    // The builder that the state of a function belongs to.
    template <class Traced, class F>
    constexpr auto* builder_of_state([[maybe_unused]] F const& function) {
        typename Traced::builder* builder = nullptr;
        state<F>::each(function, [&](auto const& leaf) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(leaf)>, Traced>) builder = leaf.graph() ? leaf.graph() : builder;
        });
        return builder;
    }

    template <class F, class T, class... S>
    inline constexpr bool takes = requires { std::declval<F const&>()(std::declval<rebind<S, T>&>()...); };  // std::is_invocable folds, see any(…)

    // An argument that is an expression.
    template <class A>
    inline constexpr bool is_expression = false;
    template <class A>
        requires is_operand<A>
    inline constexpr bool is_expression<A> = std::is_same_v<typename A::algebra, expr::expressions>;
    template <class S>
    inline constexpr bool is_template_of_scalar = false;
    template <template <class, auto...> class Aggregate, class S, auto... Parameters>
    inline constexpr bool is_template_of_scalar<Aggregate<S, Parameters...>> = aggregate::plain<Aggregate<S, Parameters...>>;
    // Why an argument of this type is no shape of numbers.
    template <class S>
    consteval mistake mistake_in_shape() {
        if constexpr (std::is_function_v<S> || std::is_same_v<S, fast_t> || std::is_same_v<S, unchecked_t>) return mistake::policy_behind_point;
        else if constexpr (std::is_pointer_v<S> || std::is_array_v<S>) return mistake::c_array;
        else if constexpr (std::is_same_v<S, without_its_header>) return mistake::said;
        else if constexpr (is_operand<S>) return mistake::none;
        else if constexpr (is_scalar<S>) return mistake::none;
        else if constexpr (requires { typename S::hana_accessors_impl; }) return mistake::hana_struct;
        else if constexpr (requires { typename S::element_type; S::extent; }) return mistake::span;
        else if constexpr (requires { S::RowsAtCompileTime; }) return mistake::eigen;
        else if constexpr (requires(S const& s) { s.has_value(); *s; }) return mistake::optional;
        else if constexpr (requires(S const& s) { s.begin(); s.end(); }) return mistake::container;
        else if constexpr (is_template_of_scalar<S>) return mistake::aggregate;
        else return mistake::no_shape;
    }
    consteval mistake first_of(std::initializer_list<mistake> found) {
        for (mistake const m : found)
            if (m != mistake::none) return m;
        return mistake::none;
    }

    // What is wrong with a call, found in this order: with the arguments and their selection; with the function itself; with what it
    // gives if it is called with traced values; with what the transform needs; with tracing it in a constant expression.
    template <class Request, int Arguments>
    consteval mistake mistake_in_selection() {
        return !selects_arguments<Request, Arguments> ? mistake::wrt_out_of_range : mistake::none;
    }
    template <class... A>
    consteval mistake mistake_in_shapes() {
        if constexpr (constexpr mistake size = first_of({mistake::none, mistake_in_size<A>...}); size != mistake::none) return size;
        else return first_of({is_expression<A> ? mistake::applied_to_expressions : mistake::none..., mistake_in_shape<scalar_of<A>>()...});
    }
    template <class Request, class... A>
    inline constexpr bool differentiates_rows = selects_rows<Request, A...>(std::index_sequence_for<A...>{});
    // InRows: whether rows may be differentiated.
    template <class Request, bool InRows, class... A>
    consteval mistake mistake_in_rows() {
        if constexpr (says_how_loops_run<Request> && !any({is_rows<A>...})) return mistake::no_loop_to_run;
        else if constexpr (any({is_rows<A>...})) return !InRows && differentiates_rows<Request, A...> ? mistake::rows_differentiated : mistake::none;
        else return mistake::none;
    }
    // Of arguments that are all the point, and whose shapes are right.
    template <class Request, bool InRows, class... A>
    consteval mistake mistake_in_call() {
        return first_of({mistake_in_selection<Request, static_cast<int>(sizeof...(A))>(), mistake_in_rows<Request, InRows, A...>()});
    }
    template <class F>
    consteval mistake mistake_in_function() {
        if constexpr (!std::is_class_v<F>) return mistake::function_pointer;
        else if constexpr (state<F>::complete) return mistake::none;
        else if constexpr (requires(F const& f) { typename F::result_type; f.target_type(); }) return mistake::std_function;
        else return mistake::captures;
    }

    // Stands for the result where the function cannot be called with these arguments.
    struct not_callable {};

    // The function, which takes whatever else it is called with as well. An unsatisfied `requires` would tell the same, after it has
    // compiled the function's body in one context more, of three lines.
    template <class F>
    struct or_not_callable : F {
        using F::operator();
        not_callable operator()(...) const;
    };
    struct with_call_operator {
        void operator()();
    };
    template <class F>
    struct with_two_call_operators : F, with_call_operator {};
    template <class F>
    concept can_be_base = std::is_class_v<F> && !std::is_final_v<F>;
    template <class F>
        requires can_be_base<F> && requires { &with_two_call_operators<F>::operator(); }
    struct or_not_callable<F> {
        not_callable operator()(...) const;
    };
    template <class F>
        requires(!can_be_base<F>)
    struct or_not_callable<F> {
        template <class... A>
        not_callable operator()(A&...) const;
        template <class... A>
            requires std::is_invocable_v<F const&, A&...>
        auto operator()(A&... a) const -> std::invoke_result_t<F const&, A&...>;
    };
    template <class F, class... Values>
    struct or_not_callable<with_values<F, Values...>> {
        not_callable operator()(...) const;
        template <class... A>
        auto operator()(A&... a) const
            -> decltype(std::declval<or_not_callable<F> const&>()(a..., std::declval<typename passed_as<call_scalar<std::remove_cvref_t<A>..., Values...>, referred<Values>>::type const&>()...));
    };

    // decltype(std::declval<callable<F, Scalar> const&>()(std::declval<traced_as<S, Scalar>&>()...)): what a call with traced values gives, of
    // a function without anything wrong by `mistake_in_function`. Transforms write it where they are called themselves, so that nothing
    // stands between that and what the compiler says of the function's body. After an error there g++ does not know the type, and each use of it would
    // be one more error: `requires { typename std::type_identity<called>; }` tells, where it is written out (a concept with such an argument is an error as well).
    template <class F, class Scalar>
    using callable = or_not_callable<typename state<F>::template rebind<tracer<literal_for<Scalar>>>>;
    template <class S, class Scalar>
    using traced_as = rebind<S, tracer<literal_for<Scalar>>>;

    template <class T, class Traced>
    concept number_for = std::is_same_v<T, Traced> || std::is_arithmetic_v<T> || std::is_constructible_v<Traced, T> || std::is_same_v<T, condition<typename Traced::builder::literal_type>>;

    // Whether it can be called so. If not, why: where the compiler has found an error in the function's body it cannot either, and
    // nothing more is to be said.
    template <class F, class Scalar, class... S>
    inline constexpr bool can_be_traced = takes<typename state<F>::template rebind<tracer<literal_for<Scalar>>>, tracer<literal_for<Scalar>>, S...>;
    template <class F, class Given, class Scalar, class... S>
    consteval mistake why_not_traced() {
        if constexpr (!std::is_same_v<Given, not_callable>) return mistake::said;
        else return takes<F, Scalar, S...> ? mistake::not_generic : mistake::arguments;
    }

    // Whether it can be traced in a constant expression.
#ifdef __clang__
    template <class T>
    constexpr T some() {
        __builtin_unreachable();
    }
    template <class F, class Scalar>
    using with_traced_state = typename state<F>::template rebind<tracer<literal_for<Scalar>>>;
    // A function with an error in its body cannot be called any more once that has been compiled.
    template <class F, class Scalar, class... S>
    concept is_right_and_constant = requires { some<with_traced_state<F, Scalar> const&>()(some<traced_as<S, Scalar>&>()...); } && graph::is_constant<traced<F, literal_for<Scalar>, S...>>;
    // In a constant expression clang compiles the body at once, where that has not been needed for its result's type, so that few lines lead
    // to an error in it.
    template <class F, class Scalar, class Shapes>
    inline constexpr bool is_traceable = false;
    template <class F, class Scalar, class... S>
    inline constexpr bool is_traceable<F, Scalar, shape_list<S...>> = (true || (static_cast<void>(some<with_traced_state<F, Scalar> const&>()(some<traced_as<S, Scalar>&>()...)), true)) && is_right_and_constant<F, Scalar, S...>;
#else
    template <class F, class Scalar, class Shapes>
    inline constexpr bool is_traceable = false;
    template <class F, class Scalar, class... S>
    inline constexpr bool is_traceable<F, Scalar, shape_list<S...>> = graph::is_constant<traced<F, literal_for<Scalar>, S...>>;
#endif

    // What is wrong with what it gives, whatever is asked of it.
    template <class Given, class Scalar>
    consteval mistake mistake_in_result() {
        using result = std::remove_cvref_t<Given>;
        if constexpr (std::is_void_v<result>) return mistake::returns_nothing;
        else if constexpr (std::is_same_v<scalar_of<result>, without_its_header> || std::derived_from<scalar_of<result>, op::no_result>) return mistake::said;
        else return number_for<scalar_of<result>, tracer<literal_for<Scalar>>> ? mistake::none : mistake::returns_no_number;
    }

    // What stands for the result of a call that is refused: as far as it is known of that type, so that the mistake's line remains
    // the only one.
    template <class... A>
    struct gradient_of_refused {
        using type = std::tuple<A...>;
    };
    template <class A>
    struct gradient_of_refused<A> {
        using type = A;
    };
    template <class... A>
    using refused_gradient = typename gradient_of_refused<std::conditional_t<std::is_arithmetic_v<A>, double, std::conditional_t<std::is_class_v<A> && std::is_default_constructible_v<A>, A, std::array<double, 3>>>...>::type;
    using refused_matrix = std::array<std::array<double, 3>, 3>;

    // `refused` of a kind of transform, of the arguments that wrt<…> names: g(1.0, rows) with wrt<0> is a number.
    template <class Kind, class Request, class... A>
    struct refused_by {
        using type = typename Kind::template refused<A...>;
    };
    template <class Kind, int... Positions, kink_policy Kinks, bool Fast, class Execution, class A, class... Rest>
    struct refused_by<Kind, request<positions<Positions...>, Kinks, Fast, Execution>, A, Rest...> {
        static constexpr int count = 1 + static_cast<int>(sizeof...(Rest));
        using type = typename Kind::template refused<std::tuple_element_t<static_cast<std::size_t>(0 <= Positions && Positions < count ? Positions : 0), std::tuple<A, Rest...>>...>;
    };
    template <class Kind, class Request, class... A>
    using refused_result = typename refused_by<Kind, Request, A...>::type;

    // For calls that have looked at nothing before.
    template <class F, class Scalar, class... S>
    consteval bool check_call() {
        if constexpr (constexpr mistake arguments = mistake_in_shapes<S...>(); arguments != mistake::none) say<arguments, F, S...>();
        else if constexpr (constexpr mistake function = mistake_in_function<F>(); function != mistake::none) say<function, F, S...>();
        else {
            using result = decltype(std::declval<callable<F, Scalar> const&>()(std::declval<traced_as<S, Scalar>&>()...));
            if constexpr (!requires { typename std::type_identity<result>; }) return false;
            else if constexpr (!can_be_traced<F, Scalar, S...>) say<why_not_traced<F, result, Scalar, S...>(), F, S...>();
            else if constexpr (constexpr mistake wrong = mistake_in_result<result, Scalar>(); wrong != mistake::none) say<wrong, F, S...>();
            else {
                constexpr bool traceable = is_traceable<F, Scalar, shape_list<S...>>;
                if constexpr (!traceable) static_assert(said_already<F, literal_for<Scalar>, S...>(), TYPEGRAD_NOT_CONSTANT);
                return traceable;
            }
        }
        return false;
    }

    // For what reads the program of a function, or of a transform of one. (Other objects with a recipe are not looked into.)
    template <class F, class... S>
    consteval bool check_program(shape_list<S...>) {
        if constexpr (requires { typename F::kind; typename F::template of_function<S...>; }) return check_program<typename F::function_type>(typename F::template of_function<S...>{});
        else if constexpr (requires { typename F::template recipe<double, S...>; }) return true;
        else return check_call<F, scalar_of_call<F, S...>, S...>();
    }
}

}
