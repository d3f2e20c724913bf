// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Statements, the entries of a record: the operands that each has, and its partial derivatives there. One array of operands, one of
// partials, and where each statement's terms end.
//
// A temporary that nothing but the next operation uses needs no statement of its own: `a * y + b` is one statement of three terms. An
// operation takes over the last statement where that is an operand which only this operation can see. A statement is open while that can
// be: from when it is recorded until its handle is copied, or anything looks at the record.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>
#include <typegrad/tape/identity.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace typegrad::inline v0_2::tape {

using index = std::int32_t;

namespace detail {

    template <class T>
    class statements {
    public:
        // Numbers of a tape are recorded where they are multiplied: there, a product more is a statement more.
        static constexpr bool merges = std::is_floating_point_v<T>;
        // As many terms are multiplied anew with each operation that takes a statement over.
        static constexpr id most_terms = 6;

        TYPEGRAD_INLINE bool is_open(id handle) const {
            if constexpr (!merges) return false;
            else return handle == open_;
        }
        // A factor by which the terms of a statement can be multiplied: a product of partials is to overflow no sooner than what a sweep
        // multiplies. NaN is none, and 0 is none.
        TYPEGRAD_INLINE static bool is_moderate(T d) {
            if constexpr (std::is_same_v<T, double>) {
                return ((std::bit_cast<std::uint64_t>(d) >> 52 & 0x7ff) - (1023 - 30)) <= 60;
            } else {
                T const size = d < T(0) ? -d : d;
                return size >= T(0x1p-30) && size <= T(0x1p30);
            }
        }
        // The statement that a handle belongs to is not to change any more.
        TYPEGRAD_INLINE void close(id handle) {
            if constexpr (merges)
                if (handle == open_) close_all();
        }
        TYPEGRAD_INLINE void close_all() { open_ = no_handle; }

        // The operations on the open statement. It owes d times what it owed.
        TYPEGRAD_INLINE bool can_scale() const { return top_ - ends_[count_ - 2] <= most_terms; }
        TYPEGRAD_INLINE void scale_last(T d) {
            T* const end = partials_ + top_;
            for (T* p = partials_ + ends_[count_ - 2]; p != end; ++p) *p *= d;
        }
        TYPEGRAD_INLINE void negate_last() {
            T* const end = partials_ + top_;
            for (T* p = partials_ + ends_[count_ - 2]; p != end; ++p) *p = -*p;
        }
        // And another term.
        TYPEGRAD_INLINE void add_to_last(index operand, T partial) {
            operands_[top_] = operand;
            partials_[top_] = partial;
            top_ += operand != 0 ? 1 : 0;
            ends_[count_ - 1] = static_cast<std::uint32_t>(top_);
        }

        // A new statement, where there is room and not both operands are constants.
        TYPEGRAD_INLINE id begin_statement(index a, T const& da) {
            operands_[top_] = a;
            partials_[top_] = da;
            return end_statement(top_ + 1);
        }
        TYPEGRAD_INLINE id begin_statement(index a, T const& da, index b, T const& db) {
            operands_[top_] = a;
            operands_[top_ + 1] = b;
            // One by one: compilers would join the two on the stack, and load there what the processor has not stored yet, which takes it
            // as long as the rest of an operation.
            static_cast<stored&>(partials_[top_]) = da;
            static_cast<stored&>(partials_[top_ + 1]) = db;
            return end_statement(top_ + 2);
        }
        TYPEGRAD_INLINE bool has_room() const { return top_ < limit_; }

        std::size_t terms() const { return static_cast<std::size_t>(top_); }

    protected:
        using stored = std::conditional_t<std::is_arithmetic_v<T>, T volatile, T>;

        TYPEGRAD_INLINE id end_statement(id top) {
            top_ = top;
            ends_[count_] = static_cast<std::uint32_t>(top);
            id const made = shift_ + count_++;
            if constexpr (merges) open_ = made;
            return made;
        }

        static constexpr id slack = 64;  // behind the limit, for what does not ask whether there is room

        index* operands_ = nullptr;
        T* partials_ = nullptr;
        std::uint32_t* ends_ = nullptr;  // of the statement at each position; that at 0 has none
        // All of another type than what the arrays hold: compilers then know that recording does not change them.
        id top_ = 0;    // as many terms are there
        id count_ = 1;  // one past the last statement's position
        id limit_ = 0;
        id begin_ = ~id{0} << 48;  // the first id of the last segment; no handle is near
        id shift_ = 0;             // the id at position 0, were it in the last segment
        static constexpr id no_handle = ~id{0};
        id open_ = no_handle;  // the last statement, if the next operation can take it over
    };

}

}
