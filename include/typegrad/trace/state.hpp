// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// State of a function that is known at run time only. The graph of a function is made before there are values, so it cannot
// hold a captured number; but it can have an input for one. with(f, value…) is f with these values after its arguments:
//
//     double const scale = …;
//     gradient(typegrad::with([](auto x, auto scale) { return scale * x * x; }, scale))(2.0)
//
// is what gradient(f, wrt<0>)(2.0, scale) is, instruction by instruction. The values are held by value, they are of any
// shape, and no derivative is taken in them.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/aggregate.hpp>
#include <typegrad/trace/scalar.hpp>

#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail {
    // The values that a callable says it holds are a shape of its own: leaves, which the graph has inputs for, after those of
    // the arguments. `complete` is false where a callable holds more than it says: a closure with captures.
    template <class F>
    struct state {
        static constexpr bool complete = std::is_empty_v<F>;
        static constexpr int leaves = 0;
        template <class T>
        using rebind = F;
        template <class... A>
        using scalar = call_scalar<A...>;  // of a call with these arguments
        template <class T>
        static constexpr bool in_place = true;

        template <class Use>
        TYPEGRAD_INLINE static constexpr void each(auto&&, Use&&) {}
        // use(leaves, whether they lie one after the other in memory that is not the callable's own) for each of the values.
        template <class Use>
        static constexpr void each_part(Use&&) {}
        // use(value…) of those values, for loops over rows that are among them.
        static constexpr bool has_rows = false;
        template <class Use>
        TYPEGRAD_INLINE static constexpr decltype(auto) with_held(auto const&, Use&& use) {
            return use();
        }
    };

    // A closure that captures one empty object, an operator of one's own say, is a byte of padding: it holds nothing. (A byte that
    // means something is a unique representation.) A closure that could capture but does not, [&](auto x) { return x * x; }, is empty; it
    // has no default constructor.
    template <class F>
    inline constexpr bool holds_nothing = false;
    template <class F>
        requires(std::is_class_v<F> && sizeof(F) == 1 && !(std::is_empty_v<F> && requires { F(); }))
    inline constexpr bool holds_nothing<F> = std::is_trivially_copyable_v<F> && !std::has_unique_object_representations_v<F>;
    template <class F>
    struct made_of_nothing {
        template <class... A>
            requires std::is_invocable_v<F const&, A...>
        TYPEGRAD_INLINE constexpr decltype(auto) operator()(A&&... arguments) const {
            return __builtin_bit_cast(F, '\0')(static_cast<A&&>(arguments)...);
        }
    };
    template <class F>
        requires(holds_nothing<F> && (std::is_empty_v<F> || !requires { typename F::function_type; }))
    struct state<F> : state<made_of_nothing<F>> {};

    // A transform holds what its function holds. It says how it is the transform of another function.
    template <class F>
        requires(!std::is_empty_v<F>) && requires { typename F::template with_function<typename F::function_type>; }
    struct state<F> {
        using of_function = state<typename F::function_type>;
        static constexpr bool complete = of_function::complete;
        static constexpr int leaves = of_function::leaves;
        template <class T>
        using rebind = typename F::template with_function<typename of_function::template rebind<T>>;
        template <class... A>
        using scalar = typename of_function::template scalar<A...>;
        template <class T>
        static constexpr bool in_place = of_function::template in_place<T>;

        template <class Use>
        TYPEGRAD_INLINE static constexpr void each(auto&& f, Use&& use) {
            of_function::each(f.function, use);
        }
        template <class Use>
        static constexpr void each_part(Use&& use) {
            of_function::each_part(use);
        }
        static constexpr bool has_rows = of_function::has_rows;
        template <class Use>
        TYPEGRAD_INLINE static constexpr decltype(auto) with_held(auto const& f, Use&& use) {
            return of_function::with_held(f.function, use);
        }
    };

    // What beside arguments of these types the value is passed as: beside traced values or the tape's variables as one of
    // them, as a function may expect of all of its arguments; beside numbers as it is.
    template <class Scalar, class Value>
    struct passed_as {
        using type = Value;
    };
    template <class Scalar, class Value>
        requires(std::is_class_v<Scalar> && !std::is_same_v<Scalar, scalar_of<Value>> && requires(scalar_of<Value> const& leaf) { static_cast<Scalar>(leaf); })
    struct passed_as<Scalar, Value> {
        using type = typegrad::rebind<Value, Scalar>;
    };

    // Values that a callable refers to, one after the other in memory: several can be loaded at once. (Those that it holds were stored
    // just before, if not kept in registers: to load several of them at once would wait for the stores.)
    template <class Value>
    inline constexpr bool is_elsewhere = false;
    template <reference R>
    inline constexpr bool is_elsewhere<R> = is_contiguous<std::remove_cv_t<typename R::type>>;

    // With what the function is called for a value: with what is referred to.
    template <class Value>
    TYPEGRAD_INLINE constexpr auto const& referred_by(Value const& value) {
        if constexpr (reference<Value>) return value.get();
        else return value;
    }
    template <class Value>
    using referred = std::remove_cvref_t<decltype(referred_by(std::declval<Value const&>()))>;

    // What with(f, value…) gives.
    template <class F, class... Values>
    struct with_values {
        [[no_unique_address]] F callee;
        std::tuple<Values...> values;

        template <class... A>
        using passed = std::tuple<typename passed_as<call_scalar<std::remove_cvref_t<A>..., Values...>, referred<Values>>::type...>;

        template <class... A>
            requires std::is_invocable_v<F const&, A&..., typename passed_as<call_scalar<std::remove_cvref_t<A>..., Values...>, referred<Values>>::type const&...>
        TYPEGRAD_INLINE constexpr auto operator()(A&&... arguments) const {
            auto const call = [&](auto const&... value) TYPEGRAD_INLINE_LAMBDA { return callee(arguments..., referred_by(value)...); };
            if constexpr (std::is_same_v<passed<A...>, std::tuple<referred<Values>...>>) return apply_inlined(call, values);
            else return apply_inlined(call, converted<call_scalar<std::remove_cvref_t<A>..., Values...>>(passed<A...>{}, std::index_sequence_for<Values...>{}));
        }

    private:
        template <class Scalar, class Passed, std::size_t... I>
        constexpr Passed converted(Passed all, std::index_sequence<I...>) const {
            (convert<Scalar, referred<Values>>(referred_by(std::get<I>(values)), std::get<I>(all)), ...);
            return all;
        }
        template <class Scalar, class Value, class To>
        static constexpr void convert(Value const& from, To& to) {
            static_assert(!is_known_rows<Value> || is_known_rows<To>, TYPEGRAD_KNOWN_ROWS);
            if constexpr (std::is_same_v<Value, To>) to = from;
            else {
                std::array<Scalar, static_cast<std::size_t>(typegrad::leaves<Value>)> leaf{};
                Scalar* next = leaf.data();
                each_leaf<Value>(from, [&](auto const& v) { *next++ = static_cast<Scalar>(v); });
                next = leaf.data();
                each_leaf<Value>(to, [&](auto& v) { v = *next++; });
            }
        }
    };

    template <class F, class... Values>
    struct state<with_values<F, Values...>> {
        using of_callee = state<F>;
        static constexpr bool complete = of_callee::complete;
        static constexpr int leaves = of_callee::leaves + (0 + ... + typegrad::leaves<Values>);
        template <class T>
        using rebind = with_values<typename of_callee::template rebind<T>, typegrad::rebind<Values, T>...>;
        template <class... A>
        using scalar = typename of_callee::template scalar<A..., Values...>;
        template <class T>
        static constexpr bool in_place = of_callee::template in_place<T> && ((std::is_same_v<scalar_of<Values>, T> && !mixed<Values>) && ...);

        template <class Use>
        TYPEGRAD_INLINE static constexpr void each(auto&& f, Use&& use) {
            of_callee::each(f.callee, use);
            apply_inlined([&](auto&... value) TYPEGRAD_INLINE_LAMBDA { (each_leaf<Values>(value, use), ...); }, f.values);
        }
        template <class Use>
        static constexpr void each_part(Use&& use) {
            of_callee::each_part(use);
            (use(typegrad::leaves<Values>, is_elsewhere<Values>), ...);
        }
        static constexpr bool has_rows = (of_callee::has_rows || ... || is_rows<Values>);
        template <class Use>
        TYPEGRAD_INLINE static constexpr decltype(auto) with_held(auto const& f, Use&& use) {
            return of_callee::with_held(f.callee, [&](auto const&... held) TYPEGRAD_INLINE_LAMBDA -> decltype(auto) {
                return apply_inlined([&](auto const&... value) TYPEGRAD_INLINE_LAMBDA -> decltype(auto) { return use(held..., referred_by(value)...); }, f.values);
            });
        }
    };

    // A std::vector, a std::span, a dynamic object of Eigen's: what has a size and elements, and is no shape.
    template <class V>
    inline constexpr bool has_dynamic_size = false;
    template <class V>
        requires(std::is_class_v<V> && std::is_same_v<scalar_of<V>, V> && !op::is_operand<V> && requires(V const& v) { v.size(); v.data(); })
    inline constexpr bool has_dynamic_size<V> = true;
    template <reference R>
    inline constexpr bool has_dynamic_size<R> = has_dynamic_size<referred<R>>;
    // A std::map, a std::list: elements, and no data().
    template <class V>
    inline constexpr bool is_no_data = false;
    template <class V>
        requires(std::is_class_v<V> && std::is_same_v<scalar_of<V>, V> && !op::is_operand<V> && !is_scalar<V> && !has_dynamic_size<V> && requires(V const& v) { v.begin(); v.end(); })
    inline constexpr bool is_no_data<V> = true;
    template <class V>
    inline constexpr bool is_optional_alone = false;
    template <class V>
        requires(std::is_class_v<V> && std::is_same_v<scalar_of<V>, V> && !op::is_operand<V> && requires(V const& v) { v.has_value(); *v; })
    inline constexpr bool is_optional_alone<V> = true;
    template <class F, class... Values>
    struct with_data;

    template <class F, class... A>
    using scalar_of_call = typename state<F>::template scalar<A...>;
}

// with(f, value…): a callable that calls f with these values after its arguments. It holds copies, but of what std::cref(value) refers
// to, and of what a span or a view shows: that is read where it is, and must live as long. Where it is differentiated,
// the values are arguments in which no derivative is taken: numbers, or of any shape that arguments have; rows over which f loops, which are where their
// data are; or data of dynamic size, which f indexes by constants (trace/data.hpp).
template <class F, class... Values>
constexpr auto with(F f, Values const&... values) {
    constexpr bool is_pointer = (... || (std::is_array_v<Values> || std::is_pointer_v<Values>)), is_container = (... || detail::is_no_data<Values>), is_optional = (... || detail::is_optional_alone<Values>);
    static_assert(sizeof...(Values) > 0, "typegrad::with: after the function come the values that it is called with after its arguments: with(f, 2.0)");
    static_assert(!is_pointer, "typegrad::with: a value is a pointer, an array of C or a text in quotes; pass numbers, a std::array, a std::vector or a std::span");
    static_assert(!is_optional, "typegrad::with: a value is a std::optional; include <typegrad/optional.hpp>");
    static_assert(!is_container, "typegrad::with: a value is a container that is indexed by no number, or whose elements do not lie one after the other; pass a std::vector or a std::array");
    constexpr bool is_mixed = (... || is_rows<Values>) && (... || detail::has_dynamic_size<Values>);
    static_assert(!is_mixed, "typegrad::with: a function holds typegrad::rows, or data of dynamic size that it indexes by constants; pass one of them in the call, gradient(f, wrt<0>)(x, typegrad::rows(data))");
    if constexpr (is_mixed || is_pointer || is_container || is_optional || sizeof...(Values) == 0) return [](auto const& first, auto const&...) { return first; };  // so that this line remains the only one
    else if constexpr ((... || detail::has_dynamic_size<Values>)) return detail::with_data<F, Values...>{f, {values...}};
    else return detail::with_values<F, Values...>{f, {values...}};
}

}
