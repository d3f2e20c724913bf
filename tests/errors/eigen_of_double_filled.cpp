// expect: these_values_go_into_Eigen_Matrix_of_their_own_type_not_of_double
// expect: these_values_go_into_Eigen_Matrix_of_their_own_type_not_of_double
// expect: these_values_go_into_Eigen_Matrix_of_their_own_type_not_of_double
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <typegrad/eigen.hpp>

using variable = typegrad::tape::variable<double>;
#ifdef TYPEGRAD_FAIL
auto norm_on_the_tape(variable const& x) {
    Eigen::Vector2d v;
    v << x, 2 * x;
    return v.norm();
}
auto norm_of_dynamic_size(variable const& x) {
    Eigen::VectorXd v(2);
    v << x, 2 * x;
    return v.norm();
}
constexpr auto norm = [](auto x, auto y) {
    Eigen::Vector2d v;
    v << x, y;
    return v.norm();
};
#else
auto norm_on_the_tape(variable const& x) {
    Eigen::Matrix<variable, 2, 1> v;
    v << x, 2 * x;
    return v.norm();
}
auto numbers() {
    Eigen::VectorXd v(3);
    v << Eigen::Vector2d(1, 2), 3;
    return v;
}
constexpr auto norm = [](auto x, auto y) {
    Eigen::Matrix<decltype(x), 2, 1> v;
    v << x, y;
    return v.norm();
};
#endif
auto const slopes = typegrad::gradient(norm)(2.0, 3.0);
