// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The verifier of programs, back/verify.hpp: it holds for the programs of the benchmark problems and of functions with branches, and
// finds each way in which a program can be broken. (All other tests are compiled with TYPEGRAD_VERIFY as well.)
#define BOOST_TEST_MODULE typegrad_programs
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/back/verify.hpp>
#include <typegrad/operations.hpp>

#include <array>
#include <cmath>
#include <tuple>
#include <type_traits>

#include "engines.hpp"
#include "problems.hpp"
#include "verify.hpp"

namespace {

namespace back = typegrad::back;
using typegrad::fast, typegrad::gradient, typegrad::hessian, typegrad::select, typegrad::value_and_gradient, typegrad::value_and_jacobian;

template <back::number_kind Numbers, class... A, class F>
constexpr bool is_verified(F) {
    return back::verify<back::compiled<typegrad::graph::made<typegrad::detail::recipe_of<F, double, A...>>, Numbers>>();
}
template <class... A, class F>
constexpr bool all_verified(F f) {
    return is_verified<back::number_kind::built_in, A...>(f) && is_verified<back::number_kind::of_class, A...>(f) && is_verified<back::number_kind::pack, A...>(f);
}

template <class Problem>
constexpr auto derivatives_of() {
    constexpr auto wrt = bench::differentiated_arguments<Problem>();
    if constexpr (bench::order_of<Problem> == 2) return hessian(Problem::primal, wrt);
    else if constexpr (bench::is_scalar_valued<Problem>) return value_and_gradient(Problem::primal, wrt);
    else return value_and_jacobian(Problem::primal, wrt);
}
template <class Problem, class... A>
constexpr bool verify_at(std::type_identity<std::tuple<A...>>) {
    return is_verified<back::number_kind::built_in, std::remove_cvref_t<A>...>(derivatives_of<Problem>());
}
template <class Problem>
inline constexpr bool problem_is_verified = verify_at<Problem>(std::type_identity<bench::point_of<Problem>>{});
template <class... Problem>
inline constexpr bool problems_are_verified = (problem_is_verified<Problem> && ...);

// A divisor in a branch that is one outside of it as well, on either side and behind other conditions.
constexpr auto one_branch = [](auto a, auto b) {
    auto const q = select(a > 5, cos(b) / b, a);
    return q * q * q + rsqrt(b);
};
constexpr auto nested = [](auto a, auto b, auto c) {
    auto const q = select(a > 5, (c - a) / b, select(a > 4, a / b, c));
    return q * q + 1 / (b * b) + a / b;
};
constexpr auto other_side = [](auto a, auto b, auto c) {
    auto const q = select(a > 5, c, sin(a) / b + exp(c) / b);
    return exp(q) * (c / b) + select(a > 5, exp(c) / b, sin(c) / (b * c)) / c;
};
constexpr auto again_on_one_condition = [](auto a, auto b, auto c) {
    auto const u = select(a > 0, exp(b) / c, c), v = sin(u) * b / c, w = select(!(a > 0), v / c, exp(b) / b);
    return u * v * w / c + 1 / c;
};
constexpr auto pairs = [](auto a, auto b) { return select(a > b, sin(a) * exp(b), cos(a) * exp(-b)) + sin(a) * select(a < 0, cos(a) * exp(a), b) + a / b; };
constexpr auto side_by_side = [](auto const& p) {
    auto s = p[0] * 0;
    for (std::size_t i = 0; i < 8; ++i) s += select(p[i] > 0.5, exp(p[i]) / p[(i + 1) % 8], p[i] * p[i]) * (p[(i + 2) % 8] / p[(i + 1) % 8]);
    return s;
};

// A program with one thing changed.
template <class P, auto Change>
struct broken {
    static constexpr auto program = [] {
        auto changed = P::program;
        Change(changed);
        return changed;
    }();
};
using branching = back::compiled<typegrad::graph::made<typegrad::detail::recipe_of<std::remove_const_t<decltype(gradient(one_branch))>, double, double, double>>>;
using in_lanes = back::compiled<typegrad::graph::made<typegrad::detail::recipe_of<std::remove_const_t<decltype(value_and_gradient(bench::lennard_jones<4>::primal))>, double, bench::lennard_jones<4>::positions>>>;
template <class P, auto Change>
constexpr bool is_found = !back::verify<broken<P, Change>>();

// The step that is the last one of the root, and the first one of a branch.
constexpr int last_of_root(auto const& p) {
    int last = 0;
    for (int s = p.blocks[0].first; s < p.blocks[0].last; ++s)
        if (p.segments[s].last > p.segments[s].first) last = p.segments[s].last - 1;
    return last;
}
constexpr int first_of_branch(auto const& p) {
    for (int s = p.blocks[0].first; s < p.blocks[0].last; ++s)
        if (p.segments[s].condition >= 0) return p.segments[p.blocks[p.segments[s].then_block].first].first;
    return -1;
}

}

BOOST_AUTO_TEST_CASE(programs_hold) {
    // One of each kind, in sizes that compile in moderate time.
    static_assert(problems_are_verified<bench::polynomial, bench::product_exponential, bench::black_scholes, bench::black_scholes_hessian, bench::sabr, bench::reprojection,
                                        bench::speelpenning<16>, bench::network, bench::lennard_jones<4>, bench::rosenbrock<8>, bench::helmholtz<4>, bench::robot_arm,
                                        bench::determinant<4>, bench::pendulum, bench::lorenz>);
    static_assert(all_verified<double, double>(gradient(one_branch)) && all_verified<double, double>(hessian(one_branch)) && all_verified<double, double>(gradient(one_branch, fast)));
    static_assert(all_verified<double, double, double>(gradient(nested)) && all_verified<double, double, double>(hessian(nested)));
    static_assert(all_verified<double, double, double>(gradient(other_side)) && all_verified<double, double, double>(hessian(other_side)));
    static_assert(all_verified<double, double, double>(gradient(again_on_one_condition)) && all_verified<double, double, double>(hessian(again_on_one_condition)));
    static_assert(all_verified<double, double>(gradient(pairs)) && all_verified<double, double>(hessian(pairs)));
    static_assert(all_verified<std::array<double, 8>>(value_and_gradient(side_by_side)));
}

BOOST_AUTO_TEST_CASE(a_broken_program_is_found) {
    static_assert(back::verify<branching>() && branching::program.segment_count > 1 && back::verify<in_lanes>());
    static_assert(!is_found<branching, [](auto&) {}>);
    // Read by a step before it is written, and never written.
    static_assert(is_found<branching, [](auto& p) { p.steps[0].a = p.steps[1].target; }>);
    static_assert(is_found<branching, [](auto& p) { p.steps[last_of_root(p)].operation = typegrad::code<typegrad::mul_>, p.steps[last_of_root(p)].b = p.steps[last_of_root(p)].target; }>);
    static_assert(is_found<branching, [](auto& p) { p.outputs[1] = p.values; }>);
    static_assert(is_found<branching, [](auto& p) { p.steps[0].a = -1; }>);
    // In a branch alone.
    static_assert(is_found<branching, [](auto& p) { p.outputs[0] = p.steps[first_of_branch(p)].target; }>);
    static_assert(is_found<branching, [](auto& p) {
        auto& last = p.steps[last_of_root(p)];
        last.a = p.steps[first_of_branch(p)].target;
    }>);
    // Not on both sides of a condition, or not on this one.
    static_assert(is_found<branching, [](auto& p) { p.segments[p.blocks[p.segments[p.blocks[0].first].else_block].first].last -= 1; }>);
    static_assert(is_found<branching, [](auto& p) { p.segments[p.blocks[0].first].condition = p.conditions; }>);
    // Written twice.
    static_assert(is_found<branching, [](auto& p) { p.steps[last_of_root(p)].target = p.steps[0].target; }>);
    static_assert(is_found<branching, [](auto& p) { p.steps[last_of_root(p)].target = 0; }>);
    // In lanes.
    if constexpr (in_lanes::program.lanes > 0) {
        static_assert(is_found<in_lanes, [](auto& p) {
            for (auto& s : p.steps)
                if (s.operation == back::extract_step) return void(s.a = p.lanes);
        }>);
        static_assert(is_found<in_lanes, [](auto& p) {
            for (auto& s : p.steps)
                if (s.operation == back::extract_step) return void(s.b = back::lane_count);
        }>);
        static_assert(is_found<in_lanes, [](auto& p) {
            for (auto& s : p.steps)
                if (s.operation == back::load_step || s.operation == back::gather_step) return void(s.a = p.input_count + p.literal_count);
        }>);
    }
}

// The same in numbers, with whatever is left on the stack in between.
BOOST_AUTO_TEST_CASE(values) {
    VERIFY(gradient(one_branch), (std::tuple{6.75, -0.69877124296868424}), 1.5, 0.8);
    VERIFY(gradient(nested), (std::tuple{1.25, -2 / (0.8 * 0.8 * 0.8) - 1.5 / 0.64, 0.6}), 1.5, 0.8, 0.3);
}
