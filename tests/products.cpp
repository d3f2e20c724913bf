// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Products with derivatives: jvp, vjp, hvp and what is made of them, at every depth.
#define BOOST_TEST_MODULE typegrad_products
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include <array>
#include <cmath>
#include <tuple>

#include "verify.hpp"

namespace {

using namespace typegrad;
namespace graphs = typegrad::graph;

constexpr auto cubic = [](auto x, auto y) { return x * x * y + y * y * y; };
constexpr auto pair_of = [](auto const& v) { return std::array{v[0] * v[1], v[1] * v[1] * v[0]}; };
constexpr auto wave = [](auto x, auto t) { return sin(x - 2 * t) * exp(-x * x); };
constexpr auto rosenbrock = [](auto const& x) {
    auto sum = 0 * x[0];
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        auto const valley = x[i + 1] - x[i] * x[i];
        sum += 100 * valley * valley + (1 - x[i]) * (1 - x[i]);
    }
    return sum;
};

template <class F, class... A>
consteval int weight_of(F, A const&...) {
    return pass::count(graphs::made<traced<F, double, A...>>::graph).weight;
}

}

BOOST_AUTO_TEST_CASE(along_a_tangent) {
    VERIFY(jvp(cubic), (value_with_tangent<double, double>{39, 27.5}), 2.0, 3.0, 1.0, 0.5);
    VERIFY(directional(cubic), 27.5, 2.0, 3.0, 1.0, 0.5);
    VERIFY(directional(cubic, wrt<0>), 12.0, 2.0, 3.0, 1.0);
    VERIFY(directional(cubic, wrt<1>), 31.0, 2.0, 3.0, 1.0);
    // All results of a function to several move in one sweep.
    static constexpr auto moved = jvp(pair_of)(std::array{2.0, 3.0}, std::array{1.0, 0.0});
    static_assert(moved.value == std::array{6.0, 18.0} && moved.tangent == std::array{3.0, 9.0});
    VERIFY(directional([](auto x) { return abs(x); }, kinks::right), 1.0, 0.0, 1.0);
    VERIFY(directional([](auto x) { return select(x > 0, sqrt(x), 0); }), 0.0, 0.0, 1.0);
}

BOOST_AUTO_TEST_CASE(back_from_a_cotangent) {
    static constexpr auto pulled = vjp(pair_of)(std::array{2.0, 3.0}, std::array{1.0, 10.0});
    static_assert(pulled.value == std::array{6.0, 18.0} && pulled.gradient == std::array{93.0, 122.0});
    auto const now = vjp(pair_of)(std::array{verify::hidden(2.0), 3.0}, std::array{1.0, 10.0});
    BOOST_TEST(now.gradient[0] == 93);
    // A scalar result, several arguments, some of them passive.
    static_assert(std::get<1>(vjp(cubic)(2.0, 3.0, 2.0).gradient) == 62);
    static_assert(vjp(cubic, wrt<1>)(2.0, 3.0, 2.0).gradient == 62);
    // A result that does not depend on the point.
    constexpr auto beside = [](auto x, auto y) { return vjp([y](auto a) { return std::array{a * a, y}; })(x, std::array{y, y}).gradient; };
    static_assert(gradient(beside)(2.0, 3.0) == std::tuple{6.0, 4.0});
    // One value twice.
    static_assert(vjp([](auto x) { return std::array{x * x, x * x}; })(3.0, std::array{1.0, 2.0}).gradient == 18);
    // A tuple of results of different shapes.
    constexpr auto both = [](auto x) { return std::tuple{x * x, std::array{x, 2 * x}}; };
    static_assert(vjp(both)(3.0, std::tuple{1.0, std::array{1.0, 1.0}}).gradient == 9);
}

BOOST_AUTO_TEST_CASE(hessian_times_vector) {
    static constexpr auto all = hvp(cubic)(2.0, 3.0, 1.0, 1.0);
    static_assert(all.value == 39 && all.gradient == std::tuple{12.0, 31.0} && all.product == std::tuple{10.0, 22.0});
    // Against the Hessian itself.
    constexpr std::array point{1.25, -0.5, 0.75, 2.0}, direction{0.5, -1.0, 2.0, 0.25};
    static constexpr auto product = hvp(rosenbrock)(point, direction).product;
    static constexpr auto matrix = hessian(rosenbrock)(point);
    for (std::size_t i = 0; i < 4; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < 4; ++j) sum += matrix[i][j] * direction[j];
        BOOST_TEST(product[i] == sum, boost::test_tools::tolerance(1e-14));
    }
    // It costs a few gradients, however many entries the Hessian has.
    using point_of_32 = std::array<double, 32>;
    constexpr int gradient_only = weight_of(value_and_gradient(rosenbrock), point_of_32{});
    constexpr int with_product = weight_of(hvp(rosenbrock), point_of_32{}, point_of_32{});
    static_assert(with_product <= 3 * gradient_only);
    BOOST_TEST_MESSAGE("weight of the gradient " << gradient_only << ", with the Hessian's product " << with_product);
}

BOOST_AUTO_TEST_CASE(sums_and_single_entries) {
    VERIFY(laplacian(cubic), 24.0, 2.0, 3.0);
    VERIFY(laplacian(cubic, wrt<1>), 18.0, 2.0, 3.0);
    static_assert(divergence(pair_of)(std::array{2.0, 3.0}) == 15);
    VERIFY((mixed_derivative<0, 1>(cubic)), 4.0, 2.0, 3.0);
    VERIFY((mixed_derivative<0, 0, 1>(cubic)), 2.0, 2.0, 3.0);
    VERIFY((mixed_derivative<1, 1, 1, 1>(cubic)), 0.0, 2.0, 3.0);
    // The Laplacian is the divergence of the gradient.
    static_assert(laplacian(rosenbrock)(std::array{1.0, 2.0, 3.0}) == divergence(gradient(rosenbrock))(std::array{1.0, 2.0, 3.0}));
}

BOOST_AUTO_TEST_CASE(any_nesting) {
    // The gradient of a Hessian–vector product is a third derivative.
    VERIFY(gradient([](auto x, auto y) { return std::get<0>(hvp(cubic)(x, y, 1, 0).product); }), (std::tuple{0.0, 2.0}), 2.0, 3.0);
    // A transform is a function like any other.
    static_assert(jvp(value_and_gradient(cubic))(2.0, 3.0, 1.0, 0.0).tangent.value == 12);
    static_assert(std::get<1>(jvp(gradient(cubic))(2.0, 3.0, 1.0, 0.0).tangent) == 4);
    static_assert(derivative(derivative(derivative([](auto x) { return x * x * x * x; })))(2.0) == 48);
    static_assert(hessian([](auto x, auto y) { return directional(cubic)(x, y, 1, 1); })(2.0, 3.0)[0][1] == 2);
    static_assert(std::get<0>(gradient([](auto x, auto y) { return laplacian(cubic)(x, y); })(2.0, 3.0)) == 0);
    static_assert(std::get<1>(gradient([](auto x, auto y) { return laplacian(cubic)(x, y); })(2.0, 3.0)) == 8);
    // What an inner function captures of the outer one is a constant to it.
    static_assert(derivative([](auto x) { return jvp([](auto y) { return y * y * y; })(x, x).tangent; })(2.0) == 36);
    static_assert(derivative([](auto x) { return jvp([=](auto y) { return y * x; })(x * x, x).tangent; })(2.0) == 4);
    static_assert(derivative([](auto x) { return x * vjp([=](auto y) { return x * y * y; })(x, 1).gradient; })(1.0) == 6);
    // A residual of a wave equation, differentiated in a parameter.
    constexpr auto residual = [](auto speed) {
        return mixed_derivative<1, 1>([=](auto x, auto t) { return sin(x - speed * t); })(0.5, 0.25) -
               speed * speed * mixed_derivative<0, 0>([=](auto x, auto t) { return sin(x - speed * t); })(0.5, 0.25);
    };
    BOOST_TEST(std::abs(derivative(residual)(verify::hidden(1.5))) < 1e-14);
    BOOST_TEST(std::get<1>(gradient(wave)(verify::hidden(0.5), 0.25)) == -2 * std::cos(0.5 - 0.5) * std::exp(-0.25), boost::test_tools::tolerance(1e-14));
}

// The value alone: each thing once, derivatives inside, every shape, inside of other transforms.
BOOST_AUTO_TEST_CASE(values) {
    using typegrad::evaluate, typegrad::fast, typegrad::operations;
    constexpr auto twice = [](auto x) { return exp(x) * x + exp(x); };
    static_assert(operations(evaluate(twice)).calls == 1);
    constexpr auto bent = [](auto x, auto y) { return typegrad::hessian([](auto a, auto b) { return sin(a * b) / b; })(x, y)[0][0] + x; };
    BOOST_TEST(evaluate(bent)(0.5, 0.75) == bent(0.5, 0.75));
    BOOST_TEST(evaluate(bent, fast)(0.5, 0.75) == bent(0.5, 0.75), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(typegrad::derivative([](auto x) { return x * evaluate([](auto t) { return t * t; })(x); })(2.0) == 12);
    constexpr auto parts = evaluate([](auto const& p, auto z) { return std::tuple{p[0] * z, p}; })(std::array{1.0, 2.0}, 3.0);
    static_assert(std::get<0>(parts) == 3 && std::get<1>(parts)[1] == 2);
    BOOST_TEST(evaluate(typegrad::with([](auto x, auto k) { return k * x; }, 3.0))(2.0f) == 6);
}
