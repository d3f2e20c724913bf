// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Where a matrix is not zero, known to the compiler: compressed sparse rows.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/sparse.hpp>

#include <array>
#include <concepts>

namespace typegrad::inline v0_2 {

namespace detail {
    constexpr int position_in(auto const& row_starts, auto const& column_indices, std::integral auto i, std::integral auto column) {
        int const j = static_cast<int>(column);
        int first = row_starts[static_cast<std::size_t>(i)], last = row_starts[static_cast<std::size_t>(i) + 1];
        int const end = last;
        while (first < last) {
            int const middle = first + (last - first) / 2;
            if (column_indices[static_cast<std::size_t>(middle)] < j) first = middle + 1;
            else last = middle;
        }
        return first < end && column_indices[static_cast<std::size_t>(first)] == j ? first : -1;
    }
}

// The pattern of a matrix in compressed sparse rows: the entries of row i are row_starts[i] … row_starts[i + 1] - 1, and
// column_indices tells the column of each, in ascending order within a row.
template <int Rows, int Columns, int Nonzeros>
struct sparsity_pattern {
    static constexpr int rows = Rows;
    static constexpr int columns = Columns;
    static constexpr int nonzeros = Nonzeros;

    std::array<int, static_cast<std::size_t>(Rows) + 1> row_starts{};
    std::array<int, static_cast<std::size_t>(Nonzeros)> column_indices{};

    // The number of the entry in row i and column j, or -1 where that is zero.
    constexpr int position(std::integral auto i, std::integral auto j) const { return detail::position_in(row_starts, column_indices, i, j); }
    constexpr bool operator()(std::integral auto i, std::integral auto j) const { return position(i, j) >= 0; }

    constexpr bool operator==(sparsity_pattern const&) const = default;
};

namespace pass {

    namespace detail {
        // An entry that is the literal 0 is zero whatever the values.
        template <class Recipe>
        constexpr bool is_zero_entry(int entry) {
            constexpr auto const& graph = graph::made<Recipe>::graph;
            int const output = graph.outputs[Recipe::leading + entry];
            return output < 0 && graph.literals[~output] == 0;
        }
        // Calls use(row, column, entry) for each entry that is not zero, by rows. Of a symmetric matrix use(column, row, entry) as well:
        // the entries of any row then still come in ascending order.
        template <class Recipe>
        constexpr void each_nonzero(auto&& use) {
            for (int r = 0; r < Recipe::rows; ++r)
                for (int e = Recipe::row_start(r); e < Recipe::row_start(r + 1); ++e) {
                    if (is_zero_entry<Recipe>(e)) continue;
                    use(r, Recipe::column(e), e);
                    if (Recipe::symmetric && Recipe::column(e) != r) use(Recipe::column(e), r, e);
                }
        }
        template <class Recipe>
        constexpr int count_nonzeros() {
            int count = 0;
            each_nonzero<Recipe>([&](int, int, int) { ++count; });
            return count;
        }
    }

    // The pattern of what a sparse recipe computes, and which of the recipe's outputs each entry is.
    template <class Recipe>
    struct compressed {
        static constexpr int nonzeros = detail::count_nonzeros<Recipe>();
        struct layout {
            sparsity_pattern<Recipe::rows, Recipe::columns, nonzeros> pattern;
            int output[nonzeros + 1]{};
        };
        static constexpr layout made = [] {
            layout result;
            auto& starts = result.pattern.row_starts;
            detail::each_nonzero<Recipe>([&](int r, int, int) { ++starts[static_cast<std::size_t>(r) + 1]; });
            for (std::size_t r = 0; r < static_cast<std::size_t>(Recipe::rows); ++r) starts[r + 1] += starts[r];
            auto next = starts;
            detail::each_nonzero<Recipe>([&](int r, int column, int entry) {
                int const at = next[static_cast<std::size_t>(r)]++;
                result.pattern.column_indices[static_cast<std::size_t>(at)] = column;
                result.output[at] = Recipe::leading + entry;
            });
            return result;
        }();
        static constexpr auto const& pattern = made.pattern;
    };

}

}
