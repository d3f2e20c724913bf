// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::optional as data: numbers that may be missing, observations for instance. They are given by typegrad::with, or are rows:
//
//     sum(rows, [&](auto const& seen) { return typegrad::square(seen.value_or(model) - model); })   // a missing one adds nothing
//     mean(where(rows, [](auto const& seen) { return seen.has_value(); }), body)                     // of those that are there
//
// A traced function, and one on the tape, gets a maybe<T> with the members of std::optional: has_value, value_or, value, * and ->. While a function
// is traced it is not known whether there is a number: there is no `if`. On the way into the function a missing number is NaN, so that NaN counts as
// missing. A derivative by an optional is a plain number, 0 by a missing one for which value_or was asked.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/op/classification.hpp>
#include <typegrad/op/condition.hpp>
#include <typegrad/trace/call.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail {
    // A leaf of a std::optional: a number that is made here. (Nobody may keep its address: inputs_in_place refuses it by its type.)
    template <class T>
    struct number_or_missing {
        T number;

        template <class U>
        constexpr explicit operator U() const {
            return static_cast<U>(number);
        }
    };
}

// What a traced function, or one on the tape, gets for a std::optional of the shape S.
template <class S>
struct maybe {
    static constexpr bool is_traced = detail::is_traced<scalar_of<S>>;

    S held;

    // While tracing a condition, for select and where; on the tape a bool.
    constexpr auto has_value() const {
        scalar_of<S> const* first = nullptr;
        each_leaf<S>(held, [&](auto const& leaf) { first = first ? first : &leaf; });
        return !typegrad::isnan(*first);
    }
    // What is held, or, where that is missing, the other one.
    constexpr S value_or(auto const& other) const {
        S const instead(other);
        std::array<scalar_of<S>, static_cast<std::size_t>(leaves<S>)> rest;
        std::size_t next = 0;
        each_leaf<S>(instead, [&](auto const& leaf) { rest[next++] = leaf; });
        next = 0;
        S result = held;
        auto const there = has_value();
        each_leaf<S>(result, [&](auto& leaf) {
            leaf = scalar_of<S>(typegrad::select(there, leaf, rest[next]));
            ++next;
        });
        return result;
    }
    constexpr S const& value() const { return held; }
    constexpr S const& operator*() const { return held; }
    constexpr S const* operator->() const { return &held; }

    TYPEGRAD_UNAVAILABLE("typegrad: whether a std::optional has a value is not known while a function is traced; write o.value_or(x), select(o.has_value(), a, b), or where(rows, condition)")
    constexpr explicit operator bool() const
        requires is_traced
    {
        return false;
    }
    constexpr explicit operator bool() const
        requires(!is_traced)
    {
        return has_value();
    }
};

template <class S>
struct shape<std::optional<S>> {
    static_assert(std::is_floating_point_v<scalar_of<S>>, "typegrad: a std::optional holds float, double or long double, or a shape of these; of integers write std::optional<double>");

    using scalar = scalar_of<S>;
    template <class T>
    using rebind = std::conditional_t<std::is_arithmetic_v<T>, typegrad::rebind<S, T>, maybe<typegrad::rebind<S, T>>>;
    static constexpr int leaves = typegrad::leaves<S>;

    template <class Use>
    static constexpr void each(auto&& value, Use&& use) {
        using given = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<given, std::optional<S>>) {
            auto const give = [&](auto const& leaf) { use(detail::number_or_missing<scalar>{leaf}); };
            if (value) shape<S>::each(std::as_const(*value), give);
            else for (int k = 0; k < leaves; ++k) give(std::numeric_limits<scalar>::quiet_NaN());
        } else if constexpr (requires { value.held; }) shape<S>::each(value.held, use);
        else shape<S>::each(value, use);
    }
};

namespace detail {
    template <class S>
    inline constexpr bool mixed<std::optional<S>> = true;
}

}

#include <typegrad/macros/restore.hpp>
