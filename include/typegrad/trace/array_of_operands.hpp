// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::array{x * y, 1.0}: of values and numbers together std deduces no type, since they are of two. It is an array of the values, of which the numbers are
// constants, as in a function of plain numbers.
//
// A guide stands in the namespace of its class, for the reasons that op/std.hpp gives.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <tuple>
#include <type_traits>

namespace typegrad::inline v0_2::array_of_operands {

template <class T>
concept value = op::is_operand<T> && requires(T a) { T(0), a = a * a; };
template <class A>
concept number = std::is_arithmetic_v<A> && !std::same_as<A, bool>;

// The position of the first value, or as many as there are elements. (Clang nests what it folds, to 256 levels; an array may be longer.)
constexpr std::size_t first(std::initializer_list<bool> is_value) {
    std::size_t i = 0;
    for (bool const found : is_value) {
        if (found) return i;
        ++i;
    }
    return i;
}
template <class... A>
inline constexpr std::size_t first_value = first({value<A>...});
template <class... A>
using value_among = std::tuple_element_t<first_value<A...>, std::tuple<A..., void>>;  // void where there is none

// Values of one type, and one number or more.
template <class... A>
concept mixed = first_value<A...> < sizeof...(A) && first({number<A>...}) < sizeof...(A) &&
                first({!(number<A> || std::same_as<A, value_among<A...>>)...}) == sizeof...(A);

}

#ifdef _LIBCPP_BEGIN_NAMESPACE_STD
_LIBCPP_BEGIN_NAMESPACE_STD
#else
namespace std {
#endif
template <class A, class... B>
    requires(typegrad::array_of_operands::mixed<A, B...>)
array(A, B...) -> array<typegrad::array_of_operands::value_among<A, B...>, 1 + sizeof...(B)>;
#ifdef _LIBCPP_BEGIN_NAMESPACE_STD
_LIBCPP_END_NAMESPACE_STD
#else
}
#endif
