// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Shapes whose size is known at run time only, std::vector's; beside them all of typegrad::shape.
#pragma once
#pragma GCC system_header

#include <typegrad/trace/result.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

// What typegrad::shape says, of a value. Specialise it for a container of run-time size of one's own.
template <class S>
struct flexible_shape {
    static constexpr bool is_flexible = false;
    using scalar = scalar_of<S>;
    template <class T>
    using rebind = typegrad::rebind<S, T>;

    static std::size_t leaves(auto const&) { return static_cast<std::size_t>(typegrad::leaves<S>); }
    template <class Use>
    static void each(auto&& value, Use&& use) {
        each_leaf<S>(value, use);
    }
    // Of the shape of `like`, with T for leaves, which next() gives.
    template <class T, class Next>
    static rebind<T> made([[maybe_unused]] auto const& like, Next&& next) {
        rebind<T> value;
        each_leaf<S>(value, [&](auto& leaf) { leaf = next(); });
        return value;
    }
};

template <class S, class Allocator>
struct flexible_shape<std::vector<S, Allocator>> {
    static constexpr bool is_flexible = true;
    using scalar = typename flexible_shape<S>::scalar;
    template <class T>
    using rebind = std::vector<typename flexible_shape<S>::template rebind<T>>;

    static std::size_t leaves(auto const& value) {
        std::size_t sum = 0;
        for (auto const& part : value) sum += flexible_shape<S>::leaves(part);
        return sum;
    }
    template <class Use>
    static void each(auto&& value, Use&& use) {
        for (auto& part : value) flexible_shape<S>::each(part, use);
    }
    template <class T, class Next>
    static rebind<T> made(auto const& like, Next&& next) {
        rebind<T> value;
        value.reserve(like.size());
        for (auto const& part : like) value.push_back(flexible_shape<S>::template made<T>(part, next));
        return value;
    }
};

// Several parts, of which one has such a size.
namespace detail {
    template <class... S>
    struct flexible_parts {
        static constexpr bool is_flexible = true;
        using scalar = typename typegrad::detail::first_scalar<typename flexible_shape<S>::scalar...>::type;

        template <class Use>
        static void each_of(Use&& use, auto&... part) {
            (flexible_shape<S>::each(part, use), ...);
        }
        static std::size_t leaves_of(auto const&... part) { return (std::size_t{0} + ... + flexible_shape<S>::leaves(part)); }
    };
}

template <class... S>
    requires(flexible_shape<S>::is_flexible || ...)
struct flexible_shape<std::tuple<S...>> : detail::flexible_parts<S...> {
    template <class T>
    using rebind = std::tuple<typename flexible_shape<S>::template rebind<T>...>;
    static std::size_t leaves(auto const& value) {
        return std::apply([](auto const&... part) { return detail::flexible_parts<S...>::leaves_of(part...); }, value);
    }
    template <class Use>
    static void each(auto&& value, Use&& use) {
        std::apply([&](auto&... part) { detail::flexible_parts<S...>::each_of(use, part...); }, value);
    }
    template <class T, class Next>
    static rebind<T> made(auto const& like, Next&& next) {
        return std::apply([&](auto const&... part) { return rebind<T>{flexible_shape<S>::template made<T>(part, next)...}; }, like);
    }
};

template <class Value, class Gradient>
    requires(flexible_shape<Gradient>::is_flexible)
struct flexible_shape<value_with_gradient<Value, Gradient>> : detail::flexible_parts<Value, Gradient> {
    template <class T>
    using rebind = value_with_gradient<typename flexible_shape<Value>::template rebind<T>, typename flexible_shape<Gradient>::template rebind<T>>;
    static std::size_t leaves(auto const& v) { return detail::flexible_parts<Value, Gradient>::leaves_of(v.value, v.gradient); }
    template <class Use>
    static void each(auto&& v, Use&& use) {
        detail::flexible_parts<Value, Gradient>::each_of(use, v.value, v.gradient);
    }
    template <class T, class Next>
    static rebind<T> made(auto const& like, Next&& next) {
        return {flexible_shape<Value>::template made<T>(like.value, next), flexible_shape<Gradient>::template made<T>(like.gradient, next)};
    }
};

namespace detail {
    // What a function gives; of an expression of Eigen, which refers to the arguments, its value.
    template <class F, class Arguments>
    auto value_of_call(F const& function, Arguments& arguments) {
        return std::apply([&](auto&... a) {
            using result = std::remove_cvref_t<decltype(function(a...))>;
            if constexpr (requires { typename result::PlainObject; }) return typename result::PlainObject(function(a...));
            else return function(a...);
        }, arguments);
    }
}

}
