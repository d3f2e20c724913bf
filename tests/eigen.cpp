// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen's vectors and matrices as arguments of both engines, and of tape variables.
#define BOOST_TEST_MODULE typegrad_eigen
#include <boost/test/unit_test.hpp>

#include <Eigen/LU>

#include <typegrad.hpp>
#include <typegrad/eigen.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/tape.hpp>

#include <cmath>
#include <stdexcept>
#include <type_traits>

namespace {

using typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::to_eigen, typegrad::wrt;
using variable = typegrad::tape::variable<double>;
using tall = Eigen::Matrix<double, 3, 2, Eigen::RowMajor>;

constexpr auto form = [](auto const& m, auto const& v) { return dot(v, m * v) + m(0, 1) * v[2]; };
constexpr auto product = [](auto const& m, auto const& v) { return m * v; };

Eigen::Matrix3d matrix() {
    Eigen::Matrix3d m;
    m << 1, 2, 3, 4, 5, 6, 7, 8, 10;
    return m;
}
template <class A, class B>
bool near(A const& a, B const& b) {
    return (a - b).norm() <= 1e-13 * b.norm();
}

}

BOOST_AUTO_TEST_CASE(arguments) {
    Eigen::Matrix3d const m = matrix();
    Eigen::Vector3d const v(1, -2, 3);
    Eigen::Matrix3d by_m = v * v.transpose();
    by_m(0, 1) += v[2];
    Eigen::Vector3d const by_v = (m + m.transpose()) * v + m(0, 1) * Eigen::Vector3d::UnitZ();

    auto const [dm, dv] = gradient(form)(m, v);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(dm)>, Eigen::Matrix3d> && std::is_same_v<std::remove_cvref_t<decltype(dv)>, Eigen::Vector3d>);
    BOOST_TEST((near(dm, by_m) && near(dv, by_v)));
    auto const [tape_dm, tape_dv] = typegrad::tape::gradient(form)(m, v);
    BOOST_TEST((near(tape_dm, by_m) && near(tape_dv, by_v)));
    BOOST_TEST(near(to_eigen(hessian(form, wrt<1>)(m, v)), Eigen::Matrix3d(m + m.transpose())));

    auto const both = typegrad::value_and_jacobian(product, wrt<1>)(m, v);
    BOOST_TEST((near(both.value, Eigen::Vector3d(m * v)) && near(to_eigen(both.jacobian), m)));
    // On the tape the product is an expression of Eigen, which refers to the variables.
    auto const on_tape = typegrad::tape::value_and_jacobian(product, wrt<1>)(m, v);
    BOOST_TEST((on_tape.value == both.value && on_tape.jacobian == both.jacobian));
}

// Products have the shape of the arguments as gradients have; and where a function returns Eigen's, the result is Eigen's.
BOOST_AUTO_TEST_CASE(products_and_results) {
    constexpr auto f = [](auto const& p) { return p[0] * p[1] * p[2]; };
    Eigen::Vector3d const p(1, 2, 3), along(1, 0, 0);
    auto const second = typegrad::hvp(f)(p, along);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(second.product)>, Eigen::Vector3d>);
    BOOST_TEST((second.gradient == Eigen::Vector3d(6, 3, 2) && second.product == Eigen::Vector3d(0, 3, 2)));
    BOOST_TEST((typegrad::vjp(f)(p, 2.0).gradient == Eigen::Vector3d(12, 6, 4)));
    constexpr auto twice = [](auto const& q) { return to_eigen(q * 2.0); };
    auto const both = typegrad::value_and_jacobian(twice)(p);
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(both.value)>, Eigen::Vector3d>);
    BOOST_TEST((both.value == twice(p) && both.jacobian[1] == std::array{0.0, 2.0, 0.0} && typegrad::jvp(twice)(p, along).tangent == 2 * along));
}

// The order in memory is Eigen's affair.
BOOST_AUTO_TEST_CASE(orders_and_rows) {
    constexpr auto weighted = [](auto const& m) { return m(0, 0) + 2 * m(0, 1) + 3 * m(1, 0) + 4 * m(1, 1) + 5 * m(2, 0) + 6 * m(2, 1); };
    Eigen::Matrix<double, 3, 2> expected;
    expected << 1, 2, 3, 4, 5, 6;
    BOOST_TEST((gradient(weighted)(Eigen::Matrix<double, 3, 2>(Eigen::Matrix<double, 3, 2>::Zero())) == expected));
    BOOST_TEST((gradient(weighted)(tall(tall::Zero())) == expected));
    BOOST_TEST((to_eigen(gradient(weighted)(typegrad::mat<double, 3, 2>{})) == expected));
    Eigen::RowVector3d const row(1, 2, 3);
    BOOST_TEST((gradient([](auto const& r) { return r[0] * r(1) * r[2]; })(row) == Eigen::RowVector3d(6, 3, 2)));
    BOOST_TEST((to_eigen(typegrad::vec<double, 2>{1, 2}) == Eigen::Vector2d(1, 2) && to_eigen(std::array{1.0, 2.0}) == Eigen::Vector2d(1, 2)));
}

// Eigen's expressions and decompositions on the tape: d(m⁻¹) = -m⁻¹ dm m⁻¹.
BOOST_AUTO_TEST_CASE(variables_in_eigen) {
    Eigen::Matrix3d const m = matrix();
    Eigen::Vector3d const b(1, -2, 3), x = m.partialPivLu().solve(b), adjoint = m.transpose().partialPivLu().solve(Eigen::Vector3d::Ones());

    typegrad::tape::scope<double> const recording;
    Eigen::Matrix<variable, Eigen::Dynamic, Eigen::Dynamic> a(3, 3);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) a(i, j) = variable(m(i, j), typegrad::tape::requires_grad);
    variable const sum = a.partialPivLu().solve(b.cast<variable>()).sum();
    sum.backward(typegrad::tape::retain_graph);
    BOOST_TEST(std::abs(sum.value() - x.sum()) < 1e-13);
    for (int i = 0; i < 3; ++i)
        for (int j = 0; j < 3; ++j) {
            BOOST_TEST(std::abs(a(i, j).grad() + adjoint(i) * x(j)) < 1e-12);
            a(i, j).zero_grad();
        }

    // With matrices of numbers beside it; norms, products with a number, coefficient by coefficient.
    variable const mixed = (m * a).trace() + 2.0 * a.squaredNorm() + a.norm() + a.array().exp().sum() + (a.col(0).dot(a.col(1)));
    mixed.backward(typegrad::tape::retain_graph);
    BOOST_TEST(std::abs(a(0, 1).grad() - (m(1, 0) + 4 * m(0, 1) + m(0, 1) / m.norm() + std::exp(m(0, 1)) + m(0, 0))) < 1e-12);
    BOOST_TEST(std::abs(a.determinant().value() - m.determinant()) < 1e-12);
}

// Rows of matrices whose number is known at run time only: in either order in memory, of blocks, and side by side with vectors.
BOOST_AUTO_TEST_CASE(loops_over_rows) {
    using typegrad::rows, typegrad::wrt;
    constexpr auto of_rows = [](auto const& b, auto const& data) { return sum(data, [&](auto const& r) { return typegrad::square(b[0] * r[0] + b[1] * r[1] - r(2)); }); };
    constexpr auto of_columns = [](auto const& b, auto const& data) { return sum(data, [&](auto x, auto y, auto z) { return typegrad::square(b[0] * x + b[1] * y - z); }); };
    Eigen::MatrixXd m(40, 3);
    for (int i = 0; i < 40; ++i) m.row(i) << i % 7 - 3, i % 5, 1 + i % 3;
    Eigen::Matrix<double, Eigen::Dynamic, 3, Eigen::RowMajor> const by_rows = m;
    Eigen::VectorXd const last = m.col(2);
    Eigen::Vector2d const b{1.5, -0.5};
    Eigen::Vector2d const expected = 2 * m.leftCols(2).transpose() * (m.leftCols(2) * b - m.col(2));
    auto const slope = [&](auto const& f, auto const& data) {
        Eigen::Vector2d const by_loop = typegrad::gradient(f, wrt<0>)(b, data);
        return by_loop;
    };
    BOOST_TEST(slope(of_rows, rows<3>(m)) == expected);
    BOOST_TEST(slope(of_rows, rows(by_rows)) == expected);
    BOOST_TEST(slope(of_rows, rows<3>(by_rows)) == expected);
    BOOST_TEST(slope(of_columns, rows(m.col(0), by_rows.col(1), last)) == expected);
    Eigen::MatrixXd const wide = m.transpose();
    BOOST_TEST(slope(of_columns, rows(wide.row(0), wide.row(1), wide.row(2))) == expected);
    BOOST_TEST(slope(of_rows, rows<3>(m.topRows(0))) == Eigen::Vector2d(0, 0));
    BOOST_TEST(of_rows(b, rows<3>(m)) == (m.leftCols(2) * b - m.col(2)).squaredNorm());
    BOOST_CHECK_THROW(rows<2>(m), std::invalid_argument);
    BOOST_CHECK_THROW(rows(last, m.col(0).head(3)), std::invalid_argument);
}
