// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Aggregates as arguments and results: a class template of its scalar, without a macro. The gradient is the same aggregate.
//
//     template <class T>
//     struct spring {
//         T stiffness;
//         std::array<T, 3> anchor;
//     };
//     spring<double> slope = gradient(energy)(spring<double>{2, {0, 0, 1}});
//
// The first template parameter is the scalar (or a shape), others may be values; or all of several are types of numbers,
// template <class T, class Index>, and while the function is traced all are traced values. Each member follows it, as those of a Struct do
// (typegrad/hana/struct.hpp): it is of that type, or an array, vec, tuple or aggregate of it. There are no base classes, no arrays of C,
// and at most 16 members; they are counted by what initialises them, and reached by a structured binding.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/shape.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail::aggregate {
    inline constexpr std::size_t most_members = 16;

    // Initialises a member of any type, but no copy of the whole.
    template <class Whole>
    struct anything {
        template <class Member>
            requires(!std::is_same_v<Member, Whole>)
        operator Member() const;
    };
    template <std::size_t, class Whole>
    using one = anything<Whole>;
    // The same of classes alone.
    template <class Whole>
    struct any_class {
        template <class Member>
            requires(std::is_class_v<Member> && !std::is_same_v<Member, Whole>)
        operator Member() const;
    };
    template <class A, std::size_t... I>
    consteval bool takes(std::index_sequence<I...>) {
        return requires { A{one<I, A>{}...}; };
    }
    // The number of its members, or one more than there may be.
    template <class A, std::size_t Members = most_members + 1>
    consteval std::size_t count() {
        if constexpr (Members == 0 || takes<A>(std::make_index_sequence<Members>{})) return Members;
        else return count<A, Members - 1>();
    }

    // Whether the member after these is an array of C: it takes several initialisers, and is no class.
    template <class A, std::size_t... Before>
    consteval bool is_array(std::index_sequence<Before...>) {
        return requires { A{one<Before, A>{}..., {anything<A>{}, anything<A>{}}}; } && !requires { A{one<Before, A>{}..., any_class<A>{}}; };
    }
    template <class A, std::size_t... I>
    consteval bool has_arrays(std::index_sequence<I...>) {
        return (... || is_array<A>(std::make_index_sequence<I>{}));
    }

    // An aggregate that is declared as something else: by Boost.Hana as a Struct.
    template <class A>
    inline constexpr bool is_other = false;
    template <class A>
    concept plain = std::is_class_v<A> && std::is_aggregate_v<A> && !std::is_empty_v<A> && !requires { std::tuple_size<A>::value; } && !requires { typename A::hana_accessors_impl; } && !is_operand<A> && !is_other<A>;

    template <std::size_t Members>
    TYPEGRAD_INLINE constexpr auto members(auto& whole) {
#define TYPEGRAD_MEMBERS(number, ...)              \
        if constexpr (Members == number) {         \
            auto& [__VA_ARGS__] = whole;           \
            return std::tie(__VA_ARGS__);          \
        }
        TYPEGRAD_MEMBERS(1, a)
        TYPEGRAD_MEMBERS(2, a, b)
        TYPEGRAD_MEMBERS(3, a, b, c)
        TYPEGRAD_MEMBERS(4, a, b, c, d)
        TYPEGRAD_MEMBERS(5, a, b, c, d, e)
        TYPEGRAD_MEMBERS(6, a, b, c, d, e, f)
        TYPEGRAD_MEMBERS(7, a, b, c, d, e, f, g)
        TYPEGRAD_MEMBERS(8, a, b, c, d, e, f, g, h)
        TYPEGRAD_MEMBERS(9, a, b, c, d, e, f, g, h, i)
        TYPEGRAD_MEMBERS(10, a, b, c, d, e, f, g, h, i, j)
        TYPEGRAD_MEMBERS(11, a, b, c, d, e, f, g, h, i, j, k)
        TYPEGRAD_MEMBERS(12, a, b, c, d, e, f, g, h, i, j, k, l)
        TYPEGRAD_MEMBERS(13, a, b, c, d, e, f, g, h, i, j, k, l, m)
        TYPEGRAD_MEMBERS(14, a, b, c, d, e, f, g, h, i, j, k, l, m, n)
        TYPEGRAD_MEMBERS(15, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
        TYPEGRAD_MEMBERS(16, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
#undef TYPEGRAD_MEMBERS
    }

    template <class A>
    using tied = decltype(members<count<A>()>(std::declval<A&>()));

    template <class Tied>
    struct member_types;
    template <class... M>
    struct member_types<std::tuple<M&...>> {
        static constexpr int leaves = sum({(std::is_empty_v<std::remove_const_t<M>> ? 0 : typegrad::leaves<M>)...});
        // Whether the members of another one are what these become with T for leaves.
        template <class T, class... Other>
        static consteval bool become(std::tuple<Other&...>*) {
            return (... && (std::is_empty_v<std::remove_const_t<Other>> || std::is_same_v<std::remove_const_t<Other>, rebind<M, T>>));
        }
    };

    // Whether each member follows the scalar: from double to float, say, and from float to double.
    template <class A, class Scalar, template <class> class With>
    consteval bool follows() {
        if constexpr (constexpr std::size_t size = count<A>(); size == 0 || size > most_members) return false;
        else if constexpr (has_arrays<A>(std::make_index_sequence<size>{})) return false;
        else if constexpr (!std::is_arithmetic_v<Scalar>) return true;
        else {
            return [&]<class... T>(std::tuple<T...>*) {
                return (... && (std::is_same_v<T, Scalar> || member_types<tied<A>>::template become<T>(static_cast<tied<With<T>>*>(nullptr))));
            }(static_cast<std::tuple<float, double, long double>*>(nullptr));
        }
    }
    template <template <class, auto...> class Aggregate, class S, auto... Parameters>
    struct of_scalar {
        template <class T>
        using type = Aggregate<typename shape<S>::template rebind<T>, Parameters...>;
    };
    template <class A>
    inline constexpr bool can_be_argument = false;
    template <template <class, auto...> class Aggregate, class S, auto... Parameters>
        requires(plain<Aggregate<S, Parameters...>>)
    inline constexpr bool can_be_argument<Aggregate<S, Parameters...>> =
        follows<Aggregate<S, Parameters...>, typename shape<S>::scalar, of_scalar<Aggregate, S, Parameters...>::template type>();

    template <template <class...> class Aggregate, class... S>
    struct of_numbers {
        template <class T>
        using type = Aggregate<typename shape<S>::template rebind<T>...>;
    };
    template <template <class...> class Aggregate, class... S>
        requires(sizeof...(S) > 1 && (... && (std::is_arithmetic_v<S> || is_operand<S>)) && plain<Aggregate<S...>>)
    inline constexpr bool can_be_argument<Aggregate<S...>> = follows<Aggregate<S...>, typename first_scalar<S...>::type, of_numbers<Aggregate, S...>::template type>();

    // The leaves of an aggregate.
    template <class Self>
    struct members_of {
    private:
        using tied = aggregate::tied<Self>;

    public:
        static constexpr int leaves = member_types<tied>::leaves;

        template <class Use>
        TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
            each_member<tied>(members<std::tuple_size_v<tied>>(value), use);
        }

    private:
        template <class Tied, class... M, class Use>
        TYPEGRAD_INLINE static constexpr void each_member(std::tuple<M&...> const& members, Use&& use) {
            [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA { (visit<std::remove_cvref_t<std::tuple_element_t<I, Tied>>>(std::get<I>(members), use), ...); }(std::index_sequence_for<M...>{});
        }
        template <class Member, class Use>
        TYPEGRAD_INLINE static constexpr void visit(auto& member, Use&& use) {
            if constexpr (!std::is_empty_v<Member>) shape<Member>::each(member, use);
        }
    };
}

template <template <class, auto...> class Aggregate, class S, auto... Parameters>
    requires(detail::aggregate::can_be_argument<Aggregate<S, Parameters...>>)
struct shape<Aggregate<S, Parameters...>> : detail::aggregate::members_of<Aggregate<S, Parameters...>> {
    using scalar = typename shape<S>::scalar;
    template <class T>
    using rebind = Aggregate<typename shape<S>::template rebind<T>, Parameters...>;
};
template <template <class...> class Aggregate, class... S>
    requires(sizeof...(S) > 1 && detail::aggregate::can_be_argument<Aggregate<S...>>)
struct shape<Aggregate<S...>> : detail::aggregate::members_of<Aggregate<S...>> {
    using scalar = typename detail::first_scalar<S...>::type;
    template <class T>
    using rebind = Aggregate<typename shape<S>::template rebind<T>...>;
};

}
