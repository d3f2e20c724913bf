// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Data whose size is known at run time only, by typegrad::with: vectors, spans, Eigen's dynamic objects.
#define BOOST_TEST_MODULE typegrad_data
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/optional.hpp>
#include <typegrad/series.hpp>
#include <typegrad/span.hpp>
#include <typegrad/tape.hpp>

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "verify.hpp"

namespace {

using typegrad::with, typegrad::wrt;

constexpr auto line = [](auto t, auto const& data) { return t * t * data[2] + data[4]; };
std::vector<double> const numbers{1, 2, 3, 4, 5, 6};

// Where f indexes with a loop whose bound is known.
constexpr auto polynomial = [](auto x, auto y, auto const& c) {
    decltype(x) sum = 0;
    for (std::size_t i = 4; i-- > 0;) sum = sum * x + c[i];
    return sum * y;
};

}

BOOST_AUTO_TEST_CASE(vectors) {
    double const x = verify::hidden(2.0);
    BOOST_TEST(with(line, numbers)(x) == 17);
    BOOST_TEST(typegrad::derivative(with(line, numbers))(x) == 12);
    auto const both = typegrad::value_and_gradient(with(line, numbers))(x);
    BOOST_TEST(both.value == 17);
    BOOST_TEST(both.gradient == 12);
    BOOST_TEST(typegrad::derivative(typegrad::derivative(with(line, numbers)))(x) == 6);
    BOOST_TEST(typegrad::hessian(with(line, numbers))(x)[0][0] == 6);
    BOOST_TEST((typegrad::gradient(with(polynomial, numbers), wrt<1, 0>)(x, 3.0) == std::tuple{1.0 + 4 + 12 + 32, 3.0 * (2 + 12 + 48)}));
    BOOST_TEST(typegrad::jvp(with(polynomial, numbers), wrt<0>)(x, 3.0, 10.0).tangent == 30 * 62);
    BOOST_TEST(typegrad::vjp(with(line, numbers))(x, 2.0).gradient == 24);
    BOOST_TEST((typegrad::jacobian(with([](auto t, auto const& c) { return std::array{t * c[0], t * c[1]}; }, numbers))(x) == std::array<std::array<double, 1>, 2>{{{1}, {2}}}));
    BOOST_TEST(typegrad::tape::derivative(with(line, numbers))(x) == 12);
    // On the tape the size may be asked for.
    constexpr auto sum = [](auto t, auto const& c) {
        decltype(t) total = 0;
        for (std::size_t i = 0; i < c.size(); ++i) total = total + c[i] * t;
        return total;
    };
    BOOST_TEST(typegrad::tape::derivative(with(sum, numbers))(x) == 21);
}

BOOST_AUTO_TEST_CASE(beside_other_values) {
    double const x = verify::hidden(2.0);
    constexpr auto f = [](auto t, auto scale, auto const& c, auto const& pair, auto const& d) { return scale * t * c[1] * pair[1] + t * d.at(0); };
    auto const g = with(f, 10.0, numbers, std::array{1.0, 7.0}, std::span<double const>(numbers).subspan(3));
    BOOST_TEST(typegrad::derivative(g)(x) == 10 * 2 * 7 + 4);
    // Integers, and float.
    BOOST_TEST(typegrad::derivative(with(line, std::vector<int>{1, 2, 3, 4, 5}))(x) == 12);
    BOOST_TEST(typegrad::derivative(with(line, std::vector<float>{1, 2, 3, 4, 5}))(2.0f) == 12);
    // Changed data are seen where they are not copied.
    std::vector<double> changing(numbers);
    auto const h = typegrad::derivative(with(line, std::span<double const>(changing)));
    BOOST_TEST(h(x) == 12);
    changing[2] = 100;
    BOOST_TEST(h(x) == 400);
}

// What is referred to is read where it is, whatever its shape, and in every engine.
BOOST_AUTO_TEST_CASE(references) {
    double const x = verify::hidden(2.0);
    std::vector<double> changing(numbers);
    auto const h = with(line, std::cref(changing));
    BOOST_TEST(h(x) == 17);
    BOOST_TEST(typegrad::derivative(h)(x) == 12);
    changing[2] = 100;
    BOOST_TEST(h(x) == 405);
    BOOST_TEST(typegrad::derivative(h)(x) == 400);
    BOOST_TEST(typegrad::tape::derivative(h)(x) == 400);
    BOOST_TEST(typegrad::hessian(h)(x)[0][0] == 200);
    changing.resize(4);
    BOOST_CHECK_THROW(typegrad::derivative(h)(x), std::out_of_range);

    std::array<double, 5> five{1, 2, 3, 4, 5};
    auto const g = with([](auto t, auto const& data, auto const& pair, auto scale) { return line(t, data) * scale + pair[1]; }, std::ref(five), std::span<double const, 2>(five.data() + 3, 2), 10.0);
    BOOST_TEST(g(x) == 175);
    BOOST_TEST(typegrad::derivative(g)(x) == 120);
    five[2] = 100;
    BOOST_TEST(typegrad::derivative(g)(x) == 4000);
    BOOST_TEST(typegrad::tape::derivative(g)(x) == 4000);
    BOOST_TEST(typegrad::derivative(with(line, std::cref(five)))(2.0f) == 400);
    constexpr auto nested = [](auto t, auto const& data) { return typegrad::derivative([&](auto s) { return line(s, data); })(t) * t; };
    BOOST_TEST(typegrad::derivative(with(nested, std::cref(five)))(x) == 800);

    // Nothing is copied.
    struct counted {
        std::vector<double> values;
        int* copies;
        counted(std::vector<double> v, int* c) : values(std::move(v)), copies(c) {}
        counted(counted const& other) : values(other.values), copies(other.copies) { ++*copies; }
        std::size_t size() const { return values.size(); }
        double const* data() const { return values.data(); }
        double operator[](std::size_t i) const { return values[i]; }
    };
    int copies = 0;
    counted const data(numbers, &copies);
    BOOST_TEST(typegrad::derivative(with(line, std::cref(data)))(x) == 12);
    BOOST_TEST(copies == 0);
}

BOOST_AUTO_TEST_CASE(sizes) {
    auto const slope = [](std::size_t n) { return typegrad::derivative(with(line, std::vector<double>(n, 2.5)))(2.0); };
    BOOST_TEST(slope(5) == 10);
    BOOST_CHECK_THROW(slope(4), std::out_of_range);
    BOOST_CHECK_THROW(slope(0), std::out_of_range);
    Eigen::MatrixXd const m = Eigen::MatrixXd::Ones(3, 2);
    BOOST_CHECK_THROW(typegrad::derivative(with([](auto t, auto const& a) { return a(1, 2) * t; }, m))(1.0), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(optionals) {
    constexpr auto scaled = [](auto x, auto const& factor) { return x * x * factor.value_or(1.0) + x; };
    constexpr std::optional<double> three = 3, none;
    static_assert(typegrad::derivative(with(scaled, three))(2.0) == 13 && typegrad::derivative(with(scaled, none))(2.0) == 5);
    static_assert(typegrad::gradient(scaled)(2.0, three) == std::tuple{13.0, 4.0} && typegrad::gradient(scaled)(2.0, none) == std::tuple{5.0, 0.0});
    double const x = verify::hidden(2.0);
    BOOST_TEST(with(scaled, three)(x) == 14);
    BOOST_TEST(with(scaled, none)(x) == 6);
    BOOST_TEST(typegrad::derivative(with(scaled, three))(x) == 13);
    BOOST_TEST(typegrad::derivative(with(scaled, none))(x) == 5);
    constexpr auto branches = [](auto t, auto const& factor) {
        if (factor) return t * *factor;
        return t + 0;
    };
    BOOST_TEST(typegrad::tape::derivative(with(branches, three))(x) == 3);
    BOOST_TEST(typegrad::tape::derivative(with(branches, none))(x) == 1);

    // Of several numbers.
    using typegrad::vec;
    constexpr auto distance = [](auto const& p, auto const& seen) { return squared_norm(p - seen.value_or(p)); };
    BOOST_TEST((typegrad::gradient(with(distance, std::optional<vec<double, 2>>{{1, 2}}))(vec<double, 2>{3, 5}) == vec<double, 2>{4, 6}));
    BOOST_TEST((typegrad::gradient(with(distance, std::optional<vec<double, 2>>{}))(vec<double, 2>{3, 5}) == vec<double, 2>{0, 0}));
}

BOOST_AUTO_TEST_CASE(rows_that_lack_numbers) {
    struct observation {
        double time;
        std::optional<double> place;
    };
    std::vector<observation> const seen{{0, 1}, {1, {}}, {2, 5}};
    constexpr auto misfit = [](auto const& b, auto const& rows) {
        return sum(rows, [&](auto const& row) {
            auto const& [time, place] = row;
            auto const model = b[0] + b[1] * time;
            return typegrad::square(place.value_or(model) - model);
        });
    };
    std::array const b{0.0, 2.0};
    auto const fit = typegrad::value_and_gradient(misfit, wrt<0>)(b, typegrad::rows(seen));
    BOOST_TEST(fit.value == 2);
    BOOST_TEST(fit.value == misfit(b, typegrad::rows(seen)));
    BOOST_TEST((fit.gradient == std::array{-4.0, -4.0}));

    std::vector<std::optional<double>> const places{1, {}, 4};
    constexpr auto scatter = [](auto center, auto const& rows) {
        return mean(where(rows, [](auto const& place) { return place.has_value(); }), [&](auto const& place) { return typegrad::square(*place - center); });
    };
    auto const spread = typegrad::value_and_gradient(scatter, wrt<0>)(2.0, typegrad::rows(places));
    BOOST_TEST(spread.value == 2.5);
    BOOST_TEST(spread.gradient == -1);
}

BOOST_AUTO_TEST_CASE(eigen) {
    Eigen::VectorXd v(5);
    v << 1, 2, 3, 4, 5;
    BOOST_TEST(typegrad::derivative(with(line, v))(2.0) == 12);
    BOOST_TEST(typegrad::derivative(with([](auto t, auto const& a) { return a(1) * t + a[0]; }, v))(2.0) == 2);
    Eigen::MatrixXd m(3, 2);
    m << 1, 2, 3, 4, 5, 6;
    constexpr auto f = [](auto t, auto const& a) { return a(2, 0) * t * t + a(1, 1) * t + a(0, 1); };
    BOOST_TEST(typegrad::value_and_gradient(with(f, m))(2.0).value == 30);
    BOOST_TEST(typegrad::value_and_gradient(with(f, m))(2.0).gradient == 24);
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> const rows = m;
    BOOST_TEST(typegrad::derivative(with(f, rows))(2.0) == 24);
    BOOST_TEST(typegrad::tape::derivative(with(f, m))(2.0) == 24);
}
