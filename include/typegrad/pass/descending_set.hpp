// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// A set of nodes that a pass visits from the last one to the first, each once, without looking at those that are not in it.
#pragma once
#pragma GCC system_header

#include <bit>
#include <cstddef>
#include <cstdint>

namespace typegrad::inline v0_2::pass::detail {

// A set of nodes from which the last one is taken first.
class descending_set {
public:
    constexpr explicit descending_set(int nodes) : words_(new std::uint64_t[static_cast<std::size_t>(nodes / 64) + 1]{}) {}
    constexpr descending_set(descending_set const&) = delete;
    constexpr descending_set& operator=(descending_set const&) = delete;
    constexpr ~descending_set() { delete[] words_; }

    constexpr void insert(int i) {
        words_[i / 64] |= std::uint64_t(1) << i % 64;
        top_ = top_ < i / 64 ? i / 64 : top_;
    }
    constexpr bool has(int i) const { return (words_[i / 64] >> i % 64) % 2 != 0; }
    // -1 when there is none.
    constexpr int take() {
        while (top_ >= 0 && words_[top_] == 0) --top_;
        if (top_ < 0) return -1;
        int const bit = 63 - std::countl_zero(words_[top_]);
        words_[top_] ^= std::uint64_t(1) << bit;
        return top_ * 64 + bit;
    }

private:
    std::uint64_t* words_;
    int top_ = -1;
};

}
