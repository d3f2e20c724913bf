// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What cannot be computed with vectors and matrices, and what to write in its place. As in trace/algorithms.hpp these functions are
// declared only to say so, and of traced values alone; without them g++ fills 250 lines with the operators that do not fit.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/conversions.hpp>
#include <typegrad/linear/mat.hpp>
#include <typegrad/trace/algorithms.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>

namespace typegrad::inline v0_2::only_says {

template <traced T, std::size_t N>
inline constexpr bool is_array_of_traced<linear::vec<T, N>> = true;

}

namespace typegrad::inline v0_2::linear {

namespace internal {
    // Rows and columns; a number has none.
    template <class A>
    struct extents {
        using element = A;
        static constexpr std::size_t rows = 0, columns = 0;
    };
    template <class T, std::size_t N>
    struct extents<vec<T, N>> {
        using element = T;
        static constexpr std::size_t rows = N, columns = 0;
    };
    template <class T, std::size_t M, std::size_t N>
    struct extents<mat<T, M, N>> {
        using element = T;
        static constexpr std::size_t rows = M, columns = N;
    };
    template <class A>
    inline constexpr std::size_t rows_of = extents<A>::rows;
    template <class A>
    inline constexpr std::size_t columns_of = extents<A>::columns;
    template <class A>
    inline constexpr bool is_mat = columns_of<A> > 0;
    template <class A>
    inline constexpr bool is_vec = rows_of<A> > 0 && !is_mat<A>;
    template <class A>
    inline constexpr bool has_traced = std::derived_from<typename extents<A>::element, traced_value> || std::derived_from<typename extents<A>::element, loose_value>;
    template <class A, class B>
    concept some_traced = (has_traced<A> || has_traced<B>) && (is_container<A> || is_container<B>);

    template <class A, class B>
    concept mistaken_sum = some_traced<A, B> && (rows_of<A> != rows_of<B> || columns_of<A> != columns_of<B>);
    template <class A, class B>
    concept mistaken_product = some_traced<A, B> && rows_of<A> > 0 && rows_of<B> > 0 && (!is_mat<A> || columns_of<A> != rows_of<B>);
    template <class A, class B>
    concept mistaken_quotient = some_traced<A, B> && rows_of<B> > 0;
    template <class T>
    inline constexpr bool says = !std::derived_from<T, traced_value>;

    // What goes on in the place of the result, for the compiler not to say more.
    template <class A, class B>
    constexpr auto instead_of(A const& a, B const& b) {
        if constexpr (is_container<A> && has_traced<A>) return a;
        else if constexpr (has_traced<B> && is_container<B>) return b;
        else if constexpr (is_container<A>) return a * typename extents<B>::element();
        else return b * typename extents<A>::element();
    }
    template <class A, class B>
    using traced_of = typename extents<std::conditional_t<has_traced<A>, A, B>>::element;
}

template <class A, class B>
    requires internal::mistaken_sum<A, B>
constexpr auto operator+(A const& a, B const& b) {
    constexpr bool says = internal::says<internal::traced_of<A, B>>;
    if constexpr (internal::rows_of<A> == 0 || internal::rows_of<B> == 0) static_assert(says, "typegrad: a number is added to a vector or matrix; add it to each element");
    else static_assert(says, "typegrad: vectors or matrices of different sizes are added");
    return internal::instead_of(a, b);
}
template <class A, class B>
    requires internal::mistaken_sum<A, B>
constexpr auto operator-(A const& a, B const& b) {
    constexpr bool says = internal::says<internal::traced_of<A, B>>;
    if constexpr (internal::rows_of<A> == 0 || internal::rows_of<B> == 0) static_assert(says, "typegrad: a number and a vector or matrix are subtracted; write it for each element");
    else static_assert(says, "typegrad: vectors or matrices of different sizes are subtracted");
    return internal::instead_of(a, b);
}
template <class A, class B>
    requires internal::mistaken_product<A, B>
constexpr auto operator*(A const& a, B const& b) {
    constexpr bool says = internal::says<internal::traced_of<A, B>>;
    if constexpr (internal::is_vec<A> && internal::is_vec<B>) static_assert(says, "typegrad: two vectors have no product `*`; write dot(a, b), cross(a, b) or outer(a, b), or multiply the elements");
    else if constexpr (internal::is_vec<A>) static_assert(says, "typegrad: a vector stands before a matrix; write transpose(a) * v");
    else if constexpr (internal::is_vec<B>) static_assert(says, "typegrad: a matrix is multiplied by a vector of another size; the vector has as many elements as the matrix has columns");
    else static_assert(says, "typegrad: matrices are multiplied whose sizes do not fit; the second has as many rows as the first has columns");
    if constexpr (internal::is_vec<A> && internal::is_vec<B>) return a[0] * b[0];
    else if constexpr (internal::is_vec<A>) return internal::instead_of(a, b);
    else return internal::instead_of(b, a);
}
template <class A, class B>
    requires internal::mistaken_quotient<A, B>
constexpr auto operator/(A const& a, B const& b) {
    static_assert(internal::says<internal::traced_of<A, B>>, "typegrad: nothing is divided by a vector or matrix; divide the elements, or write solve(a, b) for a matrix");
    return internal::instead_of(a, b);
}

template <class A, class B, std::size_t M, std::size_t N>
    requires(M != N && (internal::has_traced<A> || internal::has_traced<B>))
constexpr auto dot(vec<A, M> const& a, vec<B, N> const& b) {
    static_assert(internal::says<internal::traced_of<A, B>>, "typegrad::dot: the vectors have different sizes");
    return a[0] * b[0];
}
template <class A, class B, std::size_t M, std::size_t N>
    requires((M != 3 || N != 3) && (internal::has_traced<A> || internal::has_traced<B>))
constexpr auto cross(vec<A, M> const& a, vec<B, N> const& b) {
    static_assert(internal::says<internal::traced_of<A, B>>, "typegrad::cross: the vectors have three elements");
    return internal::instead_of(a, b);
}
template <class T, std::size_t M, std::size_t N>
    requires(M != N && internal::has_traced<T>)
constexpr auto inverse(mat<T, M, N> const& a) {
    static_assert(internal::says<T>, "typegrad::inverse: the matrix is not square");
    return a;
}
template <class T, std::size_t M, std::size_t N>
    requires(M != N && internal::has_traced<T>)
constexpr auto determinant(mat<T, M, N> const& a) {
    static_assert(internal::says<T>, "typegrad::determinant: the matrix is not square");
    return a(0, 0);
}

// Functions of numbers. (Any other function of that name is the better match, since it has no more parameters.)
#ifdef __clang__
#define TYPEGRAD_SAID_OF_VECTOR(text)
#else
#define TYPEGRAD_SAID_OF_VECTOR(text) static_assert(internal::says<T>, text);
#endif
#define TYPEGRAD_OF_EACH_ELEMENT(name) "typegrad: " name " takes a number; of a vector write it for each element, vec{" name "(v[0]), " name "(v[1])}, or in a loop"
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("sin")) sin(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("sin")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("cos")) cos(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("cos")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("tan")) tan(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("tan")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("asin")) asin(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("asin")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("acos")) acos(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("acos")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("atan")) atan(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("atan")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("sinh")) sinh(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("sinh")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("cosh")) cosh(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("cosh")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("tanh")) tanh(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("tanh")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("exp")) exp(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("exp")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("log")) log(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("log")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("sqrt")) sqrt(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("sqrt")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("abs")) abs(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("abs")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("square")) square(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("square")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("sigmoid")) sigmoid(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("sigmoid")) return v; }
template <only_says::traced T, std::size_t N, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_OF_EACH_ELEMENT("relu")) relu(vec<T, N> const& v, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_OF_EACH_ELEMENT("relu")) return v; }
#define TYPEGRAD_POWER_OF_EACH_ELEMENT "typegrad: pow takes numbers; of a vector write it for each element, vec{pow(v[0], 2), pow(v[1], 2)}, or in a loop"
template <only_says::traced T, std::size_t N, class B, class... Nothing>
TYPEGRAD_SAYS(TYPEGRAD_POWER_OF_EACH_ELEMENT) pow(vec<T, N> const& v, B const&, Nothing const&...) { TYPEGRAD_SAID_OF_VECTOR(TYPEGRAD_POWER_OF_EACH_ELEMENT) return v; }

}
