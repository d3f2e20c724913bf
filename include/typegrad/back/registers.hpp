// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The registers that evaluation works on.
#pragma once
#pragma GCC system_header

#include <typegrad/back/layout.hpp>

#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::back::detail {

template <int N>
using constant = std::integral_constant<int, N>;

// Clang nests what it folds, to 256 levels (-fbracket-depth): what a program can have more of is folded in parts. Each part calls
// for the next one.
inline constexpr int most_in_a_fold = 200;
template <int Left>
using part_of_fold = std::make_integer_sequence<int, (Left < most_in_a_fold ? Left : most_in_a_fold)>;

// What a comparison gives: bool, a mask of a SIMD pack; nothing for complex numbers, of which no program can ask it.
template <class T>
struct comparison_of {
    using type = bool;
};
template <class T>
    requires requires(T const& a) { a < a; }
struct comparison_of<T> {
    using type = decltype(std::declval<T const&>() < std::declval<T const&>());
};
template <class T>
using condition_of = typename comparison_of<T>::type;

template <class T>
inline constexpr number_kind kind_of = std::is_same_v<T, double> || std::is_same_v<T, float> ? number_kind::built_in : std::is_same_v<condition_of<T>, bool> ? number_kind::of_class : number_kind::pack;

// What computes operations on numbers of a type, if they do not so by themselves: xsimd.hpp.
template <class T>
struct operations_on {
    static constexpr bool are_special = false;
};

// The lanes of a register.
template <class T>
struct lanes_of {
    using type = T;
};
template <class T, int Count>
struct vector_of {
    typedef T type __attribute__((vector_size(Count * sizeof(T))));
};
template <>
struct lanes_of<double> : vector_of<double, lane_count> {};
template <>
struct lanes_of<float> : vector_of<float, lane_count> {};

// Registers of a kind in a program that is divided into functions: the first ones are of a function alone, the others are what all share.
template <class U, int Own>
struct divided_file {
    U* own;
    U* shared;

    TYPEGRAD_INLINE constexpr U& operator[](int i) const { return i < Own ? own[i] : shared[i - Own]; }
};
// Where registers are: in one place, or divided as a program is.
template <class T, class Division>
struct files {
    using value = divided_file<T, Division::program.values>;
    using condition = divided_file<condition_of<T>, Division::program.conditions>;
    using lanes = divided_file<typename lanes_of<T>::type, Division::program.lanes>;
    using lane = divided_file<T, Division::program.lanes * lane_count>;
};
template <class T>
struct files<T, void> {
    using value = T*;
    using condition = condition_of<T>*;
    using lanes = typename lanes_of<T>::type*;
    using lane = T*;
};

// The first registers are the inputs, which stay where the caller has them: a copy would have to be saved around each
// call of a function that the compiler cannot see into, and there are seldom enough registers for that.
template <class T, int Inputs, class Division = void>
struct registers {
    using number = T;
    using in = files<T, Division>;

    typename in::value value;
    typename in::condition condition;
    T const* const* input;
    int const* together;  // of each input, how many lie one after the other in memory from there on
    typename in::lanes lanes;
    typename in::lane lane;  // the same in constant expressions, one after the other

    template <kind Kind = kind::value>
    TYPEGRAD_INLINE constexpr auto const& get(int i) const {
        if constexpr (Kind == kind::condition) return condition[i];
        else return i < Inputs ? *input[i] : value[i];
    }
    template <kind Kind>
    TYPEGRAD_INLINE constexpr auto& at(int i) const {
        if constexpr (Kind == kind::condition) return condition[i];
        else return value[i];
    }
};

}
