// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen's fixed-size vectors and matrices as arguments; and Eigen's own algorithms on the tape.
//
//     Eigen::Vector3d const slope = gradient(energy)(Eigen::Vector3d{1, 2, 3});
//     Eigen::Matrix<double, 2, 3> const j = to_eigen(jacobian(project)(point));
//
// A function is written as for Eigen, with a scalar that is a template parameter: x.norm(), x.transpose() * m * x, x.template head<2>(),
// Eigen::Matrix<T, 3, 3> inside of it. On the tape all of that is Eigen's own; while a function is traced, in a constant expression,
// Eigen's names stand for our types of the same members (eigen/traced_matrix.hpp, eigen/traced_geometry.hpp). The functions of
// typegrad/linear.hpp, norm(x) or rotate_by_axis_angle(x, y), take Eigen's objects as well.
//
// Rows of a matrix, and numbers of vectors, for loops over them: typegrad/loops.hpp.
//
// Eigen::Matrix<tape::variable<double>, …>, of dynamic size too, takes part in Eigen's expressions and decompositions.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

// First, so that what it says is not said to be included from half of the library.
#include <typegrad/trace/optional_headers.hpp>

#include <typegrad/eigen/traced_matrix.hpp>
#include <typegrad/eigen/traced_array.hpp>
#include <typegrad/eigen/traced_geometry.hpp>
#include <typegrad/eigen/variables.hpp>
#include <typegrad/trace/rows.hpp>
#include <typegrad/trace/mistake.hpp>

#include <Eigen/Core>

#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

template <class S, int Rows, int Columns, int Options, int MostRows, int MostColumns>
    requires(Rows == Eigen::Dynamic || Columns == Eigen::Dynamic)
inline constexpr detail::mistake detail::mistake_in_size<Eigen::Matrix<S, Rows, Columns, Options, MostRows, MostColumns>> = detail::mistake::eigen_size;
template <class S, int Rows, int Columns, int Options, int MostRows, int MostColumns>
    requires(Rows == Eigen::Dynamic || Columns == Eigen::Dynamic)
inline constexpr detail::mistake detail::mistake_in_size<Eigen::Array<S, Rows, Columns, Options, MostRows, MostColumns>> = detail::mistake::eigen_size;

// Of dynamic size they are no shape, but data that typegrad::with gives.
template <class S, int Rows, int Columns, int Options, int MostRows, int MostColumns>
    requires(Rows != Eigen::Dynamic && Columns != Eigen::Dynamic)
struct shape<Eigen::Matrix<S, Rows, Columns, Options, MostRows, MostColumns>> {
    static constexpr bool is_vector = Rows == 1 || Columns == 1;
    static constexpr std::size_t rows = static_cast<std::size_t>(Rows), columns = static_cast<std::size_t>(Columns);

    using scalar = typename shape<S>::scalar;
    // Numbers, traced values and variables of the tape in Eigen's object; what else stands for numbers is in ours.
    template <class T>
    using rebind = std::conditional_t<!is_operand<T> || linear::internal::is_traced<T> || tape::detail::is_variable<T>, Eigen::Matrix<T, Rows, Columns, Options, MostRows, MostColumns>,
                                      detail::traced_elements<T, Rows, Columns>>;
    static constexpr int leaves = Rows * Columns;

    // By rows, whatever the order in memory is.
    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        if constexpr (rows * columns <= 64) {
            [&]<std::size_t... I>(std::index_sequence<I...>) TYPEGRAD_INLINE_LAMBDA { (use(element(value, I)), ...); }(std::make_index_sequence<rows * columns>{});
        } else {
            for (std::size_t i = 0; i < rows * columns; ++i) use(element(value, i));
        }
    }

private:
    template <class V>
    TYPEGRAD_INLINE static constexpr auto& element(V& value, std::size_t i) {
        if constexpr (requires { value.element; }) {
            return value.element[i];
        } else {
            if constexpr (is_vector) return value(static_cast<Eigen::Index>(i));
            else return value(static_cast<Eigen::Index>(i / columns), static_cast<Eigen::Index>(i % columns));
        }
    }
};

// An array as a matrix.
template <class S, int Rows, int Columns, int Options, int MostRows, int MostColumns>
    requires(Rows != Eigen::Dynamic && Columns != Eigen::Dynamic)
struct shape<Eigen::Array<S, Rows, Columns, Options, MostRows, MostColumns>> : shape<Eigen::Matrix<S, Rows, Columns, Options, MostRows, MostColumns>> {
    template <class T>
    using rebind = std::conditional_t<!is_operand<T> || linear::internal::is_traced<T> || tape::detail::is_variable<T>, Eigen::Array<T, Rows, Columns, Options, MostRows, MostColumns>,
                                      detail::traced_elements<T, Rows, Columns>>;
};

namespace detail {
    template <class T, std::size_t M, std::size_t N>
    auto eigen_matrix(auto&& element) {
        Eigen::Matrix<T, static_cast<int>(M), static_cast<int>(N)> result;
        for (std::size_t i = 0; i < M; ++i)
            for (std::size_t j = 0; j < N; ++j) result(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = element(i, j);
        return result;
    }
}

// What a block of a traced matrix gives for a result is a matrix.
template <class Whole, int Rows, int Columns, bool IsDiagonal>
struct shape<detail::traced_block<Whole, Rows, Columns, IsDiagonal>> : shape<Eigen::Matrix<typename detail::traced_extents<Whole>::scalar, Rows, Columns>> {
    template <class Use>
    static constexpr void each(auto&& value, Use&& use) {
        for (int i = 0; i < Rows * Columns; ++i) use(value.at(i / Columns, i % Columns));
    }
};

template <class D>
    requires(detail::is_traced_eigen<D>)
constexpr auto to_eigen(D const& m) {
    return m.eval();
}
template <class L, std::size_t N>
constexpr auto to_eigen(linear::vec<tracer<L>, N> const& v) {
    return Eigen::Matrix<tracer<L>, static_cast<int>(N), 1>(v);
}
template <class L, std::size_t M, std::size_t N>
constexpr auto to_eigen(linear::mat<tracer<L>, M, N> const& m) {
    return Eigen::Matrix<tracer<L>, static_cast<int>(M), static_cast<int>(N)>(m);
}
template <class Expression>
auto to_eigen(Eigen::MatrixBase<Expression> const& m) {
    return m.eval();
}

// The numbers of a vec, mat, std::array, or of a std::array of rows as jacobian and hessian return it, in Eigen.
template <class T, std::size_t N>
auto to_eigen(linear::vec<T, N> const& v) {
    return detail::eigen_matrix<T, N, 1>([&](std::size_t i, std::size_t) { return v[i]; });
}
template <class T, std::size_t M, std::size_t N>
auto to_eigen(linear::mat<T, M, N> const& m) {
    return detail::eigen_matrix<T, M, N>([&](std::size_t i, std::size_t j) { return m(i, j); });
}
template <class T, std::size_t N>
auto to_eigen(std::array<T, N> const& v) {
    return detail::eigen_matrix<T, N, 1>([&](std::size_t i, std::size_t) { return v[i]; });
}
template <class T, std::size_t M, std::size_t N>
auto to_eigen(std::array<std::array<T, N>, M> const& rows) {
    return detail::eigen_matrix<T, M, N>([&](std::size_t i, std::size_t j) { return rows[i][j]; });
}

namespace detail {
    // Numbers one after the other, wherever they are.
    template <class T>
    struct column_with_stride {
        using row = T;
        T const* first = nullptr;
        Eigen::Index stride = 1;
        TYPEGRAD_INLINE T const& operator[](std::size_t i) const { return first[static_cast<Eigen::Index>(i) * stride]; }
    };
    template <class T, int Columns>
    struct rows_of_matrix {
        using row = linear::vec<T, static_cast<std::size_t>(Columns)>;
        T const* first = nullptr;
        Eigen::Index next_row = 1, next_column = 1;
        TYPEGRAD_INLINE row operator[](std::size_t i) const {
            T const* const at = first + static_cast<Eigen::Index>(i) * next_row;
            return [&]<std::size_t... J>(std::index_sequence<J...>) TYPEGRAD_INLINE_LAMBDA { return row{at[static_cast<Eigen::Index>(J) * next_column]...}; }(
                std::make_index_sequence<static_cast<std::size_t>(Columns)>{});
        }
    };
    template <int Columns, class M>
    auto rows_of_eigen(M const& m) {
        static_assert((M::Flags & Eigen::DirectAccessBit) != 0, "typegrad::rows: an expression of Eigen is no data; pass a matrix, a vector, or a block, row or column of one");
        return rows_of_matrix<typename M::Scalar, Columns>{m.data(), m.rowStride(), m.colStride()};
    }

    template <class M>
        requires requires { M::RowsAtCompileTime; }
    struct column_of<M> {
        static auto size(M const& m) {
            if constexpr (M::IsVectorAtCompileTime) return m.size();
            else return m.rows();
        }
        static auto make(M const& m) {
            if constexpr (M::IsVectorAtCompileTime) {
                static_assert((M::Flags & Eigen::DirectAccessBit) != 0, "typegrad::rows: an expression of Eigen is no data; pass a matrix, a vector, or a block, row or column of one");
                return column_with_stride<typename M::Scalar>{m.data(), m.innerStride()};
            } else {
                static_assert(M::ColsAtCompileTime != Eigen::Dynamic, "typegrad::rows: the length of a row must be known: write typegrad::rows<3>(m), or give m its columns, Eigen::Matrix<double, Eigen::Dynamic, 3>");
                return rows_of_eigen<M::ColsAtCompileTime>(m);
            }
        }
    };
}

// The rows of a matrix with so many columns, for loops over them (typegrad/loops.hpp): each is a vec. Without that number where the
// matrix has it in its type. A vector's rows are its numbers.
template <int Columns, class M>
auto rows(Eigen::MatrixBase<M> const& matrix) {
    M const& m = matrix.derived();
    if (m.cols() != Columns) detail::refuse_rows("rows<" + std::to_string(Columns) + ">: the matrix has " + std::to_string(m.cols()) + " columns");
    return row_range<detail::rows_of_matrix<typename M::Scalar, Columns>>{{detail::rows_of_eigen<Columns>(m)}, static_cast<std::size_t>(m.rows())};
}

}

namespace Eigen {

// What Eigen asks of a type of numbers.
template <class T>
struct NumTraits<typegrad::tape::variable<T>> : NumTraits<T> {
    using Real = typegrad::tape::variable<T>;
    using NonInteger = Real;
    using Nested = Real;
    using Literal = T;
    enum { IsComplex = 0, IsInteger = 0, IsSigned = 1, RequireInitialization = 1, ReadCost = 2, AddCost = 10, MulCost = 10 };

    static Real epsilon() { return NumTraits<T>::epsilon(); }
    static Real dummy_precision() { return NumTraits<T>::dummy_precision(); }
    static Real highest() { return NumTraits<T>::highest(); }
    static Real lowest() { return NumTraits<T>::lowest(); }
    static Real infinity() { return NumTraits<T>::infinity(); }
    static Real quiet_NaN() { return NumTraits<T>::quiet_NaN(); }
};

// Matrices of numbers times matrices of variables.
template <class T, class Operation>
struct ScalarBinaryOpTraits<T, typegrad::tape::variable<T>, Operation> {
    using ReturnType = typegrad::tape::variable<T>;
};
template <class T, class Operation>
struct ScalarBinaryOpTraits<typegrad::tape::variable<T>, T, Operation> {
    using ReturnType = typegrad::tape::variable<T>;
};

}

#include <typegrad/macros/restore.hpp>
