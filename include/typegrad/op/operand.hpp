// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Operands, and how a call `sin(x)` or `x * y` reaches the algebra that its operands belong to.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>

#include <concepts>
#include <initializer_list>
#include <type_traits>
#include <utility>

// Where the functions are declared that std has as well: of operands alone, as namespace std takes them in (op/std.hpp). Of plain
// numbers they are in typegrad::op.
namespace typegrad::inline v0_2::op::standard {
struct functions {};
}

namespace typegrad::inline v0_2::op {

using namespace standard;

// Where the operators and the other functions are declared, once: argument-dependent look-up finds them by these bases.
struct operators : standard::functions {};

}

namespace typegrad::inline v0_2 {

// The base of everything that the operators build on: expressions, traced values, the tape's variables.
struct operand : op::operators {};

}

namespace typegrad::inline v0_2::op {

// What an operator gives that only says why there is none (op/elsewhere.hpp). A function that returns it has been told what is wrong.
struct no_result {
    constexpr operator double() const { return 0; }
    // What is asked of a product of vectors or tensors.
    constexpr no_result sum() const { return {}; }
    constexpr no_result mean() const { return {}; }
    constexpr no_result norm() const { return {}; }
    constexpr no_result squaredNorm() const { return {}; }
    constexpr double item() const { return 0; }
    constexpr void backward() const {}
};

template <class A>
concept is_operand = std::derived_from<std::remove_cvref_t<A>, operand>;

namespace internal {
    template <class... A>
    struct algebra_of;  // of the first operand among the arguments
    template <class A, class... Rest>
    struct algebra_of<A, Rest...> : algebra_of<Rest...> {};
    template <is_operand A, class... Rest>
    struct algebra_of<A, Rest...> {
        using type = typename A::algebra;
    };
}

// Known by its type to be an integer: a built-in one, an integral constant, a term that says so.
template <class A>
inline constexpr bool integer_valued = std::is_integral_v<A>;
template <class A>
    requires(std::is_empty_v<A> && !is_operand<A>) && requires { A::value; }
inline constexpr bool integer_valued<A> = std::is_integral_v<std::remove_cvref_t<decltype(A::value)>>;

// At least one argument is an operand, and its algebra takes the others as well.
template <class... A>
concept operands = (is_operand<A> || ...) && (internal::algebra_of<A...>::type::template takes<A> && ...);

template <class... A>
concept numbers = (std::is_arithmetic_v<A> && ...);

template <class... A>
concept operands_or_numbers = operands<A...> || numbers<A...>;

namespace internal {
    template <class... A>
    using number_of = std::common_type_t<A..., std::conditional_t<(std::floating_point<A> || ...), float, double>>;

    template <class Op, class... A>
    struct applied {};
    template <class Op, class... A>
        requires operands<A...>
    struct applied<Op, A...> {
        using type = typename algebra_of<A...>::type::template result<Op, A...>;
    };
    template <class Op, class... A>
        requires numbers<A...>
    struct applied<Op, A...> {
        using type = decltype(Op::value(static_cast<number_of<A...>>(std::declval<A>())...));
    };
}

// What an operation gives on these operands. Said explicitly, since rules call each other in circles.
template <class Op, class... A>
using applied = typename internal::applied<Op, A...>::type;

// One operation on operands of any algebra, or on plain numbers.
template <class Op, class... A>
TYPEGRAD_INLINE constexpr auto apply(A const&... a) -> applied<Op, A...> {
    if constexpr (numbers<A...>) return Op::value(static_cast<internal::number_of<A...>>(a)...);
    else return internal::algebra_of<A...>::type::template apply<Op>(a...);
}

// The same, where nothing reads these operands afterwards: a parameter taken by value, a temporary. An algebra can take them over.
template <class Algebra>
inline constexpr bool takes_over = false;
template <class Op, class... A>
TYPEGRAD_INLINE constexpr auto apply_last(A&... a) -> applied<Op, A...> {
    if constexpr (numbers<A...>) return Op::value(static_cast<internal::number_of<A...>>(a)...);
    else if constexpr (takes_over<typename internal::algebra_of<A...>::type>) return internal::algebra_of<A...>::type::template apply_last<Op>(static_cast<A&&>(a)...);
    else return internal::algebra_of<A...>::type::template apply<Op>(a...);
}

// The integer N beside the operand A, for functions that are compositions: known by its type where the algebra builds types.
template <int N, class A>
constexpr auto known() {
    if constexpr (is_operand<A>)
        if constexpr (A::algebra::template takes<std::integral_constant<int, N>>) return std::integral_constant<int, N>{};
        else return N;
    else return N;
}

// What accumulates must be of the operands' type: `auto sum = 0 * x`, or decltype(x).
template <class A>
inline constexpr bool can_take_up = !std::is_arithmetic_v<A>;
#define TYPEGRAD_CANNOT_TAKE_UP                                                                                          \
    "typegrad: a variable declared as double, float or int cannot take up a traced value; declare it as auto or decltype(x)"

template <class A, class B>
inline constexpr bool can_become = std::is_arithmetic_v<A> || std::same_as<A, B>;
#define TYPEGRAD_CANNOT_BECOME "typegrad: the type of an expression says what it computes, so `s += x` cannot change it; write auto const t = s + x"

template <class A, class B>
    requires(operands<A, B> && !can_take_up<A>)
constexpr A& operator+=(A& a, B const&) {
    static_assert(can_take_up<A>, TYPEGRAD_CANNOT_TAKE_UP);
    return a;
}
template <class A, class B>
    requires(operands<A, B> && !can_take_up<A>)
constexpr A& operator-=(A& a, B const&) {
    static_assert(can_take_up<A>, TYPEGRAD_CANNOT_TAKE_UP);
    return a;
}
template <class A, class B>
    requires(operands<A, B> && !can_take_up<A>)
constexpr A& operator*=(A& a, B const&) {
    static_assert(can_take_up<A>, TYPEGRAD_CANNOT_TAKE_UP);
    return a;
}
template <class A, class B>
    requires(operands<A, B> && !can_take_up<A>)
constexpr A& operator/=(A& a, B const&) {
    static_assert(can_take_up<A>, TYPEGRAD_CANNOT_TAKE_UP);
    return a;
}

template <class A, class B>
    requires(operands<A, B> && can_take_up<A>)
TYPEGRAD_INLINE constexpr A& operator+=(A& a, B const& b) {
    static_assert(can_become<A, decltype(a + b)>, TYPEGRAD_CANNOT_BECOME);
    if constexpr (can_become<A, decltype(a + b)>) a = a + b;
    return a;
}
template <class A, class B>
    requires(operands<A, B> && can_take_up<A>)
TYPEGRAD_INLINE constexpr A& operator-=(A& a, B const& b) {
    static_assert(can_become<A, decltype(a - b)>, TYPEGRAD_CANNOT_BECOME);
    if constexpr (can_become<A, decltype(a - b)>) a = a - b;
    return a;
}
template <class A, class B>
    requires(operands<A, B> && can_take_up<A>)
TYPEGRAD_INLINE constexpr A& operator*=(A& a, B const& b) {
    static_assert(can_become<A, decltype(a * b)>, TYPEGRAD_CANNOT_BECOME);
    if constexpr (can_become<A, decltype(a * b)>) a = a * b;
    return a;
}
template <class A, class B>
    requires(operands<A, B> && can_take_up<A>)
TYPEGRAD_INLINE constexpr A& operator/=(A& a, B const& b) {
    static_assert(can_become<A, decltype(a / b)>, TYPEGRAD_CANNOT_BECOME);
    if constexpr (can_become<A, decltype(a / b)>) a = a / b;
    return a;
}

// Only say so.
#define TYPEGRAD_CONST "typegrad: what is to be changed is const: a parameter `auto const&`, or the state that a step takes as `auto&`; take it by value, `auto s`, and return the new one"
template <class A, class B>
    requires operands<A, B>
constexpr auto operator+=(A const& a, B const&) {
    static_assert(std::is_void_v<A>, TYPEGRAD_CONST);
    return a;
}
template <class A, class B>
    requires operands<A, B>
constexpr auto operator-=(A const& a, B const&) {
    static_assert(std::is_void_v<A>, TYPEGRAD_CONST);
    return a;
}
template <class A, class B>
    requires operands<A, B>
constexpr auto operator*=(A const& a, B const&) {
    static_assert(std::is_void_v<A>, TYPEGRAD_CONST);
    return a;
}
template <class A, class B>
    requires operands<A, B>
constexpr auto operator/=(A const& a, B const&) {
    static_assert(std::is_void_v<A>, TYPEGRAD_CONST);
    return a;
}

template <is_operand A>
TYPEGRAD_INLINE constexpr A& operator++(A& a) {
    return a += 1;
}
template <is_operand A>
TYPEGRAD_INLINE constexpr A& operator--(A& a) {
    return a -= 1;
}
template <is_operand A>
TYPEGRAD_INLINE constexpr A operator++(A& a, int) {
    A const before = a;
    a += 1;
    return before;
}
template <is_operand A>
TYPEGRAD_INLINE constexpr A operator--(A& a, int) {
    A const before = a;
    a -= 1;
    return before;
}

}

namespace typegrad::inline v0_2 {
using namespace op;
using namespace op::standard;
}

// Declares the function or operator that a stanza of the table stands for. Parameters are taken by value, as <cmath>'s are: with
// `using namespace typegrad` a call with plain numbers of two types finds both, and the constrained one wins. std::max, std::min
// and std::clamp take references to one type; against those there is a form of that kind.
//
// TYPEGRAD_STANDARD_… declares what std has as well: of operands in op::standard, of numbers in op.
#define TYPEGRAD_UNARY(name) TYPEGRAD_UNARY_OF(name, name##_)
#define TYPEGRAD_UNARY_OF(name, stanza) TYPEGRAD_UNARY_WITH(operands_or_numbers, name, stanza)
#define TYPEGRAD_BINARY(name) TYPEGRAD_BINARY_WITH(operands_or_numbers, name, name##_)

#define TYPEGRAD_STANDARD_UNARY(name) TYPEGRAD_STANDARD_UNARY_OF(name, name##_)
#define TYPEGRAD_STANDARD_UNARY_OF(name, stanza) TYPEGRAD_STANDARD(TYPEGRAD_UNARY_WITH, name, stanza)
#define TYPEGRAD_STANDARD_BINARY(name) TYPEGRAD_STANDARD(TYPEGRAD_BINARY_WITH, name, name##_)
#define TYPEGRAD_STANDARD_BINARY_OF(name, stanza) TYPEGRAD_STANDARD(TYPEGRAD_BINARY_WITH, name, stanza)
#define TYPEGRAD_STANDARD_TERNARY(name, stanza) TYPEGRAD_STANDARD(TYPEGRAD_TERNARY_WITH, name, stanza)
#define TYPEGRAD_STANDARD_BINARY_OF_REFERENCES(name) TYPEGRAD_STANDARD(TYPEGRAD_BINARY_OF_REFERENCES, name, name##_)
#define TYPEGRAD_STANDARD_TERNARY_OF_REFERENCES(name, stanza) TYPEGRAD_STANDARD(TYPEGRAD_TERNARY_OF_REFERENCES, name, stanza)

#define TYPEGRAD_STANDARD(declaration, name, stanza)                                                         \
    namespace standard {                                                                                     \
        declaration(operands, name, stanza)                                                                  \
    }                                                                                                        \
    declaration(numbers, name, stanza)

#define TYPEGRAD_UNARY_WITH(what, name, stanza)                                                              \
    template <class A>                                                                                       \
        requires what<A>                                                                                     \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A> name(A a) {                                 \
        return ::typegrad::op::apply_last<stanza>(a);                                                        \
    }

#define TYPEGRAD_BINARY_WITH(what, name, stanza)                                                             \
    template <class A, class B>                                                                              \
        requires what<A, B>                                                                                  \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A, B> name(A a, B b) {                         \
        return ::typegrad::op::apply_last<stanza>(a, b);                                                     \
    }

#define TYPEGRAD_BINARY_OF_REFERENCES(what, name, stanza)                                                    \
    template <class A>                                                                                       \
        requires what<A, A>                                                                                  \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A, A> name(A const& a, A const& b) {           \
        return ::typegrad::op::apply<stanza>(a, b);                                                          \
    }                                                                                                        \
    template <class A, class B>                                                                              \
        requires what<A, B>                                                                                  \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A, B> name(A const& a, B const& b) {           \
        return ::typegrad::op::apply<stanza>(a, b);                                                          \
    }                                                                                                        \
    template <class A>                                                                                       \
        requires what<A, A> && std::same_as<::typegrad::op::applied<stanza, A, A>, A>                        \
    constexpr A name(std::initializer_list<A> all) {                                                         \
        A const* next = all.begin();                                                                         \
        A result = *next;                                                                                    \
        while (++next != all.end()) result = ::typegrad::op::apply<stanza>(result, *next);                   \
        return result;                                                                                       \
    }

#define TYPEGRAD_TERNARY_WITH(what, name, stanza)                                                            \
    template <class A, class B, class C>                                                                     \
        requires what<A, B, C>                                                                               \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A, B, C> name(A a, B b, C c) {                 \
        return ::typegrad::op::apply<stanza>(a, b, c);                                                       \
    }

#define TYPEGRAD_TERNARY_OF_REFERENCES(what, name, stanza)                                                   \
    template <class A>                                                                                       \
        requires what<A, A, A>                                                                               \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A, A, A> name(A const& a, A const& b, A const& c) { \
        return ::typegrad::op::apply<stanza>(a, b, c);                                                       \
    }                                                                                                        \
    template <class A, class B, class C>                                                                     \
        requires what<A, B, C>                                                                               \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A, B, C> name(A const& a, B const& b, C const& c) { \
        return ::typegrad::op::apply<stanza>(a, b, c);                                                       \
    }

#define TYPEGRAD_OPERATOR(symbol, stanza)                      \
    template <class A, class B>                                \
        requires operands<A, B>                                \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A, B> operator symbol(A const& a, B const& b) { \
        return ::typegrad::op::apply<stanza>(a, b);                            \
    }

#define TYPEGRAD_PREFIX(symbol, stanza)                        \
    template <is_operand A>                                    \
    TYPEGRAD_INLINE constexpr ::typegrad::op::applied<stanza, A> operator symbol(A const& a) { \
        return ::typegrad::op::apply<stanza>(a);                               \
    }
