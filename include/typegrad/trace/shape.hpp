// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Shapes of arguments and results: a scalar, a std::array of shapes. A shape has leaves, which are scalars in order;
// the same shape with other leaves (traced values, or partial derivatives) is its rebind.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <tuple>
#include <utility>

namespace typegrad::inline v0_2 {

// A scalar: a leaf. Specialise `shape` for a container of one's own; what has no specialisation is a scalar.
template <class S>
struct shape {
    using scalar = std::remove_cv_t<S>;  // an array's elements may be const or volatile
    template <class T>
    using rebind = T;
    static constexpr int leaves = 1;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) { use(value); }
};

template <class S, std::size_t N>
struct shape<std::array<S, N>> {
    using scalar = typename shape<S>::scalar;
    template <class T>
    using rebind = std::array<typename shape<S>::template rebind<T>, N>;
    static constexpr int leaves = static_cast<int>(N) * shape<S>::leaves;

    // Visits the leaves of a value of this shape, or of a rebind of it, in order. Not by a loop while the array is small: the
    // compilers take a local array apart before they unroll loops, and one that is still whole then stays in memory.
    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        if constexpr (N <= 256) {
            [&]<std::size_t... Block>(std::index_sequence<Block...>) TYPEGRAD_INLINE_LAMBDA {
                (each_in_block<64 * Block>(value, use, std::make_index_sequence<(N - 64 * Block < 64 ? N - 64 * Block : 64)>{}), ...);
            }(std::make_index_sequence<(N + 63) / 64>{});
        } else {
            for (auto& part : value) shape<S>::each(part, use);
        }
    }

private:
    template <std::size_t First, std::size_t... I>
    TYPEGRAD_INLINE static constexpr void each_in_block([[maybe_unused]] auto&& value, [[maybe_unused]] auto&& use, std::index_sequence<I...>) {
        (shape<S>::each(value[First + I], use), ...);
    }
};

// Whether the leaves lie one after the other in memory.
template <class S>
inline constexpr bool is_contiguous = std::is_floating_point_v<S>;
template <class S, std::size_t N>
inline constexpr bool is_contiguous<std::array<S, N>> = is_contiguous<S>;

// What std::ref and std::cref give: the shape of what is referred to, whose leaves are where they are. (Its header is not included here.)
template <class R>
concept reference = requires(R const& r) {
    typename R::type;
    { r.get() } -> std::same_as<typename R::type&>;
} && std::is_convertible_v<R const&, typename R::type&>;
template <reference R>
struct shape<R> {
    using referred = std::remove_cv_t<typename R::type>;
    using scalar = typename shape<referred>::scalar;
    template <class T>
    using rebind = typename shape<referred>::template rebind<T>;
    static constexpr int leaves = shape<referred>::leaves;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, R>) shape<referred>::each(value.get(), use);
        else shape<referred>::each(value, use);
    }
};

// An argument that stands for rows of data whose number is known at run time only (trace/rows.hpp). Its one leaf is that number.
template <class S>
inline constexpr bool is_rows = false;
// What a function gives that has as many results as rows (trace/rows.hpp).
template <class Result>
inline constexpr bool is_by_rows = false;
// Rows that are known: those that no traced function has been given. Where a traced function takes a derivative, they would be lost.
template <class S>
inline constexpr bool is_known_rows = false;
#define TYPEGRAD_KNOWN_ROWS \
    "typegrad: a function that is traced takes a derivative of another one with typegrad::rows of its own; pass the rows to the outer function, and from there to the inner one"

// Several parts in one: a tuple, a pair, a value with its derivatives. `part<I>` gives the I-th of a value of this shape or of
// a rebind of it.
namespace detail {
    template <class... S>
    struct shape_list {
        static constexpr int size = sizeof...(S);
    };

    // (Clang nests what it folds, to 256 levels; a list may be longer.)
    constexpr bool any(std::initializer_list<bool> all) {
        for (bool const one : all)
            if (one) return true;
        return false;
    }
    constexpr bool every(std::initializer_list<bool> all) {
        for (bool const one : all)
            if (!one) return false;
        return true;
    }
    constexpr int sum(std::initializer_list<int> numbers) {
        int sum = 0;
        for (int n : numbers) sum += n;
        return sum;
    }
    template <class A, class B>
    struct wider_number {
        using type = decltype(A() + B());
    };
    template <class... S>
    struct first_scalar;
    template <class S>
    struct first_scalar<S> {
        using type = typename shape<std::remove_cvref_t<S>>::scalar;  // a part may be a reference: std::tie
    };
    template <class S, class... Rest>
    struct first_scalar<S, Rest...> {
        using head = typename shape<std::remove_cvref_t<S>>::scalar;
        using tail = typename first_scalar<Rest...>::type;
        // What both can become: numbers to the wider one, and to a class that stands for numbers.
        using type = typename std::conditional_t<std::is_same_v<head, tail> || (std::is_class_v<head> && !std::is_class_v<tail>), std::type_identity<head>,
                              std::conditional_t<std::is_class_v<tail>, std::type_identity<tail>, wider_number<head, tail>>>::type;
    };
}
// Clang nests what it folds, to 256 levels; a list may be longer.
#define TYPEGRAD_SHAPE_OF_PARTS(name, part)                                                                             \
    template <class... S>                                                                                               \
        requires(sizeof...(S) > 0)                                                                                      \
    struct shape<name<S...>> {                                                                                          \
        using scalar = typename detail::first_scalar<S...>::type;                                                       \
        template <class T>                                                                                              \
        using rebind = name<typename shape<S>::template rebind<T>...>;                                                  \
        static constexpr int leaves = detail::sum({shape<S>::leaves...});                                               \
                                                                                                                        \
        template <class Use>                                                                                            \
        TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {                                           \
            [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA {                                   \
                if constexpr (sizeof...(I) <= 64) (shape<S>::each(part<I>(value), use), ...);                           \
                else static_cast<void>(std::initializer_list<int>{(shape<S>::each(part<I>(value), use), 0)...});        \
            }(std::index_sequence_for<S...>{});                                                                         \
        }                                                                                                               \
    };

TYPEGRAD_SHAPE_OF_PARTS(std::tuple, std::get)
TYPEGRAD_SHAPE_OF_PARTS(std::pair, std::get)

template <class S, class T>
using rebind = typename shape<std::remove_cvref_t<S>>::template rebind<T>;

template <class S>
inline constexpr int leaves = shape<std::remove_cvref_t<S>>::leaves;

template <class S>
using scalar_of = typename shape<std::remove_cvref_t<S>>::scalar;

// Calls use(leaf) for each number of a value of the shape S, in order.
template <class S, class Use>
TYPEGRAD_INLINE constexpr void each_leaf(auto&& value, Use&& use) {
    shape<std::remove_cvref_t<S>>::each(value, use);
}

namespace detail {
    // std::apply that is inlined by force. The compilers leave std::apply's own functions out of line at -O2 where what they call is
    // large: the addresses of the data then went through memory, and a regression row took 26 times as long with clang 19.
    template <class F, class Parts>
    TYPEGRAD_INLINE constexpr decltype(auto) apply_inlined(F&& function, Parts&& parts) {
        return [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA -> decltype(auto) { return function(std::get<I>(static_cast<Parts&&>(parts))...); }(
            std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<Parts>>>{});
    }
}

}
