// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen::Vector2d v; v << x, y; where x is a traced value or a variable of the tape, which no matrix of numbers can hold. The compilers list all operators of
// that name. What this one converts is deleted, so that whoever asks is told that there is none.
#pragma once
#pragma GCC system_header

#include <typegrad/op/operand.hpp>

#include <Eigen/Core>

#include <type_traits>

namespace typegrad::inline v0_2::filled_matrix {

struct these_values_go_into_Eigen_Matrix_of_their_own_type_not_of_double {
    template <op::is_operand A>
    these_values_go_into_Eigen_Matrix_of_their_own_type_not_of_double(A const&)
        TYPEGRAD_DELETED("typegrad: a matrix of numbers cannot hold a traced value or a variable; declare it with their type, Eigen::Matrix<decltype(x), 2, 1>")
};
template <class D>
    requires std::is_arithmetic_v<typename D::Scalar>
Eigen::CommaInitializer<D> operator<<(Eigen::DenseBase<D> const&, these_values_go_into_Eigen_Matrix_of_their_own_type_not_of_double);

}

namespace typegrad::inline v0_2 {
using filled_matrix::operator<<;
}
