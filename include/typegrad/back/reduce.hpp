// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rows are reduced in an order that depends on their number alone, so that the result will be the same in lanes and in threads: blocks of
// 1,024 rows; in a block eight partial results, of the rows i, i + 8, i + 16 and so on, joined by twos (0 with 4, 2 with 6, …); the blocks in
// a binary tree whose left side has as many of them as a power of two allows. The errors of a sum grow with the logarithm of the
// number of rows, and not with the number. The rows of a part (trace/rows.hpp) are reduced one after the other.
#pragma once
#pragma GCC system_header

#include <typegrad/op/loop.hpp>
#include <typegrad/trace/request.hpp>
#include <typegrad/trace/rows.hpp>

#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

namespace typegrad::inline v0_2::back {

namespace detail {
    inline constexpr std::size_t rows_in_a_block = 1024, partial_results = 8;
}

// What is reduced: one operation a number.
template <class... Op>
struct reductions {
    static constexpr std::size_t count = sizeof...(Op);

    template <class T>
    TYPEGRAD_INLINE static constexpr void begin(T* into) {
        ((*into++ = Op::template identity<T>()), ...);
    }
    template <class T>
    TYPEGRAD_INLINE static constexpr void combine(T* into, T const* more) {
        (static_cast<void>(*into = Op::combine(*into, *more), ++into, ++more), ...);
    }
    template <std::size_t I, class T>
    TYPEGRAD_INLINE static constexpr T combined(T const& so_far, T const& more) {
        return std::tuple_element_t<I, std::tuple<Op...>>::combine(so_far, more);
    }
    static constexpr void check(std::size_t rows) {
        if (rows > 0) return;
        ((Op::refuses_empty ? typegrad::detail::refuse_rows(std::string(asked_as<Op>()) + " over no rows") : void()), ...);
    }
    // (Of traced values nothing is known.)
    template <class T>
    static constexpr void check_result([[maybe_unused]] T const* result) {
        if constexpr (std::is_same_v<decltype(*result == T(0)), bool>)
            ((Op::refuses_zero && *result == T(0) ? typegrad::detail::refuse_rows(std::string(asked_as<Op>()) + " over no rows") : void(), ++result), ...);
    }
    // What a user has written for the reduction.
    template <class O>
    static constexpr char const* asked_as() {
        if constexpr (requires { O::asked_as; }) return O::asked_as;
        else return O::text;
    }
};

// How the two sides of the tree of blocks are computed, which take as long as so many additions.
template <class Blocks>
struct both_sides;
template <>
struct both_sides<typegrad::detail::block_after_block> {
    static constexpr void compute(std::size_t, auto const& left, auto const& right) {
        left();
        right();
    }
};

namespace detail {
    template <class Reductions, class T>
    constexpr void join(T (&partial)[partial_results][Reductions::count], T* result) {
        for (std::size_t half = partial_results / 2; half > 0; half /= 2)
            for (std::size_t lane = 0; lane < half; ++lane) Reductions::combine(partial[lane], partial[lane + half]);
        for (std::size_t k = 0; k < Reductions::count; ++k) result[k] = partial[0][k];
    }
    // row(i, so_far) combines what row i gives with what there is. Before that begin(first, last, partial) may take rows
    // several at once; it gives the first one that is left.
    template <class Reductions, class T, class Row, class Begin>
    constexpr void reduce_block(std::size_t first, std::size_t last, T* result, Row const& row, Begin const& begin) {
        T partial[partial_results][Reductions::count];
        for (auto& result_of_lane : partial) Reductions::begin(result_of_lane);
        for (std::size_t i = begin(first, last, partial); i < last; ++i) row(i, partial[i % partial_results]);
        join<Reductions>(partial, result);
    }
    template <class Reductions, class T, class Row>
    constexpr void reduce_block(std::size_t first, std::size_t last, T* result, Row const& row) {
        reduce_block<Reductions>(first, last, result, row, [](std::size_t from, std::size_t, auto&) { return from; });
    }
    template <class Reductions, class Blocks, std::size_t Cost, class T, class Block>
    constexpr void reduce_blocks(std::size_t first, std::size_t last, T* result, Block const& block) {
        if (last - first <= rows_in_a_block) return block(first, last, result);
        std::size_t left = rows_in_a_block;
        while (2 * left < last - first) left *= 2;
        T right[Reductions::count];
        both_sides<Blocks>::compute((last - first) * Cost, [&] { reduce_blocks<Reductions, Blocks, Cost>(first, first + left, result, block); },
                                    [&] { reduce_blocks<Reductions, Blocks, Cost>(first + left, last, right, block); });
        Reductions::combine(result, right);
    }
}

// One row after the other.
template <class Reductions, class T, class Row>
TYPEGRAD_INLINE constexpr void reduce_in_order(std::size_t rows, T* result, Row const& row) {
    Reductions::check(rows);
    T so_far[Reductions::count];
    Reductions::begin(so_far);
    for (std::size_t i = 0; i < rows; ++i) row(i, so_far);
    for (std::size_t k = 0; k < Reductions::count; ++k) result[k] = so_far[k];
    Reductions::check_result(result);
}

// Whether the rows are spread over processes, of which each has a part: distributed.hpp specialises it, and rows_in_processes.
template <class Blocks>
inline constexpr bool are_spread = false;
template <class Blocks>
struct rows_in_processes;

// block(first, last, result) reduces the rows of a block. Cost: of a row, in additions.
template <class Reductions, class Blocks = typegrad::detail::block_after_block, std::size_t Cost = 1, class T, class Block>
constexpr void reduce(std::size_t rows, T* result, Block const& block) {
    if constexpr (are_spread<Blocks>) rows_in_processes<Blocks>::template reduce<Reductions>(rows, result, block);
    else {
        Reductions::check(rows);
        detail::reduce_blocks<Reductions, Blocks, Cost>(0, rows, result, block);
    }
    Reductions::check_result(result);
}

}
