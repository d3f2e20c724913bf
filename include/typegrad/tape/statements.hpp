// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Statements, the entries of a record: the operands that each has, and its partial derivatives there. One array of operands, one of
// partials, and where each statement's terms end.
//
// A temporary that nothing but the next operation uses needs no statement of its own: `a * y + b` is one statement of three terms. An
// operation takes over the last statement where that is an operand which only this operation can see, and the last two where both are, as
// in `(a + b) * (c - d)`. A statement is open while that can be: from when it is recorded until its handle is copied, or anything looks at the record.
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
        // Of two statements that become one each has as many at most.
        static constexpr id most_joined = 3;

        TYPEGRAD_INLINE bool is_open(id handle) const {
            if constexpr (!merges) return false;
            else return (handle - first_open_) >> distance_bits == 0;
        }
        TYPEGRAD_INLINE bool is_open_and_last(id handle) const {
            if constexpr (!merges) return false;
            else return handle == open_;
        }
        // An open statement is that before the last one.
        TYPEGRAD_INLINE bool is_before_last(id handle) const { return handle == open_ - 1 && handle >= first_open_; }
        // The statement that a handle belongs to is not to change any more; nor are those before it.
        TYPEGRAD_INLINE void close(id handle) {
            if constexpr (merges) {
                if (handle == open_) open_ = no_handle;
                if (is_open(handle)) first_open_ = handle + 1;
            }
        }
        TYPEGRAD_INLINE void close_all() {
            open_ = no_handle;
            first_open_ = shift_ + count_;
        }

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
        struct scaled {
            T y;
            bool is_done;
        };
        [[gnu::noinline]] scaled scale_three_and_add(T y, T d, index operand, T partial) {
            stored* const partials = partials_ + start_;
            index const* const operands = operands_ + start_;
            T a0 = partials[0] * d, a1 = partials[1] * d, a2 = partials[2] * d;
            if (!are_in_range(a0, a1, a2)) return {y, false};
            if (operands[0] == operand) a0 += partial;
            else if (operands[1] == operand) a1 += partial;
            else if (operands[2] == operand) a2 += partial;
            else add_to_last(operand, partial);
            partials[0] = a0, partials[1] = a1, partials[2] = a2;
            return {y, true};
        }
        TYPEGRAD_INLINE bool has_three_terms() const { return top_ - start_ == 3; }

        // Makes one statement of the last two: what they owed, times a number each. An operand of both gets one term. False, and nothing has changed, as scale_last().
        [[gnu::noinline]] scaled join_last_two(T y, T by_first, T by_second) {
            id const begin = ends_[count_ - 3], middle = start_, before = middle - begin, after = top_ - middle;
            if (before > most_joined || after > most_joined) return {y, false};
            stored *const first = partials_ + begin, *const second = partials_ + middle;
            index *const of_first = operands_ + begin, *const of_second = operands_ + middle;
            // Terms that are not there are the first one again, which changes nothing.
            id const f1 = before > 1, f2 = before > 2 ? 2 : 0, s1 = after > 1, s2 = after > 2 ? 2 : 0;
            T a0 = first[0] * by_first, a1 = first[f1] * by_first, a2 = first[f2] * by_first;
            T const b0 = second[0] * by_second, b1 = second[s1] * by_second, b2 = second[s2] * by_second;
            index const i0 = of_first[0], i1 = of_first[f1], i2 = of_first[f2], j0 = of_second[0], j1 = of_second[s1], j2 = of_second[s2];
            index const itself = static_cast<index>(count_ - 2);
            if ((j0 == itself) | (j1 == itself) | (j2 == itself)) return {y, false};
            if (!are_in_range(a0, a1, a2, b0, b1, b2)) return {y, false};
            id end = middle;
            auto const add = [&](index operand, T partial) TYPEGRAD_INLINE_LAMBDA {
                if (operand == i0) {
                    a0 += partial;
                } else if (operand == i1) {
                    a1 += partial;
                } else if (operand == i2) {
                    a2 += partial;
                } else {
                    operands_[end] = operand;
                    partials_[end++] = partial;
                }
            };
            add(j0, b0);
            if (after > 1) {
                add(j1, b1);
                if (after > 2) add(j2, b2);
            }
            first[0] = a0;
            if (before > 1) first[1] = a1;
            if (before > 2) first[2] = a2;
            --count_;
            --open_;
            start_ = begin;
            top_ = end;
            ends_[count_ - 1] = static_cast<std::uint32_t>(end);
            return {y, true};
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

        template <class... P>
        TYPEGRAD_INLINE static bool are_in_range(P... p) {
            if constexpr (std::is_same_v<T, double>) return ((differing_bits(p) & ...) >> 62 & 1) != 0;
            else return (is_in_range(p) && ...);
        }
        TYPEGRAD_INLINE static std::uint64_t differing_bits(double p) {
            auto const bits = std::bit_cast<std::uint64_t>(p);
            return bits ^ bits << 1;
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
        id open_ = no_handle;           // the last statement, if the next operation can take it over
        id first_open_ = ~id{0} << 48;  // nobody has seen those from this one on, but operations that used them
    };

}

}
