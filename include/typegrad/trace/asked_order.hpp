// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// wrt<1, 0>: results in the order that was asked for. The transform is that of another function, whose first arguments are those that
// are differentiated, in that order, and whose others follow; so rows, columns, tangents and patterns of every transform come out
// right by themselves. Where the positions ascend, as they mostly do, there is no such function.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/request.hpp>

#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::detail {

template <class Request>
struct asked_order {
    static constexpr bool ascends = true;
};
template <int... Positions, kink_policy Kinks, bool Fast, class Execution>
struct asked_order<request<positions<Positions...>, Kinks, Fast, Execution>> {
    static constexpr int count = sizeof...(Positions);
    static constexpr std::array<int, sizeof...(Positions)> asked{Positions...};
    static constexpr bool ascends = [] {
        for (std::size_t i = 1; i < asked.size(); ++i)
            if (asked[i] < asked[i - 1]) return false;
        return true;
    }();

    static constexpr bool selects(int argument) { return ((argument == Positions) || ...); }
    // Which argument of the function comes at each place, of N; what follows the point, a tangent say, stays where it is.
    template <std::size_t N>
    static constexpr std::array<std::size_t, N> arguments(int points) {
        std::array<std::size_t, N> order{};
        std::size_t next = 0;
        for (int const position : asked) order[next++] = static_cast<std::size_t>(position);
        for (int i = 0; i < static_cast<int>(N); ++i)
            if (i >= points || !selects(i)) order[next++] = static_cast<std::size_t>(i);
        return order;
    }
    // The way back.
    template <std::size_t N>
    static constexpr std::array<std::size_t, N> places() {
        auto const order = arguments<N>(static_cast<int>(N));
        std::array<std::size_t, N> place{};
        for (std::size_t i = 0; i < N; ++i) place[order[i]] = i;
        return place;
    }

    template <int... I>
    static constexpr auto first_positions(std::integer_sequence<int, I...>) -> request<positions<I...>, Kinks, Fast, Execution>;
    using request_in_order = decltype(first_positions(std::make_integer_sequence<int, count>{}));
};

// f, called with its arguments in the order asked for.
template <class F, class Request>
struct called_in_order {
    using function_type = F;
    template <class G>
    using with_function = called_in_order<G, Request>;

    [[no_unique_address]] F function;

    template <class... A, std::size_t... I>
    static constexpr auto can_call(std::index_sequence<I...>) {
        constexpr auto place = asked_order<Request>::template places<sizeof...(A)>();
        return std::is_invocable<F const&, std::tuple_element_t<place[I], std::tuple<A&...>>...>{};
    }

    template <class... A>
        requires(static_cast<int>(sizeof...(A)) >= asked_order<Request>::count && decltype(can_call<A...>(std::index_sequence_for<A...>{}))::value)
    TYPEGRAD_INLINE constexpr auto operator()(A&&... arguments) const {
        constexpr auto place = asked_order<Request>::template places<sizeof...(A)>();
        auto const all = std::tuple<A&...>(arguments...);
        return [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA -> decltype(auto) { return function(std::get<place[I]>(all)...); }(std::index_sequence_for<A...>{});
    }
};

// How many of the arguments of a transform are the point.
struct point_alone {
    template <class Request, int Count>
    static consteval int points() {
        return Count;
    }
};
struct point_and_cotangent {
    template <class Request, int Count>
    static consteval int points() {
        return Count - 1;
    }
};
// How many of Count arguments are the point, where each selected one is followed by a tangent.
template <class Request, int Count>
consteval int point_arguments() {
    for (int point = 1; point <= Count; ++point) {
        int selected = 0;
        [&]<std::size_t... I>(std::index_sequence<I...>) { ((selected += static_cast<int>(I) < point && selects<Request, I>), ...); }(std::make_index_sequence<static_cast<std::size_t>(Count)>{});
        if (point + selected == Count) return point;
    }
    return 0;
}
struct point_and_tangents {
    template <class Request, int Count>
    static consteval int points() {
        return point_arguments<Request, Count>();
    }
};

// The transform of that function, called with the arguments as they are.
template <class Transform, class Arguments, class Request>
struct asked_in_order {
    using function_type = Transform;
    template <class G>
    using with_function = asked_in_order<G, Arguments, Request>;

    [[no_unique_address]] Transform function;

    template <class... A>
    static constexpr auto order() {
        constexpr int points = Arguments::template points<Request, static_cast<int>(sizeof...(A))>();
        static_assert(selects_arguments<Request, points>, "typegrad: wrt<…> names an argument that the call does not have; positions count from 0");
        if constexpr (selects_arguments<Request, points>) return asked_order<Request>::template arguments<sizeof...(A)>(points);
        else return std::make_index_sequence<0>{};
    }

    template <class... A>
    TYPEGRAD_INLINE constexpr auto operator()(A const&... arguments) const {
        constexpr auto at = order<A...>();
        if constexpr (!std::is_same_v<std::remove_const_t<decltype(at)>, std::index_sequence<>>) {
            auto const all = std::tuple<A const&...>(arguments...);
            return [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA { return function(std::get<at[I]>(all)...); }(std::index_sequence_for<A...>{});
        } else {
            return std::tuple<A...>{};  // as if it were one, so that the mistake's line remains the only one
        }
    }

    // A property of the transform, for arguments of these shapes.
    template <template <class, class...> class Property, class... A, std::size_t... I>
    static constexpr auto property(std::index_sequence<I...>) -> Property<Transform, std::tuple_element_t<order<A...>()[I], std::tuple<A...>>...>;
    template <template <class, class...> class Property, class... A>
    using property_for = decltype(property<Property, A...>(std::index_sequence_for<A...>{}));
};

// Transform<F, Request>, or what gives its results in the order asked for.
template <template <class, class> class Transform, class Arguments, class F, class Request>
struct chosen_transform {
    using type = asked_in_order<Transform<called_in_order<F, Request>, typename asked_order<Request>::request_in_order>, Arguments, Request>;
};
template <template <class, class> class Transform, class Arguments, class F, class Request>
    requires(asked_order<Request>::ascends)
struct chosen_transform<Transform, Arguments, F, Request> {
    using type = Transform<F, Request>;
};
// The same for functions that run anew at each call, and so need not be traced.
template <template <class, class> class Transform, class Arguments, class F, class Request>
struct recorded_transform : chosen_transform<Transform, Arguments, F, Request> {
    static_assert(!says_how_loops_run<Request>, "typegrad: the tape records one row after the other; lanes, parallel and unchecked are for typegrad::gradient and the others outside of tape");
};
template <template <class, class> class Transform, class Arguments, class F, class Request>
using run_as_asked = typename recorded_transform<Transform, Arguments, F, Request>::type;

// Another one for functions with data of dynamic size (trace/data.hpp).
template <template <class, class> class Transform, class Arguments, class F, class Request>
struct transform_for : chosen_transform<Transform, Arguments, F, Request> {};
template <template <class, class> class Transform, class Arguments, class F, class Request>
using as_asked = typename transform_for<Transform, Arguments, F, Request>::type;

// Where each of the differentiated leaves, in the order asked for, is among them in the order of the arguments.
template <class Request, class... S>
struct asked_leaves {
    static constexpr int count = leaf_selection<Request, S...>::count;
    static constexpr auto place = [] {
        std::array<std::size_t, static_cast<std::size_t>(count) + 1> place{};
        std::size_t next = 0;
        if constexpr (asked_order<Request>::ascends) {
            for (; next < static_cast<std::size_t>(count); ++next) place[next] = next;
        } else {
            constexpr std::array<int, sizeof...(S)> size{leaves<S>...};
            for (int const position : asked_order<Request>::asked)
                for (int i = 0; i < size[static_cast<std::size_t>(position)]; ++i)
                    place[next++] = static_cast<std::size_t>(leaf_selection<Request, S...>::before(static_cast<std::size_t>(position)) + i);
        }
        return place;
    }();
};

}
