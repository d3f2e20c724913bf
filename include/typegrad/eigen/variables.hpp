// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen's matrices of tape variables in the functions of typegrad/linear.hpp, and beside a vec or mat: what comes out is Eigen's.
#pragma once
#pragma GCC system_header

#include <typegrad/linear/inverse.hpp>
#include <typegrad/linear/rotation.hpp>
#include <typegrad/tape/eigen.hpp>

#include <Eigen/Core>

#include <cstddef>
#include <type_traits>

namespace typegrad::inline v0_2 {

template <class E>
    requires(std::is_base_of_v<Eigen::EigenBase<E>, E>)
inline constexpr bool linear::internal::is_container<E> = true;

namespace detail {
    template <class E>
    concept eigen_of_variables = std::is_base_of_v<Eigen::MatrixBase<E>, E> && tape::detail::is_variable<typename E::Scalar>;

    // Its elements in a vec or mat; anything else as it is.
    template <class A>
    decltype(auto) ours(A const& a) {
        if constexpr (eigen_of_variables<A>) {
            constexpr int rows = A::RowsAtCompileTime, columns = A::ColsAtCompileTime;
            static_assert(rows > 0 && columns > 0, "typegrad: the functions of typegrad/linear.hpp take Eigen's matrices of fixed size; for others write Eigen's own, a.norm()");
            std::conditional_t<rows == 1 || columns == 1, linear::vec<typename A::Scalar, static_cast<std::size_t>(rows * columns)>,
                               linear::mat<typename A::Scalar, static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)>> result;
            auto const& elements = a.eval();
            for (Eigen::Index i = 0; i < rows * columns; ++i) result.element[i] = elements(i / columns, i % columns);
            return result;
        } else {
            return (a);
        }
    }
    template <class A>
    auto in_eigen(A const& a) {
        if constexpr (!linear::internal::is_container<A>) {
            return a;
        } else if constexpr (requires { A::columns; }) {
            Eigen::Matrix<typename A::value_type, static_cast<int>(A::rows), static_cast<int>(A::columns)> result;
            for (std::size_t i = 0; i < A::rows * A::columns; ++i) result(static_cast<Eigen::Index>(i / A::columns), static_cast<Eigen::Index>(i % A::columns)) = a.element[i];
            return result;
        } else {
            Eigen::Matrix<typename A::value_type, static_cast<int>(A::size()), 1> result;
            for (std::size_t i = 0; i < A::size(); ++i) result(static_cast<Eigen::Index>(i)) = a.element[i];
            return result;
        }
    }
}

namespace tape {
#define TYPEGRAD_OF_ONE(name)                                                                              \
    template <typegrad::detail::eigen_of_variables A>                                                      \
    auto name(A const& a) {                                                                                \
        return typegrad::detail::in_eigen(linear::name(typegrad::detail::ours(a)));                        \
    }
#define TYPEGRAD_OF_TWO(name)                                                                              \
    template <class A, class B>                                                                            \
        requires(typegrad::detail::eigen_of_variables<A> || typegrad::detail::eigen_of_variables<B>)       \
    auto name(A const& a, B const& b) {                                                                    \
        return typegrad::detail::in_eigen(linear::name(typegrad::detail::ours(a), typegrad::detail::ours(b))); \
    }
    TYPEGRAD_OF_ONE(sum)
    TYPEGRAD_OF_ONE(prod)
    TYPEGRAD_OF_ONE(mean)
    TYPEGRAD_OF_ONE(squared_norm)
    TYPEGRAD_OF_ONE(norm)
    TYPEGRAD_OF_ONE(trace)
    TYPEGRAD_OF_ONE(transpose)
    TYPEGRAD_OF_ONE(determinant)
    TYPEGRAD_OF_ONE(inverse)
    TYPEGRAD_OF_ONE(quaternion_from_axis_angle)
    TYPEGRAD_OF_ONE(rotation_from_axis_angle)
    TYPEGRAD_OF_ONE(rotation_from_quaternion)
    TYPEGRAD_OF_ONE(rotation_from_unit_quaternion)
    TYPEGRAD_OF_TWO(dot)
    TYPEGRAD_OF_TWO(cross)
    TYPEGRAD_OF_TWO(outer)
    TYPEGRAD_OF_TWO(solve)
    TYPEGRAD_OF_TWO(rotate_by_axis_angle)
    TYPEGRAD_OF_TWO(rotate_by_quaternion)
    TYPEGRAD_OF_TWO(rotate_by_unit_quaternion)
#undef TYPEGRAD_OF_ONE
#undef TYPEGRAD_OF_TWO
}

namespace linear {
#define TYPEGRAD_BESIDE(op, extents, Ours)                                                                 \
    template <typegrad::detail::eigen_of_variables A, class T, extents>                                    \
    auto operator op(A const& a, Ours const& b) {                                                          \
        return typegrad::detail::in_eigen(typegrad::detail::ours(a) op b);                                 \
    }                                                                                                      \
    template <typegrad::detail::eigen_of_variables A, class T, extents>                                    \
    auto operator op(Ours const& b, A const& a) {                                                          \
        return typegrad::detail::in_eigen(b op typegrad::detail::ours(a));                                 \
    }
#define TYPEGRAD_COMMA ,
#define TYPEGRAD_VEC vec<T TYPEGRAD_COMMA N>
#define TYPEGRAD_MAT mat<T TYPEGRAD_COMMA M TYPEGRAD_COMMA N>
    TYPEGRAD_BESIDE(+, std::size_t N, TYPEGRAD_VEC)
    TYPEGRAD_BESIDE(-, std::size_t N, TYPEGRAD_VEC)
    TYPEGRAD_BESIDE(*, std::size_t N, TYPEGRAD_VEC)
    TYPEGRAD_BESIDE(+, std::size_t M TYPEGRAD_COMMA std::size_t N, TYPEGRAD_MAT)
    TYPEGRAD_BESIDE(-, std::size_t M TYPEGRAD_COMMA std::size_t N, TYPEGRAD_MAT)
    TYPEGRAD_BESIDE(*, std::size_t M TYPEGRAD_COMMA std::size_t N, TYPEGRAD_MAT)
#undef TYPEGRAD_MAT
#undef TYPEGRAD_VEC
#undef TYPEGRAD_COMMA
#undef TYPEGRAD_BESIDE
}

}
