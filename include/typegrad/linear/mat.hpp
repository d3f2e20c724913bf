// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// mat<T, M, N>: M rows and N columns of numbers. An aggregate and a shape, as vec; its leaves are in the order of rows.
#pragma once
#pragma GCC system_header

#include <typegrad/linear/vec.hpp>

namespace typegrad::inline v0_2::linear {

// mat<double, 2, 3>{1, 2, 3,
//                   4, 5, 6}, m(i, j) or m[i][j].
template <class T, std::size_t M, std::size_t N>
struct mat {
    static_assert(M > 0 && N > 0, "typegrad::mat: a matrix has at least one row and one column");
    using value_type = T;
    static constexpr std::size_t rows = M;
    static constexpr std::size_t columns = N;

    T element[M * N];

    constexpr T& operator()(std::size_t i, std::size_t j) { return element[i * N + j]; }
    constexpr T const& operator()(std::size_t i, std::size_t j) const { return element[i * N + j]; }
    constexpr T* operator[](std::size_t i) { return element + i * N; }
    constexpr T const* operator[](std::size_t i) const { return element + i * N; }

    constexpr vec<T, N> row(std::size_t i) const {
        vec<T, N> result{};
        for (std::size_t j = 0; j < N; ++j) result[j] = (*this)(i, j);
        return result;
    }
    constexpr vec<T, M> column(std::size_t j) const {
        vec<T, M> result{};
        for (std::size_t i = 0; i < M; ++i) result[i] = (*this)(i, j);
        return result;
    }
    static constexpr mat identity() {
        mat result{};
        for (std::size_t i = 0; i < M && i < N; ++i) result(i, i) = T(1);
        return result;
    }

    friend bool operator==(mat const&, mat const&) = default;
};

namespace internal {
    template <class A, std::size_t M, std::size_t N, class F>
    TYPEGRAD_INLINE constexpr auto elementwise(F&& f, mat<A, M, N> const& a) {
        mat<decltype(f(a(0, 0))), M, N> result{};
        for (std::size_t i = 0; i < M * N; ++i) result.element[i] = f(a.element[i]);
        return result;
    }
    template <class A, class B, std::size_t M, std::size_t N, class F>
    TYPEGRAD_INLINE constexpr auto elementwise(F&& f, mat<A, M, N> const& a, mat<B, M, N> const& b) {
        mat<decltype(f(a(0, 0), b(0, 0))), M, N> result{};
        for (std::size_t i = 0; i < M * N; ++i) result.element[i] = f(a.element[i], b.element[i]);
        return result;
    }
}

// A matrix of vectors of one length.
template <class T, std::size_t N, class... V>
constexpr auto from_rows(vec<T, N> const& first, V const&... others) {
    mat<std::common_type_t<T, typename V::value_type...>, 1 + sizeof...(V), N> result{};
    std::size_t i = 0;
    auto const put = [&](auto const& row) {
        for (std::size_t j = 0; j < N; ++j) result(i, j) = row[j];
        ++i;
    };
    put(first);
    (put(vec<typename V::value_type, N>(others)), ...);
    return result;
}
template <class T, std::size_t M, std::size_t N>
constexpr mat<T, N, M> transpose(mat<T, M, N> const& a) {
    mat<T, N, M> result{};
    for (std::size_t i = 0; i < M; ++i)
        for (std::size_t j = 0; j < N; ++j) result(j, i) = a(i, j);
    return result;
}
// The matrix with these columns.
template <class T, std::size_t N, class... V>
constexpr auto from_columns(vec<T, N> const& first, V const&... others) {
    return transpose(from_rows(first, others...));
}

template <class A, class B, std::size_t M, std::size_t N>
constexpr auto operator+(mat<A, M, N> const& a, mat<B, M, N> const& b) {
    return internal::elementwise([](A const& x, B const& y) { return x + y; }, a, b);
}
template <class A, class B, std::size_t M, std::size_t N>
constexpr auto operator-(mat<A, M, N> const& a, mat<B, M, N> const& b) {
    return internal::elementwise([](A const& x, B const& y) { return x - y; }, a, b);
}
template <class T, std::size_t M, std::size_t N>
constexpr auto operator-(mat<T, M, N> const& a) {
    return internal::elementwise([](T const& x) { return -x; }, a);
}
template <class T, std::size_t M, std::size_t N, scales<T> S>
constexpr auto operator*(S const& s, mat<T, M, N> const& a) {
    return internal::elementwise([&](T const& x) { return s * x; }, a);
}
template <class T, std::size_t M, std::size_t N, scales<T> S>
constexpr auto operator*(mat<T, M, N> const& a, S const& s) {
    return internal::elementwise([&](T const& x) { return x * s; }, a);
}
template <class T, std::size_t M, std::size_t N, scales<T> S>
constexpr auto operator/(mat<T, M, N> const& a, S const& s) {
    return internal::elementwise([&](T const& x) { return x / s; }, a);
}

template <class A, class B, std::size_t M, std::size_t N>
constexpr mat<A, M, N>& operator+=(mat<A, M, N>& a, mat<B, M, N> const& b) {
    return a = a + b;
}
template <class A, class B, std::size_t M, std::size_t N>
constexpr mat<A, M, N>& operator-=(mat<A, M, N>& a, mat<B, M, N> const& b) {
    return a = a - b;
}
template <class T, std::size_t M, std::size_t N, scales<T> S>
constexpr mat<T, M, N>& operator*=(mat<T, M, N>& a, S const& s) {
    return a = a * s;
}
template <class T, std::size_t M, std::size_t N, scales<T> S>
constexpr mat<T, M, N>& operator/=(mat<T, M, N>& a, S const& s) {
    return a = a / s;
}

template <class A, class B, std::size_t M, std::size_t N>
constexpr auto operator*(mat<A, M, N> const& a, vec<B, N> const& b) {
    vec<decltype(a(0, 0) * b[0]), M> result{};
    for (std::size_t i = 0; i < M; ++i) {
        result[i] = a(i, 0) * b[0];
        for (std::size_t k = 1; k < N; ++k) result[i] = result[i] + a(i, k) * b[k];
    }
    return result;
}
template <class A, class B, std::size_t L, std::size_t M, std::size_t N>
constexpr auto operator*(mat<A, L, M> const& a, mat<B, M, N> const& b) {
    mat<decltype(a(0, 0) * b(0, 0)), L, N> result{};
    for (std::size_t i = 0; i < L; ++i)
        for (std::size_t j = 0; j < N; ++j) {
            result(i, j) = a(i, 0) * b(0, j);
            for (std::size_t k = 1; k < M; ++k) result(i, j) = result(i, j) + a(i, k) * b(k, j);
        }
    return result;
}
// The matrix with the elements a[i] * b[j].
template <class A, class B, std::size_t M, std::size_t N>
constexpr auto outer(vec<A, M> const& a, vec<B, N> const& b) {
    mat<decltype(a[0] * b[0]), M, N> result{};
    for (std::size_t i = 0; i < M; ++i)
        for (std::size_t j = 0; j < N; ++j) result(i, j) = a[i] * b[j];
    return result;
}
// The sum of the diagonal.
template <class T, std::size_t N>
constexpr T trace(mat<T, N, N> const& a) {
    T result = a(0, 0);
    for (std::size_t i = 1; i < N; ++i) result = result + a(i, i);
    return result;
}

}

namespace typegrad::inline v0_2 {

template <class S, std::size_t M, std::size_t N>
inline constexpr bool is_contiguous<linear::mat<S, M, N>> = is_contiguous<S>;

template <class S, std::size_t M, std::size_t N>
struct shape<linear::mat<S, M, N>> {
    using scalar = typename shape<S>::scalar;
    template <class T>
    using rebind = linear::mat<typename shape<S>::template rebind<T>, M, N>;
    static constexpr int leaves = static_cast<int>(M * N) * shape<S>::leaves;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        shape<std::array<S, M * N>>::each(value.element, use);
    }
};

}
