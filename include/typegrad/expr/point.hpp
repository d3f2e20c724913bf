// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A point for an expression: values by name, x = 2.0, or by position; and what is wrong with it. With an expression among the
// values it is a substitution.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/lower.hpp>
#include <typegrad/graph/moderate.hpp>
#include <typegrad/back/evaluate.hpp>
#include <typegrad/pass/rewrite.hpp>
#include <typegrad/trace/call.hpp>

namespace typegrad::inline v0_2::expr {

#define TYPEGRAD_NO_COLUMNS_HERE                                                                                                                    \
    "typegrad: this transform does not take expressions of columns; values, gradient, hessian, jacobian, jvp, vjp, hvp and their variants with the value do, " \
    "and of functions those that docs/loops.md names"

namespace detail {
    template <class B>
    inline constexpr bool is_binding = false;
    template <name Name, class T>
    inline constexpr bool is_binding<binding<Name, T>> = true;

    // The data of a column, and how many there are.
    template <class Column>
    struct bound_column {
        Column data;
        std::size_t size = 0;
    };

    template <class B>
    struct value_type {
        using type = B;
    };
    template <name Name, class T>
    struct value_type<binding<Name, T>> {
        using type = T;
    };

    template <class V, name Name, class T>
    constexpr bool binds(binding<Name, T> const*) {
        return std::is_same_v<V, variable<Name>>;
    }

    template <class V, name Name, class Column>
    constexpr bool binds(binding<Name, bound_column<Column>> const*) {
        return std::is_same_v<V, column<Name>>;
    }
    template <name Name, class Column>
    struct value_type<binding<Name, bound_column<Column>>> {
        using type = typename Column::row;
    };

    // The error that a point deserves, or void. It is incomplete, so that `sizeof` of it is what the compiler refuses; to be written where
    // the expression is called, so that nothing stands between the two.
    template <class... Errors>
    struct first_error {
        using type = void;
    };
    template <class Error, class... Rest>
    struct first_error<Error, Rest...> {
        using type = Error;
    };
    template <class... Rest>
    struct first_error<void, Rest...> : first_error<Rest...> {};

    template <class V, class... B>
    inline constexpr int times_bound = (0 + ... + (binds<V>(static_cast<B const*>(nullptr)) ? 1 : 0));
    template <class V, class... B>
    using error_of_variable = std::conditional_t<times_bound<V, B...> == 0, typename V::unbound,
                                                 std::conditional_t<(times_bound<V, B...> > 1), error::variable_is_bound_twice<V::text>, void>>;
    template <class V, class... B>
    using error_of_more_than_one = std::conditional_t<(times_bound<V, B...> > 1), error::variable_is_bound_twice<V::text>, void>;
    template <class All, class B>
    struct error_of_binding;
    template <class All, name Name, class T>
    struct error_of_binding<All, binding<Name, T>> {
        using type = std::conditional_t<All::template contain<variable<Name>>, void, error::variable_does_not_occur_in_the_expression<Name>>;
    };
    // A column is bound to data, and no number is.
    template <class All, name Name, class Column>
    struct error_of_binding<All, binding<Name, bound_column<Column>>> {
        using type = std::conditional_t<All::template contain<column<Name>>, void, error::variable_does_not_occur_in_the_expression<Name>>;
    };
    template <class All, class V>
    using error_of_wrt = std::conditional_t<All::template contain<V>, void, typename V::absent>;

    template <class T>
    inline constexpr bool is_container = false;
    template <class T>
        requires(!is_operand<T>) && requires(T const& t) { t.begin(); }
    inline constexpr bool is_container<T> = true;
    template <class All, class... B>
    struct error_of_point {
        using type = std::conditional_t<sizeof...(B) == All::size && !(... || (is_binding<B> || (is_container<B> && !All::has_columns))), void, error::by_position_the_call_takes_one_value_for_each_variable<static_cast<int>(All::size)>>;
    };
    template <class... V, class... B>
        requires(is_binding<B> && ...)
    struct error_of_point<variables<V...>, B...> : first_error<typename error_of_binding<variables<V...>, B>::type..., error_of_variable<V, B...>...> {};
    template <class All, class... B>
    struct error_of_substitution : error_of_point<All, B...> {};
    template <class... V, class... B>
        requires(is_binding<B> && ...)
    struct error_of_substitution<variables<V...>, B...> : first_error<typename error_of_binding<variables<V...>, B>::type..., error_of_more_than_one<V, B...>...> {};
    template <class All, class Wrt>
    struct error_of_selection;
    template <class All, class... W>
    struct error_of_selection<All, variables<W...>> : first_error<error_of_wrt<All, W>...> {};

    template <class All, class... B>
    using wrong_point = typename error_of_point<All, B...>::type;
    template <class All, class... B>
    using wrong_substitution = typename error_of_substitution<All, B...>::type;
    template <class All, class Wrt>
    using wrong_selection = typename error_of_selection<All, Wrt>::type;

    template <class V, class T, name Name, class N>
    TYPEGRAD_INLINE constexpr void take(binding<Name, N> const& bound, T& value) {
        if constexpr (std::is_same_v<V, variable<Name>>) value = static_cast<T>(bound.value);
    }

    // The inputs of the graph of E: the variables' values, then what fills the slots, which is still to be written.
    template <class T, class E, class... V, class... B>
    TYPEGRAD_INLINE constexpr auto values_and_slots(variables<V...>, B const&... bindings) {
        static_assert(!variables<V...>::has_columns, TYPEGRAD_NO_COLUMNS_HERE);
        std::array<T, static_cast<std::size_t>(sizeof...(V)) + static_cast<std::size_t>(slots_of<E>)> input{};
        if constexpr (!std::is_void_v<wrong_point<variables<V...>, B...>>) {
            (void)sizeof(wrong_point<variables<V...>, B...>);
        } else if constexpr ((... && is_binding<B>)) {
            [[maybe_unused]] auto const bind = [&]<class Variable>(T& value) { (take<Variable>(bindings, value), ...); };
            std::size_t next = 0;
            (bind.template operator()<V>(input[next++]), ...);
        } else {
            std::size_t next = 0;
            ((input[next++] = static_cast<T>(bindings)), ...);
        }
        return input;
    }
    template <class T, class E, class... V, class... B>
    TYPEGRAD_INLINE constexpr auto inputs(E const& e, variables<V...> all, B const&... bindings) {
        auto input = values_and_slots<T, E>(all, bindings...);
        slot_values::write(e, input.data() + sizeof...(V));
        return input;
    }

    template <class... B>
    using point_scalar = typegrad::detail::call_scalar<typename value_type<B>::type...>;

    // An expression among the values makes it a substitution.
    template <class... B>
    inline constexpr bool substitutes = (... || expression<typename value_type<B>::type>);

    // y(x = a + b, z = 2.0): what was bound, by name.
    template <class E, name... Name, class... T>
    TYPEGRAD_INLINE constexpr auto substituted(E const& e, binding<Name, T> const&... bound) {
        static_assert(((std::is_arithmetic_v<T> || expression<T> || integral_constant<T>) && ...),
                      "typegrad: beside an expression in the place of a variable only numbers and expressions can be bound");
        using result = substitution<variables<variable<Name>...>, term<T>..., E>;
        return result(as_term(bound.value)..., e);
    }
    // By position: bound to the variables in their order.
    template <class E, name... Name, class... T>
    TYPEGRAD_INLINE constexpr auto substituted_in_order(E const& e, variables<variable<Name>...>, T const&... value) {
        return substituted(e, binding<Name, T>{value}...);
    }

    // Where the values are traced ones: the nodes of that graph are appended to the one that is being made.
    template <class Recipe, class Traced, std::size_t N>
    constexpr auto spliced(std::array<Traced, N> const& input) {
        typename Traced::builder own(16);  // where all values are literals
        auto* const builder = typegrad::detail::builder_of(input) ? typegrad::detail::builder_of(input) : &own;
        int output[static_cast<std::size_t>(Recipe::outputs)];
        pass::rewrite(graph::made<Recipe>::graph, *builder, [&](int i) { return input[static_cast<std::size_t>(i)]; }, output);
        if (graph::made<Recipe>::graph.has_gathered) builder->note_gathering();
        std::array<Traced, static_cast<std::size_t>(Recipe::outputs)> result{};
        for (std::size_t i = 0; i < result.size(); ++i) result[i] = Traced::of(builder, output[i]);
        return result;
    }

    // Whether two numbers have the same bits; of traced values, whether they are the same one.
    template <class T>
    TYPEGRAD_INLINE constexpr bool is_same_number(T const& a, T const& b) {
        if constexpr (typegrad::detail::is_traced<T>) return a.is_literal() && b.is_literal() ? fingerprint_of(a.literal()) == fingerprint_of(b.literal()) : a.is_literal() == b.is_literal() && a.id() == b.id();
        else if constexpr (sizeof(T) == sizeof(std::uint64_t)) return __builtin_bit_cast(std::uint64_t, a) == __builtin_bit_cast(std::uint64_t, b);
        else if constexpr (sizeof(T) == sizeof(std::uint32_t)) return __builtin_bit_cast(std::uint32_t, a) == __builtin_bit_cast(std::uint32_t, b);
        else return a == b && math::copysign(T(1), a) == math::copysign(T(1), b);
    }
    // Numbers that can be told apart like that.
    template <class T>
    inline constexpr bool has_equality = std::is_floating_point_v<T> || typegrad::detail::is_traced<T>;

    // The slots that are compared with others (slots_by_type), one after the other: a loop would still be one at run time, even if the numbers are known.
    template <sharing Shared, class... E>
    inline constexpr auto compared_slots = [] {
        std::array<int, static_cast<std::size_t>(slots_of_all<Shared, E...>.compared)> all{};
        for (int i = 0, next = 0; i < slots_of_all<Shared, E...>.count; ++i)
            if (slots_of_all<Shared, E...>.like[i] != i) all[static_cast<std::size_t>(next++)] = i;
        return all;
    }();
    // Whether is(i) holds for the constants 0 to Count - 1; in blocks, since clang takes no fold of more than 256.
    template <std::size_t Begin, class Is, std::size_t... I>
    TYPEGRAD_INLINE constexpr bool holds_from(Is const& is, std::index_sequence<I...>) {
        return (... && is(std::integral_constant<std::size_t, Begin + I>{}));
    }
    template <std::size_t Count, class Is>
    TYPEGRAD_INLINE constexpr bool holds_for_all(Is const& is) {
        return [&]<std::size_t... Block>(std::index_sequence<Block...>) TYPEGRAD_INLINE_LAMBDA {
            return (... && holds_from<64 * Block>(is, std::make_index_sequence<(Count - 64 * Block < 64 ? Count - 64 * Block : 64)>{}));
        }(std::make_index_sequence<(Count + 63) / 64>{});
    }
    // Whether expressions compute the same wherever their types are the same, with these numbers in their slots.
    template <sharing Shared, class... E, class T>
    TYPEGRAD_INLINE constexpr bool are_shared(T const* slot) {
        constexpr auto const& compared = compared_slots<Shared, E...>;
        return holds_for_all<compared_slots<Shared, E...>.size()>([&](auto i) TYPEGRAD_INLINE_LAMBDA { return is_same_number(slot[compared[i]], slot[slots_of_all<Shared, E...>.like[compared[i]]]); });
    }
    // Whether a number may be multiplied with others before anything else (rewrite/products.hpp): it is 0 or of a moderate size.
    // Of traced values: whether that is known.
    template <class T>
    TYPEGRAD_INLINE constexpr bool is_moderate_number(T const& a) {
        if constexpr (typegrad::detail::is_traced<T>) return a.is_literal() && is_moderate_number(graph::number_of(a.literal()));
        else return graph::detail::may_be_gathered(a);
    }
    template <sharing Shared>
    using shares = std::integral_constant<sharing, Shared>;
    template <class T>
    struct recipes_for {
        using literal = typegrad::detail::literal_for<T>;
        static constexpr int sweeps = times_differentiated<T>;
    };
    template <class T>
        requires typegrad::detail::is_traced<T>
    struct recipes_for<T> {
        using literal = typename T::builder::literal_type;
        static constexpr int sweeps = T::builder::many;
    };
    // Which programs there are, besides `none`: those that compare something, and more than the program before. Where only combinations are
    // compared, their numbers mostly differ, as those of a polynomial do: then the program that puts these numbers together and compares none is
    // worth its code (the gradient of a polynomial of fourth degree takes 14 operations and not 26). Where nothing is compared there is one
    // program: another one for moderate numbers would save no operation of the corpus, and double the code of numbers that are known at run time
    // only.
    //
    // For terms that differ a choice for each pair of terms was tried, a select on their numbers. Of formulas with two terms of one type it counts
    // 1.1 to 1.4 times the operations of the function, and `none` 1.2 to 1.7 times. But compilers do not take it apart: g++ 12 emitted 1.2 to 1.4
    // times the instructions of `none`, clang 19 0.7 to 1.05 times, and both took two to three times the time to compile. Recipes::recipe<Literal, Sweeps, Shared> is the recipe of each.
    template <class Recipes, class T, class... E>
    struct programs {
        template <sharing Shared>
        using recipe = typename Recipes::template recipe<typename recipes_for<T>::literal, recipes_for<T>::sweeps, Shared>;
        template <sharing Shared>
        using made = graph::made<recipe<Shared>>;
        static constexpr int some = slots_of_all<sharing::but_combinations, E...>.compared, all = slots_of_all<sharing::all, E...>.compared;

        template <sharing Shared>
        static constexpr bool exists() {
            if constexpr (!has_equality<T> || Shared == sharing::none) return Shared == sharing::none;
            else if constexpr (Shared == sharing::all) return all > some;
            else if constexpr (some == 0 && all > 0) return made<sharing::but_combinations>::graph.has_gathered;
            else return some > 0;
        }
        static constexpr bool one = !exists<sharing::but_combinations>() && !exists<sharing::all>();

        template <sharing Shared>
        TYPEGRAD_INLINE static constexpr bool fits(T const* slot) {
            if (!are_shared<Shared, E...>(slot)) return false;
            if constexpr (made<Shared>::graph.has_gathered) return holds_for_all<static_cast<std::size_t>((0 + ... + E::slots))>([&](auto i) TYPEGRAD_INLINE_LAMBDA { return is_moderate_number(slot[i]); });
            else return true;
        }
    };
    // Which program runs: that in which most is computed once. `run` is called with a constant, of type sharing. A comparison of numbers that the
    // compiler knows leaves nothing behind.
    template <class Programs, class T, class Run>
    TYPEGRAD_INLINE constexpr auto shared_or_not(T const* slot, Run const& run) {
        if constexpr (Programs::template exists<sharing::all>())
            if (Programs::template fits<sharing::all>(slot)) return run(shares<sharing::all>{});
        if constexpr (Programs::template exists<sharing::but_combinations>())
            if (Programs::template fits<sharing::but_combinations>(slot)) return run(shares<sharing::but_combinations>{});
        return run(shares<sharing::none>{});
    }

    // The outputs of a recipe of E…, with numbers or with traced values for its inputs: of Recipes::recipe<Literal, Sweeps, Shared>, where Sweeps says how often they are
    // differentiated (graph/builder.hpp).
    template <class Recipes, class... E, class T, std::size_t N>
    TYPEGRAD_INLINE constexpr auto outputs_of(std::array<T, N> const& input) {
        constexpr std::size_t first_slot = N - static_cast<std::size_t>((0 + ... + E::slots));
        using all = programs<Recipes, T, E...>;
        // One program: its outputs stay in the lanes that they are in.
        if constexpr (!typegrad::detail::is_traced<T> && all::one)
            return back::evaluate<typename all::template made<sharing::none>>(input);
        else return shared_or_not<all>(input.data() + first_slot, [&](auto shared) TYPEGRAD_INLINE_LAMBDA {
            if constexpr (typegrad::detail::is_traced<T>) return spliced<typename all::template recipe<shared.value>>(input);
            else {
                using recipe = typename all::template recipe<shared.value>;
                auto const outputs = back::evaluate<graph::made<recipe>>(input);
                return [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA { return std::array<T, sizeof...(I)>{outputs[I]...}; }(std::make_index_sequence<static_cast<std::size_t>(recipe::outputs)>{});
            }
        });
    }
    // The numbers that an expression, or a list of them, holds; and the same question of these.
    template <class Held>
    constexpr auto numbers_held(Held const& held) {
        std::array<double, static_cast<std::size_t>(Held::slots) + 1> slot{};
        slot_values::write(held, slot.data());
        return slot;
    }
    template <class Recipes, class... E, std::size_t N>
    constexpr sharing sharing_of(std::array<double, N> const& numbers) {
        return shared_or_not<programs<Recipes, double, E...>>(numbers.data(), [](auto shared) -> sharing { return shared; });
    }
    // use(s) with the sharing s as a constant.
    template <class Use>
    constexpr auto with_sharing(sharing shared, Use const& use) {
        if (shared == sharing::all) return use(shares<sharing::all>{});
        if (shared == sharing::but_combinations) return use(shares<sharing::but_combinations>{});
        return use(shares<sharing::none>{});
    }
}

}
