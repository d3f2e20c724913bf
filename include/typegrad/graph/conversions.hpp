// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a traced value and a traced comparison become where a number or a bool is wanted: nothing, and the error says what to write.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#define TYPEGRAD_NO_BRANCH                                                                     \
    "typegrad: `if`, `?:`, `while`, std::max and the like cannot branch on a traced value; " \
    "write select(condition, a, b), or typegrad's max, min, abs"

#define TYPEGRAD_NO_ELEMENTS                                                                                                    \
    "typegrad: a traced value is one number, which has no elements; where the function takes an array, call the derivative " \
    "with one, gradient(f)(std::array{1.0, 2.0}), and operations and texts as well: operations(f, std::array{1.0, 2.0})"

#define TYPEGRAD_NO_VALUE_YET \
    "typegrad: a traced value has neither a number nor a gradient yet; compute with it as it is, and read what the derivative returns, value_and_gradient(f)(x)"

namespace typegrad::inline v0_2 {

struct a_traced_value_has_no_number_yet_compute_with_it_as_it_is {};
struct a_traced_value_is_one_number_without_elements_call_the_derivative_with_a_std_array {
    template <class Index>
    constexpr a_traced_value_is_one_number_without_elements_call_the_derivative_with_a_std_array(Index const&) {}
};

struct traced_value : operand {
    a_traced_value_has_no_number_yet_compute_with_it_as_it_is value() const TYPEGRAD_DELETED(TYPEGRAD_NO_VALUE_YET)
    a_traced_value_has_no_number_yet_compute_with_it_as_it_is grad() const TYPEGRAD_DELETED(TYPEGRAD_NO_VALUE_YET)
    a_traced_value_is_one_number_without_elements_call_the_derivative_with_a_std_array size() const TYPEGRAD_DELETED(TYPEGRAD_NO_ELEMENTS)
    void operator[](a_traced_value_is_one_number_without_elements_call_the_derivative_with_a_std_array) const TYPEGRAD_DELETED(TYPEGRAD_NO_ELEMENTS)
    // clang always says the type, whose name is long for that reason. It would name each of the functions that g++ needs wherever it says that
    // there is no conversion.
#ifndef __clang__
    // What a cast or a branch deserves. Explicit ones alone: an implicit conversion to double would make `known ? x : 0.0` ambiguous.
    template <class N>
        requires std::is_arithmetic_v<N> && (!std::same_as<N, bool>)
    TYPEGRAD_UNAVAILABLE("typegrad: a traced value is no number yet, so it cannot be cast to double or int; keep it as it is, in a variable declared auto")
    constexpr explicit operator N() const {
        TYPEGRAD_IF_AVAILABLE(sizeof(N) == 0, "typegrad: a traced value is no number yet")
        return N();
    }
    template <std::same_as<bool> Bool>
    TYPEGRAD_UNAVAILABLE(TYPEGRAD_NO_BRANCH)
    constexpr explicit operator Bool() const {
        TYPEGRAD_IF_AVAILABLE(sizeof(Bool) == 0, TYPEGRAD_NO_BRANCH)
        return false;
    }
    // For `switch`, where g++ says that it cannot deduce the argument of this template.
    template <class switch_cannot_branch_on_a_traced_value_write_select_condition_a_b>
        requires(sizeof(switch_cannot_branch_on_a_traced_value_write_select_condition_a_b) == 0)
    constexpr operator switch_cannot_branch_on_a_traced_value_write_select_condition_a_b() const;
#endif
};
#ifdef __clang__
struct traced_comparison : operand {};
#else
// A loop over it, `for (auto t : x)`: g++ would list what std has of that name. (One error is enough.)
template <std::derived_from<traced_value> a_traced_value_is_one_number_call_the_derivative_with_a_std_array>
void begin(a_traced_value_is_one_number_call_the_derivative_with_a_std_array const&) = delete;
template <std::derived_from<traced_value> A>
A const* end(A const&);
struct traced_comparison : operand {
    // Not explicit, for comparisons that a function returns as bool: of std::sort, std::min of a list.
    template <std::same_as<bool> Bool>
    TYPEGRAD_UNAVAILABLE(TYPEGRAD_NO_BRANCH)
    constexpr operator Bool() const {
        TYPEGRAD_IF_AVAILABLE(sizeof(Bool) == 0, TYPEGRAD_NO_BRANCH)
        return false;
    }
};
#endif

// What becomes one all the same: trace/said_already.hpp.
struct loose_value : operand {
#ifdef __clang__
    template <class N>
        requires std::is_arithmetic_v<N>
    constexpr operator N() const {
        return N();
    }
#else
    constexpr operator double() const { return 0; }
    constexpr operator float() const { return 0; }
    constexpr operator long double() const { return 0; }
#endif
    constexpr operator int() const { return 0; }  // for `switch`, which takes no template
};
#ifndef __clang__
template <std::derived_from<loose_value> A>
constexpr A const* begin(A const&) { return nullptr; }
template <std::derived_from<loose_value> A>
constexpr A const* end(A const&) { return nullptr; }
#endif
struct loose_comparison : operand {
    constexpr operator bool() const { return false; }
};

}
