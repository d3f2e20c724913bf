// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Shapes of arguments and results beyond arrays: Boost.Hana Structs, nested and with vectors in them, spans of static extent.
#define BOOST_TEST_MODULE typegrad_shapes
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/complex.hpp>
#include <typegrad/hana/struct.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/span.hpp>
#include <typegrad/tape.hpp>

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>

#include <array>
#include <complex>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "verify.hpp"

namespace {

using typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::jvp, typegrad::value_and_gradient, typegrad::vec, typegrad::vjp, typegrad::wrt;
using vec3 = vec<double, 3>;

// A Struct; one with a vector, an array of Structs and what is known by its type; one with another parameter; one with a tuple.
template <class T>
struct spring {
    BOOST_HANA_DEFINE_STRUCT(spring, (T, stiffness), (T, length));
};
template <class T>
struct body {
    using pair_of_springs = std::array<spring<T>, 2>;
    BOOST_HANA_DEFINE_STRUCT(body, (T, mass), (vec<T, 3>, place), (pair_of_springs, springs), (std::integral_constant<int, 2>, power));
};
template <class T, int Degree>
struct polynomial {
    using coefficients_type = std::array<T, Degree + 1>;
    BOOST_HANA_DEFINE_STRUCT(polynomial, (coefficients_type, coefficient));
};
template <class T>
struct measured {
    using with_error = std::pair<T, T>;
    BOOST_HANA_DEFINE_STRUCT(measured, (with_error, height), (T, time));
};

// One that is adapted from without, for each scalar.
template <class T>
struct point_of_plane {
    T x, y;
};

constexpr body<double> two_springs{2, {1, 0, -1}, {spring<double>{3, 1}, spring<double>{4, 0.5}}, {}};
constexpr vec3 gravity{0, 0, -10};

constexpr auto energy = [](auto const& b, auto const& g) {
    auto sum = -b.mass * dot(g, b.place);
    for (auto const& s : b.springs) {
        auto const stretched = squared_norm(b.place) - s.length;
        sum += s.stiffness * pow(stretched, b.power.value) / 2;
    }
    return sum;
};

}

BOOST_HANA_ADAPT_STRUCT(point_of_plane<double>, x, y);
BOOST_HANA_ADAPT_STRUCT(point_of_plane<typegrad::tracer<double>>, x, y);

// |place|² is 2, the stretches are 1 and 1.5.
BOOST_AUTO_TEST_CASE(structs) {
    static_assert(typegrad::leaves<body<double>> == 8 && std::is_same_v<typegrad::scalar_of<body<float>>, float>);
    constexpr auto check = [](auto const& slope) {
        return slope.mass == -10 && slope.place == vec3{18, 0, 2} && slope.springs[0].stiffness == 0.5 && slope.springs[0].length == -3 &&
               slope.springs[1].stiffness == 1.125 && slope.springs[1].length == -6;
    };
    constexpr auto slope = gradient(energy, wrt<0>)(two_springs, gravity);
    static_assert(std::is_same_v<decltype(slope), body<double> const> && check(slope));
    BOOST_TEST(check(gradient(energy, wrt<0>)(verify::hidden(two_springs), verify::hidden(gravity))));
    BOOST_TEST(check(typegrad::tape::gradient(energy, wrt<0>)(two_springs, gravity)));

    // Among others, passive, and in a tuple of gradients.
    static_assert(gradient(energy, wrt<1>)(two_springs, gravity) == vec3{-2, 0, 2});
    static_assert(check(std::get<0>(gradient(energy)(two_springs, gravity))));
    constexpr auto both = value_and_gradient(energy, wrt<0>)(two_springs, gravity);
    static_assert(both.value == -14 && check(both.gradient));
    // Leaves in the order of declaration.
    constexpr auto second = hessian(energy, wrt<0>)(two_springs, gravity);
    static_assert(second.size() == 8 && second[4][5] == -1 && second[6][7] == -1.5 && second[0][3] == 10);
}

BOOST_AUTO_TEST_CASE(structs_with_other_parameters) {
    constexpr auto value = [](auto const& p, auto x) {
        auto sum = p.coefficient.back();
        for (std::size_t i = p.coefficient.size() - 1; i-- > 0;) sum = sum * x + p.coefficient[i];
        return sum;
    };
    constexpr polynomial<double, 3> p{{1, 2, 3, 4}};
    static_assert(gradient(value, wrt<0>)(p, 2.0).coefficient == std::array{1.0, 2.0, 4.0, 8.0});
    static_assert(gradient(value, wrt<1>)(p, 2.0) == 62);

    constexpr auto speed = [](auto const& m) { return m.height.first / m.time + m.height.second; };
    constexpr auto slope = gradient(speed)(measured<double>{{6, 1}, 2});
    static_assert(slope.height == std::pair{0.5, 1.0} && slope.time == -1.5);

    constexpr auto distance = [](auto const& q) { return norm(vec{q.x, q.y}); };
    constexpr auto direction = gradient(distance)(point_of_plane<double>{3, 4});
    static_assert(std::is_same_v<decltype(direction), point_of_plane<double> const> && verify::near(direction.x, 3. / 5) && verify::near(direction.y, 4. / 5));
}

// As results, tangents and cotangents, and of a function that differentiates inside.
BOOST_AUTO_TEST_CASE(structs_as_results) {
    constexpr auto softened = [](auto const& s, auto by) {
        auto result = s;
        result.stiffness = s.stiffness * by;
        result.length = s.length + s.stiffness;
        return result;
    };
    constexpr spring<double> s{3, 1};
    static_assert(jacobian(softened)(s, 0.5) == std::array{std::array{0.5, 0.0, 3.0}, std::array{1.0, 1.0, 0.0}});
    constexpr auto moved = jvp(softened, wrt<0>)(s, 0.5, spring<double>{1, 2});
    static_assert(moved.value.stiffness == 1.5 && moved.tangent.stiffness == 0.5 && moved.tangent.length == 3);
    constexpr auto pulled = vjp(softened, wrt<0>)(s, 0.5, spring<double>{2, 1});
    static_assert(pulled.value.length == 4 && pulled.gradient.stiffness == 2 && pulled.gradient.length == 1);

    constexpr auto stored = [](auto const& t) { return t.stiffness * t.stiffness * t.length; };
    constexpr auto nested = [](auto const& t) {
        auto const inner = gradient([](auto const& u) { return u.stiffness * u.stiffness * u.length; })(t);
        return inner.stiffness * inner.length;  // 2 s l · s²
    };
    static_assert(gradient(stored)(s).stiffness == 6 && gradient(nested)(s).stiffness == 54 && gradient(nested)(s).length == 54);
}

BOOST_AUTO_TEST_CASE(spans) {
    static constexpr double numbers[] = {1, 2, 3};
    constexpr std::span<double const, 3> span(numbers);
    constexpr auto product = [](auto const& v) { return v[0] * v[1] * v[2]; };
    VERIFY(gradient(product), (std::array{6.0, 3.0, 2.0}), span);
    BOOST_TEST((typegrad::tape::gradient(product)(span) == std::array{6.0, 3.0, 2.0}));
    double changing[] = {1, 2, 3};
    BOOST_TEST((gradient(product)(std::span<double, 3>(changing)) == std::array{6.0, 3.0, 2.0}));
    static_assert(hessian(product)(span)[0] == std::array{0.0, 3.0, 2.0});
}

// A complex argument makes the call complex: of a function that is analytic in all arguments jointly, real ones too.
BOOST_AUTO_TEST_CASE(complex_among_real_arguments) {
    using complex = std::complex<double>;
    constexpr auto f = [](auto z, auto x, auto const& a) { return z * z * x + exp(z * a[1]) * a[0]; };
    complex const z{1, 2};
    auto const [by_z, by_x, by_a] = gradient(f)(z, 3.0, vec<double, 2>{0.5, 0.25});
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(by_x)>, complex> && std::is_same_v<std::remove_cvref_t<decltype(by_a)>, vec<complex, 2>>);
    auto const near = [](complex a, complex b) { return std::abs(a - b) <= 1e-14 * std::abs(b); };
    complex const e = std::exp(z * 0.25);
    BOOST_TEST((near(by_z, 6. * z + 0.125 * e) && near(by_x, z * z) && near(by_a[0], e) && near(by_a[1], 0.5 * z * e)));

    auto const slope = gradient([](auto const& v) { return dot(v, v) * v[0]; })(vec<complex, 2>{z, complex{0, 1}});
    BOOST_TEST((near(slope[0], 3. * z * z - 1.) && near(slope[1], 2. * z * complex{0, 1})));
    auto const solved = jacobian([](auto const& m) { return solve(m, vec3{1, 2, 3}); })(typegrad::mat<complex, 3, 3>{z, 0, 0, 0, 2, 0, 0, 0, 3});
    BOOST_TEST(near(solved[0][0], -1. / (z * z)));
}

// Aggregates without a macro: with arrays, vectors, aggregates, and what is known by its type.
namespace {

template <class T>
struct place {
    T east, north;
};
template <class T, int Degree>
struct curve {
    std::array<T, Degree + 1> coefficient;
    place<T> origin;
    std::integral_constant<int, Degree> degree;
    vec<T, 2> direction;
};
template <class T>
struct sixteen {
    T a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
};

constexpr auto height = [](auto const& line, auto const& at) {
    auto const t = (at.east - line.origin.east) * line.direction[0] + (at.north - line.origin.north) * line.direction[1];
    auto sum = line.coefficient[0];
    for (std::size_t i = 1; i <= decltype(line.degree)::value; ++i) sum = sum * t + line.coefficient[i];
    return sum;
};
constexpr auto turned = [](auto const& p) { return place<std::remove_cvref_t<decltype(p.east)>>{p.north, -p.east * p.north}; };
constexpr curve<double, 2> parabola{{2, 3, 4}, {1, 1}, {}, {1, 0}};

}

BOOST_AUTO_TEST_CASE(aggregates) {
    static_assert(typegrad::leaves<curve<double, 2>> == 7 && typegrad::leaves<sixteen<float>> == 16);
    static_assert(height(parabola, place<double>{3, 5}) == 18);
    auto const at = verify::hidden(place<double>{3, 5});
    auto const [by_line, by_place] = gradient(height)(parabola, at);
    static_assert(std::is_same_v<std::remove_const_t<decltype(by_line)>, curve<double, 2>>);
    BOOST_TEST((by_line.coefficient == std::array{4.0, 2.0, 1.0}));
    BOOST_TEST(by_line.origin.east == -11);
    BOOST_TEST(by_line.direction[1] == 44);
    BOOST_TEST(by_place.east == 11);
    BOOST_TEST(by_place.north == 0);
    constexpr auto slope = gradient(height, wrt<1>)(parabola, place<double>{3, 5});
    static_assert(slope.east == 11 && slope.north == 0);
    BOOST_TEST(typegrad::hvp(height, wrt<1>)(parabola, at, place<double>{1, 0}).product.east == 4);
    BOOST_TEST(hessian(height, wrt<1>)(parabola, at)[0][0] == 4);
    BOOST_TEST(typegrad::tape::gradient(height, wrt<1>)(parabola, at).east == 11);
    BOOST_TEST(gradient([](auto const& all) { return all.a * all.p; })(sixteen<float>{2, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 3}).p == 2);

    auto const moved = jvp(turned)(at, place<double>{1, 0});
    BOOST_TEST(moved.value.north == -15);
    BOOST_TEST(moved.tangent.north == -5);
    BOOST_TEST(vjp(turned)(at, place<double>{0, 1}).gradient.north == -3);
    BOOST_TEST((jacobian(turned)(at) == std::array{std::array{0.0, 1.0}, std::array{-5.0, -3.0}}));
    BOOST_TEST(typegrad::derivative(typegrad::with([](auto x, auto const& p) { return x * x * p.north; }, at))(2.0) == 20);
    constexpr auto nested = [](auto const& p) { return gradient(height, wrt<1>)(parabola, p).east * p.north; };
    BOOST_TEST(gradient(nested)(at).east == 20);
}
