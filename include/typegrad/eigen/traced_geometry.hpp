// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Eigen's Quaternion, AngleAxis, Translation and Transform (Isometry, Affine) of traced values, by the formulas of Eigen; Quaternion and
// Transform as arguments. The derivatives are those by the four coefficients, in Eigen's order x, y, z, w, and by the linear part and the
// translation: of what is of norm 1, or a rotation, take those in the tangent space (typegrad/lie.hpp).
#pragma once
#pragma GCC system_header

#include <typegrad/eigen/traced_matrix.hpp>
#include <typegrad/linear/rotation.hpp>

namespace Eigen {

template <class L, int O>
class Quaternion<typegrad::tracer<L>, O> {
public:
    using Scalar = typegrad::tracer<L>;
    using Coefficients = Matrix<Scalar, 4, 1>;
    using Vector3 = Matrix<Scalar, 3, 1>;
    using Matrix3 = Matrix<Scalar, 3, 3>;
    using AngleAxisType = AngleAxis<Scalar>;

    constexpr Quaternion() = default;
    constexpr Quaternion(Scalar const& w, Scalar const& x, Scalar const& y, Scalar const& z) : coefficients_(x, y, z, w) {}
    constexpr explicit Quaternion(Scalar const* xyzw) : coefficients_(xyzw) {}
    constexpr explicit Quaternion(AngleAxisType const& a) {
        Scalar const half = Scalar(0.5) * a.angle(), s = sin(half);
        coefficients_ << s * a.axis(), cos(half);
    }
    // Of its four coefficients, or of a rotation's matrix, as Eigen does it: by the largest of trace and diagonal.
    template <class D>
    constexpr explicit Quaternion(MatrixBase<D> const& m) {
        if constexpr (MatrixBase<D>::SizeAtCompileTime == 4) {
            coefficients_ = m;
        } else {
            Matrix3 const r = m;
            Scalar const trace = r.trace();
            auto const by_axis = [&](int i) {
                int const j = (i + 1) % 3, k = (j + 1) % 3;
                Scalar const t = sqrt(r(i, i) - r(j, j) - r(k, k) + Scalar(1)), s = Scalar(0.5) / t;
                Coefficients q;
                q(i) = Scalar(0.5) * t;
                q(3) = (r(k, j) - r(j, k)) * s;
                q(j) = (r(j, i) + r(i, j)) * s;
                q(k) = (r(k, i) + r(i, k)) * s;
                return q;
            };
            Scalar const t = sqrt(trace + Scalar(1)), s = Scalar(0.5) / t;
            Coefficients const by_trace((r(2, 1) - r(1, 2)) * s, (r(0, 2) - r(2, 0)) * s, (r(1, 0) - r(0, 1)) * s, Scalar(0.5) * t), by_x = by_axis(0), by_y = by_axis(1), by_z = by_axis(2);
            for (int i = 0; i < 4; ++i)
                coefficients_(i) = select(trace > 0, by_trace(i), select(r(2, 2) > max(r(0, 0), r(1, 1)), by_z(i), select(r(1, 1) > r(0, 0), by_y(i), by_x(i))));
        }
    }

    constexpr Scalar& x() { return coefficients_.x(); }
    constexpr Scalar& y() { return coefficients_.y(); }
    constexpr Scalar& z() { return coefficients_.z(); }
    constexpr Scalar& w() { return coefficients_.w(); }
    constexpr Scalar x() const { return coefficients_.x(); }
    constexpr Scalar y() const { return coefficients_.y(); }
    constexpr Scalar z() const { return coefficients_.z(); }
    constexpr Scalar w() const { return coefficients_.w(); }
    constexpr Coefficients& coeffs() { return coefficients_; }
    constexpr Coefficients const& coeffs() const { return coefficients_; }
    constexpr auto vec() { return coefficients_.template head<3>(); }
    constexpr Vector3 const vec() const { return coefficients_.template head<3>(); }

    constexpr Scalar squaredNorm() const { return coefficients_.squaredNorm(); }
    constexpr Scalar norm() const { return coefficients_.norm(); }
    constexpr Scalar dot(Quaternion const& q) const { return coefficients_.dot(q.coefficients_); }
    constexpr Quaternion normalized() const { return Quaternion(coefficients_.normalized()); }
    constexpr void normalize() { coefficients_.normalize(); }
    constexpr Quaternion conjugate() const { return {w(), -x(), -y(), -z()}; }
    constexpr Quaternion inverse() const { return Quaternion(conjugate().coefficients_ / squaredNorm()); }
    constexpr Scalar angularDistance(Quaternion const& q) const {
        Quaternion const d = *this * q.conjugate();
        return Scalar(2) * atan2(d.vec().norm(), abs(d.w()));
    }
    // The way from this to q, both of norm 1. Where they are equal up to rounding, Eigen takes a straight line; its first and second derivatives are
    // here those of the arc, which by the line would be missing.
    constexpr Quaternion slerp(Scalar const& t, Quaternion const& q) const {
        Scalar const d = dot(q), c = abs(d), zero = (Scalar(1) - c) - typegrad::stop_gradient(Scalar(1) - c), angle = acos(c), sine = sin(angle);
        // sin(s angle) / sin(angle), and its series about c = 1.
        auto const share = [&](Scalar const& s) {
            Scalar const first = s * (Scalar(1) - s * s) / Scalar(3), second = first * (Scalar(4) - s * s) / Scalar(10);
            return select(c >= Scalar(1) - NumTraits<Scalar>::epsilon(), s + zero * (first + second * zero), sin(s * angle) / sine);
        };
        Scalar const of_q = share(t);
        return Quaternion(Coefficients(share(Scalar(1) - t) * coefficients_ + select(d < Scalar(0), -of_q, of_q) * q.coefficients_));
    }
    static constexpr Quaternion Identity() { return {Scalar(1), Scalar(0), Scalar(0), Scalar(0)}; }
    constexpr Quaternion& setIdentity() { return *this = Identity(); }

    constexpr Matrix3 toRotationMatrix() const { return typegrad::rotation_from_unit_quaternion(by_w()); }
    constexpr Matrix3 matrix() const { return toRotationMatrix(); }
    constexpr Vector3 _transformVector(Vector3 const& v) const { return typegrad::rotate_by_unit_quaternion(by_w(), v); }
    template <class T>
    constexpr Quaternion cast() const { return *this; }

    friend constexpr Quaternion operator*(Quaternion const& a, Quaternion const& b) {
        return {a.w() * b.w() - a.x() * b.x() - a.y() * b.y() - a.z() * b.z(), a.w() * b.x() + a.x() * b.w() + a.y() * b.z() - a.z() * b.y(),
                a.w() * b.y() + a.y() * b.w() + a.z() * b.x() - a.x() * b.z(), a.w() * b.z() + a.z() * b.w() + a.x() * b.y() - a.y() * b.x()};
    }
    friend constexpr Vector3 operator*(Quaternion const& q, Vector3 const& v) { return q._transformVector(v); }
    constexpr Quaternion& operator*=(Quaternion const& q) { return *this = *this * q; }

private:
    constexpr auto by_w() const { return typegrad::vec<Scalar, 4>{w(), x(), y(), z()}; }

    Coefficients coefficients_ = Coefficients::UnitW();
};
template <class L, int O, int Alignment>
class Map<Quaternion<typegrad::tracer<L>, O> const, Alignment> : public Quaternion<typegrad::tracer<L>, O> {
public:
    using Quaternion<typegrad::tracer<L>, O>::Quaternion;
};

template <class L>
class AngleAxis<typegrad::tracer<L>> {
public:
    using Scalar = typegrad::tracer<L>;
    using Vector3 = Matrix<Scalar, 3, 1>;
    using Matrix3 = Matrix<Scalar, 3, 3>;
    using QuaternionType = Quaternion<Scalar>;

    constexpr AngleAxis(Scalar const& angle, Vector3 const& axis) : angle_(angle), axis_(axis) {}
    constexpr Scalar angle() const { return angle_; }
    constexpr Vector3 const& axis() const { return axis_; }
    constexpr AngleAxis inverse() const { return {-angle_, axis_}; }
    constexpr Matrix3 toRotationMatrix() const {
        Scalar const c = cos(angle_);
        Vector3 const s = sin(angle_) * axis_, v = (Scalar(1) - c) * axis_;
        Scalar const xy = v.x() * axis_.y(), xz = v.x() * axis_.z(), yz = v.y() * axis_.z();
        Matrix3 r;
        r << v.x() * axis_.x() + c, xy - s.z(), xz + s.y(), xy + s.z(), v.y() * axis_.y() + c, yz - s.x(), xz - s.y(), yz + s.x(), v.z() * axis_.z() + c;
        return r;
    }
    constexpr Matrix3 matrix() const { return toRotationMatrix(); }
    friend constexpr QuaternionType operator*(AngleAxis const& a, AngleAxis const& b) { return QuaternionType(a) * QuaternionType(b); }
    friend constexpr QuaternionType operator*(AngleAxis const& a, QuaternionType const& b) { return QuaternionType(a) * b; }
    friend constexpr QuaternionType operator*(QuaternionType const& a, AngleAxis const& b) { return a * QuaternionType(b); }
    friend constexpr Vector3 operator*(AngleAxis const& a, Vector3 const& v) { return a.toRotationMatrix() * v; }

private:
    Scalar angle_;
    Vector3 axis_;
};

// x to linear() * x + translation().
template <class L, int D, int Mode, int O>
class Transform<typegrad::tracer<L>, D, Mode, O> {
    static_assert(Mode != Projective, "typegrad: while a function is traced, Eigen's transforms are isometries and affine ones; a projective one is a matrix");

public:
    using Scalar = typegrad::tracer<L>;
    using LinearMatrixType = Matrix<Scalar, D, D>;
    using VectorType = Matrix<Scalar, D, 1>;

    constexpr Transform() = default;
    constexpr Transform(LinearMatrixType const& linear, VectorType const& translation) : linear_(linear), translation_(translation) {}
    template <class Rotation>
        requires requires(Rotation const& r) { matrix_of(r); }
    constexpr explicit Transform(Rotation const& r) : linear_(matrix_of(r)) {}

    constexpr LinearMatrixType& linear() { return linear_; }
    constexpr LinearMatrixType const& linear() const { return linear_; }
    constexpr VectorType& translation() { return translation_; }
    constexpr VectorType const& translation() const { return translation_; }
    constexpr LinearMatrixType const& rotation() const
        requires(int(Mode) == Isometry)
    {
        return linear_;
    }
    constexpr Matrix<Scalar, D + 1, D + 1> const matrix() const {
        auto result = Matrix<Scalar, D + 1, D + 1>::Identity();
        result.template topLeftCorner<D, D>() = linear_;
        result.template topRightCorner<D, 1>() = translation_;
        return result;
    }
    // Of the rows that are not constant.
    constexpr Scalar& at(int i, int j) { return j < D ? linear_.at(i, j) : translation_.at(i, 0); }
    constexpr Scalar const& at(int i, int j) const { return j < D ? linear_.at(i, j) : translation_.at(i, 0); }
    constexpr Scalar& operator()(Index i, Index j) { return at(static_cast<int>(i), static_cast<int>(j)); }
    constexpr Scalar operator()(Index i, Index j) const { return i == D ? Scalar(j == D ? 1 : 0) : at(static_cast<int>(i), static_cast<int>(j)); }

    constexpr Transform inverse() const {
        LinearMatrixType const back = inverse_of_linear();
        return {back, -(back * translation_)};
    }
    static constexpr Transform Identity() { return {}; }
    constexpr void setIdentity() { *this = {}; }
    constexpr Transform& translate(VectorType const& v) {
        translation_ += linear_ * v;
        return *this;
    }
    constexpr Transform& pretranslate(VectorType const& v) {
        translation_ += v;
        return *this;
    }
    template <class Rotation>
    constexpr Transform& rotate(Rotation const& r) {
        linear_ = linear_ * matrix_of(r);
        return *this;
    }
    template <class Rotation>
    constexpr Transform& prerotate(Rotation const& r) {
        LinearMatrixType const m = matrix_of(r);
        return *this = {m * linear_, m * translation_};
    }

    friend constexpr Transform operator*(Transform const& a, Transform const& b) { return {a.linear_ * b.linear_, a.linear_ * b.translation_ + a.translation_}; }
    friend constexpr VectorType operator*(Transform const& a, VectorType const& v) { return a.linear_ * v + a.translation_; }

private:
    constexpr LinearMatrixType inverse_of_linear() const {
        if constexpr (int(Mode) == Isometry) return linear_.transpose();
        else return linear_.inverse();
    }
    static constexpr LinearMatrixType matrix_of(LinearMatrixType const& m) { return m; }
    static constexpr LinearMatrixType matrix_of(Quaternion<Scalar> const& q) { return q.toRotationMatrix(); }
    static constexpr LinearMatrixType matrix_of(AngleAxis<Scalar> const& a) { return a.toRotationMatrix(); }

    LinearMatrixType linear_ = LinearMatrixType::Identity();
    VectorType translation_ = VectorType::Zero();
};

template <class L, int D>
class Translation<typegrad::tracer<L>, D> {
public:
    using VectorType = Matrix<typegrad::tracer<L>, D, 1>;
    constexpr explicit Translation(VectorType const& v) : vector_(v) {}
    constexpr Translation(typegrad::tracer<L> const& x, typegrad::tracer<L> const& y, typegrad::tracer<L> const& z) : vector_(x, y, z) {}
    constexpr VectorType const& vector() const { return vector_; }
    template <class Rotation>
        requires requires(Rotation const& r) { r.toRotationMatrix(); }
    friend constexpr Transform<typegrad::tracer<L>, D, Isometry> operator*(Translation const& t, Rotation const& r) { return {r.toRotationMatrix(), t.vector_}; }

private:
    VectorType vector_;
};

}

namespace typegrad::inline v0_2 {

template <class S, int O>
struct shape<Eigen::Quaternion<S, O>> {
    using scalar = typename shape<S>::scalar;
    template <class T>
    using rebind = Eigen::Quaternion<T, O>;
    static constexpr int leaves = 4;

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        shape<Eigen::Matrix<S, 4, 1>>::each(value.coeffs(), use);
    }
};

// The rows of the linear part, each with its coordinate of the translation.
template <class S, int D, int Mode, int O>
struct shape<Eigen::Transform<S, D, Mode, O>> {
    using scalar = typename shape<S>::scalar;
    template <class T>
    using rebind = Eigen::Transform<T, D, Mode, O>;
    static constexpr int leaves = D * (D + 1);

    template <class Use>
    TYPEGRAD_INLINE static constexpr void each(auto&& value, Use&& use) {
        // (What Eigen's operator() gives of a const transform is a copy.)
        auto const element = [&](int i, int j) -> auto& {
            if constexpr (requires { value.at(i, j); }) return value.at(i, j);
            else return value.matrix()(i, j);
        };
        [&]<int... I>(std::integer_sequence<int, I...>) TYPEGRAD_INLINE_LAMBDA { (use(element(I / (D + 1), I % (D + 1))), ...); }(std::make_integer_sequence<int, leaves>{});
    }
};

}
