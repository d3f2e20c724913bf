// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Shapes that are known at run time: how many numbers there are along each axis. The last axis is contiguous.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/failure.hpp>
#include <typegrad/tape/pool.hpp>

#include <algorithm>
#include <cstddef>
#include <iosfwd>
#include <limits>
#include <string>
#include <vector>

namespace typegrad::inline v0_2::tape {

// How many numbers there are along each axis; of a single number none: {}.
class extents : public std::vector<std::ptrdiff_t, detail::pooled<std::ptrdiff_t>> {
public:
    using vector::vector;
    extents(std::vector<std::ptrdiff_t> const& along) : vector(along.begin(), along.end()) {}
};

namespace detail {

    // Where numbers are in an array, or axes among the axes.
    using offset_list = std::vector<std::ptrdiff_t, pooled<std::ptrdiff_t>>;

    // "(2, 3)", "(4,)" and "()", as NumPy writes them.
    inline std::string written(extents const& shape) {
        std::string text = "(";
        for (std::size_t k = 0; k < shape.size(); ++k) text += (k > 0 ? ", " : "") + std::to_string(shape[k]);
        return text + (shape.size() == 1 ? ",)" : ")");
    }

    // "y: shapes (2, 3) and (2,) do not fit".
    [[noreturn]] inline void misfit(std::string const& operation, extents const& a, extents const& b, std::string const& remedy = "") {
        misfit(operation + ": shapes " + written(a) + " and " + written(b) + " do not fit" + (remedy.empty() ? "" : "; " + remedy));
    }

    inline std::ptrdiff_t size_of(extents const& shape) {
        bool const is_empty = std::find(shape.begin(), shape.end(), 0) != shape.end();
        std::ptrdiff_t size = 1;
        for (std::ptrdiff_t const n : shape) {
            if (n < 0) misfit("a shape " + written(shape) + " has a negative extent");
            if (!is_empty && size > std::numeric_limits<std::ptrdiff_t>::max() / 16 / n) misfit("a shape " + written(shape) + " is too large");
            size = is_empty ? 0 : size * n;
        }
        return size;
    }

    // An axis counted from the first, or, where negative, from behind the last.
    inline std::size_t axis_of(char const* operation, extents const& shape, std::ptrdiff_t axis) {
        auto const count = static_cast<std::ptrdiff_t>(shape.size());
        if (axis < -count || axis >= count)
            misfit(std::string(operation) + ": axis " + std::to_string(axis) + " of a shape " + written(shape) + ", which has " + std::to_string(count) + (count == 1 ? " axis" : " axes"));
        return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
    }

    // What NumPy's rules make of two shapes: aligned at their last axes, an extent of 1, or none, is repeated.
    inline extents broadcast(char const* operation, extents const& a, extents const& b) {
        extents const &longer = a.size() < b.size() ? b : a, &shorter = a.size() < b.size() ? a : b;
        extents shape = longer;
        std::size_t const shift = longer.size() - shorter.size();
        for (std::size_t k = 0; k < shorter.size(); ++k) {
            std::ptrdiff_t& n = shape[shift + k];
            if (n == 1) n = shorter[k];
            else if (shorter[k] != 1 && shorter[k] != n) misfit(operation, a, b, "aligned at their last axes, extents must be equal, or one of them 1");
        }
        return shape;
    }

    // How far apart neighbours along each axis are.
    inline offset_list strides_of(extents const& shape) {
        offset_list strides(shape.size(), 1);
        for (std::size_t k = shape.size(); k-- > 1;) strides[k - 1] = strides[k] * shape[k];
        return strides;
    }

    // Where each number of an array of this shape lies, in order, from `start` on with these strides.
    inline offset_list offsets_of(extents const& shape, offset_list const& strides, std::ptrdiff_t start = 0) {
        offset_list offsets(static_cast<std::size_t>(size_of(shape)));
        offset_list at(shape.size(), 0);
        for (auto& offset : offsets) {
            offset = start;
            for (std::size_t k = shape.size(); k-- > 0;) {
                start += strides[k];
                if (++at[k] < shape[k]) break;
                start -= strides[k] * shape[k];
                at[k] = 0;
            }
        }
        return offsets;
    }

    // For each number of an array of the shape `to`, where in one of the shape `from` the number lies that stands for it.
    inline offset_list broadcast_offsets(extents const& from, extents const& to) {
        auto const own = strides_of(from);
        offset_list strides(to.size(), 0);
        for (std::size_t k = 0; k < from.size(); ++k)
            if (from[k] != 1) strides[to.size() - from.size() + k] = own[k];
        return offsets_of(to, strides);
    }

    // Calls use(i, j) for each number i of an array of the shape `to`, in order, where number j of one of the shape `from` stands for it. Where the
    // axes that are not repeated are side by side, as those of a vector beside the rows of a matrix are, without a table of offsets.
    template <class Use>
    void each_broadcast(extents const& from, extents const& to, Use&& use) {
        std::size_t const shift = to.size() - from.size();
        std::size_t first = 0, last = from.size();
        while (first < last && from[first] == 1) ++first;
        while (last > first && from[last - 1] == 1) --last;
        bool const is_block = std::equal(from.begin() + static_cast<std::ptrdiff_t>(first), from.begin() + static_cast<std::ptrdiff_t>(last), to.begin() + static_cast<std::ptrdiff_t>(shift + first));
        if (!is_block) {
            auto const offsets = broadcast_offsets(from, to);
            for (std::size_t i = 0; i < offsets.size(); ++i) use(static_cast<std::ptrdiff_t>(i), offsets[i]);
            return;
        }
        std::ptrdiff_t inner = 1;
        for (std::size_t k = shift + last; k < to.size(); ++k) inner *= to[k];
        std::ptrdiff_t const n = size_of(from), size = size_of(to);
        for (std::ptrdiff_t i = 0; i < size;)
            for (std::ptrdiff_t j = 0; j < n; ++j)
                for (std::ptrdiff_t r = 0; r < inner; ++r) use(i++, j);
    }

    // An array as seen along one axis: `outer` times n times `inner` numbers.
    struct along {
        std::ptrdiff_t outer = 1, n = 1, inner = 1;

        along() = default;
        along(extents const& shape, std::size_t axis) : n(shape[axis]) {
            for (std::size_t k = 0; k < axis; ++k) outer *= shape[k];
            for (std::size_t k = axis + 1; k < shape.size(); ++k) inner *= shape[k];
        }
        // Calls use(first, line): numbers first, first + inner, … are a line.
        template <class Use>
        void each_line(Use&& use) const {
            for (std::ptrdiff_t o = 0; o < outer; ++o)
                for (std::ptrdiff_t i = 0; i < inner; ++i) use(o * n * inner + i, o * inner + i);
        }
    };

}

template <class Character, class Traits>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out, extents const& shape) {
    return out << detail::written(shape).c_str();
}

}
