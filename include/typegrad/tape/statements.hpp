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
        // Partials are stored and loaded one by one: compilers would take two together, and load what the processor has not stored yet in that width, which
        // takes it as long as the rest of an operation.
        using stored = std::conditional_t<std::is_arithmetic_v<T>, T volatile, T>;

    public:
        // Numbers of a tape are recorded where they are multiplied: there, a product more is a statement more.
        static constexpr bool merges = std::is_floating_point_v<T>;
        // As many terms are multiplied anew with each operation that takes a statement over.
        static constexpr id most_terms = 6;
        // And as many by a product of two variables in place. (Three by a call; more cost more than a statement of their own.)
        static constexpr id few_terms = 2;

        TYPEGRAD_INLINE bool is_open(id handle) const {
            if constexpr (!merges) return false;
            else return handle == open_;
        }
        // The statement that a handle belongs to is not to change any more.
        TYPEGRAD_INLINE void close(id handle) {
            if constexpr (merges)
                if (handle == open_) close_all();
        }
        TYPEGRAD_INLINE void close_all() { open_ = no_handle; }

        // The operations on the open statement. It owes d times what it owed; false, and nothing has changed, if that would be too many products, or if one of
        // them leaves the range in which it is as good as what a sweep multiplies: then the operation needs a statement of its own.
        TYPEGRAD_INLINE bool scale_last(T d) {
            stored* const partials = partials_ + start_;
            id const count = top_ - start_;
            if (count > most_terms) return false;
            T scaled[3]{partials[0] * d};
            if (!is_in_range(scaled[0])) return false;
            if (count > 1) {
                scaled[1] = partials[1] * d;
                if (!is_in_range(scaled[1])) return false;
                if (count > 2) {
                    scaled[2] = partials[2] * d;
                    if (!is_in_range(scaled[2])) return false;
                    for (id k = 3; k < count; ++k)
                        if (!is_in_range(partials[k] * d)) return false;
                    for (id k = 3; k < count; ++k) partials[k] = partials[k] * d;
                    partials[2] = scaled[2];
                }
                partials[1] = scaled[1];
            }
            partials[0] = scaled[0];
            return true;
        }
        TYPEGRAD_INLINE bool has_few_terms() const { return top_ - start_ <= few_terms; }
        TYPEGRAD_INLINE bool can_negate() const { return top_ - start_ <= most_terms; }
        TYPEGRAD_INLINE void negate_last() {
            T* const end = partials_ + top_;
            for (T* p = partials_ + start_; p != end; ++p) *p = -*p;
        }
        // And another term.
        TYPEGRAD_INLINE void add_to_last(index operand, T partial) {
            operands_[top_] = operand;
            partials_[top_] = partial;
            top_ += operand != 0 ? 1 : 0;
            ends_[count_ - 1] = static_cast<std::uint32_t>(top_);
        }

        // The same where it has few terms: what it owes to that operand already is added up.
        TYPEGRAD_INLINE void add_to_few(index operand, T partial) {
            index const* const operands = operands_ + start_;
            T* const partials = partials_ + start_;
            if (operands[0] == operand) partials[0] += partial;
            else if (top_ - start_ == 2 && operands[1] == operand) partials[1] += partial;
            else add_to_last(operand, partial);
        }

        // The same for three terms, with what another operand is owed. The operation's result passes through: a number that lives on beside a call has to be in
        // memory.
        struct taken_over {
            T y;
            bool is_done;
        };
        [[gnu::noinline]] taken_over scale_three_and_add(T y, T d, index operand, T partial) {
            stored* const partials = partials_ + start_;
            index const* const operands = operands_ + start_;
            T a0 = partials[0] * d, a1 = partials[1] * d, a2 = partials[2] * d;
            if (!is_in_range(a0) || !is_in_range(a1) || !is_in_range(a2)) return {y, false};
            if (operands[0] == operand) a0 += partial;
            else if (operands[1] == operand) a1 += partial;
            else if (operands[2] == operand) a2 += partial;
            else add_to_last(operand, partial);
            partials[0] = a0;
            partials[1] = a1;
            partials[2] = a2;
            return {y, true};
        }
        TYPEGRAD_INLINE bool has_three_terms() const { return top_ - start_ == 3; }

        // A new statement, where there is room and not both operands are constants.
        TYPEGRAD_INLINE id begin_statement(index a, T const& da) {
            operands_[top_] = a;
            partials_[top_] = da;
            return end_statement(top_ + 1);
        }
        TYPEGRAD_INLINE id begin_statement(index a, T const& da, index b, T const& db) {
            operands_[top_] = a;
            operands_[top_ + 1] = b;
            static_cast<stored&>(partials_[top_]) = da;
            static_cast<stored&>(partials_[top_ + 1]) = db;
            return end_statement(top_ + 2);
        }
        TYPEGRAD_INLINE bool has_room() const { return top_ < limit_; }

        std::size_t terms() const { return static_cast<std::size_t>(top_); }

    protected:
        // Whether a product of partials is between 2^-511 and 2^512: what a sweep then multiplies it with overflows no sooner than in single factors, and loses
        // no digits. By the first two bits of the exponent, which are the same outside, in 0, NaN and infinity too.
        TYPEGRAD_INLINE static bool is_in_range(T p) {
            if constexpr (std::is_same_v<T, double>) {
                auto const bits = std::bit_cast<std::uint64_t>(p);
                return ((bits ^ bits << 1) >> 62 & 1) != 0;
            } else if constexpr (std::is_same_v<T, float>) {
                auto const bits = std::bit_cast<std::uint32_t>(p);
                return ((bits ^ bits << 1) >> 30 & 1) != 0;
            } else {
                T const size = p < T(0) ? -p : p;
                return size >= T(0x1p-511) && size <= T(0x1p511);
            }
        }

        TYPEGRAD_INLINE id end_statement(id top) {
            start_ = top_;
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
        id start_ = 0;  // as many terms were there before the open statement; not beside top_, with which compilers would store it as one vector
        id begin_ = ~id{0} << 48;  // the first id of the last segment; no handle is near
        id shift_ = 0;             // the id at position 0, were it in the last segment
        static constexpr id no_handle = ~id{0};
        id open_ = no_handle;  // the last statement, if the next operation can take it over
    };

}

}
