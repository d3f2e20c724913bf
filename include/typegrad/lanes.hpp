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

#include <typegrad/back/packs_of_rows.hpp>
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
            constexpr std::array<std::size_t, sizeof...(Column)> place = places_of_columns<Column...>();
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
    };
}

}

#include <typegrad/macros/restore.hpp>
