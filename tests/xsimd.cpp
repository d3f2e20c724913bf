// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Packs: each lane is what the same point gives alone.
#define BOOST_TEST_MODULE typegrad_xsimd
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/xsimd.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "domains.hpp"

namespace {

using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::value_and_gradient;

template <class T>
using pack = xsimd::batch<T>;

template <class T>
std::array<T, pack<T>::size> lanes(pack<T> const& p) {
    std::array<T, pack<T>::size> lane{};
    p.store_unaligned(lane.data());
    return lane;
}
template <class T>
pack<T> steps(T first, T step) {
    std::array<T, pack<T>::size> lane{};
    for (std::size_t i = 0; i < lane.size(); ++i) lane[i] = first + static_cast<T>(i) * step;
    return pack<T>::load_unaligned(lane.data());
}

// xsimd's functions have errors of their own, of some units in the last place.
template <class T>
bool near(T a, T b) {
    return a == b || std::abs(a - b) <= 32 * std::numeric_limits<T>::epsilon() * std::abs(b);
}

template <class T, class F>
void check(F f, pack<T> x, pack<T> y) {
    auto const [value, partials] = value_and_gradient(f)(x, y);
    auto const of_value = lanes<T>(value), dx = lanes<T>(std::get<0>(partials)), dy = lanes<T>(std::get<1>(partials));
    for (std::size_t i = 0; i < pack<T>::size; ++i) {
        T const at_x = lanes<T>(x)[i], at_y = lanes<T>(y)[i];
        auto const [alone, partials_alone] = value_and_gradient(f)(at_x, at_y);
        BOOST_TEST(near(of_value[i], alone), "value in lane " << i << ": " << of_value[i] << ", alone " << alone);
        BOOST_TEST(near(dx[i], std::get<0>(partials_alone)), "first partial in lane " << i << ": " << dx[i] << ", alone " << std::get<0>(partials_alone));
        BOOST_TEST(near(dy[i], std::get<1>(partials_alone)), "second partial in lane " << i << ": " << dy[i] << ", alone " << std::get<1>(partials_alone));
    }
}

constexpr auto smooth = [](auto x, auto y) { return erf(x) * sin(y) * cos(y) + pow(x, 3) / y + sqrt(x) * log(x + y) + atan2(x, y) + tanh(x - y); };
constexpr auto branching = [](auto x, auto y) { return select(x > y, x * exp(x) * sin(x), y / x) + max(x, y) * min(x, 2.0) + abs(x - y) + select(x < 1 && y < 2, x, x * x); };
// Whose limits are the number's, not the pack's: std::numeric_limits knows nothing of that.
constexpr auto of_any_size = [](auto x, auto y) {
    using namespace typegrad::op;
    return softsign(x) * y + midpoint(x, y) * rsqrt(y) + log1p_exp(x - y) + log_sum_exp(x, y) + sigmoid(x) * cbrt(y) + log_cauchy_pdf(x) * pow(x, y) + hypot(x, y);
};
// By the angle 0 in the first lane, and by more in the others.
constexpr auto turned = [](auto x, auto y) { return sum(rotate_by_axis_angle(typegrad::vec{x, x * y, x + x}, typegrad::vec<double, 3>{1, 2, -1})); };

}

BOOST_AUTO_TEST_CASE(lanes_are_points) {
    check<double>(smooth, steps(0.3, 0.7), steps(1.1, 0.2));
    check<double>(branching, steps(0.3, 0.7), steps(1.1, 0.2));
    check<double>(turned, steps(0.0, 1.5), steps(1.1, 0.2));
    check<double>(of_any_size, steps(0.3, 0.7), steps(1.1, 0.2));
    check<float>(of_any_size, steps(0.3f, 0.2f), steps(1.1f, 0.1f));
    check<double>([](auto x, auto y) { return atan2(x, y); }, steps(1e200, -1e200), steps(2e-300, 3e200));
    check<float>(smooth, steps(0.3f, 0.2f), steps(1.1f, 0.1f));
    check<float>(branching, steps(0.3f, 0.2f), steps(1.1f, 0.1f));
}

// A branch that a lane does not take contributes nothing to it, though it is computed.
BOOST_AUTO_TEST_CASE(closed_gates) {
    auto const guarded = derivative([](auto x) { return select(x > 0, sqrt(x), 0); })(steps(-1.0, 0.5));
    auto const expected = [](double x) { return x > 0 ? 0.5 / std::sqrt(x) : 0; };
    for (std::size_t i = 0; i < pack<double>::size; ++i) BOOST_TEST(lanes<double>(guarded)[i] == expected(-1.0 + 0.5 * static_cast<double>(i)));
    auto const at_kink = derivative([](auto x) { return abs(x); })(steps(-0.5, 0.5));
    for (std::size_t i = 0; i < pack<double>::size; ++i) BOOST_TEST(lanes<double>(at_kink)[i] == (i == 0 ? -1.0 : i == 1 ? 0.0 : 1.0));
}

BOOST_AUTO_TEST_CASE(higher_order_and_arrays) {
    auto const curvature = hessian([](auto x) { return x * x * x; })(steps(1.0, 1.0))[0][0];
    for (std::size_t i = 0; i < pack<double>::size; ++i) BOOST_TEST(lanes<double>(curvature)[i] == 6 * (1.0 + static_cast<double>(i)));
    std::array<pack<double>, 3> const point{steps(1.0, 1.0), steps(2.0, 0.5), pack<double>(3.0)};
    auto const product = gradient([](auto const& v) { return v[0] * v[1] * v[2]; })(point);
    BOOST_TEST(lanes<double>(product[2])[1] == 2.0 * 2.5);
    // A number beside packs is the same for all lanes.
    BOOST_TEST(lanes<double>(std::get<1>(gradient([](auto x, auto k) { return k * x; })(steps(1.0, 1.0), 2.0)))[1] == 2.0);
}

namespace {

namespace op = typegrad::op;

// Operands of an operation: ordinary ones, and everything that a number can be.
template <class T>
std::vector<std::array<T, 3>> operands(op::interval const (&tame)[3], bool const (&is_integer)[3], op::kind const (&kinds)[3]) {
    using limits = std::numeric_limits<T>;
    T const special[]{0, T(-0.0), 1, -1, T(0.5), T(-1.5), 3, 20, -20, limits::infinity(), -limits::infinity(), limits::quiet_NaN(), limits::denorm_min(), -limits::denorm_min(), limits::min() / 3,
                      limits::min(), limits::max(), -limits::max(), limits::max() / 2, T(88.5), T(-88.5), T(-104), T(709.5), T(-708.9), T(-746), T(308.2), T(-308.3), T(1023.5), T(-1023.5), limits::epsilon(), 1 / limits::epsilon(), T(1e19)};
    std::vector<std::array<T, 3>> all(4000);
    domains::uniform random(1);
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t k = 0; k < 3; ++k) {
            double const ordinary = random(tame[k]);
            if (kinds[k] == op::kind::condition) all[i][k] = static_cast<T>(random(2));
            else if (is_integer[k]) all[i][k] = static_cast<T>(std::round(ordinary));
            else if (i < all.size() / 2) all[i][k] = static_cast<T>(ordinary);
            else if (i % 3 == 0) all[i][k] = static_cast<T>(std::ldexp(random({-1, 1}), random(limits::max_exponent - limits::min_exponent + 20) + limits::min_exponent - 20));
            else all[i][k] = special[random(static_cast<int>(std::size(special)))];
        }
    return all;
}

// Equal up to so many units in the last place, but NaN with NaN, and zeros with their sign.
template <class T>
bool alike(T a, T b, int units) {
    if (a != a || b != b) return a != a && b != b;
    if (a == b) return std::signbit(a) == std::signbit(b) || units > 0;
    if (std::isinf(a) || std::isinf(b)) return false;
    return std::abs(a - b) <= static_cast<T>(units) * std::max(std::abs(b) * std::numeric_limits<T>::epsilon(), std::numeric_limits<T>::denorm_min());
}

template <class T, class Op, std::size_t... K>
void check_operation(std::index_sequence<K...>) {
    constexpr std::size_t size = pack<T>::size;
    auto const points = operands<T>({domains::tame<Op>(0), domains::tame<Op>(1), domains::tame<Op>(2)},
                                    Op::integer, Op::operand_kind);
    auto const in_kind = []<std::size_t Operand>(auto const& a) {
        if constexpr (Op::operand_kind[Operand] == op::kind::condition) return a > decltype(a + a)(0);
        else return a;
    };
    int wrong = 0;
    std::string first;
    for (std::size_t i = 0; i + size <= points.size(); i += size) {
        T lane[3][size], result[size];
        for (std::size_t l = 0; l < size; ++l)
            for (std::size_t k = 0; k < 3; ++k) lane[k][l] = points[i + l][k];
        auto const y = typegrad::back::detail::operations_on<pack<T>>::template value<Op>(in_kind.template operator()<K>(pack<T>::load_unaligned(lane[K]))...);
        if constexpr (Op::result == op::kind::condition) xsimd::select(y, pack<T>(1), pack<T>(0)).store_unaligned(result);
        else y.store_unaligned(result);
        for (std::size_t l = 0; l < size; ++l) {
            auto const alone = static_cast<T>(Op::value(in_kind.template operator()<K>(lane[K][l])...));
            if (alike(result[l], alone, 4) || wrong++ > 0) continue;
            first = std::to_string(result[l]) + ", alone " + std::to_string(alone) + ", of";
            ((first += " " + std::to_string(lane[K][l])), ...);
        }
    }
    BOOST_TEST(wrong == 0, Op::text << " in lanes of " << sizeof(T) << " bytes: " << wrong << " of " << points.size() << " differ: " << first);
}
template <class T, class... Op>
void check_operations(op::operation_list<Op...>) {
    (check_operation<T, Op>(std::make_index_sequence<static_cast<std::size_t>(Op::arity)>{}), ...);
}

}

// Every operation, those that xsimd has and those that it has not, gives in each lane what it gives alone.
BOOST_AUTO_TEST_CASE(every_operation) {
    check_operations<double>(op::table{});
    check_operations<double>(op::operation_list<op::norm_, op::unless_nan_, op::if_ordered_, op::shared_at_tie_, op::internal::finite_or_zero_, op::logistic_, op::logistic_slope_, op::softplus_, op::soft_maximum_, op::bernoulli_variance_>{});
    check_operations<float>(op::operation_list<op::neg_, op::not_equal_, op::exp_, op::exp2_, op::exp10_, op::expm1_, op::log_, op::log2_, op::log10_, op::log1p_, op::cbrt_, op::atan2_, op::acosh_, op::tanh_>{});
}
