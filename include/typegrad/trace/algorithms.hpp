// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Uses of std that cannot work for traced values, and what to write in their place; the compilers would fill pages with the inside of
// std. As in op/elsewhere.hpp these functions are declared only to say so, and no name stands in a macro.
#pragma once
#pragma GCC system_header

#include <typegrad/op/misused.hpp>
#include <typegrad/graph/conversions.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace typegrad::inline v0_2::only_says {

template <class A>
concept traced = std::derived_from<std::remove_cvref_t<A>, traced_value>;
template <class Iterator>
concept of_traced = requires(Iterator& i) { requires traced<decltype(*i)>; };
// The same of whatever stands for numbers, a variable of the tape for one.
template <class Iterator>
concept of_operands = requires(Iterator& i) { requires op::is_operand<decltype(*i)>; };
// What asks something of a traced value that is not known.
template <class Holds, class Iterator>
concept asks_traced = requires(Holds& holds, Iterator& i) { requires std::derived_from<std::remove_cvref_t<decltype(holds(*i))>, traced_comparison>; };
template <class T>
concept number = std::is_arithmetic_v<T>;
template <class T>
inline constexpr bool nothing = false;

// For operators clang says twice what is unavailable.
#define TYPEGRAD_SAYS(text) TYPEGRAD_SAYS_IN_LINE(text) constexpr auto
#define TYPEGRAD_SAID(T, text) TYPEGRAD_SAYS_IN_BODY(nothing<T>, text)

// Sums whose start is a number.
#define TYPEGRAD_START "typegrad: a sum of std starts with a number, whose type cannot take up a traced value or a variable; start with 0 * v[0]"
template <of_operands I, number T>
TYPEGRAD_SAYS(TYPEGRAD_START) accumulate(I first, I, T) { TYPEGRAD_SAID(I, TYPEGRAD_START) return *first; }
template <of_traced I, number T, class Op>
TYPEGRAD_SAYS(TYPEGRAD_START) accumulate(I first, I, T, Op) { TYPEGRAD_SAID(I, TYPEGRAD_START) return *first; }
template <of_operands I, number T>
TYPEGRAD_SAYS(TYPEGRAD_START) reduce(I first, I, T) { TYPEGRAD_SAID(I, TYPEGRAD_START) return *first; }
template <of_traced I, number T, class Op>
TYPEGRAD_SAYS(TYPEGRAD_START) reduce(I first, I, T, Op) { TYPEGRAD_SAID(I, TYPEGRAD_START) return *first; }
template <of_traced I, number T, class Op, class Of>
TYPEGRAD_SAYS(TYPEGRAD_START) transform_reduce(I first, I, T, Op, Of) { TYPEGRAD_SAID(I, TYPEGRAD_START) return *first; }
template <of_operands I, class J, number T>
TYPEGRAD_SAYS(TYPEGRAD_START) inner_product(I first, I, J, T) { TYPEGRAD_SAID(I, TYPEGRAD_START) return *first; }

// What would put a traced value into a number.
#define TYPEGRAD_SWAP "typegrad: std::swap and std::exchange with a variable declared as double, float or int, which cannot take up a traced value; declare it as auto or decltype(x)"
template <number T, traced A>
TYPEGRAD_SAYS(TYPEGRAD_SWAP) swap(T&, A&) { TYPEGRAD_SAID(A, TYPEGRAD_SWAP) }
template <traced A, number T>
TYPEGRAD_SAYS(TYPEGRAD_SWAP) swap(A&, T&) { TYPEGRAD_SAID(A, TYPEGRAD_SWAP) }
template <number T, traced A>
TYPEGRAD_SAYS(TYPEGRAD_SWAP) exchange(T& number, A&&) { TYPEGRAD_SAID(A, TYPEGRAD_SWAP) return number; }

// What orders values.
#define TYPEGRAD_ORDER "typegrad: sorting, and searching an element, branch on traced values; write max and min, `m = max(m, v[i])`, or select"
template <of_traced I>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) sort(I, I) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) }
template <of_traced I, class Less>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) sort(I, I, Less) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) }
template <of_traced I>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) stable_sort(I, I) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) }
template <of_traced I>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) nth_element(I, I, I) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) }
template <of_traced I>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) max_element(I first, I) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) return first; }
template <of_traced I>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) min_element(I first, I) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) return first; }
template <of_traced I>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) minmax_element(I first, I) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) return std::pair<I, I>(first, first); }
template <traced A>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) minmax(A const& a, A const& b) { TYPEGRAD_SAID(A, TYPEGRAD_ORDER) return std::pair<A, A>(a, b); }
template <of_traced I, asks_traced<I> Holds>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) find_if(I first, I, Holds) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) return first; }
template <of_traced I, asks_traced<I> Holds>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) count_if(I, I, Holds) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) return 0; }
template <of_traced I, asks_traced<I> Holds>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) any_of(I, I, Holds) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) return false; }
template <of_traced I, asks_traced<I> Holds>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) all_of(I, I, Holds) { TYPEGRAD_SAID(I, TYPEGRAD_ORDER) return false; }
template <class I, traced T>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) lower_bound(I first, I, T const&) { TYPEGRAD_SAID(T, TYPEGRAD_ORDER) return first; }
template <class I, traced T>
TYPEGRAD_SAYS(TYPEGRAD_ORDER) upper_bound(I first, I, T const&) { TYPEGRAD_SAID(T, TYPEGRAD_ORDER) return first; }

#define TYPEGRAD_OUT_OF_RANGE "typegrad: the index of std::get is out of range; the elements of an array of N have the indices 0 to N - 1"
#define TYPEGRAD_TUPLE_OUT_OF_RANGE "typegrad: the index of std::get is out of range; the elements of a tuple of N have the indices 0 to N - 1"
template <std::size_t I, class T, std::size_t N>
    requires(traced<T> && I >= N)
TYPEGRAD_SAYS(TYPEGRAD_OUT_OF_RANGE) get(std::array<T, N>&) noexcept { TYPEGRAD_SAID(T, TYPEGRAD_OUT_OF_RANGE) return T(); }
template <std::size_t I, class T, std::size_t N>
    requires(traced<T> && I >= N)
TYPEGRAD_SAYS(TYPEGRAD_OUT_OF_RANGE) get(std::array<T, N> const&) noexcept { TYPEGRAD_SAID(T, TYPEGRAD_OUT_OF_RANGE) return T(); }
template <std::size_t I, class T, std::size_t N>
    requires(traced<T> && I >= N)
TYPEGRAD_SAYS(TYPEGRAD_OUT_OF_RANGE) get(std::array<T, N>&&) noexcept { TYPEGRAD_SAID(T, TYPEGRAD_OUT_OF_RANGE) return T(); }

template <std::size_t I, class... T>
    requires((traced<T> || ...) && I >= sizeof...(T))
TYPEGRAD_SAYS(TYPEGRAD_TUPLE_OUT_OF_RANGE) get(std::tuple<T...> const& t) noexcept { TYPEGRAD_SAID(std::tuple<T...>, TYPEGRAD_TUPLE_OUT_OF_RANGE) return std::get<0>(t); }

// What prints whatever it is given: of a class with constructors clang says a page about the three dots.
#define TYPEGRAD_NO_NUMBER "typegrad: a traced value has no number to be printed; print what the derivative returns"
template <class... A>
    requires(traced<A> || ...)
TYPEGRAD_SAYS(TYPEGRAD_NO_NUMBER) printf(A const&...) { TYPEGRAD_SAID(std::tuple<A...>, TYPEGRAD_NO_NUMBER) return 0; }
template <class... A>
    requires(traced<A> || ...)
TYPEGRAD_SAYS(TYPEGRAD_NO_NUMBER) fprintf(A const&...) { TYPEGRAD_SAID(std::tuple<A...>, TYPEGRAD_NO_NUMBER) return 0; }
template <class... A>
    requires(traced<A> || ...)
TYPEGRAD_SAYS(TYPEGRAD_NO_NUMBER) snprintf(A const&...) { TYPEGRAD_SAID(std::tuple<A...>, TYPEGRAD_NO_NUMBER) return 0; }

template <class A>
inline constexpr bool is_array_of_traced = false;
template <traced T, std::size_t N>
inline constexpr bool is_array_of_traced<std::array<T, N>> = true;

template <class Stream>
struct silent {
    template <class A>
    constexpr silent operator<<(A const&) const { return {}; }
    constexpr silent operator<<(Stream& (*)(Stream&)) const { return {}; }
};

// Beside an array: what is converted to this, so that whoever writes operators for arrays has the better match.
struct anything {
    template <class A>
    constexpr anything(A const&) {}
};
struct no_array {
    template <class A>
        requires(!is_array_of_traced<A>)
    constexpr no_array(A const&) {}
};
// A std::array or std::vector of values, and what is none. The conversion is deleted, so that whoever asks whether there is such an operator is told that there is
// none.
struct a_vector_or_array_has_no_arithmetic_write_a_loop_over_its_elements_v_i {
    template <class A>
        requires(!is_operand<A> && op::elsewhere::has_elements<A>)
    constexpr a_vector_or_array_has_no_arithmetic_write_a_loop_over_its_elements_v_i(A const&)
        TYPEGRAD_DELETED("typegrad: a std::vector or std::array has no arithmetic; write a loop over its elements, v[i], or compute with Eigen's vectors, tape::tensor or typegrad::vec")
};
using a_container = a_vector_or_array_has_no_arithmetic_write_a_loop_over_its_elements_v_i;
struct no_container {
    template <class A>
        requires(is_operand<A> || !op::elsewhere::has_elements<A>)
    constexpr no_container(A const&) {}
};
// An array that is converted to this: any other function of that name is the better match.
struct an_array {
    template <class A>
        requires is_array_of_traced<A>
    constexpr an_array(A const&) {}
};

// Arithmetic of a whole container. Whoever writes such operators has the better match: here arguments are converted, and these are templates.
namespace of_containers {
    template <class = void> op::no_result operator+(a_container, anything);
    template <class = void> op::no_result operator+(no_container, a_container);
    template <class = void> op::no_result operator-(a_container, anything);
    template <class = void> op::no_result operator-(no_container, a_container);
    template <class = void> op::no_result operator*(a_container, anything);
    template <class = void> op::no_result operator*(no_container, a_container);
    template <class = void> op::no_result operator/(a_container, anything);
    template <class = void> op::no_result operator/(no_container, a_container);
}

}

// Where look-up by a container begins, whose elements are the tape's variables.
namespace typegrad::inline v0_2::tape {
using only_says::of_containers::operator+, only_says::of_containers::operator-, only_says::of_containers::operator*, only_says::of_containers::operator/;
}

namespace typegrad::inline v0_2 {

using only_says::of_containers::operator+, only_says::of_containers::operator-, only_says::of_containers::operator*, only_says::of_containers::operator/;

// An array where a number is expected.
#define TYPEGRAD_ARRAY "typegrad: an argument is an array, and the function computes with it as with a number; use its elements, v[0], or pass numbers"
template <only_says::traced T, std::size_t N>
constexpr T operator+(std::array<T, N> const& v, only_says::anything) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator+(only_says::no_array, std::array<T, N> const& v) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator-(std::array<T, N> const& v, only_says::anything) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator-(only_says::no_array, std::array<T, N> const& v) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator*(std::array<T, N> const& v, only_says::anything) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator*(only_says::no_array, std::array<T, N> const& v) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator/(std::array<T, N> const& v, only_says::anything) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator/(only_says::no_array, std::array<T, N> const& v) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator<(std::array<T, N> const& v, only_says::no_array) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator<(only_says::no_array, std::array<T, N> const& v) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator>(std::array<T, N> const& v, only_says::no_array) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <only_says::traced T, std::size_t N>
constexpr T operator>(only_says::no_array, std::array<T, N> const& v) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v[0]; }
template <class T = void>
constexpr op::no_result operator-(only_says::an_array) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return {}; }
template <only_says::traced T, std::size_t N>
constexpr auto& operator+=(std::array<T, N>& v, only_says::anything) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v; }
template <only_says::traced T, std::size_t N>
constexpr auto& operator-=(std::array<T, N>& v, only_says::anything) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v; }
template <only_says::traced T, std::size_t N>
constexpr auto& operator*=(std::array<T, N>& v, only_says::anything) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v; }
template <only_says::traced T, std::size_t N>
constexpr auto& operator/=(std::array<T, N>& v, only_says::anything) { static_assert(only_says::nothing<T>, TYPEGRAD_ARRAY); return v; }

template <class Stream, only_says::traced A>
    requires requires(Stream& stream) { stream.rdbuf(); }
constexpr Stream& operator<<(Stream& stream, A const&) {
    static_assert(only_says::nothing<A>, TYPEGRAD_NO_NUMBER);
    return stream;
}
// That is said then; and nothing is to be said of what else is printed.
template <class Stream, std::derived_from<loose_value> A>
    requires requires(Stream& stream) { stream.rdbuf(); }
constexpr auto operator<<(Stream&, A const&) {
    return only_says::silent<Stream>();
}

}

namespace typegrad::inline v0_2::op {

using only_says::printf, only_says::fprintf, only_says::snprintf;

// Functions of such an array.
#define TYPEGRAD_OF_VEC "typegrad: norm, dot, cross and the like are functions of typegrad::vec; include <typegrad/linear.hpp>, and make one of the array: typegrad::vec{v[0], v[1]}"
template <class T = void>
constexpr double norm(only_says::an_array) { static_assert(only_says::nothing<T>, TYPEGRAD_OF_VEC); return 0; }
template <class T = void>
constexpr double squared_norm(only_says::an_array) { static_assert(only_says::nothing<T>, TYPEGRAD_OF_VEC); return 0; }
template <class T = void>
constexpr double dot(only_says::an_array, only_says::an_array) { static_assert(only_says::nothing<T>, TYPEGRAD_OF_VEC); return 0; }
#define TYPEGRAD_LARGEST "typegrad: max and min take numbers; of an array or vector write a loop, `m = max(m, v[i])`"
template <class T = void>
constexpr double max(only_says::an_array) { static_assert(only_says::nothing<T>, TYPEGRAD_LARGEST); return 0; }
template <class T = void>
constexpr double min(only_says::an_array) { static_assert(only_says::nothing<T>, TYPEGRAD_LARGEST); return 0; }

}

// See op/std.hpp for why this is done although the standard does not bless it.
namespace std {
// The declarations of std::get ask for the type of the element: with none they are no candidates, and ours says so.
template <size_t I, class... T>
    requires((typegrad::only_says::traced<T> || ...) && I >= sizeof...(T))
struct tuple_element<I, tuple<T...>> {
    using type = void;
};
using typegrad::only_says::accumulate, typegrad::only_says::reduce, typegrad::only_says::transform_reduce, typegrad::only_says::inner_product;
using typegrad::only_says::swap, typegrad::only_says::exchange;
using typegrad::only_says::sort, typegrad::only_says::stable_sort, typegrad::only_says::nth_element;
using typegrad::only_says::max_element, typegrad::only_says::min_element, typegrad::only_says::minmax_element, typegrad::only_says::minmax;
using typegrad::only_says::find_if, typegrad::only_says::count_if, typegrad::only_says::any_of, typegrad::only_says::all_of;
using typegrad::only_says::lower_bound, typegrad::only_says::upper_bound;
using typegrad::only_says::get;
using typegrad::only_says::printf, typegrad::only_says::fprintf, typegrad::only_says::snprintf;
}
