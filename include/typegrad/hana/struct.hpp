// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Boost.Hana Structs as arguments and results: parameters with names. The gradient is the same Struct.
//
//     template <class T>
//     struct spring {
//         BOOST_HANA_DEFINE_STRUCT(spring, (T, stiffness), (typegrad::vec<T, 3>, anchor));
//     };
//     spring<double> slope = gradient(energy)(spring<double>{2, {0, 0, 1}});
//
// The first template parameter is the scalar (or a shape), others may be values. Each member follows it: it is of that type,
// or an array, vec, tuple or Struct of it. While a function is traced there are no values yet, so a member of a type of
// its own, an int or an enum, would not be known; it is an error. Make it a template parameter, a static constexpr member, or
// a member of an empty type, hana::int_<3> for instance.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/trace/aggregate.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/at.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/tuple.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

namespace hana_struct {
    namespace hana = boost::hana;

    template <class S>
    using accessors_of = std::remove_cvref_t<decltype(hana::accessors<S>())>;
    template <class S>
    inline constexpr std::size_t size = decltype(hana::length(std::declval<accessors_of<S>>()))::value;

    template <std::size_t I, class S>
    TYPEGRAD_INLINE constexpr auto& member(S& value) {
        return hana::second(hana::at_c<I>(hana::accessors<std::remove_const_t<S>>()))(value);
    }
    template <std::size_t I, class S>
    using member_of = std::remove_cvref_t<decltype(member<I>(std::declval<S&>()))>;

    // The member of V is what that of S becomes with V's scalars for leaves.
    template <class S, class V, std::size_t... I>
    consteval bool members_follow(std::index_sequence<I...>) {
        using scalar = scalar_of<V>;
        return (... && (std::is_empty_v<member_of<I, V>> || std::is_same_v<member_of<I, V>, rebind<member_of<I, S>, scalar>>));
    }
    template <class Member>
    inline constexpr int leaves_of_member = std::is_empty_v<Member> ? 0 : leaves<Member>;
    template <class S, std::size_t... I>
    consteval int count_leaves(std::index_sequence<I...>) {
        return (0 + ... + leaves_of_member<member_of<I, S>>);
    }
}

template <class S>
    requires(boost::hana::Struct<S>::value)
inline constexpr bool detail::aggregate::is_other<S> = true;

template <template <class, auto...> class Struct, class S, auto... Parameters>
    requires(boost::hana::Struct<Struct<S, Parameters...>>::value)
struct shape<Struct<S, Parameters...>> {
    using scalar = typename shape<S>::scalar;
    template <class T>
    using rebind = Struct<typename shape<S>::template rebind<T>, Parameters...>;

private:
    using self = Struct<S, Parameters...>;
    using members = std::make_index_sequence<hana_struct::size<self>>;

    template <class V>
    static consteval bool check() {
        constexpr bool follow = hana_struct::members_follow<self, V>(members{});
        static_assert(follow, "typegrad: a member of a Struct has a type of its own, so its value is not known while a function is traced; give it the type of the scalar, or make it a template parameter");
        return follow;
    }

public:
    static constexpr int leaves = hana_struct::count_leaves<self>(members{});

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        if constexpr (check<std::remove_cvref_t<decltype(value)>>()) each_member(value, use, members{});
    }

private:
    template <std::size_t... I>
    TYPEGRAD_INLINE static constexpr void each_member(auto& value, auto& use, std::index_sequence<I...>) {
        (one_member<I>(value, use), ...);
    }
    template <std::size_t I>
    TYPEGRAD_INLINE static constexpr void one_member(auto& value, auto& use) {
        using member = hana_struct::member_of<I, self>;
        if constexpr (!std::is_empty_v<member>) shape<member>::each(hana_struct::member<I>(value), use);
    }
};

}

#include <typegrad/macros/restore.hpp>
