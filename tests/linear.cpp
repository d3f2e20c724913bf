// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Small vectors and matrices: their algebra, their derivatives by both engines, and what these cost.
#define BOOST_TEST_MODULE typegrad_linear
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cmath>
#include <tuple>
#include <type_traits>

#include "verify.hpp"

namespace {

using typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::jvp, typegrad::mat, typegrad::operations, typegrad::value_and_gradient, typegrad::vec;
using vec2 = vec<double, 2>;
using vec3 = vec<double, 3>;
using mat2 = mat<double, 2, 2>;
using mat3 = mat<double, 3, 3>;
using mat4 = mat<double, 4, 4>;

constexpr vec3 a{1, 2, 3}, b{-2, 0.5, 4};
constexpr mat2 m2{2, 1,
                  -3, 4};
constexpr mat3 m3{2, -1, 0.5,
                  1, 3, -2,
                  0.25, 4, 1};
constexpr mat4 m4{2, -1, 0.5, 1,
                  1, 3, -2, 0.25,
                  0.25, 4, 1, -1,
                  -0.5, 2, 1, 4};

// The gradient at compile time, at run time and from the tape is the same.
#define VERIFY_GRADIENT(f, expected, ...)                                                                  \
    do {                                                                                                   \
        constexpr auto function = f;                                                                       \
        VERIFY_AS("gradient: " #f, gradient(function), expected, __VA_ARGS__);                             \
        BOOST_TEST(verify::near(typegrad::tape::gradient(function)(__VA_ARGS__), expected), #f);           \
    } while (false)

}

BOOST_AUTO_TEST_CASE(vectors) {
    VERIFY([](auto x, auto y) { return x + y; }, (vec3{-1, 2.5, 7}), a, b);
    VERIFY([](auto x, auto y) { return x - y; }, (vec3{3, 1.5, -1}), a, b);
    VERIFY([](auto x) { return 2 * -x + x * 0.5 - x / 4; }, (vec3{-1.75, -3.5, -5.25}), a);
    VERIFY([](auto x, auto y) { x += y; x -= 2 * y; x *= 3; x /= 2; return x; }, (vec3{4.5, 2.25, -1.5}), a, b);
    VERIFY([](auto x) { return std::tuple(sum(x), prod(x), mean(x), squared_norm(x)); }, (std::tuple(6.0, 6.0, 2.0, 14.0)), a);
    VERIFY([](auto x, auto y) { return dot(x, y); }, 11.0, a, b);
    VERIFY([](auto x, auto y) { return cross(x, y); }, (vec3{6.5, -10, 4.5}), a, b);
    VERIFY([](auto x) { return norm(x); }, 7.0, (vec3{2, 3, 6}));

    auto const [x, y, z] = a;
    BOOST_TEST((x == 1 && y == 2 && z == 3));
    static_assert(vec{1.0, 2, 3} == a && a != b);
    double total = 0;
    for (double const element : a) total += element;
    BOOST_TEST(total == 6);
    // Numbers of two kinds: an element is what the operation gives.
    static_assert(std::is_same_v<decltype(vec<float, 2>{1, 2} + vec2{1, 2}), vec2>);
}

BOOST_AUTO_TEST_CASE(gradients_of_vectors) {
    VERIFY_GRADIENT([](auto const& x) { return sum(x); }, (vec3{1, 1, 1}), a);
    VERIFY_GRADIENT([](auto const& x) { return prod(x); }, (vec3{0, -3, 0}), (vec3{-1, 0, 3}));
    VERIFY_GRADIENT([](auto const& x) { return mean(x); }, (vec3{1. / 3, 1. / 3, 1. / 3}), a);
    VERIFY_GRADIENT([](auto const& x, auto const& y) { return dot(x, y); }, (std::tuple{b, a}), a, b);
    VERIFY_GRADIENT([](auto const& x, auto const& y) { return cross(x, y)[0]; }, (std::tuple{vec3{0, 4, -0.5}, vec3{0, -3, 2}}), a, b);
    VERIFY_GRADIENT([](auto const& x) { return norm(x); }, (vec3{2. / 7, 3. / 7, 6. / 7}), (vec3{2, 3, 6}));
    // A number beside a traced vector, a plain vector beside it, and a vec that is made of traced values.
    VERIFY_GRADIENT([](auto const& x) { return sum(vec{x[0] * x[1], 2 * x[2]} / 4 + vec2{1, 2} * x[0]); }, (vec3{3.5, 0.25, 0.5}), a);
}

BOOST_AUTO_TEST_CASE(norms_at_zero) {
    constexpr auto length = [](auto const& x) { return norm(x); };
    constexpr auto square = [](auto const& x) { return squared_norm(x); };
    VERIFY_GRADIENT(length, (vec3{0, 0, 0}), (vec3{0, 0, 0}));
    constexpr double none = std::numeric_limits<double>::quiet_NaN();  // a cone has no second derivative at its tip
    VERIFY(hessian(length), (std::array<std::array<double, 3>, 3>{{{none, none, none}, {none, none, none}, {none, none, none}}}), (vec3{0, 0, 0}));
    VERIFY(hessian(length), (std::array{std::array{16. / 125, -12. / 125}, std::array{-12. / 125, 9. / 125}}), (vec2{3, 4}));
    VERIFY(hessian(square), (std::array{std::array{2., 0.}, std::array{0., 2.}}), (vec2{0, 0}));
}

BOOST_AUTO_TEST_CASE(matrices) {
    constexpr mat<double, 2, 3> m{1, 2, 3,
                                  4, 5, 6};
    static_assert(m(1, 2) == 6 && m[1][0] == 4 && m.row(1) == vec3{4, 5, 6} && m.column(1) == vec2{2, 5});
    static_assert(from_rows(vec3{1, 2, 3}, vec3{4, 5, 6}) == m && from_columns(vec2{1, 4}, vec2{2, 5}, vec2{3, 6}) == m);
    static_assert(mat2::identity() == mat2{1, 0, 0, 1});
    VERIFY([](auto x) { return 2 * -x + x * 0.5 - x / 4 + x; }, (mat2{-1.5, -0.75, 2.25, -3}), m2);
    VERIFY([](auto x) { x += x; x -= 3 * x; x *= 3; x /= 2; return x; }, (mat2{-12, -6, 18, -24}), m2);
    VERIFY([](auto x, auto y) { return x * y; }, (vec2{14, 32}), m, a);
    VERIFY([](auto x) { return x * transpose(x); }, (mat2{14, 32, 32, 77}), m);
    VERIFY([](auto x) { return trace(x); }, 6.0, m3);
    VERIFY([](auto x, auto y) { return outer(x, y); }, (mat<double, 2, 3>{1, 2, 3, 2, 4, 6}), (vec2{1, 2}), a);
    // d tr(X Y) = Yᵀ dX, Xᵀ dY
    constexpr auto inner = [](auto const& x, auto const& y) { return trace(x * y); };
    VERIFY_GRADIENT(inner, (std::tuple{transpose(m3), transpose(m3)}), m3, m3);
    // Results are shapes as well.
    constexpr auto twice = typegrad::value_and_jacobian([](auto const& x, auto const& y) { return x * y; }, typegrad::wrt<1>)(m2, vec2{1, 2});
    static_assert(std::is_same_v<std::remove_cvref_t<decltype(twice.value)>, vec2> && twice.value == vec2{4, 5} && twice.jacobian[1] == std::array{-3.0, 4.0});
}

namespace {

constexpr auto determinant_of = [](auto const& m) { return determinant(m); };
constexpr auto inverse_of = [](auto const& m) { return inverse(m); };
constexpr auto solution = [](auto const& m, auto const& x) { return solve(m, x); };

template <std::size_t N>
constexpr double largest(mat<double, N, N> const& m) {
    double size = 0;
    for (double const x : m.element) size = x > size ? x : -x > size ? -x : size;
    return size;
}

// By their definitions: m⁻¹ m = 1, d det = det tr(m⁻¹ dm), d(m⁻¹) = -m⁻¹ dm m⁻¹, and of solutions m dx = db - dm x.
template <std::size_t N>
constexpr bool consistent(mat<double, N, N> const& m) {
    using vector = vec<double, N>;
    using matrix = mat<double, N, N>;
    matrix direction{};
    vector right{}, change{};
    for (std::size_t i = 0; i < N * N; ++i) direction.element[i] = static_cast<double>(i * i % 7) - 2.5;
    for (std::size_t i = 0; i < N; ++i) right[i] = 1.0 + static_cast<double>(i), change[i] = 2.0 - static_cast<double>(i * i);

    matrix const inverted = inverse(m);
    vector const x = solve(m, right);
    auto const slope = gradient(determinant_of)(m);
    auto const shifted = jvp(solution)(m, right, direction, change);
    if constexpr (N < 4) {
        auto const moved = jvp(inverse_of)(m, direction);
        if (largest(moved.value - inverted) > 1e-15 || largest(moved.tangent + inverted * direction * inverted) > 1e-13) return false;
    }
    return largest(inverted * m - matrix::identity()) < 1e-14 && norm(m * x - right) < 1e-14 && largest(solve(m, m) - matrix::identity()) < 1e-14 &&
           largest(transpose(slope) - determinant(m) * inverted) < 1e-13 && norm(shifted.value - x) < 1e-15 &&
           norm(m * shifted.tangent - (change - direction * x)) < 1e-13;
}

}

BOOST_AUTO_TEST_CASE(inverses) {
    static_assert(determinant(mat<double, 1, 1>{3}) == 3 && determinant(m2) == 11);
    static_assert(verify::near(determinant(m3), 25.125) && verify::near(determinant(m4), 123.0));
    static_assert(consistent(mat<double, 1, 1>{4}) && consistent(m2) && consistent(m3) && consistent(m4));
    BOOST_TEST((consistent(verify::hidden(mat<double, 1, 1>{4})) && consistent(verify::hidden(m2)) && consistent(verify::hidden(m3)) && consistent(verify::hidden(m4))));
    // A row with a zero pivot is no exception.
    static_assert(solve(mat3{0, 1, 0, 0, 0, 1, 1, 0, 0}, a) == vec3{3, 1, 2});
    BOOST_TEST(verify::near(typegrad::tape::gradient(determinant_of)(m4), gradient(determinant_of)(m4)));
    constexpr auto energy = [](auto const& m, auto const& x) { return squared_norm(solve(m, x)); };
    BOOST_TEST(verify::near(typegrad::tape::gradient(energy)(m3, a), gradient(energy)(m3, a)));
    // The Hessian of a determinant: of two rows constant, of three linear.
    static_assert(hessian(determinant_of)(m2)[0] == std::array{0.0, 0.0, 0.0, 1.0} && hessian(determinant_of)(m3)[0][4] == m3(2, 2));
}

namespace beside {
// A user's own functions of these names, for types of the user's own, where all of typegrad is in scope.
using namespace typegrad;
struct field {
    double strength;
};
constexpr double norm(field f) { return f.strength; }
constexpr double dot(field f, field g) { return f.strength * g.strength; }
template <class T>
constexpr auto sum(std::array<T, 2> const& a) {
    return a[0] + a[1];
}
constexpr auto all = [](auto const& x) { return norm(x) + dot(x, x) + sum(std::array{x[0], x[1]}) + norm(field{2}) + dot(field{2}, field{3}) + typegrad::sum(x); };
}

BOOST_AUTO_TEST_CASE(names) {
    static_assert(beside::all(vec2{3, 4}) == 5 + 25 + 7 + 2 + 6 + 7 && gradient(beside::all)(vec2{0, 0}) == vec2{2, 2});
}

BOOST_AUTO_TEST_CASE(costs) {
    constexpr auto energy = [](auto const& m, auto const& x) { return squared_norm(solve(m, x)); };
    static_assert(operations<mat3>(determinant_of).multiplications == 9 && operations<mat4>(determinant_of).multiplications == 30);
    static_assert(operations<mat3>(inverse_of).total() == 42 && operations<mat4>(inverse_of).total() == 144);
    static_assert(operations<mat3>(inverse_of).divisions == 1 && operations<mat4>(inverse_of).divisions == 1);
    static_assert(operations<mat3, vec3>(solution).total() == 51 && operations<mat4, vec<double, 4>>(solution).total() == 160);
    static_assert(operations<mat4, vec<double, 4>>(value_and_gradient(energy)).divisions == 1);
    static_assert(operations<mat3>(gradient(determinant_of)).multiplications == 18);  // the nine cofactors
    static_assert(operations<vec3>(value_and_gradient([](auto const& x) { return norm(x); })).divisions == 1);
}
