// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Sparse matrices whose pattern is known at run time only: Hessians of sums over elements in the rows that these find.
#pragma once
#pragma GCC system_header

#include <typegrad/pass/sparsity.hpp>
#include <typegrad/trace/rows.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <vector>

namespace typegrad::inline v0_2 {

namespace detail {
    template <class T, int Numbers>
    class matrix_filling;
}

// A symmetric matrix in compressed sparse rows, with a row and a column for each number of an argument's rows, one argument's row after the other. Its
// pattern is made of blocks, one for each two rows that an element finds, and belongs to the object, so that the values can be filled in
// again: sparse_hessian(f, wrt<0>).into(matrix).
template <class T>
class sparse_matrix_in_rows {
public:
    struct pattern_in_rows {
        std::vector<int> row_starts, column_indices;

        // The number of the entry in row i and column j, or -1 where that is zero.
        constexpr int position(std::integral auto i, std::integral auto j) const { return detail::position_in(row_starts, column_indices, i, j); }
        constexpr bool operator()(std::integral auto i, std::integral auto j) const { return position(i, j) >= 0; }
        bool operator==(pattern_in_rows const&) const = default;
    };

    int rows = 0, columns = 0, nonzeros = 0;
    pattern_in_rows pattern;
    std::vector<T> values;

    // Row i, column j; 0 where there is no entry.
    constexpr T operator()(std::integral auto i, std::integral auto j) const {
        int const at = pattern.position(i, j);
        return at < 0 ? T(0) : values[static_cast<std::size_t>(at)];
    }

private:
    template <class, int>
    friend class detail::matrix_filling;

    // Where the blocks begin to which is added, in the order of these additions; of two different rows that of the mirror image as well.
    std::vector<int> begins_;
};

namespace detail {
    [[noreturn, gnu::noinline, gnu::cold]] inline void refuse_other_elements() { refuse_rows("sparse_hessian: the matrix has been made for other elements: the rows that they find are not those of its pattern; make a new one"); }

    // Two rows of an element.
    struct found_rows {
        std::size_t row, column;
        bool is_one_row;
    };

    // The pattern of these blocks, and where each of them begins. Numbers: of a row.
    constexpr void make_pattern(std::vector<found_rows> const& found, std::size_t count, std::size_t numbers, auto& pattern, std::vector<int>& begins) {
        std::vector<std::size_t> first(count + 1), columns;
        auto const each_entry = [&](auto const& use) {
            for (auto const& [row, column, is_one_row] : found) {
                use(row, column);
                if (row != column) use(column, row);
            }
        };
        each_entry([&](std::size_t row, std::size_t) { ++first[row + 1]; });
        for (std::size_t i = 0; i < count; ++i) first[i + 1] += first[i];
        columns.resize(first[count]);
        std::vector<std::size_t> last = first;
        each_entry([&](std::size_t row, std::size_t column) { columns[last[row]++] = column; });
        std::size_t entries = 0;
        for (std::size_t i = 0; i < count; ++i) {
            auto const begin = columns.begin() + static_cast<std::ptrdiff_t>(first[i]), end = columns.begin() + static_cast<std::ptrdiff_t>(first[i + 1]);
            std::sort(begin, end);
            last[i] = first[i] + static_cast<std::size_t>(std::unique(begin, end) - begin);
            entries += (last[i] - first[i]) * numbers * numbers;
        }
        if (entries > static_cast<std::size_t>(std::numeric_limits<int>::max()) || count > static_cast<std::size_t>(std::numeric_limits<int>::max()) / numbers) refuse_rows("sparse_hessian: the matrix has more entries than an int counts");
        pattern.row_starts.reserve(count * numbers + 1);
        pattern.row_starts.push_back(0);
        pattern.column_indices.reserve(entries);
        for (std::size_t i = 0; i < count; ++i)
            for (std::size_t k = 0; k < numbers; ++k) {
                for (std::size_t c = first[i]; c < last[i]; ++c)
                    for (std::size_t j = 0; j < numbers; ++j) pattern.column_indices.push_back(static_cast<int>(columns[c] * numbers + j));
                pattern.row_starts.push_back(static_cast<int>(pattern.column_indices.size()));
            }
        auto const begin_of = [&](std::size_t row, std::size_t column) { return pattern.position(static_cast<int>(row * numbers), static_cast<int>(column * numbers)); };
        for (auto const& [row, column, is_one_row] : found) {
            begins.push_back(begin_of(row, column));
            if (!is_one_row) begins.push_back(begin_of(column, row));
        }
    }

    // Fills a matrix of rows of so many numbers: its values, or, where there is no pattern yet, notes which rows the elements find.
    template <class T, int Numbers>
    class matrix_filling {
        static constexpr auto numbers = static_cast<std::size_t>(Numbers);

    public:
        using noted_rows = found_rows;

        constexpr matrix_filling(sparse_matrix_in_rows<T>& matrix, std::size_t count) : matrix_(matrix), count_(count) {
            if (has_pattern() && static_cast<std::size_t>(matrix.rows) != count * numbers)
                refuse_rows("sparse_hessian: the matrix has " + std::to_string(matrix.rows) + " rows, and the argument has " + std::to_string(count) + " of " + std::to_string(Numbers) + (Numbers == 1 ? " number" : " numbers"));
        }
        constexpr bool has_pattern() const { return !matrix_.pattern.row_starts.empty(); }
        constexpr void begin() {
            for (T& value : matrix_.values) value = T(0);
            values_ = matrix_.values.data();
            row_starts_ = matrix_.pattern.row_starts.data();
            next_ = matrix_.begins_.data();
            end_ = next_ + matrix_.begins_.size();
        }
        constexpr void end() {
            if (next_ != end_) refuse_other_elements();
        }
        // Of the rows that have been noted.
        constexpr void make_pattern() {
            sparse_matrix_in_rows<T> made;
            detail::make_pattern(found_, count_, numbers, made.pattern, made.begins_);
            made.rows = made.columns = static_cast<int>(count_ * numbers);
            made.nonzeros = made.pattern.row_starts.back();
            made.values = std::vector<T>(static_cast<std::size_t>(made.nonzeros));
            matrix_ = std::move(made);
            found_ = {};
        }

        // Where the next so many blocks begin. nullptr: there is no pattern yet, or not of these elements, and note(…) is to be called. All blocks of an element
        // are taken by one call: with a call of note for each of them the numbers of the element were stored before each block.
        template <std::size_t Count>
        TYPEGRAD_INLINE constexpr int const* next_begins() {
            if (end_ - next_ < static_cast<std::ptrdiff_t>(Count)) [[unlikely]] return nullptr;
            int const* const begins = next_;
            next_ += Count;
            return begins;
        }
        template <std::size_t Count>
        [[gnu::noinline, gnu::cold]] constexpr void note(std::array<found_rows, Count> found) {
            if (has_pattern()) refuse_other_elements();
            found_.insert(found_.end(), found.begin(), found.end());
        }
        // Where a block begins must be in the first of the rows of these numbers. (One comparison, also for a begin before the row.)
        TYPEGRAD_INLINE constexpr void check(int begin, std::size_t row) const {
            unsigned const from_start = static_cast<unsigned>(begin) - static_cast<unsigned>(row_starts_[row * numbers]);
            if (from_start >= static_cast<unsigned>(stride(row))) [[unlikely]] refuse_other_elements();
        }
        TYPEGRAD_INLINE constexpr T* block(int begin) const { return values_ + begin; }
        // From row to row of a block.
        TYPEGRAD_INLINE constexpr int stride(std::size_t row) const { return row_starts_[row * numbers + 1] - row_starts_[row * numbers]; }

    private:
        sparse_matrix_in_rows<T>& matrix_;
        std::size_t count_;
        T* values_ = nullptr;
        int const* row_starts_ = nullptr;
        int const* next_ = nullptr;
        int const* end_ = nullptr;
        std::vector<found_rows> found_;
    };
}

}
