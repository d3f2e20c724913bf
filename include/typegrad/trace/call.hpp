// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A call of a transformed function: its scalar type, its arguments as leaves, which of them are differentiated, and what
// is wrong with it, said in one line.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/request.hpp>
#include <typegrad/trace/result.hpp>
#include <typegrad/trace/state.hpp>
#include <typegrad/trace/trace.hpp>

namespace typegrad {

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
        std::array<T, static_cast<std::size_t>((0 + ... + leaves<A>))> leaf;
        T* next = leaf.data();
        (each_leaf<A>(arguments, [&](auto const& value) TYPEGRAD_INLINE_LAMBDA { *next++ = static_cast<T>(value); }), ...);
        return leaf;
    }

    // The inputs of the graph of a call: the leaves of the arguments and those of the function's state; or where they are, if they
    // are there in that type.
    template <class T, class F, class... A>
    inline constexpr bool in_place = state<F>::template in_place<T> && ((std::is_same_v<scalar_of<A>, T> && !mixed<A>) && ...);
    template <class T, class F, class... A>
    TYPEGRAD_INLINE constexpr auto inputs_of_call([[maybe_unused]] F const& function, A const&... arguments) {
        std::array<T, static_cast<std::size_t>((0 + ... + leaves<A>) + state<F>::leaves)> leaf;
        std::size_t next = 0;
        auto const take = [&](auto const& value) TYPEGRAD_INLINE_LAMBDA { leaf[next++] = static_cast<T>(value); };
        (each_leaf<A>(arguments, take), ...);
        state<F>::each(function, take);
        return leaf;
    }
    template <class T, class F, class... A>
    TYPEGRAD_INLINE constexpr auto inputs_in_place([[maybe_unused]] F const& function, A const&... arguments) {
        std::array<T const*, static_cast<std::size_t>((0 + ... + leaves<A>) + state<F>::leaves)> leaf;
        std::size_t next = 0;
        auto const take = [&]<class Leaf>(Leaf const& value) TYPEGRAD_INLINE_LAMBDA {
            static_assert(std::is_same_v<Leaf, T>);  // not what it has been converted to, which is gone
            leaf[next++] = &value;
        };
        (each_leaf<A>(arguments, take), ...);
        state<F>::each(function, take);
        return leaf;
    }

    // Of the inputs of a call that are in place, how many lie one after the other in memory from each on, that one among them.
    template <class F, class... A>
    struct places {
        static constexpr auto together = [] {
            std::array<int, static_cast<std::size_t>((0 + ... + leaves<A>) + state<F>::leaves + 1)> result{};
            std::size_t next = 0;
            auto const argument = [&](int size, bool contiguous) {
                for (int left = size; left > 0; --left) result[next++] = contiguous ? left : 1;
            };
            (argument(leaves<A>, is_contiguous<A>), ...);
            argument(state<F>::leaves, false);
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
            (void)((I < argument ? (at += selects<Request, I>, true) : false) && ...);
            return at;
        }
        TYPEGRAD_INLINE static constexpr void fill(type& row, T const* leaf) { (fill_part<S, I>(row, leaf + leaf_selection<Request, S...>::before(I)), ...); }

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
    template <class F, class T, class... S>
    inline constexpr bool captures_traced = is_traced<traced_capture<F, T, S...>>;

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
    inline constexpr bool takes = std::is_invocable_v<F const&, rebind<S, T>&...>;

    // An argument that is an expression.
    template <class A>
    inline constexpr bool is_expression = false;
    template <class A>
        requires is_operand<A>
    inline constexpr bool is_expression<A> = std::is_same_v<typename A::algebra, expr::expressions>;
#define TYPEGRAD_APPLIED_TO_EXPRESSIONS                                                                                    \
    "typegrad: only derivative, gradient and value_and_gradient of a function are applied to expressions; apply the function, and differentiate what it gives"

    // Of an argument that is no shape: what to pass instead.
    template <class S>
    consteval bool check_shape() {
        if constexpr (is_scalar<S>)
            return true;
        else if constexpr (requires { typename S::hana_accessors_impl; })
            static_assert(sizeof(S) == 0, "typegrad: an argument is a Boost.Hana Struct; make it a template of its scalar, and include <typegrad/hana/struct.hpp>");
        else if constexpr (requires { typename S::element_type; S::extent; })
            static_assert(sizeof(S) == 0, "typegrad: an argument is a std::span; include <typegrad/span.hpp>");
        else if constexpr (requires { S::RowsAtCompileTime; })
            static_assert(sizeof(S) == 0, "typegrad: an argument is an object of Eigen; include <typegrad/eigen.hpp>, and pass a matrix or vector: of an expression, its .eval()");
        else if constexpr (requires(S const& s) { s.begin(); s.end(); })
            static_assert(sizeof(S) == 0, "typegrad: an argument is a container whose size is known at run time only; pass a std::array, or a std::span of static extent");
        else if constexpr (std::is_pointer_v<S> || std::is_array_v<S>)
            static_assert(sizeof(S) == 0, "typegrad: an argument is a pointer or an array of C; pass a std::array, or a std::span of static extent");
        else
            static_assert(sizeof(S) == 0, "typegrad: an argument is neither a number nor a std::array, std::tuple, vec, mat or Boost.Hana Struct of numbers; "
                                          "declare its members by BOOST_HANA_DEFINE_STRUCT, and include <typegrad/hana/struct.hpp>");
        return false;
    }

    // The remedies, in the order in which a mistake hides the next one.
    template <class F, class Scalar, class... S>
    consteval bool check_call() {
        using traced = tracer<literal_for<Scalar>>;
        if constexpr ((... || is_expression<S>))
            static_assert(sizeof(F) == 0, TYPEGRAD_APPLIED_TO_EXPRESSIONS);
        else if constexpr (!(is_scalar<scalar_of<S>> && ...))
            return (check_shape<scalar_of<S>>() && ...);
        else if constexpr (!std::is_class_v<F>)
            static_assert(sizeof(F) == 0, "typegrad: the function is not generic; pass a lambda with auto parameters, not a pointer to a function of double");
        else if constexpr (!state<F>::complete)
            static_assert(sizeof(F) == 0, "typegrad: the function captures values known at run time only; write typegrad::with(f, value…), which passes them after the arguments");
        else if constexpr (takes<typename state<F>::template rebind<traced>, traced, S...>)
            return true;
        else if constexpr (takes<F, Scalar, S...>)
            static_assert(sizeof(F) == 0, "typegrad: the function is not generic; declare its parameters auto, so that it can be called with traced values");
        else
            static_assert(sizeof(F) == 0, "typegrad: the function cannot be called with this number of arguments, or with arguments of these shapes");
        return false;
    }
}

}
