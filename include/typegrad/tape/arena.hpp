// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The record of a computation: one contiguous arena a thread, which grows once and is then used again.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>

namespace typegrad::tape {

using index = std::uint32_t;

// One operation: which entries it used, and its partial derivatives there. An operand that carries no derivative is
// entry 0, where what it receives is never read.
template <class T>
struct entry {
    index operand[2];
    T partial[2];
};

// The tape of one thread. Entries are numbered from 1 in the order of recording. Trivial to construct and destroy, so that
// access needs no guard; `storage` owns the memory.
template <class T>
class arena {
public:
    TYPEGRAD_INLINE index record(index a, T const& da, index b, T const& db) {
        if (size_ >= capacity_) [[unlikely]] grow();
        entry<T>& e = entries_[size_];
        e.operand[0] = a;
        e.operand[1] = b;
        e.partial[0] = da;
        e.partial[1] = db;
        return size_++;
    }

    // An entry that uses none: an independent variable. What it receives by sweeps is kept until it is set to zero.
    index record_leaf() {
        index const leaf = record(0, T(0), 0, T(0));
        adjoints_[leaf] = T(0);
        return leaf;
    }
    // As a leaf, but as permanent as the tape: `release` does not drop it.
    index record_permanent_leaf() {
        index const leaf = record_leaf();
        entries_[leaf].operand[0] = leaf;
        base_ = size_;
        return leaf;
    }

    // Adds to every adjoint what the entry `from`, with the adjoint `seed`, owes to it. A negative zero is an adjoint that
    // nothing has contributed to; such an entry is passed over, so that its partials, infinite perhaps, do no harm.
    void sweep(index from, T const& seed, index first) {
        for (index i = first; i < base_ && i <= from; ++i)
            if (!is_permanent_leaf(i)) adjoints_[i] = -T(0);
        for (index i = first < base_ ? base_ : first; i <= from; ++i) adjoints_[i] = -T(0);
        adjoints_[from] += seed;
        for (index i = from; i >= first; --i) {
            T const w = adjoints_[i];
            if (untouched(w) || is_permanent_leaf(i)) continue;
            entry<T> const& e = entries_[i];
            adjoints_[e.operand[0]] += e.partial[0] * w;
            adjoints_[e.operand[1]] += e.partial[1] * w;
        }
    }

    // The other direction: where adjoints hold the tangents of the entries first … from-1, gives them to all that were recorded
    // later. A negative zero is a tangent that nothing has contributed to.
    void push(index first, index from) {
        for (index i = from; i < size_; ++i) {
            entry<T> const& e = entries_[i];
            T tangent = -T(0);
            for (int k = 0; k < 2; ++k)
                if (e.operand[k] >= first && !untouched(adjoints_[e.operand[k]])) tangent += e.partial[k] * adjoints_[e.operand[k]];
            adjoints_[i] = tangent;
        }
    }

    // Whether the entry, of a number that is 0, is a square, which is a product of what is computed in one way, or a sum of squares.
    bool is_sum_of_squares(index i) const {
        while (i != 0) {
            entry<T> const& e = entries_[i];
            index const a = e.operand[0], b = e.operand[1];
            if (a != 0 && e.partial[0] == e.partial[1] && e.partial[0] * e.partial[1] == T(0)) return is_same(a, b, 8);
            if ((a != 0 && e.partial[0] != T(1)) || (b != 0 && e.partial[1] != T(1))) return false;
            if (a != 0 && b != 0 && !is_sum_of_squares(b)) return false;
            i = a != 0 ? a : b;
        }
        return false;
    }

    T& adjoint(index i) { return adjoints_[i]; }
    index size() const { return size_; }
    index base() const { return base_; }
    std::uint32_t epoch() const { return epoch_; }

    // Back to an earlier state, leaves included.
    void rewind(index size, index base) {
        size_ = size;
        base_ = base;
    }
    // Forgets all but the permanent leaves; values recorded until now are stale.
    void release() {
        size_ = base_;
        ++epoch_;
    }

private:
    bool is_same(index i, index j, int depth) const {
        if (i == j || depth == 0) return i == j;
        entry<T> const &a = entries_[i], &b = entries_[j];
        return i != 0 && j != 0 && a.operand[0] != 0 && a.partial[0] == b.partial[0] && a.partial[1] == b.partial[1] &&
               is_same(a.operand[0], b.operand[0], depth - 1) && is_same(a.operand[1], b.operand[1], depth - 1);
    }
    bool is_permanent_leaf(index i) const { return i < base_ && entries_[i].operand[0] == i; }
    static bool untouched(T const& w) { return w == T(0) && __builtin_signbit(static_cast<double>(w)); }

    [[gnu::noinline]] void grow() {
        if (capacity_ > std::numeric_limits<index>::max() / 2) throw std::length_error("typegrad::tape: more than 2^31 operations in one recording");
        index const larger = capacity_ == 0 ? 4096 : 2 * capacity_;
        storage memory(larger);
        for (index i = 0; i < capacity_; ++i) {
            memory.entries[i] = entries_[i];
            memory.adjoints[i] = adjoints_[i];
        }
        entries_ = memory.entries.get();
        adjoints_ = memory.adjoints.get();
        adjoints_[0] = T(0);
        capacity_ = larger;
        owned() = static_cast<storage&&>(memory);
    }

    struct storage {
        std::unique_ptr<entry<T>[]> entries;
        std::unique_ptr<T[]> adjoints;

        storage() = default;
        explicit storage(index capacity) : entries(new entry<T>[capacity]), adjoints(new T[capacity]) {}
    };
    static storage& owned() {
        thread_local storage memory;
        return memory;
    }

    entry<T>* entries_ = nullptr;
    T* adjoints_ = nullptr;
    index size_ = 1;
    index capacity_ = 0;
    index base_ = 1;
    std::uint32_t epoch_ = 1;
};

template <class T>
inline thread_local constinit arena<T> current{};

}
