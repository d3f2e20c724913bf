// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen::Array of traced values, and x.array(): functions and products element by element. As eigen/traced_matrix.hpp, which see, of fixed sizes.
//
// What x.array() gives of a matrix that is not const refers to the matrix, as in Eigen: x.array() *= 2. All else is computed at once.
#pragma once
#pragma GCC system_header

#include <typegrad/eigen/traced_matrix.hpp>

#include <Eigen/Core>

#include <concepts>
#include <type_traits>

namespace typegrad::inline v0_2::detail {

template <class L, int R, int C, int O, int MR, int MC>
struct traced_extents<Eigen::Array<tracer<L>, R, C, O, MR, MC>> : traced_extents<Eigen::Matrix<tracer<L>, R, C>> {};
template <class Whole>
struct traced_extents<traced_array_view<Whole>> : traced_extents<Whole> {};
template <class D>
inline constexpr bool is_traced_array = false;
template <class L, int R, int C, int O, int MR, int MC>
inline constexpr bool is_traced_array<Eigen::Array<tracer<L>, R, C, O, MR, MC>> = true;
template <class Whole>
inline constexpr bool is_traced_array<traced_array_view<Whole>> = true;
template <class A>
concept traced_array = is_traced_array<A>;
template <class S, class A>
concept scalar_beside_array = std::is_arithmetic_v<S> || std::is_same_v<S, typename A::Scalar>;

struct eigen_arrays {
    template <class T, int R, int C>
    using plain = Eigen::Array<T, R, C>;
    template <class D>
    using base = Eigen::ArrayBase<D>;
};

// What a comparison of arrays gives: (x.array() > 0).select(a, b).
// Holds: of a row and a column, the condition there.
template <class Scalar, int R, int C, class Holds>
struct traced_conditions {
    Holds holds;

    // Of arrays, of matrices, or of a scalar for all.
    template <class A, class B>
    constexpr auto select(A const& a, B const& b) const {
        typename chosen<A, B>::type result;
        for (int i = 0; i < R * C; ++i) result.at(i / C, i % C) = typegrad::select(holds(i / C, i % C), from(a, i), from(b, i));
        return result;
    }

private:
    template <class A, class B>
    struct chosen {
        using type = Eigen::Array<Scalar, R, C>;
    };
    template <class A, class B>
        requires(traced_operand<A> || traced_operand<B>)
    struct chosen<A, B> {
        using type = Eigen::Matrix<Scalar, R, C>;
    };
    template <class A>
    static constexpr Scalar from(A const& a, int i) {
        if constexpr (traced_operand<A> || traced_array<A>) return a.coeff(i / C, i % C);
        else return Scalar(a);
    }
};

}

namespace Eigen {

// The members of Eigen's arrays. D has at(i, j).
template <class D>
    requires(typegrad::detail::is_traced_array<D>)
class ArrayBase<D> : public typegrad::detail::traced_coefficients<D, typegrad::detail::eigen_arrays> {
    using coefficients = typegrad::detail::traced_coefficients<D, typegrad::detail::eigen_arrays>;
    using coefficients::R, coefficients::C, coefficients::N, coefficients::element_by_element;
    using matrix_type = Matrix<typename coefficients::Scalar, R, C>;

public:
    using typename coefficients::Scalar, typename coefficients::PlainObject;
    using coefficients::derived, coefficients::eval, coefficients::binaryExpr;

    // Const, so that nobody writes to a copy where Eigen has what refers to the array.
    constexpr matrix_type const matrix() const {
        matrix_type result;
        for (int i = 0; i < N; ++i) result.at(i / C, i % C) = derived().at(i / C, i % C);
        return result;
    }
    constexpr D const& array() const { return derived(); }
    constexpr Array<Scalar, C, R> const transpose() const { return Array<Scalar, C, R>(matrix().transpose()); }

    // Parts, which are copies.
#define TYPEGRAD_PART(name)                                                                                                  \
    template <int... n, std::integral... I>                                                                                  \
    constexpr auto name(I... i) const {                                                                                      \
        auto const part = matrix().template name<n...>(i...);                                                                \
        return Array<Scalar, decltype(part)::RowsAtCompileTime, decltype(part)::ColsAtCompileTime>(part);                    \
    }
    TYPEGRAD_PART(head)
    TYPEGRAD_PART(tail)
    TYPEGRAD_PART(segment)
    TYPEGRAD_PART(block)
#undef TYPEGRAD_PART
    constexpr Array<Scalar, 1, C> const row(Index i) const { return Array<Scalar, 1, C>(matrix().row(i)); }
    constexpr Array<Scalar, R, 1> const col(Index j) const { return Array<Scalar, R, 1>(matrix().col(j)); }

    template <class B, class F>
    constexpr auto conditions(B const& b, F const& compare) const {
        auto const holds = [a = eval(), b, compare](int i, int j) {
            if constexpr (typegrad::detail::traced_array<B>) return compare(a.at(i, j), b.at(i, j));
            else return compare(a.at(i, j), Scalar(b));
        };
        return typegrad::detail::traced_conditions<Scalar, R, C, decltype(holds)>{holds};
    }

    constexpr PlainObject pow(auto const& exponent) const {
        return element_by_element([&](Scalar a) -> Scalar { using typegrad::pow; return pow(a, exponent); });
    }
#define TYPEGRAD_OF_PAIRS(name)                                                                                              \
    template <class B>                                                                                                       \
    constexpr auto name(ArrayBase<B> const& other) const {                                                                   \
        return binaryExpr(other, [](Scalar a, Scalar b) -> Scalar { return typegrad::name(a, b); });                         \
    }                                                                                                                        \
    template <typegrad::detail::scalar_beside_array<D> S>                                                                    \
    constexpr PlainObject name(S const& other) const {                                                                       \
        return element_by_element([&](Scalar a) -> Scalar { return typegrad::name(a, other); });                             \
    }
    TYPEGRAD_OF_PAIRS(min)
    TYPEGRAD_OF_PAIRS(max)
#undef TYPEGRAD_OF_PAIRS
    template <class S>
    friend constexpr PlainObject pow(ArrayBase const& a, S const& exponent) { return a.pow(exponent); }
#define TYPEGRAD_OF_EACH(name, expression)                                                                                   \
    constexpr PlainObject name() const {                                                                                     \
        return element_by_element([](Scalar a) -> Scalar { return expression; });                                            \
    }                                                                                                                        \
    friend constexpr PlainObject name(ArrayBase const& a) { return a.name(); }
#define TYPEGRAD_FUNCTION(name) TYPEGRAD_OF_EACH(name, typegrad::name(a))
    TYPEGRAD_OF_EACH(abs2, a * a)
    TYPEGRAD_OF_EACH(inverse, Scalar(1) / a)
    TYPEGRAD_OF_EACH(rsqrt, Scalar(1) / typegrad::sqrt(a))
    TYPEGRAD_FUNCTION(square)
    TYPEGRAD_FUNCTION(cube)
    TYPEGRAD_FUNCTION(abs)
    TYPEGRAD_FUNCTION(sqrt)
    TYPEGRAD_FUNCTION(exp)
    TYPEGRAD_FUNCTION(expm1)
    TYPEGRAD_FUNCTION(log)
    TYPEGRAD_FUNCTION(log1p)
    TYPEGRAD_FUNCTION(log10)
    TYPEGRAD_FUNCTION(sin)
    TYPEGRAD_FUNCTION(cos)
    TYPEGRAD_FUNCTION(tan)
    TYPEGRAD_FUNCTION(asin)
    TYPEGRAD_FUNCTION(acos)
    TYPEGRAD_FUNCTION(atan)
    TYPEGRAD_FUNCTION(sinh)
    TYPEGRAD_FUNCTION(cosh)
    TYPEGRAD_FUNCTION(tanh)
    TYPEGRAD_FUNCTION(erf)
    TYPEGRAD_FUNCTION(erfc)
    TYPEGRAD_FUNCTION(floor)
    TYPEGRAD_FUNCTION(ceil)
    TYPEGRAD_FUNCTION(round)
#undef TYPEGRAD_FUNCTION
#undef TYPEGRAD_OF_EACH
};

template <class L, int R, int C, int O, int MR, int MC>
class Array<typegrad::tracer<L>, R, C, O, MR, MC> : public ArrayBase<Array<typegrad::tracer<L>, R, C, O, MR, MC>> {
    using T = typegrad::tracer<L>;

public:
    constexpr Array() = default;
    template <class D>
    constexpr Array(ArrayBase<D> const& other) {
        this->take(other);
    }
    // As in Eigen, where an array of a matrix is asked for by name.
    template <class D>
    constexpr explicit Array(MatrixBase<D> const& other) {
        for (int i = 0; i < R * C; ++i) element[i] = other.coeff(i / C, i % C);
    }
    template <class... X>
        requires(sizeof...(X) == R * C && (R == 1 || C == 1) && (... && (std::is_arithmetic_v<X> || std::is_same_v<X, T>)))
    constexpr Array(X const&... x) : element{T(x)...} {}
    template <class D>
    constexpr Array& operator=(MatrixBase<D> const& other) { return *this = Array(other); }
    constexpr T& at(int i, int j) { return element[i * C + j]; }
    constexpr T const& at(int i, int j) const { return element[i * C + j]; }

    T element[R * C]{};
};

}

namespace typegrad::inline v0_2::detail {

template <class Whole>
class traced_array_view : public Eigen::ArrayBase<traced_array_view<Whole>> {
public:
    constexpr explicit traced_array_view(Whole& whole) : whole_(whole) {}
    constexpr traced_array_view(traced_array_view const&) = default;
    constexpr traced_array_view& operator=(traced_array_view const& other) {
        this->take(other);
        return *this;
    }
    template <class D>
    constexpr traced_array_view& operator=(Eigen::ArrayBase<D> const& other) {
        this->take(other);
        return *this;
    }
    constexpr auto& at(int i, int j) { return whole_.at(i, j); }
    constexpr auto const& at(int i, int j) const { return whole_.at(i, j); }

private:
    // A block refers to its matrix, and is itself gone after the statement.
    template <class D>
    struct kept {
        using type = D;
    };
    template <class L, int R, int C, int O, int MR, int MC>
    struct kept<Eigen::Matrix<tracer<L>, R, C, O, MR, MC>> {
        using type = Eigen::Matrix<tracer<L>, R, C, O, MR, MC>&;
    };
    typename kept<Whole>::type whole_;
};

}

namespace Eigen {

#define TYPEGRAD_ELEMENT_BY_ELEMENT(op)                                                                                                \
    template <typegrad::detail::traced_array A, typegrad::detail::traced_array B>                                            \
    constexpr auto operator op(A const& a, B const& b) {                                                                     \
        constexpr bool fits = typegrad::detail::same_extents<A, B>;                                                          \
        static_assert(fits, "typegrad: Eigen's arrays of different sizes");                                                  \
        if constexpr (fits) return a.binaryExpr(b, [](auto const& x, auto const& y) { return x op y; });                     \
        else return a.eval();                                                                                                \
    }                                                                                                                        \
    template <typegrad::detail::traced_array A, typegrad::detail::scalar_beside_array<A> S>                                  \
    constexpr auto operator op(A const& a, S const& s) {                                                                     \
        return a.unaryExpr([&](auto const& x) { return x op s; });                                                           \
    }                                                                                                                        \
    template <typegrad::detail::traced_array A, typegrad::detail::scalar_beside_array<A> S>                                  \
    constexpr auto operator op(S const& s, A const& a) {                                                                     \
        return a.unaryExpr([&](auto const& x) { return s op x; });                                                           \
    }
TYPEGRAD_ELEMENT_BY_ELEMENT(+)
TYPEGRAD_ELEMENT_BY_ELEMENT(-)
TYPEGRAD_ELEMENT_BY_ELEMENT(*)
TYPEGRAD_ELEMENT_BY_ELEMENT(/)
#undef TYPEGRAD_ELEMENT_BY_ELEMENT
template <typegrad::detail::traced_array A>
constexpr auto operator-(A const& a) {
    return a.unaryExpr([](auto const& x) { return -x; });
}
#define TYPEGRAD_COMPARISON(op)                                                                                              \
    template <typegrad::detail::traced_array A, class B>                                                                     \
        requires(typegrad::detail::traced_array<B> || typegrad::detail::scalar_beside_array<B, A>)                           \
    constexpr auto operator op(A const& a, B const& b) {                                                                     \
        return a.conditions(b, [](auto const& x, auto const& y) { return x op y; });                                         \
    }
TYPEGRAD_COMPARISON(<)
TYPEGRAD_COMPARISON(<=)
TYPEGRAD_COMPARISON(>)
TYPEGRAD_COMPARISON(>=)
#undef TYPEGRAD_COMPARISON

}
