// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is added to rows, and to a sparse matrix of their numbers (op/gather.hpp), where a graph is evaluated: back/loops.hpp.
//
// All rows that an element adds to are found and checked before the first addition, and the numbers of a row are added side by side, so that compilers compute
// several at once.
#pragma once
#pragma GCC system_header

#include <typegrad/back/gather.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::back::detail {

template <class Source>
constexpr bool is_first_addition_there(int a) {
    return loops_of<Source>::first_addition_there(a) == a;
}
template <class Source>
constexpr bool begins_block(int a) {
    return loops_of<Source>::adds_to_matrix(loops_of<Source>::plan.additions[a]) && is_first_addition_there<Source>(a);
}
// A block of a row with itself, which has no mirror image.
template <class Source>
constexpr bool is_of_one_row(int a) {
    int const addition = loops_of<Source>::plan.additions[a];
    return are_of_one_row<Source>(loops_of<Source>::place_of(addition), loops_of<Source>::place_of(addition, 1));
}
// How many blocks the additions before the number `End` begin, without their mirror images and with them.
struct blocks_in_all {
    std::size_t count = 0, with_images = 0;
};
template <class Source, int End>
inline constexpr blocks_in_all blocks_before = [] {
    blocks_in_all sum;
    for (int k = 0; k < End; ++k)
        if (begins_block<Source>(k)) ++sum.count, sum.with_images += is_of_one_row<Source>(k) ? 1 : 2;
    return sum;
}();

// A number that is added, by an addition; and where in its block. In a row: 0, and which number of the row.
struct number_added {
    int addition = 0, row = 0, column = 0;

    constexpr bool comes_before(number_added const& other) const { return row != other.row ? row < other.row : column < other.column; }
};
template <int Additions>
struct numbers_in_order {
    int count = 0;
    number_added number[2 * Additions + 1]{};

    constexpr void insert(number_added const& added) {
        int k = count++;
        for (; k > 0 && added.comes_before(number[k - 1]); --k) number[k] = number[k - 1];
        number[k] = added;
    }
};
// All that is added at the place of the addition `First`, or in the mirror image of that block.
template <class Source, int First, bool Image>
inline constexpr auto numbers_at = [] {
    using loops = loops_of<Source>;
    numbers_in_order<loops::plan.addition_count> all;
    for (int a = First; a < loops::plan.addition_count; ++a) {
        int const addition = loops::plan.additions[a];
        if (loops::first_addition_there(a) != First) break;
        int const number = loops::leaf_of(loops::place_of(addition));
        if (!loops::adds_to_matrix(addition)) {
            all.insert({a, 0, number});
            continue;
        }
        int const other = loops::leaf_of(loops::place_of(addition, 1));
        if (!Image) all.insert({a, number, other});
        if (Image || (is_of_one_row<Source>(First) && number != other)) all.insert({a, other, number});
    }
    return all;
}();

// Where an addition goes, and those at the same place.
struct found_place {
    std::size_t row = 0, column = 0;
};
template <class Source, int A, class Arguments>
TYPEGRAD_INLINE constexpr found_place find_place(Arguments const& arguments, auto const& row, auto const& output) {
    constexpr std::size_t index = constant<loops_of<Source>::output_of_index(A)>::value;
    constexpr int addition = loops_of<Source>::plan.additions[A];
    found_place found{index_of<Source, loops_of<Source>::place_of(addition)>(arguments, row, output[index])};
    if constexpr (loops_of<Source>::adds_to_matrix(addition))
        found.column = index_of<Source, loops_of<Source>::place_of(addition, 1)>(arguments, row, output[index + 1]);
    return found;
}
template <class Source, int A, class Arguments>
TYPEGRAD_INLINE constexpr auto const& target_of(Arguments const& arguments) {
    return std::get<Arguments::with_input(loops_of<Source>::table_of(loops_of<Source>::place_of(loops_of<Source>::plan.additions[A])))>(arguments.targets);
}

// What the last phase has given behind the outputs of the graph.
template <class Source, int A>
TYPEGRAD_INLINE constexpr auto const& added_by(auto const& output) {
    return output[constant<loops_of<Source>::output_of(A)>::value];
}
template <class Source, int First, int... K>
TYPEGRAD_INLINE constexpr void add_to_row(auto& target, auto const& output, std::integer_sequence<int, K...>) {
    constexpr auto const& all = numbers_at<Source, First, false>;
    auto const add = [&]<int Number>(constant<Number>) TYPEGRAD_INLINE_LAMBDA {
        int next = 0;
        each_leaf<std::remove_cvref_t<decltype(target)>>(target, [&](auto& entry) TYPEGRAD_INLINE_LAMBDA {
            if (next++ == all.number[Number].column) entry += added_by<Source, all.number[Number].addition>(output);
        });
        return true;
    };
    static_cast<void>(in_turn{add(constant<K>{})...});
}
// First: the first entry of a block; stride: from row to row.
template <class Source, int First, bool Image, class T, int... K>
TYPEGRAD_INLINE constexpr void add_to_block(T* first, std::ptrdiff_t stride, auto const& output, std::integer_sequence<int, K...>) {
    constexpr auto const& all = numbers_at<Source, First, Image>;
    auto const add = [&](std::ptrdiff_t at, T const& value) TYPEGRAD_INLINE_LAMBDA {
        first[at] += value;
        return true;
    };
    static_cast<void>(in_turn{add(all.number[K].row * stride + all.number[K].column, added_by<Source, all.number[K].addition>(output))...});
}
// Where the blocks begin is checked with `unchecked` as well: without the branches both compilers make slower code of it. Neo-Hookean triangles, times the loop
// by hand: clang 19 takes 1.06 with all checks before the additions, and 1.13 with each before its block; g++ 12 takes 1.28 and 1.07.
#ifdef __clang__
inline constexpr bool checks_all_blocks_first = true;
#else
inline constexpr bool checks_all_blocks_first = false;
#endif
// Begins: of the blocks of the matrix, one after the other.
template <class Source, int A>
TYPEGRAD_INLINE constexpr void check_block([[maybe_unused]] auto const& matrix, [[maybe_unused]] found_place const& found, [[maybe_unused]] int const* begins) {
    if constexpr (begins_block<Source>(A)) {
        constexpr std::size_t block = blocks_before<Source, A>.with_images;
        matrix.check(begins[block], found.row);
        if constexpr (!is_of_one_row<Source>(A)) matrix.check(begins[block + 1], found.column);
    }
}
template <class Source, int A, class Arguments>
TYPEGRAD_INLINE constexpr void add_to_place([[maybe_unused]] Arguments const& arguments, [[maybe_unused]] found_place const& found,
                                            [[maybe_unused]] auto const& output, [[maybe_unused]] int const* begins) {
    if constexpr (is_first_addition_there<Source>(A)) {
        auto const& target = target_of<Source, A>(arguments);
        using numbers = std::make_integer_sequence<int, numbers_at<Source, A, false>.count>;
        if constexpr (!begins_block<Source>(A)) add_to_row<Source, A>(target[found.row], output, numbers{});
        else {
            constexpr std::size_t block = blocks_before<Source, A>.with_images;
            auto const& matrix = *target.matrix;
            if constexpr (!checks_all_blocks_first) check_block<Source, A>(matrix, found, begins);
            add_to_block<Source, A, false>(matrix.block(begins[block]), matrix.stride(found.row), output, numbers{});
            if constexpr (!is_of_one_row<Source>(A))
                add_to_block<Source, A, true>(matrix.block(begins[block + 1]), matrix.stride(found.column), output,
                                              std::make_integer_sequence<int, numbers_at<Source, A, true>.count>{});
        }
    }
}
template <class Source, class Arguments, int... A>
TYPEGRAD_INLINE constexpr void add_to_rows([[maybe_unused]] Arguments const& arguments, [[maybe_unused]] auto const& row, [[maybe_unused]] auto const& output,
                                           std::integer_sequence<int, A...>) {
    if constexpr (sizeof...(A) > 0) {
        found_place const found[]{[&] TYPEGRAD_INLINE_LAMBDA {
            if constexpr (is_first_addition_there<Source>(A)) return find_place<Source, A>(arguments, row, output);
            else return found_place{};
        }()...};
        constexpr blocks_in_all blocks = blocks_before<Source, static_cast<int>(sizeof...(A))>;
        int const* begins = nullptr;
        if constexpr (blocks.count > 0) {
            // All blocks are of one matrix.
            constexpr int first = [] {
                int k = 0;
                while (!begins_block<Source>(k)) ++k;
                return k;
            }();
            auto& matrix = *target_of<Source, first>(arguments).matrix;
            begins = matrix.template next_begins<blocks.with_images>();
            if (begins == nullptr) [[unlikely]] {
                std::array<typename std::remove_reference_t<decltype(matrix)>::noted_rows, blocks.count> noted{};
                static_cast<void>(in_turn{[&] TYPEGRAD_INLINE_LAMBDA {
                    if constexpr (begins_block<Source>(A)) noted[blocks_before<Source, A>.count] = {found[A].row, found[A].column, is_of_one_row<Source>(A)};
                    return true;
                }()...});
                return matrix.note(noted);
            }
            if constexpr (checks_all_blocks_first) static_cast<void>(in_turn{(check_block<Source, A>(matrix, found[A], begins), true)...});
        }
        static_cast<void>(in_turn{(add_to_place<Source, A>(arguments, found[A], output, begins), true)...});
    }
}

}
