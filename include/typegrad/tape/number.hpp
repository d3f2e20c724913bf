// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The algebra in which the table's rules give numbers: the tape's local partial derivatives.
#pragma once
#pragma GCC system_header

#include <typegrad/op/policy.hpp>
#include <typegrad/op/table.hpp>

#include <numbers>

namespace typegrad::inline v0_2::tape {

// What the rules are to give at kinks while this thread records.
inline thread_local constinit kink_policy current_kinks = kink_policy::least_norm;

template <class T>
struct numeric;

// A number, or a structural zero: what a closed gate gives. It absorbs every factor, infinity and NaN included, so that
// the tape can leave out the edge.
template <class T>
struct number : operand {
    using algebra = numeric<T>;

    T value{};
    bool is_zero = false;

    constexpr number() = default;
    template <class N>
        requires(std::is_arithmetic_v<N> || std::is_same_v<N, T>)
    constexpr number(N v) : value(static_cast<T>(v)) {}
    constexpr number(T v, bool zero) : value(v), is_zero(zero) {}

    static kink_policy kinks() { return current_kinks; }
    // How often the tape's sweep is itself differentiated: it is where its numbers are variables of another tape.
    static constexpr int sweeps_to_come() {
        if constexpr (is_operand<T>) return 1 + number<typename T::value_type>::sweeps_to_come();
        else return 0;
    }
};

template <class T>
struct numeric {
    using scalar = T;

    template <class A>
    static constexpr bool takes = std::is_arithmetic_v<A> || std::is_same_v<A, number<T>>;

    template <class Op, class... A>
    using result = std::conditional_t<Op::result == kind::condition, bool, number<T>>;

    template <class Op, class... A>
    TYPEGRAD_INLINE static constexpr result<Op, A...> apply(A const&... a) {
        if constexpr (std::is_same_v<Op, gate_> || std::is_same_v<Op, select_>) return choose(a...);
        else return compute<Op>(number<T>(a)...);
    }

    template <class Op>
    TYPEGRAD_INLINE static constexpr number<T> constant(number<T> const&) {
        if constexpr (is_operand<T>) return {T(numeric<typename T::value_type>::template constant<Op>({}).value), false};
        else return {T(Op::template value<T>()), false};
    }

    // What an operation gives. On numbers that are variables of a tape it is recorded there, by its rule.
    template <class Op, class... A>
    TYPEGRAD_INLINE static constexpr auto value_of(A const&... a) {
        if constexpr (is_operand<T>) return op::apply<Op>(a...);
        else if constexpr (Op::result == kind::condition) return Op::value(a...);
        else return static_cast<T>(Op::value(a...));
    }

private:
    // A 0 that is a variable of another tape has derivatives there.
    TYPEGRAD_INLINE static constexpr bool is_constant_zero(T const& a) {
        if constexpr (is_operand<T>) return a == T(0) && !a.requires_grad();
        else return a == T(0);
    }

    TYPEGRAD_INLINE static constexpr number<T> choose(bool open, number<T> u) { return {open ? u.value : T(0), u.is_zero || !open}; }
    TYPEGRAD_INLINE static constexpr number<T> choose(bool c, number<T> a, number<T> b) { return c ? a : b; }

    template <class Op>
    TYPEGRAD_INLINE static constexpr auto compute(number<T> a) {
        if constexpr (Op::result == kind::condition) return value_of<Op>(a.value);
        else return number<T>(value_of<Op>(a.value), std::is_same_v<Op, neg_> && a.is_zero);
    }
    template <class Op>
    TYPEGRAD_INLINE static constexpr auto compute(number<T> a, number<T> b) {
        auto const value = value_of<Op>(a.value, b.value);
        if constexpr (Op::result == kind::condition) return value;
        else if constexpr (std::is_same_v<Op, mul_>) return number<T>(value, a.is_zero || b.is_zero);
        else if constexpr (std::is_same_v<Op, div_>) return number<T>(value, a.is_zero);
        else if constexpr (std::is_same_v<Op, add_>) return number<T>(value, a.is_zero && b.is_zero);
        else return number<T>(value, false);
    }
    template <class Op>
    TYPEGRAD_INLINE static constexpr auto compute(number<T> a, number<T> b, number<T> c) {
        return number<T>(value_of<Op>(a.value, b.value, c.value), std::is_same_v<Op, product_unless_zero_> && (a.is_zero || is_constant_zero(c.value)));
    }
};

}
