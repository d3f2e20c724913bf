// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// All problems, in the order of the tables. Each is one generic function, `primal`, with
//   hand_written             by a careful engineer: the primal's arithmetic, value bit for bit, and all shared that can be;
//   hand_written_by_expert   by one who reassociates freely, short of identities that the problem's own theory alone gives;
//                            a problem without it says why its first form is the expert's too;
//   sample                   a point; the same for all engines.
// A primal names the type of what it keeps: that of its inputs, or kept() in formulas (bench/kept.hpp); `auto` would keep an
// unevaluated expression of a library that has such. It starts sums from scalar(0), as some constructors are explicit.
#pragma once

#include <tuple>

#include "problems/black_scholes.hpp"
#include "problems/black_scholes_hessian.hpp"
#include "problems/bradley_terry.hpp"
#include "problems/determinant.hpp"
#include "problems/garch.hpp"
#include "problems/geodetic.hpp"
#include "problems/helmholtz.hpp"
#include "problems/kalman.hpp"
#include "problems/lennard_jones.hpp"
#include "problems/matern.hpp"
#include "problems/network.hpp"
#include "problems/oblate_potential.hpp"
#include "problems/peng_robinson.hpp"
#include "problems/point_to_plane.hpp"
#include "problems/polynomial.hpp"
#include "problems/product_exponential.hpp"
#include "problems/reprojection.hpp"
#include "problems/robot_arm.hpp"
#include "problems/rosenbrock.hpp"
#include "problems/runge_kutta.hpp"
#include "problems/sabr.hpp"
#include "problems/sampson.hpp"
#include "problems/sersic.hpp"
#include "problems/speelpenning.hpp"
#include "problems/stillinger_weber.hpp"
#include "problems/truss.hpp"

namespace bench {

// What is compiled together: each group is a translation unit of its own, and bench/meson.build says how many there are.
template <class... Problems>
struct group {};

using groups = std::tuple<
    group<polynomial, product_exponential>,
    group<black_scholes>,
    group<black_scholes_hessian>,
    group<sabr>,
    group<reprojection>,
    group<speelpenning<4>, speelpenning<8>, speelpenning<16>, speelpenning<32>, speelpenning<64>>,
    group<network>,
    group<lennard_jones<3>, lennard_jones<4>, lennard_jones<6>>,
    group<rosenbrock<2>, rosenbrock<4>, rosenbrock<8>, rosenbrock<16>, rosenbrock<32>, rosenbrock<64>>,
    group<helmholtz<4>, helmholtz<8>, helmholtz<16>>,
    group<robot_arm>,
    group<determinant<3>, determinant<4>, determinant<5>>,
    group<pendulum, lorenz>,
    group<stillinger_weber, matern>,
    group<kalman, garch>,
    group<peng_robinson, sersic>,
    group<sampson, oblate_potential>,
    group<geodetic, truss>,
    group<bradley_terry, point_to_plane>>;

}  // namespace bench
