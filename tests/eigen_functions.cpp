// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Functions as people write them for Eigen: where they are traced, Eigen's names stand for types of ours with the same members.
#define BOOST_TEST_MODULE typegrad_eigen_functions
#include <boost/test/unit_test.hpp>

#include <Eigen/Geometry>

#include <typegrad.hpp>
#include <typegrad/eigen.hpp>
#include <typegrad/tape.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <tuple>
#include <type_traits>
#include <vector>

namespace {

using Eigen::Matrix3d, Eigen::Vector3d;

template <class T, int R, int C>
using matrix = Eigen::Matrix<T, R, C>;

// Each is a function of a vector and a matrix, with all that its line names.
template <class T>
constexpr T norms(matrix<T, 3, 1> const& x, matrix<T, 3, 3> const& m) {
    return x.norm() + x.squaredNorm() * x.dot(m * x) + (x.transpose() * m * x).value() + m.norm() + m.trace() * x.normalized().sum();
}
template <class T>
constexpr T built(matrix<T, 3, 1> const& x, matrix<T, 3, 3> const& m) {
    using std::cos, std::sin;
    T const angle = x(0), c = cos(angle), s = sin(angle);
    matrix<T, 3, 3> turn;
    turn << c, -s, T(0), s, c, T(0), T(0), T(0), T(1);
    matrix<T, 4, 4> pose = matrix<T, 4, 4>::Identity();
    pose.template block<3, 3>(0, 0) = turn;
    pose.template topRightCorner<3, 1>() = m.col(1);
    pose(3, 0) = x[1];
    matrix<T, 4, 1> const at = pose * x.homogeneous();
    matrix<T, 3, 1> const y = at.hnormalized();
    return y.cross(x).squaredNorm() + turn.determinant() * y.z();
}
template <class T>
constexpr T parts(matrix<T, 3, 1> const& x, matrix<T, 3, 3> const& m) {
    matrix<T, 6, 1> joined;
    joined << x, m.row(1).transpose();
    joined.template tail<2>() *= T(2);
    joined.template segment<2>(1) += joined.template head<2>();
    matrix<T, 2, 3> two = m.template bottomRows<2>();
    two.row(0).swap(two.row(1));
    two.col(1) = two.col(0) - x.template head<2>();
    return joined.template head<2>().dot(joined.template tail<2>()) + (two * x).prod() + joined.maxCoeff() - two.minCoeff();
}
template <class T>
constexpr T by_coefficients(matrix<T, 3, 1> const& x, matrix<T, 3, 3> const& m) {
    using std::exp;
    matrix<T, 3, 1> const w = x.cwiseProduct(m.diagonal()).cwiseQuotient(matrix<T, 3, 1>::Constant(T(2)));
    matrix<T, 3, 3> scaled = w.asDiagonal() * m - m * x.asDiagonal();
    scaled.diagonal() += 3 * x;
    scaled.diagonal().template tail<1>() *= m(0, 1);
    return scaled.sum() + x.unaryExpr([](T const& a) { return exp(a); }).sum() + w.cwiseAbs().maxCoeff() + m.cwiseAbs2().cwiseSqrt().mean();
}
template <class T>
constexpr T solved(matrix<T, 3, 1> const& x, matrix<T, 3, 3> const& m) {
    matrix<T, 2, 2> const a = m.template topLeftCorner<2, 2>(), spd = a * a.transpose() + matrix<T, 2, 2>::Identity();
    matrix<T, 2, 1> const y = spd.ldlt().solve(x.template tail<2>()), z = a.inverse() * x.template head<2>();
    return y.dot(z) + a.lu().solve(y).sum();
}
template <class T>
constexpr T mapped(matrix<T, 3, 1> const& x, matrix<T, 3, 3> const& m) {
    T in[9], out[3];
    for (int i = 0; i < 9; ++i) in[i] = m(i / 3, i % 3) * x[i % 3];
    Eigen::Map<matrix<T, 3, 3> const> const a(in);
    Eigen::Map<Eigen::Matrix<T, 3, 3, Eigen::RowMajor> const> const b(in);
    Eigen::Map<matrix<T, 3, 1>> y(out);
    y = a * x;
    y.template head<2>() -= b.template block<2, 1>(1, 0);
    return y.squaredNorm() + matrix<T, 3, 1>(out).sum() * out[2];
}
template <class T>
constexpr T corners(matrix<T, 3, 1> const& x, matrix<T, 3, 3> const& m) {
    matrix<T, 3, 3> a = m;
    a.template bottomLeftCorner<2, 2>() += m.template topRightCorner<2, 2>();
    a.template bottomRightCorner<1, 2>() *= x[0];
    a.template middleRows<2>(1) -= m.template middleRows<2>(0);
    a.template middleCols<1>(1) += x;
    a.template rightCols<1>() *= T(3);
    a.template leftCols<1>() += x.cwiseInverse();
    matrix<T, 3, 1> zero, one;
    zero.setZero();
    one.setOnes();
    a.coeffRef(0, 1) += x.stableNorm();
    return a.cwiseMax(m).sum() + a.cwiseMin(m).prod() + x.cwiseMax(zero).dot(one) + a.squaredNorm();
}
template <class T>
constexpr T arrays(matrix<T, 3, 1> const& x, matrix<T, 3, 3> const& m) {
    using std::exp, std::pow;
    matrix<T, 3, 3> scaled = m;
    scaled.array() *= T(2);
    scaled.col(1).array() += x.array().square();
    scaled.row(0).array() -= T(1) / (1 + x.array().abs()).transpose();
    Eigen::Array<T, 3, 1> const y = x.array().sin() * x.array() + exp(-x.array().abs2()) / (x.array().cube() - 9);
    Eigen::Array<T, 3, 1> z = Eigen::Array<T, 3, 1>::Constant(T(0.5));
    z *= y.max(T(0.1)).sqrt() + y.min(x.array()) - pow(x.array().abs(), T(1.5));
    z[1] = x[2] * z(0);
    matrix<T, 3, 1> const w = (y > z).select(y * z, x.array()).matrix();
    matrix<T, 3, 1> const rectified = (x.array() >= T(0)).select(x, matrix<T, 3, 1>::Zero());
    return scaled.array().tanh().sum() + w.dot(x) + rectified.norm() + z.prod() + y.mean() + (m.array() * scaled.array()).matrix().trace() + y.template head<2>().sum() + (-y).maxCoeff();
}

// What is written for any matrix, and an operator at the end of which is a scalar.
template <class Derived, class Other>
constexpr typename Derived::Scalar energy(Eigen::MatrixBase<Derived> const& x, Eigen::MatrixBase<Other> const& m) {
    using T = typename Derived::Scalar;
    T const square = x.transpose() * x;
    return T(0.5) * square + (m.derived() * x.derived()).norm();
}

// As of pose graphs: of a quaternion and a pose, in which all of Eigen's rotations are.
template <class T>
constexpr T turned(Eigen::Quaternion<T> const& q, Eigen::Transform<T, 3, Eigen::Isometry> const& pose, matrix<T, 3, 1> const& x) {
    Eigen::Quaternion<T> const unit = q.normalized(), relative = unit.inverse() * Eigen::Quaternion<T>(pose.rotation());
    Eigen::Transform<T, 3, Eigen::Isometry> moved = pose.inverse() * (Eigen::Translation<T, 3>(x) * unit);
    moved.rotate(Eigen::AngleAxis<T>(x[0], matrix<T, 3, 1>::UnitY()));
    moved.translation() += relative.vec();
    matrix<T, 3, 1> const y = moved * x - unit * x;
    return y.squaredNorm() + relative.angularDistance(unit) + moved.matrix()(1, 3);
}
template <class T>
constexpr T between(Eigen::Quaternion<T> const& a, Eigen::Quaternion<T> const& b, T const& t) {
    return a.normalized().slerp(t, b.normalized()).coeffs().dot(matrix<T, 4, 1>(0.3, -1, 2, 0.5));
}

// The value is that of Eigen with numbers. The derivatives are its differences, by every number of every argument.
template <class F, class... A>
auto agrees(F const& f, A const&... arguments) {
    auto const [value, slope] = typegrad::value_and_gradient(f)(arguments...);
    BOOST_TEST(std::abs(value - f(arguments...)) <= 1e-13 * std::abs(value));
    std::tuple<A...> at(arguments...);
    double largest = 1;
    typegrad::each_leaf<decltype(slope)>(slope, [&](double d) { largest = std::max(largest, std::abs(d)); });
    std::vector<double> differences;
    typegrad::each_leaf<std::tuple<A...>>(at, [&](double& x) {
        double const here = x, h = 1e-5;
        x = here + h;
        double const after = std::apply(f, at);
        x = here - h;
        differences.push_back((after - std::apply(f, at)) / (2 * h));
        x = here;
    });
    std::size_t i = 0;
    typegrad::each_leaf<decltype(slope)>(slope, [&](double d) { BOOST_TEST(std::abs(d - differences[i++]) <= 1e-7 * largest); });
    return slope;
}

Vector3d const x(0.3, -1.25, 2);
Matrix3d m() {
    Matrix3d result;
    result << 1, 2, 3, 4, 5, 6, 7, 8, 10;
    return result;
}

}

BOOST_AUTO_TEST_CASE(functions_of_matrices) {
    agrees([](auto const& v, auto const& a) { return norms(v, a) + built(v, a) + solved(v, a) + mapped(v, a); }, x, m());
    agrees([](auto const& v, auto const& a) { return parts(v, a) + by_coefficients(v, a); }, x, m());
    agrees([](auto const& v, auto const& a) { return corners(v, a); }, x, m());
    agrees([](auto const& v, auto const& a) { return arrays(v, a); }, x, m());
    // An array is an argument, and its gradient.
    constexpr auto of_array = [](auto const& a) { return (a * a.log() + 3 / a).sum(); };
    Eigen::Array3d const array(0.5, 2, 7), slope = agrees(of_array, array);
    BOOST_TEST(((slope - array.log() - 1 + 3 / array.square()).abs() < 1e-14).all());
    // On the tape by Eigen itself.
    constexpr auto f = [](auto const& v, auto const& a) { return energy(v, a); };
    auto const [by_x, by_m] = agrees(f, x, m());
    auto const [tape_by_x, tape_by_m] = typegrad::tape::gradient(f)(x, m());
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(by_x)>, Vector3d> && std::is_same_v<std::remove_cvref_t<decltype(tape_by_m)>, Matrix3d>);
    BOOST_TEST((by_x - tape_by_x).norm() <= 1e-13 * by_x.norm());
    BOOST_TEST((by_m - tape_by_m).norm() <= 1e-13 * by_m.norm());
}

// By each of the four ways from a rotation's matrix to a quaternion.
BOOST_AUTO_TEST_CASE(quaternions_and_isometries) {
    constexpr auto f = [](auto const& q, auto const& pose, auto const& v) { return turned(q, pose, v); };
    for (Vector3d const& axis : {Vector3d(0.3, 0.2, 0.1), Vector3d(1, 0.2, 0.1), Vector3d(0.2, 1, -0.1), Vector3d(-0.1, 0.2, 1)}) {
        Eigen::Isometry3d pose = Eigen::Isometry3d::Identity();
        pose.rotate(Eigen::AngleAxisd(axis.norm() < 1 ? 0.4 : 2.8, axis.normalized())).translate(Vector3d(1, -2, 3));
        agrees(f, Eigen::Quaterniond(0.7, -0.4, 0.3, 0.9), pose, x);
    }
    // From one to another, the other way round, and where both are the same.
    constexpr auto g = [](auto const& a, auto const& b, auto const& t) { return between(a, b, t); };
    Eigen::Quaterniond const a(0.7, -0.4, 0.3, 0.9), b(0.5, -0.6, 0.1, 1.2), opposite(-0.5, 0.6, -0.1, -1.2);
    agrees(g, a, b, 0.3);
    agrees(g, a, opposite, 0.3);
    agrees(g, a, a, 0.3);
}

// What is of dynamic size is no argument, but data that the function indexes by constants, with this header as without it.
BOOST_AUTO_TEST_CASE(data_of_dynamic_size) {
    constexpr auto form = [](auto const& v, auto const& a, auto const& b) { return v[0] * v[1] * a(1, 0) + v[2] * b[1]; };
    Eigen::MatrixXd a(2, 2);
    a << 1, 2, 3, 4;
    Eigen::ArrayXd const b = Eigen::ArrayXd::Constant(2, 5);
    BOOST_TEST((typegrad::gradient(typegrad::with(form, a, std::cref(b)))(Vector3d(1, 2, 4)) == Vector3d(6, 3, 5)));
    a.resize(1, 4);
    BOOST_CHECK_THROW(typegrad::gradient(typegrad::with(form, a, b))(x), std::out_of_range);
}
