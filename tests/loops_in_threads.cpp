// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Loops over rows in threads (typegrad/parallel.hpp): what they give in one, to the last bit.
#define BOOST_TEST_MODULE typegrad_loops_in_threads
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/parallel.hpp>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <vector>

#include "sanitized.hpp"

namespace {

using namespace typegrad;
using std::array, std::size_t;

using parameters = array<double, 2>;

std::vector<array<double, 2>> rows_of(size_t n) {
    std::vector<array<double, 2>> rows(n);
    for (size_t i = 0; i < n; ++i) rows[i] = {0.002 * static_cast<double>(i % 700), std::sin(static_cast<double>(i))};
    return rows;
}
// Two loops, and reductions of each kind.
constexpr auto f = [](auto const& b, auto const& data) {
    auto const m = mean(data, [&](auto const& row) { return b[1] * exp(b[0] * row[0]) * row[1]; });
    auto const largest = max(data, [&](auto const& row) { return b[0] * row[0] * m + square(b[1]) * row[1]; });
    return largest + log_sum_exp(data, [&](auto const& row) { return b[0] * row[0] * m - row[1] * b[1]; });
};

}

BOOST_AUTO_TEST_CASE(any_number_of_threads) {
    tbb::global_control const allowed(tbb::global_control::max_allowed_parallelism, 4);
    parameters const b{0.75, -0.5};
    for (size_t const n : {1u, 1000u, 1025u, 5000u, 100003u}) {
        auto const data = rows_of(n);
        auto const alone = value_and_gradient(f, wrt<0>)(b, rows(data));
        for (int const threads : {1, 2, 4}) {
            tbb::task_arena arena(threads);
            for (int repetition = 0; repetition < (sanitized ? 2 : 5); ++repetition) {
                auto const shared = arena.execute([&] { return value_and_gradient(f, wrt<0>, parallel)(b, rows(data)); });
                BOOST_TEST(shared.value == alone.value, n << " rows in " << threads << " threads: " << shared.value << ", in one " << alone.value);
                BOOST_TEST(shared.gradient == alone.gradient, n << " rows in " << threads << " threads");
            }
        }
    }
}

namespace {
std::atomic<int> waiting{0};
// Waits until a second thread comes, for two seconds.
constexpr auto meets_another = custom(
    [](auto x) {
        if (!std::is_constant_evaluated() && x == 0) {
            ++waiting;
            for (int i = 0; i < 20000 && waiting < 2; ++i) std::this_thread::sleep_for(std::chrono::microseconds(100));
        }
        return x;
    },
    [](auto, auto) { return 1; });
}
// That the work is shared: rows of two halves meet.
BOOST_AUTO_TEST_CASE(threads_work_at_the_same_time) {
    tbb::global_control const allowed(tbb::global_control::max_allowed_parallelism, 2);
    std::vector<double> numbers(65536, 1.0);
    numbers.front() = numbers.back() = 0;
    constexpr auto sum_of = [](auto t, auto const& data) { return sum(data, [&](auto x) { return t * meets_another(t * x); }); };
    tbb::task_arena arena(2);
    auto const both = arena.execute([&] { return value_and_gradient(sum_of, wrt<0>, parallel)(1.0, rows(numbers)); });
    BOOST_TEST(both.value == 65534);
    BOOST_TEST(waiting >= 2);
}

BOOST_AUTO_TEST_CASE(gradients_in_rows_and_no_rows) {
    std::vector<double> const numbers(20000, 0.5);
    constexpr auto of_rows = [](auto const& data) { return sum(data, [&](auto x) { return exp(x) * x; }); };
    BOOST_TEST((gradient(of_rows, parallel)(rows(numbers)) == gradient(of_rows)(rows(numbers))));
    constexpr auto of_few = [](auto t, auto const& data) { return mean(data, [&](auto x) { return t * x; }); };
    BOOST_CHECK_THROW(gradient(of_few, wrt<0>, parallel)(2.0, rows(std::vector<double>{})), std::invalid_argument);
    static constexpr array<double, 5> few{1, 2, 3, 4, 5};
    static_assert(gradient(of_few, wrt<0>, parallel)(2.0, rows(few)) == 3);
}
