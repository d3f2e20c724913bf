// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// vec<T, N>: N numbers with the operations of a vector space. An aggregate, for numbers, traced values and tape variables alike,
// and a shape: the gradient of a function of a vec is a vec.
#pragma once
#pragma GCC system_header

#include <typegrad/op/root.hpp>
#include <typegrad/trace/shape.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::linear {

// vec<double, 3>{1, 2, 3}, and in generic code vec{a, b, c}. Taken apart by structured bindings.
template <class T, std::size_t N>
struct vec {
    static_assert(N > 0, "typegrad::vec: a vector has at least one element");
    using value_type = T;

    T element[N];

    static constexpr std::size_t size() { return N; }
    constexpr T& operator[](std::size_t i) { return element[i]; }
    constexpr T const& operator[](std::size_t i) const { return element[i]; }
    // Only says so.
    template <is_operand I>
    constexpr T const& operator[](I const&) const {
        static_assert(!is_operand<I>, "typegrad: an index is a traced value, which has no number yet; write a constant, v[1], choose by select, or take rows (typegrad/loops.hpp), which are found by traced indices");
        return element[0];
    }
    constexpr T& operator()(std::size_t i) { return element[i]; }
    constexpr T const& operator()(std::size_t i) const { return element[i]; }
    constexpr T* begin() { return element; }
    constexpr T* end() { return element + N; }
    constexpr T const* begin() const { return element; }
    constexpr T const* end() const { return element + N; }

    friend bool operator==(vec const&, vec const&) = default;
};
template <class T, class... Rest>
vec(T, Rest...) -> vec<std::common_type_t<T, Rest...>, 1 + sizeof...(Rest)>;

template <std::size_t I, class T, std::size_t N>
constexpr T& get(vec<T, N>& v) {
    return v.element[I];
}
template <std::size_t I, class T, std::size_t N>
constexpr T const& get(vec<T, N> const& v) {
    return v.element[I];
}
template <std::size_t I, class T, std::size_t N>
constexpr T&& get(vec<T, N>&& v) {
    return static_cast<T&&>(v.element[I]);
}

template <class T, std::size_t M, std::size_t N>
struct mat;

namespace internal {
    template <class V>
    inline constexpr bool is_container = false;
    template <class T, std::size_t N>
    inline constexpr bool is_container<vec<T, N>> = true;
    template <class T, std::size_t M, std::size_t N>
    inline constexpr bool is_container<mat<T, M, N>> = true;

    // What f gives for each element, in a container of the same extents.
    template <class T, std::size_t N, class F>
    TYPEGRAD_INLINE constexpr auto elementwise(F&& f, vec<T, N> const& a) {
        vec<decltype(f(a[0])), N> result{};
        for (std::size_t i = 0; i < N; ++i) result.element[i] = f(a.element[i]);
        return result;
    }
    template <class A, class B, std::size_t N, class F>
    TYPEGRAD_INLINE constexpr auto elementwise(F&& f, vec<A, N> const& a, vec<B, N> const& b) {
        vec<decltype(f(a[0], b[0])), N> result{};
        for (std::size_t i = 0; i < N; ++i) result.element[i] = f(a.element[i], b.element[i]);
        return result;
    }
}

// What stretches a vector: a number of any kind that its elements can be multiplied with.
template <class S, class T>
concept scales = !internal::is_container<S> && requires(S const& s, T const& t) { s * t; } && !std::same_as<decltype(std::declval<S const&>() * std::declval<T const&>()), op::no_result>;

template <class A, class B, std::size_t N>
constexpr auto operator+(vec<A, N> const& a, vec<B, N> const& b) {
    return internal::elementwise([](A const& x, B const& y) { return x + y; }, a, b);
}
template <class A, class B, std::size_t N>
constexpr auto operator-(vec<A, N> const& a, vec<B, N> const& b) {
    return internal::elementwise([](A const& x, B const& y) { return x - y; }, a, b);
}
template <class T, std::size_t N>
constexpr auto operator-(vec<T, N> const& a) {
    return internal::elementwise([](T const& x) { return -x; }, a);
}
template <class T, std::size_t N, scales<T> S>
constexpr auto operator*(S const& s, vec<T, N> const& a) {
    return internal::elementwise([&](T const& x) { return s * x; }, a);
}
template <class T, std::size_t N, scales<T> S>
constexpr auto operator*(vec<T, N> const& a, S const& s) {
    return internal::elementwise([&](T const& x) { return x * s; }, a);
}
// Each element is divided, so that it is the quotient to the last bit; a * (1 / s) divides once.
template <class T, std::size_t N, scales<T> S>
constexpr auto operator/(vec<T, N> const& a, S const& s) {
    return internal::elementwise([&](T const& x) { return x / s; }, a);
}

template <class A, class B, std::size_t N>
constexpr vec<A, N>& operator+=(vec<A, N>& a, vec<B, N> const& b) {
    return a = a + b;
}
template <class A, class B, std::size_t N>
constexpr vec<A, N>& operator-=(vec<A, N>& a, vec<B, N> const& b) {
    return a = a - b;
}
template <class T, std::size_t N, scales<T> S>
constexpr vec<T, N>& operator*=(vec<T, N>& a, S const& s) {
    return a = a * s;
}
template <class T, std::size_t N, scales<T> S>
constexpr vec<T, N>& operator/=(vec<T, N>& a, S const& s) {
    return a = a / s;
}

template <class T, std::size_t N>
constexpr T sum(vec<T, N> const& a) {
    T result = a[0];
    for (std::size_t i = 1; i < N; ++i) result = result + a[i];
    return result;
}
// The product of all elements.
template <class T, std::size_t N>
constexpr T prod(vec<T, N> const& a) {
    T result = a[0];
    for (std::size_t i = 1; i < N; ++i) result = result * a[i];
    return result;
}
template <class T, std::size_t N>
constexpr T mean(vec<T, N> const& a) {
    return sum(a) / T(static_cast<double>(N));
}

template <class A, class B, std::size_t N>
constexpr auto dot(vec<A, N> const& a, vec<B, N> const& b) {
    auto result = a[0] * b[0];
    for (std::size_t i = 1; i < N; ++i) result = result + a[i] * b[i];
    return result;
}
// The sum of the squares of all elements.
template <class T, std::size_t N>
constexpr T squared_norm(vec<T, N> const& a) {
    return dot(a, a);
}
// The Euclidean norm. Its gradient is a / norm(a), and 0 at 0, where it is the subgradient of least norm.
template <class T, std::size_t N>
constexpr T norm(vec<T, N> const& a) {
    if constexpr (is_operand<T>) {
        return typegrad::norm(squared_norm(a));
    } else {
        using math::sqrt;
        return sqrt(squared_norm(a));
    }
}

// The vector product.
template <class A, class B>
constexpr auto cross(vec<A, 3> const& a, vec<B, 3> const& b) {
    using product = decltype(a[0] * b[0] - a[0] * b[0]);
    return vec<product, 3>{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

}

template <class T, std::size_t N>
struct std::tuple_size<typegrad::linear::vec<T, N>> : std::integral_constant<std::size_t, N> {};
template <std::size_t I, class T, std::size_t N>
struct std::tuple_element<I, typegrad::linear::vec<T, N>> {
    using type = T;
};

namespace typegrad::inline v0_2 {

using namespace linear;

template <class S, std::size_t N>
inline constexpr bool is_contiguous<linear::vec<S, N>> = is_contiguous<S>;

template <class S, std::size_t N>
struct shape<linear::vec<S, N>> : shape<std::array<S, N>> {
    template <class T>
    using rebind = linear::vec<typename shape<S>::template rebind<T>, N>;
};

}
