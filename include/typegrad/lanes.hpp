// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows (loops.hpp) in lanes of xsimd, one row a lane:
//
//     auto const [value, slope] = value_and_gradient(misfit, wrt<0>, lanes)(b, typegrad::rows(table));
//
//     lanes           four or eight rows at once, whatever the compiler may use (-march=native)
//     lanes_on<A>     on the architecture A of xsimd's: lanes_on<xsimd::sse2>
//
// Both branches of a select are computed, and each lane keeps its own. Rows are reduced in the order that they have without lanes
// (back/reduce.hpp): sums, differences, products, quotients and square roots are the same to the last bit, on every architecture. The
// elementary functions are xsimd's: what they differ in from those of the C library stands in xsimd.hpp.
//
// Of double and float. Constant expressions, and functions that are traced, run as without.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/loops.hpp>
#include <typegrad/xsimd.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

template <class Architecture>
struct lanes_t {
    using rows = lanes_t;
};
// A policy: a loop takes as many rows at once as a register of vectors has lanes.
inline constexpr lanes_t<xsimd::default_arch> lanes{};
// The same with the registers of an architecture of xsimd's, lanes_on<xsimd::fma3<xsimd::avx2>>.
template <class Architecture>
inline constexpr lanes_t<Architecture> lanes_on{};

namespace back::detail {
    // No more lanes than there are partial results.
    template <class T, class Architecture, std::size_t Size = xsimd::batch<T, Architecture>::size>
    struct lanes_with {
        using type = xsimd::batch<T, Architecture>;
    };
    template <class T, class Architecture, std::size_t Size>
        requires(Size > partial_results)
    struct lanes_with<T, Architecture, Size> {
        using type = xsimd::make_sized_batch_t<T, partial_results>;
    };

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
            typename Pack::register_type turned[]{Pack::load_unaligned(from + I * numbers)...};
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

    // Reduces what registers have for the rows from `first` on. Nothing is added from the row `end` on.
    template <class Loop, class Pack, std::size_t Count, std::size_t Parts>
    struct taking {
        using reduced = typename Loop::reduced;
        Pack (&partial)[Parts][reduced::count];
        std::size_t first, end;

        template <class P, class T>
        TYPEGRAD_INLINE void of(registers<T, P::program.input_count> r) const {
            [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_INLINE_LAMBDA { (of_pack<P, K>(r, std::make_index_sequence<reduced::count>{}), ...); }(std::make_index_sequence<Count>{});
        }

    private:
        template <class P, std::size_t K, class T, std::size_t... Result>
        TYPEGRAD_INLINE void of_pack(registers<T, P::program.input_count> r, std::index_sequence<Result...>) const {
            std::size_t const row = first + K * Pack::size;
            Pack* const so_far = partial[row / Pack::size % Parts];
            auto const output = [&](auto k) TYPEGRAD_INLINE_LAMBDA -> Pack const& { return r.get(constant<P::program.outputs[Loop::body::output_of(k())]>::value).pack[K]; };
            if (row + Pack::size <= end) [[likely]] ((so_far[Result] = reduced::template combined<Result>(so_far[Result], output(constant<static_cast<int>(Result)>{}))), ...);
            else if (row < end) {
                auto const is_there = numbers_from<Pack>(0) < Pack(static_cast<typename Pack::value_type>(end - row));
                ((so_far[Result] = xsimd::select(is_there, reduced::template combined<Result>(so_far[Result], output(constant<static_cast<int>(Result)>{})), so_far[Result])), ...);
            }
        }
    };

    template <class Architecture>
    struct block_of_rows<lanes_t<Architecture>> {
        template <class Loop, class T, class... Column>
        static constexpr void reduce(std::size_t first, std::size_t last, T* result, T const* given, std::tuple<Column...> const& columns) {
            static_assert(std::is_same_v<T, double> || std::is_same_v<T, float>, "typegrad::lanes: loops over double or float run in lanes");
            if (std::is_constant_evaluated()) block_of_rows<typegrad::detail::row_after_row>::reduce<Loop>(first, last, result, given, columns);
            else in_lanes<Loop, typename lanes_with<T, Architecture>::type>(first, last, result, given, columns, std::index_sequence_for<Column...>{});
        }

    private:
        template <class Loop, class Pack, class T, class... Column, std::size_t... C>
        static void in_lanes(std::size_t first, std::size_t last, T* result, T const* given, std::tuple<Column...> const& columns, std::index_sequence<C...>) {
            using reduced = typename Loop::reduced;
            constexpr std::size_t filled = Loop::filled, size = Pack::size, parts = partial_results / size;
            constexpr std::array<std::size_t, sizeof...(Column)> place = places<Column...>();
            // Two packs hide what one waits for: a logistic regression takes three quarters of the time. Of long bodies the code is doubled for little.
            constexpr std::size_t at_once = compiled<graph::made<typename Loop::body>, number_kind::pack>::program.step_count <= 1000 ? 2 : 1;
            using number = packs<Pack, at_once>;

            Pack partial[parts][reduced::count], loaded[1 + Loop::row_leaves];
            for (auto& results_of_part : partial) reduced::begin(results_of_part);
            number input[filled + 1 + Loop::row_leaves];
            for (std::size_t k = 0; k < filled; ++k) input[k] = number(given[k]);
            std::array<number const*, filled + 1 + Loop::row_leaves> at;
            point_at<number>(at.data(), input, std::make_index_sequence<at.size()>{});

            auto const load = [&](std::size_t i, std::size_t k) TYPEGRAD_INLINE_LAMBDA {
                loaded[0] = numbers_from<Pack>(i);
                (column_in_lanes<Pack, Column>::load(std::get<C>(columns), i, last, loaded + place[C]), ...);
                [&]<std::size_t... N>(std::index_sequence<N...>) TYPEGRAD_INLINE_LAMBDA { ((input[filled + N].pack[k] = loaded[N]), ...); }(std::make_index_sequence<1 + Loop::row_leaves>{});
            };
            for (std::size_t i = first; i < last; i += at_once * size) {
                [&]<std::size_t... K>(std::index_sequence<K...>) TYPEGRAD_INLINE_LAMBDA { (load(i + K * size < last ? i + K * size : i, K), ...); }(std::make_index_sequence<at_once>{});
                evaluate_and_take<graph::made<typename Loop::body>, somewhere>(at, taking<Loop, Pack, at_once, parts>{partial, i, last});
            }

            // In memory, and aligned: only then clang aligns the packs that it saves on the stack. Each that lies in two lines costs: a third of the time.
            alignas(Pack) T of_lane[partial_results][reduced::count];
            for (std::size_t p = 0; p < parts; ++p)
                for (std::size_t k = 0; k < reduced::count; ++k) {
                    T lane[size];
                    partial[p][k].store_unaligned(lane);
                    for (std::size_t l = 0; l < size; ++l) of_lane[p * size + l][k] = lane[l];
                }
            asm("" : "+m"(of_lane));
            join<reduced>(of_lane, result);
        }
        // Where the numbers of each column begin, behind that of the row.
        template <class... Column>
        static constexpr std::array<std::size_t, sizeof...(Column)> places() {
            std::size_t next = 1;
            return {std::exchange(next, next + leaves<typename Column::row>)...};
        }
    };
}

}

#include <typegrad/macros/restore.hpp>
