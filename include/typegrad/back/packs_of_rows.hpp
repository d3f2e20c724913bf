// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rows in the lanes of packs: how the numbers of rows are loaded, one row a lane, and several packs as one number. A pack is one of xsimd's
// (lanes.hpp), or the compiler's own vector (back/arithmetic_of_rows.hpp).
#pragma once
#pragma GCC system_header

#include <typegrad/back/registers.hpp>
#include <typegrad/trace/rows.hpp>

#include <array>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::back::detail {

// Each of Count packs becomes a row of a matrix that is turned: afterwards pack k has the k-th lanes of all.
template <std::size_t Distance, std::size_t... K>
TYPEGRAD_INLINE void exchange(auto& a, auto& b, std::index_sequence<K...>) {
    constexpr std::size_t size = sizeof...(K);
    auto const low = __builtin_shufflevector(a, b, static_cast<int>((K & Distance) == 0 ? K : size + K - Distance)...);
    b = __builtin_shufflevector(a, b, static_cast<int>((K & Distance) == 0 ? K + Distance : size + K)...);
    a = low;
}
template <std::size_t Distance = 1, class Register, std::size_t Size>
TYPEGRAD_INLINE void transpose(Register (&row)[Size]) {
    [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA {
        ((I & Distance ? void() : exchange<Distance>(row[I & ~Distance], row[I | Distance], std::make_index_sequence<Size>{})), ...);
    }(std::make_index_sequence<Size>{});
    if constexpr (2 * Distance < Size) transpose<2 * Distance>(row);
}

// Loads the numbers of as many rows as there are lanes, from the row `first` on. Behind the last one, `end`, that one is loaded again.
template <class Pack, class Column>
struct column_in_lanes {
    using number = typename Pack::value_type;
    using row = typename Column::row;
    static constexpr std::size_t size = Pack::size, numbers = leaves<row>;

    TYPEGRAD_INLINE static void load(Column const& column, std::size_t first, std::size_t end, Pack* to) {
        number lane[numbers][size];
        for (std::size_t i = 0; i < size; ++i) {
            std::size_t next = 0;
            auto const& one = column[first + i < end ? first + i : end - 1];
            each_leaf<row>(one, [&](auto const& leaf) TYPEGRAD_INLINE_LAMBDA { lane[next++][i] = static_cast<number>(leaf); });
        }
        for (std::size_t k = 0; k < numbers; ++k) to[k] = Pack::load_unaligned(lane[k]);
    }
};
// Rows that lie in memory as their numbers do. Of the last ones there is a copy, so that there is one way only to load.
template <class Pack, class Row>
    requires(is_contiguous<Row> && std::is_same_v<scalar_of<Row>, typename Pack::value_type> && sizeof(Row) == static_cast<std::size_t>(leaves<Row>) * sizeof(typename Pack::value_type))
struct column_in_lanes<Pack, typegrad::detail::column_in_memory<Row>> {
    using number = typename Pack::value_type;
    static constexpr std::size_t size = Pack::size, numbers = leaves<Row>, whole = numbers / size * size;

    TYPEGRAD_INLINE static void load(typegrad::detail::column_in_memory<Row> const& column, std::size_t first, std::size_t end, Pack* to) {
        Row copy[size];
        Row const* at = &column[first];
        if (end - first < size) [[unlikely]] {
            for (std::size_t i = 0; i < size; ++i) copy[i] = column[first + i < end ? first + i : end - 1];
            at = copy;
        }
        auto const* const from = reinterpret_cast<number const*>(at);
        if constexpr (numbers == 1) to[0] = Pack::load_unaligned(from);
        else {
            [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_INLINE_LAMBDA { (load_matrix(from + K * size, to + K * size, std::make_index_sequence<size>{}), ...); }(
                std::make_index_sequence<numbers / size>{});
            [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_INLINE_LAMBDA { ((to[whole + K] = set(from + whole + K, std::make_index_sequence<size>{})), ...); }(
                std::make_index_sequence<numbers - whole>{});
        }
    }

private:
    template <std::size_t... I>
    TYPEGRAD_INLINE static void load_matrix(number const* from, Pack* to, std::index_sequence<I...>) {
        typename Pack::register_type turned[]{Pack::load_unaligned(from + I * numbers).data...};
        transpose(turned);
        ((to[I] = turned[I]), ...);
    }
    template <std::size_t... Lane>
    TYPEGRAD_INLINE static Pack set(number const* from, std::index_sequence<Lane...>) {
        return typename Pack::register_type{from[Lane * numbers]...};
    }
};
// first, first + 1, …
template <class Pack, std::size_t... Lane>
TYPEGRAD_INLINE Pack numbers_from(std::size_t first, std::index_sequence<Lane...>) {
    using number = typename Pack::value_type;
    return Pack(static_cast<number>(first)) + Pack(typename Pack::register_type{static_cast<number>(Lane)...});
}
template <class Pack>
TYPEGRAD_INLINE Pack numbers_from(std::size_t first) {
    return numbers_from<Pack>(first, std::make_index_sequence<Pack::size>{});
}
template <class Pack>
struct column_in_lanes<Pack, typegrad::detail::column_of_numbers> {
    TYPEGRAD_INLINE static void load(typegrad::detail::column_of_numbers, std::size_t first, std::size_t, Pack* to) { *to = numbers_from<Pack>(first); }
};

// Where the numbers of each column begin, behind that of the row.
template <class... Column>
constexpr std::array<std::size_t, sizeof...(Column)> places_of_columns() {
    std::size_t next = 1;
    return {std::exchange(next, next + leaves<typename Column::row>)...};
}

// Several packs as one number. They are computed in turn, operation by operation: a processor computes the one while it waits for the other.
template <class Pack, std::size_t Count>
struct packs {
    Pack pack[Count];

    packs() = default;
    template <class Number>
        requires std::is_constructible_v<Pack, Number>
    TYPEGRAD_INLINE explicit packs(Number const& number) {
        for (Pack& one : pack) one = Pack(number);
    }
};
template <class Pack, std::size_t Count>
struct comparison_of<packs<Pack, Count>> {
    using type = packs<typename Pack::batch_bool_type, Count>;
};
template <class Pack, std::size_t Count>
struct operations_on<packs<Pack, Count>> {
    static constexpr bool are_special = true;

    template <class Op, class... Operand>
    TYPEGRAD_INLINE static auto value(Operand const&... a) {
        return each([&](std::size_t k) TYPEGRAD_INLINE_LAMBDA { return operations_on<Pack>::template value<Op>(a.pack[k]...); });
    }
    template <class... Operand>
    TYPEGRAD_INLINE static auto multiply_add(Operand const&... a) {
        return each([&](std::size_t k) TYPEGRAD_INLINE_LAMBDA { return operations_on<Pack>::multiply_add(a.pack[k]...); });
    }
    template <class... Operand>
    TYPEGRAD_INLINE static auto multiply_subtract(Operand const&... a) {
        return each([&](std::size_t k) TYPEGRAD_INLINE_LAMBDA { return operations_on<Pack>::multiply_subtract(a.pack[k]...); });
    }
    template <class... Operand>
    TYPEGRAD_INLINE static auto subtract_product(Operand const&... a) {
        return each([&](std::size_t k) TYPEGRAD_INLINE_LAMBDA { return operations_on<Pack>::subtract_product(a.pack[k]...); });
    }
    template <class Op, std::size_t N>
    static auto call(std::array<packs<Pack, Count>, N> const& arguments) {
        std::array<packs<Pack, Count>, static_cast<std::size_t>(Op::components)> result;
        for (std::size_t k = 0; k < Count; ++k) {
            std::array<Pack, N> one;
            for (std::size_t i = 0; i < N; ++i) one[i] = arguments[i].pack[k];
            auto const y = operations_on<Pack>::template call<Op>(one);
            for (std::size_t i = 0; i < result.size(); ++i) result[i].pack[k] = y[i];
        }
        return result;
    }

private:
    TYPEGRAD_INLINE static auto each(auto const& compute) {
        packs<decltype(compute(0)), Count> result;
        [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_INLINE_LAMBDA { ((result.pack[K] = compute(K)), ...); }(std::make_index_sequence<Count>{});
        return result;
    }
};
template <class Pack, std::size_t Count>
TYPEGRAD_INLINE void sin_cos(packs<Pack, Count> const& x, packs<Pack, Count>& sine, packs<Pack, Count>& cosine) {
    for (std::size_t k = 0; k < Count; ++k) sin_cos(x.pack[k], sine.pack[k], cosine.pack[k]);
}

}
