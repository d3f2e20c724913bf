// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Rows found by their index, derivatives in rows, and loops in loops: typegrad/loops.hpp.
#define BOOST_TEST_MODULE typegrad_loops_in_rows
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace {

using namespace typegrad;
using std::size_t, std::vector;
using place = vec<double, 2>;

template <class T, class I>
struct bond {
    I first, second;
    T length;
};
struct spring {
    unsigned short first;
    size_t second;
    float length;
};

// Of a function of rows, and of what follows them: whether value and gradient are as its own value and differences.
template <class F, class Row, class... More>
bool is_right_in_rows(F f, vector<Row> const& data, More const&... more) {
    auto const here = value_and_gradient(f, wrt<0>)(rows(data), more...);
    bool right = here.value == f(rows(data), more...) && here.gradient.size() == data.size();
    vector<Row> moved = data;
    constexpr auto leaves_of = static_cast<size_t>(leaves<Row>);
    for (size_t i = 0; i < data.size() * leaves_of; ++i) {
        auto const leaf = [&](auto& row) -> auto& {
            if constexpr (leaves_of == 1) return row;
            else return row[i % leaves_of];
        };
        auto const at = [&](double step) {
            moved = data;
            leaf(moved[i / leaves_of]) += step;
            return f(rows(moved), more...);
        };
        double const slope = leaf(here.gradient[i / leaves_of]);
        right = right && std::abs(slope - (at(1e-5) - at(-1e-5)) / 2e-5) < 1e-7 * (1 + std::abs(here.value) + std::abs(slope));
    }
    return right;
}

constexpr auto energy = [](auto const& position, auto const& bonds) {
    return sum(bonds, [&](auto const& b) { return square(norm(position[b.first] - position[b.second]) - b.length); });
};
vector<place> const places{{1, 2}, {3, 2.5}, {0, 1}, {-1, 0.5}};
vector<bond<double, int>> const bonds{{0, 1, 1}, {1, 2, 0.5}, {2, 0, 2}, {0, 3, 1}, {1, 1, 3}};
constexpr auto entropy = [](auto const& x, auto s) {
    return sum(x, [&](auto const& p) { return log_sum_exp(x, [&](auto const& q) { return -s * square(p - q); }) * p; });
};
vector<double> const five{1, 2.5, -0.5, 3, 0.25};

}

BOOST_AUTO_TEST_CASE(found_and_scattered) {
    BOOST_TEST(is_right_in_rows(energy, places, rows(bonds)));
    // In the indices there is no derivative.
    auto const [in_positions, in_bonds] = gradient(energy)(rows(places), rows(bonds));
    BOOST_TEST((in_positions == gradient(energy, wrt<0>)(rows(places), rows(bonds))));
    for (size_t i = 0; i < bonds.size(); ++i) {
        BOOST_TEST(in_bonds[i].length == 2 * (bonds[i].length - norm(places[static_cast<size_t>(bonds[i].first)] - places[static_cast<size_t>(bonds[i].second)])),
                   boost::test_tools::tolerance(1e-14));
        BOOST_TEST((in_bonds[i].first == 0 && in_bonds[i].second == 0));
    }
    // An aggregate that is no template is taken apart.
    constexpr auto of_springs = [](auto const& position, auto const& springs) {
        return sum(springs, [&](auto const& s) {
            auto const& [i, j, length] = s;
            return square(norm(position[i] - position[j]) - length);
        });
    };
    vector<spring> springs;
    for (auto const& b : bonds) springs.push_back({static_cast<unsigned short>(b.first), static_cast<size_t>(b.second), static_cast<float>(b.length)});
    BOOST_TEST((gradient(of_springs, wrt<0>)(rows(places), rows(springs)) == in_positions));
    constexpr auto of_lengths = [](auto s, auto const& all) { return sum(all, [&](auto const& row) { auto const& [i, j, length] = row; return square(s * length) + i * j * s; }); };
    BOOST_TEST(gradient(of_lengths, wrt<0>)(2.0, rows(vector<spring>{{1, 2, 3.0f}, {2, 5, 0.5f}})) == 4 * 9.25 + 12);
    // Data that are found, and parameters that are differentiated.
    constexpr auto by_scale = [](auto s, auto const& position, auto const& all) { return energy(position, all) * s; };
    static_assert(gradient([](auto s, auto const& x) { return sum(x, [&](auto v) { return s * v * x[1]; }); }, wrt<0>)(2.0, rows(std::array{1.0, 2.0, 4.0})) == 14);
    BOOST_TEST(gradient(by_scale, wrt<0>)(2.0, rows(places), rows(bonds)) == energy(rows(places), rows(bonds)));
}

BOOST_AUTO_TEST_CASE(adjoints_of_sums) {
    // Behind the loop, around it, and outside of loops; found by what was found; in two loops; in columns.
    BOOST_TEST(is_right_in_rows([](auto const& x, auto const& order) {
        auto const m = mean(x, [](auto v) { return exp(0.25 * v); });
        auto const s = sum(order, [&](auto i) { return x[order[i]] * (x[i] - m); });
        return log(m) * s + square(x[0]) * x[4] + mean(x, [&](auto v) { return square(v - m); });
    }, five, rows(vector<int>{4, 0, 2, 1, 3})));
    // Two loops that add the same at the same place.
    constexpr auto twice = [](auto const& x, auto const& order) { return sum(order, [&](auto i) { return x[i] + 2 * x[0]; }) + sum(order, [&](auto i) { return x[i] - x[0]; }) + sum(order, [&](auto i) { return x[0] + x[i]; }); };
    BOOST_TEST((gradient(twice, wrt<0>)(rows(five), rows(vector<int>{1, 2, 2})) == vector<double>{6, 3, 6, 0, 0}));
    BOOST_TEST(is_right_in_rows([](auto const& x) { return max(x, [](auto v) { return v * v; }) * log_sum_exp(x, [](auto v) { return v; }); }, five));
    constexpr auto of_columns = [](auto const& both) { return sum(both, [](auto x, auto y) { return x * x * y; }); };
    auto const slope = gradient(of_columns)(rows(five, vector<float>{2, 3, 4, 5, 6}));
    BOOST_TEST(std::get<0>(slope[3]) == 2 * 3 * 5.0);
    BOOST_TEST(std::get<1>(slope[3]) == 3 * 3.0);
    // In rows, of a gradient in what is no row; with policies.
    constexpr auto line = [](auto a, auto const& x) { return sum(x, [&](auto v) { return exp(a * v) * v; }); };
    auto const mixed = gradient(gradient(line, wrt<0>), wrt<1>)(0.5, rows(five));
    for (size_t i = 0; i < five.size(); ++i) BOOST_TEST(mixed[i] == std::exp(0.5 * five[i]) * five[i] * (2 + 0.5 * five[i]), boost::test_tools::tolerance(1e-14));
    constexpr auto largest = [](auto const& x) { return max(x, [&](auto v) { return v * x[1]; }); };
    BOOST_TEST((gradient(largest, fast)(rows(vector<double>{2, 1, 2})) == vector<double>{0.5, 2, 0.5}));
    BOOST_TEST((gradient(largest, kinks::left)(rows(vector<double>{2, 1, 2})) == vector<double>{0, 2, 1}));
    // Several arguments: one loop for all.
    constexpr auto fit = [](auto const& x, auto k) { return sum(x, [&](auto v) { return square(k * v - 1); }); };
    auto const both = value_and_gradient(fit)(rows(five), 2.0);
    BOOST_TEST(std::get<0>(both.gradient)[1] == 2 * 2.0 * (2 * 2.5 - 1));
    BOOST_TEST(std::get<1>(both.gradient) == gradient(fit, wrt<1>)(rows(five), 2.0));
    using program = graph::made<pass::reversed<traced<std::remove_const_t<decltype(fit)>, double, decltype(rows(five)), double>, typegrad::detail::selection_with_rows<typegrad::detail::request<>, decltype(rows(five)), double>, true>>;
    static_assert(back::loops_of<program>::plan.loop_count == 1);
}

// Where the largest is no number no row has a derivative, nor by kinks::left. What is left out has none, whatever is there.
BOOST_AUTO_TEST_CASE(largest_is_no_number) {
    constexpr auto largest = [](auto const& q) { return max(q, [](auto x) { return 2 * x; }); };
    constexpr auto least_of_some = [](auto const& q) { return min(where(q, [](auto x) { return !(x == 1); }), [](auto x) { return 2 * x; }); };
    vector<double> const with_nan{1, NAN, 2};
    for (double slope : gradient(largest)(rows(with_nan))) BOOST_TEST(std::isnan(slope));
    for (double slope : gradient(largest, typegrad::kinks::left)(rows(with_nan))) BOOST_TEST(std::isnan(slope));
    auto const of_some = gradient(least_of_some)(rows(with_nan));
    BOOST_TEST(of_some[0] == 0);
    BOOST_TEST((std::isnan(of_some[1]) && std::isnan(of_some[2])));
    BOOST_TEST((gradient(largest)(rows(vector<double>{3, 1, 3})) == vector<double>{1, 0, 1}));
}

BOOST_AUTO_TEST_CASE(loops_in_loops) {
    BOOST_TEST(is_right_in_rows(entropy, five, 0.75));
    constexpr auto of_s = [](auto s, auto const& x) { return entropy(x, s); };
    auto const up = gradient(of_s, wrt<0>)(0.75 + 1e-5, rows(five)), down = gradient(of_s, wrt<0>)(0.75 - 1e-5, rows(five));
    BOOST_TEST(hessian(of_s, wrt<0>)(0.75, rows(five))[0][0] == (up - down) / 2e-5, boost::test_tools::tolerance(1e-7));
    BOOST_TEST(is_right_in_rows([](auto const& x, auto s, auto const& i) {
        return sum(i, [&](auto a) { return mean(i, [&](auto b) { return max(i, [&](auto c) { return s * x[a] * x[b] * sin(x[c]); }); }) + x[a] * x[0]; });
    }, five, 0.75, indices(5)));
    // What is the same in each row of a loop, and what is the same in all.
    BOOST_TEST(is_right_in_rows([](auto const& x) { return sum(x, [&](auto v) { return sum(x, [&](auto w) { return w + v; }) * sum(x, [&](auto w) { return w * w; }); }); }, five));
}

// Rows that have rows of their own, data and derivatives.
BOOST_AUTO_TEST_CASE(parts) {
    constexpr auto spread = [](auto const& x, auto const& atoms, auto const& near) {
        return sum(atoms, [&](auto i) {
                   auto const here = x[i];
                   return sum(near[i], [&](auto j, auto w) { return w * square(here - x[j]); }) * log_sum_exp(near[i], [&](auto j, auto) { return x[j]; });
        }) + mean(near[2], [&](auto j, auto) { return x[j] * x[j]; });
    };
    vector<int> const begin{0, 2, 3, 5, 6, 8}, list{1, 2, 0, 0, 1, 3, 4, 2};
    vector<double> const weights{0.5, 0.25, 1, 2, -1, 0.75, 1.5, 3};
    BOOST_TEST(is_right_in_rows(spread, five, indices(5), compressed_rows(begin, list, weights)));
    auto const in_weights = gradient(spread, wrt<2>)(rows(five), indices(5), compressed_rows(begin, list, weights));
    for (size_t k = 0; k < list.size(); ++k) {
        size_t i = 0;
        while (static_cast<size_t>(begin[i + 1]) <= k) ++i;
        double logarithm = 0;
        for (auto j = static_cast<size_t>(begin[i]); j < static_cast<size_t>(begin[i + 1]); ++j) logarithm += std::exp(five[static_cast<size_t>(list[j])]);
        BOOST_TEST(std::get<1>(in_weights[k]) == (five[i] - five[static_cast<size_t>(list[k])]) * (five[i] - five[static_cast<size_t>(list[k])]) * std::log(logarithm), boost::test_tools::tolerance(1e-13));
    }
    BOOST_CHECK_THROW(spread(rows(five), indices(6), compressed_rows(begin, list, weights)), std::out_of_range);
    BOOST_CHECK_THROW(gradient(spread, wrt<0>)(rows(five), indices(6), compressed_rows(begin, list, weights)), std::out_of_range);
    BOOST_CHECK_EXCEPTION(compressed_rows(vector<int>{0, 2, 1}, five), std::invalid_argument, [](auto const& error) { return std::string(error.what()) == "typegrad: compressed_rows: part 1 does not lie among the 5 rows"; });
    BOOST_CHECK_THROW(compressed_rows(vector<int>{0, 6}, five), std::invalid_argument);
    BOOST_CHECK_THROW(compressed_rows(vector<int>{-1, 5}, five), std::invalid_argument);
    BOOST_CHECK_THROW(compressed_rows(vector<int>{}, five), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(into_memory) {
    vector<place> force(places.size(), place{7, 7});
    auto const in_place = value_and_gradient(energy, wrt<0>).into(force)(rows(places), rows(bonds));
    BOOST_TEST(in_place.value == energy(rows(places), rows(bonds)));
    BOOST_TEST((force == gradient(energy, wrt<0>)(rows(places), rows(bonds))));
    BOOST_TEST(in_place.gradient.data() == force.data());
    vector<place> few(3), moving = places;
    BOOST_CHECK_EXCEPTION(gradient(energy, wrt<0>).into(few)(rows(places), rows(bonds)), std::invalid_argument,
                          [](auto const& error) { return std::string(error.what()) == "typegrad: into: the buffer has 3 rows, and argument 0 has 4"; });
    BOOST_CHECK_THROW(gradient(energy, wrt<0>).into(moving)(rows(moving), rows(bonds)), std::invalid_argument);
    BOOST_TEST((moving == places));
}

BOOST_AUTO_TEST_CASE(indices_out_of_range) {
    auto const says = [](std::string const& what) { return [what](std::out_of_range const& error) { return error.what() == "typegrad: " + what; }; };
    auto wrong = bonds;
    wrong[2].second = 4;
    BOOST_CHECK_EXCEPTION(gradient(energy, wrt<0>)(rows(places), rows(wrong)), std::out_of_range, says("row 2 of argument 1 has index 4 in argument 0, which has 4 rows"));
    wrong[2].second = -1;
    BOOST_CHECK_EXCEPTION(gradient(energy, wrt<0>)(rows(places), rows(wrong)), std::out_of_range, says("row 2 of argument 1 has index -1 in argument 0, which has 4 rows"));
    BOOST_CHECK_EXCEPTION(energy(rows(places), rows(wrong)), std::out_of_range, says("index -1 in rows of which there are 4"));
    // A derivative that does not need the element's value checks its index as well; and so are numbers that are computed.
    constexpr auto linear = [](auto const& x, auto const& at) { return sum(at, [&](auto i) { return x[i + 0.5 * i]; }); };
    BOOST_TEST((gradient(linear, wrt<0>)(rows(five), rows(vector<int>{0, 2, 2})) == vector<double>{1, 0, 0, 2, 0}));
    BOOST_CHECK_EXCEPTION(gradient(linear, wrt<0>)(rows(five), rows(vector<int>{0, 4})), std::out_of_range, says("row 1 of argument 1 has index 6 in argument 0, which has 5 rows"));
    BOOST_CHECK_EXCEPTION(gradient(linear, wrt<0>)(rows(five), rows(vector<int>{0, 0, 1})), std::out_of_range, says("row 2 of argument 1 has index 1.500000 in argument 0, which has 5 rows"));
    BOOST_CHECK_EXCEPTION(gradient(linear, wrt<0>)(rows(five), rows(vector<double>{NAN})), std::out_of_range, says("row 0 of argument 1 has index nan in argument 0, which has 5 rows"));
    BOOST_CHECK_EXCEPTION(gradient([](auto const& x) { return x[5]; })(rows(five)), std::out_of_range, says("index 5 in argument 0, which has 5 rows"));
}
