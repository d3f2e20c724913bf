// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rotations and poses of space, as groups: so3<T> is a unit quaternion, se3<T> a rotation and then a translation. Both are aggregates of
// their scalar: arguments and results of functions, for numbers, traced values and tape variables.
//
//     constexpr auto miss = [](auto const& a, auto const& b) { return between(a, b).log(); };
//     auto const [value, jacobian] = value_and_tangent_jacobian(miss)(se3_a, se3_b);       // 6, and 6 × 12
//     se3_a = retract(se3_a, step);
//
// A tangent is a vector of 3 numbers, an axis times an angle in radians; or of 6, first the translation and then the rotation. The derivative
// in the tangent space of x is that of f(x exp(d)) by d at d = 0. exp and log are smooth, at 0 too, in every derivative; log at an angle of
// π is not: it jumps there to the opposite axis, and has the derivatives of one side.
//
// Formulas: T. D. Barfoot, State Estimation for Robotics, 2017, 7.1; by way of half of the angle they do not cancel.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/transform/gradient.hpp>
#include <typegrad/linear/rotation.hpp>
#include <typegrad/op/condition.hpp>
#include <typegrad/trace/aggregate.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace typegrad::inline v0_2 {

namespace detail {
    // 2 atan2(√s, w) / √s: the angle of a unit quaternion with the real part w and the squared norm s of the others, divided by √s.
    template <class T>
    constexpr T angle_by_sine(T const& s, T const& w) {
        T const r = s / (w * w);
        auto const is_small = s < T(0.01) * (w * w);
        // atan(√r) / √r, up to r = 0.01: the first term left out is below a rounding.
        T series = T(1.0 / 23);
        for (int k = 10; k >= 0; --k) series = T(1.0 / (2 * k + 1)) - op::apply<op::select_>(is_small, r, T(0)) * series;
        T const root = op::apply<op::sqrt_>(op::apply<op::select_>(is_small, T(1), s));
        return T(2) * op::apply<op::select_>(is_small, series / op::apply<op::select_>(is_small, w, T(1)), op::apply<op::atan2_>(root, w) / root);
    }
    template <class A, class B>
    using product_type = decltype(std::declval<A const&>() * std::declval<B const&>());
}

// A rotation.
template <class T>
struct so3 {
    vec<T, 4> quaternion;  // w, x, y, z, of norm 1; q and -q are one rotation

    static constexpr so3 identity() { return {{T(1), T(0), T(0), T(0)}}; }
    // By |a| radians about a.
    static constexpr so3 exp(vec<T, 3> const& a) { return {quaternion_from_axis_angle(a)}; }
    // The axis times the angle, which is at most π.
    constexpr vec<T, 3> log() const {
        auto const& [w, x, y, z] = quaternion;
        T const sign = op::apply<op::select_>(w < T(0), T(-1), T(1));
        return (sign * detail::angle_by_sine<T>(x * x + y * y + z * z, sign * w)) * vec<T, 3>{x, y, z};
    }
    constexpr so3 inverse() const { return {{quaternion[0], -quaternion[1], -quaternion[2], -quaternion[3]}}; }
    constexpr mat<T, 3, 3> matrix() const { return rotation_from_unit_quaternion(quaternion); }

    friend bool operator==(so3 const&, so3 const&) = default;
};

// A pose: x goes to rotation * x + translation.
template <class T>
struct se3 {
    so3<T> rotation;
    vec<T, 3> translation;

    static constexpr se3 identity() { return {so3<T>::identity(), {T(0), T(0), T(0)}}; }
    // Of the velocity and the angular velocity (v, a), both in the moving frame, after one unit of time.
    static constexpr se3 exp(vec<T, 6> const& d) {
        vec<T, 3> const v{d[0], d[1], d[2]}, a{d[3], d[4], d[5]};
        auto const [sinc, cosine, slope] = half_of(a);
        vec<T, 3> const once = cross(a, v);
        return {so3<T>::exp(a), v + (T(0.5) * (sinc * sinc)) * once + (T(0.25) * (sinc * sinc - cosine * slope)) * cross(a, once)};
    }
    constexpr vec<T, 6> log() const {
        vec<T, 3> const a = rotation.log(), once = cross(a, translation);
        auto const [sinc, cosine, slope] = half_of(a);
        vec<T, 3> const v = translation - T(0.5) * once + (T(0.25) * (slope / sinc)) * cross(a, once);
        return {v[0], v[1], v[2], a[0], a[1], a[2]};
    }
    constexpr se3 inverse() const {
        so3<T> const back = rotation.inverse();
        return {back, -(back * translation)};
    }

    friend bool operator==(se3 const&, se3 const&) = default;

private:
    struct half_angle {
        T sinc, cosine, slope;
    };
    // With h half of the norm of a: sin(h) / h, cos(h), (sin(h) / h - cos(h)) / h².
    static constexpr half_angle half_of(vec<T, 3> const& a) {
        T const square = T(0.25) * squared_norm(a), root = op::apply<op::sqrt_>(square);
        T const sinc = op::apply<op::sinc_of_root_>(square, root), cosine = op::apply<op::cos_of_root_>(square, root);
        return {sinc, cosine, op::apply<op::sinc_of_root_slope_>(square, sinc, cosine)};
    }
};

// First b, then a.
template <class A, class B>
constexpr so3<detail::product_type<A, B>> operator*(so3<A> const& a, so3<B> const& b) {
    auto const& [aw, ax, ay, az] = a.quaternion;
    auto const& [bw, bx, by, bz] = b.quaternion;
    return {{aw * bw - ax * bx - ay * by - az * bz, aw * bx + ax * bw + ay * bz - az * by, aw * by - ax * bz + ay * bw + az * bx, aw * bz + ax * by - ay * bx + az * bw}};
}
template <class A, class V>
constexpr auto operator*(so3<A> const& a, vec<V, 3> const& v) {
    return rotate_by_unit_quaternion(a.quaternion, v);
}
template <class A, class B>
constexpr se3<detail::product_type<A, B>> operator*(se3<A> const& a, se3<B> const& b) {
    return {a.rotation * b.rotation, a.rotation * b.translation + a.translation};
}
template <class A, class V>
constexpr auto operator*(se3<A> const& a, vec<V, 3> const& v) {
    return a.rotation * v + a.translation;
}

// What leads from a to b: a⁻¹ b.
template <template <class> class Group, class A, class B>
    requires(std::is_same_v<Group<A>, so3<A>> || std::is_same_v<Group<A>, se3<A>>)
constexpr auto between(Group<A> const& a, Group<B> const& b) {
    return a.inverse() * b;
}

// x exp(d), whose quaternion has norm 1 whatever rounding has done to x.
template <class X, class D>
constexpr auto retract(so3<X> const& x, vec<D, 3> const& d) {
    auto const moved = x * so3<D>::exp(d);
    return so3<detail::product_type<X, D>>{moved.quaternion / op::apply<op::sqrt_>(squared_norm(moved.quaternion))};
}
template <class X, class D>
constexpr auto retract(se3<X> const& x, vec<D, 6> const& d) {
    auto const step = se3<D>::exp(d);
    return se3<detail::product_type<X, D>>{retract(x.rotation, vec<D, 3>{d[3], d[4], d[5]}), x.rotation * step.translation + x.translation};
}

namespace detail {
    // The tangent space of what an argument may be. `project` takes the partial derivatives by the leaves of x to those by the coordinates.
    template <class X>
    struct tangent_space {
        static_assert(!std::is_class_v<X> || !std::is_aggregate_v<X> || requires { typename X::value_type; },
                      "typegrad: which members of this aggregate are rotations is not known; pass its members as arguments of their own");
        template <class T>
        using coordinates = rebind<X, T>;
        static constexpr std::size_t dimension = static_cast<std::size_t>(leaves<X>);
        static constexpr void project(X const&, auto const* by_leaf, auto* by_coordinate) {
            for (std::size_t i = 0; i < dimension; ++i) by_coordinate[i] = by_leaf[i];
        }
    };
    template <class S>
    struct tangent_space<so3<S>> {
        template <class T>
        using coordinates = vec<T, 3>;
        static constexpr std::size_t dimension = 3;
        // x exp(d) is x + x (0, d/2), to first order.
        static constexpr void project(so3<S> const& x, auto const* by_leaf, auto* by_coordinate) {
            auto const& [w, a, b, c] = x.quaternion;
            vec<S, 3> const axis{a, b, c};
            auto const moved = w * vec<S, 3>{by_leaf[1], by_leaf[2], by_leaf[3]} - by_leaf[0] * axis + cross(vec<S, 3>{by_leaf[1], by_leaf[2], by_leaf[3]}, axis);
            for (std::size_t i = 0; i < 3; ++i) by_coordinate[i] = S(0.5) * moved[i];
        }
    };
    template <class S>
    struct tangent_space<se3<S>> {
        template <class T>
        using coordinates = vec<T, 6>;
        static constexpr std::size_t dimension = 6;
        static constexpr void project(se3<S> const& x, auto const* by_leaf, auto* by_coordinate) {
            auto const moved = x.rotation.inverse() * vec<S, 3>{by_leaf[4], by_leaf[5], by_leaf[6]};
            for (std::size_t i = 0; i < 3; ++i) by_coordinate[i] = moved[i];
            tangent_space<so3<S>>::project(x.rotation, by_leaf, by_coordinate + 3);
        }
    };

    template <class Positions, class... A>
    struct differentiated {
        using type = std::tuple<A const&...>;
        static constexpr type of(A const&... a) { return {a...}; }
    };
    template <int... I, class... A>
    struct differentiated<positions<I...>, A...> {
        static constexpr auto of(A const&... a) { return std::forward_as_tuple(std::get<static_cast<std::size_t>(I)>(std::forward_as_tuple(a...))...); }
    };
    template <class X>
    using tangent_space_of = tangent_space<std::remove_cvref_t<X>>;

    // The derivatives by the coordinates of all arguments, from those by their leaves.
    template <class... X>
    constexpr void project_all(std::tuple<X...> const& x, auto const* by_leaf, auto* by_coordinate) {
        std::apply([&](auto const&... one) {
            ((tangent_space_of<decltype(one)>::project(one, by_leaf, by_coordinate), by_leaf += leaves<decltype(one)>, by_coordinate += tangent_space_of<decltype(one)>::dimension), ...);
        }, x);
    }

    template <class Positions, class Gradient>
    struct tangent_gradient_of {
        Gradient gradient;
        template <class... A>
        constexpr auto operator()(A const&... a) const {
            return projected(differentiated<Positions, A...>::of(a...), gradient(a...));
        }

    private:
        template <class... X, class G>
        static constexpr auto projected(std::tuple<X...> const& x, G const& g) {
            using T = scalar_of<G>;
            std::array<T, static_cast<std::size_t>(leaves<G>)> by_leaf{};
            std::array<T, (0 + ... + tangent_space_of<X>::dimension)> by_coordinate{};
            auto* to = by_leaf.data();
            each_leaf<G>(g, [&](T const& d) { *to++ = d; });
            project_all(x, by_leaf.data(), by_coordinate.data());
            auto const* from = by_coordinate.data();
            std::tuple<typename tangent_space<std::remove_cvref_t<X>>::template coordinates<T>...> result{};
            each_leaf<decltype(result)>(result, [&](T& d) { d = *from++; });
            if constexpr (sizeof...(X) == 1) return std::get<0>(result);
            else return result;
        }
    };
    template <class Positions, class Jacobian>
    struct value_and_tangent_jacobian_of {
        Jacobian value_and_jacobian;
        template <class... A>
        constexpr auto operator()(A const&... a) const {
            return projected(differentiated<Positions, A...>::of(a...), value_and_jacobian(a...));
        }

    private:
        template <class... X, class V, class T, std::size_t N, std::size_t M>
        static constexpr auto projected(std::tuple<X...> const& x, value_with_jacobian<V, std::array<std::array<T, N>, M>> const& at) {
            value_with_jacobian<V, std::array<std::array<T, (0 + ... + tangent_space_of<X>::dimension)>, M>> result{at.value, {}};
            for (std::size_t i = 0; i < M; ++i) project_all(x, at.jacobian[i].data(), result.jacobian[i].data());
            return result;
        }
    };
}

// tangent_gradient(f)(a, b, …): of a scalar function, in the tangent space of each argument that is a rotation or a pose, a vec of 3 or 6;
// by any other argument the gradient. Of one differentiated argument that, of several a tuple. tangent_gradient(f, wrt<0>): by that one.
template <class F>
constexpr auto tangent_gradient(F f) {
    using gradient_of_f = decltype(typegrad::gradient(f));
    return detail::tangent_gradient_of<void, gradient_of_f>{typegrad::gradient(f)};
}
template <class F, class Wrt>
constexpr auto tangent_gradient(F f, Wrt wrt) {
    using gradient_of_f = decltype(typegrad::gradient(f, wrt));
    return detail::tangent_gradient_of<decltype(wrt()), gradient_of_f>{typegrad::gradient(f, wrt)};
}

// value_and_tangent_jacobian(f)(a, b, …): { value, jacobian }, row-major, one column a coordinate of the arguments' tangent spaces.
template <class F>
constexpr auto value_and_tangent_jacobian(F f) {
    using jacobian_of_f = decltype(typegrad::value_and_jacobian(f));
    return detail::value_and_tangent_jacobian_of<void, jacobian_of_f>{typegrad::value_and_jacobian(f)};
}
template <class F, class Wrt>
constexpr auto value_and_tangent_jacobian(F f, Wrt wrt) {
    using jacobian_of_f = decltype(typegrad::value_and_jacobian(f, wrt));
    return detail::value_and_tangent_jacobian_of<decltype(wrt()), jacobian_of_f>{typegrad::value_and_jacobian(f, wrt)};
}

}

#include <typegrad/macros/restore.hpp>
