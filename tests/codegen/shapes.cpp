// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The gradient by a vec, a Struct and a span is the code of the gradient by an array: a rotated point's distance from another.
#include <typegrad.hpp>
#include <typegrad/hana/struct.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/span.hpp>

#include <boost/hana/define_struct.hpp>

#include <array>
#include <span>

namespace {
using typegrad::gradient, typegrad::vec;
using six = std::array<double, 6>;

template <class T>
struct pose {
    BOOST_HANA_DEFINE_STRUCT(pose, (vec<T, 3>, rotation), (vec<T, 3>, point));
};

constexpr auto length = [](auto const& rotation, auto const& point) { return norm(rotate_by_axis_angle(rotation, point) - vec<double, 3>{1, 2, 3}); };
constexpr auto by_six = [](auto const& v) { return length(vec{v[0], v[1], v[2]}, vec{v[3], v[4], v[5]}); };
constexpr auto by_pose = [](auto const& p) { return length(p.rotation, p.point); };
}

// instructions: 1
extern "C" void typegrad_vec(vec<double, 6> const& at, vec<double, 6>& slope) { slope = gradient(by_six)(at); }
extern "C" void hand_vec(six const& at, six& slope) { slope = gradient(by_six)(at); }
// instructions: 1
extern "C" void typegrad_struct(pose<double> const& at, pose<double>& slope) { slope = gradient(by_pose)(at); }
extern "C" void hand_struct(six const& at, six& slope) { slope = gradient(by_six)(at); }
// instructions: 1
extern "C" void typegrad_span(double const* at, six& slope) { slope = gradient(by_six)(std::span<double const, 6>(at, 6)); }
extern "C" void hand_span(six const& at, six& slope) { slope = gradient(by_six)(at); }
