// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rotations of space, by a vector (axis times angle; Rodrigues' formula) and by a quaternion (w, x, y, z). All are smooth in
// their arguments, and so are their derivatives as computed, at the angle 0 too: by way of half the angle, the rotation is a
// polynomial in the vector and two functions of its squared norm, see op/circular_of_root.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/linear/mat.hpp>
#include <typegrad/op/circular_of_root.hpp>

namespace typegrad::inline v0_2::linear {

namespace internal {
    // cos(|a|/2) and sin(|a|/2) / (|a|/2).
    template <class T>
    struct half_angle {
        T cosine, sinc;
    };
    template <class T>
    constexpr half_angle<T> half_angle_of(vec<T, 3> const& a) {
        using math::sqrt;
        T const square = squared_norm(a) * T(0.25), angle = sqrt(square);
        return {op::apply<op::cos_of_root_>(square, angle), op::apply<op::sinc_of_root_>(square, angle)};
    }
}

// The unit quaternion of a rotation by |a| about a.
template <class T>
constexpr vec<T, 4> quaternion_from_axis_angle(vec<T, 3> const& a) {
    auto const half = internal::half_angle_of(a);
    T const half_sinc = T(0.5) * half.sinc;
    return {half.cosine, half_sinc * a[0], half_sinc * a[1], half_sinc * a[2]};
}

namespace internal {
    // 2 (w, x, y, z) × (x, y, z), times `scale`: the entries of the rotation's matrix consist of these.
    template <class T>
    constexpr mat<T, 3, 3> rotation_of_quaternion(vec<T, 4> const& q, vec<T, 3> const& twice) {
        auto const& [w, x, y, z] = q;
        auto const& [x2, y2, z2] = twice;
        T const xx = x * x2, yy = y * y2, zz = z * z2, xy = x * y2, xz = x * z2, yz = y * z2, wx = w * x2, wy = w * y2, wz = w * z2;
        return {T(1) - (yy + zz), xy - wz,          xz + wy,
                xy + wz,          T(1) - (xx + zz), yz - wx,
                xz - wy,          yz + wx,          T(1) - (xx + yy)};
    }
}

// The matrix of the rotation by a unit quaternion. Where it is not of norm 1 the result is no rotation: take
// rotation_from_quaternion.
template <class T>
constexpr mat<T, 3, 3> rotation_from_unit_quaternion(vec<T, 4> const& q) {
    return internal::rotation_of_quaternion(q, vec<T, 3>{T(2) * q[1], T(2) * q[2], T(2) * q[3]});
}
// The matrix of the rotation by q / |q|, for any quaternion but 0.
template <class T>
constexpr mat<T, 3, 3> rotation_from_quaternion(vec<T, 4> const& q) {
    T const scale = T(2) / squared_norm(q);
    return internal::rotation_of_quaternion(q, vec<T, 3>{scale * q[1], scale * q[2], scale * q[3]});
}
// The matrix of the rotation by |a| about a.
template <class T>
constexpr mat<T, 3, 3> rotation_from_axis_angle(vec<T, 3> const& a) {
    return rotation_from_unit_quaternion(quaternion_from_axis_angle(a));
}

// v, rotated by a unit quaternion; in 30 operations, where the matrix takes 45.
template <class T, class V>
constexpr auto rotate_by_unit_quaternion(vec<T, 4> const& q, vec<V, 3> const& v) {
    vec<T, 3> const axis{q[1], q[2], q[3]};
    auto const once = cross(axis, v);
    auto const twice = once + once;
    return v + q[0] * twice + cross(axis, twice);
}
// v, rotated by q / |q|, for any quaternion but 0.
template <class T, class V>
constexpr auto rotate_by_quaternion(vec<T, 4> const& q, vec<V, 3> const& v) {
    vec<T, 3> const axis{q[1], q[2], q[3]};
    auto const twice = (T(2) / squared_norm(q)) * cross(axis, v);
    return v + q[0] * twice + cross(axis, twice);
}
// v, rotated by |a| about a: v + sin|a|/|a| a × v + (1 - cos|a|)/|a|² a × (a × v).
template <class T, class V>
constexpr auto rotate_by_axis_angle(vec<T, 3> const& a, vec<V, 3> const& v) {
    auto const half = internal::half_angle_of(a);
    auto const once = cross(a, v);
    return v + (half.sinc * half.cosine) * once + (T(0.5) * (half.sinc * half.sinc)) * cross(a, once);
}

}
