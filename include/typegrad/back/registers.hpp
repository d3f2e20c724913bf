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
template <>
struct lanes_of<double> {
    typedef double type __attribute__((vector_size(lane_count * sizeof(double))));
};
template <>
struct lanes_of<float> {
    typedef float type __attribute__((vector_size(lane_count * sizeof(float))));
};

// The first registers are the inputs, which stay where the caller has them: a copy would have to be saved around each
// call of a function that the compiler cannot see into, and there are seldom enough registers for that.
template <class T, int Inputs>
struct registers {
    using number = T;

    T* value;
    condition_of<T>* condition;
    T const* const* input;
    int const* together;  // of each input, how many lie one after the other in memory from there on
    typename lanes_of<T>::type* lanes;
    T* lane;  // the same in constant expressions, one after the other

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

// Of a long program, which is divided into functions: the first registers of a kind are of the function alone, the others are what all share.
template <class U, int Own>
struct divided_file {
    U* own;
    U* shared;

    TYPEGRAD_INLINE constexpr U& operator[](int i) const { return i < Own ? own[i] : shared[i - Own]; }
};
template <class T, class P>
struct divided_registers {
    using number = T;
    using lanes_type = typename lanes_of<T>::type;

    divided_file<T, P::program.values> value;
    divided_file<condition_of<T>, P::program.conditions> condition;
    T const* const* input;
    divided_file<lanes_type, P::program.lanes> lanes;
    divided_file<T, P::program.lanes * lane_count> lane;
    static constexpr int const* together = P::places::together.data();

    template <kind Kind = kind::value>
    TYPEGRAD_INLINE constexpr auto const& get(int i) const {
        if constexpr (Kind == kind::condition) return condition[i];
        else return i < P::program.input_count ? *input[i] : value[i];
    }
    template <kind Kind>
    TYPEGRAD_INLINE constexpr auto& at(int i) const {
        if constexpr (Kind == kind::condition) return condition[i];
        else return value[i];
    }
};

}
