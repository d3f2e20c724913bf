// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops whose rows are arithmetic alone, without calls, run eight rows at once, a row a lane of the compiler's own vectors. The order in which rows are
// reduced has eight partial sums that wait for nothing (back/reduce.hpp), which the compilers do not find: a sum of squares of residuals in three
// coefficients, with its gradient, took 1.7 of the time of a plain loop by g++ 12, and takes 0.3. Each lane rounds as the row alone does, so that no bit
// of a result changes.
#pragma once
#pragma GCC system_header

#include <typegrad/back/folds.hpp>
#include <typegrad/back/packs_of_rows.hpp>
#include <typegrad/back/reduce.hpp>
#include <typegrad/op/kinked.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::back::detail {

// What a comparison of rows gives.
template <class Register>
struct mask_of_rows {
    Register data;

    TYPEGRAD_INLINE friend mask_of_rows operator&&(mask_of_rows a, mask_of_rows b) { return {a.data & b.data}; }
    TYPEGRAD_INLINE friend mask_of_rows operator||(mask_of_rows a, mask_of_rows b) { return {a.data | b.data}; }
    TYPEGRAD_INLINE friend mask_of_rows operator!(mask_of_rows a) { return {~a.data}; }
};

// A number of each of as many rows as a register holds: of float twice as many.
template <class T>
struct number_of_rows {
    using value_type = T;
    using register_type = typename vector_of<T, lane_count * static_cast<int>(sizeof(double) / sizeof(T))>::type;
    using mask = mask_of_rows<decltype(register_type{} < register_type{})>;
    using batch_bool_type = mask;
    static constexpr std::size_t size = sizeof(register_type) / sizeof(T);

    register_type data;

    number_of_rows() = default;
    TYPEGRAD_INLINE number_of_rows(register_type lanes) : data(lanes) {}
    template <class Number>
        requires std::is_arithmetic_v<Number>
    TYPEGRAD_INLINE explicit number_of_rows(Number number) : data(register_type{} + static_cast<T>(number)) {}
    TYPEGRAD_INLINE static number_of_rows load_unaligned(T const* from) {
        number_of_rows result;
        __builtin_memcpy(&result.data, from, sizeof(register_type));
        return result;
    }
    TYPEGRAD_INLINE void store_unaligned(T* to) const { __builtin_memcpy(to, &data, sizeof(register_type)); }

    TYPEGRAD_INLINE friend number_of_rows operator+(number_of_rows a, number_of_rows b) { return a.data + b.data; }
    TYPEGRAD_INLINE friend number_of_rows operator-(number_of_rows a, number_of_rows b) { return a.data - b.data; }
    TYPEGRAD_INLINE friend number_of_rows operator*(number_of_rows a, number_of_rows b) { return a.data * b.data; }
    TYPEGRAD_INLINE friend number_of_rows operator/(number_of_rows a, number_of_rows b) { return a.data / b.data; }
    TYPEGRAD_INLINE friend number_of_rows operator-(number_of_rows a) { return -a.data; }
    TYPEGRAD_INLINE friend mask operator<(number_of_rows a, number_of_rows b) { return {a.data < b.data}; }
    TYPEGRAD_INLINE friend mask operator<=(number_of_rows a, number_of_rows b) { return {a.data <= b.data}; }
    TYPEGRAD_INLINE friend mask operator==(number_of_rows a, number_of_rows b) { return {a.data == b.data}; }
    TYPEGRAD_INLINE friend mask operator!=(number_of_rows a, number_of_rows b) { return {a.data != b.data}; }
    TYPEGRAD_INLINE friend number_of_rows choose(mask c, number_of_rows a, number_of_rows b) { return c.data ? a.data : b.data; }
};
template <class T>
struct operations_on<number_of_rows<T>> {
    static constexpr bool are_special = true;
    using number = number_of_rows<T>;

    template <class Op>
    TYPEGRAD_INLINE static auto value(auto const&... a) { return Op::value(a...); }
    // In one expression, so that it is contracted if one of numbers is.
    TYPEGRAD_INLINE static number multiply_add(number a, number b, number c) { return a.data * b.data + c.data; }
    TYPEGRAD_INLINE static number multiply_subtract(number a, number b, number c) { return a.data * b.data - c.data; }
    TYPEGRAD_INLINE static number subtract_product(number c, number a, number b) { return c.data - a.data * b.data; }
};

// Operations that such numbers have.
inline constexpr int arithmetic_of_rows[] = {
    code<add_>, code<sub_>, code<neg_>, code<mul_>, code<div_>,
    code<less_>, code<less_equal_>, code<equal_>, code<not_equal_>, code<and_>, code<or_>, code<not_>,
    code<gate_>, code<select_>, code<op::max_>, code<op::min_>, code<op::relu_>, code<op::clamp_>,
    code<op::unless_nan_>, code<op::if_ordered_>, code<op::shared_at_tie_>};
constexpr bool is_arithmetic_of_rows(graph::node const& n) {
    for (int const operation : arithmetic_of_rows)
        if (n.operation == operation) return true;
    return false;
}
template <class T, class Column>
inline constexpr bool has_arithmetic_rows = is_in_memory<Column, T> && requires { column_in_lanes<number_of_rows<T>, Column>::whole; };
template <class T>
inline constexpr bool has_arithmetic_rows<T, typegrad::detail::column_of_numbers> = true;

// Of longer bodies the code would be doubled for little.
inline constexpr int most_steps_of_rows = 1000;
template <class Loop>
consteval bool adds_arithmetic() {
    using body = typename Loop::with_sums;
    for (int k = 0; k < Loop::results; ++k)
        if (!body::is_sum(k)) return false;
    return !has_nodes<body>([](graph::node const& n) { return !is_arithmetic_of_rows(n); });
}
// Eight rows at once take all branches of all rows, and their numbers are turned in registers. One row takes at least the steps of the outermost block.
template <class Body, class T, class... Column>
consteval bool saves_steps() {
    constexpr auto const& one = compiled<graph::made<Body>, number_kind::built_in>::program;
    constexpr int at_once = compiled<graph::made<Body>, number_kind::pack>::program.step_count;
    int least = 0;
    for (int s = one.blocks[0].first; s < one.blocks[0].last; ++s) least += one.segments[s].last - one.segments[s].first;
    constexpr int loads = (0 + ... + (leaves<typename Column::row> > 1 ? 3 * leaves<typename Column::row> : 1));
    return at_once <= most_steps_of_rows && at_once + loads <= static_cast<int>(number_of_rows<T>::size) * least;
}
// With two lanes eight rows take more registers than there are: k means and linear regression took a third longer (g++ 12, SSE2).
inline constexpr int least_lanes_of_rows = 4;
// Whether a loop's sums are computed so.
template <class Loop, class T, class... Column>
consteval bool takes_rows_at_once() {
    if constexpr (lane_count < least_lanes_of_rows || kind_of<T> != number_kind::built_in) return false;
    else if constexpr (!(... && has_arithmetic_rows<T, Column>)) return false;
    else if constexpr (adds_arithmetic<Loop>()) return saves_steps<typename Loop::with_sums, T, Column...>();
    else return false;
}

// Takes the next results, pack by pack: several at once g++ 12 copies through memory.
template <class Body, class Number, std::size_t Count, std::size_t Results>
struct taking_sums {
    Number (&so_far)[Results];

    template <class P, class T>
    TYPEGRAD_INLINE void of(registers<T, P::program.input_count> r) const {
        [&]<std::size_t... R>(std::index_sequence<R...>) TYPEGRAD_INLINE_LAMBDA {
            (each_pack(so_far[R], r.get(constant<P::program.outputs[Body::output_of(static_cast<int>(R))]>::value), std::make_index_sequence<Count>{}), ...);
        }(std::make_index_sequence<Results>{});
    }
    template <std::size_t... K>
    TYPEGRAD_INLINE static void each_pack(auto& to, auto const& from, std::index_sequence<K...>) {
        ((to.pack[K] = from.pack[K]), ...);
    }
};

// So many sums of eight rows stay in registers. With more of them clang 19 does better with four rows at once: k means takes 0.88 of the time with eight,
// linear regression 0.74. g++ 12 takes 1.07 and 1.15.
#ifdef __clang__
inline constexpr int few_sums = 8;
#else
inline constexpr int few_sums = std::numeric_limits<int>::max();
#endif
// The rows from `first` on, a multiple of eight, up to the last whole eight, whose end is the result. In `partial` are the eight results of each sum.
template <class Loop, class T, class... Column, std::size_t... C, std::size_t... K, std::size_t... I, std::size_t... R>
TYPEGRAD_INLINE std::size_t add_eights(std::size_t first, std::size_t last, T (&partial)[partial_results][Loop::reduced::count], T const* given,
                                       std::tuple<Column...> const& columns, std::index_sequence<C...>, std::index_sequence<K...>, std::index_sequence<I...>,
                                       std::index_sequence<R...>) {
    using body = typename Loop::with_sums;
    using pack = number_of_rows<T>;
    using number = packs<pack, sizeof...(K)>;
    constexpr std::size_t filled = Loop::filled;
    constexpr std::array<std::size_t, sizeof...(Column)> place = places_of_columns<Column...>();

    constexpr std::size_t at_once = sizeof...(K) * pack::size, parts = partial_results / at_once;

    number outside[filled + 1], so_far[parts][sizeof...(R)];
    for (std::size_t k = 0; k < filled; ++k) outside[k] = number(given[k]);
    for (auto& of_part : so_far) ((of_part[R] = number(0)), ...);
    std::size_t i = first;
    while (last - i >= partial_results)
        for (std::size_t part = 0; part < parts; ++part, i += at_once) {
            number row[sizeof...(I)];
            auto const load = [&](std::size_t k, std::size_t from) TYPEGRAD_INLINE_LAMBDA {
                pack loaded[sizeof...(I)];
                loaded[0] = numbers_from<pack>(from);
                (column_in_lanes<pack, Column>::load(std::get<C>(columns), from, from + pack::size, loaded + place[C]), ...);
                ((row[I].pack[k] = loaded[I]), ...);
            };
            (load(K, i + K * pack::size), ...);
            std::array<number const*, body::inputs> at;
            point_at<number>(at.data(), outside, std::make_index_sequence<filled>{});
            point_at<number>(at.data() + filled, row, std::make_index_sequence<sizeof...(I)>{});
            point_at<number>(at.data() + body::first_result, so_far[part], std::make_index_sequence<sizeof...(R)>{});
            evaluate_and_take<graph::made<body>, somewhere>(at, taking_sums<body, number, sizeof...(K), sizeof...(R)>{so_far[part]});
        }
    T lane[pack::size];
    for (std::size_t part = 0; part < parts; ++part)
        for (std::size_t r = 0; r < sizeof...(R); ++r)
            for (std::size_t k = 0; k < sizeof...(K); ++k) {
                so_far[part][r].pack[k].store_unaligned(lane);
                for (std::size_t l = 0; l < pack::size; ++l) partial[part * at_once + k * pack::size + l][r] = lane[l];
            }
    return i;
}

template <class Loop, class T, class... Column>
TYPEGRAD_INLINE std::size_t add_eights(std::size_t first, std::size_t last, T (&partial)[partial_results][Loop::reduced::count], T const* given,
                                       std::tuple<Column...> const& columns) {
    return add_eights<Loop>(first, last, partial, given, columns, std::index_sequence_for<Column...>{},
                            std::make_index_sequence<Loop::results <= few_sums ? partial_results / number_of_rows<T>::size : 1>{}, std::make_index_sequence<1 + Loop::row_leaves>{},
                            std::make_index_sequence<Loop::reduced::count>{});
}

}
