// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen::Matrix and Eigen::Map of traced values. Eigen up to 3.4 has no constant expressions, in which functions are traced: so these are
// our vec and mat with Eigen's members, of fixed sizes, and a function that is templated on its scalar is traced as it stands.
//
// What a non-const matrix gives for head<2>(), block<2, 2>(0, 1), row(i) refers to the matrix, as in Eigen. All else is computed at once.
// Sums are in the order of elements, and norm() has derivative 0 at 0.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/value.hpp>
#include <typegrad/linear/inverse.hpp>

#include <Eigen/Core>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2::detail {

// A block of `Whole`, to which it refers; or of one column, its diagonal.
template <class Whole, int Rows, int Columns, bool IsDiagonal = false>
class traced_block;
// The elements of `Whole` as an array (eigen/traced_array.hpp).
template <class Whole>
class traced_array_view;

// The scalar and the extents of Eigen's objects of traced values.
template <class D>
struct traced_extents;
template <class D>
inline constexpr bool is_traced_eigen = false;
#define TYPEGRAD_TRACED_EIGEN(parameters, Scalar, Rows, Columns, ...)                \
    template <parameters>                                                            \
    struct traced_extents<__VA_ARGS__> {                                             \
        using scalar = Scalar;                                                       \
        static constexpr int rows = Rows, columns = Columns;                         \
    };                                                                               \
    template <parameters>                                                            \
    inline constexpr bool is_traced_eigen<__VA_ARGS__> = true;
#define TYPEGRAD_COMMA ,
#define TYPEGRAD_MATRIX_PARAMETERS class L TYPEGRAD_COMMA int R TYPEGRAD_COMMA int C TYPEGRAD_COMMA int O TYPEGRAD_COMMA int MR TYPEGRAD_COMMA int MC
#define TYPEGRAD_TRACED_MATRIX Eigen::Matrix<tracer<L>, R, C, O, MR, MC>
TYPEGRAD_TRACED_EIGEN(TYPEGRAD_MATRIX_PARAMETERS, tracer<L>, R, C, TYPEGRAD_TRACED_MATRIX)
TYPEGRAD_TRACED_EIGEN(TYPEGRAD_MATRIX_PARAMETERS TYPEGRAD_COMMA int Alignment, tracer<L>, R, C, Eigen::Map<TYPEGRAD_TRACED_MATRIX, Alignment>)
TYPEGRAD_TRACED_EIGEN(TYPEGRAD_MATRIX_PARAMETERS TYPEGRAD_COMMA int Alignment, tracer<L>, R, C, Eigen::Map<TYPEGRAD_TRACED_MATRIX const, Alignment>)
TYPEGRAD_TRACED_EIGEN(class Whole TYPEGRAD_COMMA int Rows TYPEGRAD_COMMA int Columns TYPEGRAD_COMMA bool IsDiagonal, typename traced_extents<Whole>::scalar, Rows, Columns, traced_block<Whole, Rows, Columns, IsDiagonal>)
#undef TYPEGRAD_TRACED_EIGEN
#undef TYPEGRAD_MATRIX_PARAMETERS
#undef TYPEGRAD_COMMA

// Where its elements are: in a vec or mat.
template <class T, int Rows, int Columns>
using traced_elements = std::conditional_t<Rows == 1 || Columns == 1, linear::vec<T, static_cast<std::size_t>(Rows * Columns)>,
                                           linear::mat<T, static_cast<std::size_t>(Rows), static_cast<std::size_t>(Columns)>>;

// A matrix, a block, a map, and what all of them are.
template <class D>
inline constexpr bool is_traced_base = false;
template <class D>
inline constexpr bool is_traced_base<Eigen::MatrixBase<D>> = is_traced_eigen<D>;
template <class D>
concept traced_operand = is_traced_eigen<D> || is_traced_base<D>;

template <class...>
inline constexpr bool never = false;
template <class B>
concept eigen_of_numbers = std::is_base_of_v<Eigen::EigenBase<B>, B>;
#define TYPEGRAD_EIGEN_OF_NUMBERS                                                                                            \
    "typegrad: while a function is traced, a matrix of numbers cannot be used: make it of the function's scalar, Eigen::Matrix<T, 2, 1>(T(1), T(2)), or " \
    "pass it as an argument, gradient(f, wrt<0>)(x, m), or by with(f, m)"

template <class A, class B>
inline constexpr bool same_extents = int(A::RowsAtCompileTime) == int(B::RowsAtCompileTime) && int(A::ColsAtCompileTime) == int(B::ColsAtCompileTime);

template <class S, class D>
concept scales_traced = std::is_arithmetic_v<S> || std::is_same_v<S, typename D::Scalar>;

// No constant expressions: the compilers name what is called in one.
inline void the_comma_initialiser_has_another_number_of_values_than_the_matrix() {}

// m << a, b, c;  from left to right and from top to bottom, of values and of matrices.
template <class To>
class traced_comma {
    using scalar = typename traced_extents<To>::scalar;
    static constexpr int rows = traced_extents<To>::rows, columns = traced_extents<To>::columns;

public:
    template <class First>
    constexpr traced_comma(To& to, First const& first) : to_(to) {
        put(first);
    }
    traced_comma(traced_comma const&) = delete;
    constexpr ~traced_comma() { finish(); }

    template <class Next>
    constexpr traced_comma& operator,(Next const& next) {
        put(next);
        return *this;
    }
    constexpr To& finished() {
        finish();
        return to_;
    }

private:
    constexpr void finish() const {
        if (row_ + height_ != rows || column_ != columns) the_comma_initialiser_has_another_number_of_values_than_the_matrix();
    }
    template <class X>
    constexpr void put(X const& x) {
        if constexpr (traced_operand<X>) put_block(X::RowsAtCompileTime, X::ColsAtCompileTime, [&](int i, int j) { return x.coeff(i, j); });
        else put_block(1, 1, [&](int, int) { return scalar(x); });
    }
    constexpr void put_block(int height, int width, auto&& element) {
        if (column_ == columns) {
            row_ += height_;
            column_ = 0;
            height_ = height;
        }
        if (height_ == 0) height_ = height;
        if (height != height_ || row_ + height > rows || column_ + width > columns) {
            the_comma_initialiser_has_another_number_of_values_than_the_matrix();
            return;
        }
        for (int i = 0; i < height; ++i)
            for (int j = 0; j < width; ++j) to_.at(row_ + i, column_ + j) = element(i, j);
        column_ += width;
    }

    To& to_;
    int row_ = 0, column_ = 0, height_ = 0;
};

// a.llt() and the like: what solves linear equations with a matrix of up to 4×4, by cofactors (linear/inverse.hpp).
template <class Matrix>
struct traced_solver {
    Matrix matrix;
    template <class B>
    constexpr auto solve(B const& b) const {
        using scalar = typename traced_extents<Matrix>::scalar;
        return Eigen::Matrix<scalar, B::RowsAtCompileTime, B::ColsAtCompileTime>(linear::solve(matrix.as_mat(), b.eval().elements()));
    }
    constexpr auto inverse() const { return matrix.inverse(); }
    constexpr auto determinant() const { return matrix.determinant(); }
};
template <class Vector>
struct traced_diagonal {
    Vector entries;
};

// What Eigen's matrices and arrays have in common. D has at(i, j); Kind says which of the two it is.
template <class D, class Kind>
class traced_coefficients {
    using extents = traced_extents<D>;

protected:
    static constexpr int R = extents::rows, C = extents::columns, N = R * C;
    static_assert(R > 0 && C > 0, "typegrad: while a function is traced, the size of an Eigen matrix or array must be in its type");
    static constexpr bool is_vector = R == 1 || C == 1;

public:
    using Scalar = typename extents::scalar;
    using RealScalar = Scalar;
    using PlainObject = typename Kind::template plain<Scalar, R, C>;
    enum { RowsAtCompileTime = R, ColsAtCompileTime = C, SizeAtCompileTime = N, IsVectorAtCompileTime = is_vector, IsRowMajor = 0 };

    constexpr D& derived() { return static_cast<D&>(*this); }
    constexpr D const& derived() const { return static_cast<D const&>(*this); }
    static constexpr Eigen::Index rows() { return R; }
    static constexpr Eigen::Index cols() { return C; }
    static constexpr Eigen::Index size() { return N; }

    template <std::integral I>
    constexpr auto& operator()(I i) { return vector_at(derived(), static_cast<int>(i)); }
    template <std::integral I>
    constexpr Scalar operator()(I i) const { return vector_at(derived(), static_cast<int>(i)); }
    template <std::integral I>
    constexpr auto& operator[](I i) { return vector_at(derived(), static_cast<int>(i)); }
    template <std::integral I>
    constexpr Scalar operator[](I i) const { return vector_at(derived(), static_cast<int>(i)); }
    template <std::integral I, std::integral J>
    constexpr auto& operator()(I i, J j) { return derived().at(static_cast<int>(i), static_cast<int>(j)); }
    template <std::integral I, std::integral J>
    constexpr Scalar operator()(I i, J j) const { return derived().at(static_cast<int>(i), static_cast<int>(j)); }
    template <std::integral... I>
    constexpr Scalar coeff(I... i) const { return (*this)(i...); }
    template <std::integral... I>
    constexpr auto& coeffRef(I... i) { return (*this)(i...); }
#define TYPEGRAD_COORDINATE(name, index)                                                    \
    constexpr auto& name() requires(is_vector && N > index) { return (*this)(index); }      \
    constexpr Scalar name() const requires(is_vector && N > index) { return (*this)(index); }
    TYPEGRAD_COORDINATE(x, 0)
    TYPEGRAD_COORDINATE(y, 1)
    TYPEGRAD_COORDINATE(z, 2)
    TYPEGRAD_COORDINATE(w, 3)
#undef TYPEGRAD_COORDINATE

    // Copies, of which all else is computed.
    constexpr PlainObject eval() const {
        return element_by_element([](Scalar a) { return a; });
    }
    constexpr auto as_vec() const {
        linear::vec<Scalar, static_cast<std::size_t>(N)> result{};
        for (int i = 0; i < N; ++i) result.element[i] = derived().at(i / C, i % C);
        return result;
    }

    constexpr Scalar sum() const { return linear::sum(as_vec()); }
    constexpr Scalar prod() const { return linear::prod(as_vec()); }
    constexpr Scalar mean() const { return linear::mean(as_vec()); }
    constexpr Scalar minCoeff() const {
        return folded([](Scalar a, Scalar b) { return min(a, b); });
    }
    constexpr Scalar maxCoeff() const {
        return folded([](Scalar a, Scalar b) { return max(a, b); });
    }

    template <class F>
    constexpr auto unaryExpr(F const& f) const { return element_by_element(f); }
    template <class B, class F>
    constexpr auto binaryExpr(typename Kind::template base<B> const& b, F const& f) const {
        static_assert(same_extents<traced_coefficients, B>, "typegrad: Eigen's matrices or arrays of different sizes");
        PlainObject result;
        for (int i = 0; i < N; ++i) result.at(i / C, i % C) = f(derived().at(i / C, i % C), b.derived().at(i / C, i % C));
        return result;
    }

    static constexpr PlainObject Constant(Scalar const& a) {
        PlainObject result;
        for (int i = 0; i < N; ++i) result.at(i / C, i % C) = a;
        return result;
    }
    static constexpr PlainObject Zero() { return Constant(Scalar(0)); }
    static constexpr PlainObject Ones() { return Constant(Scalar(1)); }
    constexpr D& setConstant(Scalar const& a) { return derived() = Constant(a); }
    constexpr D& setZero() { return derived() = Zero(); }
    constexpr D& setOnes() { return derived() = Ones(); }
    constexpr D& fill(Scalar const& a) { return setConstant(a); }

    template <class First>
    constexpr auto operator<<(First const& first) { return traced_comma<D>(derived(), first); }
    // What is added may be a part of the same matrix: it is computed before the first element changes.
    template <class B>
    constexpr D& operator+=(B const& b) { return derived() = derived() + b; }
    template <class B>
    constexpr D& operator-=(B const& b) { return derived() = derived() - b; }
    template <class B>
    constexpr D& operator*=(B const& b) { return derived() = derived() * b; }
    template <class B>
    constexpr D& operator/=(B const& b) { return derived() = derived() / b; }

    // Assigns the elements of another one of these extents; a vector may lie.
    template <class B>
    constexpr void take(typename Kind::template base<B> const& other) {
        static_assert(B::SizeAtCompileTime == N && (is_vector || B::RowsAtCompileTime == R), "typegrad: Eigen's matrices or arrays of different sizes");
        auto const copy = other.as_vec();
        for (int i = 0; i < N; ++i) derived().at(i / C, i % C) = copy.element[i];
    }

protected:
    static constexpr auto& vector_at(auto& self, int i) {
        static_assert(is_vector, "typegrad: an Eigen matrix or array is indexed by row and column");
        return C == 1 ? self.at(i, 0) : self.at(0, i);
    }
    constexpr auto element_by_element(auto const& f) const {
        PlainObject result;
        for (int i = 0; i < N; ++i) result.at(i / C, i % C) = f(derived().at(i / C, i % C));
        return result;
    }
    constexpr Scalar folded(auto const& f) const {
        Scalar result = derived().at(0, 0);
        for (int i = 1; i < N; ++i) result = f(result, derived().at(i / C, i % C));
        return result;
    }
};

struct eigen_matrices {
    template <class T, int R, int C>
    using plain = Eigen::Matrix<T, R, C>;
    template <class D>
    using base = Eigen::MatrixBase<D>;
};

}

namespace Eigen {

// The members of Eigen's matrices. D has at(i, j) and block_at<Rows, Columns>(i, j).
template <class D>
    requires(typegrad::detail::is_traced_eigen<D>)
class MatrixBase<D> : public typegrad::detail::traced_coefficients<D, typegrad::detail::eigen_matrices> {
    using coefficients = typegrad::detail::traced_coefficients<D, typegrad::detail::eigen_matrices>;
    using coefficients::R, coefficients::C, coefficients::N, coefficients::is_vector, coefficients::element_by_element;

public:
    using typename coefficients::Scalar, typename coefficients::PlainObject;
    using coefficients::derived, coefficients::eval, coefficients::as_vec, coefficients::binaryExpr, coefficients::take, coefficients::Zero;

    constexpr Scalar value() const requires(N == 1) { return derived().at(0, 0); }
    constexpr operator Scalar() const requires(N == 1) { return derived().at(0, 0); }

    constexpr D& noalias() { return derived(); }
    constexpr D const& matrix() const { return derived(); }
    template <class T>
    constexpr auto cast() const { return element_by_element([](Scalar a) { return a; }); }
    constexpr auto as_mat() const {
        typegrad::mat<Scalar, static_cast<std::size_t>(R), static_cast<std::size_t>(C)> result{};
        for (int i = 0; i < N; ++i) result.element[i] = derived().at(i / C, i % C);
        return result;
    }
    constexpr Scalar squaredNorm() const { return typegrad::linear::squared_norm(as_vec()); }
    constexpr Scalar norm() const { return typegrad::linear::norm(as_vec()); }
    constexpr Scalar stableNorm() const { return norm(); }
    // As in Eigen: what is 0 stays 0.
    constexpr PlainObject normalized() const {
        Scalar const square = squaredNorm(), length = sqrt(select(square > 0, square, Scalar(1)));
        return element_by_element([&](Scalar a) { return a / length; });
    }
    constexpr void normalize() { derived() = normalized(); }
    template <class B>
    constexpr Scalar dot(MatrixBase<B> const& b) const { return typegrad::linear::dot(as_vec(), b.as_vec()); }
    template <class B>
    constexpr auto cross(MatrixBase<B> const& b) const { return PlainObject(typegrad::linear::cross(as_vec(), b.as_vec())); }

    // Const, so that nobody writes to a copy where Eigen has what refers to the matrix.
    constexpr Matrix<Scalar, C, R> const transpose() const {
        Matrix<Scalar, C, R> result;
        for (int i = 0; i < N; ++i) result.at(i % C, i / C) = derived().at(i / C, i % C);
        return result;
    }
    constexpr Matrix<Scalar, C, R> const adjoint() const { return transpose(); }
    constexpr Scalar trace() const { return typegrad::linear::trace(as_mat()); }
    constexpr Scalar determinant() const { return typegrad::linear::determinant(as_mat()); }
    constexpr PlainObject inverse() const { return PlainObject(typegrad::linear::inverse(as_mat())); }
#define TYPEGRAD_SOLVER(name) \
    constexpr auto name() const { return typegrad::detail::traced_solver<PlainObject>{eval()}; }
    TYPEGRAD_SOLVER(llt)
    TYPEGRAD_SOLVER(ldlt)
    TYPEGRAD_SOLVER(lu)
    TYPEGRAD_SOLVER(partialPivLu)
    TYPEGRAD_SOLVER(fullPivLu)
    TYPEGRAD_SOLVER(householderQr)
    TYPEGRAD_SOLVER(colPivHouseholderQr)
#undef TYPEGRAD_SOLVER

#define TYPEGRAD_OF_EACH(name, expression)                                                                                   \
    constexpr PlainObject name() const {                                                                                     \
        return element_by_element([](Scalar a) -> Scalar { return expression; });                                            \
    }
    TYPEGRAD_OF_EACH(cwiseAbs, abs(a))
    TYPEGRAD_OF_EACH(cwiseAbs2, a * a)
    TYPEGRAD_OF_EACH(cwiseSqrt, sqrt(a))
    TYPEGRAD_OF_EACH(cwiseInverse, Scalar(1) / a)
#undef TYPEGRAD_OF_EACH
#define TYPEGRAD_OF_PAIRS(name, expression)                                                                                  \
    template <class B>                                                                                                       \
    constexpr auto name(MatrixBase<B> const& other) const {                                                                  \
        return binaryExpr(other, [](Scalar a, Scalar b) -> Scalar { return expression; });                                   \
    }
    TYPEGRAD_OF_PAIRS(cwiseProduct, a * b)
    TYPEGRAD_OF_PAIRS(cwiseQuotient, a / b)
    TYPEGRAD_OF_PAIRS(cwiseMin, min(a, b))
    TYPEGRAD_OF_PAIRS(cwiseMax, max(a, b))
#undef TYPEGRAD_OF_PAIRS
    constexpr auto asDiagonal() const { return typegrad::detail::traced_diagonal<PlainObject>{eval()}; }
    constexpr auto diagonal() { return typegrad::detail::traced_block<D, (R < C ? R : C), 1, true>(derived(), 0, 0); }
    constexpr Matrix<Scalar, (R < C ? R : C), 1> const diagonal() const {
        Matrix<Scalar, (R < C ? R : C), 1> result;
        for (int i = 0; i < result.rows(); ++i) result.at(i, 0) = derived().at(i, i);
        return result;
    }
    constexpr Matrix<Scalar, N + 1, 1> homogeneous() const
        requires(C == 1)
    {
        Matrix<Scalar, N + 1, 1> result;
        for (int i = 0; i < N; ++i) result.at(i, 0) = derived().at(i, 0);
        result.at(N, 0) = Scalar(1);
        return result;
    }
    constexpr Matrix<Scalar, N - 1, 1> hnormalized() const
        requires(C == 1 && N > 1)
    {
        return head<N - 1>() / derived().at(N - 1, 0);
    }

    // Parts: of a const matrix a copy, of another one what refers to it.
#define TYPEGRAD_BLOCK(parameters, signature, Rows, Columns, i, j)                                                           \
    parameters constexpr auto signature { return derived().template block_at<Rows, Columns>(static_cast<int>(i), static_cast<int>(j)); } \
    parameters constexpr Matrix<Scalar, Rows, Columns> const signature const { return copy_of<Rows, Columns>(static_cast<int>(i), static_cast<int>(j)); }
#define TYPEGRAD_COMMA ,
#define TYPEGRAD_ONE_SIZE template <int n>
#define TYPEGRAD_TWO_SIZES template <int m TYPEGRAD_COMMA int n>
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, head(), (C == 1 ? n : 1), (C == 1 ? 1 : n), 0, 0)
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, tail(), (C == 1 ? n : 1), (C == 1 ? 1 : n), C == 1 ? R - n : 0, C == 1 ? 0 : C - n)
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, segment(Index k), (C == 1 ? n : 1), (C == 1 ? 1 : n), C == 1 ? k : 0, C == 1 ? 0 : k)
    TYPEGRAD_BLOCK(TYPEGRAD_TWO_SIZES, block(Index i TYPEGRAD_COMMA Index j), m, n, i, j)
    TYPEGRAD_BLOCK(TYPEGRAD_TWO_SIZES, topLeftCorner(), m, n, 0, 0)
    TYPEGRAD_BLOCK(TYPEGRAD_TWO_SIZES, topRightCorner(), m, n, 0, C - n)
    TYPEGRAD_BLOCK(TYPEGRAD_TWO_SIZES, bottomLeftCorner(), m, n, R - m, 0)
    TYPEGRAD_BLOCK(TYPEGRAD_TWO_SIZES, bottomRightCorner(), m, n, R - m, C - n)
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, topRows(), n, C, 0, 0)
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, middleRows(Index i), n, C, i, 0)
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, bottomRows(), n, C, R - n, 0)
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, leftCols(), R, n, 0, 0)
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, middleCols(Index j), R, n, 0, j)
    TYPEGRAD_BLOCK(TYPEGRAD_ONE_SIZE, rightCols(), R, n, 0, C - n)
    TYPEGRAD_BLOCK(, row(Index i), 1, C, i, 0)
    TYPEGRAD_BLOCK(, col(Index j), R, 1, 0, j)
#undef TYPEGRAD_TWO_SIZES
#undef TYPEGRAD_ONE_SIZE
#undef TYPEGRAD_COMMA
#undef TYPEGRAD_BLOCK
// (The assertion stands outside of the macro, which clang would explain.)
#define TYPEGRAD_SIZE_AS_TEMPLATE(name)   \
    template <std::integral... I>         \
        requires(sizeof...(I) > 0)        \
    constexpr auto name(I...) const
#define TYPEGRAD_SIZE_IN_TYPE(name) "typegrad: while a function is traced, sizes are in types: write x." name "<3>(…) in place of x." name "(…, 3)"
    TYPEGRAD_SIZE_AS_TEMPLATE(head) { static_assert(typegrad::detail::never<I...>, TYPEGRAD_SIZE_IN_TYPE("head")); return eval(); }
    TYPEGRAD_SIZE_AS_TEMPLATE(tail) { static_assert(typegrad::detail::never<I...>, TYPEGRAD_SIZE_IN_TYPE("tail")); return eval(); }
    TYPEGRAD_SIZE_AS_TEMPLATE(segment) { static_assert(typegrad::detail::never<I...>, TYPEGRAD_SIZE_IN_TYPE("segment")); return eval(); }
    TYPEGRAD_SIZE_AS_TEMPLATE(block) { static_assert(typegrad::detail::never<I...>, TYPEGRAD_SIZE_IN_TYPE("block")); return eval(); }
#undef TYPEGRAD_SIZE_AS_TEMPLATE
#undef TYPEGRAD_SIZE_IN_TYPE
    // By eigen/traced_array.hpp.
    constexpr auto array() { return typegrad::detail::traced_array_view<D>(derived()); }
    constexpr Array<Scalar, R, C> const array() const { return Array<Scalar, R, C>(*this); }

    static constexpr PlainObject Identity() {
        PlainObject result = Zero();
        for (int i = 0; i < R && i < C; ++i) result.at(i, i) = Scalar(1);
        return result;
    }
    static constexpr PlainObject Unit(Index i) {
        PlainObject result = Zero();
        result(i) = Scalar(1);
        return result;
    }
    static constexpr PlainObject UnitX() { return Unit(0); }
    static constexpr PlainObject UnitY() { return Unit(1); }
    static constexpr PlainObject UnitZ() { return Unit(2); }
    static constexpr PlainObject UnitW() { return Unit(3); }
    constexpr D& setIdentity() { return derived() = Identity(); }
    template <class B>
    constexpr void swap(MatrixBase<B>&& other) {
        swap(other);
    }
    template <class B>
    constexpr void swap(MatrixBase<B>& other) {
        auto const copy = eval();
        take(other);
        other.take(copy);
    }

private:
    template <int Rows, int Columns>
    constexpr auto copy_of(int i, int j) const {
        Matrix<Scalar, Rows, Columns> result;
        for (int k = 0; k < Rows * Columns; ++k) result.at(k / Columns, k % Columns) = derived().at(i + k / Columns, j + k % Columns);
        return result;
    }
};

template <class L, int R, int C, int O, int MR, int MC>
class Matrix<typegrad::tracer<L>, R, C, O, MR, MC> : public typegrad::detail::traced_elements<typegrad::tracer<L>, R, C>,
                                                     public MatrixBase<Matrix<typegrad::tracer<L>, R, C, O, MR, MC>> {
    using T = typegrad::tracer<L>;

public:
    using elements_type = typegrad::detail::traced_elements<T, R, C>;
    using base = MatrixBase<Matrix>;
    using base::operator(), base::operator[], base::size, base::rows, base::row, base::operator+=, base::operator-=, base::operator*=, base::operator/=;

    constexpr Matrix() : elements_type{} {}
    constexpr Matrix(elements_type const& elements) : elements_type(elements) {}
    template <class D>
    constexpr Matrix(MatrixBase<D> const& other) : elements_type{} {
        this->take(other);
    }
    template <class D>
    constexpr Matrix(ArrayBase<D> const& other) : Matrix(other.matrix()) {}
    // Of a vector its elements; of one element that.
    template <class... X>
        requires(sizeof...(X) == R * C && (R == 1 || C == 1) && (... && (std::is_arithmetic_v<X> || std::is_same_v<X, T>)))
    constexpr Matrix(X const&... x) : elements_type{{T(x)...}} {}
    constexpr explicit Matrix(T const* first) : elements_type{} {
        this->take(Map<Matrix const>(first));
    }

    constexpr elements_type const& elements() const { return *this; }
    constexpr T& at(int i, int j) { return this->element[i * C + j]; }
    constexpr T const& at(int i, int j) const { return this->element[i * C + j]; }
    template <int Rows, int Columns>
    constexpr auto block_at(int i, int j) { return typegrad::detail::traced_block<Matrix, Rows, Columns>(*this, i, j); }
    constexpr T* data() requires(R == 1 || C == 1) { return this->element; }
    constexpr T const* data() const requires(R == 1 || C == 1) { return this->element; }
};

// By columns or by rows, as the matrix has it.
template <class L, int R, int C, int O, int MR, int MC, int Alignment>
class Map<Matrix<typegrad::tracer<L>, R, C, O, MR, MC>, Alignment> : public MatrixBase<Map<Matrix<typegrad::tracer<L>, R, C, O, MR, MC>, Alignment>> {
public:
    constexpr explicit Map(typegrad::tracer<L>* first) : first_(first) {}
    constexpr Map(Map const&) = default;
    constexpr Map& operator=(Map const& other) {
        this->take(other);
        return *this;
    }
    template <class D>
    constexpr Map& operator=(MatrixBase<D> const& other) {
        this->take(other);
        return *this;
    }
    constexpr typegrad::tracer<L>& at(int i, int j) const { return first_[(O & RowMajor) ? i * C + j : j * R + i]; }
    template <int Rows, int Columns>
    constexpr auto block_at(int i, int j) { return typegrad::detail::traced_block<Map, Rows, Columns>(*this, i, j); }
    constexpr auto* data() const { return first_; }

private:
    typegrad::tracer<L>* first_;
};
template <class L, int R, int C, int O, int MR, int MC, int Alignment>
class Map<Matrix<typegrad::tracer<L>, R, C, O, MR, MC> const, Alignment> : public MatrixBase<Map<Matrix<typegrad::tracer<L>, R, C, O, MR, MC> const, Alignment>> {
public:
    constexpr explicit Map(typegrad::tracer<L> const* first) : first_(first) {}
    constexpr typegrad::tracer<L> const& at(int i, int j) const { return first_[(O & RowMajor) ? i * C + j : j * R + i]; }
    template <int Rows, int Columns>
    constexpr auto block_at(int i, int j) const {
        return static_cast<MatrixBase<Map> const&>(*this).template block<Rows, Columns>(i, j);
    }
    constexpr auto* data() const { return first_; }

private:
    typegrad::tracer<L> const* first_;
};

}

namespace typegrad::inline v0_2::detail {

template <class Whole, int Rows, int Columns, bool IsDiagonal>
class traced_block : public Eigen::MatrixBase<traced_block<Whole, Rows, Columns, IsDiagonal>> {
public:
    constexpr traced_block(Whole& whole, int row, int column) : whole_(&whole), row_(row), column_(column) {}
    constexpr traced_block(traced_block const&) = default;
    constexpr traced_block& operator=(traced_block const& other) {
        this->take(other);
        return *this;
    }
    template <class D>
    constexpr traced_block& operator=(Eigen::MatrixBase<D> const& other) {
        this->take(other);
        return *this;
    }
    constexpr auto& at(int i, int j) const { return whole_->at(row_ + i, column_ + (IsDiagonal ? i : j)); }
    template <int R, int C>
    constexpr auto block_at(int i, int j) { return traced_block<Whole, R, C, IsDiagonal>(*whole_, row_ + i, column_ + (IsDiagonal ? i : j)); }

private:
    Whole* whole_;
    int row_, column_;
};

}

// Results are matrices.
namespace Eigen {

template <typegrad::detail::traced_operand A, typegrad::detail::traced_operand B>
constexpr auto operator+(A const& a, B const& b) {
    constexpr bool fits = typegrad::detail::same_extents<A, B>;
    static_assert(fits, "typegrad: Eigen's matrices of different sizes are added");
    if constexpr (fits) return a.binaryExpr(b, [](auto const& x, auto const& y) { return x + y; });
    else return a.eval();
}
template <typegrad::detail::traced_operand A, typegrad::detail::traced_operand B>
constexpr auto operator-(A const& a, B const& b) {
    constexpr bool fits = typegrad::detail::same_extents<A, B>;
    static_assert(fits, "typegrad: Eigen's matrices of different sizes are subtracted");
    if constexpr (fits) return a.binaryExpr(b, [](auto const& x, auto const& y) { return x - y; });
    else return a.eval();
}
template <typegrad::detail::traced_operand A>
constexpr auto operator-(A const& a) {
    return a.unaryExpr([](auto const& x) { return -x; });
}
template <typegrad::detail::traced_operand A, typegrad::detail::scales_traced<A> S>
constexpr auto operator*(A const& a, S const& s) {
    return a.unaryExpr([&](auto const& x) { return x * s; });
}
template <typegrad::detail::traced_operand A, typegrad::detail::scales_traced<A> S>
constexpr auto operator*(S const& s, A const& a) {
    return a.unaryExpr([&](auto const& x) { return s * x; });
}
template <typegrad::detail::traced_operand A, typegrad::detail::scales_traced<A> S>
constexpr auto operator/(A const& a, S const& s) {
    return a.unaryExpr([&](auto const& x) { return x / s; });
}
template <typegrad::detail::traced_operand A, typegrad::detail::traced_operand B>
constexpr auto operator*(A const& a, B const& b) {
    constexpr int rows = A::RowsAtCompileTime, inner = A::ColsAtCompileTime, columns = B::ColsAtCompileTime;
    constexpr bool fits = inner == B::RowsAtCompileTime;
    static_assert(fits, "typegrad: a product of Eigen's matrices whose sizes do not fit; of two vectors write a.dot(b), a.transpose() * b or a.cwiseProduct(b)");
    Matrix<typename A::Scalar, rows, columns> result;
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j) {
            auto sum = a.coeff(i, 0) * b.coeff(0, j);
            for (int k = 1; k < inner; ++k) sum = sum + a.coeff(i, k) * b.coeff(k, j);
            result.at(i, j) = sum;
        }
    return result;
}
// Beside a matrix of numbers, which is Eigen's own, and is none in a constant expression.
#define TYPEGRAD_BESIDE_NUMBERS(op)                                                                                          \
    template <typegrad::detail::traced_operand A, typegrad::detail::eigen_of_numbers B>                                      \
    constexpr auto operator op(A const& a, B const&) {                                                                       \
        static_assert(typegrad::detail::never<B>, TYPEGRAD_EIGEN_OF_NUMBERS);                                                            \
        return a.eval();                                                                                                     \
    }                                                                                                                        \
    template <typegrad::detail::traced_operand A, typegrad::detail::eigen_of_numbers B>                                      \
    constexpr auto operator op(B const&, A const& a) {                                                                       \
        static_assert(typegrad::detail::never<B>, TYPEGRAD_EIGEN_OF_NUMBERS);                                                            \
        return a.eval();                                                                                                     \
    }
TYPEGRAD_BESIDE_NUMBERS(+)
TYPEGRAD_BESIDE_NUMBERS(-)
TYPEGRAD_BESIDE_NUMBERS(*)
#undef TYPEGRAD_BESIDE_NUMBERS
// diag(v) b, and a diag(v).
template <class V, typegrad::detail::traced_operand B>
constexpr auto operator*(typegrad::detail::traced_diagonal<V> const& v, B const& b) {
    auto result = b.eval();
    for (int i = 0; i < b.rows(); ++i)
        for (int j = 0; j < b.cols(); ++j) result.at(i, j) = v.entries(i) * b.coeff(i, j);
    return result;
}
template <typegrad::detail::traced_operand A, class V>
constexpr auto operator*(A const& a, typegrad::detail::traced_diagonal<V> const& v) {
    auto result = a.eval();
    for (int i = 0; i < a.rows(); ++i)
        for (int j = 0; j < a.cols(); ++j) result.at(i, j) = a.coeff(i, j) * v.entries(j);
    return result;
}

}

namespace typegrad::inline v0_2 {

template <detail::traced_operand D>
inline constexpr bool linear::internal::is_container<D> = true;

}

template <class L, int R, int C, int O, int MR, int MC>
    requires(R == 1 || C == 1)
struct std::tuple_size<Eigen::Matrix<typegrad::tracer<L>, R, C, O, MR, MC>> : std::integral_constant<std::size_t, static_cast<std::size_t>(R * C)> {};
template <std::size_t I, class L, int R, int C, int O, int MR, int MC>
struct std::tuple_element<I, Eigen::Matrix<typegrad::tracer<L>, R, C, O, MR, MC>> {
    using type = typegrad::tracer<L>;
};

#undef TYPEGRAD_TRACED_MATRIX
#undef TYPEGRAD_EIGEN_OF_NUMBERS
