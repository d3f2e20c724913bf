// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What second derivatives of real problems cost, in operations, against the gradient with its value.
#define BOOST_TEST_MODULE typegrad_second_order_costs
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include <array>

#include "problems/black_scholes_hessian.hpp"
#include "problems/determinant.hpp"
#include "problems/helmholtz.hpp"
#include "problems/lennard_jones.hpp"
#include "problems/network.hpp"
#include "problems/rosenbrock.hpp"
#include "problems/sabr.hpp"
#include "problems/speelpenning.hpp"

namespace {

using namespace typegrad;
using std::array;

template <class Problem, class... Point>
consteval double hessian_product_per_gradient() {
    return static_cast<double>(operations<Point...>(hvp(Problem::primal)).total()) / operations<Point...>(value_and_gradient(Problem::primal)).total();
}

}

// Value, gradient and the Hessian times a vector: at most three gradients.
BOOST_AUTO_TEST_CASE(hessian_times_vector) {
    static_assert(hessian_product_per_gradient<bench::black_scholes, double, double, double, double, double>() <= 3);
    static_assert(hessian_product_per_gradient<bench::lennard_jones<4>, bench::lennard_jones<4>::positions>() <= 3);
    static_assert(hessian_product_per_gradient<bench::rosenbrock<8>, array<double, 8>>() <= 3);
    static_assert(hessian_product_per_gradient<bench::helmholtz<4>, array<double, 4>>() <= 3);
    using network = bench::network;
    using parameters = array<double, network::size>;
    static_assert(operations<parameters, array<double, 4>, double>(hvp(network::primal, wrt<0>)).total() <=
                  3 * operations<parameters, array<double, 4>, double>(value_and_gradient(network::primal, wrt<0>)).total());
    static_assert(hessian_product_per_gradient<bench::determinant<3>, array<array<double, 3>, 3>>() <= 3);
}

// Where a gradient is all products, each of them has a tangent of two products and a sum: four gradients in all, and three where
// a product and a sum are one fused operation. Gates, behind which the power's derivatives are 0 by structure, count as well; and
// a gradient that nobody differentiates has forms that the one with a tangent cannot have (136 operations, not 156).
BOOST_AUTO_TEST_CASE(hessian_times_vector_of_products) {
    static_assert(hessian_product_per_gradient<bench::speelpenning<16>, array<double, 16>>() <= 4);
    static_assert(hessian_product_per_gradient<bench::determinant<4>, array<array<double, 4>, 4>>() <= 3.1);
    static_assert(hessian_product_per_gradient<bench::sabr, double, double, double, double, double, double, double>() <= 3.69);
}

// All 25 second derivatives of Black and Scholes' price: no more calls than the gradient with the value, and no more time than
// three of it by the table's costs.
BOOST_AUTO_TEST_CASE(black_scholes) {
    using point_of_5 = array<double, 5>;
    constexpr auto price = bench::black_scholes_hessian::primal;
    constexpr auto gradient_alone = operations<point_of_5>(value_and_gradient(price)), all = operations<point_of_5>(hessian(price));
    static_assert(all.weight <= 3 * gradient_alone.weight && all.calls <= gradient_alone.calls);
    BOOST_TEST_MESSAGE("the gradient takes " << gradient_alone.total() << " operations, the Hessian " << all.total());
    static_assert(all.total() < 220);
}
