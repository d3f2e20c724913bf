// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Determinant, inverse and solution of linear equations, by cofactors: no branch, one division, and the 2×2 minors computed
// once. For up to four rows, where that is also the fastest; there is no pivoting, so a matrix that is nearly singular loses
// as many digits in the determinant as its products cancel.
#pragma once
#pragma GCC system_header

#include <typegrad/linear/implicit.hpp>

namespace typegrad::inline v0_2::linear {

namespace internal {
    // The minors of two rows, by pairs of columns: 01, 02, 03, 12, 13, 23.
    template <class T>
    struct minors_of_two_rows {
        T minor[6];

        constexpr minors_of_two_rows(mat<T, 4, 4> const& a, std::size_t i, std::size_t j) {
            int next = 0;
            for (std::size_t k = 0; k < 4; ++k)
                for (std::size_t l = k + 1; l < 4; ++l) minor[next++] = a(i, k) * a(j, l) - a(i, l) * a(j, k);
        }
    };

    // The transposed matrix of the cofactors: the inverse times the determinant.
    template <class T>
    constexpr mat<T, 1, 1> adjugate(mat<T, 1, 1> const&) {
        return {T(1)};
    }
    template <class T>
    constexpr mat<T, 2, 2> adjugate(mat<T, 2, 2> const& a) {
        return {a(1, 1), -a(0, 1), -a(1, 0), a(0, 0)};
    }
    template <class T>
    constexpr mat<T, 3, 3> adjugate(mat<T, 3, 3> const& a) {
        auto const minor = [&](std::size_t i, std::size_t j) {
            std::size_t const k = (i + 1) % 3, l = (i + 2) % 3, p = (j + 1) % 3, q = (j + 2) % 3;
            return a(k, p) * a(l, q) - a(k, q) * a(l, p);
        };
        mat<T, 3, 3> result{};
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) result(j, i) = minor(i, j);
        return result;
    }
    template <class T>
    constexpr mat<T, 4, 4> adjugate(mat<T, 4, 4> const& a) {
        auto const& [s01, s02, s03, s12, s13, s23] = minors_of_two_rows<T>(a, 0, 1).minor;
        auto const& [c01, c02, c03, c12, c13, c23] = minors_of_two_rows<T>(a, 2, 3).minor;
        return {a(1, 1) * c23 - a(1, 2) * c13 + a(1, 3) * c12, a(0, 2) * c13 - a(0, 1) * c23 - a(0, 3) * c12,
                a(3, 1) * s23 - a(3, 2) * s13 + a(3, 3) * s12, a(2, 2) * s13 - a(2, 1) * s23 - a(2, 3) * s12,
                a(1, 2) * c03 - a(1, 0) * c23 - a(1, 3) * c02, a(0, 0) * c23 - a(0, 2) * c03 + a(0, 3) * c02,
                a(3, 2) * s03 - a(3, 0) * s23 - a(3, 3) * s02, a(2, 0) * s23 - a(2, 2) * s03 + a(2, 3) * s02,
                a(1, 0) * c13 - a(1, 1) * c03 + a(1, 3) * c01, a(0, 1) * c03 - a(0, 0) * c13 - a(0, 3) * c01,
                a(3, 0) * s13 - a(3, 1) * s03 + a(3, 3) * s01, a(2, 1) * s03 - a(2, 0) * s13 - a(2, 3) * s01,
                a(1, 1) * c02 - a(1, 0) * c12 - a(1, 2) * c01, a(0, 0) * c12 - a(0, 1) * c02 + a(0, 2) * c01,
                a(3, 1) * s02 - a(3, 0) * s12 - a(3, 2) * s01, a(2, 0) * s12 - a(2, 1) * s02 + a(2, 2) * s01};
    }
}

// det(a) of up to 4×4.
template <class T, std::size_t N>
constexpr T determinant(mat<T, N, N> const& a) {
    static_assert(N <= 4, "typegrad::determinant: matrices of up to 4×4; factorise larger ones");
    if constexpr (N == 1) {
        return a(0, 0);
    } else if constexpr (N == 2) {
        return a(0, 0) * a(1, 1) - a(0, 1) * a(1, 0);
    } else if constexpr (N == 3) {
        return dot(a.row(0), cross(a.row(1), a.row(2)));
    } else {
        auto const& [s01, s02, s03, s12, s13, s23] = internal::minors_of_two_rows<T>(a, 0, 1).minor;
        auto const& [c01, c02, c03, c12, c13, c23] = internal::minors_of_two_rows<T>(a, 2, 3).minor;
        return s01 * c23 - s02 * c13 + s03 * c12 + s12 * c03 - s13 * c02 + s23 * c01;
    }
}

// The inverse of up to 4×4; infinities or NaN where the determinant is 0.
template <class T, std::size_t N>
constexpr mat<T, N, N> inverse(mat<T, N, N> const& a) {
    static_assert(N <= 4, "typegrad::inverse: matrices of up to 4×4; factorise larger ones");
    return internal::adjugate(a) * (T(1) / determinant(a));
}

namespace internal {
    template <class A, std::size_t N>
    struct factors {
        mat<A, N, N> const& a;
        mat<A, N, N> adjugate;
        A scale;

        constexpr explicit factors(mat<A, N, N> const& m) : a(m), adjugate(internal::adjugate(m)), scale(A(1) / determinant(m)) {}
        template <class B>
        constexpr auto solve(vec<B, N> const& b) const {
            auto const x = (adjugate * b) * scale;
            if constexpr (N > 1 && is_traced<A>) return with_implicit_derivative(x, a, b, adjugate, scale);
            else return x;
        }
    };
}

// x with a x = b, for a of up to 4×4 and b a vec, or a mat whose columns are solved for. Its derivative is the implicit one, of
// linear/implicit.hpp.
template <class A, class B, std::size_t N>
constexpr auto solve(mat<A, N, N> const& a, vec<B, N> const& b) {
    static_assert(N <= 4, "typegrad::solve: up to 4 equations; factorise larger matrices");
    return internal::factors<A, N>(a).solve(b);
}
template <class A, class B, std::size_t N, std::size_t K>
constexpr auto solve(mat<A, N, N> const& a, mat<B, N, K> const& b) {
    static_assert(N <= 4, "typegrad::solve: up to 4 equations; factorise larger matrices");
    internal::factors<A, N> const factors(a);
    mat<typename decltype(factors.solve(b.column(0)))::value_type, N, K> x{};
    for (std::size_t k = 0; k < K; ++k) {
        auto const column = factors.solve(b.column(k));
        for (std::size_t i = 0; i < N; ++i) x(i, k) = column[i];
    }
    return x;
}

}
